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

/* Takes from x and y the means over each network, adds the mean of all back, and returns the number of networks. */
static size_t centre_networks(double *x, double *y, const uint64_t *network, size_t n)
{
    size_t *order = lm_xmalloc(n * sizeof *order), networks = 0;
    double *key = lm_xmalloc(n * sizeof *key), mean_x = lm_mean(x, n), mean_y = lm_mean(y, n);
    for (size_t k = 0; k < n; k++) key[k] = (double)network[k]; /* network numbers are below 2^53 */
    gsl_sort_index(order, key, 1, n);
    for (size_t from = 0, to; from < n; from = to) {
        double sum_x = 0, sum_y = 0;
        for (to = from; to < n && network[order[to]] == network[order[from]]; to++) {
            sum_x += x[order[to]];
            sum_y += y[order[to]];
        }
        for (size_t k = from; k < to; k++) {
            x[order[k]] += mean_x - sum_x / (double)(to - from);
            y[order[k]] += mean_y - sum_y / (double)(to - from);
        }
        networks++;
    }
    free(key);
    free(order);
    return networks;
}

bool lm_loglog_slope(struct lm_slope *out, const double *x, const double *y, const uint64_t *network, size_t n, double confidence)
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
    size_t intercepts = network ? centre_networks(log_x, log_y, network, n) : 1;
    double var_intercept, covariance, var_slope, residual, slope, intercept;
    gsl_fit_linear(log_x, 1, log_y, 1, n, &intercept, &slope, &var_intercept, &covariance, &var_slope, &residual);
    bool identified = n > intercepts + 1 && count_distinct(log_x, n) > 1; /* some network has two points, and some more are left */
    free(log_x);
    if (!identified) return false;

    double freedom = (double)(n - intercepts - 1);
    out->slope = slope;
    out->intercept = intercept;
    out->se = sqrt(var_slope * (double)(n - 2) / freedom);
    double half = gsl_cdf_tdist_Pinv(confidence, freedom) * out->se;
    out->lower = slope - half;
    out->upper = slope + half;
    return true;
}
