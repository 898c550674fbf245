/* Attacks on claims "for all W' with ||W'||_2 <= Delta/sqrt m" (2018 section 5, Theorem 4; 2019 Lemmas F.1 and 6.1): perturbations
 * made to be bad. Random ones have strictly better exponents than the claims, so that without these an audit says nothing.
 *
 * All work on dense and implicit W, in double; all but the Gaussian one have low rank and are given in factored form. What an attack
 * finds is a lower bound of the worst case: it can refute a claim, never prove it. */
#ifndef LEMMATA_ATTACK_H
#define LEMMATA_ATTACK_H

#include <lemmata/rnn.h>

enum lm_attack_kind {
    LM_ATTACK_GAUSSIAN,      /* independent entries */
    LM_ATTACK_RANK_ONE,      /* u v', two random unit vectors */
    LM_ATTACK_ALONG_STATE,   /* u h_1'/||h_1||, u a random unit vector */
    LM_ATTACK_GRADIENT,      /* the gradient of 1/2 sum_{l >= 2} ||B h_l||^2 */
    LM_ATTACK_TOP_PAIR,      /* its top singular pair */
    LM_ATTACK_STATE,         /* Frank-Wolfe on ||h'_L|| over the spectral ball */
    LM_ATTACK_FLIP,          /* carries the smallest preactivations of layer 2 across 0, by a rank one along h_1 */
    LM_ATTACK_SIGNS,         /* Frank-Wolfe on a smoothed number of sign changes in all layers */
    LM_ATTACK_COUPLING       /* the rank one along h_1 that costs the first-order coupling of e_1'B h_L most, at layer 2 */
};

/* W', with ||W'||_2 at most the radius asked for. */
struct lm_attack {
    struct lm_factored delta;     /* rank 0: the Gaussian one, scale * gaussian */
    struct lm_weights *gaussian;
    double scale;
    double norm;                  /* ||W'||_2 by Lanczos, which knows nothing of how W' was made: at most radius (1 + 1e-6); of the
                                     Gaussian one a value within 2 % below it */
};

/* The attack of this kind on the first sequence of a run, in the arena of its network. Random numbers come from `address`. Requires: a
 * run in double arithmetic with L >= 2. LM_EINTERNAL where the norm found exceeds the radius: never a wrong W' in silence;
 * LM_ECONVERGE where a gradient has no direction. */
LM_WARN_UNUSED lm_status lm_attack(struct lm_attack *out, enum lm_attack_kind kind, struct lm_run *run, double radius,
                                   struct lm_address address);

/* A W' that makes the remainder of the first-order expansion of the square loss large (2018 Theorem 4), by Frank-Wolfe:
 * f(W + W') - f(W) - <grad f(W), W'>, over all sequences of the run; targets as of lm_square_loss. */
LM_WARN_UNUSED lm_status lm_attack_gap(struct lm_attack *out, struct lm_run *run, const double *targets, double radius,
                                       struct lm_address address);

/* y = W'x: panels of one width, in the arithmetic of y. What it needs stays in the arena. */
void lm_attack_mul(struct lm_arena *arena, const struct lm_attack *attack, const struct lm_panel *y, const struct lm_panel *x);

/* The network with W + W'. */
struct lm_net *lm_net_attacked(struct lm_net *net, const struct lm_attack *attack);

/* Vectors that W (right) and its transpose (left) meet while an attack is sought: on one sequence, and on the n of a loss. The passes
 * before and after come on top. */
void lm_attack_vectors(enum lm_attack_kind kind, int L, size_t *right, size_t *left);
void lm_attack_gap_vectors(int L, size_t n, size_t *right, size_t *left);

/* What the closed-form attacks reach at layer 2 as m grows, for q = ||h_1||^2 + ||x_2||^2, so that the entries of g_2 are N(0, 2 q/m):
 * the number of signs that LM_ATTACK_FLIP changes, 3^(1/3) (pi q)^(-1/3) (Delta ||h_1|| m)^(2/3) but for its overshoot, and the error
 * in e_1'B h_L of LM_ATTACK_COUPLING, 3/8 2^(2/3) (E/sqrt(pi q))^(1/3) (Delta ||h_1||)^(4/3) m^(-1/6) with
 * E = E max(b, 0)^3 = sqrt(2/pi) d^(-3/2) for the entries b ~ N(0, 1/d) of Back_{2->L}. */
double lm_limit_flips(double Delta, double h_1, double q, double m);
double lm_limit_coupling(double Delta, double h_1, double q, double m, size_t d);

#endif
