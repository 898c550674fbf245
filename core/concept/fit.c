/* H: what both kinds have in common. */
#include "concept_internal.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>
#include <lemmata/limits.h>
#include <math.h>

double lm_fit_at(const struct lm_fit *fit, double z, double a_dx)
{
    return fit->kind == LM_FIT_HERMITE ? lm_hermite_at(fit, z, a_dx) : lm_least_norm_at(fit, z, a_dx);
}

struct lm_indicator lm_indicator_of(double u, double sigma)
{
    return (struct lm_indicator){.u = u, .last = 0.5, .noise = sqrt(fmax(0, LM_FIT_REACH * LM_FIT_REACH - u * u) + sigma * sigma)};
}

double lm_fit_mean(const struct lm_fit *fit, const struct lm_indicator *of)
{
    return fit->kind == LM_FIT_HERMITE ? lm_hermite_mean(fit, of) : lm_least_norm_mean(fit, of);
}

double lm_fit_mean_in_window(const struct lm_fit *fit, const struct lm_indicator *of, double slide, double from, double to)
{
    enum { NODES = 8 };
    struct lm_indicator inner = *of;
    double sum = 0, probability = 0;
    gsl_integration_glfixed_table *rule = gsl_integration_glfixed_table_alloc(NODES);
    LM_ASSERT(rule != NULL);
    for (size_t k = 0; k < NODES; k++) {
        double V, weight;
        gsl_integration_glfixed_point(from, to, k, &V, &weight, rule);
        inner.shift = slide * V;
        weight *= gsl_ran_ugaussian_pdf(V);
        sum += weight * lm_fit_mean(fit, &inner);
        probability += weight;
    }
    gsl_integration_glfixed_table_free(rule);
    return sum / probability;
}

double lm_indicator_probability(const struct lm_indicator *of)
{
    double scale = sqrt(of->u * of->u + of->last * of->last + of->noise * of->noise);
    if (scale == 0) return of->shift >= 0 ? 1 : 0;
    return gsl_cdf_ugaussian_P(of->shift / scale);
}

/* Both states have the same norm, so that the part of h - h^(0) along h^(0) is known from its length alone. */
double lm_fit_noise(int i, double eps_x)
{
    LM_ASSERT(i >= 2 && eps_x > 0);
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs one = lm_inputs_normalised(arena, 1, i, 2, eps_x, (struct lm_address){0, 0});
    struct lm_inputs null = lm_inputs_null(arena, i, 2, eps_x), both = lm_inputs_join(arena, &one, &null);
    struct lm_limit_gram gram;
    lm_status status = lm_limit_gram(&gram, arena, &both, 0);
    LM_ASSERT(status == LM_OK); /* a few tokens are always in reach */
    size_t p = lm_limit_index(&gram, 0, i - 1), q = lm_limit_index(&gram, 1, i - 1);
    double distance = lm_limit_distance(&gram, p, q), norm = sqrt(gram.K[q * gram.order + q]);
    double tau = distance * sqrt(fmax(0, 1 - distance * distance / (4 * norm * norm)));
    lm_arena_free(arena);
    return tau / eps_x;
}
