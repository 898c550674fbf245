/* SGD learns functions of a sequence: Wang et al. (2021), Theorems 2 and 3 with Algorithm 1, Remarks 2.2 and 4.2.
 *
 * f = B'h_L with h_l = ReLU(W h_{l-1} + A X_l), W alone in training. One pass of SGD on log(1 + exp(-y f)), one sequence a step and
 * eta = O(1/m), where y F*(x) >= 1 on all data, errs on a share O~((C*)^2/n) + O(log(1/delta)/n) of fresh sequences, the mean over
 * its n iterates. As m grows the outputs at all sequences move by f <- f + eta m y sigma(-y f) H(., x), with H the limit of (23):
 * Algorithm 1 at infinite width, in which lengths are reached that no width here would carry. */
#include <lemmata/lemma.h>

#include <lapacke.h>
#include <math.h>
#include <string.h>

enum {
    ADDITIVE, TWO_VARIABLES,                   /* along n */
    RADIUS, EVERY_WIDTH,                       /* along m */
    AS_PRINTED,                                /* likewise, in the dynamics of large m, with the variances as printed */
    MIN_NORM,                                  /* along the size of the labels */
    BY_KERNEL_PRINTED, BY_KERNEL, EVERY_LENGTH /* along L, at infinite width */
};
enum { SAMPLES, SAMPLES_OF_TWO, WIDTH, PRINTED, LAZY, LENGTH };
enum { SHUFFLED = 1, NO_MARGIN, LARGE_STEP, FULL_INPUTS, FORGOTTEN };
enum { FITTED = 8, DESCENT = 400 };      /* LAZY: sequences, and steps */
static const double STEPS[] = {1, 4, 16, 64}; /* LENGTH: eta m H(x, x) */

/* ---- Data: sequences whose labels a function of the concept classes gives, with a margin ---- */

struct data {
    struct lm_inputs inputs;
    double power;              /* tokens are L^(-power/2) X_l */
    double *target;            /* F*(x_i) */
    double *y;                 /* +-1 */
};

/* The first token, which makes h_0, counts as theirs do not. */
static const double *token(const struct data *data, size_t s, int l)
{
    return lm_token(&data->inputs, s, l + 1);
}

/* <beta, X_l>. */
static double along(const struct data *data, size_t s, int l, const double *beta)
{
    const size_t dx = data->inputs.dim - 1;
    const double *X = token(data, s, l);
    double sum = 0;
    for (size_t k = 0; k < dx; k++) sum += beta[k] * X[k];
    return sum * pow(data->inputs.L - 1, data->power / 2);
}

/* F*: of the additive class (9) 3/2 z_1 + 3/2 (z_2^2 - 1/2), or 2 z_1 along L; of the N-variable class (11) with l_0 = L - 1 the
 * sum of psi(z) = 2 z^2 at (z_1 + z_L)/2 and -psi at (z_1 - z_L)/2, which is 2 z_1 z_L: no additive function has its signs. */
static double target(const struct data *data, const struct lm_cell *cell, size_t s, const double *beta)
{
    const double first = along(data, s, 1, beta), last = along(data, s, cell->L, beta + cell->dx);
    if (cell->sweep == SAMPLES_OF_TWO) return 2 * first * last;
    if (cell->sweep == LENGTH) return 2 * first;
    return 1.5 * first + 1.5 * (last * last - 0.5);
}

/* Two unit vectors, for the first and the last token. */
static double *draw_beta(const struct lm_cell *cell, struct lm_trial *t)
{
    const struct lm_address address = lm_trial_address(t);
    const struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_INPUTS, 1, address.network);
    double *beta = lm_arena_doubles(lm_trial_arena(t), 2 * cell->dx);
    for (size_t r = 0; r < 2; r++) {
        double *own = beta + r * cell->dx, square = 0;
        lm_stream_normals(own, &stream, r, 0, cell->dx, 1);
        for (size_t k = 0; k < cell->dx; k++) square += own[k] * own[k];
        for (size_t k = 0; k < cell->dx; k++) own[k] /= sqrt(square);
    }
    return beta;
}

/* The first n of more sequences that keep the margin |F*| >= 1. Without it those inside have labels by chance. */
static struct data draw_data(const struct lm_cell *cell, struct lm_trial *t, size_t n, double power, bool margin)
{
    struct lm_arena *arena = lm_trial_arena(t);
    const size_t drawn = 5 * n + 100;    /* the share with a margin is above 0.3: beyond seven standard deviations */
    struct data out = {.power = power, .target = lm_arena_doubles(arena, n), .y = lm_arena_doubles(arena, n)};
    out.inputs = lm_inputs_wang(arena, drawn, cell->L, cell->dx, power, lm_trial_address(t));
    const struct lm_stream coins = lm_stream_open(cell->seed, LM_FOR_INPUTS, 2, lm_trial_address(t).network);
    const double *beta = draw_beta(cell, t);
    const size_t one = (size_t)out.inputs.L * out.inputs.dim;
    size_t kept = 0;
    for (size_t s = 0; s < drawn && kept < n; s++) {
        const double F = target(&out, cell, s, beta);
        double coin;
        if (margin && fabs(F) < 1) continue;
        lm_stream_uniforms(&coin, &coins, s, 0, 1);
        memmove(lm_token(&out.inputs, kept, 1), lm_token(&out.inputs, s, 1), one * sizeof *out.inputs.x);
        out.target[kept] = F;
        out.y[kept++] = fabs(F) >= 1 ? copysign(1, F) : copysign(1, coin - 0.5);
    }
    LM_ASSERT(kept == n);
    out.inputs.n = n;
    if (cell->variant != SHUFFLED) return out;
    const double first = out.y[0]; /* every sequence gets the label of its neighbour */
    memmove(out.y, out.y + 1, (n - 1) * sizeof *out.y);
    out.y[n - 1] = first;
    return out;
}

/* ---- At infinite width ---- */

struct limit {
    size_t n;
    double *H;                 /* n x n */
    double *f;                 /* outputs at initialisation: Gaussian with covariance K^L, or those of a network */
    double norm_square;        /* F*' H^-1 F*, (19) */
};

/* The Cholesky factor of a kernel, in place. Its diagonal is raised by 1e-10 of itself against rounding: y'H^-1 y can only fall. */
static lm_status factor(double *a, size_t n)
{
    for (size_t k = 0; k < n; k++) a[k * n + k] *= 1 + 1e-10;
    if (LAPACKE_dpotrf(LAPACK_ROW_MAJOR, 'L', (lapack_int)n, a, (lapack_int)n) == 0) return LM_OK;
    return lm_error(LM_ECONVERGE, "the kernel of %zu sequences is not positive definite", n);
}

/* y' a^-1 y, from the factor. */
static double inverse_form(const double *a, size_t n, const double *y, struct lm_arena *arena)
{
    double *x = lm_arena_doubles(arena, n), sum = 0;
    for (size_t i = 0; i < n; i++) {
        x[i] = y[i];
        for (size_t k = 0; k < i; k++) x[i] -= a[i * n + k] * x[k];
        x[i] /= a[i * n + i];
        sum += x[i] * x[i];
    }
    return sum;
}

/* With the outputs f at initialisation, or (NULL) some of their limit law. */
static lm_status limit_of(struct limit *out, const struct data *data, double *f, struct lm_trial *t)
{
    struct lm_arena *arena = lm_trial_arena(t);
    const size_t n = data->inputs.n;
    double *K = lm_arena_doubles(arena, n * n), *normals = lm_arena_doubles(arena, n);
    *out = (struct limit){.n = n, .H = lm_arena_doubles(arena, n * n), .f = f};
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            out->H[i * n + j] = out->H[j * n + i] = lm_limit_ntk_last(&data->inputs, i, j, &K[i * n + j]);
            K[j * n + i] = K[i * n + j];
        }
    if (!f) {
        const struct lm_stream stream = lm_stream_open(lm_trial_address(t).seed, LM_FOR_B, 0, lm_trial_address(t).network);
        lm_stream_normals(normals, &stream, 0, 0, n, 1);
        LM_TRY(factor(K, n));
        out->f = lm_arena_doubles(arena, n);
        for (size_t i = 0; i < n; i++) {
            out->f[i] = 0;
            for (size_t j = 0; j <= i; j++) out->f[i] += K[i * n + j] * normals[j];
        }
    }
    memcpy(K, out->H, n * n * sizeof *K);
    LM_TRY(factor(K, n));
    out->norm_square = inverse_form(K, n, data->target, arena);
    return LM_OK;
}

/* ---- One pass of SGD ---- */

/* What it leaves: sequences k whose y f(W^{k-1}, x_k) < 0, of all and of the second half, and sqrt m ||W^n - W^0||_F. */
struct pass {
    double mistakes, late, radius;
};

static double sigmoid(double z)
{
    return 1 / (1 + exp(-z));
}

/* At infinite width. */
static struct pass pass_in_limit(const struct limit *limit, const double *y, double eta_m, struct lm_arena *arena)
{
    const size_t n = limit->n;
    double *f = lm_arena_doubles(arena, n), *step = lm_arena_doubles(arena, n);
    struct pass out = {0};
    memcpy(f, limit->f, n * sizeof *f);
    for (size_t k = 0; k < n; k++) {
        out.mistakes += y[k] * f[k] < 0;
        out.late += k >= n / 2 && y[k] * f[k] < 0;
        step[k] = eta_m * y[k] * sigmoid(-y[k] * f[k]);
        for (size_t i = 0; i < n; i++) f[i] += step[k] * limit->H[k * n + i];
    }
    for (size_t i = 0; i < n; i++) /* m ||sum_k step_k grad f(x_k)/m||^2 */
        for (size_t j = 0; j < n; j++) out.radius += step[i] * step[j] * limit->H[i * n + j];
    out.radius = sqrt(out.radius);
    return out;
}

/* H(x, x) at infinite width. */
static double diagonal(int L, double power)
{
    return (L + pow(L, -power) * L * (L - 1) / 2) / 2;
}

/* eta = 4/(m H(x, x)): one over the smoothness, 1/4, of the loss in f times the squared norm of the gradient. */
static double step_size(const struct lm_cell *cell)
{
    const double eta = 4 / ((double)cell->m * diagonal(cell->L, 3));
    return cell->variant == LARGE_STEP ? eta * sqrt((double)cell->m / 128) : eta;
}

static lm_status pass_of(struct pass *out, struct lm_net *net, const struct data *data, double eta)
{
    struct lm_logistic of = {.labels = data->y, .scale = 1};
    struct lm_training *training = lm_training_begin(net, LM_TRAIN_W);
    double unused;
    for (size_t k = 0; k < data->inputs.n; k++)
        LM_TRY(lm_training_step(training, &unused, &data->inputs, &k, 1, eta, lm_logistic_loss, &of));
    *out = (struct pass){.mistakes = of.mistakes, .radius = lm_training_distance(training) * sqrt((double)net->m)};
    return LM_OK;
}

/* Theorem 2 gives up to O((C*)^2 log n + log(1/delta)) mistakes: one is the least that it counts. */
static double per_step(double mistakes, size_t n)
{
    return fmax(mistakes, 1) / ((double)n * log((double)n));
}

static lm_status along_samples(const struct lm_cell *cell, struct lm_trial *t)
{
    const size_t n = (size_t)cell->x;
    const struct data data = draw_data(cell, t, n, 3, cell->variant != NO_MARGIN);
    struct pass pass;
    LM_TRY(pass_of(&pass, lm_trial_net(t, cell->dx + 1), &data, step_size(cell)));
    lm_observe(t, cell->sweep == SAMPLES ? ADDITIVE : TWO_VARIABLES, per_step(pass.mistakes, n));
    return LM_OK;
}

/* Outputs f(W^0, x_i). */
static double *initial_outputs(struct lm_net *net, const struct data *data)
{
    const size_t n = data->inputs.n, L = (size_t)data->inputs.L;
    double *out = lm_arena_doubles(net->arena, n);
    const double *y = lm_outputs(lm_forward(net, &data->inputs));
    for (size_t k = 0; k < n; k++) out[k] = y[k * L + L - 1];
    return out;
}

static lm_status along_width(const struct lm_cell *cell, struct lm_trial *t)
{
    const size_t n = (size_t)cell->N;
    const struct data data = draw_data(cell, t, n, 3, true);
    struct lm_net *net = lm_trial_net(t, cell->dx + 1);
    struct limit limit;
    struct pass pass;
    LM_TRY(pass_of(&pass, net, &data, step_size(cell)));
    LM_TRY(limit_of(&limit, &data, initial_outputs(net, &data), t));
    const struct pass at_infinity = pass_in_limit(&limit, data.y, 4 / diagonal(cell->L, 3), lm_trial_arena(t));
    lm_observe_with_limit(t, RADIUS, log(pass.radius), log(at_infinity.radius));
    lm_observe_with_limit(t, EVERY_WIDTH, pass.mistakes / (double)n, at_infinity.mistakes / (double)n);
    return LM_OK;
}

/* The variances that (14) prints for B and Algorithm 1 for A, at m = x: outputs and gradients are m^(-1/2) times what they are with
 * B ~ N(0, 1), so that a step with eta m = O(1) moves f by eta H(., x). */
static lm_status as_printed(const struct lm_cell *cell, struct lm_trial *t)
{
    const struct data data = draw_data(cell, t, (size_t)cell->N, 0, true);
    struct limit limit;
    LM_TRY(limit_of(&limit, &data, NULL, t));
    for (size_t k = 0; k < limit.n; k++) limit.f[k] /= sqrt(cell->x);
    const struct pass pass = pass_in_limit(&limit, data.y, 4 / (cell->x * diagonal(cell->L, 0)), lm_trial_arena(t));
    lm_observe(t, AS_PRINTED, pass.mistakes / cell->N);
    return LM_OK;
}

static lm_status along_length(const struct lm_cell *cell, struct lm_trial *t)
{
    const size_t n = (size_t)cell->N;
    const double power = cell->variant == FULL_INPUTS ? 0 : 3;
    const struct data data = draw_data(cell, t, n, power, true);
    struct limit limit;
    double mistakes = HUGE_VAL, late = HUGE_VAL;
    LM_TRY(limit_of(&limit, &data, NULL, t));
    for (size_t k = 0; k < sizeof STEPS / sizeof *STEPS; k++) { /* "there exists eta" */
        const struct pass pass = pass_in_limit(&limit, data.y, STEPS[k] / diagonal(cell->L, power), lm_trial_arena(t));
        mistakes = fmin(mistakes, pass.mistakes);
        late = fmin(late, pass.late);
    }
    lm_observe(t, BY_KERNEL_PRINTED, mistakes / limit.norm_square);
    lm_observe(t, BY_KERNEL, mistakes / (diagonal(cell->L, power) * limit.norm_square));
    lm_observe(t, EVERY_LENGTH, late / ((double)n - floor((double)n / 2)));
    return LM_OK;
}

/* ---- The solution of least norm ---- */

/* <grad f(x_i), grad f(x_j)>/m at W^0 from lambda_l = df/dg_l: sum_{l,k} <lambda_l, lambda'_k> <h_{l-1}, h'_{k-1}>/m; (23) prints
 * h_l, h'_k. */
static double *kernel_of(struct lm_net *net, const struct data *data)
{
    double *H = lm_ntk_gram_last(lm_forward(net, &data->inputs));
    for (size_t k = 0; k < data->inputs.n * data->inputs.n; k++) H[k] /= (double)net->m;
    return H;
}

/* 1/2 sum (f - y)^2 of last outputs; lm_square_loss has those of all l >= 2. */
static double square_loss(void *context, const struct lm_run *run, const size_t *batch, const double *y, double *of_y)
{
    const double *labels = context;
    const size_t L = (size_t)run->inputs.L;
    double sum = 0;
    memset(of_y, 0, run->inputs.n * L * sizeof *of_y);
    for (size_t k = 0; k < run->inputs.n; k++) {
        of_y[k * L + L - 1] = y[k * L + L - 1] - labels[batch[k]];
        sum += of_y[k * L + L - 1] * of_y[k * L + L - 1] / 2;
    }
    return sum;
}

/* Gradient descent to f = f_0 + t F*, from W^0. */
static lm_status along_labels(const struct lm_cell *cell, struct lm_trial *t)
{
    const struct data data = draw_data(cell, t, FITTED, 3, false);
    struct lm_net *net = lm_trial_net(t, cell->dx + 1);
    double *labels = initial_outputs(net, &data), *H = kernel_of(net, &data), eigenvalues[FITTED], unused;
    size_t all[FITTED];
    for (size_t k = 0; k < FITTED; k++) {
        all[k] = k;
        labels[k] = (cell->variant == FORGOTTEN ? 0 : labels[k]) + cell->x * data.target[k];
    }
    LM_TRY(lm_symmetric_eigenvalues(eigenvalues, NULL, H, FITTED));
    const double eta = 2 / ((double)cell->m * (eigenvalues[0] + eigenvalues[FITTED - 1])); /* the fastest */
    struct lm_training *training = lm_training_begin(net, LM_TRAIN_W);
    for (size_t k = 0; k < DESCENT; k++)
        LM_TRY(lm_training_step(training, &unused, &data.inputs, all, FITTED, eta, square_loss, labels));
    LM_TRY(factor(H, FITTED));
    const double norm = sqrt(inverse_form(H, FITTED, data.target, lm_trial_arena(t)));
    lm_observe(t, MIN_NORM, log(lm_training_distance(training) * sqrt((double)cell->m) / (cell->x * norm)));
    return LM_OK;
}

/* ---- The contract ---- */

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    static lm_status (*const along_axis[])(const struct lm_cell *cell, struct lm_trial *t) = {
        [SAMPLES] = along_samples, [SAMPLES_OF_TWO] = along_samples, [WIDTH] = along_width,
        [PRINTED] = as_printed,    [LAZY] = along_labels,            [LENGTH] = along_length};
    if (cell->d != 1) {
        lm_trial_fail(t, lm_error(LM_EINVAL, "a label +-1 needs one output, not %zu", cell->d));
        return;
    }
    const lm_status status = along_axis[cell->sweep](cell, t);
    if (status != LM_OK) lm_trial_fail(t, status);
}

/* The targets are part of the distribution: the user's own sequences have none. */
static bool admits(const struct lm_cell *cell)
{
    return cell->given.n == 0;
}

static double steps(const struct lm_cell *cell)
{
    return cell->m == 1 ? 0 : cell->sweep == LAZY ? DESCENT : cell->N > 0 ? cell->N : cell->x;
}

/* In each step: a pass forward and one back, and an update of as many columns. */
static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    *left = cell->m == 1 ? 0 : (cell->sweep == LAZY ? FITTED : 1) * (size_t)cell->L;
    *right = 2 * *left;
}

LM_LEMMA(ntk_generalization,
    .title = "SGD learns functions of a sequence",
    .papers = "wang2021",
    .hypotheses = "W ~ N(0, 2/m), h_0 = ReLU(M_0), M_0 ~ N(0, 2/m), A ~ N(0, 2/(L^3 m)) as in (14), B ~ N(0, 1) for the printed "
                  "N(0, 1/m); X_l independent, uniform on the unit circle; y F*(x) >= 1 on all data; one pass of SGD on "
                  "log(1 + exp(-y f)), one sequence a step, W alone in training, eta = 4/(m H(x, x))",
    .statements = {
        [ADDITIVE] = {
            .name = "additive", .source = "Wang et al. 2021 Theorem 2, class (9), in n",
            .reads = "(1/n) sum_k L^{0-1}_D(W^k) <= O~((C*)^2/n) + O(log(1/delta)/n), "
                     "F* = 3/2 <b_1, X_1> + 3/2 (<b_2, X_2>^2 - 1/2)",
            .measures = "share of steps k whose fresh sequence has y f(W^{k-1}, x_k) < 0, divided by log n",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.x = -1}, .constant = 2.68, .sweep = SAMPLES, .scatter = 0.39,
            .note = "O~ hides log n, to the first power where eta m is a constant (README)."},
        [TWO_VARIABLES] = {
            .name = "two-variables", .source = "Wang et al. 2021 Theorem 2, class (11), in n",
            .reads = "the same for F* = 2 <b_1, X_1> <b_2, X_2>, which is psi - psi of [X_1, X_2] and no additive function",
            .measures = "share of steps k whose fresh sequence has y f(W^{k-1}, x_k) < 0, divided by log n",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.x = -1}, .constant = 16.8, .sweep = SAMPLES_OF_TWO, .scatter = 0.25},
        [AS_PRINTED] = {
            .name = "as-printed", .source = "Wang et al. 2021 Theorem 2, Algorithm 1 as printed, in m",
            .reads = "(1/n) sum_k L^{0-1}_D(W^k) <= O~((C*)^2/n) + O(log(1/delta)/n) for all m > m*, with B ~ N(0, 1/m), "
                     "A ~ N(0, 2/m) and eta = O(1/m)",
            .measures = "share of steps k that err, n = 1600, in the dynamics that the limit kernel gives at this m, beside half "
                        "of chance",
            .rule = LM_ORACLE, .constant = 0, .bound = {.factor = 0.25}, .sweep = PRINTED, .scatter = 0.05,
            .expect = LM_EXPECT_REFUTED, .corrected = "every-width",
            .note = "With B of variance 1/m a step moves f by eta ||grad f||^2 = O(1/m), and f is of order m^(-1/2) before: in "
                    "n = o(sqrt m) steps no sign changes, and the error stays that of W^0. This refutes (17) for each n at which "
                    "it says something; with constants 1, (C*)^2/n is still 8 at the n drawn here. With B ~ N(0, 1), as (23) to "
                    "(29) need, or f times sqrt m: every-width. The line after (14), which has the variances, is garbled in part "
                    "in the text at hand: B ~ N(0, 1/m) is its likeliest reading."},
        [RADIUS] = {
            .name = "radius", .source = "Wang et al. 2021 Remark 4.2, in m",
            .reads = "||W^n - W^0||_F sqrt m ~ C(F*), free of m: its infinite-width value",
            .measures = "log of ||W^n - W^0||_F sqrt m after one pass over n = 64 sequences of the additive class",
            .rule = LM_ORACLE, .bound = {.factor = 1.26, .m = -0.5}, .limits = true, .sweep = WIDTH, .scatter = 0.08,
            .note = "W moves by O(m^(-1/2)), and so far does f leave its linearisation, which is what the limit is. The factor of "
                    "the allowance is 1.5 times the larger bias times sqrt m of other networks, 12 each at m = 128 and 256. It took "
                    "the place of 14.6/m, refuted by 30 networks at m = 1024."},
        [EVERY_WIDTH] = {
            .name = "every-width", .source = "Wang et al. 2021 Theorem 2, in m",
            .reads = "the same as additive at any m > m*: at most half of the errors of chance at n = 64",
            .measures = "share of steps k whose fresh sequence has y f(W^{k-1}, x_k) < 0, n = 64",
            .rule = LM_ORACLE, .constant = 0, .bound = {.factor = 0.25}, .sweep = WIDTH, .scatter = 0.05},
        [MIN_NORM] = {
            .name = "least-norm", .source = "Wang et al. 2021 Remark 4.2, for the square loss",
            .reads = "||W - W^0||_F = sqrt(y'(m H)^-1 y) where f(W) - f(W^0) = y is small",
            .measures = "log of ||W - W^0||_F sqrt m/sqrt(y'H^-1 y) after gradient descent to f_0 + t F*, y = t F*, eight "
                        "sequences",
            .rule = LM_ORACLE, .constant = 0, .bound = {.factor = 8, .x = 1}, .sweep = LAZY, .scatter = 0.05,
            .note = "y is what f has to move by: F* - f_0 where labels are F*, not F* itself as printed, for f_0 = O(1) with "
                    "B ~ N(0, 1)."},
        [BY_KERNEL_PRINTED] = {
            .name = "by-kernel-printed", .source = "Wang et al. 2021 Theorem 3, (19), in L",
            .reads = "(1/n) sum_k L^{0-1}_D(W^k) <= O~(y'(H^inf)^-1 y/n) + O(log(1/delta)/n), y_i = F*(x_i) = 2 <b, X_{i,1}>",
            .measures = "mistakes of one pass at infinite width over y'(H^inf)^-1 y, the least of eta m H(x, x) = 1, 4, 16, 64",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.factor = 1}, .constant = 0.514, .sweep = LENGTH, .scatter = 0.12,
            .expect = LM_EXPECT_REFUTED, .corrected = "by-kernel",
            .note = "A factor max_i H_ii, near L/2, is missing: by-kernel. C* absorbs it in Theorem 2."},
        [BY_KERNEL] = {
            .name = "by-kernel", .source = "Wang et al. 2021 Theorem 3, corrected, in L",
            .reads = "(1/n) sum_k L^{0-1}_D(W^k) <= O~(max_i H_ii y'(H^inf)^-1 y/n) + O(log(1/delta)/n)",
            .measures = "mistakes of one pass at infinite width over H(x, x) y'(H^inf)^-1 y, the least of the same eta",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.factor = 1}, .constant = 0.13, .sweep = LENGTH, .scatter = 0.12},
        [EVERY_LENGTH] = {
            .name = "every-length", .source = "Wang et al. 2021 Theorem 2, class (9), in L",
            .reads = "F* = 2 <b, X_1> is learnt for L <= 24, n = 500: at most a fifth of the errors of chance after n/2 steps",
            .measures = "share of the last n/2 steps that err at infinite width, the least of the same eta",
            .rule = LM_ORACLE, .constant = 0, .bound = {.factor = 0.1}, .sweep = LENGTH, .scatter = 0.05},
    },
    .controls = {
        {.name = "shuffled-labels", .breaks = "y F*(x) >= 1 (labels are those of the next sequence)", .variant = SHUFFLED,
         .refutes = LM_BIT(ADDITIVE) | LM_BIT(TWO_VARIABLES) | LM_BIT(EVERY_WIDTH) | LM_BIT(BY_KERNEL) | LM_BIT(EVERY_LENGTH)},
        {.name = "no-margin", .breaks = "y F*(x) >= 1 (where |F*| < 1 labels are by chance)", .variant = NO_MARGIN,
         .refutes = LM_BIT(ADDITIVE) | LM_BIT(TWO_VARIABLES)},
        {.name = "large-step", .breaks = "eta = O(1/m) (here eta ~ m^(-1/2))", .variant = LARGE_STEP, .refutes = LM_BIT(RADIUS)},
        {.name = "initial-outputs-forgotten", .breaks = "y is what f has to move by (here labels are y themselves, as printed)",
         .variant = FORGOTTEN, .refutes = LM_BIT(MIN_NORM)},
        {.name = "full-inputs", .breaks = "A ~ N(0, 2/(L^3 m)) (here N(0, 2/m), as Algorithm 1 prints)", .variant = FULL_INPUTS,
         .refutes = LM_BIT(EVERY_LENGTH)},
    },
    .sweeps = {
        [SAMPLES] = { /* from where 2 y'H^-1 y, some 200, lies below n: there (19) begins to say something */
            .name = "samples", .axis = LM_AXIS_VARIABLE, .variable = "n",
            .dense = {{200, 400, 800, 1600}},
            .control_dense = {{200, 400, 800}},
            .calibration = {{200, 400}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 20, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 10, [LM_PAPER] = 20},
            .calibration_replicates = 20,
            .m = 256, .L = 2, .d = 1, .dx = 2},
        [SAMPLES_OF_TWO] = { /* likewise, some 360 */
            .name = "samples-of-two", .axis = LM_AXIS_VARIABLE, .variable = "n",
            .dense = {{400, 800, 1600, 3200}},
            .control_dense = {{400, 800, 1600}},
            .calibration = {{400, 800}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 10, [LM_FULL] = 30, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 10, [LM_PAPER] = 20},
            .calibration_replicates = 10,
            .m = 256, .L = 2, .d = 1, .dx = 2},
        [WIDTH] = {
            .name = "width", .axis = LM_AXIS_WIDTH,
            .dense = {{128, 256, 512, 1024}},
            .control_dense = {{128, 256, 512}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 6, [LM_FULL] = 30, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 8, [LM_FULL] = 10, [LM_PAPER] = 20},
            .L = 2, .d = 1, .dx = 2, .N = 64},
        [PRINTED] = { /* n is o(sqrt m) */
            .name = "printed", .axis = LM_AXIS_VARIABLE, .variable = "m",
            .dense = {{1e8, 1e9, 1e10}},
            .control_dense = {{1e8, 1e9, 1e10}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 8, [LM_FULL] = 30, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 10, [LM_PAPER] = 20},
            .m = 1, .L = 2, .d = 1, .dx = 2, .N = 1600},
        [LAZY] = {
            .name = "labels", .axis = LM_AXIS_VARIABLE, .variable = "t", .falls = true,
            .dense = {{0.0625, 0.015625, 0.00390625, 0.0009765625}},
            .control_dense = {{0.00390625, 0.0009765625}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 6, [LM_FULL] = 30, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 6, [LM_FULL] = 10, [LM_PAPER] = 20},
            .m = 128, .L = 2, .d = 1, .dx = 8},
        [LENGTH] = {
            .name = "length", .axis = LM_AXIS_LENGTH,
            .dense = {{4, 8, 16, 24}},
            .control_dense = {{8, 16, 24}},
            .calibration = {{4, 8}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 4, [LM_FULL] = 30, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 10, [LM_PAPER] = 20},
            .calibration_replicates = 10,
            .m = 1, .d = 1, .dx = 2, .N = 500},
    },
    .domain = "own sequences have no labels; L <= 128",
    .admits = admits,
    .vectors = vectors,
    .steps = steps,
    .trial = trial);
