/* What codec/ says, in French; text.h tells how a row is written. */
#include <vigie/base/error.h>

#include "french.h"

/* clang-format off */
static const struct vg_text_row rows[] = {
    {"a partial is not in the program",
     "une partie de page manque dans le programme"},
    {"out of memory",
     "il n'y a plus de mémoire disponible"},
    {"the texts of a language are not in the program",
     "les textes d'une langue manquent dans le programme"},
    {"there is no such page",
     "cette page n'existe pas"},
    {"this is not JSON: %.160s",
     "ceci n'est pas du JSON : %.160s"},
};
/* clang-format on */

const struct vg_text_table vg_french_codec = {rows, VG_COUNT(rows)};
