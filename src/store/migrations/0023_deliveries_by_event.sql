-- A scan's deliveries are found by its events. The index that named the scan cost 5 us of each delivery's 85.
drop index deliveries_by_scan;
