/* convert FORM FOLDER FILE… — read metadata records as the program does and write each in a form.
 *
 * Each record goes to FOLDER/<name of the file>.<number>; numbers count on over all files.  On standard output, for each: a line
 *   record FILE NUMBER FORM-READ REPAIRED LOST QUARANTINE ID
 * then its findings ("  severity path: sentence"); for a file that cannot be read: "refused FILE: sentence".
 * FOLDER '-' writes nothing.  '--fr' first: sentences in French. */
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>

#include <vigie/base/file.h>
#include <vigie/codec/record.h>

#define MAX_ARENA (512u << 20)

struct work {
    const struct vg_record_codec *form;
    const char *folder, *file;
    enum vg_lang lang;
    int n;
};

static void save(const struct work *w, const struct vg_record *r)
{
    struct vg_record_writing how = {0};
    struct vg_error err = {0};
    struct vg_buf b;
    char path[4096], name[1024];

    vg_buf_init(&b, 64u << 20);
    snprintf(name, sizeof(name), "%s", w->file);
    snprintf(path, sizeof(path), "%s/%s.%d", w->folder, basename(name), w->n);
    if (w->form->write(w->form, r, &how, &b, &err) != VG_OK) {
        printf("  not written: %s\n", err.text);
    } else {
        FILE *f = fopen(path, "wb");
        if (!f || fwrite(b.ptr, 1, b.len, f) != b.len || fclose(f) != 0)
            exit(3);
    }
    vg_buf_finish(&b);
}

static enum vg_status take(void *to, const struct vg_record_found *found, struct vg_error *err)
{
    struct work *w = to;
    const struct vg_record_report *report = found->report;

    (void)err;
    printf("record %s %d %s %zu %zu %zu %s\n", w->file, w->n, found->codec->name, report->counts[0], report->counts[1],
           report->counts[2], found->record && found->record->id ? found->record->id : "-");
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct vg_record_finding *f = &report->findings[i];
        printf("  %s %s: %s\n", vg_record_severity_name(f->severity), f->path, f->text[w->lang]);
    }
    if (found->record && strcmp(w->folder, "-") != 0)
        save(w, found->record);
    w->n++;
    return VG_OK;
}

int main(int argc, char **argv)
{
    struct work w = {0};
    int at = 1;

    if (argc > at && strcmp(argv[at], "--fr") == 0) {
        w.lang = VG_FR;
        at++;
    }
    if (argc < at + 3 || !(w.form = vg_record_codec_find(vg_str_of(argv[at])))) {
        fprintf(stderr, "convert [--fr] FORM FOLDER FILE…\n");
        return 2;
    }
    w.folder = argv[at + 1];
    struct vg_arena *a = vg_arena_new(MAX_ARENA);
    for (int i = at + 2; i < argc; i++) {
        struct vg_error err = {.lang = w.lang};
        struct vg_str bytes;
        struct vg_record_sink sink = {take, &w};
        w.file = argv[i];
        vg_arena_reset(a);
        if (vg_file_read(argv[i], VG_RECORD_MAX_BYTES, a, &bytes, &err) != VG_OK
            || vg_record_read(bytes, a, &sink, &err) != VG_OK)
            printf("refused %s: %s: %s\n", w.file, err.where, err.text);
    }
    vg_arena_free(a);
    return 0;
}
