/* csv_type.h — which type a column of texts has: the narrowest one that every cell of it agrees with.
 *
 * A wrong guess costs more than a missed one: "01001" read as a number is no commune any more.  So texts stay texts
 * where a digit would be lost (leading zeros, more than 15 digits beside decimals), where the column's name says that
 * it holds codes, and where one cell differs. */
#ifndef INGEST_CSV_TYPE_H
#define INGEST_CSV_TYPE_H

#include <vigie/model/feature.h>

/* How cells of a column can be read; several until the cells decide. */
enum vg_csv_form {
    VG_CSV_BOOL,     /* true, false */
    VG_CSV_INT,
    VG_CSV_DOUBLE,   /* 12.5 */
    VG_CSV_COMMA,    /* 12,5 */
    VG_CSV_DATE,     /* 2018-02-12 */
    VG_CSV_DATE_FR,  /* 12/02/2018 */
    VG_CSV_DATETIME, /* 2018-02-12T23:20:50Z, with an offset */
    VG_CSV_LOCAL,    /* 2018-02-12T23:20:50 */
    VG_CSV_TIME,     /* 23:20:50 */
    VG_CSV_TEXT,     /* always possible */
    VG_CSV_FORMS
};

struct vg_csv_guess {
    unsigned forms;  /* bits of those still possible */
    bool any;        /* a cell had a value */
};

/* Before the first cell; separator is the table's (a decimal comma needs another one). */
void vg_csv_guess_init(struct vg_csv_guess *g, struct vg_str name, char separator);
/* One cell; empty ones say nothing. */
void vg_csv_guess_cell(struct vg_csv_guess *g, struct vg_str cell);
/* The form all cells have: the first possible one in the order above; VG_CSV_TEXT where there was no cell. */
enum vg_csv_form vg_csv_guess_form(const struct vg_csv_guess *g);

enum vg_type vg_csv_form_type(enum vg_csv_form form);

/* Read a cell that has the form; false if it has not.  Empty is null in every form.  A text is a view on the cell. */
bool vg_csv_value(enum vg_csv_form form, struct vg_str cell, struct vg_value *out);

#endif
