/* config_keys.c — the table of configuration keys, in the order of the manual.
 *
 * To add one: a member in include/vigie/app/config.h, a row here, then `ninja config-schema` to
 * write the schema, the sample and the manual again.  Texts are English without a full stop where
 * they are phrases, and whole sentences in `doc`. */
#include "config_keys.h"

#define KIB INT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)
#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)

#define ROW(field, key_kind) .name = #field, .kind = key_kind
#define LIST(type, field, counter, of)                                                             \
    .kind = VG_K_LIST, .item = of, .offset = offsetof(type, field), .count = offsetof(type, counter)
#define KEYS(table) .keys = table, .n_keys = VG_COUNT(table)

static const char *const languages[] = {"en", "fr", NULL};

/* ISO 19115 CI_RoleCode. */
static const char *const roles[] = {
    "resourceProvider", "custodian",  "owner",          "user",
    "distributor",      "originator", "pointOfContact", "principalInvestigator",
    "processor",        "publisher",  "author",         NULL};

static const struct vg_config_key contact_keys[] = {
#define CONTACT(field) ROW(field, VG_K_TEXT), .offset = offsetof(struct vg_contact, field)
    {CONTACT(name), .example = "Anne Martin", .doc = "Name of a person."},
    {CONTACT(organization), .example = "Observatoire du littoral",
     .doc = "Name of the organisation."},
    {CONTACT(position), .example = "data manager", .doc = "What the person does there."},
    {CONTACT(email), .example = "donnees@example.org", .doc = "Address for electronic mail."},
    {CONTACT(phone), .example = "'+33 1 23 45 67 89'",
     .doc = "Telephone number, quoted so that it stays a text."},
    {.name = "url",
     .kind = VG_K_HTTP,
     .offset = offsetof(struct vg_contact, url),
     .example = "https://example.org/",
     .doc = "Web page."},
    {.name = "role",
     .kind = VG_K_WORD,
     .offset = offsetof(struct vg_contact, role),
     .words = roles,
     .dflt = "pointOfContact",
     .doc = "What they are for the data, as ISO 19115 says it (CI_RoleCode)."},
    {CONTACT(address), .example = "1 rue du Port", .doc = "Street and number."},
    {CONTACT(city), .example = "Lorient", .doc = "Town."},
    {CONTACT(postcode), .example = "'56100'",
     .doc = "Postal code, quoted so that it stays a text."},
    {CONTACT(country), .example = "France", .doc = "Country."},
#undef CONTACT
};

static const struct vg_config_key license_keys[] = {
    {.name = "url",
     .kind = VG_K_HTTP,
     .offset = offsetof(struct vg_config, license_url),
     .example = "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
     .doc = "Address of the licence's text."},
    {.name = "title",
     .kind = VG_K_TEXT,
     .offset = offsetof(struct vg_config, license_title),
     .example = "Licence Ouverte 2.0",
     .doc = "Its name."},
};

static const struct vg_config_key basemap_keys[] = {
    {.name = "url",
     .kind = VG_K_HTTP,
     .offset = offsetof(struct vg_config, basemap_url),
     .example = "https://tiles.example.org/{z}/{x}/{y}.png",
     .doc = "Address of the tiles, with {z}, {x} and {y}."},
    {.name = "attribution",
     .kind = VG_K_TEXT,
     .offset = offsetof(struct vg_config, basemap_attribution),
     .example = "© Example",
     .doc = "What the maker of the map asks to be shown on it."},
};

static const struct vg_config_key harvest_keys[] = {
    {.name = "hosts",
     LIST(struct vg_config, harvest_hosts, n_harvest_hosts, VG_K_TEXT),
     .example = "[catalogue.example.org, 'meta.example.org:8443']",
     .doc = "Hosts that CSW Harvest may ask, for those who may write the catalogue: of the usual ports, or of the one "
            "that is named. An address of a network of one's own is asked only where it is named itself."},
};

static const struct vg_config_key territory_keys[] = {
#define TERRITORY(field) ROW(field, VG_K_TEXT), .offset = offsetof(struct vg_config, territories.field)
    {TERRITORY(collection), .dflt = "communes",
     .doc = "The collection of communes, areas with a geometry; without one of this name there are no pages of territories."},
    {TERRITORY(code), .dflt = "code", .doc = "Its field with the INSEE code."},
    {TERRITORY(name), .dflt = "nom", .doc = "Its field with the name."},
    {TERRITORY(population), .dflt = "population",
     .doc = "Its field with the number of inhabitants; where it has none, the official figures count."},
#undef TERRITORY
};

static const struct vg_config_key limit_keys[] = {
#define HTTP(field) .name = #field, .offset = offsetof(struct vg_config, http.field)
#define LIMIT(field) .name = #field, .offset = offsetof(struct vg_config, limits.field)
    {HTTP(connections), .kind = VG_K_INT, .min = 1, .max = 100000, .dflt = "512",
     .doc = "Connections at once; past it the answer is 503 with Retry-After."},
    {HTTP(head_bytes), .kind = VG_K_SIZE, .min = KIB, .max = MIB, .dflt = "32 KiB",
     .doc = "Request line and headers together; past it 431."},
    {HTTP(body_bytes), .kind = VG_K_SIZE, .min = KIB, .max = GIB, .dflt = "10 MiB",
     .doc = "Body of a request; past it 413."},
    {HTTP(head_ms), .kind = VG_K_DURATION, .min = 100, .max = 10 * MINUTE, .dflt = "10 s",
     .doc = "The head of a request must be whole by then; past it 408."},
    {HTTP(body_ms), .kind = VG_K_DURATION, .min = 100, .max = 60 * MINUTE, .dflt = "60 s",
     .doc = "The body of a request must be whole by then; past it 408."},
    {HTTP(idle_ms), .kind = VG_K_DURATION, .min = 100, .max = 60 * MINUTE, .dflt = "60 s",
     .doc = "A connection without a request is kept open so long."},
    {HTTP(request_ms), .kind = VG_K_DURATION, .min = 100, .max = 60 * MINUTE, .dflt = "30 s",
     .doc = "An answer must be ready by then; past it 503."},
    {HTTP(drain_ms), .kind = VG_K_DURATION, .min = 0, .max = 60 * MINUTE, .dflt = "20 s",
     .doc = "When told to stop, vigie lets answers under way finish for so long."},
    {HTTP(arena_bytes), .kind = VG_K_SIZE, .min = MIB, .max = GIB, .dflt = "16 MiB",
     .doc = "Working memory of one request, its answer aside."},
    {LIMIT(items_default), .kind = VG_K_INT64, .min = 1, .max = 1000000, .dflt = "10",
     .doc = "Items on a page where the request does not say how many."},
    {LIMIT(items_max), .kind = VG_K_INT64, .min = 1, .max = 1000000, .dflt = "10000",
     .doc = "Items on a page at most; a larger limit asked for counts as this one."},
    {LIMIT(offset_max), .kind = VG_K_INT64, .min = 0, .max = INT64_C(1000000000), .dflt = "1000000",
     .doc = "Rows that the parameter offset may skip at most."},
    {LIMIT(body_values), .kind = VG_K_INT64, .min = 1000, .max = INT64_C(1000000000), .dflt = "1000000",
     .doc = "Values in the JSON of a body at most, each coordinate being one: some 100 bytes of memory each."},
    {LIMIT(page_memory), .kind = VG_K_SIZE, .min = 64 * KIB, .max = GIB, .dflt = "8 MiB",
     .doc = "Memory for one page; what passes it goes to a temporary file."},
    {LIMIT(page_bytes), .kind = VG_K_SIZE, .min = MIB, .max = 64 * GIB, .dflt = "1 GiB",
     .doc = "Size of one page in all."},
    {LIMIT(pages_memory), .kind = VG_K_SIZE, .min = MIB, .max = 64 * GIB, .dflt = "256 MiB",
     .doc = "Memory for all pages being made or sent at one time."},
    {LIMIT(feature_bytes), .kind = VG_K_SIZE, .min = MIB, .max = 4 * GIB, .dflt = "64 MiB",
     .doc = "Size of one item."},
    {LIMIT(tile_bytes), .kind = VG_K_SIZE, .min = 16 * KIB, .max = 256 * MIB, .dflt = "4 MiB",
     .doc = "Size of one layer of a tile; past it the smallest shapes are left out."},
    {LIMIT(tile_features), .kind = VG_K_INT64, .min = 1, .max = 10000000, .dflt = "100000",
     .doc = "Features in one layer of a tile; past it the smallest shapes, or a share of the points, are left out."},
    {LIMIT(tile_rows), .kind = VG_K_INT64, .min = 1, .max = 10000000, .dflt = "30000",
     .doc = "Rows of lines or areas that one layer of a tile is drawn from; where more lie in it, the largest are, and of the smaller areas one for so many, as large as they are together."},
    {LIMIT(tile_positions), .kind = VG_K_INT64, .min = 1, .max = 1000000000, .dflt = "100000",
     .doc = "Positions of lines or areas that one layer of a tile reads from the rows; where more lie in it, it is drawn by shapes that are made once for all tiles of its zoom and kept in the cache folder until the data changes."},
    {LIMIT(tile_memory), .kind = VG_K_SIZE, .min = 0, .max = 64 * GIB, .dflt = "32 MiB",
     .doc = "Tiles kept in memory, those asked for last; 0 keeps none there."},
    {LIMIT(tile_cache_bytes), .kind = VG_K_SIZE, .min = 0, .max = 16384 * GIB, .dflt = "2 GiB",
     .doc = "Tiles kept in the cache folder, beside the downloads; past it the oldest go. 0 keeps none there."},
    {LIMIT(tile_age_ms), .kind = VG_K_DURATION, .min = 1000, .max = 7 * 24 * 60 * MINUTE, .dflt = "10 min",
     .doc = "A tile of data of which the store cannot tell when it changed (views, foreign tables, stand-by servers) is made anew after so long."},
    {LIMIT(cache_bytes), .kind = VG_K_SIZE, .min = MIB, .max = 16384 * GIB, .dflt = "10 GiB",
     .doc = "All downloads in the cache folder together; past it the oldest go. A larger one is refused."},
    {LIMIT(download_wait_ms), .kind = VG_K_DURATION, .min = 0, .max = 10 * MINUTE, .dflt = "10 s",
     .doc = "A request for a download waits for its file so long; then 503 with Retry-After while it is made."},
    {LIMIT(download_age_ms), .kind = VG_K_DURATION, .min = 1000, .max = 7 * 24 * 60 * MINUTE, .dflt = "10 min",
     .doc = "A download of a store that cannot tell when its data changed is made anew after so long."},
    {LIMIT(download_ms), .kind = VG_K_DURATION, .min = 1000, .max = 24 * 60 * MINUTE, .dflt = "1 h",
     .doc = "Making one download may take so long."},
    {LIMIT(download_failed_ms), .kind = VG_K_DURATION, .min = 0, .max = 24 * 60 * MINUTE, .dflt = "30 s",
     .doc = "A download that could not be made is not tried again for so long."},
    {LIMIT(download_jobs), .kind = VG_K_INT, .min = 1, .max = 64, .dflt = "2",
     .doc = "Downloads made at once, each with a connection to the store of its own."},
    {LIMIT(download_queue), .kind = VG_K_INT, .min = 0, .max = 10000, .dflt = "16",
     .doc = "Downloads that may wait to be made; one more is answered 503."},
    {LIMIT(store_connections), .kind = VG_K_INT, .min = 1, .max = 1000, .dflt = "8",
     .doc = "Connections to the store that answer requests; about twice the processors that the "
            "database has is enough."},
    {LIMIT(store_wait_ms), .kind = VG_K_DURATION, .min = 0, .max = 10 * MINUTE, .dflt = "2 s",
     .doc = "A request waits for one of them so long; past it 503 with Retry-After."},
    {LIMIT(store_queue), .kind = VG_K_INT, .min = 0, .max = 100000, .dflt = "64",
     .doc = "Requests that may wait at once; one more is answered 503 without waiting."},
    {LIMIT(statement_ms), .kind = VG_K_DURATION, .min = 10, .max = 60 * MINUTE, .dflt = "30 s",
     .doc = "One query of the store may take so long."},
    {LIMIT(refresh_ms), .kind = VG_K_DURATION, .min = 100, .max = 60 * MINUTE, .dflt = "2 s",
     .doc = "How often tables, and this file, are looked at for changes."},
#undef LIMIT
#undef HTTP
};

static const struct vg_config_key code_keys[] = {
    {.name = "title", .kind = VG_K_PAIR, .offset = offsetof(struct vg_code_config, title),
     .example = "{en: tide gauge, fr: marégraphe}", .doc = "What the value means, for people."},
};

static const struct vg_config_key field_keys[] = {
#define FIELD(field) .name = #field, .offset = offsetof(struct vg_field_config, field)
    {FIELD(title), .kind = VG_K_PAIR, .example = "{en: height, fr: hauteur}",
     .doc = "Name for people."},
    {FIELD(description), .kind = VG_K_PAIR, .example = "significant wave height",
     .doc = "What it holds."},
    {FIELD(unit), .kind = VG_K_TEXT, .example = "m", .doc = "Unit of measure, as UCUM writes it."},
    {FIELD(values), .kind = VG_K_NAMED, .count = offsetof(struct vg_field_config, n_values),
     .size = sizeof(struct vg_code_config), KEYS(code_keys), .example = "tide",
     .doc = "The values that a field of texts or integers may hold, where the store does not say."},
    {FIELD(codelist), .kind = VG_K_HTTP, .example = "https://example.org/codes/kind",
     .doc = "Address of the published list that its values are from."},
#undef FIELD
};

static const struct vg_config_key style_keys[] = {
#define STYLE(field) .name = #field, .offset = offsetof(struct vg_style_config, field)
    {STYLE(file), .kind = VG_K_TEXT, .required = true, .example = "styles/waves.json",
     .doc = "Path of a MapLibre style or of an SLD; a relative path starts at the folder of this file."},
    {STYLE(title), .kind = VG_K_PAIR, .example = "{en: Height of waves, fr: Hauteur des vagues}",
     .doc = "Name for people; otherwise the one in the file."},
#undef STYLE
};

static const struct vg_config_key crossing_keys[] = {
#define CROSSING(field) .name = #field, .offset = offsetof(struct vg_crossing_config, field)
    {CROSSING(title), .kind = VG_K_PAIR, .example = "{en: Sealed soil by commune, fr: Sols imperméabilisés par commune}",
     .doc = "Name for people; otherwise the titles of the two."},
    {CROSSING(filter), .kind = VG_K_TEXT, .example = "classe IN ('bati', 'route')",
     .doc = "Which items count, in CQL2 text, as in the parameter filter; all without."},
    {CROSSING(year), .kind = VG_K_INT, .min = 0, .max = 9999, .dflt = "0",
     .doc = "The year that they tell of, for the column annee of what comes of it; 0: none is told."},
#undef CROSSING
};

static const struct vg_config_key link_keys[] = {
#define LINK(field) .name = #field, .offset = offsetof(struct vg_link, field)
    {LINK(href), .kind = VG_K_LINK, .required = true, .example = "https://example.org/report.pdf",
     .doc = "Where it leads: http://, https://, mailto:, or a path that begins with /."},
    {LINK(rel), .kind = VG_K_TEXT, .dflt = "related", .doc = "Relation, as registered with IANA."},
    {LINK(type), .kind = VG_K_TEXT, .example = "application/pdf", .doc = "Media type."},
    {LINK(title), .kind = VG_K_TEXT, .example = "Report of 2023", .doc = "Text of the link."},
    {LINK(hreflang), .kind = VG_K_TEXT, .example = "fr", .doc = "Language of what it leads to."},
#undef LINK
};

static const struct vg_config_key collection_license_keys[] = {
    {.name = "url",
     .kind = VG_K_HTTP,
     .offset = offsetof(struct vg_collection_config, license_url),
     .example = "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
     .doc = "Address of the licence's text."},
    {.name = "title",
     .kind = VG_K_TEXT,
     .offset = offsetof(struct vg_collection_config, license_title),
     .example = "Licence Ouverte 2.0",
     .doc = "Its name."},
};

static const struct vg_config_key collection_keys[] = {
#define COLLECTION(field) .name = #field, .offset = offsetof(struct vg_collection_config, field)
    {COLLECTION(title), .kind = VG_K_PAIR, .example = "{en: Wave buoys, fr: Bouées de houle}",
     .doc = "Name for people; otherwise the one found in the store."},
    {COLLECTION(description), .kind = VG_K_PAIR,
     .example = "Where waves are measured along the coast",
     .doc = "What the collection holds, in some sentences."},
    {.name = "keywords",
     LIST(struct vg_collection_config, keywords, n_keywords, VG_K_TEXT),
     .example = "[waves, coast]",
     .doc = "Words under which it should be found."},
    {COLLECTION(key), .kind = VG_K_TEXT, .example = "code",
     .doc = "Field that identifies an item, where the table has no primary key or another column "
            "is wanted; it must be unique and not null."},
    {COLLECTION(time_start), .kind = VG_K_TEXT, .empty = true, .example = "measured_at",
     .doc = "Field of type date or date and time that the parameter datetime is about; '' says "
            "that there is none."},
    {COLLECTION(time_end), .kind = VG_K_TEXT, .empty = true, .example = "''",
     .doc = "Field with the end, where an item holds for an interval; empty while it lasts."},
    {.name = "crs",
     LIST(struct vg_collection_config, crs, n_crs, VG_K_TEXT),
     .example = "[EPSG:2154, EPSG:3857]",
     .doc = "Coordinate reference systems offered, in place of the usual list; CRS84 and the one "
            "the data is kept in are always offered."},
    {.name = "hide",
     LIST(struct vg_collection_config, hide, n_hide, VG_K_TEXT),
     .example = "[remarks]",
     .doc = "Fields that nobody sees and nobody can ask for."},
    {COLLECTION(fields), .kind = VG_K_NAMED,
     .count = offsetof(struct vg_collection_config, n_fields),
     .size = sizeof(struct vg_field_config), KEYS(field_keys), .example = "height",
     .doc = "What its fields are, by name."},
    {COLLECTION(styles), .kind = VG_K_NAMED,
     .count = offsetof(struct vg_collection_config, n_styles),
     .size = sizeof(struct vg_style_config), KEYS(style_keys), .example = "waves",
     .doc = "Styles of its own, by name; the first is the one it is drawn with where nobody asks."},
    {COLLECTION(crossings), .kind = VG_K_NAMED,
     .count = offsetof(struct vg_collection_config, n_crossings),
     .size = sizeof(struct vg_crossing_config), KEYS(crossing_keys), .example = "communes",
     .doc = "Collections of areas that it is crossed with, by id: how much of each area its items cover, as rows of the product kind "
            "soil_sealing, at /collections/ID/crossings/OTHER, on its page and on those of communes."},
    {COLLECTION(contact), .kind = VG_K_OBJECT, .size = sizeof(struct vg_contact),
     KEYS(contact_keys),
     .doc = "Who answers for this collection; otherwise the contact of the service."},
    {.name = "license",
     .kind = VG_K_GROUP,
     KEYS(collection_license_keys),
     .doc = "Licence of this collection; otherwise that of the service."},
    {COLLECTION(attribution), .kind = VG_K_TEXT, .example = "© Observatoire du littoral",
     .doc = "Whom to name when the data is shown."},
    {COLLECTION(links), .kind = VG_K_OBJECTS,
     .count = offsetof(struct vg_collection_config, n_links), .size = sizeof(struct vg_link),
     KEYS(link_keys), .doc = "Further links: a report, a web page, a method."},
    {COLLECTION(hidden), .kind = VG_K_BOOL, .dflt = "false", .doc = "Do not publish it."},
    {COLLECTION(product), .kind = VG_K_TEXT, .empty = true, .example = "lcz",
     .doc = "Kind of products that it is one of (/schemas/products lists them), in place of the one it was "
            "imported as; '' says that it is none."},
    {COLLECTION(metadata), .kind = VG_K_TEXT, .example = "metadata/waves.xml",
     .doc = "File of ISO 19139 or ISO 19115-3 that tells of the data, in place of the one that was imported with it. Its "
            "texts, contacts and licence hold where this file says nothing; all else completes the collection's record."},
    {COLLECTION(writable), .kind = VG_K_BOOL, .dflt = "false",
     .doc = "Let its items be created, replaced, updated and deleted by those who present a token "
            "that names it. Of the collection catalogue: let its records be, by CSW Transaction and Harvest."},
    {COLLECTION(require_match), .kind = VG_K_BOOL, .dflt = "false",
     .doc = "Refuse a change of an item (428) that does not say by If-Match, or "
            "If-Unmodified-Since, which state it is a change of."},
    {COLLECTION(modified), .kind = VG_K_TEXT, .example = "updated_at",
     .doc = "Field of type date and time that holds when an item was changed last; vigie sets it "
            "with each change, and tells it as Last-Modified. Without one the log of changes tells it, "
            "where its triggers are installed and the item has changed since."},
#undef COLLECTION
};

static const struct vg_config_key raster_class_keys[] = {
#define CLASS(field) .name = #field, .offset = offsetof(struct vg_raster_class_config, field)
    {CLASS(color), .kind = VG_K_TEXT, .required = true, .example = "'#8c0000'", .doc = "Colour on the map, as #rrggbb."},
    {CLASS(title), .kind = VG_K_PAIR, .example = "{en: compact high-rise, fr: tours compactes}",
     .doc = "What the value means, for people."},
#undef CLASS
};

static const struct vg_config_key raster_keys[] = {
#define RASTER(field) .name = #field, .offset = offsetof(struct vg_raster_config, field)
    {RASTER(file), .kind = VG_K_TEXT, .required = true, .example = "rasters/lcz_2024.tif",
     .doc = "Path of the GeoTIFF, best a cloud-optimised one; a relative path starts at the folder of this file."},
    {RASTER(title), .kind = VG_K_PAIR, .example = "{en: Climate zones, fr: Zones climatiques}", .doc = "Name for people."},
    {RASTER(description), .kind = VG_K_PAIR, .example = "Local climate zones at 10 m", .doc = "What the raster shows."},
    {RASTER(classes), .kind = VG_K_NAMED, .count = offsetof(struct vg_raster_config, n_classes),
     .size = sizeof(struct vg_raster_class_config), KEYS(raster_class_keys), .example = "'1'",
     .doc = "Colours by the value of a cell, in place of the file's own palette; cells of other values are transparent."},
#undef RASTER
};

static const struct vg_config_key viewer_keys[] = {
    {.name = "url", .kind = VG_K_LINK, .offset = offsetof(struct vg_map_config, viewer_url),
     .example = "https://carto.example.org/mviewer/?config=heat.xml", .doc = "Address of a viewer or a project that shows the same."},
    {.name = "title", .kind = VG_K_TEXT, .offset = offsetof(struct vg_map_config, viewer_title), .example = "The map in mviewer",
     .doc = "Text of the link."},
};

static const struct vg_config_key map_keys[] = {
#define MAP(field) .name = #field, .offset = offsetof(struct vg_map_config, field)
    {MAP(title), .kind = VG_K_PAIR, .required = true, .example = "{en: Heat in the city, fr: La chaleur en ville}",
     .doc = "Name for people."},
    {MAP(description), .kind = VG_K_PAIR, .example = "Climate zones under the borders of the communes", .doc = "What the map shows."},
    {.name = "keywords", LIST(struct vg_map_config, keywords, n_keywords, VG_K_TEXT), .example = "[heat, climate]",
     .doc = "Words it is found by."},
    {.name = "layers", LIST(struct vg_map_config, layers, n_layers, VG_K_TEXT), .required = true, .example = "[communes, lcz.class]",
     .doc = "Collections it draws, from the top one down; 'collection.style' for one of its styles (/styles lists them)."},
    {.name = "viewer", .kind = VG_K_GROUP, KEYS(viewer_keys),
     .doc = "Another viewer of the same map, such as an mviewer or a QGIS project."},
#undef MAP
};

static const struct vg_config_key token_keys[] = {
#define TOKEN(field) .name = #field, .offset = offsetof(struct vg_token_config, field)
    {TOKEN(sha256), .kind = VG_K_SHA256, .required = true,
     .example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
     .doc = "SHA-256 of the token, as 'vigie token' prints it; the token itself is kept nowhere."},
    {.name = "collections",
     LIST(struct vg_token_config, collections, n_collections, VG_K_TEXT),
     .example = "[buoys]",
     .doc = "Collections that it may write, by id; '*' is all that are writable."},
#undef TOKEN
};

const struct vg_config_key vg_config_keys[] = {
#define SERVICE(field) .name = #field, .offset = offsetof(struct vg_config, field)
    {SERVICE(title), .kind = VG_K_PAIR, .dflt = "vigie",
     .doc = "Name of the service. Like every text for people it may be one text, or one for each "
            "language: {en: …, fr: …}."},
    {SERVICE(description), .kind = VG_K_PAIR, .example = "Data of the coast",
     .doc = "What the service offers, in some sentences."},
    {.name = "keywords",
     LIST(struct vg_config, keywords, n_keywords, VG_K_TEXT),
     .example = "[coast, waves]",
     .doc = "Words under which the service should be found."},
    {SERVICE(lang), .kind = VG_K_LANG, .words = languages, .dflt = "en",
     .doc = "Language of answers to requests that ask for none, and of texts that are not given "
            "for each language."},
    {SERVICE(contact), .kind = VG_K_OBJECT, .size = sizeof(struct vg_contact), KEYS(contact_keys),
     .doc = "Who runs the service."},
    {.name = "license",
     .kind = VG_K_GROUP,
     KEYS(license_keys),
     .doc = "Licence of the data, unless a collection has its own."},
    {SERVICE(attribution), .kind = VG_K_TEXT, .example = "© Observatoire du littoral",
     .doc = "Whom to name when the data is shown, unless a collection says otherwise."},
    {SERVICE(listen), .kind = VG_K_LISTEN, .dflt = "127.0.0.1:8080",
     .doc = "Address and port to listen on; --listen on the command line wins. 0.0.0.0:8080 or "
            "[::]:8080 is every address of the machine."},
    {SERVICE(base_url), .kind = VG_K_HTTP, .example = "https://data.example.org/vigie",
     .doc = "Address under which clients reach the service, for the links in its answers. Without "
            "it the request's own headers tell."},
    {.name = "trusted_proxies",
     LIST(struct vg_config, trusted_proxies, n_trusted, VG_K_NETWORK),
     .example = "[127.0.0.1, '::1']",
     .doc = "Addresses or blocks whose Forwarded and X-Forwarded-* headers are believed; without "
            "this key, loopback only."},
    {SERVICE(cors_origins), .kind = VG_K_TEXT, .empty = true, .dflt = "'*'",
     .doc = "Web pages of these origins may read the answers: '*' for all, a list separated by "
            "spaces, or '' for none."},
    {.name = "limits",
     .kind = VG_K_GROUP,
     KEYS(limit_keys),
     .doc = "Bounds that keep the service up whatever is asked. Times are milliseconds or have a "
            "unit (ms, s, min, h); sizes are bytes or have one (KiB, MiB, GiB)."},
    {.name = "basemap",
     .kind = VG_K_GROUP,
     KEYS(basemap_keys),
     .doc = "Background of the maps on the web pages. It is the only thing a page may fetch from "
            "another host; without it maps have none."},
    {.name = "harvest",
     .kind = VG_K_GROUP,
     KEYS(harvest_keys),
     .doc = "What the catalogue may fetch of others; without it, nothing."},
    {.name = "territories",
     .kind = VG_K_GROUP,
     KEYS(territory_keys),
     .doc = "The communes that aggregates are made by and that have a page each, at /territories/{code}."},
    {.name = "crs",
     LIST(struct vg_config, crs, n_crs, VG_K_TEXT),
     .example = "[EPSG:3395]",
     .doc = "Coordinate reference systems offered for every collection, beside the usual list."},
    {SERVICE(publish_all), .kind = VG_K_BOOL, .dflt = "true",
     .doc = "Publish every table that can be. With false, only the collections named below."},
    {SERVICE(tokens), .kind = VG_K_NAMED, .count = offsetof(struct vg_config, n_tokens),
     .size = sizeof(struct vg_token_config), KEYS(token_keys), .example = "surveyors",
     .doc = "Bearer tokens that may write, by a name for the log. Without one nothing is writable."},
    {SERVICE(rasters), .kind = VG_K_NAMED, .count = offsetof(struct vg_config, n_rasters),
     .size = sizeof(struct vg_raster_config), KEYS(raster_keys), .example = "lcz_raster",
     .doc = "Raster files that are published as collections, by id. 'collections' may say more of them: keywords, licence, links."},
    {SERVICE(maps), .kind = VG_K_NAMED, .count = offsetof(struct vg_config, n_maps), .size = sizeof(struct vg_map_config),
     .line = offsetof(struct vg_map_config, line), KEYS(map_keys), .example = "heat",
     .doc = "Maps of several collections, by id: each has a page at /maps/{id} and a record of its own in the catalogue, linked with "
            "those of its layers."},
    {SERVICE(collections), .kind = VG_K_NAMED, .count = offsetof(struct vg_config, n_collections),
     .size = sizeof(struct vg_collection_config),
     .line = offsetof(struct vg_collection_config, line), KEYS(collection_keys), .example = "buoys",
     .doc = "What is said of single collections, by id (the table's name). Each key overrides what "
            "was found in the store."},
#undef SERVICE
};

const size_t vg_config_keys_count = VG_COUNT(vg_config_keys);
