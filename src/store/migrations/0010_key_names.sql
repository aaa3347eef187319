-- Which key a recorded answer was sealed with; empty where there is none, or it is older than this column.
alter table idempotency_keys add column answer_kid text not null default '';
create index idempotency_keys_by_kid on idempotency_keys (answer_kid) where answer is not null;
create index integrations_by_kid on integrations (kid);
