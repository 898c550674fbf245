/* Frank-Wolfe over the ball ||W'||_2 <= radius. Each step goes the whole way to the W' of the ball along which the linearised
 * objective grows most, radius U V' for a gradient with singular vectors U and V: objectives that grow outwards have their maxima
 * on the sphere. A gradient has rank n (L - 1) at most, a
 * difference of two of them twice that, and W' has no more. The best iterate is kept. */
#include "attack_internal.h"

#include <lapacke.h>
#include <math.h>
#include <string.h>

/* ---- The singular vectors of left right' ---- */

/* Overwrites the columns of a (m x rank) by an orthonormal basis of their span; r (rank x rank) receives the triangular factor. */
static bool orthonormal(double *a, double *r, size_t m, size_t rank, double *tau)
{
    lapack_int rows = (lapack_int)m, cols = (lapack_int)rank;
    if (LAPACKE_dgeqrf(LAPACK_COL_MAJOR, rows, cols, a, rows, tau) != 0) return false;
    for (size_t j = 0; j < rank; j++)
        for (size_t i = 0; i < rank; i++) r[i + rank * j] = i <= j ? a[i + m * j] : 0;
    return LAPACKE_dorgqr(LAPACK_COL_MAJOR, rows, cols, cols, a, rows, tau) == 0;
}

static double *copy_of(struct lm_arena *arena, const double *a, size_t count)
{
    return memcpy(lm_arena_doubles(arena, count), a, count * sizeof *a);
}

/* left = Q_1 R_1 and right = Q_2 R_2, so that G = Q_1 (R_1 R_2') Q_2', whose core is small. */
lm_status lm_steepest(struct lm_factored *out, struct lm_arena *arena, struct lm_factored gradient, size_t m, double radius,
                      enum lm_direction direction)
{
    enum { SPANNED = 1000000 }; /* directions with smaller singular values add less than 1e-6 to what W' is to make large */
    size_t rank = gradient.rank;
    blasint n = (blasint)rank, rows = (blasint)m;
    double *q1 = copy_of(arena, gradient.left, m * rank), *q2 = copy_of(arena, gradient.right, m * rank);
    double *small = lm_arena_doubles(arena, 5 * rank * rank + 2 * rank);
    double *r1 = small, *r2 = r1 + rank * rank, *core = r2 + rank * rank, *p = core + rank * rank, *qt = p + rank * rank;
    double *sigma = qt + rank * rank, *tau = sigma + rank;
    bool good = orthonormal(q1, r1, m, rank, tau) && orthonormal(q2, r2, m, rank, tau);
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, n, n, n, 1, r1, n, r2, n, 0, core, n);
    good = good && LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'A', n, n, core, n, sigma, p, n, qt, n) == 0;
    if (!good || !(sigma[0] > 0) || !isfinite(sigma[0])) return lm_error(LM_ECONVERGE, "a gradient has no direction");
    size_t kept = 0;
    while (kept < rank && sigma[kept] * SPANNED > sigma[0]) kept++;
    if (direction == LM_TOP_PAIR) kept = 1;
    double *left = lm_arena_doubles(arena, m * kept), *right = lm_arena_doubles(arena, m * kept);
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, rows, (blasint)kept, n, radius, q1, rows, p, n, 0, left, rows);
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, rows, (blasint)kept, n, 1, q2, rows, qt, n, 0, right, rows);
    for (size_t k = 0; k < kept && direction == LM_SCALED; k++) cblas_dscal(rows, sigma[k] / sigma[0], left + k * m, 1);
    *out = (struct lm_factored){.rank = kept, .left = left, .right = right};
    return LM_OK;
}

/* ---- The states ---- */

static struct lm_panel *none(struct lm_run *run)
{
    size_t layers = (size_t)run->inputs.L + 1;
    struct lm_panel *out = lm_arena_alloc(run->net->arena, layers * sizeof *out);
    for (size_t l = 1; l < layers; l++) {
        out[l] = lm_panel_new(run->net->arena, run->net->num, run->net->m, run->inputs.n);
        run->net->num->ops->zero(&out[l]);
    }
    return out;
}

/* The run under W + W'. */
static struct lm_run *perturbed_run(struct lm_run *run, const struct lm_factored *delta)
{
    struct lm_factored *own = lm_arena_alloc(run->net->arena, sizeof *own);
    *own = *delta;
    return lm_forward(lm_net_perturbed(run->net, own), &run->inputs);
}

/* The gradient of ||h'_L|| at W' is that of <h'_L/||h'_L||, h_L>. At W' = 0 any direction will do in its place. */
lm_status lm_climb_state(struct lm_factored *out, struct lm_run *run, double radius, const double *start)
{
    const struct lm_num_ops *ops = run->net->num->ops;
    size_t m = run->net->m;
    int L = run->inputs.L;
    struct lm_panel *of_h = none(run), target = lm_panel_view(&of_h[L], 0, 1), h_L = lm_panel_view(&run->h[L], 0, 1);
    struct lm_run *now = run;
    double best = -1;
    ops->set(&target, start, m);
    for (int step = 0; step < LM_CLIMB_STATE; step++) {
        struct lm_factored next;
        double distance;
        LM_TRY(lm_steepest(&next, run->net->arena, lm_gradient(now, lm_adjoint(now, of_h, NULL)), m, radius, LM_POLAR));
        now = perturbed_run(run, &next);
        struct lm_panel moved = lm_panel_view(&now->h[L], 0, 1);
        ops->copy(&target, &moved);
        ops->axpy(&target, -1, &h_L);
        ops->norm(&distance, &target);
        if (!(distance > 0)) return lm_error(LM_ECONVERGE, "an attack moves nothing");
        ops->scale(&target, 1 / distance);
        if (distance <= best) continue;
        best = distance;
        *out = next;
    }
    return LM_OK;
}

/* ---- The signs ---- */

/* The number of sign changes, each step function replaced by a logistic one of width beta = (Delta^2/m)^(1/3)/sqrt m, the scale of
 * the preactivations that an attack of this size can reach: sum 1/(1 + exp(sign(g_k) g^_k/beta)). Fills its derivatives by g^. */
static void smoothed_signs(struct lm_panel *of_g, const struct lm_run *run, const struct lm_run *now, double beta)
{
    for (int l = 2; l <= run->inputs.L; l++) {
        const double *g = lm_panel_doubles(&run->g[l]), *moved = lm_panel_doubles(&now->g[l]);
        double *out = lm_panel_doubles(&of_g[l]);
        for (size_t k = 0; k < run->net->m; k++) {
            double sign = g[k] >= 0 ? 1 : -1, weight = 1 / (1 + exp(sign * moved[k] / beta));
            out[k] = -sign / beta * weight * (1 - weight);
        }
    }
}

static double sign_changes(const struct lm_run *run, const struct lm_run *now)
{
    double sum = 0;
    for (int l = 2; l <= run->inputs.L; l++) sum += (double)lm_mask_differences(&run->D[l], 0, &now->D[l], 0);
    return sum;
}

lm_status lm_climb_signs(struct lm_factored *out, struct lm_run *run, double radius)
{
    size_t m = run->net->m;
    double width = (double)m, Delta = radius * sqrt(width), beta = cbrt(Delta * Delta / width) / sqrt(width), best = -1;
    struct lm_panel *of_g = none(run);
    struct lm_run *now = run;
    for (int step = 0; step < LM_CLIMB_SIGNS; step++) {
        struct lm_factored next;
        smoothed_signs(of_g, run, now, beta);
        LM_TRY(lm_steepest(&next, run->net->arena, lm_gradient(now, lm_adjoint(now, NULL, of_g)), m, radius, LM_POLAR));
        now = perturbed_run(run, &next);
        double changes = sign_changes(run, now);
        if (changes <= best) continue;
        best = changes;
        *out = next;
    }
    return LM_OK;
}

/* ---- The remainder of the first-order expansion of the loss ---- */

/* f = 1/2 sum ||B h_l - y*_l||^2 over l >= 2; overwrites y by its derivatives. */
static double square_loss(double *y, const struct lm_run *run, const double *targets)
{
    size_t L = (size_t)run->inputs.L, d = run->net->d;
    double f = 0;
    for (size_t k = 0; k < run->inputs.n * L * d; k++) {
        y[k] = k / d % L == 0 ? 0 : y[k] - targets[k];
        f += y[k] * y[k] / 2;
    }
    return f;
}

static struct lm_factored loss_gradient(double *f, struct lm_run *run, const double *targets)
{
    double *y = lm_outputs(run);
    *f = square_loss(y, run, targets);
    return lm_gradient(run, lm_adjoint(run, lm_output_cotangents(run, y), NULL));
}

/* a - b, side by side. */
static struct lm_factored difference(struct lm_arena *arena, struct lm_factored a, struct lm_factored b, size_t m)
{
    double *left = lm_arena_doubles(arena, (a.rank + b.rank) * m), *right = lm_arena_doubles(arena, (a.rank + b.rank) * m);
    memcpy(left, a.left, a.rank * m * sizeof *left);
    memcpy(right, a.right, a.rank * m * sizeof *right);
    memcpy(left + a.rank * m, b.left, b.rank * m * sizeof *left);
    memcpy(right + a.rank * m, b.right, b.rank * m * sizeof *right);
    cblas_dscal((blasint)(b.rank * m), -1, left + a.rank * m, 1);
    return (struct lm_factored){.rank = a.rank + b.rank, .left = left, .right = right};
}

lm_status lm_attack_gap(struct lm_attack *out, struct lm_run *run, const double *targets, double radius, struct lm_address address)
{
    struct lm_arena *arena = run->net->arena;
    size_t m = run->net->m;
    double f, f_now, best = -HUGE_VAL;
    LM_ASSERT(run->inputs.L >= 2 && run->net->num == lm_num_double());
    *out = (struct lm_attack){.scale = 1};
    const double *y = lm_outputs(run);
    double *of_y = copy_of(arena, y, run->inputs.n * (size_t)run->inputs.L * run->net->d);
    f = square_loss(of_y, run, targets);
    struct lm_panel *lambda = lm_adjoint(run, lm_output_cotangents(run, of_y), NULL);
    struct lm_factored at_start = lm_gradient(run, lambda),
                       gradient = at_start; /* the remainder itself has no gradient at W' = 0 */
    for (int step = 0; step < LM_CLIMB_GAP; step++) {
        struct lm_factored next;
        LM_TRY(lm_steepest(&next, arena, gradient, m, radius, LM_POLAR));
        struct lm_run *now = perturbed_run(run, &next);
        gradient = difference(arena, loss_gradient(&f_now, now, targets), at_start, m);
        double gap = f_now - f - lm_gradient_along(run, lambda, &next);
        if (gap <= best) continue;
        best = gap;
        out->delta = next;
    }
    return lm_attack_verify(out, run, radius, address);
}

/* ---- What they cost ---- */

void lm_attack_vectors(enum lm_attack_kind kind, int L, size_t *right, size_t *left)
{
    size_t pass = lm_forward_vectors(L, 1);
    switch (kind) {
    case LM_ATTACK_STATE:
        *right = LM_CLIMB_STATE * pass, *left = LM_CLIMB_STATE * pass;
        break;
    case LM_ATTACK_SIGNS:
        *right = LM_CLIMB_SIGNS * pass, *left = LM_CLIMB_SIGNS * pass;
        break;
    case LM_ATTACK_GRADIENT:
    case LM_ATTACK_TOP_PAIR:
    case LM_ATTACK_COUPLING:
        *right = 0, *left = pass;
        break;
    case LM_ATTACK_GAUSSIAN: /* they meet W', which is as wide as W */
        *right = LM_GAUSSIAN_STEPS, *left = LM_GAUSSIAN_STEPS;
        break;
    case LM_ATTACK_RANK_ONE:
    case LM_ATTACK_ALONG_STATE:
    case LM_ATTACK_FLIP:
        *right = 0, *left = 0;
        break;
    }
}

void lm_attack_gap_vectors(int L, size_t n, size_t *right, size_t *left)
{
    *right = LM_CLIMB_GAP * lm_forward_vectors(L, n);
    *left = (LM_CLIMB_GAP + 1) * lm_forward_vectors(L, n);
}
