#include <lemmata/memory.h>
#include <lemmata/stats.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t count_distinct(const double *x, size_t n)
{
    if (n == 0) return 0;
    double *sorted = lm_xmalloc(n * sizeof *sorted);
    memcpy(sorted, x, n * sizeof *sorted);
    gsl_sort(sorted, 1, n);
    size_t distinct = 1;
    for (size_t k = 1; k < n; k++) distinct += sorted[k] > sorted[k - 1];
    free(sorted);
    return distinct;
}

static bool has_logarithms(const double *x, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (!(x[k] > 0 && isfinite(x[k]))) return false;
    return true;
}

bool lm_loglog_slope(struct lm_slope *out, const double *x, const double *y, size_t n, double confidence)
{
    LM_ASSERT(confidence > 0 && confidence < 1);
    const double none = nan("");
    *out = (struct lm_slope){none, none, none, none, none, confidence, n, count_distinct(x, n)};
    if (n < 3 || out->distinct < 2 || !has_logarithms(x, n) || !has_logarithms(y, n)) return false;

    double *log_x = lm_xmalloc(2 * n * sizeof *log_x), *log_y = log_x + n;
    for (size_t k = 0; k < n; k++) {
        log_x[k] = log(x[k]);
        log_y[k] = log(y[k]);
    }
    double var_intercept, covariance, var_slope, residual;
    gsl_fit_linear(log_x, 1, log_y, 1, n, &out->intercept, &out->slope, &var_intercept, &covariance, &var_slope, &residual);
    free(log_x);

    out->se = sqrt(var_slope);
    double half = gsl_cdf_tdist_Pinv(confidence, (double)(n - 2)) * out->se;
    out->lower = out->slope - half;
    out->upper = out->slope + half;
    return true;
}
