/* Profiles (OGC API Common Part 3): the parameter, and what those of references (profile-references) make of an answer.
 *
 * A profile of another resource is no fault: it has no effect here.  One that nobody knows is. */
#include "features.h"

#include <vigie/base/escape.h>

#define PROFILES "http://www.opengis.net/def/profile/OGC/0/"

const char *const vg_profiles[] = {
    [VG_PROFILE_CODELIST_INLINE] = "codelist-inline", [VG_PROFILE_CODELIST_REF] = "codelist-ref",
    [VG_PROFILE_VALID_DOMAIN] = "valid-domain",       [VG_PROFILE_REL_AS_KEY] = "rel-as-key",
    [VG_PROFILE_REL_AS_LINK] = "rel-as-link",         [VG_PROFILE_REL_AS_URI] = "rel-as-uri",
    [VG_N_PROFILES] = NULL,
};

const char *vg_profile_uri(struct vg_call *call, enum vg_profile profile)
{
    return vg_arena_printf(call->arena, PROFILES "%s", vg_profiles[profile]);
}

void vg_profile_header(struct vg_call *call, enum vg_profile profile)
{
    vg_http_add_header(call->rq, call->rs, "Link",
                       vg_arena_printf(call->arena, "<%s>; rel=\"profile\"", vg_profile_uri(call, profile)));
}

/* By its name, its address or [ogc-profile:name]; VG_N_PROFILES where there is none. */
static enum vg_profile find_profile(struct vg_str name)
{
    const struct vg_str curie = VG_STR("[ogc-profile:");
    enum vg_profile i = 0;

    if (vg_str_starts(name, VG_STR(PROFILES)))
        name = (struct vg_str){name.ptr + sizeof PROFILES - 1, name.len - (sizeof PROFILES - 1)};
    else if (vg_str_starts(name, curie) && name.ptr[name.len - 1] == ']')
        name = (struct vg_str){name.ptr + curie.len, name.len - curie.len - 1};
    while (i < VG_N_PROFILES && !vg_str_is(name, vg_profiles[i]))
        i++;
    return i;
}

enum vg_status vg_profile_choose(struct vg_call *call, enum vg_profile first, enum vg_profile last, enum vg_profile *out,
                                 struct vg_error *err)
{
    struct vg_str rest = vg_call_param(call, "profile")->text;
    bool chosen = false;
    while (rest.ptr) {
        struct vg_str name = vg_str_cut(rest, ',', &rest);
        enum vg_profile i = find_profile(name);
        if (i == VG_N_PROFILES)
            return vg_fail(err, VG_BAD_INPUT, "profile",
                           "'%.*s' is no profile; there are: codelist-inline, codelist-ref, valid-domain, rel-as-key, "
                           "rel-as-link, rel-as-uri", vg_cut(name), name.ptr);
        if (!chosen && i >= first && i <= last)
            *out = i;
        chosen = chosen || (i >= first && i <= last);
    }
    return VG_OK;
}

/* --- references ----------------------------------------------------------------------------------- */

const char *vg_reference_of(struct vg_call *call, const struct vg_field *f)
{
    size_t n;
    const struct vg_collection *const *all = vg_call_collections(call, &n);
    for (size_t i = 0; f->refers_to && i < n; i++)
        if (strcmp(all[i]->id, f->refers_to->collection) == 0 && vg_gate_sees(&call->who, all[i]))
            return all[i]->id;
    return NULL;
}

static bool has_references(struct vg_call *call, const struct vg_query *q)
{
    for (size_t i = 0; i < q->n_fields; i++)
        if (vg_reference_of(call, &q->collection->fields[q->fields[i]]))
            return true;
    return false;
}

enum vg_status vg_question_references(struct vg_call *call, struct vg_question *q, struct vg_error *err)
{
    const struct vg_item_codec *codec = q->codec;
    enum vg_profile profile = VG_PROFILE_REL_AS_KEY;
    enum vg_status r = vg_profile_choose(call, VG_PROFILE_REL_AS_KEY, VG_PROFILE_REL_AS_URI, &profile, err);

    q->references = VG_N_PROFILES;
    if (r == VG_OK && has_references(call, &q->query))
        q->references = codec->tells_references ? profile : VG_PROFILE_REL_AS_KEY;
    return r;
}

struct vg_item_reference *vg_items_references(struct vg_call *call, const struct vg_question *q)
{
    const struct vg_query *query = &q->query;
    struct vg_item_reference *all = NULL;
    if (q->references == VG_PROFILE_REL_AS_LINK || q->references == VG_PROFILE_REL_AS_URI)
        all = vg_arena_array(call->arena, query->n_fields + 1, sizeof *all);
    for (size_t i = 0; all && i < query->n_fields; i++) {
        const char *to = vg_reference_of(call, &query->collection->fields[query->fields[i]]);
        all[i] = (struct vg_item_reference){.items = to ? vg_call_url(call, "/collections/%s/items/", to) : NULL,
                                            .as_link = q->references == VG_PROFILE_REL_AS_LINK};
    }
    return all;
}
