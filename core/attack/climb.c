/* Frank-Wolfe over the ball ||W'||_2 <= radius. Each step goes the whole way to the W' of the ball along which the linearised
 * objective grows most, radius U V' for a gradient with singular vectors U and V: objectives that grow outwards have their maxima
 * on the sphere. A gradient has rank n (L - 1) at most, a difference of two of them twice that, and W' has no more. The best
 * iterate is kept. */
#include "attack_internal.h"

#include <math.h>
#include <string.h>

/* ---- Directions of the ball ---- */

lm_status lm_steepest(struct lm_factored *out, struct lm_arena *arena, struct lm_factored gradient, size_t m, double radius,
                      enum lm_direction direction)
{
    enum { SPANNED = 1000000 }; /* directions with smaller singular values add less than 1e-6 to what W' is to make large */
    size_t rank = gradient.rank, kept = 0;
    double *left = lm_arena_doubles(arena, m * rank), *right = lm_arena_doubles(arena, m * rank);
    double *sigma = lm_arena_doubles(arena, rank);
    LM_TRY(lm_product_svd(sigma, left, right, gradient.left, gradient.right, m, rank, arena));
    if (!(sigma[0] > 0)) return lm_error(LM_ECONVERGE, "a gradient has no direction");
    while (kept < rank && sigma[kept] * SPANNED > sigma[0]) kept++;
    if (direction == LM_TOP_PAIR) kept = 1;
    for (size_t k = 0; k < kept; k++)
        cblas_dscal((blasint)m, direction == LM_SCALED ? radius * sigma[k] / sigma[0] : radius, left + k * m, 1);
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

/* f = 1/2 sum ||B h_l - y*_l||^2 over l >= 2, and the adjoint of the pass for it. */
static struct lm_panel *loss_adjoint(double *f, struct lm_run *run, const double *targets)
{
    struct lm_arena *arena = run->net->arena;
    size_t n = run->inputs.n, *all = lm_arena_alloc(arena, n * sizeof *all);
    for (size_t s = 0; s < n; s++) all[s] = s;
    double *of_y = lm_arena_doubles(arena, n * (size_t)run->inputs.L * run->net->d);
    *f = lm_square_loss((void *)(uintptr_t)targets, run, all, lm_outputs(run), of_y);
    return lm_adjoint(run, lm_output_cotangents(run, of_y), NULL);
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
    struct lm_panel *lambda = loss_adjoint(&f, run, targets);
    struct lm_factored at_start = lm_gradient(run, lambda),
                       gradient = at_start; /* the remainder itself has no gradient at W' = 0 */
    for (int step = 0; step < LM_CLIMB_GAP; step++) {
        struct lm_factored next;
        LM_TRY(lm_steepest(&next, arena, gradient, m, radius, LM_POLAR));
        struct lm_run *now = perturbed_run(run, &next);
        gradient = difference(arena, lm_gradient(now, loss_adjoint(&f_now, now, targets)), at_start, m);
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
