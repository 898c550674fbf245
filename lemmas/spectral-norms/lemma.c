/* Spectral norms: Allen-Zhu, Li & Song (2018), equation (4.4), Remark 4.1 and the constants of section 4; Allen-Zhu & Li (2019),
 * Lemma B.1 (i) and footnote 2.
 *
 * ||W D_{L-1} W ... D_1 W|| stays polynomial in L although every factor has a norm above 2. If W were fresh at each step and D free
 * of it, the law of free factors would hold (limits.h), about 2 sqrt(e (L - 1/2)): the network follows it, neither O(1) nor L^3. */
#include <lemmata/lemma.h>

#include <math.h>
#include <string.h>

enum { PRODUCT_WIDTH, PRODUCT_LENGTH, CONJECTURE, PRODUCT_LAW, GROWTH, NORM_W_PRINTED, NORM_W, NORM_DW_PRINTED, NORM_DW,
       RELU_PRINTED, RELU, TALL_BLOCK, TALL_EXCESS };
enum { WIDTH, LENGTH, NORMS, TALL };
enum { SQUARE_BLOCK = 1 };

enum { MOST_ITERATIONS = 400, SEQUENCES = 4 };
/* The residual at which an iteration stops; README.md says what is lost by it. */
static const double RESIDUAL[] = {[WIDTH] = 2e-2, [LENGTH] = 5e-3, [NORMS] = 2e-3, [TALL] = 2e-3};

/* W D W ... D W or D W ... D W: `factors` times W, the first of them of layer `first`, and a D behind each of the first `gates`. */
struct product {
    struct lm_run *run;
    int first, factors, gates;
    double *vector; /* scratch of norm_of */
};

static struct lm_panel column(const struct product *p, double *x)
{
    return lm_panel_of_doubles(x, p->run->net->m, 1, p->run->net->m);
}

static void gate(const struct product *p, int k, const struct lm_panel *x)
{
    struct lm_mask D = lm_mask_view(&p->run->D[p->first + k - 1], 0, 1);
    if (k <= p->gates) lm_num_double()->ops->mask(x, &D, x);
}

static void multiply(void *context, double *y, const double *x)
{
    const struct product *p = context;
    struct lm_panel in = column(p, p->vector), out = column(p, y);
    memcpy(p->vector, x, in.rows * sizeof *x);
    for (int k = 1; k <= p->factors; k++) {
        if (k > 1) lm_num_double()->ops->copy(&in, &out);
        lm_weights_mul(p->run->net->W, p->first + k - 1, &out, &in);
        gate(p, k, &out);
    }
}

static void multiply_transposed(void *context, double *y, const double *x)
{
    const struct product *p = context;
    struct lm_panel in = column(p, p->vector), out = column(p, y);
    memcpy(p->vector, x, in.rows * sizeof *x);
    for (int k = p->factors; k >= 1; k--) {
        if (k < p->factors) lm_num_double()->ops->copy(&in, &out);
        gate(p, k, &in);
        lm_weights_tmul(p->run->net->W, p->first + k - 1, &out, &in);
    }
}

/* The norm that `find` gives: of the product itself, or behind a last ReLU. The iteration runs in double, on the gates D of the
 * cell's arithmetic. */
typedef lm_status norm_finder(struct lm_operator_norm *, const struct lm_operator *, double, int, const struct lm_stream *,
                              struct lm_arena *);
static double norm_of(const struct lm_cell *cell, struct lm_trial *t, norm_finder *find, struct product product)
{
    const size_t m = cell->m;
    product.vector = lm_arena_doubles(lm_trial_arena(t), m);
    struct lm_operator op = {m, m, multiply, multiply_transposed, &product};
    struct lm_address address = lm_trial_address(t);
    struct lm_stream start = lm_stream_open(address.seed, LM_FOR_KRYLOV, (unsigned)product.gates, address.network);
    struct lm_operator_norm norm;
    lm_trial_fail(t, find(&norm, &op, RESIDUAL[cell->sweep], MOST_ITERATIONS, &start, lm_trial_arena(t)));
    return norm.value;
}

/* prod_{l < L} sqrt(2 ||D_l||_0 / m): the scatter of the number of active units, to first order the scatter of the norm. */
static double activity(const struct lm_run *run)
{
    double product = 1;
    for (int l = 1; l < run->inputs.L; l++) {
        size_t active = 0;
        for (size_t k = 0; k < run->net->m; k++) active += lm_mask_get(&run->D[l], k, 0);
        product *= sqrt(2 * (double)active / (double)run->net->m);
    }
    return product;
}

/* (4.4) for its longest product, l1 = L - 1 and l2 = 1. */
static void products(const struct lm_cell *cell, struct lm_trial *t, struct lm_run *run)
{
    const double L = cell->L, law = lm_limit_spectral_norm(cell->L - 1, 0);
    struct product longest = {.run = run, .first = 1, .factors = cell->L, .gates = cell->L - 1};
    double norm = norm_of(cell, t, lm_operator_norm, longest);
    if (cell->sweep == WIDTH) {
        lm_observe_with_limit(t, PRODUCT_WIDTH, norm, law);
        return;
    }
    lm_observe_with_limit(t, PRODUCT_LENGTH, norm, law);
    lm_observe_with_limit(t, CONJECTURE, norm, law);
    lm_observe_with_limit(t, PRODUCT_LAW, norm / activity(run), law);
    lm_observe_with_limit(t, GROWTH, norm * sqrt(L / (L - 0.5)), law * sqrt(L / (L - 0.5)));
}

static void single_factors(const struct lm_cell *cell, struct lm_trial *t, struct lm_run *run)
{
    struct product hidden = {.run = run, .first = cell->L, .factors = 1}, gated = hidden;
    gated.gates = 1;
    double W = norm_of(cell, t, lm_operator_norm, hidden), DW = norm_of(cell, t, lm_operator_norm, gated);
    double relu = cell->law.gate == LM_GATE_NONE ? W : norm_of(cell, t, lm_relu_norm, hidden); /* sup ||relu(W x)|| */
    lm_observe(t, NORM_W_PRINTED, W);
    lm_observe(t, NORM_W, W);
    lm_observe(t, NORM_DW_PRINTED, DW);
    lm_observe(t, NORM_DW, DW);
    lm_observe(t, RELU_PRINTED, relu);
    lm_observe(t, RELU, relu);
}

/* ||W U|| with U an orthonormal basis of the states of all sequences and layers. */
static double block_norm(struct lm_trial *t, const struct lm_run *run)
{
    struct lm_net *net = run->net;
    const size_t n = run->inputs.n, k = n * (size_t)run->inputs.L;
    struct lm_panel H = lm_panel_new(lm_trial_arena(t), net->num, net->m, k);
    struct lm_panel WH = lm_panel_new(lm_trial_arena(t), net->num, net->m, k);
    for (int l = 1; l <= run->inputs.L; l++) {
        struct lm_panel to = lm_panel_view(&H, (size_t)(l - 1) * n, n);
        net->num->ops->copy(&to, &run->h[l]);
    }
    lm_weights_mul(net->W, 1, &WH, &H);
    double *squares = lm_arena_doubles(lm_trial_arena(t), 2 * k * k), norm = nan("");
    net->num->ops->cross(squares, k, &WH, &WH);
    net->num->ops->cross(squares + k * k, k, &H, &H);
    lm_trial_fail(t, lm_span_norm(&norm, squares, squares + k * k, k));
    return norm;
}

static void tall_block(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs inputs = lm_trial_unit(t, SEQUENCES, 0.3);
    struct lm_net *net = lm_trial_net(t, inputs.dim);
    struct lm_run *run = lm_trial_forward(t, net, &inputs);
    double edge = sqrt((double)inputs.n * cell->L / (double)cell->m);
    struct product hidden = {.run = run, .first = 1, .factors = 1}; /* with a square U, ||W U|| = ||W|| */
    double norm = cell->variant == SQUARE_BLOCK ? norm_of(cell, t, lm_operator_norm, hidden) : block_norm(t, run);
    lm_observe_with_limit(t, TALL_BLOCK, norm, sqrt(2.0) * (1 + edge));
    lm_observe_with_limit(t, TALL_EXCESS, norm / sqrt(2.0) - 1, edge);
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    if (cell->sweep == TALL) {
        tall_block(cell, t);
        return;
    }
    struct lm_inputs inputs = lm_trial_normalised(t);
    struct lm_net *net = lm_trial_net(t, inputs.dim);
    struct lm_run *run = lm_trial_forward(t, net, &inputs);
    if (cell->sweep == NORMS)
        single_factors(cell, t, run);
    else
        products(cell, t, run);
}

/* Each iteration shows W as many vectors as the product has factors, and as many to its transpose. */
static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    size_t n = cell->given.n > 0 ? cell->given.n : cell->sweep == TALL ? SEQUENCES : 1;
    size_t iterations = cell->sweep == NORMS ? 140 : cell->sweep == WIDTH ? 20 : cell->L > 8 ? 22 : 30; /* measured */
    size_t factors = cell->sweep == NORMS ? 1 : (size_t)cell->L;
    if (cell->sweep == TALL) {
        iterations = cell->variant == SQUARE_BLOCK ? 50 : 0;
        factors = 1;
    }
    *right = lm_forward_vectors(cell->L, n) + (cell->sweep == TALL ? n : 0) + factors * iterations;
    *left = factors * iterations;
}

#define TALL_CLAIMS (LM_BIT(TALL_BLOCK) | LM_BIT(TALL_EXCESS))

LM_LEMMA(spectral_norms,
    .title = "Spectral norms",
    .papers = "2018 2019",
    .hypotheses = "W, A ~ N(0, 2/m); D_l = diag(1[g_l >= 0]) of one fixed normalised sequence (2019, eps_x = 1/L; its tokens have "
                  "the norms that 2018 asks for); tall blocks: the states of 4 sequences of unit-norm tokens",
    .statements = {
        [PRODUCT_WIDTH] = {
            .name = "product-width", .source = "2018 equation (4.4), 2019 Lemma B.1 (i), in m",
            .reads = "||W D_{l1} W ... D_{l2} W|| <= O(L^3) for all l1 >= l2, whatever the width",
            .measures = "||W D_{L-1} W ... D_1 W||, L factors W: Lanczos from below, to a residual of 2 %",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 3}, .constant = 0.101, .limits = true, .sweep = WIDTH,
            .scatter = 0.05,
            .note = "The longest product is measured: the law increases with the number of factors."},
        [PRODUCT_LENGTH] = {
            .name = "product-length", .source = "2018 equation (4.4), 2019 Lemma B.1 (i), in L",
            .reads = "||W D_{l1} W ... D_{l2} W|| <= O(L^3) for all l1 >= l2",
            .measures = "||W D_{L-1} W ... D_1 W||",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 3}, .constant = 0.0983, .limits = true, .sweep = LENGTH,
            .tournament = "spectral norm", .scatter = 0.05, .slack = -2.5,
            .note = "Very loose: the law has exponent 1/2."},
        [CONJECTURE] = {
            .name = "conjecture", .source = "2018 Remark 4.1",
            .reads = "||W D_{l1} W ... D_{l2} W|| <= O(1) for all l1 >= l2 (conjectured to be provable)",
            .measures = "||W D_{L-1} W ... D_1 W||",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.factor = 1}, .constant = 7.93, .limits = true, .sweep = LENGTH,
            .expect = LM_EXPECT_REFUTED, .corrected = "growth", .tournament = "spectral norm", .scatter = 0.05,
            .note = "The norm grows like L^(1/2). For free factors that is a theorem; product-law and growth measure it "
                    "on the network."},
        [PRODUCT_LAW] = {
            .name = "product-law", .source = "2018 Remark 4.1, corrected",
            .reads = "||W D_{L-1} W ... D_1 W|| -> sqrt((2 + z)^2 (1 + z)^k / z), 1/z = k/(1 + z) + 2/(2 + z), k = L - 1",
            .measures = "||W D_{L-1} W ... D_1 W|| / prod_l sqrt(2 ||D_l||_0 / m)",
            .rule = LM_ORACLE, .bound = {.factor = 5, .L = 7.0 / 6, .m = -2.0 / 3}, .limits = true, .sweep = LENGTH,
            .scatter = 0.15,
            .note = "The allowance is twice the shift of the edge of the spectrum at finite width, 2.5 L^(7/6) m^(-2/3): derived "
                    "in README.md."},
        [GROWTH] = {
            .name = "growth", .source = "2018 Remark 4.1, corrected",
            .reads = "||W D_{L-1} W ... D_1 W|| grows exactly like (L - 1/2)^(1/2)",
            .measures = "sqrt(L / (L - 1/2)) ||W D_{L-1} W ... D_1 W||",
            .rule = LM_EXPONENT, .exponent = 0.5, .tolerance = 0.05, .limits = true, .sweep = LENGTH, .scatter = 0.02,
            .note = "The law itself has exponent 0.495 on these lengths. The scatter is that within a network."},
        [NORM_W_PRINTED] = {
            .name = "norm-w-printed", .source = "2018 section 4",
            .reads = "||W|| -> 2", .measures = "||W||: Lanczos from below, to a residual of 0.2 %",
            .rule = LM_ORACLE, .constant = 2, .bound = {.factor = 2.83, .m = -2.0 / 3}, .sweep = NORMS, .scatter = 0.03,
            .expect = LM_EXPECT_REFUTED, .corrected = "norm-w",
            .note = "2 is the norm of a square matrix of entries N(0, 1/m)."},
        [NORM_W] = {
            .name = "norm-w", .source = "2018 section 4, corrected",
            .reads = "||W|| -> 2 sqrt 2", .measures = "||W||: Lanczos from below, to a residual of 0.2 %",
            .rule = LM_ORACLE, .constant = 0x1.6a09e667f3bcdp+1, .bound = {.factor = 2.83, .m = -2.0 / 3}, .sweep = NORMS,
            .scatter = 0.03},
        [NORM_DW_PRINTED] = {
            .name = "norm-dw-printed", .source = "2018 section 4",
            .reads = "||D W|| -> sqrt 2", .measures = "||D_L W||: Lanczos from below, to a residual of 0.2 %",
            .rule = LM_ORACLE, .constant = 0x1.6a09e667f3bcdp+0, .bound = {.factor = 2.59, .m = -2.0 / 3}, .sweep = NORMS,
            .scatter = 0.03, .expect = LM_EXPECT_REFUTED, .corrected = "norm-dw",
            .note = "Sqrt 2 is the norm of W on a fixed vector or a thin block, not of half of its rows."},
        [NORM_DW] = {
            .name = "norm-dw", .source = "2018 section 4, corrected",
            .reads = "||D W|| -> 1 + sqrt 2", .measures = "||D_L W||: Lanczos from below, to a residual of 0.2 %",
            .rule = LM_ORACLE, .constant = 0x1.3504f333f9de6p+1, .bound = {.factor = 2.59, .m = -2.0 / 3}, .sweep = NORMS,
            .scatter = 0.03},
        [RELU_PRINTED] = {
            .name = "relu-printed", .source = "2019 footnote 2",
            .reads = "sup_{||x|| = 1} ||relu(W x)|| -> sqrt 2",
            .measures = "the largest ||relu(W x)|| found by ascent, to a residual of 0.2 %",
            .rule = LM_ORACLE, .constant = 0x1.6a09e667f3bcdp+0, .bound = {.factor = 2.59, .m = -2.0 / 3}, .sweep = NORMS,
            .scatter = 0.03, .expect = LM_EXPECT_REFUTED, .corrected = "relu",
            .note = "A lower bound of the supremum is far above sqrt 2, so that the search need not be complete."},
        [RELU] = {
            .name = "relu", .source = "2019 footnote 2, corrected",
            .reads = "sup_{||x|| = 1} ||relu(W x)|| -> 1 + sqrt 2",
            .measures = "the largest ||relu(W x)|| found by ascent, to a residual of 0.2 %",
            .rule = LM_ORACLE, .constant = 0x1.3504f333f9de6p+1, .bound = {.factor = 2.59, .m = -2.0 / 3}, .sweep = NORMS,
            .scatter = 0.03,
            .note = "1 + sqrt 2 bounds the expectation at every width (Chevet's inequality); the ascent reaches it from below."},
        [TALL_BLOCK] = {
            .name = "tall-block", .source = "2018 section 4",
            .reads = "||W U|| -> sqrt 2 for U an orthonormal basis of the n L states, m >> n L: sqrt 2 (1 + sqrt(n L / m))",
            .measures = "||W U|| for the states of all layers of 4 sequences",
            .rule = LM_ORACLE, .bound = {.factor = 0.7, .m = -0.5}, .limits = true, .sweep = TALL, .scatter = 0.03},
        [TALL_EXCESS] = {
            .name = "tall-excess", .source = "2018 section 4, sharp",
            .reads = "||W U||/sqrt 2 - 1 shrinks exactly like m^(-1/2)",
            .measures = "||W U||/sqrt 2 - 1 for the states of all layers of 4 sequences",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.05, .limits = true, .sweep = TALL, .scatter = 0.1},
    },
    .controls = {
        {.name = "identity-D", .breaks = "D_l is the ReLU's indicator (here D = I, and no ReLU)", .law = {.gate = LM_GATE_NONE},
         .refutes = LM_BIT(PRODUCT_WIDTH) | LM_BIT(PRODUCT_LENGTH) | LM_BIT(PRODUCT_LAW) | LM_BIT(GROWTH) | LM_BIT(NORM_DW)
                  | LM_BIT(RELU)},
        {.name = "variance-4", .breaks = "entries of W have variance 2/m (here 4/m)", .law = {.variance = 4},
         .refutes = LM_BIT(PRODUCT_WIDTH) | LM_BIT(NORM_W) | LM_BIT(NORM_DW) | LM_BIT(RELU) | TALL_CLAIMS},
        {.name = "symmetric", .breaks = "entries of W are independent (here W = W')", .law = {.shape = LM_SYMMETRIC},
         .refutes = LM_BIT(PRODUCT_WIDTH)},
        {.name = "square-block", .breaks = "m >> n L (here U is square)", .variant = SQUARE_BLOCK, .refutes = TALL_CLAIMS},
        {.name = "untied", .breaks = "the same W at each step (here a fresh W at each step)", .law = {.untied = true},
         .compares = LM_BIT(PRODUCT_WIDTH) | LM_BIT(PRODUCT_LAW) | LM_BIT(GROWTH)},
    },
    .sweeps = {
        [WIDTH] = {
            .name = "width", .axis = LM_AXIS_WIDTH,
            .dense = {{256, 512, 1024, 2048}},
            .implicit = {{512, 1024, 2048, 4096, 16384, 100000}},
            .full = {{1000000}},
            .smoke = {{1024, 4096, 16384}},
            .control_dense = {{1024, 1448, 2048}},
            .control_implicit = {{1024, 2048, 4096, 8192}},
            .calibration = {{1024, 2048}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 20},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 20,
            .mpfr = {{128, 256}}, .mpfr_replicates = 3,
            .fit_from = 1024,
            .L = 4, .d = 1, .dx = 4},
        [LENGTH] = {
            .name = "length", .axis = LM_AXIS_LENGTH,
            .implicit = {{4, 6, 8, 12, 16}},
            .full = {{22}},
            .smoke = {{4, 6, 8}},
            .control_implicit = {{8, 12, 16}},
            .calibration = {{4, 6}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 5, [LM_PAPER] = 5},
            .calibration_replicates = 20,
            .m = 8192, .d = 1, .dx = 4, .paired = true},
        [NORMS] = {
            .name = "norms", .axis = LM_AXIS_WIDTH,
            .dense = {{256, 512, 1024}},
            .implicit = {{512, 1024, 2048, 4096, 8192, 16384}},
            .full = {{65536}},
            .smoke = {{1024, 4096}},
            .control_implicit = {{1024, 2048, 4096}},
            .replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 6, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .mpfr = {{128, 256}}, .mpfr_replicates = 3,
            .L = 2, .d = 1, .dx = 4},
        [TALL] = {
            .name = "tall", .axis = LM_AXIS_WIDTH,
            .dense = {{128, 256, 512, 1024, 2048}},
            .implicit = {{512, 1024, 2048, 4096, 16384, 65536, 262144}},
            .full = {{1048576, 4194304}},
            .smoke = {{1024, 8192, 65536}},
            .control_implicit = {{1024, 2048, 4096, 8192}},
            .replicates = {[LM_SMOKE] = 10, [LM_QUICK] = 10, [LM_FULL] = 30, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .mpfr = {{128, 256}}, .mpfr_replicates = 3,
            .fit_from = 1024,
            .L = 4, .d = 1, .dx = 4},
    },
    .domain_length = 4,
    .vectors = vectors,
    .trial = trial);
