/* cql2_literal.h — the literals of CQL2 text. */
#ifndef VIGIE_SRC_QUERY_CQL2_LITERAL_H
#define VIGIE_SRC_QUERY_CQL2_LITERAL_H

#include "cql2_lex.h"

/* A text or a number, the token. */
enum vg_status vg_cql2_read_scalar(struct cql2_lexer *l, bool minus, struct vg_syntax **out) VG_MUST_USE;

/* Is the token the word before a date, an interval, a box or a geometry; and read that. */
bool vg_cql2_starts_literal(const struct cql2_lexer *l);
enum vg_status vg_cql2_read_literal(struct cql2_lexer *l, struct vg_syntax **out) VG_MUST_USE;

/* WKT as it was read from a text or made of GeoJSON. */
enum vg_status vg_cql2_set_geometry(struct vg_syntax *s, struct vg_str wkt, struct vg_syntax_maker *m) VG_MUST_USE;
/* 4 or 6 numbers. */
enum vg_status vg_cql2_set_box(struct vg_syntax *s, const double *numbers, size_t n, struct vg_syntax_maker *m) VG_MUST_USE;
/* A text, a number or a truth value of JSON. */
struct json_t;
enum vg_status vg_cql2_set_json_scalar(struct vg_syntax *s, const struct json_t *j, struct vg_syntax_maker *m) VG_MUST_USE;
/* A text that is one side of an interval: a date, a timestamp or '..'.  False: none. */
bool vg_cql2_set_side(struct vg_syntax *s, struct vg_str text);

#endif
