/* Proofs by interval arithmetic (Arb): a statement about a real variable becomes a slack that is nowhere negative. */
#ifndef LEMMATA_PROOF_H
#define LEMMATA_PROOF_H

#if LEMMATA_FLINT >= 3 /* Arb is a part of FLINT; before, it was a library of its own (Debian 12) */
#include <flint/arb.h>
#include <flint/arb_hypgeom.h>
#include <flint/arb_poly.h>
#else
#include <arb.h>
#include <arb_hypgeom.h>
#include <arb_poly.h>
#endif
#include <lemmata/status.h>

/* Encloses the slack on the ball x with `bits` of working precision: out contains slack(t) for every t in x at which the slack is
 * defined. The ball may reach a little beyond the interval that is asked for (its radius is rounded upwards), so also beyond 0
 * where that is an end. An indeterminate out is always a valid answer, and decides nothing. */
typedef void lm_enclosure(arb_t out, const arb_t x, slong bits, const void *context);

struct lm_certificate {
    double slack;     /* a lower bound of the slack on all of [from, to]; or, where negative, an upper bound of it at `at` */
    double at;        /* the middle of the piece with the smallest bound, or the point of violation */
    unsigned pieces;  /* into which [from, to] was cut */
};

/* Branch and bound: cuts [from, to] until the enclosure is nonnegative on every piece, then on until the bound is within a tenth of
 * the slack at some point or there are `limit` pieces; or until a point is found at which the slack is certainly negative.
 * LM_ECONVERGE when `limit` pieces do not decide. Bounds are rounded outwards to doubles; from <= to are meant exactly. Frees what
 * FLINT keeps for the calling thread. */
LM_WARN_UNUSED lm_status lm_certify(struct lm_certificate *out, lm_enclosure *slack, const void *context, double from, double to,
                                    slong bits, unsigned limit);

/* numerator/denominator, rounded to `bits`. */
void lm_set_ratio(arb_t out, slong numerator, slong denominator, slong bits);
/* The ends of a ball rounded outwards to doubles; -infinity and infinity where it is indeterminate. */
double lm_lower(const arb_t x);
double lm_upper(const arb_t x);

#endif
