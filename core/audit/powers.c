/* Products of powers: their value at a cell, and how they read. */
#include "audit_internal.h"
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

const struct lm_power_field lm_power_fields[] = {
    {"rho", "rho", offsetof(struct lm_powers, rho)},
    {"m", "m", offsetof(struct lm_powers, m)},
    {"L", "L", offsetof(struct lm_powers, L)},
    {"d", "d", offsetof(struct lm_powers, d)},
    {"log_m", "log m", offsetof(struct lm_powers, log_m)},
    {"log_m_s", "log(m/s)", offsetof(struct lm_powers, log_m_s)},
    {"eps_x", "eps_x", offsetof(struct lm_powers, eps_x)},
    {"s", "s", offsetof(struct lm_powers, s)},
    {"N", "N", offsetof(struct lm_powers, N)},
    {"delta", "delta", offsetof(struct lm_powers, delta)},
    {"Delta", "Delta", offsetof(struct lm_powers, Delta)},
    {"T", "T", offsetof(struct lm_powers, T)},
    {"x", NULL, offsetof(struct lm_powers, x)}, /* as the sweep names it */
    {NULL, NULL, 0},
};

double lm_power_exponent(const struct lm_powers *p, const struct lm_power_field *field)
{
    return *(const double *)(const void *)((const char *)p + field->offset);
}

double lm_powers_at(const struct lm_powers *p, const struct lm_cell *cell)
{
    double m = (double)cell->m, L = cell->L, d = (double)cell->d;
    double log_m = log(m), rho = LM_RHO * L * d * log_m;
    double factor = p->factor == 0 ? 1 : p->factor, log_m_s = p->log_m_s == 0 ? 1 : log(m / cell->s);
    return factor * pow(m, p->m) * pow(L, p->L) * pow(d, p->d) * pow(rho, p->rho) * pow(log_m, p->log_m) *
           pow(log_m_s, p->log_m_s) * pow(cell->eps_x, p->eps_x) * pow(cell->s, p->s) * pow(cell->N, p->N) *
           pow(cell->delta, p->delta) * pow(cell->Delta, p->Delta) * pow(cell->T, p->T) * pow(cell->x, p->x);
}

bool lm_powers_given(const struct lm_powers *p)
{
    bool given = p->factor != 0;
    for (const struct lm_power_field *field = lm_power_fields; field->name; field++)
        given = given || lm_power_exponent(p, field) != 0;
    return given;
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

/* Replaces *text by itself and one more power; a logarithm is raised in brackets. */
static void append_power(char **text, const char *base, double exponent)
{
    if (exponent == 0) return;
    char *raised = exponent == 1 ? lm_xstrdup("") : exponent_text(exponent);
    bool brackets = exponent != 1 && strncmp(base, "log", 3) == 0;
    char *longer = lm_format("%s%s%s%s%s%s", *text, **text ? " " : "", brackets ? "(" : "", base, brackets ? ")" : "", raised);
    free(raised);
    free(*text);
    *text = longer;
}

char *lm_powers_text(const struct lm_powers *p, const struct lm_sweep *sweep)
{
    char *text = p->factor == 0 || p->factor == 1 ? lm_xstrdup("") : lm_format("%.4g", p->factor);
    for (const struct lm_power_field *field = lm_power_fields; field->name; field++)
        append_power(&text, field->text ? field->text : sweep->variable, lm_power_exponent(p, field));
    if (*text) return text;
    free(text);
    return lm_xstrdup("1");
}
