/* W as an operator: what all kinds have in common, W + W' and W + a other. */
#include "weights_internal.h"

#include <math.h>
#include <stdio.h>

double lm_law_variance(const struct lm_law *law)
{
    return law->variance > 0 ? law->variance : 2;
}

double lm_law_entry_sd(const struct lm_law *law, size_t m)
{
    return sqrt(lm_law_variance(law) / (double)m);
}

double lm_law_parameter(const struct lm_law *law)
{
    if (law->parameter != 0) return law->parameter;
    switch (law->shape) {
    case LM_LOW_RANK:
        return 8;
    case LM_SCALED_ROWS:
        return 1e-3;
    case LM_HEAVY_TAILS:
        return 1.5;
    case LM_IID:
    case LM_SYMMETRIC:
    case LM_COMMON_ROW:
        break;
    }
    return 0;
}

const char *lm_shape_name(enum lm_shape shape)
{
    switch (shape) {
    case LM_IID:
        return "i.i.d. Gaussian";
    case LM_SYMMETRIC:
        return "symmetric Gaussian";
    case LM_LOW_RANK:
        return "low rank";
    case LM_COMMON_ROW:
        return "rows with a common component";
    case LM_SCALED_ROWS:
        return "half of the rows scaled";
    case LM_HEAVY_TAILS:
        return "Student t entries";
    }
    return "?";
}

bool lm_law_can_be_implicit(const struct lm_law *law)
{
    return law->shape == LM_IID;
}

struct lm_weights *lm_weights_draw(struct lm_arena *arena, enum lm_kind kind, const struct lm_law *law, size_t m, int steps,
                                   struct lm_address address, size_t right, size_t left)
{
    LM_ASSERT(m > 0 && steps > 0);
    if (kind == LM_DENSE) return lm_dense_draw(arena, law, m, steps, address);
    LM_ASSERT(lm_law_can_be_implicit(law));
    return lm_implicit_draw(arena, law, m, steps, address, right, left);
}

void lm_weights_mul(struct lm_weights *w, int step, const struct lm_panel *y, const struct lm_panel *x)
{
    LM_ASSERT(step >= 1 && (step <= w->steps || !w->law.untied) && x->rows == w->m && y->rows == w->m && x->cols == y->cols);
    w->ops->mul(w, step, y, x);
}

void lm_weights_tmul(struct lm_weights *w, int step, const struct lm_panel *y, const struct lm_panel *x)
{
    LM_ASSERT(step >= 1 && (step <= w->steps || !w->law.untied) && x->rows == w->m && y->rows == w->m && x->cols == y->cols);
    w->ops->tmul(w, step, y, x);
}

size_t lm_weights_width(const struct lm_weights *w)
{
    return w->m;
}

struct lm_matrix lm_weights_dense(const struct lm_weights *w, int step)
{
    return w->ops->dense(w, step);
}

void lm_weights_describe(const struct lm_weights *w, char *out, size_t size)
{
    w->ops->describe(w, out, size);
}

double lm_weights_bytes(enum lm_kind kind, const struct lm_law *law, size_t m, int steps, size_t right, size_t left)
{
    double matrices = law->untied ? steps : 1;
    if (kind == LM_DENSE) return 8.0 * (double)m * (double)lm_dense_stride(m) * matrices;
    /* A basis vector and its image for each revealed vector. Untied, each step has its own bases, which together hold as many. */
    return 16.0 * (double)m * (double)(right + left);
}

/* ---- W + W' ---- */

struct perturbed {
    struct lm_weights head;
    struct lm_weights *base;
    const struct lm_factored *delta;
};

/* y += out (in' x), with both factors stored as contiguous columns, that is, as transposed matrices. */
static void add_factored(struct lm_arena *arena, const struct lm_panel *y, const struct lm_panel *x, size_t m, size_t rank,
                         const double *out, const double *in)
{
    struct lm_arena_mark mark = lm_arena_mark(arena);
    struct lm_matrix in_t = {rank, m, m, in}, out_t = {rank, m, m, out};
    struct lm_panel coefficients = lm_panel_new(arena, x->num, rank, x->cols);
    x->num->ops->gemm(&coefficients, &in_t, x, false);
    x->num->ops->gemm_t(y, &out_t, &coefficients, true);
    lm_arena_rewind(arena, mark);
}

static void perturbed_mul(struct lm_weights *w, int step, const struct lm_panel *y, const struct lm_panel *x)
{
    struct perturbed *p = (struct perturbed *)w;
    lm_weights_mul(p->base, step, y, x);
    add_factored(w->arena, y, x, w->m, p->delta->rank, p->delta->left, p->delta->right);
}

static void perturbed_tmul(struct lm_weights *w, int step, const struct lm_panel *y, const struct lm_panel *x)
{
    struct perturbed *p = (struct perturbed *)w;
    lm_weights_tmul(p->base, step, y, x);
    add_factored(w->arena, y, x, w->m, p->delta->rank, p->delta->right, p->delta->left);
}

static struct lm_matrix perturbed_dense(const struct lm_weights *w, int step)
{
    return lm_weights_dense(((const struct perturbed *)w)->base, step);
}

static void perturbed_describe(const struct lm_weights *w, char *out, size_t size)
{
    const struct perturbed *p = (const struct perturbed *)w;
    char base[160];
    lm_weights_describe(p->base, base, sizeof base);
    snprintf(out, size, "%s + W' of rank %zu", base, p->delta->rank);
}

static const struct lm_weights_ops perturbed_ops = {"perturbed", perturbed_mul, perturbed_tmul, perturbed_dense,
                                                    perturbed_describe};

struct lm_weights *lm_weights_perturbed(struct lm_arena *arena, struct lm_weights *w, const struct lm_factored *delta)
{
    struct perturbed *p = lm_arena_alloc(arena, sizeof *p);
    *p = (struct perturbed){.head = *w, .base = w, .delta = delta};
    p->head.ops = &perturbed_ops;
    p->head.arena = arena;
    return &p->head;
}

/* ---- W + a other ---- */

struct sum {
    struct lm_weights head;
    struct lm_weights *base, *other;
    double a;
};

static void sum_product(struct lm_weights *w, int step, const struct lm_panel *y, const struct lm_panel *x, bool transposed)
{
    struct sum *p = (struct sum *)w;
    struct lm_panel of_other = lm_panel_new(w->arena, x->num, w->m, x->cols); /* stays: an implicit W keeps memory behind it */
    (transposed ? lm_weights_tmul : lm_weights_mul)(p->base, step, y, x);
    (transposed ? lm_weights_tmul : lm_weights_mul)(p->other, 1, &of_other, x);
    x->num->ops->axpy(y, p->a, &of_other);
}

static void sum_mul(struct lm_weights *w, int step, const struct lm_panel *y, const struct lm_panel *x)
{
    sum_product(w, step, y, x, false);
}

static void sum_tmul(struct lm_weights *w, int step, const struct lm_panel *y, const struct lm_panel *x)
{
    sum_product(w, step, y, x, true);
}

static struct lm_matrix sum_dense(const struct lm_weights *w, int step)
{
    return lm_weights_dense(((const struct sum *)w)->base, step);
}

static void sum_describe(const struct lm_weights *w, char *out, size_t size)
{
    const struct sum *p = (const struct sum *)w;
    char base[120], other[80];
    lm_weights_describe(p->base, base, sizeof base);
    lm_weights_describe(p->other, other, sizeof other);
    snprintf(out, size, "%s + %g (%s)", base, p->a, other);
}

static const struct lm_weights_ops sum_ops = {"sum", sum_mul, sum_tmul, sum_dense, sum_describe};

struct lm_weights *lm_weights_sum(struct lm_arena *arena, struct lm_weights *w, double a, struct lm_weights *other)
{
    LM_ASSERT(w->m == other->m);
    struct sum *p = lm_arena_alloc(arena, sizeof *p);
    *p = (struct sum){.head = *w, .base = w, .other = other, .a = a};
    p->head.ops = &sum_ops;
    p->head.arena = arena;
    return &p->head;
}
