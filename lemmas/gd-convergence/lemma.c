/* Convergence of training: Allen-Zhu, Li & Song (2018), Theorems 1 and 2.
 *
 * Gradient descent and SGD on f(W) = 1/2 sum_i sum_{l=2}^L ||B h_{i,l} - y*_{i,l}||^2 converge linearly, while W stays within
 * O(1/sqrt m) of its initialisation in spectral norm. As m grows the outputs move as their first-order expansion does: the losses e
 * of all outputs go through e <- e - eta K e_batch, K the Gram matrix of the gradients at initialisation (train.h). This gives the
 * curves that are drawn beside what is measured. */
#include <lemmata/lemma.h>

#include <math.h>
#include <string.h>

enum {
    LOSS, GAIN, PATH,                                                          /* along gradient descent */
    SGD_LOSS, SGD_GAIN,                                                        /* along SGD */
    RATE, PREDICTED, MONOTONE, DISTANCE, LINEAR_GAIN, LINEAR_DISTANCE          /* after 40 steps, in m */
};
enum { TRAJECTORY, SGD, WIDTH };
enum { DUPLICATE = 1, STEP_100, LARGE_LABELS, FRESH_LABELS, HALF_STEPS };
enum { SEQUENCES = 4 };

/* ---- What is trained ---- */

struct task {
    struct lm_inputs inputs;
    struct lm_net *net;
    struct lm_run *run;         /* at initialisation */
    double *targets;            /* laid out like lm_outputs */
    size_t count, order;        /* numbers of the outputs, and of those that are trained */
    double *K, *values;         /* the kernel at initialisation, and its eigenvalues */
    double eta;
};

static struct lm_inputs inputs_of(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs from = lm_trial_unit(t, SEQUENCES, cell->delta);
    struct lm_inputs out = lm_inputs_join(lm_trial_arena(t), &from, &(struct lm_inputs){.dim = from.dim, .L = from.L});
    if (cell->variant == DUPLICATE)
        memcpy(lm_token(&out, 1, 1), lm_token(&out, 0, 1), (size_t)out.L * out.dim * sizeof *out.x);
    return out;
}

/* Labels N(0, 0.3^2), of draw `draw`. */
static void draw_labels(double *out, size_t count, const struct lm_cell *cell, struct lm_trial *t, size_t draw)
{
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 3, address.network);
    lm_stream_normals(out, &stream, draw, 0, count, cell->variant == LARGE_LABELS ? 5 * sqrt((double)cell->m) : 0.3);
}

static struct task task_of(const struct lm_cell *cell, struct lm_trial *t)
{
    struct task out = {.inputs = inputs_of(cell, t)};
    out.net = lm_trial_net(t, out.inputs.dim);
    out.run = lm_forward(out.net, &out.inputs);
    out.count = out.inputs.n * (size_t)out.inputs.L * cell->d;
    out.targets = lm_arena_doubles(lm_trial_arena(t), out.count);
    draw_labels(out.targets, out.count, cell, t, 0);
    const size_t one = out.count / out.inputs.n;
    for (size_t k = 0; k < one && cell->variant == DUPLICATE; k++) out.targets[one + k] = out.targets[k] + 2;
    out.K = lm_ntk_gram(out.run);
    out.order = lm_ntk_order(out.run);
    out.values = lm_arena_doubles(lm_trial_arena(t), out.order);
    lm_status status = lm_symmetric_eigenvalues(out.values, NULL, out.K, out.order);
    lm_trial_fail(t, status);
    if (status != LM_OK) out.values[0] = out.values[out.order - 1] = 1; /* observations of a failed trial are ignored */
    out.eta = (cell->variant == STEP_100 ? 100 : 1) / out.values[out.order - 1];
    return out;
}

/* The sequences of step k: all of them, or a random one. */
static size_t batch_of(size_t *batch, const struct lm_cell *cell, struct lm_trial *t, size_t n, size_t k)
{
    for (size_t s = 0; s < n; s++) batch[s] = s;
    if (cell->sweep != SGD) return n;
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 4, address.network);
    double uniform;
    lm_stream_uniforms(&uniform, &stream, k, 0, 1);
    batch[0] = (size_t)(uniform * (double)n);
    return 1;
}

/* ---- A trajectory ---- */

struct path {
    double half, last;       /* f after T/2 and T steps */
    double increase;         /* largest ratio of consecutive losses */
    double distance;         /* ||W_T - W_0||_2 */
    bool diverged;
    struct lm_training *training;
};

static double norm_of(struct lm_trial *t, const struct lm_operator *op)
{
    struct lm_operator_norm norm = {0};
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_KRYLOV, 0, address.network);
    lm_trial_fail(t, lm_operator_norm(&norm, op, 1e-3, 500, &stream, lm_trial_arena(t)));
    return norm.value;
}

/* A larger loss may have a gradient whose norm is not finite. */
static const double OVERFLOW = 1e150;

/* T steps. A loss or gradient that is not finite ends it: f and the distance are then infinite. */
static struct path trained(const struct lm_cell *cell, struct lm_trial *t, const struct task *task)
{
    struct path out = {.training = lm_training_begin(task->net, LM_TRAIN_W)};
    size_t T = (size_t)cell->T, n = task->inputs.n, *all = lm_arena_alloc(lm_trial_arena(t), n * sizeof *all);
    size_t *batch = lm_arena_alloc(lm_trial_arena(t), n * sizeof *batch);
    const double eta = cell->variant == HALF_STEPS ? task->eta / 2 : task->eta;
    double *labels = task->targets, before = HUGE_VAL, now = HUGE_VAL, of_batch;
    if (cell->variant == FRESH_LABELS) labels = lm_arena_doubles(lm_trial_arena(t), task->count);
    for (size_t s = 0; s < n; s++) all[s] = s;
    for (size_t k = 0; k <= T && !out.diverged; k++) {
        if (cell->variant == FRESH_LABELS) draw_labels(labels, task->count, cell, t, k + 1);
        if (k == T || (cell->sweep == SGD && k == T / 2))
            now = lm_training_loss(out.training, &task->inputs, all, n, lm_square_loss, labels);
        if (k < T) {
            size_t count = batch_of(batch, cell, t, n, k);
            out.diverged = lm_training_step(out.training, &of_batch, &task->inputs, batch, count, eta, lm_square_loss, labels) !=
                           LM_OK;
            if (cell->sweep != SGD) now = of_batch; /* of all sequences, before the step */
        }
        if (k == T / 2) out.half = now;
        if (k > 0) out.increase = fmax(out.increase, now / before);
        before = now;
    }
    out.diverged = out.diverged || !(now < OVERFLOW);
    if (out.diverged) out.last = out.increase = out.distance = HUGE_VAL;
    if (out.diverged) return out;
    struct lm_operator moved = {cell->m, cell->m, lm_training_mul, lm_training_tmul, out.training};
    out.distance = cell->sweep == WIDTH ? norm_of(t, &moved) : 0;
    out.last = now;
    return out;
}

/* ---- The linearised trajectory ---- */

/* Output p of the kernel, (s, a, r), in the layout of lm_outputs. */
static size_t place_of(const struct task *task, size_t p, size_t d)
{
    size_t n = task->inputs.n;
    return (p / d % n * (size_t)task->inputs.L + p / d / n + 1) * d + p % d;
}

/* e <- e - eta K e_batch from the same losses, with the same batches; W_T - W_0 = -sum_p moved_p grad y_p. */
static struct path linearised(const struct lm_cell *cell, struct lm_trial *t, const struct task *task)
{
    struct path out = {0};
    size_t T = (size_t)cell->T, n = task->inputs.n, order = task->order, d = cell->d;
    size_t *batch = lm_arena_alloc(lm_trial_arena(t), n * sizeof *batch);
    double *y = lm_outputs(task->run), *e = lm_arena_doubles(lm_trial_arena(t), 2 * order), *step = e + order;
    double *moved = lm_arena_doubles(lm_trial_arena(t), task->count);
    for (size_t k = 0; k < task->count; k++) moved[k] = 0;
    for (size_t p = 0; p < order; p++) e[p] = y[place_of(task, p, d)] - task->targets[place_of(task, p, d)];
    for (size_t k = 0; k <= T; k++) {
        out.last = 0;
        for (size_t p = 0; p < order; p++) out.last += e[p] * e[p] / 2;
        if (k == T / 2) out.half = out.last;
        if (k == T) break;
        bool all = batch_of(batch, cell, t, n, k) == n;
        for (size_t p = 0; p < order; p++) {
            step[p] = all || p / d % n == batch[0] ? task->eta * e[p] : 0;
            moved[place_of(task, p, d)] += step[p];
        }
        for (size_t p = 0; p < order; p++)
            for (size_t q = 0; q < order; q++) e[p] -= task->K[p * order + q] * step[q];
    }
    if (!(out.last < OVERFLOW)) out.last = out.distance = HUGE_VAL;
    if (cell->sweep != WIDTH || isinf(out.last)) return out;
    const struct lm_factored w = lm_gradient(task->run, lm_adjoint(task->run, lm_output_cotangents(task->run, moved), NULL));
    double *sigma = lm_arena_doubles(lm_trial_arena(t), w.rank);
    lm_status status = lm_product_svd(sigma, NULL, NULL, w.left, w.right, cell->m, w.rank, lm_trial_arena(t));
    lm_trial_fail(t, status);
    out.distance = status == LM_OK ? sigma[0] : 0;
    return out;
}

/* ---- The trial ---- */

/* What log f falls by from step T/2 to step T; 0 where it does not fall. */
static double gain_of(const struct path *path)
{
    return path->last < path->half ? log(path->half / path->last) : 0;
}

/* 2 lambda_min/m of K at W_T; 0 where rounding alone is left. */
static double smallest_at_end(const struct lm_cell *cell, struct lm_trial *t, const struct task *task, const struct path *path)
{
    if (path->diverged) return 0;
    struct lm_run *run = lm_forward(path->training->net, &task->inputs);
    double *values = lm_arena_doubles(lm_trial_arena(t), task->order);
    lm_status status = lm_symmetric_eigenvalues(values, NULL, lm_ntk_gram(run), task->order);
    lm_trial_fail(t, status);
    if (status != LM_OK) return 0;
    bool rounding = values[0] < 1e-13 * (double)task->order * values[task->order - 1];
    return rounding ? 0 : 2 * values[0] / (double)cell->m;
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    struct task task = task_of(cell, t);
    struct path path = trained(cell, t, &task), linear = linearised(cell, t, &task);
    double half = cell->T / 2, gain = gain_of(&path);
    if (cell->sweep == TRAJECTORY) {
        lm_observe_with_limit(t, LOSS, path.last, linear.last);
        lm_observe_with_limit(t, GAIN, gain, gain_of(&linear));
        lm_observe_with_limit(t, PATH, smallest_at_end(cell, t, &task, &path), 2 * task.values[0] / (double)cell->m);
    } else if (cell->sweep == SGD) {
        lm_observe_with_limit(t, SGD_LOSS, path.last, linear.last);
        lm_observe_with_limit(t, SGD_GAIN, gain, gain_of(&linear));
    } else {
        lm_observe_with_limit(t, RATE, gain / half, gain_of(&linear) / half);
        lm_observe(t, PREDICTED, gain / (2 * half * task.eta * task.values[0]));
        lm_observe(t, MONOTONE, path.increase);
        lm_observe_with_limit(t, DISTANCE, path.distance, linear.distance);
        lm_observe(t, LINEAR_GAIN, path.diverged ? HUGE_VAL : gain / gain_of(&linear));
        lm_observe(t, LINEAR_DISTANCE, path.diverged ? HUGE_VAL : path.distance / linear.distance);
    }
}

static bool admits(const struct lm_cell *cell)
{
    const struct lm_inputs *given = &cell->given;
    if ((double)cell->m * cell->delta < 100) return false; /* fewer than 23 units tell two sequences apart */
    if (given->n == 0) return true;
    return lm_inputs_bounded(given) && given->n == SEQUENCES && (size_t)given->L * cell->d <= 64; /* bounds know n */
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    size_t n = cell->given.n > 0 ? cell->given.n : SEQUENCES;
    *right = lm_forward_vectors(cell->L, cell->sweep == SGD ? 1 : n);
    *left = 2 * *right; /* the adjoint, and the update */
}

static double steps(const struct lm_cell *cell)
{
    return cell->T;
}

#define ALONG (LM_BIT(LOSS) | LM_BIT(GAIN) | LM_BIT(SGD_LOSS) | LM_BIT(SGD_GAIN))
#define LINEAR (LM_BIT(LINEAR_GAIN) | LM_BIT(LINEAR_DISTANCE))
#define AFTER (LM_BIT(RATE) | LM_BIT(PREDICTED) | LM_BIT(MONOTONE) | LM_BIT(DISTANCE) | LINEAR)
#define OF_WIDTH "n = 4, L = 4, d = 2, delta = 0.4, eta = 1/lambda_max(K_0)"

LM_LEMMA(gd_convergence,
    .title = "Convergence of training",
    .papers = "2018",
    .hypotheses = "W, A ~ N(0, 2/m), B ~ N(0, 1/d), only W is trained; n = 4 sequences of unit-norm tokens, first tokens at least "
                  "delta apart and ending in 1/sqrt 2; labels of order 1; eta = 1/lambda_max(K), of order 1/m",
    .statements = {
        [LOSS] = {
            .name = "loss", .source = "2018 Theorem 1, along the trajectory",
            .reads = "f(W_T) <= epsilon after T = O(log(1/epsilon)) steps: at these T below one power law",
            .measures = "f(W_T), gradient descent at m = 400, against (n L d/(delta T))^2",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 16, .L = 2, .d = 2, .delta = -2, .T = -2},
            .tolerance = 0.05, .limits = true, .sweep = TRAJECTORY,
            .note = "T^(-2) is the rate of accelerated methods on smooth convex functions; n L d/delta stands for the polynomial "
                    "of the theorem. At the smallest T it lies above f(W_0); that the rate is linear is told by gain, rate and "
                    "linear-gain. The curve is the linearised trajectory."},
        [GAIN] = {
            .name = "gain", .source = "2018 Theorem 1, linear rate",
            .reads = "log f falls in proportion to T", .measures = "log(f(W_{T/2})/f(W_T)), gradient descent at m = 400",
            .rule = LM_RATE, .side = LM_AT_LEAST, .bound = {.T = 0.5}, .constant = 0.156, .limits = true, .sweep = TRAJECTORY,
            .scatter = 0.3, .slack = -0.1,
            .note = "A power law f = T^(-c) and a plateau have slope 0 here; a linear rate has slope 1 once the directions of "
                    "larger eigenvalues have died out, and .6 to .9 until then. Judged against the middle."},
        [PATH] = {
            .name = "path", .source = "2018 Theorem 3, along the trajectory",
            .reads = "||grad f(W_T)||_F^2 >= (delta/poly(rho)) m f for all labels",
            .measures = "2 lambda_min(K)/m at W_T, gradient descent at m = 400, against delta/(n L d)",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = 0.25, .L = -1, .d = -1, .delta = 1}, .tolerance = 0.05,
            .limits = true, .sweep = TRAJECTORY, .note = "The curve is the value at W_0."},
        [SGD_LOSS] = {
            .name = "sgd-loss", .source = "2018 Theorem 2, along the trajectory",
            .reads = "f(W_T) <= epsilon after T = O(log(1/epsilon)) steps with one random sequence each",
            .measures = "f(W_T), SGD at m = 256, against (n^2 L d/(delta T))^2", .rule = LM_FREQUENCY, .side = LM_AT_MOST,
            .bound = {.factor = 256, .L = 2, .d = 2, .delta = -2, .T = -2}, .tolerance = 0.05, .limits = true, .sweep = SGD},
        [SGD_GAIN] = {
            .name = "sgd-gain", .source = "2018 Theorem 2, linear rate",
            .reads = "log f falls in proportion to T", .measures = "log(f(W_{T/2})/f(W_T)), SGD at m = 256",
            .rule = LM_RATE, .side = LM_AT_LEAST, .bound = {.T = 0.5}, .constant = 0.0428, .limits = true, .sweep = SGD,
            .scatter = 0.3, .slack = -0.1},
        [RATE] = {
            .name = "rate", .source = "2018 Theorem 1, in m",
            .reads = "T = poly(n, d, L) delta^(-2) log(1/epsilon) steps are enough, whatever the width",
            .measures = "fall of log f per step, steps 20 to 40, against delta^2/(n L d); " OF_WIDTH,
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = 0.25, .L = -1, .d = -1, .delta = 2}, .tolerance = 0.05,
            .limits = true, .sweep = WIDTH},
        [PREDICTED] = {
            .name = "predicted", .source = "2018 Theorem 1, from Theorem 3 at initialisation",
            .reads = "log f falls at least by 2 eta lambda_min(K_0) a step, up to a constant factor",
            .measures = "log(f(W_20)/f(W_40)) over 40 eta lambda_min(K_0)",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = 0.5}, .tolerance = 0.05, .sweep = WIDTH,
            .note = "1/2 leaves room for a kernel that drifts along the path; in the limit 1 would do."},
        [MONOTONE] = {
            .name = "monotone", .source = "2018 Theorem 1, by Theorem 4",
            .reads = "f(W_{t+1}) <= f(W_t)", .measures = "max over 40 steps of f(W_{t+1})/f(W_t)",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1}, .tolerance = 0.05, .sweep = WIDTH},
        [DISTANCE] = {
            .name = "distance", .source = "2018 Theorem 1, radius of Theorem 3",
            .reads = "||W_T - W_0||_2 <= poly(n, d, L, 1/delta)/sqrt m",
            .measures = "||W_T - W_0||_2 after 40 steps, against n L d/(delta sqrt m)",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 4, .m = -0.5, .L = 1, .d = 1, .delta = -1},
            .tolerance = 0.05, .limits = true, .sweep = WIDTH},
        [LINEAR_GAIN] = {
            .name = "linear-gain", .source = "2018 Theorem 1, infinite width",
            .reads = "log f falls as in the linearised trajectory",
            .measures = "log(f(W_20)/f(W_40)) over that of e <- e - eta K_0 e",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 4, .m = -0.5}, .sweep = WIDTH, .scatter = 0.1,
            .note = "The allowance is the part of the kernel that may change: a share of 1.4/sqrt m of the signs (measured apart) "
                    "in each of the L - 1 layers behind W."},
        [LINEAR_DISTANCE] = {
            .name = "linear-distance", .source = "2018 Theorem 1, infinite width",
            .reads = "||W_T - W_0||_2 is that of the linearised trajectory",
            .measures = "||W_T - W_0||_2 after 40 steps, over that of sum_t eta grad y e_t with gradients at W_0",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 4, .m = -0.5}, .sweep = WIDTH, .scatter = 0.03},
    },
    .controls = {
        {.name = "duplicate", .breaks = "first tokens are delta apart (here two sequences are equal, their labels 2 apart)",
         .variant = DUPLICATE, .refutes = ALONG | LM_BIT(PATH)},
        {.name = "step-100", .breaks = "eta is at most of the order of 1/lambda_max (here 100/lambda_max)", .variant = STEP_100,
         .refutes = AFTER | LM_BIT(LOSS) | LM_BIT(SGD_LOSS)},
        {.name = "half-steps", .breaks = "training takes the steps of the linearised dynamics (here half as long ones)",
         .variant = HALF_STEPS, .refutes = LM_BIT(LINEAR_GAIN)},
        {.name = "large-labels", .breaks = "labels are of order 1 (here 5 sqrt m)", .variant = LARGE_LABELS,
         .refutes = LM_BIT(MONOTONE) | LM_BIT(DISTANCE)},
        {.name = "fresh-labels", .breaks = "labels are fixed (here drawn afresh at each step)", .variant = FRESH_LABELS,
         .refutes = LM_BIT(PREDICTED) | LM_BIT(MONOTONE) | LM_BIT(LOSS) | LM_BIT(SGD_LOSS)},
    },
    .sweeps = {
        [TRAJECTORY] = {
            .name = "trajectory", .axis = LM_AXIS_STEPS,
            .dense = {{16, 32, 64, 128}},
            .control_dense = {{80, 104, 128}},
            .calibration = {{16, 32}},
            .replicates = {[LM_SMOKE] = 15, [LM_QUICK] = 15, [LM_FULL] = 30, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 7, [LM_QUICK] = 7, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 40,
            .m = 400, .L = 4, .d = 2, .dx = 4, .delta = 0.4},
        [SGD] = {
            .name = "sgd", .axis = LM_AXIS_STEPS,
            .dense = {{64, 128, 256, 512}},
            .control_dense = {{320, 416, 512}},
            .calibration = {{64, 128}},
            .replicates = {[LM_SMOKE] = 15, [LM_QUICK] = 15, [LM_FULL] = 30, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 7, [LM_QUICK] = 7, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 40,
            .m = 256, .L = 4, .d = 2, .dx = 4, .delta = 0.4},
        [WIDTH] = {
            .name = "width", .axis = LM_AXIS_WIDTH,
            .dense = {{256, 362, 512, 724}},
            .control_dense = {{256, 362, 512}},
            .replicates = {[LM_SMOKE] = 20, [LM_QUICK] = 15, [LM_FULL] = 30, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 7, [LM_QUICK] = 20, [LM_FULL] = 30, [LM_PAPER] = 30},
            .L = 4, .d = 2, .dx = 4, .delta = 0.4, .T = 40},
    },
    .domain_length = 4,
    .domain = "m delta >= 100",
    .admits = admits,
    .vectors = vectors,
    .steps = steps,
    .trial = trial);
