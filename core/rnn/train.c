/* Gradient descent and SGD on a dense W, and on A. */
#include <lemmata/train.h>

#include <cblas.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

static atomic_size_t steps_taken;

/* ---- Losses ---- */

double lm_square_loss(void *context, const struct lm_run *run, const size_t *batch, const double *y, double *of_y)
{
    const size_t d = run->net->d, numbers = (size_t)run->inputs.L * d; /* of a sequence */
    double sum = 0;
    for (size_t k = 0; k < run->inputs.n; k++) {
        const double *target = (const double *)context + batch[k] * numbers;
        for (size_t r = 0; r < numbers; r++, y++, of_y++) {
            *of_y = r < d ? 0 : *y - target[r]; /* from l = 2 on */
            sum += *of_y * *of_y;
        }
    }
    return sum / 2;
}

double lm_logistic_loss(void *context, const struct lm_run *run, const size_t *batch, const double *y, double *of_y)
{
    struct lm_logistic *of = context;
    const size_t L = (size_t)run->inputs.L, n = run->inputs.n;
    double sum = 0;
    LM_ASSERT(run->net->d == 1);
    memset(of_y, 0, n * L * sizeof *of_y);
    for (size_t k = 0; k < n; k++) {
        const double label = of->labels[batch[k]], margin = label * of->scale * y[k * L + L - 1];
        of->mistakes += margin < 0;
        of_y[k * L + L - 1] = -label * of->scale / (1 + exp(margin)) / (double)n;
        sum += (fmax(-margin, 0) + log1p(exp(-fabs(margin)))) / (double)n;
    }
    return sum;
}

/* ---- A network in training ---- */

struct lm_training *lm_training_begin(struct lm_net *net, enum lm_trained trained)
{
    const struct lm_matrix start = lm_net_matrix(net);
    LM_ASSERT(net->num == lm_num_double() && start.a && !net->law.untied && net->B.a);
    struct lm_training *t = lm_arena_alloc(net->arena, sizeof *t);
    *t = (struct lm_training){.net = lm_arena_alloc(net->arena, sizeof *t->net), .start = net, .ld = net->m};
    t->W = lm_arena_doubles(net->arena, net->m * t->ld);
    for (size_t k = 0; k < net->m; k++) memcpy(t->W + k * t->ld, start.a + k * start.ld, net->m * sizeof *t->W);
    *t->net = *net;
    t->net->W = lm_weights_from(net->arena, &(struct lm_matrix){net->m, net->m, t->ld, t->W});
    if (trained == LM_TRAIN_W) return t;
    t->At = lm_arena_doubles(net->arena, net->dim * net->m);
    for (size_t c = 0; c < net->dim; c++) memcpy(t->At + c * net->m, net->At.a + c * net->At.ld, net->m * sizeof *t->At);
    t->net->At = (struct lm_matrix){net->dim, net->m, net->m, t->At};
    return t;
}

static struct lm_inputs gather(struct lm_arena *arena, const struct lm_inputs *all, const size_t *batch, size_t count)
{
    const size_t numbers = (size_t)all->L * all->dim;
    struct lm_inputs out = {.n = count, .dim = all->dim, .L = all->L, .x = lm_arena_doubles(arena, count * numbers)};
    for (size_t k = 0; k < count; k++) {
        LM_ASSERT(batch[k] < all->n);
        memcpy(out.x + k * numbers, all->x + batch[k] * numbers, numbers * sizeof *out.x);
    }
    return out;
}

/* The loss of a pass, and its derivatives in `of_y`. */
static double evaluate(struct lm_run **run, double **of_y, struct lm_training *t, const struct lm_inputs *all, const size_t *batch,
                       size_t count, lm_loss *loss, void *context)
{
    struct lm_arena *arena = t->net->arena;
    const struct lm_inputs inputs = gather(arena, all, batch, count);
    *run = lm_forward(t->net, &inputs);
    *of_y = lm_arena_doubles(arena, count * (size_t)all->L * t->net->d);
    return loss(context, *run, batch, lm_outputs(*run), *of_y);
}

/* sum ||lambda_l|| ||h_{l-1}||, or ||x_l||, of `cols` numbers: no entry of the gradient is larger, and where this is finite all of
 * them are. */
static double gradient_bound(const struct lm_factored *gradient, size_t m, size_t cols)
{
    double sum = 0;
    for (size_t k = 0; k < gradient->rank; k++) {
        const double *lambda = gradient->left + k * m, *h = gradient->right + k * cols;
        sum += sqrt(cblas_ddot((blasint)m, lambda, 1, lambda, 1)) * sqrt(cblas_ddot((blasint)cols, h, 1, h, 1));
    }
    return sum;
}

/* W -= eta left right' */
static void update(struct lm_training *t, const struct lm_factored *gradient, double eta)
{
    const blasint m = (blasint)t->net->m, rank = (blasint)gradient->rank;
    if (rank == 0) return;
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m, m, rank, -eta, gradient->left, m, gradient->right, m, 1, t->W,
                (blasint)t->ld);
}

/* A -= eta left right', transposed */
static void update_A(struct lm_training *t, const struct lm_factored *gradient, double eta)
{
    const blasint m = (blasint)t->net->m, dim = (blasint)t->net->dim, rank = (blasint)gradient->rank;
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, dim, m, rank, -eta, gradient->right, dim, gradient->left, m, 1, t->At, m);
}

static lm_status step(double *loss_before, struct lm_training *t, const struct lm_inputs *all, const size_t *batch, size_t count,
                      double eta, lm_loss *loss, void *context)
{
    struct lm_run *run;
    double *of_y;
    *loss_before = evaluate(&run, &of_y, t, all, batch, count, loss, context);
    if (!isfinite(*loss_before)) return lm_error(LM_ECONVERGE, "training: the loss before step %zu is not finite", t->steps + 1);
    const struct lm_panel *lambda = lm_adjoint(run, lm_output_cotangents(run, of_y), NULL);
    const size_t m = t->net->m, dim = t->net->dim;
    const struct lm_factored of_W = lm_gradient(run, lambda), of_A = t->At ? lm_gradient_A(run, lambda) : (struct lm_factored){0};
    if (!isfinite(eta * gradient_bound(&of_W, m, m)) || !isfinite(eta * gradient_bound(&of_A, m, dim)))
        return lm_error(LM_ECONVERGE, "training: the gradient of step %zu is not finite", t->steps + 1);
    update(t, &of_W, eta);
    if (t->At) update_A(t, &of_A, eta);
    t->steps++;
    steps_taken++;
    return LM_OK;
}

size_t lm_training_steps_taken(void)
{
    return steps_taken;
}

lm_status lm_training_step(struct lm_training *t, double *loss_before, const struct lm_inputs *all, const size_t *batch,
                           size_t count, double eta, lm_loss *loss, void *context)
{
    const struct lm_arena_mark mark = lm_arena_mark(t->net->arena);
    const lm_status status = step(loss_before, t, all, batch, count, eta, loss, context);
    lm_arena_rewind(t->net->arena, mark);
    return status;
}

double lm_training_loss(struct lm_training *t, const struct lm_inputs *all, const size_t *batch, size_t count, lm_loss *loss,
                        void *context)
{
    const struct lm_arena_mark mark = lm_arena_mark(t->net->arena);
    struct lm_run *run;
    double *of_y;
    const double value = evaluate(&run, &of_y, t, all, batch, count, loss, context);
    lm_arena_rewind(t->net->arena, mark);
    return value;
}

/* ---- How far it went ---- */

/* Row k of W_t = W - W~: differences of near numbers, which rounding spares. */
static void moved_row(double *out, const struct lm_training *t, size_t k)
{
    const struct lm_matrix start = lm_weights_dense(t->start->W, 1);
    const double *now = t->W + k * t->ld, *then = start.a + k * start.ld;
    for (size_t j = 0; j < t->net->m; j++) out[j] = now[j] - then[j];
}

double lm_training_distance(const struct lm_training *t)
{
    const size_t m = t->net->m;
    const struct lm_arena_mark mark = lm_arena_mark(t->net->arena);
    double *row = lm_arena_doubles(t->net->arena, m), sum = 0;
    for (size_t k = 0; k < m; k++) {
        moved_row(row, t, k);
        sum += cblas_ddot((blasint)m, row, 1, row, 1);
    }
    lm_arena_rewind(t->net->arena, mark);
    return sqrt(sum);
}

void lm_training_mul(void *training, double *y, const double *x)
{
    const struct lm_training *t = training;
    const size_t m = t->net->m;
    const struct lm_arena_mark mark = lm_arena_mark(t->net->arena);
    double *row = lm_arena_doubles(t->net->arena, m);
    for (size_t k = 0; k < m; k++) {
        moved_row(row, t, k);
        y[k] = cblas_ddot((blasint)m, row, 1, x, 1);
    }
    lm_arena_rewind(t->net->arena, mark);
}

void lm_training_tmul(void *training, double *y, const double *x)
{
    const struct lm_training *t = training;
    const size_t m = t->net->m;
    const struct lm_arena_mark mark = lm_arena_mark(t->net->arena);
    double *row = lm_arena_doubles(t->net->arena, m);
    memset(y, 0, m * sizeof *y);
    for (size_t k = 0; k < m; k++) {
        moved_row(row, t, k);
        cblas_daxpy((blasint)m, x[k], row, 1, y, 1);
    }
    lm_arena_rewind(t->net->arena, mark);
}
