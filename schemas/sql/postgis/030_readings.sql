-- Answers of several pages that are being read: of which moment their first page was.  What is lost in a crash costs a
-- reader that its next page is as of now: no log is written for it.
create unlogged table vigie.record_reading (
    key bytea primary key,   -- the hash of the question and of who asks
    moment bigint not null,
    at timestamptz not null default clock_timestamp()
);
create index record_reading_at on vigie.record_reading (at);
