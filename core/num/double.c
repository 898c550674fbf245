/* The double arithmetic: CBLAS for one vector and for many, own kernels between. */
#include "num_internal.h"

#include <cblas.h>
#include <limits.h>
#include <math.h>
#include <string.h>

static double *column(const struct lm_panel *x, size_t k)
{
    return (double *)x->data + k * x->ld;
}

static bool same_shape(const struct lm_panel *x, const struct lm_panel *y)
{
    return x->num->ops == y->num->ops && x->rows == y->rows && x->cols == y->cols;
}

/* ---- Storage ---- */

static size_t panel_bytes(const struct lm_num *num, size_t entries)
{
    (void)num;
    LM_ASSERT(entries <= SIZE_MAX / sizeof(double));
    return entries * sizeof(double);
}

static void zero(const struct lm_panel *y)
{
    for (size_t k = 0; k < y->cols; k++) memset(column(y, k), 0, y->rows * sizeof(double));
}

/* Nothing: filling a panel that is overwritten anyway would cost a pass over memory. */
static void init(struct lm_panel *panel)
{
    (void)panel;
}

static struct lm_panel view(const struct lm_panel *panel, size_t first, size_t count)
{
    return (struct lm_panel){panel->num, panel->rows, count, panel->ld, column(panel, first)};
}

static void set(const struct lm_panel *y, const double *x, size_t ldx)
{
    for (size_t k = 0; k < y->cols; k++) memcpy(column(y, k), x + k * ldx, y->rows * sizeof(double));
}

static void get(double *x, size_t ldx, const struct lm_panel *y)
{
    for (size_t k = 0; k < y->cols; k++) memcpy(x + k * ldx, column(y, k), y->rows * sizeof(double));
}

static void copy(const struct lm_panel *y, const struct lm_panel *x)
{
    LM_ASSERT(same_shape(x, y));
    set(y, x->data, x->ld);
}

/* ---- Vectors ---- */

static void scale(const struct lm_panel *y, double a)
{
    for (size_t k = 0; k < y->cols; k++)
        for (double *v = column(y, k), *end = v + y->rows; v < end; v++) *v *= a;
}

static void axpy(const struct lm_panel *y, double a, const struct lm_panel *x)
{
    LM_ASSERT(same_shape(x, y) && y->rows <= INT_MAX);
    for (size_t k = 0; k < y->cols; k++) cblas_daxpy((blasint)y->rows, a, column(x, k), 1, column(y, k), 1);
}

/* ---- Products ---- */

/* CBLAS counts in ints: the panels of a network of width 10^9 would not fit any machine at hand. */
static blasint blas_size(size_t n)
{
    LM_ASSERT(n <= INT_MAX);
    return (blasint)n;
}

/* OpenBLAS's gemv may multiply what is overwritten by zero, and NaN with it; so it always adds, to zero where nothing is to be
 * added to.
 */
static void matrix_vector(double *out, size_t step, enum CBLAS_TRANSPOSE transpose, const struct lm_matrix *w, const double *x,
                          bool add)
{
    const size_t n = transpose == CblasTrans ? w->cols : w->rows;
    if (!add)
        for (size_t i = 0; i < n; i++) out[i * step] = 0;
    if (w->rows == 0 || w->cols == 0) return;
    cblas_dgemv(CblasRowMajor, transpose, blas_size(w->rows), blas_size(w->cols), 1, w->a, blas_size(w->ld), x, 1, 1, out,
                blas_size(step));
}

/* out[i + ld k] (+)= <row i of w, row k of x>. Whichever has fewer rows is packed, so a thin w costs one pass over the panel. */
static void inner_products(double *out, size_t ld, const struct lm_matrix *w, const struct lm_matrix *x, bool add)
{
    if (x->rows == 0 || w->rows == 0) return;
    if (w->rows <= LM_THIN_ROWS && x->rows <= LM_THIN_ROWS)
        lm_thin_inner(out, 1, ld, w, x, add);
    else if (x->rows == 1)
        matrix_vector(out, 1, CblasNoTrans, w, x->a, add);
    else if (w->rows == 1)
        matrix_vector(out, ld, CblasNoTrans, x, w->a, add);
    else if (x->rows <= w->rows && x->rows <= LM_FEW_COLUMNS)
        lm_few_multiply(&(struct lm_few){.out = out, .step = 1, .ld = ld, .w = *w, .x = *x, .add = add});
    else if (w->rows <= LM_FEW_COLUMNS)
        lm_few_multiply(&(struct lm_few){.out = out, .step = ld, .ld = 1, .w = *x, .x = *w, .add = add});
    else
        cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, blas_size(w->rows), blas_size(x->rows), blas_size(w->cols), 1, w->a,
                    blas_size(w->ld), x->a, blas_size(x->ld), add, out, blas_size(ld));
}

static struct lm_matrix vectors_of(const struct lm_panel *x)
{
    return (struct lm_matrix){x->cols, x->rows, x->ld, x->data};
}

static void gemm(const struct lm_panel *y, const struct lm_matrix *w, const struct lm_panel *x, bool add)
{
    LM_ASSERT(y->rows == w->rows && x->rows == w->cols && y->cols == x->cols && y->num->ops == x->num->ops);
    struct lm_matrix vectors = vectors_of(x);
    inner_products(y->data, y->ld, w, &vectors, add);
}

static void gemm_t(const struct lm_panel *y, const struct lm_matrix *w, const struct lm_panel *x, bool add)
{
    LM_ASSERT(y->rows == w->cols && x->rows == w->rows && y->cols == x->cols && y->num->ops == x->num->ops);
    struct lm_matrix vectors = vectors_of(x);
    if (x->cols == 0 || y->rows == 0) return;
    if (w->rows <= LM_THIN_ROWS)
        lm_thin_multiply_t(y, w, x, add);
    else if (x->cols == 1)
        matrix_vector(y->data, 1, CblasTrans, w, x->data, add);
    else if (x->cols <= LM_FEW_COLUMNS_T)
        lm_few_multiply(
            &(struct lm_few){.out = y->data, .step = 1, .ld = y->ld, .w = *w, .x = vectors, .transposed = true, .add = add});
    else
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, blas_size(y->rows), blas_size(y->cols), blas_size(x->rows), 1, w->a,
                    blas_size(w->ld), x->data, blas_size(x->ld), add, y->data, blas_size(y->ld));
}

static void cross(double *c, size_t ldc, const struct lm_panel *x, const struct lm_panel *y)
{
    LM_ASSERT(x->rows == y->rows && x->num->ops == y->num->ops);
    struct lm_matrix a = vectors_of(x), b = vectors_of(y);
    inner_products(c, ldc, &a, &b, false);
}

/* ---- ReLU and masks: whole words by a kernel, the last word through a buffer ---- */

static bool mask_fits(const struct lm_mask *d, const struct lm_panel *x)
{
    return d->rows == x->rows && (d->cols == x->cols || d->cols == 1);
}

/* A NaN counts as on, so that it stays visible. */
static void relu(const struct lm_panel *h, const struct lm_mask *d, const struct lm_panel *g)
{
    LM_ASSERT(same_shape(h, g) && d->cols == g->cols && mask_fits(d, g));
    const struct lm_kernels *kernels = lm_kernels_now();
    const size_t whole = g->rows / 64, rest = g->rows % 64;
    for (size_t k = 0; k < g->cols; k++) {
        double *to = column(h, k), part[64] = {0};
        const double *from = column(g, k);
        uint64_t *word = d->bits + k * d->words;
        for (size_t w = 0; w < whole; w++) word[w] = kernels->relu(to + 64 * w, from + 64 * w);
        if (rest == 0) continue;
        memcpy(part, from + 64 * whole, rest * sizeof *part);
        word[whole] = kernels->relu(part, part) & ((UINT64_C(1) << rest) - 1);
        memcpy(to + 64 * whole, part, rest * sizeof *part);
    }
}

static void mask(const struct lm_panel *y, const struct lm_mask *d, const struct lm_panel *x)
{
    LM_ASSERT(same_shape(y, x) && mask_fits(d, x));
    const struct lm_kernels *kernels = lm_kernels_now();
    const size_t whole = x->rows / 64, rest = x->rows % 64;
    for (size_t k = 0; k < x->cols; k++) {
        double *to = column(y, k), part[64] = {0};
        const double *from = column(x, k);
        const uint64_t *word = d->bits + (d->cols == 1 ? 0 : k) * d->words;
        for (size_t w = 0; w < whole; w++) kernels->mask(to + 64 * w, word[w], from + 64 * w);
        if (rest == 0) continue;
        memcpy(part, from + 64 * whole, rest * sizeof *part);
        kernels->mask(part, word[whole], part);
        memcpy(to + 64 * whole, part, rest * sizeof *part);
    }
}

/* ---- Reductions ---- */

/* Whether a plain sum of squares can be trusted: nothing overflowed, and what underflowed (below 2^-1022 a term) is beyond the last
 * place of the sum, even of 2^50 terms. */
static bool safe_square(double sum)
{
    return sum >= 0x1p-900 && sum <= 0x1.fffffffffffffp+1023;
}

static void norm(double *out, const struct lm_panel *x)
{
    const blasint n = blas_size(x->rows);
    for (size_t k = 0; k < x->cols; k++) {
        double sum = cblas_ddot(n, column(x, k), 1, column(x, k), 1);
        out[k] = safe_square(sum) ? sqrt(sum) : cblas_dnrm2(n, column(x, k), 1);
    }
}

static void distance(double *out, const struct lm_panel *x, const struct lm_panel *y)
{
    LM_ASSERT(same_shape(x, y));
    const struct lm_kernels *kernels = lm_kernels_now();
    for (size_t k = 0; k < x->cols; k++) {
        const double *a = column(x, k), *b = column(y, k);
        double sum = kernels->squared_distance(a, b, x->rows);
        out[k] = sqrt(sum);
        if (safe_square(sum)) continue;
        out[k] = 0; /* slow, but without overflow or underflow */
        for (size_t i = 0; i < x->rows; i++) out[k] = hypot(out[k], a[i] - b[i]);
    }
}

/* |x| as an integer: in the order of the doubles, with NaN above everything. */
static uint64_t magnitude(const double *x)
{
    uint64_t bits;
    memcpy(&bits, x, sizeof bits);
    return bits & ~(UINT64_C(1) << 63);
}

static void extremes(double *smallest, double *largest, const double *x, size_t n)
{
    uint64_t low = n ? magnitude(x) : 0, high = low;
    for (size_t i = 1; i < n; i++) {
        uint64_t value = magnitude(x + i);
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
    memcpy(largest, &high, sizeof high);
    memcpy(smallest, isnan(*largest) ? &high : &low, sizeof low);
}

static void max_abs(double *out, const struct lm_panel *x)
{
    double unused;
    for (size_t k = 0; k < x->cols; k++) extremes(&unused, &out[k], column(x, k), x->rows);
}

static void min_abs(double *out, const struct lm_panel *x)
{
    double unused;
    for (size_t k = 0; k < x->cols; k++) extremes(&out[k], &unused, column(x, k), x->rows);
}

const struct lm_num_ops lm_double_ops = {
    .name = "double",
    .panel_bytes = panel_bytes,
    .init = init,
    .view = view,
    .zero = zero,
    .set = set,
    .get = get,
    .copy = copy,
    .scale = scale,
    .axpy = axpy,
    .gemm = gemm,
    .gemm_t = gemm_t,
    .relu = relu,
    .mask = mask,
    .cross = cross,
    .norm = norm,
    .max_abs = max_abs,
    .min_abs = min_abs,
    .distance = distance,
};

const struct lm_num *lm_num_double(void)
{
    static const struct lm_num num = {&lm_double_ops, LM_DOUBLE_BITS};
    return &num;
}
