/* From which width on a printed bound says anything at all.
 *
 * With t = log m the literal bound is below the trivial one where
 *   f(t) = K + a t + b log t < 0,   a: exponents of m;  b: of rho and log m, rho = 100 L d t;  K: everything else.
 * Widths reach 10^1000 and beyond, so t and never m is computed. */
#include "judge_internal.h"

struct gap {
    double K, a, b;
};

/* The logarithm of all that does not grow with m. */
static double log_fixed(struct lm_powers p, const struct lm_cell *cell)
{
    p.m = p.rho = p.log_m = p.log_m_s = 0;
    return log(lm_powers_at(&p, cell));
}

/* log(m/s) is taken for log m: where it matters, s is held fixed and m runs to 10^100. */
static struct gap gap_between(const struct lm_powers *literal, const struct lm_powers *trivial, const struct lm_cell *cell)
{
    double rho = literal->rho - trivial->rho;
    return (struct gap){
        .K = log_fixed(*literal, cell) - log_fixed(*trivial, cell) + rho * log(LM_RHO * cell->L * (double)cell->d),
        .a = literal->m - trivial->m,
        .b = rho + literal->log_m - trivial->log_m + literal->log_m_s - trivial->log_m_s,
    };
}

static double gap_at(const struct gap *gap, double t)
{
    return gap->K + gap->a * t + (gap->b == 0 ? 0 : gap->b * log(t));
}

/* The last sign change of f. Requires: a < 0, or a = 0 and b < 0, or a = b = 0 and K < 0. */
static double last_root(const struct gap *gap)
{
    /* Where a < 0 < b, f rises up to its maximum and falls ever after; else it falls from the start. */
    double low = gap->b > 0 ? -gap->b / gap->a : 0;
    if (gap_at(gap, low) < 0) return 0; /* below the trivial bound at every width */
    double high = fmax(1, 2 * low);
    while (gap_at(gap, high) >= 0) high *= 2; /* ends: f falls without limit, and at t = inf it is -inf */
    for (;;) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) return high;
        if (gap_at(gap, middle) >= 0)
            low = middle;
        else
            high = middle;
    }
}

bool lm_first_informative_width(double *log10_m, const struct lm_statement *statement, const struct lm_cell *cell)
{
    if (!lm_powers_given(&statement->literal)) return false;
    struct gap gap = gap_between(&statement->literal, &statement->trivial, cell);
    bool falls = gap.a < 0 || (gap.a == 0 && (gap.b < 0 || (gap.b == 0 && gap.K < 0)));
    if (!falls) return false;
    *log10_m = last_root(&gap) / log(10);
    return isfinite(*log10_m);
}
