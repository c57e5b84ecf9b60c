/* schema.org in a page: what it shows as a block of data (JSON-LD), for search engines.  Browsers do not run it, so the
 * Content-Security-Policy has nothing to say of it. */
#include "call.h"

#include <vigie/catalog/derive.h>

/* In a script element nothing is escaped, and "</script" would end it: no '<' stands in it. */
static void put_block(struct vg_buf *b, struct vg_str json)
{
    for (size_t i = 0; i < json.len; i++)
        if (json.ptr[i] == '<')
            VG_BUF_LIT(b, "\\u003c");
        else
            vg_buf_char(b, json.ptr[i]);
}

/* A page without it is a page all the same. */
static void add_record(struct vg_call *call, struct vg_node *data, const struct vg_record *r)
{
    const struct vg_record_writing how = {.base_url = call->rq->base_url, .lang = call->lang == VG_FR ? "fre" : "eng"};
    const struct vg_record_codec *codec = vg_record_codec_find(VG_STR(VG_RECORD_SCHEMA_ORG));
    struct vg_error ignored = {0};
    struct vg_buf json, block;
    vg_buf_init(&json, VG_RECORD_MAX_BYTES);
    vg_buf_init(&block, VG_RECORD_MAX_BYTES);
    if (codec->write(codec, r, &how, &json, &ignored) == VG_OK && !json.failed) {
        put_block(&block, (struct vg_str){json.ptr, json.len});
        if (!block.failed)
            vg_node_add_text(call->arena, (struct vg_node *)vg_node_get(data, "page"), "structured",
                             (struct vg_str){block.ptr, block.len});
    }
    vg_buf_finish(&json);
    vg_buf_finish(&block);
}

void vg_page_structured_collection(struct vg_call *call, struct vg_node *data, const struct vg_collection *c)
{
    const struct vg_catalog_site site = vg_call_catalog_site(call);
    /* Without a date of change: it would be that of the file or of nothing, and the page another one each time. */
    const struct vg_record *r =
        c->item_type == VG_ITEM_RECORD ? NULL : vg_catalog_describe(c, &site, call->rq->base_url, 0, call->arena);
    if (r)
        add_record(call, data, r);
}

static enum vg_status take(void *to, const struct vg_record_found *found, struct vg_error *err)
{
    (void)err;
    *(const struct vg_record **)to = found->record;
    return VG_OK;
}

void vg_page_structured_record(struct vg_call *call, struct vg_node *data, struct vg_str form)
{
    const struct vg_record *r = NULL;
    const struct vg_record_codec *codec = vg_record_codec_find(VG_STR(VG_RECORD_JSON));
    const struct vg_record_sink sink = {take, &r};
    struct vg_error ignored = {0};
    struct vg_buf json;
    vg_buf_init(&json, VG_MAX_RECORD_BYTES);
    vg_catalog_splice(&json, form, call->rq->base_url);
    if (!json.failed && json.len && codec->read(codec, (struct vg_str){json.ptr, json.len}, call->arena, &sink, &ignored) == VG_OK && r)
        add_record(call, data, r);
    vg_buf_finish(&json);
}
