/* The rules by which statements are judged; tests/meta/audit-rules.c measures how often each errs on the suite's widths. */
#include <lemmata/memory.h>
#include <lemmata/stats.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

/* ---- Rule R ---- */

static double median_at(const double *x, const double *y, size_t n, double at, size_t *count)
{
    double *chosen = lm_xmalloc(n * sizeof *chosen);
    *count = 0;
    for (size_t k = 0; k < n; k++)
        if (x[k] == at) chosen[(*count)++] = y[k];
    double median = lm_median(chosen, *count);
    free(chosen);
    return median;
}

void lm_rate_test(struct lm_rate_test *out, const double *x, const double *ratio, const uint64_t *network, size_t n, double c)
{
    *out = (struct lm_rate_test){.decision = LM_UNDECIDED, .at = nan(""), .limit = LM_RULE_EXCESS * c, .n = n};
    bool is_number = true, infinite = false;
    for (size_t k = 0; k < n; k++) {
        is_number = is_number && !isnan(x[k]) && !isnan(ratio[k]);
        infinite = infinite || isinf(ratio[k]) > 0;
        out->at = fmax(out->at, x[k]);
        out->exceedances += ratio[k] > out->limit;
    }
    out->exceedance_upper = lm_proportion_upper(out->exceedances, n, 0.95);
    out->median = median_at(x, ratio, n, out->at, &out->at_n);
    bool fitted = lm_loglog_slope(&out->slope, x, ratio, network, n, LM_RULE_CONFIDENCE);
    if (!is_number || out->at_n < LM_RULE_MIN || out->slope.distinct < LM_RULE_DISTINCT) return;

    out->by_constant = infinite || !(out->median <= out->limit); /* a constant that is no number refutes: it must be frozen first */
    out->by_slope = fitted && out->slope.lower > LM_RULE_MARGIN;
    if (out->by_constant || out->by_slope)
        out->decision = LM_FAILS;
    else if (fitted)
        out->decision = LM_HOLDS;
}

/* ---- Equivalence of an exponent ---- */

void lm_exponent_test(struct lm_exponent_test *out, const double *x, const double *y, const uint64_t *network, size_t n,
                      double claimed, double tolerance)
{
    LM_ASSERT(tolerance > 0);
    *out = (struct lm_exponent_test){.decision = LM_UNDECIDED};
    bool fitted = lm_loglog_slope(&out->slope, x, y, network, n, LM_EXPONENT_CONFIDENCE);
    if (!fitted || out->slope.distinct < LM_RULE_DISTINCT) return;
    double from = claimed - tolerance, to = claimed + tolerance;
    if (out->slope.lower >= from && out->slope.upper <= to)
        out->decision = LM_HOLDS;
    else if (out->slope.lower > to || out->slope.upper < from)
        out->decision = LM_FAILS;
}

/* ---- The mean against an oracle ---- */

/* Everything that has one x. */
struct group {
    double x, mean, se, allowance;
    size_t n;
};

/* Fills `groups` (room for n) in increasing x and returns how many there are. */
static size_t group_by_x(struct group *groups, const double *x, const double *y, const double *allowance, size_t n)
{
    size_t *order = lm_xmalloc(n * sizeof *order), count = 0;
    double *values = lm_xmalloc(n * sizeof *values);
    gsl_sort_index(order, x, 1, n);
    for (size_t from = 0, to; from < n; from = to) {
        struct group *g = &groups[count++];
        *g = (struct group){.x = x[order[from]]};
        for (to = from; to < n && !(x[order[to]] > g->x); to++) {
            values[g->n++] = y[order[to]];
            g->allowance = fmax(g->allowance, allowance[order[to]]);
        }
        g->mean = lm_mean(values, g->n);
        g->se = lm_sd(values, g->n) / sqrt((double)g->n);
    }
    free(values);
    free(order);
    return count;
}

/* |mean - oracle| over what chance and finite width allow: above 1 refutes. */
static double oracle_ratio(const struct group *g, double oracle, double level)
{
    if (!isfinite(g->mean)) return HUGE_VAL; /* its standard error is no number */
    double deviation = fabs(g->mean - oracle);
    double allowed = gsl_cdf_tdist_Qinv(level / 2, (double)(g->n - 1)) * g->se + g->allowance;
    return deviation > 0 ? deviation / allowed : 0; /* constant data at the oracle: 0 / 0 */
}

void lm_oracle_test(struct lm_oracle_test *out, const double *x, const double *y, const double *allowance, size_t n, double oracle)
{
    const double none = nan("");
    *out = (struct lm_oracle_test){LM_UNDECIDED, 0, n, none, none, none, none, none, none};
    for (size_t k = 0; k < n; k++) {
        LM_ASSERT(allowance[k] >= 0);
        if (isnan(x[k]) || isnan(y[k])) return;
    }
    if (n == 0) return;
    struct group *groups = lm_xmalloc(n * sizeof *groups);
    out->groups = group_by_x(groups, x, y, allowance, n);
    out->last_mean = groups[out->groups - 1].mean;
    out->last_se = groups[out->groups - 1].se;
    bool enough = true;
    for (size_t k = 0; k < out->groups; k++) enough = enough && groups[k].n >= LM_RULE_MIN;
    for (size_t k = 0; k < out->groups && enough; k++) {
        double ratio = oracle_ratio(&groups[k], oracle, LM_ORACLE_LEVEL / (double)out->groups);
        if (out->worst_ratio >= ratio) continue;
        out->worst_ratio = ratio;
        out->worst_x = groups[k].x;
        out->worst_mean = groups[k].mean;
        out->worst_se = groups[k].se;
    }
    if (enough) out->decision = out->worst_ratio > 1 ? LM_FAILS : LM_HOLDS;
    free(groups);
}

/* ---- Frequencies ---- */

void lm_frequency_test(struct lm_frequency_test *out, size_t k, size_t n, double tolerated)
{
    *out = (struct lm_frequency_test){LM_UNDECIDED, k, n, lm_proportion_upper(k, n, LM_FREQUENCY_HOLDS),
                                      lm_proportion_lower(k, n, LM_FREQUENCY_FAILS)};
    if (n == 0) return;
    if (out->upper <= tolerated)
        out->decision = LM_HOLDS;
    else if (out->lower > tolerated)
        out->decision = LM_FAILS;
}
