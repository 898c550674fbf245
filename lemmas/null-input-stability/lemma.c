/* Stability against the null input: Allen-Zhu & Li (2019), Lemma D.1.
 *
 * A normalised sequence x and the null sequence x^(0) share their first token and differ by eps_x afterwards. So do the states, the
 * signs and the backward signals of the two runs of one network, by powers of eps_x. */
#include <lemmata/lemma.h>

#include <math.h>

enum {
    NORMS, DEVIATION, DEVIATION_EXPONENT, DISTANCE_LIMIT, OFF_NULL_LIMIT, SIGNS, SIGNS_LIMIT,
    BACK, BACK_LIMIT,
    DISTANCE_EPS, DISTANCE_EPS_EXPONENT, SIGNS_EPS, SIGNS_EPS_EXPONENT, BACK_EPS, BACK_EPS_EXPONENT,
    DISTANCE_LENGTH
};
enum { WIDTH, BACKWARD, EPS_X, LENGTH };
enum { OTHER_FIRST_TOKEN = 1 };

/* What is measured of a pair of runs, and what it tends to. */
struct pair {
    double distance;              /* max_l ||h_l - h_l^(0)|| */
    double last_square;           /* ||h_L - h_L^(0)||^2 */
    double off_square;            /* tau_L^2 = ||h_L||^2 - <h_L, h_L^(0)>^2 / ||h_L^(0)||^2 */
    double signs, all_signs;      /* max_l and sum_l of ||D_l - D_l^(0)||_0 */
    double back, back_square;     /* max and mean square over i < j and r of ||e_r'(Back_{i->j} - Back_{i->j}^(0))|| */
};

/* The user's sequences, or one; then the null sequence. */
static struct lm_inputs inputs_of(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs x = lm_trial_normalised(t), null = lm_inputs_null(lm_trial_arena(t), cell->L, x.dim - 1, cell->eps_x);
    return lm_inputs_join(lm_trial_arena(t), &x, &null);
}

/* The control: x_1 = (1, 0, .., 0) in place of (0, .., 0, 1). */
static void change_first_token(struct lm_inputs *inputs, size_t s)
{
    double *x = inputs->x + s * (size_t)inputs->L * inputs->dim;
    x[inputs->dim - 1] = 0;
    x[0] = 1;
}

/* ---- Measured ---- */

/* ||(I - u u') h_L|| with u the direction of the null run's h_L */
static double off_null(struct lm_trial *t, const struct lm_run *run, size_t s, size_t null)
{
    const struct lm_num *num = run->net->num;
    const struct lm_panel *last = &run->h[run->inputs.L];
    struct lm_panel rest = lm_panel_new(lm_trial_arena(t), num, run->net->m, 1);
    struct lm_panel h = lm_panel_view(last, s, 1), h0 = lm_panel_view(last, null, 1);
    double product, square, norm;
    num->ops->cross(&product, 1, &h, &h0);
    num->ops->cross(&square, 1, &h0, &h0);
    num->ops->copy(&rest, &h);
    num->ops->axpy(&rest, -product / square, &h0);
    num->ops->norm(&norm, &rest);
    return norm;
}

static struct pair forward_pair(struct lm_trial *t, const struct lm_run *run, size_t s, size_t null)
{
    struct pair out = {0};
    double distance = 0;
    for (int l = 1; l <= run->inputs.L; l++) {
        struct lm_panel h = lm_panel_view(&run->h[l], s, 1), h0 = lm_panel_view(&run->h[l], null, 1);
        double signs = (double)lm_mask_differences(&run->D[l], s, &run->D[l], null);
        run->net->num->ops->distance(&distance, &h, &h0);
        out.distance = fmax(out.distance, distance);
        out.signs = fmax(out.signs, signs);
        out.all_signs += signs;
    }
    out.last_square = distance * distance;
    out.off_square = pow(off_null(t, run, s, null), 2);
    return out;
}

/* Adds the backward signals of sequences 0..n-1 against those of the last one, the null sequence. */
static void backward_pairs(struct pair *out, struct lm_trial *t, struct lm_run *run)
{
    const struct lm_net *net = run->net;
    size_t n = run->inputs.n - 1;
    int L = run->inputs.L;
    double *difference = lm_arena_doubles(lm_trial_arena(t), net->d), rows = (double)(L * (L - 1) / 2) * (double)net->d;
    struct lm_back *back = lm_back_begin(run, 0, n + 1);
    while (lm_back_step(back))
        for (int j = lm_back_source(back) + 1; j <= L; j++)
            for (size_t s = 0; s < n; s++) {
                struct lm_panel of_x = lm_back_to(back, s, j), of_null = lm_back_to(back, n, j);
                net->num->ops->distance(difference, &of_x, &of_null);
                for (size_t r = 0; r < net->d; r++) {
                    out[s].back = fmax(out[s].back, difference[r]);
                    out[s].back_square += difference[r] * difference[r] / rows;
                }
            }
}

/* ---- Infinite width ---- */

static struct pair limits_of(const struct lm_cell *cell, const struct lm_limit_gram *gram, size_t s, size_t null)
{
    struct pair out = {0};
    double m = (double)cell->m, pairs = cell->L * (cell->L - 1) / 2.0;
    for (int l = 1; l <= cell->L; l++) {
        size_t p = lm_limit_index(gram, s, l), q = lm_limit_index(gram, null, l);
        double signs = m * lm_limit_sign_changes(gram, p, q), distance = lm_limit_distance(gram, p, q);
        out.distance = fmax(out.distance, distance);
        out.signs = fmax(out.signs, signs);
        out.all_signs += signs;
        out.last_square = distance * distance;
        out.off_square = gram->K[p * gram->order + p] - pow(gram->K[p * gram->order + q], 2) / gram->K[q * gram->order + q];
    }
    for (int i = 1; i < cell->L; i++)
        for (int j = i + 1; j <= cell->L; j++) {
            double square = m / (double)cell->d * 2 * (1 - lm_limit_backward(gram, s, null, i, j));
            out.back = fmax(out.back, sqrt(square));
            out.back_square += square / pairs;
        }
    return out;
}

/* max over l and all sequences of | ||h_l|| - zeta_n(l) |, zeta_n(l) = sqrt(sum_{k <= l} ||x_k||^2) */
static double norm_deviation(struct lm_trial *t, const struct lm_run *run)
{
    double *h = lm_arena_doubles(lm_trial_arena(t), run->inputs.n), largest = 0;
    for (int l = 1; l <= run->inputs.L; l++) {
        lm_norm_h(h, run, l);
        for (size_t s = 0; s < run->inputs.n; s++) largest = fmax(largest, fabs(h[s] - lm_limit_norm(&run->inputs, s, l)));
    }
    return largest;
}

/* max over l of | ||h_l - h_l^(0)|| - zeta_d(l) | */
static double distance_deviation(const struct lm_run *run, const struct lm_limit_gram *gram, size_t s, size_t null)
{
    double largest = 0, distance;
    for (int l = 1; l <= run->inputs.L; l++) {
        struct lm_panel h = lm_panel_view(&run->h[l], s, 1), h0 = lm_panel_view(&run->h[l], null, 1);
        run->net->num->ops->distance(&distance, &h, &h0);
        double zeta_d = lm_limit_distance(gram, lm_limit_index(gram, s, l), lm_limit_index(gram, null, l));
        largest = fmax(largest, fabs(distance - zeta_d));
    }
    return largest;
}

/* ---- The trial ---- */

/* The largest of what is a maximum, the mean of what is a mean. */
static struct pair over_sequences(const struct pair *pairs, size_t n)
{
    struct pair out = {0};
    for (size_t s = 0; s < n; s++) {
        out.distance = fmax(out.distance, pairs[s].distance);
        out.signs = fmax(out.signs, pairs[s].signs);
        out.back = fmax(out.back, pairs[s].back);
        out.last_square += pairs[s].last_square / (double)n;
        out.off_square += pairs[s].off_square / (double)n;
        out.all_signs += pairs[s].all_signs / (double)n;
        out.back_square += pairs[s].back_square / (double)n;
    }
    return out;
}

static bool goes_backward(const struct lm_cell *cell)
{
    return cell->sweep == BACKWARD || cell->sweep == EPS_X;
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs inputs = inputs_of(cell, t);
    size_t n = inputs.n - 1;
    struct lm_limit_gram gram;
    lm_status status = lm_limit_gram(&gram, lm_trial_arena(t), &inputs, 0);
    if (status != LM_OK) {
        lm_trial_fail(t, status);
        return;
    }
    for (size_t s = 0; s < n && cell->variant == OTHER_FIRST_TOKEN; s++) change_first_token(&inputs, s);
    struct lm_run *run = lm_trial_forward(t, lm_trial_net(t, inputs.dim), &inputs);

    struct pair *pairs = lm_arena_alloc(lm_trial_arena(t), n * sizeof *pairs);
    struct pair *limits = lm_arena_alloc(lm_trial_arena(t), n * sizeof *limits);
    double deviation = 0;
    for (size_t s = 0; s < n; s++) {
        pairs[s] = forward_pair(t, run, s, n);
        limits[s] = limits_of(cell, &gram, s, n);
        deviation = fmax(deviation, distance_deviation(run, &gram, s, n));
    }
    if (goes_backward(cell)) backward_pairs(pairs, t, run);
    struct pair of = over_sequences(pairs, n), limit = over_sequences(limits, n);

    if (cell->sweep == LENGTH) {
        lm_observe_with_limit(t, DISTANCE_LENGTH, of.distance, limit.distance);
    } else if (cell->sweep == EPS_X) {
        lm_observe_with_limit(t, DISTANCE_EPS, of.distance, limit.distance);
        lm_observe_with_limit(t, DISTANCE_EPS_EXPONENT, of.distance, limit.distance);
        lm_observe_with_limit(t, SIGNS_EPS, of.signs, limit.signs);
        lm_observe_with_limit(t, SIGNS_EPS_EXPONENT, of.all_signs, limit.all_signs);
        lm_observe_with_limit(t, BACK_EPS, of.back, limit.back);
        lm_observe_with_limit(t, BACK_EPS_EXPONENT, sqrt(of.back_square), sqrt(limit.back_square));
    } else if (cell->sweep == BACKWARD) {
        lm_observe_with_limit(t, BACK, of.back, limit.back);
        lm_observe(t, BACK_LIMIT, of.back_square / limit.back_square);
    } else {
        lm_observe(t, NORMS, norm_deviation(t, run));
        lm_observe(t, DEVIATION, deviation);
        lm_observe(t, DEVIATION_EXPONENT, deviation);
        lm_observe(t, DISTANCE_LIMIT, of.last_square / limit.last_square);
        lm_observe(t, OFF_NULL_LIMIT, of.off_square / limit.off_square);
        lm_observe_with_limit(t, SIGNS, of.signs, limit.signs);
        lm_observe(t, SIGNS_LIMIT, of.all_signs / limit.all_signs);
    }
}

/* Whether a token is (0, .., 0, 1); whether it has norm eps_x. */
static bool is_first(const double *x, size_t dim)
{
    double rest = 0;
    for (size_t k = 0; k + 1 < dim; k++) rest = fmax(rest, fabs(x[k]));
    return rest < 1e-9 && fabs(x[dim - 1] - 1) < 1e-9;
}

static bool has_norm(const double *x, size_t dim, double norm)
{
    double square = 0;
    for (size_t k = 0; k < dim; k++) square += x[k] * x[k];
    return fabs(sqrt(square) - norm) < 1e-9;
}

/* 0.4 eps_x m signs change in the second layer, and more in later ones: fewer than 20 are no statistic. The user's own sequences
 * must share the null sequence's first token, and their other tokens must have norm eps_x. */
static bool admits(const struct lm_cell *cell)
{
    const struct lm_inputs *given = &cell->given;
    if (0.4 * cell->eps_x * (double)cell->m < 20) return false;
    for (size_t s = 0; s < given->n; s++)
        for (int l = 1; l <= given->L; l++) {
            const double *x = given->x + (s * (size_t)given->L + (size_t)l - 1) * given->dim;
            if (l == 1 ? !is_first(x, given->dim) : !has_norm(x, given->dim, cell->eps_x)) return false;
        }
    return true;
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    size_t n = (cell->given.n > 0 ? cell->given.n : 1) + 1;
    *right = lm_forward_vectors(cell->L, n);
    *left = goes_backward(cell) ? lm_backward_vectors(cell->L, cell->d, n) : 0;
}

#define DEVIATIONS (LM_BIT(DEVIATION) | LM_BIT(DEVIATION_EXPONENT))
#define DISTANCES (LM_BIT(DISTANCE_LIMIT) | LM_BIT(OFF_NULL_LIMIT))
#define ALONG_EPS                                                                                                          \
    (LM_BIT(DISTANCE_EPS) | LM_BIT(DISTANCE_EPS_EXPONENT) | LM_BIT(SIGNS_EPS) | LM_BIT(SIGNS_EPS_EXPONENT) | LM_BIT(BACK_EPS) | \
     LM_BIT(BACK_EPS_EXPONENT))

LM_LEMMA(null_input_stability,
    .title = "Stability against the null input",
    .papers = "2019",
    .hypotheses = "W, A ~ N(0, 2/m), B ~ N(0, 1/d); one fixed normalised sequence and the null sequence x_1 = (0, 1), x_l = (0, "
                  "eps_x), in the same network; eps_x <= 1/L",
    .statements = {
        [NORMS] = {
            .name = "norms", .source = "2019 Lemma D.1 (a)",
            .reads = "||h_l||, ||h_l^(0)|| = zeta_n(l) +- O(rho^2/sqrt m) for all l",
            .measures = "max over l and both runs of | ||h_l|| - zeta_n(l) |, zeta_n(l) = sqrt(1 + (l - 1) eps_x^2)",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.5}, .constant = 9.17,
            .literal = {.rho = 2, .m = -0.5}, .trivial = {.factor = 1}, .sweep = WIDTH, .scatter = 0.65},
        [DEVIATION] = {
            .name = "deviation", .source = "2019 Lemma D.1 (a)",
            .reads = "||h_l - h_l^(0)|| = zeta_d(l) +- O(rho^2/sqrt m) for all l, zeta_d deterministic",
            .measures = "max over l of | ||h_l - h_l^(0)|| - zeta_d(l) |, zeta_d(l) the infinite-width value",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.5}, .constant = 1.18,
            .literal = {.rho = 2, .m = -0.5}, .trivial = {.L = 0.5, .eps_x = 1}, .sweep = WIDTH, .scatter = 0.65,
            .note = "The lemma leaves zeta_d open but for zeta_d <= O(sqrt L eps_x); the arc-cosine recursion gives it."},
        [DEVIATION_EXPONENT] = {
            .name = "deviation-exponent", .source = "2019 Lemma D.1 (a), sharp",
            .reads = "| ||h_l - h_l^(0)|| - zeta_d(l) | shrinks exactly like m^(-1/2)",
            .measures = "max over l of | ||h_l - h_l^(0)|| - zeta_d(l) |",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.08, .sweep = WIDTH, .scatter = 0.65},
        [DISTANCE_LIMIT] = {
            .name = "limit-of-distance", .source = "2019 Lemma D.1 (a), infinite width",
            .reads = "E ||h_L - h_L^(0)||^2 tends to zeta_d(L)^2",
            .measures = "||h_L - h_L^(0)||^2 / zeta_d(L)^2",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 2.4, .L = 2, .m = -1}, .sweep = WIDTH,
            .note = "The allowance is 3 Var log ||h_L|| with the largest variance seen with tied weights, 0.9^2 L^2/m: what a "
                    "square may be off whose logarithm has this spread and a mean off by half its variance."},
        [OFF_NULL_LIMIT] = {
            .name = "limit-of-off-null", .source = "2019 Lemma D.1 (a) as used in G.2, infinite width",
            .reads = "E ||(I - u u') h_L||^2 tends to zeta_d^2 - zeta_d^4/(4 zeta_n^2), u = h_L^(0)/||h_L^(0)||",
            .measures = "||(I - u u') h_L||^2 over its limit",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 2.4, .L = 2, .m = -1}, .sweep = WIDTH},
        [SIGNS] = {
            .name = "signs", .source = "2019 Lemma D.1 (b), in m",
            .reads = "||D_l - D_l^(0)||_0 <= O(rho^(1/3) eps_x^(2/3) m) for all l",
            .measures = "max over l of the number of signs that differ, eps_x = 0.1",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.eps_x = 2.0 / 3, .m = 1}, .constant = 0.472, .limits = true,
            .literal = {.rho = 1.0 / 3, .eps_x = 2.0 / 3, .m = 1}, .trivial = {.m = 1}, .sweep = WIDTH, .scatter = 0.15},
        [SIGNS_LIMIT] = {
            .name = "limit-of-signs", .source = "2019 Lemma D.1 (b), infinite width",
            .reads = "sum_l ||D_l - D_l^(0)||_0 / m tends to sum_l theta_l/pi, theta_l the angle of g_l and g_l^(0)",
            .measures = "number of signs that differ in all layers over its limit",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 2.4, .L = 2, .m = -1}, .sweep = WIDTH},
        [BACK] = {
            .name = "back", .source = "2019 Lemma D.1 (c), in m",
            .reads = "||u'(Back_{i->j} - Back_{i->j}^(0))|| <= O(rho^c eps_x^(1/3) m^(1/2)) ||u|| for all i <= j",
            .measures = "max over i < j and r of ||e_r'(Back_{i->j} - Back_{i->j}^(0))||, eps_x = 0.05",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.eps_x = 1.0 / 3, .m = 0.5}, .constant = 1.69, .limits = true,
            .literal = {.rho = 7.0 / 6, .eps_x = 1.0 / 3, .m = 0.5}, .trivial = {.rho = 1, .m = 0.5}, .sweep = BACKWARD,
            .scatter = 0.15,
            .note = "The power of rho did not survive in the text at hand; 7/6 is that of a single term of the proof."},
        [BACK_LIMIT] = {
            .name = "limit-of-back", .source = "2019 Lemma D.1 (c), infinite width",
            .reads = "(d/m) E ||e_r'(Back_{i->j} - Back_{i->j}^(0))||^2 tends to 2 (1 - prod_{i < l <= j} (1 - theta_l/pi))",
            .measures = "mean square over i < j and r of ||e_r'(Back_{i->j} - Back_{i->j}^(0))|| over its limit",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 2.4, .L = 2, .m = -1}, .sweep = BACKWARD},
        [DISTANCE_EPS] = {
            .name = "distance-eps", .source = "2019 Lemma D.1 (a), in eps_x",
            .reads = "||h_l - h_l^(0)|| <= O(sqrt L eps_x) for all l",
            .measures = "max over l of ||h_l - h_l^(0)||",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 0.5, .eps_x = 1}, .constant = 1.1, .limits = true,
            .literal = {.L = 0.5, .eps_x = 1}, .trivial = {.factor = 2}, .sweep = EPS_X, .scatter = 0.05},
        [DISTANCE_EPS_EXPONENT] = {
            .name = "distance-eps-exponent", .source = "2019 Lemma D.1 (a), sharp in eps_x",
            .reads = "||h_l - h_l^(0)|| shrinks exactly like eps_x",
            .measures = "max over l of ||h_l - h_l^(0)||",
            .rule = LM_EXPONENT, .exponent = 1, .tolerance = 0.05, .limits = true, .sweep = EPS_X, .scatter = 0.05},
        [SIGNS_EPS] = {
            .name = "signs-eps", .source = "2019 Lemma D.1 (b), in eps_x",
            .reads = "||D_l - D_l^(0)||_0 <= O(rho^(1/3) eps_x^(2/3) m) for all l",
            .measures = "max over l of the number of signs that differ",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.eps_x = 2.0 / 3, .m = 1}, .constant = 0.364, .limits = true,
            .literal = {.rho = 1.0 / 3, .eps_x = 2.0 / 3, .m = 1}, .trivial = {.m = 1}, .sweep = EPS_X, .scatter = 0.1,
            .slack = -1.0 / 3},
        [SIGNS_EPS_EXPONENT] = {
            .name = "signs-eps-exponent", .source = "2019 Lemma D.1 (b), sharp in eps_x",
            .reads = "||D_l - D_l^(0)||_0 shrinks exactly like eps_x",
            .measures = "number of signs that differ in all layers",
            .rule = LM_EXPONENT, .exponent = 1, .tolerance = 0.05, .limits = true, .sweep = EPS_X, .scatter = 0.1},
        [BACK_EPS] = {
            .name = "back-eps", .source = "2019 Lemma D.1 (c), in eps_x",
            .reads = "||u'(Back_{i->j} - Back_{i->j}^(0))|| <= O(rho^c eps_x^(1/3) m^(1/2)) ||u|| for all i <= j",
            .measures = "max over i < j and r of ||e_r'(Back_{i->j} - Back_{i->j}^(0))||",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.eps_x = 1.0 / 3, .m = 0.5}, .constant = 1.52, .limits = true,
            .literal = {.rho = 7.0 / 6, .eps_x = 1.0 / 3, .m = 0.5}, .trivial = {.rho = 1, .m = 0.5}, .sweep = EPS_X,
            .scatter = 0.1, .slack = -0.15},
        [BACK_EPS_EXPONENT] = {
            .name = "back-eps-exponent", .source = "2019 Lemma D.1 (c), sharp in eps_x",
            .reads = "||u'(Back_{i->j} - Back_{i->j}^(0))|| shrinks exactly like eps_x^(1/2)",
            .measures = "root mean square over i < j and r of ||e_r'(Back_{i->j} - Back_{i->j}^(0))||",
            .rule = LM_EXPONENT, .exponent = 0.5, .tolerance = 0.05, .limits = true, .sweep = EPS_X, .scatter = 0.05},
        [DISTANCE_LENGTH] = {
            .name = "distance-length", .source = "2019 Lemma D.1 (a), in L",
            .reads = "||h_l - h_l^(0)|| <= O(sqrt L eps_x) for all l",
            .measures = "max over l of ||h_l - h_l^(0)||, eps_x = 0.01",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 0.5, .eps_x = 1}, .constant = 1.36, .limits = true,
            .literal = {.L = 0.5, .eps_x = 1}, .trivial = {.factor = 2}, .sweep = LENGTH, .scatter = 0.1,
            .note = "The limit is sqrt(2 (L - 2)) eps_x, less what the bend of the kernel takes."},
    },
    .controls = {
        {.name = "other-first-token", .breaks = "x_1 = x_1^(0) (here they are orthogonal)", .variant = OTHER_FIRST_TOKEN,
         .refutes = DEVIATIONS | DISTANCES | LM_BIT(SIGNS) | LM_BIT(SIGNS_LIMIT) | LM_BIT(BACK) | LM_BIT(BACK_LIMIT) | ALONG_EPS |
                    LM_BIT(DISTANCE_LENGTH)},
        {.name = "variance-4", .breaks = "entries of W have variance 2/m (here 4/m)", .law = {.variance = 4},
         .refutes = LM_BIT(NORMS) | DEVIATIONS | DISTANCES | LM_BIT(DISTANCE_LENGTH)},
        {.name = "no-relu", .breaks = "h_l = D_l g_l (here h_l = g_l)", .law = {.gate = LM_GATE_NONE},
         .refutes = LM_BIT(NORMS) | DEVIATIONS | DISTANCES | LM_BIT(DISTANCE_LENGTH)},
        {.name = "symmetric", .breaks = "entries of W are independent (here W = W')", .law = {.shape = LM_SYMMETRIC},
         .refutes = LM_BIT(NORMS)},
    },
    .sweeps = {
        [WIDTH] = {
            .name = "width", .axis = LM_AXIS_WIDTH,
            .dense = {{512, 1024, 2048}},
            .implicit = {{512, 1024, 2048, 4096, 16384, 65536, 262144, 1048576}},
            .full = {{4194304, 10000000}},
            .smoke = {{1024, 4096, 16384}},
            .control_dense = {{724, 1024, 1448, 2048}},
            .calibration = {{1024, 2048}},
            .mpfr = {{512}}, .mpfr_replicates = 3,
            .control_implicit = {{1024, 4096, 16384, 65536}},
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 40, [LM_FULL] = 60, [LM_PAPER] = 100},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 10, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 40,
            .fit_from = 1024,
            .L = 5, .d = 1, .dx = 4, .eps_x = 0.1},
        [BACKWARD] = { /* dearer; and at eps_x = 0.1 the control would saturate near the claim's limit */
            .name = "backward", .axis = LM_AXIS_WIDTH,
            .dense = {{1024, 2048}},
            .implicit = {{1024, 2048, 4096, 16384, 131072, 524288}},
            .full = {{1048576}},
            .smoke = {{1024, 4096, 16384}},
            .control_implicit = {{1024, 4096, 16384}},
            .calibration = {{1024, 2048}},
            .mpfr = {{1024}}, .mpfr_replicates = 2,
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 12, [LM_FULL] = 30, [LM_PAPER] = 50},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 10, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 40,
            .L = 5, .d = 1, .dx = 4, .eps_x = 0.05},
        [EPS_X] = {
            .name = "eps-x", .axis = LM_AXIS_EPS_X, .paired = true,
            .implicit = {{0.1, 0.03, 0.01, 0.003, 0.001}},
            .smoke = {{0.1, 0.03, 0.01}},
            .control_implicit = {{0.1, 0.03, 0.01, 0.003, 0.001}},
            .calibration = {{0.1, 0.03}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 10, [LM_FULL] = 30, [LM_PAPER] = 50},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 10,
            .m = 65536, .L = 5, .d = 1, .dx = 4},
        [LENGTH] = {
            .name = "length", .axis = LM_AXIS_LENGTH,
            .implicit = {{8, 12, 16, 24, 32}},
            .smoke = {{8, 12, 16}},
            .control_implicit = {{8, 12, 16}},
            .calibration = {{8, 12}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 10, [LM_FULL] = 30, [LM_PAPER] = 30},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 20,
            .m = 16384, .d = 1, .dx = 4, .eps_x = 0.01},
    },
    .domain_length = 4,
    .domain = "eps_x m >= 50",
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
