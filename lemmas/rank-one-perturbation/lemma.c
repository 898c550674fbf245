/* Stability under a sparse perturbation of rank one: Allen-Zhu, Li & Song (2018), equations (5.4) and (5.5).
 *
 * W' = y z' with z a unit vector and y of few nonzero entries: an attack that knows the network sends h_1 along N entries of a row
 * of W. Every single preactivation then moves by less than under a general W', and so does every column of Back. */
#include <lemmata/lemma.h>

#include <math.h>
#include <stdlib.h>

enum {
    FORWARD, BACK, FORWARD_RMS, BACK_RMS, ROW,       /* N = 8 */
    FORWARD_32, BACK_32,                             /* N = 32 */
    FORWARD_1, BACK_1,                               /* N = 1 */
    ROW_N                                            /* along N */
};
enum { EIGHT, THIRTY_TWO, ONE, ROWS };
enum { RANDOM_SUPPORT = 1, RANDOM_Z, DENSE_Y, RADIUS_DELTA };

/* ---- W' ---- */

static double radius_of(const struct lm_cell *cell)
{
    return cell->variant == RADIUS_DELTA ? cell->Delta : cell->Delta / sqrt((double)cell->m);
}

struct entry {
    double size;
    size_t k;
};

static int by_size(const void *a, const void *b)
{
    double x = ((const struct entry *)a)->size, y = ((const struct entry *)b)->size;
    return (x < y) - (x > y);
}

/* w_1 = W'e_1, the row of the first unit. */
static double *first_row(struct lm_trial *t, const struct lm_net *net)
{
    double *row = lm_arena_doubles(lm_trial_arena(t), net->m);
    struct lm_panel unit = lm_panel_new(lm_trial_arena(t), net->num, net->m, 1);
    struct lm_panel image = lm_panel_new(lm_trial_arena(t), net->num, net->m, 1);
    for (size_t k = 0; k < net->m; k++) row[k] = k == 0;
    net->num->ops->set(&unit, row, net->m);
    lm_weights_tmul(net->W, 1, &image, &unit);
    net->num->ops->get(row, net->m, &image);
    return row;
}

/* What decides which entries of y are used: those of w_1 that are positive at units active in layer 2, where y >= 0 is passed on
 * unchanged, or independent uniform numbers at active units. */
static size_t candidates(struct entry *out, const struct lm_cell *cell, struct lm_trial *t, const struct lm_run *run,
                         const double *row)
{
    size_t m = run->net->m, count = 0;
    double *size = lm_arena_doubles(lm_trial_arena(t), m);
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 0, address.network);
    if (cell->variant == RANDOM_SUPPORT) lm_stream_uniforms(size, &stream, 0, 0, m);
    for (size_t k = 1; k < m; k++) { /* not unit 1, whose own row of W' would add to what is measured */
        double worth = cell->variant == RANDOM_SUPPORT ? size[k] : row[k];
        if (lm_mask_get(&run->D[2], k, 0) && worth > 0) out[count++] = (struct entry){worth, k};
    }
    qsort(out, count, sizeof *out, by_size);
    return count;
}

/* z = h_1/||h_1||, or a random unit vector. */
static double *direction(const struct lm_cell *cell, struct lm_trial *t, const struct lm_run *run)
{
    size_t m = run->net->m;
    double *z = lm_arena_doubles(lm_trial_arena(t), m), square = 0;
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 1, address.network);
    if (cell->variant == RANDOM_Z)
        lm_stream_normals(z, &stream, 0, 0, m, 1);
    else
        run->net->num->ops->get(z, m, &run->h[1]);
    for (size_t k = 0; k < m; k++) square += z[k] * z[k];
    for (size_t k = 0; k < m; k++) z[k] /= sqrt(square);
    return z;
}

/* y is proportional to w_1 on the support, which makes <w_1, y> largest, or has equal entries on a random one. */
static struct lm_factored *sparse_rank_one(const struct lm_cell *cell, struct lm_trial *t, const struct lm_run *run)
{
    struct lm_net *net = run->net;
    size_t m = net->m;
    const double *row = first_row(t, net);
    double *y = lm_arena_doubles(lm_trial_arena(t), m), square = 0;
    struct entry *entries = lm_arena_alloc(lm_trial_arena(t), m * sizeof *entries);
    size_t count = candidates(entries, cell, t, run, row), N = cell->variant == DENSE_Y ? count : (size_t)cell->N;
    for (size_t k = 0; k < m; k++) y[k] = 0;
    for (size_t k = 0; k < N && k < count; k++) {
        y[entries[k].k] = cell->variant == RANDOM_SUPPORT ? 1 : row[entries[k].k];
        square += y[entries[k].k] * y[entries[k].k];
    }
    for (size_t k = 0; k < m; k++) y[k] *= radius_of(cell) / sqrt(square);
    struct lm_factored *delta = lm_arena_alloc(lm_trial_arena(t), sizeof *delta);
    *delta = (struct lm_factored){.rank = 1, .left = y, .right = direction(cell, t, run)};
    return delta;
}

/* ---- What it changes ---- */

struct change {
    double forward, forward_square;   /* max and mean square over l and k of ((W~ + W') h'_l)_k */
    double row;                       /* (W~ h'_2)_1 */
    double back, back_square;         /* max over k and mean square over k, r of Back'_{i->j} e_k, i < j */
};

/* (W~ + W') h'_l = g'_{l+1} - y <z, h~_l>, l = 2 .. L-1; h'_1 = 0. */
static void forward_change(struct change *out, struct lm_trial *t, const struct lm_run *run, const struct lm_run *moved,
                           const struct lm_factored *delta)
{
    const struct lm_net *net = run->net;
    const struct lm_num_ops *ops = net->num->ops;
    size_t m = net->m;
    struct lm_panel change = lm_panel_new(lm_trial_arena(t), net->num, m, 1), y = lm_panel_new(lm_trial_arena(t), net->num, m, 1);
    struct lm_panel z = lm_panel_new(lm_trial_arena(t), net->num, m, 1);
    double *first = lm_arena_doubles(lm_trial_arena(t), m), along, largest, norm;
    int L = run->inputs.L;
    ops->set(&y, delta->left, m);
    ops->set(&z, delta->right, m);
    for (int l = 2; l < L; l++) {
        ops->copy(&change, &moved->g[l + 1]);
        ops->axpy(&change, -1, &run->g[l + 1]);
        ops->cross(&along, 1, &z, &run->h[l]);
        ops->axpy(&change, -along, &y);
        ops->max_abs(&largest, &change);
        ops->norm(&norm, &change);
        out->forward = fmax(out->forward, largest);
        out->forward_square += norm * norm / (double)((size_t)(L - 2) * m);
        if (l > 2) continue;
        ops->get(first, m, &change);
        out->row = fabs(first[0]);
    }
}

static void backward_change(struct change *out, struct lm_trial *t, struct lm_run *run, struct lm_run *moved)
{
    const struct lm_net *net = run->net;
    size_t m = net->m, d = net->d;
    int L = run->inputs.L;
    struct lm_panel difference = lm_panel_new(lm_trial_arena(t), net->num, m, d);
    double *rows = lm_arena_doubles(lm_trial_arena(t), m * d), pairs = L * (L - 1) / 2.0;
    struct lm_back *old = lm_back_begin(run, 0, 1), *back = lm_back_begin(moved, 0, 1);
    while (lm_back_step(old) && lm_back_step(back))
        for (int j = lm_back_source(old) + 1; j <= L; j++) {
            struct lm_panel of_moved = lm_back_to(back, 0, j), of_run = lm_back_to(old, 0, j);
            net->num->ops->copy(&difference, &of_moved);
            net->num->ops->axpy(&difference, -1, &of_run);
            net->num->ops->get(rows, m, &difference);
            for (size_t k = 0; k < m; k++) {
                double square = 0; /* of column k of Back' */
                for (size_t r = 0; r < d; r++) square += rows[r * m + k] * rows[r * m + k];
                out->back = fmax(out->back, sqrt(square));
                out->back_square += square / (pairs * (double)(m * d));
            }
        }
}

/* ---- The limit of <w_1, h'_2> ---- */

/* x with P(|Z| > x) = p */
static double two_sided_quantile(double p)
{
    double low = 0, high = 40;
    while (high - low > 1e-13) {
        double middle = low + (high - low) / 2;
        if (erfc(middle / sqrt(2.0)) > p)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Among M = m/4 units (active, and positive in w_1) the N largest entries of sqrt(m/2) w_1 exceed t, M P(|Z| > t) = N; the mean of
 * their squares is E[Z^2 | |Z| > t] = 1 + 2 t phi(t)/P(|Z| > t). */
static double limit_of_row(const struct lm_cell *cell, double h_1)
{
    double m = (double)cell->m, p = 4 * cell->N / m, t = two_sided_quantile(p);
    double square = 1 + 2 * t * exp(-t * t / 2) / sqrt(8 * atan(1)) / p;
    return cell->Delta / sqrt(m) * h_1 * sqrt(2 / m * cell->N * square);
}

/* ---- The trial ---- */

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs inputs = lm_trial_normalised(t);
    inputs.n = 1; /* W' is made for this one sequence */
    struct lm_net *net = lm_trial_net(t, inputs.dim);
    struct lm_run *run = lm_trial_forward(t, net, &inputs);
    const struct lm_factored *delta = sparse_rank_one(cell, t, run);
    struct lm_run *moved = lm_trial_forward(t, lm_net_perturbed(net, delta), &inputs);
    struct change of = {0};
    double h_1;
    lm_norm_h(&h_1, run, 1);
    forward_change(&of, t, run, moved, delta);
    if (cell->sweep != ROWS) backward_change(&of, t, run, moved);
    switch (cell->sweep) {
    case EIGHT:
        lm_observe(t, FORWARD, of.forward);
        lm_observe(t, BACK, of.back);
        lm_observe(t, FORWARD_RMS, sqrt(of.forward_square));
        lm_observe(t, BACK_RMS, sqrt(of.back_square));
        lm_observe(t, ROW, of.row / limit_of_row(cell, h_1));
        break;
    case THIRTY_TWO:
        lm_observe(t, FORWARD_32, of.forward);
        lm_observe(t, BACK_32, of.back);
        break;
    case ONE:
        lm_observe(t, FORWARD_1, of.forward);
        lm_observe(t, BACK_1, of.back);
        break;
    default:
        lm_observe(t, ROW_N, of.row / limit_of_row(cell, h_1));
    }
}

/* h'_2 must reach a later layer, and the support must be sparse among the m/4 units that it is chosen from. */
static bool admits(const struct lm_cell *cell)
{
    return cell->L >= 3 && cell->N >= 1 && 16 * cell->N <= (double)cell->m && lm_inputs_bounded(&cell->given);
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    *right = lm_forward_vectors(cell->L, 2);
    *left = 1 + (cell->sweep == ROWS ? 0 : lm_backward_vectors(cell->L, cell->d, 2));
}

#define FORWARDS (LM_BIT(FORWARD) | LM_BIT(FORWARD_32) | LM_BIT(FORWARD_1))
#define BACKS (LM_BIT(BACK) | LM_BIT(BACK_32) | LM_BIT(BACK_1))
#define AVERAGES (LM_BIT(FORWARD_RMS) | LM_BIT(BACK_RMS))
#define LIMITS (LM_BIT(ROW) | LM_BIT(ROW_N))

LM_LEMMA(rank_one_perturbation,
    .title = "Stability under a sparse rank-one perturbation",
    .papers = "2018",
    .hypotheses = "W, A ~ N(0, 2/m), B ~ N(0, 1/d); one fixed normalised sequence, eps_x = 1/L; W' = y z' with ||z|| = 1, ||y|| <= "
                  "Delta/sqrt m and at most N nonzero entries of y may depend on W, A, B and the sequence",
    .statements = {
        [FORWARD] = {
            .name = "forward", .source = "2018 equation (5.4)",
            .reads = "|((W~ + W') h'_l)_k| <= O(m^(-2/3)) for all k, l and all W' of the kind",
            .measures = "max over k and l < L of |((W~ + W') h'_l)_k|, N = 8 large entries of a row of W",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -2.0 / 3}, .constant = 1.49, .sweep = EIGHT,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.06, .slack = -0.2},
        [BACK] = {
            .name = "back", .source = "2018 equation (5.5)",
            .reads = "||Back'_{i->j} e_k|| <= O(m^(-1/6)) for all k, i < j and all W' of the kind",
            .measures = "max over k and i < j of ||Back'_{i->j} e_k||, N = 8 large entries of a row of W",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -1.0 / 6}, .constant = 4.78, .sweep = EIGHT,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.1, .slack = -0.03},
        [FORWARD_RMS] = {
            .name = "forward-in-m", .source = "2018 equation (5.4), sharp",
            .reads = "((W~ + W') h'_l)_k shrinks exactly like m^(-1)",
            .measures = "root mean square over k and l < L of ((W~ + W') h'_l)_k, N = 8 large entries of a row of W",
            .rule = LM_EXPONENT, .exponent = -1, .tolerance = 0.06, .sweep = EIGHT, .scatter = 0.04},
        [BACK_RMS] = {
            .name = "back-in-m", .source = "2018 equation (5.5), sharp",
            .reads = "the entries of Back'_{i->j} shrink exactly like m^(-1/4)",
            .measures = "root mean square over r, k and i < j of the entries of Back'_{i->j}, N = 8 large entries of a row of W",
            .rule = LM_EXPONENT, .exponent = -0.25, .tolerance = 0.06, .sweep = EIGHT, .scatter = 0.08},
        [ROW] = {
            .name = "limit-of-row", .source = "2018 equation (5.4), infinite width",
            .reads = "<w_1, h'_2> tends to Delta ||h_1|| (2 N s^2)^(1/2)/m, s^2 = E[Z^2 | |Z| > t], P(|Z| > t) = 4 N/m",
            .measures = "<w_1, h'_2> over its limit, N = 8 large entries of w_1",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 0.1, .N = -1}, .sweep = EIGHT, .scatter = 0.06,
            .note = "The attack makes <w_1, h'_2> = ||y|| ||h_1|| ||w_1 on the support||. The sum of the N largest Z^2 differs in "
                    "the mean from N s^2 by about 1, which of N s^2 >= 5 N is a part 1/(5 N), and of the root half of that: the "
                    "allowance 0.1/N."},
        [FORWARD_32] = {
            .name = "forward-32", .source = "2018 equation (5.4), N = 32",
            .reads = "|((W~ + W') h'_l)_k| <= O(m^(-2/3)) for all k, l and all W' of the kind",
            .measures = "max over k and l < L of |((W~ + W') h'_l)_k|, N = 32 large entries of a row of W",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -2.0 / 3}, .constant = 2.1, .sweep = THIRTY_TWO,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.04, .slack = -0.12},
        [BACK_32] = {
            .name = "back-32", .source = "2018 equation (5.5), N = 32",
            .reads = "||Back'_{i->j} e_k|| <= O(m^(-1/6)) for all k, i < j and all W' of the kind",
            .measures = "max over k and i < j of ||Back'_{i->j} e_k||, N = 32 large entries of a row of W",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -1.0 / 6}, .constant = 4.94, .sweep = THIRTY_TWO,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.1, .slack = -0.03},
        [FORWARD_1] = {
            .name = "forward-1", .source = "2018 equation (5.4), N = 1",
            .reads = "|((W~ + W') h'_l)_k| <= O(m^(-2/3)) for all k, l and all W' of the kind",
            .measures = "max over k and l < L of |((W~ + W') h'_l)_k|, N = 1 large entry of a row of W",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -2.0 / 3}, .constant = 1.07, .sweep = ONE,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.1, .slack = -0.25},
        [BACK_1] = {
            .name = "back-1", .source = "2018 equation (5.5), N = 1",
            .reads = "||Back'_{i->j} e_k|| <= O(m^(-1/6)) for all k, i < j and all W' of the kind",
            .measures = "max over k and i < j of ||Back'_{i->j} e_k||, N = 1 large entry of a row of W",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -1.0 / 6}, .constant = 4.94, .sweep = ONE,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.1, .slack = -0.03},
        [ROW_N] = {
            .name = "limit-of-row-in-n", .source = "2018 equation (5.4), infinite width, in N",
            .reads = "<w_1, h'_2> tends to Delta ||h_1|| (2 N s^2)^(1/2)/m: it grows like (N log(m/N))^(1/2)",
            .measures = "<w_1, h'_2> over its limit",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 0.1, .N = -1}, .sweep = ROWS, .scatter = 0.04},
    },
    .controls = {
        {.name = "dense", .breaks = "y is sparse (here all entries of the row that are worth it)", .variant = DENSE_Y,
         .refutes = FORWARDS | LIMITS},
        {.name = "radius-delta", .breaks = "||y|| <= Delta m^(-1/2) (here Delta)", .variant = RADIUS_DELTA,
         .refutes = FORWARDS | BACKS | AVERAGES | LIMITS},
        {.name = "variance-4", .breaks = "entries of W have variance 2/m (here 4/m)", .law = {.variance = 4}, .refutes = LIMITS},
        {.name = "random-support", .breaks = "the support is chosen (here random active units, equal entries)",
         .variant = RANDOM_SUPPORT, .compares = LM_BIT(FORWARD) | LM_BIT(BACK)},
        {.name = "random-z", .breaks = "z is chosen (here random)", .variant = RANDOM_Z,
         .compares = LM_BIT(FORWARD) | LM_BIT(BACK)},
    },
    .sweeps = {
        [EIGHT] = {
            .name = "width-8", .axis = LM_AXIS_WIDTH,
            .dense = {{1024, 2048}},
            .implicit = {{1024, 2048, 4096, 16384, 65536, 131072}},
            .full = {{524288, 1048576}},
            .smoke = {{2048, 4096, 8192}},
            .control_implicit = {{2048, 8192, 32768}},
            .calibration = {{512, 1024}},
            .mpfr = {{256}}, .mpfr_replicates = 2,
            .replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 8, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 6, [LM_FULL] = 12, [LM_PAPER] = 12},
            .calibration_replicates = 40,
            .fit_from = 2048, /* a correction 1 - 8/sqrt m bends a slope from there on by .05 at most */
            .L = 5, .d = 1, .dx = 4, .N = 8, .Delta = 1},
        [THIRTY_TWO] = {
            .name = "width-32", .axis = LM_AXIS_WIDTH,
            .dense = {{1024, 2048}},
            .implicit = {{1024, 2048, 4096, 16384, 65536}},
            .full = {{524288, 1048576}},
            .smoke = {{2048, 4096, 8192}},
            .control_implicit = {{2048, 8192, 32768}},
            .calibration = {{512, 1024}},
            .replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 8, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 5, [LM_FULL] = 12, [LM_PAPER] = 12},
            .calibration_replicates = 40,
            .fit_from = 2048,
            .L = 5, .d = 1, .dx = 4, .N = 32, .Delta = 1},
        [ONE] = {
            .name = "width-1", .axis = LM_AXIS_WIDTH,
            .dense = {{1024, 2048}},
            .implicit = {{1024, 2048, 4096, 16384, 65536}},
            .full = {{524288, 1048576}},
            .smoke = {{2048, 4096, 8192}},
            .control_implicit = {{2048, 8192, 32768}},
            .calibration = {{512, 1024}},
            .replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 8, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 5, [LM_FULL] = 12, [LM_PAPER] = 12},
            .calibration_replicates = 40,
            .fit_from = 2048,
            .L = 5, .d = 1, .dx = 4, .N = 1, .Delta = 1},
        [ROWS] = {
            .name = "entries", .axis = LM_AXIS_ROWS,
            .implicit = {{8, 16, 32, 64, 128, 256}},
            .smoke = {{8, 16, 32}},
            .control_implicit = {{8, 32, 128}},
            .replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 8, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 4, [LM_FULL] = 12, [LM_PAPER] = 12},
            .m = 65536, .L = 3, .d = 1, .dx = 4, .Delta = 1},
    },
    .domain_length = 4,
    .domain = "L >= 3, N <= m/16",
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
