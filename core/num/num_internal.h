/* What the files of core/num share with one another and with their tests. */
#ifndef LEMMATA_NUM_INTERNAL_H
#define LEMMATA_NUM_INTERNAL_H

#include <lemmata/num.h>

extern const struct lm_num_ops lm_double_ops, lm_mpfr_ops;

/* Up to this many columns the own kernels beat OpenBLAS, which packs W for every call: measured with AVX-512 for W of 8 to 128 MiB.
 * The transposed product also moves its output through the cache for every band of W, so OpenBLAS overtakes it earlier. */
enum { LM_FEW_COLUMNS = 64, LM_FEW_COLUMNS_T = 24 };

/* Products of a matrix with few vectors: x holds at most LM_FEW_COLUMNS of them, one in each *row* of x, contiguous. */
struct lm_few {
    double *out; /* entry i of product c is out[i * step + c * ld] */
    size_t step, ld;
    struct lm_matrix w, x;
    bool transposed; /* w' x instead of w x */
    bool add;
};
void lm_few_multiply(const struct lm_few *product);

/* Where both factors are thin, at most LM_THIN_ROWS long rows each, nothing is packed and memory is read once: the products of the
 * implicit W. y (+)= w' x, and out[r * step + k * ld] (+)= <row r of w, row k of x>. */
enum { LM_THIN_ROWS = 64 };
void lm_thin_multiply_t(const struct lm_panel *y, const struct lm_matrix *w, const struct lm_panel *x, bool add);
void lm_thin_inner(double *out, size_t step, size_t ld, const struct lm_matrix *w, const struct lm_matrix *x, bool add);

/* Packed columns stand in groups of at most three vector registers; no group is small beside a large one. */
static inline size_t lm_group_size(size_t vectors_left)
{
    return vectors_left == 4 ? 2 : vectors_left < 3 ? vectors_left : 3;
}

/* What is compiled once for each instruction set (kernels.h). */
struct lm_kernels {
    const char *path;
    size_t lanes; /* doubles in a vector register */
    /* y += w x and y += w' x for a block of w and packed panels of `vectors` * lanes columns (few.c). */
    void (*multiply)(double *y, const double *x, const struct lm_matrix *w, size_t vectors);
    void (*multiply_t)(double *y, const double *x, const struct lm_matrix *w, size_t vectors);
    /* y_k (+)= sum_r x[k][r] w[r] for each row k of x: w' x for a w of few rows. */
    void (*combine)(double *y, size_t ldy, const struct lm_matrix *x, const struct lm_matrix *w, bool add);
    /* out[r * step + k * ld] += <w[r], x[k]>. */
    void (*inner)(double *out, size_t step, size_t ld, const struct lm_matrix *w, const struct lm_matrix *x);
    /* 64 units: h = ReLU(g) and its mask; y = d x. */
    uint64_t (*relu)(double *h, const double *g);
    void (*mask)(double *y, uint64_t d, const double *x);
    /* sum (x_i - y_i)^2 */
    double (*squared_distance)(const double *x, const double *y, size_t n);
};
const struct lm_kernels *lm_kernels_now(void);

/* The OPENBLAS_CORETYPE that this processor deserves, or NULL where the running core is as good already. */
const char *lm_blas_core_to_set(const char *running, bool has_avx512, bool has_avx2_fma);

#endif
