/* What jobs/ says, in French; text.h tells how a row is written. */
#include <vigie/base/error.h>

#include "french.h"

/* clang-format off */
static const struct vg_text_row rows[] = {
    {"a tally in the cache folder cannot be read",
     "un décompte du dossier de cache est illisible"},
    {"an overview in the cache folder cannot be read",
     "une vue d'ensemble du dossier de cache est illisible"},
    {"an overview in the cache folder is broken",
     "une vue d'ensemble du dossier de cache est abîmée"},
    {"cannot start a thread",
     "impossible de démarrer un fil d'exécution"},
    {"cannot write '%s': %s",
     "impossible d'écrire '%s' : %s"},
    {"out of memory",
     "il n'y a plus de mémoire disponible"},
    {"the file grows over cache_bytes (%lld): ask for less",
     "le fichier dépasse cache_bytes (%lld) : demandez-en moins"},
    {"the file was dropped at once: cache_bytes is small",
     "le fichier a été aussitôt effacé : cache_bytes est trop petit"},
    {"the path of the cache folder is too long",
     "le chemin du dossier de cache est trop long"},
    {"the service is stopping",
     "le service s'arrête"},
    {"too many files are being made already",
     "trop de fichiers sont déjà en préparation"},
};
/* clang-format on */

const struct vg_text_table vg_french_jobs = {rows, VG_COUNT(rows)};
