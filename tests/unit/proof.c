/* Branch and bound: what it certifies is true, what is false it refutes at a point where it is, and what it cannot know it says. */
#include "check.h"

#include <float.h>
#include <lemmata/proof.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

enum { BITS = 128, LIMIT = 4096 };

/* (x - a)^2 + b, expanded: the same variable twice, so that wide pieces do not decide. */
struct parabola {
    double a, b;
};

static void parabola(arb_t out, const arb_t x, slong bits, const void *context)
{
    const struct parabola *p = context;
    arb_t y;
    arb_init(y);
    arb_set_d(y, 2 * p->a);
    arb_sub(out, x, y, bits);
    arb_mul(out, out, x, bits);
    arb_set_d(y, p->a * p->a);
    arb_add(out, out, y, bits);
    arb_set_d(y, p->b);
    arb_add(out, out, y, bits);
    arb_clear(y);
}

static void true_slacks_are_certified(void)
{
    struct lm_certificate c;
    struct parabola p = {0.375, 0x1p-10};
    CHECK(lm_certify(&c, parabola, &p, 0, 1, BITS, LIMIT) == LM_OK);
    CHECK_BELOW(c.slack, p.b);
    CHECK_ABOVE(c.slack, 0.9 * p.b); /* within a tenth of the least slack */
    CHECK_NEAR(c.at, p.a, 0.02);
    CHECK(c.pieces > 1 && c.pieces < LIMIT);
    CHECK(lm_certify(&c, parabola, &p, 0.5, 1, BITS, LIMIT) == LM_OK); /* its least slack is at an end */
    CHECK_BELOW(c.slack, 0x1p-6 + p.b);
    CHECK_ABOVE(c.slack, 0.9 * (0x1p-6 + p.b));
    CHECK(lm_certify(&c, parabola, &p, 0.5, 0.5, BITS, LIMIT) == LM_OK); /* a point */
    CHECK_NEAR(c.slack, 0x1p-6 + p.b, 1e-15);
    CHECK_SIZE(c.pieces, 1);
}

static void false_slacks_are_refuted(void)
{
    struct lm_certificate c;
    struct parabola p = {0.3, -1e-8}; /* negative on an interval of width 2e-4 only */
    CHECK(lm_certify(&c, parabola, &p, 0, 1, BITS, LIMIT) == LM_OK);
    CHECK_BELOW(c.slack, -DBL_MIN);
    CHECK_ABOVE(c.slack, p.b - 1e-20); /* an upper bound of the slack there, and no slack is below b */
    CHECK_NEAR(c.at, p.a, 1e-4);
    CHECK_NEAR(c.slack, (c.at - p.a) * (c.at - p.a) + p.b, 1e-15);
}

/* A slack with a double zero is true, but no enclosure can show it unless its pieces end there. */
static void what_is_undecided_says_so(void)
{
    struct lm_certificate c;
    struct parabola p = {1. / 3, 0};
    CHECK(lm_certify(&c, parabola, &p, 0, 1, BITS, LIMIT) == LM_ECONVERGE);
    CHECK(strstr(lm_error_message(), "do not decide") != NULL);
    p = (struct parabola){0.375, 0x1p-10};
    CHECK(lm_certify(&c, parabola, &p, 0, 1, BITS, 2) == LM_ECONVERGE); /* too few pieces */
}

static void reciprocal(arb_t out, const arb_t x, slong bits, const void *context)
{
    (void)context;
    arb_inv(out, x, bits); /* indeterminate on every piece that touches 0 */
}

static void negative_reciprocal(arb_t out, const arb_t x, slong bits, const void *context)
{
    reciprocal(out, x, bits, context);
    arb_neg(out, out);
}

static void nothing(arb_t out, const arb_t x, slong bits, const void *context)
{
    (void)x, (void)bits, (void)context;
    arb_indeterminate(out);
}

static void poles_are_no_proof(void)
{
    struct lm_certificate c;
    CHECK(lm_certify(&c, reciprocal, NULL, 0, 1, BITS, LIMIT) == LM_ECONVERGE);
    CHECK(lm_certify(&c, negative_reciprocal, NULL, 0, 1, BITS, LIMIT) == LM_OK);
    CHECK(c.slack == -2 && c.at == 0.5); /* a violation needs one point */
    CHECK(lm_certify(&c, nothing, NULL, 0, 1, BITS, 64) == LM_ECONVERGE);
}

/* A constant between two doubles: a proof rounds its bound down, a violation up. */
static void ratio(arb_t out, const arb_t x, slong bits, const void *context)
{
    const int *fraction = context;
    (void)x;
    arb_set_si(out, fraction[0]);
    arb_div_si(out, out, fraction[1], bits);
}

static double certified_ratio(int numerator, int denominator)
{
    struct lm_certificate c;
    return CHECK(lm_certify(&c, ratio, (int[]){numerator, denominator}, 0, 1, BITS, LIMIT) == LM_OK) ? c.slack : nan("");
}

static void bounds_are_rounded_outwards(void)
{
    CHECK(certified_ratio(1, 3) == 1. / 3);               /* the double 1/3 is below 1/3 */
    CHECK(certified_ratio(1, 5) == nextafter(1. / 5, 0)); /* the double 1/5 is above 1/5 */
    CHECK(certified_ratio(-1, 3) == -1. / 3);
    CHECK(certified_ratio(-1, 5) == nextafter(-1. / 5, 0));

    arb_t x;
    arb_init(x);
    arb_indeterminate(x);
    CHECK(lm_lower(x) == -HUGE_VAL && lm_upper(x) == HUGE_VAL);
    arb_set_d(x, 0.25);
    CHECK(lm_lower(x) == 0.25 && lm_upper(x) == 0.25);
    mag_set_d(arb_radref(x), 0.5);
    CHECK(lm_lower(x) <= -0.25 && lm_upper(x) >= 0.75);
    arb_clear(x);
}

/* 1 - exp(-x) <= x, hopeless by balls at 0 itself, holds from any x > 0 on; each worker has the caches of FLINT to itself. */
static void exponential(arb_t out, const arb_t x, slong bits, const void *context)
{
    (void)context;
    arb_neg(out, x);
    arb_expm1(out, out, bits);
    arb_add(out, out, x, bits);
}

static void *certify_in_a_thread(void *out)
{
    return lm_certify(out, exponential, NULL, 0x1p-7, 2, BITS, LIMIT) == LM_OK ? out : NULL;
}

static void threads_agree(void)
{
    enum { THREADS = 4 };
    pthread_t thread[THREADS];
    struct lm_certificate alone, c[THREADS];
    void *done;
    CHECK(certify_in_a_thread(&alone) != NULL);
    CHECK_BELOW(alone.slack, 0x1p-15); /* x^2/2 */
    CHECK_ABOVE(alone.slack, 0.85 * 0x1p-15);
    for (int k = 0; k < THREADS; k++) CHECK(pthread_create(&thread[k], NULL, certify_in_a_thread, &c[k]) == 0);
    for (int k = 0; k < THREADS; k++) {
        CHECK(pthread_join(thread[k], &done) == 0 && done != NULL);
        CHECK(c[k].slack == alone.slack && c[k].at == alone.at && c[k].pieces == alone.pieces);
    }
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"true slacks are certified", true_slacks_are_certified},
        {"false slacks are refuted", false_slacks_are_refuted},
        {"what is undecided says so", what_is_undecided_says_so},
        {"poles are no proof", poles_are_no_proof},
        {"bounds are rounded outwards", bounds_are_rounded_outwards},
        {"threads agree", threads_agree},
        {NULL, NULL},
    };
    return check_main(argc, argv, "proof", tests);
}
