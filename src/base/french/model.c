/* What model/ says, in French; text.h tells how a row is written. */
#include <vigie/base/error.h>

#include "french.h"

/* clang-format off */
static const struct vg_text_row rows[] = {
    {"%s and more",
     "%s et plus"},
    {"%s to %s",
     "%s à %s"},
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
    {"less than %s",
     "moins de %s"},
    {"line %d of the table of places cannot be read",
     "la ligne %d de la table des territoires est illisible"},
    {"local date and time",
     "date et heure locales"},
    {"no",
     "non"},
    {"no value",
     "sans valeur"},
    {"number",
     "nombre"},
    {"one colour",
     "une seule couleur"},
    {"other values",
     "autres valeurs"},
    {"time of day",
     "heure du jour"},
    {"yes",
     "oui"},
};
/* clang-format on */

const struct vg_text_table vg_french_model = {rows, VG_COUNT(rows)};
