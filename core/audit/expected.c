/* What a run should hold: the grid that run.json asks for, made anew from the contracts. */
#include "audit_internal.h"
#include <stdlib.h>
#include <string.h>

/* `lemmas` come before those of the build. */
static const struct lm_registered *find(const char *slug, const struct lm_registered *const *lemmas, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(lemmas[i]->slug, slug) == 0) return lemmas[i];
    return lm_find_lemma(slug, NULL);
}

/* Of another version or contract nothing can be expected: its grid is not known here. */
static const struct lm_registered *known_lemma(const json_t *manifest, const char *slug, const json_t *hash,
                                               const struct lm_registered *const *lemmas, size_t count)
{
    char current[65];
    const char *version = json_string_value(json_object_get(manifest, "version"));
    const struct lm_registered *lemma = find(slug, lemmas, count);
    if (!lemma || !version || strcmp(version, lm_version()) != 0 || !json_is_string(hash)) return NULL;
    lm_contract_hash(current, lemma);
    return strcmp(json_string_value(hash), current) == 0 ? lemma : NULL;
}

static void index_tasks(struct lm_expected *e)
{
    char key[LM_KEY_SIZE];
    for (size_t i = 0; i < e->grid.count; i++) {
        lm_task_key(key, sizeof key, &e->grid.tasks[i]);
        json_object_set_new(e->index, key, json_integer((json_int_t)i));
    }
}

lm_status lm_expected_make(struct lm_expected *out, const json_t *manifest, const struct lm_registered *const *lemmas, size_t count)
{
    struct lm_request request;
    const char *slug;
    json_t *hash, *asked = json_object_get(manifest, "lemmas");
    *out = (struct lm_expected){.slugs = json_object(), .index = json_object()};
    const struct lm_registered **known = lm_xcalloc(json_object_size(asked) + 1, sizeof *known);
    lm_status status = lm_manifest_request(&request, &out->given, manifest);
    request.lemmas = known;
    json_object_foreach(asked, slug, hash) {
        const struct lm_registered *lemma = known_lemma(manifest, slug, hash, lemmas, count);
        if (!lemma) continue;
        known[request.lemma_count++] = lemma;
        json_object_set_new(out->slugs, slug, json_true());
    }
    if (status == LM_OK && request.lemma_count > 0) status = lm_grid_fill(&out->grid, &request, &out->given);
    index_tasks(out);
    free(known);
    if (status != LM_OK) lm_expected_free(out);
    return status;
}

bool lm_expected_knows(const struct lm_expected *expected, const char *slug)
{
    return json_object_get(expected->slugs, slug) != NULL;
}

const struct lm_task *lm_expected_task(const struct lm_expected *expected, const char *key)
{
    const json_t *i = json_object_get(expected->index, key);
    return i ? &expected->grid.tasks[json_integer_value(i)] : NULL;
}

json_t *lm_expected_missing(const struct lm_expected *expected, const json_t *by_key)
{
    json_t *out = json_object(), *i;
    const char *key;
    json_object_foreach(expected->index, key, i) {
        if (json_object_get(by_key, key)) continue;
        const struct lm_task *task = &expected->grid.tasks[json_integer_value(i)];
        const char *slug = task->lemma->slug;
        int control = task->cell.control;
        const char *group = control < 0 ? "claim" : task->lemma->lemma->controls[control].name;
        if (!json_object_get(out, slug)) json_object_set_new(out, slug, json_object());
        json_t *groups = json_object_get(out, slug);
        json_object_set_new(groups, group, json_integer(json_integer_value(json_object_get(groups, group)) + 1));
    }
    return out;
}

void lm_expected_free(struct lm_expected *expected)
{
    lm_grid_free(&expected->grid);
    free(expected->given.networks.each);
    json_decref(expected->slugs);
    json_decref(expected->index);
    *expected = (struct lm_expected){0};
}
