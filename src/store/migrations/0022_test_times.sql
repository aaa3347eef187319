-- When a workspace sent its latest connection tests: so many a minute, whichever process each was asked of.
create table test_times (
  workspace_id uuid primary key references workspaces on delete cascade,
  sent_at timestamptz[] not null
);
