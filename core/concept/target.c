#include <lemmata/target.h>

#include <lemmata/memory.h>
#include <math.h>
#include <stdbool.h>

enum { COEFFICIENT_BITS = 128, MOST_TERMS = 100000 };

static const struct {
    const char *name;
    int degree;     /* -1: a series */
    double radius;  /* in units of pi where `circular` */
    bool circular;
} targets[LM_TARGETS] = {
    [LM_TARGET_LINEAR] = {"z", 1, HUGE_VAL, false},
    [LM_TARGET_SQUARE] = {"z^2", 2, HUGE_VAL, false},
    [LM_TARGET_CUBE] = {"z^3", 3, HUGE_VAL, false},
    [LM_TARGET_SIN] = {"sin z", -1, HUGE_VAL, false},
    [LM_TARGET_EXP] = {"exp z - 1", -1, HUGE_VAL, false},
    [LM_TARGET_TANH] = {"tanh z", -1, 0.5, true},     /* poles at +-i pi/2 */
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

/* The tail is summed from where two terms (one of them may vanish) no longer count: from there on they fall at least like those of a
 * geometric series of ratio reach/radius, and of entire functions faster. */
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
