/* Stability after re-randomisation: Allen-Zhu & Li (2019), Lemma E.1.
 *
 * The rows of W and A whose index lies in a set of N, fixed beforehand, are drawn afresh. What changes of the states, signs and
 * backward signals is a power of N/m; the old rows of W barely see the difference of the states. */
#include <lemmata/lemma.h>

#include <math.h>

/* The four items of the lemma, each looked at in four ways. */
enum {
    DISTANCE, SIGNS, OLD_ROWS, BACK,                         /* the claim: N fixed, m grows */
    DISTANCE_M, SIGNS_M, OLD_ROWS_M, BACK_M,                 /* the true exponent in m */
    DISTANCE_N, SIGNS_N, OLD_ROWS_N, BACK_N,                 /* the true exponent in N */
    DISTANCE_LIMIT, SIGNS_LIMIT, OLD_ROWS_LIMIT, BACK_LIMIT  /* N/m fixed: the infinite-width value */
};
enum { WIDTH, ROWS, FRACTION };
enum { LARGER_ROWS = 1, EQUAL_ENTRIES, MORE_ROWS };

/* ---- The second network ---- */

static size_t number_of_rows(const struct lm_cell *cell)
{
    return cell->variant == MORE_ROWS ? cell->m / 32 : (size_t)cell->N;
}

/* Row k as it is drawn afresh. It is addressed by k, so that a larger set of rows contains the smaller ones. */
static void fresh_row(double *out, const struct lm_cell *cell, struct lm_address address, unsigned of, size_t k, size_t n,
                      double sd)
{
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, of, address.network);
    lm_stream_normals(out, &stream, k, 0, n, cell->variant == LARGER_ROWS ? 3 * sd : sd);
    for (size_t i = 0; i < n && cell->variant == EQUAL_ENTRIES; i++) out[i] = sd;
}

/* Rows 0..N-1 of W, each contiguous: W'e_k. */
static double *rows_of(const struct lm_net *net, size_t N)
{
    double *rows = lm_arena_doubles(net->arena, N * net->m);
    struct lm_panel units = lm_panel_new(net->arena, net->num, net->m, N), images = lm_panel_new(net->arena, net->num, net->m, N);
    for (size_t k = 0; k < N * net->m; k++) rows[k] = k % (net->m + 1) == 0;
    net->num->ops->set(&units, rows, net->m);
    lm_weights_tmul(net->W, 1, &images, &units);
    net->num->ops->get(rows, net->m, &images);
    return rows;
}

/* W~ = W + sum_{k < N} e_k (w~_k - w_k)', and A~ likewise. */
static struct lm_net *rerandomised(const struct lm_cell *cell, struct lm_trial *t, const struct lm_net *net)
{
    enum { OF_W, OF_A };
    struct lm_arena *arena = lm_trial_arena(t);
    struct lm_address address = lm_trial_address(t);
    size_t m = net->m, N = number_of_rows(cell);
    double *units = lm_arena_doubles(arena, N * m), *differences = rows_of(net, N), *At = lm_arena_doubles(arena, net->dim * m);
    double *w = lm_arena_doubles(arena, m), *a = lm_arena_doubles(arena, net->dim);
    for (size_t c = 0; c < net->dim * m; c++) At[c] = net->At.a[c];
    for (size_t k = 0; k < N; k++) {
        fresh_row(w, cell, address, OF_W, k, m, sqrt(lm_law_variance(&net->law) / (double)m));
        fresh_row(a, cell, address, OF_A, k, net->dim, sqrt(2 / (double)m));
        for (size_t c = 0; c < m; c++) {
            units[k * m + c] = c == k;
            differences[k * m + c] = w[c] - differences[k * m + c];
        }
        for (size_t c = 0; c < net->dim; c++) At[c * m + k] = a[c];
    }
    struct lm_factored *delta = lm_arena_alloc(arena, sizeof *delta);
    *delta = (struct lm_factored){.rank = N, .left = units, .right = differences};
    struct lm_net *out = lm_arena_alloc(arena, sizeof *out);
    *out = *net;
    out->W = lm_weights_perturbed(arena, net->W, delta);
    out->At.a = At;
    return out;
}

/* ---- What changes, and what it tends to as m grows with N/m fixed ---- */

struct change {
    double distance;                  /* max_l ||h~_l - h_l|| */
    double last_square;               /* ||h~_L - h_L||^2 */
    double signs, all_signs;          /* max_l and sum_l of ||D~_l - D_l||_0 */
    double old_rows, old_rows_square; /* max and mean square over k and l of <w_k, h~_l - h_l> */
    double back, back_square;         /* max and mean square over i < j, r and k of e_r'(Back~_{i->j} - Back_{i->j}) e_k */
};

/* (a), (b), (c) */
static void forward_change(struct change *out, struct lm_trial *t, const struct lm_run *run, const struct lm_run *fresh)
{
    const struct lm_net *net = run->net;
    const struct lm_num_ops *ops = net->num->ops;
    size_t L = (size_t)run->inputs.L;
    struct lm_panel dh = lm_panel_new(lm_trial_arena(t), net->num, net->m, L);
    struct lm_panel W_dh = lm_panel_new(lm_trial_arena(t), net->num, net->m, L);
    double *norm = lm_arena_doubles(lm_trial_arena(t), L), *largest = lm_arena_doubles(lm_trial_arena(t), L);
    for (size_t l = 1; l <= L; l++) {
        struct lm_panel column = lm_panel_view(&dh, l - 1, 1);
        ops->copy(&column, &fresh->h[l]);
        ops->axpy(&column, -1, &run->h[l]);
        double signs = (double)lm_mask_differences(&fresh->D[l], 0, &run->D[l], 0);
        out->signs = fmax(out->signs, signs);
        out->all_signs += signs;
    }
    ops->norm(norm, &dh);
    for (size_t l = 0; l < L; l++) out->distance = fmax(out->distance, norm[l]);
    out->last_square = norm[L - 1] * norm[L - 1];

    lm_weights_mul(net->W, 1, &W_dh, &dh);
    ops->norm(norm, &W_dh);
    ops->max_abs(largest, &W_dh);
    for (size_t l = 0; l < L; l++) {
        out->old_rows = fmax(out->old_rows, largest[l]);
        out->old_rows_square += norm[l] * norm[l] / (double)(L * net->m);
    }
}

/* (d) */
static void backward_change(struct change *out, struct lm_trial *t, struct lm_run *run, struct lm_run *fresh)
{
    const struct lm_net *net = run->net;
    const struct lm_num_ops *ops = net->num->ops;
    int L = run->inputs.L;
    struct lm_panel difference = lm_panel_new(lm_trial_arena(t), net->num, net->m, net->d);
    double *norm = lm_arena_doubles(lm_trial_arena(t), net->d), *largest = lm_arena_doubles(lm_trial_arena(t), net->d);
    double entries = (double)(L * (L - 1) / 2) * (double)(net->d * net->m);
    struct lm_back *old = lm_back_begin(run, 0, 1), *back = lm_back_begin(fresh, 0, 1);
    while (lm_back_step(old) && lm_back_step(back))
        for (int j = lm_back_source(old) + 1; j <= L; j++) {
            struct lm_panel of_fresh = lm_back_to(back, 0, j), of_old = lm_back_to(old, 0, j);
            ops->copy(&difference, &of_fresh);
            ops->axpy(&difference, -1, &of_old);
            ops->norm(norm, &difference);
            ops->max_abs(largest, &difference);
            for (size_t r = 0; r < net->d; r++) {
                out->back = fmax(out->back, largest[r]);
                out->back_square += norm[r] * norm[r] / entries;
            }
        }
}

/* The recursion of limits.h with the rows of a fraction nu = N/m independent: for these <h, h~> tends to kappa_1(0) = 1/pi of its
 * value for equal rows, half of their signs differ, and W'x and W~'x have no correlation. */
static struct change limits_of(const struct lm_cell *cell, struct lm_trial *t, const struct lm_inputs *inputs)
{
    const double pi = 3.14159265358979323846, nu = cell->N / (double)cell->m, m = (double)cell->m;
    struct change out = {0};
    double C = 0, squares = 0, *kept = lm_arena_doubles(lm_trial_arena(t), (size_t)cell->L + 1);
    for (int l = 1; l <= cell->L; l++) {
        double q = pow(lm_limit_norm(inputs, 0, l), 2), before = l > 1 ? pow(lm_limit_norm(inputs, 0, l - 1), 2) : 0;
        double r = (C + q - before) / q;
        C = (1 - nu) * q * lm_kappa_1(r, 0) + nu * q * lm_kappa_1(0, 0);
        kept[l] = (1 - nu) * lm_kappa_0(r, 0);
        double signs = m * ((1 - nu) * acos(fmin(r, 1)) / pi + nu / 2);
        out.last_square = 2 * (q - C);
        out.distance = fmax(out.distance, sqrt(out.last_square));
        out.signs = fmax(out.signs, signs);
        out.all_signs += signs;
        squares += out.last_square;
    }
    out.old_rows_square = 2 / m * squares / cell->L;
    for (int i = 1; i < cell->L; i++) {
        double product = 1;
        for (int j = i + 1; j <= cell->L; j++) {
            product *= kept[j];
            out.back_square += 2 * (1 - product) / (double)cell->d / (cell->L * (cell->L - 1) / 2.0);
        }
    }
    return out;
}

/* ---- The trial ---- */

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs inputs = lm_trial_normalised(t);
    inputs.n = 1; /* one fixed sequence: the first of the user's */
    struct lm_net *net = lm_trial_net(t, inputs.dim);
    struct lm_run *run = lm_trial_forward(t, net, &inputs);
    struct lm_run *fresh = lm_trial_forward(t, rerandomised(cell, t, net), &inputs);
    struct change of = {0}, limit = limits_of(cell, t, &inputs);
    forward_change(&of, t, run, fresh);
    backward_change(&of, t, run, fresh);

    if (cell->sweep == WIDTH) {
        lm_observe_with_limit(t, DISTANCE, of.distance, limit.distance);
        lm_observe_with_limit(t, SIGNS, of.signs, limit.signs);
        lm_observe(t, OLD_ROWS, of.old_rows);
        lm_observe(t, BACK, of.back);
        lm_observe_with_limit(t, DISTANCE_M, of.distance, limit.distance);
        lm_observe_with_limit(t, SIGNS_M, of.signs, limit.signs);
        lm_observe_with_limit(t, OLD_ROWS_M, sqrt(of.old_rows_square), sqrt(limit.old_rows_square));
        lm_observe_with_limit(t, BACK_M, sqrt(of.back_square), sqrt(limit.back_square));
    } else if (cell->sweep == ROWS) {
        lm_observe_with_limit(t, DISTANCE_N, of.distance, limit.distance);
        lm_observe_with_limit(t, SIGNS_N, of.signs, limit.signs);
        lm_observe_with_limit(t, OLD_ROWS_N, sqrt(of.old_rows_square), sqrt(limit.old_rows_square));
        lm_observe_with_limit(t, BACK_N, sqrt(of.back_square), sqrt(limit.back_square));
    } else {
        lm_observe(t, DISTANCE_LIMIT, of.last_square / limit.last_square);
        lm_observe(t, SIGNS_LIMIT, of.all_signs / limit.all_signs);
        lm_observe(t, OLD_ROWS_LIMIT, of.old_rows_square / limit.old_rows_square);
        lm_observe(t, BACK_LIMIT, of.back_square / limit.back_square);
    }
}

/* N >= 5: fewer rows are discrete noise. N <= m/32: beyond, the entries of Back~ - Back saturate. */
static bool admits(const struct lm_cell *cell)
{
    return cell->N >= 5 && 32 * cell->N <= (double)cell->m;
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    *right = lm_forward_vectors(cell->L, 2) + 1; /* W (h~_L - h_L) is the only new product of (c) */
    *left = lm_backward_vectors(cell->L, cell->d, 2) + number_of_rows(cell);
}

#define IN_M (LM_BIT(DISTANCE_M) | LM_BIT(SIGNS_M) | LM_BIT(OLD_ROWS_M) | LM_BIT(BACK_M))
#define IN_N (LM_BIT(DISTANCE_N) | LM_BIT(SIGNS_N) | LM_BIT(OLD_ROWS_N) | LM_BIT(BACK_N))
#define CLAIMS (LM_BIT(DISTANCE) | LM_BIT(SIGNS) | LM_BIT(OLD_ROWS) | LM_BIT(BACK))
#define LIMITS (LM_BIT(DISTANCE_LIMIT) | LM_BIT(SIGNS_LIMIT) | LM_BIT(OLD_ROWS_LIMIT) | LM_BIT(BACK_LIMIT))

LM_LEMMA(rerandomized_rows,
    .title = "Re-randomised rows",
    .papers = "2019",
    .hypotheses = "W, A ~ N(0, 2/m), B ~ N(0, 1/d); one fixed normalised sequence, eps_x = 1/L; the rows of W and A in a set of N "
                  "<= m/rho^23, fixed beforehand, are replaced by fresh ones",
    .statements = {
        [DISTANCE] = {
            .name = "distance", .source = "2019 Lemma E.1 (a)",
            .reads = "||h~_l - h_l|| <= O(rho (N/m)^(1/2)) for all l",
            .measures = "max over l of ||h~_l - h_l||, N = 16",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.N = 0.5, .m = -0.5}, .constant = 3.51, .limits = true,
            .literal = {.rho = 1, .N = 0.5, .m = -0.5}, .trivial = {.factor = 1}, .sweep = WIDTH, .scatter = 0.22,
            .note = "The displays of Lemma E.1 did not survive in the text at hand; exponents and powers of rho are those of its "
                    "proof and of its use in the proof of Lemma 5.4."},
        [SIGNS] = {
            .name = "signs", .source = "2019 Lemma E.1 (b)",
            .reads = "||D~_l - D_l||_0 <= O(rho^4 N^(1/3) m^(2/3)) for all l",
            .measures = "max over l of the number of sign changes, N = 16",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.N = 1.0 / 3, .m = 2.0 / 3}, .constant = 0.504, .limits = true,
            .literal = {.rho = 4, .N = 1.0 / 3, .m = 2.0 / 3}, .trivial = {.m = 1}, .sweep = WIDTH, .scatter = 0.25,
            .slack = -1.0 / 6,
            .note = "The truth is sqrt(N m): less than the claim by (N/m)^(1/6), although it grows faster in N alone. The power of "
                    "rho is inferred."},
        [OLD_ROWS] = {
            .name = "old-rows", .source = "2019 Lemma E.1 (c)",
            .reads = "|<w_k, h~_l - h_l>| <= O(rho^5 (N/m)^(2/3)) for all k and l, w_k the old rows",
            .measures = "max over k and l of |<w_k, h~_l - h_l>|, N = 16",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.N = 2.0 / 3, .m = -2.0 / 3}, .constant = 1.11,
            .literal = {.rho = 5, .N = 2.0 / 3, .m = -2.0 / 3}, .trivial = {.factor = 1}, .sweep = WIDTH,
            .scatter = 0.22, .slack = -0.25},
        [BACK] = {
            .name = "back", .source = "2019 Lemma E.1 (d)",
            .reads = "|e_r'(Back~_{i->j} - Back_{i->j}) e_k| <= O(rho^6 (N/m)^(1/6)) for all r, k, i <= j",
            .measures = "max over r, k and i < j of the entries of Back~_{i->j} - Back_{i->j}, N = 16",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.N = 1.0 / 6, .m = -1.0 / 6}, .constant = 6.7,
            .literal = {.rho = 6, .N = 1.0 / 6, .m = -1.0 / 6}, .trivial = {.rho = 1, .d = -0.5}, .sweep = WIDTH, .scatter = 0.2,
            .slack = -0.05},
        [DISTANCE_M] = {
            .name = "distance-in-m", .source = "2019 Lemma E.1 (a), sharp",
            .reads = "||h~_l - h_l|| shrinks exactly like m^(-1/2)",
            .measures = "max over l of ||h~_l - h_l||, N = 16",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.06, .limits = true, .sweep = WIDTH, .scatter = 0.22},
        [SIGNS_M] = {
            .name = "signs-in-m", .source = "2019 Lemma E.1 (b), sharp",
            .reads = "||D~_l - D_l||_0 grows exactly like m^(1/2)",
            .measures = "max over l of the number of sign changes, N = 16",
            .rule = LM_EXPONENT, .exponent = 0.5, .tolerance = 0.06, .limits = true, .sweep = WIDTH, .scatter = 0.22},
        [OLD_ROWS_M] = {
            .name = "old-rows-in-m", .source = "2019 Lemma E.1 (c), sharp",
            .reads = "<w_k, h~_l - h_l> shrinks exactly like m^(-1)",
            .measures = "root mean square over k and l of <w_k, h~_l - h_l>, N = 16",
            .rule = LM_EXPONENT, .exponent = -1, .tolerance = 0.06, .limits = true, .sweep = WIDTH, .scatter = 0.22},
        [BACK_M] = {
            .name = "back-in-m", .source = "2019 Lemma E.1 (d), sharp",
            .reads = "the entries of Back~_{i->j} - Back_{i->j} shrink exactly like m^(-1/4)",
            .measures = "root mean square over r, k and i < j of the entries of Back~_{i->j} - Back_{i->j}, N = 16",
            .rule = LM_EXPONENT, .exponent = -0.25, .tolerance = 0.06, .limits = true, .sweep = WIDTH, .scatter = 0.15},
        [DISTANCE_N] = {
            .name = "distance-in-n", .source = "2019 Lemma E.1 (a), sharp",
            .reads = "||h~_l - h_l|| grows exactly like N^(1/2)",
            .measures = "max over l of ||h~_l - h_l||, nested sets of rows",
            .rule = LM_EXPONENT, .exponent = 0.5, .tolerance = 0.08, .limits = true, .sweep = ROWS, .scatter = 0.12},
        [SIGNS_N] = {
            .name = "signs-in-n", .source = "2019 Lemma E.1 (b), sharp",
            .reads = "||D~_l - D_l||_0 grows exactly like N^(1/2)",
            .measures = "max over l of the number of sign changes, nested sets of rows",
            .rule = LM_EXPONENT, .exponent = 0.5, .tolerance = 0.08, .limits = true, .sweep = ROWS, .scatter = 0.12},
        [OLD_ROWS_N] = {
            .name = "old-rows-in-n", .source = "2019 Lemma E.1 (c), sharp",
            .reads = "<w_k, h~_l - h_l> grows exactly like N^(1/2)",
            .measures = "root mean square over k and l of <w_k, h~_l - h_l>, nested sets of rows",
            .rule = LM_EXPONENT, .exponent = 0.5, .tolerance = 0.08, .limits = true, .sweep = ROWS, .scatter = 0.12},
        [BACK_N] = {
            .name = "back-in-n", .source = "2019 Lemma E.1 (d), sharp",
            .reads = "the entries of Back~_{i->j} - Back_{i->j} grow exactly like N^(1/4)",
            .measures = "root mean square over r, k and i < j of the entries of Back~_{i->j} - Back_{i->j}, nested sets of rows",
            .rule = LM_EXPONENT, .exponent = 0.25, .tolerance = 0.08, .limits = true, .sweep = ROWS, .scatter = 0.1},
        [DISTANCE_LIMIT] = {
            .name = "limit-of-distance", .source = "2019 Lemma E.1 (a), infinite width",
            .reads = "E ||h~_L - h_L||^2 tends to 2 (q_L - C_L), N/m fixed",
            .measures = "||h~_L - h_L||^2 over its limit, N = m/64",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 2.4, .L = 2, .m = -1}, .sweep = FRACTION,
            .note = "C_l is the recursion of the arc-cosine kernel in which a fraction N/m of the units is independent. The "
                    "allowance is 3 Var log ||h_L|| with the largest variance seen with tied weights, 0.9^2 L^2/m: what a square "
                    "may be off whose logarithm has this spread and a mean off by half its variance."},
        [SIGNS_LIMIT] = {
            .name = "limit-of-signs", .source = "2019 Lemma E.1 (b), infinite width",
            .reads = "sum_l ||D~_l - D_l||_0 / m tends to sum_l ((1 - N/m) theta_l/pi + N/(2m)), N/m fixed",
            .measures = "sum over l of ||D~_l - D_l||_0 over its limit, N = m/64",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 3.4, .L = 2, .m = -1}, .sweep = FRACTION,
            .note = "theta_l, an angle, is a root of the square above, whose relative variance is at most 3.2/N: by Jensen's "
                    "inequality its mean is low by 0.4/N = 25.6/m, which is added to the allowance of the square (together 3.4 "
                    "L^2/m at L = 5)."},
        [OLD_ROWS_LIMIT] = {
            .name = "limit-of-old-rows", .source = "2019 Lemma E.1 (c), infinite width",
            .reads = "m E <w_k, h~_l - h_l>^2 tends to 4 (q_l - C_l), N/m fixed",
            .measures = "mean square over k and l of <w_k, h~_l - h_l> over its limit, N = m/64",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 2.4, .L = 2, .m = -1}, .sweep = FRACTION},
        [BACK_LIMIT] = {
            .name = "limit-of-back", .source = "2019 Lemma E.1 (d), infinite width",
            .reads = "d E (e_r'(Back~_{i->j} - Back_{i->j}) e_k)^2 tends to 2 (1 - prod_{i < l <= j} (1 - N/m)(1 - theta_l/pi)), "
                     "N/m fixed",
            .measures = "mean square over r, k and i < j of the entries of Back~_{i->j} - Back_{i->j} over its limit, N = m/64",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 3.4, .L = 2, .m = -1}, .sweep = FRACTION},
    },
    .controls = {
        {.name = "equal-entries", .breaks = "fresh rows have mean 0 (here every entry is sqrt(2/m))", .variant = EQUAL_ENTRIES,
         .refutes = CLAIMS | IN_M | (IN_N & ~LM_BIT(BACK_N)) | (LIMITS & ~LM_BIT(BACK_LIMIT))},
        {.name = "more-rows", .breaks = "the set has N rows (here m/32)", .variant = MORE_ROWS,
         .refutes = LM_BIT(DISTANCE) | LM_BIT(SIGNS) | IN_M | IN_N | LIMITS},
        {.name = "larger-rows", .breaks = "fresh rows have variance 2/m (here 18/m)", .variant = LARGER_ROWS, .refutes = LIMITS},
        {.name = "variance-4", .breaks = "entries of W have variance 2/m (here 4/m)", .law = {.variance = 4},
         .refutes = LM_BIT(DISTANCE_LIMIT) | LM_BIT(OLD_ROWS_LIMIT) | LM_BIT(BACK_LIMIT)},
        {.name = "no-relu", .breaks = "h_l = D_l g_l (here h_l = g_l)", .law = {.gate = LM_GATE_NONE},
         .refutes = LM_BIT(DISTANCE_LIMIT) | LM_BIT(OLD_ROWS_LIMIT)},
    },
    .sweeps = {
        [WIDTH] = { /* N/m -> 0: the regime N <= m/rho^23 of the lemma */
            .name = "width", .axis = LM_AXIS_WIDTH,
            .dense = {{512, 1024, 2048}},
            .implicit = {{512, 1024, 2048, 4096, 16384, 65536, 262144}},
            .full = {{1048576}},
            .smoke = {{1024, 4096, 16384}},
            .control_implicit = {{1024, 2048, 4096, 8192}},
            .calibration = {{1024, 2048}},
            .mpfr = {{512}}, .mpfr_replicates = 3,
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 16, [LM_FULL] = 30, [LM_PAPER] = 50},
            .control_replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 8, [LM_FULL] = 16, [LM_PAPER] = 16},
            .calibration_replicates = 40,
            .fit_from = 1024, /* the width from which on corrections of order 8/sqrt m no longer bend a slope */
            .L = 5, .d = 1, .dx = 4, .N = 16},
        [ROWS] = {
            .name = "rows", .axis = LM_AXIS_ROWS, .paired = true,
            .dense = {{8, 16, 32, 64}},
            .control_implicit = {{8, 16, 32, 64}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 40, [LM_FULL] = 60, [LM_PAPER] = 100},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 8, [LM_FULL] = 16, [LM_PAPER] = 16},
            .m = 2048, .L = 5, .d = 1, .dx = 4},
        [FRACTION] = {
            .name = "fraction", .axis = LM_AXIS_WIDTH,
            .dense = {{512, 1024, 2048}},
            .implicit = {{1024, 2048, 4096, 8192}},
            .full = {{16384}},
            .smoke = {{1024, 2048}},
            .control_implicit = {{4096, 8192}},
            .replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 20, [LM_FULL] = 60, [LM_PAPER] = 100},
            .control_replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 16, [LM_FULL] = 20, [LM_PAPER] = 20},
            .L = 5, .d = 1, .dx = 4, .N = 1.0 / 64},
    },
    .domain_length = 4,
    .domain = "N >= 5, N <= m/32",
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
