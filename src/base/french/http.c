/* What http/ says, in French; text.h tells how a row is written. */
#include <vigie/base/error.h>

#include "french.h"

/* clang-format off */
static const struct vg_text_row rows[] = {
    {"'%s' of this route is given twice",
     "'%s' de cette route est donné deux fois"},
    {"a route has at most %d segments and %d variables",
     "une route a au plus %d segments et %d variables"},
    {"a route must begin with '/'",
     "une route doit commencer par '/'"},
    {"bytes",
     "octets"},
    {"each segment of a route must be a text or a '{variable}'",
     "chaque segment d'une route doit être un texte ou une '{variable}'"},
    {"text",
     "texte"},
};
/* clang-format on */

const struct vg_text_table vg_french_http = {rows, VG_COUNT(rows)};
