/* The attacks: their norms, their laws, and that each is the strongest at what it is for. */
#include "check.h"

#include <lemmata/attack.h>
#include <lemmata/spectral.h>
#include <lemmata/train.h>
#include <math.h>
#include <string.h>

enum { LENGTH = 6, OUTPUTS = 4, DX = 4, KINDS = LM_ATTACK_COUPLING + 1 };
static const double Delta = 0.2;

struct case_of {
    struct lm_arena *arena;
    struct lm_inputs inputs;
    struct lm_run *run;
    struct lm_address address;
};

static struct case_of draw(enum lm_kind kind, size_t m, unsigned replicate)
{
    struct case_of c = {.arena = lm_arena_new(), .address = {11, lm_network_number(m, replicate)}};
    const struct lm_law law = {0};
    c.inputs = lm_inputs_normalised(c.arena, 1, LENGTH, DX, 1.0 / LENGTH, c.address);
    struct lm_net *net = lm_net_draw(c.arena, lm_num_double(), kind, &law, m, OUTPUTS, c.inputs.dim, LENGTH, c.address, 200, 200);
    c.run = lm_forward(net, &c.inputs);
    return c;
}

static double radius(size_t m)
{
    return Delta / sqrt((double)m);
}

static double state_moved(const struct lm_run *run, const struct lm_run *now)
{
    double distance;
    run->net->num->ops->distance(&distance, &now->h[LENGTH], &run->h[LENGTH]);
    return distance;
}

static double signs_changed(const struct lm_run *run, const struct lm_run *now)
{
    double sum = 0;
    for (int l = 1; l <= LENGTH; l++) sum += (double)lm_mask_differences(&now->D[l], 0, &run->D[l], 0);
    return sum;
}

/* e_1'(B h_L under W + W' - B h_L - its derivative along W') */
static double coupling_error(struct case_of *c, struct lm_run *now, const struct lm_attack *attack)
{
    enum { LAST = (LENGTH - 1) * OUTPUTS };
    double of_y[LENGTH * OUTPUTS] = {[LAST] = 1};
    struct lm_panel *lambda = lm_adjoint(c->run, lm_output_cotangents(c->run, of_y), NULL);
    return lm_outputs(now)[LAST] - lm_outputs(c->run)[LAST] - lm_gradient_along(c->run, lambda, &attack->delta);
}

/* ||W'||_F^2 from the Gram matrices of its factors: an upper bound of ||W'||_2^2, and at most rank times it. */
static double frobenius_square(const struct lm_factored *delta, size_t m)
{
    double sum = 0;
    for (size_t a = 0; a < delta->rank; a++)
        for (size_t b = 0; b < delta->rank; b++) {
            double left = 0, right = 0;
            for (size_t k = 0; k < m; k++) {
                left += delta->left[a * m + k] * delta->left[b * m + k];
                right += delta->right[a * m + k] * delta->right[b * m + k];
            }
            sum += left * right;
        }
    return sum;
}

static void test_norms(void)
{
    enum { WIDTH = 512 };
    for (int dense = 0; dense < 2; dense++)
        for (int kind = 0; kind < KINDS; kind++) {
            struct case_of c = draw(dense ? LM_DENSE : LM_IMPLICIT, WIDTH, 1);
            struct lm_attack attack;
            CHECK(lm_attack(&attack, (enum lm_attack_kind)kind, c.run, radius(WIDTH), c.address) == LM_OK);
            CHECK_BELOW(attack.norm, radius(WIDTH) * (1 + 1e-6));
            CHECK_ABOVE(attack.norm,
                        radius(WIDTH) * 0.9); /* LM_ATTACK_FLIP stops before the unit that it cannot pay: about 1 of 20 */
            if (kind == LM_ATTACK_GAUSSIAN) {
                CHECK(attack.delta.rank == 0 && attack.gaussian != NULL);
            } else {
                double square = frobenius_square(&attack.delta, WIDTH) / (attack.norm * attack.norm);
                CHECK_BELOW((double)attack.delta.rank, LENGTH - 1);
                CHECK_ABOVE(square, 1 - 1e-5);
                CHECK_BELOW(square, (double)attack.delta.rank * (1 + 1e-5));
            }
            lm_arena_free(c.arena);
        }
}

/* A W' beyond the radius is refused, whoever made it. */
static void test_gaussian_norm(void)
{
    enum { WIDTH = 256 };
    struct case_of c = draw(LM_DENSE, WIDTH, 2);
    struct lm_attack attack;
    CHECK(lm_attack(&attack, LM_ATTACK_GAUSSIAN, c.run, radius(WIDTH), c.address) == LM_OK);
    struct lm_matrix w = lm_weights_dense(attack.gaussian, 1);
    double *columns = lm_arena_doubles(c.arena, WIDTH * WIDTH);
    for (size_t i = 0; i < WIDTH; i++)
        for (size_t j = 0; j < WIDTH; j++) columns[i + WIDTH * j] = attack.scale * w.a[i * w.ld + j];
    double norm = lm_small_norm(columns, WIDTH, WIDTH, WIDTH);
    CHECK_BELOW(norm, radius(WIDTH));
    CHECK_ABOVE(norm, 0.94 * radius(WIDTH));
    lm_arena_free(c.arena);
}

/* W + a other as an operator is the sum of the products. */
static void test_sum(void)
{
    enum { WIDTH = 64 };
    struct case_of c = draw(LM_DENSE, WIDTH, 3);
    struct lm_attack attack;
    CHECK(lm_attack(&attack, LM_ATTACK_GAUSSIAN, c.run, 1, c.address) == LM_OK);
    struct lm_net *net = lm_net_attacked(c.run->net, &attack);
    struct lm_matrix w = lm_weights_dense(c.run->net->W, 1), v = lm_weights_dense(attack.gaussian, 1);
    double x[WIDTH], y[WIDTH], z[WIDTH];
    struct lm_panel from = lm_panel_of_doubles(x, WIDTH, 1, WIDTH), to = lm_panel_of_doubles(y, WIDTH, 1, WIDTH);
    struct lm_panel back = lm_panel_of_doubles(z, WIDTH, 1, WIDTH);
    for (size_t k = 0; k < WIDTH; k++) x[k] = sin(1.0 + (double)k);
    lm_weights_mul(net->W, 1, &to, &from);
    lm_weights_tmul(net->W, 1, &back, &from);
    for (size_t i = 0; i < WIDTH; i++) {
        double row = 0, column = 0;
        for (size_t j = 0; j < WIDTH; j++) {
            row += (w.a[i * w.ld + j] + attack.scale * v.a[i * v.ld + j]) * x[j];
            column += (w.a[j * w.ld + i] + attack.scale * v.a[j * v.ld + i]) * x[j];
        }
        CHECK_NEAR(y[i], row, 1e-13);
        CHECK_NEAR(z[i], column, 1e-13);
    }
    lm_arena_free(c.arena);
}

/* Means over networks of what closed-form attacks reach, against their laws. Signs change at layer 2 only by design, so those are
 * counted; |h_1| = |x_1| up to m^-1/2. */
static void test_laws(void)
{
    enum { WIDTH = 65536, NETWORKS = 8 };
    double flips = 0, coupling = 0, m = WIDTH, q = 1 + 1.0 / (LENGTH * LENGTH);
    for (unsigned r = 0; r < NETWORKS; r++) {
        struct case_of c = draw(LM_IMPLICIT, WIDTH, r);
        struct lm_attack attack;
        CHECK(lm_attack(&attack, LM_ATTACK_FLIP, c.run, radius(WIDTH), c.address) == LM_OK);
        struct lm_run *now = lm_forward(lm_net_attacked(c.run->net, &attack), &c.inputs);
        flips += (double)lm_mask_differences(&now->D[2], 0, &c.run->D[2], 0) / NETWORKS;
        CHECK(lm_attack(&attack, LM_ATTACK_COUPLING, c.run, radius(WIDTH), c.address) == LM_OK);
        now = lm_forward(lm_net_attacked(c.run->net, &attack), &c.inputs);
        coupling += coupling_error(&c, now, &attack) / NETWORKS;
        lm_arena_free(c.arena);
    }
    /* The cube of the number is fixed by a sum over it of squares: its relative deviation is about (flips)^-1/2 = 0.04 a network.
     */
    double law = lm_limit_flips(Delta, 1, q, m);
    CHECK_NEAR(flips / law, 1, 0.05);
    /* The later layers see W' too, because h_2, h_3, ... are correlated with h_1, and add errors of either sign: 20 % of room. */
    CHECK_NEAR(coupling / lm_limit_coupling(Delta, 1, q, m, OUTPUTS), 1, 0.2);
}

/* What the laws say at other arguments: their exponents, and .985 (Delta m)^(2/3) and .228 Delta^(4/3) m^(-1/6) of q = 1, d = 4. */
static void test_exponents_of_laws(void)
{
    CHECK_NEAR(lm_limit_flips(1, 1, 1, 1), 0.985, 2e-3);
    CHECK_NEAR(log(lm_limit_flips(8, 1, 1, 1e6) / lm_limit_flips(1, 1, 1, 1e6)) / log(8), 2.0 / 3, 1e-12);
    CHECK_NEAR(log(lm_limit_flips(1, 1, 1, 1e6) / lm_limit_flips(1, 1, 1, 1e3)) / log(1e3), 2.0 / 3, 1e-12);
    CHECK_NEAR(lm_limit_coupling(1, 1, 1, 1, 4), 0.228, 1e-3);
    CHECK_NEAR(log(lm_limit_coupling(8, 1, 1, 1e6, 2) / lm_limit_coupling(1, 1, 1, 1e6, 2)) / log(8), 4.0 / 3, 1e-12);
    CHECK_NEAR(log(lm_limit_coupling(1, 1, 1, 1e6, 2) / lm_limit_coupling(1, 1, 1, 1e3, 2)) / log(1e3), -1.0 / 6, 1e-12);
    CHECK_NEAR(lm_limit_coupling(1, 1, 1, 1e6, 4) / lm_limit_coupling(1, 1, 1, 1e6, 1), 0.5, 1e-12);
}

/* Each search beats the others at its own objective, by the factors that it was seen to win by elsewhere, less room. */
static void test_strength(void)
{
    enum { WIDTH = 4096 };
    double state[KINDS], signs[KINDS], error[KINDS];
    struct case_of c = draw(LM_IMPLICIT, WIDTH, 5);
    for (int kind = 0; kind < KINDS; kind++) {
        struct lm_attack attack;
        CHECK(lm_attack(&attack, (enum lm_attack_kind)kind, c.run, radius(WIDTH), c.address) == LM_OK);
        struct lm_run *now = lm_forward(lm_net_attacked(c.run->net, &attack), &c.inputs);
        state[kind] = state_moved(c.run, now);
        signs[kind] = signs_changed(c.run, now);
        error[kind] = kind == LM_ATTACK_GAUSSIAN ? 0 : fabs(coupling_error(&c, now, &attack));
    }
    for (int kind = 0; kind < KINDS; kind++) {
        if (kind != LM_ATTACK_STATE) CHECK_ABOVE(state[LM_ATTACK_STATE] / state[kind], 1.8);
        if (kind != LM_ATTACK_SIGNS) CHECK_ABOVE(signs[LM_ATTACK_SIGNS] / signs[kind], 1.3);
    }
    CHECK_ABOVE(state[LM_ATTACK_GRADIENT] / state[LM_ATTACK_ALONG_STATE], 2);
    CHECK_ABOVE(signs[LM_ATTACK_FLIP] / signs[LM_ATTACK_GAUSSIAN], 3);
    CHECK_ABOVE(error[LM_ATTACK_COUPLING] / error[LM_ATTACK_ALONG_STATE], 20);
    lm_arena_free(c.arena);
}

/* relu(g + g') - relu(g) - 1[g >= 0] g' is never negative, so that with L = 2 the error in h_2 of any attack is not. */
static void test_convexity(void)
{
    enum { WIDTH = 300 };
    struct case_of c = draw(LM_DENSE, WIDTH, 6);
    struct lm_attack attack;
    CHECK(lm_attack(&attack, LM_ATTACK_COUPLING, c.run, 100 * radius(WIDTH), c.address) == LM_OK);
    struct lm_run *now = lm_forward(lm_net_attacked(c.run->net, &attack), &c.inputs);
    const double *g = lm_panel_doubles(&c.run->g[2]), *moved = lm_panel_doubles(&now->g[2]);
    const double *h = lm_panel_doubles(&c.run->h[2]), *h_now = lm_panel_doubles(&now->h[2]);
    size_t crossed = 0;
    for (size_t k = 0; k < WIDTH; k++) {
        double error = h_now[k] - h[k] - (g[k] >= 0 ? moved[k] - g[k] : 0);
        CHECK_ABOVE(error, -1e-15);
        crossed += error > 1e-12;
    }
    CHECK_ABOVE((double)crossed, WIDTH / 10);
    lm_arena_free(c.arena);
}

static double square_loss(struct lm_run *run, const double *targets)
{
    const double *y = lm_outputs(run);
    double f = 0;
    for (size_t k = OUTPUTS; k < LENGTH * OUTPUTS; k++) f += (y[k] - targets[k]) * (y[k] - targets[k]) / 2;
    return f;
}

/* The remainder that Frank-Wolfe finds against that of a random rank one. */
static void test_gap(void)
{
    enum { WIDTH = 1024 };
    struct case_of c = draw(LM_IMPLICIT, WIDTH, 7);
    double targets[LENGTH * OUTPUTS], of_y[LENGTH * OUTPUTS] = {0}, gap[2];
    for (size_t k = 0; k < LENGTH * OUTPUTS; k++) targets[k] = cos((double)k);
    const double *y = lm_outputs(c.run);
    for (size_t k = OUTPUTS; k < LENGTH * OUTPUTS; k++) of_y[k] = y[k] - targets[k];
    struct lm_panel *lambda = lm_adjoint(c.run, lm_output_cotangents(c.run, of_y), NULL);
    for (int searched = 0; searched < 2; searched++) {
        struct lm_attack attack;
        CHECK((searched ? lm_attack_gap(&attack, c.run, targets, 5 * radius(WIDTH), c.address)
                        : lm_attack(&attack, LM_ATTACK_RANK_ONE, c.run, 5 * radius(WIDTH), c.address)) == LM_OK);
        struct lm_run *now = lm_forward(lm_net_attacked(c.run->net, &attack), &c.inputs);
        gap[searched] = square_loss(now, targets) - square_loss(c.run, targets) - lm_gradient_along(c.run, lambda, &attack.delta);
    }
    CHECK_ABOVE(gap[1], 0.5 * Delta * 5 * Delta * 5); /* of the order of m ||W'||^2 */
    CHECK_ABOVE(gap[1], 100 * fabs(gap[0]));
    lm_arena_free(c.arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {{"norms", test_norms},
                                              {"gaussian-norm", test_gaussian_norm},
                                              {"sum", test_sum},
                                              {"laws", test_laws},
                                              {"exponents-of-laws", test_exponents_of_laws},
                                              {"strength", test_strength},
                                              {"convexity", test_convexity},
                                              {"gap", test_gap},
                                              {NULL, NULL}};
    return check_main(argc, argv, "attack", tests);
}
