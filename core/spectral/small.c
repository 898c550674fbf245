/* The norm of a small matrix. One or two columns (or rows), the usual case of a few outputs, have a closed form. */
#include <lemmata/spectral.h>

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ||[x y]||: the root of the larger eigenvalue of the Gram matrix. The squares cost no accuracy, because for the larger one
 * nothing is subtracted; the scale keeps them from overflowing. */
static double two_vectors_norm(const double *x, const double *y, size_t n, size_t stride)
{
    double scale = 0;
    for (size_t i = 0; i < n; i++) {
        double large = fmax(fabs(x[i * stride]), fabs(y[i * stride]));
        if (isnan(x[i * stride]) || isnan(y[i * stride])) return nan("");
        scale = fmax(scale, large);
    }
    if (scale == 0 || isinf(scale)) return scale;
    double xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < n; i++) {
        double a = x[i * stride] / scale, b = y[i * stride] / scale;
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    return scale * sqrt((xx + yy) / 2 + hypot((xx - yy) / 2, xy));
}

static double lapack_norm(const double *c, size_t rows, size_t cols, size_t ldc)
{
    size_t least = rows < cols ? rows : cols;
    double *copy = lm_xmalloc(rows * cols * sizeof *copy), *sigma = lm_xmalloc(least * sizeof *sigma);
    for (size_t j = 0; j < cols; j++) memcpy(copy + rows * j, c + ldc * j, rows * sizeof *copy);
    lapack_int info =
        LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'N', (lapack_int)rows, (lapack_int)cols, copy, (lapack_int)rows, sigma, NULL, 1, NULL, 1);
    double norm = info == 0 ? sigma[0] : nan(""); /* LAPACKE refuses a matrix that holds a NaN */
    free(sigma);
    free(copy);
    return norm;
}

double lm_small_norm(const double *c, size_t rows, size_t cols, size_t ldc)
{
    if (rows == 0 || cols == 0) return 0;
    LM_ASSERT(ldc >= rows && rows <= INT32_MAX && cols <= INT32_MAX && ldc <= INT32_MAX);
    if (cols == 1) return cblas_dnrm2((blasint)rows, c, 1);
    if (rows == 1) return cblas_dnrm2((blasint)cols, c, (blasint)ldc);
    if (cols == 2) return two_vectors_norm(c, c + ldc, rows, 1);
    if (rows == 2) return two_vectors_norm(c, c + 1, cols, ldc);
    return lapack_norm(c, rows, cols, ldc);
}

lm_status lm_span_norm(double *out, const double *yy, const double *xx, size_t n)
{
    LM_ASSERT(n > 0 && n <= INT32_MAX);
    double *a = lm_xmalloc(n * n * sizeof *a), *b = lm_xmalloc(n * n * sizeof *b), *eigenvalue = lm_xmalloc(n * sizeof *eigenvalue);
    memcpy(a, yy, n * n * sizeof *a);
    memcpy(b, xx, n * n * sizeof *b);
    lapack_int size = (lapack_int)n; /* Y'Y c = value^2 X'X c */
    lapack_int info = LAPACKE_dsygvd(LAPACK_COL_MAJOR, 1, 'N', 'U', size, a, size, b, size, eigenvalue);
    if (info == 0) *out = sqrt(eigenvalue[n - 1]);
    free(eigenvalue);
    free(b);
    free(a);
    return info == 0 ? LM_OK : lm_error(LM_ECONVERGE, "the %zu vectors are linearly dependent to rounding: they have no basis", n);
}
