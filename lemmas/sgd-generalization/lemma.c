/* SGD learns the concept class: Allen-Zhu & Li (2019), Theorem 1 and Lemma 7.1.
 *
 * From random initialisation, with W alone in training, SGD on a convex 1-Lipschitz loss G(lambda F_j, y*_j) finds W + W_t whose
 * average objective comes near that of the best function F*_j = sum_{i < j} sum_r Phi(<w*, x*_i>) of the concept class (3.1). What
 * is learnt does not need more sequences at larger m, and ||W_t||_F sqrt m does not grow with m. */
#include <lemmata/lemma.h>

#include <math.h>

enum {
    RADIUS, POPULATION,                /* along m */
    AVERAGE,                           /* along T, one pass */
    GAP,                               /* along N */
    LEARNED,                           /* along L, one pass */
    COUNTED,                           /* Example 3.6 */
    GRADIENT, CONVEXITY, ONE_STEP      /* what the proof computes with */
};
enum { WIDTH, STEPS, SAMPLES, LENGTH, COUNTING, PROOF };
enum { SHUFFLED = 1, REPEATED, FALLING_SCALE, NOT_CONVEX, INITIAL_SIGNS, OTHER_BATCH };
enum { BATCH = 8, ITERATES = 8, DISTINCT = 8, NEURONS = 2 };
static const double LAMBDA = 0.1, LARGEST_LABEL = 1.5;

/* ---- Data: sequences with targets of the concept class ---- */

struct data {
    size_t tested, trained;    /* sequences 0 .. tested - 1 are the population, those that follow the training set */
    struct lm_inputs inputs;
    double *labels;            /* y*_j of sequence q at q L + j - 1 */
};

/* Where SGD passes once over its data every step has fresh sequences. */
static bool one_pass(const struct lm_cell *cell)
{
    return cell->N == 0;
}

static size_t number_of_sequences(const struct lm_cell *cell)
{
    return one_pass(cell) ? BATCH * (size_t)cell->T : (size_t)cell->N;
}

/* SAMPLES: so many that their own sampling error is below the gap to the training set. */
static size_t number_of_tested(const struct lm_cell *cell)
{
    if (cell->sweep == COUNTING) return (size_t)1 << (cell->L - 2); /* all words */
    if (cell->sweep == STEPS || cell->sweep == PROOF) return 2 * BATCH;
    return cell->sweep == SAMPLES ? 2048 : 256;
}

/* Coordinates of x*_i, from x_i = (eps_x x*_i, 0). */
static double coordinate(const struct data *data, double eps_x, size_t q, int i, size_t k)
{
    return lm_token(&data->inputs, q, i)[k] / eps_x;
}

/* Example 3.6: all tokens are one of two letters, x*_i = (+-sqrt 3/2, 0, .., 0, 1/2); the population is the set of all words. */
static void spell(struct data *data, const struct lm_cell *cell)
{
    for (size_t q = 0; q < data->inputs.n; q++)
        for (int i = 2; i < cell->L; i++) {
            double *x = lm_token(&data->inputs, q, i);
            bool first = q < data->tested ? q >> (i - 2) & 1 : x[0] < 0;
            for (size_t k = 0; k + 1 < cell->dx; k++) x[k] = 0;
            x[0] = (first ? -1 : 1) * sqrt(0.75) * cell->eps_x;
        }
}

/* NEURONS orthonormal weights w*_{i->j,r} in the first dx - 1 coordinates, so that each F*_j has the same law for all of them. */
static void draw_weights(double *w, size_t dx, const struct lm_stream *stream, uint64_t row)
{
    for (size_t r = 0; r < NEURONS; r++) {
        double *own = w + r * dx, square = 0;
        lm_stream_normals(own, stream, row * NEURONS + r, 0, dx, 1);
        own[dx - 1] = 0;
        for (size_t before = 0; before < r; before++) {
            double along = 0;
            for (size_t k = 0; k < dx; k++) along += own[k] * w[before * dx + k];
            for (size_t k = 0; k < dx; k++) own[k] -= along * w[before * dx + k];
        }
        for (size_t k = 0; k < dx; k++) square += own[k] * own[k];
        for (size_t k = 0; k < dx; k++) own[k] /= sqrt(square);
    }
}

/* Phi_{i->j,r}: z, z^2 and sin 2z in turn; z alone along T, where the complexity C of the class is to be small. */
static double phi(const struct lm_cell *cell, int i, int j, size_t r, double z)
{
    if (cell->sweep == STEPS) return z;
    switch ((i + j + (int)r) % 3) {
    case 0: return z;
    case 1: return z * z;
    default: return sin(2 * z);
    }
}

/* (3.1) with an output d = 1. Every |Phi| is at most 1, hence |F*_j| at most 1.5 and G(0, y*) in [-1, 1]. */
static void label(struct data *data, const struct lm_cell *cell, struct lm_trial *t)
{
    const size_t L = (size_t)cell->L, dx = cell->dx;
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_INPUTS, 1, address.network);
    double *w = lm_arena_doubles(lm_trial_arena(t), NEURONS * dx);
    for (size_t k = 0; k < data->inputs.n * L; k++) data->labels[k] = 0;
    for (int j = 3; j <= cell->L; j++)
        for (int i = 2; i < j; i++) {
            draw_weights(w, dx, &stream, (uint64_t)(i * cell->L + j));
            for (size_t q = 0; q < data->inputs.n; q++) {
                double sum = 0;
                for (size_t r = 0; r < NEURONS; r++) {
                    double z = 0;
                    for (size_t k = 0; k < dx; k++) z += w[r * dx + k] * coordinate(data, cell->eps_x, q, i, k);
                    sum += phi(cell, i, j, r, z) / NEURONS;
                }
                if (cell->sweep == COUNTING) sum = coordinate(data, cell->eps_x, q, i, 0) / sqrt(0.75); /* 1 or -1 */
                data->labels[q * L + (size_t)j - 1] += LARGEST_LABEL / (j - 2) * sum;
            }
        }
}

/* Every sequence gets the labels of its neighbour, of which it knows nothing. */
static void shuffle(struct data *data, size_t first, size_t count)
{
    const size_t L = (size_t)data->inputs.L;
    for (size_t j = 0; j < L; j++) {
        double *y = data->labels + first * L + j, of_first = y[0];
        for (size_t q = 0; q + 1 < count; q++) y[q * L] = y[(q + 1) * L];
        y[(count - 1) * L] = of_first;
    }
}

static struct data draw_data(const struct lm_cell *cell, struct lm_trial *t)
{
    struct data out = {.trained = number_of_sequences(cell)};
    out.tested = number_of_tested(cell);
    const size_t n = out.tested + out.trained, one = (size_t)cell->L * (cell->dx + 1);
    out.inputs = lm_inputs_normalised(lm_trial_arena(t), n, cell->L, cell->dx, cell->eps_x, lm_trial_address(t));
    for (size_t k = 0; cell->variant == REPEATED && k < out.trained * one; k++)
        out.inputs.x[out.tested * one + k] = out.inputs.x[out.tested * one + k % (DISTINCT * one)];
    if (cell->sweep == COUNTING) spell(&out, cell);
    out.labels = lm_arena_doubles(lm_trial_arena(t), n * (size_t)cell->L);
    label(&out, cell, t);
    if (cell->variant == SHUFFLED) {
        shuffle(&out, 0, out.tested);
        shuffle(&out, out.tested, out.trained);
    }
    return out;
}

/* ---- The objective ---- */

struct objective {
    double lambda;
    const double *labels;
    bool convex;
};

/* G and its derivative: Huber's loss, convex and 1-Lipschitz; or a bounded one, which cannot be convex. */
static double G(const struct objective *of, double residual, double *derivative)
{
    if (!of->convex) {
        *derivative = residual * exp(-residual * residual / 2);
        return 1 - exp(-residual * residual / 2);
    }
    *derivative = fmax(-1, fmin(residual, 1));
    return fabs(residual) <= 1 ? residual * residual / 2 : fabs(residual) - 0.5;
}

/* Obj = sum_{j=3}^L G(lambda F_j, y*_j), the mean over the batch. */
static double objective(void *context, const struct lm_run *run, const size_t *batch, const double *y, double *of_y)
{
    const struct objective *of = context;
    const size_t L = (size_t)run->inputs.L, n = run->inputs.n;
    double sum = 0;
    for (size_t k = 0; k < n; k++)
        for (size_t l = 0; l < L; l++) {
            double *derivative = &of_y[k * L + l];
            *derivative = 0;
            if (l < 2) continue; /* y*_3 is the first label */
            sum += G(of, of->lambda * y[k * L + l] - of->labels[batch[k] * L + l], derivative);
            *derivative *= of->lambda / (double)n;
        }
    return sum / (double)n;
}

/* ---- Training ---- */

struct learning {
    struct lm_net *start;      /* W~ */
    struct lm_training *training;
    struct data data;
    struct objective of;
    double eta;
    size_t *index;             /* k at k: lists of consecutive sequences */
    double average;            /* of the objective before each step */
    bool evaluated, compared;  /* whether the cell asks for what follows, and for the training objective */
    double *population;        /* of each output j: mean over the iterates T/2 + T/16, .., T */
    double gap_square;         /* likewise, mean square of population - training objective, summed over j */
    double miscount;           /* likewise, the share of words and j where |lambda F_j - y*_j| is half a letter or more */
};

/* The objective of each output j of `count` sequences from `first` on, at out[j - 1]; returns the share of miscounts. */
static double evaluate(double *out, const struct learning *s, size_t first, size_t count)
{
    struct lm_net *net = s->training->net;
    const size_t L = (size_t)s->data.inputs.L;
    const struct lm_arena_mark mark = lm_arena_mark(net->arena);
    struct lm_inputs inputs = s->data.inputs;
    inputs.n = count;
    inputs.x = lm_token(&s->data.inputs, first, 1);
    const double *y = lm_outputs(lm_forward(net, &inputs));
    double wrong = 0, unused;
    for (size_t l = 2; l < L; l++) {
        out[l] = 0;
        for (size_t k = 0; k < count; k++) {
            const double residual = s->of.lambda * y[k * L + l] - s->data.labels[(first + k) * L + l];
            out[l] += G(&s->of, residual, &unused) / (double)count;
            wrong += fabs(residual) * (double)(l - 1) >= LARGEST_LABEL;
        }
    }
    lm_arena_rewind(net->arena, mark);
    return wrong / (double)(count * (L - 2));
}

/* The population's objective of the best constant, for output j: where the mean derivative of G vanishes. */
static double base(const struct learning *s, size_t l)
{
    enum { ITERATIONS = 60 };
    const size_t L = (size_t)s->data.inputs.L, n = s->data.tested;
    double constant = 0, sum = 0;
    for (int k = 0; k < ITERATIONS; k++) {
        double slope = 0, derivative;
        sum = 0;
        for (size_t q = 0; q < n; q++) {
            sum += G(&s->of, s->data.labels[q * L + l] - constant, &derivative) / (double)n;
            slope += derivative / (double)n;
        }
        constant += slope;
    }
    return sum;
}

/* Over that of the best constant: the objective of the population, and the largest one of an output j. */
static double relative_objective(const struct learning *s, double *largest)
{
    double sum = 0, of_constants = 0;
    *largest = 0;
    for (size_t l = 2; l < (size_t)s->data.inputs.L; l++) {
        sum += s->population[l];
        of_constants += base(s, l);
        *largest = fmax(*largest, s->population[l] / base(s, l));
    }
    return sum / of_constants;
}

/* A network of width m; the step in the space of functions, eta lambda^2 m, is the same at every m. */
static void begin(struct learning *s, const struct lm_cell *cell, struct lm_trial *t, const struct data *data, size_t m)
{
    struct lm_arena *arena = lm_trial_arena(t);
    const size_t L = (size_t)cell->L, n = data->inputs.n;
    *s = (struct learning){.data = *data, .compared = cell->sweep == SAMPLES};
    s->evaluated = cell->sweep != STEPS && cell->sweep != PROOF;
    s->of = (struct objective){.lambda = LAMBDA, .labels = data->labels, .convex = cell->variant != NOT_CONVEX};
    if (cell->variant == FALLING_SCALE) s->of.lambda = 8 / (double)m;
    s->eta = 4 / ((double)(L * L) * s->of.lambda * s->of.lambda * (double)m);
    s->population = lm_arena_doubles(arena, L);
    for (size_t l = 0; l < L; l++) s->population[l] = 0;
    s->index = lm_arena_alloc(arena, n * sizeof *s->index);
    for (size_t q = 0; q < n; q++) s->index[q] = q;
    s->start = lm_net_draw(arena, lm_num_double(), LM_DENSE, &cell->law, m, cell->d, cell->dx + 1, cell->L,
                           (struct lm_address){cell->seed, lm_network_number(m, cell->replicate)}, 0, 0);
    s->training = lm_training_begin(s->start, LM_TRAIN_W);
}

/* Batch k: the next BATCH sequences, from the first again after the last (their number is a multiple of BATCH). */
static const size_t *batch_of(const struct learning *s, size_t k)
{
    return s->index + s->data.tested + k * BATCH % s->data.trained;
}

static void look(struct learning *s)
{
    const size_t L = (size_t)s->data.inputs.L;
    double *population = lm_arena_doubles(s->start->arena, L), *train = lm_arena_doubles(s->start->arena, L), gap = 0;
    s->miscount += evaluate(population, s, 0, s->data.tested) / ITERATES;
    if (s->compared) evaluate(train, s, s->data.tested, s->data.trained);
    for (size_t l = 2; l < L; l++) {
        s->population[l] += population[l] / ITERATES;
        gap += s->compared ? population[l] - train[l] : 0;
    }
    s->gap_square += gap * gap / ITERATES;
}

static lm_status learn(struct learning *s, size_t steps)
{
    for (size_t k = 0; k < steps; k++) {
        double before;
        LM_TRY(lm_training_step(s->training, &before, &s->data.inputs, batch_of(s, k), BATCH, s->eta, objective, &s->of));
        s->average += before / (double)steps;
        if (s->evaluated && 2 * (k + 1) > steps && (k + 1) % (steps / (2 * ITERATES)) == 0) look(s);
    }
    return LM_OK;
}

/* ---- What the proof of Lemma 7.1 rests on: the linear part R_j ---- */

/* W' = scale W_t + scale_factored left right'. */
struct direction {
    struct lm_training *training;
    double scale, scale_factored;
    const struct lm_factored *factored;
};

static void apply(const struct direction *v, size_t m, double *y, const double *x)
{
    lm_training_mul(v->training, y, x);
    for (size_t k = 0; k < m; k++) y[k] *= v->scale;
    for (size_t c = 0; v->factored && c < v->factored->rank; c++) {
        double along = 0;
        for (size_t k = 0; k < m; k++) along += v->factored->right[c * m + k] * x[k];
        for (size_t k = 0; k < m; k++) y[k] += v->scale_factored * along * v->factored->left[c * m + k];
    }
}

/* R_j(W') = sum_{i < j} Back_{i+1->j} D_{i+1} W' h_i for all sequences of a run, laid out like lm_outputs: the tangent
 * dh_l = D_l (W dh_{l-1} + W' h_{l-1}). */
static double *linear_part(struct lm_run *run, const struct direction *v)
{
    struct lm_net *net = run->net;
    const struct lm_num_ops *ops = net->num->ops;
    const size_t m = net->m, n = run->inputs.n, L = (size_t)run->inputs.L;
    double *out = lm_arena_doubles(net->arena, n * L);
    struct lm_panel dh = lm_panel_new(net->arena, net->num, m, n), next = lm_panel_new(net->arena, net->num, m, n);
    struct lm_panel pushed = lm_panel_new(net->arena, net->num, m, n), y = lm_panel_new(net->arena, net->num, 1, n);
    ops->zero(&dh);
    for (size_t l = 1; l <= L; l++) {
        if (l > 1) {
            lm_weights_mul(net->W, (int)l, &next, &dh);
            for (size_t k = 0; k < n; k++)
                apply(v, m, lm_panel_doubles(&pushed) + k * pushed.ld, lm_panel_doubles(&run->h[l - 1]) + k * run->h[l - 1].ld);
            ops->axpy(&next, 1, &pushed);
            ops->mask(&dh, &run->D[l], &next);
        }
        ops->gemm(&y, &net->B, &dh, false);
        ops->get(out + l - 1, L, &y);
    }
    return out;
}

/* <left right', V>, with <u, V v> for each pair of columns. */
static double inner_product(const struct lm_factored *g, const struct direction *v, size_t m, double *room)
{
    double sum = 0;
    for (size_t c = 0; c < g->rank; c++) {
        apply(v, m, room, g->right + c * m);
        for (size_t k = 0; k < m; k++) sum += g->left[c * m + k] * room[k];
    }
    return sum;
}

/* The first BATCH sequences, on which the deterministic statements are checked, in the network W + W_t or W. */
struct checked {
    struct lm_run *run;
    double *y, *of_y, value;   /* F, and Obj with its derivatives */
};

static struct checked check_at(struct learning *s, struct lm_net *net)
{
    struct lm_inputs inputs = s->data.inputs;
    inputs.n = BATCH;
    struct checked out = {.run = lm_forward(net, &inputs)};
    out.y = lm_outputs(out.run);
    out.of_y = lm_arena_doubles(net->arena, BATCH * (size_t)inputs.L);
    out.value = objective(&s->of, out.run, s->index, out.y, out.of_y);
    return out;
}

/* G~(W') = sum_j G(lambda (F_j + R_j(W')), y*_j). */
static double linearised(struct learning *s, const struct checked *at, const double *R)
{
    const size_t numbers = BATCH * (size_t)s->data.inputs.L;
    double *y = lm_arena_doubles(at->run->net->arena, numbers), *unused = lm_arena_doubles(at->run->net->arena, numbers);
    for (size_t k = 0; k < numbers; k++) y[k] = at->y[k] + R[k];
    return objective(&s->of, at->run, s->index, y, unused);
}

/* G~ against its tangent at 0 and its chord from 0 to 2 W'; and this tangent against the gradient of Obj. */
static void check_direction(struct learning *s, const struct checked *at, struct lm_run *signs, const struct direction *v,
                            double along_gradient, double *wrong_slope, double *not_convex)
{
    struct direction twice_as_far = *v;
    twice_as_far.scale *= 2;
    twice_as_far.scale_factored *= 2;
    const double *R = linear_part(signs, v), *R_twice = linear_part(signs, &twice_as_far);
    const double once = linearised(s, at, R), twice = linearised(s, at, R_twice);
    double slope = 0, size = 0;
    for (size_t k = 0; k < BATCH * (size_t)s->data.inputs.L; k++) {
        slope += at->of_y[k] * R[k];
        size += fabs(at->of_y[k] * R[k]);
    }
    const double above_tangent = once - at->value - slope, below_chord = (at->value + twice) / 2 - once;
    *wrong_slope = fmax(*wrong_slope, fabs(slope - along_gradient) / size);
    *not_convex = fmax(*not_convex, -fmin(above_tangent, below_chord) / (at->value + fabs(slope) + twice));
}

/* (4): ||W* - W_{t+1}||^2 = ||W* - W_t||^2 + 2 eta <g, W* - W_t> + eta^2 ||g||^2, here at W* = 0. */
static lm_status check_step(double *defect, struct learning *s, double along_moved, double gradient_square, size_t first)
{
    const double before = lm_training_distance(s->training);
    double loss;
    LM_TRY(lm_training_step(s->training, &loss, &s->data.inputs, s->index + first, BATCH, s->eta, objective, &s->of));
    const double after = lm_training_distance(s->training), step = s->eta * sqrt(gradient_square);
    *defect = fabs(after * after - (before * before - 2 * s->eta * along_moved + step * step)) / (step * before);
    return LM_OK;
}

static lm_status check_proof(const struct lm_cell *cell, struct lm_trial *t, struct learning *s)
{
    const struct checked at = check_at(s, s->training->net);
    const struct lm_factored g = lm_gradient(at.run, lm_adjoint(at.run, lm_output_cotangents(at.run, at.of_y), NULL));
    struct lm_run *signs = cell->variant == INITIAL_SIGNS ? check_at(s, s->start).run : at.run;
    const struct direction moved = {.training = s->training, .scale = 1};
    const struct direction up = {.training = s->training, .factored = &g, .scale_factored = 1};
    double *room = lm_arena_doubles(lm_trial_arena(t), cell->m), wrong_slope = 0, not_convex = 0, defect;
    const double along_moved = inner_product(&g, &moved, cell->m, room), square = inner_product(&g, &up, cell->m, room);

    /* Ten times as long as W_T: then the residuals cross the kinks of G. */
    const double length = 10 * lm_training_distance(s->training) / sqrt(square);
    const struct direction back = {.training = s->training, .scale = -10};
    const struct direction down = {.training = s->training, .factored = &g, .scale_factored = -length};
    check_direction(s, &at, signs, &back, -10 * along_moved, &wrong_slope, &not_convex);
    check_direction(s, &at, signs, &down, -length * square, &wrong_slope, &not_convex);
    LM_TRY(check_step(&defect, s, along_moved, square, cell->variant == OTHER_BATCH ? BATCH : 0));
    lm_observe(t, GRADIENT, wrong_slope);
    lm_observe(t, CONVEXITY, not_convex);
    lm_observe(t, ONE_STEP, defect);
    return LM_OK;
}

/* ---- The contract ---- */

/* The exponent of a quantity between m/4 and m. */
static double local_exponent(double at_quarter, double at_m)
{
    return log(at_m / at_quarter) / log(4.0);
}

/* The same data in a network of a quarter of the width. */
static lm_status observe_width(const struct lm_cell *cell, struct lm_trial *t, struct learning *s)
{
    struct learning narrow;
    double unused;
    begin(&narrow, cell, t, &s->data, cell->m / 4);
    LM_TRY(learn(&narrow, (size_t)cell->T));
    lm_observe(t, RADIUS, local_exponent(lm_training_distance(narrow.training), lm_training_distance(s->training)));
    lm_observe(t, POPULATION, relative_objective(s, &unused));
    return LM_OK;
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    const struct data data = draw_data(cell, t);
    struct learning s;
    double worst;
    begin(&s, cell, t, &data, cell->m);
    lm_status status = learn(&s, (size_t)cell->T);
    if (status == LM_OK && cell->sweep == WIDTH) status = observe_width(cell, t, &s);
    if (status == LM_OK && cell->sweep == PROOF) status = check_proof(cell, t, &s);
    if (status != LM_OK) {
        lm_trial_fail(t, status);
    } else if (cell->sweep == STEPS) {
        lm_observe(t, AVERAGE, s.average);
    } else if (cell->sweep == SAMPLES) {
        lm_observe(t, GAP, sqrt(s.gap_square));
    } else if (cell->sweep == COUNTING) {
        lm_observe(t, COUNTED, s.miscount);
    } else if (cell->sweep == LENGTH) {
        relative_objective(&s, &worst);
        lm_observe(t, LEARNED, worst);
    }
}

/* The targets are part of the distribution: the user's own sequences have none. */
static bool admits(const struct lm_cell *cell)
{
    return cell->given.n == 0;
}

static double steps(const struct lm_cell *cell)
{
    return cell->T;
}

/* In each step: a pass forward and one back, and an update of as many columns. */
static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    *left = BATCH * (size_t)(cell->L - 1);
    *right = 2 * *left;
}

LM_LEMMA(sgd_generalization,
    .title = "SGD learns the concept class",
    .papers = "2019",
    .hypotheses = "W, A ~ N(0, 2/m), B ~ N(0, 1/d); normalised sequences with independent random tokens, labels y*_j = F*_j of the "
                  "form (3.1), two neurons for each pair i < j; SGD trains W alone on G(lambda F_j, y*_j), G Huber's loss: convex, "
                  "1-Lipschitz, G(0, y*) in [-1, 1]; lambda = 0.1, eta = 4/(L^2 lambda^2 m), eight sequences a step",
    .statements = {
        [RADIUS] = {
            .name = "radius", .source = "2019 Lemma 7.1, in m",
            .reads = "||W_t||_F <= Delta/sqrt m, Delta free of m: E of its exponent in m is -1/2",
            .measures = "log of ||W_T||_F over its value at a quarter of the width, on the same data, divided by log 4",
            .rule = LM_ORACLE, .constant = -0.5, .bound = {.factor = 1.75, .L = 2, .m = -1}, .sweep = WIDTH, .scatter = 0.06,
            .note = "The allowance is a relative bias of one variance of log ||h_L||, 0.9^2 L^2/m, at either width: 3 (0.81 "
                    "L^2/m)/log 4."},
        [POPULATION] = {
            .name = "population", .source = "2019 Theorem 1, sample complexity",
            .reads = "N sequences are enough for E_sgd E_D Obj(W + W_t) <= OPT + eps, at one m as at another: log m at most",
            .measures = "population objective over that of the best constant, mean over the second half of the steps, N = 64",
            .rule = LM_ORACLE, .constant = 0, .bound = {.factor = 0.5}, .sweep = WIDTH, .scatter = 0.05,
            .note = "OPT = 0; eps is half of what the best constant pays: a mean above eps refutes."},
        [AVERAGE] = {
            .name = "average-objective", .source = "2019 Lemma 7.1 and Theorem 1, in T",
            .reads = "E (1/T) sum_t Obj(W + W_t) <= OPT + eps after T = O(1/eps^2) steps",
            .measures = "mean over t < T of the objective of the next batch, each sequence seen once: OPT = 0",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.T = -0.5}, .constant = 1.16, .sweep = STEPS, .scatter = 0.06,
            .slack = -0.2},
        [GAP] = {
            .name = "gap", .source = "2019 section 9, Lemma 8.1 and Corollary A.2, in N",
            .reads = "|population - training objective| <= O(lambda rho^4 Delta/sqrt N)",
            .measures = "root mean square over the second half of the steps of population - training objective",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.N = -0.5}, .constant = 0.446, .sweep = SAMPLES, .scatter = 0.6,
            .slack = -0.2},
        [LEARNED] = {
            .name = "all-outputs-learned", .source = "2019 Theorem 1 at one eps",
            .reads = "E_sgd E_D Obj(W + W_t) <= OPT + eps, for every output j at once",
            .measures = "largest over j of the population objective of output j over that of the best constant, mean over the "
                        "second half of the steps",
            .rule = LM_ORACLE, .constant = 0, .bound = {.factor = 0.5}, .sweep = LENGTH, .scatter = 0.1,
            .note = "OPT = 0; eps is half of what the best constant pays: a mean above eps refutes."},
        [COUNTED] = {
            .name = "counting", .source = "2019 Example 3.6",
            .reads = "phi(a) = 1, phi(b) = -1: lambda F_j tells sum_{i < j} phi(x_i), for all but a share eps of words and j",
            .measures = "share of all 2^(L-2) words, each seen in training, and j that are miscounted by half a letter or more, mean over "
                        "the second half of the steps",
            .rule = LM_ORACLE, .constant = 0, .bound = {.factor = 0.1}, .sweep = COUNTING, .scatter = 0.05,
            .note = "eps = 0.1: a mean share above it refutes."},
        [GRADIENT] = {
            .name = "gradient-of-linear-part", .source = "2019 section 7",
            .reads = "grad G~(0) = grad Obj(W + W_t), G~(W') = sum_j G(lambda (F_j + R_j(W')), y*_j)",
            .measures = "|<grad G~(0) - grad Obj, W'>| over the sum of its terms' sizes, W' = -10 W_T and down the gradient",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1e-14, .m = 1, .L = 1}, .tolerance = 0.05,
            .sweep = PROOF},
        [CONVEXITY] = {
            .name = "convexity", .source = "2019 section 7",
            .reads = "G~(W') >= G~(0) + <grad G~(0), W'>, and G~ lies below its chords",
            .measures = "what is missing at W', and on the chord from 0 to 2 W', over the sum of the sizes; W' = -10 W_T and down "
                        "the gradient, ||W'||_F = 10 ||W_T||_F",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1e-14, .m = 1, .L = 1}, .tolerance = 0.05,
            .sweep = PROOF},
        [ONE_STEP] = {
            .name = "one-step", .source = "2019 section 7, the telescoping identity",
            .reads = "||W* - W_{t+1}||_F^2 = ||W* - W_t||_F^2 + 2 eta <g, W* - W_t> + eta^2 ||g||_F^2, g the gradient of the step",
            .measures = "the defect over eta ||g||_F ||W_t||_F at W* = 0",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1e-14, .m = 1, .L = 1}, .tolerance = 0.05,
            .sweep = PROOF},
    },
    .controls = {
        {.name = "shuffled-labels", .breaks = "labels belong to their sequences", .variant = SHUFFLED,
         .refutes = LM_BIT(POPULATION) | LM_BIT(AVERAGE) | LM_BIT(LEARNED) | LM_BIT(COUNTED)},
        {.name = "repeated-sequences", .breaks = "training sequences are independent (here eight, repeated)", .variant = REPEATED,
         .refutes = LM_BIT(GAP)},
        {.name = "falling-scale", .breaks = "lambda does not depend on m (here lambda = 8/m)", .variant = FALLING_SCALE,
         .refutes = LM_BIT(RADIUS)},
        {.name = "bounded-loss", .breaks = "G is convex", .variant = NOT_CONVEX, .refutes = LM_BIT(CONVEXITY)},
        {.name = "initial-signs", .breaks = "R_j has the signs and states of W + W_t (here those of W)", .variant = INITIAL_SIGNS,
         .refutes = LM_BIT(GRADIENT)},
        {.name = "other-batch", .breaks = "g is the gradient of the batch that the step takes", .variant = OTHER_BATCH,
         .refutes = LM_BIT(ONE_STEP)},
    },
    .sweeps = {
        [WIDTH] = {
            .name = "width", .axis = LM_AXIS_WIDTH,
            .dense = {{256, 384}},
            .control_dense = {{128, 256}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 10, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 20, [LM_PAPER] = 20},
            .L = 4, .d = 1, .dx = 4, .eps_x = 0.5, .N = 64, .T = 256},
        [STEPS] = {
            .name = "steps", .axis = LM_AXIS_STEPS, .paired = true,
            .dense = {{128, 256, 512, 1024}},
            .control_dense = {{128, 256, 512}},
            .calibration = {{128, 256}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 6, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 20},
            .calibration_replicates = 10,
            .m = 128, .L = 4, .d = 1, .dx = 4, .eps_x = 0.5},
        [SAMPLES] = {
            .name = "samples", .axis = LM_AXIS_ROWS, .paired = true,
            .dense = {{16, 64, 256, 1024}},
            .control_dense = {{16, 64, 256}},
            .calibration = {{16, 64}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 16, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 20},
            .calibration_replicates = 20,
            .m = 64, .L = 4, .d = 1, .dx = 4, .eps_x = 0.5, .T = 256},
        [LENGTH] = {
            .name = "length", .axis = LM_AXIS_LENGTH,
            .dense = {{4, 5, 6}},
            .control_dense = {{4, 6}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 6, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 20},
            .m = 128, .d = 1, .dx = 4, .eps_x = 0.5, .T = 512},
        [COUNTING] = {
            .name = "counting", .axis = LM_AXIS_LENGTH,
            .dense = {{4, 5, 6}},
            .control_dense = {{4, 6}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 6, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 20},
            .m = 128, .d = 1, .dx = 4, .eps_x = 0.5, .T = 512},
        [PROOF] = { /* algebra: few steps and small widths say as much as many */
            .name = "proof", .axis = LM_AXIS_WIDTH,
            .dense = {{64, 128, 256}},
            .control_dense = {{64, 128}},
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 20, [LM_FULL] = 40, [LM_PAPER] = 100},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 10, [LM_FULL] = 20, [LM_PAPER] = 20},
            .L = 4, .d = 1, .dx = 4, .eps_x = 0.5, .N = 64, .T = 64},
    },
    .domain = "own sequences have no labels",
    .admits = admits,
    .vectors = vectors,
    .steps = steps,
    .trial = trial);
