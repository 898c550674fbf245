/* Forward norms: Allen-Zhu & Li (2019), Lemma B.1 (a), (b); Allen-Zhu, Li & Song (2018), equation (4.1).
 *
 * ||h_l|| stays at its infinite-width value  zeta_l = sqrt(sum_{k <= l} ||x_k||^2)  and ||g_l|| at sqrt 2 zeta_l, up to
 * O(rho^2/sqrt m). */
#include <lemmata/lemma.h>

#include <math.h>

enum {
    DEVIATION_H, DEVIATION_G, DEVIATION_EXPONENT, LOG_NORM, LOWER_HALF, UPPER_WIDTH,        /* along the width */
    UPPER_LENGTH, DEVIATION_LENGTH, NORM_2018_UPPER, NORM_2018_LOWER, NORM_2019             /* along the length */
};
enum { WIDTH, LENGTH };
enum { WEAK_FIRST_TOKEN = 1 };

/* The states of both passes at once: normalised sequences of 2019 first, then the unit-norm sequence of 2018. */
static struct lm_inputs inputs_of(const struct lm_cell *cell, struct lm_trial *t, size_t *normalised)
{
    struct lm_inputs a = lm_trial_normalised(t), b = lm_trial_unit(t, 1, 1);
    struct lm_inputs all = lm_inputs_join(lm_trial_arena(t), &a, &b);
    if (cell->variant == WEAK_FIRST_TOKEN)
        for (size_t s = 0; s < all.n; s++)
            for (size_t k = 0; k < all.dim; k++) all.x[s * (size_t)all.L * all.dim + k] *= 0.1;
    *normalised = a.n;
    return all;
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    size_t normalised;
    struct lm_inputs inputs = inputs_of(cell, t, &normalised);
    struct lm_net *net = lm_trial_net(t, inputs.dim);
    struct lm_run *run = lm_trial_forward(t, net, &inputs);
    double *h = lm_arena_doubles(lm_trial_arena(t), inputs.n), *g = lm_arena_doubles(lm_trial_arena(t), inputs.n);
    double deviation_h = 0, deviation_g = 0, log_norm = 0, norm = 0, limit = 0, smallest = HUGE_VAL, largest = 0;

    for (int l = 1; l <= cell->L; l++) {
        lm_norm_h(h, run, l);
        lm_norm_g(g, run, l);
        for (size_t s = 0; s < normalised; s++) {
            double zeta = lm_limit_norm(&inputs, s, l); /* B.1 (a) */
            deviation_h = fmax(deviation_h, fabs(h[s] - zeta));
            deviation_g = fmax(deviation_g, fabs(g[s] - sqrt(2.0) * zeta)); /* B.1 (b) */
            if (l < cell->L) continue;
            log_norm += log(h[s] / zeta) / (double)normalised;
            norm = fmax(norm, h[s]);
            limit = fmax(limit, zeta);
        }
        for (size_t s = 0; s < inputs.n; s++) { /* (4.1): both have ||x_1|| = 1 and ||x_l|| <= 1 */
            smallest = fmin(smallest, fmin(h[s], g[s]));
            if (s >= normalised) largest = fmax(largest, fmax(h[s], g[s]));
        }
    }
    if (cell->sweep == LENGTH) {
        lm_observe(t, UPPER_LENGTH, largest);
        lm_observe(t, DEVIATION_LENGTH, deviation_h);
        for (unsigned s = NORM_2018_UPPER; s <= NORM_2019; s++) {
            lm_observe_with_limit(t, s, norm, limit);
        }
        return;
    }
    lm_observe(t, DEVIATION_H, deviation_h);
    lm_observe(t, DEVIATION_G, deviation_g);
    lm_observe(t, DEVIATION_EXPONENT, deviation_h);
    lm_observe(t, LOG_NORM, log_norm);
    lm_observe(t, LOWER_HALF, smallest);
    lm_observe(t, UPPER_WIDTH, largest);
}

/* (4.1) asks for ||x_1|| = 1 and ||x_l|| <= 1. */
static bool admits(const struct lm_cell *cell)
{
    return lm_inputs_bounded(&cell->given);
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    *right = lm_forward_vectors(cell->L, cell->given.n > 0 ? 2 * cell->given.n : 2);
    *left = 0;
}

#define NORMS (LM_BIT(DEVIATION_H) | LM_BIT(DEVIATION_G))
#define LENGTHS (LM_BIT(UPPER_LENGTH) | LM_BIT(DEVIATION_LENGTH) | LM_BIT(NORM_2018_UPPER) | LM_BIT(NORM_2019))

LM_LEMMA(forward_norm,
    .title = "Forward norms",
    .papers = "2018 2019",
    .hypotheses = "W, A ~ N(0, 2/m); one fixed sequence: normalised (2019, Definition 3.1, eps_x = 1/L) or of unit-norm tokens (2018); "
                  "h_0 = 0",
    .statements = {
        [DEVIATION_H] = {
            .name = "deviation-h", .source = "2019 Lemma B.1 (a)",
            .reads = "| ||h_l|| - zeta_l | <= O(rho^2 / sqrt m) for all l <= L",
            .measures = "max over l of | ||h_l|| - zeta_l |, with zeta_l = sqrt(sum_{k <= l} ||x_k||^2)",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.5}, .constant = 10.6, .scatter = 0.65,
            .literal = {.rho = 2, .m = -0.5}, .trivial = {.factor = 1}, .sweep = WIDTH},
        [DEVIATION_G] = {
            .name = "deviation-g", .source = "2019 Lemma B.1 (b)",
            .reads = "| ||g_l|| - sqrt 2 zeta_l | <= O(rho^2 / sqrt m) for all l <= L",
            .measures = "max over l of | ||g_l|| - sqrt 2 zeta_l |",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.5}, .constant = 13.3, .scatter = 0.65,
            .literal = {.rho = 2, .m = -0.5}, .trivial = {.factor = 1}, .sweep = WIDTH,
            .note = "The proof prints sqrt 2 sqrt(1 + eps_x^2) for ||g_1||; for g_1 = A x_1 it is sqrt 2 ||x_1||, and the printed factor "
                    "belongs to g_2."},
        [DEVIATION_EXPONENT] = {
            .name = "deviation-exponent", .source = "2019 Lemma B.1 (a), sharp",
            .reads = "max_l | ||h_l|| - zeta_l | shrinks exactly like m^(-1/2)",
            .measures = "max over l of | ||h_l|| - zeta_l |",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.08, .sweep = WIDTH, .scatter = 0.65},
        [LOG_NORM] = {
            .name = "log-norm", .source = "2019 Lemma B.1 (a), infinite width",
            .reads = "E log(||h_L|| / zeta_L) -> 0",
            .measures = "log(||h_L|| / zeta_L)",
            .rule = LM_ORACLE, .constant = 0, .bound = {.factor = 0.4, .L = 2, .m = -1}, .sweep = WIDTH,
            .note = "The allowance 0.4 L^2/m is half of the largest variance of log ||h_L|| seen with tied weights, 0.9^2 L^2/m: by Jensen's "
                    "inequality the mean of a logarithm may be off by so much."},
        [LOWER_HALF] = {
            .name = "lower-half", .source = "2018 equation (4.1), lower bound",
            .reads = "||h_l||, ||g_l|| >= 1/2 for all l <= L",
            .measures = "min over l of ||h_l|| and ||g_l||, over a normalised sequence and one of unit-norm tokens",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = 0.5}, .tolerance = 0.05, .sweep = WIDTH,
            .note = "The paper's probability 1 - exp(-Omega(m/L^2)) cannot be tested; clean replicates certify 0.95."},
        [UPPER_WIDTH] = {
            .name = "upper-width", .source = "2018 equation (4.1), upper bound, in m",
            .reads = "||h_l||, ||g_l|| <= O(L) for all l <= L, whatever the width",
            .measures = "max over l of ||h_l|| and ||g_l||, unit-norm tokens",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 1}, .constant = 0.667, .sweep = WIDTH, .scatter = 0.05},
        [UPPER_LENGTH] = {
            .name = "upper-length", .source = "2018 equation (4.1), upper bound, in L",
            .reads = "||h_l||, ||g_l|| <= O(L) for all l <= L",
            .measures = "max over l of ||h_l|| and ||g_l||, unit-norm tokens",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 1}, .constant = 1.01, .sweep = LENGTH, .scatter = 0.1, .slack = -0.5,
            .note = "Loose: the infinite-width value is sqrt(2 L)."},
        [DEVIATION_LENGTH] = {
            .name = "deviation-length", .source = "2019 Lemma B.1 (a), in L",
            .reads = "| ||h_l|| - zeta_l | <= O(rho^2 / sqrt m), where rho is linear in L",
            .measures = "max over l of | ||h_l|| - zeta_l |",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 2, .m = -0.5}, .constant = 1.5, .sweep = LENGTH,
            .scatter = 0.65, .slack = -0.8,
            .note = "Loose: the claim allows L^2. Errors of the layers add up coherently because the layers share W; with a fresh W at each "
                    "step they add up like sqrt L: see the price of tied weights."},
        [NORM_2018_UPPER] = {
            .name = "norm-2018-upper", .source = "2018 equation (4.1), upper bound",
            .reads = "||h_L|| <= O(L)", .measures = "||h_L||, normalised sequence", .limits = true, .tournament = "forward norm",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 1}, .constant = 0.569, .sweep = LENGTH, .scatter = 0.1, .slack = -1,
            .note = "A normalised sequence meets the hypotheses of both papers: there the two bounds can be compared."},
        [NORM_2018_LOWER] = {
            .name = "norm-2018-lower", .source = "2018 equation (4.1), lower bound",
            .reads = "||h_L|| >= 1/2", .measures = "||h_L||, normalised sequence", .limits = true, .tournament = "forward norm",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = 0.5}, .tolerance = 0.05, .sweep = LENGTH},
        [NORM_2019] = {
            .name = "norm-2019", .source = "2019 Lemma B.1 (a)",
            .reads = "||h_L|| <= zeta_L + O(rho^2 / sqrt m), zeta_L <= 2", .measures = "||h_L||, normalised sequence", .limits = true,
            .tournament = "forward norm",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.factor = 1}, .constant = 1.14, .sweep = LENGTH, .scatter = 0.1,
            .note = "Where L^2 is far below sqrt m the bound is a constant: zeta_L = sqrt(1 + (L - 1)/L^2) falls from 1.12 to 1."},
    },
    .controls = {
        {.name = "variance-4", .breaks = "entries of W have variance 2/m (here 4/m)", .law = {.variance = 4},
         .refutes = NORMS | LM_BIT(DEVIATION_EXPONENT) | LM_BIT(LOG_NORM) | LM_BIT(UPPER_WIDTH) | LENGTHS},
        {.name = "variance-1", .breaks = "entries of W have variance 2/m (here 1/m)", .law = {.variance = 1},
         .refutes = NORMS | LM_BIT(DEVIATION_EXPONENT) | LM_BIT(LOG_NORM) | LM_BIT(LOWER_HALF) | LM_BIT(NORM_2018_LOWER)},
        {.name = "symmetric", .breaks = "entries of W are independent (here W = W')", .law = {.shape = LM_SYMMETRIC},
         .refutes = NORMS | LM_BIT(LOG_NORM)},
        {.name = "heavy-tails", .breaks = "entries of W are Gaussian (here Student t, 1.5 degrees of freedom)",
         .law = {.shape = LM_HEAVY_TAILS}, .refutes = NORMS},
        {.name = "weak-first-token", .breaks = "||x_1|| = 1 (here 0.1)", .variant = WEAK_FIRST_TOKEN, .refutes = LM_BIT(LOWER_HALF)},
        {.name = "untied", .breaks = "every step has the same W (here a fresh one)", .law = {.untied = true},
         .compares = LM_BIT(DEVIATION_H) | LM_BIT(LOG_NORM) | LM_BIT(DEVIATION_LENGTH) | LM_BIT(NORM_2019)},
    },
    .sweeps = {
        [WIDTH] = {
            LM_WIDTH_GRID,
            .control_implicit = {{1024, 4096, 16384, 65536}},
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 40, [LM_FULL] = 60, [LM_PAPER] = 100},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 10, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 40,
            .L = 6, .d = 1, .dx = 4},
        [LENGTH] = {
            .name = "length", .axis = LM_AXIS_LENGTH,
            .implicit = {{2, 4, 8, 16, 32}},
            .full = {{64}},
            .smoke = {{2, 4, 8}},
            .control_implicit = {{2, 4, 8, 16}},
            .calibration = {{2, 4}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 40, [LM_FULL] = 60, [LM_PAPER] = 100},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 10, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 20,
            .m = 65536, .d = 1, .dx = 4},
    },
    .domain_length = 4,
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
