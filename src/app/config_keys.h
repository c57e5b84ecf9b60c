/* config_keys.h — every configuration key as a row: what it may hold, where it goes, what it means.
 *
 * The reader, the JSON Schema, the sample and the manual are all made from these rows. */
#ifndef VIGIE_SRC_APP_CONFIG_KEYS_H
#define VIGIE_SRC_APP_CONFIG_KEYS_H

#include <vigie/app/config.h>
#include <vigie/base/node.h>

enum vg_config_kind {
    VG_K_TEXT,     /* const char *, not empty unless `empty` */
    VG_K_PAIR,     /* struct vg_text_pair: one text, or one for each language */
    VG_K_HTTP,     /* const char *: http:// or https:// */
    VG_K_LINK,     /* const char *: that, mailto: or a path from the root */
    VG_K_LISTEN,   /* const char *: HOST:PORT */
    VG_K_SHA256,   /* const char *: 64 hexadecimal digits */
    VG_K_NETWORK,  /* const char *: an IP address or block, only in lists */
    VG_K_WORD,     /* const char *: one of `words` */
    VG_K_LANG,     /* enum vg_lang: the place of the word in `words` */
    VG_K_BOOL,     /* bool */
    VG_K_INT,      /* int */
    VG_K_INT64,    /* int64_t */
    VG_K_DURATION, /* int, milliseconds */
    VG_K_SIZE,     /* size_t, bytes */
    VG_K_LIST,     /* const char *const * and a count: texts of the kind `item` */
    VG_K_GROUP,    /* keys of a map that go into the same struct */
    VG_K_OBJECT,   /* a pointer to a struct of its own */
    VG_K_OBJECTS,  /* a list of maps: a pointer to an array of structs, and a count */
    VG_K_NAMED,    /* a map of maps: the same; the name goes to the first member, a const char * */
};

struct vg_config_key {
    const char *name;
    enum vg_config_kind kind;
    size_t offset;                    /* of the member in the struct of the table */
    size_t count;                     /* of the member that holds how many, for lists */
    enum vg_config_kind item;         /* of VG_K_LIST */
    int64_t min, max;                 /* of numbers, durations (ms) and sizes (bytes) */
    const char *const *words;         /* of VG_K_WORD and VG_K_LANG; NULL-ended */
    bool empty;                       /* "" is allowed */
    bool required;                    /* within its map */
    const char *dflt;                 /* as written in the file; NULL: none */
    const char *example;              /* shown where there is no default */
    const char *doc;                  /* a sentence or two for the manual, English */
    const struct vg_config_key *keys; /* of groups and objects */
    size_t n_keys;
    size_t size; /* of the struct, for objects */
    size_t line; /* offset of an int that takes the line, 0: none */
};

extern const struct vg_config_key vg_config_keys[];
extern const size_t vg_config_keys_count;

/* config_value.c — one text as the value of a key.  They return NULL, or what would have been
 * right: an English phrase that goes on from "must be" and is in the catalogue of vg_text(). */
const char *vg_config_check_text(const struct vg_config_key *k, enum vg_config_kind kind,
                                 struct vg_str s);
/* A number with or without unit; out of bounds it is read all the same: vg_config_in_bounds. */
const char *vg_config_read_number(const struct vg_config_key *k, struct vg_str s, int64_t *out);
bool vg_config_in_bounds(const struct vg_config_key *k, int64_t v);
void vg_config_put_number(struct vg_buf *b, enum vg_config_kind kind,
                          int64_t v); /* "10 s", "8 MiB" */
void vg_config_store_number(const struct vg_config_key *k, void *to, int64_t v);
int vg_config_word(const struct vg_config_key *k, struct vg_str s); /* -1: none of them */

/* config_suggest.c — the known key that was probably meant, as a path from the root; NULL. */
const char *vg_config_suggest(struct vg_str word, const struct vg_config_key *keys, size_t n,
                              const char *path, struct vg_arena *a);

/* config_schema.c, config_manual.c — the files made from the table. */
void vg_config_put_schema(struct vg_buf *b);
void vg_config_put_sample(struct vg_buf *b);
void vg_config_put_manual(struct vg_buf *b);

/* config_crs.c — the CRS list of one collection. */
enum vg_status vg_config_crs_list(const struct vg_config *c, const struct vg_collection_config *own,
                                  struct vg_crs_registry *crs, struct vg_arena *a,
                                  struct vg_collection *to, struct vg_error *err) VG_MUST_USE;

#endif
