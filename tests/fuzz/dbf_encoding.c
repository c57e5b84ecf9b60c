/* The encoding of a .dbf without a code page: any bytes get an answer, and texts of one encoding get theirs. */
#include "fuzz.h"

#include <assert.h>
#include <string.h>

#include <cpl_vsi.h>

#include <vigie/base/str.h>

#include "../../src/ingest/sources/dbf_encoding.h"

#define PATH "/vsimem/fuzz.dbf"
#define HEAD_BYTES 32
#define CODE_PAGE_AT 29

static const char *answer(uint8_t *bytes, size_t n)
{
    VSIFCloseL(VSIFileFromMemBuffer(PATH, bytes, n, 0));
    const char *name = vg_dbf_encoding(PATH);
    VSIUnlink(PATH);
    return name;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t n = size > 65536 ? 65536 : size, bad;
    uint8_t *bytes = calloc(1, HEAD_BYTES + n);
    bool ascii = true;

    if (!bytes)
        return 0;
    if (n)
        memcpy(bytes + HEAD_BYTES, data, n);
    for (size_t i = 0; i < n; i++)
        ascii = ascii && data[i] < 0x80;
    const char *name = answer(bytes, HEAD_BYTES + n);
    assert((name == NULL) == ascii);
    assert(!name || !strcmp(name, "UTF-8") || !strcmp(name, "ISO-8859-1") || !strcmp(name, "Windows-1252"));
    assert(!name || !vg_utf8_valid((struct vg_str){(const char *)data, n}, &bad) || !strcmp(name, "UTF-8"));
    bytes[CODE_PAGE_AT] = 0x57; /* it is told */
    assert(answer(bytes, HEAD_BYTES + n) == NULL);
    (void)answer(bytes + HEAD_BYTES, n); /* a head of any bytes */
    free(bytes);
    return 0;
}
