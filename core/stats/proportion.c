/* Clopper and Pearson (1934): a limit is the proportion at which the observed count becomes as improbable as 1 - confidence.
 *
 * gsl_cdf_beta_Pinv would be the limit in one call, but GSL 2.7 does not converge for some counts (392 of 400 at 99 %, for one) and
 * returns NaN. The cdf itself is sound: it is bisected to the last bit. */
#include <lemmata/stats.h>

#include <gsl/gsl_cdf.h>

/* The p at which the beta distribution (a, b) has the mass `tail` below p (or above it). */
static double beta_quantile(double tail, double a, double b, bool above)
{
    double low = 0, high = 1;
    for (;;) {
        double p = low + (high - low) / 2;
        if (p <= low || p >= high) return above ? high : low; /* rounded to the side that covers */
        bool is_left = above ? gsl_cdf_beta_Q(p, a, b) > tail : gsl_cdf_beta_P(p, a, b) < tail;
        if (is_left)
            low = p;
        else
            high = p;
    }
}

/* P(X >= k) for X binomial (n, p) is the mass of beta (k, n - k + 1) below p. */
double lm_proportion_lower(size_t k, size_t n, double confidence)
{
    LM_ASSERT(k <= n && confidence > 0 && confidence < 1);
    return k == 0 ? 0 : beta_quantile(1 - confidence, (double)k, (double)(n - k) + 1, false);
}

/* P(X <= k) is the mass of beta (k + 1, n - k) above p. */
double lm_proportion_upper(size_t k, size_t n, double confidence)
{
    LM_ASSERT(k <= n && confidence > 0 && confidence < 1);
    return k == n ? 1 : beta_quantile(1 - confidence, (double)k + 1, (double)(n - k), true);
}
