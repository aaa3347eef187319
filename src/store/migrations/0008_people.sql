-- A person belongs to one workspace; whoever is in two has two accounts, so that no workspace learns of the other.
create table users (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  -- In lower case.
  email text not null,
  name text not null,
  role text not null,
  -- Argon2id in PHC form; null until it is chosen.
  password_hash text,
  -- Issuer and subject of the OpenID provider, once signed in there.
  oidc_subject text,
  instance_owner boolean not null default false,
  created_at timestamptz not null default now(),
  last_signed_in_at timestamptz,
  constraint users_email_once unique (workspace_id, email)
);
create index users_by_workspace on users (workspace_id, id);
create index users_by_email on users (email);
create index users_by_oidc_subject on users (oidc_subject) where oidc_subject is not null;

create table sessions (
  -- SHA-256 of the id: a stolen dump holds nothing to sign in with.
  hash bytea primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now()
);
create index sessions_by_user on sessions (user_id);

create table one_time_links (
  -- SHA-256 of what the link carries.
  hash bytea primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  -- Whose password it sets; null where it makes the first owner.
  user_id uuid references users on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index one_time_links_by_user on one_time_links (user_id);

-- Of no workspace: it is counted before it is known who asks.
create table sign_in_failures (
  -- SHA-256 of an account or an address.
  subject bytea primary key,
  failures integer not null,
  since timestamptz not null
);

-- An owner key holds every scope, also those that are new.
update api_keys set scopes = scopes || array['users:read', 'users:write', 'owners:write']
  where scopes @> array['targets:write', 'scans:write', 'findings:write', 'integrations:write', 'deliveries:write',
    'keys:write', 'audit:read'] and not scopes @> array['owners:write'];
