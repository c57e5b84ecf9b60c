/* records.h — read a document into records and look at the first; compare what is written with tests/golden/record. */
#ifndef VIGIE_TESTS_CODEC_RECORDS_H
#define VIGIE_TESTS_CODEC_RECORDS_H

#include "golden.h"

#include <vigie/codec/record.h>

struct reading {
    struct vg_arena *a;
    struct vg_record_found found; /* the first */
    int n;
    enum vg_status status;
    struct vg_error err;
};

static enum vg_status take_first(void *to, const struct vg_record_found *found, struct vg_error *err)
{
    struct reading *r = to;

    (void)err;
    if (r->n++ == 0)
        r->found = *found;
    return VG_OK;
}

static struct reading read_text(struct vg_str text)
{
    struct reading r = {.a = vg_arena_new(64u << 20)};
    struct vg_record_sink sink = {take_first, &r};

    r.status = vg_record_read(text, r.a, &sink, &r.err);
    return r;
}

static void drop_reading(struct reading *r)
{
    vg_arena_free(r->a);
}

static struct vg_str golden_input(const char *name, struct vg_arena *a)
{
    char path[4096];
    struct vg_str text = {0};
    struct vg_error err = {0};

    snprintf(path, sizeof(path), "%s/tests/golden/record/%s", SOURCE_ROOT, name);
    if (vg_file_read(path, 1 << 20, a, &text, &err) != VG_OK)
        fail_msg("%s", err.text);
    return text;
}

static struct vg_buf written_as(const char *form, const struct vg_record *record, const struct vg_record_writing *how)
{
    const struct vg_record_codec *codec = vg_record_codec_find(vg_str_of(form));
    const struct vg_record_writing none = {0};
    struct vg_error err = {0};
    struct vg_buf b;

    assert_non_null(codec);
    vg_buf_init(&b, 4u << 20);
    if (codec->write(codec, record, how ? how : &none, &b, &err) != VG_OK)
        fail_msg("%s", err.text);
    return b;
}

/* What is read from the file `in` and written in a form is the file `out`. */
static inline void assert_written(const char *in, const char *form, const char *out)
{
    struct vg_arena *a = vg_arena_new(4u << 20);
    struct reading r = read_text(golden_input(in, a));
    char name[256];

    if (r.status != VG_OK)
        fail_msg("%s", r.err.text);
    assert_int_equal(r.n, 1);
    for (size_t i = 0; i < r.found.report->n_findings; i++)
        fail_msg("%s: %s", r.found.report->findings[i].path, r.found.report->findings[i].text[VG_EN]);
    struct vg_buf b = written_as(form, r.found.record, NULL);
    snprintf(name, sizeof(name), "record/%s", out);
    assert_golden(name, vg_str_trim((struct vg_str){b.ptr, b.len}));
    vg_buf_finish(&b);
    drop_reading(&r);
    vg_arena_free(a);
}

static inline bool is_told(const struct vg_record_report *report, enum vg_record_severity severity, const char *text)
{
    for (size_t i = 0; i < report->n_findings; i++) {
        if (report->findings[i].severity == severity && strstr(report->findings[i].text[VG_EN], text))
            return true;
    }
    return false;
}

#endif
