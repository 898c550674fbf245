/* Products of powers: their value at a cell, and how they read. */
#include "audit_internal.h"
#include <math.h>
#include <stdlib.h>

double lm_powers_at(const struct lm_powers *p, const struct lm_cell *cell)
{
    double m = (double)cell->m, L = cell->L, d = (double)cell->d;
    double log_m = log(m), rho = LM_RHO * L * d * log_m;
    double factor = p->factor == 0 ? 1 : p->factor, log_m_s = p->log_m_s == 0 ? 1 : log(m / cell->s);
    return factor * pow(m, p->m) * pow(L, p->L) * pow(d, p->d) * pow(rho, p->rho) * pow(log_m, p->log_m) *
           pow(log_m_s, p->log_m_s) * pow(cell->eps_x, p->eps_x) * pow(cell->s, p->s) * pow(cell->N, p->N) *
           pow(cell->delta, p->delta) * pow(cell->Delta, p->Delta) * pow(cell->T, p->T);
}

bool lm_powers_given(const struct lm_powers *p)
{
    return p->factor != 0 || p->m != 0 || p->L != 0 || p->d != 0 || p->rho != 0 || p->log_m != 0 || p->log_m_s != 0 ||
           p->eps_x != 0 || p->s != 0 || p->N != 0 || p->delta != 0 || p->Delta != 0 || p->T != 0;
}

/* Exponents of theorems are fractions of small denominator; 0.35 stays a decimal. */
static char *exponent_text(double exponent)
{
    for (int q = 1; q <= 12; q++) {
        double p = exponent * q;
        if (fabs(p - rint(p)) > 1e-9) continue;
        return q == 1 ? lm_format("^%.0f", p) : lm_format("^%.0f/%d", p, q);
    }
    return lm_format("^%.4g", exponent);
}

/* Replaces *text by itself and one more power. */
static void append_power(char **text, const char *base, double exponent)
{
    if (exponent == 0) return;
    char *raised = exponent == 1 ? lm_xstrdup("") : exponent_text(exponent);
    char *longer = lm_format("%s%s%s%s", *text, **text ? " " : "", base, raised);
    free(raised);
    free(*text);
    *text = longer;
}

char *lm_powers_text(const struct lm_powers *p)
{
    char *text = p->factor == 0 || p->factor == 1 ? lm_xstrdup("") : lm_format("%.4g", p->factor);
    append_power(&text, "rho", p->rho);
    append_power(&text, "m", p->m);
    append_power(&text, "L", p->L);
    append_power(&text, "d", p->d);
    append_power(&text, p->log_m == 1 ? "log m" : "(log m)", p->log_m);
    append_power(&text, p->log_m_s == 1 ? "log(m/s)" : "(log(m/s))", p->log_m_s);
    append_power(&text, "eps_x", p->eps_x);
    append_power(&text, "s", p->s);
    append_power(&text, "N", p->N);
    append_power(&text, "delta", p->delta);
    append_power(&text, "Delta", p->Delta);
    append_power(&text, "T", p->T);
    if (*text) return text;
    free(text);
    return lm_xstrdup("1");
}
