-- Who changed what. Rows stay: neither they nor their order can be changed, and each holds the hash of the one before.
-- No reference to workspaces: the record outlives them, and a check would wait for whoever holds a workspace's row.
create table audit_log (
  id uuid primary key,
  workspace_id uuid not null,
  -- Counts from 1 in each workspace.
  seq bigint not null,
  at timestamptz not null,
  -- 'key', 'user' or 'service'
  actor_type text not null,
  actor_id uuid,
  actor_name text not null,
  operation text not null,
  object_type text not null,
  object_id text,
  object_name text,
  -- Names of the fields that were given, never their values.
  fields text[] not null,
  -- Of the client; null where the service acts by itself.
  address text,
  request_id uuid,
  -- 'done', or the code of the refusal.
  result text not null,
  prev_hash bytea not null,
  hash bytea not null,
  constraint audit_log_once unique (workspace_id, seq)
);
create index audit_log_by_workspace on audit_log (workspace_id, id);

-- Where each workspace's chain ends.
create table audit_heads (
  workspace_id uuid primary key,
  seq bigint not null,
  hash bytea not null
);

create function audit_log_stays() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is only ever added to';
end
$$;
create trigger audit_log_rows_stay before update or delete on audit_log
  for each row execute function audit_log_stays();
create trigger audit_log_stays before truncate on audit_log
  for each statement execute function audit_log_stays();
