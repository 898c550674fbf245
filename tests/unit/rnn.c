/* The network against plain loops, the inputs against their definitions, and arithmetics against each other. */
#include "check.h"

#include <lemmata/rnn.h>
#include <lemmata/train.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { M = 96, LENGTH = 5, OUTPUTS = 3, DX = 4 };
static const struct lm_address here = {3, 777};

static struct lm_net *draw(struct lm_arena *arena, const struct lm_num *num, enum lm_kind kind, const struct lm_law *law)
{
    return lm_net_draw(arena, num, kind, law, M, OUTPUTS, DX + 1, LENGTH, here, 0, 0);
}

/* W as a matrix of doubles, row by row: read, or for an implicit W revealed by the identity after the network has run. */
static double *explicit_weights(struct lm_arena *arena, struct lm_net *net, int step)
{
    double *out = lm_arena_doubles(arena, M * M);
    struct lm_panel unit = lm_panel_new(arena, lm_num_double(), M, M), rows = lm_panel_new(arena, lm_num_double(), M, M);
    lm_num_double()->ops->zero(&unit);
    for (size_t i = 0; i < M; i++) lm_panel_doubles(&unit)[i * unit.ld + i] = 1;
    lm_weights_tmul(net->W, step, &rows, &unit);
    lm_num_double()->ops->get(out, M, &rows);
    return out;
}

struct plain {
    double g[LENGTH + 1][M], h[LENGTH + 1][M];
};

/* Definition 4.1 in loops. */
static void plain_forward(struct plain *out, const double *w, const struct lm_net *net, const struct lm_inputs *inputs, size_t s,
                          bool relu)
{
    memset(out, 0, sizeof *out);
    for (int l = 1; l <= LENGTH; l++)
        for (size_t k = 0; k < M; k++) {
            double g = 0;
            for (size_t j = 0; j < M; j++) g += w[k * M + j] * out->h[l - 1][j];
            for (size_t c = 0; c < net->dim; c++)
                g += net->At.a[c * net->At.ld + k] * inputs->x[(s * LENGTH + (size_t)l - 1) * net->dim + c];
            out->g[l][k] = g;
            out->h[l][k] = relu && g < 0 ? 0 : g;
        }
}

/* Back_{i->j} by multiplying its factors, row r. */
static void plain_back(double *row, const double *w, const struct lm_net *net, const struct plain *run, size_t r, int i, int j,
                       bool gated)
{
    double next[M];
    for (size_t k = 0; k < M; k++) row[k] = net->B.a[r * net->B.ld + k];
    for (int l = j; l > i; l--) {
        memset(next, 0, sizeof next);
        for (size_t k = 0; k < M; k++)
            if (!gated || run->g[l][k] >= 0)
                for (size_t c = 0; c < M; c++) next[c] += row[k] * w[k * M + c];
        memcpy(row, next, sizeof next);
    }
}

/* Rounding: a layer sums M terms; LENGTH layers of gain at most ||W|| < 3 each: M 3^LENGTH 2^-53 < 3e-12, for states of length 1
 * and rows of length sqrt(M). */
static const double ROUNDING = 1e-11;

static void network_against_loops(void)
{
    struct lm_law laws[] = {{0},
                            {.gate = LM_GATE_NONE},
                            {.gate = LM_GATE_IDENTITY_BACKWARD},
                            {.output = LM_OUTPUT_CONSTANT},
                            {.output = LM_OUTPUT_CORRELATED},
                            {.shape = LM_SYMMETRIC}};
    static struct plain plain;
    for (size_t k = 0; k < sizeof laws / sizeof *laws; k++)
        for (int kind = LM_DENSE; kind <= LM_IMPLICIT; kind++) {
            if (kind == LM_IMPLICIT && !lm_law_can_be_implicit(&laws[k])) continue;
            struct lm_arena *arena = lm_arena_new();
            struct lm_net *net = draw(arena, lm_num_double(), (enum lm_kind)kind, &laws[k]);
            struct lm_inputs inputs = lm_inputs_normalised(arena, 3, LENGTH, DX, 0.3, here);
            struct lm_run *run = lm_forward(net, &inputs);
            double worst_h = 0, worst_back = 0, back_rows[LENGTH + 1][LENGTH + 1][OUTPUTS][M];
            struct lm_back *back = lm_back_begin(run, 1, 1);
            do {
                int i = lm_back_source(back);
                for (int j = i; j <= LENGTH; j++) {
                    struct lm_panel to = lm_back_to(back, 0, j);
                    lm_num_double()->ops->get(&back_rows[i][j][0][0], M, &to);
                }
            } while (lm_back_step(back));
            double *w = explicit_weights(arena, net, 2);
            for (size_t s = 0; s < 3; s++) {
                plain_forward(&plain, w, net, &inputs, s, laws[k].gate != LM_GATE_NONE);
                for (int l = 1; l <= LENGTH; l++)
                    for (size_t r = 0; r < M; r++) {
                        const struct lm_panel *h = &run->h[l], *g = &run->g[l];
                        worst_h = fmax(worst_h, fabs(lm_panel_doubles(h)[s * h->ld + r] - plain.h[l][r]));
                        worst_h = fmax(worst_h, fabs(lm_panel_doubles(g)[s * g->ld + r] - plain.g[l][r]));
                    }
                if (s != 1) continue;
                for (int i = 1; i <= LENGTH; i++)
                    for (int j = i; j <= LENGTH; j++)
                        for (size_t r = 0; r < OUTPUTS; r++) {
                            double row[M];
                            plain_back(row, w, net, &plain, r, i, j, laws[k].gate == LM_GATE_RELU);
                            for (size_t c = 0; c < M; c++) worst_back = fmax(worst_back, fabs(row[c] - back_rows[i][j][r][c]));
                        }
            }
            CHECK_BELOW(worst_h, ROUNDING);
            CHECK_BELOW(worst_back, ROUNDING * sqrt(M));
            lm_arena_free(arena);
        }
}

static void untied_network_uses_its_step(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_net *net = draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){.untied = true});
    struct lm_inputs inputs = lm_inputs_normalised(arena, 1, LENGTH, DX, 0.3, here);
    struct lm_run *run = lm_forward(net, &inputs);
    const double *w3 = explicit_weights(arena, net, 3);
    double worst = 0;
    for (size_t k = 0; k < M; k++) { /* g_3 = W_3 h_2 + A x_3 */
        double g = 0;
        for (size_t c = 0; c < M; c++) g += w3[k * M + c] * lm_panel_doubles(&run->h[2])[c];
        for (size_t c = 0; c < net->dim; c++) g += net->At.a[c * net->At.ld + k] * inputs.x[2 * net->dim + c];
        worst = fmax(worst, fabs(g - lm_panel_doubles(&run->g[3])[k]));
    }
    CHECK_BELOW(worst, ROUNDING);
    lm_arena_free(arena);
}

/* A sequence must not feel the others that share its pass. (Implicit W differs: what is revealed depends on what was asked.) */
static void sequences_do_not_mix(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs three = lm_inputs_normalised(arena, 3, LENGTH, DX, 0.3, here);
    struct lm_inputs last = {.n = 1, .L = LENGTH, .dim = three.dim, .x = three.x + 2 * LENGTH * three.dim};
    struct lm_run *together = lm_forward(draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0}), &three);
    struct lm_run *alone = lm_forward(draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0}), &last);
    for (int l = 1; l <= LENGTH; l++) {
        struct lm_panel h = lm_panel_view(&together->h[l], 2, 1);
        double distance;
        lm_num_double()->ops->distance(&distance, &h, &alone->h[l]);
        CHECK_BELOW(distance, ROUNDING);
        CHECK_SIZE(lm_mask_differences(&together->D[l], 2, &alone->D[l], 0), 0);
    }
    struct lm_back *all = lm_back_begin(together, 0, 3), *one = lm_back_begin(alone, 0, 1);
    do {
        for (int j = lm_back_source(all); j <= LENGTH; j++) {
            struct lm_panel a = lm_back_to(all, 2, j), b = lm_back_to(one, 0, j);
            double distance[OUTPUTS];
            lm_num_double()->ops->distance(distance, &a, &b);
            for (size_t r = 0; r < OUTPUTS; r++) CHECK_BELOW(distance[r], ROUNDING * sqrt(M));
        }
    } while (lm_back_step(all) && lm_back_step(one));
    lm_arena_free(arena);
}

/* The same weights in double and in 200 bits: states agree to the rounding of doubles, no sign differs, and the double signals too.
 */
static void precision_changes_only_rounding(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_num precise;
    CHECK(lm_num_mpfr(&precise, 200) == LM_OK);
    struct lm_inputs inputs = lm_inputs_normalised(arena, 2, LENGTH, DX, 0.3, here);
    struct lm_run *a = lm_forward(draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0}), &inputs);
    struct lm_run *b = lm_forward(draw(arena, &precise, LM_DENSE, &(struct lm_law){0}), &inputs);
    CHECK_SIZE(b->sign_flips, 0);
    CHECK_SIZE(b->preactivations, 2 * LENGTH * M);
    double rounded[2 * M], norm_a[2], norm_b[2];
    for (int l = 1; l <= LENGTH; l++) {
        b->net->num->ops->get(rounded, M, &b->h[l]);
        for (size_t s = 0; s < 2; s++)
            for (size_t k = 0; k < M; k++) CHECK_NEAR(lm_panel_doubles(&a->h[l])[s * a->h[l].ld + k], rounded[s * M + k], ROUNDING);
        lm_norm_h(norm_a, a, l);
        lm_norm_h(norm_b, b, l);
        CHECK_NEAR(norm_a[1], norm_b[1], ROUNDING);
    }
    struct lm_back *double_back = lm_back_begin(a, 0, 1), *precise_back = lm_back_begin(b, 0, 1);
    while (lm_back_step(double_back) && lm_back_step(precise_back)) continue;
    double x[OUTPUTS * M], y[OUTPUTS * M];
    struct lm_panel from_a = lm_back_to(double_back, 0, LENGTH), from_b = lm_back_to(precise_back, 0, LENGTH);
    a->net->num->ops->get(x, M, &from_a);
    b->net->num->ops->get(y, M, &from_b);
    for (size_t k = 0; k < OUTPUTS * M; k++) CHECK_NEAR(x[k], y[k], ROUNDING * sqrt(M));
    lm_arena_free(arena);
}

static double norm_of(const double *x, size_t n)
{
    double square = 0;
    for (size_t k = 0; k < n; k++) square += x[k] * x[k];
    return sqrt(square);
}

static void normalised_sequences(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs in = lm_inputs_normalised(arena, 4, LENGTH, DX, 0.25, here);
    for (size_t s = 0; s < in.n; s++) {
        CHECK(lm_token(&in, s, 1)[DX] == 1 && norm_of(lm_token(&in, s, 1), in.dim) == 1);
        CHECK(lm_token(&in, s, LENGTH)[DX] == 0.25 && norm_of(lm_token(&in, s, LENGTH), in.dim) == 0.25);
        for (int l = 2; l < LENGTH; l++) {
            CHECK_NEAR(norm_of(lm_token(&in, s, l), in.dim), 0.25, 1e-15);
            CHECK(lm_token(&in, s, l)[DX - 1] == 0.125 && lm_token(&in, s, l)[DX] == 0);
        }
        CHECK_NEAR(lm_limit_norm(&in, s, 3), sqrt(1 + 2 * 0.0625), 1e-15);
    }
    CHECK(memcmp(lm_token(&in, 0, 2), lm_token(&in, 1, 2), in.dim * sizeof(double)) != 0);
    struct lm_inputs null = lm_inputs_null(arena, LENGTH, DX, 0.25);
    for (int l = 1; l <= LENGTH; l++) CHECK(lm_token(&null, 0, l)[DX] == (l == 1 ? 1 : 0.25) && lm_token(&null, 0, l)[0] == 0);
    struct lm_inputs both = lm_inputs_join(arena, &in, &null);
    CHECK_SIZE(both.n, 5);
    CHECK(memcmp(lm_token(&both, 4, 1), lm_token(&null, 0, 1), LENGTH * in.dim * sizeof(double)) == 0);
    lm_arena_free(arena);
}

static void unit_sequences(void)
{
    struct lm_arena *arena = lm_arena_new();
    for (size_t n = 1; n <= 4; n++)
        for (int shared = 0; shared < 2; shared++) {
            struct lm_inputs in = lm_inputs_unit(arena, n, LENGTH, DX + 1, 0.3, shared, here);
            for (size_t s = 0; s < n; s++) {
                CHECK_NEAR(lm_token(&in, s, 1)[DX], sqrt(0.5), 1e-15);
                for (int l = 1; l <= LENGTH; l++) CHECK_NEAR(norm_of(lm_token(&in, s, l), in.dim), 1, 1e-14);
                for (size_t r = 0; r < s; r++) {
                    double difference[DX + 1];
                    for (size_t k = 0; k <= DX; k++) difference[k] = lm_token(&in, s, 1)[k] - lm_token(&in, r, 1)[k];
                    double apart = norm_of(difference, in.dim);
                    if (n == 2)
                        CHECK_NEAR(apart, 0.3, 1e-14);
                    else
                        CHECK_ABOVE(apart, 0.3);
                    CHECK((memcmp(lm_token(&in, s, 2), lm_token(&in, r, 2), (LENGTH - 1) * in.dim * sizeof(double)) == 0) ==
                          (shared == 1));
                }
            }
        }
    lm_arena_free(arena);
}

/* The states after the shared first token are ReLU(M_0), and the other tokens never read the column of A that made it. */
static void sequences_of_wang(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs in = lm_inputs_wang(arena, 3, LENGTH, DX, 3, here), bare = lm_inputs_wang(arena, 3, LENGTH, DX, 0, here);
    CHECK_SIZE((size_t)in.L, LENGTH + 1);
    for (size_t s = 0; s < 3; s++) {
        CHECK_NEAR(lm_token(&in, s, 1)[DX], 1, 0);
        CHECK_NEAR(norm_of(lm_token(&in, s, 1), in.dim), 1, 0);
        for (int l = 2; l <= LENGTH + 1; l++) {
            CHECK_NEAR(lm_token(&in, s, l)[DX], 0, 0);
            CHECK_NEAR(norm_of(lm_token(&in, s, l), in.dim), pow(LENGTH, -1.5), 1e-14);
            for (size_t k = 0; k < DX; k++) CHECK_NEAR(lm_token(&in, s, l)[k], pow(LENGTH, -1.5) * lm_token(&bare, s, l)[k], 1e-14);
        }
    }
    CHECK(memcmp(lm_token(&in, 0, 2), lm_token(&in, 1, 2), DX * sizeof(double)) != 0);
    lm_arena_free(arena);
}

/* The base of the first sequence keeps its last coordinates alone; the sequence itself, which ends with (0, 1), is as it was. */
static void sequence_with_its_base(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs in = lm_inputs_ended(arena, LENGTH, DX, 0.25, here), both = lm_inputs_with_base(arena, &in);
    CHECK_SIZE(both.n, 2);
    CHECK(memcmp(both.x, in.x, LENGTH * in.dim * sizeof(double)) == 0);
    for (int l = 1; l <= LENGTH; l++) {
        CHECK_NEAR(lm_token(&both, 1, l)[DX], l == 1 || l == LENGTH ? 1 : 0, 0);
        CHECK_NEAR(norm_of(lm_token(&both, 1, l), in.dim), l == 1 || l == LENGTH ? 1 : 0, 0);
        CHECK_NEAR(norm_of(lm_token(&both, 0, l), in.dim), l == 1 || l == LENGTH ? 1 : 0.25, 1e-14);
    }
    lm_arena_free(arena);
}

/* The kernel of the last of the first outputs is that part of the kernel of all, for more outputs than one, too. */
static void kernel_of_the_last_output(void)
{
    enum { N = 3, D = 2 };
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs in = lm_inputs_unit(arena, N, LENGTH, DX + 1, 0.3, false, here);
    struct lm_net *net = lm_net_draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0}, M, D, DX + 1, LENGTH, here, 0, 0);
    struct lm_run *run = lm_forward(net, &in);
    const double *K = lm_ntk_gram(run), *last = lm_ntk_gram_last(run);
    const size_t order = lm_ntk_order(run), first = (LENGTH - 2) * N;
    for (size_t s = 0; s < N; s++)
        for (size_t t = 0; t < N; t++)
            CHECK_NEAR(last[s * N + t], K[(first + s) * D * order + (first + t) * D], 1e-11 * K[first * D * (order + 1)]);
    lm_arena_free(arena);
}

static void bounded_sequences(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs normalised = lm_inputs_normalised(arena, 2, LENGTH, DX, 0.25, here);
    struct lm_inputs unit = lm_inputs_unit(arena, 2, LENGTH, DX + 1, 0.3, false, here);
    CHECK(lm_inputs_bounded(&normalised) && lm_inputs_bounded(&unit) && lm_inputs_bounded(&(struct lm_inputs){.n = 0}));
    lm_token(&normalised, 1, 1)[DX] = 0.99; /* ||x_1|| = 1 is asked */
    lm_token(&unit, 1, LENGTH)[0] += 3;     /* and ||x_L|| <= 1 */
    CHECK(!lm_inputs_bounded(&normalised) && !lm_inputs_bounded(&unit));
    lm_arena_free(arena);
}

/* What projections leave of a Gram matrix are the squares of the residuals of Gram-Schmidt, here on explicit states. */
static void residuals_of_states(void)
{
    enum { N = 2, ORDER = N * LENGTH };
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs in = lm_inputs_unit(arena, N, LENGTH, DX + 1, 0.5, false, here);
    struct lm_run *run = lm_forward(draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0}), &in);
    double *gram = lm_state_gram(arena, run), basis[ORDER][M];
    for (size_t p = 0; p < ORDER; p++) {
        const struct lm_panel *h = &run->h[p / N + 1];
        memcpy(basis[p], lm_panel_doubles(h) + p % N * h->ld, sizeof basis[p]);
        CHECK_NEAR(gram[p * (ORDER + 1)], norm_of(basis[p], M) * norm_of(basis[p], M), 1e-12);
    }
    double square[ORDER], twin[9] = {4, 4, 2, 4, 4, 2, 2, 2, 5};
    for (size_t p = 0; p < ORDER; p++) square[p] = gram[p * (ORDER + 1)];
    for (size_t p = 0; p < ORDER; p++) {
        for (size_t q = 0; q < p; q++) {
            double along = 0;
            for (size_t k = 0; k < M; k++) along += basis[p][k] * basis[q][k];
            for (size_t k = 0; k < M; k++) basis[p][k] -= along * basis[q][k];
        }
        double residual = norm_of(basis[p], M);
        for (size_t k = 0; k < M; k++) basis[p][k] /= residual;
        CHECK_NEAR(sqrt(gram[p * (ORDER + 1)]), residual, 1e-10); /* squares lose half of the digits of a residual above 1e-3 */
        lm_gram_project_out(gram, ORDER, p, square[p]);
    }
    lm_gram_project_out(twin, 3, 0, 4);
    lm_gram_project_out(twin, 3, 1, 4); /* equal to the first: nothing is left of it, and it takes nothing */
    CHECK(twin[4] == 0 && twin[8] == 4);
    lm_arena_free(arena);
}

static void vectors_are_counted(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs in = lm_inputs_unit(arena, 2, LENGTH, DX + 1, 0.5, false, here); /* normalised ones would share h_1 */
    struct lm_net *net = draw(arena, lm_num_double(), LM_IMPLICIT, &(struct lm_law){0});
    struct lm_run *run = lm_forward(net, &in);
    struct lm_back *back = lm_back_begin(run, 0, 1);
    while (lm_back_step(back)) continue;
    char expected[160], described[160];
    snprintf(expected, sizeof expected, "implicit, i.i.d. Gaussian, m = %d, %zu right and %zu left vectors revealed", M,
             lm_forward_vectors(LENGTH, 2), lm_backward_vectors(LENGTH, OUTPUTS, 1));
    lm_weights_describe(net->W, described, sizeof described);
    CHECK_TEXT(described, expected);
    lm_arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"forward and backward against loops", network_against_loops},
        {"untied: W of the step", untied_network_uses_its_step},
        {"sequences do not mix", sequences_do_not_mix},
        {"double against 200 bits", precision_changes_only_rounding},
        {"normalised and null sequences", normalised_sequences},
        {"unit-norm sequences", unit_sequences},
        {"sequences of Wang et al.", sequences_of_wang},
        {"sequence with its base", sequence_with_its_base},
        {"kernel of the last output", kernel_of_the_last_output},
        {"bounded sequences", bounded_sequences},
        {"residuals of states", residuals_of_states},
        {"vectors that meet W are counted", vectors_are_counted},
        {NULL, NULL},
    };
    return check_main(argc, argv, "rnn", tests);
}
