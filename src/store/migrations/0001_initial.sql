-- Every row belongs to a workspace; every verb of the store takes the caller's.

create table workspaces (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null default now()
);

create table api_keys (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  name text not null,
  -- SHA-256 of the key: a stolen dump holds nothing to sign in with.
  hash bytea not null unique,
  -- The last four characters, to tell keys apart in a list.
  hint text not null,
  scopes text[] not null,
  instance_owner boolean not null default false,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz
);
create index api_keys_by_workspace on api_keys (workspace_id, id);

create table targets (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  kind text not null,
  name text not null,
  base_url text,
  created_at timestamptz not null default now(),
  constraint targets_name_once unique (workspace_id, name)
);
create index targets_by_workspace on targets (workspace_id, id);

create table scans (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  target_id uuid not null references targets on delete cascade,
  profile text,
  status text not null default 'running',
  grade text,
  score real,
  -- Counts by severity, once it is done.
  summary jsonb not null default '{"critical":0,"high":0,"medium":0,"low":0,"info":0}',
  error text,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  -- SHA-256 of what ended it and the answer given, so that the same request again gets the same answer.
  end_hash bytea,
  end_answer jsonb
);
create index scans_by_workspace on scans (workspace_id, id);
create index scans_by_target on scans (target_id);

create table findings (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  target_id uuid not null references targets on delete cascade,
  fingerprint text not null,
  severity text not null,
  title text not null,
  -- What else the scanner said: category, cwe_id, endpoint, location, evidence and so on.
  detail jsonb not null,
  verification_status text not null default 'unverified',
  state text not null default 'open',
  suppressed text,
  suppressed_note text,
  -- 'scanner' or 'person'
  suppressed_by text,
  recheck text,
  recheck_note text,
  first_scan_id uuid,
  last_scan_id uuid,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  constraint findings_once unique (target_id, fingerprint)
);
create index findings_by_workspace on findings (workspace_id, id);

create table scan_findings (
  scan_id uuid not null references scans on delete cascade,
  finding_id uuid not null references findings on delete cascade,
  primary key (scan_id, finding_id)
);

create table events (
  -- The order in which things happened; deliveries of one finding keep it.
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  workspace_id uuid not null references workspaces on delete cascade,
  event text not null,
  target_id uuid not null,
  scan_id uuid,
  finding_id uuid,
  data jsonb not null,
  created_at timestamptz not null default now()
);
create index events_by_workspace on events (workspace_id, id);
create index events_by_scan on events (scan_id, seq) where scan_id is not null;
create index events_by_finding on events (finding_id, seq) where finding_id is not null;

-- The verdicts on an event as they were when it was routed.
create table routings (
  event_id uuid primary key references events (id) on delete cascade,
  verdicts jsonb not null,
  created_at timestamptz not null default now()
);

create table integrations (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  kind text not null,
  name text not null,
  enabled boolean not null default true,
  severity_filter text not null default 'high',
  target_ids uuid[],
  events text[],
  delivery jsonb not null default '{}',
  -- For display only: what counts is inside the token.
  public_config jsonb not null,
  config_token text not null,
  kid text not null,
  generation integer not null default 1,
  -- Why the service itself switched it off.
  disabled_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint integrations_name_once unique (workspace_id, name)
);
create index integrations_by_workspace on integrations (workspace_id, id);

create table deliveries (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  integration_id uuid not null,
  kind text not null,
  event_id uuid not null references events (id) on delete cascade,
  event_seq bigint not null,
  event text not null,
  scan_id uuid,
  finding_id uuid,
  state text not null default 'pending',
  attempts integer not null default 0,
  -- How many attempts there were when it was last replayed: the retry schedule starts anew from there.
  replayed_at integer not null default 0,
  next_attempt_at timestamptz,
  -- The last outcome in plain words.
  detail text,
  external_url text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint deliveries_once unique (event_id, integration_id)
);
create index deliveries_by_workspace on deliveries (workspace_id, id);
create index deliveries_by_scan on deliveries (scan_id) where scan_id is not null;
create index deliveries_unfinished on deliveries (integration_id, finding_id, event_seq)
  where state in ('pending', 'retrying', 'held');

create table attempts (
  delivery_id uuid not null references deliveries on delete cascade,
  n integer not null,
  started_at timestamptz not null,
  duration_ms integer not null,
  -- The HTTP status; null when nothing answered.
  status integer,
  outcome text not null,
  reason text,
  detail text,
  primary key (delivery_id, n)
);

-- One ticket, page or thread a finding and integration, whatever happens.
create table external_refs (
  integration_id uuid not null references integrations on delete cascade,
  finding_id uuid not null references findings on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  kind text not null,
  ref text not null,
  url text,
  created_at timestamptz not null default now(),
  primary key (integration_id, finding_id)
);
create index external_refs_by_finding on external_refs (finding_id);

create table idempotency_keys (
  workspace_id uuid not null references workspaces on delete cascade,
  operation text not null,
  key text not null,
  body_hash text not null,
  -- Null while the first request still runs.
  status integer,
  -- Encrypted: some answers show a new key once.
  answer text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, operation, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
