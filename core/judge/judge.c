/* The report of a run, from its cells alone. */
#include "judge_internal.h"
#include <stdlib.h>
#include <string.h>

/* ---- Lemmas ---- */

static json_t *controls_of(const struct lm_lemma *lemma)
{
    json_t *out = json_array();
    for (size_t k = 0; k < lm_count_controls(lemma); k++) {
        json_t *one = json_object();
        lm_json_put(one, "name", json_string(lemma->controls[k].name));
        lm_json_put(one, "breaks", lm_json_text(lemma->controls[k].breaks));
        LM_ASSERT(json_array_append_new(out, one) == 0);
    }
    return out;
}

static json_t *judge_lemma(const struct lm_judge_case *of)
{
    double seconds = 0;
    for (size_t k = 0; k < of->count; k++) seconds += of->cells[k].seconds;
    json_t *statements = json_array();
    for (unsigned s = 0; s < lm_count_statements(of->lemma); s++)
        LM_ASSERT(json_array_append_new(statements, lm_judge_statement(of, s)) == 0);
    char *domain = lm_domain_text(of->lemma);
    json_t *out = json_object();
    lm_json_put(out, "slug", json_string(of->registered->slug));
    lm_json_put(out, "title", lm_json_text(of->lemma->title));
    lm_json_put(out, "papers", lm_papers(of->lemma));
    lm_json_put(out, "hypotheses", lm_json_text(of->lemma->hypotheses));
    lm_json_put(out, "contract_sha256", lm_json_text(of->contract));
    lm_json_put(out, "domain", json_string(domain));
    lm_json_put(out, "cells", json_integer((json_int_t)of->count));
    lm_json_put(out, "seconds", lm_json_number(seconds));
    lm_json_put(out, "controls", controls_of(of->lemma));
    lm_json_put(out, "statements", statements);
    free(domain);
    return out;
}

/* ---- Summary ---- */

struct tally {
    size_t statements, pass, fail, inconclusive, supported, survived, proved, refuted, controls, controls_refuted;
};

static bool is(const json_t *object, const char *key, const char *expected)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text && strcmp(text, expected) == 0;
}

/* Every statement is one of pass, fail and inconclusive: a verdict that could not be reached is not one that went wrong. */
static void count_statement(struct tally *t, const json_t *statement)
{
    bool inconclusive = is(statement, "verdict", "inconclusive"), pass = is(statement, "outcome", "PASS");
    t->statements++;
    t->inconclusive += inconclusive;
    t->pass += pass;
    t->fail += !pass && !inconclusive;
    t->supported += is(statement, "verdict", "supported");
    t->survived += is(statement, "verdict", "survived");
    t->proved += is(statement, "verdict", "proved");
    t->refuted += is(statement, "verdict", "refuted");
    size_t k;
    json_t *control;
    json_array_foreach(json_object_get(statement, "controls"), k, control)
    {
        t->controls++;
        t->controls_refuted += json_is_true(json_object_get(control, "refuted"));
    }
}

static int exit_status(const struct tally *t)
{
    if (t->fail > 0) return 1;
    return t->statements > 0 && t->pass == t->statements ? 0 : 3;
}

static json_t *summary(const json_t *lemmas, const json_t *lines)
{
    struct tally t = {0};
    size_t i, k, failed = 0;
    double seconds = 0;
    json_t *lemma, *statement, *line;
    json_array_foreach(lemmas, i, lemma)
    {
        seconds += json_number_value(json_object_get(lemma, "seconds"));
        json_array_foreach(json_object_get(lemma, "statements"), k, statement) count_statement(&t, statement);
    }
    json_array_foreach(lines, i, line) failed += !is(line, "status", "ok");
    const struct {
        const char *name;
        size_t count;
    } counts[] = {{"statements", t.statements},
                  {"pass", t.pass},
                  {"fail", t.fail},
                  {"inconclusive", t.inconclusive},
                  {"supported", t.supported},
                  {"survived", t.survived},
                  {"proved", t.proved},
                  {"refuted", t.refuted},
                  {"controls", t.controls},
                  {"controls_refuted", t.controls_refuted},
                  {"cells", json_array_size(lines)},
                  {"failed_cells", failed}};
    json_t *out = json_object();
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
        lm_json_put(out, counts[c].name, json_integer((json_int_t)counts[c].count));
    lm_json_put(out, "seconds", lm_json_number(seconds));
    lm_json_put(out, "exit_status", json_integer(exit_status(&t)));
    return out;
}

int lm_report_exit_status(const json_t *report)
{
    const json_t *status = json_object_get(json_object_get(report, "summary"), "exit_status");
    return json_is_integer(status) ? (int)json_integer_value(status) : 3;
}

/* ---- The report ---- */

static int by_slug(const void *a, const void *b)
{
    const struct lm_registered *const *p = a, *const *q = b;
    return strcmp((*p)->slug, (*q)->slug);
}

/* Appends the report of each lemma, in the order of slugs, to `out`. */
static lm_status judge_each(json_t *out, json_t *witnesses, const struct lm_cells *cells, const struct lm_registered *const *lemmas,
                            size_t count)
{
    const struct lm_registered **sorted = lm_xcalloc(count, sizeof *sorted);
    for (size_t k = 0; k < count; k++) sorted[k] = lemmas[k];
    qsort(sorted, count, sizeof *sorted, by_slug);
    lm_status status = LM_OK;
    for (size_t k = 0; k < count && status == LM_OK; k++) {
        struct lm_judge_case of;
        status = lm_judge_case_open(&of, sorted[k], cells);
        of.witnesses = witnesses;
        if (status == LM_OK) LM_ASSERT(json_array_append_new(out, judge_lemma(&of)) == 0);
        lm_judge_case_clear(&of);
    }
    free(sorted);
    return status;
}

lm_status lm_judge_lemmas(json_t **report, const struct lm_cells *cells, const struct lm_registered *const *lemmas, size_t count)
{
    static const char *const of_run[] = {"version", "seed",    "profile",     "exploratory", "overrides",
                                         "inputs",  "weights", "environment", "shard"};
    json_t *judged = json_array(), *witnesses = json_array();
    lm_status status = judge_each(judged, witnesses, cells, lemmas, count);
    if (status != LM_OK) {
        json_decref(judged);
        json_decref(witnesses);
        return status;
    }
    json_t *out = json_object();
    lm_json_put(out, "schema", json_string("lemmata-report-1"));
    for (size_t k = 0; k < sizeof of_run / sizeof *of_run; k++) {
        json_t *value = json_object_get(cells->run, of_run[k]);
        lm_json_put(out, of_run[k], value ? json_deep_copy(value) : json_null());
    }
    lm_json_put(out, "summary", summary(judged, cells->lines));
    lm_json_put(out, "lemmas", judged);
    lm_json_put(out, "claims", lm_claims());
    lm_json_put(out, "witnesses", witnesses);
    *report = out;
    return LM_OK;
}

lm_status lm_judge(json_t **report, const struct lm_cells *cells)
{
    json_t *named = json_object_get(cells->run, "lemmas");
    const struct lm_registered **lemmas = lm_xcalloc(json_object_size(named), sizeof *lemmas);
    size_t count = 0;
    const char *slug;
    json_t *contract;
    lm_status status = LM_OK;
    json_object_foreach(named, slug, contract) {
        lemmas[count] = lm_find_lemma(slug, NULL);
        if (!lemmas[count++])
            status = lm_error(
                LM_EFORMAT, "run.json names the lemma \"%s\", which this build does not have; judge it with the build that ran it",
                slug);
    }
    if (status == LM_OK) status = lm_judge_lemmas(report, cells, lemmas, count);
    free(lemmas);
    return status;
}
