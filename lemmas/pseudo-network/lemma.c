/* The pseudo-network and what it can express: Panigrahi & Goyal (2021), equation (4), Lemma 4.2 and Theorem 4.3.
 *
 *   F^(L)(x; W', A') = sum_i Back_{i->L} D^(i) (W'h^(i-1) + A'x^(i))                                                            (4)
 * With W* = 0 and rows a*_r = b_r H(..)/m e_d of A* it is a function of <w-bar, h^(L-1)>, and with w-bar from the inversion of
 * h^(L-1) a function of the tokens. One output: b_r are the entries of B, here N(0, 1). */
#include <lemmata/fit.h>
#include <lemmata/lemma.h>

#include <math.h>

enum {
    DERIVATIVE,
    LINEAR, LINEAR_M, SINE, SINE_M, COEFFICIENT, PRINTED, TWICE,
    CURVE,
    EXISTENCE, EXISTENCE_M, TRACKS,
    TRACKS_SINE,
    TRACKS_EPS,
    THEOREM
};
enum { FINITE, STATE, SHAPE, TOKENS, TOKENS_SINE, TOKENS_EPS, SCALED };
enum { NO_GATE = 1, SHIFTED, PERMUTED, VARIANCE_2, OTHER_W, PRINTED_INDEX };
enum { DIRECTIONS = 6 };

/* ---- Sequences ---- */

static struct lm_inputs sequence_and_base(const struct lm_cell *cell, struct lm_trial *t, double eps_x)
{
    struct lm_inputs x = lm_inputs_ended(lm_trial_arena(t), cell->L, cell->dx, eps_x, lm_trial_address(t));
    return lm_inputs_with_base(lm_trial_arena(t), &x);
}

/* ---- The pseudo-network (4) ---- */

/* lm_last_output_adjoint without D^(i): Back_{i->L}'. */
static struct lm_panel *ungated_signals(struct lm_run *run)
{
    const struct lm_net *net = run->net;
    int L = run->inputs.L;
    struct lm_panel *gated = lm_last_output_adjoint(run), *out = lm_arena_alloc(net->arena, ((size_t)L + 1) * sizeof *out);
    for (int i = L; i >= 1; i--) {
        out[i] = lm_panel_new(net->arena, net->num, net->m, run->inputs.n);
        for (size_t s = 0; s < run->inputs.n && i == L; s++) {
            struct lm_panel one = lm_panel_view(&out[i], s, 1);
            net->num->ops->set(&one, net->B.a, net->B.ld);
        }
        if (i < L) lm_weights_tmul(net->W, i + 1, &out[i], &gated[i + 1]);
    }
    return out;
}

/* F^(L)(x; W', A') of all sequences, with A' given by its transpose. */
static double *pseudo_network(const struct lm_cell *cell, struct lm_run *run, struct lm_weights *dW, const struct lm_matrix *dAt)
{
    const struct lm_net *net = run->net;
    const struct lm_num_ops *ops = net->num->ops;
    size_t n = run->inputs.n;
    struct lm_panel *signal = cell->variant == NO_GATE ? ungated_signals(run) : lm_last_output_adjoint(run);
    struct lm_panel change = lm_panel_new(net->arena, net->num, net->m, n);
    struct lm_panel token = lm_panel_new(net->arena, net->num, net->dim, n);
    double *out = lm_arena_doubles(net->arena, n), *products = lm_arena_doubles(net->arena, n * n);
    for (size_t s = 0; s < n; s++) out[s] = 0;
    for (int i = 1; i <= run->inputs.L; i++) {
        int state = cell->variant == SHIFTED ? i : i - 1;
        if (state > 0)
            lm_weights_mul(dW, i, &change, &run->h[state]);
        else
            ops->zero(&change);
        ops->set(&token, lm_token(&run->inputs, 0, i), (size_t)run->inputs.L * net->dim);
        ops->gemm_t(&change, dAt, &token, true);
        ops->cross(products, n, &signal[i], &change);
        for (size_t s = 0; s < n; s++) out[s] += products[s + n * s];
    }
    return out;
}

/* F^(L)(x; 0, a e_d') of sequence 0 for each column a of a panel. */
static double *outputs_of(const struct lm_run *run, const struct lm_panel *signal, const struct lm_panel *a)
{
    size_t dim = run->inputs.dim;
    double *out = lm_arena_doubles(run->net->arena, a->cols), *products = lm_arena_doubles(run->net->arena, a->cols);
    for (size_t k = 0; k < a->cols; k++) out[k] = 0;
    for (int i = 1; i <= run->inputs.L; i++) {
        struct lm_panel own = lm_panel_view(&signal[i], 0, 1);
        run->net->num->ops->cross(products, 1, &own, a);
        for (size_t k = 0; k < a->cols; k++) out[k] += lm_token(&run->inputs, 0, i)[dim - 1] * products[k];
    }
    return out;
}

/* ---- A finite difference ---- */

/* The network with W + step W' and A + step A', where W' and A' are those of another network. */
static double *last_outputs(struct lm_trial *t, const struct lm_net *net, struct lm_net *other, const struct lm_inputs *inputs,
                            double step)
{
    struct lm_net moved = *net;
    double *At = lm_arena_doubles(net->arena, net->dim * net->m);
    for (size_t k = 0; k < net->dim * net->m; k++) At[k] = net->At.a[k] + step * other->At.a[k];
    moved.At.a = At;
    moved.At.ld = net->m;
    moved.W = lm_weights_sum(net->arena, net->W, step, other->W);
    struct lm_run *run = lm_forward(&moved, inputs);
    double *all = lm_outputs(run), *out = lm_arena_doubles(lm_trial_arena(t), inputs->n);
    for (size_t s = 0; s < inputs->n; s++) out[s] = all[(s + 1) * (size_t)inputs->L - 1];
    return out;
}

static void compare_with_finite_difference(const struct lm_cell *cell, struct lm_trial *t)
{
    const double step = 1e-7;
    struct lm_inputs inputs = sequence_and_base(cell, t, cell->eps_x);
    struct lm_address address = lm_trial_address(t);
    address.seed = ~address.seed;
    struct lm_net *net = lm_trial_net(t, inputs.dim);
    struct lm_net *other =
        lm_net_draw(lm_trial_arena(t), net->num, cell->kind, &cell->law, cell->m, 1, inputs.dim, cell->L, address, 0, 0);
    double *F = pseudo_network(cell, lm_trial_forward(t, net, &inputs), other->W, &other->At);
    double *above = last_outputs(t, net, other, &inputs, step), *below = last_outputs(t, net, other, &inputs, -step);
    double errors = 0, squares = 0;
    for (size_t s = 0; s < inputs.n; s++) {
        errors += pow((above[s] - below[s]) / (2 * step) - F[s], 2);
        squares += F[s] * F[s];
    }
    lm_observe(t, DERIVATIVE, sqrt(errors / squares));
}

/* ---- A* ---- */

/* The H of Lemma 4.1 for z -> phi(scale z), where b_0 ~ N(0, 1): H(z, b_0) = 2 c_0 + sum_i c_i scale^i/p'_i(1) He_i(z) q_i(b_0). It
 * is that of fit.h with tau = 1, where b_0 = a_dx/(2 R) asks for R = 1/2. */
static struct lm_fit indicator_lemma(enum lm_target phi, int degree, double scale)
{
    struct lm_fit fit = {.kind = LM_FIT_HERMITE, .phi = phi, .degree = degree, .R = 0.5, .tau = 1};
    fit.c[0] = 2 * lm_target_coefficient(phi, 0);
    for (int i = 1; i <= degree; i++) {
        fit.c[i] = lm_target_coefficient(phi, i) * pow(scale, i) / lm_fit_moment(i, 1);
        fit.clip[i] = HUGE_VAL;
    }
    return fit;
}

/* E H(<w, w-bar>, b_0) 1[<w, h> + b_0 >= 0] for w ~ N(0, I), b_0 ~ N(0, 1) and <w-bar, h> = u: what (1/m) sum_r b_r^2 H 1[..] tends
 * to. It is phi(scale u) where ||h|| = 1. */
static double mean_of(const struct lm_fit *fit, double u, double norm_h)
{
    return lm_fit_mean(fit, &(struct lm_indicator){.u = u, .last = 1, .noise = sqrt(fmax(0, norm_h * norm_h - u * u))});
}

/* sqrt(m/2) <w_r, w-bar> for each unit vector w-bar = [column, 0], columns contiguous. */
static double *rows_along(const struct lm_cell *cell, struct lm_net *net, const struct lm_panel *w_bar)
{
    struct lm_panel products = lm_panel_new(net->arena, net->num, net->m, w_bar->cols);
    double *out = lm_arena_doubles(net->arena, net->m * w_bar->cols);
    lm_weights_mul(net->W, cell->L, &products, w_bar);
    net->num->ops->scale(&products, sqrt((double)net->m / 2));
    net->num->ops->get(out, net->m, &products);
    return out;
}

/* A* for one w-bar, with z = rows_along: a*_r = (1/m) b_r H(z_r, sqrt(m/2) a_{r,d}) e_d. `out` is a column. */
static void construct(const struct lm_cell *cell, const struct lm_net *net, const double *z, const struct lm_fit *fit,
                      const struct lm_panel *out)
{
    size_t m = net->m;
    double *a = lm_arena_doubles(net->arena, m);
    const double *bias = net->At.a + (net->dim - 1) * net->At.ld, to_unit = sqrt((double)m / 2);
    for (size_t r = 0; r < m; r++) {
        size_t row = cell->variant == PERMUTED ? (r + m / 2) % m : r;
        double b = cell->variant == VARIANCE_2 ? 2 * net->B.a[r] : net->B.a[r]; /* sqrt 2 here, and sqrt 2 in Back_{L->L} = B */
        a[row] = b / (double)m * lm_fit_at(fit, z[r], to_unit * bias[r]);
    }
    net->num->ops->set(out, a, m);
}

/* ---- Lemma 4.2: functions of the state ---- */

/* Unit vectors w-bar_k = u_k h + sqrt(1 - u_k^2) q_k with h the unit vector along `state` and q_k random and orthogonal to it. */
static struct lm_panel directions(struct lm_trial *t, const struct lm_net *net, const struct lm_panel *state, const double *u,
                                  size_t K)
{
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 0, address.network);
    const struct lm_num_ops *ops = net->num->ops;
    struct lm_panel out = lm_panel_new(net->arena, net->num, net->m, K);
    double *q = lm_arena_doubles(net->arena, net->m), length, along, norm;
    ops->norm(&norm, state);
    for (size_t k = 0; k < K; k++) {
        struct lm_panel w = lm_panel_view(&out, k, 1);
        lm_stream_normals(q, &stream, k, 0, net->m, 1);
        ops->set(&w, q, net->m);
        ops->cross(&along, 1, state, &w);
        ops->axpy(&w, -along / (norm * norm), state);
        ops->norm(&length, &w);
        ops->scale(&w, sqrt(1 - u[k] * u[k]) / length);
        ops->axpy(&w, u[k] / norm, state);
    }
    return out;
}

/* F^(L) at the first sequence beside phi(scale <w-bar_k, h^(L-1)>). */
struct fitted {
    double F[DIRECTIONS], target[DIRECTIONS];
};

static struct fitted function_of_state(const struct lm_cell *cell, const struct lm_run *run, const struct lm_panel *signal,
                                       const double *z, const double *arguments, size_t K, enum lm_target phi, double scale)
{
    const struct lm_net *net = run->net;
    struct lm_fit fit = indicator_lemma(phi, lm_target_truncation(phi, scale, 1e-3), scale);
    struct lm_panel a = lm_panel_new(net->arena, net->num, net->m, K);
    struct fitted out;
    for (size_t k = 0; k < K; k++) {
        struct lm_panel column = lm_panel_view(&a, k, 1);
        construct(cell, net, z + k * net->m, &fit, &column);
        out.target[k] = lm_target_at(phi, scale * arguments[k]);
    }
    const double *F = outputs_of(run, signal, &a);
    for (size_t k = 0; k < K; k++) out.F[k] = F[k];
    return out;
}

static double error_of(const struct fitted *fitted)
{
    double sum = 0;
    for (size_t k = 0; k < DIRECTIONS; k++) sum += pow(fitted->F[k] - fitted->target[k], 2) / DIRECTIONS;
    return sqrt(sum);
}

/* Of the regression of F on phi. */
static double coefficient_of(const struct fitted *fitted)
{
    double products = 0, squares = 0;
    for (size_t k = 0; k < DIRECTIONS; k++) {
        products += fitted->F[k] * fitted->target[k];
        squares += fitted->target[k] * fitted->target[k];
    }
    return products / squares;
}

static void express_state(const struct lm_cell *cell, struct lm_trial *t)
{
    static const double six[DIRECTIONS] = {-0.75, -0.5, -0.25, 0.25, 0.5, 0.75};
    const double *u = cell->sweep == SHAPE ? &cell->x : six;
    size_t K = cell->sweep == SHAPE ? 1 : DIRECTIONS;
    struct lm_inputs inputs = sequence_and_base(cell, t, cell->eps_x);
    struct lm_net *net = lm_trial_net(t, inputs.dim);
    struct lm_run *run = lm_trial_forward(t, net, &inputs);
    struct lm_panel state = lm_panel_view(&run->h[cell->L - 1], 0, 1), base = lm_panel_view(&run->h[cell->L - 1], 1, 1);
    struct lm_panel w_bar = directions(t, net, &base, u, K), *signal = lm_last_output_adjoint(run);
    double arguments[DIRECTIONS], *z = rows_along(cell, net, &w_bar);
    net->num->ops->cross(arguments, 1, &state, &w_bar);
    if (cell->sweep == SHAPE) {
        struct fitted curve = function_of_state(cell, run, signal, z, arguments, K, LM_TARGET_SIN, 2);
        lm_observe_with_limit(t, CURVE, curve.F[0], curve.target[0]);
        return;
    }
    struct fitted linear = function_of_state(cell, run, signal, z, arguments, K, LM_TARGET_LINEAR, 1);
    struct fitted sine = function_of_state(cell, run, signal, z, arguments, K, LM_TARGET_SIN, 1);
    lm_observe(t, LINEAR, error_of(&linear));
    lm_observe(t, LINEAR_M, error_of(&linear));
    lm_observe(t, SINE, error_of(&sine));
    lm_observe(t, SINE_M, error_of(&sine));
    lm_observe(t, COEFFICIENT, coefficient_of(&linear));
    lm_observe(t, PRINTED, 2 * coefficient_of(&linear)); /* with sqrt 2 B in place of B */
    lm_observe(t, TWICE, 2 * coefficient_of(&linear));
}

/* ---- Theorem 4.3: functions of the tokens ----
 *
 * w+ runs over the unit vectors of R^((L-2)(d-1)): its k-th picks coordinate k % dx of true token 2 + k / dx. */

static size_t weights_count(const struct lm_cell *cell)
{
    return (size_t)(cell->L - 2) * cell->dx;
}

/* W-bar^[L-1] w+ for all w+, side by side: v = D_(0)^(l) (W v + A w+_l) for l = 2..L-1. */
static struct lm_panel inverse(const struct lm_cell *cell, const struct lm_run *run)
{
    const struct lm_net *net = run->net;
    const struct lm_num_ops *ops = net->num->ops;
    size_t K = weights_count(cell);
    struct lm_panel v = lm_panel_new(net->arena, net->num, net->m, K), g = lm_panel_new(net->arena, net->num, net->m, K);
    struct lm_panel tokens = lm_panel_new(net->arena, net->num, net->dim, K);
    double *w = lm_arena_doubles(net->arena, net->dim * K);
    int last = cell->variant == PRINTED_INDEX ? cell->L : cell->L - 1; /* as printed W-bar^[L] */
    for (int l = 2; l <= last; l++) {
        struct lm_mask base = lm_mask_view(&run->D[l], 1, 1);
        if (l > 2)
            lm_weights_mul(net->W, l, &g, &v);
        else
            ops->zero(&g);
        for (size_t k = 0; k < K; k++)
            for (size_t c = 0; c < net->dim; c++) w[k * net->dim + c] = (size_t)(l - 2) == k / cell->dx && c == k % cell->dx;
        ops->set(&tokens, w, net->dim);
        ops->gemm_t(&g, &net->At, &tokens, true);
        ops->mask(&v, &base, &g);
    }
    return v;
}

/* What W-bar is made from: for a control another network. */
static const struct lm_run *source_of_inverse(const struct lm_cell *cell, struct lm_trial *t, const struct lm_run *run)
{
    if (cell->variant != OTHER_W) return run;
    struct lm_address address = lm_trial_address(t);
    address.seed = ~address.seed;
    struct lm_net *other =
        lm_net_draw(lm_trial_arena(t), run->net->num, cell->kind, &cell->law, cell->m, 1, run->inputs.dim, cell->L, address,
                    lm_forward_vectors(cell->L, 2) + (size_t)cell->L * weights_count(cell), 0);
    return lm_forward(other, &run->inputs);
}

/* prod_{l <= k < L} kappa_0(r_k) for each l, r_k the correlation of g^(k) and g_(0)^(k): what the inversion of h^(L-1) by the masks
 * of the base sequence keeps of token l. */
static double *kept(struct lm_trial *t, const struct lm_inputs *inputs)
{
    struct lm_limit_gram gram;
    double *out = lm_arena_doubles(lm_trial_arena(t), (size_t)inputs->L);
    lm_status status = lm_limit_gram(&gram, lm_trial_arena(t), inputs, 0);
    if (status != LM_OK) lm_trial_fail(t, status);
    for (int l = 2; l < inputs->L; l++) out[l] = status == LM_OK ? lm_limit_backward(&gram, 0, 1, l - 1, inputs->L - 1) : 0;
    return out;
}

struct existence {
    double from_limit, from_target; /* root mean squares over w+ of F - its limit and F - F* */
    double coefficient, limit;      /* of the regression of F on F* over w+, and its limit */
};

static struct existence functions_of_tokens(const struct lm_cell *cell, struct lm_trial *t, enum lm_target phi, double eps_x)
{
    struct lm_inputs inputs = sequence_and_base(cell, t, eps_x);
    struct lm_net *net = lm_trial_net(t, inputs.dim);
    struct lm_run *run = lm_trial_forward(t, net, &inputs);
    size_t K = weights_count(cell);
    struct lm_panel w_bar = inverse(cell, source_of_inverse(cell, t, run)), a = lm_panel_new(net->arena, net->num, net->m, K);
    int degree = lm_target_truncation(phi, 1, 0.01);
    double *norm = lm_arena_doubles(net->arena, K), *keeps = kept(t, &inputs), squares = 0;
    net->num->ops->norm(norm, &w_bar);
    for (size_t k = 0; k < K; k++) {
        struct lm_panel column = lm_panel_view(&w_bar, k, 1);
        net->num->ops->scale(&column, 1 / norm[k]);
    }
    double *z = rows_along(cell, net, &w_bar);
    for (size_t k = 0; k < K; k++) {
        struct lm_fit fit = indicator_lemma(phi, degree, norm[k] / eps_x); /* phi(u) = Phi*(norm u/eps_x) */
        struct lm_panel column = lm_panel_view(&a, k, 1);
        construct(cell, net, z + k * net->m, &fit, &column);
    }
    const double *F = outputs_of(run, lm_last_output_adjoint(run), &a);
    struct lm_fit fit = indicator_lemma(phi, degree, 1 / eps_x);
    struct existence out = {0};
    for (size_t k = 0; k < K; k++) {
        int l = 2 + (int)(k / cell->dx);
        double token = lm_token(&inputs, 0, l)[k % cell->dx], target = lm_target_at(phi, token / eps_x);
        double limit = mean_of(&fit, token * keeps[l], lm_limit_norm(&inputs, 0, cell->L - 1));
        out.from_limit += pow(F[k] - limit, 2) / (double)K;
        out.from_target += pow(F[k] - target, 2) / (double)K;
        out.coefficient += F[k] * target;
        out.limit += limit * target;
        squares += target * target;
    }
    out.from_limit = sqrt(out.from_limit);
    out.from_target = sqrt(out.from_target);
    out.coefficient /= squares;
    out.limit /= squares;
    return out;
}

static void express_tokens(const struct lm_cell *cell, struct lm_trial *t)
{
    enum lm_target phi = cell->sweep == TOKENS_SINE ? LM_TARGET_SIN : LM_TARGET_LINEAR;
    double eps_x = cell->sweep == SCALED ? pow((double)cell->m, -1.0 / 6) : cell->eps_x;
    struct existence found = functions_of_tokens(cell, t, phi, eps_x);
    switch (cell->sweep) {
    case TOKENS:
        lm_observe(t, EXISTENCE, found.from_limit);
        lm_observe(t, EXISTENCE_M, found.from_limit);
        lm_observe_with_limit(t, TRACKS, found.coefficient, found.limit);
        break;
    case TOKENS_SINE:
        lm_observe_with_limit(t, TRACKS_SINE, found.coefficient, found.limit);
        break;
    case TOKENS_EPS:
        lm_observe_with_limit(t, TRACKS_EPS, found.coefficient, found.limit);
        break;
    default:
        lm_observe(t, THEOREM, found.from_target);
    }
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    if (cell->d != 1) {
        lm_trial_fail(t, lm_error(LM_EINVAL, "F^(L) needs one output, not %zu", cell->d));
        return;
    }
    if (cell->sweep == FINITE)
        compare_with_finite_difference(cell, t);
    else if (cell->sweep == STATE || cell->sweep == SHAPE)
        express_state(cell, t);
    else
        express_tokens(cell, t);
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    size_t L = (size_t)cell->L, more = cell->sweep == SHAPE ? 1 : DIRECTIONS;
    if (cell->sweep >= TOKENS) more = (cell->variant == OTHER_W ? 2 : 1) * L * weights_count(cell);
    *right = lm_forward_vectors(cell->L, 2) + more;
    *left = (L - 1) * 2;
}

/* eps_x <= 1/L and a token to read; the sweep that ties eps_x to m has 1/L in its cells, and widths that are large enough. Of the
 * user's sequences no trial makes use. */
static bool admits(const struct lm_cell *cell)
{
    return cell->given.n == 0 && cell->L >= 3 && cell->eps_x * cell->L <= 1;
}

#define OF_STATE (LM_BIT(LINEAR) | LM_BIT(LINEAR_M) | LM_BIT(SINE) | LM_BIT(SINE_M))
#define COEFFICIENTS (LM_BIT(COEFFICIENT) | LM_BIT(TWICE))
#define OF_TOKENS (LM_BIT(EXISTENCE) | LM_BIT(EXISTENCE_M) | LM_BIT(TRACKS))
#define REPLICATES(smoke, quick, full)                                                                                     \
    {[LM_SMOKE] = smoke, [LM_QUICK] = quick, [LM_FULL] = full, [LM_PAPER] = full}
#define LAYERS {.factor = 2.4, .L = 2, .m = -1} /* 3 Var log ||h_L||, as in rerandomized-rows: a product of L layers */

LM_LEMMA(pseudo_network,
    .title = "The pseudo-network",
    .papers = "panigrahi2021",
    .hypotheses = "W, A ~ N(0, 2/m), B ~ N(0, 1), one output; normalised sequences whose last token is (0, 1), eps_x < 1/L; H by "
                  "Hermite polynomials",
    .statements = {
        [DERIVATIVE] = {
            .name = "derivative", .source = "Panigrahi & Goyal 2021 equation (4)",
            .reads = "sum_i Back_{i->L} D^(i) (W'h^(i-1) + A'x^(i)) is the derivative of the output along (W', A')",
            .measures = "its relative distance from a central difference of step 1e-7, over both sequences; W', A' like W, A",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1e-6}, .tolerance = 0.05, .sweep = FINITE,
            .note = "No unit changes its sign along the step but for a few cells in ten thousand, and what is left is rounding, "
                    "about 1e-9. How far the linear term carries is first-order-coupling."},
        [LINEAR] = {
            .name = "linear", .source = "Panigrahi & Goyal 2021 Lemma 4.2, E b_r^2 = 1",
            .reads = "|F^(L)(x; W*, A*) - phi(<w-bar, [h^(L-1), x^(L)]>)| <= O(m^(-1/2)), phi(z) = z",
            .measures = "root mean square of the difference over six w-bar, eps_x = 0.01",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.5}, .constant = 14.2, .sweep = STATE, .scatter = 0.4},
        [LINEAR_M] = {
            .name = "linear-exponent", .source = "Panigrahi & Goyal 2021 Lemma 4.2, E b_r^2 = 1, sharp",
            .reads = "the difference shrinks exactly like m^(-1/2), phi(z) = z",
            .measures = "root mean square of the difference over six w-bar, eps_x = 0.01",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.08, .sweep = STATE, .scatter = 0.4},
        [SINE] = {
            .name = "sine", .source = "Panigrahi & Goyal 2021 Lemma 4.2, E b_r^2 = 1",
            .reads = "|F^(L)(x; W*, A*) - phi(<w-bar, [h^(L-1), x^(L)]>)| <= O(m^(-1/2)), phi(z) = sin z",
            .measures = "root mean square of the difference over six w-bar, eps_x = 0.01",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.5}, .constant = 29.9, .sweep = STATE, .scatter = 0.4},
        [SINE_M] = {
            .name = "sine-exponent", .source = "Panigrahi & Goyal 2021 Lemma 4.2, E b_r^2 = 1, sharp",
            .reads = "the difference shrinks exactly like m^(-1/2), phi(z) = sin z",
            .measures = "root mean square of the difference over six w-bar, eps_x = 0.01",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.08, .sweep = STATE, .scatter = 0.4},
        [COEFFICIENT] = {
            .name = "coefficient", .source = "Panigrahi & Goyal 2021 Lemma 4.2, E b_r^2 = 1",
            .reads = "F^(L)(x; W*, A*) is 1 times phi(<w-bar, [h^(L-1), x^(L)]>), phi(z) = z",
            .measures = "the coefficient of the regression of F^(L) on phi over six w-bar, eps_x = 0.01",
            .rule = LM_ORACLE, .constant = 1, .bound = LAYERS, .sweep = STATE, .scatter = 0.15},
        [PRINTED] = {
            .name = "printed", .source = "Panigrahi & Goyal 2021 Lemma 4.2, proof as printed",
            .reads = "F^(L)(x; W*, A*) is 1 times phi(<w-bar, [h^(L-1), x^(L)]>) for the A* of the proof and B ~ N(0, 2/d_out), "
                     "d_out = 1, phi(z) = z",
            .measures = "the coefficient of the regression of F^(L) on phi over six w-bar, eps_x = 0.01",
            .rule = LM_ORACLE, .constant = 1, .bound = LAYERS, .sweep = STATE, .scatter = 0.3, .expect = LM_EXPECT_REFUTED,
            .corrected = "printed-twice",
            .note = "For the A* of the proof's sketch (1/m) sum_r b_r^2 H 1[..] tends to E b_r^2 phi, here 2 phi. The lemma says "
                    "that some W*, A* exist, and stands: divide a* by E b_r^2, or take B with E b_r^2 = 1 (coefficient)."},
        [TWICE] = {
            .name = "printed-twice", .source = "Panigrahi & Goyal 2021 Lemma 4.2, proof as printed: what is true",
            .reads = "F^(L)(x; W*, A*) is 2 times phi(<w-bar, [h^(L-1), x^(L)]>) for the A* of the proof and B ~ N(0, 2/d_out), "
                     "d_out = 1, phi(z) = z",
            .measures = "the coefficient of the regression of F^(L) on phi over six w-bar, eps_x = 0.01",
            .rule = LM_ORACLE, .constant = 2, .bound = {.factor = 4.8, .L = 2, .m = -1}, .sweep = STATE, .scatter = 0.3},
        [CURVE] = {
            .name = "curve", .source = "Panigrahi & Goyal 2021 Lemma 4.2, E b_r^2 = 1",
            .reads = "E F^(L)(x; W*, A*) = phi(<w-bar, [h^(L-1), x^(L)]>), phi(z) = sin 2 z",
            .measures = "F^(L) for w-bar = u h + sqrt(1 - u^2) q, h along the state of the base sequence, q random",
            .rule = LM_ORACLE, .limits = true, .limits_are = "phi(<w-bar, h^(L-1)>)", .bound = LAYERS, .sweep = SHAPE,
            .scatter = 0.15},
        [EXISTENCE] = {
            .name = "tokens", .source = "Panigrahi & Goyal 2021 Theorem 4.3",
            .reads = "F^(L)(x; W*, A*) tends to a function of the tokens, up to O(m^(-1/2)); Phi*(z) = z",
            .measures = "root mean square over w+ of F^(L) minus its limit, eps_x = 0.2",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.5}, .constant = 62.9, .sweep = TOKENS, .scatter = 0.4},
        [EXISTENCE_M] = {
            .name = "tokens-exponent", .source = "Panigrahi & Goyal 2021 Theorem 4.3, sharp",
            .reads = "its distance from the limit shrinks exactly like m^(-1/2); Phi*(z) = z",
            .measures = "root mean square over w+ of F^(L) minus its limit, eps_x = 0.2",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.08, .sweep = TOKENS, .scatter = 0.4},
        [TRACKS] = {
            .name = "tokens-coefficient", .source = "Panigrahi & Goyal 2021 Theorem 4.3, infinite width",
            .reads = "the limit is Phi* of the tokens, short by O(eps_x); Phi*(z) = z",
            .measures = "the coefficient of the regression of F^(L) on F* over w+, eps_x = 0.2",
            .rule = LM_ORACLE, .limits = true, .bound = LAYERS, .sweep = TOKENS, .scatter = 0.4,
            .note = "The limit is E H 1[..] of Lemma 4.1 in closed form, at <w-bar, h> = eps_x sum_l <w+_l, x*_l> prod_k "
                    "kappa_0(r_k) (rnn-inversion) and ||h||^2 = 1 + (L - 2) eps_x^2."},
        [TRACKS_SINE] = {
            .name = "tokens-sine-coefficient", .source = "Panigrahi & Goyal 2021 Theorem 4.3, infinite width",
            .reads = "the limit is Phi* of the tokens, short by O(eps_x); Phi*(z) = sin z up to 0.01",
            .measures = "the coefficient of the regression of F^(L) on F* over w+, eps_x = 0.3, L = 3",
            .rule = LM_ORACLE, .limits = true, .bound = LAYERS, .sweep = TOKENS_SINE, .scatter = 1.5},
        [TRACKS_EPS] = {
            .name = "tokens-in-eps-x", .source = "Panigrahi & Goyal 2021 Theorem 4.3, eps_x",
            .reads = "the limit is Phi* of the tokens, short by O(eps_x); Phi*(z) = z",
            .measures = "the coefficient of the regression of F^(L) on F* over w+",
            .rule = LM_ORACLE, .limits = true, .bound = LAYERS, .sweep = TOKENS_EPS, .scatter = 0.3},
        [THEOREM] = {
            .name = "theorem", .source = "Panigrahi & Goyal 2021 Theorem 4.3, as a whole",
            .reads = "|F^(L)(x; W*, A*) - F*(x)| <= O(eps_x + 1/(eps_x sqrt m)), that is O(m^(-1/6)) at eps_x = m^(-1/6); Phi* = z",
            .measures = "root mean square over w+ of F^(L) - F*, eps_x = m^(-1/6), L = 3",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -1.0 / 6}, .constant = 5.09, .slack = -1.0 / 6, .sweep = SCALED,
            .scatter = 0.6,
            .note = "Printed as eps + 1/poly(rho) where m >= poly(..) and eps_x <= 1/poly(rho). The first term is the bias of the "
                    "base sequence's masks, the second the noise of the m rows, H being as large as 1/eps_x."},
    },
    .controls = {
        {.name = "no-gate", .breaks = "(4) has D^(i) (here it is left out)", .variant = NO_GATE, .refutes = LM_BIT(DERIVATIVE)},
        {.name = "shifted", .breaks = "W' meets h^(i-1) (here h^(i))", .variant = SHIFTED, .refutes = LM_BIT(DERIVATIVE)},
        {.name = "permuted", .breaks = "row r of A* is made from row r of W (here from another one)", .variant = PERMUTED,
         .refutes = OF_STATE | COEFFICIENTS | LM_BIT(CURVE) | OF_TOKENS | LM_BIT(TRACKS_EPS) | LM_BIT(TRACKS_SINE) |
                    LM_BIT(THEOREM)},
        {.name = "variance-2", .breaks = "E b_r^2 = 1 (here 2, as printed)", .variant = VARIANCE_2,
         .refutes = OF_STATE | COEFFICIENTS | LM_BIT(CURVE) | LM_BIT(TRACKS)},
        {.name = "other-W", .breaks = "w-bar inverts this network (here another one)", .variant = OTHER_W,
         .refutes = OF_TOKENS | LM_BIT(TRACKS_EPS)},
        {.name = "printed-index", .breaks = "W-bar^[L-1] meets h^(L-1) (here W-bar^[L], as printed)", .variant = PRINTED_INDEX,
         .refutes = OF_TOKENS},
    },
    .sweeps = {
        [FINITE] = {
            .name = "finite-difference", .axis = LM_AXIS_WIDTH,
            .dense = {{256, 512, 1024}},
            .smoke = {{256, 512, 1024}},
            .control_dense = {{256, 512}}, .control_implicit = {{256, 512}},
            .replicates = REPLICATES(8, 25, 60), .control_replicates = REPLICATES(8, 15, 30),
            .L = 4, .d = 1, .dx = 3, .eps_x = 0.2},
        [STATE] = {
            .name = "width", .axis = LM_AXIS_WIDTH,
            .dense = {{1024}},
            .implicit = {{1024, 2048, 8192, 65536, 131072}},
            .full = {{524288, 1048576, 4194304}},
            .smoke = {{1024, 4096, 16384}},
            .control_implicit = {{2048, 4096, 8192, 16384}},
            .calibration = {{1024, 2048}},
            .replicates = REPLICATES(5, 60, 60), .control_replicates = REPLICATES(5, 8, 20), .calibration_replicates = 40,
            .fit_from = 2048, /* a correction 1 - 8/sqrt m bends a slope from 1024 on by nearly the margin */
            .L = 4, .d = 1, .dx = 3, .eps_x = 0.01},
        [SHAPE] = {
            .name = "shape", .axis = LM_AXIS_VARIABLE, .variable = "u", .linear = true,
            .implicit = {{0.2, 0.4, 0.6, 0.8, 1}},
            .full = {{0.1, 0.3, 0.5, 0.7, 0.9}},
            .smoke = {{0.4, 0.6, 0.8}},
            .control_implicit = {{0.6, 0.8, 1}},
            .replicates = REPLICATES(5, 12, 60), .control_replicates = REPLICATES(5, 10, 20),
            .m = 32768, .L = 4, .d = 1, .dx = 3, .eps_x = 0.01},
        [TOKENS] = {
            .name = "tokens", .axis = LM_AXIS_WIDTH,
            .dense = {{2048}},
            .implicit = {{2048, 4096, 65536, 131072, 262144}},
            .full = {{524288, 1048576, 4194304}},
            .smoke = {{1024, 4096, 16384}},
            .control_implicit = {{4096, 16384, 65536}},
            .calibration = {{1024, 2048}},
            .replicates = REPLICATES(5, 25, 60), .control_replicates = REPLICATES(5, 8, 20), .calibration_replicates = 60,
            .L = 4, .d = 1, .dx = 2, .eps_x = 0.2},
        [TOKENS_SINE] = {
            .name = "tokens-sine", .axis = LM_AXIS_WIDTH,
            .implicit = {{65536, 131072}},
            .full = {{1048576, 4194304}},
            .smoke = {{65536}},
            .control_implicit = {{131072}},
            .replicates = REPLICATES(5, 16, 60), .control_replicates = REPLICATES(5, 16, 30),
            .L = 3, .d = 1, .dx = 2, .eps_x = 0.3},
        [TOKENS_EPS] = {
            .name = "eps-x", .axis = LM_AXIS_EPS_X,
            .implicit = {{0.24, 0.18, 0.12}},
            .smoke = {{0.24, 0.18, 0.12}},
            .control_implicit = {{0.24, 0.18, 0.12}},
            .replicates = REPLICATES(5, 12, 60), .control_replicates = REPLICATES(5, 6, 20),
            .m = 32768, .L = 4, .d = 1, .dx = 2},
        [SCALED] = {
            .name = "scaled-tokens", .axis = LM_AXIS_WIDTH,
            .implicit = {{1024, 4096, 16384, 65536, 262144}},
            .full = {{1048576, 4194304}},
            .smoke = {{1024, 4096, 16384}},
            .control_implicit = {{16384, 65536, 131072}},
            .calibration = {{1024, 4096}},
            .replicates = REPLICATES(5, 12, 60), .control_replicates = REPLICATES(5, 8, 20), .calibration_replicates = 60,
            .L = 3, .d = 1, .dx = 2},
    },
    .domain_length = 4,
    .domain = "eps_x <= 1/L, L >= 3; own sequences are not used",
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
