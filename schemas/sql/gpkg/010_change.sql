-- The log of changes: one row a change of an item, in the order they were made, kept for ever.  An ordinary attributes
-- table.  Triggers that `vigie check --triggers` prints write to it too, so its columns are a contract.
CREATE TABLE vigie_change (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    collection TEXT NOT NULL,
    item TEXT NOT NULL,     -- the item's id as its address has it, not encoded
    kind TEXT NOT NULL CHECK (kind IN ('create', 'update', 'delete')),
    at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);
CREATE INDEX vigie_change_collection ON vigie_change (collection);
CREATE INDEX vigie_change_item ON vigie_change (collection, item);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
    ('vigie_change', 'attributes', 'vigie_change', 'what was created, updated and deleted, and when');
