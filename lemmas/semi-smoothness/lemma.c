/* Semi-smoothness: Allen-Zhu, Li & Song (2018), Theorem 4.
 *
 * For all W^ near the initialisation W~ and all W' with ||W'||_2 <= Delta/sqrt m,
 *   f(W^ + W') <= f(W^) + <grad f(W^), W'> + poly m^{1/3} sqrt(f(W^)) ||W'||_2 + poly m ||W'||_2^2
 * for the square loss f. Each error term has labels and a W' that need it. */
#include <lemmata/lemma.h>

#include <math.h>

enum {
    LARGE, LARGE_M, LARGE_LIMIT, LARGE_DELTA_EXPONENT, LARGE_RANGE, /* labels far away: the term with m^{1/3} */
    FITTED, FITTED_M, FITTED_DELTA, FITTED_DELTA_EXPONENT,         /* labels almost reached: the term with m */
    BOTH,                                                          /* labels of order 1 */
    LARGE_AWAY, FITTED_AWAY                                        /* W^ other than W~ */
};
enum { NEAR_WIDTH, NEAR_DELTA, FAR_WIDTH, FAR_DELTA, ORDINARY, FAR_FROM_AWAY, NEAR_FROM_AWAY };
enum { LARGER_RADIUS = 1, OTHER_REGIME, OTHER_ATTACK }; /* OTHER_ATTACK + kind */

/* sqrt f >> Delta, sqrt f << Delta, neither; and the W' that goes with each. */
enum regime { REGIME_FAR, REGIME_NEAR, REGIME_ORDINARY };

static enum regime regime_of(const struct lm_cell *cell)
{
    bool other = cell->variant == OTHER_REGIME;
    switch (cell->sweep) {
    case FAR_WIDTH:
    case FAR_DELTA:
    case FAR_FROM_AWAY:
        return other ? REGIME_NEAR : REGIME_FAR;
    case NEAR_WIDTH:
    case NEAR_DELTA:
    case NEAR_FROM_AWAY:
        return other ? REGIME_FAR : REGIME_NEAR;
    default:
        return REGIME_ORDINARY;
    }
}

/* W' is the attack on the first-order coupling; else it is sought on the remainder itself. */
static bool is_coupling(const struct lm_cell *cell)
{
    return regime_of(cell) == REGIME_FAR;
}

static bool is_away(const struct lm_cell *cell)
{
    return cell->sweep == FAR_FROM_AWAY || cell->sweep == NEAR_FROM_AWAY;
}

/* ---- The loss ---- */

static const double FAR = 1e5;   /* size of large labels: much more than outputs, and so much that Delta^2 is nothing beside it */
static const double NEAR = 1e-3; /* distance of fitted labels from the outputs, relative: what it adds to Delta^2 is nothing */

/* y*, laid out like lm_outputs. Large: -FAR e_1 for the last output of the first sequence, 0 for the others, so that a positive
 * error of e_1'B h_L, which the attack on the coupling makes, raises the loss. Fitted: (1 - NEAR) times the outputs at W^.
 * Ordinary: N(0, 1/d). */
static double *targets_for(const struct lm_cell *cell, struct lm_trial *t, struct lm_run *run)
{
    size_t L = (size_t)run->inputs.L, d = run->net->d, count = run->inputs.n * L * d;
    struct lm_address address = lm_trial_address(t);
    double *y = lm_outputs(run);
    switch (regime_of(cell)) {
    case REGIME_FAR:
        for (size_t k = 0; k < count; k++) y[k] = k == (L - 1) * d ? -FAR : 0;
        break;
    case REGIME_NEAR:
        for (size_t k = 0; k < count; k++) y[k] *= 1 - NEAR;
        break;
    case REGIME_ORDINARY: {
        struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 1, address.network);
        lm_stream_normals(y, &stream, 0, 0, count, 1 / sqrt((double)d));
        break;
    }
    }
    return y;
}

/* f, and its derivatives by the outputs. */
static double loss(struct lm_run *run, double *targets, double **of_y)
{
    size_t n = run->inputs.n, *batch = lm_arena_alloc(run->net->arena, n * sizeof *batch);
    for (size_t s = 0; s < n; s++) batch[s] = s;
    *of_y = lm_arena_doubles(run->net->arena, n * (size_t)run->inputs.L * run->net->d);
    return lm_square_loss(targets, run, batch, lm_outputs(run), *of_y);
}

struct excess {
    double f;    /* f(W^) */
    double over; /* f(W^ + W') - f(W^) - <grad f(W^), W'> */
};

static struct excess excess_of(struct lm_trial *t, struct lm_run *run, double *targets, const struct lm_attack *attack)
{
    double *of_y, *unused;
    LM_ASSERT(!attack->gaussian); /* which has no factors to expand along */
    struct excess out = {.f = loss(run, targets, &of_y)};
    const struct lm_panel *lambda = lm_adjoint(run, lm_output_cotangents(run, of_y), NULL);
    struct lm_run *moved = lm_trial_forward(t, lm_net_attacked(run->net, attack), &run->inputs);
    out.over = loss(moved, targets, &unused) - out.f - lm_gradient_along(run, lambda, &attack->delta);
    return out;
}

/* ---- W^ and W' ---- */

/* The same network in double arithmetic, in which attacks are sought. */
static struct lm_net *in_double(struct lm_net *net)
{
    struct lm_net *out = lm_arena_alloc(net->arena, sizeof *out);
    *out = *net;
    out->num = lm_num_double();
    return out;
}

/* W^ = W~ + W_0, where W_0 of the size 1/sqrt m moves h_L as far as it can. */
static lm_status move_away(struct lm_net **net, struct lm_trial *t, const struct lm_inputs *inputs)
{
    struct lm_attack *away = lm_arena_alloc(lm_trial_arena(t), sizeof *away);
    struct lm_address address = lm_trial_address(t);
    LM_TRY(lm_attack(away, LM_ATTACK_STATE, lm_forward(in_double(*net), inputs), 1 / sqrt((double)(*net)->m), address));
    *net = lm_net_attacked(*net, away);
    return LM_OK;
}

static lm_status attack_on(struct lm_attack *out, const struct lm_cell *cell, struct lm_trial *t, struct lm_run *run,
                           const double *targets)
{
    double radius = cell->variant == LARGER_RADIUS ? cell->Delta : cell->Delta / sqrt((double)cell->m);
    struct lm_run *sought = run->net->num == lm_num_double() ? run : lm_forward(in_double(run->net), &run->inputs);
    struct lm_address address = lm_trial_address(t);
    if (cell->variant >= OTHER_ATTACK)
        return lm_attack(out, (enum lm_attack_kind)(cell->variant - OTHER_ATTACK), sought, radius, address);
    if (is_coupling(cell)) return lm_attack(out, LM_ATTACK_COUPLING, sought, radius, address);
    return lm_attack_gap(out, sought, targets, radius, address);
}

/* ---- The trial ---- */

static void observe_excess(const struct lm_cell *cell, struct lm_trial *t, const struct lm_inputs *inputs, struct excess excess)
{
    double m = (double)cell->m, Delta = cell->Delta, root = sqrt(2 * excess.f), h_1 = lm_limit_norm(inputs, 0, 1);
    double limit = lm_limit_coupling(Delta, h_1, pow(lm_limit_norm(inputs, 0, 2), 2), m, cell->d);
    switch (cell->sweep) {
    case FAR_WIDTH:
        lm_observe_with_limit(t, LARGE, excess.over / root, limit);
        lm_observe_with_limit(t, LARGE_M, excess.over / root, limit);
        lm_observe(t, LARGE_LIMIT, excess.over / root / limit);
        break;
    case FAR_DELTA:
        lm_observe_with_limit(t, LARGE_DELTA_EXPONENT, excess.over / root, limit);
        lm_observe_with_limit(t, LARGE_RANGE, excess.over / root, limit);
        break;
    case NEAR_WIDTH:
        lm_observe(t, FITTED, excess.over);
        lm_observe(t, FITTED_M, excess.over);
        break;
    case NEAR_DELTA:
        lm_observe(t, FITTED_DELTA, excess.over);
        lm_observe(t, FITTED_DELTA_EXPONENT, excess.over);
        break;
    case ORDINARY: /* with ||W'||_2 = Delta/sqrt m */
        lm_observe(t, BOTH, excess.over / (pow(m, -1.0 / 6) * sqrt(excess.f) * Delta + Delta * Delta));
        break;
    case FAR_FROM_AWAY:
        lm_observe_with_limit(t, LARGE_AWAY, excess.over / root, limit);
        break;
    default:
        lm_observe(t, FITTED_AWAY, excess.over);
    }
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs inputs = lm_trial_unit(t, (size_t)cell->N, cell->delta);
    struct lm_net *net = lm_trial_net(t, inputs.dim);
    lm_status status = is_away(cell) ? move_away(&net, t, &inputs) : LM_OK;
    if (status != LM_OK) {
        lm_trial_fail(t, status);
        return;
    }
    struct lm_run *run = lm_trial_forward(t, net, &inputs);
    double *targets = targets_for(cell, t, run);
    struct lm_attack attack;
    status = attack_on(&attack, cell, t, run, targets);
    if (status != LM_OK)
        lm_trial_fail(t, status);
    else
        observe_excess(cell, t, &inputs, excess_of(t, run, targets, &attack));
}

static bool admits(const struct lm_cell *cell)
{
    return lm_inputs_bounded(&cell->given);
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    size_t n = cell->given.n > 0 ? cell->given.n : (size_t)cell->N, pass = lm_forward_vectors(cell->L, n), more_right, more_left;
    if (cell->variant >= OTHER_ATTACK)
        lm_attack_vectors((enum lm_attack_kind)(cell->variant - OTHER_ATTACK), cell->L, right, left);
    else if (is_coupling(cell))
        lm_attack_vectors(LM_ATTACK_COUPLING, cell->L, right, left);
    else
        lm_attack_gap_vectors(cell->L, n, right, left);
    *right += 2 * pass;
    *left += pass;
    if (!is_away(cell)) return;
    lm_attack_vectors(LM_ATTACK_STATE, cell->L, &more_right, &more_left);
    *right += pass + more_right;
    *left += more_left;
}

#define EXCESS_LARGE "f(W^ + W') - f(W^) - <grad f(W^), W'> over sqrt(2 f(W^))"
#define EXCESS_FITTED "f(W^ + W') - f(W^) - <grad f(W^), W'>"
#define AT_COUPLING ", W' the attack on the first-order coupling, labels of size 10^5"
#define AT_GAP ", W' by Frank-Wolfe on the remainder itself, labels within 10^-3 of the outputs"

LM_LEMMA(semi_smoothness,
    .title = "Semi-smoothness",
    .papers = "2018",
    .hypotheses = "W, A ~ N(0, 2/m), B ~ N(0, 1/d); unit-norm sequences whose first tokens are delta apart; "
                  "f = 1/2 sum_{i, l >= 2} ||B h_{i,l} - y*_{i,l}||^2; all W^ with ||W^ - W~||_2 <= poly/sqrt m, here W~ itself "
                  "unless said otherwise, and all W' with ||W'||_2 <= Delta/sqrt m, here those that an attack finds",
    .statements = {
        [LARGE] = {
            .name = "large-labels", .source = "2018 Theorem 4, term with m^(1/3), in m",
            .reads = "f(W^ + W') <= f(W^) + <grad f(W^), W'> + poly m^(1/3) sqrt(f(W^)) ||W'||_2 where sqrt f >> Delta",
            .measures = EXCESS_LARGE AT_COUPLING ", Delta = 1",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.Delta = 1, .m = -1.0 / 6}, .constant = 0.256, .limits = true,
            .sweep = FAR_WIDTH, .expect = LM_EXPECT_SURVIVED, .scatter = 0.15,
            .note = "sqrt f >> Delta makes the quadratic term vanish beside this one. With ||W'||_2 = Delta/sqrt m the term is "
                    "Delta m^(-1/6) sqrt f."},
        [LARGE_M] = {
            .name = "large-labels-in-m", .source = "2018 Theorem 4, term with m^(1/3), sharp in m",
            .reads = "under this W' the excess over sqrt f shrinks exactly like m^(-1/6)",
            .measures = EXCESS_LARGE AT_COUPLING ", Delta = 1",
            .rule = LM_EXPONENT, .exponent = -1.0 / 6, .tolerance = 0.05, .limits = true, .sweep = FAR_WIDTH, .scatter = 0.12},
        [LARGE_LIMIT] = {
            .name = "limit-of-large-labels", .source = "2018 Theorem 4, term with m^(1/3), infinite width",
            .reads = "E of the excess over sqrt(2 f) tends to 3/8 2^(2/3) (E/sqrt(pi q))^(1/3) (Delta ||h_1||)^(4/3) m^(-1/6)",
            .measures = EXCESS_LARGE " and over this limit" AT_COUPLING ", Delta = 1",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 4.4, .Delta = -2.0 / 3, .m = -2.0 / 3}, .sweep = FAR_WIDTH,
            .scatter = 0.15,
            .note = "The allowance is that of first-order-coupling, for q = 2."},
        [LARGE_DELTA_EXPONENT] = {
            .name = "large-labels-in-delta", .source = "2018 Theorem 4, term with m^(1/3), sharp in ||W'||_2",
            .reads = "under this W' the excess over sqrt f grows exactly like Delta^(4/3)",
            .measures = EXCESS_LARGE AT_COUPLING ", m = 32768",
            .rule = LM_EXPONENT, .exponent = 4.0 / 3, .tolerance = 0.05, .limits = true, .sweep = FAR_DELTA, .scatter = 0.09},
        [LARGE_RANGE] = {
            .name = "range-of-tau", .source = "2018 Theorem 4, term with m^(1/3), tau_0 unbounded",
            .reads = "f(W^ + W') <= f(W^) + <grad f(W^), W'> + C m^(1/3) sqrt(f(W^)) ||W'||_2 with C independent of ||W'||_2",
            .measures = EXCESS_LARGE AT_COUPLING ", Delta = 0.03 to 10, m = 32768",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.Delta = 1, .m = -1.0 / 6}, .constant = 0.223, .limits = true,
            .sweep = FAR_DELTA, .expect = LM_EXPECT_REFUTED, .corrected = "large-labels-in-delta", .scatter = 0.12,
            .note = "The text at hand does not say which tau_0 the theorem means. For tau_0 <= 1 the power 1 of ||W'||_2 is "
                    "generous; beyond, poly must grow like tau_0^(1/3). The power that holds for all is 4/3: see "
                    "large-labels-in-delta."},
        [FITTED] = {
            .name = "fitted-labels", .source = "2018 Theorem 4, term with m, in m",
            .reads = "f(W^ + W') <= f(W^) + <grad f(W^), W'> + poly m ||W'||_2^2 where sqrt f << Delta",
            .measures = EXCESS_FITTED AT_GAP ", Delta = 0.1",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.Delta = 2}, .constant = 1.43, .sweep = NEAR_WIDTH,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.1,
            .note = "sqrt f << Delta makes the term with m^(1/3) vanish beside this one. With ||W'||_2 = Delta/sqrt m the term is "
                    "Delta^2."},
        [FITTED_M] = {
            .name = "fitted-labels-in-m", .source = "2018 Theorem 4, term with m, sharp in m",
            .reads = "under this W' the excess is exactly of order m^0",
            .measures = EXCESS_FITTED AT_GAP ", Delta = 0.1",
            .rule = LM_EXPONENT, .exponent = 0, .tolerance = 0.1, .sweep = NEAR_WIDTH, .scatter = 0.05},
        [FITTED_DELTA] = {
            .name = "fitted-labels-delta", .source = "2018 Theorem 4, term with m, in ||W'||_2",
            .reads = "f(W^ + W') <= f(W^) + <grad f(W^), W'> + poly m ||W'||_2^2 where sqrt f << Delta",
            .measures = EXCESS_FITTED AT_GAP ", m = 4096",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.Delta = 2}, .constant = 1.13, .sweep = NEAR_DELTA,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.05},
        [FITTED_DELTA_EXPONENT] = {
            .name = "fitted-labels-in-delta", .source = "2018 Theorem 4, term with m, sharp in ||W'||_2",
            .reads = "under this W' the excess grows exactly like Delta^2",
            .measures = EXCESS_FITTED AT_GAP ", m = 4096",
            .rule = LM_EXPONENT, .exponent = 2, .tolerance = 0.05, .sweep = NEAR_DELTA, .scatter = 0.05},
        [BOTH] = {
            .name = "ordinary-labels", .source = "2018 Theorem 4",
            .reads = "f(W^ + W') <= f(W^) + <grad f(W^), W'> + poly m^(1/3) sqrt(f(W^)) ||W'||_2 + poly m ||W'||_2^2",
            .measures = "excess over m^(1/3) sqrt f ||W'||_2 + m ||W'||_2^2, labels N(0, 1/d), W' by Frank-Wolfe on the remainder "
                        "itself, Delta = 0.1, n = 2",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.factor = 1}, .constant = 0.477, .sweep = ORDINARY,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.2},
        [LARGE_AWAY] = {
            .name = "large-labels-away", .source = "2018 Theorem 4, term with m^(1/3), W^ away from W~",
            .reads = "f(W^ + W') <= f(W^) + <grad f(W^), W'> + poly m^(1/3) sqrt(f(W^)) ||W'||_2 where sqrt f >> Delta",
            .measures = EXCESS_LARGE AT_COUPLING ", Delta = 1, at W^ with ||W^ - W~||_2 = 1/sqrt m that moves h_L most",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.Delta = 1, .m = -1.0 / 6}, .constant = 0.253, .limits = true,
            .sweep = FAR_FROM_AWAY, .expect = LM_EXPECT_SURVIVED, .scatter = 0.15,
            .note = "The law that is drawn is that at W~."},
        [FITTED_AWAY] = {
            .name = "fitted-labels-away", .source = "2018 Theorem 4, term with m, W^ away from W~",
            .reads = "f(W^ + W') <= f(W^) + <grad f(W^), W'> + poly m ||W'||_2^2 where sqrt f << Delta",
            .measures = EXCESS_FITTED AT_GAP ", Delta = 0.1, at W^ with ||W^ - W~||_2 = 1/sqrt m that moves h_L most",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.Delta = 2}, .constant = 1.37, .sweep = NEAR_FROM_AWAY,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.15},
    },
    .controls = {
        {.name = "larger-radius", .breaks = "||W'||_2 <= Delta/sqrt m (here ||W'||_2 = Delta)", .variant = LARGER_RADIUS,
         .refutes = LM_BIT(LARGE) | LM_BIT(LARGE_M) | LM_BIT(LARGE_LIMIT) | LM_BIT(FITTED) | LM_BIT(FITTED_M) | LM_BIT(BOTH) |
                    LM_BIT(LARGE_AWAY) | LM_BIT(FITTED_AWAY)},
        {.name = "other-regime", .breaks = "sqrt f >> Delta, or sqrt f << Delta (here labels and W' that need the other term)",
         .variant = OTHER_REGIME,
         .refutes = LM_BIT(LARGE) | LM_BIT(LARGE_LIMIT) | LM_BIT(LARGE_DELTA_EXPONENT) | LM_BIT(FITTED) | LM_BIT(FITTED_DELTA) |
                    LM_BIT(FITTED_DELTA_EXPONENT) | LM_BIT(LARGE_AWAY) | LM_BIT(FITTED_AWAY)},
        {.name = "variance-4", .breaks = "entries of W have variance 2/m (here 4/m)", .law = {.variance = 4},
         .refutes = LM_BIT(LARGE_LIMIT) | LM_BIT(FITTED) | LM_BIT(FITTED_DELTA) | LM_BIT(FITTED_AWAY)},
        {.name = "rank-one", .breaks = "the attack is made for the remainder (here a random rank one)",
         .variant = OTHER_ATTACK + LM_ATTACK_RANK_ONE, .compares = LM_BIT(BOTH)},
        {.name = "gradient", .breaks = "the attack is made for the remainder (here along the gradient of the loss at labels 0)",
         .variant = OTHER_ATTACK + LM_ATTACK_GRADIENT, .compares = LM_BIT(BOTH)},
        {.name = "state", .breaks = "the attack is made for the remainder (here for the largest ||h'_L||)",
         .variant = OTHER_ATTACK + LM_ATTACK_STATE, .compares = LM_BIT(BOTH)},
        {.name = "coupling", .breaks = "the attack is made for the remainder (here for the first-order coupling)",
         .variant = OTHER_ATTACK + LM_ATTACK_COUPLING, .compares = LM_BIT(BOTH)},
    },
    .sweeps = {
        [NEAR_WIDTH] = {
            .name = "fitted-width", .axis = LM_AXIS_WIDTH,
            .dense = {{1024}},
            .implicit = {{1024, 2048, 4096, 8192, 16384}},
            .full = {{65536}},
            .smoke = {{1024, 2048, 4096}},
            .control_implicit = {{2048, 4096, 8192}},
            .calibration = {{1024, 2048}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 9, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 20,
            .fit_from = 2048,
            .L = 4, .d = 4, .dx = 4, .N = 1, .delta = 0.5, .Delta = 0.1},
        [NEAR_DELTA] = {
            .name = "fitted-delta", .axis = LM_AXIS_PERTURBATION, .paired = true,
            .implicit = {{0.01, 0.03, 0.1, 0.3, 1}},
            .smoke = {{0.01, 0.1, 1}},
            .control_implicit = {{0.1, 0.3, 1}}, /* 0.185 (Delta m)^(2/3) units cross 0 under the attack on the coupling */
            .calibration = {{0.01, 0.1, 1}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 20, [LM_PAPER] = 30},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 10,
            .m = 4096, .L = 4, .d = 4, .dx = 4, .N = 1, .delta = 0.5},
        [FAR_WIDTH] = {
            .name = "large-width", .axis = LM_AXIS_WIDTH,
            .dense = {{1024, 2048}},
            .implicit = {{1024, 4096, 16384, 65536, 262144}},
            .full = {{1048576, 4194304}},
            .smoke = {{1024, 4096, 16384}},
            .control_implicit = {{1024, 4096, 16384}},
            .calibration = {{1024, 2048}},
            .mpfr = {{1024}}, .mpfr_replicates = 1,
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 6, [LM_FULL] = 20, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 7, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 40,
            .L = 4, .d = 4, .dx = 4, .N = 1, .delta = 0.5, .Delta = 1},
        [FAR_DELTA] = {
            .name = "large-delta", .axis = LM_AXIS_PERTURBATION, .paired = true,
            .implicit = {{0.03, 0.1, 0.3, 1, 3, 10}},
            .smoke = {{0.03, 0.3, 3}},
            .control_implicit = {{0.03, 0.3, 3}},
            .calibration = {{0.03, 0.1, 0.3, 1}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 8, [LM_FULL] = 30, [LM_PAPER] = 50},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 10,
            .m = 32768, .L = 4, .d = 4, .dx = 4, .N = 1, .delta = 0.5},
        [ORDINARY] = {
            .name = "ordinary-width", .axis = LM_AXIS_WIDTH,
            .implicit = {{2048, 4096, 16384}},
            .full = {{65536}},
            .smoke = {{1024, 2048, 4096}},
            .control_implicit = {{1024, 2048, 4096}},
            .calibration = {{1024, 2048}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 7, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 20,
            .L = 4, .d = 4, .dx = 4, .N = 2, .delta = 0.5, .Delta = 0.1},
        [FAR_FROM_AWAY] = {
            .name = "large-away", .axis = LM_AXIS_WIDTH,
            .implicit = {{2048, 4096, 16384}},
            .full = {{65536}},
            .smoke = {{1024, 2048, 4096}},
            .control_implicit = {{1024, 2048, 4096}},
            .calibration = {{1024, 2048}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 20,
            .L = 4, .d = 4, .dx = 4, .N = 1, .delta = 0.5, .Delta = 1},
        [NEAR_FROM_AWAY] = {
            .name = "fitted-away", .axis = LM_AXIS_WIDTH,
            .implicit = {{2048, 4096, 16384}},
            .full = {{65536}},
            .smoke = {{1024, 2048, 4096}},
            .control_implicit = {{1024, 2048, 4096}},
            .calibration = {{1024, 2048}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 20,
            .L = 4, .d = 4, .dx = 4, .N = 1, .delta = 0.5, .Delta = 0.1},
    },
    .domain_length = 4,
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
