-- An export takes the turn of the place that it goes to, stored or not: two at once would say everything twice there. The place is a
-- digest, and the turn of an integration ends with it. Nothing of the table before is worth keeping: a turn lasts seconds.
drop table export_turns;
create table export_turns (
  workspace_id uuid not null references workspaces on delete cascade,
  place text not null,
  integration_id uuid references integrations on delete cascade,
  holder uuid not null,
  ends_at timestamptz not null,
  primary key (workspace_id, place)
);
