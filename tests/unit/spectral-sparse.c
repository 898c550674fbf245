/* The search for supports with a large restricted norm: against all supports where they can be listed, against what is planted, and
 * against a bound for Gaussian matrices that no search can pass. */
#include "check.h"

#include <float.h>
#include <lemmata/spectral.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Explicit matrices, row by row, as operators ---- */

static void mul(void *context, const struct lm_panel *y, const struct lm_panel *x)
{
    y->num->ops->gemm(y, context, x, false);
}

static void tmul(void *context, const struct lm_panel *y, const struct lm_panel *x)
{
    y->num->ops->gemm_t(y, context, x, false);
}

static struct lm_panel_operator operator_of(struct lm_matrix *a, const struct lm_num *num)
{
    return (struct lm_panel_operator){num, a->rows, a->cols, mul, tmul, a};
}

static double *gaussian_entries(struct lm_arena *arena, size_t rows, size_t cols, uint64_t network)
{
    double *a = lm_arena_doubles(arena, rows * cols);
    struct lm_stream stream = lm_stream_open(1, LM_FOR_TEST, 0, network);
    for (size_t r = 0; r < rows; r++) lm_stream_normals(a + r * cols, &stream, r, 0, cols, 1);
    return a;
}

static struct lm_matrix gaussian(struct lm_arena *arena, size_t rows, size_t cols, uint64_t network)
{
    return (struct lm_matrix){rows, cols, cols, gaussian_entries(arena, rows, cols, network)};
}

static struct lm_sparse_norm search(struct lm_matrix *a, size_t rows, size_t cols, size_t starts, int iterations,
                                    struct lm_arena *arena)
{
    struct lm_panel_operator op = operator_of(a, lm_num_double());
    struct lm_stream stream = lm_stream_open(1, LM_FOR_ATTACK, 0, 0);
    struct lm_sparse_norm out;
    CHECK(lm_sparse_norm(&out, &op, rows, cols, starts, iterations, &stream, arena) == LM_OK);
    return out;
}

/* The norm of the submatrix written out, entry by entry. */
static double submatrix_norm(const struct lm_matrix *a, const struct lm_support *rows, const struct lm_support *cols)
{
    double *c = lm_xcalloc(rows->count * cols->count, sizeof *c);
    for (size_t j = 0; j < cols->count; j++)
        for (size_t i = 0; i < rows->count; i++) c[i + rows->count * j] = a->a[rows->index[i] * a->ld + cols->index[j]];
    double norm = lm_small_norm(c, rows->count, cols->count, rows->count);
    free(c);
    return norm;
}

/* max over all pairs of two rows and two columns. */
static double largest_of_two(const struct lm_matrix *a)
{
    double largest = 0;
    for (size_t i = 0; i < a->rows; i++)
        for (size_t k = i + 1; k < a->rows; k++)
            for (size_t j = 0; j < a->cols; j++)
                for (size_t l = j + 1; l < a->cols; l++) {
                    size_t r[] = {i, k}, c[] = {j, l};
                    struct lm_support rows = {2, r}, cols = {2, c};
                    largest = fmax(largest, submatrix_norm(a, &rows, &cols));
                }
    return largest;
}

/* ---- Supports ---- */

static bool ascends_below(const struct lm_support *support, size_t n)
{
    for (size_t k = 0; k < support->count; k++)
        if (support->index[k] >= n || (k > 0 && support->index[k] <= support->index[k - 1])) return false;
    return true;
}

static bool contains(const struct lm_support *support, size_t index)
{
    for (size_t k = 0; k < support->count; k++)
        if (support->index[k] == index) return true;
    return false;
}

/* No entry outside is larger than one inside, for every count. */
static void test_largest(void)
{
    enum { N = 137 };
    struct lm_arena *arena = lm_arena_new();
    double *x = gaussian_entries(arena, 1, N, 1);
    x[5] = x[17] = x[99]; /* ties */
    for (size_t count = 1; count <= N; count++) {
        struct lm_support support = lm_support_new(arena, count);
        lm_support_largest(&support, x, N);
        CHECK(ascends_below(&support, N));
        double least_inside = HUGE_VAL, most_outside = 0;
        for (size_t k = 0; k < N; k++)
            if (contains(&support, k))
                least_inside = fmin(least_inside, fabs(x[k]));
            else
                most_outside = fmax(most_outside, fabs(x[k]));
        CHECK_BELOW(most_outside, least_inside);
    }
    lm_arena_free(arena);
}

/* Each unit is drawn with probability count/n, in supports of distinct rows of the stream. */
static void test_random(void)
{
    enum { N = 20, ONES = 5, DRAWS = 4000 };
    struct lm_arena *arena = lm_arena_new();
    struct lm_stream stream = lm_stream_open(1, LM_FOR_TEST, 1, 0);
    struct lm_support support = lm_support_new(arena, ONES);
    size_t drawn[N] = {0};
    for (uint64_t r = 0; r < DRAWS; r++) {
        lm_support_random(&support, N, &stream, r, arena);
        CHECK(ascends_below(&support, N));
        for (size_t k = 0; k < ONES; k++) drawn[support.index[k]]++;
    }
    for (size_t k = 0; k < N; k++) {
        CHECK(drawn[k] <= check_binomial_upper(DRAWS, (double)ONES / N, 1e-6 / N));
        CHECK(drawn[k] >= check_binomial_lower(DRAWS, (double)ONES / N, 1e-6 / N));
    }
    lm_arena_free(arena);
}

/* ---- The search ---- */

/* One row and one column: the restricted norm is the largest entry, and a start in each column finds it. */
static void test_largest_entry(void)
{
    enum { N = 60 };
    struct lm_arena *arena = lm_arena_new();
    for (uint64_t network = 0; network < 5; network++) {
        struct lm_matrix a = gaussian(arena, N, N, network);
        double largest = 0;
        for (size_t k = 0; k < (size_t)N * N; k++) largest = fmax(largest, fabs(a.a[k]));
        struct lm_sparse_norm found = search(&a, 1, 1, 8 * N, 10, arena);
        CHECK_NEAR(found.value, largest, 0);
        CHECK_NEAR(fabs(a.a[found.rows.index[0] * N + found.cols.index[0]]), largest, 0);
    }
    lm_arena_free(arena);
}

/* Two rows and two columns of a 12 x 10 matrix: all 66 * 45 pairs of supports. */
static void test_all_pairs(void)
{
    struct lm_arena *arena = lm_arena_new();
    for (uint64_t network = 0; network < 10; network++) {
        struct lm_matrix a = gaussian(arena, 12, 10, network);
        double largest = largest_of_two(&a);
        struct lm_sparse_norm found = search(&a, 2, 2, 64, 30, arena);
        CHECK_NEAR(submatrix_norm(&a, &found.rows, &found.cols), largest, 1e-12 * largest);
    }
    lm_arena_free(arena);
}

/* The verified norm is that of the submatrix, and never below what the iteration reached; more columns than a block holds. */
static void test_verified(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_matrix a = gaussian(arena, 200, 150, 3);
    struct lm_panel_operator op = operator_of(&a, lm_num_double());
    for (size_t s = 1; s <= 130; s += 43)
        for (int iterations = 1; iterations <= 9; iterations += 4) {
            struct lm_sparse_norm found = search(&a, s, s, 4, iterations, arena);
            double verified = lm_restricted_norm(&op, &found.rows, &found.cols, arena);
            double rounding = 4 * 200 * DBL_EPSILON * verified * sqrt((double)s);
            CHECK(ascends_below(&found.rows, 200) && ascends_below(&found.cols, 150));
            CHECK_NEAR(verified, submatrix_norm(&a, &found.rows, &found.cols), rounding);
            CHECK_BELOW(found.value, verified + rounding);
        }
    lm_arena_free(arena);
}

/* More iterations never lower the value of a start. */
static void test_monotone(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_matrix a = gaussian(arena, 180, 180, 4);
    double before = 0;
    for (int iterations = 1; iterations <= 12; iterations++) {
        double value = search(&a, 9, 9, 1, iterations, arena).value;
        CHECK_ABOVE(value, before * (1 - 1e-12));
        before = value;
    }
    lm_arena_free(arena);
}

/* A block of 7 x 5 entries 4 among 300 x 200 of sd 1: its norm 4 sqrt(35) = 23.7 stands above what is not planted. */
static void test_planted(void)
{
    struct lm_arena *arena = lm_arena_new();
    double *a = gaussian_entries(arena, 300, 200, 5);
    for (size_t r = 0; r < 7; r++)
        for (size_t c = 0; c < 5; c++) a[(17 + 31 * r) * 200 + 3 + 37 * c] = 4;
    struct lm_matrix matrix = {300, 200, 200, a};
    struct lm_sparse_norm found = search(&matrix, 7, 5, 40, 12, arena);
    for (size_t r = 0; r < 7; r++) CHECK_SIZE(found.rows.index[r], 17 + 31 * r);
    for (size_t c = 0; c < 5; c++) CHECK_SIZE(found.cols.index[c], 3 + 37 * c);
    CHECK_NEAR(found.value, 4 * sqrt(35), 1e-12 * 24);
    lm_arena_free(arena);
}

/* E of the root of the sum of the s largest squares of n standard normals, with the standard error of its estimate. */
static double largest_norm(size_t n, size_t s, double *error, struct lm_arena *arena)
{
    enum { DRAWS = 200 };
    struct lm_support support = lm_support_new(arena, s);
    double *x = gaussian_entries(arena, DRAWS, n, 77), sum = 0, squares = 0;
    for (size_t r = 0; r < DRAWS; r++) {
        lm_support_largest(&support, x + r * n, n);
        double square = 0;
        for (size_t k = 0; k < s; k++) square += x[r * n + support.index[k]] * x[r * n + support.index[k]];
        sum += sqrt(square);
        squares += square;
    }
    double mean = sum / DRAWS;
    *error = sqrt((squares / DRAWS - mean * mean) / DRAWS);
    return mean;
}

/* Of n x n standard normals, Chevet's inequality gives E sup <= 2 E ||the s largest of n||, and concentration (Borell; Tsirelson,
 * Ibragimov & Sudakov) P(sup > E sup + t) <= exp(-t^2/2): t = 6 is one in 6e7. The search comes within a factor 2 of it, which
 * random supports, at most 2 sqrt s + 6 by the same inequalities, do not. */
static void test_gaussian(void)
{
    enum { N = 1000, S = 10 };
    struct lm_arena *arena = lm_arena_new();
    struct lm_matrix a = gaussian(arena, N, N, 6);
    struct lm_panel_operator op = operator_of(&a, lm_num_double());
    double error, upper = 2 * largest_norm(N, S, &error, arena);
    struct lm_sparse_norm found = search(&a, S, S, 12, 12, arena);
    double verified = lm_restricted_norm(&op, &found.rows, &found.cols, arena);
    CHECK_BELOW(verified, upper + 12 * error + 6);
    CHECK_ABOVE(verified, upper / 2);

    struct lm_stream stream = lm_stream_open(1, LM_FOR_TEST, 2, 0);
    struct lm_support rows = lm_support_new(arena, S), cols = lm_support_new(arena, S);
    lm_support_random(&rows, N, &stream, 0, arena);
    lm_support_random(&cols, N, &stream, 1, arena);
    double random = lm_restricted_norm(&op, &rows, &cols, arena);
    CHECK_BELOW(random, 2 * sqrt(S) + 6);
    CHECK_BELOW(1.5 * random, verified);
    lm_arena_free(arena);
}

/* One row: its s largest entries, from any start. All rows and columns: the norm itself. */
static void test_extremes(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_matrix row = gaussian(arena, 1, 500, 7), whole = gaussian(arena, 30, 20, 8);
    struct lm_support largest = lm_support_new(arena, 20);
    lm_support_largest(&largest, row.a, 500);
    struct lm_sparse_norm found = search(&row, 1, 20, 1, 1, arena);
    CHECK(memcmp(found.cols.index, largest.index, 20 * sizeof *largest.index) == 0);

    found = search(&whole, 30, 20, 3, 400, arena);
    double norm = submatrix_norm(&whole, &found.rows, &found.cols);
    CHECK_NEAR(found.value, norm, 1e-6 * norm);
    lm_arena_free(arena);
}

static void test_zero_and_infinite(void)
{
    struct lm_arena *arena = lm_arena_new();
    double *zeros = lm_arena_doubles(arena, 30);
    memset(zeros, 0, 30 * sizeof *zeros);
    struct lm_matrix matrix = {6, 5, 5, zeros};
    struct lm_panel_operator op = operator_of(&matrix, lm_num_double());
    struct lm_sparse_norm found = search(&matrix, 2, 3, 2, 2, arena);
    CHECK(found.value == 0 && ascends_below(&found.rows, 6) && ascends_below(&found.cols, 5));
    CHECK(lm_restricted_norm(&op, &found.rows, &found.cols, arena) == 0);

    for (size_t k = 0; k < 30; k++) zeros[k] = HUGE_VAL;
    struct lm_stream stream = lm_stream_open(1, LM_FOR_ATTACK, 0, 0);
    CHECK(lm_sparse_norm(&found, &op, 2, 3, 2, 2, &stream, arena) == LM_ECONVERGE);
    lm_arena_free(arena);
}

/* The same search in another arithmetic finds the same supports, and norms that differ by rounding. */
static void test_arithmetics(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_num mpfr;
    CHECK(lm_num_mpfr(&mpfr, 160) == LM_OK);
    struct lm_matrix a = gaussian(arena, 40, 50, 9);
    struct lm_panel_operator precise = operator_of(&a, &mpfr), op = operator_of(&a, lm_num_double());
    struct lm_stream stream = lm_stream_open(1, LM_FOR_ATTACK, 0, 0);
    struct lm_sparse_norm found = search(&a, 4, 6, 3, 4, arena), again;
    CHECK(lm_sparse_norm(&again, &precise, 4, 6, 3, 4, &stream, arena) == LM_OK);
    CHECK(memcmp(found.rows.index, again.rows.index, 4 * sizeof *found.rows.index) == 0);
    CHECK(memcmp(found.cols.index, again.cols.index, 6 * sizeof *found.cols.index) == 0);
    CHECK_NEAR(found.value, again.value, 1e-13 * found.value);
    double norm = lm_restricted_norm(&op, &found.rows, &found.cols, arena);
    CHECK_NEAR(lm_restricted_norm(&precise, &again.rows, &again.cols, arena), norm, 1e-13 * norm);
    lm_arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"the largest entries of a vector", test_largest},
        {"random supports are uniform", test_random},
        {"one row and one column: the largest entry", test_largest_entry},
        {"two rows and two columns: all pairs", test_all_pairs},
        {"the restricted norm is that of the submatrix", test_verified},
        {"iterations never lose", test_monotone},
        {"a planted block is found", test_planted},
        {"Gaussian matrices: between random supports and Chevet's bound", test_gaussian},
        {"one row, and no restriction at all", test_extremes},
        {"zero and infinite matrices", test_zero_and_infinite},
        {"arithmetics agree", test_arithmetics},
        {NULL, NULL},
    };
    return check_main(argc, argv, "spectral-sparse", tests);
}
