#include <lemmata/memory.h>
#include <lemmata/stats.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

double lm_mean(const double *x, size_t n)
{
    return n ? gsl_stats_mean(x, 1, n) : nan("");
}

double lm_sd(const double *x, size_t n)
{
    return n < 2 ? 0 : gsl_stats_sd(x, 1, n);
}

/* GSL interpolates x_i + f (x_{i+1} - x_i) as a weighted sum, which is 0 * inf where f = 0 and the next value is infinite. */
static double quantile_of_sorted(const double *sorted, size_t n, double p)
{
    double below = floor(p * (double)(n - 1));
    if (below == p * (double)(n - 1)) return sorted[(size_t)below];
    return gsl_stats_quantile_from_sorted_data(sorted, 1, n, p);
}

double lm_quantile(const double *x, size_t n, double p)
{
    LM_ASSERT(p >= 0 && p <= 1);
    if (n == 0) return nan("");
    /* A NaN has no place in an order: a quantile of such data would be that of some other data. */
    for (size_t k = 0; k < n; k++)
        if (isnan(x[k])) return nan("");
    double *sorted = lm_xmalloc(n * sizeof *sorted);
    memcpy(sorted, x, n * sizeof *sorted);
    gsl_sort(sorted, 1, n);
    double out = quantile_of_sorted(sorted, n, p);
    free(sorted);
    return out;
}

double lm_median(const double *x, size_t n)
{
    return lm_quantile(x, n, 0.5);
}
