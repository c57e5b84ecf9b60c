-- The words of the records' texts, folded and not stemmed, by each of their endings: what holds some letters is found where an
-- ending begins with them.  A word stays when the last record with it has gone: it then finds none.
create table vigie.record_word (
    ending text collate "C" not null,
    word text collate "C" not null,
    primary key (ending, word)
);
