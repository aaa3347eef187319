-- What deliveries to one remote share: integrations with the same address or account have the same key.
alter table integrations add column remote text not null default '';

-- The pace that a remote's vendor allows, kept for all workers. A token bucket each rate, as the time it would be full.
create table budgets (
  remote text primary key,
  full_at timestamptz[] not null default '{}',
  -- The vendor asked for nothing before this.
  rests_until timestamptz not null default '-infinity',
  updated_at timestamptz not null default now()
);

-- Takes up to `wanted` permits to send to a remote, in turn with whoever else asks, of those that hold within `within_ms`.
-- Answers in how many milliseconds each of them holds, and last when the next one would.
-- `every_ms` and `bursts` are the remote's rates: one message so often, and so many at once.
create function take_permits(
  wanted_remote text, wanted integer, every_ms double precision[], bursts integer[], within_ms double precision
) returns double precision[] language plpgsql as $$
declare
  at timestamptz := clock_timestamp();
  budget budgets%rowtype;
  starts timestamptz;
  permits double precision[] := '{}';
begin
  insert into budgets (remote) values (wanted_remote) on conflict do nothing;
  select * into budget from budgets where remote = wanted_remote for update;
  loop
    starts := greatest(at, budget.rests_until);
    for i in 1 .. cardinality(every_ms) loop
      starts := greatest(starts,
        coalesce(budget.full_at[i], '-infinity') - (bursts[i] - 1) * every_ms[i] * interval '1 millisecond');
    end loop;
    permits := permits || extract(epoch from starts - at)::double precision * 1000;
    exit when cardinality(permits) > wanted or permits[cardinality(permits)] > within_ms;
    for i in 1 .. cardinality(every_ms) loop
      budget.full_at[i] := greatest(coalesce(budget.full_at[i], '-infinity'), starts)
        + every_ms[i] * interval '1 millisecond';
    end loop;
  end loop;
  update budgets set full_at = budget.full_at, updated_at = at where remote = wanted_remote;
  return permits;
end $$;

-- Destinations that fail, until one probe succeeds: what is queued for them is held meanwhile.
create table circuits (
  integration_id uuid primary key references integrations on delete cascade,
  opened_at timestamptz not null default now(),
  reason text not null,
  -- How many probes failed.
  failed_probes integer not null default 0,
  -- When the next one is due; while one is out, when it counts as lost.
  probe_at timestamptz not null,
  -- The delivery that is the probe, while one is out.
  probe_id uuid
);
create index circuits_by_probe on circuits (probe_at);

-- The delivery that has to be through before this one has its turn: an earlier event of the same finding. It has no job
-- meanwhile.
alter table deliveries add column blocked_by uuid;
create index deliveries_by_blocker on deliveries (blocked_by) where blocked_by is not null;

create index deliveries_held on deliveries (integration_id, attempts, event_seq) where state = 'held';

-- Integrations whose held deliveries are due again, a page at a time.
create table releases (
  integration_id uuid primary key references integrations on delete cascade
);
