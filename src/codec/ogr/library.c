/* Some formats name other files or addresses in their bodies (a GML its schema, a VRT its sources).  Nothing is
 * fetched from another host, whatever a file says: GDAL's HTTP client is replaced by one that refuses. */
#include <vigie/codec/gdal.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_http.h>
#include <gdal.h>

static CPLHTTPResult *refuse_fetch(const char *url, CSLConstList options, GDALProgressFunc progress, void *progress_arg,
                                   CPLHTTPFetchWriteFunc write, void *write_arg, void *user)
{
    (void)options, (void)progress, (void)progress_arg, (void)write, (void)write_arg, (void)user;
    CPLHTTPResult *r = CPLCalloc(1, sizeof *r);
    r->nStatus = 1;
    r->pszErrBuf = CPLStrdup(CPLSPrintf("'%.100s' is on the network, which an import does not use", url));
    return r;
}

static void init(void)
{
    CPLSetConfigOption("CPL_VSIL_CURL_ALLOWED_FILENAME", "none");
    CPLHTTPSetFetchCallback(refuse_fetch, NULL);
    GDALAllRegister();
}

void vg_gdal_init(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, init);
}

static void CPL_STDCALL keep_words(CPLErr level, CPLErrorNum number, const char *text)
{
    (void)number;
    struct vg_gdal_words *w = CPLGetErrorHandlerUserData();
    bool error = level >= CE_Failure;
    if (strstr(text, "Several features with id"))
        w->duplicate_ids = true;
    if (level < CE_Warning || w->failed || (w->text[0] && !error))
        return;
    w->failed = error;
    snprintf(w->text, sizeof w->text, "%s", text);
}

void vg_gdal_begin(struct vg_gdal_words *w)
{
    *w = (struct vg_gdal_words){0};
    CPLErrorReset();
    CPLPushErrorHandlerEx(keep_words, w);
}

void vg_gdal_end(void)
{
    CPLPopErrorHandler();
}
