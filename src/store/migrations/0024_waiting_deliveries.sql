-- Deliveries that wait for something. With these in a table of their own no index of `deliveries` names what an attempt
-- changes, so that PostgreSQL writes the new version of a row beside the old one and leaves the indexes alone.
create table waiting_deliveries (
  integration_id uuid not null,
  event_seq bigint not null,
  delivery_id uuid not null,
  state text not null,
  attempts integer not null,
  primary key (integration_id, event_seq, delivery_id)
);
create index waiting_deliveries_held on waiting_deliveries (integration_id, attempts, event_seq) where state = 'held';

insert into waiting_deliveries (integration_id, event_seq, delivery_id, state, attempts)
select integration_id, event_seq, id, state, attempts from deliveries where state in ('pending', 'retrying', 'held');

drop index deliveries_unfinished;
drop index deliveries_held;
drop index deliveries_dead;
-- Room for the second version of every row.
alter table deliveries set (fillfactor = 50);
alter table deliveries add column is_dead boolean not null generated always as (state = 'dead') stored;
create index deliveries_dead on deliveries (workspace_id, id) where is_dead;

-- Whoever writes deliveries keeps it so. What a statement changed is joined by index: the plans are kept.
create function note_made_deliveries() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  insert into waiting_deliveries (integration_id, event_seq, delivery_id, state, attempts)
  select integration_id, event_seq, id, state, attempts from made where state in ('pending', 'retrying', 'held');
  return null;
end $$;
create trigger note_made after insert on deliveries referencing new table as made
  for each statement execute function note_made_deliveries();

create function note_changed_deliveries() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  delete from waiting_deliveries w using changed c
  where c.state not in ('pending', 'retrying', 'held')
    and w.integration_id = c.integration_id and w.event_seq = c.event_seq and w.delivery_id = c.id;
  insert into waiting_deliveries (integration_id, event_seq, delivery_id, state, attempts)
  select c.integration_id, c.event_seq, c.id, c.state, c.attempts
  from changed c left join waiting_deliveries w
    on w.integration_id = c.integration_id and w.event_seq = c.event_seq and w.delivery_id = c.id
  where c.state in ('pending', 'retrying', 'held') and (w.state, w.attempts) is distinct from (c.state, c.attempts)
  on conflict (integration_id, event_seq, delivery_id) do update set state = excluded.state, attempts = excluded.attempts;
  return null;
end $$;
create trigger note_changed after update on deliveries referencing new table as changed
  for each statement execute function note_changed_deliveries();

create function note_removed_deliveries() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  delete from waiting_deliveries w using removed r
  where w.integration_id = r.integration_id and w.event_seq = r.event_seq and w.delivery_id = r.id;
  return null;
end $$;
create trigger note_removed after delete on deliveries referencing old table as removed
  for each statement execute function note_removed_deliveries();

-- The check of this key took PostgreSQL 5 us a delivery, and wrote a lock beside the event. An event is judged in the
-- transaction that makes its deliveries, and only one that is judged may go.
alter table deliveries drop constraint deliveries_event_id_fkey;
create function remove_deliveries_of_events() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  delete from deliveries d using removed r where d.event_id = r.id;
  return null;
end $$;
create trigger remove_deliveries after delete on events referencing old table as removed
  for each statement execute function remove_deliveries_of_events();
