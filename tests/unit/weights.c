/* W as an operator: adjoints, laws, and the agreement of implicit with explicit matrices. */
#include "check.h"

#include <lapacke.h>
#include <gsl/gsl_cdf.h>
#include <lemmata/stats.h>
#include <lemmata/weights.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct lm_address here = {7, 12345};

static struct lm_panel random_panel(struct lm_arena *arena, size_t m, size_t cols, unsigned row)
{
    struct lm_panel out = lm_panel_new(arena, lm_num_double(), m, cols);
    struct lm_stream stream = lm_stream_open(99, LM_FOR_TEST, 0, 1);
    for (size_t k = 0; k < cols; k++)
        lm_stream_normals(lm_panel_doubles(&out) + k * out.ld, &stream, row + k, 0, m, 1 / sqrt((double)m));
    return out;
}

static struct lm_panel product(struct lm_arena *arena, struct lm_weights *w, int step, const struct lm_panel *x, bool transposed)
{
    struct lm_panel out = lm_panel_new(arena, lm_num_double(), x->rows, x->cols);
    (transposed ? lm_weights_tmul : lm_weights_mul)(w, step, &out, x);
    return out;
}

static double dot(const struct lm_panel *x, size_t a, const struct lm_panel *y, size_t b)
{
    struct lm_panel xa = lm_panel_view(x, a, 1), yb = lm_panel_view(y, b, 1);
    double out;
    x->num->ops->cross(&out, 1, &xa, &yb);
    return out;
}

/* The largest |<u, W v> - <W'u, v>| over all pairs of two panels of about unit vectors. */
static double adjoint_defect(struct lm_arena *arena, struct lm_weights *w, int step, const struct lm_panel *u,
                             const struct lm_panel *v)
{
    struct lm_panel wv = product(arena, w, step, v, false), wu = product(arena, w, step, u, true);
    double worst = 0;
    for (size_t a = 0; a < u->cols; a++)
        for (size_t b = 0; b < v->cols; b++) worst = fmax(worst, fabs(dot(u, a, &wv, b) - dot(&wu, a, v, b)));
    return worst;
}

/* Both sides are sums of m products of size 1/m; the implicit operator adds a few projections, each of unit roundoff / BENIGN at
 * worst: 1e-13 is some fifty times what one product may lose, and a wrong law shows at 1e-2. */
static const double ROUNDING = 1e-13;

static void adjoint_of_every_kind(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_law laws[] = {{0},
                            {.variance = 4},
                            {.shape = LM_SYMMETRIC},
                            {.shape = LM_LOW_RANK},
                            {.shape = LM_COMMON_ROW},
                            {.shape = LM_SCALED_ROWS},
                            {.untied = true}};
    for (size_t k = 0; k < sizeof laws / sizeof *laws; k++)
        for (int kind = LM_DENSE; kind <= LM_IMPLICIT; kind++) {
            if (kind == LM_IMPLICIT && !lm_law_can_be_implicit(&laws[k])) continue;
            struct lm_weights *w = lm_weights_draw(arena, (enum lm_kind)kind, &laws[k], 300, 4, here, 0, 0);
            struct lm_panel u = random_panel(arena, 300, 3, 0), v = random_panel(arena, 300, 5, 10);
            CHECK_BELOW(adjoint_defect(arena, w, 2, &u, &v), ROUNDING);
            CHECK_BELOW(adjoint_defect(arena, w, 3, &v, &u), ROUNDING);
        }
    lm_arena_free(arena);
}

/* Interleaved products of panels of many sizes: every pair must satisfy the identity, also those revealed long before. */
static void implicit_bilinear_identity(void)
{
    enum { ROUNDS = 6 };
    static const size_t sizes[ROUNDS] = {1, 4, 2, 17, 1, 70};
    struct lm_arena *arena = lm_arena_new();
    struct lm_weights *w = lm_weights_draw(arena, LM_IMPLICIT, &(struct lm_law){0}, 1000, 1, here, 3, 3);
    struct lm_panel u[ROUNDS], v[ROUNDS], wu[ROUNDS], wv[ROUNDS];
    for (unsigned r = 0; r < ROUNDS; r++) {
        v[r] = random_panel(arena, 1000, sizes[r], 1000 * r);
        u[r] = random_panel(arena, 1000, sizes[ROUNDS - 1 - r], 1000 * r + 500);
        wv[r] = product(arena, w, 1, &v[r], false);
        wu[r] = product(arena, w, 1, &u[r], true);
    }
    double worst = 0;
    for (size_t r = 0; r < ROUNDS; r++)
        for (size_t s = 0; s < ROUNDS; s++)
            for (size_t a = 0; a < u[r].cols; a++)
                for (size_t b = 0; b < v[s].cols; b++)
                    worst = fmax(worst, fabs(dot(&u[r], a, &wv[s], b) - dot(&wu[r], a, &v[s], b)));
    CHECK_BELOW(worst, ROUNDING);
    lm_arena_free(arena);
}

/* Vectors that repeat, vanish, or nearly depend on others: products stay linear. */
static void implicit_dependent_vectors(void)
{
    enum { M = 500, COLS = 8 };
    struct lm_arena *arena = lm_arena_new();
    struct lm_weights *w = lm_weights_draw(arena, LM_IMPLICIT, &(struct lm_law){0}, M, 1, here, 0, 0);
    struct lm_panel x = random_panel(arena, M, COLS, 0);
    double *v = lm_panel_doubles(&x);
    for (size_t i = 0; i < M; i++) {
        v[1 * x.ld + i] = v[i]; /* a copy */
        v[2 * x.ld + i] = 0;
        v[4 * x.ld + i] = v[3 * x.ld + i] + 1e-3 * v[4 * x.ld + i]; /* close to a neighbour */
        v[6 * x.ld + i] = v[5 * x.ld + i] + 1e-9 * v[6 * x.ld + i]; /* very close: the panel must be split */
        v[7 * x.ld + i] = 2 * v[0 * x.ld + i] - v[3 * x.ld + i];    /* in the span */
    }
    struct lm_panel y = product(arena, w, 1, &x, false), again = product(arena, w, 1, &x, false);
    const double *wv = lm_panel_doubles(&y), *wv2 = lm_panel_doubles(&again);
    double copy = 0, zero = 0, span = 0, repeat = 0;
    for (size_t i = 0; i < M; i++) {
        copy = fmax(copy, fabs(wv[y.ld + i] - wv[i]));
        zero = fmax(zero, fabs(wv[2 * y.ld + i]));
        span = fmax(span, fabs(wv[7 * y.ld + i] - 2 * wv[i] + wv[3 * y.ld + i]));
        for (size_t k = 0; k < COLS; k++) repeat = fmax(repeat, fabs(wv[k * y.ld + i] - wv2[k * again.ld + i]));
    }
    CHECK_BELOW(copy, ROUNDING);
    CHECK(zero == 0);
    CHECK_BELOW(span, ROUNDING);
    CHECK_BELOW(repeat, ROUNDING);
    /* W is linear: the difference of the close pair, magnified, has the length of a fresh image: ||W q|| = sqrt 2 (1 +- 5/sqrt(2
     * m)). */
    for (size_t pair = 3; pair <= 5; pair += 2) {
        double image = 0, source = 0;
        for (size_t i = 0; i < M; i++) {
            image += pow(wv[(pair + 1) * y.ld + i] - wv[pair * y.ld + i], 2);
            source += pow(v[(pair + 1) * x.ld + i] - v[pair * x.ld + i], 2);
        }
        CHECK_NEAR(sqrt(image / source), sqrt(2.0), 5 * sqrt(2.0 / (2 * M)));
    }
    struct lm_panel u = random_panel(arena, M, 3, 50);
    CHECK_BELOW(adjoint_defect(arena, w, 1, &u, &x), ROUNDING);
    lm_arena_free(arena);
}

/* After the identity is multiplied, W is known whole: it must act as that matrix. */
static void implicit_becomes_explicit(void)
{
    enum { M = 60 };
    struct lm_arena *arena = lm_arena_new();
    struct lm_weights *w = lm_weights_draw(arena, LM_IMPLICIT, &(struct lm_law){0}, M, 1, here, 0, 0);
    struct lm_panel u = random_panel(arena, M, 4, 0), v = random_panel(arena, M, 9, 20);
    struct lm_panel wu = product(arena, w, 1, &u, true), wv = product(arena, w, 1, &v, false);
    struct lm_panel unit = lm_panel_new(arena, lm_num_double(), M, M);
    lm_num_double()->ops->zero(&unit);
    for (size_t i = 0; i < M; i++) lm_panel_doubles(&unit)[i * unit.ld + i] = 1;
    struct lm_panel columns = product(arena, w, 1, &unit, false), rows = product(arena, w, 1, &unit, true);
    double worst = 0;
    for (size_t i = 0; i < M; i++)
        for (size_t j = 0; j < M; j++)
            worst = fmax(worst, fabs(lm_panel_doubles(&columns)[j * columns.ld + i] - lm_panel_doubles(&rows)[i * rows.ld + j]));
    CHECK_BELOW(worst, 10 * ROUNDING);                                           /* entries of W are of size 1/sqrt m, not of 1/m */
    struct lm_matrix columns_t = {M, M, columns.ld, lm_panel_doubles(&columns)}; /* row j: column j of W */
    struct lm_panel wu2 = lm_panel_new(arena, lm_num_double(), M, 4), wv2 = lm_panel_new(arena, lm_num_double(), M, 9);
    lm_num_double()->ops->gemm(&wu2, &columns_t, &u, false);
    lm_num_double()->ops->gemm_t(&wv2, &columns_t, &v, false);
    double distance[9];
    lm_num_double()->ops->distance(distance, &wu, &wu2);
    for (size_t k = 0; k < 4; k++) CHECK_BELOW(distance[k], 10 * ROUNDING);
    lm_num_double()->ops->distance(distance, &wv, &wv2);
    for (size_t k = 0; k < 9; k++) CHECK_BELOW(distance[k], 10 * ROUNDING);
    lm_arena_free(arena);
}

/* Entries of the completed implicit matrix are N(0, 2/m) and uncorrelated: moments of M^2 values, five standard errors (false alarm
 * 6e-7 each), and Kolmogorov-Smirnov against the normal law at level 1e-6. */
static void implicit_moments(void)
{
    enum { M = 240, N = M * M };
    struct lm_arena *arena = lm_arena_new();
    struct lm_weights *w = lm_weights_draw(arena, LM_IMPLICIT, &(struct lm_law){0}, M, 1, here, 0, 0);
    struct lm_panel v = random_panel(arena, M, 30, 0), u = random_panel(arena, M, 30, 40);
    product(arena, w, 1, &v, false);
    product(arena, w, 1, &u, true);
    struct lm_panel unit = lm_panel_new(arena, lm_num_double(), M, M);
    lm_num_double()->ops->zero(&unit);
    for (size_t i = 0; i < M; i++) lm_panel_doubles(&unit)[i * unit.ld + i] = 1;
    struct lm_panel all = product(arena, w, 1, &unit, false);
    double *z = lm_arena_doubles(arena, N), m1 = 0, m2 = 0, m3 = 0, m4 = 0, neighbours = 0;
    for (size_t j = 0; j < M; j++)
        for (size_t i = 0; i < M; i++) z[j * M + i] = lm_panel_doubles(&all)[j * all.ld + i] * sqrt(M / 2.0);
    for (size_t k = 0; k < N; k++) {
        m1 += z[k] / N;
        m2 += z[k] * z[k] / N;
        m3 += pow(z[k], 3) / N;
        m4 += pow(z[k], 4) / N;
        if (k >= M) neighbours += z[k] * z[k - M] / N;
    }
    const double se = 5 / sqrt(N);
    CHECK_NEAR(m1, 0, se);
    CHECK_NEAR(m2, 1, se * sqrt(2));
    CHECK_NEAR(m3, 0, se * sqrt(15));
    CHECK_NEAR(m4, 3, se * sqrt(96));
    CHECK_NEAR(neighbours, 0, se);
    CHECK_ABOVE(lm_ks_one_sample(z, N, gsl_cdf_ugaussian_P), 1e-6);
    lm_arena_free(arena);
}

static struct lm_matrix dense_of(struct lm_arena *arena, const struct lm_law *law, size_t m)
{
    struct lm_weights *w = lm_weights_draw(arena, LM_DENSE, law, m, 1, here, 0, 0);
    struct lm_panel x = random_panel(arena, m, 1, 0);
    product(arena, w, 1, &x, false);
    return lm_weights_dense(w, 1);
}

static double entry(const struct lm_matrix *w, size_t i, size_t j)
{
    return w->a[i * w->ld + j];
}

static void dense_entries_are_addressed(void)
{
    enum { M = 600 };
    struct lm_arena *arena = lm_arena_new();
    struct lm_matrix w = dense_of(arena, &(struct lm_law){.variance = 3}, M);
    struct lm_stream stream = lm_stream_open(here.seed, LM_FOR_W, 0, here.network);
    for (size_t i = 0; i < M; i += 37)
        for (size_t j = 0; j < M; j += 41) {
            double z;
            lm_stream_normals(&z, &stream, i, j, 1, sqrt(3.0 / M));
            CHECK(entry(&w, i, j) == z);
        }
    lm_arena_free(arena);
}

static double student_1_5(double x)
{
    return gsl_cdf_tdist_P(x, 1.5);
}

static void broken_laws_are_what_they_say(void)
{
    enum { M = 400, N = M * M };
    struct lm_arena *arena = lm_arena_new();
    struct lm_matrix w = dense_of(arena, &(struct lm_law){.shape = LM_SYMMETRIC}, M);
    size_t unequal = 0;
    for (size_t i = 0; i < M; i++)
        for (size_t j = 0; j < M; j++) unequal += entry(&w, i, j) != entry(&w, j, i);
    CHECK_SIZE(unequal, 0);

    w = dense_of(arena, &(struct lm_law){.shape = LM_LOW_RANK, .parameter = 5}, M);
    double *copy = lm_arena_doubles(arena, N), *s = lm_arena_doubles(arena, M), unused[1];
    for (size_t i = 0; i < M; i++) memcpy(copy + i * M, w.a + i * w.ld, M * sizeof *copy);
    CHECK(LAPACKE_dgesdd(LAPACK_ROW_MAJOR, 'N', M, M, copy, M, s, unused, M, unused, M) == 0);
    CHECK_ABOVE(s[4], 0.1);
    CHECK_BELOW(s[5], 1e-12);

    w = dense_of(arena, &(struct lm_law){.shape = LM_COMMON_ROW}, M);
    double square = 0, shared = 0;
    for (size_t i = 0; i + 1 < M; i++)
        for (size_t j = 0; j < M; j++) {
            square += entry(&w, i, j) * entry(&w, i, j) / 2;
            shared += entry(&w, i, j) * entry(&w, i + 1, j) / 2;
        }
    /* Half of an entry is common to its column: both sums are dominated by M squares of N(0, 1/2): five standard errors 5 sqrt(2/M)
     * / 2. */
    CHECK_NEAR(square / (M - 1), 1, 5 * sqrt(2.0 / M) / 2);
    CHECK_NEAR(shared / (M - 1), 0.5, 5 * sqrt(2.0 / M) / 2);

    w = dense_of(arena, &(struct lm_law){.shape = LM_SCALED_ROWS}, M);
    struct lm_matrix plain = dense_of(arena, &(struct lm_law){0}, M);
    CHECK(entry(&w, 0, 3) == 1e-3 * entry(&plain, 0, 3));
    CHECK(entry(&w, M - 1, 3) == entry(&plain, M - 1, 3));

    w = dense_of(arena, &(struct lm_law){.shape = LM_HEAVY_TAILS}, M);
    for (size_t i = 0; i < M; i++)
        for (size_t j = 0; j < M; j++) copy[i * M + j] = entry(&w, i, j) * sqrt(M / 2.0);
    CHECK_ABOVE(lm_ks_one_sample(copy, N, student_1_5), 1e-6);
    lm_arena_free(arena);
}

static void untied_steps_differ(void)
{
    struct lm_arena *arena = lm_arena_new();
    for (int kind = LM_DENSE; kind <= LM_IMPLICIT; kind++) {
        struct lm_weights *untied =
            lm_weights_draw(arena, (enum lm_kind)kind, &(struct lm_law){.untied = true}, 200, 3, here, 3, 0);
        struct lm_weights *tied = lm_weights_draw(arena, (enum lm_kind)kind, &(struct lm_law){0}, 200, 3, here, 3, 0);
        struct lm_panel x = random_panel(arena, 200, 1, 0);
        struct lm_panel a = product(arena, untied, 2, &x, false), b = product(arena, untied, 3, &x, false);
        struct lm_panel c = product(arena, tied, 2, &x, false), e = product(arena, tied, 3, &x, false);
        double distance;
        lm_num_double()->ops->distance(&distance, &a, &b);
        CHECK_ABOVE(distance, 0.5); /* two independent vectors of length about sqrt 2 */
        lm_num_double()->ops->distance(&distance, &c, &e);
        CHECK_BELOW(distance, ROUNDING);
    }
    lm_arena_free(arena);
}

static void check_description(const struct lm_weights *w, const char *expected)
{
    char line[256];
    lm_weights_describe(w, line, sizeof line);
    CHECK_TEXT(line, expected);
}

static void perturbation_is_added(void)
{
    enum { M = 300, RANK = 2 };
    struct lm_arena *arena = lm_arena_new();
    struct lm_panel left = random_panel(arena, M, RANK, 70), right = random_panel(arena, M, RANK, 80),
                    x = random_panel(arena, M, 3, 90);
    double *l = lm_arena_doubles(arena, M * RANK), *r = lm_arena_doubles(arena, M * RANK);
    lm_num_double()->ops->get(l, M, &left);
    lm_num_double()->ops->get(r, M, &right);
    struct lm_factored delta = {RANK, l, r};
    struct lm_weights *base = lm_weights_draw(arena, LM_IMPLICIT, &(struct lm_law){0}, M, 1, here, 0, 0);
    struct lm_weights *w = lm_weights_perturbed(arena, base, &delta);
    struct lm_panel wx = product(arena, w, 1, &x, false), bx = product(arena, base, 1, &x, false);
    double worst = 0;
    for (size_t k = 0; k < x.cols; k++)
        for (size_t i = 0; i < M; i++) {
            double expected = lm_panel_doubles(&bx)[k * bx.ld + i];
            for (size_t q = 0; q < RANK; q++) expected += l[q * M + i] * dot(&right, q, &x, k);
            worst = fmax(worst, fabs(lm_panel_doubles(&wx)[k * wx.ld + i] - expected));
        }
    CHECK_BELOW(worst, ROUNDING);
    struct lm_panel u = random_panel(arena, M, 3, 50);
    CHECK_BELOW(adjoint_defect(arena, w, 1, &u, &x), ROUNDING);
    struct lm_weights *dense = lm_weights_draw(arena, LM_DENSE, &(struct lm_law){0}, M, 1, here, 0, 0);
    product(arena, dense, 1, &x, false); /* draws it */
    CHECK(lm_weights_dense(dense, 1).a != NULL);
    CHECK(lm_weights_dense(lm_weights_perturbed(arena, dense, &delta), 1).a == lm_weights_dense(dense, 1).a); /* without W' */
    CHECK(lm_weights_dense(w, 1).a == NULL);
    lm_arena_free(arena);
}

/* W 0 = 0 = W' 0 exactly, and a vector of zeros reveals nothing of W. */
static void implicit_keeps_zero(void)
{
    enum { M = 40 };
    struct lm_arena *arena = lm_arena_new();
    struct lm_weights *w = lm_weights_draw(arena, LM_IMPLICIT, &(struct lm_law){0}, M, 1, here, 2, 2);
    struct lm_panel zero = lm_panel_new(arena, lm_num_double(), M, 2);
    lm_num_double()->ops->zero(&zero);
    for (int transposed = 0; transposed < 2; transposed++) {
        struct lm_panel y = product(arena, w, 1, &zero, transposed);
        for (size_t k = 0; k < y.cols; k++)
            for (size_t i = 0; i < M; i++) CHECK(lm_panel_doubles(&y)[k * y.ld + i] == 0);
    }
    check_description(w, "implicit, i.i.d. Gaussian, m = 40, 0 right and 0 left vectors revealed");
    lm_arena_free(arena);
}

static void descriptions(void)
{
    static const char *const names[] = {[LM_IID] = "dense, i.i.d. Gaussian, m = 3",
                                        [LM_SYMMETRIC] = "dense, symmetric Gaussian, m = 3",
                                        [LM_LOW_RANK] = "dense, low rank, m = 3",
                                        [LM_COMMON_ROW] = "dense, rows with a common component, m = 3",
                                        [LM_SCALED_ROWS] = "dense, half of the rows scaled, m = 3",
                                        [LM_HEAVY_TAILS] = "dense, Student t entries, m = 3"};
    static const double a[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    struct lm_arena *arena = lm_arena_new();
    for (unsigned shape = 0; shape < sizeof names / sizeof *names; shape++) {
        const struct lm_law law = {.shape = (enum lm_shape)shape};
        check_description(lm_weights_draw(arena, LM_DENSE, &law, 3, 1, here, 0, 0), names[shape]);
    }
    struct lm_weights *given = lm_weights_from(arena, &(struct lm_matrix){3, 3, 3, a});
    check_description(given, "dense, given, m = 3");
    check_description(lm_weights_perturbed(arena, given, &(struct lm_factored){2, a, a}), "dense, given, m = 3 + W' of rank 2");

    const struct lm_law untied = {.untied = true};
    check_description(lm_weights_draw(arena, LM_DENSE, &untied, 3, 2, here, 0, 0), "dense untied, i.i.d. Gaussian, m = 3");
    struct lm_weights *w = lm_weights_draw(arena, LM_IMPLICIT, &untied, 40, 2, here, 0, 0);
    struct lm_panel x = random_panel(arena, 40, 3, 20), u = random_panel(arena, 40, 2, 60);
    product(arena, w, 1, &x, false);
    product(arena, w, 2, &x, false);
    product(arena, w, 2, &u, true);
    check_description(w, "implicit untied, i.i.d. Gaussian, m = 40, 6 right and 2 left vectors revealed");
    lm_arena_free(arena);
}

static void given_matrix_is_used(void)
{
    static const double a[9] = {1, 2, 3, 4, 5, 6, 7, 8, 10};
    struct lm_arena *arena = lm_arena_new();
    struct lm_weights *w = lm_weights_from(arena, &(struct lm_matrix){3, 3, 3, a});
    struct lm_panel x = lm_panel_new(arena, lm_num_double(), 3, 1);
    lm_num_double()->ops->set(&x, (double[]){1, -1, 2}, 3);
    struct lm_panel y = product(arena, w, 2, &x, false), z = product(arena, w, 2, &x, true);
    CHECK(lm_panel_doubles(&y)[0] == 5 && lm_panel_doubles(&y)[1] == 11 && lm_panel_doubles(&y)[2] == 19);
    CHECK(lm_panel_doubles(&z)[0] == 11 && lm_panel_doubles(&z)[1] == 13 && lm_panel_doubles(&z)[2] == 17);
    lm_arena_free(arena);
}

static lm_status read_text(struct lm_weights **w, struct lm_arena *arena, const char *text)
{
    const char *path = "weights-test.csv";
    FILE *file = fopen(path, "w");
    CHECK(file && fputs(text, file) >= 0 && fclose(file) == 0);
    lm_status status = lm_weights_read(w, arena, path);
    remove(path);
    return status;
}

static void weights_from_a_file(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_weights *w = NULL;
    CHECK(read_text(&w, arena, "1,2\n3,-4.5\n") == LM_OK);
    struct lm_panel x = lm_panel_new(arena, lm_num_double(), 2, 1);
    lm_num_double()->ops->set(&x, (double[]){1, 2}, 2);
    struct lm_panel y = product(arena, w, 1, &x, false);
    CHECK(lm_panel_doubles(&y)[0] == 5 && lm_panel_doubles(&y)[1] == -6);
    CHECK(read_text(&w, arena, "1,2\n3,4\n5,6\n") == LM_EFORMAT);
    CHECK_TEXT(lm_error_message(), "weights-test.csv: holds 3 x 2 numbers; W must be square, one row of W a row");
    CHECK(read_text(&w, arena, "1,2\n3,x\n") == LM_EFORMAT);
    CHECK(strstr(lm_error_message(), "row 2, column 2") != NULL);
    lm_arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"adjoint of every kind and law", adjoint_of_every_kind},
        {"implicit: bilinear identity over many panels", implicit_bilinear_identity},
        {"implicit: dependent vectors", implicit_dependent_vectors},
        {"implicit: completed, it is one matrix", implicit_becomes_explicit},
        {"implicit: moments of the completed matrix", implicit_moments},
        {"dense: entries are addressed", dense_entries_are_addressed},
        {"broken laws are what they say", broken_laws_are_what_they_say},
        {"untied steps differ", untied_steps_differ},
        {"W + W'", perturbation_is_added},
        {"implicit: zero stays zero", implicit_keeps_zero},
        {"descriptions", descriptions},
        {"given matrix", given_matrix_is_used},
        {"weights from a file", weights_from_a_file},
        {NULL, NULL},
    };
    return check_main(argc, argv, "weights", tests);
}
