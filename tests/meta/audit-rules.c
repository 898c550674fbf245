/* The test of the tester: how often each rule errs, and what it detects, on the cells that every contract of this build asks for.
 *
 * Nothing here knows a lemma. Grids, replicates, tolerances, allowances and controls are read from the contracts, as the profile
 * quick runs them, and so is how much the statistic of a statement scatters, and by how much its claim is known to be loose. A true
 * rate statement is calibrated as `lemmata calibrate` does it: c is the largest ratio of the calibration cells.
 *
 * Where a decision has an exact law the measured rate is held against it on both sides; elsewhere against a promised rate. Promised
 * are at most 1 % false alarms, and the detection of an exponent 1/4 above its claim in 90 % of audits. An asterisk marks a rate
 * that is asserted; an assertion fails under one seed in a million when the rate is as promised. */
#include "check.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <lemmata/audit.h>
#include <lemmata/stats.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double ALPHA = 1e-6;
static const double FALSE_ALARM = 0.01; /* what the report promises for each statement */
/* The rules as they are described, not as they are compiled. */
static const double EXCESS = 1.5, MARGIN = 0.05, SLOPE_CONFIDENCE = 0.99, SIDE_CONFIDENCE = 0.995;
enum { MANY = 2000, AUDITS = 1000, FEW = 500 };

static gsl_rng *rng;

/* ---- What is known of the statistics ---- */

/* Contracts say what their grids were designed for: the sd of log Q over networks (`scatter`), and the exponent of Q/S (of S/Q
 * where the claim is a lower bound), below 0 where the claim is known to be loose (`slack`). */
static const double ANY_SD = 0.4;

/* ---- The statements of this build ---- */

struct subject {
    const struct lm_lemma *lemma;
    const struct lm_statement *statement;
    const struct lm_sweep *sweep;
    unsigned index;
    double sd, loose;
    char name[96];
};

static struct subject subject_of(const struct lm_registered *of, unsigned index)
{
    const struct lm_statement *statement = &of->lemma->statements[index];
    struct subject out = {of->lemma,
                          statement,
                          &of->lemma->sweeps[statement->sweep],
                          index,
                          statement->scatter > 0 ? statement->scatter : ANY_SD,
                          statement->slack,
                          ""};
    snprintf(out.name, sizeof out.name, "%s %s", of->slug, statement->name);
    return out;
}

static void each(enum lm_rule rule, void (*visit)(const struct subject *))
{
    for (size_t k = 0; k < lm_registry_size; k++)
        for (unsigned s = 0; s < lm_count_statements(lm_registry[k].lemma); s++) {
            struct subject of = subject_of(&lm_registry[k], s);
            if (of.statement->rule == rule && of.sweep->replicates[LM_QUICK] > 0) visit(&of); /* else quick leaves it out */
        }
}

/* The coordinate in which claims are asymptotic is x, or 1/x where they speak of small x; exponents here are in it. */
static double coordinate(const struct lm_sweep *sweep, double x)
{
    return lm_axis_falls(sweep) ? 1 / x : x;
}

static double claimed_exponent(const struct subject *of)
{
    double exponent =
        of->statement->rule == LM_EXPONENT ? of->statement->exponent : lm_axis_exponent(of->sweep, &of->statement->bound);
    return lm_axis_falls(of->sweep) ? -exponent : exponent;
}

/* The fault of order: Q goes with the next whole power, 0 for -1/2 (it does not decay) and 1 for 3/4. Its exponent in the ratio. */
static double fault_of_order(const struct subject *of)
{
    double claimed = claimed_exponent(of);
    return of->statement->side == LM_AT_LEAST ? claimed - ceil(claimed) + 1 : floor(claimed) + 1 - claimed;
}

/* ---- Their cells ---- */

enum { POINTS_MAX = 2048, LARGEST_DENSE = 4096 }; /* no calibration draws a dense W beyond */
struct grid {
    double value[POINTS_MAX];                /* on the axis */
    double x[POINTS_MAX], log_x[POINTS_MAX]; /* its coordinate, whose logarithm counts from the smallest */
    uint64_t network[POINTS_MAX];
    bool paired; /* slopes are fitted within networks */
    size_t n;
};

static double first_on_axis(const struct lm_sweep *sweep)
{
    double first = HUGE_VAL;
    for (size_t k = 0; k < LM_MAX_AXIS && sweep->dense.v[k] > 0; k++) first = fmin(first, coordinate(sweep, sweep->dense.v[k]));
    for (size_t k = 0; k < LM_MAX_AXIS && sweep->implicit.v[k] > 0; k++)
        first = fmin(first, coordinate(sweep, sweep->implicit.v[k]));
    return first;
}

static bool counts(const struct subject *of, double value, bool windowed)
{
    struct lm_cell cell = lm_sweep_cell(of->sweep, value);
    double shortest = of->lemma->domain_length;
    if (shortest > 0 && cell.L > sqrt((double)cell.m) / shortest) return false;
    if (of->lemma->admits && !of->lemma->admits(&cell)) return false;
    if (!windowed || (of->statement->rule != LM_RATE && of->statement->rule != LM_EXPONENT)) return true;
    return value >= of->sweep->fit_from && (of->sweep->fit_to <= 0 || value <= of->sweep->fit_to);
}

static void add(struct grid *grid, const struct subject *of, const struct lm_axis_values *values, enum lm_kind kind,
                unsigned replicates, bool windowed)
{
    double first = first_on_axis(of->sweep);
    for (size_t k = 0; k < LM_MAX_AXIS && values->v[k] > 0; k++)
        for (unsigned r = 0; counts(of, values->v[k], windowed) && r < replicates; r++) {
            LM_ASSERT(grid->n < POINTS_MAX);
            size_t n = grid->n++;
            grid->value[n] = values->v[k];
            grid->x[n] = coordinate(of->sweep, values->v[k]);
            grid->log_x[n] = log(grid->x[n] / first);
            grid->network[n] = 2 * r + kind;
        }
    grid->paired = of->sweep->paired;
}

static struct grid claim_grid(const struct subject *of, unsigned replicates)
{
    struct grid grid = {.n = 0};
    add(&grid, of, &of->sweep->dense, LM_DENSE, replicates, true);
    add(&grid, of, &of->sweep->implicit, LM_IMPLICIT, replicates, true);
    return grid;
}

static struct grid quick_grid(const struct subject *of)
{
    return claim_grid(of, of->sweep->replicates[LM_QUICK]);
}

static struct grid calibration_grid(const struct subject *of)
{
    struct grid grid = {.n = 0};
    struct lm_axis_values dense = {{0}};
    size_t n = 0;
    for (size_t k = 0; k < LM_MAX_AXIS && of->sweep->calibration.v[k] > 0 && of->sweep->dense.v[0] > 0; k++)
        if (lm_sweep_cell(of->sweep, of->sweep->calibration.v[k]).m <= LARGEST_DENSE) dense.v[n++] = of->sweep->calibration.v[k];
    add(&grid, of, &dense, LM_DENSE, of->sweep->calibration_replicates, false);
    if (of->sweep->implicit.v[0] > 0)
        add(&grid, of, &of->sweep->calibration, LM_IMPLICIT, of->sweep->calibration_replicates, false);
    return grid;
}

static struct grid control_grid(const struct subject *of, enum lm_kind kind)
{
    struct grid grid = {.n = 0};
    const struct lm_axis_values *values = kind == LM_IMPLICIT ? &of->sweep->control_implicit : &of->sweep->control_dense;
    add(&grid, of, values, kind, of->sweep->control_replicates[LM_QUICK], true);
    return grid;
}

/* The controls of this kind that must refute the statement, by name; false when there is none. */
static bool controls_of(char *out, size_t size, const struct subject *of, enum lm_kind kind)
{
    size_t length = 0;
    for (size_t k = 0; k < lm_count_controls(of->lemma); k++) {
        const struct lm_control *control = &of->lemma->controls[k];
        bool wanted = control->refutes >> of->index & 1 && lm_control_kind(of->sweep, control) == kind;
        if (wanted && length < size)
            length += (size_t)snprintf(out + length, size - length, "%s%s", length > 0 ? ", " : "", control->name);
    }
    return length > 0;
}

static const uint64_t *networks(const struct grid *grid)
{
    return grid->paired ? grid->network : NULL;
}

/* Degrees of freedom of a slope: each network has an intercept of its own where it stands at several points. */
static double freedom(const struct grid *grid)
{
    size_t intercepts = 0;
    for (size_t k = 0; k < grid->n; k++) {
        bool seen = false;
        for (size_t i = 0; i < k && !seen; i++) seen = grid->network[i] == grid->network[k];
        intercepts += !seen;
    }
    return (double)(grid->n - (grid->paired ? intercepts : 1) - 1);
}

static double largest_x(const struct grid *grid)
{
    double largest = 0;
    for (size_t k = 0; k < grid->n; k++) largest = fmax(largest, grid->x[k]);
    return largest;
}

static size_t cells_at(const struct grid *grid, double x, size_t before)
{
    size_t count = 0;
    for (size_t k = 0; k < before; k++) count += grid->x[k] == x;
    return count;
}

/* ---- What is measured on them ---- */

/* The ratio Q/S at x: exp(log_scale) (x/first)^excess (1 + bend/sqrt x) exp(sd N). */
struct law {
    double excess, log_scale, bend, sd;
};

static bool is_bent(const struct law *law)
{
    return law->bend < 0 || law->bend > 0;
}

static double centre(const struct grid *grid, size_t k, const struct law *law)
{
    return law->log_scale + law->excess * grid->log_x[k] + log1p(law->bend / sqrt(grid->x[k]));
}

static void draw(double *y, const struct grid *grid, const struct law *law)
{
    for (size_t k = 0; k < grid->n; k++) y[k] = exp(centre(grid, k, law) + gsl_ran_gaussian_ziggurat(rng, law->sd));
}

static double draw_largest(const struct grid *grid, const struct law *law)
{
    double largest = -HUGE_VAL;
    for (size_t k = 0; k < grid->n; k++) largest = fmax(largest, centre(grid, k, law) + gsl_ran_gaussian_ziggurat(rng, law->sd));
    return exp(largest);
}

/* ---- Exact laws of least squares and of Student's t ---- */

static double se_of_slope(const struct grid *grid, double sd)
{
    double mean = 0, sum = 0;
    for (size_t k = 0; k < grid->n; k++) mean += grid->log_x[k] / (double)grid->n;
    for (size_t k = 0; k < grid->n; k++) sum += pow(grid->log_x[k] - mean, 2);
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

static const double *spreads(double nu)
{
    static double last, kept[CELLS];
    for (int k = 0; k < CELLS && last != nu; k++) kept[k] = sqrt(gsl_cdf_chisq_Pinv((k + 0.5) / CELLS, nu) / nu);
    last = nu;
    return kept;
}

static double exactly_beyond(double distance, double confidence, double nu)
{
    double t = gsl_cdf_tdist_Pinv(confidence, nu), sum = 0;
    for (int k = 0; k < CELLS; k++) sum += beyond(spreads(nu)[k], distance, t);
    return sum / CELLS;
}

static double exactly_within(double distance, double width, double confidence, double nu)
{
    double t = gsl_cdf_tdist_Pinv(confidence, nu), sum = 0;
    for (int k = 0; k < CELLS; k++) sum += within(spreads(nu)[k], distance, width, t);
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

static void print_rate(double value, bool asserted)
{
    printf("| %6.4f%c", value, asserted ? '*' : ' ');
}

/* ---- Rule R ---- */

struct rate_counts {
    size_t fails, by_constant, by_slope;
};

static double exactly_by_slope(const struct grid *grid, const struct law *law)
{
    return exactly_beyond((law->excess - MARGIN) / se_of_slope(grid, law->sd), SLOPE_CONFIDENCE, freedom(grid));
}

/* P(median at the largest x > 1.5 c), where c is the largest of the calibration cells. The logarithm of the median is taken for
 * normal with variance pi/2n: right to 15 % from n = 5 on, which moves the result by less than MEDIAN_SLACK. */
static const double MEDIAN_SLACK = 0.02;

static double nearly_by_constant(const struct grid *calibration, const struct grid *grid, const struct law *correct,
                                 const struct law *audited)
{
    enum { MEDIANS = 200 };
    double x = largest_x(grid), n = (double)cells_at(grid, x, grid->n), at = 0, sum = 0;
    for (size_t k = 0; k < grid->n; k++)
        if (grid->x[k] == x) at = centre(grid, k, audited);
    for (int q = 0; q < MEDIANS; q++) {
        double median = at + audited->sd * sqrt(acos(-1.0) / 2 / n) * gsl_cdf_ugaussian_Pinv((q + 0.5) / MEDIANS), below = 1;
        for (size_t k = 0; k < calibration->n; k++)
            below *= gsl_cdf_ugaussian_P((median - log(EXCESS) - centre(calibration, k, correct)) / correct->sd);
        sum += below;
    }
    return sum / MEDIANS;
}

/* Calibrates and audits `audits` times: c is the largest ratio of the calibration cells, drawn from `correct`. */
static struct rate_counts simulate_rate(size_t audits, const struct grid *calibration, const struct grid *grid,
                                        const struct law *correct, const struct law *audited)
{
    struct rate_counts out = {0};
    double y[POINTS_MAX];
    for (size_t audit = 0; audit < audits; audit++) {
        double c = draw_largest(calibration, correct);
        draw(y, grid, audited);
        struct lm_rate_test test;
        lm_rate_test(&test, grid->x, y, networks(grid), grid->n, c);
        CHECK(test.decision == (test.by_constant || test.by_slope ? LM_FAILS : LM_HOLDS));
        out.fails += test.decision == LM_FAILS;
        out.by_constant += test.by_constant;
        out.by_slope += test.by_slope;
    }
    check_exact(out.by_constant, audits, nearly_by_constant(calibration, grid, correct, audited), MEDIAN_SLACK);
    if (!is_bent(audited)) check_exact(out.by_slope, audits, exactly_by_slope(grid, audited), SLACK);
    return out;
}

/* A statement and its constant belong together: c is calibrated on the law that is audited, true or not. */
static double claim_rate(const struct subject *of, double excess, double at_least, double at_most)
{
    struct grid calibration = calibration_grid(of), grid = quick_grid(of);
    struct law law = {excess, 0, 0, of->sd};
    struct rate_counts measured = simulate_rate(MANY, &calibration, &grid, &law, &law);
    check_promise(measured.fails, MANY, at_least, at_most);
    return rate(measured.fails, MANY);
}

static void claim_row(const struct subject *of)
{
    printf("    %-40s %5.2f %5.2f %5zu %5zu ", of->name, of->sd, of->loose, calibration_grid(of).n, quick_grid(of).n);
    print_rate(claim_rate(of, 0, 0, FALSE_ALARM), true);
    print_rate(claim_rate(of, of->loose, 0, FALSE_ALARM), true);
    print_rate(claim_rate(of, 0.15, 0, 1), false);
    print_rate(claim_rate(of, 0.25, 0.90, 1), true);
    putchar('\n');
}

static void rate_claims(void)
{
    printf("\n\n    %-40s %5s %5s %5s %5s | true   | known  | claim  | claim\n", "Rule R, claims: P(refuted)", "sd", "loose",
           "calib", "cells");
    printf("    %-40s %23s |        | law    | + 0.15 | + 0.25\n", "", "");
    each(LM_RATE, claim_row);
}

/* Faults of scale, and of order: there Q equals the correct statistic at the smallest value of the axis, in the domain or not. */
static void control_rates(const struct subject *of, const struct grid *grid, double loose)
{
    struct grid calibration = calibration_grid(of);
    struct law correct = {loose, 0, 0, of->sd};
    const struct law faults[] = {{loose, log(10.0), 0, of->sd}, {loose, log(30.0), 0, of->sd}, {fault_of_order(of), 0, 0, of->sd}};
    for (size_t f = 0; f < sizeof faults / sizeof *faults; f++) {
        size_t fails = simulate_rate(AUDITS, &calibration, grid, &correct, &faults[f]).fails;
        double by_constant = nearly_by_constant(&calibration, grid, &correct, &faults[f]);
        bool asserted = fmax(by_constant, exactly_by_slope(grid, &faults[f])) >= 0.995;
        check_promise(fails, AUDITS, asserted ? 0.99 : 0, 1);
        print_rate(rate(fails, AUDITS), asserted);
    }
}

static void control_rows(const struct subject *of)
{
    for (enum lm_kind kind = LM_DENSE; kind <= LM_IMPLICIT; kind++) {
        char names[160];
        struct grid grid = control_grid(of, kind);
        if (!controls_of(names, sizeof names, of, kind)) continue;
        printf("    %-36s %-37s %7.0f %4zu ", of->name, names, largest_x(&grid), grid.n);
        if (!CHECK(grid.n > 0)) continue;
        control_rates(of, &grid, 0);
        if (of->loose < 0) control_rates(of, &grid, of->loose);
        putchar('\n');
    }
}

static void rate_controls(void)
{
    printf("\n\n    %-74s %7s %4s |     as if the claim were tight    | the known law, where it is not\n",
           "Rule R, controls: P(refuted)", "to", "n");
    printf("    %-74s %12s | x 10   | x 30   | order  | x 10   | x 30   | order\n", "", "");
    each(LM_RATE, control_rows);
}

/* ---- Rule R by size of the effect and noise, on the grid of each sweep ---- */

enum { NOISES = 3 };
static const double NOISE[NOISES] = {0.25, 0.4, 0.65};

static void effect_heading(const char *title, const struct subject *of, size_t n)
{
    printf("\n\n    %-22s %-16s, %4zu cells", title, of->name, n);
    for (int s = 0; s < NOISES; s++) printf("|      sd %.2f      ", NOISE[s]);
    printf("\n    %-51s", "");
    for (int s = 0; s < NOISES; s++) printf("| fails  by c  slope");
    putchar('\n');
}

static void effect_row(const char *name, const struct grid *calibration, const struct grid *grid, const struct law *fault,
                       bool is_control, double at_most)
{
    printf("    %-51s", name);
    for (int s = 0; s < NOISES; s++) {
        struct law correct = {0, 0, 0, NOISE[s]}, audited = *fault;
        audited.sd = NOISE[s];
        struct rate_counts measured = simulate_rate(FEW, calibration, grid, is_control ? &correct : &audited, &audited);
        printf("| %5.3f %5.3f %5.3f ", rate(measured.fails, FEW), rate(measured.by_constant, FEW), rate(measured.by_slope, FEW));
        check_promise(measured.fails, FEW, 0, at_most);
    }
    putchar('\n');
}

static void claim_effects(const struct subject *of)
{
    struct grid calibration = calibration_grid(of), grid = quick_grid(of);
    const struct {
        const char *name;
        struct law law;
        double at_most;
    } rows[] = {
        {"true, loose by 1/4", {-0.25, 0, 0, 0}, FALSE_ALARM},
        {"true, with 1 + 8/sqrt m", {0, 0, 8, 0}, FALSE_ALARM},
        {"true, with 1 - 8/sqrt m", {0, 0, -8, 0}, FALSE_ALARM}, /* 3000 draws give .01 to .025, which FEW do not tell apart */
        {"true, with 1 - 12/sqrt m: 3/8 low at 1024", {0, 0, -12, 0}, 1},
        {"exponent exceeds the claim by 0.05, the margin", {0.05, 0, 0, 0}, 1}, /* the slope half fails in exactly 1 % */
        {"exponent exceeds the claim by 0.10", {0.10, 0, 0, 0}, 1},
        {"exponent exceeds the claim by 0.15", {0.15, 0, 0, 0}, 1},
        {"exponent exceeds the claim by 0.25", {0.25, 0, 0, 0}, 1},
    };
    effect_heading("Rule R, claims of", of, grid.n);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        if (is_bent(&rows[r].law) && of->sweep->axis != LM_AXIS_WIDTH) continue; /* corrections are known in the width only */
        effect_row(rows[r].name, &calibration, &grid, &rows[r].law, false, rows[r].at_most);
    }
}

static void control_effects(const struct subject *of, enum lm_kind kind)
{
    struct grid calibration = calibration_grid(of), grid = control_grid(of, kind);
    const int scales[] = {2, 3, 5, 10, 20, 30};
    if (grid.n == 0) return;
    effect_heading(kind == LM_DENSE ? "Rule R, dense of" : "Rule R, implicit of", of, grid.n);
    for (size_t r = 0; r < sizeof scales / sizeof *scales; r++) {
        char name[64];
        struct law law = {0, log((double)scales[r]), 0, 0};
        snprintf(name, sizeof name, "control: scale x %d", scales[r]);
        effect_row(name, &calibration, &grid, &law, true, 1);
    }
}

/* Draws of its own for each name, so that one contract more does not change what is drawn for the others. */
static void seed_by(const char *name)
{
    unsigned long seed = 5381;
    for (const char *c = name; *c; c++) seed = (33 * seed + (unsigned char)*c) % 4294967291UL;
    gsl_rng_set(rng, seed);
}

/* Every sweep on which some rate statement is judged, once. */
static void rate_effects(void)
{
    for (size_t k = 0; k < lm_registry_size; k++)
        for (unsigned w = 0; w < lm_count_sweeps(lm_registry[k].lemma); w++)
            for (unsigned s = 0; s < lm_count_statements(lm_registry[k].lemma); s++) {
                struct subject of = subject_of(&lm_registry[k], s);
                if (of.statement->rule != LM_RATE || of.statement->sweep != w) continue;
                snprintf(of.name, sizeof of.name, "%s/%s", lm_registry[k].slug, of.sweep->name);
                seed_by(of.name);
                claim_effects(&of);
                control_effects(&of, LM_DENSE);
                control_effects(&of, LM_IMPLICIT);
                break;
            }
}

/* ---- Equivalence of an exponent ---- */

struct exponent_rates {
    double holds, fails;
};

/* The law's excess is the true exponent less the claimed one. */
static struct exponent_rates exact_exponent(const struct grid *grid, double sd, double excess, double tolerance)
{
    double se = se_of_slope(grid, sd), distance = excess / se, width = tolerance / se, nu = freedom(grid);
    return (struct exponent_rates){.holds = exactly_within(distance, width, SIDE_CONFIDENCE, nu),
                                   .fails = exactly_beyond(distance - width, SIDE_CONFIDENCE, nu) +
                                            exactly_beyond(-distance - width, SIDE_CONFIDENCE, nu)};
}

/* How often the rule decides; held against its exact law, which takes its place, where there is one. */
static struct exponent_rates exponent_rates(const struct subject *of, const struct grid *grid, double excess, double bend)
{
    size_t holds = 0, fails = 0;
    double y[POINTS_MAX], tolerance = of->statement->tolerance;
    struct law law = {excess, 0, bend, of->sd};
    for (size_t audit = 0; audit < AUDITS; audit++) {
        draw(y, grid, &law);
        struct lm_exponent_test test;
        lm_exponent_test(&test, grid->x, y, networks(grid), grid->n, 0, tolerance);
        holds += test.decision == LM_HOLDS;
        fails += test.decision == LM_FAILS;
    }
    if (is_bent(&law)) {
        check_promise(fails, AUDITS, 0, FALSE_ALARM);
        return (struct exponent_rates){rate(holds, AUDITS), rate(fails, AUDITS)};
    }
    struct exponent_rates exact = exact_exponent(grid, of->sd, excess, tolerance);
    check_exact(holds, AUDITS, exact.holds, SLACK);
    check_exact(fails, AUDITS, exact.fails, 2 * SLACK);
    return exact;
}

static void exponent_controls(const struct subject *of)
{
    for (enum lm_kind kind = LM_DENSE; kind <= LM_IMPLICIT; kind++) {
        char names[160];
        struct grid grid = control_grid(of, kind);
        if (!controls_of(names, sizeof names, of, kind) || !CHECK(grid.n > 0)) continue;
        printf("    %-40s %11.0f %5zu ", names, largest_x(&grid), grid.n);
        for (int blank = 0; blank < 5; blank++) printf("|        ");
        double fails = exponent_rates(of, &grid, fault_of_order(of), 0).fails;
        print_rate(fails, true);
        CHECK_ABOVE(fails, 0.90);
        putchar('\n');
    }
}

static void exponent_row(const struct subject *of)
{
    struct grid grid = quick_grid(of);
    struct exponent_rates exact = exponent_rates(of, &grid, 0, 0);
    printf("    %-40s %5.2f %5.2f %5zu ", of->name, of->sd, of->statement->tolerance, grid.n);
    print_rate(exact.holds, true);
    CHECK_ABOVE(exact.holds, 0.95);
    CHECK_BELOW(exact.fails, FALSE_ALARM);
    for (int bend = -8; bend <= 8; bend += 16)
        if (of->sweep->axis == LM_AXIS_WIDTH)
            print_rate(exponent_rates(of, &grid, 0, bend).holds, false);
        else
            printf("|   -    ");
    for (int sign = -1; sign <= 1; sign += 2) {
        double fails = exponent_rates(of, &grid, 0.15 * sign, 0).fails;
        print_rate(fails, true);
        CHECK_ABOVE(fails, 0.90);
    }
    print_rate(exponent_rates(of, &grid, fault_of_order(of), 0).fails, false);
    /* Where about half of the audits fail, the simulation tells best whether the rule is the one described. */
    exponent_rates(of, &grid, of->statement->tolerance + 2.6 * se_of_slope(&grid, of->sd), 0);
    putchar('\n');
    exponent_controls(of);
}

static void exponents(void)
{
    printf("\n\n    %-40s %5s %5s %5s | P(holds), with a bend  | P(fails)\n", "Exponents (exact, but for bends)", "sd", "tol",
           "cells");
    printf("    %-40s %5s %5s %5s | true   | 1 - 8/ | 1 + 8/ | - 0.15 | + 0.15 | order\n", "", "", "", "");
    each(LM_EXPONENT, exponent_row);
}

/* ---- How many replicates at each value of the axis a statement needs, by the exact laws ---- */

static const unsigned REPLICATES[] = {5, 10, 20, 30, 40, 60, 100};

static void replicates_row(const struct subject *of)
{
    printf("    %-40s %5.2f %5u ", of->name, of->sd, of->sweep->replicates[LM_QUICK]);
    for (size_t k = 0; k < sizeof REPLICATES / sizeof *REPLICATES; k++) {
        struct grid grid = claim_grid(of, REPLICATES[k]);
        struct law law = {0.10, 0, 0, of->sd};
        bool is_rate = of->statement->rule == LM_RATE;
        printf("| %6.4f ",
               is_rate ? exactly_by_slope(&grid, &law) : exact_exponent(&grid, of->sd, 0, of->statement->tolerance).holds);
    }
    putchar('\n');
}

static void replicates_needed(void)
{
    printf("\n\n    Exponent: P(holds). Rule R: P(the slope refutes a claim that is 0.10 too low). Exact\n");
    printf("    %-40s %5s %5s ", "by replicates", "sd", "quick");
    for (size_t k = 0; k < sizeof REPLICATES / sizeof *REPLICATES; k++) printf("| %6u ", REPLICATES[k]);
    putchar('\n');
    each(LM_EXPONENT, replicates_row);
    each(LM_RATE, replicates_row);
}

/* ---- The mean against an oracle ---- */

/* The allowance of the contract at a value of the axis. */
static double allowance_at(const struct subject *of, double x)
{
    struct lm_cell cell = lm_sweep_cell(of->sweep, x);
    return lm_powers_at(&of->statement->bound, &cell);
}

/* That of a logarithm is half its variance, by which its mean may be off: hence the scatter, where the contract gives none. */
static bool is_logarithm(const struct subject *of)
{
    return !(of->statement->scatter > 0);
}

static double oracle_sd(const struct subject *of, double x)
{
    return is_logarithm(of) ? sqrt(2 * allowance_at(of, x)) : of->statement->scatter;
}

/* Q less the oracle at x: mean shift - bias allowance(x). */
static size_t simulate_oracle(size_t audits, const struct subject *of, const struct grid *grid, double shift, double bias)
{
    double y[POINTS_MAX], sd[POINTS_MAX], allowance[POINTS_MAX];
    size_t fails = 0;
    for (size_t k = 0; k < grid->n; k++) {
        allowance[k] = allowance_at(of, grid->value[k]);
        sd[k] = oracle_sd(of, grid->value[k]);
    }
    for (size_t audit = 0; audit < audits; audit++) {
        for (size_t k = 0; k < grid->n; k++) y[k] = shift - bias * allowance[k] + gsl_ran_gaussian_ziggurat(rng, sd[k]);
        struct lm_oracle_test test;
        lm_oracle_test(&test, grid->x, y, allowance, grid->n, 0);
        CHECK(test.decision != LM_UNDECIDED);
        fails += test.decision == LM_FAILS;
    }
    return fails;
}

/* The exact rate of failure: widths are independent. */
static double exact_oracle(const struct subject *of, const struct grid *grid, double shift, double bias, double *slack)
{
    double passes = 1, values = 0;
    for (size_t k = 0; k < grid->n; k++) values += cells_at(grid, grid->x[k], k) == 0;
    for (size_t k = 0; k < grid->n; k++) {
        double x = grid->x[k], n = (double)cells_at(grid, x, grid->n), confidence = 1 - FALSE_ALARM / values / 2;
        if (cells_at(grid, x, k) > 0) continue;
        double allowance = allowance_at(of, grid->value[k]), se = oracle_sd(of, grid->value[k]) / sqrt(n),
               off = shift - bias * allowance;
        passes *= 1 - exactly_beyond((off - allowance) / se, confidence, n - 1) -
                  exactly_beyond((-off - allowance) / se, confidence, n - 1);
    }
    *slack = 2 * values * SLACK;
    return 1 - passes;
}

/* What a variance of 2.2/m does to log ||h_6||; no rule of the O() kind sees it. */
static const double SHIFT = 0.26;

static void oracle_rates(const char *name, const struct subject *of, const struct grid *grid)
{
    const struct {
        double shift, bias, at_least, at_most;
    } rows[] = {
        {0, 0, 0, FALSE_ALARM}, {0, 1, 0, FALSE_ALARM}, {0.10, 0, 0, 1},
        {SHIFT, 0, 0.99, 1},    {SHIFT, 1, 0.99, 1}, /* the bias hides as much of it as it can */
    };
    printf("    %-46s %5zu ", name, grid->n);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        double slack, exact = exact_oracle(of, grid, rows[r].shift, rows[r].bias, &slack);
        check_exact(simulate_oracle(AUDITS, of, grid, rows[r].shift, rows[r].bias), AUDITS, exact, slack);
        bool known = rows[r].shift == 0 || is_logarithm(of); /* the shift is one of a logarithm */
        if (known) CHECK_ABOVE(exact + slack, rows[r].at_least);
        CHECK_BELOW(exact - slack, rows[r].at_most);
        print_rate(exact, (known && rows[r].at_least > 0) || rows[r].at_most < 1);
    }
    putchar('\n');
}

static void oracle_rows(const struct subject *of)
{
    struct grid grid = quick_grid(of);
    oracle_rates(of->name, of, &grid);
    for (enum lm_kind kind = LM_DENSE; kind <= LM_IMPLICIT; kind++) {
        char names[160];
        struct grid control = control_grid(of, kind);
        if (controls_of(names, sizeof names, of, kind) && CHECK(control.n > 0)) oracle_rates(names, of, &control);
    }
}

static void oracles(void)
{
    printf("\n\n    %-46s %5s | true   | bias   | shift  | shift  | shift\n", "Oracle: P(refuted), exact", "cells");
    printf("    %-46s %5s |        | as all.| 0.10   | %4.2f   | %4.2f, bias\n", "", "", SHIFT, SHIFT);
    each(LM_ORACLE, oracle_rows);
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

static const double VIOLATED[] = {0, 0.01, 0.05, 0.10, 0.20, 0.50};

static void frequency_row(const char *name, size_t n, double tolerated)
{
    printf("    %-46s %5zu ", name, n);
    for (size_t t = 0; t < sizeof VIOLATED / sizeof *VIOLATED; t++) {
        double holds, fails;
        frequency_law(&holds, &fails, n, VIOLATED[t], tolerated);
        printf("|  %5.3f  %5.3f ", holds, fails);
        if (VIOLATED[t] <= tolerated) CHECK_BELOW(fails, FALSE_ALARM);
        if (VIOLATED[t] >= tolerated) CHECK_BELOW(holds, 0.05);
    }
    putchar('\n');
}

static void frequency_rows(const struct subject *of)
{
    size_t n = quick_grid(of).n;
    double holds, fails, tolerated = of->statement->tolerance;
    frequency_row(of->name, n, tolerated);
    frequency_law(&holds, &fails, n, 0, tolerated);
    CHECK_ABOVE(holds, 0.99); /* a bound that is never violated is certified */
    for (enum lm_kind kind = LM_DENSE; kind <= LM_IMPLICIT; kind++) {
        char names[160];
        if (!controls_of(names, sizeof names, of, kind)) continue;
        frequency_row(names, control_grid(of, kind).n, tolerated);
        frequency_law(&holds, &fails, control_grid(of, kind).n, 0.5, tolerated);
        CHECK_ABOVE(fails, 0.99);
    }
}

static void frequencies(void)
{
    printf("\n\n    Frequency rule: P(holds) P(fails) for a true violation probability of\n    %52s ", "cells");
    for (size_t t = 0; t < sizeof VIOLATED / sizeof *VIOLATED; t++) printf("|     %4.2f      ", VIOLATED[t]);
    putchar('\n');
    each(LM_FREQUENCY, frequency_rows);
    const size_t sizes[] = {10, 20, 40, 58, 59, 180, 299};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) frequency_row("tolerated 0.05", sizes[s], 0.05);
    /* The two levels hold for every n, not only those of the table; 59 clean cells are the first to certify 0.95. */
    for (size_t n = 1; n <= 200; n++) {
        double holds, fails;
        frequency_law(&holds, &fails, n, 0.05, 0.05);
        CHECK_BELOW(fails, FALSE_ALARM);
        CHECK_BELOW(holds, 0.05);
        frequency_law(&holds, &fails, n, 0, 0.05);
        CHECK(holds == (n >= 59 ? 1 : 0));
    }
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"rule R on claims", rate_claims},
        {"rule R on controls", rate_controls},
        {"rule R by effect and noise", rate_effects},
        {"exponents", exponents},
        {"replicates needed", replicates_needed},
        {"oracles", oracles},
        {"frequencies", frequencies},
        {NULL, NULL},
    };
    rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, 20190521);
    int status = check_main(argc, argv, "the rules on the contracts' grids: rates of decisions", tests);
    gsl_rng_free(rng);
    return status;
}
