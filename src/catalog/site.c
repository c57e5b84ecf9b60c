/* What is told of the site and of moments in records of our own. */
#include "site.h"

#include <vigie/base/escape.h>
#include <vigie/base/time.h>

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
