/* What cli/ says, in French; text.h tells how a row is written. */
#include <vigie/base/error.h>

#include "french.h"

/* clang-format off */
static const struct vg_text_row rows[] = {
    {"%lld files, %lld records\n",
     "%lld fichiers, %lld fiches\n"},
    {"%lld of %lld rows\n",
     "%lld lignes sur %lld\n"},
    {"%lld records written, %lld without this form\n",
     "%lld fiches écrites, %lld sans cette forme\n"},
    {"%lld rows\n",
     "%lld lignes\n"},
    {", %lld repaired",
     ", %lld réparée(s)"},
    {"added %lld, changed %lld, the same %lld, there twice %lld, repaired %lld, in quarantine %lld\n",
     "ajoutées %lld, modifiées %lld, identiques %lld, en double %lld, réparées %lld, en quarantaine %lld\n"},
    {"collection '%s': %lld rows, %s%s%s%s, %.1f s\n",
     "collection '%s' : %lld lignes, %s%s%s%s, %.1f s\n"},
    {"mean score: %lld of 100\n",
     "note moyenne : %lld sur 100\n"},
    {"not valid: %s: %s\n",
     "non valide : %s : %s\n"},
    {"note: %s\n",
     "note : %s\n"},
    {"note: the texts are in %s, found out from their bytes\n",
     "note : les textes sont en %s, d'après leurs octets\n"},
    {"repaired: %s: %s\n",
     "réparée : %s : %s\n"},
    {"rows",
     "lignes"},
    {"the tables for the log of changes are there",
     "les tables du journal des modifications sont en place"},
    {"… and %lld more\n",
     "… et %lld autres\n"},
};
/* clang-format on */

const struct vg_text_table vg_french_cli = {rows, VG_COUNT(rows)};
