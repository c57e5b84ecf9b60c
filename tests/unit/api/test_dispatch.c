/* The way through the front ends: routes, formats, languages, parameters and refusals, without a store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdlib.h>

#include <vigie/api/api.h>
#include <vigie/codec/json.h>

struct fixture {
    struct vg_html *html;
    struct vg_api *api;
    struct vg_arena *arena;
    struct vg_http_response rs;
    struct vg_str body;
};

/* The server's own parts that the front ends call: no network here. */
static const char *accept_header, *language_header;

struct vg_str vg_http_header(const struct vg_http_request *rq, const char *name)
{
    (void)rq;
    if (strcmp(name, "Accept") == 0)
        return vg_str_of(accept_header);
    return strcmp(name, "Accept-Language") == 0 ? vg_str_of(language_header) : (struct vg_str){0};
}

void vg_http_add_header(struct vg_http_request *rq, struct vg_http_response *rs, const char *name, const char *value)
{
    rs->headers[rs->n_headers++] = (struct vg_http_header){name, vg_arena_strdup(rq->arena, value)};
}

static struct vg_generation *generation_of_nothing(void)
{
    struct vg_arena *a = vg_arena_new(1u << 20);
    struct vg_generation *g = VG_NEW(a, struct vg_generation);
    g->arena = a;
    g->site = (struct vg_site){.title = {"Lookout", "Vigie"}, .limits = {10, 1000, 1000, 1u << 20, 1u << 24}};
    return g;
}

static int setup(void **state)
{
    static struct fixture f;
    struct vg_error err = {0};
    f = (struct fixture){.html = vg_html_new(&err), .arena = vg_arena_new(16u << 20)};
    accept_header = language_header = NULL;
    const struct vg_api_options o = {.html = f.html, .version = "9.9"};
    if (vg_api_new(&o, &f.api, &err) != VG_OK)
        return -1;
    vg_api_set_generation(f.api, generation_of_nothing());
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    vg_buf_finish(&f->rs.body);
    vg_api_free(f->api);
    vg_html_free(f->html);
    vg_arena_free(f->arena);
    return 0;
}

static void ask(struct fixture *f, const char *method, const char *path, const char *query)
{
    struct vg_error err = {0};
    struct vg_http_request rq = {.id = "id1", .method = vg_str_of(method), .path = vg_str_of(path),
                                 .query = vg_str_of(query), .base_url = "https://host/data", .arena = f->arena};
    vg_buf_finish(&f->rs.body);
    f->rs = (struct vg_http_response){.status = 200};
    vg_api_handle(f->api, &rq, &f->rs);
    f->body = f->rs.bytes;
    if (f->rs.body_kind == VG_BODY_BUF)
        assert_int_equal(vg_buf_seal(&f->rs.body, &f->body, &err), VG_OK);
}

static bool says(const struct fixture *f, const char *text)
{
    return memmem(f->body.ptr, f->body.len, text, strlen(text)) != NULL;
}

static const char *header(const struct fixture *f, const char *name)
{
    for (size_t i = 0; i < f->rs.n_headers; i++)
        if (strcmp(f->rs.headers[i].name, name) == 0)
            return f->rs.headers[i].value;
    return NULL;
}

static void landing_page_is_json_unless_a_page_is_asked_for(void **state)
{
    struct fixture *f = *state;
    ask(f, "GET", "/", NULL);
    assert_int_equal(f->rs.status, 200);
    assert_string_equal(f->rs.content_type, "application/json");
    assert_true(says(f, "https://host/data/collections"));
    accept_header = "text/html,application/xhtml+xml,*/*;q=0.8";
    ask(f, "GET", "/", NULL);
    assert_string_equal(f->rs.content_type, "text/html; charset=utf-8");
    assert_non_null(header(f, "Content-Security-Policy"));
    ask(f, "GET", "/", "f=json");
    assert_string_equal(f->rs.content_type, "application/json");
}

static void language_follows_header_and_parameter(void **state)
{
    struct fixture *f = *state;
    language_header = "fr-FR,fr;q=0.9,en;q=0.5";
    ask(f, "GET", "/", NULL);
    assert_true(says(f, "\"Vigie\""));
    ask(f, "GET", "/", "lang=en");
    assert_true(says(f, "\"Lookout\""));
}

static void unknown_parameter_is_refused_by_name(void **state)
{
    struct fixture *f = *state;
    ask(f, "GET", "/conformance", "limmit=3");
    assert_int_equal(f->rs.status, 400);
    assert_string_equal(f->rs.content_type, "application/problem+json");
    assert_true(says(f, "\"parameter\": \"limmit\""));
}

static void unknown_format_is_400_and_unacceptable_406(void **state)
{
    struct fixture *f = *state;
    ask(f, "GET", "/collections", "f=shp");
    assert_int_equal(f->rs.status, 400);
    assert_true(says(f, "'json', 'html'"));
    accept_header = "image/png";
    ask(f, "GET", "/collections", NULL);
    assert_int_equal(f->rs.status, 406);
}

static void wrong_method_is_405_and_options_say_what_is_right(void **state)
{
    struct fixture *f = *state;
    ask(f, "DELETE", "/collections", NULL);
    assert_int_equal(f->rs.status, 405);
    assert_string_equal(header(f, "Allow"), "GET, HEAD, OPTIONS");
    ask(f, "OPTIONS", "/collections", NULL);
    assert_int_equal(f->rs.status, 204);
    assert_string_equal(header(f, "Allow"), "GET, HEAD, OPTIONS");
}

static void nothing_there_is_404(void **state)
{
    struct fixture *f = *state;
    ask(f, "GET", "/nowhere", NULL);
    assert_int_equal(f->rs.status, 404);
    ask(f, "GET", "/collections/none/items", NULL);
    assert_int_equal(f->rs.status, 404);
    assert_true(says(f, "no collection 'none'"));
    ask(f, "GET", "/assets/templates%2Fpages%2Flanding.mustache", NULL);
    assert_int_equal(f->rs.status, 404);
}

static void api_definition_lists_routes_and_bounds(void **state)
{
    struct fixture *f = *state;
    ask(f, "GET", "/api", NULL);
    assert_int_equal(f->rs.status, 200);
    assert_string_equal(f->rs.content_type, "application/vnd.oai.openapi+json;version=3.0");
    assert_true(says(f, "\"/collections/{collectionId}/items\""));
    assert_true(says(f, "\"maximum\": 1000"));
    assert_false(says(f, "/health"));
}

/* Of two definitions alike in shape: how many sentences are in both, each of which is told. */
static int texts_alike(const struct vg_node *en, const struct vg_node *fr)
{
    int found = 0;
    assert_int_equal(en->kind, fr->kind);
    assert_int_equal(en->n, fr->n);
    const struct vg_node *f = fr->first;
    for (const struct vg_node *e = en->first; e; e = e->next, f = f->next) {
        bool sentence = e->kind == VG_N_STR && (vg_str_is(e->key, "summary") || vg_str_is(e->key, "description"));
        if (sentence && vg_str_eq(e->text, f->text)) {
            print_message("not in French: %.*s\n", (int)e->text.len, e->text.ptr);
            found++;
        }
        found += sentence ? 0 : texts_alike(e, f);
    }
    return found;
}

static void api_definition_is_in_the_language_asked_for(void **state)
{
    struct fixture *f = *state;
    struct vg_error err = {0};
    struct vg_node *en, *fr;
    ask(f, "GET", "/api", NULL);
    assert_int_equal(vg_json_parse(f->body, f->arena, &en, &err), VG_OK);
    language_header = "fr";
    ask(f, "GET", "/api", NULL);
    assert_int_equal(vg_json_parse(f->body, f->arena, &fr, &err), VG_OK);
    assert_string_equal(f->rs.vary, "Accept, Accept-Language");
    assert_int_equal(texts_alike(en, fr), 0);
}

/* One name, two meanings: the standards that share it are told apart. */
static void api_definition_tells_parameters_of_one_name_apart(void **state)
{
    struct fixture *f = *state;
    ask(f, "GET", "/api", NULL);
    assert_true(says(f, "words that a record holds"));
    assert_true(says(f, "the name of a commune, or the beginning of its postcode or code"));
}

static void health_needs_no_store(void **state)
{
    struct fixture *f = *state;
    ask(f, "GET", "/health", NULL);
    assert_int_equal(f->rs.status, 200);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(landing_page_is_json_unless_a_page_is_asked_for), T(language_follows_header_and_parameter),
        T(unknown_parameter_is_refused_by_name),            T(unknown_format_is_400_and_unacceptable_406),
        T(wrong_method_is_405_and_options_say_what_is_right), T(nothing_there_is_404),
        T(api_definition_lists_routes_and_bounds),          T(api_definition_is_in_the_language_asked_for),
        T(api_definition_tells_parameters_of_one_name_apart), T(health_needs_no_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
