-- So that what lies in a time is found without reading every record; younger than the table.
CREATE INDEX IF NOT EXISTS vigie_record_time_start ON vigie_record (time_start);
CREATE INDEX IF NOT EXISTS vigie_record_time_end ON vigie_record (time_end);
