-- The integrations that events were judged against, kept once for all of these events and not with each: 10,000 of them took
-- 218 kB an event, and most of the time of its routing.
create table rosters (
  workspace_id uuid not null references workspaces on delete cascade,
  -- SHA-256 of `members`.
  hash bytea not null,
  -- Id, name and kind of each, in the order of `codes`.
  members jsonb not null,
  -- Within an hour of the last event that was judged against it.
  used_at timestamptz not null default now(),
  primary key (workspace_id, hash)
);

-- A letter for the verdict of each member of the roster; what has `verdicts` has no roster.
alter table routings alter column verdicts drop not null;
alter table routings add column roster bytea;
alter table routings add column codes text;

-- Another one whenever what routing needs of a workspace's integrations is another: workers keep that in memory.
alter table workspaces add column filters_version bigint not null default 0;

create function note_filters_change() returns trigger language plpgsql as $$
begin
  -- Once a transaction is enough.
  update workspaces set filters_version = filters_version + 1
  where id = coalesce(new.workspace_id, old.workspace_id) and xmin <> pg_current_xact_id()::xid;
  return null;
end $$;

create trigger integrations_note_filters_change
  after insert or delete or update of name, kind, enabled, target_ids, events, severity_filter, delivery on integrations
  for each row execute function note_filters_change();
