/* Target functions: coefficients, truncation, and complexities against closed forms and the values of an independent prototype. */
#include "check.h"

#include <float.h>
#include <lemmata/target.h>
#include <math.h>

enum { BITS = 128 };

/* ---- Coefficients ---- */

static void coefficients_are_taylors(void)
{
    CHECK(lm_target_coefficient(LM_TARGET_LINEAR, 1) == 1 && lm_target_coefficient(LM_TARGET_LINEAR, 2) == 0);
    CHECK(lm_target_coefficient(LM_TARGET_CUBE, 3) == 1 && lm_target_coefficient(LM_TARGET_CUBE, 2) == 0);
    static const struct {
        enum lm_target phi;
        double c[8]; /* of degrees 0 to 7 */
    } known[] = {
        {LM_TARGET_SIN, {0, 1, 0, -1. / 6, 0, 1. / 120, 0, -1. / 5040}},
        {LM_TARGET_EXP, {0, 1, 1. / 2, 1. / 6, 1. / 24, 1. / 120, 1. / 720, 1. / 5040}},
        {LM_TARGET_TANH, {0, 1, 0, -1. / 3, 0, 2. / 15, 0, -17. / 315}},
        {LM_TARGET_SIGMOID, {0, 1. / 4, 0, -1. / 48, 0, 1. / 480, 0, -17. / 80640}},
        {LM_TARGET_ATAN, {0, 1. / 2, 0, -1. / 24, 0, 1. / 160, 0, -1. / 896}},
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        for (int i = 0; i < 8; i++)
            CHECK_NEAR(lm_target_coefficient(known[k].phi, i), known[k].c[i], DBL_EPSILON * fabs(known[k].c[i]));
}

static void series_are_the_functions(void)
{
    for (int k = 0; k < LM_TARGETS; k++) {
        enum lm_target phi = (enum lm_target)k;
        double reach = fmin(0.7 * lm_target_radius(phi), 2);
        int degree = lm_target_truncation(phi, reach, 1e-15);
        for (double z = -reach; z <= reach; z += reach / 8)
            CHECK_NEAR(lm_target_polynomial(phi, degree, z), lm_target_at(phi, z), 2e-15 * fmax(1, fabs(lm_target_at(phi, reach))));
    }
}

/* The degrees of an independent prototype at eps = 1e-4 on [-1, 1]; one degree less is not enough. */
static void truncation_is_the_least(void)
{
    CHECK(lm_target_truncation(LM_TARGET_SQUARE, 1, 1e-4) == 2);
    CHECK(lm_target_truncation(LM_TARGET_SIN, 1, 1e-4) == 7);
    CHECK(lm_target_truncation(LM_TARGET_EXP, 1, 1e-4) == 7);
    CHECK(lm_target_truncation(LM_TARGET_SIGMOID, 1, 1e-4) == 7);
    static const enum lm_target series[] = {LM_TARGET_SIN, LM_TARGET_EXP, LM_TARGET_TANH, LM_TARGET_SIGMOID, LM_TARGET_ATAN};
    for (size_t k = 0; k < sizeof series / sizeof *series; k++) {
        int n = lm_target_truncation(series[k], 1, 1e-4);
        double tail = 0;
        for (int i = 200; i > n; i--) tail += fabs(lm_target_coefficient(series[k], i));
        CHECK_BELOW(tail, 1e-4);
        CHECK_ABOVE(tail + fabs(lm_target_coefficient(series[k], n)), 1e-4);
    }
}

/* ---- Complexity ---- */

struct given {
    arb_t R, eps, C_star;
};

static void begin(struct given *g, double R, double eps, double C_star)
{
    arb_init(g->R);
    arb_init(g->eps);
    arb_init(g->C_star);
    arb_set_d(g->R, R);
    arb_set_d(g->eps, eps);
    arb_set_d(g->C_star, C_star);
}

static void end(struct given *g)
{
    arb_clear(g->R);
    arb_clear(g->eps);
    arb_clear(g->C_star);
}

/* The middle of the enclosure of a whole series, whose radius must be below `width` of it; log10 of it where asked. */
static double middle(arb_t sum, arb_t tail, bool log10, double width)
{
    arb_add(sum, sum, tail, BITS);
    if (log10) arb_log_base_ui(sum, sum, 10, BITS);
    double value = arf_get_d(arb_midref(sum), ARF_RND_NEAR);
    CHECK(arb_is_finite(sum));
    CHECK_BELOW(lm_upper(sum) - lm_lower(sum), width * fabs(value));
    return value;
}

static double complexity_s(enum lm_target phi, double R, ulong degree)
{
    struct given g;
    arb_t sum, tail;
    begin(&g, R, 0.5, LM_C_STAR);
    arb_init(sum);
    arb_init(tail);
    lm_complexity_s(sum, phi, degree, g.R, g.C_star, BITS);
    lm_complexity_s_tail(tail, phi, degree, g.R, g.C_star, BITS);
    double out = middle(sum, tail, false, 1e-12);
    arb_clear(sum);
    arb_clear(tail);
    end(&g);
    return out;
}

static double log10_complexity_eps(enum lm_target phi, double R, double eps, double C_star, ulong degree)
{
    struct given g;
    arb_t sum, tail;
    begin(&g, R, eps, C_star);
    arb_init(sum);
    arb_init(tail);
    lm_complexity_eps(sum, phi, degree, g.R, g.eps, g.C_star, BITS);
    lm_complexity_eps_tail(tail, phi, degree, g.R, g.eps, g.C_star, BITS);
    double out = middle(sum, tail, true, 1e-12);
    arb_clear(sum);
    arb_clear(tail);
    end(&g);
    return out;
}

/* Of an independent prototype, to the digits that it printed. */
static void smooth_complexities_are_known(void)
{
    CHECK_NEAR(complexity_s(LM_TARGET_SQUARE, 1, 2), 68385.2, 0.05);
    CHECK_NEAR(complexity_s(LM_TARGET_SQUARE, 1, 2), 1e4 * pow(3, 1.75), 1e-10);
    CHECK_NEAR(complexity_s(LM_TARGET_CUBE, 1, 2), 113137, 0.5); /* its one term is in the tail */
    CHECK_NEAR(complexity_s(LM_TARGET_SIN, 1, 60), 54485.9, 0.05);
    CHECK_NEAR(complexity_s(LM_TARGET_EXP, 1, 60), 96074.8, 0.05);
    CHECK_NEAR(complexity_s(LM_TARGET_TANH, 1, 200), 149001, 0.5);
    CHECK_NEAR(complexity_s(LM_TARGET_SIGMOID, 1, 100), 11339.4, 0.05);
    CHECK_NEAR(complexity_s(LM_TARGET_SIGMOID, 2, 200), 74500, 50);
    CHECK_NEAR(complexity_s(LM_TARGET_ATAN, 1, 200), 23563.8, 0.05);
}

static void large_complexities_have_logarithms(void)
{
    static const struct {
        enum lm_target phi;
        double R, log10, printed; /* half a unit of the last digit that the prototype printed */
        ulong degree;
    } known[] = {
        {LM_TARGET_SQUARE, 1, 8.90, 0.005, 2},        {LM_TARGET_CUBE, 1, 13.0, 0.05, 3},
        {LM_TARGET_SIN, 0.1, 434, 0.5, 4000},         {LM_TARGET_SIN, 1, 4342.64, 0.005, 20000},
        {LM_TARGET_EXP, 0.1, 434, 0.5, 4000},         {LM_TARGET_EXP, 1, 4342.94, 0.005, 20000},
        {LM_TARGET_SIN, 1.7320508, 7522, 0.5, 30000}, {LM_TARGET_EXP, 1.7320508, 7522, 0.5, 30000},
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        CHECK_NEAR(log10_complexity_eps(known[k].phi, known[k].R, 1e-6, LM_C_STAR, known[k].degree), known[k].log10,
                   known[k].printed);
}

/* At eps = 1 the second half of C_eps vanishes; the first is the function of absolute coefficients at C* R: sinh, tan .. */
static void complexities_meet_closed_forms(void)
{
    double reach = 0.9;
    CHECK_NEAR(pow(10, log10_complexity_eps(LM_TARGET_SIN, reach, 1, 1, 40)), sinh(reach), 1e-14);
    CHECK_NEAR(pow(10, log10_complexity_eps(LM_TARGET_EXP, reach, 1, 1, 40)), expm1(reach), 1e-14);
    CHECK_NEAR(pow(10, log10_complexity_eps(LM_TARGET_TANH, reach, 1, 1, 200)), tan(reach), 1e-14);
    CHECK_NEAR(pow(10, log10_complexity_eps(LM_TARGET_SIGMOID, reach, 1, 1, 200)), tan(reach / 2) / 2, 1e-14);
    CHECK_NEAR(pow(10, log10_complexity_eps(LM_TARGET_ATAN, reach, 1, 1, 200)), atanh(reach / 2), 1e-14);
    CHECK_NEAR(log10_complexity_eps(LM_TARGET_EXP, 1, 1, LM_C_STAR, 20000), 1e4 / log(10), 1e-11);
    /* z at eps = exp(-4): C* R (1 + 2). */
    CHECK_NEAR(pow(10, log10_complexity_eps(LM_TARGET_LINEAR, 2, exp(-4), 10, 1)), 60, 1e-12);
}

/* What is left out is enclosed, however early the sum is cut off. */
static void tails_enclose_what_is_left(void)
{
    struct given g;
    arb_t all, part, tail;
    begin(&g, 0.5, 1e-3, 2);
    arb_init(all);
    arb_init(part);
    arb_init(tail);
    for (int k = 0; k < LM_TARGETS; k++) {
        enum lm_target phi = (enum lm_target)k;
        lm_complexity_eps(all, phi, 300, g.R, g.eps, g.C_star, BITS);
        lm_complexity_s(part, phi, 300, g.R, g.C_star, BITS);
        for (ulong degree = 1; degree < 100; degree += 7) {
            arb_t sum;
            arb_init(sum);
            lm_complexity_eps(sum, phi, degree, g.R, g.eps, g.C_star, BITS);
            lm_complexity_eps_tail(tail, phi, degree, g.R, g.eps, g.C_star, BITS);
            arb_add(sum, sum, tail, BITS);
            CHECK(arb_overlaps(sum, all));
            lm_complexity_s(sum, phi, degree, g.R, g.C_star, BITS);
            lm_complexity_s_tail(tail, phi, degree, g.R, g.C_star, BITS);
            arb_add(sum, sum, tail, BITS);
            CHECK(arb_overlaps(sum, part));
            arb_clear(sum);
        }
    }
    arb_clear(all);
    arb_clear(part);
    arb_clear(tail);
    end(&g);
}

static bool is_infinite(const arb_t x)
{
    return lm_lower(x) == -HUGE_VAL && arf_is_pos_inf(arb_midref(x));
}

/* By the radius, not by sums: arctan(z/2) has rho = 2 and is finite in C_s at R = 1, in C_eps only where C* R < 2. */
static void divergence_is_decided_by_the_radius(void)
{
    struct given g;
    arb_t tail;
    begin(&g, 1, 1e-6, LM_C_STAR);
    arb_init(tail);
    static const enum lm_target finite_radius[] = {LM_TARGET_TANH, LM_TARGET_SIGMOID, LM_TARGET_ATAN};
    for (size_t k = 0; k < 3; k++) {
        enum lm_target phi = finite_radius[k];
        double rho = lm_target_radius(phi);
        arb_set_d(g.R, 1);
        lm_complexity_eps_tail(tail, phi, 50, g.R, g.eps, g.C_star, BITS);
        CHECK(is_infinite(tail));
        lm_complexity_s_tail(tail, phi, 50, g.R, g.C_star, BITS);
        CHECK(arb_is_finite(tail));
        arb_set_d(g.R, 0.99 * rho / LM_C_STAR);
        lm_complexity_eps_tail(tail, phi, 50, g.R, g.eps, g.C_star, BITS);
        CHECK(arb_is_finite(tail));
        arb_set_d(g.R, 1.01 * rho);
        lm_complexity_s_tail(tail, phi, 50, g.R, g.C_star, BITS);
        CHECK(is_infinite(tail));
    }
    arb_set_d(g.R, 2); /* exactly the radius of arctan(z/2) */
    lm_complexity_s_tail(tail, LM_TARGET_ATAN, 50, g.R, g.C_star, BITS);
    CHECK(is_infinite(tail));
    lm_complexity_eps_tail(tail, LM_TARGET_SIN, 50, g.R, g.eps, g.C_star, BITS); /* finite, but its terms grow to degree 20000 */
    CHECK(!arb_is_finite(tail) && !is_infinite(tail));
    lm_complexity_eps_tail(tail, LM_TARGET_CUBE, 3, g.R, g.eps, g.C_star, BITS);
    CHECK(arb_is_zero(tail));
    arb_clear(tail);
    end(&g);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"coefficients are Taylor's", coefficients_are_taylors},
        {"series are the functions", series_are_the_functions},
        {"truncation is the least", truncation_is_the_least},
        {"smooth complexities are known", smooth_complexities_are_known},
        {"large complexities have logarithms", large_complexities_have_logarithms},
        {"complexities meet closed forms", complexities_meet_closed_forms},
        {"tails enclose what is left", tails_enclose_what_is_left},
        {"divergence is decided by the radius", divergence_is_decided_by_the_radius},
        {NULL, NULL},
    };
    return check_main(argc, argv, "concept-target", tests);
}
