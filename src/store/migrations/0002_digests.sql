-- What of a scan goes to an integration in one message. It is carried by the delivery of its most severe event.
create table digests (
  delivery_id uuid primary key references deliveries on delete cascade deferrable initially deferred,
  scan_id uuid not null,
  integration_id uuid not null,
  -- Whether its job was handed to the queue: once all events of the scan are in it.
  queued boolean not null default false,
  constraint digests_once unique (scan_id, integration_id)
);

-- The delivery whose message carries this one's event; its own id where it is that one.
alter table deliveries add column digest_id uuid;
create index deliveries_by_digest on deliveries (digest_id) where digest_id is not null;
