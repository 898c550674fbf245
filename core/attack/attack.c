/* Perturbations W' that are made to be bad. */
#include "attack_internal.h"

#include <math.h>
#include <stdlib.h>

/* ---- Random directions and rank one ---- */

static double *unit_normals(struct lm_arena *arena, size_t m, struct lm_address address, uint64_t row)
{
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 0, address.network);
    double *u = lm_arena_doubles(arena, m);
    lm_stream_normals(u, &stream, row, 0, m, 1);
    cblas_dscal((blasint)m, 1 / cblas_dnrm2((blasint)m, u, 1), u, 1);
    return u;
}

/* y h_1'/||h_1|| adds `y ||h_1||` to g_2. */
static double *first_state(struct lm_run *run, double *norm)
{
    size_t m = run->net->m;
    double *h = lm_arena_doubles(run->net->arena, m);
    struct lm_panel h_1 = lm_panel_view(&run->h[1], 0, 1);
    run->net->num->ops->get(h, m, &h_1);
    *norm = cblas_dnrm2((blasint)m, h, 1);
    cblas_dscal((blasint)m, 1 / *norm, h, 1);
    return h;
}

static struct lm_factored rank_one(double *u, const double *v, size_t m, double scale)
{
    cblas_dscal((blasint)m, scale, u, 1);
    return (struct lm_factored){.rank = 1, .left = u, .right = v};
}

/* ---- Crossing the smallest preactivations of layer 2 ---- */

#define OVERSHOOT 1.001 /* of a preactivation that is carried across 0: more than rounding, less than what costs budget */

struct unit {
    double size; /* |g_k| */
    size_t k;
};

static int by_size(const void *a, const void *b)
{
    double x = ((const struct unit *)a)->size, y = ((const struct unit *)b)->size;
    return (x > y) - (x < y);
}

/* g'_k = -OVERSHOOT g_k for the units with the smallest |g_k|, as many as the radius pays for. */
static struct lm_factored flip(struct lm_run *run, double radius)
{
    struct lm_arena *arena = run->net->arena;
    size_t m = run->net->m;
    double h_1, *v = first_state(run, &h_1), *u = lm_arena_doubles(arena, m), *g = lm_arena_doubles(arena, m);
    struct unit *units = lm_arena_alloc(arena, m * sizeof *units);
    struct lm_panel g_2 = lm_panel_view(&run->g[2], 0, 1);
    run->net->num->ops->get(g, m, &g_2);
    for (size_t k = 0; k < m; k++) {
        units[k] = (struct unit){fabs(g[k]), k};
        u[k] = 0;
    }
    qsort(units, m, sizeof *units, by_size);
    double budget = radius * radius * (1 - 1e-12);
    for (size_t k = 0; k < m; k++) {
        double y = -OVERSHOOT * g[units[k].k] / h_1;
        budget -= y * y;
        if (budget < 0) break;
        u[units[k].k] = y;
    }
    return rank_one(u, v, m, 1);
}

/* ---- The first-order coupling ---- */

/* The first row of Back_{2->L}: B'e_1 pulled back to h_2, before its gate. */
static double *first_backward_row(struct lm_run *run)
{
    struct lm_net *net = run->net;
    int L = run->inputs.L;
    size_t n = run->inputs.n, count = n * (size_t)L * net->d;
    double *of_y = lm_arena_doubles(net->arena, count), *b = lm_arena_doubles(net->arena, net->m);
    for (size_t k = 0; k < count; k++) of_y[k] = k == ((size_t)L - 1) * net->d; /* e_1 at (first sequence, L) */
    struct lm_panel *of_h = lm_output_cotangents(run, of_y), row = lm_panel_view(&of_h[2], 0, 1);
    if (L > 2) {
        const struct lm_panel *lambda = lm_adjoint(run, of_h, NULL);
        struct lm_panel later = lm_panel_view(&lambda[3], 0, 1);
        lm_weights_tmul(net->W, 3, &row, &later);
    }
    net->num->ops->get(b, net->m, &row);
    return b;
}

/* g'_k = -sign(g_k) c b_k on {b_k > 0, |g_k| < c b_k/2}. A unit that crosses 0 adds b_k (|g'_k| - |g_k|) to the error of the
 * expansion and costs g'_k^2; the best g'_k for a price mu is b_k/(2 mu) = c b_k, and worth it iff |g_k| < c b_k/2. Returns the
 * squared norm. */
static double coupling_step(double *y, const double *g, const double *b, size_t m, double c)
{
    double square = 0;
    for (size_t k = 0; k < m; k++) {
        bool worth = b[k] > 0 && fabs(g[k]) < c * b[k] / 2;
        y[k] = worth ? (g[k] >= 0 ? -c * b[k] : c * b[k]) : 0;
        square += y[k] * y[k];
    }
    return square;
}

static lm_status couple(struct lm_factored *out, struct lm_run *run, double radius)
{
    struct lm_arena *arena = run->net->arena;
    size_t m = run->net->m;
    double h_1, *v = first_state(run, &h_1), *u = lm_arena_doubles(arena, m), *g = lm_arena_doubles(arena, m);
    const double *b = first_backward_row(run);
    struct lm_panel g_2 = lm_panel_view(&run->g[2], 0, 1);
    run->net->num->ops->get(g, m, &g_2);
    double budget = radius * h_1, low = 0, high = 1e-12;
    while (coupling_step(u, g, b, m, high) < budget * budget)
        if (!isfinite(high *= 2)) return lm_error(LM_ECONVERGE, "a backward row has no positive entry");
    while (high - low > 1e-12 * high) {
        double middle = low + (high - low) / 2;
        if (coupling_step(u, g, b, m, middle) < budget * budget)
            low = middle;
        else
            high = middle;
    }
    coupling_step(u, g, b, m, low);
    *out = rank_one(u, v, m, 1 / h_1);
    return LM_OK;
}

double lm_limit_flips(double Delta, double h_1, double q, double m)
{
    return cbrt(3 / (M_PI * q)) * pow(Delta * h_1 * m / OVERSHOOT, 2.0 / 3);
}

double lm_limit_coupling(double Delta, double h_1, double q, double m, size_t d)
{
    double E = sqrt(2 / M_PI) * pow((double)d, -1.5);
    return 0.375 * cbrt(4 * E / sqrt(M_PI * q)) * pow(Delta * h_1, 4.0 / 3) / pow(m, 1.0 / 6);
}

/* ---- The Gaussian W' ---- */

static void gaussian_mul(void *context, double *y, const double *x)
{
    struct lm_weights *w = context;
    size_t m = lm_weights_width(w);
    struct lm_panel to = lm_panel_of_doubles(y, m, 1, m), from = lm_panel_of_doubles((double *)(uintptr_t)x, m, 1, m);
    lm_weights_mul(w, 1, &to, &from);
}

static void gaussian_tmul(void *context, double *y, const double *x)
{
    struct lm_weights *w = context;
    size_t m = lm_weights_width(w);
    struct lm_panel to = lm_panel_of_doubles(y, m, 1, m), from = lm_panel_of_doubles((double *)(uintptr_t)x, m, 1, m);
    lm_weights_tmul(w, 1, &to, &from);
}

/* Entries N(0, 1/m), scaled by their own norm. Lanczos approaches that from below; its residual, which bounds the distance to some
 * singular value only, is taken off as well: at the edge of a Gaussian matrix they are so dense that this is enough (tested).
 */
static lm_status gaussian(struct lm_attack *out, struct lm_run *run, double radius, struct lm_address address)
{
    const double residual = 0.02;
    struct lm_arena *arena = run->net->arena;
    size_t m = run->net->m;
    const struct lm_law law = {.variance = 1};
    struct lm_address own = {address.seed ^ 0x9e3779b97f4a7c15u, address.network}; /* another matrix than W */
    enum lm_kind kind = lm_weights_dense(run->net->W, 1).a ? LM_DENSE : LM_IMPLICIT;
    out->gaussian = lm_weights_draw(arena, kind, &law, m, 1, own, LM_GAUSSIAN_STEPS, LM_GAUSSIAN_STEPS);
    struct lm_operator op = {m, m, gaussian_mul, gaussian_tmul, out->gaussian};
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_KRYLOV, 1, address.network);
    struct lm_operator_norm norm;
    LM_TRY(lm_operator_norm(&norm, &op, residual, LM_GAUSSIAN_STEPS, &stream, arena));
    out->scale = radius / (norm.value * (1 + norm.residual));
    out->norm = out->scale * norm.value;
    return LM_OK;
}

/* ---- Directions that gradients give ---- */

/* f = 1/2 sum_{l >= 2} ||B h_l||^2 of the first sequence: the loss at targets 0. */
static struct lm_factored output_gradient(struct lm_run *run)
{
    size_t L = (size_t)run->inputs.L, d = run->net->d;
    double *y = lm_outputs(run);
    for (size_t k = 0; k < run->inputs.n * L * d; k++)
        if (k < d || k >= L * d) y[k] = 0; /* the first output of the first sequence, and other sequences */
    return lm_gradient(run, lm_adjoint(run, lm_output_cotangents(run, y), NULL));
}

/* ---- Verification ---- */

struct product {
    const struct lm_factored *delta;
    size_t m;
    double *coefficients;
};

static void factored_product(const struct product *p, double *y, const double *x, const double *out, const double *in)
{
    blasint m = (blasint)p->m, rank = (blasint)p->delta->rank;
    cblas_dgemv(CblasColMajor, CblasTrans, m, rank, 1, in, m, x, 1, 0, p->coefficients, 1);
    cblas_dgemv(CblasColMajor, CblasNoTrans, m, rank, 1, out, m, p->coefficients, 1, 0, y, 1);
}

static void factored_mul(void *context, double *y, const double *x)
{
    const struct product *p = context;
    factored_product(p, y, x, p->delta->left, p->delta->right);
}

static void factored_tmul(void *context, double *y, const double *x)
{
    const struct product *p = context;
    factored_product(p, y, x, p->delta->right, p->delta->left);
}

lm_status lm_attack_verify(struct lm_attack *out, const struct lm_run *run, double radius, struct lm_address address)
{
    if (out->gaussian) return LM_OK; /* measured where it was made */
    const double slack = 1e-6;
    struct lm_arena *arena = run->net->arena;
    size_t m = run->net->m;
    struct product product = {&out->delta, m, lm_arena_doubles(arena, out->delta.rank)};
    struct lm_operator op = {m, m, factored_mul, factored_tmul, &product};
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_KRYLOV, 2, address.network);
    struct lm_operator_norm norm;
    int limit = (int)out->delta.rank + 4; /* in exact arithmetic `rank` steps are enough */
    lm_status status = lm_operator_norm(&norm, &op, slack / 10, limit, &stream, arena);
    if (status != LM_OK && status != LM_ECONVERGE) return status;
    out->norm = norm.value;
    if (status == LM_OK && norm.value <= radius * (1 + slack)) return LM_OK;
    return lm_error(LM_EINTERNAL, "an attack has ||W'|| = %.9g (residual %.1e), and the radius is %.9g", norm.value, norm.residual,
                    radius);
}

/* ---- All of them ---- */

lm_status lm_attack(struct lm_attack *out, enum lm_attack_kind kind, struct lm_run *run, double radius, struct lm_address address)
{
    enum { LEFT = 1, RIGHT = 2, START = 3 };
    struct lm_net *net = run->net;
    size_t m = net->m;
    double h_1;
    LM_ASSERT(run->inputs.L >= 2 && net->num == lm_num_double());
    *out = (struct lm_attack){.scale = 1};
    if (run->inputs.n > 1) {
        struct lm_inputs first = run->inputs;
        first.n = 1;
        run = lm_forward(net, &first);
    }
    switch (kind) {
    case LM_ATTACK_GAUSSIAN:
        LM_TRY(gaussian(out, run, radius, address));
        break;
    case LM_ATTACK_RANK_ONE:
        out->delta = rank_one(unit_normals(net->arena, m, address, LEFT), unit_normals(net->arena, m, address, RIGHT), m, radius);
        break;
    case LM_ATTACK_ALONG_STATE:
        out->delta = rank_one(unit_normals(net->arena, m, address, LEFT), first_state(run, &h_1), m, radius);
        break;
    case LM_ATTACK_GRADIENT:
        LM_TRY(lm_steepest(&out->delta, net->arena, output_gradient(run), m, radius, LM_SCALED));
        break;
    case LM_ATTACK_TOP_PAIR:
        LM_TRY(lm_steepest(&out->delta, net->arena, output_gradient(run), m, radius, LM_TOP_PAIR));
        break;
    case LM_ATTACK_STATE:
        LM_TRY(lm_climb_state(&out->delta, run, radius, unit_normals(net->arena, m, address, START)));
        break;
    case LM_ATTACK_FLIP:
        out->delta = flip(run, radius);
        break;
    case LM_ATTACK_SIGNS:
        LM_TRY(lm_climb_signs(&out->delta, run, radius));
        break;
    case LM_ATTACK_COUPLING:
        LM_TRY(couple(&out->delta, run, radius));
        break;
    }
    return lm_attack_verify(out, run, radius, address);
}

void lm_attack_mul(struct lm_arena *arena, const struct lm_attack *attack, const struct lm_panel *y, const struct lm_panel *x)
{
    if (attack->gaussian) {
        lm_weights_mul(attack->gaussian, 1, y, x);
        y->num->ops->scale(y, attack->scale);
        return;
    }
    size_t m = y->rows, rank = attack->delta.rank;
    struct lm_matrix left = {rank, m, m, attack->delta.left}, right = {rank, m, m, attack->delta.right};
    struct lm_panel along = lm_panel_new(arena, y->num, rank, x->cols);
    y->num->ops->gemm(&along, &right, x, false);
    y->num->ops->gemm_t(y, &left, &along, false);
}

struct lm_net *lm_net_attacked(struct lm_net *net, const struct lm_attack *attack)
{
    if (!attack->gaussian) return lm_net_perturbed(net, &attack->delta);
    struct lm_net *out = lm_arena_alloc(net->arena, sizeof *out);
    *out = *net;
    out->W = lm_weights_sum(net->arena, net->W, attack->scale, attack->gaussian);
    return out;
}
