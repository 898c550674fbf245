/* Kolmogorov and Smirnov's distance, and its asymptotic p-value with Stephens' (1970) correction for finite samples. */
#include <lemmata/memory.h>
#include <lemmata/stats.h>

#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* P(K > t) of Kolmogorov's distribution, by its two series, each on the side where it converges: four terms leave less than 1e-17
 * at t = 1. */
static double kolmogorov_tail(double t)
{
    static const double PI = 3.14159265358979323846;
    double sum = 0;
    if (t <= 0) return 1;
    if (t < 1) {
        for (int j = 1; j <= 7; j += 2) sum += exp(-j * j * PI * PI / (8 * t * t));
        return 1 - sqrt(2 * PI) / t * sum;
    }
    for (int j = 4; j >= 1; j--) sum += (j % 2 ? 2 : -2) * exp(-2.0 * j * j * t * t);
    return sum;
}

static double p_value(double distance, double n)
{
    return kolmogorov_tail((sqrt(n) + 0.12 + 0.11 / sqrt(n)) * distance);
}

/* A sorted copy, or NULL where there is nothing to sort. */
static double *sorted_copy(const double *x, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (isnan(x[k])) return NULL;
    if (n == 0) return NULL;
    double *copy = lm_xmalloc(n * sizeof *copy);
    memcpy(copy, x, n * sizeof *copy);
    gsl_sort(copy, 1, n);
    return copy;
}

static double distance_between(const double *x, size_t n, const double *y, size_t m)
{
    double distance = 0;
    for (size_t i = 0, j = 0; i < n && j < m;) {
        double at = fmin(x[i], y[j]);
        while (i < n && x[i] <= at) i++; /* both steps at once where values are tied */
        while (j < m && y[j] <= at) j++;
        distance = fmax(distance, fabs((double)i / (double)n - (double)j / (double)m));
    }
    return distance;
}

double lm_ks_two_sample(const double *x, size_t n, const double *y, size_t m)
{
    double *a = sorted_copy(x, n), *b = sorted_copy(y, m), p = nan("");
    if (a && b) p = p_value(distance_between(a, n, b, m), (double)n * (double)m / (double)(n + m));
    free(a);
    free(b);
    return p;
}

double lm_ks_one_sample(const double *x, size_t n, double (*cdf)(double))
{
    double *sorted = sorted_copy(x, n), distance = 0;
    if (!sorted) return nan("");
    for (size_t k = 0; k < n; k++) {
        double expected = cdf(sorted[k]);
        distance = fmax(distance, fmax(expected - (double)k / (double)n, (double)(k + 1) / (double)n - expected));
    }
    free(sorted);
    return p_value(distance, (double)n);
}
