/* Complexity of the concept classes: Wang et al. (2021), (6), (7), Examples 2.1, 2.2, Remarks 2.1, 2.2 and Theorem 4, and the width
 * that Theorem 3.1 of Panigrahi & Goyal (2021) asks for.
 *
 *   C(psi, R) = 1 + sum_{i >= 1} i |c_i| R^i,   C_N(psi, R) = 1 + sum_{i >= 1} L^{1.5 N} C_1^N sqrt(C_{N,i}) (i/N)^N |c_i| R^i
 *
 * with psi(z) = sum_i c_i z^i and C_{N,i} the largest i!/(n_1! .. n_N!), n_1 + .. + n_N = i. For N = 1 and without its first
 * factors C_N is C. What needs no random numbers is proved by interval arithmetic; the README reduces it to the slacks below. */
#include <lemmata/lemma.h>
#include <lemmata/prove.h>
#include <lemmata/target.h>

#include <lapacke.h>
#include <math.h>

enum {
    ARCTAN,                                            /* along R */
    LEARNABLE, RADIUS, LONG_RANGE, EXPONENTIAL_PRINTED, EXPONENTIAL,   /* along L */
    VARIABLES,                                         /* along N */
    MULTINOMIAL_PRINTED, MULTINOMIAL,                  /* along the degree */
    INTERMEDIATE,                                      /* along the degree, as far as it holds */
    BEYOND,                                            /* along the degree, where it does not */
    WIDTH_PRINTED, WIDTH_NEVER,                        /* along log10 m */
    WIDTH_POLYNOMIAL,                                  /* likewise, from where it holds */
    SATURATES, BELOW                                   /* along n */
};
enum { RADII, LENGTHS, NUMBERS, DEGREES, FIRST_DEGREES, LAST_DEGREES, WIDTHS, LARGE_WIDTHS, SAMPLES };
enum { NO_DEGREE = 1, DOUBLE_RADIUS, LOPSIDED, CRUDE, OTHER_FUNCTION, RANDOM_LABELS };
enum { BITS = 128, SUMMED = 256, SUMMED_ARCTAN = 2048, LOOKED_AT = 64, MOST_PIECES = 256 };
enum { C_1 = 100, MOST_PARTS = 4 };
#define UNDECIDED ((double)NAN)

static const enum lm_target functions[] = {LM_TARGET_SQUARE, LM_TARGET_SIN, LM_TARGET_EXP, LM_TARGET_TANH, LM_TARGET_SIGMOID,
                                           LM_TARGET_ATAN};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

/* ---- The numbers C_{N,i} ---- */

static void binomial(arb_t out, ulong n, ulong k)
{
    arb_bin_uiui(out, n, k, BITS);
}

/* i!/(n_1! .. n_N!) where the parts n_j differ by at most 1: C_{N,i}. */
static void balanced(arb_t out, ulong N, ulong i)
{
    arb_t factor;
    arb_init(factor);
    arb_one(out);
    for (ulong parts = N, left = i; parts > 1; parts--) {
        ulong own = left / parts;
        binomial(factor, left, own);
        arb_mul(out, out, factor, BITS);
        left -= own;
    }
    arb_clear(factor);
}

/* i!/((i - N + 1)! 1! .. 1!), the smallest of them with all parts positive: i for N = 2. */
static void lopsided(arb_t out, ulong N, ulong i)
{
    arb_one(out);
    for (ulong k = 0; k + 1 < N; k++) arb_mul_ui(out, out, i > k ? i - k : 1, BITS);
}

/* The largest of all by exhaustion: over n_N = n, i!/(n! (i - n)!) times the largest for N - 1 parts of sum i - n. */
static void largest(arb_t out, ulong N, ulong i)
{
    arb_t part, factor;
    arb_one(out);
    if (N == 1) return;
    arb_init(part);
    arb_init(factor);
    for (ulong n = 0; n <= i; n++) {
        largest(part, N - 1, i - n);
        binomial(factor, i, n);
        arb_mul(part, part, factor, BITS);
        arb_max(out, out, part, BITS);
    }
    arb_clear(part);
    arb_clear(factor);
}

/* ---- The series ---- */

/* One of them at one argument. */
struct series {
    enum lm_target psi;
    ulong N;
    arb_t R_square, R;
    int variant;
    ulong scale; /* the claimed radius of convergence over the radius; 1 but in a control */
};

static void begin(struct series *s, enum lm_target psi, ulong N, double R_square, int variant)
{
    *s = (struct series){.psi = psi, .N = N, .variant = variant, .scale = 1};
    arb_init(s->R_square);
    arb_init(s->R);
    arb_set_d(s->R_square, R_square);
    arb_sqrt(s->R, s->R_square, BITS);
}

static void end(struct series *s)
{
    arb_clear(s->R_square);
    arb_clear(s->R);
}

/* sqrt(C_{N,i}) (i/N)^N: i for N = 1. */
static void weight(arb_t out, const struct series *s, ulong i)
{
    arb_t power;
    arb_init(power);
    if (s->variant == LOPSIDED)
        lopsided(out, s->N, i);
    else
        balanced(out, s->N, i);
    arb_sqrt(out, out, BITS);
    arb_set_ui(power, s->variant == NO_DEGREE ? 1 : i);
    arb_div_ui(power, power, s->N, BITS);
    arb_pow_ui(power, power, s->N, BITS);
    arb_mul(out, out, power, BITS);
    arb_clear(power);
}

/* Term i, without L^{1.5 N} C_1^N; `power` is R^i. */
static void term(arb_t out, const struct series *s, ulong i, const arb_t power)
{
    arb_t c;
    arb_init(c);
    lm_target_coefficient_arb(c, s->psi, i, BITS);
    arb_abs(c, c);
    weight(out, s, i);
    arb_mul(out, out, c, BITS);
    arb_mul(out, out, power, BITS);
    arb_clear(c);
}

static void claimed_radius(arb_t out, const struct series *s)
{
    lm_target_radius_arb(out, s->psi, BITS);
    arb_mul_ui(out, out, s->scale, BITS);
}

/* Whether R sqrt N lies below (1) or at or beyond (0) the claimed radius; -1 where the bits do not tell. */
static int inside(const struct series *s)
{
    arb_t radius, reach;
    arb_init(radius);
    arb_init(reach);
    claimed_radius(radius, s);
    arb_mul(radius, radius, radius, BITS);
    arb_mul_ui(reach, s->R_square, s->N, BITS);
    int out = arb_lt(reach, radius) ? 1 : arb_ge(reach, radius) ? 0 : -1;
    arb_clear(radius);
    arb_clear(reach);
    return out;
}

/* What follows degree k, where R sqrt N lies inside: |c_i| <= 2 radius^-i, and 1/i! for entire functions; C_{N,i+1} <= N C_{N,i}.
 * The terms from k + 1 on are at most those of a geometric series. 0 for a polynomial. */
static void tail(arb_t out, const struct series *s, ulong k)
{
    arb_t ratio, grows, first;
    arb_zero(out);
    if (lm_target_degree(s->psi) >= 0) return;
    arb_init(ratio);
    arb_init(grows);
    arb_init(first);
    arb_mul_ui(ratio, s->R_square, s->N, BITS);
    arb_sqrt(ratio, ratio, BITS);
    claimed_radius(first, s);
    if (arb_is_finite(first)) { /* first = 2 (R/radius)^(k+1) */
        arb_div(ratio, ratio, first, BITS);
        arb_div(first, s->R, first, BITS);
        arb_pow_ui(first, first, k + 1, BITS);
        arb_mul_2exp_si(first, first, 1);
    } else { /* first = R^(k+1)/(k+1)! */
        arb_div_ui(ratio, ratio, k + 2, BITS);
        arb_fac_ui(grows, k + 1, BITS);
        arb_pow_ui(first, s->R, k + 1, BITS);
        arb_div(first, first, grows, BITS);
    }
    weight(grows, s, k + 1);
    arb_mul(first, first, grows, BITS);
    arb_set_ui(grows, k + 2); /* ((k + 2)/(k + 1))^N */
    arb_div_ui(grows, grows, k + 1, BITS);
    arb_pow_ui(grows, grows, s->N, BITS);
    arb_mul(ratio, ratio, grows, BITS);
    arb_sub_ui(ratio, ratio, 1, BITS);
    arb_neg(ratio, ratio);
    if (arb_is_positive(ratio)) {
        arb_div(first, first, ratio, BITS);
        arb_union(out, out, first, BITS);
    } else {
        arb_indeterminate(out);
    }
    arb_clear(ratio);
    arb_clear(grows);
    arb_clear(first);
}

/* The sum without the leading 1, of a series that converges: so many terms, and what follows. */
static void sum(arb_t out, const struct series *s, ulong terms)
{
    ulong degree = lm_target_degree(s->psi) >= 0 ? (ulong)lm_target_degree(s->psi) : terms;
    arb_t power, t;
    arb_init(power);
    arb_init(t);
    tail(out, s, degree);
    arb_one(power);
    for (ulong i = 1; i <= degree; i++) {
        arb_mul(power, power, s->R, BITS);
        term(t, s, i, power);
        arb_add(out, out, t, BITS);
    }
    arb_clear(power);
    arb_clear(t);
}

/* A slack that is certified to be >= 0 or < 0, otherwise undecided. */
static double certified(const arb_t slack)
{
    if (lm_lower(slack) >= 0) return lm_lower(slack);
    return lm_upper(slack) < 0 ? lm_upper(slack) : UNDECIDED;
}

/* The smaller one; a certified violation comes before what is undecided, and that before a proof. */
static double least(double a, double b)
{
    if (isnan(a)) return b < 0 ? b : a;
    if (isnan(b)) return a < 0 ? a : b;
    return fmin(a, b);
}

/* log(2 term/bound), the least over the first odd degrees. At R sqrt N >= radius term i is at least
 * (i/N)^N (i + 1)^(-(N-1)/2) |c_i| radius^i by the README, |c_i| radius^i at least 1/i, 4/pi, 2/pi for arctan(z/2), tanh and the
 * sigmoid: these bounds do not tend to 0. Half of them, as arctan(z/2) attains its own. */
static double divergence_slack(const struct series *s)
{
    double out = HUGE_VAL;
    arb_t power, t, bound;
    arb_init(power);
    arb_init(t);
    arb_init(bound);
    arb_one(power);
    for (ulong i = 1; i < LOOKED_AT; i++) {
        arb_mul(power, power, s->R, BITS);
        if (i % 2 == 0) continue;
        term(t, s, i, power);
        arb_set_ui(bound, i + 1); /* t becomes the ratio of term and bound, from factor to factor */
        arb_pow_ui(bound, bound, s->N - 1, BITS);
        arb_sqrt(bound, bound, BITS);
        arb_mul(t, t, bound, BITS);
        arb_set_ui(bound, i);
        arb_div_ui(bound, bound, s->N, BITS);
        arb_pow_ui(bound, bound, s->N, BITS);
        arb_div(t, t, bound, BITS);
        if (s->psi == LM_TARGET_ATAN) {
            arb_mul_ui(t, t, i, BITS);
        } else {
            arb_const_pi(bound, BITS);
            arb_mul(t, t, bound, BITS);
            arb_mul_2exp_si(t, t, s->psi == LM_TARGET_TANH ? -2 : -1);
        }
        arb_mul_2exp_si(t, t, 1);
        arb_log(t, t, BITS);
        out = least(out, certified(t));
    }
    arb_clear(power);
    arb_clear(t);
    arb_clear(bound);
    return out;
}

/* log(2 radius^-i/|c_i|) with the claimed radius, the least over the first odd degrees: the bound behind the tail. Infinite for
 * entire functions, whose |c_i| are at most 1/i!. */
static double majorant_slack(const struct series *s)
{
    double out = HUGE_VAL;
    arb_t radius, c, ratio;
    arb_init(radius);
    arb_init(c);
    arb_init(ratio);
    claimed_radius(radius, s);
    for (ulong i = 1; i < LOOKED_AT && arb_is_finite(radius); i += 2) {
        lm_target_coefficient_arb(c, s->psi, i, BITS);
        arb_abs(c, c);
        arb_pow_ui(ratio, radius, i, BITS);
        arb_mul(ratio, ratio, c, BITS);
        arb_mul_2exp_si(ratio, ratio, -1);
        arb_log(ratio, ratio, BITS);
        arb_neg(ratio, ratio);
        out = least(out, certified(ratio));
    }
    arb_clear(radius);
    arb_clear(c);
    arb_clear(ratio);
    return out;
}

/* A certified upper bound of the complexity; infinite where the enclosure is. */
static double complexity(const struct series *s)
{
    arb_t value;
    arb_init(value);
    sum(value, s, SUMMED);
    arb_add_ui(value, value, 1, BITS);
    double out = lm_upper(value);
    arb_clear(value);
    return out;
}

/* That C_N(psi, R) is finite: 1/(1 + log C) from a finite enclosure, and no more than the slack of what the tail rests on. */
static double convergence_slack(const struct series *s)
{
    const double C = complexity(s);
    return least(majorant_slack(s), isfinite(C) ? 1 / (1 + log(C)) : UNDECIDED);
}

/* The claim that C_N(psi, R) is finite: negative where the terms are certified not to tend to 0. */
static double slack_of_finite(const struct series *s)
{
    const int within = inside(s);
    if (within < 0) return UNDECIDED;
    if (within) return convergence_slack(s);
    const double diverges = divergence_slack(s);
    return diverges > 0 ? -diverges : UNDECIDED;
}

/* ---- C(arctan(z/2), R) and the radius ---- */

/* How many bits beyond 64 agree in C(arctan(z/2), R) and 1 + 2 R/(4 - R^2). */
static double arctan_slack(const struct lm_cell *cell)
{
    struct series s;
    arb_t C, closed;
    begin(&s, LM_TARGET_ATAN, 1, cell->x * cell->x, cell->variant);
    arb_init(C);
    arb_init(closed);
    sum(C, &s, SUMMED_ARCTAN);
    arb_sub_ui(closed, s.R_square, 4, BITS);
    arb_neg(closed, closed);
    arb_div(closed, s.R, closed, BITS);
    arb_mul_2exp_si(closed, closed, 1);
    arb_sub(C, C, closed, BITS);
    arb_abs(C, C);
    double out = -log2(lm_upper(C)) - 64;
    end(&s);
    arb_clear(C);
    arb_clear(closed);
    return out;
}

/* The least slack, over the functions, of "C_N(psi, R) is finite if and only if R sqrt N < radius". */
static double radius_slack(const struct lm_cell *cell, ulong N, double R_square)
{
    double out = HUGE_VAL;
    for (size_t k = 0; k < FUNCTIONS; k++) {
        struct series s;
        begin(&s, functions[k], N, R_square, 0);
        s.scale = cell->variant == DOUBLE_RADIUS ? 2 : 1;
        const int within = inside(&s);
        out = least(out, within < 0 ? UNDECIDED : within ? convergence_slack(&s) : divergence_slack(&s));
        end(&s);
    }
    return out;
}

/* arctan(z/2) with N variables: both arguments of (12), C_N(psi, sqrt L) and C(psi, 2^l0 sqrt L), C_0 = 1. */
static double arctan_class_slack(double L, ulong N, unsigned l0)
{
    struct series s;
    begin(&s, LM_TARGET_ATAN, N, L, 0);
    double out = slack_of_finite(&s);
    end(&s);
    if (l0 == 0) return out;
    begin(&s, LM_TARGET_ATAN, 1, ldexp(L, 2 * (int)l0), 0);
    const double other = slack_of_finite(&s);
    end(&s);
    if (isnan(out) || isnan(other)) return out > 0 ? out : other > 0 ? other : UNDECIDED;
    out = fmax(out, other);
    return out;
}

/* ---- Example 2.2: two variables, exp ---- */

/* C_2(exp, 1) = 1 + L^3 C_1^2 S. */
static void exponential_sum(arb_t S, int variant)
{
    struct series s;
    begin(&s, LM_TARGET_EXP, 2, 1, variant);
    sum(S, &s, SUMMED);
    end(&s);
}

/* Twice the value at L = 1 over that at L, less 1. */
static double bounded_slack(const struct lm_cell *cell)
{
    arb_t S, at_one, at_L;
    arb_init(S);
    arb_init(at_one);
    arb_init(at_L);
    exponential_sum(S, 0);
    arb_mul_ui(at_one, S, C_1 * C_1, BITS);
    arb_mul_ui(at_L, at_one, (ulong)cell->L * (ulong)cell->L * (ulong)cell->L, BITS);
    arb_add_ui(at_one, at_one, 1, BITS);
    arb_add_ui(at_L, at_L, 1, BITS);
    arb_mul_2exp_si(at_one, at_one, 1);
    arb_div(at_one, at_one, at_L, BITS);
    arb_sub_ui(at_one, at_one, 1, BITS);
    double out = lm_lower(at_one);
    arb_clear(S);
    arb_clear(at_one);
    arb_clear(at_L);
    return out;
}

/* The least of S - 2.2539 and 2.2540 - S. */
static double exponential_slack(const struct lm_cell *cell)
{
    arb_t S;
    arb_init(S);
    exponential_sum(S, cell->variant);
    double out = fmin(lm_lower(S) - 2.2539, 2.2540 - lm_upper(S));
    arb_clear(S);
    return out;
}

/* ---- C_{N,i}, degree by degree ---- */

/* 1/2 - |a - b|, of whole numbers: positive if and only if they are equal. */
static double equal_slack(const arb_t a, const arb_t b)
{
    arb_t difference;
    arb_init(difference);
    arb_sub(difference, a, b, BITS);
    arb_abs(difference, difference);
    double out = 0.5 - lm_upper(difference);
    arb_clear(difference);
    return out;
}

static double multinomial_slack(const struct lm_cell *cell)
{
    double out = HUGE_VAL;
    arb_t found, claimed;
    arb_init(found);
    arb_init(claimed);
    for (ulong N = 2; N <= MOST_PARTS; N++) {
        largest(found, N, (ulong)cell->x);
        if (cell->variant == LOPSIDED)
            lopsided(claimed, N, (ulong)cell->x);
        else
            balanced(claimed, N, (ulong)cell->x);
        out = fmin(out, equal_slack(found, claimed));
    }
    arb_clear(found);
    arb_clear(claimed);
    return out;
}

/* C_{2,i} = i: i/C_{2,i} - 1, exactly 0 where it is true. */
static double multinomial_printed_slack(const struct lm_cell *cell)
{
    arb_t ratio, found;
    arb_init(ratio);
    arb_init(found);
    largest(found, 2, (ulong)cell->x);
    arb_set_d(ratio, cell->x);
    arb_div(ratio, ratio, found, BITS);
    arb_sub_ui(ratio, ratio, 1, BITS);
    double out = arb_is_negative(ratio) ? lm_upper(ratio) : lm_lower(ratio);
    arb_clear(ratio);
    arb_clear(found);
    return out;
}

/* log of pi i^2.5/(sqrt(C_{2,i}) (i/2)^2) = 4 pi/sqrt(C_{2,i}/i); `beyond`: its opposite, where the inequality fails. */
static double intermediate_slack(const struct lm_cell *cell, bool beyond)
{
    arb_t out, pi;
    arb_init(out);
    arb_init(pi);
    if (cell->variant == CRUDE) {
        arb_one(out);
        arb_mul_2exp_si(out, out, (slong)cell->x);
    } else if (cell->variant == LOPSIDED) {
        lopsided(out, 2, (ulong)cell->x);
    } else {
        balanced(out, 2, (ulong)cell->x);
    }
    arb_div_ui(out, out, (ulong)cell->x, BITS);
    arb_sqrt(out, out, BITS);
    arb_const_pi(pi, BITS);
    arb_div(out, out, pi, BITS);
    arb_mul_2exp_si(out, out, -2);
    arb_log(out, out, BITS);
    if (!beyond) arb_neg(out, out);
    const double slack = certified(out);
    arb_clear(out);
    arb_clear(pi);
    return slack;
}

/* ---- The width that Theorem 3.1 of Panigrahi & Goyal asks for ---- */

/* What an enclosure is asked about. */
struct question {
    bool polynomial;    /* z^2, otherwise exp, sin or cos */
    bool reached;       /* log10 m - log10 C_eps, otherwise the opposite */
};

/* log10 C_eps(Phi, 1/eps_x) with 1/eps_x = rho = 100 L d_out log m, L = 3, d_out = 1, at x = log10 m; y = C* rho. For z^2, with
 * eps = 1/(rho C_s(z^2, rho)): C_eps = y^2 (1 + log(1/eps)/2), C_s = 3^1.75 C* rho^2. Otherwise its first powers alone are
 * exp y - 1, sinh y or cosh y, none below exp(y)/4. */
static void log_complexity(arb_t out, const arb_t x, bool polynomial, slong bits)
{
    arb_t log10, rho, y;
    arb_init(log10);
    arb_init(rho);
    arb_init(y);
    arb_const_log10(log10, bits);
    arb_mul(rho, x, log10, bits);
    arb_mul_ui(rho, rho, LM_RHO * 3, bits);
    arb_mul_ui(y, rho, LM_C_STAR, bits);
    if (polynomial) {
        arb_set_ui(out, 3 * 3 * 3 * 3 * 3 * 3 * 3); /* 3^1.75 */
        arb_root_ui(out, out, 4, bits);
        arb_mul_ui(out, out, LM_C_STAR, bits);
        arb_pow_ui(rho, rho, 3, bits);
        arb_mul(out, out, rho, bits);
        arb_log(out, out, bits);
        arb_mul_2exp_si(out, out, -1);
        arb_add_ui(out, out, 1, bits);
        arb_mul(y, y, y, bits);
        arb_mul(out, out, y, bits);
        arb_log(out, out, bits);
    } else {
        arb_const_log2(out, bits);
        arb_mul_2exp_si(out, out, 1);
        arb_sub(out, y, out, bits);
    }
    arb_div(out, out, log10, bits);
    arb_clear(log10);
    arb_clear(rho);
    arb_clear(y);
}

static void width_slack(arb_t out, const arb_t x, slong bits, const void *context)
{
    const struct question *question = context;
    log_complexity(out, x, question->polynomial, bits);
    arb_sub(out, x, out, bits);
    if (!question->reached) arb_neg(out, out);
}

static void prove_width(const struct lm_cell *cell, struct lm_trial *t, unsigned statement)
{
    const bool polynomial = (statement == WIDTH_POLYNOMIAL) != (cell->variant == OTHER_FUNCTION);
    const struct question question = {polynomial, statement != WIDTH_NEVER};
    lm_trial_prove(cell, t, statement, width_slack, &question, BITS, MOST_PIECES);
}

/* ---- sqrt(y' H^-1 y) ---- */

/* Cholesky's factor of H, in the lower triangle by rows. */
static double *factor_of_kernel(const struct lm_inputs *inputs, struct lm_trial *t)
{
    const size_t n = inputs->n;
    double *H = lm_arena_doubles(lm_trial_arena(t), n * n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) H[i * n + j] = lm_limit_ntk_last(inputs, i, j, NULL);
    if (LAPACKE_dpotrf(LAPACK_ROW_MAJOR, 'L', (lapack_int)n, H, (lapack_int)n) != 0)
        lm_trial_fail(t, lm_error(LM_ECONVERGE, "the kernel of %zu sequences is not positive definite to rounding", n));
    return H;
}

/* sqrt(y' H^-1 y) = ||z|| with G z = y, G the factor; y becomes z. */
static double norm_of_labels(double *y, const double *factor, size_t n)
{
    double square = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) y[i] -= factor[i * n + j] * y[j];
        y[i] /= factor[i * n + i];
        square += y[i] * y[i];
    }
    return sqrt(square);
}

/* C* of (10) for one function of one token: L^3.5 C(psi, sqrt L), C_0 = 1. */
static double class_complexity(enum lm_target psi, int L)
{
    struct series s;
    begin(&s, psi, 1, L, 0);
    double C = complexity(&s);
    end(&s);
    return pow(L, 3.5) * C;
}

/* Labels psi(<beta, X_L>) with a random unit beta; in a control random signs. */
static void label(double *y, enum lm_target psi, const struct lm_inputs *inputs, const struct lm_cell *cell, struct lm_trial *t)
{
    const struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 0, address.network);
    const double scale = pow(inputs->L - 1, 1.5); /* of X_L in the token */
    double beta[2];
    LM_ASSERT(inputs->dim == 3);
    lm_stream_normals(beta, &stream, 0, 0, 2, 1);
    if (cell->variant == RANDOM_LABELS) {
        lm_stream_normals(y, &stream, 1, 0, inputs->n, 1);
        for (size_t i = 0; i < inputs->n; i++) y[i] = y[i] < 0 ? -1 : 1;
        return;
    }
    for (size_t i = 0; i < inputs->n; i++) {
        const double *x = lm_token(inputs, i, inputs->L);
        y[i] = lm_target_at(psi, scale * (beta[0] * x[0] + beta[1] * x[1]) / hypot(beta[0], beta[1]));
    }
}

static void observe_labels(const struct lm_cell *cell, struct lm_trial *t)
{
    static const enum lm_target psi[] = {LM_TARGET_SQUARE, LM_TARGET_SIN, LM_TARGET_ATAN};
    const size_t n = (size_t)cell->N;
    const struct lm_inputs inputs = lm_inputs_wang(lm_trial_arena(t), n, cell->L, cell->dx, 3, lm_trial_address(t));
    const double *factor = factor_of_kernel(&inputs, t);
    double *y = lm_arena_doubles(lm_trial_arena(t), n), relative = 0;
    for (size_t k = 0; k < sizeof psi / sizeof *psi; k++) {
        label(y, psi[k], &inputs, cell, t);
        const double norm = norm_of_labels(y, factor, n);
        relative = fmax(relative, norm / class_complexity(psi[k], cell->L));
        if (psi[k] == LM_TARGET_SQUARE) lm_observe(t, SATURATES, norm);
    }
    lm_observe(t, BELOW, relative);
}

/* ---- The trial ---- */

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    switch (cell->sweep) {
    case RADII:
        lm_observe(t, ARCTAN, arctan_slack(cell));
        break;
    case LENGTHS:
        lm_observe(t, LEARNABLE, arctan_class_slack(cell->L, 1, 0));
        lm_observe(t, RADIUS, radius_slack(cell, 1, cell->L));
        lm_observe(t, LONG_RANGE, arctan_class_slack(cell->L, 2, 1));
        lm_observe(t, EXPONENTIAL_PRINTED, bounded_slack(cell));
        lm_observe(t, EXPONENTIAL, exponential_slack(cell));
        break;
    case NUMBERS:
        lm_observe(t, VARIABLES, radius_slack(cell, (ulong)cell->x, 1));
        break;
    case DEGREES:
        lm_observe(t, MULTINOMIAL_PRINTED, multinomial_printed_slack(cell));
        lm_observe(t, MULTINOMIAL, multinomial_slack(cell));
        break;
    case FIRST_DEGREES:
        lm_observe(t, INTERMEDIATE, intermediate_slack(cell, false));
        break;
    case LAST_DEGREES:
        lm_observe(t, BEYOND, intermediate_slack(cell, true));
        break;
    case WIDTHS:
        prove_width(cell, t, WIDTH_PRINTED);
        prove_width(cell, t, WIDTH_NEVER);
        break;
    case LARGE_WIDTHS:
        prove_width(cell, t, WIDTH_POLYNOMIAL);
        break;
    default:
        observe_labels(cell, t);
    }
}

/* Nothing random: the claim and its controls once on every value. */
#define ONCE(...)                                                                                                          \
    .dense = {{__VA_ARGS__}}, .control_dense = {{__VA_ARGS__}},                                                            \
    .replicates = {[LM_SMOKE] = 1, [LM_QUICK] = 1, [LM_FULL] = 1, [LM_PAPER] = 1},                                         \
    .control_replicates = {[LM_SMOKE] = 1, [LM_QUICK] = 1, [LM_FULL] = 1, [LM_PAPER] = 1}, .m = 1, .d = 1, .dx = 2
#define LOG10_M .axis = LM_AXIS_VARIABLE, .variable = "log10 m", .pieces = true

LM_LEMMA(concept_complexity,
    .title = "Complexity of the concept classes",
    .papers = "wang2021 panigrahi2021",
    .hypotheses = "psi = z^2, sin z, exp z - 1, tanh z, 1/(1 + exp(-z)) - 1/2, arctan(z/2); C_0 = 1, C_1 = 100 (in "
                  "the paper C_1 > 100); for sqrt(y'H^-1 y) tokens are uniform on the unit circle",
    .statements = {
        [ARCTAN] = {
            .name = "arctan", .source = "Wang et al. 2021 Example 2.1",
            .reads = "C(arctan(z/2), 1) = 1 + sum 2^(1 - 2i) = 5/3; C(arctan(z/2), R) = 1 + 2 R/(4 - R^2) for R < 2",
            .measures = "bits beyond 64 that agree in C by its series and in 1 + 2 R/(4 - R^2)",
            .rule = LM_PROOF, .sweep = RADII, .expect = LM_EXPECT_PROVED,
            .note = "Term i of the series is (R/2)^i, i odd: a geometric series. The print has <= O(1)."},
        [LEARNABLE] = {
            .name = "learnable", .source = "Wang et al. 2021 Remark 2.1, as printed",
            .reads = "C(arctan(z/2), C_0 sqrt L) is finite, for every L",
            .measures = "1/(1 + log C) where C is finite, - least log(2 term/bound) where the terms do not tend to 0 (see radius)",
            .rule = LM_PROOF, .sweep = LENGTHS, .expect = LM_EXPECT_REFUTED, .corrected = "radius",
            .note = "The radius of convergence is 2: infinite as soon as C_0 sqrt L >= 2, from L = 4 on with C_0 = 1. There the "
                    "class complexity (10) is infinite, as C_eps is, over which the remark claims an advantage. See radius."},
        [RADIUS] = {
            .name = "radius", .source = "Wang et al. 2021 Remark 2.1, corrected",
            .reads = "C(psi, sqrt L) is finite if and only if sqrt L is below the radius of convergence of psi",
            .measures = "least over psi of 1/(1 + log C) and log(2 r^-i/|c_i|) below the radius r, otherwise of log(2 term/bound); "
                        "odd i < 64, bound: of the README, does not tend to 0",
            .rule = LM_PROOF, .sweep = LENGTHS, .expect = LM_EXPECT_PROVED,
            .note = "The README proves the two bounds for every degree. Radii: pi/2 of tanh z, 2 of arctan(z/2), pi of the "
                    "sigmoid: L < 3, L < 4, L < 10. None for z^2, sin z, exp z - 1."},
        [LONG_RANGE] = {
            .name = "long-range", .source = "Wang et al. 2021 Remark 2.2 and (12), as printed",
            .reads = "min(L^2 C_N(psi, C_0 sqrt L), L^3.5 C(psi, 2^l0 C_0 sqrt L)) is polynomial in L for small N or l0, here for "
                     "N = 2, l0 = 1 and arctan(z/2)",
            .measures = "1/(1 + log C) of the smaller one where one is finite, otherwise - log(2 term/bound), the larger of both "
                        "(see radius)",
            .rule = LM_PROOF, .sweep = LENGTHS, .expect = LM_EXPECT_REFUTED, .corrected = "variables",
            .note = "C_N has the radius of psi over sqrt N, C(psi, 2^l0 R) that over 2^l0: both are infinite from L = 2 on. For "
                    "psi = exp and sin C is exponential in sqrt L; it is polynomial in L for polynomials alone."},
        [EXPONENTIAL_PRINTED] = {
            .name = "exponential-printed", .source = "Wang et al. 2021 Example 2.2, as printed",
            .reads = "C_2(exp, 1) <= 1 + sum L^3 C_1^2 pi i^2.5/i! <= O(1), so at any L at most twice its value at L = 1",
            .measures = "2 C_2(exp, 1) at L = 1, over C_2(exp, 1) at L, less 1",
            .rule = LM_PROOF, .sweep = LENGTHS, .expect = LM_EXPECT_REFUTED, .corrected = "exponential",
            .note = "L^3 is no constant; any other factor than 2 is exceeded at a larger L. Example 2.2 is partly garbled in the "
                    "text at hand, and so is this bound."},
        [EXPONENTIAL] = {
            .name = "exponential", .source = "Wang et al. 2021 Example 2.2, corrected",
            .reads = "C_2(exp, 1) = 1 + S C_1^2 L^3 with S = sum sqrt(binom(i, i/2)) (i/2)^2/i! in [2.2539, 2.2540]",
            .measures = "least of S - 2.2539 and 2.2540 - S",
            .rule = LM_PROOF, .sweep = LENGTHS, .expect = LM_EXPECT_PROVED,
            .note = "With n_j >= 0. With n_j > 0, as printed, C_{2,1} is no number; without i = 1 S is 1/4 less."},
        [VARIABLES] = {
            .name = "variables", .source = "Wang et al. 2021 equation (7)",
            .reads = "C_N(psi, 1) is finite if and only if sqrt N is below the radius of convergence of psi",
            .measures = "as for radius, with C_N without L^{1.5 N} C_1^N",
            .rule = LM_PROOF, .sweep = NUMBERS, .expect = LM_EXPECT_PROVED,
            .note = "C_{N,i} grows like N^i: C_N(psi, R) has the radius of psi over sqrt N."},
        [MULTINOMIAL_PRINTED] = {
            .name = "multinomial-printed", .source = "Wang et al. 2021 Example 2.2, as printed",
            .reads = "C_{2,i} = i", .measures = "i/C_{2,i} - 1, C_{2,i} by exhaustion",
            .rule = LM_PROOF, .sweep = DEGREES, .expect = LM_EXPECT_REFUTED, .corrected = "multinomial",
            .note = "2, 3, 6, 10, 20 for i = 2, .., 6: binom(i, floor(i/2)), which is i for i = 2 and 3 only. Example 2.2 is "
                    "partly garbled in the text at hand: C_{2,i} = i is how it reads there."},
        [MULTINOMIAL] = {
            .name = "multinomial", .source = "Wang et al. 2021 equation (7), what C_{N,i} is",
            .reads = "the largest i!/(n_1! .. n_N!) has parts that differ by at most 1; binom(i, floor(i/2)) for N = 2",
            .measures = "least over N = 2, 3, 4 of 1/2 - |difference| of whole numbers, one by exhaustion",
            .rule = LM_PROOF, .sweep = DEGREES, .expect = LM_EXPECT_PROVED},
        [INTERMEDIATE] = {
            .name = "intermediate", .source = "Wang et al. 2021 Example 2.2, as far as it holds",
            .reads = "sqrt(C_{2,i}) (i/2)^2 <= pi i^2.5 for i <= 13", .measures = "log(right/left)",
            .rule = LM_PROOF, .sweep = FIRST_DEGREES, .expect = LM_EXPECT_PROVED,
            .note = "What bounds the terms by those of sum L^3 C_1^2 pi i^2.5/i!. With C_{2,i} = i it would be true of every i."},
        [BEYOND] = {
            .name = "intermediate-beyond", .source = "Wang et al. 2021 Example 2.2, remark",
            .reads = "sqrt(C_{2,i}) (i/2)^2 > pi i^2.5 for i >= 14", .measures = "log(left/right)",
            .rule = LM_PROOF, .sweep = LAST_DEGREES, .expect = LM_EXPECT_PROVED,
            .note = "Not in the paper, and no slip beyond that of multinomial-printed. The left over the right increases with i, "
                    "so that i = 14 is enough. The series converges nevertheless: C_{2,i} <= 2^i."},
        [WIDTH_PRINTED] = {
            .name = "width-printed", .source = "Panigrahi & Goyal 2021 Theorem 3.1 with Definition 2.1",
            .reads = "m >= poly(C_eps(Phi, O(1/eps_x))) can be met for Phi = sin, cos, exp; here m >= C_eps(Phi, rho), L = 3",
            .measures = "log10 m - log10 C_eps(Phi, rho), 1/eps_x = rho = 100 L d_out log m, from exp(C* rho)/4",
            .rule = LM_PROOF, .sweep = WIDTHS, .expect = LM_EXPECT_REFUTED, .corrected = "width-never",
            .note = "The condition refers to itself: 1/eps_x >= rho grows with log m, and C_eps >= exp(C* rho)/4 = m^(10^6 L)/4. "
                    "See width-never and width-polynomial."},
        [WIDTH_NEVER] = {
            .name = "width-never", .source = "Panigrahi & Goyal 2021 Theorem 3.1, corrected",
            .reads = "C_eps(Phi, rho) >= m for Phi = sin, cos, exp at every m >= 2",
            .measures = "log10 C_eps(Phi, rho) - log10 m, from exp(C* rho)/4",
            .rule = LM_PROOF, .sweep = WIDTHS, .expect = LM_EXPECT_PROVED,
            .note = "The slack is linear in log m with a positive coefficient, so that it is positive beyond 10^1000, too."},
        [WIDTH_POLYNOMIAL] = {
            .name = "width-polynomial", .source = "Panigrahi & Goyal 2021 Theorem 3.1, where it says something",
            .reads = "C_eps(z^2, rho) <= m for m >= 10^20, L = 3, eps = 1/(rho C_s(z^2, rho))",
            .measures = "log10 m - log10 C_eps(z^2, rho)",
            .rule = LM_PROOF, .sweep = LARGE_WIDTHS, .expect = LM_EXPECT_PROVED,
            .note = "The theorem covers polynomials, and series cut off at a fixed degree."},
        [SATURATES] = {
            .name = "saturates", .source = "Wang et al. 2021 Theorem 4, (20)",
            .reads = "sqrt(y'(H^inf)^-1 y) <= O(C*) for labels of the class, whatever n",
            .measures = "sqrt(y' H^-1 y) for y = <beta, X_L>^2, L = 2, H the kernel at infinite width",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.factor = 1}, .constant = 6.6, .sweep = SAMPLES, .scatter = 0.05,
            .note = "C* does not depend on n. For a fixed function the values increase to its norm in the space of the kernel."},
        [BELOW] = {
            .name = "below-complexity", .source = "Wang et al. 2021 Theorem 4, (20) with the constant 1",
            .reads = "sqrt(y'(H^inf)^-1 y) <= C* = L^3.5 C(psi, sqrt L)",
            .measures = "largest over psi = z^2, sin z, arctan(z/2) of sqrt(y' H^-1 y)/C*, y = psi(<beta, X_L>), L = 2",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1}, .tolerance = 0.05, .sweep = SAMPLES},
    },
    .controls = {
        {.name = "no-degree", .breaks = "the weight i of C(psi, R) (here 1)", .variant = NO_DEGREE, .refutes = LM_BIT(ARCTAN)},
        {.name = "double-radius", .breaks = "the radius of convergence (here twice as large)", .variant = DOUBLE_RADIUS,
         .refutes = LM_BIT(RADIUS) | LM_BIT(VARIABLES)},
        {.name = "lopsided", .breaks = "C_{N,i} is the largest of its kind (here i!/(i - N + 1)!: for N = 2 the printed i)",
         .variant = LOPSIDED, .refutes = LM_BIT(MULTINOMIAL) | LM_BIT(EXPONENTIAL) | LM_BIT(BEYOND)},
        {.name = "crude", .breaks = "C_{2,i} (here 2^i, above it)", .variant = CRUDE, .refutes = LM_BIT(INTERMEDIATE)},
        {.name = "other-function", .breaks = "Phi (here z^2 for exp, and exp for z^2)", .variant = OTHER_FUNCTION,
         .refutes = LM_BIT(WIDTH_NEVER) | LM_BIT(WIDTH_POLYNOMIAL)},
        {.name = "random-labels", .breaks = "labels come from a function of the class (here random signs)",
         .variant = RANDOM_LABELS, .refutes = LM_BIT(SATURATES) | LM_BIT(BELOW)},
    },
    .sweeps = {
        [RADII] = {.name = "argument", .axis = LM_AXIS_VARIABLE, .variable = "R", .linear = true, .L = 2,
                   ONCE(0.25, 0.5, 1, 1.5, 1.75)},
        [LENGTHS] = {.name = "length", .axis = LM_AXIS_LENGTH, ONCE(1, 2, 3, 4, 5, 8, 10, 16, 32, 64)},
        [NUMBERS] = {.name = "variables", .axis = LM_AXIS_VARIABLE, .variable = "N", .L = 2, ONCE(1, 2, 3, 4, 5, 8, 10, 12)},
        [DEGREES] = {.name = "degree", .axis = LM_AXIS_VARIABLE, .variable = "i", .linear = true, .L = 2,
                     ONCE(2, 3, 4, 5, 6, 8, 10, 12, 13, 14, 15, 16, 20, 24, 28, 32, 36, 40)},
        [FIRST_DEGREES] = {.name = "first-degrees", .axis = LM_AXIS_VARIABLE, .variable = "i", .linear = true, .L = 2,
                           ONCE(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)},
        [LAST_DEGREES] = {.name = "last-degrees", .axis = LM_AXIS_VARIABLE, .variable = "i", .linear = true, .L = 2,
                          ONCE(14, 15, 16, 20, 24, 28, 32, 36, 40)},
        [WIDTHS] = {.name = "widths", LOG10_M, .begin = 0.3, .L = 3, ONCE(1, 3, 10, 30, 100, 300, 1000)},
        [LARGE_WIDTHS] = {.name = "large-widths", LOG10_M, .begin = 20, .L = 3, ONCE(30, 100, 300, 1000)},
        [SAMPLES] = {
            .name = "samples", .axis = LM_AXIS_ROWS,
            .implicit = {{100, 200, 400, 800}},
            .full = {{1600, 3200}},
            .smoke = {{200, 300, 400}},
            .control_implicit = {{200, 400, 800}},
            .calibration = {{100, 200}},
            .fit_from = 200, /* eight sequences for each product of two harmonics of degree <= 2 */
            .replicates = {[LM_SMOKE] = 20, [LM_QUICK] = 15, [LM_FULL] = 30, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 7, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 40,
            .m = 1, .L = 2, .d = 1, .dx = 2},
    },
    .trial = trial);
