/* Backward signal: Allen-Zhu & Li (2019), Lemma B.1 (e) to (h).
 *
 * Back_{i->j} neither grows nor vanishes from layer to layer: its entries are O(rho/sqrt d), its rows Omega(sqrt(m/d)), a vector
 * that is carried from layer i to layer j keeps its length, and so does the output. */
#include <lemmata/lemma.h>

#include <math.h>

enum {
    ENTRY,
    ROW_NORM,
    LOG_ROW_NORM,
    VECTOR_NORM,
    LOG_VECTOR_NORM,
    ENTRY_LENGTH,
    ROW_NORM_LENGTH,
    OUTPUT_NORM,
    OUTPUT_EXPONENT,
    OUTPUT_SQUARE
};
enum { WIDTH, LENGTH, OUTPUTS };

/* ---- (f), (g): Back_{i->j}, row by row ---- */

struct rows {
    double largest_entry, shortest, log_norms;
    size_t n, moved;    /* all rows, and those with i < j: the others are rows of B */
};

static void add_rows(struct rows *rows, struct lm_trial *t, const struct lm_panel *back, bool moved)
{
    double *norm = lm_arena_doubles(lm_trial_arena(t), back->cols), *entry = lm_arena_doubles(lm_trial_arena(t), back->cols);
    back->num->ops->norm(norm, back);
    back->num->ops->max_abs(entry, back);
    for (size_t r = 0; r < back->cols; r++) {
        rows->largest_entry = fmax(rows->largest_entry, entry[r]);
        rows->shortest = rows->n++ > 0 ? fmin(rows->shortest, norm[r]) : norm[r];
        if (!moved) continue;
        rows->log_norms += log(norm[r] * sqrt((double)back->cols / (double)back->rows));
        rows->moved++;
    }
}

static struct rows all_rows(struct lm_trial *t, struct lm_run *run)
{
    struct rows out = {0};
    size_t n = run->inputs.n;
    struct lm_back *back = lm_back_begin(run, 0, n);
    do {
        for (int j = lm_back_source(back); j <= run->inputs.L; j++)
            for (size_t s = 0; s < n; s++) {
                struct lm_panel to = lm_back_to(back, s, j);
                add_rows(&out, t, &to, j > lm_back_source(back));
            }
    } while (lm_back_step(back));
    return out;
}

/* ---- (e): D_j W ... D_{i+1} W u for all i < j at once ---- */

struct vectors {
    double largest, log_norms;
    size_t n;
};

/* Two unit vectors that know nothing of the network: a random direction and e_1. */
enum { STARTS = 2 };
static struct lm_panel starts(struct lm_trial *t, const struct lm_net *net)
{
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_KRYLOV, 0, address.network);
    struct lm_panel u = lm_panel_new(lm_trial_arena(t), net->num, net->m, STARTS), random = lm_panel_view(&u, 0, 1);
    double *x = lm_arena_doubles(lm_trial_arena(t), STARTS * net->m), norm;
    lm_stream_normals(x, &stream, 0, 0, net->m, 1);
    for (size_t k = 0; k < net->m; k++) x[net->m + k] = k == 0;
    net->num->ops->set(&u, x, net->m);
    net->num->ops->norm(&norm, &random);
    net->num->ops->scale(&random, 1 / norm);
    return u;
}

/* At layer j the vectors of sources i = 1, ..., j - 1 stand side by side; the newest is D_j W u. */
static struct vectors all_vectors(struct lm_trial *t, const struct lm_run *run, size_t s)
{
    const struct lm_net *net = run->net;
    const struct lm_num_ops *ops = net->num->ops;
    const size_t most = STARTS * (size_t)(run->inputs.L - 1);
    struct vectors out = {0};
    struct lm_panel u = starts(t, net), Wu = lm_panel_new(lm_trial_arena(t), net->num, net->m, STARTS);
    struct lm_panel now = lm_panel_new(lm_trial_arena(t), net->num, net->m, most);
    struct lm_panel next = lm_panel_new(lm_trial_arena(t), net->num, net->m, most);
    double *norm = lm_arena_doubles(lm_trial_arena(t), most);
    lm_weights_mul(net->W, 1, &Wu, &u);
    for (int j = 2; j <= run->inputs.L; j++) {
        size_t before = STARTS * (size_t)(j - 2);
        struct lm_mask D = lm_mask_view(&run->D[j], s, 1);
        struct lm_panel carried = lm_panel_view(&next, 0, before), newest = lm_panel_view(&next, before, STARTS);
        struct lm_panel from = lm_panel_view(&now, 0, before), all = lm_panel_view(&next, 0, before + STARTS);
        if (before > 0) lm_weights_mul(net->W, j, &carried, &from);
        ops->copy(&newest, &Wu);
        ops->mask(&all, &D, &all);
        ops->norm(norm, &all);
        for (size_t k = 0; k < all.cols; k++, out.n++) {
            out.largest = fmax(out.largest, norm[k]);
            out.log_norms += log(norm[k]);
        }
        struct lm_panel swap = now;
        now = next;
        next = swap;
    }
    return out;
}

/* ---- (h): B h_j ---- */

static void outputs_trial(struct lm_trial *t, const struct lm_run *run)
{
    const struct lm_net *net = run->net;
    const size_t n = run->inputs.n;
    const double values = (double)(n * (size_t)run->inputs.L);
    struct lm_panel y = lm_panel_new(lm_trial_arena(t), net->num, net->d, n);
    double *norm = lm_arena_doubles(lm_trial_arena(t), n), largest = 0, squares = 0, ratios = 0;
    for (int j = 1; j <= run->inputs.L; j++) {
        net->num->ops->gemm(&y, &net->B, &run->h[j], false);
        net->num->ops->norm(norm, &y);
        for (size_t s = 0; s < n; s++) {
            largest = fmax(largest, norm[s]);
            squares += norm[s] * norm[s];
            ratios += pow(norm[s] / lm_limit_norm(&run->inputs, s, j), 2);
        }
    }
    lm_observe(t, OUTPUT_NORM, largest); /* B.1 (h) */
    lm_observe(t, OUTPUT_EXPONENT, sqrt(squares / values));
    lm_observe(t, OUTPUT_SQUARE, ratios / values);
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs inputs = lm_trial_normalised(t);
    struct lm_net *net = lm_trial_net(t, inputs.dim);
    struct lm_run *run = lm_trial_forward(t, net, &inputs);
    if (cell->sweep == OUTPUTS) {
        outputs_trial(t, run);
        return;
    }
    struct rows rows = all_rows(t, run);
    lm_observe(t, cell->sweep == WIDTH ? ENTRY : ENTRY_LENGTH, rows.largest_entry);       /* B.1 (f) */
    lm_observe(t, cell->sweep == WIDTH ? ROW_NORM : ROW_NORM_LENGTH, rows.shortest);      /* B.1 (g) */
    if (cell->sweep != WIDTH) return;
    lm_observe(t, LOG_ROW_NORM, rows.log_norms / (double)rows.moved);
    struct vectors vectors = all_vectors(t, run, 0);
    lm_observe(t, VECTOR_NORM, vectors.largest); /* B.1 (e) */
    lm_observe(t, LOG_VECTOR_NORM, vectors.log_norms / (double)vectors.n);
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    size_t n = cell->given.n > 0 ? cell->given.n : 1, L = (size_t)cell->L;
    *right = lm_forward_vectors(cell->L, n) + (cell->sweep == WIDTH ? STARTS * (1 + (L - 1) * (L - 2) / 2) : 0);
    *left = cell->sweep == OUTPUTS ? 0 : lm_backward_vectors(cell->L, cell->d, n);
}

/* A normalised sequence: ||x_1|| = 1 and, with eps_x <= 1/L, zeta_L^2 <= 1 + 1/L < 2. */
static bool admits(const struct lm_cell *cell)
{
    for (size_t s = 0; s < cell->given.n; s++)
        if (fabs(lm_limit_norm(&cell->given, s, 1) - 1) > 1e-9 || lm_limit_norm(&cell->given, s, cell->L) > sqrt(2.0)) return false;
    return true;
}

#define ROWS (LM_BIT(LOG_ROW_NORM) | LM_BIT(ROW_NORM))
#define VECTORS (LM_BIT(VECTOR_NORM) | LM_BIT(LOG_VECTOR_NORM))
#define OUTPUT_NORMS (LM_BIT(OUTPUT_NORM) | LM_BIT(OUTPUT_SQUARE))

LM_LEMMA(backward_signal,
    .title = "Backward signal",
    .papers = "2019",
    .hypotheses = "W, A ~ N(0, 2/m), B ~ N(0, 1/d); one fixed normalised sequence (2019, Definition 3.1, eps_x = 1/L)",
    .statements = {
        [ENTRY] = {
            .name = "entry", .source = "2019 Lemma B.1 (f), in m",
            .reads = "|e_r'Back_{i->j} e_k| <= O(rho/sqrt d) for all r, k, i <= j",
            .measures = "max over r, k, i <= j of |e_r'Back_{i->j} e_k|",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.d = -0.5, .log_m = 0.5}, .constant = 2.12,
            .literal = {.rho = 1, .d = -0.5}, .trivial = {.m = 0.5, .d = -0.5}, .sweep = WIDTH, .scatter = 0.1,
            .note = "m Gaussian entries have a maximum of sqrt(2 log m): the logarithm hidden in rho. Trivial is the norm of the "
                    "row."},
        [ROW_NORM] = {
            .name = "row-norm", .source = "2019 Lemma B.1 (g), in m",
            .reads = "||e_r'Back_{i->j}|| >= Omega(sqrt(m/d)) for all r, i <= j",
            .measures = "min over r, i <= j of ||e_r'Back_{i->j}||",
            .rule = LM_RATE, .side = LM_AT_LEAST, .bound = {.m = 0.5, .d = -0.5}, .constant = 0.771, .sweep = WIDTH,
            .scatter = 0.1},
        [LOG_ROW_NORM] = {
            .name = "log-row-norm", .source = "2019 Lemma B.1 (g), infinite width",
            .reads = "E log(||e_r'Back_{i->j}|| sqrt(d/m)) -> 0",
            .measures = "mean over r, i < j of log(||e_r'Back_{i->j}|| sqrt(d/m))",
            .rule = LM_ORACLE, .constant = 0, .bound = {.factor = 0.4, .L = 2, .m = -1}, .sweep = WIDTH,
            .note = "The allowance is that of forward-norm: each of at most L - 1 steps multiplies a row by D W as a step forward "
                    "multiplies h, so that half of the variance of the logarithm is again at most 0.4 L^2/m."},
        [VECTOR_NORM] = {
            .name = "vector-norm", .source = "2019 Lemma B.1 (e), recalled",
            .reads = "||D_j W ... D_{i+1} W u|| <= O(1) for all i < j and a fixed unit u",
            .measures = "max over i < j of ||D_j W ... D_{i+1} W u||, u a random direction and e_1",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = 0}, .constant = 1.24, .sweep = WIDTH, .scatter = 0.1,
            .note = "The display of (e) did not survive; the proof of (f) quotes a bound of this kind for a fixed u and uses it "
                    "for u = e_k. That this is item (e) is recalled, not read."},
        [LOG_VECTOR_NORM] = {
            .name = "log-vector-norm", .source = "2019 Lemma B.1 (e), infinite width",
            .reads = "E log ||D_j W ... D_{i+1} W u|| -> 0",
            .measures = "mean over i < j of log ||D_j W ... D_{i+1} W u||, u a random direction and e_1",
            .rule = LM_ORACLE, .constant = 0, .bound = {.factor = 0.4, .L = 2, .m = -1}, .sweep = WIDTH,
            .note = "The allowance is that of log-row-norm."},
        [ENTRY_LENGTH] = {
            .name = "entry-length", .source = "2019 Lemma B.1 (f), in L",
            .reads = "|e_r'Back_{i->j} e_k| <= O(rho/sqrt d) for all r, k, i <= j, with rho = 100 L d log m",
            .measures = "max over r, k, i <= j of |e_r'Back_{i->j} e_k|",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 1, .d = -0.5, .log_m = 0.5}, .constant = 0.739, .sweep = LENGTH,
            .scatter = 0.1, .slack = -0.9,
            .note = "Loose: the entries stay N(0, 1/d), and only their number grows with L."},
        [ROW_NORM_LENGTH] = {
            .name = "row-norm-length", .source = "2019 Lemma B.1 (g), in L",
            .reads = "||e_r'Back_{i->j}|| >= Omega(sqrt(m/d)) for all r, i <= j, whatever the length",
            .measures = "min over r, i <= j of ||e_r'Back_{i->j}||",
            .rule = LM_RATE, .side = LM_AT_LEAST, .bound = {.m = 0.5, .d = -0.5}, .constant = 0.99, .sweep = LENGTH,
            .scatter = 0.05},
        [OUTPUT_NORM] = {
            .name = "output-norm", .source = "2019 Lemma B.1 (h)",
            .reads = "||B h_j|| <= O(rho) for all j <= L",
            .measures = "max over j of ||B h_j||",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = 0}, .constant = 1.82,
            .literal = {.rho = 1}, .trivial = {.m = 0.5, .d = -0.5}, .sweep = OUTPUTS, .scatter = 0.2,
            .note = "Trivial is ||B|| ||h_j||, about sqrt(m/d). The item is reconstructed from its use, lambda ||F_j|| <= lambda "
                    "O(rho)."},
        [OUTPUT_EXPONENT] = {
            .name = "output-exponent", .source = "2019 Lemma B.1 (h), sharp",
            .reads = "||B h_j|| does not depend on m",
            .measures = "root mean square over j of ||B h_j||",
            .rule = LM_EXPONENT, .exponent = 0, .tolerance = 0.05, .sweep = OUTPUTS, .scatter = 0.2},
        [OUTPUT_SQUARE] = {
            .name = "output-square", .source = "2019 Lemma B.1 (h), infinite width",
            .reads = "E ||B h_j||^2/zeta_j^2 -> 1",
            .measures = "mean over j of ||B h_j||^2/zeta_j^2, with zeta_j = sqrt(sum_{k <= j} ||x_k||^2)",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 2.4, .L = 2, .m = -1}, .sweep = OUTPUTS,
            .note = "The allowance 2.4 L^2/m: E ||B h||^2 = E ||h||^2, and with X = log(||h||/zeta), |E X| <= 0.4 L^2/m and var X "
                    "<= 0.9^2 L^2/m (forward-norm), E exp(2 X) - 1 is 2 E X + 2 var X to first order."},
    },
    .controls = {
        {.name = "variance-4", .breaks = "entries of W have variance 2/m (here 4/m)", .law = {.variance = 4},
         .refutes = LM_BIT(ENTRY) | LM_BIT(LOG_ROW_NORM) | VECTORS | LM_BIT(ENTRY_LENGTH) | OUTPUT_NORMS},
        {.name = "variance-1", .breaks = "entries of W have variance 2/m (here 1/m)", .law = {.variance = 1},
         .refutes = ROWS | LM_BIT(LOG_VECTOR_NORM) | LM_BIT(ROW_NORM_LENGTH)},
        {.name = "no-relu", .breaks = "D_l is the ReLU's indicator (here D = I)", .law = {.gate = LM_GATE_NONE},
         .refutes = LM_BIT(ENTRY) | LM_BIT(LOG_ROW_NORM) | VECTORS | OUTPUT_NORMS},
        {.name = "symmetric", .breaks = "entries of W are independent (here W = W')", .law = {.shape = LM_SYMMETRIC},
         .refutes = LM_BIT(ENTRY) | LM_BIT(LOG_ROW_NORM) | VECTORS},
        {.name = "constant-B", .breaks = "B is random (here every entry is 1/sqrt d)", .law = {.output = LM_OUTPUT_CONSTANT},
         .refutes = OUTPUT_NORMS | LM_BIT(OUTPUT_EXPONENT)},
        {.name = "correlated-B", .breaks = "B is independent of h (here its rows are along h_{L-1})",
         .law = {.output = LM_OUTPUT_CORRELATED}, .refutes = OUTPUT_NORMS | LM_BIT(OUTPUT_EXPONENT)},
    },
    .sweeps = {
        [WIDTH] = {
            .name = "width", .axis = LM_AXIS_WIDTH,
            .dense = {{128, 256, 512, 1024, 2048}},
            .implicit = {{1024, 2048, 4096, 16384, 65536, 131072}},
            .full = {{262144, 1048576}},
            .smoke = {{1024, 4096, 16384}},
            .control_dense = {{724, 1024, 1448, 2048}},
            .control_implicit = {{1024, 2048, 4096, 8192}},
            .calibration = {{1024, 2048}},
            .mpfr = {{128, 256}}, .mpfr_replicates = 3,
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 20, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 10, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 40,
            .L = 6, .d = 2, .dx = 4},
        [LENGTH] = {
            .name = "length", .axis = LM_AXIS_LENGTH,
            .implicit = {{2, 3, 4, 6, 8}},
            .full = {{12, 16}},
            .smoke = {{2, 3, 4}},
            .control_implicit = {{2, 3, 4, 6, 8}},
            .calibration = {{2, 3}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 10, [LM_FULL] = 20, [LM_PAPER] = 30},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 20,
            .m = 131072, .d = 1, .dx = 4},
        [OUTPUTS] = {
            .name = "outputs", .axis = LM_AXIS_WIDTH,
            .dense = {{128, 256, 512, 1024, 2048}},
            .implicit = {{512, 1024, 2048, 4096, 16384, 65536, 262144, 1048576}},
            .full = {{4194304}},
            .smoke = {{1024, 4096, 16384}},
            .control_implicit = {{1024, 4096, 16384, 65536}},
            .calibration = {{1024, 2048}},
            .mpfr = {{128, 256}}, .mpfr_replicates = 3,
            .replicates = {[LM_SMOKE] = 40, [LM_QUICK] = 20, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 10, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 40,
            .L = 6, .d = 16, .dx = 4},
    },
    .domain_length = 4,
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
