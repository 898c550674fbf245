/* MPFR arithmetic. Every operation rounds to nearest at the precision of the panel, in the order in which it is written here;
 * nothing is shared with the double kernels, so that either can check the other.
 *
 * A panel is an array of MPFR numbers followed by their significands, all in memory of the arena (MPFR's custom interface): it
 * needs no clearing, and is given back with the arena. */
#include "num_internal.h"

#include <math.h>
#include <mpfr.h>

enum { GUARD_BITS = 32 }; /* of sums that leave as doubles: up to 2^32 terms, the sum is right to the last place of the panel */

static mpfr_ptr entry(const struct lm_panel *x, size_t row, size_t col)
{
    return (mpfr_ptr)x->data + col * x->ld + row;
}

static bool same_shape(const struct lm_panel *x, const struct lm_panel *y)
{
    return x->num->ops == y->num->ops && x->rows == y->rows && x->cols == y->cols;
}

/* ---- Storage ---- */

static size_t panel_bytes(const struct lm_num *num, size_t entries)
{
    const size_t each = sizeof(mpfr_t) + mpfr_custom_get_size(num->bits);
    LM_ASSERT(entries <= SIZE_MAX / each);
    return entries * each;
}

static void init(struct lm_panel *panel)
{
    const size_t entries = panel->ld * panel->cols, size = mpfr_custom_get_size(panel->num->bits);
    mpfr_ptr first = panel->data;
    char *significands = (char *)(first + entries);
    for (size_t e = 0; e < entries; e++) {
        mpfr_custom_init(significands + e * size, panel->num->bits);
        mpfr_custom_init_set(first + e, MPFR_ZERO_KIND, 0, panel->num->bits, significands + e * size);
    }
}

static struct lm_panel view(const struct lm_panel *panel, size_t first, size_t count)
{
    return (struct lm_panel){panel->num, panel->rows, count, panel->ld, entry(panel, 0, first)};
}

static void zero(const struct lm_panel *y)
{
    for (size_t k = 0; k < y->cols; k++)
        for (size_t i = 0; i < y->rows; i++) mpfr_set_zero(entry(y, i, k), 1);
}

static void set(const struct lm_panel *y, const double *x, size_t ldx)
{
    for (size_t k = 0; k < y->cols; k++)
        for (size_t i = 0; i < y->rows; i++) mpfr_set_d(entry(y, i, k), x[i + k * ldx], MPFR_RNDN);
}

static void get(double *x, size_t ldx, const struct lm_panel *y)
{
    for (size_t k = 0; k < y->cols; k++)
        for (size_t i = 0; i < y->rows; i++) x[i + k * ldx] = mpfr_get_d(entry(y, i, k), MPFR_RNDN);
}

static void copy(const struct lm_panel *y, const struct lm_panel *x)
{
    LM_ASSERT(same_shape(x, y));
    for (size_t k = 0; k < y->cols; k++)
        for (size_t i = 0; i < y->rows; i++) mpfr_set(entry(y, i, k), entry(x, i, k), MPFR_RNDN);
}

/* ---- Vectors ---- */

static void scale(const struct lm_panel *y, double a)
{
    for (size_t k = 0; k < y->cols; k++)
        for (size_t i = 0; i < y->rows; i++) mpfr_mul_d(entry(y, i, k), entry(y, i, k), a, MPFR_RNDN);
}

static void axpy(const struct lm_panel *y, double a, const struct lm_panel *x)
{
    LM_ASSERT(same_shape(x, y));
    mpfr_t factor;
    mpfr_init2(factor, LM_DOUBLE_BITS);
    mpfr_set_d(factor, a, MPFR_RNDN);
    for (size_t k = 0; k < y->cols; k++)
        for (size_t i = 0; i < y->rows; i++) mpfr_fma(entry(y, i, k), factor, entry(x, i, k), entry(y, i, k), MPFR_RNDN);
    mpfr_clear(factor);
}

/* ---- Products ---- */

/* y (+)= w x or w' x: one entry of w at a time, imported exactly, against all columns. A product and a sum are faster than
 * mpfr_fma. After a ReLU half of x is zero and is passed over: entries of w are finite. */
static void multiply(const struct lm_panel *y, const struct lm_matrix *w, const struct lm_panel *x, bool transposed, bool add)
{
    LM_ASSERT(y->cols == x->cols && y->num->ops == x->num->ops && y->num->bits == x->num->bits);
    mpfr_t weight, product;
    mpfr_init2(weight, LM_DOUBLE_BITS);
    mpfr_init2(product, x->num->bits);
    if (!add) zero(y);
    for (size_t i = 0; i < w->rows; i++)
        for (size_t j = 0; j < w->cols; j++) {
            const size_t from = transposed ? i : j, to = transposed ? j : i;
            mpfr_set_d(weight, w->a[i * w->ld + j], MPFR_RNDN);
            for (size_t k = 0; k < x->cols; k++) {
                mpfr_srcptr factor = entry(x, from, k);
                if (mpfr_zero_p(factor)) continue;
                mpfr_mul(product, factor, weight, MPFR_RNDN);
                mpfr_add(entry(y, to, k), entry(y, to, k), product, MPFR_RNDN);
            }
        }
    mpfr_clear(weight);
    mpfr_clear(product);
}

static void gemm(const struct lm_panel *y, const struct lm_matrix *w, const struct lm_panel *x, bool add)
{
    LM_ASSERT(y->rows == w->rows && x->rows == w->cols);
    multiply(y, w, x, false, add);
}

static void gemm_t(const struct lm_panel *y, const struct lm_matrix *w, const struct lm_panel *x, bool add)
{
    LM_ASSERT(y->rows == w->cols && x->rows == w->rows);
    multiply(y, w, x, true, add);
}

/* ---- ReLU and masks ---- */

/* A NaN counts as on, as in the double arithmetic. */
static void relu(const struct lm_panel *h, const struct lm_mask *d, const struct lm_panel *g)
{
    LM_ASSERT(same_shape(h, g) && d->rows == g->rows && d->cols == g->cols);
    for (size_t k = 0; k < g->cols; k++)
        for (size_t i = 0; i < g->rows; i++) {
            mpfr_srcptr value = entry(g, i, k);
            bool on = mpfr_nan_p(value) || mpfr_sgn(value) >= 0;
            lm_mask_set(d, i, k, on);
            if (on)
                mpfr_set(entry(h, i, k), value, MPFR_RNDN);
            else
                mpfr_set_zero(entry(h, i, k), 1);
        }
}

static void mask(const struct lm_panel *y, const struct lm_mask *d, const struct lm_panel *x)
{
    LM_ASSERT(same_shape(y, x) && d->rows == x->rows && (d->cols == x->cols || d->cols == 1));
    for (size_t k = 0; k < x->cols; k++)
        for (size_t i = 0; i < x->rows; i++) {
            if (lm_mask_get(d, i, d->cols == 1 ? 0 : k))
                mpfr_set(entry(y, i, k), entry(x, i, k), MPFR_RNDN);
            else
                mpfr_set_zero(entry(y, i, k), 1);
        }
}

/* ---- Reductions ---- */

static void cross(double *c, size_t ldc, const struct lm_panel *x, const struct lm_panel *y)
{
    LM_ASSERT(x->rows == y->rows && x->num->ops == y->num->ops);
    mpfr_t sum, product;
    mpfr_init2(sum, x->num->bits + GUARD_BITS);
    mpfr_init2(product, x->num->bits + GUARD_BITS);
    for (size_t a = 0; a < x->cols; a++)
        for (size_t b = 0; b < y->cols; b++) {
            mpfr_set_zero(sum, 1);
            for (size_t i = 0; i < x->rows; i++) {
                mpfr_mul(product, entry(x, i, a), entry(y, i, b), MPFR_RNDN);
                mpfr_add(sum, sum, product, MPFR_RNDN);
            }
            c[a + ldc * b] = mpfr_get_d(sum, MPFR_RNDN);
        }
    mpfr_clear(sum);
    mpfr_clear(product);
}

/* ||x_k - y_k||, or ||x_k|| without y. */
static void lengths(double *out, const struct lm_panel *x, const struct lm_panel *y)
{
    mpfr_t sum, term;
    mpfr_init2(sum, x->num->bits + GUARD_BITS);
    mpfr_init2(term, x->num->bits + GUARD_BITS);
    for (size_t k = 0; k < x->cols; k++) {
        mpfr_set_zero(sum, 1);
        for (size_t i = 0; i < x->rows; i++) {
            if (y)
                mpfr_sub(term, entry(x, i, k), entry(y, i, k), MPFR_RNDN);
            else
                mpfr_set(term, entry(x, i, k), MPFR_RNDN);
            mpfr_sqr(term, term, MPFR_RNDN);
            mpfr_add(sum, sum, term, MPFR_RNDN);
        }
        mpfr_sqrt(sum, sum, MPFR_RNDN);
        out[k] = mpfr_get_d(sum, MPFR_RNDN);
    }
    mpfr_clear(sum);
    mpfr_clear(term);
}

static void norm(double *out, const struct lm_panel *x)
{
    lengths(out, x, NULL);
}

static void distance(double *out, const struct lm_panel *x, const struct lm_panel *y)
{
    LM_ASSERT(same_shape(x, y));
    lengths(out, x, y);
}

/* The entry of largest (sign 1) or smallest (sign -1) magnitude; NaN wins. */
static double extreme(const struct lm_panel *x, size_t k, int sign)
{
    if (x->rows == 0) return 0;
    mpfr_srcptr best = entry(x, 0, k);
    for (size_t i = 1; i < x->rows && !mpfr_nan_p(best); i++) {
        mpfr_srcptr other = entry(x, i, k);
        if (mpfr_nan_p(other) || sign * mpfr_cmpabs(other, best) > 0) best = other;
    }
    return fabs(mpfr_get_d(best, MPFR_RNDN));
}

static void max_abs(double *out, const struct lm_panel *x)
{
    for (size_t k = 0; k < x->cols; k++) out[k] = extreme(x, k, 1);
}

static void min_abs(double *out, const struct lm_panel *x)
{
    for (size_t k = 0; k < x->cols; k++) out[k] = extreme(x, k, -1);
}

const struct lm_num_ops lm_mpfr_ops = {
    .name = "mpfr",
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

lm_status lm_num_mpfr(struct lm_num *out, int bits)
{
    if (bits < LM_MPFR_MIN_BITS || bits > LM_MPFR_MAX_BITS)
        return lm_error(LM_EINVAL, "MPFR with %d bits is not offered: give %d to %d", bits, LM_MPFR_MIN_BITS, LM_MPFR_MAX_BITS);
    *out = (struct lm_num){&lm_mpfr_ops, bits};
    return LM_OK;
}
