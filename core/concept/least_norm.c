/* The H of least norm: in the span of the conditional probabilities psi_t = P(<a, x*_t> + n >= 0 | z, a_dx), whose inner products
 * are orthant probabilities. */
#include "concept_internal.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <lapacke.h>
#include <math.h>

enum { N = LM_FIT_NODES, ANGLES = 20 }; /* of 20 nodes GSL has a table */
static const double pi = 3.141592653589793;

/* The correlation of the two Gaussians behind an indicator and behind node v. */
static double correlation(const struct lm_indicator *of, double v, double sigma)
{
    double scale = sqrt(of->u * of->u + of->last * of->last + of->noise * of->noise);
    return (of->u * v + of->last / 2) / (scale * sqrt(1 + sigma * sigma));
}

/* Cov(1[X >= -h], 1[Y >= 0]) for standard Gaussians of correlation r: the integral of exp(-h^2/(2 cos^2 t))/(2 pi) over t from 0 to
 * asin r (Plackett 1954); asin(r)/(2 pi) at h = 0. */
static double covariance(double h, double r)
{
    double angle = asin(fmax(-1, fmin(1, r))), sum = 0;
    if (h == 0) return angle / (2 * pi);
    gsl_integration_glfixed_table *rule = gsl_integration_glfixed_table_alloc(ANGLES);
    LM_ASSERT(rule != NULL);
    for (size_t k = 0; k < ANGLES; k++) {
        double t, weight;
        gsl_integration_glfixed_point(0, angle, k, &t, &weight, rule);
        sum += weight * exp(-h * h / (2 * cos(t) * cos(t)));
    }
    gsl_integration_glfixed_table_free(rule);
    return sum / (2 * pi);
}

double lm_least_norm_mean(const struct lm_fit *fit, const struct lm_indicator *of)
{
    double scale = sqrt(of->u * of->u + of->last * of->last + of->noise * of->noise);
    double probability = lm_indicator_probability(of), sum = fit->constant * probability;
    for (size_t t = 0; t < N; t++)
        if (fit->weight[t] != 0)
            sum += fit->weight[t] * (probability / 2 + covariance(of->shift / scale, correlation(of, fit->u[t], fit->sigma)));
    return sum;
}

double lm_least_norm_at(const struct lm_fit *fit, double z, double a_dx)
{
    double sum = fit->constant;
    for (size_t t = 0; t < N; t++) {
        struct lm_indicator of = lm_indicator_of(fit->u[t], fit->sigma);
        double g = of.u * z + of.last * a_dx;
        sum += fit->weight[t] * (of.noise > 0 ? erfc(-g / (of.noise * sqrt(2))) / 2 : g >= 0);
    }
    return sum;
}

static double largest_error(const struct lm_fit *fit)
{
    double largest = 0;
    for (size_t t = 0; t < 4 * (N - 1) + 1; t++) {
        double u = LM_FIT_REACH * ((double)t / (2 * (N - 1)) - 1);
        struct lm_indicator of = lm_indicator_of(u, fit->sigma);
        largest = fmax(largest, fabs(lm_least_norm_mean(fit, &of) - lm_target_at(fit->phi, u)));
    }
    return largest;
}

static double largest_value(enum lm_target phi)
{
    return fmax(fabs(lm_target_at(phi, LM_FIT_REACH)), fabs(lm_target_at(phi, -LM_FIT_REACH)));
}

/* E H = 0 leaves psi_t - 1/2 with covariances C. H = sum_t w_t (psi_t - 1/2) has C w = Phi at the nodes and E H^2 = w'Cw:
 * eigenvectors of C are taken in, the largest eigenvalue first, until the error is small enough. */
lm_status lm_fit_least_norm(struct lm_fit *out, enum lm_target phi, double sigma, double tolerance)
{
    LM_ASSERT(sigma >= 0 && tolerance > 0);
    if (lm_target_coefficient(phi, 0) != 0)
        return lm_error(LM_EINVAL, "no H with E H = 0 fits %s, which is not 0 at 0", lm_target_name(phi));
    double R = sqrt(sigma * sigma + LM_FIT_REACH * LM_FIT_REACH), C[N * N], eigenvalue[N];
    *out = (struct lm_fit){.kind = LM_FIT_LEAST_NORM, .phi = phi, .sigma = sigma, .R = R, .tau = 1 / (2 * R)};
    for (size_t t = 0; t < N; t++) out->u[t] = LM_FIT_REACH * (2.0 * (double)t / (N - 1) - 1);
    for (size_t t = 0; t < N; t++)
        for (size_t s = 0; s < N; s++) {
            struct lm_indicator of = lm_indicator_of(out->u[s], sigma);
            C[t * N + s] = covariance(0, correlation(&of, out->u[t], sigma));
        }
    if (LAPACKE_dsyev(LAPACK_COL_MAJOR, 'V', 'U', N, C, N, eigenvalue) != 0)
        return lm_error(LM_ECONVERGE, "the eigenvalues of the covariances of H did not converge");
    double square = 0, bound = tolerance * largest_value(phi);
    out->error = HUGE_VAL;
    for (size_t k = N; k-- > 0 && out->error > bound && eigenvalue[k] > 1e-14 * eigenvalue[N - 1];) {
        double along = 0;
        for (size_t t = 0; t < N; t++) along += C[k * N + t] * lm_target_at(phi, out->u[t]);
        for (size_t t = 0; t < N; t++) out->weight[t] += along / eigenvalue[k] * C[k * N + t];
        out->constant = 0;
        for (size_t t = 0; t < N; t++) out->constant -= out->weight[t] / 2;
        square += along * along / eigenvalue[k];
        out->error = largest_error(out);
    }
    out->norm = sqrt(square);
    if (out->error <= bound) return LM_OK;
    return lm_error(LM_ECONVERGE, "no H of least norm fits %s with sigma = %g to %g: the best error is %g", lm_target_name(phi),
                    sigma, bound, out->error);
}
