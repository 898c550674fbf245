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
/* The degree of a polynomial, -1 of a series that does not end. */
int lm_target_degree(enum lm_target phi);

/* c_i. Exactly 0 where it vanishes. */
double lm_target_coefficient(enum lm_target phi, int i);
void lm_target_coefficient_arb(arb_t out, enum lm_target phi, ulong i, slong bits);

/* The least degree n with sum_{i > n} |c_i| reach^i <= error; 0 <= reach < radius. What is cut off: phi - phi_n on [-reach, reach]. */
int lm_target_truncation(enum lm_target phi, double reach, double error);
/* sum_{i <= degree} c_i z^i. */
double lm_target_polynomial(enum lm_target phi, int degree, double z);

#endif
