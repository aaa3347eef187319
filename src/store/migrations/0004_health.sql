-- How each integration does, as its workers tell every second or two.
create table integration_health (
  integration_id uuid primary key references integrations on delete cascade,
  last_success_at timestamptz,
  last_error_at timestamptz,
  last_error text,
  -- The first failure since the last success, and how many there were since.
  failing_since timestamptz,
  failures integer not null default 0,
  -- The highest notice given since: 50, 70, 90 or 100 per cent of the time that it may fail.
  noticed integer not null default 0
);

create table delivery_hours (
  integration_id uuid not null references integrations on delete cascade,
  hour timestamptz not null,
  delivered integer not null,
  failed integer not null,
  -- How many attempts took how long: the buckets of core/durations.ts.
  durations integer[] not null,
  primary key (integration_id, hour)
);
create index delivery_hours_by_age on delivery_hours (hour);
