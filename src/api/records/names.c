/* What people call the addresses that records give for themes, licences, kinds of access and the like: those of the registers
 * that most catalogues of Europe use.  An address of no register here has no name but its own. */
#include "records.h"

#include <vigie/model/record.h>

struct name {
    const char *code, *name; /* the address's last part; a text for vg_text() */
};

static const struct name access_rights[] = {
    {"NON_PUBLIC", "not public"},
    {"PUBLIC", "public access"},
    {"RESTRICTED", "restricted access"},
    {NULL, NULL},
};

static const struct name conditions[] = {
    {"conditionsUnknown", "conditions of access and use unknown"},
    {"noConditionsApply", "no conditions of access and use"},
    {NULL, NULL},
};

static const struct name data_themes[] = {
    {"AGRI", "Agriculture, fisheries, forestry and food"},
    {"ECON", "Economy and finance"},
    {"EDUC", "Education, culture and sport"},
    {"ENER", "Energy"},
    {"ENVI", "Environment"},
    {"GOVE", "Government and public sector"},
    {"HEAL", "Health"},
    {"INTR", "International issues"},
    {"JUST", "Justice and public safety"},
    {"REGI", "Regions and cities"},
    {"SOCI", "Population and society"},
    {"TECH", "Science and technology"},
    {"TRAN", "Transport"},
    {NULL, NULL},
};

static const struct name licences[] = {
    {"CC0", "CC0 1.0"},
    {"CC_BY_4_0", "CC BY 4.0"},
    {"CC_BY_SA_4_0", "CC BY-SA 4.0"},
    {"CC_BYNC_4_0", "CC BY-NC 4.0"},
    {"COM_REUSE", "Reuse policy of the European Commission"},
    {"ETALAB_2_0", "Licence Ouverte 2.0"},
    {"etalab-2.0", "Licence Ouverte 2.0"},
    {"ODC_BL", "ODbL 1.0"},
    {"ODbL-1.0", "ODbL 1.0"},
    {NULL, NULL},
};

static const struct name limitations[] = {
    {"noLimitations", "no limitations on public access"},
    {NULL, NULL},
};

static const struct name scopes[] = {
    {"european", "European"},
    {"global", "Worldwide"},
    {"local", "Local"},
    {"national", "National"},
    {"regional", "Regional"},
    {NULL, NULL},
};

static const struct name none[] = {{NULL, NULL}};

/* Addresses of a register begin so, behind http:// or https://. */
static const struct reg {
    const char *start;
    const struct name *names;
    bool is_code; /* the last part is a code that the pages name (code_names of share/text), or means itself */
} registers[] = {
    {"def.isotc211.org/iso19115/-1/2014/IdentificationInformation/code/MD_TopicCategoryCode/", none, true},
    {"inspire.ec.europa.eu/metadata-codelist/ConditionsApplyingToAccessAndUse/", conditions, false},
    {"inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/", limitations, false},
    {"inspire.ec.europa.eu/metadata-codelist/ResourceType/", none, true},
    {"inspire.ec.europa.eu/metadata-codelist/SpatialScope/", scopes, false},
    {"inspire.ec.europa.eu/metadata-codelist/TopicCategory/", none, true},
    {"publications.europa.eu/resource/authority/access-right/", access_rights, false},
    {"publications.europa.eu/resource/authority/data-theme/", data_themes, false},
    {"publications.europa.eu/resource/authority/file-type/", none, true},
    {"publications.europa.eu/resource/authority/licence/", licences, false},
    {"spdx.org/licenses/", licences, false},
};

/* "creativecommons.org/licenses/by-sa/4.0/…" is CC BY-SA 4.0. */
static const char *creative_commons(struct vg_arena *a, struct vg_str rest)
{
    struct vg_str after, what = vg_str_cut(rest, '/', &after), kind = vg_str_cut(after, '/', &after);
    struct vg_str version = vg_str_cut(after, '/', &after);
    bool is_zero = vg_str_is(what, "publicdomain") && vg_str_is(kind, "zero");
    if ((!is_zero && !vg_str_is(what, "licenses")) || !kind.len || !version.len)
        return NULL;
    char *name = vg_arena_printf(a, "%s%.*s %.*s", is_zero ? "CC0" : "CC ", is_zero ? 0 : (int)kind.len, kind.ptr, (int)version.len, version.ptr);
    for (char *p = name; p && *p; p++)
        if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - 'a' + 'A');
    return name;
}

static const char *in_register(const struct vg_call *call, const struct reg *reg, struct vg_str code)
{
    for (const struct name *n = reg->names; n->code; n++)
        if (vg_str_is(code, n->code))
            return vg_text(call->lang, n->name);
    return reg->is_code && code.len ? vg_page_code(call, vg_arena_cstr(call->arena, code)) : NULL;
}

const char *vg_records_name(struct vg_call *call, struct vg_str address)
{
    struct vg_str rest = vg_str_starts(address, VG_STR("https://")) ? VG_STR("https://") : VG_STR("http://");
    if (!vg_str_starts(address, rest))
        return NULL;
    rest = (struct vg_str){address.ptr + rest.len, address.len - rest.len};
    const struct vg_record_text word = {.uri = vg_arena_cstr(call->arena, address)};
    const struct vg_inspire_theme *theme = vg_inspire_theme_find(&word);
    if (theme)
        return theme->names[call->lang];
    if (vg_str_starts(rest, VG_STR("creativecommons.org/")))
        return creative_commons(call->arena, (struct vg_str){rest.ptr + strlen("creativecommons.org/"), rest.len - strlen("creativecommons.org/")});
    for (size_t i = 0; i < VG_COUNT(registers); i++) {
        size_t n = strlen(registers[i].start);
        struct vg_str after;
        if (vg_str_starts(rest, vg_str_of(registers[i].start)))
            return in_register(call, &registers[i], vg_str_cut((struct vg_str){rest.ptr + n, rest.len - n}, '/', &after));
    }
    return NULL;
}
