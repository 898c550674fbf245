/* What a rule is and why it decided as it did, in one sentence each. */
#include "judge_internal.h"
#include <stdlib.h>

const char *lm_axis_end(const struct lm_sweep *sweep)
{
    return lm_axis_falls(sweep) ? "smallest" : "largest";
}

char *lm_domain_text(const struct lm_lemma *lemma)
{
    const char *more = lemma->domain ? lemma->domain : "", *comma = lemma->domain ? ", " : "";
    if (lemma->domain_length <= 0) return lm_xstrdup(lemma->domain ? lemma->domain : "every m and L");
    if (lemma->domain_length == 1) return lm_format("L <= sqrt(m)%s%s", comma, more);
    return lm_format("L <= sqrt(m)/%.4g%s%s", lemma->domain_length, comma, more);
}

/* ---- Rules ---- */

/* Whether a slope that is too small refutes: a lower bound fails towards large x by falling short, an upper one towards small x. */
static bool fails_below(const struct lm_statement *s, const struct lm_sweep *sweep)
{
    return (s->side == LM_AT_LEAST) != lm_axis_falls(sweep);
}

static char *rate_rule(const struct lm_lemma *lemma, const struct lm_statement *s, const char *S)
{
    const struct lm_sweep *sweep = &lemma->sweeps[s->sweep];
    const char *axis = lm_axis_symbol(sweep);
    bool least = s->side == LM_AT_LEAST, below = fails_below(s, sweep);
    bool logarithms = s->bound.log_m != 0 || s->bound.log_m_s != 0 || s->bound.rho != 0;
    return lm_format(
        "refuted iff the median of Q/S at the %s %s %s%g%s, or the %s 99 %% limit of the slope of Q in %s%s is more than "
        "%g %s the claimed %.4g, where S = %s",
        lm_axis_end(sweep), axis, least ? "is below c/" : "exceeds ", LM_RULE_EXCESS, least ? "" : " c", below ? "upper" : "lower",
        axis, logarithms ? ", logarithms divided out," : "", LM_RULE_MARGIN, below ? "below" : "above",
        lm_claimed_exponent(lemma, s), S);
}

static char *oracle_rule(const struct lm_statement *s, const char *axis, const char *S)
{
    char *value = !s->limits      ? lm_format("%.4g", s->constant)
                  : s->limits_are ? lm_format("its %s", s->limits_are)
                                  : lm_xstrdup("its infinite-width value");
    char *text =
        lm_format("refuted iff at some %s the mean of Q differs from %s by more than Student's t at level 1 %% over all %s "
                  "allows together with S = %s for finite width",
                  axis, value, axis, S);
    free(value);
    return text;
}

char *lm_rule_text(const struct lm_lemma *lemma, const struct lm_statement *s)
{
    const struct lm_sweep *sweep = &lemma->sweeps[s->sweep];
    const char *axis = lm_axis_symbol(sweep), *sign = s->side == LM_AT_LEAST ? "<" : ">";
    char *S = lm_powers_text(&s->bound, sweep), *text = NULL;
    switch (s->rule) {
    case LM_RATE:
        text = rate_rule(lemma, s, S);
        break;
    case LM_EXPONENT:
        text = lm_format(
            "supported iff the 99 %% interval of the slope of Q in %s lies within %.4g +- %.4g, refuted iff it lies outside "
            "altogether",
            axis, s->exponent, s->tolerance);
        break;
    case LM_ORACLE:
        text = oracle_rule(s, axis, S);
        break;
    case LM_PROOF:
        text = lm_format(
            "proved iff interval arithmetic certifies a slack of at least 0 %s %s, refuted iff it certifies a negative one "
            "somewhere",
            sweep->pieces ? "on every piece of the domain in" : "at every", axis);
        break;
    case LM_FREQUENCY:
        text = lm_format(
            "supported iff the 95 %% upper limit of P(Q %s S) is at most %.4g, refuted iff the 99 %% lower limit exceeds it, "
            "where S = %s",
            sign, s->tolerance, S);
        break;
    }
    free(S);
    return text;
}

/* ---- Reasons ---- */

/* Why there is nothing to judge. */
static char *absence(const struct lm_sample *sample)
{
    if (sample->lines == 0 && sample->of->own_inputs && lm_sample_sweep(sample)->axis == LM_AXIS_LENGTH)
        return lm_xstrdup("inputs of the user's own have one length: the sweep over L is left out");
    if (sample->lines == 0 && sample->of->own_weights && lm_sample_sweep(sample)->axis != LM_AXIS_WIDTH)
        return lm_xstrdup("networks of the user's own are audited along m only: this sweep is left out");
    if (sample->lines == 0) return lm_xstrdup("no cells were run");
    if (sample->failed > 0) return lm_format("all %zu cells failed: %s", sample->failed, sample->failure);
    if (sample->out_of_domain == sample->lines) {
        char *domain = lm_domain_text(sample->of->lemma);
        char *text = lm_format("no cell met the hypotheses: all %zu are out of the domain %s", sample->lines, domain);
        free(domain);
        return text;
    }
    if (sample->out_of_window > 0)
        return lm_format("no cell met the hypotheses: %zu are out of the domain and %zu out of the fit window",
                         sample->out_of_domain, sample->out_of_window);
    return lm_format("none of %zu cells observed this statement", sample->lines);
}

static size_t count_nan(const struct lm_sample *sample)
{
    size_t count = 0;
    for (size_t k = 0; k < sample->n; k++) count += isnan(sample->value[k]) != 0;
    return count;
}

/* A slope could not be had, or not be trusted. */
static char *too_few(const struct lm_sample *sample, const struct lm_slope *slope)
{
    const char *axis = lm_axis_symbol(lm_sample_sweep(sample));
    size_t nan = count_nan(sample);
    if (nan > 0) return lm_format("%zu of %zu values are not numbers", nan, sample->n);
    if (slope->distinct < 3) return lm_format("too few %s to fit a slope: %zu, and 3 are needed", axis, slope->distinct);
    return lm_format("no slope can be fitted to %zu values, of which some are zero, negative or infinite", sample->n);
}

/* The half of rule R that looks at the largest x. */
static char *median_clause(const struct lm_sample *sample, const struct lm_finding *f)
{
    static const char *const verbs[2][2] = {{"stays below", "exceeds"}, {"stays above", "is below"}};
    const char *axis = lm_axis_symbol(lm_sample_sweep(sample));
    const struct lm_rate_test *test = &f->test.rate;
    bool least = lm_sample_statement(sample)->side == LM_AT_LEAST;
    if (test->by_constant && test->median <= test->limit) return lm_xstrdup("single ratios are beyond every constant");
    return lm_format("median ratio %.4g at %s = %.10g %s %s%g%s = %.4g", f->median, axis, f->at, verbs[least][test->by_constant],
                     least ? "c/" : "", LM_RULE_EXCESS, least ? "" : " c", f->limit);
}

/* The half that looks at the trend. */
static char *slope_clause(const struct lm_sample *sample, const struct lm_finding *f)
{
    const struct lm_statement *s = lm_sample_statement(sample);
    const char *negation = f->test.rate.by_slope ? "" : "not ";
    double claimed = lm_claimed_exponent(sample->of->lemma, s);
    if (isnan(f->slope.slope)) return lm_xstrdup("no slope can be fitted");
    if (fails_below(s, lm_sample_sweep(sample)))
        return lm_format("the upper 99 %% limit of the slope, %.4g, is %sbelow %.4g", f->slope.upper, negation,
                         claimed - LM_RULE_MARGIN);
    return lm_format("the lower 99 %% limit of the slope, %.4g, is %sabove %.4g", f->slope.lower, negation,
                     claimed + LM_RULE_MARGIN);
}

/* Inputs or lengths of the user's own: the constant does not apply, the slope does. */
static char *elsewhere_reason(const struct lm_sample *sample, const struct lm_finding *f)
{
    char *slope = slope_clause(sample, f);
    char *text = lm_format("%s; the constant was calibrated with another length, dimension or input and is not applied", slope);
    free(slope);
    return text;
}

static char *rate_reason(const struct lm_sample *sample, const struct lm_finding *f)
{
    const struct lm_rate_test *test = &f->test.rate;
    if (sample->calibrated_elsewhere && !isnan(f->slope.slope) && test->at_n >= LM_RULE_MIN) return elsewhere_reason(sample, f);
    if (f->decision == LM_UNDECIDED && test->at_n < LM_RULE_MIN)
        return lm_format("too few values: %zu at the %s %s = %.10g, and %d are needed", test->at_n,
                         lm_axis_end(lm_sample_sweep(sample)), lm_axis_symbol(lm_sample_sweep(sample)), f->at, (int)LM_RULE_MIN);
    if (f->decision == LM_UNDECIDED) return too_few(sample, &test->slope);
    char *median = median_clause(sample, f), *slope = slope_clause(sample, f);
    char *text = lm_format("%s, %s %s", median, test->by_constant == test->by_slope ? "and" : "but", slope);
    free(median);
    free(slope);
    return text;
}

static char *exponent_reason(const struct lm_sample *sample, const struct lm_finding *f)
{
    static const char *const where[] = {
        [LM_HOLDS] = "lies within", [LM_FAILS] = "lies outside", [LM_UNDECIDED] = "lies neither within nor outside"};
    const struct lm_statement *s = lm_sample_statement(sample);
    if (f->decision == LM_UNDECIDED && (isnan(f->slope.slope) || f->slope.distinct < 3)) return too_few(sample, &f->slope);
    return lm_format("the 99 %% interval of the slope, [%.4g, %.4g], %s %.4g +- %.4g", f->slope.lower, f->slope.upper,
                     where[f->decision], s->exponent, s->tolerance);
}

static char *oracle_reason(const struct lm_sample *sample, const struct lm_finding *f)
{
    const struct lm_oracle_test *t = &f->test.oracle;
    const char *axis = lm_axis_symbol(lm_sample_sweep(sample));
    const struct lm_statement *s = lm_sample_statement(sample);
    size_t nan = count_nan(sample);
    if (nan > 0) return lm_format("%zu of %zu values are not numbers", nan, sample->n);
    if (t->decision == LM_UNDECIDED)
        return lm_format("too few values: each of the %zu %s needs %d, and there are %zu in all", t->groups, axis, (int)LM_RULE_MIN,
                         t->n);
    char *value = lm_format("%.4g", s->limits ? 0 : s->constant);
    char *text =
        lm_format("at %s = %.10g, the worst of %zu, %s %.4g (standard error %.2g) differs from %s by %.3g times what is allowed",
                  axis, t->worst_x, t->groups, s->limits ? "the mean of Q less its limit," : "the mean", t->worst_mean, t->worst_se,
                  value, t->worst_ratio);
    free(value);
    return text;
}

static char *frequency_reason(const struct lm_sample *sample, const struct lm_finding *f)
{
    const struct lm_frequency_test *t = &f->test.frequency;
    size_t nan = count_nan(sample);
    if (nan > 0) return lm_format("%zu of %zu values are not numbers", nan, sample->n);
    double tolerated = lm_sample_statement(sample)->tolerance;
    if (f->decision == LM_HOLDS)
        return lm_format("%zu of %zu values violate the bound: the 95 %% upper limit of the probability, %.3g, is at most %.4g",
                         t->k, t->n, t->upper, tolerated);
    if (f->decision == LM_FAILS)
        return lm_format("%zu of %zu values violate the bound: the 99 %% lower limit of the probability, %.3g, exceeds %.4g", t->k,
                         t->n, t->lower, tolerated);
    return lm_format(
        "%zu of %zu values violate the bound: the probability lies between %.3g and %.3g, which does not decide about %.4g", t->k,
        t->n, t->lower, t->upper, tolerated);
}

static char *proof_reason(const struct lm_sample *sample, const struct lm_finding *f)
{
    const struct lm_proof_test *t = &f->test.proof;
    const struct lm_sweep *sweep = lm_sample_sweep(sample);
    const char *axis = lm_axis_symbol(sweep), *parts = sweep->pieces ? "pieces" : "cases";
    if (f->decision == LM_FAILS)
        return lm_format("a certified slack of %.4g, below 0, %s %s = %.10g, and on %zu of %zu %s", t->smallest,
                         sweep->pieces ? "on the piece that ends at" : "at", axis, t->at, t->violations, t->pieces, parts);
    if (f->decision == LM_HOLDS)
        return lm_format("a certified slack of at least %.4g on every one of %zu %s, the least %s %s = %.10g", t->smallest,
                         t->pieces, parts, sweep->pieces ? "on that which ends at" : "at", axis, t->at);
    return lm_format("only %zu of %zu %s of the domain could be certified", t->proved, t->pieces, parts);
}

char *lm_reason(const struct lm_sample *sample, const struct lm_finding *finding)
{
    static char *(*const reasons[])(const struct lm_sample *, const struct lm_finding *) = {[LM_RATE] = rate_reason,
                                                                                            [LM_EXPONENT] = exponent_reason,
                                                                                            [LM_ORACLE] = oracle_reason,
                                                                                            [LM_FREQUENCY] = frequency_reason,
                                                                                            [LM_PROOF] = proof_reason};
    if (sample->n == 0) return absence(sample);
    bool certain = lm_sample_statement(sample)->rule == LM_PROOF && finding->decision == LM_FAILS;
    if (certain) return proof_reason(sample, finding);
    if (sample->failed > 0)
        return lm_format("%zu of %zu cells failed: %s", sample->failed, sample->failed + sample->n, sample->failure);
    if (sample->missing > 0) return lm_format("%zu cells of this run are missing: resume it", sample->missing);
    if (!finding->calibrated) return lm_format("no frozen constant: run lemmata calibrate %s", sample->of->registered->slug);
    char *reason = reasons[lm_sample_statement(sample)->rule](sample, finding);
    bool two_sided = lm_sample_statement(sample)->rule == LM_EXPONENT || lm_sample_statement(sample)->rule == LM_ORACLE;
    if (!sample->calibrated_elsewhere || finding->decision != LM_UNDECIDED || !two_sided) return reason;
    char *text = lm_format("%s; but the contract speaks of another length, dimension or input", reason);
    free(reason);
    return text;
}
