-- Steps that a vendor would take twice, written down before they are sent: that a ticket is about to be made, a comment left.
create table send_intents (
  workspace_id uuid not null references workspaces on delete cascade,
  step text not null,
  delivery_id uuid not null references deliveries on delete cascade,
  declared_at timestamptz not null,
  primary key (workspace_id, step)
);
create index send_intents_by_delivery on send_intents (delivery_id);
