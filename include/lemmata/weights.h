/* The hidden weights W as an operator: lemmas and the network only ever multiply W, or its transpose, with panels.
 *
 * dense     drawn entry by entry from the addressable streams, or read from a file; any arithmetic
 * implicit  the exact law of an i.i.d. Gaussian W, revealed product by product (double only); O(m k) memory for k vectors
 * Both may be untied (a fresh W at each step) and may carry a factored perturbation W'. */
#ifndef LEMMATA_WEIGHTS_H
#define LEMMATA_WEIGHTS_H

#include <lemmata/num.h>
#include <lemmata/random.h>

enum lm_kind { LM_DENSE, LM_IMPLICIT };

/* The law of the entries of W. All but LM_IID break a hypothesis, on purpose. */
enum lm_shape {
    LM_IID,          /* N(0, variance/m), independent */
    LM_SYMMETRIC,    /* entry (i, j) equals entry (j, i) */
    LM_LOW_RANK,     /* a product of two Gaussian factors of rank `parameter` (default 8), same entry variance */
    LM_COMMON_ROW,   /* rows share one vector: w_k = (w_0 + w'_k) / sqrt 2 */
    LM_SCALED_ROWS,  /* the first half of the rows is multiplied by `parameter` (default 1e-3) */
    LM_HEAVY_TAILS   /* Student t with `parameter` degrees of freedom (default 1.5), scaled by sqrt(variance/m) */
};

enum lm_output_law {
    LM_OUTPUT_GAUSSIAN,   /* N(0, 1/d) */
    LM_OUTPUT_CONSTANT,   /* every entry 1/sqrt d */
    LM_OUTPUT_CORRELATED  /* every row sqrt(m/d) h_{L-1}/||h_{L-1}|| of the first sequence */
};

enum lm_gate {
    LM_GATE_RELU,              /* D = diag(1[g >= 0]) */
    LM_GATE_NONE,              /* no ReLU: h = g, D = I */
    LM_GATE_IDENTITY_BACKWARD  /* ReLU forward, D = I in Back_{i->j} */
};

/* How a network is drawn. All zero is the random initialisation of the papers. */
struct lm_law {
    double variance;            /* m times the variance of an entry of W; 0 means 2 */
    enum lm_shape shape;
    double parameter;           /* of the shape; 0 means its default */
    enum lm_output_law output;
    enum lm_gate gate;
    bool untied;                /* a fresh W at each step */
};

/* The defaults resolved: m times the variance of an entry, and the parameter of the shape (0 where it has none). */
double lm_law_variance(const struct lm_law *law);
double lm_law_parameter(const struct lm_law *law);
/* Whether the implicit operator has this law (only i.i.d. Gaussian entries do). */
bool lm_law_can_be_implicit(const struct lm_law *law);

/* Where the random numbers of a network come from. */
struct lm_address {
    uint64_t seed, network;
};

/* W' = left right', m x rank each, columns contiguous. */
struct lm_factored {
    size_t rank;
    const double *left, *right;
};

struct lm_weights;

/* W of width m for `steps` time steps. `right` and `left` are the numbers of vectors expected to meet W and its transpose
 * (implicit only: a hint, more are allowed). Lives in the arena. */
struct lm_weights *lm_weights_draw(struct lm_arena *arena, enum lm_kind kind, const struct lm_law *law, size_t m, int steps,
                                   struct lm_address address, size_t right, size_t left);

/* W from m x m doubles of the caller, row by row. */
struct lm_weights *lm_weights_from(struct lm_arena *arena, const struct lm_matrix *w);

/* W from a square CSV or NPY file (table.h), one row of W a row. The error names the file and the shape it has. */
LM_WARN_UNUSED lm_status lm_weights_read(struct lm_weights **out, struct lm_arena *arena, const char *path);

/* W + W'; both are borrowed. */
struct lm_weights *lm_weights_perturbed(struct lm_arena *arena, struct lm_weights *w, const struct lm_factored *delta);

/* W + a other, both of one width; other is tied. Both are borrowed. */
struct lm_weights *lm_weights_sum(struct lm_arena *arena, struct lm_weights *w, double a, struct lm_weights *other);

/* y = W_step x and y = W_step' x. y must not overlap x. Step is 1..steps of an untied W; a tied one is the same at every step.
 * A product may draw or reveal more of W, in the arena that W was made in: do not rewind that arena behind a product. */
void lm_weights_mul(struct lm_weights *w, int step, const struct lm_panel *y, const struct lm_panel *x);
void lm_weights_tmul(struct lm_weights *w, int step, const struct lm_panel *y, const struct lm_panel *x);

size_t lm_weights_width(const struct lm_weights *w);
/* The dense matrix of a step; a.a is NULL when W is implicit. Without W'. */
struct lm_matrix lm_weights_dense(const struct lm_weights *w, int step);
/* One line: kind, law, width, and for implicit W the number of vectors revealed on each side. */
void lm_weights_describe(const struct lm_weights *w, char *out, size_t size);

/* Bytes that a network of this kind needs while `right` + `left` vectors meet it. */
double lm_weights_bytes(enum lm_kind kind, const struct lm_law *law, size_t m, int steps, size_t right, size_t left);

#endif
