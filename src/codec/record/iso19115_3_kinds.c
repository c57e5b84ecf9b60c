/* What ISO 19115-3 says in ways of its own: parties, telephones of kinds, dates with fixed types, languages. */
#include "iso19115_3.h"

/* --- parties --- */

static bool organisation_has(const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_contact *c = member;

    (void)row;
    return c->organisation.value != NULL;
}

static bool individual_has(const struct vg_xml_row *row, const void *member)
{
    return !organisation_has(row, member) && vg_xml_has_rows(row->rows, member);
}

static bool party_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    return vg_xml_read_rows(x, row->rows, node, member);
}

static void party_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    vg_xml_group.write(x, row, member);
}

const struct vg_xml_kind vg_xml_organisation = {true, party_read, organisation_has, party_write, NULL};
const struct vg_xml_kind vg_xml_individual = {true, party_read, individual_has, party_write, NULL};

/* A number is of one of several kinds (CI_TelephoneTypeCode): row->element says which. */
static bool phone_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    xmlNode *number = vg_xml_child(node, "number"), *type = vg_xml_child(node, "numberType");
    xmlNode *code = type ? vg_xml_child(type, "CI_TelephoneTypeCode") : NULL;
    const char *value = code ? vg_xml_attr(x->arena, code, "codeListValue") : NULL;
    bool is_fax = value && strcmp(value, "facsimile") == 0;

    if (!number || is_fax != (strcmp(row->element, "facsimile") == 0) || !vg_xml_text.read(x, row, number, member))
        return false;
    if (value && strcmp(value, row->element) != 0)
        vg_xml_tell(x, VG_RECORD_NORMALISED, code, "'%.80s' is written '%s'", value, row->element);
    vg_xml_took(node);
    return true;
}

static bool phone_has(const struct vg_xml_row *row, const void *member)
{
    return vg_xml_text.has(row, member);
}

static void phone_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_xml_row number = {.path = "cit:number", .kind = &vg_xml_text};
    const struct vg_xml_row type = {.path = "cit:numberType", .element = "cit:CI_TelephoneTypeCode"};

    vg_xml_open(x, row->path, NULL, NULL);
    vg_xml_text.write(x, &number, member);
    vg_xml_code.write(x, &type, &row->element);
    vg_xml_close(x, row->path);
}

const struct vg_xml_kind vg_xml_phone = {true, phone_read, phone_has, phone_write, NULL};

/* --- dates --- */

static const struct vg_xml_row date_rows[] = {
    {VG_XML_ONE(vg_record_date, "cit:date", when, when), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_date, "cit:dateType", code, type), .element = "cit:CI_DateTypeCode", .value = VG_CODES_DATE, .flags = VG_X_REQUIRED},
};
const struct vg_xml_table vg_iso3_date_table = VG_XML_TABLE(date_rows);

/* A date whose type is fixed by where it stands: row->element. */
static bool typed_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    xmlNode *date = vg_xml_child(node, "CI_Date");
    struct vg_record_date d = {0};

    date = date ? date : node;
    xmlNode *type = vg_xml_child(date, "dateType"), *code = type ? vg_xml_child(type, "CI_DateTypeCode") : NULL;
    const char *value = code ? vg_xml_attr(x->arena, code, "codeListValue") : NULL;
    if (!value || strcmp(value, row->element) != 0 || !vg_xml_read_rows(x, &vg_iso3_date_table, date, &d) || !d.when.text)
        return false;
    memcpy(member, &d.when, sizeof(d.when));
    return true;
}

static bool typed_has(const struct vg_xml_row *row, const void *member)
{
    return vg_xml_when.has(row, member);
}

static void typed_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    struct vg_record_date d = {.type = row->element};

    memcpy(&d.when, member, sizeof(d.when));
    vg_xml_open(x, row->path, NULL, NULL);
    vg_xml_open(x, "cit:CI_Date", NULL, NULL);
    vg_xml_write_rows(x, &vg_iso3_date_table, &d);
    vg_xml_close(x, "cit:CI_Date");
    vg_xml_close(x, row->path);
}

const struct vg_xml_kind vg_xml_typed_date = {false, typed_read, typed_has, typed_write, NULL};


/* An instant of GML. */
static bool step_time_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    return vg_xml_when.read(x, row, node, member);
}

static void step_time_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_when *w = member;

    vg_xml_open(x, row->path, NULL, NULL);
    vg_xml_line(x);
    vg_buf_printf(x->b, "<gml:TimeInstant gml:id=\"g%u\">", ++x->ids);
    x->depth++;
    vg_xml_leaf(x, "gml:timePosition", NULL, vg_str_of(w->text));
    vg_xml_close(x, "gml:TimeInstant");
    vg_xml_close(x, row->path);
}

const struct vg_xml_kind vg_xml_step_time = {false, step_time_read, typed_has, step_time_write, NULL};

/* --- languages: the first is the default, the others stand beside it --- */

static bool locale_language_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    xmlNode *language = vg_xml_child(node, "language"), *charset = vg_xml_child(node, "characterEncoding");
    const struct vg_xml_row as = {.path = "lan:characterEncoding", .value = VG_CODES_CHARSET};
    const char *lang = NULL, *code = NULL;

    (void)row, (void)member;
    if (language && vg_xml_language.read(x, row, language, &lang)) {
        const char **to = VG_RECORD_ADD(x->arena, x->record, languages);
        if (to)
            *to = lang;
    }
    if (charset && vg_xml_code.read(x, &as, charset, &code) && x->record->n_charsets == 0) {
        const char **to = VG_RECORD_ADD(x->arena, x->record, charsets);
        if (to)
            *to = code;
    }
    vg_xml_took(node);
    return lang || code;
}

static bool locale_language_has(const struct vg_xml_row *row, const void *member)
{
    const struct vg_record *r = (const void *)((const char *)member - row->at);
    return r->n_languages + r->n_charsets > 0;
}

static void locale_language_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    static const struct vg_xml_row language = {.path = "lan:language", .element = "lan:LanguageCode"};
    static const struct vg_xml_row charset = {.path = "lan:characterEncoding", .element = "lan:MD_CharacterSetCode"};
    const struct vg_record *r = (const void *)((const char *)member - row->at);

    for (size_t i = 0; i < r->n_languages || i == 0; i++) {
        const char *property = i == 0 ? "mri:defaultLocale" : "mri:otherLocale";
        vg_xml_open(x, property, NULL, NULL);
        vg_xml_open(x, "lan:PT_Locale", NULL, NULL);
        if (i < r->n_languages)
            vg_xml_language.write(x, &language, &r->languages[i]);
        else
            vg_xml_nil(x, "lan:language");
        if (r->n_charsets)
            vg_xml_code.write(x, &charset, &r->charsets[0]);
        else
            vg_xml_nil(x, "lan:characterEncoding");
        vg_xml_close(x, "lan:PT_Locale");
        vg_xml_close(x, property);
    }
}

const struct vg_xml_kind vg_xml_locale_language = {true, locale_language_read, locale_language_has,
                                                          locale_language_write, NULL};
