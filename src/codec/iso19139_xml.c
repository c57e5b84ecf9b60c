/* ISO 19139 alternates properties and classes nine levels deep, so writing each tag by hand would be most of the
 * code.  Here a value is given with its path, and only the difference to the path before it is written. */
#include <vigie/base/escape.h>
#include <vigie/base/number.h>
#include <vigie/base/time.h>

#include "iso19139_xml.h"

#define CODE_LISTS "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#"
#define LANGUAGE_LIST "http://www.loc.gov/standards/iso639-2/"

static void new_line(struct vg_iso_xml *x)
{
    VG_BUF_LIT(x->b, "\n  "); /* inside the root */
    for (int i = 0; i < x->depth; i++)
        VG_BUF_LIT(x->b, "  ");
}

static void put_tag(struct vg_buf *b, const char *before, struct vg_str name, const char *after)
{
    vg_buf_cstr(b, before);
    vg_buf_str(b, name);
    vg_buf_cstr(b, after);
}

/* The name of a step without the attributes behind it. */
static struct vg_str name_of(struct vg_str step)
{
    struct vg_str attributes;

    return vg_str_cut(step, ' ', &attributes);
}

static void close_to(struct vg_iso_xml *x, int depth)
{
    while (x->depth > depth) {
        x->depth--;
        new_line(x);
        put_tag(x->b, "</", x->open[x->depth], ">");
    }
}

static void open_one(struct vg_iso_xml *x, struct vg_str step)
{
    if (x->depth == VG_ISO_MAX_DEPTH) {
        x->b->failed = VG_BUG;
        return;
    }
    new_line(x);
    put_tag(x->b, "<", step, ">");
    x->open[x->depth++] = name_of(step);
}

/* Close what does not lead to the path, open what does and is not open yet; the last step is given back. */
static struct vg_str go(struct vg_iso_xml *x, const char *path)
{
    int at = x->n_bases ? x->base[x->n_bases - 1] : 0;
    struct vg_str rest = vg_str_of(path), step = vg_str_cut(rest, '/', &rest);

    while (rest.ptr && at < x->depth && vg_str_eq(x->open[at], name_of(step))) {
        at++;
        step = vg_str_cut(rest, '/', &rest);
    }
    close_to(x, at);
    while (rest.ptr) {
        open_one(x, step);
        step = vg_str_cut(rest, '/', &rest);
    }
    return step;
}

void vg_iso_enter(struct vg_iso_xml *x, const char *path)
{
    open_one(x, go(x, path));
    x->base[x->n_bases++] = x->depth; /* as many as are open, at most */
}

void vg_iso_leave(struct vg_iso_xml *x)
{
    close_to(x, x->base[--x->n_bases] - 2); /* a class always stands in a property */
}

void vg_iso_end(struct vg_iso_xml *x)
{
    close_to(x, 0);
}

/* The one that all others end in; the text is as it should stand in the document. */
static void put_raw(struct vg_iso_xml *x, const char *path, const char *wrapper, struct vg_str text)
{
    struct vg_str leaf = go(x, path);

    new_line(x);
    put_tag(x->b, "<", leaf, ">");
    if (wrapper)
        put_tag(x->b, "<", vg_str_of(wrapper), ">");
    vg_buf_str(x->b, text);
    if (wrapper)
        put_tag(x->b, "</", name_of(vg_str_of(wrapper)), ">");
    put_tag(x->b, "</", name_of(leaf), ">");
}

void vg_iso_put(struct vg_iso_xml *x, const char *path, const char *wrapper, const char *text)
{
    struct vg_buf escaped;

    if (!text || !*text)
        return;
    vg_buf_init(&escaped, x->b->max);
    vg_xml_put_text(&escaped, vg_str_of(text));
    put_raw(x, path, wrapper, (struct vg_str){escaped.ptr, escaped.len});
    if (escaped.failed && !x->b->failed)
        x->b->failed = escaped.failed;
    vg_buf_finish(&escaped);
}

void vg_iso_text(struct vg_iso_xml *x, const char *path, const char *text)
{
    vg_iso_put(x, path, "gco:CharacterString", text);
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* As an xs:anyURI: what an address may not hold is percent-encoded. */
static void put_url(struct vg_buf *b, const char *url)
{
    for (const char *p = url; *p; p++) {
        unsigned char c = (unsigned char)*p;
        bool bad = c <= ' ' || c >= 0x7F || strchr("\"<>\\^`{|}", c)
                   || (c == '%' && !(is_hex(p[1]) && is_hex(p[2])));
        if (bad)
            vg_buf_printf(b, "%%%02X", c);
        else
            vg_xml_put_text(b, (struct vg_str){p, 1});
    }
}

void vg_iso_url(struct vg_iso_xml *x, const char *path, const char *url)
{
    struct vg_buf address;

    if (!url || !*url)
        return;
    vg_buf_init(&address, x->b->max);
    put_url(&address, url);
    put_raw(x, path, "gmd:URL", (struct vg_str){address.ptr, address.len});
    vg_buf_finish(&address);
}

void vg_iso_anchor(struct vg_iso_xml *x, const char *path, const char *href, const char *text)
{
    struct vg_buf wrapper;

    if (!href || !*href) {
        vg_iso_text(x, path, text);
        return;
    }
    vg_buf_init(&wrapper, x->b->max);
    VG_BUF_LIT(&wrapper, "gmx:Anchor xlink:href=\"");
    put_url(&wrapper, href);
    VG_BUF_LIT(&wrapper, "\"");
    vg_iso_put(x, path, wrapper.ptr, text && *text ? text : href);
    vg_buf_finish(&wrapper);
}

void vg_iso_date(struct vg_iso_xml *x, const char *path, int64_t us)
{
    int64_t day = us / VG_US_PER_DAY - (us % VG_US_PER_DAY < 0);
    struct vg_buf date;

    if (day < vg_days_from_civil(1, 1, 1)) { /* xs:date knows no year 0 */
        vg_iso_nil(x, path, "unknown");
        return;
    }
    vg_buf_init(&date, VG_NUMBER_MAX);
    if (vg_date_put(&date, day))
        put_raw(x, path, "gco:Date", (struct vg_str){date.ptr, date.len});
    else
        vg_iso_nil(x, path, "unknown");
    vg_buf_finish(&date);
}

void vg_iso_decimal(struct vg_iso_xml *x, const char *path, double v)
{
    char digits[VG_NUMBER_MAX];

    /* xs:decimal knows no exponent */
    put_raw(x, path, "gco:Decimal", (struct vg_str){digits, (size_t)(vg_fixed_write(digits, v, 9) - digits)});
}

void vg_iso_code(struct vg_iso_xml *x, const char *path, const char *list, const char *value)
{
    bool is_language = strcmp(list, "LanguageCode") == 0;
    struct vg_buf wrapper;

    vg_buf_init(&wrapper, x->b->max);
    vg_buf_printf(&wrapper, "gmd:%s codeList=\"%s%s\" codeListValue=\"%s\"", list,
                  is_language ? LANGUAGE_LIST : CODE_LISTS, is_language ? "" : list, value);
    vg_iso_put(x, path, wrapper.ptr, value);
    vg_buf_finish(&wrapper);
}

void vg_iso_empty(struct vg_iso_xml *x, const char *path, const char *attributes)
{
    struct vg_str leaf = go(x, path);

    new_line(x);
    put_tag(x->b, "<", leaf, " ");
    vg_buf_cstr(x->b, attributes);
    VG_BUF_LIT(x->b, "/>");
}

void vg_iso_nil(struct vg_iso_xml *x, const char *path, const char *reason)
{
    struct vg_buf attribute;

    vg_buf_init(&attribute, x->b->max);
    vg_buf_printf(&attribute, "gco:nilReason=\"%s\"", reason);
    vg_iso_empty(x, path, attribute.ptr);
    vg_buf_finish(&attribute);
}
