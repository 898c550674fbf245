/* What every arithmetic must do, whatever computes it: one suite, run for double in every instruction set and for MPFR.
 *
 * Notation of the bounds: u = 2^-bits, gamma(n) = n u / (1 - n u). A sum of n products in any order, each operation rounded to
 * nearest, differs from the exact sum by at most gamma(n) sum |a||b| (Higham 2002, section 3.1); adding it to something is one more
 * term. */
#include "../../core/num/num_internal.h"
#include "check.h"

#include <math.h>
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lm_arena *arena;

static double gamma_of(int bits, size_t n)
{
    double nu = ldexp((double)n, -bits);
    return nu / (1 - nu);
}

static struct lm_num mpfr_of(int bits)
{
    return (struct lm_num){&lm_mpfr_ops, bits}; /* without the limit of 4096: references are wider */
}

/* Runs a test in every arithmetic, and says in which one it failed. */
static void in_every_arithmetic(void (*test)(const struct lm_num *num))
{
    static const char *const paths[] = {"portable", "avx2", "avx512"};
    static const int bits[] = {53, 64, 113, 256, 4096};
    arena = lm_arena_new();
    for (size_t i = 0; i < 8; i++) {
        struct lm_num num = *lm_num_double();
        if (i < 3 && !lm_num_use(paths[i])) continue;
        if (i >= 3) LM_ASSERT(lm_num_mpfr(&num, bits[i - 3]) == LM_OK);
        unsigned before = CU_get_number_of_failures();
        test(&num);
        if (CU_get_number_of_failures() != before)
            fprintf(stderr, "... in %s (%s, %d bits)\n", num.ops->name, lm_num_path(), num.bits);
        lm_arena_reset(arena, SIZE_MAX / 2);
    }
    CHECK(lm_num_use("best"));
    lm_arena_free(arena);
}

/* ---- Data ---- */

static uint64_t state;

static uint64_t bits64(void)
{
    uint64_t z = state += 0x9e3779b97f4a7c15u; /* splitmix64 */
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* Uniform in (-1, 1) with 53 bits, or integers from -8 to 8. */
static double uniform(void)
{
    return (double)(bits64() >> 11) * 0x1p-52 - 1;
}

static double integer(void)
{
    return (double)(bits64() % 17) - 8;
}

static double *draw(double (*law)(void), size_t count)
{
    double *out = lm_arena_doubles(arena, count);
    for (size_t i = 0; i < count; i++) out[i] = law();
    return out;
}

/* A panel whose columns lie further apart than its rows fill, from the contiguous columns of `data`. */
enum { APART = 3 };

static struct lm_panel spread_panel(const struct lm_num *num, size_t rows, size_t cols, const double *data)
{
    struct lm_panel panel = lm_panel_new(arena, num, rows + APART, cols);
    panel.rows = rows;
    if (data) num->ops->set(&panel, data, rows);
    return panel;
}

/* Uniform entries with as many bits as the arithmetic has: sums of doubles, each 52 bits below the last. */
static struct lm_panel filled_panel(const struct lm_num *num, size_t rows, size_t cols)
{
    struct lm_panel panel = spread_panel(num, rows, cols, draw(uniform, rows * cols)), lower = spread_panel(num, rows, cols, NULL);
    for (int bits = 52; bits < num->bits - 1; bits += 52) {
        num->ops->set(&lower, draw(uniform, rows * cols), rows);
        for (int left = bits; left > 0; left -= 520) num->ops->scale(&lower, ldexp(1, -(left > 520 ? 520 : left)));
        num->ops->axpy(&panel, 1, &lower);
    }
    num->ops->scale(&panel, 0.5); /* below 1 again */
    return panel;
}

static double *doubles_of(const struct lm_panel *panel)
{
    double *out = lm_arena_doubles(arena, panel->rows * panel->cols);
    panel->num->ops->get(out, panel->rows, panel);
    return out;
}

/* y = x without rounding, in a wider MPFR. */
static void widen(const struct lm_panel *y, const struct lm_panel *x)
{
    if (x->num->ops == &lm_double_ops)
        y->num->ops->set(y, doubles_of(x), x->rows);
    else
        y->num->ops->copy(y, x);
}

static double largest(const struct lm_panel *panel)
{
    double *each = lm_arena_doubles(arena, panel->cols), most = 0;
    panel->num->ops->max_abs(each, panel);
    for (size_t k = 0; k < panel->cols; k++) most = fmax(most, each[k]);
    return most;
}

/* ---- Storage ---- */

static void storage(const struct lm_num *num)
{
    enum { ROWS = 13, COLS = 5 };
    double *in = draw(uniform, ROWS * COLS);
    in[0] = -0.0, in[1] = HUGE_VAL, in[2] = 0x1p-1074, in[3] = -0x1.fffffffffffffp1023;
    struct lm_panel a = spread_panel(num, ROWS, COLS, in), b = lm_panel_new(arena, num, ROWS, COLS);
    CHECK(memcmp(doubles_of(&a), in, ROWS * COLS * sizeof *in) == 0);
    num->ops->zero(&b);
    for (size_t i = 0; i < ROWS * COLS; i++) CHECK_NEAR(doubles_of(&b)[i], 0, 0);
    num->ops->copy(&b, &a);
    CHECK(memcmp(doubles_of(&b), in, ROWS * COLS * sizeof *in) == 0);

    /* A view shares the entries; so does a view of a view. */
    struct lm_panel middle = lm_panel_view(&a, 1, 3), last = lm_panel_view(&middle, 2, 1);
    CHECK(middle.cols == 3 && last.cols == 1 && last.rows == ROWS && last.ld == a.ld);
    CHECK(memcmp(doubles_of(&last), in + 3 * ROWS, ROWS * sizeof *in) == 0);
    num->ops->zero(&last);
    for (size_t i = 0; i < ROWS; i++) CHECK_NEAR(doubles_of(&a)[3 * ROWS + i], 0, 0);
    CHECK(memcmp(doubles_of(&a), in, 3 * ROWS * sizeof *in) == 0);
    CHECK(memcmp(doubles_of(&a) + 4 * ROWS, in + 4 * ROWS, ROWS * sizeof *in) == 0);

    in[0] = nan("");
    num->ops->set(&b, in, ROWS);
    CHECK(isnan(doubles_of(&b)[0]));
}

/* ---- Products of integers, which must be exact: |sums| < 2^53 ---- */

static double exact_entry(const struct lm_matrix *w, const double *x, bool transposed, size_t i)
{
    double sum = 0;
    for (size_t j = 0; j < (transposed ? w->rows : w->cols); j++)
        sum += x[j] * (transposed ? w->a[j * w->ld + i] : w->a[i * w->ld + j]);
    return sum;
}

/* y = w x and y = y + w x, whether y held NaN before or numbers; nothing beside y may be written. */
static void one_exact_product(const struct lm_num *num, const struct lm_matrix *w, const double *x, size_t k, bool transposed)
{
    const size_t from = transposed ? w->rows : w->cols, to = transposed ? w->cols : w->rows;
    void (*gemm)(const struct lm_panel *, const struct lm_matrix *, const struct lm_panel *, bool) =
        transposed ? num->ops->gemm_t : num->ops->gemm;
    struct lm_panel in = spread_panel(num, from, k, x), out = spread_panel(num, to, k, NULL), around = out;
    around.rows = out.ld;
    double *before = lm_arena_doubles(arena, around.rows * k);
    for (size_t i = 0; i < around.rows * k; i++) before[i] = nan("");
    num->ops->set(&around, before, around.rows);
    gemm(&out, w, &in, false);
    gemm(&out, w, &in, true);
    const double *after = doubles_of(&around);
    size_t wrong = 0;
    for (size_t c = 0; c < k; c++)
        for (size_t i = 0; i < around.rows; i++) {
            double found = after[c * around.rows + i];
            if (i < to ? found != 2 * exact_entry(w, x + c * from, transposed, i) : !isnan(found)) wrong++;
        }
    if (wrong) fprintf(stderr, "%zu x %zu %s, %zu columns:\n", w->rows, w->cols, transposed ? "transposed" : "", k);
    CHECK_SIZE(wrong, 0);
}

static void exact_products(const struct lm_num *num, size_t rows, size_t cols, size_t k)
{
    const struct lm_arena_mark mark = lm_arena_mark(arena);
    struct lm_matrix w = {rows, cols, cols + 5, draw(integer, rows * (cols + 5))};
    double *x = draw(integer, (rows > cols ? rows : cols) * k);
    one_exact_product(num, &w, x, k, false);
    one_exact_product(num, &w, x, k, true);
    lm_arena_rewind(arena, mark);
}

static void integers_are_exact(const struct lm_num *num)
{
    static const size_t few[] = {1, 2, 5, 8, 17, 65, 70};
    const bool wide = num->ops == &lm_double_ops;
    state = 1;
    for (size_t k = 1; k <= 70; k++) exact_products(num, 19, 13, k);
    for (size_t rows = 1; rows <= 9; rows++)
        for (size_t i = 0; i < (wide ? 7 : 2); i++) {
            exact_products(num, rows, wide ? 1500 : 150, few[i]);
            exact_products(num, wide ? 1500 : 150, rows, few[i]);
        }
    /* Across the borders of blocks, and beyond the columns that the own kernels take. */
    for (size_t i = 1; wide && i < 7; i += 2) exact_products(num, 1030, 1027, few[i]);
    exact_products(num, 67, 71, 100);
}

/* Nothing to sum: the product is zero, or nothing is added. */
static void empty_products(const struct lm_num *num)
{
    const double seven[] = {7, 7, 7, 7, 7, 7};
    struct lm_matrix flat = {0, 3, 3, seven}, narrow = {3, 0, 1, seven};
    struct lm_panel y = lm_panel_new(arena, num, 3, 2), none = lm_panel_new(arena, num, 0, 2);
    for (int add = 0; add < 2; add++) {
        num->ops->set(&y, seven, 3);
        num->ops->gemm(&y, &narrow, &none, add);
        for (size_t i = 0; i < 6; i++) CHECK_NEAR(doubles_of(&y)[i], add ? 7 : 0, 0);
        num->ops->set(&y, seven, 3);
        num->ops->gemm_t(&y, &flat, &none, add);
        for (size_t i = 0; i < 6; i++) CHECK_NEAR(doubles_of(&y)[i], add ? 7 : 0, 0);
    }
    double inner[4];
    num->ops->cross(inner, 2, &none, &none);
    for (size_t i = 0; i < 4; i++) CHECK_NEAR(inner[i], 0, 0);
}

static void vectors_of_integers(const struct lm_num *num)
{
    enum { ROWS = 75 };
    static const size_t widths[][2] = {{1, 1}, {1, 6}, {6, 1}, {2, 3}, {17, 5}, {5, 17}, {70, 3}, {66, 67}};
    state = 2;
    for (size_t s = 0; s < sizeof widths / sizeof *widths; s++) {
        const size_t a = widths[s][0], b = widths[s][1];
        const double *x = draw(integer, ROWS * a), *y = draw(integer, ROWS * b);
        struct lm_panel px = spread_panel(num, ROWS, a, x), py = spread_panel(num, ROWS, b, y);
        double *c = lm_arena_doubles(arena, (a + 1) * b);
        for (size_t i = 0; i < (a + 1) * b; i++) c[i] = nan("");
        num->ops->cross(c, a + 1, &px, &py);
        size_t wrong = 0;
        for (size_t j = 0; j < b; j++) {
            for (size_t i = 0; i < a; i++) {
                double sum = 0;
                for (size_t r = 0; r < ROWS; r++) sum += x[i * ROWS + r] * y[j * ROWS + r];
                wrong += c[i + (a + 1) * j] != sum;
            }
            if (!isnan(c[a + (a + 1) * j])) wrong++;
        }
        CHECK_SIZE(wrong, 0);
    }
    const double *x = draw(integer, ROWS), *y = draw(integer, ROWS);
    struct lm_panel px = spread_panel(num, ROWS, 1, x), py = spread_panel(num, ROWS, 1, y);
    num->ops->axpy(&py, -2.5, &px);
    num->ops->scale(&py, 0.75);
    for (size_t r = 0; r < ROWS; r++) CHECK_NEAR(doubles_of(&py)[r], 0.75 * (y[r] - 2.5 * x[r]), 0);
}

/* ---- ReLU and masks ---- */

static void relu_and_masks(const struct lm_num *num)
{
    state = 3;
    for (size_t rows = 1; rows <= 200; rows += rows < 10 ? 1 : 27) {
        enum { COLS = 3 };
        double *g = draw(uniform, rows * COLS), *minus = lm_arena_doubles(arena, rows * COLS);
        g[0] = -0.0, g[rows] = 0.0, g[3 * rows - 1] = -0x1p-1074;
        for (size_t i = 0; i < rows * COLS; i++) minus[i] = -g[i];
        struct lm_panel pg = spread_panel(num, rows, COLS, g), h = spread_panel(num, rows, COLS, NULL);
        struct lm_mask d = lm_mask_new(arena, rows, COLS), e = lm_mask_new(arena, rows, COLS);
        num->ops->relu(&h, &d, &pg);
        const double *found = doubles_of(&h);
        size_t wrong = 0;
        for (size_t k = 0; k < COLS; k++) {
            for (size_t r = 0; r < rows; r++) {
                double value = g[k * rows + r];
                wrong += lm_mask_get(&d, r, k) != (value >= 0) || found[k * rows + r] != (value >= 0 ? value : 0);
            }
            if (rows % 64) wrong += d.bits[(k + 1) * d.words - 1] >> rows % 64 != 0;
        }
        CHECK_SIZE(wrong, 0);

        /* d g = ReLU(g), again and in place; one mask for all columns; ReLU in place; relu(g) + relu(-g) = |g|. */
        struct lm_panel y = spread_panel(num, rows, COLS, NULL);
        num->ops->mask(&y, &d, &pg);
        CHECK(memcmp(doubles_of(&y), found, rows * COLS * sizeof *g) == 0);
        num->ops->mask(&y, &d, &y);
        CHECK(memcmp(doubles_of(&y), found, rows * COLS * sizeof *g) == 0);
        struct lm_mask second = lm_mask_view(&d, 1, 1);
        num->ops->mask(&y, &second, &pg);
        for (size_t i = 0; i < rows * COLS; i++) wrong += doubles_of(&y)[i] != (lm_mask_get(&d, i % rows, 1) ? g[i] : 0);
        CHECK_SIZE(wrong, 0);
        num->ops->relu(&pg, &e, &pg);
        CHECK(memcmp(doubles_of(&pg), found, rows * COLS * sizeof *g) == 0);
        for (size_t k = 0; k < COLS; k++) CHECK_SIZE(lm_mask_differences(&d, k, &e, k), 0);
        num->ops->set(&y, minus, rows);
        num->ops->relu(&y, &e, &y);
        num->ops->axpy(&y, 1, &h);
        for (size_t i = 0; i < rows * COLS; i++) wrong += doubles_of(&y)[i] != fabs(g[i]);
        CHECK_SIZE(wrong, 0);
    }
    double broken[70] = {0};
    broken[3] = broken[67] = nan("");
    struct lm_panel p = spread_panel(num, 70, 1, broken);
    struct lm_mask d = lm_mask_new(arena, 70, 1);
    num->ops->relu(&p, &d, &p);
    CHECK(isnan(doubles_of(&p)[3]) && isnan(doubles_of(&p)[67])); /* a NaN is never turned into a number */
}

/* ---- Norms and extremes ---- */

static void norms(const struct lm_num *num)
{
    const double columns[5][4] = {{3, 0, -4, 0}, {3e200, -4e200, 0, 0}, {-3e-200, 0, 0, 4e-200}, {0, 0, 0, 0}, {1, nan(""), 2, 3}};
    const double longest = 0x1.8p1023, zeros[20] = {0};
    double out[5], low[5];
    struct lm_panel x = spread_panel(num, 4, 5, columns[0]), origin = spread_panel(num, 4, 5, zeros);
    for (int way = 0; way < 2; way++) {
        if (way == 0)
            num->ops->norm(out, &x);
        else
            num->ops->distance(out, &x, &origin);
        CHECK_NEAR(out[0], 5, 0);
        /* Six roundings of inputs and operations, whatever the scaling. */
        CHECK_NEAR(out[1], 5e200, 8 * 0x1p-53 * 5e200);
        CHECK_NEAR(out[2], 5e-200, 8 * 0x1p-53 * 5e-200);
        CHECK_NEAR(out[3], 0, 0);
        CHECK(isnan(out[4]));
    }
    num->ops->max_abs(out, &x);
    num->ops->min_abs(low, &x);
    CHECK_NEAR(out[0], 4, 0);
    CHECK_NEAR(out[1], 4e200, 0);
    CHECK(isnan(out[4]) && isnan(low[4]));
    CHECK_NEAR(low[0], 0, 0);
    struct lm_panel last = lm_panel_view(&x, 4, 1);
    num->ops->set(&last, (const double[]){-3, 2, -0.5, -longest}, 4);
    num->ops->max_abs(out, &last);
    num->ops->min_abs(low, &last);
    CHECK_NEAR(out[0], longest, 0);
    CHECK_NEAR(low[0], 0.5, 0);
}

/* The subtraction happens in the arithmetic of the panel: an apartness far below the rounding of a double is seen where the bits
 * allow. */
static void cancellation(const struct lm_num *num)
{
    const double ones[4] = {1, 1, 1, 1};
    struct lm_panel x = lm_panel_new(arena, num, 4, 1), y = lm_panel_new(arena, num, 4, 1), step = lm_panel_new(arena, num, 4, 1);
    double out;
    num->ops->set(&x, ones, 4);
    num->ops->set(&y, ones, 4);
    num->ops->set(&step, ones, 4);
    num->ops->axpy(&y, ldexp(1, 1 - (num->bits > 1000 ? 1000 : num->bits)), &step);
    num->ops->distance(&out, &y, &x);
    CHECK_NEAR(out, ldexp(2, 1 - (num->bits > 1000 ? 1000 : num->bits)), 0); /* sqrt 4 times the step */
    num->ops->set(&y, ones, 4);
    if (num->bits < 900) {
        num->ops->axpy(&y, ldexp(1, -num->bits - 1), &step); /* below half a unit in the last place: rounded away */
        num->ops->distance(&out, &y, &x);
        CHECK_NEAR(out, 0, 0);
    }
}

/* ---- Identities ---- */

/* <u, W v> = <W' u, v>: each side carries gamma(rows + cols + 1) |u|'|W||v|, and its rounding to a double. */
static void adjoint(const struct lm_num *num)
{
    enum { ROWS = 37, COLS = 22 };
    static const size_t widths[] = {1, 2, 9, 24, 65};
    state = 4;
    for (size_t s = 0; s < 5; s++) {
        const size_t k = widths[s];
        struct lm_matrix w = {ROWS, COLS, COLS, draw(uniform, ROWS * COLS)};
        const double *du = draw(uniform, ROWS * k), *dv = draw(uniform, COLS * k);
        struct lm_panel pu = spread_panel(num, ROWS, k, du), pv = spread_panel(num, COLS, k, dv);
        struct lm_panel wv = spread_panel(num, ROWS, k, NULL), wu = spread_panel(num, COLS, k, NULL);
        double *left = lm_arena_doubles(arena, k * k), *right = lm_arena_doubles(arena, k * k);
        num->ops->gemm(&wv, &w, &pv, false);
        num->ops->gemm_t(&wu, &w, &pu, false);
        num->ops->cross(left, k, &pu, &wv);
        num->ops->cross(right, k, &wu, &pv);
        double worst = 0;
        for (size_t a = 0; a < k; a++)
            for (size_t b = 0; b < k; b++) {
                double size = 0;
                for (size_t i = 0; i < ROWS; i++)
                    for (size_t j = 0; j < COLS; j++) size += fabs(du[a * ROWS + i] * w.a[i * COLS + j] * dv[b * COLS + j]);
                double allowed = 2 * gamma_of(num->bits, ROWS + COLS + 1) * size + 0x1p-52 * fabs(left[a + k * b]);
                worst = fmax(worst, fabs(left[a + k * b] - right[a + k * b]) / allowed);
            }
        CHECK_BELOW(worst, 1);
    }
}

/* A panel times 2^bits, so that differences of a few units in the last place become visible doubles at any precision. */
static void magnify(const struct lm_panel *y, int bits)
{
    for (; bits > 512; bits -= 512) y->num->ops->scale(y, 0x1p512);
    y->num->ops->scale(y, ldexp(1, bits));
}

/* W (a x + b y) = a W x + b W y. On either side a term a w x is rounded at most COLS + 3 times. All entries are below 1 in
 * magnitude, so |W|(|a||x| + |b||y|) <= COLS (|a| + |b|). */
static void linearity(const struct lm_num *num)
{
    enum { ROWS = 21, COLS = 31, K = 7 };
    const double a = 0.7, b = -1.3;
    state = 5;
    struct lm_matrix w = {ROWS, COLS, COLS, draw(uniform, ROWS * COLS)};
    struct lm_panel x = filled_panel(num, COLS, K), y = filled_panel(num, COLS, K);
    struct lm_panel both = spread_panel(num, COLS, K, NULL), left = spread_panel(num, ROWS, K, NULL);
    struct lm_panel wx = spread_panel(num, ROWS, K, NULL), wy = spread_panel(num, ROWS, K, NULL);
    num->ops->copy(&both, &x);
    num->ops->scale(&both, a);
    num->ops->axpy(&both, b, &y);
    num->ops->gemm(&left, &w, &both, false);
    num->ops->gemm(&wx, &w, &x, false);
    num->ops->gemm(&wy, &w, &y, false);
    num->ops->scale(&wx, a);
    num->ops->axpy(&wx, b, &wy);
    num->ops->axpy(&left, -1, &wx);
    magnify(&left, num->bits);
    const double u = ldexp(1, -num->bits);
    CHECK_BELOW(largest(&left), 2 * (COLS + 3) / (1 - (COLS + 3) * u) * COLS * (fabs(a) + fabs(b)) * (1 + u));
    CHECK(largest(&left) > 0); /* the two sides are computed differently: were they equal, nothing was compared */
}

/* ---- Against wider arithmetic ---- */

/* The error of a product at p bits, seen at 4p bits: within gamma(n) |W||x|, n = 29 terms, entries below 1. And not far below it,
 * in the worst of 51 entries: the precision is p bits and no more. */
static void precision_is_what_it_says(const struct lm_num *num)
{
    enum { ROWS = 17, COLS = 29, K = 3 };
    struct lm_num wide = mpfr_of(4 * num->bits);
    state = 6;
    struct lm_matrix w = {ROWS, COLS, COLS, draw(uniform, ROWS * COLS)};
    struct lm_panel in = filled_panel(num, COLS, K), out = spread_panel(num, ROWS, K, NULL),
                    wide_in = spread_panel(&wide, COLS, K, NULL);
    struct lm_panel wide_out = spread_panel(&wide, ROWS, K, NULL), apart = spread_panel(&wide, ROWS, K, NULL);
    widen(&wide_in, &in);
    num->ops->gemm(&out, &w, &in, false);
    wide.ops->gemm(&wide_out, &w, &wide_in, false);
    widen(&apart, &out);
    wide.ops->axpy(&apart, -1, &wide_out);
    magnify(&apart, num->bits);
    const double nu = ldexp(COLS, -num->bits);
    CHECK_BELOW(largest(&apart), COLS / (1 - nu) * COLS * (1 + nu));
    CHECK_ABOVE(largest(&apart), 0x1p-10);
}

/* Double components against 256-bit MPFR, for every number of columns: gamma(n) |w||x| and the rounding of the reference. */
static void components_against_mpfr(const struct lm_num *num)
{
    enum { ROWS = 61, COLS = 45, MOST = 70 };
    const struct lm_num reference = mpfr_of(256);
    state = 7;
    struct lm_matrix w = {ROWS, COLS, COLS + 1, draw(uniform, ROWS * (COLS + 1))};
    for (int transposed = 0; transposed < 2; transposed++) {
        const size_t from = transposed ? ROWS : COLS, to = transposed ? COLS : ROWS;
        const double *x = draw(uniform, from * MOST);
        struct lm_panel exact_in = spread_panel(&reference, from, MOST, x), exact = spread_panel(&reference, to, MOST, NULL);
        (transposed ? reference.ops->gemm_t : reference.ops->gemm)(&exact, &w, &exact_in, false);
        const double *right = doubles_of(&exact);
        for (size_t k = 1; k <= MOST; k += num->bits > 100 ? 23 : 1) {
            struct lm_panel in = spread_panel(num, from, k, x), out = spread_panel(num, to, k, NULL);
            (transposed ? num->ops->gemm_t : num->ops->gemm)(&out, &w, &in, false);
            const double *found = doubles_of(&out);
            double worst = 0;
            for (size_t c = 0; c < k; c++)
                for (size_t i = 0; i < to; i++) {
                    double size = 0;
                    for (size_t j = 0; j < from; j++)
                        size += fabs(x[c * from + j] * (transposed ? w.a[j * w.ld + i] : w.a[i * w.ld + j]));
                    double allowed = gamma_of(num->bits, from) * size + 0x1p-52 * fabs(right[c * to + i]);
                    worst = fmax(worst, fabs(found[c * to + i] - right[c * to + i]) / allowed);
                }
            CHECK_BELOW(worst, 1);
        }
    }
}

/* Numbers that leave as doubles: norm and distance are sums of n squares (gamma(n + 2), halved by the root, a difference counting
 * twice), cross products of n terms. The reference is 256 bits wide, or four times the precision, and is itself rounded to a
 * double. */
static void scalars_against_mpfr(const struct lm_num *num)
{
    enum { ROWS = 333, K = 3 };
    const struct lm_num reference = mpfr_of(4 * num->bits);
    state = 8;
    const double *x = draw(uniform, ROWS * K), *y = draw(uniform, ROWS * K);
    double found[3][K * K], right[3][K * K];
    for (int way = 0; way < 2; way++) {
        const struct lm_num *n = way ? &reference : num;
        double(*out)[K * K] = way ? right : found;
        struct lm_panel px = spread_panel(n, ROWS, K, x), py = spread_panel(n, ROWS, K, y);
        n->ops->norm(out[0], &px);
        n->ops->distance(out[1], &px, &py);
        n->ops->cross(out[2], K, &px, &py);
    }
    const double relative = gamma_of(num->bits, ROWS + 4) / 2 + 3 * 0x1p-53;
    for (size_t k = 0; k < K; k++) {
        CHECK_NEAR(found[0][k], right[0][k], relative * right[0][k]);
        CHECK_NEAR(found[1][k], right[1][k], relative * right[1][k]);
    }
    for (size_t c = 0; c < K * K; c++)
        CHECK_NEAR(found[2][c], right[2][c], gamma_of(num->bits, ROWS) * ROWS + 0x1p-52 * fabs(right[2][c]));
}

/* MPFR's own dot product, which is correctly rounded, as an oracle that shares no loop with the arithmetic. */
static void against_mpfr_dot(const struct lm_num *num)
{
    enum { N = 50 };
    mpfr_t a[N], b[N], dot;
    mpfr_ptr pa[N], pb[N];
    state = 9;
    const double *x = draw(uniform, N), *y = draw(uniform, N);
    for (size_t i = 0; i < N; i++) {
        mpfr_init2(pa[i] = a[i], 53);
        mpfr_init2(pb[i] = b[i], 53);
        mpfr_set_d(a[i], x[i], MPFR_RNDN);
        mpfr_set_d(b[i], y[i], MPFR_RNDN);
    }
    mpfr_init2(dot, 53);
    mpfr_dot(dot, pa, pb, N, MPFR_RNDN);
    struct lm_panel px = lm_panel_new(arena, num, N, 1), py = lm_panel_new(arena, num, N, 1), out = lm_panel_new(arena, num, 1, 1);
    struct lm_matrix w = {1, N, N, y};
    double inner, size = 0;
    num->ops->set(&px, x, N);
    num->ops->set(&py, y, N);
    num->ops->cross(&inner, 1, &px, &py);
    num->ops->gemm(&out, &w, &px, false);
    for (size_t i = 0; i < N; i++) size += fabs(x[i] * y[i]);
    const double right = mpfr_get_d(dot, MPFR_RNDN), allowed = gamma_of(num->bits, N) * size + 0x1p-52 * fabs(right);
    CHECK_NEAR(inner, right, allowed);
    CHECK_NEAR(doubles_of(&out)[0], right, allowed);
    for (size_t i = 0; i < N; i++) mpfr_clears(a[i], b[i], (mpfr_ptr)0);
    mpfr_clear(dot);
    mpfr_free_cache();
}

/* ---- */

#define IN_EVERY_ARITHMETIC(test)                                                                                                  \
    static void run_##test(void)                                                                                                   \
    {                                                                                                                              \
        in_every_arithmetic(test);                                                                                                 \
    }
IN_EVERY_ARITHMETIC(storage)
IN_EVERY_ARITHMETIC(integers_are_exact)
IN_EVERY_ARITHMETIC(empty_products)
IN_EVERY_ARITHMETIC(vectors_of_integers)
IN_EVERY_ARITHMETIC(relu_and_masks)
IN_EVERY_ARITHMETIC(norms)
IN_EVERY_ARITHMETIC(cancellation)
IN_EVERY_ARITHMETIC(adjoint)
IN_EVERY_ARITHMETIC(linearity)
IN_EVERY_ARITHMETIC(precision_is_what_it_says)
IN_EVERY_ARITHMETIC(components_against_mpfr)
IN_EVERY_ARITHMETIC(scalars_against_mpfr)
IN_EVERY_ARITHMETIC(against_mpfr_dot)

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"storage", run_storage},
        {"integers-are-exact", run_integers_are_exact},
        {"empty-products", run_empty_products},
        {"vectors-of-integers", run_vectors_of_integers},
        {"relu-and-masks", run_relu_and_masks},
        {"norms", run_norms},
        {"cancellation", run_cancellation},
        {"adjoint", run_adjoint},
        {"linearity", run_linearity},
        {"precision-is-what-it-says", run_precision_is_what_it_says},
        {"components-against-mpfr", run_components_against_mpfr},
        {"scalars-against-mpfr", run_scalars_against_mpfr},
        {"against-mpfr-dot", run_against_mpfr_dot},
        {NULL, NULL},
    };
    return check_main(argc, argv, "num in every arithmetic", tests);
}
