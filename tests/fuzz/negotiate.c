/* Accept, Accept-Language and Accept-Encoding fields of any bytes. */
#include <assert.h>

#include <vigie/http/negotiate.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = {"application/geo+json",
                                        "application/json;profile=\"urn:a urn:b\"", "text/html"};
    static const char *const languages[] = {"fr", "en"};
    struct vg_str field = {(const char *)data, size};

    int best = vg_accept_best(field, types, VG_COUNT(types));
    assert(best >= -1 && best < (int)VG_COUNT(types));
    best = vg_accept_language(field, languages, VG_COUNT(languages));
    assert(best >= -1 && best < (int)VG_COUNT(languages));
    int q = vg_accept_coding(field, "gzip");
    assert(q >= 0 && q <= 1000);
    q = vg_accept_coding(field, "identity");
    assert(q == 0 || q == 1000);
    return 0;
}
