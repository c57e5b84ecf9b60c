-- So that what lies in a time is found without reading every record; younger than the table.
create index if not exists record_time_start on vigie.record (time_start);
create index if not exists record_time_end on vigie.record (time_end);
