/* The functions of filters, as one table: /functions, the typing of filters and the stores read it. */
#include <vigie/query/function.h>

#include <vigie/base/keyword.h>

#define OF_NUMBER 1, {VG_FT_NUMBER}, {"number"}
#define OF_TEXT 1, {VG_FT_TEXT}, {"text"}
#define OF_TIME 1, {VG_FT_TIME}, {"time"}
#define OF_TWO_TEXTS 2, {VG_FT_TEXT, VG_FT_TEXT}, {"text", "part"}

/* Sorted by name. */
static const struct vg_function functions[] = {
    {"abs", "the number without its sign", VG_FT_NUMBER, OF_NUMBER},
    {"array_length", "how many elements the list has", VG_FT_NUMBER, 1, {VG_FT_ARRAY}, {"list"}},
    {"ceil", "the least whole number that is not less", VG_FT_NUMBER, OF_NUMBER},
    {"concat", "one text after the other", VG_FT_TEXT, 2, {VG_FT_TEXT, VG_FT_TEXT}, {"text", "text"}},
    {"contains", "whether the part stands in the text", VG_FT_BOOL, OF_TWO_TEXTS},
    {"day", "the day of the month, 1 to 31, in UTC", VG_FT_NUMBER, OF_TIME},
    {"day_of_week", "the day of the week, 1 (Monday) to 7, in UTC", VG_FT_NUMBER, OF_TIME},
    {"day_of_year", "the day of the year, 1 to 366, in UTC", VG_FT_NUMBER, OF_TIME},
    {"ends_with", "whether the text ends with the part", VG_FT_BOOL, OF_TWO_TEXTS},
    {"floor", "the greatest whole number that is not greater", VG_FT_NUMBER, OF_NUMBER},
    {"hour", "the hour, 0 to 23, in UTC", VG_FT_NUMBER, OF_TIME},
    {"length", "how many characters the text has", VG_FT_NUMBER, OF_TEXT},
    {"lower", "the text in lower case, by Unicode", VG_FT_TEXT, OF_TEXT},
    {"minute", "the minute, 0 to 59", VG_FT_NUMBER, OF_TIME},
    {"month", "the month, 1 to 12, in UTC", VG_FT_NUMBER, OF_TIME},
    {"position", "the character of the text where the part first begins, from 1; 0: nowhere", VG_FT_NUMBER, OF_TWO_TEXTS},
    {"round", "the nearest whole number, halves away from zero", VG_FT_NUMBER, OF_NUMBER},
    {"second", "the second with its fraction", VG_FT_NUMBER, OF_TIME},
    {"sign", "-1, 0 or 1", VG_FT_NUMBER, OF_NUMBER},
    {"sqrt", "the square root; null of a negative number", VG_FT_NUMBER, OF_NUMBER},
    {"starts_with", "whether the text starts with the part", VG_FT_BOOL, OF_TWO_TEXTS},
    {"substring", "so many characters of the text, from one on that is counted from 1", VG_FT_TEXT, 3,
     {VG_FT_TEXT, VG_FT_NUMBER, VG_FT_NUMBER}, {"text", "first", "count"}},
    {"to_number", "the number that the text writes; null where it writes none", VG_FT_NUMBER, OF_TEXT},
    {"trim", "the text without blanks at both ends", VG_FT_TEXT, OF_TEXT},
    {"upper", "the text in upper case, by Unicode", VG_FT_TEXT, OF_TEXT},
    {"year", "the year, in UTC", VG_FT_NUMBER, OF_TIME},
};

const struct vg_function *vg_functions(size_t *n)
{
    *n = VG_COUNT(functions);
    return functions;
}

const struct vg_function *vg_function_find(struct vg_str name)
{
    char lower[16];

    if (name.len > sizeof lower)
        return NULL;
    for (size_t i = 0; i < name.len; i++)
        lower[i] = name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? (char)(name.ptr[i] - 'A' + 'a') : name.ptr[i];
    return VG_KEYWORD(((struct vg_str){lower, name.len}), functions);
}
