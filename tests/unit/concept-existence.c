/* W* against Definition 5.3 entry by entry, f against the derivative of the network along W*, its limit against closed forms. */
#include "check.h"

#include <float.h>
#include <lemmata/existence.h>
#include <math.h>
#include <string.h>

enum { M = 96, LENGTH = 5, OUTPUTS = 2, DX = 3, N = 3, TERMS = OUTPUTS * (LENGTH - 1) * (LENGTH - 2) / 2 };
static const struct lm_address here = {11, 42};
static const double EPS_X = 0.2, EPS_C = 0.3;
static const struct lm_construction least = {.fit = LM_FIT_LEAST_NORM, .tolerance = 0.02, .eps_x = 0.2, .eps_c = 0.3};
static const struct lm_construction hermite = {.fit = LM_FIT_HERMITE, .eps_x = 0.2, .eps_c = 0.3};

struct made {
    struct lm_arena *arena;
    struct lm_num num;
    struct lm_net *net;
    struct lm_inputs inputs, null;
    struct lm_run *null_run;
    struct lm_concept F;
    struct lm_existence existence;
};

static void make(struct made *of, int bits, enum lm_target phi, const struct lm_construction *by)
{
    struct lm_law law = {0};
    of->arena = lm_arena_new();
    of->num = *lm_num_double();
    if (bits > 0) CHECK(lm_num_mpfr(&of->num, bits) == LM_OK);
    of->net = lm_net_draw(of->arena, &of->num, LM_DENSE, &law, M, OUTPUTS, DX + 1, LENGTH, here, 0, 0);
    of->inputs = lm_inputs_normalised(of->arena, N, LENGTH, DX, EPS_X, here);
    of->null = lm_inputs_null(of->arena, LENGTH, DX, EPS_X);
    of->null_run = lm_forward(of->net, &of->null);
    of->F = lm_concept_draw(of->arena, phi, LENGTH, OUTPUTS, DX, here);
    CHECK(lm_existence_build(&of->existence, &of->F, by, of->null_run) == LM_OK);
}

static double dot(const double *x, const double *y, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++) sum += x[k] * y[k];
    return sum;
}

static void the_concept(void)
{
    struct made of;
    make(&of, 0, LM_TARGET_SIN, &least);
    CHECK_SIZE(of.F.count, TERMS);
    double F[N * LENGTH * OUTPUTS], expected = 0;
    for (size_t t = 0; t < TERMS; t++) {
        const struct lm_concept_term *term = &of.F.term[t];
        CHECK(term->i >= 2 && term->j > term->i && term->j <= LENGTH && term->s < OUTPUTS);
        CHECK_NEAR(dot(term->w, term->w, DX), 1, 1e-14);
        CHECK_NEAR(term->w[DX - 1], 0, 0);
        if (term->j == 4 && term->s == 1) expected += sin(dot(term->w, lm_token(&of.inputs, 2, term->i), DX) / EPS_X);
    }
    lm_concept_values(F, &of.F, &of.inputs, EPS_X);
    CHECK_NEAR(F[(2 * LENGTH + 3) * OUTPUTS + 1], expected, 1e-14);
    for (size_t q = 0; q < N; q++)
        for (size_t k = 0; k < 2 * OUTPUTS; k++) CHECK_NEAR(F[q * LENGTH * OUTPUTS + k], 0, 0);
    lm_arena_free(of.arena);
}

/* [w*_k] of Definition 5.3 from the rows of W and A themselves. */
static void the_definition(void)
{
    struct made of;
    make(&of, 0, LM_TARGET_SQUARE, &hermite);
    struct lm_matrix W = lm_weights_dense(of.net->W, 1);
    struct lm_back *back = lm_back_begin(of.null_run, 0, 1);
    double largest = 0, expected[M];
    while (lm_back_source(back) > 2) {
        lm_back_step(back);
        int i = lm_back_source(back);
        const double *h = lm_panel_doubles(&of.null_run->h[i - 1]);
        struct lm_fit H = lm_fit_hermite(LM_TARGET_SQUARE, 2, lm_fit_noise(i, EPS_X));
        size_t active = 0;
        for (size_t k = 0; k < M; k++) active += fabs(dot(W.a + k * W.ld, h, M)) <= EPS_C / sqrt(M);
        CHECK_SIZE(of.existence.active[i - 2], active);
        for (size_t t = 0; t < TERMS; t++) {
            const struct lm_concept_term *term = &of.F.term[t];
            if (term->i != i) continue;
            struct lm_panel signals = lm_back_to(back, 0, term->j);
            const double *signal = lm_panel_doubles(&signals) + term->s * signals.ld;
            double C = dot(signal, signal, M) * dot(h, h, M) / M, Pr = erf(EPS_C / (2 * sqrt(dot(h, h, M))));
            CHECK_NEAR(of.existence.C[t], C, 1e-12 * C);
            for (size_t k = 0; k < M; k++) {
                double a[DX];
                for (size_t c = 0; c < DX; c++) a[c] = sqrt(M / 2.0) * of.net->At.a[c * of.net->At.ld + k];
                bool within = fabs(dot(W.a + k * W.ld, h, M)) <= EPS_C / sqrt(M);
                expected[k] = within ? signal[k] * lm_fit_at(&H, dot(term->w, a, DX), a[DX - 1]) / Pr / (M * C) : 0;
                largest = fmax(largest, fabs(expected[k]));
            }
            for (size_t k = 0; k < M; k++) CHECK_NEAR(of.existence.y[t * M + k], expected[k], 1e-11 * largest);
        }
    }
    CHECK_ABOVE(largest, 1e-6); /* some neuron is active */
    lm_arena_free(of.arena);
}

/* f_{j,s} is the derivative of e_s'B h_j along W*, the signs held fixed. */
static void the_first_order_term(void)
{
    struct made of;
    make(&of, 0, LM_TARGET_SIN, &least);
    struct lm_factored w = lm_existence_factored(of.arena, &of.existence);
    CHECK_SIZE(w.rank, LENGTH - 2);
    struct lm_inputs one = of.inputs;
    one.n = 1; /* one at a time: a derivative is a sum over sequences */
    double scale = 0;
    for (size_t q = 0; q < N; q++) {
        one.x = of.inputs.x + q * LENGTH * (DX + 1);
        struct lm_run *run = lm_forward(of.net, &one);
        struct lm_existence_outputs out = lm_existence_outputs(&of.existence, run);
        CHECK_SIZE(out.count, LENGTH * OUTPUTS);
        for (size_t k = 2 * OUTPUTS; k < out.count; k++) {
            double of_y[LENGTH * OUTPUTS] = {0}, sum = 0;
            of_y[k] = 1;
            double along = lm_gradient_along(run, lm_adjoint(run, lm_output_cotangents(run, of_y), NULL), &w);
            scale = fmax(scale, fabs(along));
            CHECK_NEAR(out.f[k], along, 1e-11 * scale);
            for (size_t a = 0; a < LM_SOURCES; a++) sum += out.source[a][k];
            CHECK_NEAR(out.f[k], sum, 1e-11 * scale);
        }
    }
    lm_arena_free(of.arena);
}

/* With the columns of all terms but one taken away, what is left of f sits in the source that the header names. */
static void the_sources(void)
{
    enum { KEPT = 3 }; /* i = 2, j = 4, s = 1 */
    struct made of;
    make(&of, 0, LM_TARGET_SIN, &least);
    CHECK(of.F.term[KEPT].i == 2 && of.F.term[KEPT].j == 4 && of.F.term[KEPT].s == 1);
    for (size_t k = 0; k < TERMS * M; k++)
        if (k / M != KEPT) of.existence.y[k] = 0;
    struct lm_existence_outputs out = lm_existence_outputs(&of.existence, lm_forward(of.net, &of.inputs));
    for (size_t q = 0; q < N; q++)
        for (int j = 3; j <= LENGTH; j++)
            for (size_t s = 0; s < OUTPUTS; s++) {
                size_t at = (q * LENGTH + (size_t)j - 1) * OUTPUTS + s;
                CHECK((out.source[LM_SOURCE_MAIN][at] != 0) == (j == 4 && s == 1));
                CHECK((out.source[LM_SOURCE_S][at] != 0) == (j == 4 && s == 0));
                CHECK((out.source[LM_SOURCE_J][at] != 0) == (j != 4));
                CHECK(out.source[LM_SOURCE_I][at] != 0);
            }
    lm_arena_free(of.arena);
}

static void norms(void)
{
    struct made of;
    make(&of, 0, LM_TARGET_SIN, &least);
    double frobenius, row, sum = 0, largest = 0;
    struct lm_factored w = lm_existence_factored(of.arena, &of.existence);
    lm_existence_norms(&frobenius, &row, of.arena, &of.existence);
    for (size_t k = 0; k < M; k++) {
        double square = 0;
        for (size_t l = 0; l < M; l++) {
            double entry = 0;
            for (size_t r = 0; r < w.rank; r++) entry += w.left[r * M + k] * w.right[r * M + l];
            square += entry * entry;
        }
        sum += square;
        largest = fmax(largest, square);
    }
    CHECK_NEAR(frobenius, sqrt(sum), 1e-12 * sqrt(sum));
    CHECK_NEAR(row, sqrt(largest), 1e-12 * sqrt(largest));
    lm_arena_free(of.arena);
}

/* 256 bits and double: the same W* and the same f to rounding. */
static void precision(void)
{
    struct made of, exact;
    make(&of, 0, LM_TARGET_SIN, &least);
    make(&exact, 256, LM_TARGET_SIN, &least);
    struct lm_existence_outputs f = lm_existence_outputs(&of.existence, lm_forward(of.net, &of.inputs));
    struct lm_existence_outputs g = lm_existence_outputs(&exact.existence, lm_forward(exact.net, &exact.inputs));
    double scale = sqrt(dot(f.f, f.f, f.count));
    CHECK_ABOVE(scale, 1e-3);
    for (size_t k = 0; k < f.count; k++) CHECK_NEAR(f.f[k], g.f[k], 1e-11 * scale);
    lm_arena_free(of.arena);
    lm_arena_free(exact.arena);
}

/* As eps_x and eps_c/eps_x vanish, the limit of f is F*: what is missing is O(eps_x), the angle between g and g^(0) over pi. */
static void the_limit_of_small_inputs(void)
{
    struct lm_arena *arena = lm_arena_new();
    static const enum lm_target phis[] = {LM_TARGET_LINEAR, LM_TARGET_SQUARE, LM_TARGET_SIN};
    for (size_t p = 0; p < 3; p++) {
        struct lm_construction by = {.fit = LM_FIT_HERMITE, .eps_x = 1e-4, .eps_c = 1e-9};
        struct lm_concept F = lm_concept_draw(arena, phis[p], LENGTH, OUTPUTS, DX, here);
        struct lm_inputs inputs = lm_inputs_normalised(arena, N, LENGTH, DX, by.eps_x, here);
        struct lm_inputs null = lm_inputs_null(arena, LENGTH, DX, by.eps_x);
        struct lm_existence_outputs limit;
        double values[N * LENGTH * OUTPUTS];
        CHECK(lm_existence_limit(&limit, arena, &F, &by, &inputs, &null) == LM_OK);
        lm_concept_values(values, &F, &inputs, by.eps_x);
        for (size_t k = 0; k < limit.count; k++) {
            CHECK_NEAR(limit.f[k], values[k], 50 * by.eps_x);
            CHECK_NEAR(limit.source[LM_SOURCE_MAIN][k], values[k], 10 * by.eps_x);
            CHECK_NEAR(limit.source[LM_SOURCE_J][k], 0, 0);
            CHECK_NEAR(limit.source[LM_SOURCE_S][k], 0, 0);
        }
    }
    lm_arena_free(arena);
}

/* At L = 3 nothing but the main source is left, with i = 2, h_1 = h^(0)_1 and one angle: by hand. */
static void the_limit_by_hand(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_construction by = {.fit = LM_FIT_HERMITE, .eps_x = 0.5, .eps_c = 1e-9};
    struct lm_concept F = lm_concept_draw(arena, LM_TARGET_LINEAR, 3, 1, DX, here);
    struct lm_inputs inputs = lm_inputs_normalised(arena, 1, 3, DX, by.eps_x, here), null = lm_inputs_null(arena, 3, DX, by.eps_x);
    struct lm_existence_outputs limit;
    double F3[3], square = by.eps_x * by.eps_x, pi = acos(-1);
    CHECK(lm_existence_limit(&limit, arena, &F, &by, &inputs, &null) == LM_OK);
    lm_concept_values(F3, &F, &inputs, by.eps_x);
    /* <g_3, g^(0)_3>/2 = (1 + eps^2) kappa_1(1/(1 + eps^2)) + eps^2, both of norm^2/2 = 1 + 2 eps^2 */
    double cosine = ((1 + square) * lm_kappa_1(1 / (1 + square), 0) + square) / (1 + 2 * square);
    CHECK_NEAR(limit.f[2], F3[2] * (1 - acos(cosine) / pi), 1e-9);
    CHECK_NEAR(limit.source[LM_SOURCE_I][2], 0, 0);
    lm_arena_free(arena);
}

/* With H found beforehand: the same. */
static void fits_in_advance(void)
{
    struct made of;
    make(&of, 0, LM_TARGET_SIN, &least);
    struct lm_construction by = least;
    struct lm_existence again;
    CHECK(lm_construction_fit(&by, of.arena, &of.F) == LM_OK);
    CHECK(lm_existence_build(&again, &of.F, &by, of.null_run) == LM_OK);
    for (size_t k = 0; k < TERMS * M; k++) CHECK_NEAR(again.y[k], of.existence.y[k], 0);
    CHECK_NEAR(by.H[TERMS - 1].sigma, lm_fit_noise(LENGTH - 1, EPS_X), 0);
    lm_arena_free(of.arena);
}

/* Several targets at once are what they are one by one. */
static void several_targets(void)
{
    struct made of;
    make(&of, 0, LM_TARGET_SIN, &least);
    struct lm_run *run = lm_forward(of.net, &of.inputs);
    struct lm_concept F[2] = {lm_concept_draw(of.arena, LM_TARGET_LINEAR, LENGTH, OUTPUTS, DX, (struct lm_address){1, 2}), of.F};
    struct lm_existence both[2];
    struct lm_existence_outputs f[2], alone = lm_existence_outputs(&of.existence, run);
    CHECK(lm_existence_build_all(both, F, 2, &least, of.null_run) == LM_OK);
    lm_existence_outputs_all(f, both, 2, run);
    for (size_t k = 0; k < alone.count; k++) CHECK_NEAR(f[1].f[k], alone.f[k], 0);
    CHECK(f[0].f[2 * OUTPUTS] != f[1].f[2 * OUTPUTS]);
    lm_arena_free(of.arena);
}

/* At L = 3, d = 2 by hand: f_{3,s'} gets 1 + 2 kept^2 from its own column at i' = 2, 1 from the other one, and both again at i' =
 * 3, where <h_2, h^(0)_1> tends to 1/pi, h_1 and h_2 having met orthogonal inputs. */
static void the_variance_by_hand(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_construction by = {.fit = LM_FIT_HERMITE, .eps_x = 0.5, .eps_c = 0.1};
    struct lm_concept F = lm_concept_draw(arena, LM_TARGET_LINEAR, 3, 2, DX, here);
    struct lm_inputs inputs = lm_inputs_normalised(arena, 1, 3, DX, by.eps_x, here), null = lm_inputs_null(arena, 3, DX, by.eps_x);
    struct lm_fit H = lm_fit_hermite(LM_TARGET_LINEAR, 1, 0);
    struct lm_existence_outputs variance;
    double eps = by.eps_x * by.eps_x, pi = acos(-1), one = H.norm * H.norm / (2 * erf(by.eps_c / 2));
    CHECK(lm_existence_variance(&variance, arena, &F, &by, &inputs, &null) == LM_OK);
    double kept = 1 - acos(((1 + eps) * lm_kappa_1(1 / (1 + eps), 0) + eps) / (1 + 2 * eps)) / pi;
    double overlap = sqrt(1 + eps) * lm_kappa_1(0, 0);
    for (size_t s = 0; s < 2; s++) {
        CHECK_NEAR(variance.source[LM_SOURCE_MAIN][4 + s], (1 + 2 * kept * kept) * one, 1e-9 * one);
        CHECK_NEAR(variance.source[LM_SOURCE_S][4 + s], one, 1e-9 * one);
        CHECK_NEAR(variance.source[LM_SOURCE_I][4 + s], 2 * overlap * overlap * one, 1e-9 * one);
        CHECK_NEAR(variance.source[LM_SOURCE_J][4 + s], 0, 0);
        CHECK_NEAR(variance.f[4 + s], (2 + 2 * kept * kept + 2 * overlap * overlap) * one, 1e-9 * one);
    }
    lm_arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"the concept", the_concept},
        {"the definition", the_definition},
        {"f is the first-order term", the_first_order_term},
        {"the sources", the_sources},
        {"norms", norms},
        {"precision", precision},
        {"the limit of small inputs", the_limit_of_small_inputs},
        {"the limit by hand", the_limit_by_hand},
        {"fits in advance", fits_in_advance},
        {"several targets", several_targets},
        {"the variance by hand", the_variance_by_hand},
        {NULL, NULL},
    };
    return check_main(argc, argv, "concept-existence", tests);
}
