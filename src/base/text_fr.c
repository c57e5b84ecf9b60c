/* text_fr.c — French sentences, by the English format that the code holds.
 *
 * To add one: copy the literal given to vg_fail (joined to one line), keep the table sorted by it
 * (strcmp), and use the same conversions in the same order, or number all of them (%2$s).
 * A sentence that is missing here is shown in English. */
#include <vigie/base/error.h>

#include "text.h"

/* clang-format off */
const struct vg_text_row vg_text_fr[] = {
    {"'%%' at byte %zu of an address must be followed by two hex digits",
     "le '%%' à l'octet %zu d'une adresse doit être suivi de deux chiffres hexadécimaux"},
    {"'%.*s' is not a date (2018-02-12) or a date and time (2018-02-12T23:20:50Z)",
     "'%.*s' n'est ni une date (2018-02-12) ni une date avec heure (2018-02-12T23:20:50Z)"},
    {"'%.*s' is not within the years 0000 to 9999 in UTC",
     "'%.*s' n'est pas compris entre les années 0000 et 9999 en UTC"},
    {"'%s' cannot be read: %s",
     "'%s' ne peut pas être lu : %s"},
    {"'%s' is larger than the limit of %zu bytes",
     "'%s' dépasse la limite de %zu octets"},
    {"a key must be a plain text, not a list or a map",
     "une clé doit être un simple texte, pas une liste ni un dictionnaire"},
    {"a second document begins here; only one is allowed",
     "un second document commence ici ; un seul est permis"},
    {"a text could not be written",
     "un texte n'a pas pu être écrit"},
    {"a text must not hold the character NUL",
     "un texte ne doit pas contenir le caractère NUL"},
    {"aliases such as '*%.60s' are not allowed: write it out",
     "les alias comme '*%.60s' ne sont pas permis : écrivez le contenu"},
    {"an address must be UTF-8 without NUL once decoded; byte %zu is not",
     "une adresse décodée doit être en UTF-8 sans NUL ; l'octet %zu ne l'est pas"},
    {"base64url text is cut short",
     "le texte base64url est tronqué"},
    {"byte %zu of base64url text is not of its alphabet",
     "l'octet %zu du texte base64url n'est pas de son alphabet"},
    {"give an instant or an interval such as 2018-02-12/.. or ../2018-03-18",
     "donnez un instant ou un intervalle comme 2018-02-12/.. ou ../2018-03-18"},
    {"the interval '%.*s' starts after its end",
     "l'intervalle '%.*s' commence après sa fin"},
    {"the key '%.100s' stands here twice, first in line %d",
     "la clé '%.100s' figure deux fois, d'abord ligne %d"},
    {"the memory for answers or the temporary folder is full",
     "la mémoire réservée aux réponses ou le dossier temporaire est plein"},
    {"the tag '%.100s' is not supported",
     "l'étiquette '%.100s' n'est pas prise en charge"},
    {"there is no file '%s'",
     "il n'y a pas de fichier '%s'"},
    {"there is no memory left",
     "il n'y a plus de mémoire"},
    {"this is nested more than %d levels deep",
     "l'imbrication dépasse %d niveaux"},
    {"this is not YAML: %s",
     "ceci n'est pas du YAML : %s"},
    {"this takes more than the limit of %zu bytes of memory",
     "cela demande plus que la limite de %zu octets de mémoire"},
    {"what is written passes the limit of %zu bytes",
     "ce qui est écrit dépasse la limite de %zu octets"},
};
/* clang-format on */

const size_t vg_text_fr_count = VG_COUNT(vg_text_fr);
