/* The H of Lemma 5.1 by Hermite polynomials (Allen-Zhu, Li & Liang 2018, Lemma 6.2; 2019, Appendix G.1). */
#include "concept_internal.h"

#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_hermite.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

/* The integrands are entire and the windows short: 32 nodes are exact to rounding as long as no Gaussian factor is much narrower
 * than its piece, which is cut where tau or the scale of the indicator is. */
enum { NODES = 32, CLIP_STEPS = 64 };
static const double FAR = 12; /* standard deviations: what lies beyond is below 1e-32 */

void lm_fit_window(double *from, double *to, int i)
{
    LM_ASSERT(i >= 1);
    *from = -0.5 / i;
    *to = i % 2 ? 0.5 / i : 0;
}

/* E He_{i-1}(-s) phi(s) q_i(b) with s = scale b + shift, b ~ N(0, tau^2). */
static double moment(int i, double tau, double scale, double shift)
{
    static const double per_piece = 2; /* standard deviations of the narrower factor */
    double from, to, narrow = fmin(tau, 1 / fmax(scale, 1e-300)), sum = 0;
    lm_fit_window(&from, &to, i);
    from = fmax(from, -FAR * tau);
    to = fmin(to, FAR * tau);
    int pieces = (int)ceil((to - from) / (per_piece * narrow));
    gsl_integration_glfixed_table *rule = gsl_integration_glfixed_table_alloc(NODES);
    LM_ASSERT(rule != NULL);
    for (int p = 0; p < pieces; p++)
        for (size_t k = 0; k < NODES; k++) {
            double left = from + (to - from) * p / pieces, right = from + (to - from) * (p + 1) / pieces, b, weight;
            gsl_integration_glfixed_point(left, right, k, &b, &weight, rule);
            double s = scale * b + shift;
            sum += weight * gsl_sf_hermite_prob(i - 1, -s) * gsl_ran_ugaussian_pdf(s) * gsl_ran_gaussian_pdf(b, tau);
        }
    gsl_integration_glfixed_table_free(rule);
    return sum;
}

double lm_fit_moment(int i, double tau)
{
    return moment(i, tau, 1, 0);
}

static double window_probability(int i, double tau)
{
    double from, to;
    lm_fit_window(&from, &to, i);
    return gsl_cdf_gaussian_P(to, tau) - gsl_cdf_gaussian_P(from, tau);
}

struct lm_fit lm_fit_hermite(enum lm_target phi, int degree, double sigma)
{
    LM_ASSERT(degree >= 1 && degree <= LM_FIT_DEGREE && sigma >= 0);
    double R = sqrt(sigma * sigma + LM_FIT_REACH * LM_FIT_REACH);
    struct lm_fit fit = {.kind = LM_FIT_HERMITE, .phi = phi, .degree = degree, .sigma = sigma, .R = R, .tau = 1 / (2 * R)};
    fit.c[0] = 2 * lm_target_coefficient(phi, 0);
    double square = fit.c[0] * fit.c[0];
    for (int i = 1; i <= degree; i++) {
        double c = lm_target_coefficient(phi, i);
        fit.clip[i] = HUGE_VAL;
        if (c == 0) continue;
        fit.c[i] = c * pow(R, i) / lm_fit_moment(i, fit.tau);
        square += fit.c[i] * fit.c[i] * gsl_sf_fact((unsigned)i) * window_probability(i, fit.tau); /* He_i are orthogonal */
    }
    fit.norm = sqrt(square);
    return fit;
}

/* What clipping He_i at B takes from E |He_i(z)|, on both sides, B beyond its zeros: int_B^inf He_i phi = He_{i-1}(B) phi(B). */
static double clipped_away(int i, double B)
{
    return 2 * (gsl_sf_hermite_prob(i - 1, B) * gsl_ran_ugaussian_pdf(B) - gsl_sf_hermite_prob(i, B) * gsl_cdf_ugaussian_Q(B));
}

void lm_fit_clip(struct lm_fit *fit, double error)
{
    LM_ASSERT(fit->kind == LM_FIT_HERMITE && error > 0);
    int terms = 0;
    for (int i = 1; i <= fit->degree; i++) terms += fit->c[i] != 0;
    for (int i = 1; i <= fit->degree; i++) {
        if (fit->c[i] == 0) continue;
        double weight = fabs(fit->c[i]) * window_probability(i, fit->tau);
        double step = ceil(2 * sqrt(i - 1.0) * CLIP_STEPS);
        while (weight * clipped_away(i, step / CLIP_STEPS) > error / terms) step++;
        fit->clip[i] = step / CLIP_STEPS;
    }
}

double lm_fit_sup(const struct lm_fit *fit)
{
    LM_ASSERT(fit->kind == LM_FIT_HERMITE);
    double far = 0, sup = fabs(fit->c[0]);
    for (int i = 1; i <= fit->degree; i++)
        if (fit->c[i] != 0) far = fmax(far, fit->clip[i]);
    if (isinf(far)) return far;
    /* H changes with a_dx at ends of windows only: just inside each of them, on both sides. */
    for (int end = 1; end <= fit->degree; end++)
        for (double z = -far; z <= far; z += 1.0 / CLIP_STEPS) {
            double a_dx = 2 * fit->R * 0.5 / end * (1 - 1e-9);
            sup = fmax(sup, fmax(fabs(lm_hermite_at(fit, z, a_dx)), fabs(lm_hermite_at(fit, z, -a_dx))));
        }
    return sup;
}

double lm_hermite_at(const struct lm_fit *fit, double z, double a_dx)
{
    double b = a_dx / (2 * fit->R), sum = fit->c[0];
    for (int i = 1; i <= fit->degree; i++) {
        double from, to;
        if (fit->c[i] == 0) continue;
        lm_fit_window(&from, &to, i);
        if (b < from || b > to) continue;
        sum += fit->c[i] * gsl_sf_hermite_prob(i, fmax(-fit->clip[i], fmin(fit->clip[i], z)));
    }
    return sum;
}

/* With r = sqrt(u^2 + noise^2) the indicator is 1[z x + beta sqrt(1 - x^2) + s >= 0], x = u/r, s = (last a_dx + shift)/r. */
double lm_hermite_mean(const struct lm_fit *fit, const struct lm_indicator *of)
{
    LM_ASSERT(of->u != 0 || of->noise > 0);
    double r = hypot(of->u, of->noise), sum = fit->c[0] == 0 ? 0 : fit->c[0] * lm_indicator_probability(of);
    for (int i = 1; i <= fit->degree; i++) {
        if (fit->c[i] == 0) continue;
        double p = moment(i, fit->tau, of->last * 2 * fit->R / r, of->shift / r);
        sum += fit->c[i] * pow(of->u / r, i) * p;
    }
    return sum;
}
