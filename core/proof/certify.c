/* Branch and bound over an interval, smallest bound first. */
#include <lemmata/proof.h>

#include <lemmata/memory.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { BOUND_BITS = 64 };
static const double ENOUGH = 0.1; /* by which share the bound may lie below the slack */

struct piece {
    double from, to;
    double lower; /* of the slack on all of it */
};

struct search {
    lm_enclosure *slack;
    const void *context;
    slong bits;
    arb_t x, value;
};

void lm_set_ratio(arb_t out, slong numerator, slong denominator, slong bits)
{
    arb_set_si(out, numerator);
    arb_div_si(out, out, denominator, bits);
}

double lm_lower(const arb_t x)
{
    if (!arb_is_finite(x)) return -HUGE_VAL; /* NaN, and balls of infinite radius */
    arf_t bound;
    arf_init(bound);
    arb_get_lbound_arf(bound, x, BOUND_BITS);
    double lower = arf_get_d(bound, ARF_RND_FLOOR);
    arf_clear(bound);
    return lower;
}

double lm_upper(const arb_t x)
{
    if (!arb_is_finite(x)) return HUGE_VAL;
    arf_t bound;
    arf_init(bound);
    arb_get_ubound_arf(bound, x, BOUND_BITS);
    double upper = arf_get_d(bound, ARF_RND_CEIL);
    arf_clear(bound);
    return upper;
}

static double lower_on(struct search *s, double from, double to)
{
    arf_t a, b;
    arf_init(a);
    arf_init(b);
    arf_set_d(a, from); /* exact */
    arf_set_d(b, to);
    arb_set_interval_arf(s->x, a, b, s->bits);
    arf_clear(a);
    arf_clear(b);
    s->slack(s->value, s->x, s->bits, s->context);
    return lm_lower(s->value);
}

static double upper_at(struct search *s, double point)
{
    arb_set_d(s->x, point); /* exact */
    s->slack(s->value, s->x, s->bits, s->context);
    return lm_upper(s->value);
}

static double middle(const struct piece *piece)
{
    return piece->from + (piece->to - piece->from) / 2;
}

static unsigned smallest_bound(const struct piece *pieces, unsigned count)
{
    unsigned least = 0;
    for (unsigned k = 1; k < count; k++)
        if (pieces[k].lower < pieces[least].lower) least = k;
    return least;
}

/* `upper` is an upper bound of the least slack; `pieces` has room for `limit`. */
static lm_status branch(struct lm_certificate *out, struct search *s, struct piece *pieces, double upper, unsigned limit)
{
    unsigned count = 1;
    for (;;) {
        struct piece *piece = &pieces[smallest_bound(pieces, count)];
        double at = middle(piece), value = upper_at(s, at);
        if (value < 0) {
            *out = (struct lm_certificate){.slack = value, .at = at, .pieces = count};
            return LM_OK;
        }
        upper = fmin(upper, value);
        bool divisible = piece->from < at && at < piece->to;
        bool enough = piece->lower >= (1 - ENOUGH) * upper;
        if (piece->lower >= 0 && (enough || !divisible || count == limit)) {
            *out = (struct lm_certificate){.slack = piece->lower, .at = at, .pieces = count};
            return LM_OK;
        }
        if (!divisible || count == limit)
            return lm_error(LM_ECONVERGE, "%u pieces do not decide the sign of a slack near %.17g: its bounds are %.3g and %.3g",
                            count, at, piece->lower, value);
        pieces[count++] = (struct piece){at, piece->to, lower_on(s, at, piece->to)};
        *piece = (struct piece){piece->from, at, lower_on(s, piece->from, at)};
    }
}

lm_status lm_certify(struct lm_certificate *out, lm_enclosure *slack, const void *context, double from, double to, slong bits,
                     unsigned limit)
{
    LM_ASSERT(isfinite(from) && isfinite(to) && from <= to && bits >= 2 && limit > 0);
    struct search s = {.slack = slack, .context = context, .bits = bits};
    struct piece *pieces = lm_xmalloc(limit * sizeof *pieces);
    arb_init(s.x);
    arb_init(s.value);
    pieces[0] = (struct piece){from, to, lower_on(&s, from, to)};
    lm_status status = branch(out, &s, pieces, HUGE_VAL, limit);
    arb_clear(s.x);
    arb_clear(s.value);
    free(pieces);
    return status;
}
