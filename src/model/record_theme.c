/* The 34 themes of INSPIRE's annexes: code, names, and the topic category the metadata guidelines pair each with.
 *
 * A keyword names one by its URI, its code or its name in English, French or German, whatever case, accents and signs. */
#include <vigie/base/fold.h>
#include <vigie/base/keyword.h>
#include <vigie/model/record.h>

static const struct vg_inspire_theme themes[] = { /* sorted */
    {"ac", {"Atmospheric conditions", "Conditions atmosphériques"}, "climatologyMeteorologyAtmosphere"},
    {"ad", {"Addresses", "Adresses"}, "location"},
    {"af", {"Agricultural and aquaculture facilities", "Installations agricoles et aquacoles"}, "farming"},
    {"am", {"Area management/restriction/regulation zones and reporting units", "Zones de gestion, de restriction ou de réglementation et unités de déclaration"}, "planningCadastre"},
    {"au", {"Administrative units", "Unités administratives"}, "boundaries"},
    {"br", {"Bio-geographical regions", "Régions biogéographiques"}, "biota"},
    {"bu", {"Buildings", "Bâtiments"}, "structure"},
    {"cp", {"Cadastral parcels", "Parcelles cadastrales"}, "planningCadastre"},
    {"ef", {"Environmental monitoring facilities", "Installations de suivi environnemental"}, "structure"},
    {"el", {"Elevation", "Altitude"}, "elevation"},
    {"er", {"Energy resources", "Sources d'énergie"}, "economy"},
    {"ge", {"Geology", "Géologie"}, "geoscientificInformation"},
    {"gg", {"Geographical grid systems", "Systèmes de maillage géographique"}, NULL},
    {"gn", {"Geographical names", "Dénominations géographiques"}, "location"},
    {"hb", {"Habitats and biotopes", "Habitats et biotopes"}, "biota"},
    {"hh", {"Human health and safety", "Santé et sécurité des personnes"}, "health"},
    {"hy", {"Hydrography", "Hydrographie"}, "inlandWaters"},
    {"lc", {"Land cover", "Occupation des terres"}, "imageryBaseMapsEarthCover"},
    {"lu", {"Land use", "Usage des sols"}, "planningCadastre"},
    {"mf", {"Meteorological geographical features", "Caractéristiques géographiques météorologiques"}, "climatologyMeteorologyAtmosphere"},
    {"mr", {"Mineral resources", "Ressources minérales"}, "economy"},
    {"nz", {"Natural risk zones", "Zones à risque naturel"}, "geoscientificInformation"},
    {"of", {"Oceanographic geographical features", "Caractéristiques géographiques océanographiques"}, "oceans"},
    {"oi", {"Orthoimagery", "Ortho-imagerie"}, "imageryBaseMapsEarthCover"},
    {"pd", {"Population distribution — demography", "Répartition de la population — démographie"}, "society"},
    {"pf", {"Production and industrial facilities", "Lieux de production et sites industriels"}, "structure"},
    {"ps", {"Protected sites", "Sites protégés"}, "environment"},
    {"rs", {"Coordinate reference systems", "Référentiels de coordonnées"}, NULL},
    {"sd", {"Species distribution", "Répartition des espèces"}, "biota"},
    {"so", {"Soil", "Sols"}, "geoscientificInformation"},
    {"sr", {"Sea regions", "Régions maritimes"}, "oceans"},
    {"su", {"Statistical units", "Unités statistiques"}, "boundaries"},
    {"tn", {"Transport networks", "Réseaux de transport"}, "transportation"},
    {"us", {"Utility and governmental services", "Services d'utilité publique et services publics"}, "utilitiesCommunication"},
};

/* In German, by the order of the themes: the Swiss and the neighbours write it. */
static const char *const german[VG_COUNT(themes)] = {
    "Atmosphärische Bedingungen",
    "Adressen",
    "Landwirtschaftliche Anlagen und Aquakulturanlagen",
    "Bewirtschaftungsgebiete/Schutzgebiete/geregelte Gebiete und Berichterstattungseinheiten",
    "Verwaltungseinheiten",
    "Biogeografische Regionen",
    "Gebäude",
    "Flurstücke/Grundstücke (Katasterparzellen)",
    "Umweltüberwachung",
    "Höhe",
    "Energiequellen",
    "Geologie",
    "Geografische Gittersysteme",
    "Geografische Bezeichnungen",
    "Lebensräume und Biotope",
    "Gesundheit und Sicherheit",
    "Gewässernetz",
    "Bodenbedeckung",
    "Bodennutzung",
    "Meteorologisch-geografische Kennwerte",
    "Mineralische Bodenschätze",
    "Gebiete mit naturbedingten Risiken",
    "Ozeanografisch-geografische Kennwerte",
    "Orthofotografie",
    "Verteilung der Bevölkerung — Demografie",
    "Produktions- und Industrieanlagen",
    "Schutzgebiete",
    "Koordinatenreferenzsysteme",
    "Verteilung der Arten",
    "Boden",
    "Meeresregionen",
    "Statistische Einheiten",
    "Verkehrsnetze",
    "Versorgungswirtschaft und staatliche Dienste",
};

/* Letters only, folded, so that "Zones à risque naturel" and "ZONES A RISQUE NATUREL" are one. */
static void fold(struct vg_buf *to, struct vg_str s)
{
    struct vg_buf plain;

    vg_buf_init(&plain, 4096);
    vg_fold_accents(&plain, s);
    struct vg_str folded = {plain.ptr, plain.len};
    vg_buf_clear(to);
    struct vg_buf upper;
    vg_buf_init(&upper, 4096);
    vg_fold_case(&upper, folded);
    for (size_t i = 0; i < upper.len; i++) {
        if (upper.ptr[i] >= 'A' && upper.ptr[i] <= 'Z')
            vg_buf_char(to, upper.ptr[i]);
    }
    vg_buf_finish(&upper);
    vg_buf_finish(&plain);
}

static const struct vg_inspire_theme *by_uri(const char *uri)
{
    const char *at = uri ? strstr(uri, "inspire.ec.europa.eu/theme/") : NULL;

    if (!at)
        return NULL;
    struct vg_str rest, code = vg_str_cut(vg_str_of(at + sizeof("inspire.ec.europa.eu/theme/") - 1), '/', &rest);
    return VG_KEYWORD(code, themes);
}

static bool is_named(const struct vg_buf *word, const char *name, struct vg_buf *scratch)
{
    fold(scratch, vg_str_of(name));
    return word->len > 0 && word->len == scratch->len && memcmp(word->ptr, scratch->ptr, word->len) == 0;
}

static const struct vg_inspire_theme *by_name(const char *name)
{
    const struct vg_inspire_theme *found = NULL;
    struct vg_buf word, scratch;
    size_t len = strlen(name);

    if (len < 3 || len > 120)
        return NULL;
    vg_buf_init(&word, 1024);
    vg_buf_init(&scratch, 1024);
    fold(&word, (struct vg_str){name, len});
    for (size_t i = 0; !found && i < VG_COUNT(themes); i++) {
        if (is_named(&word, themes[i].names[VG_EN], &scratch) || is_named(&word, themes[i].names[VG_FR], &scratch)
            || is_named(&word, german[i], &scratch))
            found = &themes[i];
    }
    vg_buf_finish(&word);
    vg_buf_finish(&scratch);
    return found;
}

const struct vg_inspire_theme *vg_inspire_theme_find(const struct vg_record_text *word)
{
    const struct vg_inspire_theme *found = by_uri(word->uri);

    if (!found && word->value)
        found = strlen(word->value) == 2 ? VG_KEYWORD(vg_str_of(word->value), themes) : by_uri(word->value);
    if (!found && word->value)
        found = by_name(word->value);
    for (size_t i = 0; !found && i < word->n_others; i++)
        found = by_name(word->others[i].value);
    return found;
}
