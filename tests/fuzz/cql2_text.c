/* CQL2 text. */
#include "cql2.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_reader(vg_cql2_text, data, size);
    return 0;
}
