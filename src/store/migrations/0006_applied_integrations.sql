-- Made by an apply of a file: only these may a later apply take away.
alter table integrations add column applied boolean not null default false;
