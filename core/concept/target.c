#include <lemmata/target.h>

#include <lemmata/memory.h>
#include <math.h>
#include <stdbool.h>

enum { COEFFICIENT_BITS = 128, MOST_TERMS = 100000 };

static const struct {
    const char *name;
    int degree;    /* -1: a series */
    double radius; /* in units of pi where `circular` */
    bool circular;
} targets[LM_TARGETS] = {
    [LM_TARGET_LINEAR] = {"z", 1, HUGE_VAL, false},
    [LM_TARGET_SQUARE] = {"z^2", 2, HUGE_VAL, false},
    [LM_TARGET_CUBE] = {"z^3", 3, HUGE_VAL, false},
    [LM_TARGET_SIN] = {"sin z", -1, HUGE_VAL, false},
    [LM_TARGET_EXP] = {"exp z - 1", -1, HUGE_VAL, false},
    [LM_TARGET_TANH] = {"tanh z", -1, 0.5, true}, /* poles at +-i pi/2 */
    [LM_TARGET_SIGMOID] = {"1/(1 + exp(-z)) - 1/2", -1, 1, true},
    [LM_TARGET_ATAN] = {"arctan(z/2)", -1, 2, false}, /* branch points at +-2i */
};

const char *lm_target_name(enum lm_target phi)
{
    return targets[phi].name;
}

double lm_target_radius(enum lm_target phi)
{
    return targets[phi].circular ? targets[phi].radius * acos(-1) : targets[phi].radius;
}

void lm_target_radius_arb(arb_t out, enum lm_target phi, slong bits)
{
    if (targets[phi].circular) {
        arb_const_pi(out, bits);
        if (phi == LM_TARGET_TANH) arb_mul_2exp_si(out, out, -1);
    } else if (isinf(targets[phi].radius)) {
        arb_pos_inf(out);
    } else {
        arb_set_d(out, targets[phi].radius);
    }
}

int lm_target_degree(enum lm_target phi)
{
    return targets[phi].degree;
}

double lm_target_at(enum lm_target phi, double z)
{
    switch (phi) {
    case LM_TARGET_LINEAR:
        return z;
    case LM_TARGET_SQUARE:
        return z * z;
    case LM_TARGET_CUBE:
        return z * z * z;
    case LM_TARGET_SIN:
        return sin(z);
    case LM_TARGET_EXP:
        return expm1(z);
    case LM_TARGET_TANH:
        return tanh(z);
    case LM_TARGET_SIGMOID:
        return tanh(z / 2) / 2;
    default:
        return atan(z / 2);
    }
}

/* tanh z = sum over odd i of 2^(i+1) (2^(i+1) - 1) B_{i+1} z^i/(i+1)!. */
static void tanh_coefficient(arb_t out, ulong i, slong bits)
{
    arb_t x;
    arb_init(x);
    arb_one(out);
    arb_mul_2exp_si(out, out, (slong)(i + 1));
    arb_sub_ui(x, out, 1, bits);
    arb_mul(out, out, x, bits);
    arb_bernoulli_ui(x, i + 1, bits);
    arb_mul(out, out, x, bits);
    arb_fac_ui(x, i + 1, bits);
    arb_div(out, out, x, bits);
    arb_clear(x);
}

void lm_target_coefficient_arb(arb_t out, enum lm_target phi, ulong i, slong bits)
{
    bool odd = i % 2 == 1;
    arb_zero(out);
    if (targets[phi].degree >= 0) {
        if (i == (ulong)targets[phi].degree) arb_one(out);
        return;
    }
    if (i == 0 || (!odd && phi != LM_TARGET_EXP)) return; /* all others are odd functions */
    if (phi == LM_TARGET_SIN || phi == LM_TARGET_EXP) {
        arb_fac_ui(out, i, bits);
        arb_inv(out, out, bits);
    } else if (phi == LM_TARGET_ATAN) {
        arb_set_ui(out, i);
        arb_inv(out, out, bits);
        arb_mul_2exp_si(out, out, -(slong)i);
    } else {
        tanh_coefficient(out, i, bits);
        if (phi == LM_TARGET_SIGMOID) arb_mul_2exp_si(out, out, -(slong)(i + 1)); /* tanh(z/2)/2 */
    }
    bool alternates = phi == LM_TARGET_SIN || phi == LM_TARGET_ATAN; /* the sign of Bernoulli's numbers is theirs */
    if (alternates && i % 4 == 3) arb_neg(out, out);
}

double lm_target_coefficient(enum lm_target phi, int i)
{
    LM_ASSERT(i >= 0);
    arb_t c;
    arb_init(c);
    lm_target_coefficient_arb(c, phi, (ulong)i, COEFFICIENT_BITS);
    double out = arf_get_d(arb_midref(c), ARF_RND_NEAR);
    arb_clear(c);
    return out;
}

double lm_target_polynomial(enum lm_target phi, int degree, double z)
{
    double sum = 0;
    for (int i = degree; i >= 0; i--) sum = sum * z + lm_target_coefficient(phi, i);
    return sum;
}

static double term(enum lm_target phi, int i, double reach)
{
    return fabs(lm_target_coefficient(phi, i)) * pow(reach, i);
}

/* The tail is summed from where two terms (one of them may vanish) no longer count: from there on they fall at least like those of
 * a geometric series of ratio reach/radius, and of entire functions faster. */
int lm_target_truncation(enum lm_target phi, double reach, double error)
{
    LM_ASSERT(reach >= 0 && reach < lm_target_radius(phi) && error > 0);
    if (targets[phi].degree >= 0) return targets[phi].degree;
    double ratio = reach / lm_target_radius(phi), small = error * (1 - ratio) / 1000, tail = 0;
    int last = 2;
    while (last < 2 * reach || term(phi, last, reach) + term(phi, last - 1, reach) > small) LM_ASSERT(++last < MOST_TERMS);
    for (int i = last; i > 0; i--) {
        tail += term(phi, i, reach);
        if (tail > error) return i;
    }
    return 0;
}

/* ---- Complexity ---- */

/* One of the two series: sum_i reach^i weight_i |c_i|. */
struct series {
    enum lm_target phi;
    bool smooth; /* C_s, with weight (i + 1)^1.75; else C_eps, with weight 1 + (log(1/eps)/i)^(i/2) */
    slong bits;
    arb_t reach;       /* R or C* R */
    arb_t log_inverse; /* log(1/eps) */
};

static void begin_smooth(struct series *of, enum lm_target phi, const arb_t R, slong bits)
{
    *of = (struct series){.phi = phi, .smooth = true, .bits = bits};
    arb_init(of->reach);
    arb_init(of->log_inverse);
    arb_set(of->reach, R);
}

static void begin_eps(struct series *of, enum lm_target phi, const arb_t R, const arb_t eps, const arb_t C_star, slong bits)
{
    *of = (struct series){.phi = phi, .bits = bits};
    arb_init(of->reach);
    arb_init(of->log_inverse);
    arb_mul(of->reach, C_star, R, bits);
    arb_log(of->log_inverse, eps, bits);
    arb_neg(of->log_inverse, of->log_inverse);
}

static void end_series(struct series *of)
{
    arb_clear(of->reach);
    arb_clear(of->log_inverse);
}

static void weight_at(arb_t out, const struct series *of, ulong i)
{
    if (of->smooth) {
        arb_set_ui(out, i + 1);
        arb_pow_ui(out, out, 7, of->bits);
        arb_root_ui(out, out, 4, of->bits);
    } else if (i == 0) {
        arb_set_ui(out, 2);
    } else {
        arb_div_ui(out, of->log_inverse, i, of->bits);
        arb_sqrt(out, out, of->bits);
        arb_pow_ui(out, out, i, of->bits);
        arb_add_ui(out, out, 1, of->bits);
    }
}

/* The terms of degrees from..to. Factorials come one from the other: each anew, they would be most of the time. */
static void sum_terms(arb_t out, const struct series *of, ulong from, ulong to)
{
    bool entire = targets[of->phi].degree < 0 && isinf(targets[of->phi].radius); /* sin or exp: 1/i! */
    arb_t power, inverse_factorial, term, weight;
    arb_init(power);
    arb_init(inverse_factorial);
    arb_init(term);
    arb_init(weight);
    arb_pow_ui(power, of->reach, from, of->bits);
    arb_fac_ui(inverse_factorial, from, of->bits);
    arb_inv(inverse_factorial, inverse_factorial, of->bits);
    arb_zero(out);
    for (ulong i = from; i <= to; i++) {
        if (entire && i > 0 && (of->phi == LM_TARGET_EXP || i % 2 == 1)) {
            arb_set(term, inverse_factorial);
        } else {
            lm_target_coefficient_arb(term, of->phi, i, of->bits);
            arb_abs(term, term);
        }
        if (!arb_is_zero(term)) {
            weight_at(weight, of, i);
            arb_mul(term, term, weight, of->bits);
            arb_addmul(out, term, power, of->bits);
        }
        arb_mul(power, power, of->reach, of->bits);
        arb_div_ui(inverse_factorial, inverse_factorial, i + 1, of->bits);
    }
    arb_clear(power);
    arb_clear(inverse_factorial);
    arb_clear(term);
    arb_clear(weight);
}

/* M_i >= |c_i|: 1/i! for entire functions, and 2 rho^-i for the others: |c_i| <= (pi^2/4) rho^-(i+1) with rho >= pi/2 for tanh and
 * the sigmoid, rho^-i/i for the arctangent. The ratio M_{i+1}/M_i never grows. */
static void majorant(arb_t out, arb_t ratio, enum lm_target phi, ulong i, slong bits)
{
    if (isinf(targets[phi].radius)) {
        arb_fac_ui(out, i, bits);
        arb_inv(out, out, bits);
        arb_set_ui(ratio, i + 1);
        arb_inv(ratio, ratio, bits);
    } else {
        lm_target_radius_arb(ratio, phi, bits);
        arb_inv(ratio, ratio, bits);
        arb_pow_ui(out, ratio, i, bits);
        arb_mul_2exp_si(out, out, 1);
    }
}

/* out += [0, first/(1 - ratio)]: terms that fall at least like a geometric series. */
static void add_geometric(arb_t out, const arb_t first, const arb_t ratio, slong bits)
{
    arb_t bound, zero;
    arb_init(bound);
    arb_init(zero);
    arb_sub_ui(bound, ratio, 1, bits);
    arb_neg(bound, bound);
    if (arb_is_positive(bound)) {
        arb_div(bound, first, bound, bits);
        arb_union(bound, bound, zero, bits);
        arb_add(out, out, bound, bits);
    } else {
        arb_indeterminate(out);
    }
    arb_clear(bound);
    arb_clear(zero);
}

/* From degree i on: M_i reach^i (i + 1)^1.75 with the ratio of its first two; or the two parts of C_eps, where
 * i^(i/2)/(i + 1)^((i+1)/2) <= (i + 1)^(-1/2). */
static void bound_series(arb_t out, const struct series *of, ulong i)
{
    arb_t term, ratio, weight, next;
    arb_init(term);
    arb_init(ratio);
    arb_init(weight);
    arb_init(next);
    majorant(term, ratio, of->phi, i, of->bits);
    arb_pow_ui(weight, of->reach, i, of->bits);
    arb_mul(term, term, weight, of->bits);
    arb_mul(ratio, ratio, of->reach, of->bits);
    weight_at(weight, of, i);
    arb_zero(out);
    if (of->smooth) {
        weight_at(next, of, i + 1);
        arb_div(next, next, weight, of->bits);
        arb_mul(ratio, ratio, next, of->bits);
        arb_mul(term, term, weight, of->bits);
        add_geometric(out, term, ratio, of->bits);
    } else {
        add_geometric(out, term, ratio, of->bits);
        arb_sub_ui(weight, weight, 1, of->bits);
        arb_mul(term, term, weight, of->bits);
        arb_div_ui(next, of->log_inverse, i + 1, of->bits);
        arb_sqrt(next, next, of->bits);
        arb_mul(ratio, ratio, next, of->bits);
        add_geometric(out, term, ratio, of->bits);
    }
    arb_clear(term);
    arb_clear(ratio);
    arb_clear(weight);
    arb_clear(next);
}

/* At the radius itself both diverge: i |c_i| rho^i >= 1/2 at every odd degree. */
static void sum_tail(arb_t out, const struct series *of, ulong degree)
{
    int last = targets[of->phi].degree;
    arb_t radius;
    arb_init(radius);
    lm_target_radius_arb(radius, of->phi, of->bits);
    if (last >= 0 && degree >= (ulong)last)
        arb_zero(out);
    else if (last >= 0)
        sum_terms(out, of, degree + 1, (ulong)last);
    else if (arb_ge(of->reach, radius))
        arb_pos_inf(out);
    else
        bound_series(out, of, degree + 1);
    arb_clear(radius);
}

void lm_complexity_eps(arb_t out, enum lm_target phi, ulong degree, const arb_t R, const arb_t eps, const arb_t C_star, slong bits)
{
    struct series of;
    begin_eps(&of, phi, R, eps, C_star, bits);
    sum_terms(out, &of, 0, degree);
    end_series(&of);
}

void lm_complexity_eps_tail(arb_t out, enum lm_target phi, ulong degree, const arb_t R, const arb_t eps, const arb_t C_star,
                            slong bits)
{
    struct series of;
    begin_eps(&of, phi, R, eps, C_star, bits);
    sum_tail(out, &of, degree);
    end_series(&of);
}

void lm_complexity_s(arb_t out, enum lm_target phi, ulong degree, const arb_t R, const arb_t C_star, slong bits)
{
    struct series of;
    begin_smooth(&of, phi, R, bits);
    sum_terms(out, &of, 0, degree);
    arb_mul(out, out, C_star, bits);
    end_series(&of);
}

void lm_complexity_s_tail(arb_t out, enum lm_target phi, ulong degree, const arb_t R, const arb_t C_star, slong bits)
{
    struct series of;
    begin_smooth(&of, phi, R, bits);
    sum_tail(out, &of, degree);
    arb_mul(out, out, C_star, bits);
    end_series(&of);
}
