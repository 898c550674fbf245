/* H of Lemma 5.1: its moments against known values, its exactness, its expectations against quadrature that knows only H and
 * against sampling, its clips, and the noise of Lemma 5.2. */
#include "check.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <lemmata/fit.h>
#include <math.h>

static const enum lm_target functions[] = {LM_TARGET_LINEAR, LM_TARGET_SQUARE, LM_TARGET_CUBE,    LM_TARGET_SIN,
                                           LM_TARGET_EXP,    LM_TARGET_TANH,   LM_TARGET_SIGMOID, LM_TARGET_ATAN};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

static struct lm_fit hermite(enum lm_target phi, double sigma, double error)
{
    return lm_fit_hermite(phi, lm_target_truncation(phi, LM_FIT_REACH, error), sigma);
}

/* ---- Windows and moments ---- */

static void windows_are_those_of_the_proof(void)
{
    double from, to;
    lm_fit_window(&from, &to, 1);
    CHECK(from == -0.5 && to == 0.5);
    lm_fit_window(&from, &to, 4);
    CHECK(from == -0.125 && to == 0);
}

/* p'_i at tau = 1 for i = 1..10, and p'_2 at smaller tau, as an independent prototype has them, to the digits it gives. */
static void moments_are_known(void)
{
    static const double at_one[] = {.14683,    .00482136, -.0520814, -.00369159, .0945434,
                                    .00824151, -.338734,  -.032512,  1.84728,    .187454};
    for (int i = 1; i <= 10; i++) CHECK_NEAR(lm_fit_moment(i, 1), at_one[i - 1], 5e-6 * fabs(at_one[i - 1]) + 5e-9);
    static const double small[][2] = {{.3, .0138}, {.1, .0151}, {.03, .00477}, {.01, .00159}};
    for (size_t k = 0; k < sizeof small / sizeof *small; k++)
        CHECK_NEAR(lm_fit_moment(2, small[k][0]), small[k][1], 0.5e-2 * small[k][1]);
}

/* p'_2(tau) = (1 - exp(-w^2 k/2))/(2 pi tau k) with w = 1/4, k = 1 + 1/tau^2, and p'_1 = erf(w sqrt(k/2))/(sqrt(2 pi k) tau) with
 * w = 1/2; also where the window is many times wider than tau. */
static void moments_have_closed_forms(void)
{
    const double pi = acos(-1);
    for (double tau = 1; tau > 1e-4; tau /= 3) {
        double k = 1 + 1 / (tau * tau);
        CHECK_NEAR(lm_fit_moment(1, tau) * sqrt(2 * pi * k) * tau / erf(0.5 * sqrt(k / 2)), 1, 1e-13);
        CHECK_NEAR(lm_fit_moment(2, tau) * 2 * pi * tau * k / -expm1(-k / 32), 1, 1e-13);
    }
}

/* ---- Expectations ---- */

/* E 1[u z + last a_dx + noise xi + shift >= 0] H(z, a_dx): z and a_dx on Gauss-Legendre pieces, a_dx cut at all ends of windows, z
 * at the clips; given both the indicator has a normal probability. Only lm_fit_at is asked about H. */
enum { NODES = 12, FAR = 12 };

struct ends {
    double v[4 * LM_FIT_DEGREE + 2 * FAR + 8];
    size_t n;
};

static void add_end(struct ends *ends, double x)
{
    if (!(fabs(x) <= FAR)) return;
    size_t k = ends->n;
    while (k > 0 && ends->v[k - 1] > x) k--;
    if (k > 0 && !(ends->v[k - 1] < x)) return;
    for (size_t j = ends->n++; j > k; j--) ends->v[j] = ends->v[j - 1];
    ends->v[k] = x;
}

static double by_quadrature(const struct lm_fit *fit, const struct lm_indicator *of)
{
    struct ends of_z = {.n = 0}, of_a = {.n = 0};
    for (int x = -FAR; x <= FAR; x++) add_end(&of_z, x), add_end(&of_a, x);
    for (int i = 1; i <= fit->degree; i++) {
        double from, to;
        lm_fit_window(&from, &to, i);
        add_end(&of_a, 2 * fit->R * from);
        add_end(&of_a, 2 * fit->R * to);
        add_end(&of_z, fit->clip[i]);
        add_end(&of_z, -fit->clip[i]);
    }
    gsl_integration_glfixed_table *rule = gsl_integration_glfixed_table_alloc(NODES);
    double sum = 0;
    for (size_t p = 0; p + 1 < of_a.n; p++)
        for (size_t k = 0; k < NODES; k++) {
            double a, of_one;
            gsl_integration_glfixed_point(of_a.v[p], of_a.v[p + 1], k, &a, &of_one, rule);
            for (size_t q = 0; q + 1 < of_z.n; q++)
                for (size_t l = 0; l < NODES; l++) {
                    double z, weight;
                    gsl_integration_glfixed_point(of_z.v[q], of_z.v[q + 1], l, &z, &weight, rule);
                    double active = gsl_cdf_ugaussian_P((of->u * z + of->last * a + of->shift) / of->noise);
                    sum += of_one * weight * gsl_ran_ugaussian_pdf(a) * gsl_ran_ugaussian_pdf(z) * active * lm_fit_at(fit, z, a);
                }
        }
    gsl_integration_glfixed_table_free(rule);
    return sum;
}

static void hermite_is_exact(void)
{
    static const double sigmas[] = {0, 0.1, 1, 3};
    for (size_t k = 0; k < FUNCTIONS; k++)
        for (size_t s = 0; s < sizeof sigmas / sizeof *sigmas; s++) {
            struct lm_fit fit = hermite(functions[k], sigmas[s], 1e-6);
            for (double u = -0.86; u < 0.87; u += 0.43) {
                struct lm_indicator of = lm_indicator_of(u, sigmas[s]);
                double of_polynomial = lm_target_polynomial(functions[k], fit.degree, u);
                CHECK_NEAR(lm_fit_mean(&fit, &of), of_polynomial, 1e-12);
                CHECK_NEAR(of_polynomial, lm_target_at(functions[k], u), 1e-6);
            }
        }
}

/* The closed form against quadrature, on target, off target and shifted; 1e-13 of the norm for rounding. */
static void means_are_integrals(void)
{
    static const struct lm_indicator cases[] = {
        {0.5, 0.5, 1.2247448713915890, 0}, {-0.8, 0.5, 1.05, 0}, {0.6, 0.5, 12, 0}, {0.3, 0, 1.3, 0}, {0.7, 0.5, 0.9, 0.4}};
    static const enum lm_target few[] = {LM_TARGET_SQUARE, LM_TARGET_SIN, LM_TARGET_EXP};
    for (size_t k = 0; k < sizeof few / sizeof *few; k++) {
        struct lm_fit fit = hermite(few[k], 1, 1e-4), least;
        CHECK(lm_fit_least_norm(&least, few[k], 1, 1e-2) == LM_OK);
        for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
            CHECK_NEAR(lm_fit_mean(&fit, &cases[c]), by_quadrature(&fit, &cases[c]), 1e-13 * fit.norm);
            CHECK_NEAR(lm_fit_mean(&least, &cases[c]), by_quadrature(&least, &cases[c]), 1e-12 * least.norm);
        }
    }
}

/* 1 H(a) for drawn a and n, with vectors: six standard errors. */
static void means_are_averages(void)
{
    enum { SAMPLES = 400000 };
    struct lm_fit fits[2] = {hermite(LM_TARGET_SIN, 1, 1e-4)};
    CHECK(lm_fit_least_norm(&fits[1], LM_TARGET_SIN, 1, 1e-2) == LM_OK);
    const double u = 0.6, x[] = {u, sqrt(0.75 - u * u), 0.5};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, 5);
    double sum[2] = {0}, squares[2] = {0};
    for (int k = 0; k < SAMPLES; k++) {
        double a[3], n = gsl_ran_gaussian_ziggurat(rng, 1), g = n;
        for (int j = 0; j < 3; j++) g += x[j] * (a[j] = gsl_ran_gaussian_ziggurat(rng, 1));
        for (int f = 0; f < 2 && g >= 0; f++) {
            double h = lm_fit_at(&fits[f], a[0], a[2]);
            sum[f] += h / SAMPLES;
            squares[f] += h * h / SAMPLES;
        }
    }
    struct lm_indicator of = lm_indicator_of(u, 1);
    for (int f = 0; f < 2; f++) CHECK_NEAR(sum[f], lm_fit_mean(&fits[f], &of), 6 * sqrt(squares[f] / SAMPLES));
    gsl_rng_free(rng);
}

/* The sizes are those of an independent prototype, by its degrees; E H = 0 for the H of least norm. Their tolerances differ. (For
 * tanh it has the norm of a clipped H, which is smaller.) */
static void norms_are_known(void)
{
    static const struct {
        enum lm_target phi;
        int degree;
        double hermite, least;
    } known[] = {{LM_TARGET_SQUARE, 2, 105, 19}, {LM_TARGET_SIN, 7, 5.6, 4.0}, {LM_TARGET_EXP, 7, 58, 11}};
    const struct lm_indicator always = {.noise = 1e-3, .shift = 1000};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        struct lm_fit fit = lm_fit_hermite(known[k].phi, known[k].degree, 1), least;
        CHECK_NEAR(fit.norm, known[k].hermite, 0.05 * known[k].hermite);
        CHECK(lm_fit_least_norm(&least, known[k].phi, 1, 1e-2) == LM_OK);
        CHECK_NEAR(least.norm, known[k].least, 0.2 * known[k].least);
        CHECK_NEAR(by_quadrature(&least, &always), 0, 1e-12 * least.norm);
    }
}

static void least_norm_is_within_its_tolerance(void)
{
    for (size_t k = 0; k < FUNCTIONS; k++) {
        struct lm_fit fit;
        double largest = fmax(fabs(lm_target_at(functions[k], LM_FIT_REACH)), fabs(lm_target_at(functions[k], -LM_FIT_REACH)));
        CHECK(lm_fit_least_norm(&fit, functions[k], 1.5, 0.02) == LM_OK);
        CHECK_BELOW(fit.error, 0.02 * largest);
        for (double u = -0.85; u < 0.86; u += 0.17) {
            struct lm_indicator of = lm_indicator_of(u, 1.5);
            CHECK_NEAR(lm_fit_mean(&fit, &of), lm_target_at(functions[k], u), 1.01 * fit.error + 1e-14);
        }
    }
}

/* ---- Clips ---- */

static void clipping_costs_what_it_may(void)
{
    for (size_t k = 0; k < FUNCTIONS; k++) {
        const double error = 1e-3;
        struct lm_fit fit = hermite(functions[k], 1, 1e-4), clipped = fit;
        CHECK(isinf(lm_fit_sup(&fit)));
        lm_fit_clip(&clipped, error);
        CHECK(isfinite(lm_fit_sup(&clipped)));
        for (int i = 1; i <= clipped.degree; i++)
            if (clipped.c[i] != 0) CHECK_ABOVE(clipped.clip[i], 2 * sqrt(i - 1.0));
        if (k > 4) continue; /* quadrature takes its time */
        struct lm_indicator of = lm_indicator_of(0.7, 1);
        double moved = fabs(by_quadrature(&clipped, &of) - lm_fit_mean(&fit, &of));
        CHECK_BELOW(moved, error);
        CHECK_ABOVE(moved, error / 100);
    }
}

/* sup |H| with clips that cost eps = 1e-4: of one term that is |c'_i| He_i(B_i); an independent prototype, whose terms share eps
 * otherwise, has values within a factor of 2. */
static void suprema_are_known(void)
{
    static const struct {
        enum lm_target phi;
        int degree;
        double sup;
    } known[] = {{LM_TARGET_SQUARE, 2, 3.2e3}, {LM_TARGET_CUBE, 3, 1.6e3}, {LM_TARGET_SIN, 7, 5.2e2}, {LM_TARGET_EXP, 7, 4.7e3}};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        struct lm_fit fit = lm_fit_hermite(known[k].phi, known[k].degree, 1);
        lm_fit_clip(&fit, 1e-4);
        CHECK_BELOW(lm_fit_sup(&fit), 2 * known[k].sup);
        CHECK_ABOVE(lm_fit_sup(&fit), known[k].sup / 2);
    }
    struct lm_fit square = lm_fit_hermite(LM_TARGET_SQUARE, 2, 1);
    lm_fit_clip(&square, 1e-4);
    CHECK_NEAR(lm_fit_sup(&square), fabs(square.c[2]) * (square.clip[2] * square.clip[2] - 1), 1e-9);
}

/* ---- The noise of Lemma 5.2 ---- */

static void noise_is_that_of_the_depth(void)
{
    CHECK_NEAR(lm_fit_noise(2, 0.1), 0, 1e-7); /* h_1 = h_1^(0): a square root of rounding */
    for (int i = 3; i <= 8; i++) {
        CHECK_NEAR(lm_fit_noise(i, 1e-3), sqrt(2.0 * (i - 2)), 0.01 * sqrt(2.0 * (i - 2)));
        CHECK_BELOW(lm_fit_noise(i, 0.3), lm_fit_noise(i, 1e-3));
    }
}

/* ---- Misuse ---- */

static void what_cannot_be_had_is_refused(void)
{
    struct lm_fit fit;
    CHECK(lm_fit_least_norm(&fit, LM_TARGET_TANH, 1, 1e-15) == LM_ECONVERGE);
    CHECK(fit.error > 1e-15);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"windows", windows_are_those_of_the_proof},
        {"moments", moments_are_known},
        {"moments in closed form", moments_have_closed_forms},
        {"exactness", hermite_is_exact},
        {"means against quadrature", means_are_integrals},
        {"means against sampling", means_are_averages},
        {"norms", norms_are_known},
        {"tolerance of the H of least norm", least_norm_is_within_its_tolerance},
        {"clips", clipping_costs_what_it_may},
        {"suprema", suprema_are_known},
        {"noise of Lemma 5.2", noise_is_that_of_the_depth},
        {"misuse", what_cannot_be_had_is_refused},
        {NULL, NULL},
    };
    return check_main(argc, argv, "concept: H", tests);
}
