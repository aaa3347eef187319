-- Whoever takes in the findings of a scan holds the scan and its target until the commit, so that neither goes meanwhile. A
-- foreign key asked that again for every row: three times 4.5 us a finding, of the 100 that PostgreSQL has with it. What goes
-- with its parent goes by triggers, for which there are the indexes that the keys had.
alter table events drop constraint events_workspace_id_fkey;
alter table findings drop constraint findings_target_id_fkey;
alter table scan_findings drop constraint scan_findings_scan_id_fkey;

create function remove_findings_of_targets() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  delete from findings f using removed r where f.target_id = r.id;
  return null;
end $$;
create trigger remove_findings after delete on targets referencing old table as removed
  for each statement execute function remove_findings_of_targets();

create function remove_findings_of_scans() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  delete from scan_findings f using removed r where f.scan_id = r.id;
  return null;
end $$;
create trigger remove_findings after delete on scans referencing old table as removed
  for each statement execute function remove_findings_of_scans();

create function remove_events_of_workspaces() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  delete from events e using removed r where e.workspace_id = r.id;
  return null;
end $$;
create trigger remove_events after delete on workspaces referencing old table as removed
  for each statement execute function remove_events_of_workspaces();
