/* Eigenvalues of a symmetric matrix, by LAPACK. */
#include <lemmata/spectral.h>

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* LAPACKE looks for NaN only, and dsyevd may never end on infinities. */
static bool all_finite(const double *a, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (!isfinite(a[k])) return false;
    return true;
}

lm_status lm_symmetric_eigenvalues(double *values, double *smallest, const double *a, size_t order)
{
    LM_ASSERT(order > 0 && order <= INT32_MAX);
    if (!all_finite(a, order * order))
        return lm_error(LM_ECONVERGE, "the %zu x %zu matrix has entries that are not finite: it has no eigenvalues", order, order);
    const lapack_int n = (lapack_int)order;
    double *vectors = lm_xmalloc(order * order * sizeof *vectors);
    memcpy(vectors, a, order * order * sizeof *vectors);
    const lapack_int info = LAPACKE_dsyevd(LAPACK_COL_MAJOR, smallest ? 'V' : 'N', 'L', n, vectors, n, values);
    if (info == 0 && smallest) memcpy(smallest, vectors, order * sizeof *smallest);
    free(vectors);
    return info == 0 ? LM_OK : lm_error(LM_ECONVERGE, "the eigenvalues of the %zu x %zu matrix did not converge", order, order);
}
