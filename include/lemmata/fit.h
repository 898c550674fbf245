/* Indicator to function: H with E 1[<a, x*> + n >= 0] H(a) = Phi(<w*, x*>) for every unit x* with [x*]_dx = 1/2, where a ~ N(0, I),
 * n ~ N(0, sigma^2) and w* is a unit vector with [w*]_dx = 0 (2019, Lemma 5.1; Panigrahi & Goyal, Lemma 4.1).
 *
 * H sees a through two numbers, z = <w*, a> and a_dx (as printed, H is a function of one number: a slip). Two such H:
 *
 * Hermite, the one of the papers. With R = sqrt(sigma^2 + 3/4), tau = 1/(2R) and b = a_dx/(2R) ~ N(0, tau^2),
 *   H(a) = 2 c_0 + sum_{i >= 1} c'_i He_i(z) q_i(b),   c'_i = c_i R^i/p'_i,   p'_i = E He_{i-1}(-b) phi(b) q_i(b),
 * where He_i are the probabilists' Hermite polynomials, phi is the Gaussian density and q_i(b) = 1[|b| <= 1/(2i)] for odd i,
 * 1[-1/(2i) <= b <= 0] for even i. It is exact, for E[He_i(z) 1[z x + beta sqrt(1 - x^2) + b >= 0] | b] = x^i He_{i-1}(-b) phi(b).
 *
 * Least norm. Of all H(z, a_dx) with E H = 0 and the right expectation for u = <w*, x*> at nodes in [-sqrt(3/4), sqrt(3/4)], that
 * of least E H^2: a combination of P(<a, x*> + n >= 0 | z, a_dx) - 1/2 over the nodes. Smaller than the first (1.2 to 5 times), and
 * right up to a tolerance. Requires Phi(0) = 0. */
#ifndef LEMMATA_FIT_H
#define LEMMATA_FIT_H

#include <lemmata/target.h>

enum { LM_FIT_DEGREE = 40, LM_FIT_NODES = 33 };
#define LM_FIT_REACH 0.8660254037844386 /* sqrt(3/4), the largest <w*, x*> */

enum lm_fit_kind { LM_FIT_HERMITE, LM_FIT_LEAST_NORM };

struct lm_fit {
    enum lm_fit_kind kind;
    enum lm_target phi;
    double sigma, R, tau;
    double norm;                       /* sqrt(E H(a)^2); of the Hermite H without clipping */
    double error;                      /* the largest |E 1[..] H - Phi| found between the nodes; 0 for Hermite */
    int degree;                        /* Hermite: where the series of Phi is cut */
    double c[LM_FIT_DEGREE + 1];       /* c'_i, and 2 c_0 */
    double clip[LM_FIT_DEGREE + 1];    /* B_i: He_i is taken at z clipped to [-B_i, B_i]; infinite: not clipped */
    double u[LM_FIT_NODES], weight[LM_FIT_NODES], constant;   /* least norm: sum_t weight_t P(.. | z, a_dx; u_t) + constant */
};

/* The window q_i as an interval of b, and p'_i(tau). i >= 1, tau > 0. */
void lm_fit_window(double *from, double *to, int i);
double lm_fit_moment(int i, double tau);

/* The Hermite H of the first `degree` terms, not clipped. 1 <= degree <= LM_FIT_DEGREE, sigma >= 0 (2019 asks for sigma >= 0.1,
 * which its own Lemma 5.2 cannot give at i = 2; R > 0 is all that is needed). */
struct lm_fit lm_fit_hermite(enum lm_target phi, int degree, double sigma);
/* Clips a Hermite H so that no E 1[..] H(a) moves by more than `error`: the terms share it equally, and B_i is the least multiple
 * of 1/64 with 2 |c'_i| P(q_i) E (He_i(z) - He_i(B_i)) 1[z > B_i] <= error/terms, at least 2 sqrt(i - 1): all zeros of He_i are
 * inside. */
void lm_fit_clip(struct lm_fit *fit, double error);
/* sup |H(a)| of a Hermite H, where H is largest on a grid of step 1/64 in z; infinite where it is not clipped. */
double lm_fit_sup(const struct lm_fit *fit);
/* The H of least norm whose error is at most tolerance * max |Phi|. LM_ECONVERGE where no weights in double reach that; LM_EINVAL
 * if Phi(0) is not 0. */
LM_WARN_UNUSED lm_status lm_fit_least_norm(struct lm_fit *out, enum lm_target phi, double sigma, double tolerance);

/* H(a). */
double lm_fit_at(const struct lm_fit *fit, double z, double a_dx);

/* An indicator 1[u z + last a_dx + noise xi + shift >= 0] with xi ~ N(0, 1) independent of z and a_dx: that of Lemma 5.1 (a) has
 * last = 1/2, noise^2 = 3/4 - u^2 + sigma^2 and shift 0. */
struct lm_indicator {
    double u, last, noise, shift;
};
/* The indicator of Lemma 5.1: 1[<a, x*> + n >= 0] with n ~ N(0, sigma^2), for |u| <= sqrt(3/4). */
struct lm_indicator lm_indicator_of(double u, double sigma);
/* E 1[..] H(a), by the closed form over z and quadrature over b; of the Hermite H without clipping. */
double lm_fit_mean(const struct lm_fit *fit, const struct lm_indicator *of);

/* The mean of it over V ~ N(0, 1) in [from, to], where the indicator is shifted by slide V (2019, Lemma 5.2), by 8 nodes:
 * for |slide V| of at most 3 or so. */
double lm_fit_mean_in_window(const struct lm_fit *fit, const struct lm_indicator *of, double slide, double from, double to);

/* sigma_i = tau/eps_x of 2019, Lemma 5.2: tau the limit, as m grows, of the part of h_{i-1} of a normalised sequence that is
 * orthogonal to h^(0)_{i-1} of the null sequence. 0 at i = 2, about sqrt(2 (i - 2)) for small eps_x. i >= 2, eps_x > 0. */
double lm_fit_noise(int i, double eps_x);

#endif
