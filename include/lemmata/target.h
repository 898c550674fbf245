/* Target functions of the concept classes (2019, section 2; Wang et al. Remark 2.1): smooth functions of one variable, by their
 * Taylor series at 0, phi(z) = sum_i c_i z^i, and their complexity.
 *
 * Coefficients are exact in Arb, at any precision; the doubles are rounded from there. */
#ifndef LEMMATA_TARGET_H
#define LEMMATA_TARGET_H

#include <lemmata/proof.h>

enum lm_target {
    LM_TARGET_LINEAR,      /* z */
    LM_TARGET_SQUARE,      /* z^2 */
    LM_TARGET_CUBE,        /* z^3 */
    LM_TARGET_SIN,         /* sin z */
    LM_TARGET_EXP,         /* exp z - 1 */
    LM_TARGET_TANH,        /* tanh z */
    LM_TARGET_SIGMOID,     /* 1/(1 + exp(-z)) - 1/2 */
    LM_TARGET_ATAN,        /* arctan(z/2) */
    LM_TARGETS
};

const char *lm_target_name(enum lm_target phi);      /* as above: "exp z - 1" */
double lm_target_at(enum lm_target phi, double z);
/* The radius of convergence of the series; infinite for entire functions. */
double lm_target_radius(enum lm_target phi);
void lm_target_radius_arb(arb_t out, enum lm_target phi, slong bits);
/* The degree of a polynomial, -1 of a series that does not end. */
int lm_target_degree(enum lm_target phi);

/* c_i. Exactly 0 where it vanishes. */
double lm_target_coefficient(enum lm_target phi, int i);
void lm_target_coefficient_arb(arb_t out, enum lm_target phi, ulong i, slong bits);

/* The least degree n with sum_{i > n} |c_i| reach^i <= error, which bounds phi - phi_n on [-reach, reach]; 0 <= reach < radius. */
int lm_target_truncation(enum lm_target phi, double reach, double error);
/* sum_{i <= degree} c_i z^i. */
double lm_target_polynomial(enum lm_target phi, int degree, double z);

/* ---- Complexity (2019, section 2; Panigrahi & Goyal, Definition 2.1), in Arb, for its values may exceed every double
 * (arb_log_base_ui gives their logarithm) ----
 *
 * C_eps(phi, R) = sum_i ((C* R)^i + (sqrt(log(1/eps)/i) C* R)^i) |c_i|     the second power is 1 at i = 0
 * C_s(phi, R) = C* sum_i (i + 1)^1.75 R^i |c_i| */
#define LM_C_STAR 10000

/* Of the polynomial sum_{i <= degree} c_i z^i; R, C* >= 0 and 0 < eps <= 1. */
void lm_complexity_eps(arb_t out, enum lm_target phi, ulong degree, const arb_t R, const arb_t eps, const arb_t C_star, slong bits);
void lm_complexity_s(arb_t out, enum lm_target phi, ulong degree, const arb_t R, const arb_t C_star, slong bits);

/* What the degrees beyond `degree` add to them: an enclosure [0, bound] by a geometric series, exactly 0 for a polynomial of that
 * degree, +infinity where the series certainly diverges (decided by the radius, not by sums); indeterminate where neither is
 * known, because the terms at `degree` do not fall yet. */
void lm_complexity_eps_tail(arb_t out, enum lm_target phi, ulong degree, const arb_t R, const arb_t eps, const arb_t C_star,
                            slong bits);
void lm_complexity_s_tail(arb_t out, enum lm_target phi, ulong degree, const arb_t R, const arb_t C_star, slong bits);

#endif
