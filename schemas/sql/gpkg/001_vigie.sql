-- What vigie knows of a collection beyond the tables of the standard.  An ordinary attributes table, so that other
-- programs show and edit it like any other; the file stays a plain GeoPackage.
CREATE TABLE vigie_collection (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    table_name TEXT NOT NULL UNIQUE,
    id_field TEXT,          -- the field that is the items' id; NULL: the integer primary key
    row_id TEXT,            -- an integer primary key that is nobody's field: a GeoPackage wants one beside a text id
    local_times TEXT,       -- DATETIME fields whose moments have no time zone, though a GeoPackage writes Z; one a line
    lang TEXT,              -- language of title and description
    product TEXT,           -- the kind of products that it was imported as; older files have no such column
    created DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
    ('vigie_collection', 'attributes', 'vigie_collection', 'what vigie keeps of each collection');
