/* The Local Climate Zones of Stewart and Oke, in the colours that they are usually drawn in.
 *
 * Built zones are coded 1 to 10; land cover is coded A to G, 11 to 17 or 101 to 107, as text or as number. */
#include "style_private.h"

#define FIRST_COVER 10

static const struct {
    const char *code;
    struct vg_colour colour;
    const char *name[2];
} zones[] = {
    {"1", {0x8c, 0x00, 0x00}, {"compact high-rise", "ensemble compact de tours"}},
    {"2", {0xd1, 0x00, 0x00}, {"compact mid-rise", "ensemble compact d'immeubles"}},
    {"3", {0xff, 0x00, 0x00}, {"compact low-rise", "ensemble compact de maisons"}},
    {"4", {0xbf, 0x4d, 0x00}, {"open high-rise", "ensemble de tours espacées"}},
    {"5", {0xff, 0x66, 0x00}, {"open mid-rise", "ensemble d'immeubles espacés"}},
    {"6", {0xff, 0x99, 0x55}, {"open low-rise", "ensemble de maisons espacées"}},
    {"7", {0xfa, 0xee, 0x05}, {"lightweight low-rise", "constructions légères"}},
    {"8", {0xbc, 0xbc, 0xbc}, {"large low-rise", "bâtiments bas de grande emprise"}},
    {"9", {0xff, 0xcc, 0xaa}, {"sparsely built", "implantation diffuse de maisons"}},
    {"10", {0x55, 0x55, 0x55}, {"heavy industry", "industrie lourde"}},
    {"A", {0x00, 0x6a, 0x00}, {"dense trees", "espace densément arboré"}},
    {"B", {0x00, 0xaa, 0x00}, {"scattered trees", "espace arboré clairsemé"}},
    {"C", {0x64, 0x85, 0x25}, {"bush, scrub", "espace arbustif"}},
    {"D", {0xb9, 0xdb, 0x79}, {"low plants", "végétation basse"}},
    {"E", {0x00, 0x00, 0x00}, {"bare rock or paved", "sol imperméable"}},
    {"F", {0xfb, 0xf7, 0xae}, {"bare soil or sand", "sol nu perméable"}},
    {"G", {0x6a, 0x6a, 0xff}, {"water", "surface en eau"}},
};

static int order_of(struct vg_str code)
{
    int64_t n;
    if (code.len == 1 && code.ptr[0] >= 'A' && code.ptr[0] <= 'G')
        return FIRST_COVER + code.ptr[0] - 'A';
    if (!vg_str_int64(code, &n))
        return -1;
    int64_t order = n > 100 ? n - 101 + FIRST_COVER : n - 1;
    bool cover = n > 100 && order < (int64_t)VG_COUNT(zones);
    return (n >= 1 && n <= (int64_t)VG_COUNT(zones)) || cover ? (int)order : -1;
}

bool vg_style_zone(const struct vg_value *v, enum vg_lang lang, struct vg_zone *out)
{
    struct vg_buf b;
    if (v->kind != VG_V_TEXT && v->kind != VG_V_INT && v->kind != VG_V_DOUBLE && v->kind != VG_V_FLOAT)
        return false;
    vg_buf_init(&b, 64);
    vg_value_put_text(&b, v);
    int order = b.failed ? -1 : order_of((struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    if (order < 0)
        return false;
    *out = (struct vg_zone){order, zones[order].colour, zones[order].code, zones[order].name[lang]};
    return true;
}

bool vg_style_has_zones(const struct vg_field *f)
{
    struct vg_str name = vg_str_of(f->name), lcz = VG_STR("lcz");
    return name.len >= lcz.len && vg_str_is_nocase((struct vg_str){name.ptr, lcz.len}, lcz.ptr);
}
