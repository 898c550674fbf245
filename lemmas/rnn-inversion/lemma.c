/* Inversion of the network: Panigrahi & Goyal (2021), Theorem 4.5.
 *
 * The last state holds the whole sequence, and a matrix W-bar built from W, A and the masks D_(0) of a base sequence reads it:
 *   W-bar^[1] = D_(0)^(1) A,   W-bar^[l] = [D_(0)^(l) W W-bar^[l-1], D_(0)^(l) A],   W-bar^[L]' h^(L) ~ [x^(1), .., x^(L)]. */
#include <lemmata/lemma.h>

#include <math.h>

enum {
    ERROR, ERROR_M, UNREADABLE, DIFFERENCE, DIFFERENCE_M, DIFFERENCE_READABLE,
    ERROR_L, DIFFERENCE_L,
    ERROR_EPS, DIFFERENCE_EPS,
    SHRINK, SHRINK_M
};
enum { WIDTH, LENGTH, SMALL_TOKENS, TOKENS };
enum { NAIVE = 1, NO_MASKS, OTHER_MASKS, LARGE_TOKENS, NOTHING, NO_BASE };

/* ---- Sequences ---- */

static struct lm_inputs sequence_and_base(const struct lm_cell *cell, struct lm_trial *t)
{
    double eps_x = cell->variant == LARGE_TOKENS ? 1 : cell->eps_x;
    struct lm_inputs x = cell->given;
    if (x.n == 0) x = lm_inputs_ended(lm_trial_arena(t), cell->L, cell->dx, eps_x, lm_trial_address(t));
    return lm_inputs_with_base(lm_trial_arena(t), &x);
}

/* ---- W-bar ---- */

/* The masks D_(0): those of the base sequence; another network's for a control. */
static const struct lm_mask *base_masks(const struct lm_cell *cell, struct lm_trial *t, const struct lm_run *run)
{
    if (cell->variant != OTHER_MASKS) return run->D;
    struct lm_address address = lm_trial_address(t);
    address.seed = ~address.seed;
    struct lm_net *other = lm_net_draw(lm_trial_arena(t), run->net->num, cell->kind, &cell->law, cell->m, cell->d, run->inputs.dim,
                                       run->inputs.L, address, lm_forward_vectors(run->inputs.L, 2), 0);
    return lm_forward(other, &run->inputs)->D;
}

/* W-bar^[L]' v for each column v of a panel, which is overwritten: token l of column c at out[(c L + l - 1) dim]. As a recursion
 * from the last token to the first:  v = D_(0)^(l) v,  token l = A'v,  v = W'v. */
static double *invert(const struct lm_cell *cell, struct lm_trial *t, struct lm_run *run, struct lm_panel v)
{
    const struct lm_net *net = run->net;
    const struct lm_num_ops *ops = net->num->ops;
    const struct lm_mask *D = base_masks(cell, t, run);
    size_t L = (size_t)run->inputs.L;
    double *out = lm_arena_doubles(net->arena, v.cols * L * net->dim);
    struct lm_panel token = lm_panel_new(net->arena, net->num, net->dim, v.cols);
    struct lm_panel next = lm_panel_new(net->arena, net->num, net->m, v.cols);
    for (size_t l = L; l >= 1; l--) {
        struct lm_mask base = lm_mask_view(&D[l], 1, 1);
        if (cell->variant != NAIVE && cell->variant != NO_MASKS) ops->mask(&v, &base, &v);
        if (cell->variant == NAIVE && l > 1) ops->scale(&v, 2); /* W-bar^[l] = 2 [W W-bar^[l-1], A] */
        ops->gemm(&token, &net->At, &v, false);
        ops->get(out + (l - 1) * net->dim, L * net->dim, &token);
        if (l == 1) break;
        lm_weights_tmul(net->W, (int)l, &next, &v);
        struct lm_panel swap = v;
        v = next;
        next = swap;
    }
    for (size_t k = 0; k < v.cols * L * net->dim && cell->variant == NOTHING; k++) out[k] = 0;
    return out;
}

/* h^(L) and h^(L) - h_(0)^(L). */
static struct lm_panel state_and_difference(const struct lm_cell *cell, struct lm_run *run)
{
    const struct lm_net *net = run->net;
    struct lm_panel out = lm_panel_new(net->arena, net->num, net->m, 2), second = lm_panel_view(&out, 1, 1);
    struct lm_panel base = lm_panel_view(&run->h[run->inputs.L], 1, 1), x = lm_panel_view(&run->h[run->inputs.L], 0, 1);
    struct lm_panel first = lm_panel_view(&out, 0, 1);
    net->num->ops->copy(&first, &x);
    net->num->ops->copy(&second, &x);
    if (cell->variant != NO_BASE) net->num->ops->axpy(&second, -1, &base);
    return out;
}

/* ---- How well it inverts ---- */

struct errors {
    double largest;            /* max over tokens and coordinates of |W-bar'h - x| */
    double middle, size;       /* the same over 1 < l < L, and the largest coordinate of these tokens */
    double difference, length; /* ||W-bar'(h - h_(0)) - (x - x_(0))|| over all tokens, and ||x - x_(0)|| */
    double along;              /* <W-bar'(h - h_(0)), x - x_(0)>/||x - x_(0)||^2 */
};

static struct errors errors_of(const double *of_h, const double *of_difference, const struct lm_inputs *inputs)
{
    struct errors out = {0};
    for (int l = 1; l <= inputs->L; l++)
        for (size_t k = 0; k < inputs->dim; k++) {
            size_t at = (size_t)(l - 1) * inputs->dim + k;
            double x = lm_token(inputs, 0, l)[k], difference = x - lm_token(inputs, 1, l)[k], error = fabs(of_h[at] - x);
            out.largest = fmax(out.largest, error);
            if (l > 1 && l < inputs->L) {
                out.middle = fmax(out.middle, error);
                out.size = fmax(out.size, fabs(x));
            }
            out.difference += pow(of_difference[at] - difference, 2);
            out.length += difference * difference;
            out.along += of_difference[at] * difference;
        }
    out.along /= out.length;
    out.difference = sqrt(out.difference);
    out.length = sqrt(out.length);
    return out;
}

/* What out.along tends to as m grows: W-bar^[L]'h^(L) at a token whose base token is 0 tends to x^(l) prod_{k=l}^L kappa_0(r_k),
 * r_k the correlation of g^(k) and g_(0)^(k), for E relu(g)1[g_0 >= 0] has derivative kappa_0/2 in the mean of g. */
static double limit_along(struct lm_trial *t, const struct lm_inputs *inputs)
{
    struct lm_limit_gram gram;
    lm_status status = lm_limit_gram(&gram, lm_trial_arena(t), inputs, 0);
    if (status != LM_OK) lm_trial_fail(t, status);
    double sum = 0, squares = 0;
    for (int l = 2; l < inputs->L && status == LM_OK; l++)
        for (size_t k = 0; k < inputs->dim; k++) {
            double square = pow(lm_token(inputs, 0, l)[k] - lm_token(inputs, 1, l)[k], 2);
            sum += square * lm_limit_backward(&gram, 0, 1, l - 1, inputs->L);
            squares += square;
        }
    return sum / squares;
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs inputs = sequence_and_base(cell, t);
    struct lm_net *net = lm_trial_net(t, inputs.dim);
    struct lm_run *run = lm_trial_forward(t, net, &inputs);
    double *found = invert(cell, t, run, state_and_difference(cell, run));
    struct errors e = errors_of(found, found + (size_t)inputs.L * inputs.dim, &inputs);
    switch (cell->sweep) {
    case WIDTH:
        lm_observe(t, ERROR, e.largest);
        lm_observe(t, ERROR_M, e.largest);
        lm_observe(t, UNREADABLE, e.middle / e.size);
        lm_observe(t, DIFFERENCE, e.difference / e.length);
        lm_observe(t, DIFFERENCE_M, e.difference / e.length);
        lm_observe(t, DIFFERENCE_READABLE, e.difference / e.length);
        lm_observe_with_limit(t, SHRINK_M, e.along, limit_along(t, &inputs));
        break;
    case LENGTH:
        lm_observe(t, ERROR_L, e.largest);
        lm_observe(t, DIFFERENCE_L, e.difference / e.length);
        break;
    case SMALL_TOKENS:
        lm_observe(t, ERROR_EPS, e.middle);
        lm_observe(t, DIFFERENCE_EPS, e.difference);
        break;
    default:
        lm_observe_with_limit(t, SHRINK, e.along, limit_along(t, &inputs));
    }
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    *right = (cell->variant == OTHER_MASKS ? 2 : 1) * lm_forward_vectors(cell->L, 2);
    *left = (size_t)(cell->L - 1) * 2;
}

/* eps_x < 1/L and a token to read. Of the user's sequences, that they are normalised with the eps_x of the cell and that their
 * first and last token are (0, 1). */
static bool admits(const struct lm_cell *cell)
{
    const struct lm_inputs *x = &cell->given;
    if (cell->L < 3 || cell->eps_x * cell->L >= 1) return false;
    if (x->n > 0 && (x->L != cell->L || x->dim != cell->dx + 1)) return false;
    for (size_t s = 0; s < x->n; s++)
        for (int l = 1; l <= x->L; l++) {
            const double *token = lm_token(x, s, l);
            const bool end = l == 1 || l == x->L;
            double square = 0;
            for (size_t k = 0; k < x->dim; k++) square += token[k] * token[k];
            if (fabs(sqrt(square) - (end ? 1 : cell->eps_x)) > 1e-9 || fabs(token[x->dim - 1] - end) > 1e-9) return false;
        }
    return true;
}

#define IN_WIDTH (LM_BIT(ERROR) | LM_BIT(ERROR_M))
#define DIFFERENCES (LM_BIT(DIFFERENCE) | LM_BIT(DIFFERENCE_M))
#define ALONG (LM_BIT(SHRINK) | LM_BIT(SHRINK_M))
#define IN_LENGTH (LM_BIT(ERROR_L) | LM_BIT(DIFFERENCE_L))

LM_LEMMA(rnn_inversion,
    .title = "Inversion of the network",
    .papers = "panigrahi2021",
    .hypotheses = "W, A ~ N(0, 2/m); one fixed normalised sequence whose last token is (0, 1), eps_x < 1/L; its base sequence is "
                  "(0, 1), 0, .., 0, (0, 1)",
    .statements = {
        [ERROR] = {
            .name = "error", .source = "Panigrahi & Goyal 2021 Theorem 4.5",
            .reads = "||[x^(1), .., x^(L)] - W-bar^[L]' h^(L)||_inf <= poly(L, rho) m^(-1/2) + O(eps_x^2)",
            .measures = "the largest |entry| of W-bar' h^(L) - x over all tokens, eps_x = 0.001",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.5}, .constant = 19.9, .trivial = {.factor = 1}, .sweep = WIDTH,
            .scatter = 0.38,
            .note = "As printed the right side is poly(L, rho, m^-1, eps_x) without exponents, which says nothing (an estimate "
                    "that is the base sequence has the error eps_x). 1/2 is what Lemma 4.4 gives."},
        [ERROR_M] = {
            .name = "error-exponent", .source = "Panigrahi & Goyal 2021 Theorem 4.5, Figure 4",
            .reads = "the error shrinks exactly like m^(-1/2)",
            .measures = "the largest |entry| of W-bar' h^(L) - x over all tokens, eps_x = 0.001",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.08, .sweep = WIDTH, .scatter = 0.38},
        [UNREADABLE] = {
            .name = "tokens-unreadable", .source = "Panigrahi & Goyal 2021 Theorem 4.5, a remark",
            .reads = "the error at the tokens 1 < l < L is at least as large as these tokens are, 640 <= m <= 4.2/eps_x^2",
            .measures = "the largest |entry| of W-bar' h^(L) - x over that of x, 1 < l < L, eps_x = 0.001",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = 1}, .tolerance = 0.05, .sweep = WIDTH,
            .note = "No claim of the paper, and none against it: Theorem 4.3 asks for an m far above 1/eps_x^2. The error is of "
                    "order m^(-1/2) whatever eps_x, and the tokens are of order eps_x. See difference: h^(L) - h_(0)^(L) is "
                    "readable at any eps_x."},
        [DIFFERENCE] = {
            .name = "difference", .source = "Panigrahi & Goyal 2021 Theorem 4.5, relative",
            .reads = "||W-bar' (h^(L) - h_(0)^(L)) - (x - x_(0))|| <= O(m^(-1/2) + eps_x) ||x - x_(0)||",
            .measures = "||W-bar' (h^(L) - h_(0)^(L)) - (x - x_(0))||/||x - x_(0)||, eps_x = 0.001",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.5}, .constant = 19.3, .literal = {.m = -0.5},
            .trivial = {.factor = 1}, .sweep = WIDTH, .scatter = 0.2},
        [DIFFERENCE_M] = {
            .name = "difference-exponent", .source = "Panigrahi & Goyal 2021 Theorem 4.5, relative, sharp",
            .reads = "the relative error of the difference shrinks exactly like m^(-1/2)",
            .measures = "||W-bar' (h^(L) - h_(0)^(L)) - (x - x_(0))||/||x - x_(0)||, eps_x = 0.001",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.08, .sweep = WIDTH, .scatter = 0.2},
        [DIFFERENCE_READABLE] = {
            .name = "difference-readable", .source = "Panigrahi & Goyal 2021 Theorem 4.5, relative, as it is used",
            .reads = "the error of the difference is smaller than the tokens are, with probability 95 %, for m >= 640",
            .measures = "||W-bar' (h^(L) - h_(0)^(L)) - (x - x_(0))||/||x - x_(0)||, eps_x = 0.001",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1}, .tolerance = 0.05, .sweep = WIDTH},
        [ERROR_L] = {
            .name = "error-length", .source = "Panigrahi & Goyal 2021 Theorem 4.5, Figure 4",
            .reads = "the error grows like a polynomial of L, here O(L)",
            .measures = "the largest |entry| of W-bar' h^(L) - x over all tokens, eps_x = 0.01",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 1}, .constant = 0.0412, .sweep = LENGTH, .scatter = 0.5,
            .note = "The paper gives no degree. L is what the noise of the L products with W' adds up to, if they are taken as "
                    "independent."},
        [DIFFERENCE_L] = {
            .name = "difference-length", .source = "Panigrahi & Goyal 2021 Theorem 4.5, relative",
            .reads = "the relative error of the difference grows like a polynomial of L, here O(L)",
            .measures = "||W-bar' (h^(L) - h_(0)^(L)) - (x - x_(0))||/||x - x_(0)||, eps_x = 0.01",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 1}, .constant = 0.0358, .sweep = LENGTH, .scatter = 0.25},
        [ERROR_EPS] = {
            .name = "error-in-eps-x", .source = "Panigrahi & Goyal 2021 Theorem 4.5, eps_x",
            .reads = "the error at the tokens 1 < l < L does not depend on eps_x (so that it says nothing about them)",
            .measures = "the largest |entry| of W-bar' h^(L) - x, 1 < l < L",
            .rule = LM_EXPONENT, .exponent = 0, .tolerance = 0.05, .sweep = SMALL_TOKENS, .scatter = 0.05},
        [DIFFERENCE_EPS] = {
            .name = "difference-in-eps-x", .source = "Panigrahi & Goyal 2021 Theorem 4.5, relative, eps_x",
            .reads = "||W-bar' (h^(L) - h_(0)^(L)) - (x - x_(0))|| shrinks exactly like eps_x",
            .measures = "||W-bar' (h^(L) - h_(0)^(L)) - (x - x_(0))||",
            .rule = LM_EXPONENT, .exponent = 1, .tolerance = 0.05, .sweep = SMALL_TOKENS, .scatter = 0.05},
        [SHRINK] = {
            .name = "shrink", .source = "Panigrahi & Goyal 2021 Theorem 4.5, infinite width",
            .reads = "W-bar'(h^(L) - h_(0)^(L)) tends to x^(l) prod_{k >= l} kappa_0(r_k) for 1 < l < L: short by O(eps_x)",
            .measures = "<W-bar' (h^(L) - h_(0)^(L)), x - x_(0)>/||x - x_(0)||^2",
            .rule = LM_ORACLE, .limits = true, .bound = {.factor = 2.4, .L = 2, .m = -1}, .sweep = TOKENS, .scatter = 0.03,
            .note = "r_k is the correlation of the pre-activations of x and x_(0). What the masks of the base sequence cost is 1 "
                    "minus this. The allowance is that of a product of L layers (rerandomized-rows): 3 Var log ||h_L||, at most "
                    "2.4 L^2/m."},
        [SHRINK_M] = {
            .name = "shrink-width", .source = "Panigrahi & Goyal 2021 Theorem 4.5, infinite width",
            .reads = "the same at eps_x = 0.001, along the width",
            .measures = "<W-bar' (h^(L) - h_(0)^(L)), x - x_(0)>/||x - x_(0)||^2",
            .rule = LM_ORACLE, .limits = true, .bound = {.factor = 2.4, .L = 2, .m = -1}, .sweep = WIDTH, .scatter = 0.2},
    },
    .controls = {
        {.name = "naive", .breaks = "masks take the place of the factor 2 (here W-bar^[l] = 2 [W W-bar^[l-1], A])",
         .variant = NAIVE,
         .refutes = LM_BIT(DIFFERENCE_READABLE) | IN_LENGTH | LM_BIT(SHRINK)},
        {.name = "no-masks", .breaks = "W-bar has the masks D_(0) (here none)", .variant = NO_MASKS, .refutes = IN_LENGTH},
        {.name = "other-masks", .breaks = "D_(0) belongs to the network (here to another one)", .variant = OTHER_MASKS,
         .refutes = IN_WIDTH | DIFFERENCES | ALONG},
        {.name = "variance-1", .breaks = "entries of W have variance 2/m (here 1/m)", .law = {.variance = 1},
         .refutes = IN_WIDTH | DIFFERENCES | ALONG},
        {.name = "large-tokens", .breaks = "eps_x < 1/L (here 1)", .variant = LARGE_TOKENS,
         .refutes = IN_WIDTH | DIFFERENCES | LM_BIT(UNREADABLE)},
        {.name = "nothing", .breaks = "the estimate is W-bar' h (here 0)", .variant = NOTHING,
         .refutes = IN_WIDTH | DIFFERENCES | LM_BIT(ERROR_EPS) | ALONG},
        {.name = "no-base", .breaks = "h_(0)^(L) is subtracted (here it is not)", .variant = NO_BASE,
         .refutes = LM_BIT(DIFFERENCE_READABLE) | LM_BIT(DIFFERENCE_EPS)},
    },
    .sweeps = {
        [WIDTH] = {
            .name = "width", .axis = LM_AXIS_WIDTH,
            .dense = {{640, 1024, 2048}},
            .implicit = {{640, 1024, 2048, 4096, 16384, 65536, 262144}},
            .full = {{1048576, 4194304}},
            .smoke = {{1024, 4096, 16384}},
            .control_dense = {{724, 1024, 1448, 2048}},
            .control_implicit = {{4096, 8192, 16384, 32768}},
            .calibration = {{1024, 2048}},
            .mpfr = {{640}}, .mpfr_replicates = 3,
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 18, [LM_FULL] = 30, [LM_PAPER] = 50},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 6, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 40,
            .fit_from = 1024, /* below, corrections of order 8/sqrt m would bend a slope */
            .L = 6, .d = 1, .dx = 3, .eps_x = 0.001}, /* the masks cost about eps_x: one fifth of the noise at 4194304 */
        [LENGTH] = {
            .name = "length", .axis = LM_AXIS_LENGTH,
            .implicit = {{3, 4, 6, 8, 12, 16, 22}},
            .smoke = {{3, 6, 12}},
            .control_implicit = {{3, 6, 12, 22}},
            .calibration = {{3, 6}},
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 26, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 5, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 40,
            .m = 8192, .d = 1, .dx = 3, .eps_x = 0.01},
        [SMALL_TOKENS] = {
            .name = "small-tokens", .axis = LM_AXIS_EPS_X, .paired = true,
            .implicit = {{0.02, 0.01, 0.005, 0.002, 0.001}},
            .smoke = {{0.02, 0.005, 0.001}},
            .control_implicit = {{0.02, 0.01, 0.005, 0.002, 0.001}},
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 12, [LM_FULL] = 30, [LM_PAPER] = 50},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 8, [LM_FULL] = 20, [LM_PAPER] = 20},
            .m = 4096, .L = 6, .d = 1, .dx = 3},
        [TOKENS] = {
            .name = "tokens", .axis = LM_AXIS_EPS_X,
            .implicit = {{0.16, 0.1, 0.05, 0.02}},
            .smoke = {{0.16, 0.1, 0.05}},
            .control_implicit = {{0.16, 0.1, 0.05, 0.02}},
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 20, [LM_FULL] = 60, [LM_PAPER] = 100},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 6, [LM_FULL] = 20, [LM_PAPER] = 20},
            .m = 16384, .L = 6, .d = 1, .dx = 3},
    },
    .domain_length = 4,
    .domain = "eps_x < 1/L, L >= 3; own sequences normalised, x_1 = x_L = (0, 1)",
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
