/* Style sheets: what is accepted can be written in every form, and what was written as SLD is read again. */
#include "style.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return try_style(data, size, true);
}
