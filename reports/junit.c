/* junit.xml: a suite for each lemma, in it a case for each statement and each control. */
#include "reports_internal.h"
#include <math.h>
#include <string.h>

struct tally {
    size_t tests, failures, skipped;
};

static void failure(struct lm_text *t, const char *type, const char *message, const char *replay)
{
    lm_markup(t, "      <failure type=\"$\" message=\"$\">$$</failure>\n", type, message, *replay ? LM_REPLAY_WHERE " " : "",
              replay, NULL);
}

static void statement_case(struct lm_text *t, struct tally *tally, const char *slug, const json_t *statement)
{
    tally->tests++;
    lm_markup(t, "    <testcase classname=\"$\" name=\"$\"", slug, lm_string(statement, "name"), NULL);
    if (lm_as_expected(statement)) {
        lm_text_add(t, "/>\n");
        return;
    }
    tally->failures++;
    lm_text_add(t, ">\n");
    const char *replay = lm_string(json_object_get(statement, "worst"), "replay");
    failure(t, lm_string(statement, "verdict"), lm_string(statement, "reason"), replay);
    lm_text_add(t, "    </testcase>\n");
}

static bool is_compared(const json_t *lemma, const char *name)
{
    LM_EACH(statement, lemma, "statements")
        LM_EACH(comparison, statement, "comparisons")
            if (strcmp(lm_string(comparison, "name"), name) == 0) return true;
    return false;
}

/* A control passes when every statement that it must refute was refuted; one that no statement names was not tried. */
static void control_case(struct lm_text *t, struct tally *tally, const json_t *lemma, const json_t *control)
{
    const char *name = lm_string(control, "name");
    size_t tried = 0, wrong = 0;
    bool compares = is_compared(lemma, name);
    struct lm_text inside = {0};
    LM_EACH(statement, lemma, "statements")
        LM_EACH(attempt, statement, "controls") {
            if (strcmp(lm_string(attempt, "name"), name) != 0) continue;
            tried++;
            if (json_is_true(json_object_get(attempt, "refuted"))) continue;
            wrong++;
            struct lm_text message = {0};
            lm_text_printf(&message, "%s did not refute %s: %s", name, lm_string(statement, "name"), lm_string(attempt, "reason"));
            failure(&inside, lm_string(attempt, "verdict"), message.s, lm_string(attempt, "replay"));
            lm_text_free(&message);
        }
    if (!tried && compares) { /* no rule judges it */
        lm_text_free(&inside);
        return;
    }
    if (!tried) lm_text_add(&inside, "      <skipped message=\"no statement was judged against this control\"/>\n");
    tally->tests++;
    tally->failures += wrong > 0;
    tally->skipped += !tried;
    lm_markup(t, "    <testcase classname=\"$.control\" name=\"$\"", lm_string(lemma, "slug"), name, NULL);
    if (inside.s) {
        lm_text_add(t, ">\n");
        lm_text_add(t, inside.s);
        lm_text_add(t, "    </testcase>\n");
    } else {
        lm_text_add(t, "/>\n");
    }
    lm_text_free(&inside);
}

static void opening(struct lm_text *t, const char *element, const char *name, const struct tally *tally, double seconds)
{
    lm_markup(t, "<$ name=\"$\"", element, name, NULL);
    lm_text_printf(t, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"%.3f\">\n", tally->tests,
                   tally->failures, tally->skipped, isnan(seconds) ? 0 : seconds);
}

void lm_render_junit(struct lm_text *t, const json_t *report)
{
    struct tally all = {0};
    struct lm_text suites = {0};
    LM_EACH(lemma, report, "lemmas") {
        struct tally tally = {0};
        struct lm_text cases = {0};
        LM_EACH(statement, lemma, "statements") statement_case(&cases, &tally, lm_string(lemma, "slug"), statement);
        LM_EACH(control, lemma, "controls") control_case(&cases, &tally, lemma, control);
        lm_text_add(&suites, "  ");
        opening(&suites, "testsuite", lm_string(lemma, "slug"), &tally, lm_real(lemma, "seconds"));
        lm_text_add(&suites, cases.s ? cases.s : "");
        lm_text_add(&suites, "  </testsuite>\n");
        lm_text_free(&cases);
        all.tests += tally.tests;
        all.failures += tally.failures;
        all.skipped += tally.skipped;
    }
    lm_text_add(t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    opening(t, "testsuites", "lemmata", &all, lm_real(json_object_get(report, "summary"), "seconds"));
    lm_text_add(t, suites.s ? suites.s : "");
    lm_text_add(t, "</testsuites>\n");
    lm_text_free(&suites);
}
