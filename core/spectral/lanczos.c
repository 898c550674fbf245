/* ||M|| by Golub-Kahan-Lanczos bidiagonalisation. After k steps, with orthonormal columns in V (cols x k) and U (rows x k),
 *
 *   M V = U T,   M' U = V T' + beta_k v_{k+1} e_k',   T upper bidiagonal: alpha_1 .. alpha_k, and beta_1 .. beta_{k-1} above,
 *
 * so that for a singular triple (sigma, p, q) of T the pair u = U p, v = V q satisfies M v = sigma u exactly, and M' u = sigma v
 * but for beta_k |p_k|. Both bases are kept orthogonal: without that, copies of converged values appear and the residual is not
 * true. */
#include <lemmata/spectral.h>

#include <cblas.h>
#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

struct bidiagonal {
    double *u, *v; /* the bases, column by column */
    double *alpha, *beta;
    double *diagonal, *above; /* scratch of the singular value decomposition of T */
    double *coefficients;     /* scratch of the orthogonalisation */
};

static struct bidiagonal allocate(struct lm_arena *arena, const struct lm_operator *op, size_t steps)
{
    return (struct bidiagonal){
        .u = lm_arena_doubles(arena, op->rows * steps),
        .v = lm_arena_doubles(arena, op->cols * (steps + 1)),
        .alpha = lm_arena_doubles(arena, steps),
        .beta = lm_arena_doubles(arena, steps),
        .diagonal = lm_arena_doubles(arena, steps),
        .above = lm_arena_doubles(arena, steps),
        .coefficients = lm_arena_doubles(arena, steps + 1),
    };
}

/* Removes from x what lies in the span of the basis, twice (Giraud et al. 2005), and returns the norm of the rest. */
static double orthogonalise(double *x, size_t n, const double *basis, size_t count, double *coefficients)
{
    blasint rows = (blasint)n, cols = (blasint)count;
    for (int pass = 0; pass < 2 && count > 0; pass++) {
        cblas_dgemv(CblasColMajor, CblasTrans, rows, cols, 1, basis, rows, x, 1, 0, coefficients, 1);
        cblas_dgemv(CblasColMajor, CblasNoTrans, rows, cols, -1, basis, rows, coefficients, 1, 1, x, 1);
    }
    return cblas_dnrm2(rows, x, 1);
}

/* Makes x a unit vector. A rest no larger than rounding has no direction: it becomes the null vector, and its norm zero. */
static double normalise(double *x, size_t n, double norm, double rounding)
{
    if (norm <= rounding) {
        memset(x, 0, n * sizeof *x);
        return 0;
    }
    cblas_dscal((blasint)n, 1 / norm, x, 1);
    return norm;
}

/* The largest singular value of T (k x k) and the last entry of its left vector. The decomposition is asked to carry along one row
 * only, the last of the identity. */
static bool largest_ritz_value(double *value, double *last, struct bidiagonal *b, size_t k)
{
    double row[1];
    memcpy(b->diagonal, b->alpha, k * sizeof *b->alpha);
    memcpy(b->above, b->beta, k * sizeof *b->beta);
    double *carried = b->coefficients;
    memset(carried, 0, k * sizeof *carried);
    carried[k - 1] = 1;
    lapack_int n = (lapack_int)k;
    if (LAPACKE_dbdsqr(LAPACK_COL_MAJOR, 'U', n, 0, 1, 0, b->diagonal, b->above, row, 1, carried, 1, row, 1) != 0) return false;
    *value = b->diagonal[0];
    *last = fabs(carried[0]);
    return true;
}

/* One step: column k (from 0) of U, alpha and beta, and column k + 1 of V. False when a product is not finite. */
static bool extend(struct bidiagonal *b, const struct lm_operator *op, size_t k, double rounding)
{
    double *u = b->u + op->rows * k, *v = b->v + op->cols * k, *next = v + op->cols;
    op->mul(op->context, u, v);
    double norm = orthogonalise(u, op->rows, b->u, k, b->coefficients);
    if (!isfinite(norm)) return false;
    b->alpha[k] = normalise(u, op->rows, norm, rounding);
    rounding = fmax(rounding, DBL_EPSILON * b->alpha[k]);
    op->tmul(op->context, next, u);
    norm = orthogonalise(next, op->cols, b->v, k + 1, b->coefficients);
    if (!isfinite(norm)) return false;
    b->beta[k] = normalise(next, op->cols, norm, rounding);
    return true;
}

static lm_status iterate(struct lm_operator_norm *out, struct bidiagonal *b, const struct lm_operator *op, size_t steps,
                         double tolerance)
{
    for (size_t k = 1; k <= steps; k++) {
        double last;
        if (!extend(b, op, k - 1, DBL_EPSILON * out->value) || !largest_ritz_value(&out->value, &last, b, k))
            return lm_error(LM_ECONVERGE, "operator norm: product %zu with the %zu x %zu operator is not finite", k, op->rows,
                            op->cols);
        out->residual = out->value > 0 ? b->beta[k - 1] * last / out->value : 0;
        out->iterations = (int)k;
        if (out->residual <= tolerance) return LM_OK;
    }
    return lm_error(LM_ECONVERGE, "operator norm: residual %.2g after %d iterations is above %.2g; allow more iterations",
                    out->residual, out->iterations, tolerance);
}

lm_status lm_operator_norm(struct lm_operator_norm *out, const struct lm_operator *op, double tolerance, int limit,
                           const struct lm_stream *stream, struct lm_arena *arena)
{
    LM_ASSERT(op->rows > 0 && op->cols > 0 && op->rows <= INT32_MAX && op->cols <= INT32_MAX && limit > 0);
    size_t steps = (size_t)limit; /* cols steps exhaust V; rows of them U, and one more finds that out */
    if (steps > op->cols) steps = op->cols;
    if (steps > op->rows + 1) steps = op->rows + 1;

    *out = (struct lm_operator_norm){.residual = HUGE_VAL};
    struct lm_arena_mark before = lm_arena_mark(arena);
    struct bidiagonal b = allocate(arena, op, steps);
    struct lm_arena_mark mine = lm_arena_mark(arena);
    lm_stream_normals(b.v, stream, 0, 0, op->cols, 1);
    normalise(b.v, op->cols, cblas_dnrm2((blasint)op->cols, b.v, 1), 0);
    lm_status status = iterate(out, &b, op, steps, tolerance);

    /* An implicit W keeps what its products have revealed, perhaps in this arena and on top of the bases: then they stay, too. */
    struct lm_arena_mark after = lm_arena_mark(arena);
    if (after.block == mine.block && after.offset == mine.offset) lm_arena_rewind(arena, before);
    return status;
}
