/* Operator norms: of small matrices by LAPACK, of products given as an operator and its adjoint by Golub-Kahan-Lanczos. */
#ifndef LEMMATA_SPECTRAL_H
#define LEMMATA_SPECTRAL_H

#include <lemmata/num.h>
#include <lemmata/random.h>

/* The largest singular value of a small matrix given column by column: entry (i, j) is c[i + ldc j]. */
double lm_small_norm(const double *c, size_t rows, size_t cols, size_t ldc);

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

#endif
