-- What was given up is counted and listed without looking at what arrived.
create index deliveries_dead on deliveries (workspace_id, id) where state = 'dead';
