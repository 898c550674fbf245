/* report.csv: one line for each statement, and after it one for each of its controls and of the networks that it is compared with.
 * Empty means that the rule has no such number. */
#include "reports_internal.h"
#include <math.h>

static void text_field(struct lm_text *t, const char *s)
{
    lm_text_add(t, ",");
    lm_escape_csv(t, s);
}

static void number_field(struct lm_text *t, double x)
{
    if (isnan(x))
        lm_text_add(t, ",");
    else
        lm_text_printf(t, ",%.17g", x);
}

static const char *const measured_fields[] = {"n", "at", "median", "limit", "slope", "slope_lower", "slope_upper", NULL};
static const char *const proof_fields[] = {"pieces", "proved", "violations", "smallest", "at", NULL};
static const char *const comparison_fields[] = {"median", "sd", "claim_median", "claim_sd", NULL};

/* The fields of an object that may be missing. */
static void number_fields(struct lm_text *t, const json_t *object, const char *const *keys)
{
    for (; *keys; keys++) number_field(t, lm_real(object, *keys));
}

static void contract_fields(struct lm_text *t, const json_t *statement)
{
    static const char *const keys[] = {"source", "reads", "rule", "side", "axis", "axis_end"};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) text_field(t, lm_string(statement, keys[k]));
    number_field(t, lm_real(statement, "claimed_exponent"));
    number_field(t, lm_real(statement, "constant"));
}

static void statement_line(struct lm_text *t, const char *slug, const json_t *statement)
{
    lm_escape_csv(t, slug);
    text_field(t, lm_string(statement, "name"));
    text_field(t, "");
    contract_fields(t, statement);
    text_field(t, lm_string(statement, "expect"));
    text_field(t, lm_string(statement, "verdict"));
    text_field(t, lm_string(statement, "outcome"));
    number_fields(t, json_object_get(statement, "measured"), measured_fields);
    const json_t *e = json_object_get(statement, "exceedances"), *o = json_object_get(statement, "oracle");
    if (!json_is_object(e)) e = json_object_get(statement, "frequency");
    number_field(t, lm_real(e, "k"));
    number_field(t, lm_real(e, "n"));
    number_field(t, lm_real(e, "upper95"));
    number_field(t, lm_real(o, "value"));
    number_field(t, lm_real(o, "last_mean"));
    number_field(t, lm_real(o, "last_se"));
    number_field(t, lm_real(json_object_get(statement, "literal"), "log10_first_informative_width"));
    number_fields(t, json_object_get(statement, "proof"), proof_fields);
    number_fields(t, NULL, comparison_fields);
    text_field(t, lm_string(statement, "reason"));
    text_field(t, lm_string(json_object_get(statement, "worst"), "replay"));
    lm_text_add(t, "\n");
}

static void control_line(struct lm_text *t, const char *slug, const json_t *statement, const json_t *control)
{
    lm_escape_csv(t, slug);
    text_field(t, lm_string(statement, "name"));
    text_field(t, lm_string(control, "name"));
    contract_fields(t, statement);
    text_field(t, "refuted");
    text_field(t, lm_string(control, "verdict"));
    text_field(t, json_is_true(json_object_get(control, "refuted")) ? "PASS" : "FAIL");
    number_fields(t, control, measured_fields);
    lm_text_add(t, ",,,,,,,");
    number_fields(t, NULL, proof_fields);
    number_fields(t, NULL, comparison_fields);
    text_field(t, lm_string(control, "reason"));
    text_field(t, lm_string(control, "replay"));
    lm_text_add(t, "\n");
}

/* A network that the claim is compared with has neither a verdict nor an outcome; its median is of Q, not of Q/S. */
static void comparison_line(struct lm_text *t, const char *slug, const json_t *statement, const json_t *comparison)
{
    static const char *const where[] = {"n", "at", NULL}, *const slope[] = {"slope", "slope_lower", "slope_upper", NULL};
    lm_escape_csv(t, slug);
    text_field(t, lm_string(statement, "name"));
    text_field(t, lm_string(comparison, "name"));
    contract_fields(t, statement);
    lm_text_add(t, ",,compared,");
    number_fields(t, comparison, where);
    lm_text_add(t, ",,");
    number_fields(t, comparison, slope);
    lm_text_add(t, ",,,,,,,");
    number_fields(t, NULL, proof_fields);
    number_fields(t, comparison, comparison_fields);
    lm_text_add(t, ",,\n");
}

void lm_render_csv(struct lm_text *t, const json_t *report)
{
    lm_text_add(t, "lemma,statement,control,source,reads,rule,side,axis,axis_end,claimed_exponent,constant,expect,verdict,outcome,"
                   "n,at,median,limit,slope,slope_lower,slope_upper,exceedances,exceedances_of,exceedances_upper95,"
                   "oracle,last_mean,last_se,log10_first_informative_width,"
                   "pieces,pieces_proved,violations,smallest_slack,smallest_slack_at,"
                   "compared_median,compared_sd,claim_median,claim_sd,reason,replay\n");
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements") {
            statement_line(t, lm_string(lemma, "slug"), statement);
            LM_EACH(control, statement, "controls") control_line(t, lm_string(lemma, "slug"), statement, control);
            LM_EACH(other, statement, "comparisons") comparison_line(t, lm_string(lemma, "slug"), statement, other);
        }
}
