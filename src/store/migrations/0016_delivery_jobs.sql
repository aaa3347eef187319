-- The job that was made for a delivery last, where that is not the one that it came with: the others have it no more.
alter table deliveries add column job_id uuid;

-- A check of a foreign key takes PostgreSQL 5 to 9 us a row. Of two ways to the same parent one is enough, and where a row is
-- written in the statement or transaction that locks its parent, what removes the parent removes the row.
alter table deliveries drop constraint deliveries_workspace_id_fkey;
alter table findings drop constraint findings_workspace_id_fkey;
alter table scan_findings drop constraint scan_findings_finding_id_fkey;
alter table routings drop constraint routings_event_id_fkey;
alter table attempts drop constraint attempts_delivery_id_fkey;
