/* `lemmata audit` and `lemmata control`: run cells, then judge them. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

static const char LATEST[] = "reports/latest";

/* ---- audit ---- */

/* The lemmas named, or all; NULL after an error. To be freed. */
static const struct lm_registered **choose_lemmas(struct lm_options *options)
{
    size_t n = options->name_count ? options->name_count : lm_registry_size;
    const struct lm_registered **lemmas = lm_xcalloc(n, sizeof *lemmas);
    for (size_t i = 0; i < n; i++) {
        lemmas[i] = options->name_count ? lm_cli_lemma(options->names[i]) : &lm_registry[i];
        if (!lemmas[i]) {
            free(lemmas);
            return NULL;
        }
    }
    options->request.lemmas = lemmas;
    options->request.lemma_count = n;
    return lemmas;
}

static int audit(struct lm_options *options)
{
    struct lm_request *request = &options->request;
    bool named = request->out != NULL;
    request->claims = request->controls = true;
    if (!named) request->out = LATEST;
    if (options->dry_run) return lm_cli_plan(request);
    lm_status status = lm_cli_begin_directory(request, named);
    if (status == LM_OK) status = lm_cli_check_size(request);
    if (status == LM_OK) status = lm_audit_run(request);
    if (status != LM_OK) return lm_cli_fail(status);
    if (request->shards == 1) return lm_cli_judge(request->out, options);
    if (!request->quiet)
        printf("shard %u/%u is in %s; judge all together with lemmata merge OUT DIR...\n", request->shard, request->shards,
               request->out);
    return LM_EXIT_EXPECTED;
}

int lm_command_audit(struct lm_options *options)
{
    const struct lm_registered **lemmas = choose_lemmas(options);
    if (!lemmas) return LM_EXIT_USAGE;
    int status = audit(options);
    free(lemmas);
    return status;
}

/* ---- control ---- */

struct control_count {
    size_t all, refuted, not_refuted;
};

static void count_control(struct control_count *count, const json_t *control, const char *statement, bool quiet)
{
    const char *verdict = json_string_value(json_object_get(control, "verdict")), *outcome = "NOT REFUTED";
    bool refuted = json_is_true(json_object_get(control, "refuted"));
    if (refuted)
        outcome = "refuted";
    else if (strcmp(verdict, "inconclusive") == 0)
        outcome = verdict;
    else
        count->not_refuted++;
    count->refuted += refuted;
    count->all++;
    if (!quiet)
        printf("%-13s %-18s %s: %s\n", outcome, json_string_value(json_object_get(control, "name")), statement,
               json_string_value(json_object_get(control, "reason")));
}

/* Other lemmas may have been run into the same directory. */
static const json_t *lemma_of(const json_t *report, const char *slug)
{
    size_t i;
    json_t *lemma;
    json_array_foreach(json_object_get(report, "lemmas"), i, lemma)
    {
        if (strcmp(json_string_value(json_object_get(lemma, "slug")), slug) == 0) return lemma;
    }
    return NULL;
}

static void count_controls(struct control_count *count, const json_t *lemma, bool quiet)
{
    size_t s, c;
    json_t *statement, *control;
    json_array_foreach(json_object_get(lemma, "statements"), s, statement)
    {
        const char *name = json_string_value(json_object_get(statement, "name"));
        json_array_foreach(json_object_get(statement, "controls"), c, control) count_control(count, control, name, quiet);
    }
}

static int judge_controls(const char *dir, const char *slug, bool quiet)
{
    struct lm_cells cells;
    struct control_count count = {0, 0, 0};
    json_t *report = NULL;
    lm_status status = lm_cells_read(&cells, dir);
    if (status != LM_OK) return lm_cli_fail(status);
    status = lm_judge(&report, &cells);
    lm_cells_clear(&cells);
    if (status != LM_OK) return lm_cli_fail(status);
    count_controls(&count, lemma_of(report, slug), quiet);
    json_decref(report);
    if (!quiet) printf("%zu of %zu controls refuted what they must\n", count.refuted, count.all);
    if (count.not_refuted > 0) return LM_EXIT_UNEXPECTED;
    return count.all > 0 && count.refuted == count.all ? LM_EXIT_EXPECTED : LM_EXIT_INCONCLUSIVE;
}

int lm_command_control(struct lm_options *options)
{
    struct lm_request *request = &options->request;
    const struct lm_registered *lemma = lm_cli_lemma(options->names[0]);
    if (!lemma) return LM_EXIT_USAGE;
    request->lemmas = &lemma;
    request->lemma_count = 1;
    request->controls = true;
    if (options->dry_run) return lm_cli_plan(request);
    char own[LM_PATH_SIZE];
    lm_status status = lm_cli_run_apart(request, own);
    int result = status == LM_OK ? judge_controls(request->out, lemma->slug, request->quiet) : lm_cli_fail(status);
    if (status != LM_EINTERRUPTED) lm_cli_remove_directory(own);
    return result;
}
