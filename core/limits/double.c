/* Infinite-width values in double. */
#include "limits_internal.h"

#include <float.h>
#include <math.h>

static const double PI = 3.14159265358979323846;

static double kappa_1(double r, int bits)
{
    (void)bits;
    return (sqrt((1 - r) * (1 + r)) + (PI - acos(r)) * r) / PI;
}

static double kappa_0(double r, int bits)
{
    (void)bits;
    return (PI - acos(r)) / PI;
}

/* ---- Inner products ---- */

/* 1 - kappa_1(cos angle) without cancellation where the angle is small. */
static double one_minus_kappa_1(double angle)
{
    double half = sin(angle / 2);
    return 2 * half * half - (sin(angle) - angle * cos(angle)) / PI;
}

/* The angle between vectors of lengths a and b whose squared distance is t: tan^2(angle/2) = (t - (a - b)^2)/((a + b)^2 - t). A
 * zero vector counts as orthogonal to all others: half of the signs of the other differ from its own, which are all 1[0 >= 0]. */
static double angle_between(double a, double b, double t)
{
    if (a <= 0 || b <= 0) return a <= 0 && b <= 0 ? 0 : PI / 2;
    return 2 * atan2(sqrt(fmax(0, t - (a - b) * (a - b))), sqrt(fmax(0, (a + b) * (a + b) - t)));
}

static double squared_distance(const double *x, const double *y, size_t n)
{
    double sum = 0;
    for (size_t c = 0; c < n; c++) sum += (x[c] - y[c]) * (x[c] - y[c]);
    return sum;
}

/* out[s (L + 1) + l] = K of state l of sequence s with itself, the sum of ||x_k||^2 over k <= l. */
static void squared_norms(double *out, const struct lm_inputs *inputs)
{
    for (size_t s = 0; s < inputs->n; s++) {
        double sum = 0;
        *out++ = 0;
        for (int l = 1; l <= inputs->L; l++) {
            const double *x = lm_limit_token(inputs, s, l);
            for (size_t c = 0; c < inputs->dim; c++) sum += x[c] * x[c];
            *out++ = sum;
        }
    }
}

/* The pairs (a, lag + 1) and (b, 1), (a, lag + 2) and (b, 2), ...: each follows from the one before. */
static void follow(struct lm_limit_gram *out, const struct lm_inputs *inputs, const double *norms, size_t a, size_t b, int lag)
{
    const size_t stride = (size_t)inputs->L + 1;
    double apart = norms[a * stride + (size_t)lag]; /* ||h - h'||^2 where h' = h_0 = 0 */
    for (int k = 1; k + lag <= inputs->L; k++) {
        const int l = k + lag;
        const double square_a = norms[a * stride + (size_t)l], square_b = norms[b * stride + (size_t)k];
        const double length_a = sqrt(square_a), length_b = sqrt(square_b);
        /* half of ||g - g'||^2 */
        const double t = apart + squared_distance(lm_limit_token(inputs, a, l), lm_limit_token(inputs, b, k), inputs->dim);
        const double angle = angle_between(length_a, length_b, t);
        apart = (length_a - length_b) * (length_a - length_b) + 2 * length_a * length_b * one_minus_kappa_1(angle);
        const size_t p = lm_limit_index(out, a, l), q = lm_limit_index(out, b, k);
        const size_t pq = p * out->order + q, qp = q * out->order + p;
        out->G[pq] = out->G[qp] = (square_a + square_b - t) / 2;
        out->K[pq] = out->K[qp] = (square_a + square_b - apart) / 2;
        out->distance[pq] = out->distance[qp] = sqrt(apart);
        out->angle[pq] = out->angle[qp] = angle;
    }
}

static void gram(struct lm_limit_gram *out, struct lm_arena *arena, const struct lm_inputs *inputs, int bits)
{
    (void)bits;
    const struct lm_arena_mark mark = lm_arena_mark(arena);
    double *norms = lm_arena_doubles(arena, inputs->n * ((size_t)inputs->L + 1));
    squared_norms(norms, inputs);
    for (size_t a = 0; a < inputs->n; a++)
        for (size_t b = 0; b < inputs->n; b++)
            for (int lag = 0; lag < inputs->L; lag++) follow(out, inputs, norms, a, b, lag);
    lm_arena_rewind(arena, mark);
}

/* ---- Residuals ---- */

/* Entry q of the row of the Cholesky factor that belongs to p: (K_pq - sum_{r < q} f_pr f_qr) / f_qq, 0 where q is left out. */
static double factor_entry(const double *K, const double *row, const double *row_q, size_t q)
{
    if (row_q[q] <= 0) return 0;
    double rest = K[q];
    for (size_t r = 0; r < q; r++) rest -= row[r] * row_q[r];
    return rest / row_q[q];
}

/* The Cholesky factor of K. A state that equals an earlier one, or zero, spans nothing new and is left out: a zero on the diagonal.
 */
static lm_status factorise(double *factor, const struct lm_limit_gram *limits)
{
    const size_t order = limits->order;
    for (size_t p = 0; p < order; p++) {
        const double *K = limits->K + p * order;
        double *row = factor + p * order, pivot = K[p];
        for (size_t q = 0; q < p; q++) {
            row[q] = factor_entry(K, row, factor + q * order, q);
            pivot -= row[q] * row[q];
        }
        const bool left_out = lm_limit_twin(limits, p) < p || K[p] <= 0;
        if (!left_out && !(pivot > K[p] * sqrt(DBL_EPSILON))) return lm_limit_singular(limits, p, LM_DOUBLE_BITS);
        row[p] = left_out ? 0 : sqrt(pivot);
    }
    return LM_OK;
}

/* <r_p, r_q> = K_pq - sum of f_pr f_qr over the states r of earlier layers, for states p and q of one layer; exactly 0 where one of
 * them equals such a state. */
static double residual_product(const struct lm_limit_gram *limits, const double *factor, size_t p, size_t q)
{
    const size_t first = p - p % limits->n;
    if (lm_limit_twin(limits, p) < first || lm_limit_twin(limits, q) < first) return 0;
    double rest = limits->K[p * limits->order + q];
    for (size_t r = 0; r < first; r++) rest -= factor[p * limits->order + r] * factor[q * limits->order + r];
    return rest;
}

/* ||(I - yy'/||y||^2) x|| = sqrt(<x, x> - <x, y>^2/<y, y>) for residuals x and y of p and q. */
static double separation(const struct lm_limit_gram *limits, const double *factor, size_t p, size_t q)
{
    if (!(limits->distance[p * limits->order + q] > 0)) return 0;
    const double xx = residual_product(limits, factor, p, p), xy = residual_product(limits, factor, p, q);
    const double yy = residual_product(limits, factor, q, q);
    return sqrt(fmax(0, yy > 0 ? xx - xy * xy / yy : xx));
}

static lm_status residuals(double *out, double *separations, struct lm_arena *arena, const struct lm_inputs *inputs, int bits)
{
    const struct lm_arena_mark mark = lm_arena_mark(arena);
    struct lm_limit_gram limits = lm_limit_gram_new(arena, inputs->n, inputs->L);
    double *factor = lm_arena_doubles(arena, limits.order * limits.order);
    gram(&limits, arena, inputs, bits);
    const lm_status status = factorise(factor, &limits);
    for (size_t p = 0; status == LM_OK && p < limits.order; p++) {
        if (out) out[p] = sqrt(fmax(0, residual_product(&limits, factor, p, p)));
        for (size_t s = 0; separations && s < limits.n; s++)
            separations[p * limits.n + s] = separation(&limits, factor, p, p - p % limits.n + s);
    }
    lm_arena_rewind(arena, mark);
    return status;
}

/* ---- Spectral norms ---- */

/* The stationary point of (2 + z)^ends (1 + z)^gates / z solves 1/z = ends/(2 + z) + gates/(1 + z), a quadratic equation:
 * (ends + gates - 1) z^2 + (ends + 2 gates - 3) z - 2 = 0. */
static double product_norm(int ends, int gates, int bits)
{
    (void)bits;
    const double b = ends + 2.0 * gates - 3, z = 4 / (b + sqrt(b * b + 8 * ((double)ends + gates - 1)));
    return sqrt(pow(2 + z, ends) * exp(gates * log1p(z)) / z);
}

/* ---- Small preactivations ---- */

static double small_fraction(double s, double q, int bits)
{
    (void)bits;
    return erf(s / (2 * sqrt(q)));
}

/* ---- Neural tangent kernel ---- */

/* S_pq = kappa_0(cos angle_pq) (K + S) of the states before p and q. */
static void tangent(double *out, struct lm_arena *arena, const struct lm_inputs *inputs, int bits)
{
    const struct lm_arena_mark mark = lm_arena_mark(arena);
    struct lm_limit_gram limits = lm_limit_gram_new(arena, inputs->n, inputs->L);
    gram(&limits, arena, inputs, bits);
    for (size_t p = 0; p < limits.order; p++)
        for (size_t q = 0; q < limits.order; q++) {
            const size_t pq = p * limits.order + q, before = (p - limits.n) * limits.order + q - limits.n;
            const bool first = p < limits.n || q < limits.n;
            out[pq] = first ? 0 : (PI - limits.angle[pq]) / PI * (limits.K[before] + out[before]);
        }
    lm_arena_rewind(arena, mark);
}

const struct lm_limit_ops lm_limit_double = {
    .kappa_1 = kappa_1,
    .kappa_0 = kappa_0,
    .gram = gram,
    .residuals = residuals,
    .product_norm = product_norm,
    .small_fraction = small_fraction,
    .tangent = tangent,
};
