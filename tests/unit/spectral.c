/* Operator norms against LAPACK's dgesdd on matrices that are small enough to be written out. */
#include "check.h"

#include <cblas.h>
#include <float.h>
#include <lapacke.h>
#include <lemmata/spectral.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Explicit matrices, column by column, as operators ---- */

struct whole {
    size_t rows, cols;
    double *a;
};

static struct whole matrix(size_t rows, size_t cols)
{
    return (struct whole){rows, cols, lm_xcalloc(rows * cols, sizeof(double))};
}

static struct whole gaussian(size_t rows, size_t cols, unsigned index)
{
    struct whole m = matrix(rows, cols);
    struct lm_stream stream = lm_stream_open(1, LM_FOR_TEST, index, 0);
    for (size_t j = 0; j < cols; j++) lm_stream_normals(m.a + rows * j, &stream, j, 0, rows, 1);
    return m;
}

static struct whole diagonal(const double *values, size_t n)
{
    struct whole m = matrix(n, n);
    for (size_t i = 0; i < n; i++) m.a[i * n + i] = values[i];
    return m;
}

static void apply(const struct whole *m, enum CBLAS_TRANSPOSE side, double *y, const double *x)
{
    cblas_dgemv(CblasColMajor, side, (blasint)m->rows, (blasint)m->cols, 1, m->a, (blasint)m->rows, x, 1, 0, y, 1);
}

static void mul(void *context, double *y, const double *x)
{
    apply(context, CblasNoTrans, y, x);
}

static void tmul(void *context, double *y, const double *x)
{
    apply(context, CblasTrans, y, x);
}

/* All singular values, in decreasing order, to be freed. */
static double *singular_values(const struct whole *m)
{
    size_t bytes = m->rows * m->cols * sizeof(double);
    double *copy = memcpy(lm_xmalloc(bytes), m->a, bytes);
    double *sigma = lm_xcalloc(m->rows + m->cols, sizeof *sigma);
    CHECK(LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'N', (lapack_int)m->rows, (lapack_int)m->cols, copy, (lapack_int)m->rows, sigma, NULL, 1,
                         NULL, 1) == 0);
    free(copy);
    return sigma;
}

/* What rounding may do to a singular value: |fl(Mx) - Mx| <= n u || |M| || ||x|| with n terms to a sum, where || |M| || is at most
 * sqrt(min) ||M|| (Higham, Accuracy and Stability, 3.11 and table 6.2). The errors of the products and of dgesdd both obey it; the
 * factor 4 covers their sum. */
static double rounding(const struct whole *m, double sigma)
{
    double most = (double)(m->rows > m->cols ? m->rows : m->cols), least = (double)(m->rows < m->cols ? m->rows : m->cols);
    return 4 * most * sqrt(least) * DBL_EPSILON / 2 * sigma;
}

static lm_status operator_norm(struct lm_operator_norm *out, struct whole *m, double tolerance, int limit)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_operator op = {m->rows, m->cols, mul, tmul, m};
    struct lm_stream stream = lm_stream_open(1, LM_FOR_KRYLOV, 0, 0);
    struct lm_arena_mark before = lm_arena_mark(arena);
    lm_status status = lm_operator_norm(out, &op, tolerance, limit, &stream, arena);
    struct lm_arena_mark after = lm_arena_mark(arena);
    CHECK(before.block == after.block && before.offset == after.offset);
    lm_arena_free(arena);
    return status;
}

/* What the header promises: a lower bound, and a singular value within residual * value of it. */
static void check_claims(const struct lm_operator_norm *norm, const struct whole *m, const double *sigma)
{
    size_t least = m->rows < m->cols ? m->rows : m->cols;
    double nearest = HUGE_VAL, slack = rounding(m, sigma[0]);
    for (size_t i = 0; i < least; i++) nearest = fmin(nearest, fabs(sigma[i] - norm->value));
    CHECK_BELOW(norm->value, sigma[0] + slack);
    CHECK_BELOW(nearest, norm->residual * norm->value + slack);
}

/* Converged, and to the largest value. Frees the matrix. */
static void check_norm(struct whole m, double tolerance, int most_iterations)
{
    struct lm_operator_norm norm;
    double *sigma = singular_values(&m);
    CHECK(operator_norm(&norm, &m, tolerance, 1000) == LM_OK);
    CHECK_BELOW(norm.residual, tolerance);
    CHECK_BELOW(norm.iterations, most_iterations);
    CHECK_NEAR(norm.value, sigma[0], tolerance * sigma[0] + rounding(&m, sigma[0]));
    check_claims(&norm, &m, sigma);
    free(sigma);
    free(m.a);
}

static void test_gaussian(void)
{
    check_norm(gaussian(200, 200, 1), 1e-8, 200);
    check_norm(gaussian(300, 120, 2), 1e-8, 120);
    check_norm(gaussian(120, 300, 3), 1e-8, 121);
    check_norm(gaussian(200, 200, 4), 1e-13, 200);
}

/* The case it is for, here multiplied out so that dgesdd sees the same matrix. */
static void test_product(void)
{
    enum { N = 150 };
    struct whole product = matrix(N, N), half = matrix(N, N);
    struct whole a = gaussian(N, N, 5), b = gaussian(N, N, 6), c = gaussian(N, N, 7);
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, N, N, N, 1, a.a, N, b.a, N, 0, half.a, N);
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, N, N, N, 1, half.a, N, c.a, N, 0, product.a, N);
    check_norm(product, 1e-10, N);
    free(a.a);
    free(b.a);
    free(c.a);
    free(half.a);
}

static void test_rank_one(void)
{
    struct whole m = matrix(90, 60), x = gaussian(90, 1, 8), y = gaussian(60, 1, 9);
    cblas_dger(CblasColMajor, 90, 60, 1, x.a, 1, y.a, 1, m.a, 90);
    check_norm(m, 1e-14, 2); /* the second right vector lies in the null space but for what the first misses */
    free(x.a);
    free(y.a);
}

static void test_zero(void)
{
    struct whole m = matrix(20, 30);
    struct lm_operator_norm norm;
    CHECK(operator_norm(&norm, &m, 1e-8, 10) == LM_OK);
    CHECK(norm.value == 0 && norm.residual == 0 && norm.iterations == 1);
    free(m.a);
}

static void test_close_values(void)
{
    enum { N = 100 };
    double values[N];
    for (int i = 0; i < N; i++) values[i] = 1 - i / 200.0;
    values[1] = 1 - 1e-6;
    check_norm(diagonal(values, N), 1e-8, N);
    values[1] = 1; /* a double value: one copy of it is found, and it is the norm */
    check_norm(diagonal(values, N), 1e-8, N);
}

/* Every vector is a singular vector: nothing is left to iterate. */
static void test_converged_start(void)
{
    double values[50];
    for (int i = 0; i < 50; i++) values[i] = 3;
    check_norm(diagonal(values, 50), 1e-14, 1);
    check_norm(gaussian(40, 1, 10), 1e-14, 1);
    check_norm(gaussian(1, 40, 11), 1e-14, 2);
}

/* A tolerance below rounding ends when the whole space is spanned, with residual zero. */
static void test_exhausted(void)
{
    struct lm_operator_norm norm;
    struct whole shapes[] = {gaussian(12, 12, 12), gaussian(30, 7, 13), gaussian(7, 30, 14)};
    for (size_t s = 0; s < 3; s++) {
        double *sigma = singular_values(&shapes[s]);
        CHECK(operator_norm(&norm, &shapes[s], 0, 1000) == LM_OK);
        CHECK_NEAR(norm.value, sigma[0], rounding(&shapes[s], sigma[0]));
        free(sigma);
        free(shapes[s].a);
    }
}

static void test_limit(void)
{
    struct whole m = gaussian(200, 200, 1);
    struct lm_operator_norm norm, more;
    double *sigma = singular_values(&m);
    CHECK(operator_norm(&norm, &m, 1e-8, 4) == LM_ECONVERGE);
    CHECK(norm.iterations == 4 && norm.residual > 1e-8);
    CHECK(strstr(lm_error_message(), "4 iterations") != NULL);
    check_claims(&norm, &m, sigma);
    CHECK(operator_norm(&more, &m, 1e-8, 8) == LM_ECONVERGE);
    CHECK(more.value > norm.value);
    CHECK_BELOW(sigma[0] / 2, norm.value); /* best so far, not nothing */
    free(sigma);
    free(m.a);
}

static void test_not_finite(void)
{
    struct whole m = gaussian(20, 20, 15);
    struct lm_operator_norm norm;
    m.a[7] = nan("");
    CHECK(operator_norm(&norm, &m, 1e-8, 50) == LM_ECONVERGE);
    m.a[7] = HUGE_VAL;
    CHECK(operator_norm(&norm, &m, 1e-8, 50) == LM_ECONVERGE);
    free(m.a);
}

/* An operator that keeps memory of the arena, as an implicit W may. */
struct keeping {
    struct whole m;
    struct lm_arena *arena;
    double *kept;
};

static void keeping_mul(void *context, double *y, const double *x)
{
    struct keeping *k = context;
    if (!k->kept) {
        k->kept = lm_arena_doubles(k->arena, 1000);
        for (int i = 0; i < 1000; i++) k->kept[i] = i;
    }
    apply(&k->m, CblasNoTrans, y, x);
}

static void keeping_tmul(void *context, double *y, const double *x)
{
    apply(&((struct keeping *)context)->m, CblasTrans, y, x);
}

static void test_kept_memory(void)
{
    struct keeping k = {gaussian(30, 30, 16), lm_arena_new(), NULL};
    struct lm_operator op = {30, 30, keeping_mul, keeping_tmul, &k};
    struct lm_stream stream = lm_stream_open(1, LM_FOR_KRYLOV, 0, 0);
    struct lm_operator_norm norm;
    CHECK(lm_operator_norm(&norm, &op, 1e-8, 40, &stream, k.arena) == LM_OK);
    double *later = lm_arena_doubles(k.arena, 100000);
    memset(later, 0, 100000 * sizeof *later);
    CHECK(k.kept[999] == 999);
    lm_arena_free(k.arena);
    free(k.m.a);
}

static void test_small_norm(void)
{
    for (size_t rows = 1; rows <= 6; rows++)
        for (size_t cols = 1; cols <= 6; cols++) {
            struct whole m = gaussian(rows, cols, (unsigned)(20 + rows * 6 + cols)), padded = matrix(rows + 3, cols);
            for (size_t j = 0; j < cols; j++) memcpy(padded.a + (rows + 3) * j, m.a + rows * j, rows * sizeof(double));
            double *sigma = singular_values(&m);
            CHECK_NEAR(lm_small_norm(m.a, rows, cols, rows), sigma[0], rounding(&m, sigma[0]));
            CHECK_NEAR(lm_small_norm(padded.a, rows, cols, rows + 3), sigma[0], rounding(&m, sigma[0]));
            free(sigma);
            free(m.a);
            free(padded.a);
        }
}

static void test_small_norm_extremes(void)
{
    double large[] = {3e200, 4e200, -4e200, 3e200}, tiny[] = {3e-200, 4e-200, -4e-200, 3e-200}, equal[] = {1, 1, 1, 1};
    CHECK_NEAR(lm_small_norm(large, 2, 2, 2), 5e200, 5e200 * 8 * DBL_EPSILON);
    CHECK_NEAR(lm_small_norm(tiny, 2, 2, 2), 5e-200, 5e-200 * 8 * DBL_EPSILON);
    CHECK_NEAR(lm_small_norm(equal, 2, 2, 2), 2, 2 * 8 * DBL_EPSILON);
    double zero[9] = {0};
    for (size_t n = 1; n <= 3; n++) {
        CHECK(lm_small_norm(zero, n, n, 3) == 0);
        zero[0] = nan("");
        CHECK(isnan(lm_small_norm(zero, n, n, 3)));
        zero[0] = 0;
    }
    CHECK(lm_small_norm(zero, 0, 2, 3) == 0);
}

/* ---- sup ||relu(M x)|| ---- */

static lm_status relu_norm(struct lm_operator_norm *out, struct whole *m, double tolerance, int limit)
{
    struct lm_operator op = {m->rows, m->cols, mul, tmul, m};
    struct lm_stream stream = lm_stream_open(1, LM_FOR_KRYLOV, 0, 0);
    struct lm_arena *arena = lm_arena_new();
    lm_status status = lm_relu_norm(out, &op, tolerance, limit, &stream, arena);
    lm_arena_free(arena);
    return status;
}

/* With entries >= 0 the top right vector is >= 0 (Perron & Frobenius), so that the relu does nothing to it. */
static void test_relu_nonnegative(void)
{
    struct whole m = gaussian(60, 40, 30);
    struct lm_operator_norm norm;
    for (size_t k = 0; k < 60 * 40; k++) m.a[k] = fabs(m.a[k]);
    double *sigma = singular_values(&m);
    CHECK(relu_norm(&norm, &m, 1e-9, 60) == LM_OK);
    CHECK(norm.residual <= 1e-9);
    CHECK_NEAR(norm.value, sigma[0], rounding(&m, sigma[0])); /* the error is of the order of the square of the residual */
    free(sigma);
    free(m.a);
}

/* relu(a <b, x>) is largest at x = b/||b|| or at -b/||b||; the ascent ends at that on its side. */
static void test_relu_rank_one(void)
{
    struct whole m = matrix(30, 20), a = gaussian(30, 1, 31), b = gaussian(20, 1, 32);
    struct lm_operator_norm norm;
    double up = 0, down = 0, length = cblas_dnrm2(20, b.a, 1);
    for (size_t k = 0; k < 30; k++) {
        up += a.a[k] > 0 ? a.a[k] * a.a[k] : 0;
        down += a.a[k] < 0 ? a.a[k] * a.a[k] : 0;
    }
    cblas_dger(CblasColMajor, 30, 20, 1, a.a, 1, b.a, 1, m.a, 30);
    CHECK(relu_norm(&norm, &m, 1e-12, 10) == LM_OK);
    double nearer = fabs(norm.value - sqrt(up) * length) < fabs(norm.value - sqrt(down) * length) ? up : down;
    CHECK_NEAR(norm.value, sqrt(nearer) * length, 1e-12 * norm.value);
    free(a.a);
    free(b.a);
    free(m.a);
}

/* The largest of ||relu(M x)|| over all directions of the plane, by trying them. */
static double largest_in_plane(struct whole *m)
{
    double largest = 0, y[50];
    for (int k = 0; k < 20000; k++) {
        double angle = 2 * 3.14159265358979324 * k / 20000, x[2] = {cos(angle), sin(angle)}, square = 0;
        apply(m, CblasNoTrans, y, x);
        for (size_t r = 0; r < m->rows; r++) square += y[r] > 0 ? y[r] * y[r] : 0;
        largest = fmax(largest, sqrt(square));
    }
    return largest;
}

static void test_relu_plane(void)
{
    for (unsigned k = 0; k < 20; k++) {
        struct whole m = gaussian(50, 2, 40 + k);
        struct lm_operator_norm norm;
        double largest = largest_in_plane(&m);
        CHECK(relu_norm(&norm, &m, 1e-8, 1000) == LM_OK); /* goes on in the plane when two vectors span it */
        CHECK_BELOW(norm.value, largest * (1 + 1e-7));    /* the nearest angle tried is 1.6e-4 away: its value, 1.3e-8 below */
        CHECK_BELOW(largest * sqrt(0.5), norm.value);
        free(m.a);
    }
}

/* m x m Gaussian entries: (1 + sqrt 2) sqrt(m/2), against 2 sqrt m for the matrix itself (Chevet's inequality is sharp here). */
static void test_relu_gaussian(void)
{
    enum { N = 400 };
    struct whole m = gaussian(N, N, 60);
    struct lm_operator_norm coarse, fine;
    CHECK(relu_norm(&coarse, &m, 1e-2, 200) == LM_OK);
    CHECK(relu_norm(&fine, &m, 1e-6, 200) == LM_OK);
    CHECK(fine.iterations > coarse.iterations && fine.value >= coarse.value);
    CHECK_NEAR(fine.value, (1 + sqrt(2.0)) * sqrt(N / 2.0), 0.05 * fine.value); /* sd 1.2 % at this width */
    CHECK(relu_norm(&coarse, &m, 1e-6, 3) == LM_ECONVERGE);
    CHECK(coarse.iterations == 3 && strstr(lm_error_message(), "3 iterations") != NULL);
    free(m.a);
}

static void test_relu_edges(void)
{
    struct whole zero = matrix(5, 7), negative = gaussian(40, 1, 61), bad = gaussian(20, 20, 62);
    struct lm_operator_norm norm;
    CHECK(relu_norm(&norm, &zero, 1e-8, 10) == LM_OK);
    CHECK(norm.value == 0 && norm.residual == 0 && norm.iterations == 1);
    for (int sign = -1; sign <= 1; sign += 2) { /* one of them sends the start to relu(..) = 0 */
        for (size_t k = 0; k < 40; k++) negative.a[k] = sign * fabs(negative.a[k]);
        CHECK(relu_norm(&norm, &negative, 1e-12, 10) == LM_OK);
        CHECK_NEAR(norm.value, cblas_dnrm2(40, negative.a, 1), 1e-13 * norm.value);
    }
    bad.a[7] = nan("");
    CHECK(relu_norm(&norm, &bad, 1e-8, 50) == LM_ECONVERGE);
    bad.a[7] = HUGE_VAL;
    CHECK(relu_norm(&norm, &bad, 1e-8, 50) == LM_ECONVERGE);
    free(zero.a);
    free(negative.a);
    free(bad.a);
}

/* ---- ||M U|| from Gram matrices ---- */

static void gram(double *out, const struct whole *m)
{
    blasint n = (blasint)m->cols, rows = (blasint)m->rows;
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, n, n, rows, 1, m->a, rows, m->a, rows, 0, out, n);
}

/* Y = M X with X = U T: whatever the triangle T, ||M U||. Here M U is given, and the columns of U are unit vectors. */
static void test_span_norm(void)
{
    enum { N = 6, ROWS = 30 };
    struct whole image = gaussian(ROWS, N, 70), y = matrix(ROWS, N), x = matrix(ROWS, N), t = gaussian(N, N, 71);
    double yy[N * N], xx[N * N], value = 0, *sigma = singular_values(&image);
    for (size_t j = 0; j < N; j++)
        for (size_t i = 0; i <= j; i++) x.a[i + ROWS * j] = (i == j ? 4 : 0) + t.a[i + N * j];
    for (size_t j = 0; j < N; j++)
        for (size_t i = 0; i <= j; i++) cblas_daxpy(ROWS, x.a[i + ROWS * j], image.a + ROWS * i, 1, y.a + ROWS * j, 1);
    gram(yy, &y);
    gram(xx, &x);
    CHECK(lm_span_norm(&value, yy, xx, N) == LM_OK);
    CHECK_NEAR(value, sigma[0], 1e-12 * sigma[0]);
    memcpy(x.a + ROWS, x.a, ROWS * sizeof(double)); /* two equal columns */
    gram(xx, &x);
    CHECK(lm_span_norm(&value, yy, xx, N) == LM_ECONVERGE);
    free(sigma);
    free(image.a);
    free(y.a);
    free(x.a);
    free(t.a);
}

/* ---- Symmetric matrices ---- */

/* Q diag Q' with Q = I - 2 vv'/||v||^2: eigenvalues as given, eigenvectors the columns of Q. LAPACK is backward stable: off by n U
 * ||A||, which a generous factor covers. */
static void test_symmetric(void)
{
    enum { N = 17 };
    struct whole v = gaussian(N, 1, 31), a = matrix(N, N), kept = matrix(N, N);
    double expected[N], values[N], alone[N], smallest[N], square = cblas_ddot(N, v.a, 1, v.a, 1);
    for (size_t k = 0; k < N; k++) expected[k] = k == 0 ? 1e-3 : (double)k;
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            for (size_t k = 0; k < N; k++)
                a.a[i * N + j] += expected[k] * ((double)(i == k) - 2 * v.a[i] * v.a[k] / square) *
                                  ((double)(j == k) - 2 * v.a[j] * v.a[k] / square);
    memcpy(kept.a, a.a, N * N * sizeof *a.a);
    CHECK(lm_symmetric_eigenvalues(values, smallest, a.a, N) == LM_OK && lm_symmetric_eigenvalues(alone, NULL, a.a, N) == LM_OK);
    CHECK(memcmp(kept.a, a.a, N * N * sizeof *a.a) == 0);
    const double sign = smallest[0] * (1 - 2 * v.a[0] * v.a[0] / square) < 0 ? -1 : 1;
    for (size_t k = 0; k < N; k++) {
        CHECK_NEAR(values[k], expected[k], 4 * N * N * DBL_EPSILON);
        CHECK_NEAR(alone[k], expected[k], 4 * N * N * DBL_EPSILON);
        /* the gap to the next one is about 1 */
        CHECK_NEAR(sign * smallest[k], (double)(k == 0) - 2 * v.a[k] * v.a[0] / square, 8 * N * N * DBL_EPSILON);
    }
    CHECK(lm_symmetric_eigenvalues(values, smallest, (double[]){-7}, 1) == LM_OK && values[0] == -7 && fabs(smallest[0]) == 1);
    const double broken[] = {nan(""), HUGE_VAL};
    for (size_t k = 0; k < 2; k++) {
        a.a[N + 3] = broken[k];
        CHECK(lm_symmetric_eigenvalues(values, smallest, a.a, N) == LM_ECONVERGE);
        CHECK(strstr(lm_error_message(), "not finite") != NULL);
    }
    free(v.a);
    free(a.a);
    free(kept.a);
}

/* Dependent columns are no exception: the third of `left` is the sum of the first two. */
static void test_product_svd(void)
{
    enum { M = 40, RANK = 3 };
    struct lm_arena *arena = lm_arena_new();
    struct whole left = gaussian(M, RANK, 81), right = gaussian(M, RANK, 82), product = matrix(M, M);
    double sigma[RANK], alone[RANK], u[M * RANK], v[M * RANK], *expected;
    for (int dependent = 0; dependent < 2; dependent++) {
        for (size_t i = 0; i < M && dependent; i++) left.a[i + 2 * M] = left.a[i] + left.a[i + M];
        for (size_t i = 0; i < M; i++)
            for (size_t j = 0; j < M; j++) {
                product.a[i + M * j] = 0;
                for (size_t k = 0; k < RANK; k++) product.a[i + M * j] += left.a[i + M * k] * right.a[j + M * k];
            }
        expected = singular_values(&product);
        CHECK(lm_product_svd(sigma, u, v, left.a, right.a, M, RANK, arena) == LM_OK);
        CHECK(lm_product_svd(alone, NULL, NULL, left.a, right.a, M, RANK, arena) == LM_OK);
        for (size_t k = 0; k < RANK; k++) {
            CHECK_NEAR(sigma[k], expected[k], 1e-13 * expected[0]);
            CHECK_NEAR(alone[k], sigma[k], 0);
            for (size_t l = 0; l < RANK; l++) {
                CHECK_NEAR(cblas_ddot(M, u + M * k, 1, u + M * l, 1), k == l, 1e-13);
                CHECK_NEAR(cblas_ddot(M, v + M * k, 1, v + M * l, 1), k == l, 1e-13);
            }
        }
        for (size_t i = 0; i < M; i++)
            for (size_t j = 0; j < M; j++) {
                double entry = 0;
                for (size_t k = 0; k < RANK; k++) entry += sigma[k] * u[i + M * k] * v[j + M * k];
                CHECK_NEAR(entry, product.a[i + M * j], 1e-13 * expected[0]);
            }
        free(expected);
    }
    CHECK_BELOW(sigma[2], 1e-13 * sigma[0]);
    left.a[5] = (double)NAN;
    CHECK(lm_product_svd(sigma, u, v, left.a, right.a, M, RANK, arena) == LM_ECONVERGE);
    free(left.a);
    free(right.a);
    free(product.a);
    lm_arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"gaussian", test_gaussian},
        {"product", test_product},
        {"rank-one", test_rank_one},
        {"zero", test_zero},
        {"close-values", test_close_values},
        {"converged-start", test_converged_start},
        {"exhausted", test_exhausted},
        {"limit", test_limit},
        {"not-finite", test_not_finite},
        {"kept-memory", test_kept_memory},
        {"small-norm", test_small_norm},
        {"small-norm-extremes", test_small_norm_extremes},
        {"relu-nonnegative", test_relu_nonnegative},
        {"relu-rank-one", test_relu_rank_one},
        {"relu-plane", test_relu_plane},
        {"relu-gaussian", test_relu_gaussian},
        {"relu-edges", test_relu_edges},
        {"span-norm", test_span_norm},
        {"symmetric", test_symmetric},
        {"product-svd", test_product_svd},
        {NULL, NULL},
    };
    return check_main(argc, argv, "spectral", tests);
}
