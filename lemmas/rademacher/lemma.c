/* Rademacher complexity of the network near its random initialisation: Allen-Zhu & Li (2019), Lemma 8.1 and Proposition A.3.
 *
 * Of the functions F_j(x*; W + W'), ||W'||_F <= Delta/sqrt m, of N sequences the complexity is that of their linear part
 * W' -> <G_q, W'>, up to what the first-order coupling costs. The linear part is computed, not sampled: the best W' for given signs
 * is along sum_q xi_q G_q, so that it is (Delta/sqrt m) (1/N) E sqrt(xi'K xi) with K the Gram matrix of the gradients G_q of one
 * output. ||G_q||_F is what could be exponential in L, and is not. */
#include <lemmata/lemma.h>

#include <math.h>

enum {
    LINEAR_PART, NORM, NORM_SHARP, NORM_LIMIT, LINEAR_PART_LIMIT, UPPER, LOWER,   /* along m */
    LINEAR_PART_SAMPLES, LINEAR_PART_SHARP,                                       /* along N */
    NORM_LENGTH, NORM_LENGTH_SHARP, NORM_LENGTH_LIMIT,                            /* along L */
    OLD_BOUND
};
enum { WIDTH, SAMPLES, LENGTH, NORMS };
enum { EQUAL_SIGNS = 1, BALANCED_SIGNS, FEW_ENTRIES };
enum { EXACT = 12, DRAWS = 400, ENTRIES = 64, MOST_STEPS = 200 }; /* up to EXACT signs are enumerated, more are drawn */

/* ---- Gradients of one output ---- */

static double entry(const double *K, size_t n, size_t q, size_t p)
{
    return K[q * n + p];
}

/* K[q, p] = <G_q, G_p>, G_q = sum_l (D_l Back_{l->L}'e_1) h_{l-1}' the gradient of e_1'B h_L of sequence q. */
static double *gradient_gram(struct lm_trial *t, struct lm_run *run)
{
    struct lm_arena *arena = lm_trial_arena(t);
    const size_t m = run->net->m, d = run->net->d, n = run->inputs.n, L = (size_t)run->inputs.L;
    double *of_y = lm_arena_doubles(arena, n * L * d), *K = lm_arena_doubles(arena, n * n);
    for (size_t k = 0; k < n * L * d; k++) of_y[k] = k % (L * d) == (L - 1) * d;
    const struct lm_factored G = lm_gradient(run, lm_adjoint(run, lm_output_cotangents(run, of_y), NULL));
    double *left = lm_arena_doubles(arena, G.rank * G.rank), *right = lm_arena_doubles(arena, G.rank * G.rank);
    double *copy = lm_arena_doubles(arena, G.rank * m);
    const struct lm_num_ops *ops = lm_num_double()->ops;
    struct lm_panel panel = lm_panel_of_doubles(copy, m, G.rank, m);
    ops->set(&panel, G.left, m);
    ops->cross(left, G.rank, &panel, &panel);
    ops->set(&panel, G.right, m);
    ops->cross(right, G.rank, &panel, &panel);
    for (size_t q = 0; q < n; q++)
        for (size_t p = 0; p < n; p++) {
            double sum = 0;
            for (size_t a = q; a < G.rank; a += n)
                for (size_t b = p; b < G.rank; b += n) sum += left[b * G.rank + a] * right[b * G.rank + a];
            K[q * n + p] = sum;
        }
    return K;
}

/* The limit of K: the part of the kernel's limit that belongs to the first of the outputs at L. */
static double *limit_gram(const struct lm_cell *cell, struct lm_trial *t, const struct lm_inputs *inputs)
{
    const size_t n = inputs->n, d = cell->d, before = ((size_t)inputs->L - 2) * n * d, order = before + n * d;
    double *all = lm_arena_doubles(lm_trial_arena(t), order * order), *K = lm_arena_doubles(lm_trial_arena(t), n * n);
    lm_status status = lm_limit_ntk(all, lm_trial_arena(t), inputs, d, 0);
    if (status != LM_OK) {
        lm_trial_fail(t, status);
        return NULL;
    }
    for (size_t q = 0; q < n; q++)
        for (size_t p = 0; p < n; p++) K[q * n + p] = (double)cell->m * all[(before + q * d) * order + before + p * d];
    return K;
}

static double mean_square(const double *K, size_t n)
{
    double sum = 0;
    for (size_t q = 0; q < n; q++) sum += entry(K, n, q, q) / (double)n;
    return sum;
}

static double largest_norm(const double *K, size_t n)
{
    double largest = 0;
    for (size_t q = 0; q < n; q++) largest = fmax(largest, sqrt(entry(K, n, q, q)));
    return largest;
}

/* ---- Signs ---- */

/* ||sum_q xi_q G_q||_F */
static double signed_norm(const double *K, size_t n, const double *xi)
{
    double sum = 0;
    for (size_t q = 0; q < n; q++)
        for (size_t p = 0; p < n; p++) sum += xi[q] * xi[p] * entry(K, n, q, p);
    return sqrt(fmax(0, sum));
}

/* E ||sum_q xi_q G_q||_F over all signs, or over those with as many 1 as -1. xi and -xi say the same: the last sign stays 1. */
static double mean_over_all(const double *K, size_t n, double *xi, bool balanced)
{
    double sum = 0;
    size_t count = 0;
    for (size_t bits = 0; bits < (size_t)1 << (n - 1); bits++) {
        size_t ones = 0;
        for (size_t q = 0; q < n; q++) {
            xi[q] = bits >> q & 1 ? -1 : 1;
            ones += xi[q] > 0;
        }
        if (balanced && 2 * ones != n) continue;
        sum += signed_norm(K, n, xi);
        count++;
    }
    return sum / (double)count;
}

static double mean_over_draws(const double *K, size_t n, double *xi, struct lm_address address)
{
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 0, address.network);
    double sum = 0;
    for (size_t draw = 0; draw < DRAWS; draw++) {
        lm_stream_uniforms(xi, &stream, draw, 0, n);
        for (size_t q = 0; q < n; q++) xi[q] = xi[q] < 0.5 ? -1 : 1;
        sum += signed_norm(K, n, xi) / DRAWS;
    }
    return sum;
}

static double expected_norm(const struct lm_cell *cell, struct lm_trial *t, const double *K, size_t n)
{
    double *xi = lm_arena_doubles(lm_trial_arena(t), n);
    if (cell->variant == EQUAL_SIGNS) {
        for (size_t q = 0; q < n; q++) xi[q] = 1;
        return signed_norm(K, n, xi);
    }
    if (n <= EXACT) return mean_over_all(K, n, xi, cell->variant == BALANCED_SIGNS);
    return mean_over_draws(K, n, xi, lm_trial_address(t));
}

/* The complexity of the linear part at Delta = 1. */
static double linear_part(const struct lm_cell *cell, struct lm_trial *t, const double *K, size_t n)
{
    return expected_norm(cell, t, K, n) / (sqrt((double)cell->m) * (double)n);
}

/* That of Proposition A.3 over its bound: x_q = G_q/||G_q||_F, B = 1. */
static double over_plain_bound(const struct lm_cell *cell, struct lm_trial *t, const double *K, size_t n)
{
    double *unit = lm_arena_doubles(lm_trial_arena(t), n * n);
    for (size_t q = 0; q < n; q++)
        for (size_t p = 0; p < n; p++) unit[q * n + p] = entry(K, n, q, p) / sqrt(entry(K, n, q, q) * entry(K, n, p, p));
    return expected_norm(cell, t, unit, n) / sqrt((double)n);
}

/* ---- Bounds by spectral norms ---- */

struct step_of {
    struct lm_run *run;
    int l;
    double *copy; /* of what is multiplied */
};

static void multiply(void *context, double *y, const double *x)
{
    const struct step_of *of = context;
    const size_t m = of->run->net->m;
    const struct lm_panel out = lm_panel_of_doubles(y, m, 1, m);
    for (size_t k = 0; k < m; k++) of->copy[k] = x[k];
    const struct lm_panel in = lm_panel_of_doubles(of->copy, m, 1, m);
    lm_weights_mul(of->run->net->W, of->l, &out, &in);
    lm_num_double()->ops->mask(&out, &of->run->D[of->l], &out);
}

static void multiply_transposed(void *context, double *y, const double *x)
{
    const struct step_of *of = context;
    const size_t m = of->run->net->m;
    const struct lm_panel out = lm_panel_of_doubles(y, m, 1, m);
    for (size_t k = 0; k < m; k++) of->copy[k] = x[k];
    const struct lm_panel in = lm_panel_of_doubles(of->copy, m, 1, m);
    lm_num_double()->ops->mask(&in, &of->run->D[of->l], &in);
    lm_weights_tmul(of->run->net->W, of->l, &out, &in);
}

/* The factor per layer of a bound that multiplies spectral norms: the geometric mean of ||D_l W||_2, l = 2 .. L. */
static lm_status factor_per_layer(double *out, const struct lm_cell *cell, struct lm_trial *t, struct lm_run *run)
{
    struct lm_address address = lm_trial_address(t);
    double sum = 0, *copy = lm_arena_doubles(lm_trial_arena(t), run->net->m);
    for (int l = 2; l <= cell->L; l++) {
        struct step_of of = {run, l, copy};
        struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_KRYLOV, (unsigned)l, address.network);
        struct lm_operator op = {run->net->m, run->net->m, multiply, multiply_transposed, &of};
        struct lm_operator_norm norm;
        LM_TRY(lm_operator_norm(&norm, &op, 1e-2, MOST_STEPS, &stream, lm_trial_arena(t)));
        sum += log(norm.value);
    }
    *out = exp(sum / (cell->L - 1));
    return LM_OK;
}

/* ---- The contract ---- */

static struct lm_inputs sequences(const struct lm_cell *cell, struct lm_trial *t)
{
    if (cell->given.n > 0) return cell->given;
    const size_t n = cell->N > 0 ? (size_t)cell->N : 1;
    return lm_inputs_normalised(lm_trial_arena(t), n, cell->L, cell->dx, cell->eps_x, lm_trial_address(t));
}

/* The network whose B has only its first ENTRIES columns. */
static void cut_output(struct lm_net *net)
{
    double *b = lm_arena_doubles(net->arena, net->d * net->m);
    for (size_t r = 0; r < net->d; r++)
        for (size_t k = 0; k < net->m; k++) b[r * net->m + k] = k < ENTRIES ? net->B.a[r * net->B.ld + k] : 0;
    net->B = (struct lm_matrix){net->d, net->m, net->m, b};
}

static void observe_width(const struct lm_cell *cell, struct lm_trial *t, const struct lm_inputs *inputs, const double *K)
{
    const size_t n = inputs->n;
    const double complexity = linear_part(cell, t, K, n), plain = over_plain_bound(cell, t, K, n);
    const double *limit = limit_gram(cell, t, inputs);
    if (!limit) return;
    struct lm_cell random = *cell;
    random.variant = 0;
    lm_observe(t, LINEAR_PART, complexity);
    lm_observe(t, NORM, largest_norm(K, n));
    lm_observe_with_limit(t, NORM_SHARP, sqrt(mean_square(K, n)), sqrt(mean_square(limit, n)));
    lm_observe(t, NORM_LIMIT, mean_square(K, n) / mean_square(limit, n));
    lm_observe(t, LINEAR_PART_LIMIT, complexity / linear_part(&random, t, limit, n));
    lm_observe(t, UPPER, plain);
    lm_observe(t, LOWER, plain);
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    const struct lm_inputs inputs = sequences(cell, t);
    struct lm_net *net = lm_trial_net(t, inputs.dim);
    if (cell->variant == FEW_ENTRIES) cut_output(net);
    struct lm_run *run = lm_trial_forward(t, net, &inputs);
    if (cell->sweep == NORMS) {
        double factor = 0;
        const lm_status status = factor_per_layer(&factor, cell, t, run);
        if (status != LM_OK) lm_trial_fail(t, status);
        lm_observe(t, OLD_BOUND, factor);
        return;
    }
    const double *K = gradient_gram(t, run);
    if (cell->sweep == WIDTH) observe_width(cell, t, &inputs, K);
    if (cell->sweep == SAMPLES) {
        const double complexity = linear_part(cell, t, K, inputs.n);
        lm_observe(t, LINEAR_PART_SAMPLES, complexity);
        lm_observe(t, LINEAR_PART_SHARP, complexity);
    }
    if (cell->sweep == LENGTH) {
        const double *limit = limit_gram(cell, t, &inputs), norm = sqrt(mean_square(K, inputs.n));
        if (!limit) return;
        lm_observe(t, NORM_LENGTH, norm);
        lm_observe_with_limit(t, NORM_LENGTH_SHARP, norm, sqrt(mean_square(limit, inputs.n)));
        lm_observe(t, NORM_LENGTH_LIMIT, mean_square(K, inputs.n) / mean_square(limit, inputs.n));
    }
}

/* With the user's own sequences there is nothing to sweep along N; balanced signs need an even number that can be enumerated. */
static bool admits(const struct lm_cell *cell)
{
    const size_t n = cell->given.n;
    return lm_inputs_bounded(&cell->given) && (n == 0 || (cell->sweep != SAMPLES && n % 2 == 0 && n <= EXACT));
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    const size_t n = cell->given.n > 0 ? cell->given.n : cell->N > 0 ? (size_t)cell->N : 1;
    *right = lm_forward_vectors(cell->L, n);
    *left = n * (size_t)(cell->L - 1);
    if (cell->sweep != NORMS) return;
    *right += MOST_STEPS / 8 * (size_t)(cell->L - 1); /* a residual of 1 % takes about 25 steps */
    *left += MOST_STEPS / 8 * (size_t)(cell->L - 1);
}

#define LENGTHS (LM_BIT(NORM_LENGTH) | LM_BIT(NORM_LENGTH_SHARP) | LM_BIT(NORM_LENGTH_LIMIT))
#define LIMITS (LM_BIT(NORM_LIMIT) | LM_BIT(LINEAR_PART_LIMIT))

LM_LEMMA(rademacher,
    .title = "Rademacher complexity near initialisation",
    .papers = "2019",
    .hypotheses = "W, A ~ N(0, 2/m), B ~ N(0, 1/d); normalised sequences, independent of each other, eps_x = 1/L; the class of all "
                  "W' with ||W'||_F <= Delta/sqrt m, its linear part at Delta = 1",
    .statements = {
        [LINEAR_PART] = {
            .name = "linear-part-in-m", .source = "2019 Lemma 8.1, in m",
            .reads = "(Delta/sqrt m) (1/N) E ||sum_q xi_q G_q||_F <= O(rho^c Delta/sqrt N), free of m",
            .measures = "the left side at Delta = 1, all signs xi of N = 8 sequences",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.N = -0.5}, .constant = 1.09, .sweep = WIDTH, .scatter = 0.1},
        [NORM] = {
            .name = "gradient-norm", .source = "2019 section 8, in m",
            .reads = "||G_q||_F <= O(L rho sqrt(m/d))",
            .measures = "max over q of ||G_q||_F, N = 8",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = 0.5, .d = -0.5}, .constant = 1.77, .sweep = WIDTH, .scatter = 0.1},
        [NORM_SHARP] = {
            .name = "gradient-norm-sharp", .source = "2019 section 8, sharp in m",
            .reads = "||G_q||_F grows exactly like m^(1/2)",
            .measures = "root mean square over q of ||G_q||_F, N = 8",
            .rule = LM_EXPONENT, .exponent = 0.5, .tolerance = 0.08, .limits = true, .sweep = WIDTH, .scatter = 0.08},
        [NORM_LIMIT] = {
            .name = "limit-of-gradient-norm", .source = "2019 section 8, infinite width",
            .reads = "E ||G_q||_F^2 tends to (m/(2d)) sum_{l < L} ||h_l||^2",
            .measures = "mean over q of ||G_q||_F^2 over its limit, N = 8",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 4.8, .L = 2, .m = -1}, .sweep = WIDTH, .scatter = 0.15},
        [LINEAR_PART_LIMIT] = {
            .name = "limit-of-linear-part", .source = "2019 Lemma 8.1, infinite width",
            .reads = "(1/sqrt m) (1/N) E sqrt(xi'K xi) tends to its value at the limit of K",
            .measures = "linear part over its limit, N = 8",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 4.8, .L = 2, .m = -1}, .sweep = WIDTH, .scatter = 0.08},
        [UPPER] = {
            .name = "plain-upper", .source = "2019 Proposition A.3, with its constant",
            .reads = "||x_q|| = 1: R({x -> <w, x> : ||w|| <= B}) <= B/sqrt N",
            .measures = "sqrt N R/B of the unit vectors G_q/||G_q||_F, all signs of N = 8",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1 + 1e-12}, .tolerance = 0.05, .sweep = WIDTH},
        [LOWER] = {
            .name = "plain-lower", .source = "2019 Proposition A.3, Khintchine's inequality",
            .reads = "||x_q|| = 1: R({x -> <w, x> : ||w|| <= B}) >= B/sqrt(2 N)",
            .measures = "sqrt N R/B of the unit vectors G_q/||G_q||_F, all signs of N = 8",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = 0.70710678}, .tolerance = 0.05, .sweep = WIDTH},
        [LINEAR_PART_SAMPLES] = {
            .name = "linear-part-in-n", .source = "2019 Lemma 8.1, in N",
            .reads = "(Delta/sqrt m) (1/N) E ||sum_q xi_q G_q||_F <= O(rho^c Delta/sqrt N)",
            .measures = "the left side at Delta = 1, 400 random signs",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.N = -0.5}, .constant = 0.955, .sweep = SAMPLES, .scatter = 0.05},
        [LINEAR_PART_SHARP] = {
            .name = "linear-part-sharp", .source = "2019 Lemma 8.1, sharp in N",
            .reads = "the linear part shrinks exactly like N^(-1/2)",
            .measures = "the linear part at Delta = 1, 400 random signs",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.04, .sweep = SAMPLES, .scatter = 0.05,
            .note = "Jensen's and Khintchine's inequalities put any class of gradients within a factor sqrt 2 of N^(-1/2): what is audited "
                    "here is the code and the independence of the signs, not the network."},
        [NORM_LENGTH] = {
            .name = "gradient-norm-in-l", .source = "2019 section 8, in L",
            .reads = "||G_q||_F <= O(L rho sqrt(m/d)), nothing exponential in L",
            .measures = "||G_q||_F",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 1, .rho = 1, .m = 0.5, .d = -0.5}, .constant = 3.62e-5,
            .sweep = LENGTH, .scatter = 0.15, .slack = -1.46},
        [NORM_LENGTH_SHARP] = {
            .name = "gradient-norm-in-l-sharp", .source = "2019 section 8, sharp in L",
            .reads = "||G_q||_F <= O(sqrt(L m/d))",
            .measures = "||G_q||_F",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 0.5, .m = 0.5, .d = -0.5}, .constant = 0.693, .limits = true,
            .sweep = LENGTH, .scatter = 0.15},
        [NORM_LENGTH_LIMIT] = {
            .name = "limit-of-gradient-norm-in-l", .source = "2019 section 8, infinite width",
            .reads = "E ||G_q||_F^2 tends to (m/(2d)) sum_{l < L} ||h_l||^2",
            .measures = "||G_q||_F^2 over its limit",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 4.8, .L = 2, .m = -1}, .sweep = LENGTH, .scatter = 0.3},
        [OLD_BOUND] = {
            .name = "spectral-norms-multiply", .source = "2019 section 1, on earlier bounds",
            .reads = "bounds that multiply spectral norms scale exponentially in L: by a factor 1 + sqrt 2 for each layer",
            .measures = "geometric mean over l of ||D_l W||_2",
            .rule = LM_ORACLE, .constant = 2.414213562373095, .bound = {.factor = 0.05}, .sweep = NORMS, .scatter = 0.02,
            .note = "The allowance is twice the tolerance of the iteration, 1 %, of the value."},
    },
    .controls = {
        {.name = "variance-4", .breaks = "entries of W have variance 2/m (here 4/m)", .law = {.variance = 4},
         .refutes = LM_BIT(LINEAR_PART) | LM_BIT(NORM) | LIMITS | LENGTHS},
        {.name = "variance-1", .breaks = "entries of W have variance 2/m (here 1/m)", .law = {.variance = 1},
         .refutes = LIMITS | LM_BIT(NORM_LENGTH_LIMIT) | LM_BIT(OLD_BOUND)},
        {.name = "no-relu", .breaks = "h_l = D_l g_l (here h_l = g_l)", .law = {.gate = LM_GATE_NONE},
         .refutes = LM_BIT(LINEAR_PART) | LM_BIT(NORM) | LIMITS | LENGTHS},
        {.name = "equal-signs", .breaks = "the signs are random (here all are 1: labels of one class)", .variant = EQUAL_SIGNS,
         .refutes = LM_BIT(UPPER) | LM_BIT(LINEAR_PART_SAMPLES) | LM_BIT(LINEAR_PART_SHARP) | LM_BIT(LINEAR_PART_LIMIT)},
        {.name = "balanced-signs", .breaks = "the signs are independent (here as many 1 as -1)", .variant = BALANCED_SIGNS,
         .refutes = LM_BIT(LOWER)},
        {.name = "few-entries", .breaks = "B has m entries a row (here 64)", .variant = FEW_ENTRIES,
         .refutes = LM_BIT(NORM_SHARP) | LIMITS},
    },
    .sweeps = {
        [WIDTH] = {
            .name = "width", .axis = LM_AXIS_WIDTH,
            .dense = {{512, 1024, 2048}},
            .implicit = {{512, 1024, 2048, 4096, 16384, 65536, 131072}},
            .full = {{1048576}},
            .smoke = {{1024, 4096, 16384}},
            .control_implicit = {{1024, 4096, 16384}},
            .calibration = {{1024, 2048}},
            .mpfr = {{512}}, .mpfr_replicates = 1,
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 8, [LM_FULL] = 30, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 8, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 20,
            .fit_from = 1024,
            .L = 5, .d = 2, .dx = 4, .N = 8},
        [SAMPLES] = {
            .name = "samples", .axis = LM_AXIS_ROWS, .paired = true,
            .dense = {{8, 16, 32, 64, 128, 256}},
            .control_implicit = {{8, 16, 32}},
            .calibration = {{8, 16}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 6, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 4, [LM_FULL] = 10, [LM_PAPER] = 20},
            .calibration_replicates = 20,
            .m = 1024, .L = 4, .d = 2, .dx = 4},
        [LENGTH] = {
            .name = "length", .axis = LM_AXIS_LENGTH,
            .implicit = {{4, 8, 16, 32}},
            .smoke = {{4, 8, 16}},
            .full = {{64}},
            .control_implicit = {{8, 12, 16}},
            .calibration = {{4, 8}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 8, [LM_FULL] = 30, [LM_PAPER] = 30},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 20,
            .m = 65536, .d = 2, .dx = 4},
        [NORMS] = {
            .name = "norms", .axis = LM_AXIS_LENGTH,
            .dense = {{4, 6, 8}},
            .control_implicit = {{4, 6}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 20, [LM_PAPER] = 20},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .m = 1024, .d = 2, .dx = 4},
    },
    .domain_length = 4,
    .domain = "own sequences: an even number, at most 12",
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
