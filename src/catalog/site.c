/* What is told of the site and of moments in records of our own. */
#include "site.h"

#include <math.h>

#include <vigie/base/escape.h>
#include <vigie/base/time.h>

#define MAX_ADDRESS 8192

static struct vg_record_text text_of(const char *value)
{
    return (struct vg_record_text){.value = value && *value ? value : NULL};
}

struct vg_record_when vg_catalog_when(struct vg_arena *a, int64_t us)
{
    struct vg_buf b;
    if (us < vg_days_from_civil(1, 1, 1) * VG_US_PER_DAY) /* xs:dateTime knows no year 0 */
        return (struct vg_record_when){0};
    vg_buf_init(&b, 64);
    bool good = vg_datetime_put(&b, us / 1000000 * 1000000, true);
    const char *text = good ? vg_arena_cstr(a, (struct vg_str){b.ptr, b.len}) : NULL;
    vg_buf_finish(&b);
    return text ? (struct vg_record_when){text, us / 1000000 * 1000000} : (struct vg_record_when){0};
}

void vg_catalog_add_text(struct vg_arena *a, void *list, const char *value)
{
    struct vg_record_text *t = value && *value ? vg_record_grow(a, list, sizeof *t) : NULL;
    if (t)
        *t = text_of(value);
}

static void fill_contact(struct vg_arena *a, const struct vg_contact *from, struct vg_record_contact *to)
{
    const char *role = vg_record_code(VG_CODES_ROLE, vg_str_of(from->role ? from->role : ""));
    to->name = text_of(from->name);
    to->organisation = text_of(from->organization);
    to->position = text_of(from->position);
    to->role = role ? role : "pointOfContact";
    vg_catalog_add_text(a, &to->phones, from->phone);
    vg_catalog_add_text(a, &to->lines, from->address);
    to->city = text_of(from->city);
    to->postcode = text_of(from->postcode);
    to->country = text_of(from->country);
    vg_catalog_add_text(a, &to->emails, from->email);
    to->site.href = text_of(from->url);
}

void vg_catalog_add_contact(struct vg_arena *a, void *list, const struct vg_contact *from)
{
    struct vg_record_contact *to = from ? vg_record_grow(a, list, sizeof *to) : NULL;
    if (to)
        fill_contact(a, from, to);
}

void vg_catalog_add_licence(struct vg_arena *a, struct vg_record *r, const char *url, const char *title)
{
    struct vg_record_constraint *k = url || title ? VG_RECORD_ADD(a, r, constraints) : NULL;
    const char **use = k ? VG_RECORD_ADD(a, k, use) : NULL;
    struct vg_record_text *other = k ? VG_RECORD_ADD(a, k, others) : NULL;
    if (!k || !use || !other)
        return;
    k->kind = VG_RECORD_LEGAL;
    *use = "otherRestrictions";
    *other = (struct vg_record_text){.value = title ? title : url, .uri = url};
}

/* To a millionth of a degree outwards, but not beyond `most` on either side: a box past the antimeridian or a pole is none. */
static double outwards(double degrees, double way, double most)
{
    double v = way > 0 ? ceil(degrees * 1e6) / 1e6 : floor(degrees * 1e6) / 1e6;
    return fmax(-most, fmin(most, v));
}

struct vg_record_extent *vg_catalog_add_box(struct vg_arena *a, struct vg_record *r, const struct vg_bbox *from)
{
    struct vg_record_extent *e = VG_RECORD_ADD(a, r, extents);
    struct vg_record_box *box = e ? VG_RECORD_ADD(a, e, boxes) : NULL;
    if (box)
        *box = (struct vg_record_box){.west = outwards(from->min[0], -1, 180), .east = outwards(from->max[0], 1, 180),
                                      .south = outwards(from->min[1], -1, 90), .north = outwards(from->max[1], 1, 90)};
    return e;
}

void vg_catalog_add_relation(struct vg_arena *a, struct vg_record *r, const char *id, const char *title, const char *href,
                             const char *association)
{
    struct vg_record_relation *x = VG_RECORD_ADD(a, r, relations);
    if (!x)
        return;
    x->citation.title = text_of(title);
    x->identifier.code = text_of(id);
    x->association = association;
    x->href = href;
}

const char *vg_catalog_address(struct vg_arena *a, const char *base_url, const char *path, const char *id, const char *rest)
{
    struct vg_buf b;
    vg_buf_init(&b, MAX_ADDRESS);
    vg_buf_cstr(&b, base_url);
    vg_buf_cstr(&b, path);
    vg_url_put(&b, vg_str_of(id));
    vg_buf_cstr(&b, rest);
    const char *text = b.failed ? NULL : vg_arena_cstr(a, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    vg_buf_finish(&b);
    return text;
}

struct vg_record_link *vg_catalog_add_link(struct vg_arena *a, struct vg_record *r, const char *href, const char *name,
                                           const char *media_type)
{
    struct vg_record_link *l = href ? VG_RECORD_ADD(a, r, links) : NULL;
    if (l)
        *l = (struct vg_record_link){.href = text_of(href), .name = text_of(name), .media_type = media_type,
                                     .description = text_of(media_type), .protocol = text_of("WWW:LINK-1.0-http--link"),
                                     .function = "information"};
    return l;
}
