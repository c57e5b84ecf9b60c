/* A row is views on its caller's memory; what is kept of it here is a copy in one arena, emptied at each mark. */
#include "records_since.h"

static bool copy(struct vg_arena *a, struct vg_str *s)
{
    if (!s->ptr || !s->len)
        return true;
    *s = vg_arena_str(a, *s);
    return s->ptr != NULL;
}

static bool is_text(const struct vg_value *v)
{
    return v->kind == VG_V_TEXT || v->kind == VG_V_JSON || v->kind == VG_V_BYTES;
}

static bool copy_forms(struct vg_arena *a, struct vg_record_row *row)
{
    struct vg_record_form *forms = vg_arena_array(a, row->n_forms ? row->n_forms : 1, sizeof *forms);
    bool good = forms != NULL;

    for (size_t i = 0; good && i < row->n_forms; i++) {
        forms[i] = (struct vg_record_form){.name = vg_arena_strdup(a, row->forms[i].name),
                                           .media_type = vg_arena_strdup(a, row->forms[i].media_type),
                                           .bytes = row->forms[i].bytes};
        good = copy(a, &forms[i].bytes);
    }
    row->forms = forms;
    return good;
}

static bool copy_row(struct vg_arena *a, struct vg_record_row *row)
{
    struct vg_str footprint = {(const char *)row->footprint.wkb, row->footprint.len};
    bool good = copy(a, &footprint) && copy(a, &row->text) && copy_forms(a, row);

    for (int i = 0; good && i < VG_R_N_FIELDS; i++)
        good = !is_text(&row->values[i]) || copy(a, &row->values[i].text);
    row->footprint.wkb = (const unsigned char *)footprint.ptr;
    row->origin = vg_arena_strdup(a, row->origin);
    return good && !vg_arena_failed(a);
}

bool vg_records_since_add(struct vg_records_since *s, const struct vg_record_row *row)
{
    if (!s->arena && !(s->arena = vg_arena_new(VG_SINCE_BYTES)))
        return false;
    if (s->n == VG_SINCE_ROWS)
        return false;
    s->rows[s->n] = *row;
    if (!copy_row(s->arena, &s->rows[s->n]))
        return false;
    s->n++;
    return true;
}

void vg_records_since_clear(struct vg_records_since *s)
{
    s->n = 0;
    if (s->arena)
        vg_arena_reset(s->arena);
}

void vg_records_since_finish(struct vg_records_since *s)
{
    vg_arena_free(s->arena);
}
