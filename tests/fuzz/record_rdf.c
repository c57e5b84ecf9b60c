/* Metadata records in RDF: DCAT in Turtle, RDF/XML, JSON-LD. */
#include "record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return try_records(data, size);
}
