/* What http/ says, in French; text.h tells how a row is written. */
#include <vigie/base/error.h>

#include "french.h"

/* clang-format off */
static const struct vg_text_row rows[] = {
    {"'%s' is neither an address nor a block such as 10.0.0.0/8",
     "'%s' n'est ni une adresse ni un bloc tel que 10.0.0.0/8"},
    {"'%s' is no address of this machine",
     "'%s' n'est pas une adresse de cette machine"},
    {"'%s' is no address to listen on, which would be HOST:PORT such as 127.0.0.1:8080",
     "'%s' n'est pas une adresse d'écoute, qui serait HÔTE:PORT, par exemple 127.0.0.1:8080"},
    {"'%s' of this route is given twice",
     "'%s' de cette route est donné deux fois"},
    {"a route has at most %d segments and %d variables",
     "une route a au plus %d segments et %d variables"},
    {"a route must begin with '/'",
     "une route doit commencer par '/'"},
    {"bytes",
     "octets"},
    {"cannot listen on '%s': %s",
     "impossible d'écouter sur '%s' : %s"},
    {"each segment of a route must be a text or a '{variable}'",
     "chaque segment d'une route doit être un texte ou une '{variable}'"},
    {"text",
     "texte"},
    {"the address '%s' is in use by another program",
     "l'adresse '%s' est utilisée par un autre programme"},
    {"the host '%s' is not known: %s",
     "l'hôte '%s' est inconnu : %s"},
    {"the threads of the server could not be started",
     "les fils d'exécution du serveur n'ont pas pu être lancés"},
    {"there are %zu parameters, at most %zu are read",
     "il y a %zu paramètres ; %zu au plus sont lus"},
    {"there is nothing at this address",
     "il n'y a rien à cette adresse"},
};
/* clang-format on */

const struct vg_text_table vg_french_http = {rows, VG_COUNT(rows)};
