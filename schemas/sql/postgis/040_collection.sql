-- What vigie knows of a table beyond what PostgreSQL does: the kind of products that it was imported as, '' for none.  A table
-- without geometry is published where it has a row here.
create schema if not exists vigie;
create table vigie.collection (
    schema_name text collate "C" not null,
    table_name text collate "C" not null,
    product text not null,
    primary key (schema_name, table_name)
);
comment on table vigie.collection is 'what vigie keeps of each collection';
