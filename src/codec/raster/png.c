/* Pixels in memory become a dataset over that memory, which GDAL's PNG driver copies to a file in memory. */
#include <vigie/codec/png.h>

#include <stdatomic.h>
#include <stdio.h>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>

#include <vigie/codec/gdal.h>

#define BANDS 4

/* The MEM driver takes the address of pixels as an option of the dataset. */
static GDALDatasetH open_pixels(const uint8_t *pixels, int width, int height)
{
    GDALDriverH memory = GDALGetDriverByName("MEM");
    GDALDatasetH d = memory ? GDALCreate(memory, "", width, height, BANDS, GDT_Byte, NULL) : NULL;
    if (!d)
        return NULL;
    GDALSetRasterColorInterpretation(GDALGetRasterBand(d, BANDS), GCI_AlphaBand);
    CPLErr e = GDALDatasetRasterIOEx(d, GF_Write, 0, 0, width, height, (void *)(uintptr_t)pixels, width, height, GDT_Byte, BANDS, NULL,
                                     BANDS, (GSpacing)BANDS * width, 1, NULL);
    if (e == CE_None)
        return d;
    GDALClose(d);
    return NULL;
}

static bool copy(GDALDatasetH from, const char *name)
{
    GDALDriverH png = GDALGetDriverByName("PNG");
    char **options = CSLSetNameValue(NULL, "WRITE_METADATA_AS_TEXT", "NO");
    GDALDatasetH made = png ? GDALCreateCopy(png, name, from, FALSE, options, NULL, NULL) : NULL;
    CSLDestroy(options);
    if (made)
        GDALClose(made);
    return made != NULL;
}

enum vg_status vg_png_put(const uint8_t *pixels, int width, int height, struct vg_buf *out, struct vg_error *err)
{
    static atomic_ulong numbers;
    struct vg_gdal_words words;
    char name[48], side[64];
    snprintf(name, sizeof name, "/vsimem/vigie-%lu.png", atomic_fetch_add(&numbers, 1));
    snprintf(side, sizeof side, "%s.aux.xml", name);
    vg_gdal_init();
    vg_gdal_begin(&words);
    GDALDatasetH from = open_pixels(pixels, width, height);
    bool made = from && copy(from, name);
    if (from)
        GDALClose(from);
    vsi_l_offset len = 0;
    GByte *bytes = made ? VSIGetMemFileBuffer(name, &len, FALSE) : NULL;
    if (bytes)
        vg_buf_add(out, bytes, (size_t)len);
    VSIUnlink(name);
    VSIUnlink(side);
    vg_gdal_end();
    if (!bytes)
        return vg_fail(err, VG_BUG, "", "GDAL could not write a PNG: %s", words.text);
    return vg_buf_check(out, err);
}
