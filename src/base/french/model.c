/* What model/ says, in French; text.h tells how a row is written. */
#include <vigie/base/error.h>

#include "french.h"

/* clang-format off */
static const struct vg_text_row rows[] = {
    {"JSON",
     "JSON"},
    {"UUID",
     "UUID"},
    {"boolean",
     "booléen"},
    {"date",
     "date"},
    {"date and time",
     "date et heure"},
    {"decimal number",
     "nombre décimal"},
    {"integer",
     "entier"},
    {"local date and time",
     "date et heure locales"},
    {"number",
     "nombre"},
    {"time of day",
     "heure du jour"},
};
/* clang-format on */

const struct vg_text_table vg_french_model = {rows, VG_COUNT(rows)};
