/* Existence through backward: Allen-Zhu & Li (2019), Definition 5.3, Lemma 5.4 and Claim G.1.
 *
 * W* is built from W, A, B and the run on the null sequence alone (existence.h); its first-order term f is compared with the target
 * F*. The parameters of the lemma activate no neuron, which is proved; with a wider window f tends to F* like m^(-1/2). */
#include <lemmata/existence.h>
#include <lemmata/lemma.h>
#include <lemmata/prove.h>

#include <math.h>

enum {
    ERROR, NOISE, MAIN, OTHER_I, OTHER_J, OTHER_S,             /* Lemma 5.4 and its sources */
    FROBENIUS, FROBENIUS_M, ROW, C_LOWER, C_UPPER, C_LIMIT,    /* Claim G.1 */
    ERROR_LINEAR, ERROR_SQUARE, ERROR_SHARP, BIAS, BIAS_SHARP, COEFFICIENT, LENGTH, /* Lemma 5.4 along other lines */
    VACUOUS
};
enum { NORMS, WIDTH, LINEAR, SQUARE, SMALL, INPUTS, TOKENS, LONG, LITERAL };
enum { PERMUTED_ROWS = 1, OTHER_NETWORK, OTHER_TARGET, WRONG_NULL, LARGE_INPUTS, LAST_COORDINATE, NOT_NORMALISED, WIDE_WINDOW };

/* How W* is built on each sweep. */
static const struct {
    enum lm_target phi;
    enum lm_fit_kind fit;
    double kappa;          /* eps_c/eps_x */
    size_t sequences;
    unsigned targets;      /* F* with w* of their own, for the same network and sequences: as many chances more */
} settings[] = {
    [NORMS] = {LM_TARGET_SIN, LM_FIT_LEAST_NORM, 1, 1, 1},
    [WIDTH] = {LM_TARGET_SIN, LM_FIT_LEAST_NORM, 1, 1, 4},
    [LINEAR] = {LM_TARGET_LINEAR, LM_FIT_HERMITE, 0.6, 1, 4},
    [SQUARE] = {LM_TARGET_SQUARE, LM_FIT_LEAST_NORM, 1, 1, 4},
    [SMALL] = {LM_TARGET_SIN, LM_FIT_LEAST_NORM, 1, 1, 4},
    [INPUTS] = {LM_TARGET_SIN, LM_FIT_HERMITE, 1e-6, 16, 1},
    [TOKENS] = {LM_TARGET_SIN, LM_FIT_HERMITE, 1, 8, 1},
    [LONG] = {LM_TARGET_SIN, LM_FIT_LEAST_NORM, 1, 1, 2},
};

/* ---- What goes in ---- */

enum { MOST_TARGETS = 4 };

struct problem {
    struct lm_construction by;
    struct lm_inputs inputs, null;
    unsigned targets;
    struct lm_concept F[MOST_TARGETS];
    double *values[MOST_TARGETS];      /* F* of each */
};

/* A new target: w* of Lemma 5.1. */
static void draw_target(struct problem *p, const struct lm_cell *cell, struct lm_trial *t, unsigned number)
{
    struct lm_address address = lm_trial_address(t);
    address.seed += number * UINT64_C(0x9e3779b97f4a7c15);
    struct lm_concept F = lm_concept_draw(lm_trial_arena(t), settings[cell->sweep].phi, cell->L, cell->d, cell->dx, address);
    for (size_t k = 0; k < F.count && cell->variant == LAST_COORDINATE; k++) {
        for (size_t c = 0; c + 1 < cell->dx; c++) F.term[k].w[c] *= 0.6;
        F.term[k].w[cell->dx - 1] = 0.8;
    }
    p->F[number] = F;
    p->values[number] = lm_arena_doubles(lm_trial_arena(t), p->inputs.n * (size_t)cell->L * cell->d);
    lm_concept_values(p->values[number], &F, &p->inputs, p->by.eps_x);
}

static lm_status begin(struct problem *out, const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_arena *arena = lm_trial_arena(t);
    struct problem p = {0};
    double eps_x = cell->variant == LARGE_INPUTS ? 1 : cell->eps_x;
    p.by = (struct lm_construction){
        .fit = settings[cell->sweep].fit, .tolerance = 0.02, .eps_x = eps_x, .eps_c = settings[cell->sweep].kappa * eps_x};
    size_t n = settings[cell->sweep].sequences;
    p.inputs = cell->given.n > 0 ? cell->given
                                 : lm_inputs_normalised(arena, n, cell->L, cell->dx, eps_x, lm_trial_address(t));
    p.null = lm_inputs_null(arena, cell->L, cell->dx, eps_x);
    if (cell->variant == WRONG_NULL) { /* a first token at 60 degrees from (0, 1) */
        lm_token(&p.null, 0, 1)[0] = sqrt(0.75);
        lm_token(&p.null, 0, 1)[cell->dx] = 0.5;
    }
    p.targets = settings[cell->sweep].targets;
    for (unsigned k = 0; k < p.targets; k++) draw_target(&p, cell, t, k);
    *out = p;
    return lm_construction_fit(&out->by, arena, &p.F[0]);
}

/* F with j mistaken: the column of (i, j) is made for j + 1, or from L for i + 1. */
static struct lm_concept mistaken(struct lm_trial *t, const struct lm_concept *F)
{
    struct lm_concept out = *F;
    out.term = lm_arena_alloc(lm_trial_arena(t), F->count * sizeof *out.term);
    for (size_t k = 0; k < F->count; k++) {
        out.term[k] = F->term[k];
        out.term[k].j = F->term[k].j < F->L ? F->term[k].j + 1 : F->term[k].i + 1;
    }
    return out;
}

/* The run that W* is built from. */
static struct lm_run *null_run(const struct lm_cell *cell, struct lm_trial *t, struct lm_net *net, const struct problem *p)
{
    struct lm_address other = lm_trial_address(t);
    other.seed++;
    if (cell->variant == OTHER_NETWORK)
        net = lm_net_draw(net->arena, net->num, cell->kind, &cell->law, cell->m, cell->d, net->dim, cell->L, other, 0, 0);
    return lm_trial_forward(t, net, &p->null);
}

/* W* of each target, or what a control makes of it. */
static lm_status build(struct lm_existence *out, const struct lm_cell *cell, struct lm_trial *t, struct lm_run *null,
                       const struct problem *p)
{
    struct lm_concept F[MOST_TARGETS];
    for (unsigned k = 0; k < p->targets; k++) F[k] = cell->variant == OTHER_TARGET ? mistaken(t, &p->F[k]) : p->F[k];
    LM_TRY(lm_existence_build_all(out, F, p->targets, &p->by, null));
    for (unsigned k = 0; k < p->targets; k++) {
        out[k].F = &p->F[k];
        for (size_t c = 0; c < F[k].count; c++) {
            double *y = out[k].y + c * cell->m;
            for (size_t r = 0; r < cell->m && cell->variant == NOT_NORMALISED; r++) y[r] *= (double)cell->m * out[k].C[c];
            for (size_t r = 0; r < cell->m / 2 && cell->variant == PERMUTED_ROWS; r++) {
                double row = y[r];
                y[r] = y[cell->m - 1 - r];
                y[cell->m - 1 - r] = row;
            }
        }
    }
    return LM_OK;
}

/* ---- What comes out ---- */

/* Sums over targets, sequences and outputs. */
struct sums {
    double count, error, bias;                                /* of 1, (f - F*)^2, (lim f - F*)^2 */
    double noise, variance;                                   /* of (f - lim f)^2 and of the variance of f */
    double noise_of[LM_SOURCES], variance_of[LM_SOURCES];     /* the same of the sources */
};

static double square_distance(const double *x, const double *y, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++) sum += (x[k] - y[k]) * (x[k] - y[k]);
    return sum;
}

static double total(const double *x, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++) sum += x[k];
    return sum;
}

/* The coefficient of a regression of x on y. */
static double coefficient(const double *x, const double *y, size_t n)
{
    double xy = 0, yy = 0;
    for (size_t k = 0; k < n; k++) {
        xy += x[k] * y[k];
        yy += y[k] * y[k];
    }
    return xy / yy;
}

/* Claim G.1 */
static lm_status observe_norms(const struct lm_cell *cell, struct lm_trial *t)
{
    struct problem p;
    LM_TRY(begin(&p, cell, t));
    struct lm_existence W;
    LM_TRY(build(&W, cell, t, null_run(cell, t, lm_trial_net(t, p.null.dim), &p), &p));
    double frobenius, row, smallest = HUGE_VAL, largest = 0, ratio = 0;
    lm_existence_norms(&frobenius, &row, lm_trial_arena(t), &W);
    for (size_t k = 0; k < p.F[0].count; k++) {
        double dC = (double)cell->d * W.C[k];
        smallest = fmin(smallest, dC);
        largest = fmax(largest, dC);
        ratio += dC / pow(lm_limit_norm(&p.null, 0, p.F[0].term[k].i - 1), 2) / (double)p.F[0].count;
    }
    lm_observe(t, FROBENIUS, frobenius);
    lm_observe(t, FROBENIUS_M, frobenius);
    lm_observe(t, ROW, row);
    lm_observe(t, C_LOWER, smallest);
    lm_observe(t, C_UPPER, largest);
    lm_observe(t, C_LIMIT, ratio);
    return LM_OK;
}

/* One target: f beside its limit and its variance, as the claim gives them, of controls, too. */
static lm_status add(struct sums *sums, const struct lm_cell *cell, struct lm_trial *t, const struct lm_existence_outputs *f,
                     const struct problem *p, unsigned number)
{
    const struct lm_concept *F = &p->F[number];
    const double *values = p->values[number];
    struct lm_existence_outputs limit, variance;
    struct lm_inputs null = lm_inputs_null(lm_trial_arena(t), cell->L, cell->dx, p->by.eps_x);
    LM_TRY(lm_existence_limit(&limit, lm_trial_arena(t), F, &p->by, &p->inputs, &null));
    LM_TRY(lm_existence_variance(&variance, lm_trial_arena(t), F, &p->by, &p->inputs, &null));
    size_t n = f->count;
    double m = (double)cell->m;
    sums->count += (double)(p->inputs.n * cell->d) * (cell->L - 2); /* j' = 3 .. L */
    sums->error += square_distance(f->f, values, n);
    sums->bias += square_distance(limit.f, values, n);
    sums->noise += square_distance(f->f, limit.f, n);
    sums->variance += total(variance.f, n) / m;
    for (size_t k = 0; k < LM_SOURCES; k++) {
        sums->noise_of[k] += square_distance(f->source[k], limit.source[k], n);
        sums->variance_of[k] += total(variance.source[k], n) / m;
    }
    if (cell->sweep == TOKENS)
        lm_observe_with_limit(t, COEFFICIENT, coefficient(f->f, values, n), coefficient(limit.f, values, n));
    return LM_OK;
}

/* Lemma 5.4 */
static lm_status compare(const struct lm_cell *cell, struct lm_trial *t)
{
    static const unsigned source[] = {
        [LM_SOURCE_MAIN] = MAIN, [LM_SOURCE_I] = OTHER_I, [LM_SOURCE_J] = OTHER_J, [LM_SOURCE_S] = OTHER_S};
    static const unsigned error[] = {[WIDTH] = ERROR, [LINEAR] = ERROR_LINEAR, [SQUARE] = ERROR_SQUARE, [SMALL] = ERROR_SHARP};
    struct problem p;
    LM_TRY(begin(&p, cell, t));
    struct lm_net *net = lm_trial_net(t, p.inputs.dim);
    struct lm_run *null = null_run(cell, t, net, &p), *run = lm_trial_forward(t, net, &p.inputs);
    struct lm_existence W[MOST_TARGETS];
    struct lm_existence_outputs f[MOST_TARGETS];
    struct sums of = {0};
    LM_TRY(build(W, cell, t, null, &p));
    lm_existence_outputs_all(f, W, p.targets, run);
    for (unsigned k = 0; k < p.targets; k++) LM_TRY(add(&of, cell, t, &f[k], &p, k));
    if (cell->sweep == TOKENS) return LM_OK;
    if (cell->sweep == LONG) {
        lm_observe(t, LENGTH, of.noise / of.variance);
        return LM_OK;
    }
    lm_observe_with_limit(t, error[cell->sweep], sqrt(of.error / of.count), sqrt((of.bias + of.variance) / of.count));
    if (cell->sweep != WIDTH) return LM_OK;
    lm_observe_with_limit(t, NOISE, sqrt(of.noise / of.count), sqrt(of.variance / of.count));
    for (size_t k = 0; k < LM_SOURCES; k++)
        lm_observe_with_limit(t, source[k], sqrt(of.noise_of[k] / of.count), sqrt(of.variance_of[k] / of.count));
    return LM_OK;
}

/* The error at infinite width. */
static lm_status observe_bias(const struct lm_cell *cell, struct lm_trial *t)
{
    struct problem p;
    LM_TRY(begin(&p, cell, t));
    struct lm_existence_outputs limit;
    LM_TRY(lm_existence_limit(&limit, lm_trial_arena(t), &p.F[0], &p.by, &p.inputs, &p.null));
    double square = 0;
    for (size_t k = 0; k < limit.count; k++) square += p.values[0][k] * p.values[0][k];
    double bias = sqrt(square_distance(limit.f, p.values[0], limit.count) / square);
    lm_observe(t, BIAS, bias);
    lm_observe(t, BIAS_SHARP, bias);
    return LM_OK;
}

/* ---- The parameters as printed ---- */

/* -log10 of sum_{i=2}^{L-1} E #{k : |<w_k, h^(0)_{i-1}>| <= eps_c/sqrt m} at v = log10 m, bounded by erf(x) <= 2 x/sqrt pi with
 * ||h^(0)|| >= 1/2 (Lemma B.1 (a)): (L - 2) 2 m eps_c/sqrt pi. Of all parameters that Lemma 5.4 allows these activate most, for
 * Phi = z^2 and p = d = 1: eps_e = 1/C_s(Phi, sqrt L), eps_x = 1/(rho^4 C'), eps_c = eps_e eps_x/(4 C'), C' = C_eps_e(Phi, sqrt L),
 *   C_s(z^2, R) = C* 3^1.75 R^2,   C_eps(z^2, R) = (C* R)^2 (1 + log(1/eps)/2),   C* = 10^4. */
static void idle_slack(arb_t out, const arb_t v, slong bits, const void *context)
{
    const struct lm_cell *cell = context;
    ulong L = (ulong)cell->L;
    arb_t x, log_s, log_c;
    arb_init(x);
    arb_init(log_s);
    arb_init(log_c);
    /* log C_s = log(C* L) + 7/4 log 3 */
    arb_set_ui(log_s, 3);
    arb_log(log_s, log_s, bits);
    arb_mul_ui(log_s, log_s, 7, bits);
    arb_mul_2exp_si(log_s, log_s, -2);
    arb_set_ui(x, LM_C_STAR * L);
    arb_log(x, x, bits);
    arb_add(log_s, log_s, x, bits);
    /* log C' = log(C*^2 L) + log(1 + log(C_s)/2) */
    arb_mul_2exp_si(log_c, log_s, -1);
    arb_add_ui(log_c, log_c, 1, bits);
    arb_mul_ui(log_c, log_c, (ulong)LM_C_STAR * LM_C_STAR * L, bits);
    arb_log(log_c, log_c, bits);
    /* -log eps_c = log C_s + 2 log C' + log 4 + 4 log rho; a wide window: eps_c = 1/10 */
    arb_const_log10(out, bits);
    arb_mul(out, out, v, bits);
    arb_mul_ui(out, out, 100 * L, bits);
    arb_log(out, out, bits);
    arb_mul_2exp_si(out, out, 2);
    arb_add(out, out, log_s, bits);
    arb_add(out, out, log_c, bits);
    arb_add(out, out, log_c, bits);
    arb_set_ui(x, 4);
    arb_log(x, x, bits);
    arb_add(out, out, x, bits);
    if (cell->variant == WIDE_WINDOW) arb_const_log10(out, bits);
    /* - log((L - 2) 2/sqrt pi) - log m, then in decimals */
    arb_const_sqrt_pi(x, bits);
    arb_div_ui(x, x, 2 * (L - 2), bits);
    arb_log(x, x, bits);
    arb_add(out, out, x, bits);
    arb_const_log10(x, bits);
    arb_div(out, out, x, bits);
    arb_sub(out, out, v, bits);
    arb_clear(x);
    arb_clear(log_s);
    arb_clear(log_c);
}

/* ---- The trial ---- */

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    if (cell->sweep == LITERAL) {
        lm_trial_prove(cell, t, VACUOUS, idle_slack, cell, 128, 1024);
        return;
    }
    lm_status status = cell->sweep == INPUTS  ? observe_bias(cell, t)
                       : cell->sweep == NORMS ? observe_norms(cell, t)
                                              : compare(cell, t);
    if (status != LM_OK) lm_trial_fail(t, status);
}

/* Of the user's sequences the target asks that they are normalised with the eps_x of the cell (Definition 3.1). */
static bool admits(const struct lm_cell *cell)
{
    const struct lm_inputs *x = &cell->given;
    if (x->n > 0 && (x->L != cell->L || x->dim != cell->dx + 1)) return false;
    for (size_t q = 0; q < x->n; q++)
        for (int l = 1; l <= x->L; l++) {
            const double *token = lm_token(x, q, l);
            bool end = l == 1 || l == x->L;
            double square = 0, norm = l == 1 ? 1 : cell->eps_x;
            for (size_t k = 0; k < x->dim; k++) square += token[k] * token[k];
            if (fabs(sqrt(square) - norm) > 1e-9 || fabs(token[x->dim - 1] - (end ? norm : 0)) > 1e-9) return false;
            if (!end && fabs(token[x->dim - 2] - norm / 2) > 1e-9) return false;
        }
    return true;
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    size_t n = cell->given.n > 0 || cell->sweep == LITERAL ? cell->given.n : settings[cell->sweep].sequences;
    *right = lm_forward_vectors(cell->L, n + 1);
    *left = (n + 1) * lm_existence_left(cell->L, cell->d);
}

LM_LEMMA(existence_through_backward,
    .title = "Existence through backward",
    .papers = "2019",
    .hypotheses = "W, A ~ N(0, 2/m), B ~ N(0, 1/d); fixed normalised sequences; Phi with Phi(0) = 0, unit w* with [w*]_dx = 0, p = "
                  "1; W* of Definition 5.3, with eps_c = eps_x unless the parameters are those printed",
    .statements = {
        [ERROR] = {
            .name = "error", .source = "2019 Lemma 5.4",
            .reads = "f_{j',s'} = F*_{j',s'} +- p rho^11 O(eps_e + C_s eps_x^(1/3) + C m^(-0.05))",
            .measures = "rms(f - F*) over j', s' and 4 targets; L = 4, d = 4, sin, eps_x = eps_c = 0.1",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.05}, .constant = 5.9, .limits = true,
            .literal = {.rho = 11, .m = -0.05}, .trivial = {.factor = 1}, .sweep = WIDTH, .scatter = 0.2, .slack = -0.35,
            .note = "The literal bound is that with C = 1; C = 4 C'^2/(eps_e eps_x) makes it larger by about 10^49. With m^-0.05 and a "
                    "constant of widths where noise exceeds F* this does not tell W* from 0 yet: error-in-m, coefficient and "
                    "noise-along-length do."},
        [NOISE] = {
            .name = "noise", .source = "2019 Lemma 5.4, sharp",
            .reads = "f_{j',s'} tends to its limit exactly like m^(-1/2)",
            .measures = "rms(f - lim f), likewise",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.085, .limits = true, .sweep = WIDTH, .scatter = 0.2},
        [MAIN] = {
            .name = "main", .source = "2019 Lemma 5.4, sketch; Lemma 5.2 (a)",
            .reads = "the summands with i' = i, j' = j, s' = s tend to their limit exactly like m^(-1/2)",
            .measures = "rms of their distance to it",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.085, .limits = true, .sweep = WIDTH, .scatter = 0.24},
        [OTHER_I] = {
            .name = "other-i", .source = "2019 Lemma 5.4, sketch; Lemma 5.2 (b)",
            .reads = "the summands with i' != i tend to their limit, O(eps_x), exactly like m^(-1/2)",
            .measures = "rms of their distance to it",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.085, .limits = true, .sweep = WIDTH, .scatter = 0.22},
        [OTHER_J] = {
            .name = "other-j", .source = "2019 Lemma 5.4, sketch; Lemma C.1",
            .reads = "the summands with i' = i, j' != j vanish exactly like m^(-1/2)",
            .measures = "rms of their sum",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.085, .limits = true, .sweep = WIDTH, .scatter = 0.24},
        [OTHER_S] = {
            .name = "other-s", .source = "2019 Lemma 5.4, sketch",
            .reads = "the summands with i' = i, j' = j, s' != s vanish exactly like m^(-1/2)",
            .measures = "rms of their sum",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.085, .limits = true, .sweep = WIDTH, .scatter = 0.24},
        [FROBENIUS] = {
            .name = "frobenius", .source = "2019 Claim G.1 (a)",
            .reads = "||W*||_F <= O(p rho^3 C m^(-1/2))",
            .measures = "||W*||_F, eps_c = 0.1",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.5}, .constant = 154, .literal = {.rho = 3, .m = -0.5},
            .sweep = NORMS, .scatter = 0.1},
        [FROBENIUS_M] = {
            .name = "frobenius-in-m", .source = "2019 Claim G.1 (a), sharp",
            .reads = "||W*||_F shrinks exactly like m^(-1/2)",
            .measures = "||W*||_F, eps_c = 0.1",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.1, .sweep = NORMS, .scatter = 0.1,
            .note = "The tolerance was 0.05 at first, which decided nothing."},
        [ROW] = {
            .name = "largest-row", .source = "2019 Claim G.1 (a)",
            .reads = "||W*||_{2,inf} <= O(p rho^3 C/m)",
            .measures = "the largest norm of a row of W*, eps_c = 0.1",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -1, .log_m = 3}, .constant = 10.1, .literal = {.rho = 3, .m = -1},
            .sweep = NORMS, .scatter = 0.25,
            .slack = -0.1,
            .note = "With the logarithms of rho^3, put in after a run had refuted a single one: the largest entry of Back takes one half, the largest H the others. H grows "
                    "like the cube of its argument before it levels off."},
        [C_LOWER] = {
            .name = "normalisation-lower", .source = "2019 Claim G.1 (b)",
            .reads = "C_{i->j,s} >= Omega(1/d)",
            .measures = "min over i, j, s of d C_{i->j,s}",
            .rule = LM_RATE, .side = LM_AT_LEAST, .constant = 0.696, .sweep = NORMS, .scatter = 0.1},
        [C_UPPER] = {
            .name = "normalisation-upper", .source = "2019 Claim G.1 (b)",
            .reads = "C_{i->j,s} <= O(rho^2/d)",
            .measures = "max over i, j, s of d C_{i->j,s}",
            .rule = LM_RATE, .side = LM_AT_MOST, .constant = 1.53, .literal = {.rho = 2}, .sweep = NORMS, .scatter = 0.1},
        [C_LIMIT] = {
            .name = "limit-of-normalisation", .source = "2019 Claim G.1 (b), infinite width",
            .reads = "d C_{i->j,s} tends to 1 + (i - 2) eps_x^2",
            .measures = "mean over i, j, s of d C_{i->j,s} over its limit",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 8, .L = 2, .m = -1}, .sweep = NORMS, .scatter = 0.1,
            .note = "The allowance is that of two squared norms, 2.4 L^2/m each, and of their covariance, (2 0.9 L)^2/m at most: "
                    "0.9^2 L^2/m is the largest variance of the logarithm of a norm seen with tied weights."},
        [ERROR_LINEAR] = {
            .name = "error-of-linear", .source = "2019 Lemma 5.4",
            .reads = "f_{j',s'} = F*_{j',s'} +- p rho^11 O(eps_e + C_s eps_x^(1/3) + C m^(-0.05))",
            .measures = "rms(f - F*); L = 4, d = 1, Phi(z) = z, Hermite H, eps_x = 0.05, eps_c = 0.03",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.05}, .constant = 3.15, .limits = true,
            .literal = {.rho = 11, .m = -0.05}, .trivial = {.factor = 1}, .sweep = LINEAR, .scatter = 0.36, .slack = -0.35,
            .note = "Like error it does not tell W* from 0 yet."},
        [ERROR_SQUARE] = {
            .name = "error-of-square", .source = "2019 Lemma 5.4",
            .reads = "f_{j',s'} = F*_{j',s'} +- p rho^11 O(eps_e + C_s eps_x^(1/3) + C m^(-0.05))",
            .measures = "rms(f - F*); L = 3, d = 4, Phi(z) = z^2, eps_x = eps_c = 0.1",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.05}, .constant = 2.65, .limits = true,
            .literal = {.rho = 11, .m = -0.05}, .trivial = {.factor = 1}, .sweep = SQUARE, .scatter = 0.25, .slack = -0.35,
            .note = "Like error it does not tell W* from 0 yet."},
        [ERROR_SHARP] = {
            .name = "error-in-m", .source = "2019 Lemma 5.4, sharp",
            .reads = "f_{j',s'} - F*_{j',s'} shrinks like m^(-1/2) until it is O(eps_x)",
            .measures = "rms(f - F*); L = 3, d = 4, sin, eps_x = eps_c = 0.03, 4 targets",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.085, .limits = true, .sweep = SMALL, .scatter = 0.25},
        [BIAS] = {
            .name = "bias", .source = "2019 Lemma 5.4",
            .reads = "what is left at m = infinity is O(p rho^11 C_s eps_x^(1/3))",
            .measures = "rms(lim f - F*)/rms F* over 16 sequences, L = 4, sin, Hermite H, eps_c << eps_x",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.eps_x = 1.0 / 3}, .constant = 0.234, .sweep = INPUTS, .scatter = 0.12,
            .slack = -2.0 / 3},
        [BIAS_SHARP] = {
            .name = "bias-in-eps", .source = "2019 Lemma 5.4, sharp",
            .reads = "what is left at m = infinity is of order eps_x",
            .measures = "rms(lim f - F*)/rms F*, likewise",
            .rule = LM_EXPONENT, .exponent = 1, .tolerance = 0.1, .sweep = INPUTS, .scatter = 0.12},
        [COEFFICIENT] = {
            .name = "coefficient", .source = "2019 Lemma 5.4, infinite width",
            .reads = "f = F* (1 - O(eps_x)): angles shorten Back and close the window",
            .measures = "the coefficient of a regression of f on F* over 8 sequences, L = 3, sin, Hermite H, eps_c = eps_x",
            .rule = LM_ORACLE, .limits = true, .bound = {.factor = 8, .L = 2, .m = -1}, .sweep = TOKENS, .scatter = 0.2,
            .note = "The allowance is that of C_{i->j,s}, a product of two squared norms like f itself."},
        [LENGTH] = {
            .name = "noise-along-length", .source = "2019 Lemma 5.4, sharp",
            .reads = "E (f - lim f)^2 is the sum of E H^2/(2 m Pr) over all i', i, j, s, three times that where the signals agree",
            .measures = "mean square of f - lim f over that sum, L = 3 to 8, d = 2, sin, eps_x = eps_c = 0.1",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 8, .L = 2, .m = -1}, .sweep = LONG, .scatter = 0.8},
        [VACUOUS] = {
            .name = "literal-window", .source = "2019 Lemma 5.4, Definition 5.3",
            .reads = "eps_c = eps_e eps_x/(4 C'), eps_x < 1/(rho^4 C'): E #active neurons < 1 for m = 10^3 to 10^42, Phi(z) = z^2, "
                     "for rows drawn afresh and ||h^(0)_{i-1}|| >= 1/2",
            .measures = "-log10 of a bound of E #{k, i : |<w_k, h^(0)_{i-1}>| <= eps_c/sqrt m}, L = 4, p = d = 1",
            .rule = LM_PROOF, .sweep = LITERAL, .expect = LM_EXPECT_PROVED,
            .note = "So it is for the rows of the network itself up to what earlier states know of them. W* = 0 and f = 0: what Lemma 5.4 says is then about F* alone, and its error term exceeds every F*."},
    },
    .controls = {
        {.name = "permuted-rows", .breaks = "row k of W* belongs to unit k (here to unit m + 1 - k)", .variant = PERMUTED_ROWS,
         .refutes = LM_BIT(MAIN) | LM_BIT(COEFFICIENT) | LM_BIT(LENGTH)},
        {.name = "other-network", .breaks = "W* is built from W, A and B themselves (here from another network)",
         .variant = OTHER_NETWORK, .refutes = LM_BIT(COEFFICIENT)},
        {.name = "other-target", .breaks = "the column of (i, j) goes along Back^(0)_{i->j} (here along that of another j)",
         .variant = OTHER_TARGET, .refutes = LM_BIT(OTHER_J)},
        {.name = "constant-output", .breaks = "entries of B are N(0, 1/d) (here all 1/sqrt d)",
         .law = {.output = LM_OUTPUT_CONSTANT}, .refutes = LM_BIT(OTHER_S)},
        {.name = "not-normalised", .breaks = "terms are divided by m C_{i->j,s}", .variant = NOT_NORMALISED,
         .refutes = LM_BIT(ERROR) | LM_BIT(NOISE) | LM_BIT(OTHER_I) | LM_BIT(ERROR_LINEAR) | LM_BIT(ERROR_SQUARE) |
                    LM_BIT(FROBENIUS) | LM_BIT(FROBENIUS_M) | LM_BIT(ROW)},
        {.name = "wrong-null", .breaks = "x^(0)_1 = x_1 (here at 60 degrees from it)", .variant = WRONG_NULL,
         .refutes = LM_BIT(BIAS) | LM_BIT(BIAS_SHARP) | LM_BIT(COEFFICIENT)},
        {.name = "large-inputs", .breaks = "eps_x is small (here 1)", .variant = LARGE_INPUTS, .refutes = LM_BIT(ERROR_SHARP)},
        {.name = "last-coordinate", .breaks = "[w*]_dx = 0 (here 0.8)", .variant = LAST_COORDINATE,
         .refutes = LM_BIT(COEFFICIENT)},
        {.name = "variance-4", .breaks = "entries of W have variance 2/m (here 4/m)", .law = {.variance = 4},
         .refutes = LM_BIT(C_UPPER) | LM_BIT(C_LIMIT)},
        {.name = "variance-1", .breaks = "entries of W have variance 2/m (here 1/m)", .law = {.variance = 1},
         .refutes = LM_BIT(C_LOWER) | LM_BIT(C_LIMIT)},
        {.name = "wide-window", .breaks = "eps_c = eps_e eps_x/(4 C') (here 0.1)", .variant = WIDE_WINDOW,
         .refutes = LM_BIT(VACUOUS)},
    },
    .sweeps = {
        [NORMS] = {
            .name = "norms", .axis = LM_AXIS_WIDTH,
            .dense = {{1024}},
            .implicit = {{1024, 4096, 8192, 16384, 65536}},
            .full = {{262144, 1048576}},
            .smoke = {{1024, 4096, 16384}},
            .control_implicit = {{2048, 4096, 8192, 16384}},
            .calibration = {{1024, 2048}},
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 24, [LM_FULL] = 30, [LM_PAPER] = 50},
            .control_replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 6, [LM_FULL] = 16, [LM_PAPER] = 16},
            .calibration_replicates = 40,
            .fit_from = 4096,
            .L = 4, .d = 2, .dx = 4, .eps_x = 0.1},
        [WIDTH] = {
            .name = "width", .axis = LM_AXIS_WIDTH,
            .dense = {{256, 512, 1024}},
            .implicit = {{1024, 2048, 4096, 8192, 16384, 32768, 65536}},
            .full = {{262144, 1048576}},
            .smoke = {{4096, 8192, 16384}},
            .control_implicit = {{4096, 16384, 65536}},
            .calibration = {{1024, 2048}},
            .mpfr = {{256}}, .mpfr_replicates = 3,
            .replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 26, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 6, [LM_FULL] = 16, [LM_PAPER] = 16},
            .calibration_replicates = 30,
            .fit_from = 2048, /* 115 active neurons, of which those with a large H count for more */
            .L = 4, .d = 4, .dx = 4, .eps_x = 0.1},
        [LINEAR] = {
            .name = "linear", .axis = LM_AXIS_WIDTH,
            .implicit = {{8192, 32768, 131072}},
            .full = {{1048576}},
            .smoke = {{4096, 8192, 16384}},
            .control_implicit = {{4096, 8192, 16384}},
            .calibration = {{2048, 4096}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 16, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 4, [LM_FULL] = 8, [LM_PAPER] = 8},
            .calibration_replicates = 40,
            .L = 4, .d = 1, .dx = 4, .eps_x = 0.05},
        [SQUARE] = {
            .name = "square", .axis = LM_AXIS_WIDTH,
            .implicit = {{8192, 32768, 131072}},
            .full = {{1048576}},
            .smoke = {{4096, 8192, 16384}},
            .control_implicit = {{4096, 8192, 16384}},
            .calibration = {{2048, 4096}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 10, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 4, [LM_FULL] = 8, [LM_PAPER] = 8},
            .calibration_replicates = 40,
            .L = 3, .d = 4, .dx = 4, .eps_x = 0.1},
        [SMALL] = {
            .name = "small-inputs", .axis = LM_AXIS_WIDTH,
            .implicit = {{2048, 4096, 8192, 16384, 32768, 65536}},
            .smoke = {{4096, 8192, 16384}},
            .control_implicit = {{4096, 8192, 32768}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 48, [LM_FULL] = 60, [LM_PAPER] = 100},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 6, [LM_FULL] = 20, [LM_PAPER] = 20},
            .fit_from = 4096,
            .L = 3, .d = 4, .dx = 4, .eps_x = 0.03},
        [INPUTS] = {
            .name = "inputs", .axis = LM_AXIS_EPS_X,
            .dense = {{0.1, 0.03, 0.01, 0.003, 0.001}},
            .smoke = {{0.1, 0.01, 0.001}},
            .control_dense = {{0.1, 0.03, 0.01, 0.003, 0.001}},
            .calibration = {{0.1, 0.05}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 10, [LM_FULL] = 30, [LM_PAPER] = 50},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 6, [LM_FULL] = 12, [LM_PAPER] = 12},
            .calibration_replicates = 40,
            .m = 1, .L = 4, .d = 1, .dx = 4},
        [TOKENS] = {
            .name = "tokens", .axis = LM_AXIS_EPS_X,
            .implicit = {{0.3, 0.1, 0.03}},
            .smoke = {{0.3, 0.1}},
            .control_implicit = {{0.3, 0.1, 0.03}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 16, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 6, [LM_FULL] = 12, [LM_PAPER] = 12},
            .m = 16384, .L = 3, .d = 1, .dx = 4},
        [LONG] = {
            .name = "length", .axis = LM_AXIS_LENGTH,
            .implicit = {{3, 4, 6, 8}},
            .smoke = {{3, 4}},
            .control_implicit = {{3, 4}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 12, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 12, [LM_FULL] = 12, [LM_PAPER] = 12},
            .m = 16384, .d = 2, .dx = 4, .eps_x = 0.1},
        [LITERAL] = {
            .name = "literal", .axis = LM_AXIS_VARIABLE, .variable = "log10 m", .linear = true, .pieces = true, .begin = 3,
            .dense = {{6, 9, 12, 18, 24, 30, 36, 42}},
            .smoke = {{9, 24, 42}},
            .control_dense = {{6, 9, 12}},
            .replicates = {[LM_SMOKE] = 1, [LM_QUICK] = 1, [LM_FULL] = 1, [LM_PAPER] = 1},
            .control_replicates = {[LM_SMOKE] = 1, [LM_QUICK] = 1, [LM_FULL] = 1, [LM_PAPER] = 1},
            .m = 1, .L = 4, .d = 1, .dx = 4},
    },
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
