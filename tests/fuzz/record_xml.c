/* Metadata records in XML: ISO 19139, ISO 19115-3, Dublin Core, answers of catalogues. */
#include "record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return try_records(data, size);
}
