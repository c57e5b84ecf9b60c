/* What may stand at a path of ISO metadata: texts in several languages, codes, dates, numbers.  Each kind reads one
 * property element and writes it back; what had to be mended is told where it was found. */
#include <ctype.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>

#include "xml_map.h"

/* --- groups --- */

static bool group_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    return vg_xml_read_rows(x, row->rows, node, member);
}

static bool group_has(const struct vg_xml_row *row, const void *member)
{
    return vg_xml_has_rows(row->rows, member);
}

static void group_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    vg_xml_open(x, row->path, row->rows, member);
    vg_xml_write_rows(x, row->rows, member);
    vg_xml_close(x, row->path);
}

const struct vg_xml_kind vg_xml_group = {true, group_read, group_has, group_write, NULL};

static bool pointer_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    void *to = vg_arena_alloc(x->arena, (size_t)row->value);

    if (!to || !vg_xml_read_rows(x, row->rows, node, to))
        return false;
    memcpy(member, &to, sizeof(to));
    return true;
}

static bool pointer_has(const struct vg_xml_row *row, const void *member)
{
    const void *to;

    memcpy(&to, member, sizeof(to));
    return to && vg_xml_has_rows(row->rows, to);
}

static void pointer_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const void *to;

    memcpy(&to, member, sizeof(to));
    group_write(x, row, to);
}

const struct vg_xml_kind vg_xml_pointer = {true, pointer_read, pointer_has, pointer_write, NULL};

/* The member tells which of several classes the holder is; the rows are those of the holder. */
static int case_of(const struct vg_xml_row *row, const void *member)
{
    int value = 0;
    bool flag;

    if (row->element) { /* a bool */
        memcpy(&flag, member, sizeof(flag));
        return flag;
    }
    memcpy(&value, member, sizeof(value));
    return value;
}

static bool case_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    bool flag = row->value != 0;

    if (!vg_xml_read_rows(x, row->rows, node, (char *)member - row->at))
        return false;
    memcpy(member, row->element ? (const void *)&flag : (const void *)&row->value, row->element ? sizeof(flag) : sizeof(int));
    return true;
}

static bool case_has(const struct vg_xml_row *row, const void *member)
{
    return case_of(row, member) == row->value
           && ((row->flags & VG_X_REQUIRED) || vg_xml_has_rows(row->rows, (const char *)member - row->at));
}

static void case_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    group_write(x, row, (const char *)member - row->at);
}

/* Required is the case that holds; of the others there is nothing to say. */
static void case_missing(struct vg_xml_writer *x, const struct vg_xml_row *row)
{
    (void)x, (void)row;
}

const struct vg_xml_kind vg_xml_case = {true, case_read, case_has, case_write, case_missing};

/* --- texts --- */

static const char *lang_of_locale(struct vg_xml_reader *x, const char *locale)
{
    const char *id = locale && *locale == '#' ? locale + 1 : locale;

    if (!id)
        return NULL;
    for (size_t i = 0; i < x->n_locales; i++) {
        if (strcmp(x->locales[i].id, id) == 0)
            return x->locales[i].lang;
    }
    struct vg_str name = vg_str_of(id);
    if (vg_str_starts(name, VG_STR("locale-")))
        name = (struct vg_str){name.ptr + 7, name.len - 7};
    return vg_record_lang(name);
}

static void add_variant(struct vg_xml_reader *x, xmlNode *node, struct vg_record_text *t)
{
    const char *locale = vg_xml_attr(x->arena, node, "locale");
    const char *lang = lang_of_locale(x, locale), *value = vg_xml_content(x->arena, node);

    if (!value)
        return;
    if (!lang) {
        vg_xml_tell(x, VG_RECORD_LOST, node, "the language '%.40s' of a text is not declared", locale ? locale : "");
        return;
    }
    struct vg_record_variant *v = VG_RECORD_ADD(x->arena, t, others);
    if (v)
        *v = (struct vg_record_variant){lang, value};
    size_t i = 0;
    while (i < x->n_used && strcmp(x->used[i], lang) != 0)
        i++;
    const char **used = i == x->n_used ? VG_RECORD_ADD(x->arena, x, used) : NULL;
    if (used)
        *used = lang;
}

/* PT_FreeText/textGroup/LocalisedCharacterString, and the Swiss PT_FreeURL/URLGroup/LocalisedURL. */
static void read_variants(struct vg_xml_reader *x, xmlNode *free_text, struct vg_record_text *t)
{
    for (xmlNode *group = free_text->children; group; group = group->next) {
        for (xmlNode *c = group->type == XML_ELEMENT_NODE ? group->children : NULL; c; c = c->next) {
            if (c->type == XML_ELEMENT_NODE && strncmp((const char *)c->name, "Localised", 9) == 0)
                add_variant(x, c, t);
        }
    }
}

/* A text whose own language is missing takes the place of the record's, else the first there is. */
static void settle(struct vg_xml_reader *x, struct vg_record_text *t)
{
    if (t->value || t->n_others == 0)
        return;
    t->value = vg_record_text_in(t, x->record->lang);
}

/* A profile's own list in the place of a text: the text is what counts. */
static void tell_code(struct vg_xml_reader *x, xmlNode *at, const char *value)
{
    const char *code = vg_xml_attr(x->arena, at, "codeListValue");

    if (code && (!value || strcmp(code, value) != 0))
        vg_xml_tell(x, VG_RECORD_LOST, vg_xml_attr_node(at, "codeListValue"), "the code '%.80s' beside the text has no place", code);
}

/* What an anchor is called beside its text. */
static void tell_title(struct vg_xml_reader *x, xmlNode *anchor, const char *value)
{
    const char *title = vg_xml_attr(x->arena, anchor, "title");

    if (title && (!value || strcmp(title, value) != 0))
        vg_xml_tell(x, VG_RECORD_LOST, anchor, "the title '%.200s' beside the text has no place", title);
}

static bool text_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    struct vg_record_text t = {0};
    bool wrapped = false;

    (void)row;
    for (xmlNode *c = node->children; c; c = c->next) {
        if (c->type != XML_ELEMENT_NODE)
            continue;
        wrapped = true;
        if (vg_xml_is(c, "PT_FreeText") || vg_xml_is(c, "PT_FreeURL")) {
            read_variants(x, c, &t);
        } else if (!t.value) {
            t.value = vg_xml_content(x->arena, c);
            t.uri = vg_xml_attr(x->arena, c, "href");
            t.uri = t.uri ? t.uri : vg_xml_attr(x->arena, c, "src"); /* gmx:FileName */
            tell_title(x, c, t.value);
            tell_code(x, c, t.value);
        }
    }
    tell_code(x, node, t.value);
    if (!wrapped && (t.value = vg_xml_content(x->arena, node)))
        vg_xml_tell(x, VG_RECORD_REPAIRED, node, "a text stands in the property itself, without an element around it");
    if (!wrapped && !t.value && (t.uri = vg_xml_attr(x->arena, node, "href")))
        t.value = vg_xml_attr(x->arena, node, "title");
    settle(x, &t);
    if (!t.value && t.uri)
        t.value = t.uri;
    memcpy(member, &t, sizeof(t));
    return t.value != NULL;
}

static bool text_has(const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_text *t = member;

    (void)row;
    return t->value || t->n_others;
}

/* "#FR": the identifiers of locales are the languages' short codes in capitals. */
static void put_locale(struct vg_buf *b, const char *lang)
{
    for (const char *p = vg_record_lang_short(lang); *p; p++)
        vg_buf_char(b, (char)toupper((unsigned char)*p));
}

static void put_variants(struct vg_xml_writer *x, const struct vg_record_text *t)
{
    const struct vg_xml_dialect *d = x->dialect;

    vg_xml_open(x, d->free_text, NULL, NULL);
    for (size_t i = 0; i < t->n_others; i++) {
        vg_xml_open(x, d->text_group, NULL, NULL);
        vg_xml_line(x);
        vg_buf_char(x->b, '<');
        vg_buf_cstr(x->b, d->localised);
        VG_BUF_LIT(x->b, " locale=\"#");
        put_locale(x->b, t->others[i].lang);
        VG_BUF_LIT(x->b, "\">");
        vg_xml_put_text(x->b, vg_str_of(t->others[i].value));
        VG_BUF_LIT(x->b, "</");
        vg_buf_cstr(x->b, d->localised);
        VG_BUF_LIT(x->b, ">");
        vg_xml_close(x, d->text_group);
    }
    vg_xml_close(x, d->free_text);
}

static void put_value(struct vg_xml_writer *x, const struct vg_record_text *t)
{
    bool anchored = t->uri && !x->options->without_anchors;
    const char *name = anchored ? x->dialect->anchor : "gco:CharacterString";

    vg_buf_char(x->b, '<');
    vg_buf_cstr(x->b, name);
    if (anchored) {
        VG_BUF_LIT(x->b, " xlink:href=\"");
        vg_xml_put_url(x->b, t->uri);
        VG_BUF_LIT(x->b, "\"");
    }
    vg_buf_char(x->b, '>');
    vg_xml_put_text(x->b, vg_str_of(t->value));
    VG_BUF_LIT(x->b, "</");
    vg_buf_cstr(x->b, name);
    vg_buf_char(x->b, '>');
}

/* The last step; those before it are copied. */
static const char *split_last(const char *path, char before[256])
{
    const char *last = strrchr(path, '/');
    size_t len = last ? (size_t)(last - path) : 0;

    len = len < 255 ? len : 255;
    memcpy(before, path, len);
    before[len] = '\0';
    return last ? last + 1 : path;
}

/* All but the last step opened, and that one given back. */
static const char *open_to_last(struct vg_xml_writer *x, const char *path)
{
    char before[256];
    const char *last = split_last(path, before);

    if (*before)
        vg_xml_open(x, before, NULL, NULL);
    return last;
}

static void close_to_last(struct vg_xml_writer *x, const char *path)
{
    char before[256];

    split_last(path, before);
    if (*before)
        vg_xml_close(x, before);
}

static void text_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_text *t = member;
    const char *name = open_to_last(x, row->path);

    vg_xml_line(x);
    vg_buf_char(x->b, '<');
    vg_buf_cstr(x->b, name);
    if (t->n_others && x->dialect->free_type)
        vg_buf_printf(x->b, " xsi:type=\"%s\"", x->dialect->free_type);
    vg_buf_char(x->b, '>');
    if (t->n_others) {
        x->depth++;
        if (t->value) {
            vg_xml_line(x);
            put_value(x, t);
        }
        put_variants(x, t);
        x->depth--;
        vg_xml_line(x);
    } else {
        put_value(x, t);
    }
    VG_BUF_LIT(x->b, "</");
    vg_buf_cstr(x->b, name);
    VG_BUF_LIT(x->b, ">");
    close_to_last(x, row->path);
}

const struct vg_xml_kind vg_xml_text = {false, text_read, text_has, text_write, NULL};

/* --- one wrapped value --- */

static void open_wrapped(struct vg_xml_writer *x, const char *name, const char *element)
{
    vg_xml_line(x);
    vg_buf_char(x->b, '<');
    vg_buf_cstr(x->b, name);
    VG_BUF_LIT(x->b, "><");
    vg_buf_cstr(x->b, element);
    vg_buf_char(x->b, '>');
}

static void close_wrapped(struct vg_xml_writer *x, const char *name, const char *element)
{
    VG_BUF_LIT(x->b, "</");
    vg_buf_cstr(x->b, element);
    VG_BUF_LIT(x->b, "></");
    vg_buf_cstr(x->b, name);
    VG_BUF_LIT(x->b, ">");
}

static void put_wrapped(struct vg_xml_writer *x, const struct vg_xml_row *row, const char *value)
{
    if (row->path[0] == '.') { /* the element stands in its parent, without a property */
        vg_xml_leaf(x, row->element, NULL, vg_str_of(value));
        return;
    }
    const char *name = open_to_last(x, row->path);
    if (row->element) {
        open_wrapped(x, name, row->element);
        vg_xml_put_text(x->b, vg_str_of(value));
        close_wrapped(x, name, row->element);
    } else {
        vg_xml_leaf(x, name, NULL, vg_str_of(value));
    }
    close_to_last(x, row->path);
}

/* The text of an element, or where the row says '.', of its child row->element. */
static const char *content_at(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node)
{
    xmlNode *at = row->path[0] == '.' ? vg_xml_child(node, row->element) : node;

    if (!at)
        return NULL;
    if (at != node)
        vg_xml_took(at);
    return vg_xml_content(x->arena, at);
}

static bool string_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    const char *value = content_at(x, row, node);

    memcpy(member, &value, sizeof(value));
    return value != NULL;
}

static const char *string_of(const void *member)
{
    const char *value;
    memcpy(&value, member, sizeof(value));
    return value;
}

static bool string_has(const struct vg_xml_row *row, const void *member)
{
    (void)row;
    return string_of(member) != NULL;
}

static void string_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    put_wrapped(x, row, string_of(member));
}

const struct vg_xml_kind vg_xml_string = {false, string_read, string_has, string_write, NULL};

static void name_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_text *t = member;
    put_wrapped(x, row, t->value ? t->value : t->others[0].value);
}

const struct vg_xml_kind vg_xml_name = {false, text_read, text_has, name_write, NULL};

static void url_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_text *t = member;

    if (t->n_others && strcmp(row->element, "gco:CharacterString") == 0) { /* a text like others: one for each language */
        text_write(x, row, member);
        return;
    }
    const char *name = open_to_last(x, row->path);
    open_wrapped(x, name, row->element);
    vg_xml_put_url(x->b, t->value ? t->value : t->others[0].value);
    close_wrapped(x, name, row->element);
    close_to_last(x, row->path);
}

const struct vg_xml_kind vg_xml_url = {false, text_read, text_has, url_write, NULL};

static bool attribute_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    const char *colon = strchr(row->path, ':');
    const char *value = vg_xml_attr(x->arena, node, colon ? colon + 1 : row->path + 1);

    if (value)
        memcpy(member, &value, sizeof(value));
    return value != NULL;
}

static void attribute_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    if (!string_of(member))
        return;
    vg_buf_printf(x->b, " %s=\"", row->path + 1);
    if (strcmp(row->path, "@xlink:href") == 0)
        vg_xml_put_url(x->b, string_of(member));
    else
        vg_xml_put_text(x->b, vg_str_of(string_of(member)));
    VG_BUF_LIT(x->b, "\"");
}

const struct vg_xml_kind vg_xml_attribute = {false, attribute_read, string_has, attribute_write, NULL};

/* --- codes --- */

/* codeListValue, else what stands in the element or the property. */
static const char *raw_code(struct vg_xml_reader *x, xmlNode *node)
{
    xmlNode *code = vg_xml_first(node);
    const char *value = code ? vg_xml_attr(x->arena, code, "codeListValue") : NULL;

    return value ? value : vg_xml_content(x->arena, code ? code : node);
}

static bool code_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    const char *raw = raw_code(x, node);
    const char *code = raw && row->value >= 0 ? vg_record_code((enum vg_record_codes)row->value, vg_str_of(raw)) : NULL;

    if (!raw)
        return false;
    if (!code && (row->flags & VG_X_CLOSED)) {
        vg_xml_tell(x, VG_RECORD_LOST, node, "'%.80s' is no value of this list", raw);
        vg_xml_took(node);
        return false;
    }
    if (code && strcmp(code, raw) != 0)
        vg_xml_tell(x, row->flags & VG_X_CLOSED ? VG_RECORD_REPAIRED : VG_RECORD_NORMALISED, node, "'%.80s' is written '%s'", raw, code);
    code = code ? code : raw; /* lists may be added to */
    memcpy(member, &code, sizeof(code));
    return true;
}

static void put_code(struct vg_xml_writer *x, const struct vg_xml_row *row, const char *list, const char *behind,
                     const char *code)
{
    const char *name = open_to_last(x, row->path);

    vg_xml_line(x);
    vg_buf_char(x->b, '<');
    vg_buf_cstr(x->b, name);
    VG_BUF_LIT(x->b, "><");
    vg_buf_cstr(x->b, row->element);
    VG_BUF_LIT(x->b, " codeList=\"");
    vg_buf_cstr(x->b, list);
    vg_buf_cstr(x->b, behind);
    VG_BUF_LIT(x->b, "\" codeListValue=\"");
    vg_xml_put_text(x->b, vg_str_of(code));
    VG_BUF_LIT(x->b, "\">");
    vg_xml_put_text(x->b, vg_str_of(code));
    close_wrapped(x, name, row->element);
    close_to_last(x, row->path);
}

static void code_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const char *colon = strchr(row->element, ':');
    put_code(x, row, x->dialect->code_lists, colon ? colon + 1 : row->element, string_of(member));
}

const struct vg_xml_kind vg_xml_code = {false, code_read, string_has, code_write, NULL};

const struct vg_xml_kind vg_xml_enumerated = {false, code_read, string_has, string_write, NULL};

static bool language_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    const char *raw = raw_code(x, node);
    const char *lang = raw ? vg_record_lang(vg_str_of(raw)) : NULL;

    (void)row;
    if (!raw)
        return false;
    if (!lang) {
        vg_xml_tell(x, VG_RECORD_LOST, node, "'%.80s' is no language of ISO 639", raw);
        vg_xml_took(node);
        return false;
    }
    if (strcmp(lang, raw) != 0)
        vg_xml_tell(x, VG_RECORD_NORMALISED, node, "'%.80s' is written '%s'", raw, lang);
    memcpy(member, &lang, sizeof(lang));
    return true;
}

static void language_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    put_code(x, row, x->dialect->languages, "", string_of(member));
}

const struct vg_xml_kind vg_xml_language = {false, language_read, string_has, language_write, NULL};

/* --- dates and numbers --- */

static bool when_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    const char *raw = vg_xml_content(x->arena, node);
    struct vg_record_when when;
    bool repaired;

    (void)row;
    if (!raw)
        return false;
    if (!vg_record_when_parse(vg_str_of(raw), x->arena, &when, &repaired)) {
        vg_xml_tell(x, VG_RECORD_LOST, node, "'%.80s' is not a date", raw);
        vg_xml_took(node);
        return false;
    }
    bool offset_of_day = !strchr(when.text, 'T') && strcmp(raw, when.text) != 0; /* "2004-09-03Z" */
    if (repaired || offset_of_day)
        vg_xml_tell(x, repaired ? VG_RECORD_REPAIRED : VG_RECORD_NORMALISED, node, "'%.80s' is written '%s'", raw, when.text);
    memcpy(member, &when, sizeof(when));
    return true;
}

static bool when_has(const struct vg_xml_row *row, const void *member)
{
    (void)row;
    return ((const struct vg_record_when *)member)->text != NULL;
}

static void when_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_when *w = member;
    struct vg_xml_row as = {.path = row->path, .element = strlen(w->text) > 10 ? "gco:DateTime" : "gco:Date"};

    put_wrapped(x, &as, w->text);
}

const struct vg_xml_kind vg_xml_when = {false, when_read, when_has, when_write, NULL};

static void time_stamp_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_when *w = member;
    struct vg_xml_row as = {.path = row->path, .element = "gco:DateTime"};
    char text[32];
    static const char *const behind[] = {[4] = "-01-01T00:00:00", [7] = "-01T00:00:00", [10] = "T00:00:00"};
    size_t len = strlen(w->text);

    if (len > 10) {
        put_wrapped(x, &as, w->text);
        return;
    }
    snprintf(text, sizeof(text), "%s%s", w->text, behind[len] ? behind[len] : "");
    put_wrapped(x, &as, text);
}

const struct vg_xml_kind vg_xml_time_stamp = {false, when_read, when_has, time_stamp_write, NULL};

/* "25000", "1/25000", "25 000", "2,5" */
static bool number_of(const char *raw, double *out, bool *repaired)
{
    char text[64];
    size_t n = 0;

    if (strncmp(raw, "1/", 2) == 0 || strncmp(raw, "1:", 2) == 0)
        raw += 2;
    if (vg_str_double(vg_str_trim(vg_str_of(raw)), out))
        return true;
    for (const char *p = raw; *p && n < sizeof(text); p++) {
        if (!isspace((unsigned char)*p))
            text[n++] = *p == ',' ? '.' : *p;
    }
    *repaired = true;
    return vg_str_double((struct vg_str){text, n}, out);
}

static bool number_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    const char *raw = content_at(x, row, node);
    double v;
    bool repaired = false;

    if (!raw)
        return false;
    if (!number_of(raw, &v, &repaired)) {
        vg_xml_tell(x, VG_RECORD_LOST, node, "'%.80s' is not a number", raw);
        vg_xml_took(node);
        return false;
    }
    if (repaired)
        vg_xml_tell(x, VG_RECORD_REPAIRED, node, "'%.80s' is written '%g'", raw, v);
    if (v == 0 && row->kind != &vg_xml_side)
        vg_xml_tell(x, VG_RECORD_NORMALISED, node, "'%.80s' says nothing here and is left out", raw);
    vg_xml_took(node);
    memcpy(member, &v, sizeof(v));
    return v != 0;
}

static double number_at(const void *member)
{
    double v;
    memcpy(&v, member, sizeof(v));
    return v;
}

static bool number_has(const struct vg_xml_row *row, const void *member)
{
    (void)row;
    return number_at(member) != 0;
}

static void number_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    char digits[VG_NUMBER_MAX + 1];
    double v = number_at(member);

    /* xs:integer and xs:decimal know no exponent */
    *(strstr(row->element, "Integer") ? vg_fixed_write(digits, v, 0) : vg_fixed_write(digits, v, 9)) = '\0';
    put_wrapped(x, row, digits);
}

const struct vg_xml_kind vg_xml_number = {false, number_read, number_has, number_write, NULL};

static bool boolean_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    const char *raw = content_at(x, row, node), *value;

    if (!raw)
        return false;
    value = vg_str_is_nocase(vg_str_of(raw), "true") || strcmp(raw, "1") == 0 ? "true"
            : vg_str_is_nocase(vg_str_of(raw), "false") || strcmp(raw, "0") == 0 ? "false" : NULL;
    if (!value) {
        vg_xml_tell(x, VG_RECORD_LOST, node, "'%.80s' is neither true nor false", raw);
        vg_xml_took(node);
        return false;
    }
    memcpy(member, &value, sizeof(value));
    return true;
}

const struct vg_xml_kind vg_xml_boolean = {false, boolean_read, string_has, string_write, NULL};
