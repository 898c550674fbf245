/* The choice of the arithmetic, and what is read off a gram. */
#include "limits_internal.h"

#include <limits.h>
#include <math.h>

static const double PI = 3.14159265358979323846;

static bool offered(int bits)
{
    return bits == 0 || (bits >= LM_MPFR_MIN_BITS && bits <= LM_MPFR_MAX_BITS);
}

static const struct lm_limit_ops *ops_of(int bits)
{
    LM_ASSERT(offered(bits));
    return bits == 0 ? &lm_limit_double : &lm_limit_mpfr;
}

static lm_status check(const struct lm_inputs *inputs, int bits)
{
    LM_ASSERT(inputs->n > 0 && inputs->L > 0 && inputs->dim > 0);
    if (offered(bits)) return LM_OK;
    return lm_error(LM_EINVAL, "MPFR with %d bits is not offered: give %d to %d, or 0 for double", bits, LM_MPFR_MIN_BITS,
                    LM_MPFR_MAX_BITS);
}

/* NaN stays NaN. */
static double clamp(double r)
{
    return r < -1 ? -1 : r > 1 ? 1 : r;
}

double lm_kappa_1(double r, int bits)
{
    return ops_of(bits)->kappa_1(clamp(r), bits);
}

double lm_kappa_0(double r, int bits)
{
    return ops_of(bits)->kappa_0(clamp(r), bits);
}

struct lm_limit_gram lm_limit_gram_new(struct lm_arena *arena, size_t n, int L)
{
    const size_t order = n * (size_t)L;
    LM_ASSERT(order <= SIZE_MAX / sizeof(double) / order);
    struct lm_limit_gram out = {.n = n, .order = order, .L = L};
    out.K = lm_arena_doubles(arena, order * order);
    out.G = lm_arena_doubles(arena, order * order);
    out.distance = lm_arena_doubles(arena, order * order);
    out.angle = lm_arena_doubles(arena, order * order);
    return out;
}

lm_status lm_limit_gram(struct lm_limit_gram *out, struct lm_arena *arena, const struct lm_inputs *inputs, int bits)
{
    LM_TRY(check(inputs, bits));
    *out = lm_limit_gram_new(arena, inputs->n, inputs->L);
    ops_of(bits)->gram(out, arena, inputs, bits);
    return LM_OK;
}

size_t lm_limit_index(const struct lm_limit_gram *gram, size_t s, int l)
{
    LM_ASSERT(s < gram->n && l >= 1 && l <= gram->L);
    return (size_t)(l - 1) * gram->n + s;
}

size_t lm_limit_twin(const struct lm_limit_gram *gram, size_t p)
{
    size_t q = 0;
    while (q < p && gram->distance[p * gram->order + q] > 0) q++;
    return q;
}

lm_status lm_limit_singular(const struct lm_limit_gram *gram, size_t p, int bits)
{
    return lm_error(LM_ECONVERGE, "h_%zu of sequence %zu lies so near the span of other states that %d bits do not tell: give more",
                    p / gram->n + 1, p % gram->n + 1, bits);
}

lm_status lm_limit_residuals(double *out, struct lm_arena *arena, const struct lm_inputs *inputs, int bits)
{
    LM_TRY(check(inputs, bits));
    return ops_of(bits)->residuals(out, NULL, arena, inputs, bits);
}

lm_status lm_limit_separations(double *out, struct lm_arena *arena, const struct lm_inputs *inputs, int bits)
{
    LM_TRY(check(inputs, bits));
    return ops_of(bits)->residuals(NULL, out, arena, inputs, bits);
}

static size_t entry(const struct lm_limit_gram *gram, size_t p, size_t q)
{
    LM_ASSERT(p < gram->order && q < gram->order);
    return p * gram->order + q;
}

double lm_limit_distance(const struct lm_limit_gram *gram, size_t p, size_t q)
{
    return gram->distance[entry(gram, p, q)];
}

double lm_limit_sign_changes(const struct lm_limit_gram *gram, size_t p, size_t q)
{
    return gram->angle[entry(gram, p, q)] / PI;
}

double lm_limit_backward(const struct lm_limit_gram *gram, size_t s, size_t t, int i, int j)
{
    LM_ASSERT(i >= 0 && i <= j && j <= gram->L);
    double product = 1;
    for (int l = i + 1; l <= j; l++) {
        size_t p = lm_limit_index(gram, s, l), q = lm_limit_index(gram, t, l);
        product *= 1 - lm_limit_sign_changes(gram, p, q); /* kappa_0(cos angle) = 1 - angle/pi */
    }
    return product;
}

double lm_limit_spectral_norm(int k, int bits)
{
    LM_ASSERT(k >= 0);
    return ops_of(bits)->product_norm(2, k, bits);
}

double lm_limit_spectral_norm_masked(int n, int bits)
{
    LM_ASSERT(n >= 1);
    return ops_of(bits)->product_norm(1, n, bits);
}

double lm_limit_spectral_norm_active(int n, int bits)
{
    LM_ASSERT(n >= 1 && n < INT_MAX);
    return ops_of(bits)->product_norm(0, n + 1, bits);
}

double lm_limit_small_fraction(double s, double q, int bits)
{
    LM_ASSERT(s >= 0 && q >= 0);
    return q > 0 ? ops_of(bits)->small_fraction(s, q, bits) : 1;
}

/* Output (s, a, r) of the kernel belongs to the state p = (a - 1) n + s. */
lm_status lm_limit_ntk(double *out, struct lm_arena *arena, const struct lm_inputs *inputs, size_t d, int bits)
{
    LM_TRY(check(inputs, bits));
    LM_ASSERT(d > 0);
    const size_t n = inputs->n, states = n * (size_t)inputs->L, order = (states - n) * d;
    const struct lm_arena_mark mark = lm_arena_mark(arena);
    double *S = lm_arena_doubles(arena, states * states);
    ops_of(bits)->tangent(S, arena, inputs, bits);
    for (size_t p = 0; p < order; p++)
        for (size_t q = 0; q < order; q++)
            out[p * order + q] = p % d == q % d ? S[(n + p / d) * states + n + q / d] / (2 * (double)d) : 0;
    lm_arena_rewind(arena, mark);
    return LM_OK;
}

double lm_limit_ntk_last(const struct lm_inputs *inputs, size_t s, size_t t, double *covariance)
{
    double K = 0, sum = 0, of_s = 0, of_t = 0;
    for (int l = 1; l <= inputs->L; l++) {
        const double *a = lm_token(inputs, s, l), *b = lm_token(inputs, t, l);
        double G = K;
        for (size_t k = 0; k < inputs->dim; k++) {
            G += a[k] * b[k];
            of_s += a[k] * a[k]; /* kappa_1(1) = 1: squared norms add up */
            of_t += b[k] * b[k];
        }
        const double norms = sqrt(of_s * of_t), rho = s == t ? 1 : norms > 0 ? G / norms : 0;
        sum = lm_kappa_0(rho, 0) * (sum + K);
        K = norms * lm_kappa_1(rho, 0);
    }
    if (covariance) *covariance = K;
    return sum / 2;
}
