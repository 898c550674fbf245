/* The statistics that verdicts rest on. Knows nothing of networks. */
#ifndef LEMMATA_STATS_H
#define LEMMATA_STATS_H

#include <lemmata/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- Summaries (the input is not changed) ---- */
double lm_mean(const double *x, size_t n);
double lm_sd(const double *x, size_t n);                       /* with n - 1; 0 for n < 2 */
double lm_quantile(const double *x, size_t n, double p);       /* linear interpolation, GSL's definition */
double lm_median(const double *x, size_t n);

/* ---- Proportions ---- */

/* The exact (Clopper & Pearson 1934) one-sided limits of a proportion after k successes in n trials, at `confidence`. */
double lm_proportion_lower(size_t k, size_t n, double confidence);
double lm_proportion_upper(size_t k, size_t n, double confidence);

/* ---- Slopes ---- */
struct lm_slope {
    double slope, intercept, se;     /* least squares of log y on log x */
    double lower, upper;             /* one-sided limits of the slope at `confidence`, Student t with n - 2 degrees of freedom */
    double confidence;
    size_t n;                        /* points */
    size_t distinct;                 /* distinct values of x */
};
/* Requires: x, y > 0. False (and slope NaN) for fewer than three points, fewer than two distinct x, or a non-finite value.
 * Where `network` (NULL: the points are independent) tells which points share a network, each network has an intercept of its own,
 * which costs one degree of freedom (the within estimator of panel data); `intercept` is then their mean. */
bool lm_loglog_slope(struct lm_slope *out, const double *x, const double *y, const uint64_t *network, size_t n, double confidence);

/* ---- Rules ---- */

enum lm_decision { LM_HOLDS, LM_FAILS, LM_UNDECIDED };

/* Rule R for Q <= C S: `ratio` = Q/S, the bound's powers and hidden logarithms divided out, at each x (the width, say).
 * Fails iff the median ratio at the largest x exceeds 1.5 c, or the lower 99 % limit of the slope of Q exceeds the claimed
 * exponent by
 * more than 0.05, which is to say that the slope of the ratio exceeds 0.05. Undecided with fewer than `LM_RULE_MIN` values at the
 * largest x or fewer than three distinct x, or a ratio that is zero or not a number. An infinite ratio fails. For Q >= C S give
 * the ratio S/Q and 1/c. */
enum { LM_RULE_MIN = 3, LM_RULE_DISTINCT = 3 };    /* any exponent fits two widths */
#define LM_RULE_EXCESS 1.5
#define LM_RULE_MARGIN 0.05
#define LM_RULE_CONFIDENCE 0.99
#define LM_EXPONENT_CONFIDENCE 0.995    /* on each side: 99 % for the interval */
#define LM_ORACLE_LEVEL 0.01
#define LM_FREQUENCY_HOLDS 0.95
#define LM_FREQUENCY_FAILS 0.99
struct lm_rate_test {
    enum lm_decision decision;
    double median;             /* of the ratio at the largest x */
    double limit;              /* 1.5 c */
    double at;                 /* the largest x */
    size_t at_n;               /* values there */
    struct lm_slope slope;     /* of the ratio */
    bool by_constant, by_slope;    /* which half of the rule failed */
    size_t exceedances, n;     /* single ratios above 1.5 c: reported, never failed */
    double exceedance_upper;   /* 95 % Clopper-Pearson upper limit of P(ratio > 1.5 c) */
};
void lm_rate_test(struct lm_rate_test *out, const double *x, const double *ratio, const uint64_t *network, size_t n, double c);

/* Equivalence of an exponent: holds iff the 99 % interval of the slope of y lies within claimed +- tolerance, fails iff it lies
 * outside altogether, undecided between and with fewer than three distinct x. */
struct lm_exponent_test {
    enum lm_decision decision;
    struct lm_slope slope;     /* two-sided 99 %: lower and upper each at 99.5 % */
};
void lm_exponent_test(struct lm_exponent_test *out, const double *x, const double *y, const uint64_t *network, size_t n,
                      double claimed, double tolerance);

/* The mean of y at each x equals the oracle: at each distinct x Student's t against oracle, level 1 % over all x (Bonferroni),
 * widened by
 * allowance[k] >= 0, the bias that finite width may cause at x[k]. Fails iff some |mean - oracle| > t se + allowance. Undecided
 * with
 * fewer than `LM_RULE_MIN` values at some x, or a value that is not a number. An infinite value fails. */
struct lm_oracle_test {
    enum lm_decision decision;
    size_t groups, n;
    double worst_x, worst_mean, worst_se, worst_ratio;   /* |mean - oracle| / (t se + allowance) where it is largest */
    double last_mean, last_se;                           /* at the largest x */
};
void lm_oracle_test(struct lm_oracle_test *out, const double *x, const double *y, const double *allowance, size_t n, double oracle);

/* An explicit statement that must hold with probability at least 1 - `tolerated`: k violations in n. Holds iff the 95 % upper
 * limit of the
 * violation probability is at most `tolerated`, fails iff the 99 % lower limit exceeds it, undecided between. */
struct lm_frequency_test {
    enum lm_decision decision;
    size_t k, n;
    double upper;    /* 95 % upper limit of the violation probability */
    double lower;    /* 99 % lower limit */
};
void lm_frequency_test(struct lm_frequency_test *out, size_t k, size_t n, double tolerated);

/* The two-sample Kolmogorov-Smirnov p-value (asymptotic, with Stephens' correction) and the one-sample one against a cdf. */
double lm_ks_two_sample(const double *x, size_t n, const double *y, size_t m);
double lm_ks_one_sample(const double *x, size_t n, double (*cdf)(double));

#endif
