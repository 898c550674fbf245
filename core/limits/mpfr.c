/* Infinite-width values in MPFR: the steps of double.c, each operation rounded to nearest at `bits`. Numbers live in memory of the
 * arena (MPFR's custom interface) and need no clearing; the constants that MPFR keeps for itself are given back. */
#include "limits_internal.h"

#include <mpfr.h>

/* `count` zeros. */
static mpfr_ptr reals(struct lm_arena *arena, size_t count, int bits)
{
    const size_t size = mpfr_custom_get_size(bits);
    LM_ASSERT(count <= SIZE_MAX / (sizeof(mpfr_t) + size));
    mpfr_ptr first = lm_arena_alloc(arena, count * sizeof(mpfr_t));
    char *significands = lm_arena_alloc(arena, count * size);
    for (size_t k = 0; k < count; k++) {
        mpfr_custom_init(significands + k * size, bits);
        mpfr_custom_init_set(first + k, MPFR_ZERO_KIND, 0, bits, significands + k * size);
    }
    return first;
}

/* out = (pi - arccos r)/pi */
static void set_kappa_0(mpfr_t out, mpfr_srcptr r)
{
    mpfr_t pi;
    mpfr_init2(pi, mpfr_get_prec(out));
    mpfr_const_pi(pi, MPFR_RNDN);
    mpfr_acos(out, r, MPFR_RNDN);
    mpfr_sub(out, pi, out, MPFR_RNDN);
    mpfr_div(out, out, pi, MPFR_RNDN);
    mpfr_clear(pi);
}

static double kappa_0(double r, int bits)
{
    mpfr_t x, out;
    mpfr_inits2(bits, x, out, (mpfr_ptr)NULL);
    mpfr_set_d(x, r, MPFR_RNDN);
    set_kappa_0(out, x);
    const double rounded = mpfr_get_d(out, MPFR_RNDN);
    mpfr_clears(x, out, (mpfr_ptr)NULL);
    mpfr_free_cache();
    return rounded;
}

/* sqrt((1 - r)(1 + r))/pi + r kappa_0(r) */
static double kappa_1(double r, int bits)
{
    mpfr_t x, out, root, factor;
    mpfr_inits2(bits, x, out, root, factor, (mpfr_ptr)NULL);
    mpfr_set_d(x, r, MPFR_RNDN);
    mpfr_ui_sub(root, 1, x, MPFR_RNDN);
    mpfr_add_ui(factor, x, 1, MPFR_RNDN);
    mpfr_mul(root, root, factor, MPFR_RNDN);
    mpfr_sqrt(root, root, MPFR_RNDN);
    mpfr_const_pi(factor, MPFR_RNDN);
    mpfr_div(root, root, factor, MPFR_RNDN);
    set_kappa_0(out, x);
    mpfr_fma(out, out, x, root, MPFR_RNDN);
    const double rounded = mpfr_get_d(out, MPFR_RNDN);
    mpfr_clears(x, out, root, factor, (mpfr_ptr)NULL);
    mpfr_free_cache();
    return rounded;
}

/* ---- Inner products ---- */

/* What `follow` works with. */
struct walk {
    struct lm_limit_gram *out;
    const struct lm_inputs *inputs;
    mpfr_ptr norms; /* n (L + 1) squared norms */
    mpfr_ptr K;     /* a lower triangle by rows in full precision, or NULL */
    mpfr_ptr S;     /* likewise, of the tangent kernel, where K is not NULL */
    mpfr_ptr pi, apart, t, angle, length_a, length_b, term, sine, cosine;
};

static mpfr_ptr norm_of(const struct walk *w, size_t s, int l)
{
    return w->norms + s * ((size_t)w->inputs->L + 1) + (size_t)l;
}

static size_t triangle(size_t p, size_t q)
{
    return p >= q ? p * (p + 1) / 2 + q : q * (q + 1) / 2 + p;
}

/* term = 1 - kappa_1(cos angle) = 2 sin^2(angle/2) - (sin angle - angle cos angle)/pi */
static void one_minus_kappa_1(struct walk *w)
{
    mpfr_sin_cos(w->sine, w->cosine, w->angle, MPFR_RNDN);
    mpfr_mul(w->cosine, w->cosine, w->angle, MPFR_RNDN);
    mpfr_sub(w->sine, w->sine, w->cosine, MPFR_RNDN);
    mpfr_div(w->sine, w->sine, w->pi, MPFR_RNDN);
    mpfr_div_2ui(w->term, w->angle, 1, MPFR_RNDN);
    mpfr_sin(w->term, w->term, MPFR_RNDN);
    mpfr_sqr(w->term, w->term, MPFR_RNDN);
    mpfr_mul_2ui(w->term, w->term, 1, MPFR_RNDN);
    mpfr_sub(w->term, w->term, w->sine, MPFR_RNDN);
}

static void root_of_positive(mpfr_ptr x)
{
    if (mpfr_sgn(x) < 0) mpfr_set_zero(x, 1);
    mpfr_sqrt(x, x, MPFR_RNDN);
}

/* tan^2(angle/2) = (t - (a - b)^2)/((a + b)^2 - t) */
static void set_angle(struct walk *w)
{
    const bool zero_a = mpfr_zero_p(w->length_a), zero_b = mpfr_zero_p(w->length_b);
    if (zero_a || zero_b) {
        mpfr_div_2ui(w->angle, w->pi, 1, MPFR_RNDN);
        if (zero_a && zero_b) mpfr_set_zero(w->angle, 1);
        return;
    }
    mpfr_sub(w->sine, w->length_a, w->length_b, MPFR_RNDN);
    mpfr_sqr(w->sine, w->sine, MPFR_RNDN);
    mpfr_sub(w->sine, w->t, w->sine, MPFR_RNDN);
    mpfr_add(w->cosine, w->length_a, w->length_b, MPFR_RNDN);
    mpfr_sqr(w->cosine, w->cosine, MPFR_RNDN);
    mpfr_sub(w->cosine, w->cosine, w->t, MPFR_RNDN);
    root_of_positive(w->sine);
    root_of_positive(w->cosine);
    mpfr_atan2(w->angle, w->sine, w->cosine, MPFR_RNDN);
    mpfr_mul_2ui(w->angle, w->angle, 1, MPFR_RNDN);
}

/* t = apart + ||x - y||^2 */
static void add_inputs(struct walk *w, const double *x, const double *y)
{
    mpfr_set(w->t, w->apart, MPFR_RNDN);
    for (size_t c = 0; c < w->inputs->dim; c++) {
        mpfr_set_d(w->term, x[c], MPFR_RNDN);
        mpfr_sub_d(w->term, w->term, y[c], MPFR_RNDN);
        mpfr_sqr(w->term, w->term, MPFR_RNDN);
        mpfr_add(w->t, w->t, w->term, MPFR_RNDN);
    }
}

/* term = (square_a + square_b - apart)/2 */
static void set_inner(struct walk *w, mpfr_srcptr square_a, mpfr_srcptr square_b, mpfr_srcptr apart)
{
    mpfr_add(w->term, square_a, square_b, MPFR_RNDN);
    mpfr_sub(w->term, w->term, apart, MPFR_RNDN);
    mpfr_div_2ui(w->term, w->term, 1, MPFR_RNDN);
}

static void store(double *out, size_t order, size_t p, size_t q, mpfr_srcptr value)
{
    out[p * order + q] = out[q * order + p] = mpfr_get_d(value, MPFR_RNDN);
}

/* S_pq = kappa_0(cos angle_pq) (K + S) of the states before p and q; 0 at the first layer. */
static void set_tangent(struct walk *w, size_t p, size_t q)
{
    const size_t n = w->inputs->n;
    if (p < n || q < n) return;
    mpfr_ptr S = w->S + triangle(p, q);
    mpfr_sub(S, w->pi, w->angle, MPFR_RNDN);
    mpfr_div(S, S, w->pi, MPFR_RNDN);
    mpfr_add(w->term, w->K + triangle(p - n, q - n), w->S + triangle(p - n, q - n), MPFR_RNDN);
    mpfr_mul(S, S, w->term, MPFR_RNDN);
}

static void follow(struct walk *w, size_t a, size_t b, int lag)
{
    struct lm_limit_gram *out = w->out;
    mpfr_set(w->apart, norm_of(w, a, lag), MPFR_RNDN);
    for (int k = 1; k + lag <= out->L; k++) {
        const int l = k + lag;
        const size_t p = lm_limit_index(out, a, l), q = lm_limit_index(out, b, k);
        mpfr_srcptr square_a = norm_of(w, a, l), square_b = norm_of(w, b, k);
        mpfr_sqrt(w->length_a, square_a, MPFR_RNDN);
        mpfr_sqrt(w->length_b, square_b, MPFR_RNDN);
        add_inputs(w, lm_limit_token(w->inputs, a, l), lm_limit_token(w->inputs, b, k));
        set_angle(w);
        one_minus_kappa_1(w);
        mpfr_mul(w->term, w->term, w->length_a, MPFR_RNDN);
        mpfr_mul(w->term, w->term, w->length_b, MPFR_RNDN);
        mpfr_mul_2ui(w->term, w->term, 1, MPFR_RNDN);
        mpfr_sub(w->apart, w->length_a, w->length_b, MPFR_RNDN);
        mpfr_sqr(w->apart, w->apart, MPFR_RNDN);
        mpfr_add(w->apart, w->apart, w->term, MPFR_RNDN);
        set_inner(w, square_a, square_b, w->t);
        store(out->G, out->order, p, q, w->term);
        set_inner(w, square_a, square_b, w->apart);
        store(out->K, out->order, p, q, w->term);
        if (w->K) mpfr_set(w->K + triangle(p, q), w->term, MPFR_RNDN);
        mpfr_sqrt(w->term, w->apart, MPFR_RNDN);
        store(out->distance, out->order, p, q, w->term);
        store(out->angle, out->order, p, q, w->angle);
        if (w->S) set_tangent(w, p, q);
    }
}

static void set_norms(struct walk *w)
{
    for (size_t s = 0; s < w->inputs->n; s++)
        for (int l = 1; l <= w->inputs->L; l++) {
            const double *x = lm_limit_token(w->inputs, s, l);
            mpfr_ptr sum = norm_of(w, s, l);
            mpfr_set(sum, norm_of(w, s, l - 1), MPFR_RNDN);
            for (size_t c = 0; c < w->inputs->dim; c++) {
                mpfr_set_d(w->term, x[c], MPFR_RNDN);
                mpfr_sqr(w->term, w->term, MPFR_RNDN);
                mpfr_add(sum, sum, w->term, MPFR_RNDN);
            }
        }
}

static void fill(struct lm_limit_gram *out, mpfr_ptr K, mpfr_ptr S, struct lm_arena *arena, const struct lm_inputs *inputs,
                 int bits)
{
    mpfr_ptr scratch = reals(arena, 9, bits);
    struct walk w = {
        .out = out,
        .inputs = inputs,
        .norms = reals(arena, inputs->n * ((size_t)inputs->L + 1), bits),
        .K = K,
        .S = S,
        .pi = scratch,
        .apart = scratch + 1,
        .t = scratch + 2,
        .angle = scratch + 3,
        .length_a = scratch + 4,
        .length_b = scratch + 5,
        .term = scratch + 6,
        .sine = scratch + 7,
        .cosine = scratch + 8,
    };
    mpfr_const_pi(w.pi, MPFR_RNDN);
    set_norms(&w);
    for (size_t a = 0; a < inputs->n; a++)
        for (size_t b = 0; b < inputs->n; b++)
            for (int lag = 0; lag < inputs->L; lag++) follow(&w, a, b, lag);
    mpfr_free_cache();
}

static void gram(struct lm_limit_gram *out, struct lm_arena *arena, const struct lm_inputs *inputs, int bits)
{
    const struct lm_arena_mark mark = lm_arena_mark(arena);
    fill(out, NULL, NULL, arena, inputs, bits);
    lm_arena_rewind(arena, mark);
}

/* ---- Residuals ---- */

/* What the factorisation works with: K and its Cholesky factor as lower triangles by rows. */
struct factor {
    const struct lm_limit_gram *limits;
    mpfr_ptr K, f;
    mpfr_ptr pivot, bound, product, xx, xy, yy;
};

/* rest = K_pq - sum_{r < end} f_pr f_qr */
static void set_rest(struct factor *w, mpfr_ptr rest, size_t p, size_t q, size_t end)
{
    mpfr_set(rest, w->K + triangle(p, q), MPFR_RNDN);
    for (size_t r = 0; r < end; r++) {
        mpfr_mul(w->product, w->f + triangle(p, r), w->f + triangle(q, r), MPFR_RNDN);
        mpfr_sub(rest, rest, w->product, MPFR_RNDN);
    }
}

static lm_status factorise(struct factor *w, int bits)
{
    for (size_t p = 0; p < w->limits->order; p++) {
        for (size_t q = 0; q < p; q++) {
            mpfr_ptr entry = w->f + triangle(p, q);
            mpfr_srcptr diagonal = w->f + triangle(q, q);
            if (mpfr_zero_p(diagonal)) continue; /* q is left out */
            set_rest(w, entry, p, q, q);
            mpfr_div(entry, entry, diagonal, MPFR_RNDN);
        }
        mpfr_srcptr square = w->K + triangle(p, p);
        if (lm_limit_twin(w->limits, p) < p || mpfr_zero_p(square)) continue;
        set_rest(w, w->pivot, p, p, p);
        mpfr_div_2ui(w->bound, square, (unsigned long)(bits - 1) / 2, MPFR_RNDN);
        if (!mpfr_greater_p(w->pivot, w->bound)) return lm_limit_singular(w->limits, p, bits);
        mpfr_sqrt(w->f + triangle(p, p), w->pivot, MPFR_RNDN);
    }
    return LM_OK;
}

/* out = <r_p, r_q> for states of one layer; exactly 0 where one of them equals a state of an earlier layer. */
static void set_residual_product(struct factor *w, mpfr_ptr out, size_t p, size_t q)
{
    const size_t first = p - p % w->limits->n;
    if (lm_limit_twin(w->limits, p) < first || lm_limit_twin(w->limits, q) < first)
        mpfr_set_zero(out, 1);
    else
        set_rest(w, out, p, q, first);
}

static double residual(struct factor *w, size_t p)
{
    set_residual_product(w, w->xx, p, p);
    root_of_positive(w->xx);
    return mpfr_get_d(w->xx, MPFR_RNDN);
}

/* sqrt(<x, x> - <x, y>^2/<y, y>) */
static double separation(struct factor *w, size_t p, size_t q)
{
    if (!(w->limits->distance[p * w->limits->order + q] > 0)) return 0;
    set_residual_product(w, w->xx, p, p);
    set_residual_product(w, w->xy, p, q);
    set_residual_product(w, w->yy, q, q);
    if (mpfr_sgn(w->yy) > 0) {
        mpfr_sqr(w->xy, w->xy, MPFR_RNDN);
        mpfr_div(w->xy, w->xy, w->yy, MPFR_RNDN);
        mpfr_sub(w->xx, w->xx, w->xy, MPFR_RNDN);
    }
    root_of_positive(w->xx);
    return mpfr_get_d(w->xx, MPFR_RNDN);
}

static lm_status residuals(double *out, double *separations, struct lm_arena *arena, const struct lm_inputs *inputs, int bits)
{
    const struct lm_arena_mark mark = lm_arena_mark(arena);
    struct lm_limit_gram limits = lm_limit_gram_new(arena, inputs->n, inputs->L);
    mpfr_ptr scratch = reals(arena, 6, bits);
    struct factor w = {
        .limits = &limits,
        .K = reals(arena, limits.order * (limits.order + 1) / 2, bits),
        .f = reals(arena, limits.order * (limits.order + 1) / 2, bits),
        .pivot = scratch,
        .bound = scratch + 1,
        .product = scratch + 2,
        .xx = scratch + 3,
        .xy = scratch + 4,
        .yy = scratch + 5,
    };
    fill(&limits, w.K, NULL, arena, inputs, bits);
    const lm_status status = factorise(&w, bits);
    for (size_t p = 0; status == LM_OK && p < limits.order; p++) {
        if (out) out[p] = residual(&w, p);
        for (size_t s = 0; separations && s < limits.n; s++)
            separations[p * limits.n + s] = separation(&w, p, p - p % limits.n + s);
    }
    lm_arena_rewind(arena, mark);
    return status;
}

/* ---- Spectral norms ---- */

/* F(z) = ends z/(2 + z) + gates z/(1 + z) - 1 grows with z and is zero where (2 + z)^ends (1 + z)^gates / z is least: bisection,
 * which the closed form of the double arithmetic checks. */
static bool beyond_root(mpfr_ptr term, mpfr_ptr sum, mpfr_srcptr z, int ends, int gates)
{
    mpfr_add_ui(term, z, 2, MPFR_RNDN);
    mpfr_div(term, z, term, MPFR_RNDN);
    mpfr_mul_si(sum, term, ends, MPFR_RNDN);
    mpfr_add_ui(term, z, 1, MPFR_RNDN);
    mpfr_div(term, z, term, MPFR_RNDN);
    mpfr_mul_si(term, term, gates, MPFR_RNDN);
    mpfr_add(sum, sum, term, MPFR_RNDN);
    return mpfr_cmp_ui(sum, 1) > 0;
}

static double product_norm(int ends, int gates, int bits)
{
    mpfr_t low, high, z, term, sum;
    mpfr_inits2(bits, low, high, z, term, sum, (mpfr_ptr)NULL);
    mpfr_set_zero(low, 1);
    mpfr_set_ui(high, 3, MPFR_RNDN);              /* the root is at most 2: at ends = 2, gates = 0 */
    for (int step = 0; step < 2 * bits; step++) { /* z > 1/(ends + gates), more than 2^-bits: all digits are found */
        mpfr_add(z, low, high, MPFR_RNDN);
        mpfr_div_2ui(z, z, 1, MPFR_RNDN);
        mpfr_set(beyond_root(term, sum, z, ends, gates) ? high : low, z, MPFR_RNDN);
    }
    mpfr_add_ui(sum, z, 2, MPFR_RNDN);
    mpfr_pow_ui(sum, sum, (unsigned long)ends, MPFR_RNDN);
    mpfr_div(sum, sum, z, MPFR_RNDN);
    mpfr_log1p(term, z, MPFR_RNDN);
    mpfr_mul_si(term, term, gates, MPFR_RNDN);
    mpfr_exp(term, term, MPFR_RNDN);
    mpfr_mul(sum, sum, term, MPFR_RNDN);
    mpfr_sqrt(sum, sum, MPFR_RNDN);
    const double rounded = mpfr_get_d(sum, MPFR_RNDN);
    mpfr_clears(low, high, z, term, sum, (mpfr_ptr)NULL);
    mpfr_free_cache();
    return rounded;
}

/* ---- Small preactivations ---- */

static double small_fraction(double s, double q, int bits)
{
    mpfr_t x, root;
    mpfr_inits2(bits, x, root, (mpfr_ptr)NULL);
    mpfr_set_d(root, q, MPFR_RNDN);
    mpfr_sqrt(root, root, MPFR_RNDN);
    mpfr_set_d(x, s, MPFR_RNDN);
    mpfr_div(x, x, root, MPFR_RNDN);
    mpfr_div_2ui(x, x, 1, MPFR_RNDN);
    mpfr_erf(x, x, MPFR_RNDN);
    const double rounded = mpfr_get_d(x, MPFR_RNDN);
    mpfr_clears(x, root, (mpfr_ptr)NULL);
    mpfr_free_cache();
    return rounded;
}

/* ---- Neural tangent kernel ---- */

static void tangent(double *out, struct lm_arena *arena, const struct lm_inputs *inputs, int bits)
{
    const struct lm_arena_mark mark = lm_arena_mark(arena);
    struct lm_limit_gram limits = lm_limit_gram_new(arena, inputs->n, inputs->L);
    const size_t order = limits.order;
    mpfr_ptr K = reals(arena, order * (order + 1) / 2, bits), S = reals(arena, order * (order + 1) / 2, bits);
    fill(&limits, K, S, arena, inputs, bits);
    for (size_t p = 0; p < order; p++)
        for (size_t q = 0; q <= p; q++) store(out, order, p, q, S + triangle(p, q));
    lm_arena_rewind(arena, mark);
}

const struct lm_limit_ops lm_limit_mpfr = {
    .kappa_1 = kappa_1,
    .kappa_0 = kappa_0,
    .gram = gram,
    .residuals = residuals,
    .product_norm = product_norm,
    .small_fraction = small_fraction,
    .tangent = tangent,
};
