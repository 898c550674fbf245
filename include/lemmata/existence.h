/* The target of the concept class and the matrix W* that shows it to be within reach (2019, (3.1), Definition 5.3, Lemma 5.4).
 *
 * The target is F*_{j,s}(x*) = sum_{2 <= i < j} Phi_{i->j,s}(<w*_{i->j,s}, x*_i>), p = 1 neuron for each (i, j, s). The matrix is
 *   W* = sum_{i,j,s} y_{i->j,s} (h^(0)_{i-1})',
 *   [y_{i->j,s}]_k = 1/(m C_{i->j,s}) [e_s'Back^(0)_{i->j}]_k 1[|<w_k, h^(0)_{i-1}>| <= eps_c/sqrt m] H(sqrt(m/2) a_k)/Pr_i,
 *   C_{i->j,s} = ||e_s'Back^(0)_{i->j}||^2 ||h^(0)_{i-1}||^2/m,   Pr_i = erf(eps_c/(2 ||h^(0)_{i-1}||)),
 * with the real rows w_k, a_k of W and A, the null run (0), and H of Lemma 5.1 (fit.h) for sigma_i = lm_fit_noise(i, eps_x). Pr_i
 * is the probability of the indicator of a fresh row: the H of Lemma 5.2 is that of Lemma 5.1 over Pr_i. */
#ifndef LEMMATA_EXISTENCE_H
#define LEMMATA_EXISTENCE_H

#include <lemmata/fit.h>
#include <lemmata/limits.h>

/* ---- The target ---- */

struct lm_concept_term {
    int i, j;               /* 2 <= i < j <= L */
    size_t s;               /* output, 0 .. d - 1 */
    enum lm_target phi;     /* Phi_{i->j,s} */
    double *w;              /* w*_{i->j,s}: dx numbers, a unit vector whose last entry is 0 */
};

struct lm_concept {
    int L;
    size_t d, dx, count;    /* count = d (L - 1)(L - 2)/2 terms, ordered by i, then j, then s */
    struct lm_concept_term *term;
};

/* The same Phi for all, w* random unit vectors with [w*]_dx = 0 (2019, Lemma 5.1 asks for that; (3.1) does not). Terms may be
 * changed afterwards. L >= 3, dx >= 2. */
struct lm_concept lm_concept_draw(struct lm_arena *arena, enum lm_target phi, int L, size_t d, size_t dx,
                                  struct lm_address address);

/* Values for all outputs of n sequences: that of (q, j, s) at (q L + j - 1) d + s, like lm_outputs; 0 for j < 3.
 * F*_{j,s} of these sequences, x*_i = x_i/eps_x. */
void lm_concept_values(double *out, const struct lm_concept *F, const struct lm_inputs *inputs, double eps_x);

/* ---- The matrix ---- */

struct lm_construction {
    enum lm_fit_kind fit;    /* which H */
    double tolerance;        /* LM_FIT_LEAST_NORM: of lm_fit_least_norm */
    double eps_x, eps_c;     /* of the inputs; of the indicator. Both > 0 */
    const struct lm_fit *H;  /* of each term, from lm_construction_fit; NULL: found anew by each function below */
};

/* by->H for this concept, and for others of the same shape and Phi. In the arena. */
LM_WARN_UNUSED lm_status lm_construction_fit(struct lm_construction *by, struct lm_arena *arena, const struct lm_concept *F);

struct lm_existence {
    const struct lm_concept *F;
    struct lm_construction by;
    size_t m;
    double *y;               /* m x count: columns y_{i->j,s}, in the order of the terms */
    double *h;               /* m x (L - 2): h^(0)_{i-1} in column i - 2 */
    double *C;               /* C_{i->j,s}, one per term */
    size_t *active;          /* neurons whose indicator is 1: for i at i - 2 */
};

/* W* of a network from its run on the null sequence. All in double, rounded from the arithmetic of the run; lives in the arena of
 * its network. F is borrowed. LM_ECONVERGE where no H of least norm is as good as asked for. */
LM_WARN_UNUSED lm_status lm_existence_build(struct lm_existence *out, const struct lm_concept *F,
                                            const struct lm_construction *by, struct lm_run *null);
/* Likewise for `count` targets: one backward pass serves all. */
LM_WARN_UNUSED lm_status lm_existence_build_all(struct lm_existence *out, const struct lm_concept *F, size_t count,
                                                const struct lm_construction *by, struct lm_run *null);

/* W* of rank L - 2: the terms of one i share h^(0)_{i-1}. In the arena. */
struct lm_factored lm_existence_factored(struct lm_arena *arena, const struct lm_existence *existence);
/* ||W*||_F, and ||W*||_{2,inf}: the largest norm of a row. */
void lm_existence_norms(double *frobenius, double *largest_row, struct lm_arena *arena, const struct lm_existence *existence);

/* ---- What it computes ---- */

/* f_{j',s'} = sum_{i'=2}^{j'} e_{s'}'Back_{i'->j'} D_{i'} W* h_{i'-1} ((5.1)) is a sum over i' and over the terms (i, j, s) of W*.
 * A summand counts to the first of these sources that it fits, in this order. */
enum lm_source {
    LM_SOURCE_I,       /* i' != i, whatever the others: (b) of Lemma 5.2 */
    LM_SOURCE_J,       /* i' = i, j' != j, whatever s: Lemma C.1 */
    LM_SOURCE_S,       /* i' = i, j' = j, s' != s: the randomness of B */
    LM_SOURCE_MAIN,    /* i' = i, j' = j, s' = s: (a) of Lemma 5.2 */
    LM_SOURCES
};
struct lm_existence_outputs {
    size_t count;                    /* n L d values in each array, laid out as above */
    double *f;                       /* the sum of the sources */
    double *source[LM_SOURCES];
};

/* f of all sequences of a run: of the network that W* was made from, or of the same with W + W' (Lemma 6.3). Lives in the arena of
 * the network of the run. The transpose of W meets lm_existence_left vectors for each sequence (and as many when W* is built). */
struct lm_existence_outputs lm_existence_outputs(const struct lm_existence *existence, struct lm_run *run);
/* Likewise for `count` W*: one backward pass serves all. */
void lm_existence_outputs_all(struct lm_existence_outputs *out, const struct lm_existence *existence, size_t count,
                              struct lm_run *run);
size_t lm_existence_left(int L, size_t d);

/* What f and its sources tend to as m grows, the inputs, eps_x and eps_c fixed. A signal Back_{i'->j'} is correlated with
 * Back^(0)_{i->j} only where j' - i' = j - i, so that with s = s' a term contributes
 *   prod_{t=1}^{j-i} (1 - theta_t/pi) <h_{i'-1}, h^(0)_{i-1}>/||h^(0)_{i-1}||^2 E 1[<w, h_{i'-1}> + <a, x_{i'}> >= 0] H(a)
 * to f_{j',s'}, i' = i + j' - j: theta_t is the angle between g_{i'+t} and g^(0)_{i+t}, and the expectation (fit.h) is over fresh
 * rows whose indicator is 1. Only LM_SOURCE_MAIN and LM_SOURCE_I have a limit other than 0. Requires [w*]_dx = 0 (otherwise the
 * value is what Lemma 5.1 would say). In the arena. */
LM_WARN_UNUSED lm_status lm_existence_limit(struct lm_existence_outputs *out, struct lm_arena *arena, const struct lm_concept *F,
                                            const struct lm_construction *by, const struct lm_inputs *inputs,
                                            const struct lm_inputs *null);
/* And m times the variance of f and of its sources, up to a relative O(Pr): few neurons are active, which is what the error of W*
 * at finite m comes from. A term contributes to that of f_{j',s'}, for each i',
 *   (1 + 2 kept^2) (<h_{i'-1}, h^(0)_{i-1}>/||h^(0)_{i-1}||^2)^2 E H^2/(2 Pr_i),
 * kept the product above where j' - i' = j - i and s' = s, else 0. Requires an odd H: that of least norm, or an odd Phi. */
LM_WARN_UNUSED lm_status lm_existence_variance(struct lm_existence_outputs *out, struct lm_arena *arena,
                                               const struct lm_concept *F, const struct lm_construction *by,
                                               const struct lm_inputs *inputs, const struct lm_inputs *null);

#endif
