-- In how many crashes a delivery was being sent while its job was watched for it; the row goes when the process outlives it.
create table suspects (
  delivery_id uuid primary key references deliveries on delete cascade,
  crashes integer not null
);
