/* CQL2 JSON. */
#include "cql2.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_reader(vg_cql2_json, data, size);
    return 0;
}
