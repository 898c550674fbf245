/* The singular value decomposition of a product of two thin factors: with left = Q_1 R_1 and right = Q_2 R_2 that of the small core
 * R_1 R_2', carried over by the orthonormal columns of Q_1 and Q_2. */
#include <lemmata/spectral.h>

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

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

lm_status lm_product_svd(double *sigma, double *u, double *v, const double *left, const double *right, size_t m, size_t rank,
                         struct lm_arena *arena)
{
    LM_ASSERT(rank > 0 && rank <= m && m <= INT32_MAX && (u != NULL) == (v != NULL));
    blasint n = (blasint)rank, rows = (blasint)m;
    struct lm_arena_mark mark = lm_arena_mark(arena);
    double *q1 = copy_of(arena, left, m * rank), *q2 = copy_of(arena, right, m * rank);
    double *r1 = lm_arena_doubles(arena, 5 * rank * rank + rank), *r2 = r1 + rank * rank, *core = r2 + rank * rank;
    double *p = core + rank * rank, *qt = p + rank * rank, *tau = qt + rank * rank;
    bool good = orthonormal(q1, r1, m, rank, tau) && orthonormal(q2, r2, m, rank, tau);
    if (good) {
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, n, n, n, 1, r1, n, r2, n, 0, core, n);
        good = LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'A', n, n, core, n, sigma, p, n, qt, n) == 0 && isfinite(sigma[0]);
    }
    if (good && u) {
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, rows, n, n, 1, q1, rows, p, n, 0, u, rows);
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, rows, n, n, 1, q2, rows, qt, n, 0, v, rows);
    }
    lm_arena_rewind(arena, mark);
    return good ? LM_OK : lm_error(LM_ECONVERGE, "the singular values of a product are not finite");
}
