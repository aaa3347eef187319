-- What a filter looks at, beside the payload: whoever counts a month of events need not open each of them.
alter table events add column severity text generated always as (data->'finding'->>'severity') stored;
