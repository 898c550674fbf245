/* What an arithmetic computes. The double and the MPFR file follow the same formulas step by step and share nothing, so that each
 * is the other's test. */
#ifndef LEMMATA_LIMITS_INTERNAL_H
#define LEMMATA_LIMITS_INTERNAL_H

#include <lemmata/limits.h>

struct lm_limit_ops {
    double (*kappa_1)(double r, int bits);
    double (*kappa_0)(double r, int bits);
    /* Fills the arrays of a gram; scratch memory comes from the arena and goes back to it. */
    void (*gram)(struct lm_limit_gram *out, struct lm_arena *arena, const struct lm_inputs *inputs, int bits);
    /* Residuals (order of them) and separations (order * n); either may be NULL. */
    lm_status (*residuals)(double *residuals, double *separations, struct lm_arena *arena, const struct lm_inputs *inputs,
                           int bits);
    /* sqrt((2 + z)^ends (1 + z)^gates / z) at its smallest over z > 0. */
    double (*product_norm)(int ends, int gates, int bits);
    double (*small_fraction)(double s, double q, int bits);
    /* out[p order + q] = sum of K of (a, l-1) and (b, k-1) times prod_i kappa_0 of (a, l+i) and (b, k+i), up to the states p and q, over
     * l, k >= 2 as far behind p as behind q; 0 at the first layer. */
    void (*tangent)(double *out, struct lm_arena *arena, const struct lm_inputs *inputs, int bits);
};
extern const struct lm_limit_ops lm_limit_double, lm_limit_mpfr;

/* The arrays of a gram, undefined. */
struct lm_limit_gram lm_limit_gram_new(struct lm_arena *arena, size_t n, int L);

static inline const double *lm_limit_token(const struct lm_inputs *inputs, size_t s, int l)
{
    return inputs->x + (s * (size_t)inputs->L + (size_t)l - 1) * inputs->dim;
}

/* The state whose values were computed first and are the same as those of p, bit by bit; p where there is none. */
size_t lm_limit_twin(const struct lm_limit_gram *gram, size_t p);
/* The error of a K whose state p lies in the span of the states before it to half of the digits. */
lm_status lm_limit_singular(const struct lm_limit_gram *gram, size_t p, int bits);

#endif
