-- The log of changes: one row a change of an item, kept for ever.  tx is the transaction that made it: a reader goes no
-- further than the oldest transaction still running (pg_snapshot_xmin), so that no row appears behind its back; seq
-- orders the changes of one item, which its row lock lets happen one after the other.
-- Triggers that `vigie check --triggers` prints write to it too, so its columns are a contract.
create schema if not exists vigie;
create table vigie.change (
    seq bigint generated always as identity primary key,
    tx bigint not null default pg_current_xact_id()::text::bigint,
    collection text collate "C" not null,
    item text collate "C" not null, -- the item's id as its address has it, not encoded
    kind text not null check (kind in ('create', 'update', 'delete')),
    at timestamp with time zone not null default clock_timestamp()
);
create index change_seq on vigie.change (collection, seq);
create index change_item on vigie.change (collection, item);
create index change_tx on vigie.change (tx);
create index change_at on vigie.change using brin (at);
comment on table vigie.change is 'what was created, updated and deleted, and when';
