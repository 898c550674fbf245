/* run.json: what was asked of a run directory. Cells of different questions never share one. */
#include "audit_internal.h"
#include <gsl/gsl_version.h>
#include <mpfr.h>
#include <stdlib.h>
#include <string.h>

bool lm_request_overrides(const struct lm_request *request)
{
    bool rounding = request->bits == 0 || request->bits == LM_ROUNDING_BITS;
    return request->widths[0] || request->replicates || !rounding || request->length || request->outputs || request->inputs ||
           request->weights || request->calibration;
}

static json_t *overrides(const struct lm_request *request)
{
    json_t *out = json_object();
    if (request->widths[0]) {
        json_t *widths = json_array();
        for (size_t i = 0; i < LM_MAX_AXIS && request->widths[i]; i++)
            json_array_append_new(widths, json_integer((json_int_t)request->widths[i]));
        json_object_set_new(out, "widths", widths);
    }
    if (request->replicates) json_object_set_new(out, "replicates", json_integer(request->replicates));
    if (request->bits == LM_NO_ROUNDING) json_object_set_new(out, "rounding", json_false());
    if (request->bits > 0 && request->bits != LM_ROUNDING_BITS) json_object_set_new(out, "bits", json_integer(request->bits));
    if (request->length) json_object_set_new(out, "length", json_integer(request->length));
    if (request->outputs) json_object_set_new(out, "outputs", json_integer((json_int_t)request->outputs));
    if (request->inputs && request->normalise) json_object_set_new(out, "normalise", json_true());
    if (request->calibration) json_object_set_new(out, "calibration", json_true());
    return out;
}

#ifdef __clang__
static const char COMPILER[] = __VERSION__;
#else
static const char COMPILER[] = "gcc " __VERSION__;
#endif

static json_t *environment(void)
{
    struct lm_blas_info blas;
    lm_blas_describe(&blas, false);
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "blas", blas.config, "blas_core", blas.core, "gsl", GSL_VERSION, "mpfr",
                     mpfr_get_version(), "compiler", COMPILER);
}

/* What they are, and their shape, from which the grid can be made without the file. */
static lm_status describe_inputs(json_t **out, const struct lm_request *request)
{
    char hash[65], *text;
    size_t length;
    struct lm_inputs given;
    struct lm_arena *arena = lm_arena_new();
    lm_status status = lm_inputs_read(&given, arena, request->inputs, request->normalise);
    if (status == LM_OK) status = lm_load_file(&text, &length, request->inputs);
    lm_arena_free(arena);
    if (status != LM_OK) return status;
    lm_sha256_hex(hash, text, length);
    free(text);
    *out = json_pack("{s:s, s:s, s:I, s:i, s:I}", "path", request->inputs, "sha256", hash, "n", (json_int_t)given.n, "L", given.L,
                     "dim", (json_int_t)given.dim);
    return *out ? LM_OK : lm_error(LM_EINVAL, "the name of the file of inputs is not UTF-8: rename it");
}

/* Likewise: their shapes, and one hash of all entries, in the order of the grid. */
static lm_status describe_weights(json_t **out, const struct lm_request *request)
{
    char hash[65];
    struct lm_network_list networks;
    struct sha256_ctx content;
    struct lm_arena *arena = lm_arena_new();
    json_t *each = json_array();
    lm_status status = lm_networks_find(&networks, arena, request->weights);
    sha256_init(&content);
    for (size_t k = 0; k < networks.n && status == LM_OK; k++) {
        const struct lm_network_files *files = &networks.each[k];
        struct lm_arena_mark mark = lm_arena_mark(arena);
        struct lm_net *net;
        json_array_append_new(each, json_pack("{s:s, s:I, s:I, s:I}", "path", files->path, "m", (json_int_t)files->m, "d",
                                              (json_int_t)files->d, "dim", (json_int_t)files->dim));
        status = lm_net_read(&net, arena, lm_num_double(), files);
        if (status == LM_OK) {
            sha256_update(&content, net->m * net->m * sizeof(double), (const void *)lm_weights_dense(net->W, 1).a);
            sha256_update(&content, net->dim * net->m * sizeof(double), (const void *)net->At.a);
            sha256_update(&content, net->d * net->m * sizeof(double), (const void *)net->B.a);
        }
        lm_arena_rewind(arena, mark);
    }
    lm_sha256_end(hash, &content);
    lm_arena_free(arena);
    *out = status == LM_OK ? json_pack("{s:s, s:s, s:O}", "path", request->weights, "sha256", hash, "networks", each) : NULL;
    json_decref(each);
    if (status != LM_OK) return status;
    return *out ? LM_OK : lm_error(LM_EINVAL, "the name of a folder of weights is not UTF-8: rename it");
}

lm_status lm_manifest_make(json_t **out, const struct lm_request *request)
{
    char hash[65];
    json_t *inputs = json_null(), *weights = json_null();
    if (request->inputs) LM_TRY(describe_inputs(&inputs, request));
    if (request->weights) LM_TRY(describe_weights(&weights, request));
    json_t *lemmas = json_object();
    for (size_t i = 0; i < request->lemma_count; i++) {
        lm_contract_hash(hash, request->lemmas[i]);
        json_object_set_new(lemmas, request->lemmas[i]->slug, json_string(hash));
    }
    unsigned shards = request->shards ? request->shards : 1;
    char *shard = lm_format("%u/%u", shards > 1 ? request->shard : 1, shards);
    *out = json_pack("{s:s, s:s, s:I, s:s, s:b, s:o, s:o, s:b, s:b, s:s, s:o, s:o, s:o}", "schema", "lemmata-run-1", "version",
                     lm_version(), "seed", (json_int_t)request->seed, "profile", lm_profile_name(request->profile), "exploratory",
                     (int)lm_request_overrides(request), "overrides", overrides(request), "lemmas", lemmas, "claims",
                     (int)request->claims, "controls", (int)request->controls, "shard", shard, "inputs", inputs, "weights", weights,
                     "environment", environment());
    free(shard);
    LM_ASSERT(*out != NULL);
    return LM_OK;
}

lm_status lm_manifest_read(json_t **out, const char *dir)
{
    char *path = lm_format("%s/run.json", dir), *text;
    size_t length;
    json_error_t error;
    *out = NULL;
    lm_status status = lm_load_file(&text, &length, path);
    if (status == LM_OK && text) {
        *out = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
        const char *schema = json_string_value(json_object_get(*out, "schema"));
        if (!*out)
            status = lm_error(LM_EFORMAT, "%s, line %d: %s; name another directory", path, error.line, error.text);
        else if (!schema || strcmp(schema, "lemmata-run-1") != 0)
            status = lm_error(LM_EFORMAT, "%s does not describe a run of lemmata; name another directory", path);
    }
    if (status != LM_OK) {
        json_decref(*out);
        *out = NULL;
    }
    free(text);
    free(path);
    return status;
}

lm_status lm_manifest_write(const json_t *manifest, const char *dir)
{
    char *path = lm_format("%s/run.json", dir);
    char *pretty = json_dumps(manifest, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
    char *text = lm_format("%s\n", pretty);
    lm_status status = lm_replace_file(path, text);
    free(text);
    free(pretty);
    free(path);
    return status;
}

/* ---- The way back ---- */

/* Whether the cells of claims, or of controls, were asked for. */
static bool asked(const json_t *manifest, const char *cells)
{
    return !json_is_false(json_object_get(manifest, cells));
}

static bool read_profile(enum lm_profile *out, const json_t *manifest)
{
    const char *name = json_string_value(json_object_get(manifest, "profile"));
    for (unsigned p = 0; name && p < LM_PROFILES; p++)
        if (strcmp(name, lm_profile_name((enum lm_profile)p)) == 0) {
            *out = (enum lm_profile)p;
            return true;
        }
    return false;
}

static void read_overrides(struct lm_request *out, const json_t *overrides)
{
    size_t i;
    json_t *width;
    json_array_foreach(json_object_get(overrides, "widths"), i, width)
    {
        if (i < LM_MAX_AXIS) out->widths[i] = (size_t)json_integer_value(width);
    }
    out->replicates = (unsigned)json_integer_value(json_object_get(overrides, "replicates"));
    out->bits = json_is_false(json_object_get(overrides, "rounding")) ? (int)LM_NO_ROUNDING
                                                                      : (int)json_integer_value(json_object_get(overrides, "bits"));
    out->length = (int)json_integer_value(json_object_get(overrides, "length"));
    out->outputs = (size_t)json_integer_value(json_object_get(overrides, "outputs"));
    out->calibration = json_is_true(json_object_get(overrides, "calibration"));
}

/* Only shapes: where the files lie is of no matter to the grid. */
static void read_networks(struct lm_network_list *out, const json_t *networks)
{
    size_t n = json_array_size(networks);
    *out = (struct lm_network_list){0, lm_xcalloc(n + 1, sizeof *out->each)};
    for (size_t k = 0; k < n; k++) {
        const json_t *one = json_array_get(networks, k);
        struct lm_network_files files = {.m = (size_t)json_integer_value(json_object_get(one, "m")),
                                         .d = (size_t)json_integer_value(json_object_get(one, "d")),
                                         .dim = (size_t)json_integer_value(json_object_get(one, "dim"))};
        if (files.m > 0 && files.d > 0 && files.dim > 1) out->each[out->n++] = files;
    }
}

lm_status lm_manifest_request(struct lm_request *out, struct lm_given *given, const json_t *manifest)
{
    const json_t *inputs = json_object_get(manifest, "inputs");
    *out = (struct lm_request){.seed = (uint64_t)json_integer_value(json_object_get(manifest, "seed"))};
    given->inputs = (struct lm_inputs){.n = (size_t)json_integer_value(json_object_get(inputs, "n")),
                                       .dim = (size_t)json_integer_value(json_object_get(inputs, "dim")),
                                       .L = (int)json_integer_value(json_object_get(inputs, "L"))};
    read_networks(&given->networks, json_object_get(json_object_get(manifest, "weights"), "networks"));
    out->claims = asked(manifest, "claims");
    out->controls = asked(manifest, "controls");
    read_overrides(out, json_object_get(manifest, "overrides"));
    bool inputs_good = !json_is_object(inputs) || (given->inputs.n > 0 && given->inputs.dim > 1 && given->inputs.L > 1);
    if (!read_profile(&out->profile, manifest) || !inputs_good)
        return lm_error(LM_EFORMAT,
                        "run.json names no profile, or inputs without n, L and dim; audit again with --out another directory");
    return LM_OK;
}

/* ---- Comparing ---- */

/* Of files only what they contain counts, wherever they lie. */
static bool is_file(const char *field)
{
    return strcmp(field, "inputs") == 0 || strcmp(field, "weights") == 0;
}

/* A field in a few words. */
static char *describe_field(const json_t *manifest, const char *field)
{
    const json_t *value = json_object_get(manifest, field), *hash = json_object_get(value, "sha256");
    if (is_file(field) && hash) return lm_format("%.12s...", json_string_value(hash));
    if (json_is_string(value)) return lm_xstrdup(json_string_value(value));
    char *dumped = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS) : NULL;
    char *out = lm_xstrdup(dumped ? dumped : "none");
    free(dumped);
    return out;
}

static bool same_field(const json_t *there, const json_t *here, const char *field)
{
    json_t *a = json_object_get(there, field), *b = json_object_get(here, field);
    if (is_file(field) && json_is_object(a) && json_is_object(b)) {
        a = json_object_get(a, "sha256");
        b = json_object_get(b, "sha256");
    }
    return json_equal(a, b);
}

lm_status lm_manifest_check(const json_t *there, const json_t *here, const char *dir, const char *remedy)
{
    static const char *const fields[] = {"version", "seed", "profile", "overrides", "inputs", "weights"};
    for (size_t f = 0; f < sizeof fields / sizeof *fields; f++) {
        if (same_field(there, here, fields[f])) continue;
        char *old = describe_field(there, fields[f]), *new = describe_field(here, fields[f]);
        lm_status status = lm_error(LM_EFORMAT, "%s holds a run whose %s is %s, not %s; %s", dir, fields[f], old, new, remedy);
        free(old);
        free(new);
        return status;
    }
    const char *slug;
    json_t *hash, *lemmas = json_object_get(here, "lemmas");
    json_object_foreach(lemmas, slug, hash) {
        const json_t *old = json_object_get(json_object_get(there, "lemmas"), slug);
        if (old && !json_equal(old, hash))
            return lm_error(LM_EFORMAT, "%s holds a run under another contract of %s (%.12s..., not %.12s...); %s", dir, slug,
                            json_is_string(old) ? json_string_value(old) : "?", json_string_value(hash), remedy);
    }
    return LM_OK;
}

void lm_manifest_join(json_t *into, const json_t *other)
{
    static const char *const cells[] = {"claims", "controls"};
    json_t *lemmas = json_copy(json_object_get(into, "lemmas"));
    json_object_update(lemmas, json_object_get(other, "lemmas"));
    json_object_set_new(into, "lemmas", lemmas);
    for (size_t c = 0; c < 2; c++)
        json_object_set_new(into, cells[c], json_boolean(asked(into, cells[c]) || asked(other, cells[c])));
}

lm_status lm_manifest_check_build(const json_t *manifest, const char *dir, bool all)
{
    const char *slug, *version = json_string_value(json_object_get(manifest, "version"));
    if (!version || strcmp(version, lm_version()) != 0)
        return lm_error(LM_EFORMAT, "%s was written by lemmata %s, and this is %s; audit again with --out another directory", dir,
                        version ? version : "?", lm_version());
    json_t *hash, *lemmas = json_object_get(manifest, "lemmas");
    json_object_foreach(lemmas, slug, hash) {
        char current[65];
        const struct lm_registered *lemma = lm_find_lemma(slug, NULL);
        if (!lemma && all) return lm_error(LM_EFORMAT, "%s holds cells of %s, which this build does not have", dir, slug);
        if (!lemma) continue;
        lm_contract_hash(current, lemma);
        if (!json_is_string(hash) || strcmp(json_string_value(hash), current) != 0)
            return lm_error(LM_EFORMAT, "%s holds a run under another contract of %s; audit again with --out another directory",
                            dir, slug);
    }
    return LM_OK;
}
