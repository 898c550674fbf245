/* Arithmetics: the kernels on panels that the recurrent network is written against.
 *
 * Weights are doubles by definition and are imported exactly into every arithmetic; precision is a property of the states.
 * A state is a panel: `cols` vectors of length `rows` side by side, so that all sequences share one pass over W.
 * Scalars that leave a kernel are doubles rounded from the value in the arithmetic of the panel: cancellation happens
 * inside. Two arithmetics fill the table: `double` (CBLAS and own kernels for few vectors) and `mpfr:BITS`. */
#ifndef LEMMATA_NUM_H
#define LEMMATA_NUM_H

#include <lemmata/memory.h>
#include <lemmata/status.h>
#include <stdbool.h>
#include <stdint.h>

enum { LM_DOUBLE_BITS = 53, LM_MPFR_MIN_BITS = 53, LM_MPFR_MAX_BITS = 4096 };

/* A matrix of doubles, row by row: entry (i, j) is a[i * ld + j]. Borrowed, never owned. */
struct lm_matrix {
    size_t rows, cols, ld;
    const double *a;
};

/* `cols` vectors of length `rows`, each contiguous; vector k starts `k * ld` entries after the first. A view into a panel is
 * a panel. The entries live in the arena it was made in. */
struct lm_panel {
    const struct lm_num *num;
    size_t rows, cols, ld;
    void *data;
};

/* The diagonal of D for each column of a panel, one bit per unit: bit r of column k is bits[k * words + r / 64] >> r % 64. */
struct lm_mask {
    size_t rows, cols, words;
    uint64_t *bits;
};

/* The kernel table. Outputs come first and never overlap inputs, unless a line says that they may. All entries are
 * required. `a` scalars are doubles, imported exactly. */
struct lm_num_ops {
    const char *name;
    size_t (*panel_bytes)(const struct lm_num *num, size_t entries);
    void (*init)(struct lm_panel *panel);                                 /* makes entries usable, their values undefined */
    struct lm_panel (*view)(const struct lm_panel *panel, size_t first, size_t count);
    void (*zero)(const struct lm_panel *y);
    void (*set)(const struct lm_panel *y, const double *x, size_t ldx);   /* exact import, column by column */
    void (*get)(double *x, size_t ldx, const struct lm_panel *y);         /* rounded to nearest */
    void (*copy)(const struct lm_panel *y, const struct lm_panel *x);
    void (*scale)(const struct lm_panel *y, double a);                    /* y = a y */
    void (*axpy)(const struct lm_panel *y, double a, const struct lm_panel *x);                      /* y = y + a x */
    void (*gemm)(const struct lm_panel *y, const struct lm_matrix *w, const struct lm_panel *x, bool add);   /* y (+)= w x */
    void (*gemm_t)(const struct lm_panel *y, const struct lm_matrix *w, const struct lm_panel *x, bool add); /* y (+)= w' x */
    void (*relu)(const struct lm_panel *h, const struct lm_mask *d, const struct lm_panel *g);  /* d = 1[g >= 0], h = d g; h may be g */
    void (*mask)(const struct lm_panel *y, const struct lm_mask *d, const struct lm_panel *x);  /* y = d x; y may be x; d->cols is 1 or x->cols */
    void (*cross)(double *c, size_t ldc, const struct lm_panel *x, const struct lm_panel *y);   /* c[a + ldc b] = <x_a, y_b> */
    void (*norm)(double *out, const struct lm_panel *x);                  /* Euclidean norm of each column */
    void (*max_abs)(double *out, const struct lm_panel *x);               /* largest |entry| of each column */
    void (*min_abs)(double *out, const struct lm_panel *x);               /* smallest |entry| of each column */
    void (*distance)(double *out, const struct lm_panel *x, const struct lm_panel *y);          /* ||x_a - y_a|| of each column */
};

struct lm_num {
    const struct lm_num_ops *ops;
    int bits;
};

/* The double arithmetic: one constant object. */
const struct lm_num *lm_num_double(void);

/* MPFR at `bits` (53 to 4096) bits, rounding to nearest. */
LM_WARN_UNUSED lm_status lm_num_mpfr(struct lm_num *out, int bits);

/* "double" or "mpfr:BITS" -> bits; `double` is reported as bits = 0. The error names the range. */
LM_WARN_UNUSED lm_status lm_precision_parse(const char *text, int *bits);

/* ---- Panels and masks ---- */
struct lm_panel lm_panel_new(struct lm_arena *arena, const struct lm_num *num, size_t rows, size_t cols); /* entries undefined */
struct lm_panel lm_panel_view(const struct lm_panel *panel, size_t first, size_t count);
struct lm_mask lm_mask_new(struct lm_arena *arena, size_t rows, size_t cols);                             /* all ones */
struct lm_mask lm_mask_view(const struct lm_mask *mask, size_t first, size_t count);
bool lm_mask_get(const struct lm_mask *mask, size_t row, size_t col);
void lm_mask_set(const struct lm_mask *mask, size_t row, size_t col, bool on);
/* The number of units in which column a of x and column b of y differ. */
size_t lm_mask_differences(const struct lm_mask *x, size_t a, const struct lm_mask *y, size_t b);

/* A panel in double arithmetic over memory of the caller. */
struct lm_panel lm_panel_of_doubles(double *data, size_t rows, size_t cols, size_t ld);
/* The entries of a double panel. Requires: double arithmetic. */
double *lm_panel_doubles(const struct lm_panel *panel);

/* ---- The BLAS below the double arithmetic ---- */

/* Debian's OpenBLAS falls back, in silence, to SSE3 kernels on processors newer than itself: five times slower. If the running
 * kernel is worse than the processor allows, sets OPENBLAS_CORETYPE and starts the program again. Call first in main().
 * Does nothing when OPENBLAS_CORETYPE is set already. Also pins BLAS to one thread: parallel work is over cells. */
void lm_blas_guard(char **argv);

struct lm_blas_info {
    char config[160];       /* the library's own description */
    char core[32];          /* kernel name, e.g. SkylakeX */
    char best_core[32];     /* the kernel name this processor could run */
    int threads;
    double gflops;          /* of a self-test of about 20 ms; 0 when not run */
};
void lm_blas_describe(struct lm_blas_info *out, bool self_test);

/* The instruction set of the own kernels now in use ("avx512", "avx2", "portable"); `lm_num_use` forces one of them and
 * returns false where the processor lacks it. */
const char *lm_num_path(void);
bool lm_num_use(const char *path);

#endif
