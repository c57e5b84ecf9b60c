/* What a table's rules say to an edit, in the same words whatever the database. */
#include "edit.h"

enum vg_status vg_edit_fail(enum vg_edit_rule rule, const char *name, struct vg_error *err)
{
    switch (rule) {
    case VG_RULE_ID:
        return vg_fail(err, VG_CONFLICT, name, "an item of this id is there already");
    case VG_RULE_UNIQUE:
        return vg_fail(err, VG_CONFLICT, name, "the value of '%s' must be unique, and another item has it", name);
    case VG_RULE_NOT_NULL:
        return vg_fail(err, VG_BAD_INPUT, name, "the field '%s' must not be null", name);
    case VG_RULE_CHECK:
        return vg_fail(err, VG_BAD_INPUT, "", "a rule of the table does not allow it: %s", name);
    case VG_RULE_REFERENCE:
        return vg_fail(err, VG_CONFLICT, "", "it refers to what is not there, or is referred to itself");
    case VG_RULE_TRIGGER:
        return vg_fail(err, VG_BAD_INPUT, "", "the database refuses it: %s", name);
    }
    return vg_fail(err, VG_BUG, "", "an unknown rule was broken");
}
