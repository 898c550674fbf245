/* A sample before the rule of its statement. */
#include "judge_internal.h"
#include <stdlib.h>

static const struct lm_slope no_slope = {
    .slope = LM_NAN, .intercept = LM_NAN, .se = LM_NAN, .lower = LM_NAN, .upper = LM_NAN, .confidence = LM_NAN};

/* Rule R tests the slope of a ratio in t; readers want that of Q in x. The ratio is Q/S, or S/Q where the claim is a lower bound; t
 * is x, or 1/x where claims speak of small x. */
static struct lm_slope slope_of_value(const struct lm_slope *ratio, double claimed, bool inverted)
{
    struct lm_slope out = *ratio;
    out.slope = inverted ? claimed - ratio->slope : claimed + ratio->slope;
    out.lower = inverted ? claimed - ratio->upper : claimed + ratio->lower;
    out.upper = inverted ? claimed - ratio->lower : claimed + ratio->upper;
    return out;
}

static void find_rate(struct lm_finding *out, const struct lm_sample *sample)
{
    const struct lm_statement *statement = lm_sample_statement(sample);
    struct lm_rate_test *test = &out->test.rate;
    bool inverted = statement->side == LM_AT_LEAST, falls = lm_sample_falls(sample);
    double *ratio = lm_xcalloc(2 * sample->n, sizeof *ratio), *t = ratio + sample->n;
    lm_sample_scores(ratio, sample);
    for (size_t k = 0; k < sample->n; k++) t[k] = falls ? 1 / sample->x[k] : sample->x[k];
    lm_rate_test(test, t, ratio, sample->network, sample->n, inverted ? 1 / statement->constant : statement->constant);
    for (size_t k = 0; k < sample->n; k++)
        if (t[k] == test->at) out->at = sample->x[k];
    free(ratio);
    if (sample->calibrated_elsewhere) { /* only the half of the rule that needs no constant */
        test->by_constant = false;
        test->limit = LM_NAN;
        if (test->decision != LM_UNDECIDED) test->decision = test->by_slope ? LM_FAILS : LM_UNDECIDED;
    }
    out->decision = test->decision;
    out->at_n = test->at_n;
    out->median = inverted ? 1 / test->median : test->median;
    out->limit = inverted ? 1 / test->limit : test->limit;
    out->slope = slope_of_value(&test->slope, lm_claimed_exponent(sample->of->lemma, statement), inverted != falls);
}

static void find_exponent(struct lm_finding *out, const struct lm_sample *sample)
{
    const struct lm_statement *statement = lm_sample_statement(sample);
    struct lm_exponent_test *test = &out->test.exponent;
    lm_exponent_test(test, sample->x, sample->value, sample->network, sample->n, statement->exponent, statement->tolerance);
    out->decision = test->decision;
    out->slope = test->slope;
}

static void find_oracle(struct lm_finding *out, const struct lm_sample *sample)
{
    const struct lm_statement *statement = lm_sample_statement(sample);
    struct lm_oracle_test *test = &out->test.oracle;
    double *difference = lm_xcalloc(sample->n, sizeof *difference);
    for (size_t k = 0; k < sample->n; k++) difference[k] = sample->value[k] - (statement->limits ? sample->limit[k] : 0);
    lm_oracle_test(test, sample->x, difference, sample->bound, sample->n, statement->limits ? 0 : statement->constant);
    free(difference);
    out->decision = test->decision;
}

static void find_frequency(struct lm_finding *out, const struct lm_sample *sample)
{
    const struct lm_statement *statement = lm_sample_statement(sample);
    size_t violations = 0;
    bool not_a_number = false;
    for (size_t k = 0; k < sample->n; k++) {
        double value = sample->value[k], bound = sample->bound[k];
        bool beyond = statement->side == LM_AT_MOST ? value > bound : value < bound;
        violations += beyond;
        not_a_number = not_a_number || isnan(value);
    }
    lm_frequency_test(&out->test.frequency, violations, sample->n, statement->tolerance);
    out->decision = not_a_number ? LM_UNDECIDED : out->test.frequency.decision;
}

/* Each cell is a piece of the domain: one certified violation refutes, and only all of them together prove. */
static void find_proof(struct lm_finding *out, const struct lm_sample *sample)
{
    struct lm_proof_test *test = &out->test.proof;
    *test = (struct lm_proof_test){.pieces = sample->lines, .smallest = LM_NAN, .at = LM_NAN};
    for (size_t k = 0; k < sample->n; k++) {
        double slack = sample->value[k];
        test->proved += slack >= 0;
        test->violations += slack < 0;
        if (test->smallest <= slack || isnan(slack)) continue;
        test->smallest = slack;
        test->at = sample->x[k];
    }
    out->decision = test->violations > 0 ? LM_FAILS : test->pieces > 0 && test->proved == test->pieces ? LM_HOLDS : LM_UNDECIDED;
}

void lm_find(struct lm_finding *out, const struct lm_sample *sample)
{
    static void (*const rules[])(struct lm_finding *, const struct lm_sample *) = {[LM_RATE] = find_rate,
                                                                                   [LM_EXPONENT] = find_exponent,
                                                                                   [LM_ORACLE] = find_oracle,
                                                                                   [LM_FREQUENCY] = find_frequency,
                                                                                   [LM_PROOF] = find_proof};
    const struct lm_statement *statement = lm_sample_statement(sample);
    *out = (struct lm_finding){.decision = LM_UNDECIDED, .at = LM_NAN, .median = LM_NAN, .limit = LM_NAN, .slope = no_slope};
    out->calibrated = statement->rule != LM_RATE || statement->constant > 0;
    if (out->calibrated) rules[statement->rule](out, sample);
    /* Tolerances of finite width are those of the contract's length and dimension too: beyond them a failure proves nothing. */
    if (sample->calibrated_elsewhere && out->decision == LM_FAILS &&
        (statement->rule == LM_EXPONENT || statement->rule == LM_ORACLE))
        out->decision = LM_UNDECIDED;
    bool certain = statement->rule == LM_PROOF && out->decision == LM_FAILS;
    if ((sample->failed > 0 || sample->missing > 0) && !certain)
        out->decision = LM_UNDECIDED; /* who knows what the others would have shown */
}
