/* Function complexity: Allen-Zhu & Li (2019), section 2, and Panigrahi & Goyal (2021), Definition 2.1, by interval arithmetic.
 *
 *   C_eps(phi, R) = sum_i ((C* R)^i + (sqrt(log(1/eps)/i) C* R)^i) |c_i|,   C_s(phi, R) = C* sum_i (i + 1)^1.75 R^i |c_i|
 *
 * with C* = 10^4 and phi(z) = sum_i c_i z^i. The README reduces what is said of all degrees, eps or R to the slacks below. */
#include <lemmata/lemma.h>
#include <lemmata/prove.h>
#include <lemmata/target.h>
#include <math.h>

enum {
    CONSTANT, LINEAR_PRINTED, LOWER, LINEAR, UPPER, POWERS, TRUNCATED, TRUNCATED_PRINTED, ENTIRE, DIFFER, DIFFER_LATE, VALUES,
    SINE_PRINTED, SINE, FINITE, COEFFICIENTS, INFINITE
};
enum { EPS, DEGREES, SMALL_EPS, RATIO, EXPONENTS, LOG_EPS, LOG_EPS_WIDE, LOG_EPS_FAR, TABLE, REACH, DISK, ODD };
enum { FAST_WEIGHT = 1, C_STAR_1, C_STAR_DOUBLE, HALF_EXPONENT, HALF_LOGARITHM, LATE_THRESHOLD, GROWING, FACTORIAL };
enum { BITS = 128, MOST_PIECES = 256 };

/* Which statements a sweep proves or refutes. */
static const struct {
    unsigned first, last;
} proofs[] = {
    [EPS] = {CONSTANT, LINEAR_PRINTED}, [DEGREES] = {LOWER, LOWER}, [SMALL_EPS] = {LINEAR, LINEAR}, [RATIO] = {UPPER, UPPER},
    [EXPONENTS] = {POWERS, POWERS}, [LOG_EPS] = {TRUNCATED, TRUNCATED_PRINTED}, [LOG_EPS_WIDE] = {ENTIRE, ENTIRE},
    [LOG_EPS_FAR] = {DIFFER, DIFFER}, [TABLE] = {DIFFER_LATE, VALUES}, [REACH] = {SINE_PRINTED, SINE},
    [DISK] = {FINITE, FINITE}, [ODD] = {COEFFICIENTS, INFINITE}};

static const enum lm_target entire[] = {LM_TARGET_SIN, LM_TARGET_EXP};
static const enum lm_target with_radius[] = {LM_TARGET_TANH, LM_TARGET_SIGMOID, LM_TARGET_ATAN};
static const enum lm_target transcendental[] = {LM_TARGET_SIN, LM_TARGET_EXP, LM_TARGET_TANH, LM_TARGET_SIGMOID, LM_TARGET_ATAN};
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What an enclosure is asked about: a statement on a cell. */
struct question {
    unsigned statement;
    const struct lm_cell *cell;
};

#define ROOT_3 1.7320508075688772

/* ---- Numbers ---- */

static ulong C_star_of(const struct lm_cell *cell)
{
    return cell->variant == C_STAR_1 ? 1 : cell->variant == C_STAR_DOUBLE ? 2 * LM_C_STAR : LM_C_STAR;
}

static void log10_of(arb_t out, const arb_t x, slong bits)
{
    arb_log_base_ui(out, x, 10, bits);
}

/* 1/(2e); in a control half of it. */
static void exponent_of(arb_t out, const struct lm_cell *cell, slong bits)
{
    arb_const_e(out, bits);
    arb_inv(out, out, bits);
    arb_mul_2exp_si(out, out, cell->variant == HALF_EXPONENT ? -2 : -1);
}

/* The right end of a ball, exactly. */
static void right_end(arb_t out, const arb_t x, slong bits)
{
    arb_get_ubound_arf(arb_midref(out), x, bits);
    mag_zero(arb_radref(out));
}

/* Everything between 0 and x: what an increasing function that is 0 at 0 takes on as far as the point where it is x. */
static void down_to_zero(arb_t x, slong bits)
{
    arb_t zero;
    arb_init(zero);
    arb_union(x, x, zero, bits);
    arb_clear(zero);
}

/* -x log x for 0 <= x: it is 0 at 0 and increases as far as 1/e. */
static void entropy(arb_t out, const arb_t x, slong bits)
{
    arb_t end;
    arb_init(end);
    if (arb_is_positive(x))
        arb_set(end, x);
    else
        right_end(end, x, bits);
    arb_log(out, end, bits);
    arb_mul(out, out, end, bits);
    arb_neg(out, out);
    if (!arb_is_positive(x)) down_to_zero(out, bits);
    if (!arb_is_positive(x) && lm_upper(x) > 0.36) arb_indeterminate(out);
    arb_clear(end);
}

/* 1/log(1/eps) for 0 <= eps < 1: likewise. */
static void inverse_log(arb_t out, const arb_t eps, slong bits)
{
    arb_t end;
    arb_init(end);
    if (arb_is_positive(eps))
        arb_set(end, eps);
    else
        right_end(end, eps, bits);
    arb_log(out, end, bits);
    arb_neg(out, out);
    arb_inv(out, out, bits);
    if (!arb_is_positive(eps)) down_to_zero(out, bits);
    arb_clear(end);
}

/* ---- The two halves of the sandwich, term by term ---- */

/* The weight (i + 1)^1.75 of C_s at i = 1; in a control (2 C*)^i. */
static void weight_of_one(arb_t out, const struct lm_cell *cell, slong bits)
{
    if (cell->variant == FAST_WEIGHT) {
        arb_set_ui(out, 2 * LM_C_STAR);
    } else {
        arb_set_ui(out, 128);
        arb_root_ui(out, out, 4, bits);
    }
}

/* Degree 0: log10 of C_eps(c_0)/C_s(c_0) = 2/C*, for every eps. */
static void constant_slack(arb_t out, const struct lm_cell *cell, slong bits)
{
    lm_set_ratio(out, 2, (slong)C_star_of(cell), bits);
    log10_of(out, out, bits);
}

/* phi(z) = z/1000, R = 1: either eps >= 1/C_s, which the lemmas exclude, or (C_eps - C_s)/(C* |c_1| R) >= 0. */
static void linear_printed_slack(arb_t out, const arb_t eps, const struct lm_cell *cell, slong bits)
{
    arb_t weight, excluded;
    arb_init(weight);
    arb_init(excluded);
    weight_of_one(weight, cell, bits);
    arb_mul_ui(excluded, weight, C_star_of(cell), bits); /* 1000 C_s */
    arb_mul(excluded, excluded, eps, bits);
    arb_div_ui(excluded, excluded, 1000, bits);
    arb_sub_ui(excluded, excluded, 1, bits);
    arb_log(out, eps, bits);
    arb_neg(out, out);
    arb_sqrt(out, out, bits);
    arb_add_ui(out, out, 1, bits);
    arb_sub(out, out, weight, bits);
    arb_max(out, out, excluded, bits);
    arb_clear(weight);
    arb_clear(excluded);
}

/* 1 + sqrt(log(1/eps)) >= weight, as 1 - (weight - 1)^2/log(1/eps). */
static void linear_slack(arb_t out, const arb_t eps, const struct lm_cell *cell, slong bits)
{
    arb_t at;
    arb_init(at);
    arb_set(at, eps);
    if (cell->variant == LATE_THRESHOLD) { /* 0.01 instead of 0.0037 */
        arb_mul_ui(at, at, 100, bits);
        arb_div_ui(at, at, 37, bits);
    }
    inverse_log(at, at, bits);
    weight_of_one(out, cell, bits);
    arb_sub_ui(out, out, 1, bits);
    arb_sqr(out, out, bits);
    arb_mul(out, out, at, bits);
    arb_sub_ui(out, out, 1, bits);
    arb_neg(out, out);
    arb_clear(at);
}

/* x = 1/i: x log10 of (C*)^(i-1)/(i + 1)^1.75 = (1 - x) log10 C* - 1.75 (x log10(1 + x) - x log10 x). */
static void lower_slack(arb_t out, const arb_t x, const struct lm_cell *cell, slong bits)
{
    arb_t part, scale;
    arb_init(part);
    arb_init(scale);
    arb_const_log10(scale, bits);
    if (cell->variant == FAST_WEIGHT) {
        arb_log_ui(part, 2 * LM_C_STAR, bits);
    } else {
        arb_add_ui(part, x, 1, bits);
        arb_log(part, part, bits);
        arb_mul(part, part, x, bits);
        entropy(out, x, bits);
        arb_add(part, part, out, bits);
        lm_set_ratio(out, 7, 4, bits);
        arb_mul(part, part, out, bits);
    }
    arb_log_ui(out, C_star_of(cell), bits);
    arb_submul(out, out, x, bits);
    arb_sub(out, out, part, bits);
    arb_div(out, out, scale, bits);
    arb_clear(part);
    arb_clear(scale);
}

/* u = i/log(1/eps): (1/e + u log u)/(1/e - u)^2, which is e/2 2F1(1, 1; 3; 1 - e u). */
static void upper_slack(arb_t out, const arb_t u, const struct lm_cell *cell, slong bits)
{
    arb_t inverse_e, distance, one, three;
    arb_init(inverse_e);
    arb_init(distance);
    arb_init(one);
    arb_init(three);
    arb_const_e(inverse_e, bits);
    arb_inv(inverse_e, inverse_e, bits);
    arb_sub(distance, inverse_e, u, bits);
    if (cell->variant == HALF_EXPONENT || lm_upper(u) < 0.25) { /* far from the double zero at 1/e */
        exponent_of(out, cell, bits);
        arb_mul_2exp_si(out, out, 1);
        entropy(one, u, bits);
        arb_sub(out, out, one, bits);
        arb_sqr(distance, distance, bits);
        arb_div(out, out, distance, bits);
    } else {
        arb_one(one);
        arb_set_ui(three, 3);
        arb_div(distance, distance, inverse_e, bits); /* 1 - e u */
        arb_hypgeom_2f1(out, one, one, three, distance, 0, bits);
        arb_div(out, out, inverse_e, bits);
        arb_mul_2exp_si(out, out, -1);
    }
    arb_clear(inverse_e);
    arb_clear(distance);
    arb_clear(one);
    arb_clear(three);
}

/* ---- Powers ---- */

/* x = 1/d > 0: 2 l^(a - d/2) - l^(-d/2) - d^(-d/2), where the claim has l^a with a = d/2. For that it increases in l = log(1/eps),
 * which is at least log 3; the control has a = d/4 and is asked at l = 100 d. */
static void powers_slack_at(arb_t out, const arb_t x, const struct lm_cell *cell, slong bits)
{
    bool half = cell->variant == HALF_LOGARITHM;
    arb_t log_inverse, exponent, part;
    arb_init(log_inverse);
    arb_init(exponent);
    arb_init(part);
    arb_inv(exponent, x, bits);
    arb_mul_ui(log_inverse, exponent, 100, bits);
    if (!half) arb_log_ui(log_inverse, 3, bits);
    arb_mul_2exp_si(exponent, exponent, -2);
    arb_inv(part, log_inverse, bits);
    arb_pow(part, part, exponent, bits); /* l^(-d/4) */
    if (half)
        arb_set(out, part);
    else
        arb_one(out);
    arb_mul_2exp_si(out, out, 1);
    arb_sqr(part, part, bits);
    arb_sub(out, out, part, bits);
    arb_mul_2exp_si(exponent, exponent, 1);
    arb_pow(part, x, exponent, bits); /* d^(-d/2) */
    arb_sub(out, out, part, bits);
    arb_clear(log_inverse);
    arb_clear(exponent);
    arb_clear(part);
}

/* At x = 0 the two powers vanish; both increase with x. */
static void powers_slack(arb_t out, const arb_t x, const struct lm_cell *cell, slong bits)
{
    if (arb_is_positive(x)) {
        powers_slack_at(out, x, cell, bits);
        return;
    }
    arb_t end;
    arb_init(end);
    right_end(end, x, bits);
    powers_slack_at(out, end, cell, bits);
    arb_set_ui(end, 2);
    arb_union(out, out, end, bits);
    if (cell->variant == HALF_LOGARITHM) arb_indeterminate(out);
    arb_clear(end);
}

/* ---- Truncated series ---- */

/* k = 1/log(pi/2): the terms of tanh fall like (2/pi)^i = exp(-i/k). */
static void decay_of(arb_t out, slong bits)
{
    arb_const_pi(out, bits);
    arb_mul_2exp_si(out, out, -1);
    arb_log(out, out, bits);
    arb_inv(out, out, bits);
}

/* D = ceil(k l + 2.78) at the right end of the ball l. */
static ulong degree_for(const arb_t log_inverse, slong bits)
{
    arb_t degree, shift;
    arb_init(degree);
    arb_init(shift);
    decay_of(degree, bits);
    arb_mul(degree, degree, log_inverse, bits);
    lm_set_ratio(shift, 278, 100, bits);
    arb_add(degree, degree, shift, bits);
    double out = ceil(lm_upper(degree));
    arb_clear(degree);
    arb_clear(shift);
    return (ulong)out;
}

/* log C_eps(phi_D, 1) with D of eps = exp(-l). In a control with c_i = 2^i a lower bound of it, the term of degree D. */
static void log_truncated(arb_t out, enum lm_target phi, const arb_t log_inverse, const struct lm_cell *cell, slong bits)
{
    ulong degree = degree_for(log_inverse, bits);
    arb_t R, eps, C_star;
    arb_init(R);
    arb_init(eps);
    arb_init(C_star);
    arb_one(R);
    arb_set_ui(C_star, C_star_of(cell));
    arb_neg(eps, log_inverse);
    arb_exp(eps, eps, bits);
    if (cell->variant == GROWING) {
        arb_log_ui(out, 2 * C_star_of(cell), bits);
        arb_mul_ui(out, out, degree, bits);
    } else {
        lm_complexity_eps(out, phi, degree, R, eps, C_star, bits);
        arb_log(out, out, bits);
    }
    arb_clear(R);
    arb_clear(eps);
    arb_clear(C_star);
}

/* (log 4 + (k l + 3.78) log C* + l/(2e) - log C_eps(phi_D, 1))/l, the least over phi. */
static void truncated_slack(arb_t out, const arb_t log_inverse, const struct lm_cell *cell, slong bits)
{
    arb_t bound, part;
    arb_init(bound);
    arb_init(part);
    decay_of(bound, bits);
    arb_mul(bound, bound, log_inverse, bits);
    lm_set_ratio(part, 378, 100, bits);
    arb_add(bound, bound, part, bits);
    arb_log_ui(part, C_star_of(cell), bits);
    arb_mul(bound, bound, part, bits);
    exponent_of(part, cell, bits);
    arb_addmul(bound, part, log_inverse, bits);
    arb_log_ui(part, 4, bits);
    arb_add(bound, bound, part, bits);
    arb_pos_inf(out);
    for (size_t k = 0; k < COUNT(transcendental); k++) {
        log_truncated(part, transcendental[k], log_inverse, cell, bits);
        arb_sub(part, bound, part, bits);
        arb_div(part, part, log_inverse, bits);
        if (k == 0)
            arb_set(out, part);
        else
            arb_min(out, out, part, bits);
    }
    arb_clear(bound);
    arb_clear(part);
}

/* log10 of what C_eps(tanh_D, 1) is at eps = 1/e over what it is at eps. */
static void truncated_printed_slack(arb_t out, const arb_t log_inverse, const struct lm_cell *cell, slong bits)
{
    arb_t first;
    arb_init(first);
    arb_one(first);
    log_truncated(first, LM_TARGET_TANH, first, cell, bits);
    log_truncated(out, LM_TARGET_TANH, log_inverse, cell, bits);
    arb_sub(out, first, out, bits);
    arb_const_log10(first, bits);
    arb_div(out, out, first, bits);
    arb_clear(first);
}

/* ---- Whole series ---- */

/* C_s(phi, R) from `degree` terms and what is left; in a control with the weight (2 C*)^i only the terms, a lower bound. */
static void complexity_s(arb_t out, enum lm_target phi, ulong degree, const arb_t R, const struct lm_cell *cell, slong bits)
{
    arb_t C_star, part;
    arb_init(C_star);
    arb_init(part);
    arb_set_ui(C_star, C_star_of(cell));
    if (cell->variant == FAST_WEIGHT) { /* sum_i (2 C* R)^i |c_i| is what C_eps is at eps = 1 */
        arb_one(part);
        arb_mul_2exp_si(C_star, C_star, 1);
        lm_complexity_eps(out, phi, degree, R, part, C_star, bits);
        arb_mul_ui(out, out, C_star_of(cell), bits);
    } else {
        lm_complexity_s(out, phi, degree, R, C_star, bits);
        lm_complexity_s_tail(part, phi, degree, R, C_star, bits);
        arb_add(out, out, part, bits);
    }
    arb_clear(C_star);
    arb_clear(part);
}

/* The terms of sin and exp at least halve from one degree to the next: those with (C* R)^i from the degree 2 C* R on, the others
 * from (2 C* R sqrt(log(1/eps)))^(2/3) on. */
static void complexity_eps(arb_t out, enum lm_target phi, double R, double log_inverse, const struct lm_cell *cell, slong bits)
{
    double reach = (double)C_star_of(cell) * R;
    int last = lm_target_degree(phi);
    ulong degree = last >= 0 ? (ulong)last : (ulong)fmax(2 * reach, cbrt(4 * reach * reach * log_inverse)) + 200;
    arb_t radius, eps, C_star, part;
    arb_init(radius);
    arb_init(eps);
    arb_init(C_star);
    arb_init(part);
    arb_set_d(radius, R);
    arb_set_d(eps, -log_inverse);
    arb_exp(eps, eps, bits);
    arb_set_ui(C_star, C_star_of(cell));
    lm_complexity_eps(out, phi, degree, radius, eps, C_star, bits);
    lm_complexity_eps_tail(part, phi, degree, radius, eps, C_star, bits);
    arb_add(out, out, part, bits);
    arb_clear(radius);
    arb_clear(eps);
    arb_clear(C_star);
    arb_clear(part);
}

/* log10 of 2 exp(C*) eps^(-1/(2e))/C_eps(phi, 1). */
static void entire_slack(arb_t out, enum lm_target phi, double log_inverse, const struct lm_cell *cell, slong bits)
{
    arb_t part;
    arb_init(part);
    complexity_eps(part, phi, 1, log_inverse, cell, bits);
    arb_log(part, part, bits);
    arb_const_log2(out, bits);
    arb_sub(out, out, part, bits);
    arb_add_ui(out, out, C_star_of(cell), bits);
    exponent_of(part, cell, bits);
    arb_mul_ui(part, part, (ulong)log_inverse, bits);
    arb_add(out, out, part, bits);
    arb_const_log10(part, bits);
    arb_div(out, out, part, bits);
    arb_clear(part);
}

/* log10 of (C_s(phi, R)/eps)/C_eps(phi, R). */
static void differ_slack(arb_t out, enum lm_target phi, double R, double log_inverse, const struct lm_cell *cell, slong bits)
{
    arb_t part;
    arb_init(part);
    arb_set_d(part, R);
    complexity_s(out, phi, (ulong)(4 * R) + 60, part, cell, bits);
    complexity_eps(part, phi, R, log_inverse, cell, bits);
    arb_div(out, out, part, bits);
    arb_set_d(part, log_inverse);
    arb_exp(part, part, bits);
    arb_mul(out, out, part, bits);
    log10_of(out, out, bits);
    arb_clear(part);
}

/* log10 of 2 C_s(sin, 1)/C_s(sin, R). */
static void sine_printed_slack(arb_t out, double R, const struct lm_cell *cell, slong bits)
{
    arb_t radius, size;
    arb_init(radius);
    arb_init(size);
    arb_one(radius);
    complexity_s(out, LM_TARGET_SIN, 60, radius, cell, bits);
    arb_set_d(radius, R);
    complexity_s(size, LM_TARGET_SIN, (ulong)(4 * R) + 60, radius, cell, bits);
    arb_div(out, out, size, bits);
    arb_mul_2exp_si(out, out, 1);
    log10_of(out, out, bits);
    arb_clear(radius);
    arb_clear(size);
}

/* log10 of C_s(sin, R)/(C* sinh R) and of C* ((R^2 + 1) sinh R + 3 R cosh R)/C_s(sin, R), the smaller. */
static void sine_slack(arb_t out, double R, const struct lm_cell *cell, slong bits)
{
    arb_t radius, size, sinh, cosh;
    arb_init(radius);
    arb_init(size);
    arb_init(sinh);
    arb_init(cosh);
    arb_set_d(radius, R);
    arb_sinh_cosh(sinh, cosh, radius, bits);
    complexity_s(size, LM_TARGET_SIN, (ulong)(4 * R) + 60, radius, cell, bits);
    arb_div_ui(size, size, C_star_of(cell), bits);
    arb_div(out, size, sinh, bits);
    arb_mul(cosh, cosh, radius, bits);
    arb_mul_ui(cosh, cosh, 3, bits);
    arb_sqr(radius, radius, bits);
    arb_add_ui(radius, radius, 1, bits);
    arb_addmul(cosh, radius, sinh, bits);
    arb_div(size, cosh, size, bits);
    arb_min(out, out, size, bits);
    log10_of(out, out, bits);
    arb_clear(radius);
    arb_clear(size);
    arb_clear(sinh);
    arb_clear(cosh);
}

/* ---- Series with a radius of convergence ---- */

/* log10 of pi C* (1 - t)^-3/C_s(phi, t rho). */
static void finite_slack(arb_t out, enum lm_target phi, double t, const struct lm_cell *cell, slong bits)
{
    arb_t R, bound;
    arb_init(R);
    arb_init(bound);
    lm_target_radius_arb(R, phi, bits);
    arb_set_d(bound, t);
    arb_mul(R, R, bound, bits);
    arb_sub_ui(bound, bound, 1, bits);
    arb_neg(bound, bound);
    complexity_s(out, phi, (ulong)(60 / (1 - t)), R, cell, bits);
    arb_pow_ui(bound, bound, 3, bits);
    arb_mul(out, out, bound, bits);
    arb_const_pi(bound, bits);
    arb_mul_ui(bound, bound, C_star_of(cell), bits);
    arb_div(out, bound, out, bits);
    log10_of(out, out, bits);
    arb_clear(R);
    arb_clear(bound);
}

/* |c_i|; in controls 2^i or 1/i!. */
static void size_of(arb_t out, enum lm_target phi, ulong i, const struct lm_cell *cell, slong bits)
{
    if (cell->variant == GROWING) {
        arb_one(out);
        arb_mul_2exp_si(out, out, (slong)i);
    } else if (cell->variant == FACTORIAL) {
        arb_fac_ui(out, i, bits);
        arb_inv(out, out, bits);
    } else {
        lm_target_coefficient_arb(out, phi, i, bits);
        arb_abs(out, out);
    }
}

/* log10 of 2 (2/pi)^i/|c_i|. */
static void coefficient_slack(arb_t out, enum lm_target phi, ulong i, const struct lm_cell *cell, slong bits)
{
    arb_t size;
    arb_init(size);
    size_of(size, phi, i, cell, bits);
    arb_const_pi(out, bits);
    arb_mul_2exp_si(out, out, -1);
    arb_pow_ui(out, out, i, bits);
    arb_mul(out, out, size, bits);
    arb_mul_2exp_si(out, out, -1);
    log10_of(out, out, bits);
    arb_neg(out, out);
    arb_clear(size);
}

/* log10 of 2 i (C* R)^i |c_i| at R = rho/10^4, where C* R = rho; with R it increases. */
static void infinite_slack(arb_t out, enum lm_target phi, ulong i, const struct lm_cell *cell, slong bits)
{
    arb_t size;
    arb_init(size);
    size_of(size, phi, i, cell, bits);
    lm_target_radius_arb(out, phi, bits);
    arb_mul_ui(out, out, C_star_of(cell), bits);
    arb_div_ui(out, out, LM_C_STAR, bits);
    arb_pow_ui(out, out, i, bits);
    arb_mul(out, out, size, bits);
    arb_mul_ui(out, out, 2 * i, bits);
    log10_of(out, out, bits);
    arb_clear(size);
}

/* ---- The table of values ---- */

struct known {
    enum lm_target phi;
    double R, printed, half_unit; /* half a unit of the last digit printed */
};
static const struct known table_s[] = {
    {LM_TARGET_SQUARE, 1, 68385.2, .05}, {LM_TARGET_CUBE, 1, 113137, .5},    {LM_TARGET_SIN, 1, 54485.9, .05},
    {LM_TARGET_EXP, 1, 96074.8, .05},    {LM_TARGET_TANH, 1, 149001, .5},    {LM_TARGET_SIGMOID, 1, 11339.4, .05},
    {LM_TARGET_ATAN, 1, 23563.8, .05},   {LM_TARGET_SIGMOID, 2, 74500, 50}};
static const struct known table_eps[] = { /* log10, at eps = 1e-6 */
    {LM_TARGET_SQUARE, .1, 6.90, .005},     {LM_TARGET_SQUARE, 1, 8.90, .005}, {LM_TARGET_SQUARE, ROOT_3, 9.38, .005},
    {LM_TARGET_SQUARE, 3, 9.85, .005},      {LM_TARGET_CUBE, .1, 10.0, .05},   {LM_TARGET_CUBE, 1, 13.0, .05},
    {LM_TARGET_CUBE, ROOT_3, 13.8, .05},    {LM_TARGET_CUBE, 3, 14.5, .05},    {LM_TARGET_SIN, .1, 434, .5},
    {LM_TARGET_SIN, 1, 4342.64, .005},      {LM_TARGET_SIN, ROOT_3, 7522, .5}, {LM_TARGET_SIN, 3, 13029, .5},
    {LM_TARGET_EXP, .1, 434, .5},           {LM_TARGET_EXP, 1, 4342.94, .005}, {LM_TARGET_EXP, ROOT_3, 7522, .5},
    {LM_TARGET_EXP, 3, 13029, .5}};

/* 1 - |value - printed|/half a unit. */
static void known_slack(arb_t out, const struct known *known, bool logarithm, const struct lm_cell *cell, slong bits)
{
    arb_t x;
    arb_init(x);
    arb_set_d(x, known->R);
    if (logarithm) {
        complexity_eps(out, known->phi, known->R, 6 * log(10), cell, bits);
        log10_of(out, out, bits);
    } else {
        complexity_s(out, known->phi, 400, x, cell, bits);
    }
    arb_set_d(x, known->printed);
    arb_sub(out, out, x, bits);
    arb_set_d(x, known->half_unit);
    arb_div(out, out, x, bits);
    arb_abs(out, out);
    arb_sub_ui(out, out, 1, bits);
    arb_neg(out, out);
    arb_clear(x);
}

/* ---- The trial ---- */

static void slack_on(arb_t out, const arb_t x, slong bits, const void *context)
{
    const struct question *question = context;
    const struct lm_cell *cell = question->cell;
    switch (question->statement) {
    case CONSTANT:
        constant_slack(out, cell, bits);
        break;
    case LINEAR_PRINTED:
        linear_printed_slack(out, x, cell, bits);
        break;
    case LOWER:
        lower_slack(out, x, cell, bits);
        break;
    case LINEAR:
        linear_slack(out, x, cell, bits);
        break;
    case UPPER:
        upper_slack(out, x, cell, bits);
        break;
    case POWERS:
        powers_slack(out, x, cell, bits);
        break;
    case TRUNCATED:
        truncated_slack(out, x, cell, bits);
        break;
    default:
        truncated_printed_slack(out, x, cell, bits);
    }
}

/* The least slack over the functions that the statement speaks of, at the x of the cell. */
static size_t functions_of(unsigned statement, const enum lm_target **functions)
{
    bool disk = statement == FINITE || statement == INFINITE;
    *functions = statement == COEFFICIENTS ? transcendental : disk ? with_radius : entire;
    return statement == COEFFICIENTS ? COUNT(transcendental) : disk ? COUNT(with_radius) : COUNT(entire);
}

static void slack_of(arb_t out, unsigned statement, enum lm_target phi, const struct lm_cell *cell)
{
    switch (statement) {
    case ENTIRE:
        entire_slack(out, phi, cell->x, cell, BITS);
        break;
    case DIFFER_LATE:
        differ_slack(out, phi, cell->x, 6 * log(10), cell, BITS);
        arb_neg(out, out);
        break;
    case DIFFER:
        differ_slack(out, phi, 1, cell->x, cell, BITS);
        break;
    case FINITE:
        finite_slack(out, phi, cell->x, cell, BITS);
        break;
    case COEFFICIENTS:
        coefficient_slack(out, phi, (ulong)cell->x, cell, BITS);
        break;
    default:
        infinite_slack(out, phi, (ulong)cell->x, cell, BITS);
    }
}

static void least_slack(arb_t out, unsigned statement, const struct lm_cell *cell)
{
    const enum lm_target *functions;
    size_t n = functions_of(statement, &functions);
    arb_t slack;
    arb_init(slack);
    for (size_t k = 0; k < n; k++) {
        slack_of(k == 0 ? out : slack, statement, functions[k], cell);
        if (k > 0) arb_min(out, out, slack, BITS);
    }
    arb_clear(slack);
}

/* out = the lesser of it and the slacks of the entries of a table at the R of the cell. */
static void table_slack(arb_t out, const struct known *table, size_t n, bool logarithm, const struct lm_cell *cell)
{
    arb_t slack;
    arb_init(slack);
    for (size_t k = 0; k < n; k++) {
        if (table[k].R < cell->x || table[k].R > cell->x) continue;
        known_slack(slack, &table[k], logarithm, cell, BITS);
        arb_min(out, out, slack, BITS);
    }
    arb_clear(slack);
}

static void slack_at(arb_t out, unsigned statement, const struct lm_cell *cell)
{
    switch (statement) {
    case SINE_PRINTED:
        sine_printed_slack(out, cell->x, cell, BITS);
        break;
    case SINE:
        sine_slack(out, cell->x, cell, BITS);
        break;
    case VALUES:
        arb_one(out); /* no slack is larger */
        table_slack(out, table_s, COUNT(table_s), false, cell);
        table_slack(out, table_eps, COUNT(table_eps), true, cell);
        break;
    default:
        least_slack(out, statement, cell);
    }
}

/* Likewise at the point of the cell. */
static void decide(unsigned statement, const struct lm_cell *cell, struct lm_trial *t)
{
    arb_t enclosure;
    arb_init(enclosure);
    slack_at(enclosure, statement, cell);
    double lower = lm_lower(enclosure), upper = lm_upper(enclosure);
    arb_clear(enclosure);
    if (lower >= 0 || upper < 0)
        lm_observe(t, statement, lower >= 0 ? lower : upper);
    else if (cell->control < 0)
        lm_trial_fail(t, lm_error(LM_ECONVERGE, "a slack at %g is between %g and %g", cell->x, lower, upper));
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    for (unsigned s = proofs[cell->sweep].first; s <= proofs[cell->sweep].last; s++) {
        struct question question = {s, cell};
        if (s <= TRUNCATED_PRINTED)
            lm_trial_prove(cell, t, s, slack_on, &question, BITS, MOST_PIECES);
        else
            decide(s, cell, t);
    }
}

#define ONCE                                                                                                               \
    .replicates = {[LM_SMOKE] = 1, [LM_QUICK] = 1, [LM_FULL] = 1, [LM_PAPER] = 1},                                         \
    .control_replicates = {[LM_SMOKE] = 1, [LM_QUICK] = 1, [LM_FULL] = 1, [LM_PAPER] = 1}, .m = 1, .L = 2, .d = 1, .dx = 2
#define PIECES(symbol, ...)                                                                                                \
    .axis = LM_AXIS_VARIABLE, .variable = symbol, .pieces = true, .dense = {{__VA_ARGS__}},                                \
    .control_implicit = {{__VA_ARGS__}}, ONCE
#define SIXTEENTHS                                                                                                         \
    1. / 16, 2. / 16, 3. / 16, 4. / 16, 5. / 16, 6. / 16, 7. / 16, 8. / 16, 9. / 16, 10. / 16, 11. / 16, 12. / 16, 13. / 16, \
    14. / 16, 15. / 16, 1
#define POINTS(symbol, ...)                                                                                                \
    .axis = LM_AXIS_VARIABLE, .variable = symbol, .dense = {{__VA_ARGS__}}, .control_implicit = {{__VA_ARGS__}}, ONCE

LM_LEMMA(function_complexity,
    .title = "Complexity of smooth functions",
    .papers = "2019 panigrahi2021",
    .hypotheses = "phi(z) = sum_i c_i z^i; C_eps(phi, R) = sum_i ((C* R)^i + (sqrt(log(1/eps)/i) C* R)^i) |c_i|, the second power "
                  "1 at i = 0; C_s(phi, R) = C* sum_i (i + 1)^1.75 R^i |c_i|; C* = 10^4, 0 < eps < 1",
    .statements = {
        [CONSTANT] = {
            .name = "constant", .source = "2019 section 2; Panigrahi & Goyal 2021 Definition 2.1, as printed, degree 0",
            .reads = "C_s(phi, R) <= C_eps(phi, R) for phi = c_0",
            .measures = "log10 of C_eps/C_s = 2/C*, the same for every c_0, R and eps",
            .rule = LM_PROOF, .sweep = EPS, .expect = LM_EXPECT_REFUTED, .corrected = "lower",
            .note = "Harmless where phi(0) = 0 is asked, as Panigrahi & Goyal (2021) do in Definition 3.3. See lower, linear."},
        [LINEAR_PRINTED] = {
            .name = "linear-printed", .source = "2019 section 2; Panigrahi & Goyal 2021 Definition 2.1, as printed, degree 1",
            .reads = "C_s(phi, R) <= C_eps(phi, R) for phi = z/1000, R = 1 and every eps < 1/C_s(phi, R)",
            .measures = "the larger of (C_eps - C_s)/(C* |c_1| R) and eps C_s - 1, least on the piece",
            .rule = LM_PROOF, .sweep = EPS, .expect = LM_EXPECT_REFUTED, .corrected = "linear",
            .note = "False between eps = 0.00375 and 1/C_s = 0.0297, where the lemmas admit eps; beyond they do not. Any c_1 z "
                    "with |c_1| R < 0.0079 will do. See linear."},
        [LOWER] = {
            .name = "lower", .source = "2019 section 2, corrected: degrees from 2 on",
            .reads = "C* (i + 1)^1.75 R^i <= (C* R)^i for all real i >= 2 and R: there each term of C_s is at most that of C_eps",
            .measures = "log10 of (C*)^(i-1)/(i + 1)^1.75, by i, the least over 1/i in the piece",
            .rule = LM_PROOF, .sweep = DEGREES, .expect = LM_EXPECT_PROVED},
        [LINEAR] = {
            .name = "linear", .source = "2019 section 2, corrected: degree 1",
            .reads = "C* 2^1.75 R <= C* R (1 + sqrt(log(1/eps))) for all eps <= 0.0037",
            .measures = "1 - (2^1.75 - 1)^2/log(1/eps), least on the piece",
            .rule = LM_PROOF, .sweep = SMALL_EPS, .expect = LM_EXPECT_PROVED,
            .note = "With lower: C_s <= C_eps whenever phi(0) = 0 and eps <= 0.0037. True if and only if eps <= exp(-(2^1.75 - "
                    "1)^2) = 0.003748."},
        [UPPER] = {
            .name = "upper", .source = "2019 section 2; Panigrahi & Goyal 2021 Definition 2.1, with constants",
            .reads = "(log(1/eps)/i)^(i/2) <= eps^(-1/(2e)) for all i <= log(1/eps): C_eps(phi, R) <= (1 + eps^(-1/(2e))) C_s(phi, "
                     "C* R)/C*",
            .measures = "(1/e + u log u)/(1/e - u)^2 with u = i/log(1/eps), least on the piece",
            .rule = LM_PROOF, .sweep = RATIO, .expect = LM_EXPECT_PROVED,
            .note = "For i > log(1/eps) the left side is below 1. With equality at i = log(1/eps)/e: the exponent cannot be "
                    "smaller."},
        [POWERS] = {
            .name = "powers", .source = "2019 Example 2.1; Panigrahi & Goyal 2021 Definition 2.1",
            .reads = "C_eps(z^d, R) <= 2 (C* R)^d log(1/eps)^(d/2) for all real d >= 1 and eps <= 1/3",
            .measures = "2 - log(3)^(-d/2) - d^(-d/2), the least over 1/d in the piece: (the difference of both sides)/((C* R)^d "
                        "log(1/eps)^(d/2)) at eps = 1/3, where it is least",
            .rule = LM_PROOF, .sweep = EXPONENTS, .expect = LM_EXPECT_PROVED,
            .note = "The O of the papers hides (C*)^d. C_s(z^d, R) = C* (d + 1)^1.75 R^d by definition."},
        [TRUNCATED] = {
            .name = "truncated", .source = "2019 Example 2.1, with constants",
            .reads = "C_eps(phi_D, R) <= 4 (C* R)^(k log(1/eps) + 3.78) eps^(-1/(2e)) with k = 1/log(pi/2), D = ceil(k log(1/eps) "
                     "+ 2.78), R >= 1, for phi = sin z, exp z - 1, tanh z, sigmoid, arctan(z/2)",
            .measures = "log of (right side/left side at R = 1), by log(1/eps), least over phi and on the piece",
            .rule = LM_PROOF, .sweep = LOG_EPS, .expect = LM_EXPECT_PROVED,
            .note = "|phi - phi_D| <= eps on [-1, 1] by coefficients. So C_eps <= (1/eps)^O(log(C* R)): for R >= 2 that is the "
                    "(1/eps)^O(log R) of the paper. For all eps and R >= 1 the README proves it by hand."},
        [TRUNCATED_PRINTED] = {
            .name = "truncated-printed", .source = "2019 Example 2.1, as printed, at R = 1",
            .reads = "C_eps(tanh_D, R) <= (1/eps)^O(log R), which at R = 1 does not grow as eps falls",
            .measures = "log10 of C_eps(tanh_D, 1) at eps = 1/e over that at eps, least on the piece",
            .rule = LM_PROOF, .sweep = LOG_EPS, .expect = LM_EXPECT_REFUTED, .corrected = "truncated",
            .note = "The base is C* R, not R: see truncated. For R >= 2 the printed form is true, with another constant in the O."},
        [ENTIRE] = {
            .name = "entire", .source = "Panigrahi & Goyal 2021 Definition 2.1: C_eps = poly(1/eps), with constants",
            .reads = "C_eps(phi, R) <= 2 exp(C* R) eps^(-1/(2e)) for phi = sin z, exp z - 1, here at R = 1 and the eps of the grid",
            .measures = "log10 of right side/left side, least over phi",
            .rule = LM_PROOF, .sweep = LOG_EPS_WIDE, .expect = LM_EXPECT_PROVED,
            .note = "For all R and eps it follows from upper and |c_i| <= 1/i!. The hidden constant is exp(10^4) at R = 1."},
        [DIFFER_LATE] = {
            .name = "differ-late",
            .source = "2019 section 2; Panigrahi & Goyal 2021 Definition 2.1: they differ by o(1/eps), which begins late",
            .reads = "C_eps(phi, R) > C_s(phi, R)/eps for phi = sin z, exp z - 1, at eps = 10^-6 and the R of the grid",
            .measures = "log10 of left side/right side, least over phi",
            .rule = LM_PROOF, .sweep = TABLE, .expect = LM_EXPECT_PROVED,
            .note = "No erratum: as eps falls to 0 the o(1/eps) is true. But at R = 1 it begins near eps = 10^-4830: see differ."},
        [DIFFER] = {
            .name = "differ", .source = "2019 section 2; Panigrahi & Goyal 2021 Definition 2.1, where it begins to hold",
            .reads = "C_eps(phi, 1) <= C_s(phi, 1)/eps for phi = sin z, exp z - 1, at log(1/eps) of the grid from 12500 on",
            .measures = "log10 of right side/left side, least over phi",
            .rule = LM_PROOF, .sweep = LOG_EPS_FAR, .expect = LM_EXPECT_PROVED,
            .note = "For R >= 10^-4 and all log(1/eps) >= 1.25 C* R the README proves it by hand, from entire."},
        [VALUES] = {
            .name = "values", .source = "values of an independent prototype",
            .reads = "C_s(phi, 1) = 68385.2 (z^2), 113137 (z^3), 54485.9 (sin), 96074.8 (exp z - 1), 149001 (tanh), 11339.4 "
                     "(sigmoid), 23563.8 (arctan(z/2)); C_s(sigmoid, 2) = 74500; log10 C_eps(phi, R) at eps = 10^-6, R = 0.1, 1, "
                     "sqrt 3, 3: z^2 6.90, 8.90, 9.38, 9.85; z^3 10.0, 13.0, 13.8, 14.5; sin 434, 4342.64, 7522, 13029; exp z - 1 "
                     "434, 4342.94, 7522, 13029",
            .measures = "1 - |value - printed|/half a unit of the last digit, the least of those at R",
            .rule = LM_PROOF, .sweep = TABLE, .expect = LM_EXPECT_PROVED},
        [SINE_PRINTED] = {
            .name = "sine-printed", .source = "Panigrahi & Goyal 2021 Definition 2.1, as printed",
            .reads = "C_s(sin, R) = O(1): C_s(sin, R) <= 2 C_s(sin, 1) for all R",
            .measures = "log10 of right side/left side",
            .rule = LM_PROOF, .sweep = REACH, .expect = LM_EXPECT_REFUTED, .corrected = "sine",
            .note = "True for R = O(1) only; their Theorem 3.1 takes it at R = O(1/eps_x)."},
        [SINE] = {
            .name = "sine", .source = "Panigrahi & Goyal 2021 Definition 2.1, corrected",
            .reads = "C* sinh R <= C_s(sin, R) <= C* ((R^2 + 1) sinh R + 3 R cosh R), here at the R of the grid",
            .measures = "log10 of the smaller of the two ratios",
            .rule = LM_PROOF, .sweep = REACH, .expect = LM_EXPECT_PROVED,
            .note = "Term by term it is 1 <= (i + 1)^1.75 <= (i + 1)^2, hence true for all R."},
        [FINITE] = {
            .name = "finite", .source = "2019 section 2, beside it: which functions have a complexity",
            .reads = "C_s(phi, t rho) <= pi C*/(1 - t)^3 for tanh, sigmoid, arctan(z/2) inside their radius of convergence rho, "
                     "here at the t of the grid",
            .measures = "log10 of right side/left side, least over phi",
            .rule = LM_PROOF, .sweep = DISK, .expect = LM_EXPECT_PROVED,
            .note = "Not in the papers. For all t < 1 the README proves it by hand."},
        [COEFFICIENTS] = {
            .name = "coefficients", .source = "2019 Example 2.1, behind it",
            .reads = "|c_i| <= 2 (2/pi)^i for sin z, exp z - 1, tanh z, sigmoid, arctan(z/2), here at the odd i of the grid",
            .measures = "log10 of right side/left side, least over phi",
            .rule = LM_PROOF, .sweep = ODD, .expect = LM_EXPECT_PROVED,
            .note = "Not in the papers. For all i, even ones of exp z - 1 included, the README proves it by hand."},
        [INFINITE] = {
            .name = "infinite", .source = "2019 section 2, beside it: which functions have a complexity",
            .reads = "(C* R)^i |c_i| >= 1/(2 i) for odd i, here those of the grid, wherever C* R >= rho: C_eps(phi, R) is infinite for tanh, sigmoid and "
                     "arctan(z/2) at every R >= pi/C*, whatever eps",
            .measures = "log10 of 2 i (C* R)^i |c_i| at R = rho/C*, where it is least, least over phi",
            .rule = LM_PROOF, .sweep = ODD, .expect = LM_EXPECT_PROVED,
            .note = "Their C_s is finite for all R < rho: see finite. Only truncated do they have a C_eps."},
    },
    .controls = {
        {.name = "fast-weight", .breaks = "the weight (i + 1)^1.75 of C_s (here (2 C*)^i)", .variant = FAST_WEIGHT,
         .refutes = LM_BIT(LOWER) | LM_BIT(LINEAR) | LM_BIT(SINE) | LM_BIT(FINITE)},
        {.name = "small-constant", .breaks = "C* = 10^4 (here 1)", .variant = C_STAR_1,
         .refutes = LM_BIT(LOWER) | LM_BIT(INFINITE) | LM_BIT(VALUES) | LM_BIT(DIFFER_LATE)},
        {.name = "large-constant", .breaks = "C* = 10^4 (here 2 10^4)", .variant = C_STAR_DOUBLE,
         .refutes = LM_BIT(DIFFER)},
        {.name = "half-exponent", .breaks = "the exponent 1/(2e) of 1/eps (here 1/(4e))", .variant = HALF_EXPONENT,
         .refutes = LM_BIT(UPPER) | LM_BIT(ENTIRE)},
        {.name = "half-logarithm", .breaks = "the power d/2 of log(1/eps) (here d/4)", .variant = HALF_LOGARITHM,
         .refutes = LM_BIT(POWERS)},
        {.name = "late-threshold", .breaks = "eps <= 0.0037 (here 0.01)", .variant = LATE_THRESHOLD, .refutes = LM_BIT(LINEAR)},
        {.name = "growing-coefficients", .breaks = "the coefficients (here 2^i)", .variant = GROWING,
         .refutes = LM_BIT(TRUNCATED) | LM_BIT(COEFFICIENTS)},
        {.name = "factorial-coefficients", .breaks = "a finite radius of convergence (here c_i = 1/i!)", .variant = FACTORIAL,
         .refutes = LM_BIT(INFINITE)},
    },
    .sweeps = {
        [EPS] = {.name = "eps", .begin = 0.002, PIECES("eps", .003, .0037, .005, .0075, .01, .015, .02, .025, .03, .035, .04)},
        [DEGREES] = {.name = "degrees-from-2", PIECES("1/i", 1. / 32, 2. / 32, 3. / 32, 4. / 32, 5. / 32, 6. / 32, 7. / 32, 8. / 32,
                                                      9. / 32, 10. / 32, 11. / 32, 12. / 32, 13. / 32, 14. / 32, 15. / 32, 1. / 2)},
        /* The last end is beyond that of the domain. */
        [SMALL_EPS] = {.name = "eps-to-0.0037", PIECES("eps", .0005, .001, .0015, .002, .0025, .003, .0035, .0037001)},
        [RATIO] = {.name = "ratio", PIECES("u", SIXTEENTHS)},
        [EXPONENTS] = {.name = "powers-from-1", PIECES("1/d", SIXTEENTHS)},
        [LOG_EPS] = {.name = "eps-to-exp-64", .begin = 1, PIECES("log(1/eps)", 2, 4, 6, 8, 12, 16, 20, 24, 32, 40, 48, 56, 64)},
        [LOG_EPS_WIDE] = {.name = "log-eps", .linear = true,
                          POINTS("log(1/eps)", 1, 5000, 10000, 15000, 20000, 24000, 27183, 30000, 35000, 40000, 50000)},
        [LOG_EPS_FAR] = {.name = "log-eps-from-12500", .linear = true,
                         POINTS("log(1/eps)", 12500, 15000, 20000, 25000, 30000, 40000)},
        [TABLE] = {.name = "table", .linear = true, POINTS("R", .1, 1, ROOT_3, 2, 3)},
        [REACH] = {.name = "reach", POINTS("R", .25, .5, 1, 2, 4, 8, 16, 32, 64)},
        [DISK] = {.name = "disk", .linear = true, POINTS("t", .125, .25, .375, .5, .625, .75, .875, .9375, .96875)},
        [ODD] = {.name = "odd-degrees", POINTS("i", 1, 3, 5, 7, 9, 15, 31, 63, 127, 255, 511, 1023, 4095)},
    },
    .trial = trial);
