/* STAC's Query Extension. */
#include "cql2.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_reader(vg_stac_query, data, size);
    return 0;
}
