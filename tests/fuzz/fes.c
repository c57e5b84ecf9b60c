/* OGC filters. */
#include <vigie/query/fes.h>

#include "cql2.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_reader(vg_fes_xml, data, size);
    return 0;
}
