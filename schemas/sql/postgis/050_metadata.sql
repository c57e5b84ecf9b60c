-- A document of metadata that tells of a table (ISO 19139, ISO 19115-3), as it came with the data.
create schema if not exists vigie;
create table vigie.metadata (
    schema_name text collate "C" not null,
    table_name text collate "C" not null,
    document text not null,
    primary key (schema_name, table_name)
);
comment on table vigie.metadata is 'documents of metadata that came with the data of each collection';
