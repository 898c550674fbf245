/* report.csv: one line for each statement, and after it one for each of its controls. Empty means that the rule has no such number.
 */
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

static void measured_fields(struct lm_text *t, const json_t *measured)
{
    static const char *const keys[] = {"n", "at", "median", "limit", "slope", "slope_lower", "slope_upper"};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) number_field(t, lm_real(measured, keys[k]));
}

static void contract_fields(struct lm_text *t, const json_t *statement)
{
    static const char *const keys[] = {"source", "reads", "rule", "side", "axis"};
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
    measured_fields(t, json_object_get(statement, "measured"));
    const json_t *e = json_object_get(statement, "exceedances"), *o = json_object_get(statement, "oracle");
    if (!json_is_object(e)) e = json_object_get(statement, "frequency");
    number_field(t, lm_real(e, "k"));
    number_field(t, lm_real(e, "n"));
    number_field(t, lm_real(e, "upper95"));
    number_field(t, lm_real(o, "value"));
    number_field(t, lm_real(o, "last_mean"));
    number_field(t, lm_real(o, "last_se"));
    number_field(t, lm_real(json_object_get(statement, "literal"), "log10_first_informative_width"));
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
    measured_fields(t, control);
    lm_text_add(t, ",,,,,,,");
    text_field(t, lm_string(control, "reason"));
    text_field(t, lm_string(control, "replay"));
    lm_text_add(t, "\n");
}

void lm_render_csv(struct lm_text *t, const json_t *report)
{
    lm_text_add(t, "lemma,statement,control,source,reads,rule,side,axis,claimed_exponent,constant,expect,verdict,outcome,"
                   "n,at,median,limit,slope,slope_lower,slope_upper,exceedances,exceedances_of,exceedances_upper95,"
                   "oracle,last_mean,last_se,log10_first_informative_width,reason,replay\n");
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements") {
            statement_line(t, lm_string(lemma, "slug"), statement);
            LM_EACH(control, statement, "controls") control_line(t, lm_string(lemma, "slug"), statement, control);
        }
}
