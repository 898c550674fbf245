/* A statement and its controls: verdict, reason, and everything that a reader may ask about them. */
#include "judge_internal.h"
#include <stdlib.h>
#include <string.h>

/* ---- Numbers of a finding ---- */

static void put_slope(json_t *out, const struct lm_slope *slope)
{
    lm_json_put(out, "slope", lm_json_number(slope->slope));
    lm_json_put(out, "slope_se", lm_json_number(slope->se));
    lm_json_put(out, "slope_lower", lm_json_number(slope->lower));
    lm_json_put(out, "slope_upper", lm_json_number(slope->upper));
}

static json_t *measured(const struct lm_sample *sample, const struct lm_finding *f)
{
    json_t *out = json_object();
    lm_json_put(out, "n", json_integer((json_int_t)sample->n));
    lm_json_put(out, "out_of_domain", json_integer((json_int_t)sample->out_of_domain));
    lm_json_put(out, "at", lm_json_on_axis(f->at));
    lm_json_put(out, "at_n", isnan(f->at) ? json_null() : json_integer((json_int_t)f->at_n));
    lm_json_put(out, "median", lm_json_number(f->median));
    lm_json_put(out, "median_hex", isnan(f->median) ? json_null() : lm_json_hex(f->median));
    lm_json_put(out, "limit", lm_json_number(f->limit));
    lm_json_put(out, "limit_hex", isnan(f->limit) ? json_null() : lm_json_hex(f->limit));
    put_slope(out, &f->slope);
    lm_json_put(out, "slope_confidence", isnan(f->slope.slope) ? json_null() : lm_json_number(f->slope.confidence));
    lm_json_put(out, "slope_of", isnan(f->slope.slope) ? json_null() : json_string("Q"));
    return out;
}

static json_t *exceedances(const struct lm_rate_test *test)
{
    json_t *out = json_object();
    lm_json_put(out, "k", json_integer((json_int_t)test->exceedances));
    lm_json_put(out, "n", json_integer((json_int_t)test->n));
    lm_json_put(out, "upper95", lm_json_number(test->exceedance_upper));
    return out;
}

static json_t *oracle(const struct lm_oracle_test *test, double value)
{
    json_t *out = json_object();
    lm_json_put(out, "value", lm_json_number(value));
    lm_json_put(out, "worst_at", lm_json_on_axis(test->worst_x));
    lm_json_put(out, "worst_mean", lm_json_number(test->worst_mean));
    lm_json_put(out, "worst_se", lm_json_number(test->worst_se));
    lm_json_put(out, "worst_ratio", lm_json_number(test->worst_ratio));
    lm_json_put(out, "last_mean", lm_json_number(test->last_mean));
    lm_json_put(out, "last_se", lm_json_number(test->last_se));
    return out;
}

static json_t *frequency(const struct lm_frequency_test *test, double tolerated)
{
    json_t *out = json_object();
    lm_json_put(out, "k", json_integer((json_int_t)test->k));
    lm_json_put(out, "n", json_integer((json_int_t)test->n));
    lm_json_put(out, "upper95", lm_json_number(test->upper));
    lm_json_put(out, "lower99", lm_json_number(test->lower));
    lm_json_put(out, "tolerated", lm_json_number(tolerated));
    return out;
}

static json_t *proof(const struct lm_proof_test *test)
{
    json_t *out = json_object();
    lm_json_put(out, "pieces", json_integer((json_int_t)test->pieces));
    lm_json_put(out, "proved", json_integer((json_int_t)test->proved));
    lm_json_put(out, "violations", json_integer((json_int_t)test->violations));
    lm_json_put(out, "smallest", lm_json_number(test->smallest));
    lm_json_put(out, "at", lm_json_number(test->at));
    return out;
}

/* What each rule reports besides `measured`; null where nothing was judged or the rule is another. */
static void put_tests(json_t *out, const struct lm_sample *sample, const struct lm_finding *f)
{
    const struct lm_statement *s = lm_sample_statement(sample);
    bool judged = f->calibrated && sample->n > 0;
    lm_json_put(out, "measured", measured(sample, f));
    lm_json_put(out, "exceedances", judged && s->rule == LM_RATE ? exceedances(&f->test.rate) : json_null());
    lm_json_put(out, "oracle",
                judged && s->rule == LM_ORACLE ? oracle(&f->test.oracle, s->limits ? LM_NAN : s->constant) : json_null());
    lm_json_put(out, "proof", judged && s->rule == LM_PROOF ? proof(&f->test.proof) : json_null());
    lm_json_put(out, "frequency", judged && s->rule == LM_FREQUENCY ? frequency(&f->test.frequency, s->tolerance) : json_null());
}

/* What the value of a cell must not pass; NaN where the rule asks nothing of a single value. */
static double cell_limit(const struct lm_sample *sample, double bound)
{
    const struct lm_statement *s = lm_sample_statement(sample);
    if (s->rule == LM_FREQUENCY) return bound;
    if (s->rule == LM_PROOF) return 0;
    if (s->rule != LM_RATE || s->constant <= 0 || sample->calibrated_elsewhere) return LM_NAN;
    return s->side == LM_AT_MOST ? LM_RULE_EXCESS * s->constant * bound : s->constant / LM_RULE_EXCESS * bound;
}

static json_t *worst(const struct lm_sample *sample, const char *reason)
{
    if (sample->n == 0) return json_null();
    size_t k = lm_sample_worst(sample);
    json_t *out = json_object();
    lm_json_put(out, "value", lm_json_number(sample->value[k]));
    lm_json_put(out, "value_hex", lm_json_hex(sample->value[k]));
    lm_json_put(out, "bound", lm_json_number(sample->bound[k]));
    lm_json_put(out, "limit", lm_json_number(cell_limit(sample, sample->bound[k])));
    lm_json_put(out, "key", json_string(sample->cells[k]->key));
    lm_judge_witness(out, sample, k, reason);
    return out;
}

/* ---- Controls ---- */

static json_t *judge_control(const struct lm_judge_case *of, unsigned s, int index)
{
    static const char *const verdicts[] = {[LM_HOLDS] = "supported", [LM_FAILS] = "refuted", [LM_UNDECIDED] = "inconclusive"};
    const struct lm_control *control = &of->lemma->controls[index];
    struct lm_sample sample;
    struct lm_finding f;
    lm_sample_take(&sample, of, s, index);
    lm_find(&f, &sample);
    char *reason = lm_reason(&sample, &f);
    json_t *out = json_object();
    lm_json_put(out, "name", json_string(control->name));
    lm_json_put(out, "breaks", lm_json_text(control->breaks));
    lm_json_put(out, "verdict", json_string(verdicts[f.decision]));
    lm_json_put(out, "refuted", json_boolean(f.decision == LM_FAILS));
    lm_json_put(out, "reason", json_string(reason));
    lm_json_put(out, "n", json_integer((json_int_t)sample.n));
    lm_json_put(out, "at", lm_json_on_axis(f.at));
    lm_json_put(out, "median", lm_json_number(f.median));
    lm_json_put(out, "limit", lm_json_number(f.limit));
    lm_json_put(out, "slope", lm_json_number(f.slope.slope));
    lm_json_put(out, "slope_lower", lm_json_number(f.slope.lower));
    lm_json_put(out, "slope_upper", lm_json_number(f.slope.upper));
    if (sample.n > 0) {
        lm_judge_witness(out, &sample, lm_sample_worst(&sample), reason);
    } else {
        lm_json_put(out, "witness", json_null());
        lm_json_put(out, "replay", json_null());
    }
    free(reason);
    lm_sample_free(&sample);
    return out;
}

/* The controls that must refute statement s. */
static json_t *judge_controls(const struct lm_judge_case *of, unsigned s)
{
    json_t *out = json_array();
    for (size_t k = 0; k < lm_count_controls(of->lemma); k++)
        if (of->lemma->controls[k].refutes >> s & 1) LM_ASSERT(json_array_append_new(out, judge_control(of, s, (int)k)) == 0);
    return out;
}

/* ---- The verdict ---- */

static bool claims_were_run(const struct lm_judge_case *of)
{
    for (size_t k = 0; k < of->count; k++)
        if (of->cells[k].control < 0) return true;
    return false;
}

/* Why the controls cannot vouch for a rule that holds; NULL when every one of them was refuted. A new string. */
static char *doubt(const json_t *controls)
{
    size_t k;
    json_t *control;
    if (json_array_size(controls) == 0) return lm_xstrdup("no control names this statement, so the check was never seen to fail");
    json_array_foreach(controls, k, control)
    {
        if (json_is_true(json_object_get(control, "refuted"))) continue;
        return lm_format("control %s was not refuted (%s)", json_string_value(json_object_get(control, "name")),
                         json_string_value(json_object_get(control, "reason")));
    }
    return NULL;
}

/* The verdict; *reason becomes the sentence that justifies it. */
static const char *decide(const struct lm_sample *sample, const struct lm_finding *f, const json_t *controls, char **reason)
{
    const struct lm_statement *s = lm_sample_statement(sample);
    *reason = NULL;
    if (!claims_were_run(sample->of)) {
        *reason = lm_xstrdup("claims were not run");
        return "inconclusive";
    }
    *reason = lm_reason(sample, f);
    if (f->decision == LM_FAILS) return "refuted";
    if (f->decision == LM_UNDECIDED) return "inconclusive";
    char *unsure = doubt(controls);
    if (unsure) {
        char *both = lm_format("%s; but %s", *reason, unsure);
        free(*reason);
        free(unsure);
        *reason = both;
        return "inconclusive";
    }
    if (s->rule == LM_PROOF) return lm_expectation_name(LM_EXPECT_PROVED);
    return s->expect == LM_EXPECT_REFUTED ? "supported" : lm_expectation_name(s->expect);
}

/* ---- The report of a statement ---- */

static void put_contract(json_t *out, const struct lm_lemma *lemma, const struct lm_statement *s)
{
    const struct lm_sweep *sweep = &lemma->sweeps[s->sweep];
    bool has_constant = s->rule == LM_RATE || (s->rule == LM_ORACLE && !s->limits);
    bool has_tolerance = s->rule == LM_EXPONENT || s->rule == LM_FREQUENCY;
    char *rule_text = lm_rule_text(lemma, s);
    lm_json_put(out, "name", json_string(s->name));
    lm_json_put(out, "source", lm_json_text(s->source));
    lm_json_put(out, "reads", lm_json_text(s->reads));
    lm_json_put(out, "measures", lm_json_text(s->measures));
    lm_json_put(out, "rule", json_string(lm_rule_name(s->rule)));
    lm_json_put(out, "side", json_string(s->side == LM_AT_MOST ? "at-most" : "at-least"));
    lm_json_put(out, "rule_text", json_string(rule_text));
    lm_json_put(out, "axis", json_string(lm_axis_symbol(sweep)));
    lm_json_put(out, "pieces_from", sweep->pieces ? lm_json_number(sweep->begin) : json_null());
    lm_json_put(out, "axis_linear", json_boolean(sweep->linear || sweep->pieces));
    lm_json_put(out, "axis_end", json_string(lm_axis_end(sweep)));
    lm_json_put(out, "tournament", lm_json_text(s->tournament));
    lm_json_put(out, "limits_are", lm_json_text(s->limits && !s->limits_are ? "infinite width" : s->limits_are));
    lm_json_put(out, "claimed_exponent", lm_json_number(lm_claimed_exponent(lemma, s)));
    lm_json_put(out, "constant", has_constant ? lm_json_number(s->constant) : json_null());
    lm_json_put(out, "constant_hex", has_constant ? lm_json_hex(s->constant) : json_null());
    lm_json_put(out, "tolerance", has_tolerance ? lm_json_number(s->tolerance) : json_null());
    lm_json_put(out, "expect", json_string(lm_expectation_name(s->expect)));
    lm_json_put(out, "fit_window",
                json_pack("[o, o]", sweep->fit_from > 0 ? lm_json_number(sweep->fit_from) : json_null(),
                          sweep->fit_to > 0 ? lm_json_number(sweep->fit_to) : json_null()));
    free(rule_text);
}

/* Where the lengths vary, the shortest: there the literal bound says something first. */
static json_t *literal(const struct lm_judge_case *of, unsigned s)
{
    const struct lm_statement *statement = &of->lemma->statements[s];
    const struct lm_sweep *sweep = &of->lemma->sweeps[statement->sweep];
    if (!lm_powers_given(&statement->literal)) return json_null();
    double log10_m = LM_NAN;
    const struct lm_judge_cell *shortest = NULL;
    for (size_t k = 0; k < of->count; k++) {
        const struct lm_judge_cell *cell = &of->cells[k];
        if (cell->control < 0 && cell->sweep == statement->sweep && (!shortest || cell->L < shortest->L)) shortest = cell;
    }
    bool informative = false;
    if (shortest) {
        struct lm_cell cell = lm_sweep_cell(sweep, shortest->x);
        cell.L = shortest->L;
        cell.d = shortest->d;
        cell.eps_x = shortest->eps_x;
        informative = lm_first_informative_width(&log10_m, statement, &cell);
    }
    char *bound = lm_powers_text(&statement->literal, sweep), *trivial = lm_powers_text(&statement->trivial, sweep);
    char *text = lm_format("%s < %s", bound, trivial);
    json_t *out = json_object();
    lm_json_put(out, "text", json_string(text));
    lm_json_put(out, "log10_first_informative_width", informative ? lm_json_number(log10_m) : json_null());
    free(text);
    free(bound);
    free(trivial);
    return out;
}

json_t *lm_judge_statement(const struct lm_judge_case *of, unsigned s)
{
    const struct lm_statement *statement = &of->lemma->statements[s];
    struct lm_sample sample;
    struct lm_finding f;
    char *reason;
    lm_sample_take(&sample, of, s, -1);
    lm_find(&f, &sample);
    json_t *controls = judge_controls(of, s);
    const char *verdict = decide(&sample, &f, controls, &reason);
    json_t *out = json_object();
    put_contract(out, of->lemma, statement);
    lm_json_put(out, "verdict", json_string(verdict));
    lm_json_put(out, "outcome", json_string(strcmp(verdict, lm_expectation_name(statement->expect)) == 0 ? "PASS" : "FAIL"));
    lm_json_put(out, "reason", json_string(reason));
    put_tests(out, &sample, &f);
    lm_json_put(out, "literal", literal(of, s));
    lm_json_put(out, "controls", controls);
    lm_json_put(out, "comparisons", lm_judge_comparisons(of, s));
    lm_json_put(out, "worst", worst(&sample, reason));
    lm_json_put(out, "agreement", lm_judge_agreement(of, s));
    lm_json_put(out, "rounding", lm_judge_rounding(of, s));
    lm_json_put(out, "series", lm_judge_series(of, s));
    lm_json_put(out, "note", lm_json_text(statement->note));
    lm_json_put(out, "corrected", lm_json_text(statement->corrected));
    free(reason);
    lm_sample_free(&sample);
    return out;
}
