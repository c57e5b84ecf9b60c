/* Metadata records in JSON: OGC API Record, STAC Collection. */
#include "record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return try_records(data, size);
}
