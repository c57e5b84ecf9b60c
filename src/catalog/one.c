/* One record of one document, as a protocol hands it over. */
#include <vigie/catalog/change.h>

struct taken {
    struct vg_record_found found;
    size_t n;
};

static enum vg_status take(void *to, const struct vg_record_found *found, struct vg_error *err)
{
    struct taken *t = to;
    (void)err;
    if (t->n++ == 0)
        t->found = *found;
    return VG_OK;
}

/* What keeps it out; an identifier that it lacks it can be given. */
static const struct vg_record_finding *refusal_of(const struct vg_record_report *report)
{
    for (size_t i = 0; report && i < report->n_findings; i++)
        if (report->findings[i].severity == VG_RECORD_QUARANTINE && strcmp(report->findings[i].path, "id") != 0)
            return &report->findings[i];
    return NULL;
}

enum vg_status vg_catalog_check_found(const struct vg_record_found *found, struct vg_error *err)
{
    const struct vg_record_finding *f = refusal_of(found->report);
    if (f)
        return vg_fail(err, VG_BAD_INPUT, f->path, "%s", f->text[err ? err->lang : VG_EN]);
    return found->record ? VG_OK : vg_fail(err, VG_BAD_INPUT, "", "the record cannot be read");
}

enum vg_status vg_catalog_read_one(struct vg_str bytes, struct vg_arena *a, struct vg_record_found *out,
                                   struct vg_error *err)
{
    struct taken t = {.n = 0};
    const struct vg_record_sink sink = {take, &t};
    enum vg_status r = vg_record_read(bytes, a, &sink, err);
    if (r == VG_OK && t.n != 1)
        r = vg_fail(err, VG_BAD_INPUT, "", "one record is expected here, not %zu", t.n);
    if (r == VG_OK)
        r = vg_catalog_check_found(&t.found, err);
    if (r == VG_OK)
        *out = t.found;
    return r;
}
