/* Separability: Allen-Zhu, Li & Song (2018), Assumption 2.1 and equation (4.3).
 *
 * If the first tokens of any two sequences are at least delta apart, then at every layer what is new in their states is
 * (delta/2)-separable: with v_{i,l} = (I - U_{l-1} U_{l-1}') h_{i,l}, where U_{l-1} is an orthonormal basis of all states of
 * earlier layers, ||(I - vv'/||v||^2) v_{i,l}|| >= delta/2 for v = v_{j,l}, and the same for i and j exchanged. */
#include <lemmata/lemma.h>

#include <math.h>

enum {
    HALF_WIDTH, LIMIT_WIDTH, FIRST_LAYER, FIRST_LIMIT,
    HALF_LENGTH,
    HALF_DELTA, EXPONENT, LIMIT_DELTA,
    HALF_FOUR, LIMIT_FOUR
};
enum { WIDTH, LENGTH, DELTA, FOUR };
enum { EQUAL_FIRST_TOKENS = 1, LONGER_FIRST_TOKEN, OTHER_TOKENS };
enum { SEQUENCES = 4 };

/* ---- Inputs ---- */

/* Moves the first tokens of four sequences to the corners of a regular tetrahedron of edge delta on the sphere, the last coordinate
 * being 1/sqrt 2: all six pairs are as close as Assumption 2.1 allows. */
static void place_in_cluster(const struct lm_inputs *inputs, double delta)
{
    static const double corner[SEQUENCES][3] = {{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}}; /* of edge 2 sqrt 2 */
    LM_ASSERT(inputs->dim >= 5);
    for (size_t s = 0; s < SEQUENCES; s++) {
        double *x = lm_token(inputs, s, 1);
        for (size_t k = 0; k < inputs->dim; k++) x[k] = k < 3 ? corner[s][k] * delta / sqrt(8.0) : 0;
        x[3] = sqrt(0.5 - 3 * delta * delta / 8);
        x[inputs->dim - 1] = sqrt(0.5);
    }
}

/* First tokens exactly delta apart, later ones of norm 1 and shared: where later tokens differ, they separate the sequences anew,
 * and (4.3) is easy. The variants break a hypothesis about the first tokens, or share nothing. */
static struct lm_inputs inputs_of(const struct lm_cell *cell, struct lm_trial *t)
{
    if (cell->given.n > 0) return cell->given;
    const bool share = cell->variant != OTHER_TOKENS && cell->variant != EQUAL_FIRST_TOKENS;
    const size_t n = cell->sweep == FOUR ? SEQUENCES : 2;
    const double apart = n == 2 ? cell->delta : 1e-3; /* four are moved */
    struct lm_inputs inputs =
        lm_inputs_unit(lm_trial_arena(t), n, cell->L, cell->dx + 1, apart, share, lm_trial_address(t));
    if (n == SEQUENCES) place_in_cluster(&inputs, cell->delta);
    for (size_t k = 0; k < inputs.dim; k++) {
        const double first = lm_token(&inputs, 0, 1)[k];
        double *second = lm_token(&inputs, 1, 1) + k;
        if (cell->variant == EQUAL_FIRST_TOKENS) *second = first;
        if (cell->variant == LONGER_FIRST_TOKEN) *second = (1 + cell->delta) * (first + (*second - first) / 10);
    }
    return inputs;
}

/* ---- Separations ---- */

/* ||(I - yy'/||y||^2) x|| of the residuals x and y of states p and q of one layer; 0 where rounding alone is left. */
static double separation(const double *gram, size_t order, size_t p, size_t q, double square)
{
    const double xx = gram[p * (order + 1)], yy = gram[q * (order + 1)], xy = gram[p < q ? p * order + q : q * order + p];
    const double rest = yy > LM_SPANNED * square ? xx - xy * xy / yy : xx;
    return rest > LM_SPANNED * square ? sqrt(rest) : 0;
}

/* out[p n + t] = the separation of state p from that of sequence t at its layer, as lm_limit_separations gives it in the limit. The
 * Gram matrix is overwritten: what is left in it when a layer is reached are inner products of residuals. It squares delta, so that
 * delta = 0.001 costs six digits of sixteen. */
static double *separations_of(struct lm_trial *t, double *gram, size_t n, size_t order)
{
    double *out = lm_arena_doubles(lm_trial_arena(t), order * n), *square = lm_arena_doubles(lm_trial_arena(t), order);
    for (size_t p = 0; p < order; p++) square[p] = gram[p * (order + 1)];
    for (size_t first = 0; first < order; first += n) {
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                out[(first + i) * n + j] = i == j ? 0 : separation(gram, order, first + i, first + j, square[first + i]);
        for (size_t p = first; p < first + n; p++) lm_gram_project_out(gram, order, p, square[p]);
    }
    return out;
}

/* Over all ordered pairs of sequences: the smallest separation of all layers and of the first one, and the means of the first and
 * of the last layer. */
struct summary {
    double smallest, smallest_first, first, last;
};

static struct summary summary_of(const double *separations, size_t n, size_t order)
{
    struct summary out = {HUGE_VAL, HUGE_VAL, 0, 0};
    for (size_t p = 0; p < order; p++)
        for (size_t j = 0; j < n; j++) {
            if (p % n == j) continue;
            const double value = separations[p * n + j], share = value / (double)(n * (n - 1));
            out.smallest = fmin(out.smallest, value);
            if (p < n) out.smallest_first = fmin(out.smallest_first, value);
            if (p < n) out.first += share;
            if (p >= order - n) out.last += share;
        }
    return out;
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs inputs = inputs_of(cell, t);
    struct lm_run *run = lm_trial_forward(t, lm_trial_net(t, inputs.dim), &inputs);
    const size_t n = inputs.n, order = n * (size_t)inputs.L;
    double *limits = lm_arena_doubles(lm_trial_arena(t), order * n);
    const lm_status status = lm_limit_separations(limits, lm_trial_arena(t), &inputs, 0);
    if (status != LM_OK) {
        lm_trial_fail(t, status);
        return;
    }
    const struct summary seen = summary_of(separations_of(t, lm_state_gram(lm_trial_arena(t), run), n, order), n, order);
    const struct summary limit = summary_of(limits, n, order);

    /* The user's sequences have their own delta; bounds speak of that of the cell. */
    const double unit = cell->given.n > 0 ? cell->delta / lm_inputs_separation(&inputs) : 1;
    static const unsigned half[] = {[WIDTH] = HALF_WIDTH, [LENGTH] = HALF_LENGTH, [DELTA] = HALF_DELTA, [FOUR] = HALF_FOUR};
    static const unsigned last[] = {[WIDTH] = LIMIT_WIDTH, [DELTA] = LIMIT_DELTA, [FOUR] = LIMIT_FOUR};
    lm_observe_with_limit(t, half[cell->sweep], unit * seen.smallest, unit * limit.smallest); /* (4.3) */
    if (cell->sweep != LENGTH) lm_observe_with_limit(t, last[cell->sweep], unit * seen.last, unit * limit.last);
    if (cell->sweep == DELTA) lm_observe_with_limit(t, EXPONENT, unit * seen.last, unit * limit.last);
    if (cell->sweep != WIDTH) return;
    lm_observe_with_limit(t, FIRST_LAYER, unit * seen.smallest_first, unit * limit.smallest_first);
    lm_observe_with_limit(t, FIRST_LIMIT, unit * seen.first, unit * limit.first);
}

/* The paper asks for ||x_1|| = 1, ||x_l|| <= 1 and first tokens that differ. Given sequences have one delta: they say nothing about
 * the sweep over delta. */
static bool admits(const struct lm_cell *cell)
{
    const struct lm_inputs *given = &cell->given;
    if (given->n == 0) return true;
    if (!lm_inputs_bounded(given)) return false;
    return given->n >= 2 && cell->sweep != DELTA && lm_inputs_separation(given) > 0;
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    *right = lm_forward_vectors(cell->L, cell->given.n > 0 ? cell->given.n : cell->sweep == FOUR ? SEQUENCES : 2);
    *left = 0;
}

#define HALVES (LM_BIT(HALF_WIDTH) | LM_BIT(HALF_LENGTH) | LM_BIT(HALF_DELTA) | LM_BIT(HALF_FOUR))
#define LIMITS (LM_BIT(LIMIT_WIDTH) | LM_BIT(LIMIT_DELTA) | LM_BIT(LIMIT_FOUR))

LM_LEMMA(separability,
    .title = "Separability",
    .papers = "2018",
    .hypotheses = "W, A ~ N(0, 2/m); sequences of unit-norm tokens, first tokens exactly delta apart and ending in 1/sqrt 2, later "
                  "tokens shared; h_0 = 0",
    .statements = {
        [HALF_WIDTH] = {
            .name = "half-width", .source = "2018 equation (4.3), in m",
            .reads = "(I - U_l U_l') h_{i,l+1} and (I - U_l U_l') h_{j,l+1} are (delta/2)-separable for all l < L",
            .measures = "min over l and both orders of the separation, n = 2, delta = 0.1",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = 0.5, .delta = 1}, .tolerance = 0.05, .limits = true,
            .sweep = WIDTH,
            .note = "The paper's probability cannot be tested; clean replicates certify 0.95."},
        [LIMIT_WIDTH] = {
            .name = "limit-width", .source = "2018 equation (4.3), infinite width",
            .reads = "E of the separation at layer L -> that of the arc-cosine Gram matrix",
            .measures = "separation at layer L, mean of both orders, n = 2, delta = 0.1",
            .rule = LM_ORACLE, .bound = {.factor = 0.81, .L = 2, .m = -1, .delta = 1}, .limits = true, .sweep = WIDTH,
            .scatter = 0.01,
            .note = "The allowance is a relative bias of one variance of log ||h_L|| with tied weights, 0.9^2 L^2/m."},
        [FIRST_LAYER] = {
            .name = "first-layer", .source = "2018 section 4, proof of (4.3)",
            .reads = "h_{i,1} and h_{j,1} are delta-separable",
            .measures = "min over both orders of the separation at layer 1, n = 2, delta = 0.1",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.delta = 1}, .tolerance = 0.05, .limits = true, .sweep = WIDTH,
            .expect = LM_EXPECT_REFUTED, .corrected = "limit-first-layer",
            .note = "Erratum of the sketch, without consequence for (4.3): already the first layer contracts, by 1 - delta/(3 pi) "
                    "+ O(delta^2). True is limit-first-layer beside it."},
        [FIRST_LIMIT] = {
            .name = "limit-first-layer", .source = "2018 section 4, proof of (4.3), corrected",
            .reads = "h_{i,1} and h_{j,1} are delta (1 - delta/(3 pi) + O(delta^2))-separable in the limit",
            .measures = "separation at layer 1, mean of both orders, n = 2, delta = 0.1",
            .rule = LM_ORACLE, .bound = {.factor = 1.25, .m = -1, .delta = 1}, .limits = true, .sweep = WIDTH,
            .scatter = 0.004,
            .note = "The allowance is the bias of a norm of m independent terms, half of the variance 5/(4 m) of its "
                    "logarithm, and as much again for the direction that is projected out."},
        [HALF_LENGTH] = {
            .name = "half-length", .source = "2018 equation (4.3), in L",
            .reads = "(I - U_l U_l') h_{i,l+1} and (I - U_l U_l') h_{j,l+1} are (delta/2)-separable for all l < L",
            .measures = "min over l and both orders of the separation, n = 2, delta = 0.1",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = 0.5, .delta = 1}, .tolerance = 0.05, .limits = true,
            .sweep = LENGTH},
        [HALF_DELTA] = {
            .name = "half-delta", .source = "2018 equation (4.3), in delta",
            .reads = "(I - U_l U_l') h_{i,l+1} and (I - U_l U_l') h_{j,l+1} are (delta/2)-separable for all l < L",
            .measures = "min over l and both orders of the separation, n = 2",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = 0.5, .delta = 1}, .tolerance = 0.05, .limits = true,
            .sweep = DELTA},
        [EXPONENT] = {
            .name = "exponent", .source = "2018 equation (4.3), sharp",
            .reads = "the separation at layer L is exactly of order delta",
            .measures = "separation at layer L, mean of both orders, n = 2",
            .rule = LM_EXPONENT, .exponent = 1, .tolerance = 0.03, .limits = true, .sweep = DELTA, .scatter = 0.05,
            .note = "The limit itself has slope .99 on delta <= 0.1, where it is fitted: a layer contracts by 1 - O(delta)."},
        [LIMIT_DELTA] = {
            .name = "limit-delta", .source = "2018 equation (4.3), infinite width",
            .reads = "E of the separation at layer L -> that of the arc-cosine Gram matrix",
            .measures = "separation at layer L, mean of both orders, n = 2",
            .rule = LM_ORACLE, .bound = {.factor = 0.81, .L = 2, .m = -1, .delta = 1}, .limits = true, .sweep = DELTA,
            .scatter = 0.004,
            .note = "The allowance is that of limit-width."},
        [HALF_FOUR] = {
            .name = "half-four", .source = "2018 equation (4.3), four sequences",
            .reads = "(I - U_l U_l') h_{i,l+1} and (I - U_l U_l') h_{j,l+1} are (delta/2)-separable, l < L, i != j",
            .measures = "min over l and all ordered pairs of the separation, n = 4, delta = 0.1",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = 0.5, .delta = 1}, .tolerance = 0.05, .limits = true,
            .sweep = FOUR},
        [LIMIT_FOUR] = {
            .name = "limit-four", .source = "2018 equation (4.3), four sequences, infinite width",
            .reads = "E of the separations at layer L -> those of the arc-cosine Gram matrix",
            .measures = "separation at layer L, mean of all ordered pairs, n = 4, delta = 0.1",
            .rule = LM_ORACLE, .bound = {.factor = 0.81, .L = 2, .m = -1, .delta = 1}, .limits = true, .sweep = FOUR,
            .scatter = 0.007,
            .note = "The allowance is that of limit-width."},
    },
    .controls = {
        {.name = "variance-1", .breaks = "entries of W have variance 2/m (here 1/m)", .law = {.variance = 1},
         .refutes = HALVES | LIMITS},
        {.name = "small-rows", .breaks = "the rows of W have one law (here half of them is 1000 times smaller)",
         .law = {.shape = LM_SCALED_ROWS},
         .refutes = LM_BIT(HALF_WIDTH) | LM_BIT(LIMIT_WIDTH) | LM_BIT(HALF_FOUR) | LM_BIT(LIMIT_FOUR)},
        {.name = "equal-first-tokens", .breaks = "first tokens are delta apart (here they are equal, and later tokens differ)",
         .variant = EQUAL_FIRST_TOKENS, .refutes = HALVES},
        {.name = "longer-first-token",
         .breaks = "||x_1|| = 1 (here first tokens differ by delta in length, by delta/10 in direction)",
         .variant = LONGER_FIRST_TOKEN, .refutes = HALVES},
        {.name = "other-tokens", .breaks = "later tokens are shared (here they differ)", .variant = OTHER_TOKENS,
         .refutes = LM_BIT(EXPONENT)},
        {.name = "identity", .breaks = "h_l = ReLU(g_l) (here h_l = g_l)", .law = {.gate = LM_GATE_NONE},
         .refutes = LIMITS | LM_BIT(FIRST_LIMIT)},
        {.name = "symmetric", .breaks = "entries of W are independent (here W = W')", .law = {.shape = LM_SYMMETRIC},
         .refutes = LM_BIT(LIMIT_WIDTH) | LM_BIT(LIMIT_FOUR)},
    },
    .sweeps = {
        [WIDTH] = {
            LM_WIDTH_GRID,
            .control_implicit = {{1024, 4096, 16384}},
            .replicates = {[LM_SMOKE] = 20, [LM_QUICK] = 16, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 10, [LM_FULL] = 10, [LM_PAPER] = 10},
            .L = 6, .d = 1, .dx = 4, .delta = 0.1},
        [LENGTH] = {
            .name = "length", .axis = LM_AXIS_LENGTH,
            .implicit = {{2, 4, 8, 16, 32}},
            .full = {{64}},
            .smoke = {{2, 4, 8}},
            .control_implicit = {{4, 8, 16}},
            .replicates = {[LM_SMOKE] = 20, [LM_QUICK] = 14, [LM_FULL] = 30, [LM_PAPER] = 30},
            .control_replicates = {[LM_SMOKE] = 7, [LM_QUICK] = 7, [LM_FULL] = 10, [LM_PAPER] = 10},
            .m = 65536, .d = 1, .dx = 4, .delta = 0.1},
        [DELTA] = {
            .name = "delta", .axis = LM_AXIS_SEPARATION,
            .implicit = {{0.3, 0.1, 0.03, 0.01, 0.003}},
            .smoke = {{0.1, 0.03, 0.01}},
            .control_implicit = {{0.1, 0.03, 0.01}},
            .fit_to = 0.1,
            .replicates = {[LM_SMOKE] = 20, [LM_QUICK] = 20, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 10, [LM_FULL] = 10, [LM_PAPER] = 10},
            .m = 65536, .L = 6, .d = 1, .dx = 4, .paired = true},
        [FOUR] = {
            .name = "four", .axis = LM_AXIS_WIDTH,
            .dense = {{256, 1024, 2048}},
            .implicit = {{1024, 2048, 4096, 16384, 65536, 131072}},
            .full = {{262144, 1048576}},
            .smoke = {{1024, 4096, 16384}},
            .control_dense = {{1024, 1448, 2048}},
            .control_implicit = {{1024, 4096, 16384}},
            .mpfr = {{256}}, .mpfr_replicates = 2,
            .replicates = {[LM_SMOKE] = 20, [LM_QUICK] = 15, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 10, [LM_FULL] = 10, [LM_PAPER] = 10},
            .L = 6, .d = 1, .dx = 4, .delta = 0.1},
    },
    .domain_length = 4,
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
