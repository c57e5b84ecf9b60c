-- The words of the records' texts, folded and not stemmed, by each of their endings: what holds some letters is found where an
-- ending begins with them.  A word stays when the last record with it has gone: it then finds none.
CREATE TABLE vigie_record_word (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    ending TEXT NOT NULL,
    word TEXT NOT NULL,
    UNIQUE (ending, word)
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
    ('vigie_record_word', 'attributes', 'vigie_record_word', 'words of the records, to be found by letters inside', NULL);
