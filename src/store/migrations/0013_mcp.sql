-- Who exports to an integration just now. A turn that nobody renews ends by itself.
create table export_turns (
  integration_id uuid primary key references integrations on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  holder uuid not null,
  ends_at timestamptz not null
);

-- What a tool was asked to do and somebody has yet to confirm. The digest is of the token, who asks, the tool and its arguments.
create table confirmations (
  digest bytea primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  expires_at timestamptz not null
);
create index confirmations_by_expiry on confirmations (workspace_id, expires_at);

-- An owner key holds every scope, also those that are new.
update api_keys set scopes = scopes || array['mcp:unattended']
  where scopes @> array['owners:write'] and not scopes @> array['mcp:unattended'];
