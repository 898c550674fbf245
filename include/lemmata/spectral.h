/* Operator norms: of small matrices by LAPACK, of products given as an operator and its adjoint by Golub-Kahan-Lanczos. */
#ifndef LEMMATA_SPECTRAL_H
#define LEMMATA_SPECTRAL_H

#include <lemmata/num.h>
#include <lemmata/random.h>

/* The largest singular value of a small matrix given column by column: entry (i, j) is c[i + ldc j]. */
double lm_small_norm(const double *c, size_t rows, size_t cols, size_t ldc);

/* ||M U||_2 with U an orthonormal basis of the n columns of X, from the Gram matrices yy = Y'Y of Y = M X and xx = X'X (n x n, both
 * symmetric). LM_ECONVERGE where the columns of X are dependent to rounding. */
LM_WARN_UNUSED lm_status lm_span_norm(double *out, const double *yy, const double *xx, size_t n);

/* left right' = u diag(sigma) v' for m x rank factors, columns contiguous, rank <= m: sigma receives `rank` numbers, descending; u and
 * v, both or neither, receive m x rank orthonormal columns. LM_ECONVERGE where an entry is not finite. */
LM_WARN_UNUSED lm_status lm_product_svd(double *sigma, double *u, double *v, const double *left, const double *right, size_t m,
                                        size_t rank, struct lm_arena *arena);

/* All eigenvalues of a symmetric matrix (order x order), ascending; `smallest`, if given, receives a unit eigenvector of the smallest
 * one. LM_ECONVERGE where an entry is not finite. */
LM_WARN_UNUSED lm_status lm_symmetric_eigenvalues(double *values, double *smallest, const double *a, size_t order);

/* A linear operator on doubles: y = M x (x has `cols` entries, y has `rows`) and y = M' x. */
struct lm_operator {
    size_t rows, cols;
    void (*mul)(void *context, double *y, const double *x);
    void (*tmul)(void *context, double *y, const double *x);
    void *context;
};

struct lm_operator_norm {
    double value;       /* the largest Ritz value: a lower bound of ||M||, up to rounding */
    double residual;    /* ||M' u - value v|| / value: some singular value lies within residual * value of `value` */
    int iterations;     /* products with M (and with its adjoint) */
};

/* ||M||_2 by Golub-Kahan-Lanczos bidiagonalisation (Golub & Kahan 1965) with full re-orthogonalisation, started from a Gaussian
 * vector of
 * the stream and stopped when residual <= tolerance. LM_ECONVERGE after `limit` iterations; `out` then holds the best so far. */
LM_WARN_UNUSED lm_status lm_operator_norm(struct lm_operator_norm *out, const struct lm_operator *op, double tolerance, int limit,
                                          const struct lm_stream *stream, struct lm_arena *arena);

/* sup ||relu(M x)||_2 over unit vectors x, likewise from below: `value` is reached by a unit vector x for which
 * residual = ||M'relu(M x) - value^2 x|| / value^2, zero at every local maximum. The search ascends from one Gaussian vector. */
LM_WARN_UNUSED lm_status lm_relu_norm(struct lm_operator_norm *out, const struct lm_operator *op, double tolerance, int limit,
                                      const struct lm_stream *stream, struct lm_arena *arena);

/* ---- Restricted to supports ---- */

/* A linear operator on panels of any number of columns: y = M x and y = M' x. */
struct lm_panel_operator {
    const struct lm_num *num;
    size_t rows, cols;
    void (*mul)(void *context, const struct lm_panel *y, const struct lm_panel *x);
    void (*tmul)(void *context, const struct lm_panel *y, const struct lm_panel *x);
    void *context;
};

/* Where a diagonal 0/1 matrix D' has its ones: indices in ascending order. */
struct lm_support {
    size_t count;
    size_t *index;
};
struct lm_support lm_support_new(struct lm_arena *arena, size_t count);
/* The out->count entries of x that are largest in absolute value (count <= n), and as many of n drawn at random: row `row` of the
 * stream. */
void lm_support_largest(const struct lm_support *out, const double *x, size_t n);
void lm_support_random(const struct lm_support *out, size_t n, const struct lm_stream *stream, uint64_t row,
                       struct lm_arena *arena);

/* ||D' M D''||_2 with the ones of D' in the rows and those of D'' in the columns, from M applied to the basis vectors of the
 * columns. */
double lm_restricted_norm(const struct lm_panel_operator *op, const struct lm_support *rows, const struct lm_support *cols,
                          struct lm_arena *arena);

/* A pair of supports for which the restricted norm is large. */
struct lm_sparse_norm {
    double value;       /* what the iteration reached: at most lm_restricted_norm on these supports, up to rounding */
    struct lm_support rows, cols;
};

/* Searches supports of `rows` and `cols` ones by truncated power iteration from `starts` random basis vectors, each multiplied
 * `iterations` times by M and by its adjoint. The largest restricted norm is at least what is found: an attack on a bound, never a
 * proof of it. LM_ECONVERGE when a product is not finite. */
LM_WARN_UNUSED lm_status lm_sparse_norm(struct lm_sparse_norm *out, const struct lm_panel_operator *op, size_t rows, size_t cols,
                                        size_t starts, int iterations, const struct lm_stream *stream, struct lm_arena *arena);

#endif
