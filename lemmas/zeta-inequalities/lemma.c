/* Inequalities for zeta_c: Allen-Zhu & Li (2019), Proposition D.2, proved by interval arithmetic.
 *
 * zeta_c(alpha, beta) = E (relu(alpha g1 + beta g2) - relu(g1))^2 with g1, g2 ~ N(0, 1), and zeta_c(beta) on the circle
 * alpha = sqrt(1 - beta^2). The README derives the closed form and the identities used here; zeta_c is even in beta: beta >= 0. */
#include <lemmata/lemma.h>
#include <lemmata/prove.h>

enum {
    LOWER, UPPER, LOWER_SHARP, UPPER_SHARP, INTERMEDIATE, INTERMEDIATE_GENERAL, ALPHA_RANGE, ALPHA_RANGE_CORRECTED, SERIES_TERMS,
    LIPSCHITZ_PRINTED, LIPSCHITZ, LIPSCHITZ_FAR, LIPSCHITZ_WIDE, LIPSCHITZ_WIDE_CORRECTED, CLOSED_FORM
};
enum { VALUE, ROOT, FAR, WIDE, NETWORK };
enum { FLIPPED_SIGN = 1, OFF_CIRCLE };
enum { BITS = 128, MOST_PIECES = 1024 };

/* Which statements a sweep proves or refutes. */
static const struct {
    unsigned first, last;
} proofs[] = {[VALUE] = {LOWER, SERIES_TERMS}, [ROOT] = {LIPSCHITZ_PRINTED, LIPSCHITZ}, [FAR] = {LIPSCHITZ_FAR, LIPSCHITZ_FAR},
              [WIDE] = {LIPSCHITZ_WIDE, LIPSCHITZ_WIDE_CORRECTED}};

/* What an enclosure is asked about: a statement on a cell. */
struct question {
    unsigned statement;
    const struct lm_cell *cell;
};

/* ---- The closed form ---- */

static bool has_relu(const struct lm_cell *cell)
{
    return cell->law.gate == LM_GATE_RELU;
}

/* zeta_c(alpha, beta) = (1 + alpha^2 + beta^2)/2 - (beta + (pi - theta) alpha)/pi with theta = atan(beta/alpha), as a power series
 * of `n` terms where alpha and beta are such; without ReLU (a control) E (alpha g1 + beta g2 - g1)^2. */
static void closed_form(arb_poly_t zeta, const arb_poly_t alpha, const arb_poly_t beta, const struct lm_cell *cell, slong n,
                        slong bits)
{
    arb_poly_t square, theta;
    arb_poly_init(square);
    arb_poly_init(theta);
    arb_poly_mullow(zeta, alpha, alpha, n, bits);
    arb_poly_mullow(square, beta, beta, n, bits);
    arb_poly_add(zeta, zeta, square, bits);
    arb_poly_add_si(zeta, zeta, 1, bits);
    arb_poly_scalar_mul_2exp_si(zeta, zeta, -1);
    arb_poly_sub(zeta, zeta, alpha, bits); /* (1 + alpha^2 + beta^2)/2 - alpha: half of it without ReLU */
    if (has_relu(cell)) {
        arb_t pi;
        arb_init(pi);
        arb_const_pi(pi, bits);
        arb_poly_div_series(theta, beta, alpha, n, bits);
        arb_poly_atan_series(theta, theta, n, bits);
        arb_poly_mullow(theta, theta, alpha, n, bits);
        if (cell->variant == FLIPPED_SIGN) arb_poly_neg(theta, theta);
        arb_poly_sub(theta, beta, theta, bits);
        arb_poly_scalar_div(theta, theta, pi, bits);
        arb_poly_sub(zeta, zeta, theta, bits); /* - (beta - theta alpha)/pi */
        arb_clear(pi);
    } else {
        arb_poly_scalar_mul_2exp_si(zeta, zeta, 1);
    }
    arb_poly_clear(square);
    arb_poly_clear(theta);
}

static void alpha_of(arb_t alpha, const arb_t beta, const struct lm_cell *cell, slong bits)
{
    arb_mul(alpha, beta, beta, bits);
    arb_sub_ui(alpha, alpha, 1, bits);
    arb_neg(alpha, alpha);
    arb_sqrt(alpha, alpha, bits);
    if (cell->variant == OFF_CIRCLE) arb_mul_2exp_si(alpha, alpha, -1);
}

/* zeta_c at one (alpha, beta). */
static void zeta_at(arb_t zeta, const arb_t alpha, const arb_t beta, const struct lm_cell *cell, slong bits)
{
    arb_poly_t a, b, z;
    arb_poly_init(a);
    arb_poly_init(b);
    arb_poly_init(z);
    arb_poly_set_arb(a, alpha);
    arb_poly_set_arb(b, beta);
    closed_form(z, a, b, cell, 1, bits);
    arb_poly_get_coeff_arb(zeta, z, 0);
    arb_poly_clear(a);
    arb_poly_clear(b);
    arb_poly_clear(z);
}

/* zeta_c(sqrt x) and its derivative in x, at x = beta^2 > 0. */
static void zeta_and_derivative(arb_t zeta, arb_t derivative, const arb_t beta, const struct lm_cell *cell, slong bits)
{
    arb_poly_t x, a, z;
    arb_poly_init(x);
    arb_poly_init(a);
    arb_poly_init(z);
    arb_mul(zeta, beta, beta, bits);
    arb_poly_set_coeff_arb(x, 0, zeta);
    arb_poly_set_coeff_si(x, 1, 1);
    arb_poly_neg(a, x);
    arb_poly_add_si(a, a, 1, bits);
    arb_poly_sqrt_series(a, a, 2, bits);
    if (cell->variant == OFF_CIRCLE) arb_poly_scalar_mul_2exp_si(a, a, -1);
    arb_poly_sqrt_series(x, x, 2, bits);
    closed_form(z, a, x, cell, 2, bits);
    arb_poly_get_coeff_arb(zeta, z, 0);
    arb_poly_get_coeff_arb(derivative, z, 1);
    arb_poly_clear(x);
    arb_poly_clear(a);
    arb_poly_clear(z);
}

/* ---- What is left of zeta_c when its first terms are subtracted and the powers of beta divided out ---- */

enum part {
    EXCESS, /* (zeta_c - beta^2/2)/beta^3 */
    GAP,    /* (1 - alpha - zeta_c)/beta^3 */
    SHARP,  /* (EXCESS + 1/(3 pi))/beta */
    DROP    /* (1/2 - d/dx zeta_c(sqrt x))/beta at x = beta^2 */
};

/* From the closed form: beta > 0. */
static void part_by_closed_form(arb_t out, enum part part, const arb_t beta, const arb_t alpha, const struct lm_cell *cell,
                                slong bits)
{
    arb_t zeta, x;
    arb_init(zeta);
    arb_init(x);
    zeta_and_derivative(zeta, out, beta, cell, bits);
    if (part == DROP) {
        lm_set_ratio(x, 1, 2, bits);
        arb_sub(out, x, out, bits);
        arb_div(out, out, beta, bits);
    } else {
        if (part == GAP) {
            arb_add(out, zeta, alpha, bits);
            arb_sub_ui(out, out, 1, bits);
            arb_neg(out, out);
        } else {
            arb_mul(out, beta, beta, bits);
            arb_mul_2exp_si(out, out, -1);
            arb_sub(out, zeta, out, bits);
        }
        arb_pow_ui(x, beta, 3, bits);
        arb_div(out, out, x, bits);
    }
    if (part == SHARP) {
        arb_const_pi(x, bits);
        arb_mul_ui(x, x, 3, bits);
        arb_inv(x, x, bits);
        arb_add(out, out, x, bits);
        arb_div(out, out, beta, bits);
    }
    arb_clear(zeta);
    arb_clear(x);
}

/* 2F1(1, b; c/2; x) factor/(divisor pi). */
static void hypergeometric(arb_t out, ulong b, ulong c, const arb_t x, ulong factor, ulong divisor, slong bits)
{
    arb_t p, q, r;
    arb_init(p);
    arb_init(q);
    arb_init(r);
    arb_one(p);
    arb_set_ui(q, b);
    arb_set_ui(r, c);
    arb_mul_2exp_si(r, r, -1);
    arb_hypgeom_2f1(out, p, q, r, x, 0, bits);
    arb_const_pi(p, bits);
    arb_mul_ui(p, p, divisor, bits);
    arb_mul_ui(out, out, factor, bits);
    arb_div(out, out, p, bits);
    arb_clear(p);
    arb_clear(q);
    arb_clear(r);
}

/* The same on the circle, from identities in beta = sin theta in which nothing cancels at 0:
 *   (beta - theta alpha)/beta^3 = E = 2F1(1, 1; 5/2; beta^2)/3,   (E - 1/3)/beta^2 = (2/15) 2F1(1, 2; 7/2; beta^2),
 *   (1 - alpha - beta^2/2)/beta^4 = A = 1/(2 (1 + alpha)^2),      d/dx zeta_c(sqrt x) = (1 - theta/pi)/(2 alpha). */
static void part_by_identity(arb_t out, enum part part, const arb_t beta, const arb_t alpha, slong bits)
{
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    arb_add_ui(y, alpha, 1, bits);
    if (part == DROP) { /* (theta/(pi beta) - beta/(1 + alpha))/(2 alpha) */
        arb_div(y, beta, y, bits);
        arb_asin(out, beta, bits);
        arb_sinc(out, out, bits);
        arb_const_pi(x, bits);
        arb_mul(out, out, x, bits);
        arb_inv(out, out, bits);
        arb_sub(out, out, y, bits);
        arb_div(out, out, alpha, bits);
        arb_mul_2exp_si(out, out, -1);
    } else {
        arb_mul(x, beta, beta, bits);
        arb_mul(y, y, y, bits);
        arb_mul_2exp_si(y, y, 1);
        arb_inv(y, y, bits); /* A */
        if (part == SHARP) { /* A - beta (E - 1/3)/(pi beta^2) */
            hypergeometric(out, 2, 7, x, 2, 15, bits);
            arb_mul(out, out, beta, bits);
            arb_sub(out, y, out, bits);
        } else {
            hypergeometric(out, 1, 5, x, 1, 3, bits); /* GAP: E/pi */
        }
        if (part == EXCESS) { /* beta A - E/pi */
            arb_mul(y, y, beta, bits);
            arb_sub(out, y, out, bits);
        }
    }
    arb_clear(x);
    arb_clear(y);
}

/* On the claim both ways, each a check of the other: were they disjoint, nothing would be decided. */
static void part_of(arb_t out, enum part part, const arb_t beta, const arb_t alpha, const struct lm_cell *cell, slong bits)
{
    arb_t closed;
    arb_init(closed);
    arb_indeterminate(closed);
    bool positive = arb_is_positive(beta);
    if (positive) part_by_closed_form(closed, part, beta, alpha, cell, bits);
    if (cell->control >= 0) {
        arb_swap(out, closed);
    } else {
        part_by_identity(out, part, beta, alpha, bits);
        if (positive && !arb_intersection(out, out, closed, bits)) arb_indeterminate(out);
    }
    arb_clear(closed);
}

/* ---- Slacks ---- */

/* The least of u - low and high - u, with low and high given as ratios. */
static void within(arb_t out, const arb_t u, slong low, slong of_low, slong high, slong of_high, slong bits)
{
    arb_t y;
    arb_init(y);
    lm_set_ratio(y, high, of_high, bits);
    arb_sub(y, y, u, bits);
    lm_set_ratio(out, low, of_low, bits);
    arb_sub(out, u, out, bits);
    arb_min(out, out, y, bits);
    arb_clear(y);
}

/* The least of 1 - alpha - zeta_c and zeta_c - 1 + alpha + beta^3 at alpha = 6/5, off the circle. */
static void general_slack(arb_t out, const arb_t beta, const struct lm_cell *cell, slong bits)
{
    arb_t alpha, upper;
    arb_init(alpha);
    arb_init(upper);
    lm_set_ratio(alpha, 6, 5, bits);
    zeta_at(upper, alpha, beta, cell, bits);
    arb_add(upper, upper, alpha, bits);
    arb_sub_ui(upper, upper, 1, bits);
    arb_neg(upper, upper);
    arb_pow_ui(out, beta, 3, bits);
    arb_sub(out, out, upper, bits);
    arb_min(out, out, upper, bits);
    arb_clear(alpha);
    arb_clear(upper);
}

/* -|Im zeta_c(sqrt x)|/|x|^(3/2) at x = -beta^2, where sqrt x = i beta: -2F1(1, 1; 5/2; -beta^2)/(3 pi), in closed form
 * -(asinh(beta) sqrt(1 + beta^2) - beta)/(pi beta^3). */
static void imaginary_slack(arb_t out, const arb_t beta, slong bits)
{
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    arb_mul(x, beta, beta, bits);
    arb_neg(y, x);
    hypergeometric(out, 1, 5, y, 1, 3, bits);
    if (arb_is_positive(beta)) {
        arb_add_ui(x, x, 1, bits);
        arb_sqrt(x, x, bits);
        arb_asinh(y, beta, bits);
        arb_mul(y, y, x, bits);
        arb_sub(y, y, beta, bits);
        arb_pow_ui(x, beta, 3, bits);
        arb_div(y, y, x, bits);
        arb_const_pi(x, bits);
        arb_div(y, y, x, bits);
        if (!arb_intersection(out, out, y, bits)) arb_indeterminate(out);
    }
    arb_neg(out, out);
    arb_clear(x);
    arb_clear(y);
}

/* The least of (1/2 - d)/beta and 1/2 + d, or unless `half` of 3/4 - d and 3/4 + d, with d = d/dx zeta_c(sqrt x). */
static void lipschitz_slack(arb_t out, const arb_t beta, const arb_t alpha, bool half, const struct lm_cell *cell, slong bits)
{
    arb_t drop, derivative;
    arb_init(drop);
    arb_init(derivative);
    part_of(drop, DROP, beta, alpha, cell, bits);
    arb_mul(out, beta, drop, bits);
    lm_set_ratio(derivative, 1, 2, bits);
    arb_sub(derivative, derivative, out, bits);
    if (half) {
        lm_set_ratio(out, 1, 2, bits);
        arb_add(out, out, derivative, bits);
        arb_min(out, out, drop, bits);
    } else {
        within(out, derivative, -3, 4, 3, 4, bits);
    }
    arb_clear(drop);
    arb_clear(derivative);
}

static void slack(arb_t out, const arb_t beta, slong bits, const void *context)
{
    const struct question *question = context;
    const struct lm_cell *cell = question->cell;
    arb_t alpha, x;
    arb_init(alpha);
    arb_init(x);
    alpha_of(alpha, beta, cell, bits);
    switch (question->statement) {
    case LOWER: /* (zeta_c - beta^2/2 + beta^3)/beta^3 */
        part_of(out, EXCESS, beta, alpha, cell, bits);
        arb_add_ui(out, out, 1, bits);
        break;
    case UPPER: /* (beta^4/4 - zeta_c + beta^2/2)/beta^3 */
        part_of(x, EXCESS, beta, alpha, cell, bits);
        arb_mul_2exp_si(out, beta, -2);
        arb_sub(out, out, x, bits);
        break;
    case LOWER_SHARP: /* (zeta_c - beta^2/2 + beta^3/(3 pi))/beta^4 */
        part_of(out, SHARP, beta, alpha, cell, bits);
        break;
    case UPPER_SHARP: /* (beta^2/2 - zeta_c)/beta^3 */
        part_of(out, EXCESS, beta, alpha, cell, bits);
        arb_neg(out, out);
        break;
    case INTERMEDIATE: /* 1 - alpha - zeta_c and zeta_c - 1 + alpha + beta^3, by beta^3 */
        part_of(x, GAP, beta, alpha, cell, bits);
        within(out, x, 0, 1, 1, 1, bits);
        break;
    case INTERMEDIATE_GENERAL:
        general_slack(out, beta, cell, bits);
        break;
    case ALPHA_RANGE:
        within(out, alpha, 3, 4, 5, 4, bits);
        break;
    case ALPHA_RANGE_CORRECTED: /* alpha - 0.6614; alpha <= 1 is beta^2 >= 0 */
        lm_set_ratio(x, 6614, 10000, bits);
        arb_sub(out, alpha, x, bits);
        break;
    case SERIES_TERMS: /* 2 alpha - 1 */
        arb_mul_2exp_si(out, alpha, 1);
        arb_sub_ui(out, out, 1, bits);
        break;
    case LIPSCHITZ_PRINTED:
        imaginary_slack(out, beta, bits);
        break;
    default:
        lipschitz_slack(out, beta, alpha, question->statement != LIPSCHITZ_WIDE_CORRECTED, cell, bits);
    }
    arb_clear(alpha);
    arb_clear(x);
}

static void prove(const struct lm_cell *cell, struct lm_trial *t)
{
    for (unsigned s = proofs[cell->sweep].first; s <= proofs[cell->sweep].last; s++) {
        struct question question = {s, cell};
        lm_trial_prove(cell, t, s, slack, &question, BITS, MOST_PIECES); /* a control has no identity that proves anything at 0 */
    }
}

/* ---- The closed form against the network ---- */

/* ||h_1 - h'_1||^2/2 for first tokens (1, 0) and (alpha, +-beta): its mean is zeta_c(beta) at every width. */
static void compare_with_network(const struct lm_cell *cell, struct lm_trial *t)
{
    arb_t alpha, beta, zeta;
    arb_init(alpha);
    arb_init(beta);
    arb_init(zeta);
    arb_set_d(beta, cell->x);
    alpha_of(alpha, beta, cell, BITS);
    struct lm_cell with_relu = *cell;
    with_relu.law.gate = LM_GATE_RELU;
    zeta_at(zeta, alpha, beta, &with_relu, BITS);

    double sign = cell->replicate % 2 ? -1 : 1, distance; /* zeta_c is even in beta */
    double tokens[] = {1, 0, arf_get_d(arb_midref(alpha), ARF_RND_NEAR), sign * cell->x};
    struct lm_inputs inputs = {.n = 2, .dim = 2, .L = 1, .x = tokens};
    struct lm_net *net = lm_trial_net(t, inputs.dim);
    struct lm_run *run = lm_trial_forward(t, net, &inputs);
    struct lm_panel first = lm_panel_view(&run->h[1], 0, 1), second = lm_panel_view(&run->h[1], 1, 1);
    net->num->ops->distance(&distance, &first, &second);
    lm_observe_with_limit(t, CLOSED_FORM, distance * distance / 2, arf_get_d(arb_midref(zeta), ARF_RND_NEAR));
    arb_clear(alpha);
    arb_clear(beta);
    arb_clear(zeta);
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    if (cell->sweep == NETWORK)
        compare_with_network(cell, t);
    else
        prove(cell, t);
}

#define LIPSCHITZ_CLAIMS (LM_BIT(LIPSCHITZ) | LM_BIT(LIPSCHITZ_FAR) | LM_BIT(LIPSCHITZ_WIDE_CORRECTED))
#define PIECES(...)                                                                                                        \
    .axis = LM_AXIS_VARIABLE, .variable = "beta", .pieces = true, .dense = {{__VA_ARGS__}}, .control_implicit = {{__VA_ARGS__}},                                   \
    .replicates = {[LM_SMOKE] = 1, [LM_QUICK] = 1, [LM_FULL] = 1, [LM_PAPER] = 1},                                         \
    .control_replicates = {[LM_SMOKE] = 1, [LM_QUICK] = 1, [LM_FULL] = 1, [LM_PAPER] = 1}, .m = 1, .L = 2, .d = 1, .dx = 2
#define THIRTY_SECONDTHS_TO_19                                                                                             \
    1. / 32, 2. / 32, 3. / 32, 4. / 32, 5. / 32, 6. / 32, 7. / 32, 8. / 32, 9. / 32, 10. / 32, 11. / 32, 12. / 32, 13. / 32, \
    14. / 32, 15. / 32, 16. / 32, 17. / 32, 18. / 32, 19. / 32

LM_LEMMA(zeta_inequalities,
    .title = "Inequalities for zeta_c",
    .papers = "2019",
    .hypotheses = "zeta_c(alpha, beta) = E (relu(alpha g1 + beta g2) - relu(g1))^2, g1, g2 ~ N(0, 1) independent; zeta_c(beta) has "
                  "alpha = sqrt(1 - beta^2)",
    .statements = {
        [LOWER] = {
            .name = "lower", .source = "2019 Proposition D.2, value, lower bound",
            .reads = "-|beta|^3 <= zeta_c(beta) - beta^2 / 2 for beta in [-3/4, 3/4]",
            .measures = "(zeta_c(beta) - beta^2 / 2 + beta^3)/beta^3, least on the piece",
            .rule = LM_PROOF, .sweep = VALUE, .expect = LM_EXPECT_PROVED},
        [UPPER] = {
            .name = "upper", .source = "2019 Proposition D.2, value, upper bound",
            .reads = "zeta_c(beta) - beta^2 / 2 <= beta^4 / 4 for beta in [-3/4, 3/4]",
            .measures = "(beta^4 / 4 - zeta_c(beta) + beta^2 / 2)/beta^3, least on the piece",
            .rule = LM_PROOF, .sweep = VALUE, .expect = LM_EXPECT_PROVED},
        [LOWER_SHARP] = {
            .name = "lower-sharp", .source = "2019 Proposition D.2, value, lower bound, sharp",
            .reads = "-|beta|^3/(3 pi) <= zeta_c(beta) - beta^2 / 2 for beta in [-3/4, 3/4]",
            .measures = "(zeta_c(beta) - beta^2 / 2 + beta^3/(3 pi))/beta^4, least on the piece",
            .rule = LM_PROOF, .sweep = VALUE, .expect = LM_EXPECT_PROVED,
            .note = "The constant 1/(3 pi) = 0.1061 cannot be smaller: it is the limit at 0."},
        [UPPER_SHARP] = {
            .name = "upper-sharp", .source = "2019 Proposition D.2, value, upper bound, sharp",
            .reads = "zeta_c(beta) - beta^2 / 2 <= 0 for beta in [-3/4, 3/4]",
            .measures = "(beta^2 / 2 - zeta_c(beta))/beta^3, least on the piece",
            .rule = LM_PROOF, .sweep = VALUE, .expect = LM_EXPECT_PROVED},
        [INTERMEDIATE] = {
            .name = "intermediate", .source = "2019 Proposition D.2, proof, on the circle",
            .reads = "1 - alpha >= zeta_c(beta) >= 1 - alpha - |beta|^3 for alpha = sqrt(1 - beta^2), beta in [-3/4, 3/4]",
            .measures = "(1 - alpha - zeta_c(beta))/beta^3 and 1 minus it, the least on the piece",
            .rule = LM_PROOF, .sweep = VALUE, .expect = LM_EXPECT_PROVED},
        [INTERMEDIATE_GENERAL] = {
            .name = "intermediate-general", .source = "2019 Proposition D.2, proof, as printed",
            .reads = "1 - alpha >= zeta_c(alpha, beta) >= 1 - alpha - beta^3 for alpha in [3/4, 5/4], beta >= 0",
            .measures = "the least of 1 - alpha - zeta_c(alpha, beta) and zeta_c(alpha, beta) - 1 + alpha + beta^3 at alpha = 6/5",
            .rule = LM_PROOF, .sweep = VALUE, .expect = LM_EXPECT_REFUTED, .corrected = "intermediate",
            .note = "zeta_c >= 0 > 1 - alpha whenever alpha > 1. At alpha = 3/4, beta = 0 the other half fails: 1/32 < 1/4. Both "
                    "need alpha^2 + beta^2 = 1: see intermediate."},
        [ALPHA_RANGE] = {
            .name = "alpha-range", .source = "2019 Proposition D.2, hypotheses, as printed",
            .reads = "sqrt(1 - beta^2) is in [3/4, 5/4] for beta in [-3/4, 3/4]",
            .measures = "the least of alpha - 3/4 and 5/4 - alpha on the piece",
            .rule = LM_PROOF, .sweep = VALUE, .expect = LM_EXPECT_REFUTED, .corrected = "alpha-range-corrected",
            .note = "alpha >= 3/4 holds for |beta| <= sqrt(7)/4 = 0.6614 only."},
        [ALPHA_RANGE_CORRECTED] = {
            .name = "alpha-range-corrected", .source = "2019 Proposition D.2, hypotheses, corrected",
            .reads = "sqrt(1 - beta^2) is in [0.6614, 1] for beta in [-3/4, 3/4]",
            .measures = "alpha - 0.6614, least on the piece (alpha <= 1 says beta^2 >= 0)",
            .rule = LM_PROOF, .sweep = VALUE, .expect = LM_EXPECT_PROVED,
            .note = "The least value of alpha is sqrt(7)/4 = 0.66143..."},
        [SERIES_TERMS] = {
            .name = "series-terms", .source = "2019 Proposition D.2, proof, series",
            .reads = "(alpha + k) beta^(2k+1)/((2k+1) alpha^(2k+1)) decreases in k for all k >= 0 and 0 <= beta <= alpha, here "
                     "for alpha in [sqrt(7)/4, 1]",
            .measures = "2 alpha - 1 with alpha = sqrt(1 - b^2) on the piece of b: the least over k and beta of (alpha + k)(2k + "
                        "3) - (alpha + k + 1)(2k + 1) (beta/alpha)^2",
            .rule = LM_PROOF, .sweep = VALUE, .expect = LM_EXPECT_PROVED,
            .note = "True if and only if alpha >= 1/2. The series is not that of zeta_c, which has alpha in place of alpha + k; "
                    "what it belongs to did not survive in the text at hand."},
        [LIPSCHITZ_PRINTED] = {
            .name = "lipschitz-printed", .source = "2019 Proposition D.2, Lipschitz continuity, as printed",
            .reads = "zeta_c(sqrt x) is a 1/2-Lipschitz function of x in [-0.05, 0.05], hence real there",
            .measures = "-|Im zeta_c(sqrt x)|/|x|^(3/2) at x = -beta^2, on the piece",
            .rule = LM_PROOF, .sweep = ROOT, .expect = LM_EXPECT_REFUTED, .corrected = "lipschitz",
            .note = "Ill-typed: beta = sqrt x is not real for x < 0, and no continuation helps, for its values are not real: "
                    "see lipschitz."},
        [LIPSCHITZ] = {
            .name = "lipschitz", .source = "2019 Proposition D.2, Lipschitz continuity, corrected",
            .reads = "zeta_c(sqrt x) is 1/2-Lipschitz for x in [0, 0.05]",
            .measures = "(1/2 - d/dx zeta_c(sqrt x))/beta and 1/2 + d/dx zeta_c(sqrt x) at x = beta^2, the least on the piece",
            .rule = LM_PROOF, .sweep = ROOT, .expect = LM_EXPECT_PROVED},
        [LIPSCHITZ_FAR] = {
            .name = "lipschitz-far", .source = "2019 Proposition D.2, Lipschitz continuity, as far as it holds",
            .reads = "zeta_c(sqrt x) is 1/2-Lipschitz for x in [0, 0.376]",
            .measures = "(1/2 - d/dx zeta_c(sqrt x))/beta and 1/2 + d/dx zeta_c(sqrt x) at x = beta^2, the least on the piece",
            .rule = LM_PROOF, .sweep = FAR, .expect = LM_EXPECT_PROVED,
            .note = "The derivative is again 1/2 at x = 0.37616..."},
        [LIPSCHITZ_WIDE] = {
            .name = "lipschitz-wide", .source = "2019 Proposition D.2, proof, as printed",
            .reads = "|d/dx zeta_c(sqrt x)| <= 1/2 at x = beta^2 for all beta in [0, 0.9]",
            .measures = "(1/2 - d/dx zeta_c(sqrt x))/beta and 1/2 + d/dx zeta_c(sqrt x) at x = beta^2, the least on the piece",
            .rule = LM_PROOF, .sweep = WIDE, .expect = LM_EXPECT_REFUTED, .corrected = "lipschitz-wide-corrected",
            .note = "The inequality that the proof calls easy to verify on [0, 0.9] did not survive in the text at hand; it is "
                    "said to give the constant 1/2. That holds up to beta = 0.61332 only: see lipschitz-far and "
                    "lipschitz-wide-corrected."},
        [LIPSCHITZ_WIDE_CORRECTED] = {
            .name = "lipschitz-wide-corrected", .source = "2019 Proposition D.2, proof, corrected",
            .reads = "|d/dx zeta_c(sqrt x)| <= 3/4 at x = beta^2 for all beta in [0, 0.9]",
            .measures = "3/4 - |d/dx zeta_c(sqrt x)| at x = beta^2, least on the piece",
            .rule = LM_PROOF, .sweep = WIDE, .expect = LM_EXPECT_PROVED},
        [CLOSED_FORM] = {
            .name = "closed-form", .source = "2019 Proposition D.2, definition of zeta_c",
            .reads = "E (relu(alpha g1 + beta g2) - relu(g1))^2 = 1 - alpha - (|beta| - theta alpha)/pi with |beta| = sin theta, "
                     "alpha = cos theta",
            .measures = "||h_1 - h'_1||^2 / 2 for the first tokens (1, 0) and (alpha, +-beta)",
            .rule = LM_ORACLE, .limits = true, .bound = {.factor = 1e-9}, .sweep = NETWORK,
            .note = "The mean is exact at every width; the allowance is for rounding."},
    },
    .controls = {
        {.name = "identity", .breaks = "relu (here the identity)", .law = {.gate = LM_GATE_NONE},
         .refutes = LM_BIT(UPPER) | LM_BIT(UPPER_SHARP) | LM_BIT(INTERMEDIATE) | LIPSCHITZ_CLAIMS | LM_BIT(CLOSED_FORM)},
        {.name = "flipped-sign", .breaks = "the closed form (here with + theta alpha for - theta alpha)", .variant = FLIPPED_SIGN,
         .refutes = LM_BIT(LOWER) | LM_BIT(LOWER_SHARP) | LM_BIT(INTERMEDIATE) | LIPSCHITZ_CLAIMS | LM_BIT(CLOSED_FORM)},
        {.name = "off-circle", .breaks = "alpha^2 + beta^2 = 1 (here alpha = sqrt(1 - beta^2)/2)", .variant = OFF_CIRCLE,
         .refutes = LM_BIT(UPPER) | LM_BIT(UPPER_SHARP) | LM_BIT(INTERMEDIATE) | LM_BIT(ALPHA_RANGE_CORRECTED) |
                    LM_BIT(SERIES_TERMS)},
    },
    .sweeps = {
        /* The last ends are at or beyond those of the domains: 0.2237^2 > 0.05, 0.6132^2 > 0.376, the double 0.9 > 9/10. */
        [VALUE] = {.name = "value", PIECES(THIRTY_SECONDTHS_TO_19, 20. / 32, 21. / 32, 22. / 32, 23. / 32, 24. / 32)},
        [ROOT] = {.name = "x-to-0.05", PIECES(1. / 32, 2. / 32, 3. / 32, 4. / 32, 5. / 32, 6. / 32, 7. / 32, 0.2237)},
        [FAR] = {.name = "x-to-0.376", PIECES(THIRTY_SECONDTHS_TO_19, 0.6132)},
        [WIDE] = {.name = "beta-to-0.9", PIECES(THIRTY_SECONDTHS_TO_19, 22. / 32, 25. / 32, 27. / 32, 0.9)},
        [NETWORK] = {
            .name = "network", .axis = LM_AXIS_VARIABLE, .variable = "beta", .linear = true,
            .implicit = {{1. / 16, 1. / 8, 1. / 4, 1. / 2, 3. / 4}},
            .smoke = {{1. / 4, 3. / 4}},
            .control_implicit = {{1. / 16, 1. / 8, 1. / 4, 1. / 2, 3. / 4}},
            .replicates = {[LM_SMOKE] = 6, [LM_QUICK] = 40, [LM_FULL] = 100, [LM_PAPER] = 200},
            .control_replicates = {[LM_SMOKE] = 6, [LM_QUICK] = 10, [LM_FULL] = 20, [LM_PAPER] = 20},
            .m = 65536, .L = 1, .d = 1, .dx = 2},
    },
    .trial = trial);
