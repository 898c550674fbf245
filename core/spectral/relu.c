/* sup ||relu(M x)|| over unit vectors x, from below.
 *
 * f(x) = ||relu(M x)||^2 is convex, with gradient 2 M'relu(M x): so x <- M'relu(M x), normalised, never lowers it. Alone that is
 * power iteration, and as slow. Here every vector that has met M is kept: with an orthonormal basis V and its images Y = M V each
 * step first raises f within the span of V, where f(V c) = ||relu(Y c)||^2 costs no product with M, and then adds the direction in
 * which the gradient leaves the span. Without the relu this would be the Lanczos iteration. */
#include <lemmata/spectral.h>

#include <cblas.h>
#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

struct subspace {
    const struct lm_operator *op;
    double *v, *y; /* V and Y, column by column */
    size_t count;
    double *c;          /* x = V c, a unit vector */
    double *active;     /* relu(Y c) */
    double *gradient;   /* M'active */
    double *hessian;    /* Y'D Y with D the indicator of Y c >= 0 */
    double *candidate;  /* scratch of a step */
    double *eigenvalue; /* likewise */
    double *block;      /* rows of D Y */
};

enum { BLOCK_ROWS = 256, MOST_STEPS = 4 };

static struct subspace allocate(struct lm_arena *arena, const struct lm_operator *op, size_t steps)
{
    return (struct subspace){
        .op = op,
        .v = lm_arena_doubles(arena, op->cols * steps),
        .y = lm_arena_doubles(arena, op->rows * steps),
        .c = lm_arena_doubles(arena, steps),
        .active = lm_arena_doubles(arena, op->rows),
        .gradient = lm_arena_doubles(arena, op->cols),
        .hessian = lm_arena_doubles(arena, steps * steps),
        .candidate = lm_arena_doubles(arena, steps),
        .eigenvalue = lm_arena_doubles(arena, steps),
        .block = lm_arena_doubles(arena, BLOCK_ROWS * steps),
    };
}

/* active = relu(Y c); returns its norm. */
static double evaluate(struct subspace *s, const double *c)
{
    blasint rows = (blasint)s->op->rows;
    cblas_dgemv(CblasColMajor, CblasNoTrans, rows, (blasint)s->count, 1, s->y, rows, c, 1, 0, s->active, 1);
    for (size_t r = 0; r < s->op->rows; r++) s->active[r] = s->active[r] >= 0 ? s->active[r] : 0;
    return cblas_dnrm2(rows, s->active, 1);
}

/* hessian = Y'D Y, with D the units that are active now. */
static void compute_hessian(struct subspace *s)
{
    const size_t rows = s->op->rows, k = s->count;
    memset(s->hessian, 0, k * k * sizeof *s->hessian);
    for (size_t first = 0; first < rows; first += BLOCK_ROWS) {
        size_t count = rows - first < BLOCK_ROWS ? rows - first : BLOCK_ROWS;
        for (size_t b = 0; b < k; b++)
            for (size_t r = 0; r < count; r++) s->block[b * count + r] = s->active[first + r] > 0 ? s->y[b * rows + first + r] : 0;
        cblas_dsyrk(CblasColMajor, CblasUpper, CblasTrans, (blasint)k, (blasint)count, 1, s->block, (blasint)count, 1, s->hessian,
                    (blasint)k);
    }
}

/* candidate = the unit vector that maximises ||D Y c|| for the D of now, on the side of c. */
static bool best_for_this_gate(struct subspace *s)
{
    const size_t k = s->count;
    lapack_int n = (lapack_int)k;
    compute_hessian(s);
    if (LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'U', n, s->hessian, n, s->eigenvalue) != 0) return false;
    memcpy(s->candidate, s->hessian + k * (k - 1), k * sizeof *s->candidate);
    if (cblas_ddot((blasint)k, s->candidate, 1, s->c, 1) < 0) cblas_dscal((blasint)k, -1, s->candidate, 1);
    return true;
}

/* candidate = Y'active, normalised: f does not fall. */
static void gradient_step(struct subspace *s)
{
    blasint rows = (blasint)s->op->rows, k = (blasint)s->count;
    cblas_dgemv(CblasColMajor, CblasTrans, rows, k, 1, s->y, rows, s->active, 1, 0, s->candidate, 1);
    double norm = cblas_dnrm2(k, s->candidate, 1);
    if (norm > 0) cblas_dscal(k, 1 / norm, s->candidate, 1);
}

/* Raises ||relu(Y c)|| over unit vectors c: to the best one for the gate of now where that helps, else along the gradient. What
 * rounding cannot tell from better is taken, too: near the maximum a better c shows in the residual alone. Leaves `active` at the
 * new c and returns its norm. */
static double maximise(struct subspace *s, double value, double tolerance)
{
    const size_t bytes = s->count * sizeof *s->c;
    const double rounding = (double)s->op->rows * DBL_EPSILON;
    for (int step = 0; step < MOST_STEPS; step++) {
        double before = value, raised = best_for_this_gate(s) ? evaluate(s, s->candidate) : 0;
        if (!(raised >= before * (1 - rounding))) {
            evaluate(s, s->c);
            gradient_step(s);
            raised = evaluate(s, s->candidate);
        }
        memcpy(s->c, s->candidate, bytes);
        value = raised;
        if (value - before <= tolerance * tolerance * value) break;
    }
    return value;
}

/* Makes `gradient` the part of M'active that is orthogonal to V, and returns ||M'active - value^2 x|| / value^2. */
static double leave_span(struct subspace *s, double value)
{
    blasint cols = (blasint)s->op->cols, k = (blasint)s->count;
    double inside = 0;
    s->op->tmul(s->op->context, s->gradient, s->active);
    for (int pass = 0; pass < 2; pass++) {
        cblas_dgemv(CblasColMajor, CblasTrans, cols, k, 1, s->v, cols, s->gradient, 1, 0, s->candidate, 1);
        cblas_dgemv(CblasColMajor, CblasNoTrans, cols, k, -1, s->v, cols, s->candidate, 1, 1, s->gradient, 1);
        if (pass > 0) continue;
        cblas_daxpy(k, -value * value, s->c, 1, s->candidate, 1);
        inside = cblas_dnrm2(k, s->candidate, 1);
    }
    return hypot(cblas_dnrm2(cols, s->gradient, 1), inside) / (value * value);
}

/* Column `count` of V is given as x, which need not be normalised; its image joins Y. */
static void join(struct subspace *s, const double *x)
{
    size_t cols = s->op->cols;
    double *v = s->v + cols * s->count;
    memcpy(v, x, cols * sizeof *v);
    cblas_dscal((blasint)cols, 1 / cblas_dnrm2((blasint)cols, v, 1), v, 1);
    s->op->mul(s->op->context, s->y + s->op->rows * s->count, v);
    s->c[s->count++] = 0;
}

static lm_status iterate(struct lm_operator_norm *out, struct subspace *s, size_t limit, size_t steps, double tolerance)
{
    s->c[0] = 1;
    double value = evaluate(s, s->c);
    if (value == 0) { /* M x <= 0: then look the other way */
        s->c[0] = -1;
        value = evaluate(s, s->c);
    }
    for (size_t k = 1; k <= limit; k++) {
        if (value > 0) value = maximise(s, value, tolerance);
        if (!isfinite(value))
            return lm_error(LM_ECONVERGE, "relu norm: product %zu with the %zu x %zu operator is not finite", k, s->op->rows,
                            s->op->cols);
        out->value = value;
        out->residual = value > 0 ? leave_span(s, value) : 0;
        out->iterations = (int)k;
        if (out->residual <= tolerance) return LM_OK;
        /* Where nothing leaves the span, the next step goes on within it. */
        double outside = cblas_dnrm2((blasint)s->op->cols, s->gradient, 1);
        if (s->count < steps && outside > DBL_EPSILON * value * value) join(s, s->gradient);
    }
    return lm_error(LM_ECONVERGE, "relu norm: residual %.2g after %d iterations is above %.2g; allow more iterations",
                    out->residual, out->iterations, tolerance);
}

lm_status lm_relu_norm(struct lm_operator_norm *out, const struct lm_operator *op, double tolerance, int limit,
                       const struct lm_stream *stream, struct lm_arena *arena)
{
    LM_ASSERT(op->rows > 0 && op->cols > 0 && op->rows <= INT32_MAX && op->cols <= INT32_MAX && limit > 0);
    size_t steps = (size_t)limit < op->cols ? (size_t)limit : op->cols;
    *out = (struct lm_operator_norm){.residual = HUGE_VAL};
    struct lm_arena_mark before = lm_arena_mark(arena);
    struct subspace s = allocate(arena, op, steps);
    double *start = lm_arena_doubles(arena, op->cols);
    struct lm_arena_mark mine = lm_arena_mark(arena);
    lm_stream_normals(start, stream, 0, 0, op->cols, 1);
    join(&s, start);
    lm_status status = iterate(out, &s, (size_t)limit, steps, tolerance);

    /* As in lm_operator_norm: an implicit W may keep what it has revealed on top of this memory. */
    struct lm_arena_mark after = lm_arena_mark(arena);
    if (after.block == mine.block && after.offset == mine.offset) lm_arena_rewind(arena, before);
    return status;
}
