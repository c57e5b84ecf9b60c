/* What cli/ says, in French; text.h tells how a row is written. */
#include <vigie/base/error.h>

#include "french.h"

/* clang-format off */
static const struct vg_text_row rows[] = {
    {"%lld of %lld rows\n",
     "%lld lignes sur %lld\n"},
    {"%lld rows\n",
     "%lld lignes\n"},
    {", %lld repaired",
     ", %lld réparée(s)"},
    {"collection '%s': %lld rows, %s%s%s%s, %.1f s\n",
     "collection '%s' : %lld lignes, %s%s%s%s, %.1f s\n"},
    {"not valid: %s: %s\n",
     "non valide : %s : %s\n"},
    {"note: %s\n",
     "note : %s\n"},
    {"note: the texts are in %s, found out from their bytes\n",
     "note : les textes sont en %s, d'après leurs octets\n"},
    {"repaired: %s: %s\n",
     "réparée : %s : %s\n"},
    {"rows",
     "lignes"},
    {"… and %lld more\n",
     "… et %lld autres\n"},
};
/* clang-format on */

const struct vg_text_table vg_french_cli = {rows, VG_COUNT(rows)};
