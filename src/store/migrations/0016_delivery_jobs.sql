-- The job that was made for a delivery last, where that is not the one that it came with: the others have it no more.
alter table deliveries add column job_id uuid;
