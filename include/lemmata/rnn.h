/* The recurrent network of the papers, written once for every arithmetic and every kind of W.
 *
 *   g_l = W h_{l-1} + A x_l,   D_l = diag(1[g_l >= 0]),   h_l = D_l g_l,   h_0 = 0,   y_l = B h_l
 *   Back_{i->j} = B D_j W D_{j-1} W ... D_{i+1} W,   Back_{i->i} = B
 * (Allen-Zhu & Li 2019, Definition 4.1, where h_l = D_l W h_{l-1} lacks the input by a slip; Allen-Zhu, Li & Song 2018, Def.
 * 2.2.) */
#ifndef LEMMATA_RNN_H
#define LEMMATA_RNN_H

#include <lemmata/weights.h>

/* ---- Inputs ---- */

/* Token l of sequence s is x[(s * L + l - 1) * dim .. + dim). */
struct lm_inputs {
    size_t n, dim;
    int L;
    double *x;
};

/* n normalised sequences (2019, Definition 3.1) with random x*: x_1 = (0, 1), x_l = (eps_x x*_l, 0) for 1 < l < L with
 * ||x*_l|| = 1 and [x*_l]_{dx} = 1/2, x_L = (0, eps_x). dim = dx + 1, dx >= 2, L >= 2. */
struct lm_inputs lm_inputs_normalised(struct lm_arena *arena, size_t n, int L, size_t dx, double eps_x,
                                      struct lm_address address);
/* The null sequence (2019, section 5): x_1 = (0, 1), x_l = (0, eps_x) for l > 1. */
struct lm_inputs lm_inputs_null(struct lm_arena *arena, int L, size_t dx, double eps_x);
/* n unit-norm sequences (2018, section 2): ||x_l|| = 1 and [x_1]_dim = 1/sqrt 2; any two first tokens differ by exactly
 * `delta` in norm where n = 2, and by at least delta where n > 2; later tokens are shared by all sequences if `shared`.
 * dim >= 3, 0 < delta <= 1. */
struct lm_inputs lm_inputs_unit(struct lm_arena *arena, size_t n, int L, size_t dim, double delta, bool shared,
                                struct lm_address address);
/* n sequences of Wang et al. (2021), as a network of this project reads them. Theirs has h_0 = ReLU(M_0) with entries of M_0 ~ N(0, 2/m),
 * and l = 1..L steps with A ~ N(0, 2/(L^power m)) on tokens X_l; power = 3 in their (14), 0 in their Algorithm 1. Here it has L + 1 steps:
 * the first token e, which all sequences share and no other token uses, makes A e = M_0, and the tokens L^(-power/2) X_l follow. So
 * h_{l+1} here is their h_l, and dim = dx + 1. The X_l are independent, uniform on the unit sphere. dx >= 2. */
struct lm_inputs lm_inputs_wang(struct lm_arena *arena, size_t n, int L, size_t dx, double power, struct lm_address address);
/* A normalised sequence of Panigrahi & Goyal (2021, Definition 3.1), whose last token is (0, 1). */
struct lm_inputs lm_inputs_ended(struct lm_arena *arena, int L, size_t dx, double eps_x, struct lm_address address);
/* The first of these sequences and, second, its base sequence (their section 4.4), whose tokens keep the last coordinate alone. */
struct lm_inputs lm_inputs_with_base(struct lm_arena *arena, const struct lm_inputs *inputs);
/* Sequences from a CSV or NPY file: one token a row, the first column the index of the sequence (tokens of one sequence stand
 * together), the other columns the token. All sequences must have the same length. `normalise` divides each token by its norm.
 * The message of an error names row and column. The result lives on the heap of the arena. */
LM_WARN_UNUSED lm_status lm_inputs_read(struct lm_inputs *out, struct lm_arena *arena, const char *path, bool normalise);
/* Inputs of both, one after the other, in new memory. Requires equal L and dim. */
struct lm_inputs lm_inputs_join(struct lm_arena *arena, const struct lm_inputs *a, const struct lm_inputs *b);

/* Token l of sequence s: dim numbers. */
double *lm_token(const struct lm_inputs *inputs, size_t s, int l);
/* The smallest distance of two first tokens: delta of 2018, Assumption 2.1; infinite for one sequence. */
double lm_inputs_separation(const struct lm_inputs *inputs);
/* Whether ||x_1|| = 1 and ||x_l|| <= 1 for all sequences, up to rounding: what 2018 and 2019 ask of inputs. True when there are none. */
bool lm_inputs_bounded(const struct lm_inputs *inputs);

/* ---- Network ---- */

struct lm_net {
    const struct lm_num *num;      /* arithmetic of the states */
    struct lm_arena *arena;
    struct lm_law law;
    size_t m, d, dim;              /* width, outputs, input dimension */
    struct lm_weights *W;
    struct lm_matrix At;           /* the transpose of A: dim x m */
    struct lm_matrix B;            /* d x m; a.a is NULL before the forward pass when B is correlated with h */
};

/* A network of width m at its random initialisation, as `law` says. */
struct lm_net *lm_net_draw(struct lm_arena *arena, const struct lm_num *num, enum lm_kind kind, const struct lm_law *law,
                           size_t m, size_t d, size_t dim, int L, struct lm_address address, size_t right, size_t left);

/* The matrix of a dense, tied W. */
struct lm_matrix lm_net_matrix(const struct lm_net *net);

/* A network in files: a folder with W (m x m), A (m x dim) and B (d x m) as NPY or CSV, e.g. W.npy, one row a row. */
struct lm_network_files {
    size_t m, d, dim;
    const char *path;
};
struct lm_network_list {
    size_t n;
    struct lm_network_files *each;    /* by width, then by name */
};
/* The network in the folder `path`, or those in its subfolders. Their shapes must fit and all numbers be finite. */
LM_WARN_UNUSED lm_status lm_networks_find(struct lm_network_list *out, struct lm_arena *arena, const char *path);
LM_WARN_UNUSED lm_status lm_net_read(struct lm_net **out, struct lm_arena *arena, const struct lm_num *num,
                                     const struct lm_network_files *files);
/* Writes W.npy, A.npy and B.npy into the folder `path`, which must be there. Requires a dense, tied W and a known B. */
LM_WARN_UNUSED lm_status lm_net_write(const struct lm_net *net, const char *path);
/* Writes sequences as lm_inputs_read reads them (NPY). */
LM_WARN_UNUSED lm_status lm_inputs_write(const struct lm_inputs *inputs, const char *path);

/* ---- Forward ---- */

struct lm_run {
    struct lm_net *net;
    struct lm_inputs inputs;
    struct lm_panel *g, *h;        /* g[l], h[l] for l = 1..L: m x n; h[0] has no columns to read: it is zero */
    struct lm_mask *D;             /* D[l] for l = 1..L */
    size_t sign_flips;             /* signs of g that differ from those of the same pass in double; 0 in double itself */
    size_t preactivations;         /* signs compared */
};

/* All states of all sequences. In an arithmetic other than double the pass is repeated in double to count sign flips. */
struct lm_run *lm_forward(struct lm_net *net, const struct lm_inputs *inputs);

/* out[s] = ||h_l|| (or ||g_l||) of sequence s. */
void lm_norm_h(double *out, const struct lm_run *run, int l);
void lm_norm_g(double *out, const struct lm_run *run, int l);
/* sqrt(sum_{k <= l} ||x_k||^2) of sequence s: the limit of ||h_l|| as m grows (2019, B.1(a)). */
double lm_limit_norm(const struct lm_inputs *inputs, size_t s, int l);

/* Inner products of all states: <h_p, h_q> at p + order q, q in the layer of p or an earlier one, where order = n L and states are
 * numbered layer by layer, p = (l - 1) n + s. */
double *lm_state_gram(struct lm_arena *arena, const struct lm_run *run);
/* One step of symmetric elimination: takes from each later state its projection on state p, so that what is left in the Gram matrix
 * are inner products of residuals. A state whose own residual is below LM_SPANNED `square`, its squared norm at first, lies in the
 * span of the others, has no direction of its own and is passed over. */
#define LM_SPANNED 1e-12 /* rounding leaves order^2 units of it */
void lm_gram_project_out(double *gram, size_t order, size_t p, double square);

/* ---- Backward ---- */

/* Back_{i->j} for one i at a time, from i = L down to 1, and all j >= i, of sequences first .. first + count - 1. Usage:
 *   struct lm_back *back = lm_back_begin(run, 0, 1);
 *   do { ... lm_back_to(back, 0, j) for j = lm_back_source(back) .. L ... } while (lm_back_step(back));
 * Only the current i is held; copy what must outlive a step. */
struct lm_back;
struct lm_back *lm_back_begin(struct lm_run *run, size_t first, size_t count);
bool lm_back_step(struct lm_back *back);      /* i - 1; false when i was 1 */
int lm_back_source(const struct lm_back *back);   /* i */
/* The transpose of Back_{i->j} of sequence first + s: an m x d panel, valid until the next step. */
struct lm_panel lm_back_to(const struct lm_back *back, size_t s, int j);

/* ---- Perturbation and gradient ---- */

/* The same network with W + W' in place of W: run, back and gradient take it like any other. `delta` is borrowed, all else shared. */
struct lm_net *lm_net_perturbed(struct lm_net *net, const struct lm_factored *delta);

/* y_l = B h_l of all sequences: out[(s L + l - 1) d + r], rounded to double. */
double *lm_outputs(struct lm_run *run);

/* What a function F of outputs pulls back to: dF/dh_l = B' dF/dy_l as panels 1..L (index 0 unused), from of_y laid out like lm_outputs. */
struct lm_panel *lm_output_cotangents(struct lm_run *run, const double *of_y);
/* The adjoint of the pass: for F with dF/dh_l = of_h[l] and, on top of that, dF/dg_l = of_g[l] (panels 1..L, m x n; NULL: none),
 *   lambda_l = dF/dg_l = of_g[l] + D_l (of_h[l] + W' lambda_{l+1}),   lambda_{L+1} = 0 (W' is the transpose),
 * as panels 1..L. Then dF/dW = sum_{l=2}^L lambda_l h_{l-1}' over all sequences (2018 Fact 2.5; 2019 (5.1)). */
struct lm_panel *lm_adjoint(struct lm_run *run, const struct lm_panel *of_h, const struct lm_panel *of_g);
/* dF/dW in factored form, rank n (L - 1): columns (l - 2) n + s are lambda_l and h_{l-1} of sequence s. Double arithmetic: the factors
 * are rounded to it. */
struct lm_factored lm_gradient(const struct lm_run *run, const struct lm_panel *lambda);
/* dF/dA = sum_{l=1}^L lambda_l x_l' over all sequences, where lambda_l is (sum_{a >= l} Back_{l->a} D_l)'dF/dy_a (Panigrahi & Goyal
 * 2021 (4)), likewise, rank n L: columns (l - 1) n + s are lambda_l, of m numbers, and x_l of sequence s, of dim. */
struct lm_factored lm_gradient_A(const struct lm_run *run, const struct lm_panel *lambda);
/* The adjoint of the last of the first outputs, F = e_1'y_L of each sequence: lambda_l = (Back_{l->L} D_l)'e_1. */
struct lm_panel *lm_last_output_adjoint(struct lm_run *run);
/* <dF/dW, W'>, the derivative of F along W' = left right'. */
double lm_gradient_along(const struct lm_run *run, const struct lm_panel *lambda, const struct lm_factored *direction);

/* Vectors that W (right) and its transpose (left) meet in a forward pass of n sequences and a backward sweep of `swept`. */
size_t lm_forward_vectors(int L, size_t n);
size_t lm_backward_vectors(int L, size_t d, size_t swept);

#endif
