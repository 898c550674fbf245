/* Infinite-width values against integrals, linear algebra, published tables, wide networks, and arithmetics against each other. */
#include "check.h"

#include <float.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_linalg.h>
#include <lemmata/limits.h>
#include <lemmata/train.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DX = 4, PRECISE = 200 };
static const double U = DBL_EPSILON, PI = 3.14159265358979323846;
static const int precisions[] = {0, 53, 200, 400};
enum { PRECISIONS = sizeof precisions / sizeof *precisions };

static struct lm_limit_gram gram_of(struct lm_arena *arena, const struct lm_inputs *inputs, int bits)
{
    struct lm_limit_gram out;
    CHECK(lm_limit_gram(&out, arena, inputs, bits) == LM_OK);
    return out;
}

static struct lm_address draw_number(unsigned k)
{
    return (struct lm_address){11, 500 + k};
}

/* A normalised sequence and the null sequence. */
static struct lm_inputs beside_null(struct lm_arena *arena, int L, double eps_x)
{
    struct lm_inputs x = lm_inputs_normalised(arena, 1, L, DX, eps_x, draw_number(0)), null = lm_inputs_null(arena, L, DX, eps_x);
    return lm_inputs_join(arena, &x, &null);
}

/* ---- kappa ---- */

struct orthant {
    double r, u;
    bool relu; /* E ReLU(u) ReLU(v), or P(u >= 0, v >= 0) */
    gsl_integration_workspace *outer, *inner;
};

static double normal_density(double x)
{
    return exp(-x * x / 2) / sqrt(2 * PI);
}

static const double INNER = 1e-11, OUTER = 1e-9; /* absolute errors asked of the integrals */

/* v = r u + sqrt(1 - r^2) w, v >= 0 */
static double inner_integrand(double v, void *closure)
{
    const struct orthant *o = closure;
    const double s = sqrt(1 - o->r * o->r);
    return (o->relu ? v : 1) * normal_density((v - o->r * o->u) / s) / s;
}

static double outer_integrand(double u, void *closure)
{
    struct orthant *o = closure;
    double value, error;
    o->u = u;
    gsl_function f = {inner_integrand, o};
    const double peak = fmax(0, o->r * u), s = sqrt(1 - o->r * o->r); /* the mass lies within 10 standard deviations of r u */
    gsl_integration_qags(&f, fmax(0, peak - 10 * s), peak + 10 * s, INNER, 0, 1000, o->inner, &value, &error);
    return (o->relu ? u : 1) * normal_density(u) * value;
}

static double orthant_integral(double r, bool relu)
{
    struct orthant o = {r, 0, relu, gsl_integration_workspace_alloc(1000), gsl_integration_workspace_alloc(1000)};
    gsl_function f = {outer_integrand, &o};
    double value, error;
    gsl_integration_qags(&f, 0, 10, OUTER, 0, 1000, o.outer, &value, &error); /* beyond 10: less than 1e-21 */
    gsl_integration_workspace_free(o.outer);
    gsl_integration_workspace_free(o.inner);
    return value;
}

static void kappa_is_an_expectation(void)
{
    static const double correlations[] = {-0.99, -0.8, -0.3, 0, 0.2, 0.5, 0.9, 0.999};
    for (size_t k = 0; k < sizeof correlations / sizeof *correlations; k++) {
        const double r = correlations[k];
        CHECK_NEAR(lm_kappa_1(r, 0), 2 * orthant_integral(r, true), 3 * OUTER); /* 2 (OUTER + INNER) */
        CHECK_NEAR(lm_kappa_0(r, 0), 2 * orthant_integral(r, false), 3 * OUTER);
    }
}

/* At most four operations on numbers below pi: 8 U. */
static void kappa_in_all_precisions(void)
{
    for (int k = 0; k < PRECISIONS; k++) {
        const int bits = precisions[k];
        CHECK_NEAR(lm_kappa_1(1, bits), 1, 2 * U);
        CHECK_NEAR(lm_kappa_0(1, bits), 1, 2 * U);
        CHECK_NEAR(lm_kappa_1(-1, bits), 0, 2 * U);
        CHECK_NEAR(lm_kappa_0(-1, bits), 0, 2 * U);
        CHECK_NEAR(lm_kappa_1(0, bits), 1 / PI, 2 * U);
        CHECK_NEAR(lm_kappa_0(0, bits), 0.5, 2 * U);
        CHECK(lm_kappa_1(1 + 1e-9, bits) == lm_kappa_1(1, bits) && lm_kappa_0(-2, bits) == lm_kappa_0(-1, bits));
        CHECK(isnan(lm_kappa_1(nan(""), bits)) && isnan(lm_kappa_0(nan(""), bits)));
        for (double r = -1; r <= 1; r += 1.0 / 64) {
            CHECK_NEAR(lm_kappa_1(r, bits), lm_kappa_1(r, 300), 8 * U);
            CHECK_NEAR(lm_kappa_0(r, bits), lm_kappa_0(r, 300), 8 * U);
        }
    }
}

/* ---- Inner products ---- */

/* The recursion as printed: G = K of the layers before + <x, x'>, K = sqrt(G_pp G_qq) kappa_1(G/sqrt(G_pp G_qq)). */
static void gram_obeys_the_recursion(void)
{
    enum { N = 3, L = 7 };
    for (int k = 0; k < PRECISIONS; k++) {
        struct lm_arena *arena = lm_arena_new();
        struct lm_inputs in = lm_inputs_unit(arena, N, L, DX + 1, 0.3, false, draw_number(1));
        struct lm_limit_gram gram = gram_of(arena, &in, precisions[k]);
        CHECK_SIZE(gram.order, N * L);
        for (size_t p = 0; p < gram.order; p++)
            for (size_t q = 0; q < gram.order; q++) {
                const double *K = gram.K, *G = gram.G, *x = in.x + ((p % N) * L + p / N) * in.dim;
                const double *y = in.x + ((q % N) * L + q / N) * in.dim;
                double product = p >= N && q >= N ? K[(p - N) * gram.order + q - N] : 0;
                for (size_t c = 0; c < in.dim; c++) product += x[c] * y[c];
                const double scale = sqrt(G[p * gram.order + p] * G[q * gram.order + q]), r = G[p * gram.order + q] / scale;
                /* entries of at most L, each from some 10 operations */
                const double rounding = 16 * U * L, distance = lm_limit_distance(&gram, p, q);
                CHECK_NEAR(G[p * gram.order + q], product, rounding);
                /* d kappa_1/dr <= 1 */
                CHECK_NEAR(K[p * gram.order + q], scale * lm_kappa_1(r, 0), rounding);
                CHECK_NEAR(distance * distance, K[p * gram.order + p] + K[q * gram.order + q] - 2 * K[p * gram.order + q],
                           2 * rounding);
                CHECK_NEAR(cos(gram.angle[p * gram.order + q]), r, rounding);
                CHECK(K[p * gram.order + q] == K[q * gram.order + p] && G[p * gram.order + q] == G[q * gram.order + p]);
            }
        for (size_t s = 0; s < N; s++)
            for (int l = 1; l <= L; l++) {
                const size_t p = lm_limit_index(&gram, s, l), pp = p * gram.order + p;
                const double norm = lm_limit_norm(&in, s, l);
                CHECK_NEAR(gram.K[pp], norm * norm, (l * (DX + 1) + 2) * U * l);
                CHECK(gram.K[pp] == gram.G[pp] && gram.distance[pp] == 0 && gram.angle[pp] == 0);
            }
        lm_arena_free(arena);
    }
}

/* Squared distances: a layer adds some 16 roundings of them, and cancellation of sin a - a cos a another U a beside a^2/2; the
 * recursion does not enlarge errors (d(1 - kappa_1)/d(1 - r) = kappa_0 <= 1). */
static void distances_in_all_precisions(void)
{
    enum { L = 12 };
    static const double eps_x[] = {0.5, 0.1, 1e-3, 1e-6};
    for (size_t e = 0; e < 4; e++)
        for (int k = 0; k < PRECISIONS; k++) {
            struct lm_arena *arena = lm_arena_new();
            struct lm_inputs in = beside_null(arena, L, eps_x[e]);
            struct lm_limit_gram gram = gram_of(arena, &in, precisions[k]), exact = gram_of(arena, &in, PRECISE + 77);
            for (int l = 2; l <= L; l++) {
                const size_t p = lm_limit_index(&gram, 0, l), q = lm_limit_index(&gram, 1, l);
                const double relative = L * (16 + 2 / exact.angle[p * gram.order + q]) * U;
                CHECK_NEAR(lm_limit_distance(&gram, p, q) / lm_limit_distance(&exact, p, q), 1, relative);
                CHECK_NEAR(lm_limit_sign_changes(&gram, p, q) / lm_limit_sign_changes(&exact, p, q), 1, relative);
                CHECK_NEAR(lm_limit_backward(&gram, 0, 1, 1, l), lm_limit_backward(&exact, 0, 1, 1, l), 32 * L * U);
            }
            CHECK(lm_limit_distance(&gram, 0, 1) == 0 && lm_limit_sign_changes(&gram, 0, 1) == 0); /* x_1 is the same */
            CHECK(lm_limit_backward(&gram, 0, 0, 0, L) == 1 && lm_limit_backward(&gram, 0, 1, 3, 3) == 1);
            for (size_t pq = 0; pq < gram.order * gram.order; pq++) { /* entries below 1 + L/4, L layers of some 16 roundings */
                CHECK_NEAR(gram.K[pq], exact.K[pq], 16 * U * L * (1 + L / 4.0));
                CHECK_NEAR(gram.G[pq], exact.G[pq], 16 * U * L * (1 + L / 4.0));
            }
            lm_arena_free(arena);
        }
}

/* 2019, Lemma D.1(a): against the null sequence tokens are orthogonal but for the last, c_l = q_l kappa_1(c_{l-1}/q_l) and
 * c_L = q_L kappa_1((c_{L-1} + eps_x^2)/q_L), ||h - h^(0)||^2 = 2 (q - c). And published values. */
static void distance_to_the_null_sequence(void)
{
    enum { L = 8 };
    static const struct {
        double eps_x, distance, flips; /* the largest over layers, in eps_x sqrt L; 0: not published */
    } published[] = {{0.1, 1.106, 0}, {0.01, 0, 0.0110}, {0.001, 1.223, 0}};
    for (size_t e = 0; e < 3; e++) {
        struct lm_arena *arena = lm_arena_new();
        const double eps_x = published[e].eps_x;
        struct lm_inputs in = beside_null(arena, L, eps_x);
        struct lm_limit_gram gram = gram_of(arena, &in, 0);
        double c = 1, farthest = 0, flips = 0;
        for (int l = 2; l <= L; l++) {
            const size_t p = lm_limit_index(&gram, 0, l), q = lm_limit_index(&gram, 1, l);
            const double square = 1 + (l - 1) * eps_x * eps_x;
            c = square * lm_kappa_1((c + (l == L ? eps_x * eps_x : 0)) / square, 0);
            const double distance = lm_limit_distance(&gram, p, q);
            /* c is right to 4 U a layer, and ||x*|| = 1 to as much */
            CHECK_NEAR(distance * distance, 2 * (square - c), 16 * L * U);
            farthest = fmax(farthest, distance / (eps_x * sqrt(L)));
            flips = fmax(flips, lm_limit_sign_changes(&gram, p, q));
        }
        /* to a unit of the last digit */
        if (published[e].distance > 0) CHECK_NEAR(farthest, published[e].distance, 0.001);
        if (published[e].flips > 0) CHECK_NEAR(flips, published[e].flips, 0.0001);
        lm_arena_free(arena);
    }
}

/* ---- Residuals ---- */

/* K_pp - k'c with c = K^{-1} k over the states in `set`, by GSL. weight = (1 + sum |c|)^2: entries of K that are off by e change
 * the value by at most e weight. */
struct projection {
    double square, weight;
};

static struct projection project(const double *K, size_t order, size_t p, const size_t *set, size_t count)
{
    struct projection out = {K[p * order + p], 1};
    if (count == 0) return out;
    gsl_matrix *a = gsl_matrix_alloc(count, count);
    gsl_vector *c = gsl_vector_alloc(count);
    for (size_t i = 0; i < count; i++) {
        gsl_vector_set(c, i, K[p * order + set[i]]);
        for (size_t j = 0; j < count; j++) gsl_matrix_set(a, i, j, K[set[i] * order + set[j]]);
    }
    gsl_linalg_cholesky_decomp1(a);
    gsl_linalg_cholesky_svx(a, c);
    double sum = 1;
    for (size_t i = 0; i < count; i++) {
        out.square -= gsl_vector_get(c, i) * K[p * order + set[i]];
        sum += fabs(gsl_vector_get(c, i));
    }
    out.weight = sum * sum;
    gsl_matrix_free(a);
    gsl_vector_free(c);
    return out;
}

/* The states before the layer of p, and one more where `other` is a state. */
static struct projection project_on_earlier(const double *K, size_t order, size_t n, size_t p, size_t other)
{
    size_t *set = malloc(order * sizeof *set), count = p - p % n;
    for (size_t q = 0; q < count; q++) set[q] = q;
    if (other < order) set[count++] = other;
    struct projection out = project(K, order, p, set, count);
    free(set);
    return out;
}

/* Each entry of K carries 16 U L max K, and a factorisation of it order U max K of its own. */
static void residuals_and_separations_in_all_precisions(void)
{
    enum { N = 3, L = 6, ORDER = N * L };
    const double entries = (16 * L + 2 * ORDER) * U * L;
    for (int shared = 0; shared < 2; shared++)
        for (int k = 0; k < PRECISIONS; k++) {
            struct lm_arena *arena = lm_arena_new();
            struct lm_inputs in = lm_inputs_unit(arena, N, L, DX + 1, 0.2, shared, draw_number(2));
            struct lm_limit_gram gram = gram_of(arena, &in, PRECISE);
            double residual[ORDER], separation[ORDER * N];
            struct lm_arena_mark before = lm_arena_mark(arena);
            CHECK(lm_limit_residuals(residual, arena, &in, precisions[k]) == LM_OK);
            CHECK(lm_limit_separations(separation, arena, &in, precisions[k]) == LM_OK);
            struct lm_arena_mark after = lm_arena_mark(arena);
            CHECK(before.block == after.block && before.offset == after.offset);
            for (size_t p = 0; p < ORDER; p++) {
                struct projection alone = project_on_earlier(gram.K, ORDER, N, p, ORDER);
                CHECK_NEAR(residual[p] * residual[p], alone.square, entries * alone.weight);
                for (size_t s = 0; s < N; s++) {
                    const size_t other = p - p % N + s;
                    if (other == p) {
                        CHECK(separation[p * N + s] == 0);
                        continue;
                    }
                    struct projection both = project_on_earlier(gram.K, ORDER, N, p, other);
                    CHECK_NEAR(separation[p * N + s] * separation[p * N + s], both.square, entries * both.weight);
                    CHECK_BELOW(separation[p * N + s], residual[p] * (1 + entries * both.weight));
                }
            }
            lm_arena_free(arena);
        }
}

/* One sequence: eps_x = 0, to the digits published. */
static void residuals_without_inputs(void)
{
    static const struct {
        int l;
        double residual, digit;
    } published[] = {{2, 0.948, 1e-3},  {3, 0.853, 1e-3},   {5, 0.679, 1e-3},
                     {10, 0.445, 1e-3}, {20, 0.2665, 1e-4}, {40, 0.149, 1e-3}};
    for (int k = 0; k < PRECISIONS; k++) {
        struct lm_arena *arena = lm_arena_new();
        struct lm_inputs in = lm_inputs_null(arena, 40, DX, 0);
        double residual[40];
        CHECK(lm_limit_residuals(residual, arena, &in, precisions[k]) == LM_OK);
        CHECK_NEAR(residual[0], 1, 2 * U);
        CHECK_NEAR(residual[1], sqrt(1 - 1 / (PI * PI)), 8 * U); /* K_12 = kappa_1(0) = 1/pi */
        for (size_t i = 0; i < sizeof published / sizeof *published; i++)
            CHECK_NEAR(residual[published[i].l - 1], published[i].residual, published[i].digit / 2);
        lm_arena_free(arena);
    }
}

/* The least residual for eps_x = 1/L. Published for other x*, whose choice matters: to three standard deviations over x*. */
static void least_residual(void)
{
    enum { DRAWS = 40, LONGEST = 64 };
    static const struct {
        int L;
        double residual;
    } published[] = {{4, 0.809}, {8, 0.555}, {16, 0.344}, {32, 0.200}, {64, 0.113}};
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        const int L = published[i].L;
        double sum = 0, squares = 0;
        for (unsigned draw = 0; draw < DRAWS; draw++) {
            struct lm_arena *arena = lm_arena_new();
            struct lm_inputs in = lm_inputs_normalised(arena, 1, L, DX, 1.0 / L, draw_number(draw));
            double residual[LONGEST], least = 1;
            CHECK(lm_limit_residuals(residual, arena, &in, 0) == LM_OK);
            for (int l = 0; l < L; l++) least = fmin(least, residual[l]);
            sum += least;
            squares += least * least;
            lm_arena_free(arena);
        }
        const double mean = sum / DRAWS, sd = sqrt(squares / DRAWS - mean * mean);
        CHECK_NEAR(mean, published[i].residual, 3 * sd + 0.0005);
        CHECK_BELOW(sd, 0.01 * mean);
    }
}

/* Separation in units of delta, only x_1 differing, to the digits published. */
static void separation_of_two_sequences(void)
{
    enum { L = 16, N = 2 };
    static const int layers[] = {1, 4, 8, 16};
    static const struct {
        double delta, separation[4];
    } published[] = {
        {1, {.79, .73, .65, .56}}, {0.3, {.96, .91, .87, .82}}, {0.1, {.99, .97, .96, .93}}, {0.03, {1.0, .99, .99, .98}}};
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        struct lm_arena *arena = lm_arena_new();
        struct lm_inputs in = lm_inputs_unit(arena, N, L, DX + 1, published[i].delta, true, draw_number(3));
        double separation[L * N * N];
        CHECK(lm_limit_separations(separation, arena, &in, 0) == LM_OK);
        for (size_t k = 0; k < 4; k++) {
            const double *at = separation + (size_t)(layers[k] - 1) * N * N; /* rows: states of the layer */
            /* later tokens were other draws: they move the second digit by one at delta = 1 */
            CHECK_NEAR(at[1] / published[i].delta, published[i].separation[k], published[i].delta < 1 ? 0.0075 : 0.015);
            /* h_l of both has the same products with earlier states: x_1 of one meets only shared tokens of the other. Rounding of
             * pivots: some 1e3 U/delta^2. */
            CHECK_NEAR(at[2], at[1], 1e3 * U / (published[i].delta * published[i].delta));
        }
        lm_arena_free(arena);
    }
}

/* ---- Degenerate inputs ---- */

static void equal_sequences_span_once(void)
{
    enum { L = 5 };
    for (int k = 0; k < PRECISIONS; k++) {
        struct lm_arena *arena = lm_arena_new();
        struct lm_inputs one = lm_inputs_unit(arena, 1, L, DX + 1, 0.3, false, draw_number(4)),
                         two = lm_inputs_join(arena, &one, &one);
        double alone[L], residual[2 * L], separation[4 * L];
        CHECK(lm_limit_residuals(alone, arena, &one, precisions[k]) == LM_OK);
        CHECK(lm_limit_residuals(residual, arena, &two, precisions[k]) == LM_OK);
        CHECK(lm_limit_separations(separation, arena, &two, precisions[k]) == LM_OK);
        for (size_t l = 0; l < L; l++) {
            CHECK_NEAR(residual[2 * l], alone[l], 2 * U * alone[l]);
            CHECK(residual[2 * l] == residual[2 * l + 1]);
            CHECK(separation[4 * l + 1] == 0 && separation[4 * l + 2] == 0);
        }
        lm_arena_free(arena);
    }
}

/* Normalised sequences share h_1: it counts once, and the second layer loses only that direction. */
static void normalised_sequences_share_a_state(void)
{
    enum { L = 4, N = 3 };
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs in = lm_inputs_normalised(arena, N, L, DX, 0.3, draw_number(5));
    double residual[N * L];
    CHECK(lm_limit_residuals(residual, arena, &in, 0) == LM_OK);
    struct lm_limit_gram gram = gram_of(arena, &in, 0);
    for (size_t s = 0; s < N; s++) {
        const size_t p = lm_limit_index(&gram, s, 2);
        const double inner = gram.K[p * gram.order]; /* with h_1, of length 1 */
        CHECK(residual[s] == 1);
        CHECK_NEAR(residual[p], sqrt(gram.K[p * gram.order + p] - inner * inner), 8 * U);
    }
    lm_arena_free(arena);
}

static void zero_tokens(void)
{
    enum { L = 3 };
    for (int k = 0; k < PRECISIONS; k++) {
        struct lm_arena *arena = lm_arena_new();
        double x[2 * L * 2] = {0, 0, 1, 0, 0, 1, /* a zero state, then two others */
                               0, 1, 0, 0, 1, 0};
        struct lm_inputs in = {.n = 2, .dim = 2, .L = L, .x = x};
        struct lm_limit_gram gram = gram_of(arena, &in, precisions[k]);
        double residual[2 * L];
        CHECK(gram.K[0] == 0 && gram.angle[0] == 0);
        CHECK_NEAR(lm_limit_sign_changes(&gram, 0, 1), 0.5, U); /* 1[0 >= 0] against signs of a Gaussian */
        CHECK_NEAR(lm_limit_distance(&gram, 0, 1), 1, U);
        CHECK(lm_limit_residuals(residual, arena, &in, precisions[k]) == LM_OK);
        CHECK(residual[0] == 0 && residual[1] == 1);
        CHECK_NEAR(residual[2], sqrt(1 - 1 / (PI * PI)), 8 * U); /* g of (0, 2) has no part along g of (1, 1) */
        lm_arena_free(arena);
    }
}

/* One sequence lags behind the other by a zero token: h_{l+1} of the second is h_l of the first, of an earlier layer. */
static void delayed_sequence(void)
{
    enum { L = 4, DIM = DX + 1 };
    for (int k = 0; k < PRECISIONS; k++) {
        struct lm_arena *arena = lm_arena_new();
        struct lm_inputs one = lm_inputs_unit(arena, 1, L, DIM, 0.3, false, draw_number(8)),
                         two = lm_inputs_join(arena, &one, &one);
        memset(two.x + L * DIM, 0, DIM * sizeof(double));
        memcpy(two.x + (L + 1) * DIM, two.x, (L - 1) * DIM * sizeof(double));
        double alone[L], residual[2 * L], separation[4 * L];
        CHECK(lm_limit_residuals(alone, arena, &one, precisions[k]) == LM_OK);
        CHECK(lm_limit_residuals(residual, arena, &two, precisions[k]) == LM_OK);
        CHECK(lm_limit_separations(separation, arena, &two, precisions[k]) == LM_OK);
        for (size_t l = 0; l < L; l++) {
            CHECK_NEAR(residual[2 * l], alone[l], 2 * U * alone[l]);
            CHECK_NEAR(separation[4 * l + 1], alone[l], 2 * U * alone[l]);
            CHECK(residual[2 * l + 1] == 0 && separation[4 * l + 2] == 0);
        }
        lm_arena_free(arena);
    }
}

/* delta^2 is the pivot of the second sequence: below 2^-26 a double has too few digits left. */
static void near_sequences_need_precision(void)
{
    enum { L = 3, N = 2 };
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs in = lm_inputs_unit(arena, N, L, DX + 1, 1e-6, true, draw_number(6));
    double separation[L * N * N], residual[N * L];
    struct lm_arena_mark before = lm_arena_mark(arena);
    CHECK(lm_limit_separations(separation, arena, &in, 0) == LM_ECONVERGE);
    CHECK_TEXT(lm_error_message(), "h_1 of sequence 2 lies so near the span of other states that 53 bits do not tell: give more");
    CHECK(lm_limit_residuals(residual, arena, &in, 53) == LM_ECONVERGE);
    struct lm_arena_mark after = lm_arena_mark(arena);
    CHECK(before.block == after.block && before.offset == after.offset);
    CHECK(lm_limit_separations(separation, arena, &in, PRECISE) == LM_OK);
    /* sep/delta = 1 - O(delta) in every layer (0.98 at delta = .03); tokens are rounded to doubles: delta is right to U/delta */
    for (size_t l = 0; l < L; l++) CHECK_NEAR(separation[l * N * N + 1] / 1e-6, 1, 1e-5);
    struct lm_limit_gram gram;
    CHECK(lm_limit_gram(&gram, arena, &in, 52) == LM_EINVAL);
    CHECK(lm_limit_residuals(residual, arena, &in, 4097) == LM_EINVAL);
    lm_arena_free(arena);
}

/* ---- Spectral norms ---- */

static double square_at(double z, int ends, int gates)
{
    return pow(2 + z, ends) * exp(gates * log1p(z)) / z;
}

/* gates log(1 + z) < 2 at the root, which passes its relative error on; the rest is a handful of operations: 16 U. */
static void spectral_norms(void)
{
    static const struct {
        int k;
        double norm, digit;
    } published[] = {{0, 2.828, 1e-3}, {1, 4.200, 1e-3}, {4, 7.030, 1e-3}, {8, 9.627, 1e-3}, {16, 13.40, 1e-2}, {31, 18.51, 1e-2}};
    double (*const norm[])(int, int) = {lm_limit_spectral_norm_active, lm_limit_spectral_norm_masked, lm_limit_spectral_norm};
    for (int p = 0; p < PRECISIONS; p++) {
        const int bits = precisions[p];
        for (size_t i = 0; i < sizeof published / sizeof *published; i++)
            CHECK_NEAR(lm_limit_spectral_norm(published[i].k, bits), published[i].norm, published[i].digit / 2);
        CHECK_NEAR(lm_limit_spectral_norm(0, bits), 2 * sqrt(2), 16 * U * 3);
        CHECK_NEAR(lm_limit_spectral_norm_masked(1, bits), 1 + sqrt(2), 16 * U * 3);
        CHECK_NEAR(lm_limit_spectral_norm_active(1, bits), 2, 16 * U * 2);
        for (int n = 1; n <= 100000; n = 3 * n + 1) {
            const double closed = sqrt((n + 1) * exp(n * log1p(1.0 / n))); /* (n + 1)^(n + 1) / n^n */
            CHECK_NEAR(lm_limit_spectral_norm_active(n, bits) / closed, 1, 16 * U);
            for (int ends = 0; ends <= 2; ends++) {
                const double value = norm[ends](n, bits), exact = norm[ends](n, PRECISE + 77);
                CHECK_NEAR(value / exact, 1, 16 * U);
                /* no other z gives less */
                const int gates = ends == 0 ? n + 1 : n;
                for (double z = 1e-7; z < 20; z *= 1.1) CHECK_BELOW(value * value, square_at(z, ends, gates) * (1 + 32 * U));
            }
        }
        CHECK_NEAR(lm_limit_spectral_norm(100000, bits) / (2 * sqrt(exp(1) * 100000)), 1, 2e-5); /* 1 + O(1/k) */
    }
}

/* ---- Small preactivations ---- */

static void small_fractions(void)
{
    for (int k = 0; k < PRECISIONS; k++) {
        const int bits = precisions[k];
        CHECK_NEAR(lm_limit_small_fraction(0.5, 1.3, bits), erf(0.5 / (2 * sqrt(1.3))), 4 * U);
        CHECK_NEAR(lm_limit_small_fraction(1.96 * sqrt(2.0 * 1.7), 1.7, bits), 0.9500042097035591, 8 * U); /* P(|N(0,1)| <= 1.96) */
        CHECK_NEAR(lm_limit_small_fraction(1e-6, 1, bits) / 1e-6, 1 / sqrt(PI), 1e-12);                    /* 1 - s^2/12 */
        CHECK(lm_limit_small_fraction(0, 1, bits) == 0 && lm_limit_small_fraction(100, 1, bits) == 1);
        CHECK(lm_limit_small_fraction(0, 0, bits) == 1);
    }
}

/* ---- The tangent kernel ---- */

/* One sequence of unit tokens, d outputs: with equal tokens x, K[h_1,h_1] = 1, K[h_2,h_2] = 2 and
 *   K[h_1,h_2] = sqrt 2 kappa_1(1/sqrt 2) = 3/4 + 1/pi,  correlation of g_2 and g_3: (1 + K[h_1,h_2])/sqrt 6.
 * The kernel of a = 2, 3 is 1/(2d) times (1, K[h_1,h_2] kappa_0; ., K[h_2,h_2] + K[h_1,h_1]). */
static void kernel_by_hand(void)
{
    const double inner = 0.75 + 1 / PI, gate = 1 - acos((1 + inner) / sqrt(6)) / PI, expected[3] = {1, inner * gate, 3};
    for (int k = 0; k < PRECISIONS; k++)
        for (size_t d = 1; d <= 3; d++)
            for (int L = 2; L <= 3; L++) {
                struct lm_arena *arena = lm_arena_new();
                struct lm_inputs in = {.n = 1, .dim = 2, .L = L, .x = (double[]){0.6, 0.8, 0.6, 0.8, 0.6, 0.8}};
                const size_t outputs = (size_t)L - 1, order = outputs * d;
                double *K = lm_arena_doubles(arena, order * order);
                const struct lm_arena_mark before = lm_arena_mark(arena);
                CHECK(lm_limit_ntk(K, arena, &in, d, precisions[k]) == LM_OK);
                const struct lm_arena_mark after = lm_arena_mark(arena);
                CHECK(before.block == after.block && before.offset == after.offset);
                for (size_t p = 0; p < order; p++)
                    for (size_t q = 0; q < order; q++) /* 32 roundings of numbers below 3 */
                        CHECK_NEAR(K[p * order + q], p % d == q % d ? expected[p / d + q / d] / (2.0 * (double)d) : 0, 32 * 3 * U);
                lm_arena_free(arena);
            }
    struct lm_arena *arena = lm_arena_new();
    double none[1];
    struct lm_inputs in = {.n = 1, .dim = 1, .L = 2, .x = (double[]){1, 1}};
    CHECK(lm_limit_ntk(none, arena, &in, 1, 52) == LM_EINVAL);
    lm_arena_free(arena);
}

/* The last output of all, for pairs of unit-norm sequences, and the covariance, which is K of the last layer. */
static void kernel_of_the_last_output(void)
{
    enum { N = 3, L = 5 };
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs in = lm_inputs_unit(arena, N, L, 4, 0.3, false, (struct lm_address){5, 6});
    const size_t order = N * (L - 1);
    double *K = lm_arena_doubles(arena, order * order), covariance;
    struct lm_limit_gram gram;
    CHECK(lm_limit_ntk(K, arena, &in, 1, 0) == LM_OK && lm_limit_gram(&gram, arena, &in, 0) == LM_OK);
    for (size_t s = 0; s < N; s++)
        for (size_t t = 0; t < N; t++) {
            const size_t p = lm_limit_index(&gram, s, L), q = lm_limit_index(&gram, t, L);
            CHECK_NEAR(lm_limit_ntk_last(&in, s, t, &covariance), K[((L - 2) * N + s) * order + (L - 2) * N + t], 1e-13);
            CHECK_NEAR(covariance, gram.K[p * gram.order + q], 1e-13);
        }
    lm_arena_free(arena);
}

/* The sum as the header writes it, against the recursion in all precisions: products of at most L kappa_0, L of them, entries of K
 * below L. */
static void kernel_in_all_precisions(void)
{
    enum { L = 6, N = 3, D = 2, ORDER = N * (L - 1) * D };
    for (int k = 0; k < PRECISIONS; k++) {
        struct lm_arena *arena = lm_arena_new();
        struct lm_inputs in = lm_inputs_unit(arena, N, L, DX + 1, 0.3, false, draw_number(20));
        struct lm_limit_gram gram = gram_of(arena, &in, PRECISE);
        double K[ORDER * ORDER];
        CHECK(lm_limit_ntk(K, arena, &in, D, precisions[k]) == LM_OK);
        for (size_t p = 0; p < ORDER; p++)
            for (size_t q = 0; q < ORDER; q++) {
                const size_t s = p / D % N, t = q / D % N;
                const int a = (int)(p / D / N) + 2, b = (int)(q / D / N) + 2;
                double sum = 0;
                for (int l = a, m = b; l >= 2 && m >= 2; l--, m--) {
                    double term = gram.K[lm_limit_index(&gram, s, l - 1) * gram.order + lm_limit_index(&gram, t, m - 1)];
                    for (int i = 0; i <= a - l; i++)
                        term *= 1 - lm_limit_sign_changes(&gram, lm_limit_index(&gram, s, l + i), lm_limit_index(&gram, t, m + i));
                    sum += term;
                }
                CHECK_NEAR(K[p * ORDER + q], p % D == q % D ? sum / (2 * D) : 0, 16 * U * L * L * L);
            }
        lm_arena_free(arena);
    }
}

/* Networks of width 20000 against the limit: the mean over networks, to 6 standard errors as estimated from them, plus the bias of
 * a finite width, some L^2/m of sqrt(K_pp K_qq). A false alarm has probability below 2e-5 an entry (Student, 23 degrees of freedom:
 * 4e-6). The standard error itself must be small enough to tell a missing factor 2 or kappa_0. */
static void kernel_of_wide_networks(void)
{
    enum { M = 20000, L = 4, N = 2, D = 2, ORDER = N * (L - 1) * D, NETWORKS = 24 };
    struct lm_arena *kept = lm_arena_new(), *arena = lm_arena_new();
    struct lm_inputs in = lm_inputs_unit(kept, N, L, DX + 1, 0.6, false, draw_number(21));
    double sum[ORDER * ORDER] = {0}, squares[ORDER * ORDER] = {0}, limit[ORDER * ORDER];
    for (unsigned r = 0; r < NETWORKS; r++) {
        struct lm_net *net =
            lm_net_draw(arena, lm_num_double(), LM_IMPLICIT, &(struct lm_law){0}, M, D, DX + 1, L, draw_number(200 + r), 0, 0);
        const double *K = lm_ntk_gram(lm_forward(net, &in));
        for (size_t pq = 0; pq < ORDER * ORDER; pq++) {
            sum[pq] += K[pq] / M;
            squares[pq] += K[pq] / M * (K[pq] / M);
        }
        lm_arena_reset(arena, SIZE_MAX);
    }
    CHECK(lm_limit_ntk(limit, kept, &in, D, 0) == LM_OK);
    for (size_t p = 0; p < ORDER; p++)
        for (size_t q = 0; q < ORDER; q++) {
            const size_t pq = p * ORDER + q;
            const double mean = sum[pq] / NETWORKS, scale = sqrt(limit[p * ORDER + p] * limit[q * ORDER + q]);
            const double error = sqrt((squares[pq] - NETWORKS * mean * mean) / (NETWORKS - 1) / NETWORKS);
            CHECK_NEAR(mean, limit[pq], 6 * error + L * L * scale / M);
            CHECK_BELOW(6 * error, 0.1 * scale);
        }
    lm_arena_free(arena);
    lm_arena_free(kept);
}

/* ---- Wide networks ---- */

/* Averages of `REPLICATES` networks of width M. log ||h_l|| has a standard deviation of at most .8 l/sqrt m (the errors of the
 * layers add up, since W is the same); six of them for the mean. Inner products are off by twice as much of both lengths;
 * distances, residuals and angles by no more than lengths. */
enum { M = 1 << 15, REPLICATES = 24, LENGTH = 4, SEQUENCES = 2, ORDER = SEQUENCES * LENGTH, OUTPUTS = 4 };

struct averages {
    double K[ORDER * ORDER], distance[LENGTH + 1], flips[LENGTH + 1], residual[ORDER], small[ORDER], back[LENGTH + 1][LENGTH + 1];
};
static const double SMALL = 0.3;

static void add_forward(struct averages *sum, const struct lm_run *run)
{
    double K[ORDER * ORDER], distance[SEQUENCES];
    for (int l = 1; l <= LENGTH; l++) {
        for (int k = 1; k <= LENGTH; k++) {
            double cross[SEQUENCES * SEQUENCES];
            lm_num_double()->ops->cross(cross, SEQUENCES, &run->h[l], &run->h[k]);
            for (size_t a = 0; a < SEQUENCES; a++)
                for (size_t b = 0; b < SEQUENCES; b++)
                    K[((size_t)(l - 1) * SEQUENCES + a) * ORDER + (size_t)(k - 1) * SEQUENCES + b] = cross[a + SEQUENCES * b];
        }
        struct lm_panel first = lm_panel_view(&run->h[l], 0, 1), second = lm_panel_view(&run->h[l], 1, 1);
        lm_num_double()->ops->distance(distance, &first, &second);
        sum->distance[l] += distance[0] / REPLICATES;
        sum->flips[l] += (double)lm_mask_differences(&run->D[l], 0, &run->D[l], 1) / M / REPLICATES;
        for (size_t s = 0; s < SEQUENCES; s++) {
            const double *g = lm_panel_doubles(&run->g[l]) + s * run->g[l].ld;
            for (size_t k = 0; k < M; k++)
                sum->small[(size_t)(l - 1) * SEQUENCES + s] += (fabs(g[k]) <= SMALL / sqrt(M)) / (double)M / REPLICATES;
        }
    }
    for (size_t p = 0; p < ORDER; p++) {
        sum->residual[p] += sqrt(project_on_earlier(K, ORDER, SEQUENCES, p, ORDER).square) / REPLICATES;
        for (size_t q = 0; q < ORDER; q++) sum->K[p * ORDER + q] += K[p * ORDER + q] / REPLICATES;
    }
}

/* (d/m) <e_r'Back, e_r'Back'>, mean over the d outputs. */
static void add_backward(struct averages *sum, struct lm_run *run)
{
    struct lm_back *back = lm_back_begin(run, 0, SEQUENCES);
    do
        for (int j = lm_back_source(back); j <= LENGTH; j++) {
            struct lm_panel x = lm_back_to(back, 0, j), y = lm_back_to(back, 1, j);
            double cross[OUTPUTS * OUTPUTS];
            lm_num_double()->ops->cross(cross, OUTPUTS, &x, &y);
            for (size_t r = 0; r < OUTPUTS; r++) sum->back[lm_back_source(back)][j] += cross[r + OUTPUTS * r] / M / REPLICATES;
        }
    while (lm_back_step(back));
}

static void wide_networks(void)
{
    const double relative = 6 * 0.8 * LENGTH / sqrt((double)M * REPLICATES);
    static struct averages mean;
    memset(&mean, 0, sizeof mean);
    struct lm_arena *kept = lm_arena_new(), *arena = lm_arena_new();
    struct lm_inputs in = lm_inputs_unit(kept, SEQUENCES, LENGTH, DX + 1, 0.6, true, draw_number(7));
    for (unsigned r = 0; r < REPLICATES; r++) {
        struct lm_net *net = lm_net_draw(arena, lm_num_double(), LM_IMPLICIT, &(struct lm_law){0}, M, OUTPUTS, DX + 1, LENGTH,
                                         draw_number(100 + r), 0, 0);
        struct lm_run *run = lm_forward(net, &in);
        add_forward(&mean, run);
        add_backward(&mean, run);
        lm_arena_reset(arena, SIZE_MAX);
    }
    struct lm_limit_gram gram = gram_of(kept, &in, 0);
    double residual[ORDER];
    CHECK(lm_limit_residuals(residual, kept, &in, 0) == LM_OK);
    for (size_t p = 0; p < ORDER; p++) {
        const double length = sqrt(gram.K[p * ORDER + p]);
        CHECK_NEAR(mean.residual[p], residual[p], relative * length);
        CHECK_NEAR(mean.small[p], lm_limit_small_fraction(SMALL, gram.G[p * ORDER + p], 0), relative);
        for (size_t q = 0; q < ORDER; q++)
            CHECK_NEAR(mean.K[p * ORDER + q], gram.K[p * ORDER + q], 2 * relative * length * sqrt(gram.K[q * ORDER + q]));
    }
    for (int l = 1; l <= LENGTH; l++) {
        const size_t p = lm_limit_index(&gram, 0, l), q = lm_limit_index(&gram, 1, l);
        CHECK_NEAR(mean.distance[l], lm_limit_distance(&gram, p, q), relative);
        CHECK_NEAR(mean.flips[l], lm_limit_sign_changes(&gram, p, q), relative);
        for (int i = 1; i <= l; i++) CHECK_NEAR(mean.back[i][l], lm_limit_backward(&gram, 0, 1, i, l), 2 * relative);
    }
    lm_arena_free(arena);
    lm_arena_free(kept);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"kappa_1 and kappa_0 are expectations", kappa_is_an_expectation},
        {"kappa in all precisions", kappa_in_all_precisions},
        {"inner products obey the recursion", gram_obeys_the_recursion},
        {"distances in all precisions", distances_in_all_precisions},
        {"distance to the null sequence", distance_to_the_null_sequence},
        {"residuals and separations in all precisions", residuals_and_separations_in_all_precisions},
        {"residuals without inputs", residuals_without_inputs},
        {"least residual", least_residual},
        {"separation of two sequences", separation_of_two_sequences},
        {"equal sequences span once", equal_sequences_span_once},
        {"normalised sequences share a state", normalised_sequences_share_a_state},
        {"zero tokens", zero_tokens},
        {"delayed sequence", delayed_sequence},
        {"near sequences need precision", near_sequences_need_precision},
        {"spectral norms", spectral_norms},
        {"small fractions", small_fractions},
        {"tangent kernel by hand", kernel_by_hand},
        {"kernel-of-the-last-output", kernel_of_the_last_output},
        {"tangent kernel in all precisions", kernel_in_all_precisions},
        {"tangent kernel of wide networks", kernel_of_wide_networks},
        {"wide networks", wide_networks},
        {NULL, NULL},
    };
    gsl_set_error_handler_off();
    return check_main(argc, argv, "limits", tests);
}
