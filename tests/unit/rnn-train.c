/* Gradients against differences in 256 bits and against explicit products, training against loops, the tangent kernel against
 * explicit gradients. */
#include "check.h"

#include <cblas.h>
#include <float.h>
#include <lapacke.h>
#include <lemmata/train.h>
#include <math.h>
#include <string.h>

enum { M = 40, LENGTH = 5, OUTPUTS = 2, N = 3, DIM = 4, RANK = 2, NUMBERS = N * LENGTH * OUTPUTS };
static const struct lm_address here = {7, 4711};
static const double U = DBL_EPSILON;

static struct lm_net *draw(struct lm_arena *arena, const struct lm_num *num, enum lm_kind kind, const struct lm_law *law)
{
    return lm_net_draw(arena, num, kind, law, M, OUTPUTS, DIM, LENGTH, here, 0, 0);
}

static struct lm_inputs sequences(struct lm_arena *arena)
{
    return lm_inputs_unit(arena, N, LENGTH, DIM, 0.5, false, here);
}

static double *normals(struct lm_arena *arena, unsigned index, size_t count, double sd)
{
    double *out = lm_arena_doubles(arena, count);
    struct lm_stream stream = lm_stream_open(here.seed, LM_FOR_TEST, index, 0);
    lm_stream_normals(out, &stream, 0, 0, count, sd);
    return out;
}

static struct lm_factored direction(struct lm_arena *arena, double scale)
{
    double *left = normals(arena, 1, RANK * M, 1);
    for (size_t k = 0; k < RANK * M; k++) left[k] *= scale;
    return (struct lm_factored){RANK, left, normals(arena, 2, RANK * M, 1)};
}

static double dot(const double *x, const double *y, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++) sum += x[k] * y[k];
    return sum;
}

static double norm(const double *x, size_t n)
{
    return sqrt(dot(x, x, n));
}

/* left right', row by row. */
static double *product(struct lm_arena *arena, const struct lm_factored *w)
{
    double *out = lm_arena_doubles(arena, M * M);
    memset(out, 0, M * M * sizeof *out);
    for (size_t k = 0; k < w->rank; k++)
        for (size_t i = 0; i < M; i++)
            for (size_t j = 0; j < M; j++) out[i * M + j] += w->left[k * M + i] * w->right[k * M + j];
    return out;
}

static struct lm_factored gradient_of(struct lm_run *run, const double *of_y)
{
    return lm_gradient(run, lm_adjoint(run, lm_output_cotangents(run, of_y), NULL));
}

/* ---- 2018, Fact 2.5, against central differences ---- */

/* F = sum c y + sum_l <e_l, g_l>, with derivatives c and e. */
struct functional {
    double *c, *e[LENGTH + 1];
};

static struct functional some_functional(struct lm_arena *arena)
{
    struct functional f = {.c = normals(arena, 3, NUMBERS, 1)};
    for (unsigned l = 1; l <= LENGTH; l++) f.e[l] = normals(arena, 10 + l, M * N, 1);
    return f;
}

/* F of the differences of two passes, which are formed in the arithmetic of the panels: nothing cancels on the way to doubles. */
static double of_difference(const struct functional *f, const struct lm_run *plus, const struct lm_run *minus)
{
    const struct lm_net *net = plus->net;
    const struct lm_num_ops *ops = net->num->ops;
    struct lm_panel x = lm_panel_new(net->arena, net->num, M, N), y = lm_panel_new(net->arena, net->num, OUTPUTS, N);
    double sum = 0, entries[M * N], outputs[OUTPUTS * N];
    for (int l = 1; l <= LENGTH; l++) {
        ops->copy(&x, &plus->h[l]);
        ops->axpy(&x, -1, &minus->h[l]);
        ops->gemm(&y, &net->B, &x, false);
        ops->get(outputs, OUTPUTS, &y);
        for (size_t s = 0; s < N; s++) sum += dot(f->c + (s * LENGTH + (size_t)l - 1) * OUTPUTS, outputs + s * OUTPUTS, OUTPUTS);
        ops->copy(&x, &plus->g[l]);
        ops->axpy(&x, -1, &minus->g[l]);
        ops->get(entries, M, &x);
        sum += dot(f->e[l], entries, M * N);
    }
    return sum;
}

static struct lm_panel *adjoint(struct lm_run *run, const struct functional *f)
{
    struct lm_panel of_g[LENGTH + 1];
    for (int l = 1; l <= LENGTH; l++) {
        of_g[l] = lm_panel_new(run->net->arena, run->net->num, M, N);
        run->net->num->ops->set(&of_g[l], f->e[l], M);
    }
    return lm_adjoint(run, lm_output_cotangents(run, f->c), of_g);
}

/* sum ||lambda|| ||h|| of the gradient: the scale of the inner products that make up a derivative along a direction. */
static double scale_of(const struct lm_factored *gradient)
{
    double sum = 0;
    for (size_t k = 0; k < gradient->rank; k++) sum += norm(gradient->left + k * M, M) * norm(gradient->right + k * M, M);
    return sum;
}

/* Within a region of equal signs F is a polynomial in W: (F(W + tV) - F(W - tV))/2t = <grad F, V> + O(t^2), with t = 2^-60 below
 * 2^-110; 256 bits leave 190 of the difference. What is left are the roundings to double of some RANK N L products on either side
 * and of the N L (M + OUTPUTS) terms of the difference. */
static void gradient_against_differences(void)
{
    static const struct lm_law laws[] = {{0}, {.gate = LM_GATE_NONE}, {.untied = true}, {.gate = LM_GATE_IDENTITY_BACKWARD}};
    const double t = 0x1p-60;
    struct lm_num num;
    CHECK(lm_num_mpfr(&num, 256) == LM_OK);
    for (size_t k = 0; k < sizeof laws / sizeof *laws; k++) {
        struct lm_arena *arena = lm_arena_new();
        struct lm_inputs inputs = sequences(arena);
        struct lm_net *net = draw(arena, &num, LM_DENSE, &laws[k]);
        struct lm_factored v = direction(arena, 1), up = direction(arena, t), down = direction(arena, -t);
        struct functional f = some_functional(arena);
        struct lm_run *run = lm_forward(net, &inputs), *plus = lm_forward(lm_net_perturbed(net, &up), &inputs),
                      *minus = lm_forward(lm_net_perturbed(net, &down), &inputs);
        struct lm_panel *lambda = adjoint(run, &f);
        struct lm_factored gradient = lm_gradient(run, lambda);
        double scale = 0, terms = RANK * N * LENGTH + N * LENGTH * (M + OUTPUTS);
        for (size_t r = 0; r < RANK; r++) scale += norm(v.left + r * M, M) * norm(v.right + r * M, M) * scale_of(&gradient);
        const double difference = of_difference(&f, plus, minus) / (2 * t), along = lm_gradient_along(run, lambda, &v);
        if (laws[k].gate == LM_GATE_IDENTITY_BACKWARD) { /* no gradient at all, on purpose */
            CHECK_ABOVE(fabs(along - difference), 0.01 * fabs(difference));
        } else {
            CHECK_NEAR(along, difference, sqrt(terms) * U * scale); /* random roundings */
            CHECK_NEAR(along, difference, 1e-14 * fabs(difference));
        }
        lm_arena_free(arena);
    }
}

/* The network with A + V in place of A, exactly: [A V] x meets the tokens (x, t x), and t = 2^-60 is exact in a token where it
 * would be lost in an entry of A. */
static struct lm_run *with_other_inputs(const struct lm_net *net, const struct lm_inputs *inputs, const double *v, double t)
{
    struct lm_net *wide = lm_arena_alloc(net->arena, sizeof *wide);
    double *at = lm_arena_doubles(net->arena, 2 * DIM * M);
    struct lm_inputs doubled = *inputs;
    *wide = *net;
    for (size_t c = 0; c < DIM; c++) memcpy(at + c * M, net->At.a + c * net->At.ld, M * sizeof *at);
    for (size_t c = 0; c < DIM; c++)
        for (size_t k = 0; k < M; k++) at[(DIM + c) * M + k] = v[k * DIM + c];
    wide->dim = doubled.dim = 2 * DIM;
    wide->At = (struct lm_matrix){2 * DIM, M, M, at};
    doubled.x = lm_arena_doubles(net->arena, N * LENGTH * 2 * DIM);
    for (size_t token = 0; token < N * LENGTH; token++)
        for (size_t c = 0; c < DIM; c++) {
            doubled.x[token * 2 * DIM + c] = inputs->x[token * DIM + c];
            doubled.x[token * 2 * DIM + DIM + c] = t * inputs->x[token * DIM + c];
        }
    return lm_forward(wide, &doubled);
}

/* Within a region of equal signs F is affine in A: (F(A + tV) - F(A - tV))/2t = <dF/dA, V>, whatever t. In 256 bits the roundings
 * are those to double of the N L DIM M products and of the difference. In double the states, of norm below 3^l (rnn.c), carry
 * roundings of M U, which 1/t magnifies: t = 2^-20 turns no sign here. */
static void gradient_in_A_against_differences(void)
{
    static const struct lm_law laws[] = {{0}, {.gate = LM_GATE_NONE}, {.untied = true}, {.gate = LM_GATE_IDENTITY_BACKWARD}};
    struct lm_num mpfr;
    CHECK(lm_num_mpfr(&mpfr, 256) == LM_OK);
    for (size_t k = 0; k < 2 * sizeof laws / sizeof *laws; k++) {
        struct lm_arena *arena = lm_arena_new();
        const struct lm_law *law = &laws[k / 2];
        const bool exact = k % 2 == 0;
        const double t = exact ? 0x1p-60 : 0x1p-20;
        struct lm_inputs inputs = sequences(arena);
        struct lm_net *net = draw(arena, exact ? &mpfr : lm_num_double(), LM_DENSE, law);
        const double *v = normals(arena, 20, M * DIM, 1);
        struct functional f = some_functional(arena);
        struct lm_run *run = lm_forward(net, &inputs), *plus = with_other_inputs(net, &inputs, v, t),
                      *minus = with_other_inputs(net, &inputs, v, -t);
        for (int l = 1; l <= LENGTH; l++)
            for (size_t s = 0; s < N; s++) CHECK_SIZE(lm_mask_differences(&plus->D[l], s, &minus->D[l], s), 0);
        const struct lm_factored gradient = lm_gradient_A(run, adjoint(run, &f));
        CHECK_SIZE(gradient.rank, N * LENGTH);
        double along = 0, scale = 0;
        for (size_t r = 0; r < gradient.rank; r++)
            for (size_t i = 0; i < M; i++) {
                const double term = gradient.left[r * M + i] * dot(v + i * DIM, gradient.right + r * DIM, DIM);
                along += term;
                scale += fabs(term);
            }
        const double difference = of_difference(&f, plus, minus) / (2 * t);
        if (law->gate == LM_GATE_IDENTITY_BACKWARD) /* no gradient at all, on purpose */
            CHECK_ABOVE(fabs(along - difference), 0.01 * fabs(difference));
        else
            CHECK_NEAR(along, difference, exact ? 8 * U * scale : M * U * scale / t);
        CHECK_ABOVE(fabs(difference), 1e-2 * scale / sqrt(N * LENGTH * M));
        lm_arena_free(arena);
    }
}

/* As printed: lambda_l = D_l sum_{a >= l} Back_{l->a}'loss_a. */
static void adjoint_is_fact_2_5(void)
{
    for (int kind = LM_DENSE; kind <= LM_IMPLICIT; kind++) {
        struct lm_arena *arena = lm_arena_new();
        struct lm_inputs inputs = sequences(arena);
        struct lm_run *run = lm_forward(draw(arena, lm_num_double(), (enum lm_kind)kind, &(struct lm_law){0}), &inputs);
        const double *c = normals(arena, 3, NUMBERS, 1);
        struct lm_panel *lambda = lm_adjoint(run, lm_output_cotangents(run, c), NULL);
        struct lm_back *back = lm_back_begin(run, 0, N);
        do {
            const int l = lm_back_source(back);
            for (size_t s = 0; s < N; s++) {
                double sum[M] = {0}, *found = lm_panel_doubles(&lambda[l]) + s * lambda[l].ld, worst = 0, largest = 0;
                for (int a = l; a <= LENGTH; a++) {
                    struct lm_panel to = lm_back_to(back, s, a);
                    for (size_t r = 0; r < OUTPUTS; r++)
                        cblas_daxpy(M, c[(s * LENGTH + (size_t)a - 1) * OUTPUTS + r], lm_panel_doubles(&to) + r * to.ld, 1, sum, 1);
                }
                for (size_t i = 0; i < M; i++) {
                    if (!lm_mask_get(&run->D[l], i, s)) sum[i] = 0;
                    worst = fmax(worst, fabs(sum[i] - found[i]));
                    largest = fmax(largest, fabs(sum[i]));
                }
                CHECK_BELOW(worst, 1e-12 * largest); /* M 3^LENGTH U (rnn.c) */
            }
        } while (lm_back_step(back));
        lm_arena_free(arena);
    }
}

/* The derivative of e_r'B h_L along W' is sum_{i < L} e_r'Back_{i+1->L} D_{i+1} W' h_i (2019, (5.1)). In section 6 it is printed
 * with Back_{i->L}: that is another number. */
static void printed_index_is_wrong(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs inputs = lm_inputs_unit(arena, 1, LENGTH, DIM, 0.5, false, here);
    struct lm_run *run = lm_forward(draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0}), &inputs);
    struct lm_factored v = direction(arena, 1);
    const double *w = product(arena, &v);
    double moved[LENGTH + 1][M], right = 0, printed = 0, of_y[LENGTH * OUTPUTS] = {0};
    for (int i = 1; i < LENGTH; i++) /* D_{i+1} W' h_i */
        for (size_t k = 0; k < M; k++)
            moved[i][k] = lm_mask_get(&run->D[i + 1], k, 0) ? dot(w + k * M, lm_panel_doubles(&run->h[i]), M) : 0;
    struct lm_back *back = lm_back_begin(run, 0, 1);
    do {
        const int i = lm_back_source(back);
        struct lm_panel to = lm_back_to(back, 0, LENGTH);
        if (i > 1) right += dot(lm_panel_doubles(&to), moved[i - 1], M);
        if (i < LENGTH) printed += dot(lm_panel_doubles(&to), moved[i], M);
    } while (lm_back_step(back));
    of_y[(LENGTH - 1) * OUTPUTS] = 1;
    struct lm_panel *lambda = lm_adjoint(run, lm_output_cotangents(run, of_y), NULL);
    const double along = lm_gradient_along(run, lambda, &v);
    CHECK_NEAR(along, right, 1e-11 * fabs(right));
    CHECK_ABOVE(fabs(along - printed), 0.1 * fabs(right));
    lm_arena_free(arena);
}

static void gradient_along_a_direction(void)
{
    for (int kind = LM_DENSE; kind <= LM_IMPLICIT; kind++) {
        struct lm_arena *arena = lm_arena_new();
        struct lm_inputs inputs = sequences(arena);
        struct lm_run *run = lm_forward(draw(arena, lm_num_double(), (enum lm_kind)kind, &(struct lm_law){0}), &inputs);
        struct lm_factored v = direction(arena, 1);
        struct lm_panel *lambda = lm_adjoint(run, lm_output_cotangents(run, normals(arena, 3, NUMBERS, 1)), NULL);
        struct lm_factored gradient = lm_gradient(run, lambda);
        CHECK_SIZE(gradient.rank, N * (LENGTH - 1));
        const double *g = product(arena, &gradient), *w = product(arena, &v), expected = dot(g, w, M * M);
        CHECK_NEAR(lm_gradient_along(run, lambda, &v), expected, M * U * norm(g, M * M) * norm(w, M * M));
        CHECK_ABOVE(fabs(expected), 1e-6 * norm(g, M * M) * norm(w, M * M));
        lm_arena_free(arena);
    }
}

/* B h_1 does not depend on W: no gradient, no change. */
static void first_output_does_not_depend_on_w(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs inputs = sequences(arena);
    struct lm_net *net = draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0});
    struct lm_run *run = lm_forward(net, &inputs);
    double of_y[NUMBERS] = {0};
    for (size_t s = 0; s < N; s++) of_y[s * LENGTH * OUTPUTS] = 1;
    struct lm_factored gradient = gradient_of(run, of_y), v = direction(arena, 0.1);
    CHECK(norm(gradient.left, gradient.rank * M) == 0);
    const double *y = lm_outputs(run), *moved = lm_outputs(lm_forward(lm_net_perturbed(net, &v), &inputs));
    for (size_t s = 0; s < N; s++) {
        CHECK(memcmp(y + s * LENGTH * OUTPUTS, moved + s * LENGTH * OUTPUTS, OUTPUTS * sizeof *y) == 0);
        CHECK(y[(s * LENGTH + 1) * OUTPUTS] != moved[(s * LENGTH + 1) * OUTPUTS]);
    }
    lm_arena_free(arena);
}

/* Outputs of a perturbed network are those of W + W' written out. */
static void perturbed_network(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs inputs = sequences(arena);
    struct lm_net *net = draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0}), whole = *net;
    struct lm_factored v = direction(arena, 0.05);
    const double *y = lm_outputs(lm_forward(lm_net_perturbed(net, &v), &inputs));
    double *w = product(arena, &v);
    for (size_t i = 0; i < M; i++)
        for (size_t j = 0; j < M; j++) {
            struct lm_matrix start = lm_weights_dense(net->W, 1);
            w[i * M + j] += start.a[i * start.ld + j];
        }
    whole.W = lm_weights_from(arena, &(struct lm_matrix){M, M, M, w});
    const double *expected = lm_outputs(lm_forward(&whole, &inputs));
    for (size_t k = 0; k < NUMBERS; k++) CHECK_NEAR(y[k], expected[k], 1e-11);
    lm_arena_free(arena);
}

/* ---- Training ---- */

struct task {
    struct lm_arena *arena;
    struct lm_inputs inputs;
    struct lm_net *net;
    struct lm_training *training;
    double *targets;
    size_t all[N];
};

static struct task begin_with(enum lm_trained trained)
{
    struct task out = {.arena = lm_arena_new()};
    out.inputs = sequences(out.arena);
    out.net = draw(out.arena, lm_num_double(), LM_DENSE, &(struct lm_law){0});
    out.training = lm_training_begin(out.net, trained);
    out.targets = normals(out.arena, 4, NUMBERS, 0.5);
    for (size_t s = 0; s < N; s++) out.all[s] = s;
    return out;
}

static struct task begin(void)
{
    return begin_with(LM_TRAIN_W);
}

static double *copy_of(struct lm_arena *arena, const double *x, size_t count)
{
    return memcpy(lm_arena_doubles(arena, count), x, count * sizeof *x);
}

/* f and its gradients in W and A' for one sequence, added: back-propagation in loops. */
static double plain_gradient(double *gradient, double *of_at, const struct task *t, const double *w, const double *at, size_t s)
{
    const struct lm_net *net = t->net;
    double g[LENGTH + 1][M], h[LENGTH + 1][M] = {{0}}, of_h[LENGTH + 1][M] = {{0}}, f = 0;
    for (int l = 1; l <= LENGTH; l++) {
        for (size_t k = 0; k < M; k++) {
            g[l][k] = dot(w + k * M, h[l - 1], M);
            for (size_t c = 0; c < DIM; c++) g[l][k] += at[c * M + k] * lm_token(&t->inputs, s, l)[c];
            h[l][k] = g[l][k] >= 0 ? g[l][k] : 0;
        }
        for (size_t r = 0; l > 1 && r < OUTPUTS; r++) {
            const double *b = net->B.a + r * net->B.ld;
            const double off = dot(b, h[l], M) - t->targets[(s * LENGTH + (size_t)l - 1) * OUTPUTS + r];
            f += off * off / 2;
            for (size_t k = 0; k < M; k++) of_h[l][k] += off * b[k];
        }
    }
    for (int l = LENGTH; l >= 1; l--)
        for (size_t k = 0; k < M; k++) {
            if (!(g[l][k] >= 0)) continue;
            for (size_t c = 0; c < DIM; c++) of_at[c * M + k] += of_h[l][k] * lm_token(&t->inputs, s, l)[c];
            for (size_t j = 0; j < M; j++) { /* h[0] = 0 */
                gradient[k * M + j] += of_h[l][k] * h[l - 1][j];
                of_h[l - 1][j] += w[k * M + j] * of_h[l][k];
            }
        }
    return f;
}

/* x -= eta gradient, and x against what a training has. Rounding as in rnn.c, on entries below 1. */
static void check_step(double *x, const double *gradient, double eta, const double *found, size_t ld, size_t rows, size_t cols)
{
    double worst = 0, moved = 0;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++) {
            x[i * cols + j] -= eta * gradient[i * cols + j];
            worst = fmax(worst, fabs(x[i * cols + j] - found[i * ld + j]));
            moved = fmax(moved, fabs(eta * gradient[i * cols + j]));
        }
    CHECK_BELOW(worst, 1e-11 * moved + 2 * U);
    CHECK_ABOVE(moved, 1e-3);
}

/* Two steps, on two of the sequences and on all, against W - eta grad, and A - eta grad where A trains. */
static void steps_against_loops_with(enum lm_trained trained)
{
    static const size_t batches[2][N] = {{2, 0}, {0, 1, 2}};
    static const size_t counts[2] = {2, 3};
    struct task t = begin_with(trained);
    const struct lm_matrix start = lm_weights_dense(t.net->W, 1), at_start = t.net->At;
    const double eta = 0.01;
    double *w = lm_arena_doubles(t.arena, M * M), *untouched = copy_of(t.arena, start.a, M * start.ld);
    double *at = lm_arena_doubles(t.arena, DIM * M), *at_untouched = copy_of(t.arena, at_start.a, DIM * at_start.ld);
    for (size_t i = 0; i < M; i++) memcpy(w + i * M, start.a + i * start.ld, M * sizeof *w);
    for (size_t c = 0; c < DIM; c++) memcpy(at + c * M, at_start.a + c * at_start.ld, M * sizeof *at);
    for (size_t step = 0; step < 2; step++) {
        double gradient[M * M] = {0}, of_at[DIM * M] = {0}, f = 0, loss;
        for (size_t k = 0; k < counts[step]; k++) f += plain_gradient(gradient, of_at, &t, w, at, batches[step][k]);
        CHECK_NEAR(lm_training_loss(t.training, &t.inputs, batches[step], counts[step], lm_square_loss, t.targets), f, 1e-11 * f);
        CHECK(lm_training_step(t.training, &loss, &t.inputs, batches[step], counts[step], eta, lm_square_loss, t.targets) == LM_OK);
        CHECK_NEAR(loss, f, 1e-11 * f);
        check_step(w, gradient, eta, t.training->W, t.training->ld, M, M);
        if (trained == LM_TRAIN_W_AND_A) check_step(at, of_at, eta, t.training->net->At.a, t.training->net->At.ld, DIM, M);
    }
    CHECK_SIZE(t.training->steps, 2);
    CHECK(memcmp(start.a, untouched, M * start.ld * sizeof *untouched) == 0);
    CHECK(memcmp(at_start.a, at_untouched, DIM * at_start.ld * sizeof *at_untouched) == 0); /* of the network it began from */
    CHECK((t.training->net->At.a == at_start.a) == (trained == LM_TRAIN_W));
    lm_arena_free(t.arena);
}

static void steps_against_loops(void)
{
    steps_against_loops_with(LM_TRAIN_W);
    steps_against_loops_with(LM_TRAIN_W_AND_A);
}

static void loss_decreases_in_constant_memory_with(enum lm_trained trained)
{
    struct task t = begin_with(trained);
    double loss, before = HUGE_VAL;
    size_t bytes = 0;
    for (int step = 0; step < 50; step++) {
        const struct lm_arena_mark mark = lm_arena_mark(t.arena);
        CHECK(lm_training_step(t.training, &loss, &t.inputs, t.all, N, 2e-3, lm_square_loss, t.targets) == LM_OK);
        const struct lm_arena_mark after = lm_arena_mark(t.arena);
        CHECK(mark.block == after.block && mark.offset == after.offset);
        if (step == 0) bytes = lm_arena_bytes(t.arena);
        CHECK_BELOW(loss, before * (1 - 1e-4));
        before = loss;
    }
    CHECK_SIZE(lm_arena_bytes(t.arena), bytes);
    CHECK_BELOW(lm_training_loss(t.training, &t.inputs, t.all, N, lm_square_loss, t.targets), before);
    lm_arena_free(t.arena);
}

static void loss_decreases_in_constant_memory(void)
{
    loss_decreases_in_constant_memory_with(LM_TRAIN_W);
    loss_decreases_in_constant_memory_with(LM_TRAIN_W_AND_A);
}

/* W_t = W - W~ as a matrix and as an operator. */
static void distance_travelled(void)
{
    struct task t = begin();
    double loss, x[M], y[M], moved[M * M], along[M] = {0};
    CHECK(lm_training_distance(t.training) == 0);
    CHECK(lm_training_step(t.training, &loss, &t.inputs, t.all, N, 1e-3, lm_square_loss, t.targets) == LM_OK);
    const struct lm_matrix start = lm_weights_dense(t.net->W, 1);
    for (size_t i = 0; i < M; i++)
        for (size_t j = 0; j < M; j++) moved[i * M + j] = t.training->W[i * t.training->ld + j] - start.a[i * start.ld + j];
    CHECK_NEAR(lm_training_distance(t.training) / norm(moved, M * M), 1, M * U);
    memcpy(x, normals(t.arena, 5, M, 1), sizeof x);
    lm_training_mul(t.training, y, x);
    for (size_t i = 0; i < M; i++) CHECK_NEAR(y[i], dot(moved + i * M, x, M), M * U * norm(moved + i * M, M) * norm(x, M));
    lm_training_tmul(t.training, y, x);
    for (size_t i = 0; i < M; i++)
        for (size_t j = 0; j < M; j++) along[j] += moved[i * M + j] * x[i];
    for (size_t j = 0; j < M; j++) CHECK_NEAR(y[j], along[j], M * U * norm(moved, M * M) * norm(x, M));
    lm_arena_free(t.arena);
}

/* A loss of 1 whose derivatives the context chooses. */
static double steep_loss(void *context, const struct lm_run *run, const size_t *batch, const double *y, double *of_y)
{
    (void)batch;
    (void)y;
    for (size_t k = 0; k < run->inputs.n * LENGTH * OUTPUTS; k++) of_y[k] = *(const double *)context;
    return 1;
}

static double first_loss(void *context, const struct lm_run *run, const size_t *batch, const double *y, double *of_y)
{
    (void)run;
    (void)batch;
    for (size_t r = 0; r < OUTPUTS; r++) of_y[r] = *(const double *)context;
    return *y;
}

static void divergence_is_refused_with(enum lm_trained trained)
{
    double slopes[] = {nan(""), HUGE_VAL, 1e308, 1e130}, loss = 0; /* the last with eta = 1e200: too long a step */
    struct task t = begin_with(trained);
    const struct lm_matrix At = t.training->net->At;
    const double *w = copy_of(t.arena, t.training->W, M * t.training->ld), *at = copy_of(t.arena, At.a, DIM * At.ld);
    const struct lm_arena_mark mark = lm_arena_mark(t.arena);
    for (size_t k = 0; k < sizeof slopes / sizeof *slopes; k++)
        CHECK(lm_training_step(t.training, &loss, &t.inputs, t.all, N, 1e200, steep_loss, &slopes[k]) == LM_ECONVERGE);
    CHECK(loss == 1);
    t.targets[(LENGTH + 2) * OUTPUTS] = nan("");
    CHECK(lm_training_step(t.training, &loss, &t.inputs, t.all, N, 1e-3, lm_square_loss, t.targets) == LM_ECONVERGE);
    CHECK(isnan(loss) && strstr(lm_error_message(), "the loss before step 1 ") != NULL);
    CHECK(lm_training_step(t.training, &loss, &t.inputs, t.all, 1, 0, lm_square_loss, t.targets) ==
          LM_OK); /* without that sequence */
    CHECK(memcmp(w, t.training->W, M * t.training->ld * sizeof *w) == 0);
    CHECK(memcmp(at, At.a, DIM * At.ld * sizeof *at) == 0);
    CHECK_SIZE(t.training->steps, 1);
    const struct lm_arena_mark after = lm_arena_mark(t.arena);
    CHECK(mark.block == after.block && mark.offset == after.offset);
    lm_arena_free(t.arena);
}

/* The first layer has a gradient in A and none in W: an A that overflows stops the step of both. */
static void divergence_in_A_is_refused(void)
{
    struct task t = begin_with(LM_TRAIN_W_AND_A);
    double loss, slope = 1;
    const double *w = copy_of(t.arena, t.training->W, M * t.training->ld), *at = copy_of(t.arena, t.training->At, DIM * M);
    t.inputs.L = 1;
    CHECK(lm_training_step(t.training, &loss, &t.inputs, t.all, 1, HUGE_VAL, first_loss, &slope) == LM_ECONVERGE);
    CHECK(memcmp(w, t.training->W, M * t.training->ld * sizeof *w) == 0);
    CHECK(memcmp(at, t.training->At, DIM * M * sizeof *at) == 0);
    CHECK(lm_training_step(t.training, &loss, &t.inputs, t.all, 1, 0.01, first_loss, &slope) == LM_OK);
    CHECK(memcmp(w, t.training->W, M * t.training->ld * sizeof *w) == 0);
    CHECK(memcmp(at, t.training->At, DIM * M * sizeof *at) != 0);
    lm_arena_free(t.arena);
}

static void divergence_is_refused(void)
{
    divergence_is_refused_with(LM_TRAIN_W);
    divergence_is_refused_with(LM_TRAIN_W_AND_A);
}

/* ---- The kernel ---- */

/* The place of output p of the kernel among those of lm_outputs. */
static size_t output_of(size_t p, size_t n, size_t d)
{
    const size_t r = p % d, s = p / d % n, a = p / d / n + 2;
    return (s * LENGTH + a - 1) * d + r;
}

/* Gradients of all outputs one by one, rows of M^2 numbers; `shifted`: with h_l in place of h_{l-1}, an index that has been printed
 * for the kernel. */
static double *explicit_gradients(struct lm_run *run, bool shifted)
{
    const size_t order = lm_ntk_order(run);
    double *out = lm_arena_doubles(run->net->arena, order * M * M);
    for (size_t p = 0; p < order; p++) {
        double of_y[NUMBERS] = {0};
        of_y[output_of(p, N, OUTPUTS)] = 1;
        struct lm_panel *lambda = lm_adjoint(run, lm_output_cotangents(run, of_y), NULL);
        struct lm_factored gradient = lm_gradient(run, lambda);
        double *states = copy_of(run->net->arena, gradient.right, gradient.rank * M);
        for (size_t l = 2; shifted && l <= LENGTH; l++) run->net->num->ops->get(states + (l - 2) * N * M, M, &run->h[l]);
        gradient.right = states;
        memcpy(out + p * M * M, product(run->net->arena, &gradient), M * M * sizeof *out);
    }
    return out;
}

static void kernel_against_explicit_gradients(void)
{
    static const struct lm_law laws[] = {{0}, {.gate = LM_GATE_NONE}, {.gate = LM_GATE_IDENTITY_BACKWARD}, {.untied = true}};
    struct lm_num precise;
    CHECK(lm_num_mpfr(&precise, 120) == LM_OK);
    for (size_t k = 0; k < sizeof laws / sizeof *laws; k++)
        for (int way = 0; way < 3; way++) { /* dense, implicit, MPFR */
            struct lm_arena *arena = lm_arena_new();
            struct lm_inputs inputs = sequences(arena);
            struct lm_net *net = draw(arena, way == 2 ? &precise : lm_num_double(), way == 1 ? LM_IMPLICIT : LM_DENSE, &laws[k]);
            struct lm_run *run = lm_forward(net, &inputs);
            const size_t order = lm_ntk_order(run);
            CHECK_SIZE(order, N * (LENGTH - 1) * OUTPUTS);
            const struct lm_arena_mark before = lm_arena_mark(arena);
            const double *K = lm_ntk_gram(run);
            if (way != 1) { /* the kernel alone is left */
                struct lm_arena_mark after = lm_arena_mark(arena);
                CHECK(after.block == before.block && after.offset - before.offset == (order * order * sizeof *K + 63) / 64 * 64);
            }
            const double *G = explicit_gradients(run, false), *wrong = explicit_gradients(run, true);
            double worst = 0, largest = 0, other = 0;
            for (size_t p = 0; p < order; p++)
                for (size_t q = 0; q < order; q++) {
                    const double expected = dot(G + p * M * M, G + q * M * M, M * M);
                    worst = fmax(worst, fabs(K[p * order + q] - expected));
                    other = fmax(other, fabs(dot(wrong + p * M * M, wrong + q * M * M, M * M) - expected));
                    largest = fmax(largest, fabs(expected));
                    CHECK(K[p * order + q] == K[q * order + p]);
                }
            CHECK_BELOW(worst, 1e-11 * largest);
            CHECK_ABOVE(other, 0.1 * largest);
            lm_arena_free(arena);
        }
}

static void kernel_of_the_smallest_networks(void)
{
    struct lm_arena *arena = lm_arena_new();
    for (int L = 1; L <= 2; L++) {
        struct lm_inputs inputs = {.n = 1, .dim = 1, .L = L, .x = (double[]){1, -0.5}};
        struct lm_net *net = lm_net_draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0}, M, 1, 1, L, here, 0, 0);
        struct lm_run *run = lm_forward(net, &inputs);
        CHECK_SIZE(lm_ntk_order(run), (size_t)L - 1);
        const double *K = lm_ntk_gram(run), *h = lm_panel_doubles(&run->h[1]);
        if (L == 1) continue;
        double active = 0; /* ||D_2 B'||^2 ||h_1||^2 */
        for (size_t k = 0; k < M; k++) active += lm_mask_get(&run->D[2], k, 0) ? net->B.a[k] * net->B.a[k] : 0;
        CHECK_NEAR(K[0], active * dot(h, h, M), M * U * K[0]);
    }
    lm_arena_free(arena);
}

/* With targets y - v the loss vector is v, and ||grad f||_F^2 = v'K v: at a unit eigenvector of the smallest eigenvalue, 2 f = 1,
 * the ratio
 * ||grad f||_F^2/(m f) of 2018, Theorem 3, is 2 lambda_min/m, and no v makes it smaller. K is off by some M U lambda_max. */
static void smallest_eigenvalue_is_the_worst_loss(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs inputs = sequences(arena);
    struct lm_run *run = lm_forward(draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0}), &inputs);
    const size_t order = lm_ntk_order(run), all[N] = {0, 1, 2};
    double *vectors = lm_ntk_gram(run), *values = lm_arena_doubles(arena, order), of_y[NUMBERS];
    double *targets = lm_outputs(run);
    const double *y = copy_of(arena, targets, NUMBERS);
    CHECK(LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'L', (lapack_int)order, vectors, (lapack_int)order, values) == 0);
    for (size_t p = 0; p < order; p++) targets[output_of(p, N, OUTPUTS)] -= vectors[p];
    const double f = lm_square_loss(targets, run, all, y, of_y);
    struct lm_factored gradient = gradient_of(run, of_y);
    const double size = norm(product(arena, &gradient), M * M), rounding = 8 * M * U * values[order - 1] / values[0];
    CHECK_NEAR(f, 0.5, 1e-13);
    CHECK_NEAR(size * size / (M * f) / (2 * values[0] / M), 1, rounding);
    CHECK_BELOW(rounding, 1e-8);
    lm_arena_free(arena);
}

/* The same for any v, in the numbering of the kernel. */
static void gradient_norm_is_a_form_of_the_kernel(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_inputs inputs = sequences(arena);
    struct lm_run *run = lm_forward(draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0}), &inputs);
    const size_t order = lm_ntk_order(run);
    const double *K = lm_ntk_gram(run), *v = normals(arena, 6, order, 1);
    double of_y[NUMBERS] = {0}, form = 0;
    for (size_t p = 0; p < order; p++) of_y[output_of(p, N, OUTPUTS)] = v[p];
    for (size_t p = 0; p < order; p++) form += v[p] * dot(K + p * order, v, order);
    struct lm_factored gradient = gradient_of(run, of_y);
    const double size = norm(product(arena, &gradient), M * M);
    CHECK_NEAR(size * size, form, 1e-11 * form);
    lm_arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"gradient against differences", gradient_against_differences},
        {"gradient in A against differences", gradient_in_A_against_differences},
        {"the adjoint is Fact 2.5", adjoint_is_fact_2_5},
        {"the printed index is wrong", printed_index_is_wrong},
        {"gradient along a direction", gradient_along_a_direction},
        {"the first output does not depend on W", first_output_does_not_depend_on_w},
        {"perturbed network", perturbed_network},
        {"steps against loops", steps_against_loops},
        {"the loss decreases in constant memory", loss_decreases_in_constant_memory},
        {"distance travelled", distance_travelled},
        {"divergence is refused", divergence_is_refused},
        {"divergence in A is refused", divergence_in_A_is_refused},
        {"kernel against explicit gradients", kernel_against_explicit_gradients},
        {"kernel of the smallest networks", kernel_of_the_smallest_networks},
        {"the smallest eigenvalue is the worst loss", smallest_eigenvalue_is_the_worst_loss},
        {"gradient norm is a form of the kernel", gradient_norm_is_a_form_of_the_kernel},
        {NULL, NULL},
    };
    return check_main(argc, argv, "rnn-train", tests);
}
