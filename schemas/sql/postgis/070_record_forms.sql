-- Each version in every form, ready to be sent; 'original' is what came in, byte for byte.  A partition for each form: a harvest takes
-- one form of all records, and would read most pages of all forms where they lay beside each other.  Made under another name,
-- so that a catalogue whose forms lie in one table serves them until all are copied.
create table vigie.record_form_new (
    version bigint not null,
    form text collate "C" not null,
    media_type text not null,
    bytes bytea not null,
    constraint record_form_key primary key (version, form)
) partition by list (form);
-- Half the time of a harvest is unpacking texts: lz4 takes half as long as what PostgreSQL does by itself.  From version 14, where it was
-- built with it.
do $$
begin
    execute 'alter table vigie.record_form_new alter bytes set compression lz4';
exception when syntax_error or feature_not_supported then
    null;
end $$;
-- A packed text that has room in its row lies there, one look-up nearer than beside it: of the long forms where two rows have room in a
-- page, of the others where one has.  A form that is not named here goes with the others that are not.
create table vigie.record_form_others partition of vigie.record_form_new default;
do $$
declare
    one text;
    part text;
begin
    foreach one in array array['original', 'record', 'iso19139', 'iso19115-3', 'dc', 'dc30', 'oai_dc', 'dcat-xml', 'dcat-turtle',
                               'dcat-json', 'schema.org', 'stac'] loop
        part := format('vigie.%I', 'record_form_' || translate(one, '-.', '__'));
        execute format('create table %s partition of vigie.record_form_new for values in (%L)', part, one);
        if one in ('original', 'iso19139', 'iso19115-3', 'dcat-xml', 'dcat-json') then
            execute format('alter table %s set (toast_tuple_target = 4080)', part);
        else
            execute format('alter table %s alter bytes set storage main', part);
        end if;
    end loop;
end $$;
