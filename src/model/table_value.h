/* table_value.h — texts as the types of Table Schema, private to model. */
#ifndef MODEL_TABLE_VALUE_H
#define MODEL_TABLE_VALUE_H

#include <vigie/model/table_schema.h>

/* Dates and times.  format: of strptime, NULL the default of the type, "any" whatever is usual. */
bool vg_read_date(struct vg_str s, const char *format, struct vg_value *out);
bool vg_read_datetime(struct vg_str s, const char *format, struct vg_value *out);
bool vg_read_timeofday(struct vg_str s, const char *format, struct vg_value *out);
bool vg_read_yearmonth(struct vg_str s, int64_t *months_out);
bool vg_is_duration(struct vg_str s);
/* Is every directive of the format known? */
bool vg_when_format(const char *format);

/* JSON text: what it is and how many members or items it has. */
enum vg_json_shape { VG_JSON_BAD, VG_JSON_ARRAY, VG_JSON_OBJECT, VG_JSON_SCALAR };
enum vg_json_shape vg_json_look(struct vg_str s, int64_t *n_out, bool *has_type);

#endif
