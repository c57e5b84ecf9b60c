-- The catalogue's records.  A row is one version of a record: a change adds a row and marks the one before as removed,
-- so that an answer can be given as of a moment.  `number` is the record's own for ever, whatever becomes of it.
CREATE TABLE vigie_record (
    version INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    number INTEGER NOT NULL,
    added INTEGER NOT NULL,   -- the moment (vigie_record_moment) from which this version holds
    removed INTEGER,          -- the one from which it does not; NULL: it holds
    hash TEXT NOT NULL,       -- of what it was made from: the same again is no change
    origin TEXT NOT NULL,     -- 'import', 'harvest:…', or 'data': made from a collection
    id TEXT NOT NULL,
    type TEXT,
    title TEXT NOT NULL,
    description TEXT,
    keywords TEXT,            -- JSON arrays of texts: keywords, themes, languages, contacts, formats, externalIds
    themes TEXT,
    language TEXT,
    languages TEXT,
    contacts TEXT,
    formats TEXT,
    license TEXT,
    "externalIds" TEXT,
    relations TEXT,
    parent TEXT,
    source TEXT,
    created DATETIME,
    updated DATETIME,
    time_start DATETIME,
    time_end DATETIME,
    footprint GEOMETRY
);
CREATE UNIQUE INDEX vigie_record_id ON vigie_record (id) WHERE removed IS NULL;
CREATE INDEX vigie_record_number ON vigie_record (number, id);
CREATE INDEX vigie_record_updated ON vigie_record (updated, id);
CREATE INDEX vigie_record_title ON vigie_record (title, id);
CREATE INDEX vigie_record_added ON vigie_record (added);
CREATE INDEX vigie_record_removed ON vigie_record (removed) WHERE removed IS NOT NULL;

-- Each version in every form, ready to be sent; 'original' is what came in, byte for byte.
CREATE TABLE vigie_record_form (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    version INTEGER NOT NULL,
    form TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (version, form)
);

-- Terms as base/terms makes them: folded and stemmed, in French and in English.
CREATE VIRTUAL TABLE vigie_record_text USING fts5(fr, en, tokenize = 'ascii');

CREATE TABLE vigie_record_moment (
    moment INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);

-- What could not become a record, and why.
CREATE TABLE vigie_record_quarantine (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    source TEXT NOT NULL UNIQUE,
    reason TEXT NOT NULL,
    at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    bytes BLOB NOT NULL
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
    ('vigie_record', 'features', 'vigie_record', 'the records of the catalogue', 4326),
    ('vigie_record_form', 'attributes', 'vigie_record_form', 'each record in every form', NULL),
    ('vigie_record_moment', 'attributes', 'vigie_record_moment', 'when records were changed', NULL),
    ('vigie_record_quarantine', 'attributes', 'vigie_record_quarantine', 'what could not become a record, and why', NULL);
INSERT INTO gpkg_geometry_columns VALUES ('vigie_record', 'footprint', 'GEOMETRY', 4326, 0, 0);
