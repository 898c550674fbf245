/* Infinite-width values: what the random variables of a network tend to as m grows, for fixed inputs. The oracles of the lemmas.
 *
 * For entries N(0, 2/m) of W and A (claims of 2018 and 2019) the states of all sequences a at all layers l have inner products
 *   G[(a,l),(b,k)] = K[(a,l-1),(b,k-1)] + <x_{a,l}, x_{b,k}>,  K = sqrt(G_aa G_bb) kappa_1(G_ab/sqrt(G_aa G_bb)),  K = 0 at l = 0,
 * where K is the limit of <h, h'> and 2 G that of <g, g'> (Cho & Saul 2009; Daniely, Frostig & Singer 2016).
 *
 * `bits` chooses the arithmetic: 0 is double, 53 to 4096 MPFR; results are rounded to double. Each is the other's test. */
#ifndef LEMMATA_LIMITS_H
#define LEMMATA_LIMITS_H

#include <lemmata/rnn.h>

/* kappa_1(r) = (sqrt(1 - r^2) + (pi - arccos r) r)/pi and kappa_0(r) = (pi - arccos r)/pi, -1 <= r <= 1 (arguments that rounding
 * carried beyond are clamped). For g, g' of unit variance and correlation r: E ReLU(g) ReLU(g') = kappa_1/2 and
 * P(g >= 0, g' >= 0) = kappa_0/2. */
double lm_kappa_1(double r, int bits);
double lm_kappa_0(double r, int bits);

/* Limits for all pairs of states: order = n L, entry (p, q) at p * order + q with p = (l - 1) n + s: layer by layer, so that the
 * states before layer l are the first (l - 1) n. Distances are computed as such, not from K: they keep their relative accuracy
 * however near two states are. */
struct lm_limit_gram {
    size_t n, order;
    int L;
    double *K;          /* of <h, h'> */
    double *G;          /* half of that of <g, g'> */
    double *distance;   /* of ||h - h'|| */
    double *angle;      /* between g and g', 0 to pi; pi/2 where one of them is zero */
};
LM_WARN_UNUSED lm_status lm_limit_gram(struct lm_limit_gram *out, struct lm_arena *arena, const struct lm_inputs *inputs, int bits);
size_t lm_limit_index(const struct lm_limit_gram *gram, size_t s, int l);

/* out[p] = the limit of ||r_p|| with r_p = (I - U U') h_p and U an orthonormal basis of all states of earlier layers (2018 (4.2)):
 * the pivot of the Cholesky factor of K in which the other states of the same layer are left out. out holds n L numbers. A state
 * that equals an earlier one, as the first states of normalised sequences do, adds nothing to the span. LM_ECONVERGE where a state
 * lies so near the span of the others that less than half of the digits of its pivot are left (in double: two first tokens less
 * than about 1e-4 apart): give more bits. */
LM_WARN_UNUSED lm_status lm_limit_residuals(double *out, struct lm_arena *arena, const struct lm_inputs *inputs, int bits);
/* out[p n + t] = the limit of ||(I - yy'/||y||^2) x|| for the residuals x = r_p and y = r of sequence t at the layer of p, by which
 * two sequences are separable (2018 (4.3)); 0 for t itself and for equal states. Fails like the residuals. */
LM_WARN_UNUSED lm_status lm_limit_separations(double *out, struct lm_arena *arena, const struct lm_inputs *inputs, int bits);

/* Limits of ||h_p - h_q||, and of the fraction of units whose signs differ. */
double lm_limit_distance(const struct lm_limit_gram *gram, size_t p, size_t q);
double lm_limit_sign_changes(const struct lm_limit_gram *gram, size_t p, size_t q);
/* The limit of (d/m) <e_r'Back_{i->j}, e_r'Back'_{i->j}> for sequences s and t (entries of B ~ N(0, 1/d)), 0 <= i <= j <= L:
 * prod_{i < l <= j} kappa_0(correlation of g_l and g'_l). */
double lm_limit_backward(const struct lm_limit_gram *gram, size_t s, size_t t, int i, int j);

/* The limit of K/m, K the neural tangent kernel of the outputs (train.h), in the numbering of lm_ntk_gram, d outputs with entries
 * of B ~ N(0, 1/d): nothing between different outputs r, and between equal ones
 *   1/(2d) sum of K[h_{s,l-1}, h_{t,k-1}] prod_{i=0}^{a-l} kappa_0(correlation of g_{s,l+i} and g_{t,k+i})
 * over l, k with a - l = b - k (2 <= l <= a, 2 <= k <= b). The last gate keeps P(both units active) = kappa_0/2 of 1/d; each W
 * before it doubles and each gate before it keeps kappa_0/2 again; signals that met W unequally often are uncorrelated. out holds
 * (n (L-1) d)^2 numbers; the arena is only borrowed. */
LM_WARN_UNUSED lm_status lm_limit_ntk(double *out, struct lm_arena *arena, const struct lm_inputs *inputs, size_t d, int bits);

/* Of the last output alone, d = 1, for sequences s and t: the limit of (1/m) <grad f(x_s), grad f(x_t)>, and in `covariance` (NULL:
 * not wanted) that of f(x_s) f(x_t). With K^l = K[h_{s,l}, h_{t,l}] the sum over l = 2..L of K^{l-1} 1/2 prod_{k >= l} kappa_0(rho_k)
 * (Wang et al. 2021, (23) to (28), h_l here being their h_{l-1}): no memory, for thousands of sequences. */
double lm_limit_ntk_last(const struct lm_inputs *inputs, size_t s, size_t t, double *covariance);

/* Spectral norms of products of W (variance 2/m) and D = diag(1[N(0,1) >= 0]). For free factors the S-transforms multiply:
 * 1/(2(1 + w)) of WW' and 2(1 + w)/(1 + 2w) of D. A product P of `gates` factors D and `ends` + `gates` - 1 factors W has
 *   S(w) = (1 + w)^(1 - ends) (1 + 2w)^(-gates) 2^(1 - ends),
 * and the square of its norm, the upper end of the spectrum of PP', is the least value over w > 0 of (1 + w)/(w S(w)), which is
 * (2 + z)^ends (1 + z)^gates / z at z = 2w; its z solves 1/z = ends/(2 + z) + gates/(1 + z). `ends` counts the sides of P that no D
 * closes. A theorem for untied W and D drawn apart from W (strong asymptotic freeness); for the D of a network with tied W it is
 * what is measured.
 *   ends = 2:  W D W ... D W,  k factors D and k + 1 factors W;           2 sqrt 2 at k = 0, 4.200 at k = 1; about 2 sqrt(e k)
 *   ends = 1:  D W ... D W,  n factors of each (or its transpose);        1 + sqrt 2 at n = 1
 *   ends = 0:  D W D ... W D,  n factors W and n + 1 factors D;           z = 1/n, sqrt((n + 1)^(n + 1) / n^n): 2 at n = 1 */
double lm_limit_spectral_norm(int k, int bits);            /* ends = 2, k >= 0 */
double lm_limit_spectral_norm_masked(int n, int bits);     /* ends = 1, n >= 1 */
double lm_limit_spectral_norm_active(int n, int bits);     /* ends = 0, n >= 1: between the active units of two layers */

/* P(|N(0, 2 q)| <= s) = erf(s/(2 sqrt q)): the limit of #{k : |(g_l)_k| <= s/sqrt m}/m, with q the entry G[p, p]; 1 at q = 0. */
double lm_limit_small_fraction(double s, double q, int bits);

#endif
