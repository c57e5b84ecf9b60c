/* record.h — for the targets of metadata records: what is read is written in each form, and each of these is read again.
 * Reports are whole in both languages. */
#ifndef VIGIE_TESTS_FUZZ_RECORD_H
#define VIGIE_TESTS_FUZZ_RECORD_H

#include "fuzz.h"

#include <assert.h>

#include <vigie/codec/record.h>

#define MAX_INPUT 65536
#define MAX_ARENA (64u << 20)

struct count {
    int n;
    bool again; /* do not write what was written once more */
};

static enum vg_status take(void *to, const struct vg_record_found *found, struct vg_error *err);

static void read_again(struct vg_str text)
{
    struct vg_arena *a = vg_arena_new(MAX_ARENA);
    struct count c = {.again = true};
    struct vg_record_sink sink = {take, &c};
    struct vg_error err = {0};
    enum vg_status r = vg_record_read(text, a, &sink, &err);

    assert(r == VG_OK || r == VG_TOO_LARGE || err.text[0]);
    (void)r;
    vg_arena_free(a);
}

static void write_all(const struct vg_record_found *found)
{
    size_t n;
    const struct vg_record_codec *const *codecs = vg_record_codecs(&n);
    const struct vg_record_writing how = {.base_url = "http://h", .lang = "eng"};

    for (size_t i = 0; i < n; i++) {
        struct vg_buf b;
        struct vg_error err = {0};
        vg_buf_init(&b, 16u << 20);
        enum vg_status r = codecs[i]->write(codecs[i], found->record, &how, &b, &err);
        assert(r == VG_OK || r == VG_TOO_LARGE);
        if (r == VG_OK && codecs[i]->read)
            read_again((struct vg_str){b.ptr, b.len});
        vg_buf_finish(&b);
    }
}

static enum vg_status take(void *to, const struct vg_record_found *found, struct vg_error *err)
{
    struct count *c = to;

    (void)err;
    for (size_t i = 0; i < found->report->n_findings; i++) {
        const struct vg_record_finding *f = &found->report->findings[i];
        assert(f->path && f->text[VG_EN] && f->text[VG_FR]);
    }
    assert(!found->record || found->original.ptr);
    if (!c->again && c->n++ < 4)
        write_all(found);
    return VG_OK;
}

static int try_records(const uint8_t *data, size_t size)
{
    struct vg_str text = {(const char *)data, size < MAX_INPUT ? size : MAX_INPUT};
    struct vg_arena *a = vg_arena_new(MAX_ARENA);
    struct count c = {0};
    struct vg_record_sink sink = {take, &c};
    struct vg_error err = {0};

    if (vg_record_read(text, a, &sink, &err) != VG_OK)
        assert(err.text[0]);
    vg_arena_free(a);
    return 0;
}

#endif
