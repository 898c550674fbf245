/* What the attacks share inside this module. */
#ifndef LEMMATA_ATTACK_INTERNAL_H
#define LEMMATA_ATTACK_INTERNAL_H

#include <lemmata/attack.h>
#include <lemmata/spectral.h>
#include <lemmata/train.h>

#include <cblas.h>

/* What is made of a gradient G = sum_k sigma_k p_k q_k' of small rank. */
enum lm_direction {
    LM_SCALED,    /* radius G/||G|| */
    LM_TOP_PAIR,  /* radius p_1 q_1' */
    LM_POLAR      /* radius sum_k p_k q_k': where <G, W'> is largest over the spectral ball */
};
lm_status lm_steepest(struct lm_factored *out, struct lm_arena *arena, struct lm_factored gradient, size_t m, double radius,
                      enum lm_direction direction);

/* Frank-Wolfe on ||h'_L||, from the unit vector `start` in place of h'_L, and on a smoothed number of sign changes. */
lm_status lm_climb_state(struct lm_factored *out, struct lm_run *run, double radius, const double *start);
lm_status lm_climb_signs(struct lm_factored *out, struct lm_run *run, double radius);
enum { LM_CLIMB_STATE = 12, LM_CLIMB_SIGNS = 10, LM_CLIMB_GAP = 12, LM_GAUSSIAN_STEPS = 60 }; /* steps; of Lanczos */

/* Fills in out->norm; LM_EINTERNAL where ||W'|| is more than the radius. */
lm_status lm_attack_verify(struct lm_attack *out, const struct lm_run *run, double radius, struct lm_address address);

#endif
