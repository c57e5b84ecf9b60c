/* What is told of a record: one sentence a finding, in both languages, bounded in number. */
#include <stdarg.h>
#include <stdio.h>

#include <vigie/codec/record.h>

#define MAX_SENTENCE 512

static const char *const names[] = {"repaired", "lost", "quarantine", "normalised"};

const char *vg_record_severity_name(enum vg_record_severity s)
{
    return names[s];
}

void vg_record_tell_in(struct vg_record_report *r, enum vg_record_severity severity, const char *path, enum vg_lang lang,
                       const char *text)
{
    struct vg_record_finding *f = r->n_findings ? &r->findings[r->n_findings - 1] : NULL;

    if (lang == VG_EN) {
        r->counts[severity]++;
        f = r->n_findings < VG_RECORD_MAX_FINDINGS ? VG_RECORD_ADD(r->arena, r, findings) : NULL;
        if (f)
            *f = (struct vg_record_finding){.severity = severity, .path = vg_arena_strdup(r->arena, path)};
    }
    if (f && !f->text[lang])
        f->text[lang] = vg_arena_strdup(r->arena, text);
}

void vg_record_tell(struct vg_record_report *r, enum vg_record_severity severity, const char *path, const char *fmt, ...)
{
    char text[MAX_SENTENCE];
    va_list args;

    for (int lang = VG_EN; lang <= VG_FR; lang++) {
        va_start(args, fmt);
        vsnprintf(text, sizeof(text), vg_text((enum vg_lang)lang, fmt), args);
        va_end(args);
        vg_record_tell_in(r, severity, path, (enum vg_lang)lang, text);
    }
}
