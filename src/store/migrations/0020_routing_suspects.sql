-- In how many crashes an event was being routed while its job was watched for it; the row goes when the process outlives it.
create table routing_suspects (
  event_id uuid primary key references events (id) on delete cascade,
  crashes integer not null
);

-- The process died each time: nobody was told of the event.
alter table routings add column failed boolean not null default false;
