/* Summaries, limits, slopes and rules: textbook values, defining equations, coverage, and input that decides nothing. */
#include "check.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <lemmata/stats.h>
#include <math.h>

static const double ALPHA = 1e-6; /* of each assertion on a rate: how often it would be wrong under another seed */

static gsl_rng *generator(unsigned long seed)
{
    gsl_rng *r = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(r, seed);
    return r;
}

static void check_rate(size_t count, size_t n, double p)
{
    CHECK_BELOW((double)count, (double)check_binomial_upper(n, p, ALPHA));
    CHECK_ABOVE((double)count, (double)check_binomial_lower(n, p, ALPHA));
}

/* ---- Summaries ---- */

static void summaries(void)
{
    const double x[] = {4, 1, 3, 2};
    CHECK_NEAR(lm_mean(x, 4), 2.5, 0);
    CHECK_NEAR(lm_sd(x, 4), sqrt(5.0 / 3), 4e-16); /* two roundings of a number near 1.3 */
    CHECK_NEAR(lm_median(x, 4), 2.5, 0);
    CHECK_NEAR(lm_median(x, 3), 3, 0);
    CHECK_NEAR(lm_quantile(x, 4, 0), 1, 0);
    CHECK_NEAR(lm_quantile(x, 4, 1), 4, 0);
    CHECK_NEAR(lm_quantile(x, 4, 0.25), 1.75, 0); /* between the first and the second, at 0.25 (4 - 1) */
    CHECK(x[0] == 4 && x[3] == 2);
}

static void summaries_of_odd_input(void)
{
    const double one[] = {7}, with_nan[] = {1, nan(""), 2}, with_infinity[] = {HUGE_VAL, 1, 2};
    CHECK(isnan(lm_mean(NULL, 0)) && isnan(lm_median(NULL, 0)));
    CHECK(lm_sd(one, 1) == 0 && lm_sd(NULL, 0) == 0);
    CHECK(lm_mean(one, 1) == 7 && lm_median(one, 1) == 7 && lm_quantile(one, 1, 0.9) == 7);
    CHECK(isnan(lm_median(with_nan, 3)) && isnan(lm_mean(with_nan, 3)));
    CHECK(lm_median(with_infinity, 3) == 2); /* not 0 * inf */
    CHECK(lm_quantile(with_infinity, 3, 0.75) == HUGE_VAL && lm_quantile(with_infinity, 3, 1) == HUGE_VAL);
}

/* ---- Proportions ---- */

/* With k = 0 or n the limits are powers: (1 - p)^n = 0.05, p^n = 0.05. */
static void proportion_edges(void)
{
    CHECK_BELOW(lm_proportion_upper(0, 59, 0.95), 0.05);
    CHECK_ABOVE(lm_proportion_upper(0, 58, 0.95), 0.05);
    CHECK_BELOW(lm_proportion_upper(0, 299, 0.95), 0.01);
    CHECK_ABOVE(lm_proportion_upper(0, 298, 0.95), 0.01);
    for (size_t n = 1; n <= 1000; n++) {
        double exact = -expm1(log(0.05) / (double)n);
        CHECK_NEAR(lm_proportion_upper(0, n, 0.95), exact, 1e-12); /* GSL's beta cdf is good to about 1e-13 */
        CHECK_NEAR(lm_proportion_lower(n, n, 0.95), 1 - exact, 1e-12);
    }
    CHECK(lm_proportion_lower(0, 10, 0.95) == 0 && lm_proportion_upper(10, 10, 0.95) == 1);
    CHECK(lm_proportion_lower(0, 0, 0.95) == 0 && lm_proportion_upper(0, 0, 0.95) == 1);
}

/* The two-sided 95 % intervals that R's binom.test prints to seven digits are one-sided limits at 97.5 %. */
static void proportion_known_values(void)
{
    CHECK_NEAR(lm_proportion_lower(1, 10, 0.975), 0.002528579, 5e-9);
    CHECK_NEAR(lm_proportion_upper(1, 10, 0.975), 0.4450161, 5e-8);
    CHECK_NEAR(lm_proportion_lower(5, 10, 0.975), 0.1870860, 5e-8);
    CHECK_NEAR(lm_proportion_upper(5, 10, 0.975), 0.8129140, 5e-8);
}

/* P(X <= k) of a binomial, without GSL: each term from its neighbour, in long double, from the largest of them down. */
static double binomial_at_most(size_t k, size_t n, double p)
{
    long double N = (long double)n, at = (long double)k, q = (long double)p;
    long double log_choices = lgammal(N + 1) - lgammal(at + 1) - lgammal(N - at + 1);
    long double term = expl(log_choices + at * logl(q) + (N - at) * log1pl(-q)), sum = term;
    for (; at > 0 && term > 1e-20L * sum; at--) {
        term *= at / (N - at + 1) * (1 - q) / q;
        sum += term;
    }
    return (double)sum;
}

/* The definition: at the limit the observed count has exactly the tail 1 - confidence. Seven digits of the tail are asked for:
 * limits are printed to four, and GSL's incomplete beta function, which is inverted, loses digits as n grows. */
static void proportion_definition(void)
{
    const size_t sizes[] = {1, 2, 7, 20, 59, 180, 299, 400, 1000, 20000};
    const double levels[] = {0.9, 0.95, 0.99, 0.999999};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t l = 0; l < sizeof levels / sizeof *levels; l++)
            for (size_t n = sizes[s], k = 0; k < n; k += 1 + n / 50) {
                double tail = 1 - levels[l];
                double upper = lm_proportion_upper(k, n, levels[l]);
                CHECK_NEAR(binomial_at_most(k, n, upper), tail, 1e-7 * tail);
                CHECK_NEAR(lm_proportion_lower(n - k, n, levels[l]), 1 - upper, 1e-9); /* failures for successes */
            }
    CHECK_ABOVE(lm_proportion_lower(392, 400, 0.99), 0.95); /* where GSL's own quantile is NaN */
}

/* The limits miss the truth at most as often as they say. */
static void proportion_coverage(void)
{
    enum { DRAWS = 20000, N = 180 };
    gsl_rng *r = generator(1);
    const double truths[] = {0.01, 0.05, 0.3, 0.5, 0.98};
    for (size_t t = 0; t < sizeof truths / sizeof *truths; t++) {
        size_t missed_above = 0, missed_below = 0;
        double upper[N + 1], lower[N + 1];
        for (size_t k = 0; k <= N; k++) {
            upper[k] = lm_proportion_upper(k, N, 0.95);
            lower[k] = lm_proportion_lower(k, N, 0.95);
        }
        for (int draw = 0; draw < DRAWS; draw++) {
            unsigned k = gsl_ran_binomial(r, truths[t], N);
            missed_above += upper[k] < truths[t];
            missed_below += lower[k] > truths[t];
        }
        CHECK_BELOW((double)missed_above, (double)check_binomial_upper(DRAWS, 0.05, ALPHA));
        CHECK_BELOW((double)missed_below, (double)check_binomial_upper(DRAWS, 0.05, ALPHA));
    }
    gsl_rng_free(r);
}

/* ---- Slopes ---- */

static void slope_of_power_laws(void)
{
    const double exponents[] = {-0.5, 0, 0.25, 2.0 / 3, 3};
    double x[12], y[12];
    for (size_t e = 0; e < sizeof exponents / sizeof *exponents; e++) {
        for (int k = 0; k < 12; k++) {
            x[k] = ldexp(128, k);
            y[k] = 3.7 * pow(x[k], exponents[e]);
        }
        struct lm_slope fit;
        CHECK(lm_loglog_slope(&fit, x, y, NULL, 12, 0.99));
        /* Logarithms up to 40, good to 2e-16 of that, are averaged over logs of x that spread by 2.4: 1e-14 is the worst. */
        CHECK_NEAR(fit.slope, exponents[e], 1e-14);
        CHECK_NEAR(exp(fit.intercept), 3.7, 1e-12);
        CHECK_BELOW(fit.se, 1e-14);
        CHECK(fit.n == 12 && fit.distinct == 12 && fit.confidence == 0.99);
    }
}

/* By hand: logs (0,0), (1,1), (2,1) have slope 1/2, residuals -1/6, 1/3, -1/6, s^2 = 1/6, Sxx = 2. With one degree of freedom t is
 * Cauchy's, and its 99 % point tan(0.49 pi). */
static void slope_by_hand(void)
{
    const double x[] = {1, exp(1), exp(2)}, y[] = {1, exp(1), exp(1)};
    struct lm_slope fit;
    CHECK(lm_loglog_slope(&fit, x, y, NULL, 3, 0.99));
    CHECK_NEAR(fit.slope, 0.5, 1e-15);
    CHECK_NEAR(fit.intercept, 1.0 / 6, 1e-15);
    CHECK_NEAR(fit.se, sqrt(1.0 / 12), 1e-15);
    CHECK_NEAR(fit.upper - fit.slope, tan(0.49 * acos(-1.0)) * sqrt(1.0 / 12), 1e-12);
    CHECK_NEAR(fit.slope - fit.lower, fit.upper - fit.slope, 1e-14);
}

/* Log-normal noise: each one-sided limit misses in exactly 1 % of draws, and se^2 is unbiased. */
static void slope_coverage(void)
{
    enum { DRAWS = 20000, N = 24 };
    gsl_rng *r = generator(2);
    size_t above = 0, below = 0;
    double x[N], y[N], se2 = 0, sxx = 0;
    for (int k = 0; k < N; k++) {
        x[k] = ldexp(1024, k % 8);
        sxx += pow(log(2) * (k % 8 - 3.5), 2);
    }
    for (int draw = 0; draw < DRAWS; draw++) {
        for (int k = 0; k < N; k++) y[k] = pow(x[k], -0.5) * exp(gsl_ran_gaussian(r, 0.65));
        struct lm_slope fit;
        CHECK(lm_loglog_slope(&fit, x, y, NULL, N, 0.99));
        above += fit.lower > -0.5;
        below += fit.upper < -0.5;
        se2 += fit.se * fit.se / DRAWS;
    }
    check_rate(above, DRAWS, 0.01);
    check_rate(below, DRAWS, 0.01);
    /* se^2 is chi-square over its 22 degrees of freedom: the mean has relative sd sqrt(2 / 22 / DRAWS), and 4.9 of them is 1e-6. */
    CHECK_NEAR(se2 / (0.65 * 0.65 / sxx), 1, 4.9 * sqrt(2.0 / 22 / DRAWS));
    gsl_rng_free(r);
}

/* Points that share a network share its factor. Within networks the slope of power laws is exact whatever the factors; the interval
 * covers as it says, with one degree of freedom gone for each network; and factors that grow with x among networks do not matter.
 */
static void slope_within_networks(void)
{
    enum { NETWORKS = 6, POINTS = 5, TRIALS = 4000, N = NETWORKS * POINTS };
    double x[N], y[N];
    uint64_t network[N];
    struct lm_slope fit, pooled;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t k = 0; k < N; k++) {
        network[k] = (uint64_t)1 << 40 | k % NETWORKS;
        x[k] = ldexp(1, (int)(k / NETWORKS));
        y[k] = exp(3.0 * (double)(k % NETWORKS)) * pow(x[k], 0.75);
    }
    CHECK(lm_loglog_slope(&fit, x, y, network, N, 0.99));
    CHECK_NEAR(fit.slope, 0.75, 1e-13);
    CHECK_BELOW(fit.se, 1e-13); /* residuals are rounding of numbers up to 20 */
    CHECK(lm_loglog_slope(&pooled, x, y, NULL, N, 0.99));
    CHECK_ABOVE(pooled.se, 0.1);
    size_t covered = 0;
    for (size_t t = 0; t < TRIALS; t++) {
        double factor[NETWORKS];
        for (size_t k = 0; k < NETWORKS; k++) factor[k] = gsl_ran_gaussian(rng, 2);
        for (size_t k = 0; k < N; k++) y[k] = exp(factor[k % NETWORKS] + gsl_ran_gaussian(rng, 0.1)) * pow(x[k], 0.75);
        covered += lm_loglog_slope(&fit, x, y, network, N, 0.99) && fit.lower <= 0.75; /* one-sided */
    }
    CHECK_BELOW((double)covered, (double)check_binomial_upper(TRIALS, 0.99, 1e-6));
    CHECK_ABOVE((double)covered, (double)check_binomial_lower(TRIALS, 0.99, 1e-6));
    for (size_t k = 0; k < N; k++) network[k] = k; /* each network at one point only: nothing lies within */
    CHECK(!lm_loglog_slope(&fit, x, y, network, N, 0.99) && isnan(fit.slope));
    gsl_rng_free(rng);
}

static void slope_of_nothing(void)
{
    const double x[] = {1, 2, 4}, one_x[] = {2, 2, 2}, zero_x[] = {0, 1, 2}, y[] = {1, 2, 3};
    const double with_zero[] = {1, 0, 2}, negative[] = {1, -1, 2}, with_nan[] = {1, nan(""), 2}, infinite[] = {1, HUGE_VAL, 2};
    struct lm_slope fit;
    CHECK(!lm_loglog_slope(&fit, NULL, NULL, NULL, 0, 0.99) && fit.n == 0 && fit.distinct == 0);
    CHECK(!lm_loglog_slope(&fit, x, y, NULL, 2, 0.99) && fit.distinct == 2);
    CHECK(!lm_loglog_slope(&fit, one_x, y, NULL, 3, 0.99) && fit.distinct == 1);
    CHECK(!lm_loglog_slope(&fit, zero_x, y, NULL, 3, 0.99));
    CHECK(!lm_loglog_slope(&fit, x, with_zero, NULL, 3, 0.99));
    CHECK(!lm_loglog_slope(&fit, x, negative, NULL, 3, 0.99));
    CHECK(!lm_loglog_slope(&fit, x, with_nan, NULL, 3, 0.99));
    CHECK(!lm_loglog_slope(&fit, x, infinite, NULL, 3, 0.99));
    CHECK(isnan(fit.slope) && isnan(fit.se) && isnan(fit.lower) && isnan(fit.upper));
}

/* ---- Rules ---- */

/* Three values at each of four widths: `flat` obeys Q <= C S exactly, and each test changes what it is about. */
enum { POINTS = 12 };
static const double WIDTHS[POINTS] = {128, 128, 128, 256, 256, 256, 512, 512, 512, 1024, 1024, 1024};
static const double ZEROS[POINTS];

static void fill(double *y, double exponent)
{
    for (int k = 0; k < POINTS; k++) y[k] = pow(WIDTHS[k] / 128, exponent);
}

static void rate_decides(void)
{
    double y[POINTS];
    struct lm_rate_test test;
    fill(y, 0);
    lm_rate_test(&test, WIDTHS, y, NULL, POINTS, 1);
    CHECK(test.decision == LM_HOLDS && test.median == 1 && test.limit == 1.5 && test.at == 1024 && test.at_n == 3);
    CHECK(test.exceedances == 0 && test.n == POINTS);
    CHECK_NEAR(test.exceedance_upper, 1 - pow(0.05, 1.0 / POINTS), 1e-12);

    lm_rate_test(&test, WIDTHS, y, NULL, POINTS, 0.6); /* 1 > 0.9 */
    CHECK(test.decision == LM_FAILS && test.by_constant && !test.by_slope && test.exceedances == POINTS);
    lm_rate_test(&test, WIDTHS, y, NULL, POINTS, 1 / 1.5); /* the limit itself is allowed */
    CHECK(test.decision == LM_HOLDS);

    fill(y, 0.06);
    lm_rate_test(&test, WIDTHS, y, NULL, POINTS, 1);
    CHECK(test.decision == LM_FAILS && test.by_slope && !test.by_constant);
    fill(y, 0.04);
    lm_rate_test(&test, WIDTHS, y, NULL, POINTS, 1);
    CHECK(test.decision == LM_HOLDS);
}

static void rate_looks_at_the_median_of_the_largest_width(void)
{
    double y[POINTS];
    struct lm_rate_test test;
    fill(y, 0);
    y[11] = 100; /* one wild replicate is reported, not failed */
    lm_rate_test(&test, WIDTHS, y, NULL, POINTS, 1);
    CHECK(test.decision == LM_HOLDS && test.exceedances == 1);
    y[10] = 100;
    lm_rate_test(&test, WIDTHS, y, NULL, POINTS, 1);
    CHECK(test.decision == LM_FAILS && test.by_constant && test.median == 100);
    fill(y, 0);
    y[0] = y[1] = y[2] = 100; /* nor does a small width decide */
    lm_rate_test(&test, WIDTHS, y, NULL, POINTS, 1);
    CHECK(test.decision == LM_HOLDS && test.exceedances == 3);
}

static void rate_of_odd_input(void)
{
    const double two_widths[] = {128, 128, 128, 256, 256, 256};
    double y[POINTS];
    struct lm_rate_test test;
    lm_rate_test(&test, NULL, NULL, NULL, 0, 1);
    CHECK(test.decision == LM_UNDECIDED && isnan(test.median) && test.exceedance_upper == 1);
    fill(y, 0);
    lm_rate_test(&test, two_widths, y, NULL, 6, 1);
    CHECK(test.decision == LM_UNDECIDED);
    lm_rate_test(&test, WIDTHS, y, NULL, POINTS - 1, 1); /* two values at 1024 */
    CHECK(test.decision == LM_UNDECIDED && test.at_n == 2);
    y[0] = nan("");
    lm_rate_test(&test, WIDTHS, y, NULL, POINTS, 1);
    CHECK(test.decision == LM_UNDECIDED && test.exceedances == 0);
    y[0] = HUGE_VAL;
    lm_rate_test(&test, WIDTHS, y, NULL, POINTS, 1);
    CHECK(test.decision == LM_FAILS && test.by_constant);
    y[0] = 0; /* no logarithm, no slope: it cannot hold, but it can fail */
    lm_rate_test(&test, WIDTHS, y, NULL, POINTS, 1);
    CHECK(test.decision == LM_UNDECIDED);
    lm_rate_test(&test, WIDTHS, y, NULL, POINTS, 0.5);
    CHECK(test.decision == LM_FAILS);
    fill(y, 0);
    lm_rate_test(&test, WIDTHS, y, NULL, POINTS, nan("")); /* a constant nobody has frozen */
    CHECK(test.decision == LM_FAILS && test.by_constant);
}

static void exponent_decides(void)
{
    double y[POINTS];
    struct lm_exponent_test test;
    fill(y, 0.45);
    lm_exponent_test(&test, WIDTHS, y, NULL, POINTS, 0.5, 0.06);
    CHECK(test.decision == LM_HOLDS && test.slope.confidence == 0.995);
    lm_exponent_test(&test, WIDTHS, y, NULL, POINTS, 0.5, 0.04);
    CHECK(test.decision == LM_FAILS);
    lm_exponent_test(&test, WIDTHS, y, NULL, POINTS, 0.4, 0.04);
    CHECK(test.decision == LM_FAILS);
    for (int k = 0; k < POINTS; k++) y[k] *= k % 3 == 1 ? 1.3 : 1; /* noise: se 0.04, the interval reaches out of the band */
    lm_exponent_test(&test, WIDTHS, y, NULL, POINTS, 0.5, 0.06);
    CHECK(test.decision == LM_UNDECIDED);
    fill(y, 0.5);
    lm_exponent_test(&test, WIDTHS, y, NULL, 6, 0.5, 0.06); /* two widths */
    CHECK(test.decision == LM_UNDECIDED);
    y[4] = nan("");
    lm_exponent_test(&test, WIDTHS, y, NULL, POINTS, 0.5, 0.06);
    CHECK(test.decision == LM_UNDECIDED && isnan(test.slope.slope));
}

static void oracle_decides(void)
{
    /* Means 2, 2, 2, 2.1 with sd 0.1 at each width. */
    double y[POINTS], allowance[POINTS], shuffled_x[POINTS], shuffled_y[POINTS];
    for (int k = 0; k < POINTS; k++) {
        y[k] = 2 + 0.1 * (k % 3 - 1) + (k >= 9 ? 0.1 : 0);
        allowance[k] = k >= 9 ? 0.2 : 0;
        shuffled_x[k] = WIDTHS[k * 5 % POINTS];
    }
    for (int k = 0; k < POINTS; k++) shuffled_y[k] = y[k * 5 % POINTS];
    struct lm_oracle_test test, again;
    lm_oracle_test(&test, WIDTHS, y, ZEROS, POINTS, 2);
    CHECK(test.decision == LM_HOLDS && test.groups == 4 && test.n == POINTS && test.worst_x == 1024);
    CHECK_NEAR(test.worst_mean, 2.1, 1e-15);
    CHECK_NEAR(test.worst_se, 0.1 / sqrt(3), 1e-15);
    /* Student's t with 2 degrees of freedom has the quantile (1 - 2q) / sqrt(2 q (1 - q)), here at q = 0.01 / 4 / 2. */
    double q = 0.01 / 8, t = (1 - 2 * q) / sqrt(2 * q * (1 - q));
    CHECK_NEAR(test.worst_ratio, 0.1 / (t * 0.1 / sqrt(3)), 1e-12);
    CHECK(test.last_mean == test.worst_mean && test.last_se == test.worst_se);
    lm_oracle_test(&again, shuffled_x, shuffled_y, ZEROS, POINTS, 2); /* the order of the cells does not matter beyond rounding */
    CHECK_NEAR(again.worst_ratio, test.worst_ratio, 1e-12);

    lm_oracle_test(&test, WIDTHS, y, ZEROS, POINTS, 2 + 1.01 * t * 0.1 / sqrt(3));
    CHECK(test.decision == LM_FAILS && test.worst_x < 1024);
    lm_oracle_test(&test, WIDTHS, y, allowance, POINTS, 2);
    CHECK_NEAR(test.worst_ratio, 0.1 / (t * 0.1 / sqrt(3) + 0.2), 1e-12);
}

static void oracle_of_odd_input(void)
{
    double y[POINTS];
    struct lm_oracle_test test;
    fill(y, 0); /* no spread at all */
    lm_oracle_test(&test, WIDTHS, y, ZEROS, POINTS, 1);
    CHECK(test.decision == LM_HOLDS && test.worst_ratio == 0);
    lm_oracle_test(&test, WIDTHS, y, ZEROS, POINTS, 1.5);
    CHECK(test.decision == LM_FAILS && test.worst_ratio == HUGE_VAL);
    lm_oracle_test(&test, NULL, NULL, NULL, 0, 1);
    CHECK(test.decision == LM_UNDECIDED);
    lm_oracle_test(&test, WIDTHS, y, ZEROS, POINTS - 1, 1); /* two values at 1024 */
    CHECK(test.decision == LM_UNDECIDED);
    lm_oracle_test(&test, WIDTHS + 1, y, ZEROS, POINTS - 1, 1); /* two values at 128 */
    CHECK(test.decision == LM_UNDECIDED);
    y[4] = -HUGE_VAL;
    lm_oracle_test(&test, WIDTHS, y, ZEROS, POINTS, 1);
    CHECK(test.decision == LM_FAILS && test.worst_x == 256);
    y[4] = nan("");
    lm_oracle_test(&test, WIDTHS, y, ZEROS, POINTS, 1);
    CHECK(test.decision == LM_UNDECIDED);
}

static void frequency_decides(void)
{
    struct lm_frequency_test test;
    lm_frequency_test(&test, 0, 59, 0.05);
    CHECK(test.decision == LM_HOLDS && test.k == 0 && test.n == 59 && test.lower == 0);
    lm_frequency_test(&test, 0, 58, 0.05);
    CHECK(test.decision == LM_UNDECIDED);
    lm_frequency_test(&test, 0, 0, 1);
    CHECK(test.decision == LM_UNDECIDED);
    /* P(X >= 4) is 0.019 and P(X >= 5) is 0.0024 of binomial (20, 0.05): the 99 % lower limit passes 0.05 at k = 5. */
    lm_frequency_test(&test, 4, 20, 0.05);
    CHECK(test.decision == LM_UNDECIDED);
    lm_frequency_test(&test, 5, 20, 0.05);
    CHECK(test.decision == LM_FAILS);
}

/* ---- Kolmogorov and Smirnov ---- */

static double uniform_cdf(double x)
{
    return fmin(fmax(x, 0), 1);
}

/* The p-value of n points at exactly `distance` from the uniform law: the grid (k + 1)/n moved to the left by it. */
static double p_at(size_t n, double distance)
{
    double x[200];
    for (size_t k = 0; k < n; k++) x[k] = fmax(((double)k + 1) / (double)n - distance, 0);
    return lm_ks_one_sample(x, n, uniform_cdf);
}

static void ks_textbook(void)
{
    /* The 10, 5 and 1 % points of Kolmogorov's distribution; four decimals of t leave 5e-5 |dp/dt| < 3e-5. */
    const double points[][2] = {{1.2238, 0.10}, {1.3581, 0.05}, {1.6276, 0.01}};
    double correction = sqrt(100) + 0.12 + 0.11 / sqrt(100);
    for (int k = 0; k < 3; k++) CHECK_NEAR(p_at(100, points[k][0] / correction), points[k][1], 3e-5);
    /* Exact critical values (Massey 1951; Birnbaum 1952), which Stephens' correction should give within 5 % of p. */
    CHECK_NEAR(p_at(10, 0.40925), 0.05, 0.0025);
    CHECK_NEAR(p_at(10, 0.48893), 0.01, 0.0005);
    CHECK_NEAR(p_at(20, 0.29408), 0.05, 0.0025);
    CHECK_NEAR(p_at(20, 0.35241), 0.01, 0.0005);
    /* Both series of the distribution meet at t = 1, where P(K > 1) = 0.2699996717. */
    CHECK_NEAR(p_at(100, 1 / correction), 0.2699996717, 1e-9);
    CHECK_NEAR(p_at(100, (1 - 1e-12) / correction), 0.2699996717, 1e-9);
}

static void ks_of_two_samples(void)
{
    const double x[] = {1, 2, 3, 4}, y[] = {4, 3, 2, 1}, far[] = {5, 6, 7}, ties[] = {2, 2, 2, 2}, with_nan[] = {1, nan("")};
    CHECK_NEAR(lm_ks_two_sample(x, 4, y, 4), 1, 0);
    CHECK_NEAR(lm_ks_two_sample(ties, 4, ties, 3), 1, 0);
    /* Disjoint: distance 1 at n = 4 * 3 / 7; the third term of the tail is below 1e-17. */
    double root = sqrt(12.0 / 7), t = root + 0.12 + 0.11 / root;
    CHECK_NEAR(lm_ks_two_sample(x, 4, far, 3), 2 * exp(-2 * t * t) - 2 * exp(-8 * t * t), 1e-15);
    CHECK_NEAR(lm_ks_two_sample(far, 3, x, 4), lm_ks_two_sample(x, 4, far, 3), 0);
    CHECK(isnan(lm_ks_two_sample(x, 4, NULL, 0)) && isnan(lm_ks_two_sample(with_nan, 2, x, 4)));
    CHECK(isnan(lm_ks_one_sample(with_nan, 2, uniform_cdf)) && isnan(lm_ks_one_sample(NULL, 0, uniform_cdf)));
}

/* Under the null p < 0.01 in 1 % of draws, or less for two samples, whose distance takes few values. Two samples of the suite's
 * size, 20 against 20, that differ by two sd are told apart. */
static void ks_rates(void)
{
    enum { DRAWS = 10000, N = 150, M = 107 };
    gsl_rng *r = generator(3);
    double x[N], y[M];
    size_t one = 0, one_tenth = 0, two = 0, small = 0, shifted = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
        for (int k = 0; k < N; k++) x[k] = gsl_rng_uniform(r);
        for (int k = 0; k < M; k++) y[k] = gsl_rng_uniform(r);
        double p = lm_ks_one_sample(x, N, uniform_cdf);
        one += p < 0.01;
        one_tenth += p < 0.1;
        two += lm_ks_two_sample(x, N, y, M) < 0.01;
        small += lm_ks_two_sample(x, 20, y, 20) < 0.01;
        for (int k = 0; k < 20; k++) y[k] += 2 / sqrt(12);
        shifted += lm_ks_two_sample(x, 20, y, 20) < 0.01;
    }
    check_rate(one, DRAWS, 0.01);
    check_rate(one_tenth, DRAWS, 0.1);
    CHECK_BELOW((double)two, (double)check_binomial_upper(DRAWS, 0.01, ALPHA));
    CHECK_BELOW((double)small, (double)check_binomial_upper(DRAWS, 0.01, ALPHA));
    CHECK_ABOVE((double)two, (double)check_binomial_lower(DRAWS, 0.005, ALPHA));
    CHECK_ABOVE((double)shifted, (double)check_binomial_lower(DRAWS, 0.99, ALPHA));
    gsl_rng_free(r);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"summaries", summaries},
        {"summaries of odd input", summaries_of_odd_input},
        {"proportion edges", proportion_edges},
        {"proportion known values", proportion_known_values},
        {"proportion definition", proportion_definition},
        {"proportion coverage", proportion_coverage},
        {"slope of power laws", slope_of_power_laws},
        {"slope by hand", slope_by_hand},
        {"slope coverage", slope_coverage},
        {"slope within networks", slope_within_networks},
        {"slope of nothing", slope_of_nothing},
        {"rate decides", rate_decides},
        {"rate looks at the median of the largest width", rate_looks_at_the_median_of_the_largest_width},
        {"rate of odd input", rate_of_odd_input},
        {"exponent decides", exponent_decides},
        {"oracle decides", oracle_decides},
        {"oracle of odd input", oracle_of_odd_input},
        {"frequency decides", frequency_decides},
        {"KS textbook", ks_textbook},
        {"KS of two samples", ks_of_two_samples},
        {"KS rates", ks_rates},
        {NULL, NULL},
    };
    return check_main(argc, argv, "stats", tests);
}
