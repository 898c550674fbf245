/* The test of the tester: how often each rule errs, and what it detects, on the widths and replicates of the suite.
 *
 * Noise is log-normal with the sd of log Q that networks of length 6 to 8 show: 0.65 for the forward deviation, 0.25 for the rms of
 * the backward correlations, 0.4 for their maxima. Where a decision has an exact law the measured rate is held against it on both
 * sides; elsewhere against a promised rate. An assertion about a rate that is as promised fails under one seed in a million.
 *
 * In short: a true claim is refuted in less than 1 % of audits while finite width lowers the ratio by no more than 8/sqrt m. A
 * scale fault shows once it exceeds 1.5 exp(2.4 sd), the limit that 80 calibration cells set; under a loose claim it hides the
 * more the wider the network, so that controls of scale belong on small widths. */
#include "check.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <lemmata/stats.h>
#include <math.h>
#include <stdio.h>

static const double ALPHA = 1e-6;
static const double FALSE_ALARM = 0.01; /* what the report promises for each statement */
/* The rules as they are described, not as they are compiled. */
static const double MARGIN = 0.05, SLOPE_CONFIDENCE = 0.99, SIDE_CONFIDENCE = 0.995;

static gsl_rng *rng;

/* ---- The grids: every cell of the suite that its domain, L <= sqrt(m)/4 with L = 6, lets count ---- */

enum { POINTS_MAX = 1024 };
struct grid {
    double x[POINTS_MAX];
    size_t n;
};

static void add(struct grid *grid, const double *widths, size_t replicates)
{
    for (; *widths > 0; widths++)
        for (size_t r = 0; *widths >= 576 && r < replicates; r++) grid->x[grid->n++] = *widths;
}

static const double DENSE[] = {128, 256, 512, 1024, 2048, 0};
static const double IMPLICIT[] = {512, 1024, 2048, 4096, 16384, 65536, 262144, 1048576, 0};
static const double CALIBRATION[] = {1024, 2048, 0};
static const double CONTROL_DENSE[] = {724, 1024, 1448, 2048, 0};
static const double CONTROL_IMPLICIT[] = {1024, 4096, 16384, 65536, 0};

static struct grid claim_grid(size_t replicates)
{
    struct grid grid = {.n = 0};
    add(&grid, DENSE, replicates);
    add(&grid, IMPLICIT, replicates);
    return grid;
}

static struct grid grid_of(const double *widths, size_t replicates)
{
    struct grid grid = {.n = 0};
    add(&grid, widths, replicates);
    return grid;
}

/* ---- What is measured on them ---- */

/* The ratio Q/S at width m: scale (m/1024)^excess (1 + bend/sqrt m) exp(sd N). */
struct law {
    double excess, scale, bend, sd;
};

static void draw(double *y, const struct grid *grid, const struct law *law)
{
    for (size_t k = 0; k < grid->n; k++) {
        double m = grid->x[k];
        y[k] = law->scale * pow(m / 1024, law->excess) * (1 + law->bend / sqrt(m)) * exp(gsl_ran_gaussian_ziggurat(rng, law->sd));
    }
}

/* ---- Exact laws of least squares and of Student's t ---- */

static double se_of_slope(const struct grid *grid, double sd)
{
    double mean = 0, sum = 0;
    for (size_t k = 0; k < grid->n; k++) mean += log(grid->x[k]) / (double)grid->n;
    for (size_t k = 0; k < grid->n; k++) sum += pow(log(grid->x[k]) - mean, 2);
    return sd / sqrt(sum);
}

/* P(estimate - t s > limit): s is `spread` true standard errors, and the true value lies `distance` of them above the limit. */
static double beyond(double spread, double distance, double t)
{
    return gsl_cdf_ugaussian_P(distance - t * spread);
}

/* P(estimate +- t s lies within distance - width to distance + width), in true standard errors from the true value. */
static double within(double spread, double distance, double width, double t)
{
    return fmax(0, gsl_cdf_ugaussian_P(distance + width - t * spread) - gsl_cdf_ugaussian_P(distance - width + t * spread));
}

/* Means over the law of `spread`, sqrt(chi-square / nu), by its quantiles in the middle of CELLS equal probabilities. What is
 * averaged falls with the spread and lies in [0, 1], so that a mean is right to SLACK. */
enum { CELLS = 2000 };
static const double SLACK = 0.5 / CELLS;

static double spread_at(int cell, double nu)
{
    return sqrt(gsl_cdf_chisq_Pinv((cell + 0.5) / CELLS, nu) / nu);
}

static double exactly_beyond(double distance, double confidence, double nu)
{
    double t = gsl_cdf_tdist_Pinv(confidence, nu), sum = 0;
    for (int k = 0; k < CELLS; k++) sum += beyond(spread_at(k, nu), distance, t);
    return sum / CELLS;
}

static double exactly_within(double distance, double width, double confidence, double nu)
{
    double t = gsl_cdf_tdist_Pinv(confidence, nu), sum = 0;
    for (int k = 0; k < CELLS; k++) sum += within(spread_at(k, nu), distance, width, t);
    return sum / CELLS;
}

/* ---- Assertions on rates ---- */

static void check_exact(size_t count, size_t n, double p, double slack)
{
    CHECK_BELOW((double)count, (double)check_binomial_upper(n, fmin(1, p + slack), ALPHA));
    CHECK_ABOVE((double)count, (double)check_binomial_lower(n, fmax(0, p - slack), ALPHA));
}

static void check_promise(size_t count, size_t n, double at_least, double at_most)
{
    CHECK_ABOVE((double)count, (double)check_binomial_lower(n, at_least, ALPHA));
    CHECK_BELOW((double)count, (double)check_binomial_upper(n, at_most, ALPHA));
}

static double rate(size_t count, size_t n)
{
    return (double)count / (double)n;
}

/* ---- Rule R ---- */

enum { NOISES = 3, CLAIM_AUDITS = 3000, CONTROL_AUDITS = 1000 };
static const double NOISE[NOISES] = {0.25, 0.4, 0.65};

struct rate_counts {
    size_t fails, by_constant, by_slope;
};

/* Calibrates and audits `audits` times: c is the largest ratio of the calibration cells, drawn from `correct`. */
static struct rate_counts simulate_rate(size_t audits, const struct grid *grid, const struct law *correct,
                                        const struct law *audited)
{
    struct grid calibration = grid_of(CALIBRATION, 40); /* 20 dense, 20 implicit */
    struct rate_counts counts = {0};
    double y[POINTS_MAX];
    for (size_t audit = 0; audit < audits; audit++) {
        draw(y, &calibration, correct);
        double c = lm_quantile(y, calibration.n, 1);
        draw(y, grid, audited);
        struct lm_rate_test test;
        lm_rate_test(&test, grid->x, y, grid->n, c);
        CHECK(test.decision == (test.by_constant || test.by_slope ? LM_FAILS : LM_HOLDS));
        counts.fails += test.decision == LM_FAILS;
        counts.by_constant += test.by_constant;
        counts.by_slope += test.by_slope;
    }
    return counts;
}

/* A row of a table: how the audited law departs from the correct one, and what is promised of the rate of failure. */
struct rate_row {
    const char *name;
    double excess, scale, bend, sd;    /* sd 0: that of the column */
    double at_least[NOISES], at_most[NOISES];
};
#define NEVER {0, 0, 0}, {FALSE_ALARM, FALSE_ALARM, FALSE_ALARM}
#define AT_LEAST(a, b, c) {a, b, c}, {1, 1, 1}
#define UNPROMISED {0, 0, 0}, {1, 1, 1}

static void rate_heading(const char *title)
{
    printf("\n\n    %-46s", title);
    for (int s = 0; s < NOISES; s++) printf("|      sd %.2f      ", NOISE[s]);
    printf("\n    %-46s", "");
    for (int s = 0; s < NOISES; s++) printf("| fails  by c  slope");
    putchar('\n');
}

/* `claim` is the true exponent less the claimed one, where nothing is wrong. */
static void rate_rows(const struct rate_row *rows, size_t count, size_t audits, const struct grid *grid, bool is_control,
                      double claim)
{
    for (const struct rate_row *row = rows; row < rows + count; row++) {
        printf("    %-46s", row->name);
        for (int s = 0; s < NOISES; s++) {
            struct law audited = {claim + row->excess, row->scale, row->bend, row->sd > 0 ? row->sd : NOISE[s]};
            struct law correct = {claim, 1, 0, NOISE[s]};
            struct rate_counts counts = simulate_rate(audits, grid, is_control ? &correct : &audited, &audited);
            printf("| %5.3f %5.3f %5.3f ", rate(counts.fails, audits), rate(counts.by_constant, audits),
                   rate(counts.by_slope, audits));
            check_promise(counts.fails, audits, row->at_least[s], row->at_most[s]);
            if (row->bend < 0 || row->bend > 0) continue;
            double distance = (audited.excess - MARGIN) / se_of_slope(grid, audited.sd);
            check_exact(counts.by_slope, audits, exactly_beyond(distance, SLOPE_CONFIDENCE, (double)(grid->n - 2)), SLACK);
        }
        putchar('\n');
    }
}

/* A statement and its constant belong together: c is calibrated on the law that is audited, true or not. */
static void rate_of_claims(void)
{
    const struct rate_row rows[] = {
        {"true, tight", 0, 1, 0, 0, NEVER},
        {"true, loose: exponent 1/2, claim 3/4", -0.25, 1, 0, 0, NEVER},
        {"true, with 1 + 4/sqrt m", 0, 1, 4, 0, NEVER},
        {"true, with 1 - 4/sqrt m", 0, 1, -4, 0, NEVER},
        {"true, with 1 + 8/sqrt m", 0, 1, 8, 0, NEVER},
        {"true, with 1 - 8/sqrt m", 0, 1, -8, 0, NEVER},
        {"true, with 1 - 12/sqrt m: 3/8 low at 1024", 0, 1, -12, 0, UNPROMISED},
        {"exponent exceeds the claim by 0.05", 0.05, 1, 0, 0, UNPROMISED}, /* the margin: the slope half fails in exactly 1 % */
        {"exponent exceeds the claim by 0.10", 0.10, 1, 0, 0, AT_LEAST(0.99, 0.90, 0.50)},
        {"exponent exceeds the claim by 0.15", 0.15, 1, 0, 0, AT_LEAST(0.99, 0.99, 0.98)},
        {"exponent exceeds the claim by 0.25", 0.25, 1, 0, 0, AT_LEAST(0.99, 0.99, 0.99)},
        {"does not decay: 0, claim -1/2", 0.50, 1, 0, 0, AT_LEAST(0.99, 0.99, 0.99)},
    };
    struct grid grid = claim_grid(20);
    rate_heading("Rule R, claims, 20 replicates to 2^20");
    rate_rows(rows, sizeof rows / sizeof *rows, CLAIM_AUDITS, &grid, false, 0);
}

/* What does not decay is as large at every width as the correct statistic at 128: it exceeds by (m/128)^(1/2). */
#define UNDECAYED 0.5, sqrt(1024.0 / 128), 0

static void rate_of_tight_controls(void)
{
    const struct rate_row dense[] = {
        {"no fault", 0, 1, 0, 0, UNPROMISED}, /* held against its exact rate */
        {"scale x 2", 0, 2, 0, 0, UNPROMISED},
        {"scale x 3", 0, 3, 0, 0, AT_LEAST(0.65, 0, 0)},
        {"scale x 5", 0, 5, 0, 0, AT_LEAST(0.99, 0.80, 0)},
        {"scale x 10", 0, 10, 0, 0, AT_LEAST(0.99, 0.99, 0.75)},
        {"scale x 20", 0, 20, 0, 0, AT_LEAST(0.99, 0.99, 0.95)},
        {"does not decay", UNDECAYED, 0, AT_LEAST(0.95, 0.70, 0.20)},
        {"does not decay, nor vary (sd 0.05)", UNDECAYED, 0.05, AT_LEAST(0.99, 0.99, 0.99)},
    };
    const struct rate_row implicit[] = {
        {"no fault", 0, 1, 0, 0, UNPROMISED},
        {"scale x 3", 0, 3, 0, 0, AT_LEAST(0.65, 0, 0)},
        {"scale x 5", 0, 5, 0, 0, AT_LEAST(0.99, 0.80, 0)},
        {"scale x 10", 0, 10, 0, 0, AT_LEAST(0.99, 0.99, 0.75)},
        {"does not decay", UNDECAYED, 0, AT_LEAST(0.99, 0.99, 0.99)},
    };
    struct grid small = grid_of(CONTROL_DENSE, 10), large = grid_of(CONTROL_IMPLICIT, 10);
    rate_heading("Rule R, tight, dense controls, 10 to 2048");
    rate_rows(dense, sizeof dense / sizeof *dense, CONTROL_AUDITS, &small, true, 0);
    rate_heading("Rule R, tight, implicit controls, 10 to 65536");
    rate_rows(implicit, sizeof implicit / sizeof *implicit, CONTROL_AUDITS, &large, true, 0);
}

/* Where the claim is loose the ratio falls with the width, and a scale fault hides under it the more the wider the network. */
static void rate_of_loose_controls(void)
{
    const struct rate_row dense[] = {
        {"scale x 3", 0, 3, 0, 0, AT_LEAST(0.30, 0, 0)},
        {"scale x 5", 0, 5, 0, 0, AT_LEAST(0.95, 0.60, 0)},
        {"scale x 10", 0, 10, 0, 0, AT_LEAST(0.99, 0.99, 0.65)},
        {"exponent 1 for 1/2, equal at 128", UNDECAYED, 0, AT_LEAST(0.90, 0.30, 0)},
    };
    const struct rate_row implicit[] = {
        {"scale x 5", 0, 5, 0, 0, UNPROMISED},
        {"scale x 10", 0, 10, 0, 0, AT_LEAST(0.90, 0.30, 0)},
        {"scale x 20", 0, 20, 0, 0, AT_LEAST(0.99, 0.95, 0.45)},
        {"exponent 1 for 1/2, equal at 128", UNDECAYED, 0, AT_LEAST(0.99, 0.99, 0.80)},
    };
    struct grid small = grid_of(CONTROL_DENSE, 10), large = grid_of(CONTROL_IMPLICIT, 10);
    rate_heading("Rule R, 1/2 under claim 3/4, dense controls");
    rate_rows(dense, sizeof dense / sizeof *dense, CONTROL_AUDITS, &small, true, -0.25);
    rate_heading("Rule R, 1/2 under claim 3/4, implicit controls");
    rate_rows(implicit, sizeof implicit / sizeof *implicit, CONTROL_AUDITS, &large, true, -0.25);
}

/* ---- Equivalence of an exponent ---- */

struct exponent_counts {
    size_t holds, fails;
};

/* The law's excess is the true exponent less the claimed one. */
static struct exponent_counts simulate_exponent(size_t audits, const struct grid *grid, const struct law *law, double tolerance)
{
    struct exponent_counts counts = {0};
    double y[POINTS_MAX];
    for (size_t audit = 0; audit < audits; audit++) {
        draw(y, grid, law);
        struct lm_exponent_test test;
        lm_exponent_test(&test, grid->x, y, grid->n, 0, tolerance);
        counts.holds += test.decision == LM_HOLDS;
        counts.fails += test.decision == LM_FAILS;
    }
    if (law->bend < 0 || law->bend > 0) return counts;
    double se = se_of_slope(grid, law->sd), distance = law->excess / se, width = tolerance / se, nu = (double)(grid->n - 2);
    check_exact(counts.holds, audits, exactly_within(distance, width, SIDE_CONFIDENCE, nu), SLACK);
    double fails = exactly_beyond(distance - width, SIDE_CONFIDENCE, nu) + exactly_beyond(-distance - width, SIDE_CONFIDENCE, nu);
    check_exact(counts.fails, audits, fails, 2 * SLACK);
    return counts;
}

static void exponent_rows(double tolerance)
{
    const size_t audits = CONTROL_AUDITS;
    const struct {
        const char *name;
        double excess, bend;
        bool is_true;
        double fails_at_least;
    } rows[] = {
        {"exponent as claimed", 0, 0, true, 0},
        {"as claimed, with 1 + 4/sqrt m", 0, 4, true, 0},
        {"as claimed, with 1 - 4/sqrt m", 0, -4, true, 0},
        {"as claimed, with 1 + 8/sqrt m", 0, 8, true, 0},
        {"as claimed, with 1 - 8/sqrt m", 0, -8, true, 0},
        {"off by the tolerance", tolerance, 0, false, 0}, /* the law: 0.5 % each at most */
        {"off by +0.15", 0.15, 0, false, 0.60},
        {"off by -0.15", -0.15, 0, false, 0.60},
        {"off by +0.25 (3/4 for 1/2)", 0.25, 0, false, 0.99},
    };
    struct grid grid = claim_grid(20);
    printf("\n\n    Exponent +- %.2f, 20 replicates to 2^20        ", tolerance);
    for (int s = 0; s < NOISES; s++) printf("|     sd %.2f    ", NOISE[s]);
    printf("\n    %-46s", "");
    for (int s = 0; s < NOISES; s++) printf("|  holds  fails ");
    putchar('\n');
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        printf("    %-46s", rows[r].name);
        for (int s = 0; s < NOISES; s++) {
            struct law law = {rows[r].excess, 1, rows[r].bend, NOISE[s]};
            struct exponent_counts counts = simulate_exponent(audits, &grid, &law, tolerance);
            printf("|  %5.3f  %5.3f ", rate(counts.holds, audits), rate(counts.fails, audits));
            check_promise(counts.fails, audits, rows[r].fails_at_least, rows[r].is_true ? FALSE_ALARM : 1);
        }
        putchar('\n');
    }
}

static void exponents(void)
{
    exponent_rows(0.06);
    exponent_rows(0.08);
}

/* How many replicates at each width the noisiest statistic needs: simulated for tolerance 0.08, the rest by the exact law. */
static void replicates_needed(void)
{
    enum { SIMULATED = 1000 };
    const size_t replicates[] = {5, 10, 15, 20, 30, 40, 60};
    const double sd = 0.65;
    printf("\n\n    sd 0.65: replicates | se of slope | exponent holds, +-0.08 (simulated)  +-0.06 | rule R detects +0.10\n");
    for (size_t k = 0; k < sizeof replicates / sizeof *replicates; k++) {
        struct grid grid = claim_grid(replicates[k]);
        double se = se_of_slope(&grid, sd), nu = (double)(grid.n - 2);
        struct law law = {0, 1, 0, sd};
        struct exponent_counts counts = simulate_exponent(SIMULATED, &grid, &law, 0.08);
        double wide = exactly_within(0, 0.08 / se, SIDE_CONFIDENCE, nu), narrow = exactly_within(0, 0.06 / se, SIDE_CONFIDENCE, nu);
        printf("    %19zu | %11.4f | %22.3f   (%5.3f)   %7.3f | %20.3f\n", replicates[k], se, wide, rate(counts.holds, SIMULATED),
               narrow, exactly_beyond((0.10 - MARGIN) / se, SLOPE_CONFIDENCE, nu));
        if (replicates[k] >= 40) CHECK_ABOVE(wide, 0.99);
        if (replicates[k] <= 10) CHECK_BELOW(wide, 0.5); /* too few: undecided at best */
    }
}

/* ---- The mean against an oracle ---- */

/* log ||h_L|| - oracle at width m: mean shift - bias/m, sd 4.2/sqrt(m). */
static const double ORACLE_SD = 4.2;

static size_t simulate_oracle(size_t audits, const struct grid *grid, double shift, double bias, double allowed)
{
    double y[POINTS_MAX], allowance[POINTS_MAX];
    size_t fails = 0;
    for (size_t audit = 0; audit < audits; audit++) {
        for (size_t k = 0; k < grid->n; k++) {
            double m = grid->x[k];
            y[k] = shift - bias / m + gsl_ran_gaussian_ziggurat(rng, ORACLE_SD / sqrt(m));
            allowance[k] = allowed / m;
        }
        struct lm_oracle_test test;
        lm_oracle_test(&test, grid->x, y, allowance, grid->n, 0);
        CHECK(test.decision != LM_UNDECIDED);
        fails += test.decision == LM_FAILS;
    }
    return fails;
}

static size_t cells_at(const struct grid *grid, double m, size_t before)
{
    size_t count = 0;
    for (size_t k = 0; k < before; k++) count += grid->x[k] == m;
    return count;
}

/* The exact rate of failure without an allowance: widths are independent. */
static double exact_oracle(const struct grid *grid, double shift, double bias, double *slack)
{
    double passes = 1, widths = 0;
    for (size_t k = 0; k < grid->n; k++) widths += cells_at(grid, grid->x[k], k) == 0;
    for (size_t k = 0; k < grid->n; k++) {
        double m = grid->x[k], n = (double)cells_at(grid, m, grid->n), confidence = 1 - FALSE_ALARM / widths / 2;
        if (cells_at(grid, m, k) > 0) continue;
        double distance = (shift - bias / m) / (ORACLE_SD / sqrt(m * n));
        passes *= 1 - exactly_beyond(distance, confidence, n - 1) - exactly_beyond(-distance, confidence, n - 1);
    }
    *slack = 2 * widths * SLACK;
    return 1 - passes;
}

static void oracles(void)
{
    enum { AUDITS = 2000, GRIDS = 3 };
    const struct grid grids[GRIDS] = {claim_grid(20), grid_of(CONTROL_DENSE, 10), grid_of(CONTROL_IMPLICIT, 10)};
    const double bias = ORACLE_SD * ORACLE_SD / 2; /* of the log of a variable whose own mean is right: half its variance */
    const struct {
        const char *name;
        double shift, bias, allowed, at_least[GRIDS];
    } rows[] = {
        {"the oracle is right", 0, 0, 0, {0, 0, 0}},
        {"right but for 8.8/m, not allowed for", 0, bias, 0, {0, 0, 0}},
        {"right but for 8.8/m, allowed for", 0, bias, bias, {0, 0, 0}},
        {"shift 0.10", 0.10, 0, 0, {0.99, 0.30, 0.99}},
        {"shift 0.26 (variance 2.2/m)", 0.26, 0, 0, {0.99, 0.99, 0.99}},
        {"shift 0.26, 8.8/m allowed for", 0.26, 0, bias, {0.99, 0.99, 0.99}},
    };
    printf("\n\n    %-46s| claims, 20 to 2^20 | dense, 10 to 2048 | implicit, 10 to 65536\n", "Oracle: rate of failure (exact)");
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        printf("    %-46s", rows[r].name);
        for (int g = 0; g < GRIDS; g++) {
            size_t fails = simulate_oracle(AUDITS, &grids[g], rows[r].shift, rows[r].bias, rows[r].allowed);
            printf("| %6.4f ", rate(fails, AUDITS));
            check_promise(fails, AUDITS, rows[r].at_least[g], 1);
            if (rows[r].allowed > 0) {
                printf("           ");
                if (rows[r].shift <= 0) check_exact(fails, AUDITS, 0.5 * FALSE_ALARM, 0.5 * FALSE_ALARM); /* one tail is cut off */
                continue;
            }
            double slack, exact = exact_oracle(&grids[g], rows[r].shift, rows[r].bias, &slack);
            printf("(%6.4f)   ", exact);
            check_exact(fails, AUDITS, exact, slack);
            if (rows[r].shift <= 0 && rows[r].bias <= 0) CHECK_BELOW(exact, FALSE_ALARM + slack);
        }
        putchar('\n');
    }
}

/* ---- Frequencies: no simulation, the law of k is summed ---- */

static void frequency_law(double *holds, double *fails, size_t n, double p, double tolerated)
{
    *holds = *fails = 0;
    for (size_t k = 0; k <= n; k++) {
        struct lm_frequency_test test;
        lm_frequency_test(&test, k, n, tolerated);
        double mass = gsl_ran_binomial_pdf((unsigned)k, p, (unsigned)n);
        if (test.decision == LM_HOLDS) *holds += mass;
        if (test.decision == LM_FAILS) *fails += mass;
    }
}

static void frequencies(void)
{
    const size_t sizes[] = {10, 20, 40, 59, 180, 299};
    const double tolerated = 0.05, truths[] = {0, 0.01, 0.05, 0.10, 0.20, 0.50};
    printf("\n\n    Frequency rule, tolerated 0.05: P(holds) P(fails) for true violation probability\n    %8s", "n");
    for (size_t t = 0; t < sizeof truths / sizeof *truths; t++) printf("|     %4.2f      ", truths[t]);
    putchar('\n');
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        printf("    %8zu", sizes[s]);
        for (size_t t = 0; t < sizeof truths / sizeof *truths; t++) {
            double holds, fails;
            frequency_law(&holds, &fails, sizes[s], truths[t], tolerated);
            printf("|  %5.3f  %5.3f ", holds, fails);
            if (truths[t] <= tolerated) CHECK_BELOW(fails, FALSE_ALARM);
            if (truths[t] >= tolerated) CHECK_BELOW(holds, 0.05);
            if (truths[t] <= 0) CHECK(holds == (sizes[s] >= 59 ? 1 : 0));
            if (truths[t] >= 0.2 && sizes[s] >= 180) CHECK_ABOVE(fails, 0.99);
        }
        putchar('\n');
    }
    /* The two levels hold for every n, not only those of the table. */
    for (size_t n = 1; n <= 200; n++) {
        double holds, fails;
        frequency_law(&holds, &fails, n, tolerated, tolerated);
        CHECK_BELOW(fails, FALSE_ALARM);
        CHECK_BELOW(holds, 0.05);
    }
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"rule R on claims", rate_of_claims},
        {"rule R on controls of tight claims", rate_of_tight_controls},
        {"rule R on controls of loose claims", rate_of_loose_controls},
        {"exponents", exponents},
        {"replicates needed", replicates_needed},
        {"oracles", oracles},
        {"frequencies", frequencies},
        {NULL, NULL},
    };
    rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, 20190521);
    int status = check_main(argc, argv, "the rules, tested: rates of decisions", tests);
    gsl_rng_free(rng);
    return status;
}
