/* Sparse spectral norms: Allen-Zhu, Li & Song (2018), equations (4.5), (4.6); Allen-Zhu & Li (2019), Lemma B.1 (j).
 *
 * For all diagonal 0/1 matrices D', D'' with s ones, chosen after W is seen,
 *   ||D' W D_{l1} W ... D_{l2} W D''||_2 <= O(rho sqrt s / sqrt m)   and   ||B D_{l1} W ... D_{l2} W D'||_2 <= O~(sqrt s). */
#include <lemmata/lemma.h>

#include <math.h>

enum {
    FORWARD_WIDTH,
    FORWARD_WIDTH_SHARP,
    RANDOM_WIDTH,
    FORWARD_SPARSITY,
    FORWARD_SPARSITY_SHARP,
    BACKWARD_WIDTH,
    BACKWARD_WIDTH_LAW,
    BACKWARD_SPARSITY,
    BACKWARD_SPARSITY_LAW
};
enum { WIDTH, SPARSITY, BACK_WIDTH, BACK_SPARSITY };
enum { DENSE_D = 1, FIXED_D };

/* The attack, the same at every width and sparsity: more effort at one end of an axis would be read as an exponent. */
enum { STARTS = 4, ITERATIONS = 3 };
/* The columns of Back are d long, so that a search among them costs nothing once the short ones are left out. */
enum { BACK_STARTS = 12, BACK_ITERATIONS = 12, CANDIDATES = 64 };
enum { FIXED_ONES = 16 };

/* The ones of D' and D''. A cell outside the sweeps has s = 0: the largest entry. */
static size_t ones_of(const struct lm_cell *cell)
{
    if (cell->variant == DENSE_D) return cell->m / 64;
    if (cell->variant == FIXED_D) return FIXED_ONES;
    return cell->s < 1 ? 1 : (size_t)cell->s;
}

/* ---- (4.5) ---- */

/* M = W D_{l1} W ... D_{l2} W of the first sequence: l1 - l2 + 2 factors W. */
struct product {
    const struct lm_run *run;
    int l1, l2;
    struct lm_panel gated; /* room for as many columns as M may meet at a time */
};

enum { FAMILY = 2 };

/* The shortest product in the middle of the sequence, and the longest one. */
static int first_layer(int L, int member)
{
    return member == 0 ? L / 2 : 1;
}

static int last_layer(int L, int member)
{
    return member == 0 ? L / 2 : L - 1;
}

static void apply(const struct product *M, int l, const struct lm_panel *gated, const struct lm_panel *y)
{
    struct lm_mask gate = lm_mask_view(&M->run->D[l], 0, 1);
    y->num->ops->mask(gated, &gate, y);
}

static void mul(void *context, const struct lm_panel *y, const struct lm_panel *x)
{
    const struct product *M = context;
    struct lm_weights *W = M->run->net->W;
    struct lm_panel gated = lm_panel_view(&M->gated, 0, x->cols);
    lm_weights_mul(W, M->l2, y, x);
    for (int l = M->l2; l <= M->l1; l++) {
        apply(M, l, &gated, y);
        lm_weights_mul(W, l + 1, y, &gated);
    }
}

static void tmul(void *context, const struct lm_panel *y, const struct lm_panel *x)
{
    const struct product *M = context;
    struct lm_weights *W = M->run->net->W;
    struct lm_panel gated = lm_panel_view(&M->gated, 0, x->cols);
    lm_weights_tmul(W, M->l1 + 1, y, x);
    for (int l = M->l1; l >= M->l2; l--) {
        apply(M, l, &gated, y);
        lm_weights_tmul(W, l, y, &gated);
    }
}

/* The largest ||D' M D''|| that the attack finds over the family, and that of random supports in its shortest member. Norms are
 * those of the s x s matrices that the basis vectors give, never what the iteration believes. */
static lm_status forward_norms(double *found, double *random, const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_arena *arena = lm_trial_arena(t);
    struct lm_inputs inputs = lm_trial_normalised(t);
    struct lm_net *net = lm_trial_net(t, inputs.dim);
    struct lm_run *run = lm_trial_forward(t, net, &inputs);
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 0, address.network);
    size_t s = ones_of(cell), columns = s > STARTS ? s : STARTS;
    struct lm_panel gated = lm_panel_new(arena, net->num, net->m, columns);
    struct product family[FAMILY];
    struct lm_panel_operator M[FAMILY];
    struct lm_sparse_norm reached[FAMILY];

    for (int k = 0; k < FAMILY; k++) {
        family[k] = (struct product){run, last_layer(inputs.L, k), first_layer(inputs.L, k), gated};
        M[k] = (struct lm_panel_operator){net->num, net->m, net->m, mul, tmul, &family[k]};
        lm_status status = lm_sparse_norm(&reached[k], &M[k], s, s, STARTS, ITERATIONS, &stream, arena);
        if (status != LM_OK) return status;
    }
    int best = reached[1].value > reached[0].value;
    *found = lm_restricted_norm(&M[best], &reached[best].rows, &reached[best].cols, arena);
    if (cell->sweep != WIDTH) return LM_OK;
    struct lm_support rows = lm_support_new(arena, s), cols = lm_support_new(arena, s);
    lm_support_random(&rows, net->m, &stream, STARTS, arena); /* the starts are the rows before */
    lm_support_random(&cols, net->m, &stream, STARTS + 1, arena);
    *random = lm_restricted_norm(&M[0], &rows, &cols, arena);
    return LM_OK;
}

/* The root of log(m/s), the logarithm that (4.5) hides in rho. */
static double hidden_logarithm(const struct lm_cell *cell)
{
    return sqrt(log((double)cell->m / fmax(1, cell->s)));
}

static void forward_trial(const struct lm_cell *cell, struct lm_trial *t)
{
    double found, random = 0;
    lm_status status = forward_norms(&found, &random, cell, t);
    if (status != LM_OK) {
        lm_trial_fail(t, status);
        return;
    }
    if (cell->sweep == SPARSITY) {
        lm_observe(t, FORWARD_SPARSITY, found);
        lm_observe(t, FORWARD_SPARSITY_SHARP, found / hidden_logarithm(cell));
        return;
    }
    lm_observe(t, FORWARD_WIDTH, found);
    lm_observe(t, FORWARD_WIDTH_SHARP, found / hidden_logarithm(cell));
    lm_observe(t, RANDOM_WIDTH, random);
}

/* ---- (4.6) ---- */

static void back_mul(void *context, const struct lm_panel *y, const struct lm_panel *x)
{
    y->num->ops->gemm(y, context, x, false);
}

static void back_tmul(void *context, const struct lm_panel *y, const struct lm_panel *x)
{
    y->num->ops->gemm_t(y, context, x, false);
}

/* max over D' of ||Back D'||, Back given by its d rows of m entries, for the s ones that the search finds. It looks among the 64 s
 * longest columns. The s columns that matter for a unit vector u are those of the largest |<u, column>|, about sqrt(2 log(m/s)/d);
 * a Gaussian column of length sqrt(2 log(m/(64 s))/d) or less is not among them. */
static lm_status sparse_back_norm(double *norm, const double *back, const struct lm_cell *cell, const struct lm_stream *stream,
                                  struct lm_arena *arena)
{
    size_t m = cell->m, d = cell->d, s = ones_of(cell), count = CANDIDATES * s < m ? CANDIDATES * s : m;
    double *square = lm_arena_doubles(arena, m), *entries = lm_arena_doubles(arena, d * count);
    struct lm_support longest = lm_support_new(arena, count);
    for (size_t k = 0; k < m; k++) {
        square[k] = 0;
        for (size_t r = 0; r < d; r++) square[k] += back[r * m + k] * back[r * m + k];
    }
    lm_support_largest(&longest, square, m);
    for (size_t r = 0; r < d; r++)
        for (size_t k = 0; k < count; k++) entries[r * count + k] = back[r * m + longest.index[k]];

    struct lm_matrix among = {d, count, count, entries};
    struct lm_panel_operator op = {lm_num_double(), d, count, back_mul, back_tmul, &among};
    struct lm_sparse_norm reached;
    lm_status status = lm_sparse_norm(&reached, &op, d, s, BACK_STARTS, BACK_ITERATIONS, stream, arena);
    if (status == LM_OK) *norm = lm_restricted_norm(&op, &reached.rows, &reached.cols, arena);
    return status;
}

/* The mean of the s largest squares among n numbers: the exact adversary of one row. */
static double mean_of_largest_squares(const double *x, size_t n, size_t s, struct lm_arena *arena)
{
    struct lm_support largest = lm_support_new(arena, s);
    lm_support_largest(&largest, x, n);
    double sum = 0;
    for (size_t k = 0; k < s; k++) sum += x[largest.index[k]] * x[largest.index[k]];
    return sum / (double)s;
}

/* Its expectation for n independent N(0, 1). Given the square that comes next, the s largest are independent draws beyond it, of
 * mean 1 + 2 q phi(q)/p, about -2 log p, where the tail beyond q has probability p. Here p has the law Beta(s + 1, n - s): that is
 * the value at its mean plus 1/(s + 1); right to 2e-3 for s >= 4. */
static double gaussian_largest_squares(size_t n, size_t s)
{
    double p = (double)(s + 1) / (double)(n + 1), low = 0, high = 40;
    for (int k = 0; k < 100; k++) { /* P(|N(0,1)| > q) = p */
        double q = (low + high) / 2;
        if (erfc(q * sqrt(0.5)) > p)
            low = q;
        else
            high = q;
    }
    double phi = exp(-low * low / 2) * sqrt(0.5 / acos(-1.0));
    return 1 + 2 * low * phi / p + 1 / (double)(s + 1);
}

static void backward_trial(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_arena *arena = lm_trial_arena(t);
    struct lm_inputs inputs = lm_trial_normalised(t);
    struct lm_net *net = lm_trial_net(t, inputs.dim);
    struct lm_run *run = lm_trial_forward(t, net, &inputs);
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 0, address.network);
    size_t s = ones_of(cell);
    double *rows = lm_arena_doubles(arena, net->d * net->m), largest = 0, squares = 0;

    struct lm_back *back = lm_back_begin(run, 0, 1);
    do {
        int i = lm_back_source(back);
        for (int j = i + 1; j <= inputs.L; j++) { /* B D_j W ... D_{i+1} W */
            struct lm_panel signal = lm_back_to(back, 0, j);
            net->num->ops->get(rows, net->m, &signal);
            double norm;
            lm_status status = sparse_back_norm(&norm, rows, cell, &stream, arena);
            if (status != LM_OK) {
                lm_trial_fail(t, status);
                return;
            }
            largest = fmax(largest, norm);
            if (i == 1 && j == inputs.L) squares = (double)net->d * mean_of_largest_squares(rows, net->m, s, arena);
        }
    } while (lm_back_step(back));

    bool width = cell->sweep == BACK_WIDTH;
    unsigned law = width ? BACKWARD_WIDTH_LAW : BACKWARD_SPARSITY_LAW;
    lm_observe(t, width ? BACKWARD_WIDTH : BACKWARD_SPARSITY, largest);
    lm_observe_with_limit(t, law, squares, gaussian_largest_squares(net->m, (size_t)fmax(1, cell->s)));
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    if (cell->sweep == WIDTH || cell->sweep == SPARSITY)
        forward_trial(cell, t);
    else
        backward_trial(cell, t);
}

/* (4.5) and (4.6) ask for s <= m^0.49. M needs a layer behind its first gate. */
static bool admits(const struct lm_cell *cell)
{
    return cell->s <= pow((double)cell->m, 0.49) && cell->L >= 2;
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    *right = lm_forward_vectors(cell->L, cell->given.n > 0 ? cell->given.n : 1);
    *left = 0;
    if (cell->sweep == BACK_WIDTH || cell->sweep == BACK_SPARSITY) {
        *left = lm_backward_vectors(cell->L, cell->d, 1);
        return;
    }
    for (int k = 0; k < FAMILY; k++) *left += (size_t)(last_layer(cell->L, k) - first_layer(cell->L, k) + 2) * STARTS * ITERATIONS;
    *right += *left + (size_t)cell->L * ones_of(cell) + (cell->sweep == WIDTH ? 2 * ones_of(cell) : 0);
}

#define WIDTHS (LM_BIT(FORWARD_WIDTH) | LM_BIT(FORWARD_WIDTH_SHARP) | LM_BIT(RANDOM_WIDTH))
#define LAWS (LM_BIT(BACKWARD_WIDTH_LAW) | LM_BIT(BACKWARD_SPARSITY_LAW))

LM_LEMMA(sparse_spectral,
    .title = "Sparse spectral norms",
    .papers = "2018 2019",
    .hypotheses = "W, A ~ N(0, 2/m), B ~ N(0, 1/d); one fixed normalised sequence, eps_x = 1/L; D', D'' any diagonal 0/1 matrices "
                  "with s ones, s <= m^0.49",
    .statements = {
        [FORWARD_WIDTH] = {
            .name = "forward-width", .source = "2018 equation (4.5), 2019 Lemma B.1 (j), in m",
            .reads = "||D' W D_{l1} W ... D_{l2} W D''||_2 <= O(rho s^(1/2) / m^(1/2)) for all D', D'' with s ones",
            .measures = "the largest norm found by truncated power iteration, l1 = l2 = L/2 and l1 = L - 1, l2 = 1",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.5, .s = 0.5, .log_m_s = 0.5}, .constant = 3.33,
            .literal = {.rho = 1, .m = -0.5, .s = 0.5}, .trivial = {.factor = 1}, .sweep = WIDTH, .expect = LM_EXPECT_SURVIVED,
            .scatter = 0.06, .slack = -0.02,
            .note = "A search finds lower bounds of the largest norm: it can refute the claim, never prove it. Printed with the "
                    "same D' on both sides; its uses need two."},
        [FORWARD_WIDTH_SHARP] = {
            .name = "forward-width-sharp", .source = "2018 equation (4.5), sharp in m",
            .reads = "max over D', D'' of the norm shrinks exactly like (log(m/s)/m)^(1/2)",
            .measures = "the same, divided by log(m/s)^(1/2)",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.08, .sweep = WIDTH, .expect = LM_EXPECT_SURVIVED,
            .scatter = 0.06},
        [RANDOM_WIDTH] = {
            .name = "random-width", .source = "2018 equation (4.5), fixed supports",
            .reads = "for D', D'' drawn before W is seen the norm shrinks exactly like m^(-1/2), without a logarithm",
            .measures = "||D' W D_l W D''||_2 for random supports, l = L/2",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.08, .sweep = WIDTH, .scatter = 0.15},
        [FORWARD_SPARSITY] = {
            .name = "forward-sparsity", .source = "2018 equation (4.5), 2019 Lemma B.1 (j), in s",
            .reads = "||D' W D_{l1} W ... D_{l2} W D''||_2 <= O(rho s^(1/2) / m^(1/2)) for all D', D'' with s ones",
            .measures = "the largest norm found by truncated power iteration, l1 = l2 = L/2 and l1 = L - 1, l2 = 1",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.5, .s = 0.5, .log_m = 0.5}, .constant = 2.64,
            .literal = {.rho = 1, .m = -0.5, .s = 0.5}, .trivial = {.factor = 1}, .sweep = SPARSITY, .expect = LM_EXPECT_SURVIVED,
            .scatter = 0.04},
        [FORWARD_SPARSITY_SHARP] = {
            .name = "forward-sparsity-sharp", .source = "2018 equation (4.5), sharp in s",
            .reads = "max over D', D'' of the norm grows exactly like (s log(m/s))^(1/2)",
            .measures = "the same, divided by log(m/s)^(1/2)",
            .rule = LM_EXPONENT, .exponent = 0.5, .tolerance = 0.08, .sweep = SPARSITY, .expect = LM_EXPECT_SURVIVED,
            .scatter = 0.04},
        [BACKWARD_WIDTH] = {
            .name = "backward-width", .source = "2018 equation (4.6), in m",
            .reads = "||B D_{l1} W ... D_{l2} W D'||_2 <= O~(s^(1/2)) for all D' with s ones",
            .measures = "max over i < j of the largest ||Back_{i->j} D'||_2 found",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.s = 0.5, .log_m_s = 0.5}, .constant = 1.22, .sweep = BACK_WIDTH,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.06},
        [BACKWARD_WIDTH_LAW] = {
            .name = "backward-width-law", .source = "2018 equation (4.6), one row, infinite width",
            .reads = "E (d/s) max ||e_1'Back_{1->L} D'||^2 -> the mean of the s largest squares of m independent N(0, 1)",
            .measures = "d/s times the sum of the s largest squares of the first row of Back_{1->L}",
            .rule = LM_ORACLE, .limits = true, .bound = {.factor = 3.3, .L = 2, .m = -1, .log_m = 1}, .sweep = BACK_WIDTH,
            .scatter = 1.2,
            .note = "One row has an exact adversary, its s largest entries. The allowance is the bias 2 Var log ||Back|| of a "
                    "squared scale, Var <= 0.9^2 L^2/m with tied weights, times the value, at most 2 log m."},
        [BACKWARD_SPARSITY] = {
            .name = "backward-sparsity", .source = "2018 equation (4.6), in s",
            .reads = "||B D_{l1} W ... D_{l2} W D'||_2 <= O~(s^(1/2)) for all D' with s ones",
            .measures = "max over i < j of the largest ||Back_{i->j} D'||_2 found",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.s = 0.5, .log_m_s = 0.5}, .constant = 1.12, .sweep = BACK_SPARSITY,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.06},
        [BACKWARD_SPARSITY_LAW] = {
            .name = "backward-sparsity-law", .source = "2018 equation (4.6), one row, infinite width",
            .reads = "E (d/s) max ||e_1'Back_{1->L} D'||^2 -> the mean of the s largest squares of m independent N(0, 1)",
            .measures = "d/s times the sum of the s largest squares of the first row of Back_{1->L}",
            .rule = LM_ORACLE, .limits = true, .bound = {.factor = 3.3, .L = 2, .m = -1, .log_m = 1}, .sweep = BACK_SPARSITY,
            .scatter = 1.2},
    },
    .controls = {
        {.name = "dense-D", .breaks = "D', D'' have s ones (here m/64, while the bound knows of s)", .variant = DENSE_D,
         .refutes = WIDTHS | LM_BIT(BACKWARD_WIDTH)},
        {.name = "fixed-D", .breaks = "D', D'' have s ones (here 16, whatever s)", .variant = FIXED_D,
         .refutes = LM_BIT(FORWARD_SPARSITY_SHARP) | LM_BIT(BACKWARD_SPARSITY_LAW)},
        {.name = "variance-4", .breaks = "entries of W have variance 2/m (here 4/m)", .law = {.variance = 4},
         .refutes = LM_BIT(FORWARD_WIDTH) | LM_BIT(FORWARD_SPARSITY) | LM_BIT(BACKWARD_WIDTH) | LM_BIT(BACKWARD_SPARSITY) | LAWS},
        {.name = "low-rank", .breaks = "entries of W are independent (here W has rank 8)", .law = {.shape = LM_LOW_RANK},
         .refutes = LM_BIT(FORWARD_WIDTH)},
        {.name = "symmetric", .breaks = "entries of W are independent (here W = W')", .law = {.shape = LM_SYMMETRIC},
         .refutes = LM_BIT(FORWARD_WIDTH)},
        {.name = "heavy-tails", .breaks = "entries of W are Gaussian (here Student t, 1.5 degrees of freedom)",
         .law = {.shape = LM_HEAVY_TAILS}, .refutes = LM_BIT(FORWARD_WIDTH) | LM_BIT(BACKWARD_WIDTH)},
    },
    .sweeps = {
        [WIDTH] = {
            .name = "width", .axis = LM_AXIS_WIDTH,
            .dense = {{256, 512, 1024, 2048}},
            .implicit = {{512, 1024, 2048, 4096, 16384, 131072}}, /* a cell meets some 200 vectors */
            .full = {{1048576}},
            .smoke = {{1024, 2048, 4096}},
            .control_dense = {{1024, 1448, 2048}},
            .control_implicit = {{1024, 2048, 4096}}, /* dense D: m/64 ones must meet W */
            .calibration = {{2048, 4096}},                  /* where s log m is small beside m */
            .mpfr = {{128, 256}}, .mpfr_replicates = 3,
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 6, [LM_FULL] = 20, [LM_PAPER] = 20},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 4, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 40,
            .fit_from = 1024,
            .L = 4, .d = 1, .dx = 4, .s = 8},
        [SPARSITY] = {
            .name = "sparsity", .axis = LM_AXIS_SPARSITY,
            .implicit = {{4, 8, 16, 32, 64}},
            .full = {{128}},
            .smoke = {{4, 8, 16}},
            .control_implicit = {{4, 8, 16}},
            .calibration = {{4, 8}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 4, [LM_FULL] = 15, [LM_PAPER] = 20},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 20,
            .m = 32768, .L = 4, .d = 1, .dx = 4, .paired = true},
        [BACK_WIDTH] = {
            .name = "backward-width", .axis = LM_AXIS_WIDTH,
            .dense = {{128, 256, 512, 1024, 2048}},
            .implicit = {{512, 1024, 2048, 4096, 16384, 65536, 262144, 1048576}},
            .full = {{4194304, 10000000}},
            .smoke = {{1024, 4096, 16384}},
            .control_dense = {{1024, 1448, 2048}},
            .control_implicit = {{1024, 2048, 4096, 8192}},
            .calibration = {{1024, 2048}},
            .mpfr = {{128, 256}}, .mpfr_replicates = 3,
            .replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 10, [LM_FULL] = 30, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 6, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 40,
            .fit_from = 1024,
            .L = 4, .d = 2, .dx = 4, .s = 8},
        [BACK_SPARSITY] = {
            .name = "backward-sparsity", .axis = LM_AXIS_SPARSITY,
            .implicit = {{4, 8, 16, 32, 64, 128}},
            .smoke = {{4, 16, 64}},
            .control_implicit = {{4, 16, 64}},
            .calibration = {{4, 8}},
            .replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 10, [LM_FULL] = 30, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 6, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 40,
            .m = 65536, .L = 4, .d = 2, .dx = 4, .paired = true},
    },
    .domain_length = 4,
    .domain = "s <= m^0.49",
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
