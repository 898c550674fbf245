/* The axes of sweeps: how they are written, the field of a cell that each varies, and its exponent in a product of powers. */
#include "audit_internal.h"
#include <math.h>
#include <stddef.h>

static const struct {
    const char *symbol;
    bool falls;          /* claims speak of small values */
    size_t cell, powers; /* offsets of doubles; the width and the length are whole numbers */
} axes[] = {
    [LM_AXIS_WIDTH] = {"m", false, 0, 0},
    [LM_AXIS_LENGTH] = {"L", false, 0, 0},
    [LM_AXIS_EPS_X] = {"eps_x", true, offsetof(struct lm_cell, eps_x), offsetof(struct lm_powers, eps_x)},
    [LM_AXIS_SPARSITY] = {"s", false, offsetof(struct lm_cell, s), offsetof(struct lm_powers, s)},
    [LM_AXIS_ROWS] = {"N", false, offsetof(struct lm_cell, N), offsetof(struct lm_powers, N)},
    [LM_AXIS_SEPARATION] = {"delta", true, offsetof(struct lm_cell, delta), offsetof(struct lm_powers, delta)},
    [LM_AXIS_PERTURBATION] = {"Delta", false, offsetof(struct lm_cell, Delta), offsetof(struct lm_powers, Delta)},
    [LM_AXIS_STEPS] = {"T", false, offsetof(struct lm_cell, T), offsetof(struct lm_powers, T)},
    [LM_AXIS_VARIABLE] = {NULL, false, offsetof(struct lm_cell, x), offsetof(struct lm_powers, x)},
};

const char *lm_axis_symbol(const struct lm_sweep *sweep)
{
    return sweep->axis == LM_AXIS_VARIABLE ? sweep->variable : axes[sweep->axis].symbol;
}

bool lm_axis_falls(const struct lm_sweep *sweep)
{
    return sweep->axis == LM_AXIS_VARIABLE ? sweep->falls : axes[sweep->axis].falls;
}

double lm_axis_value(enum lm_axis axis, const struct lm_cell *cell)
{
    if (axis == LM_AXIS_WIDTH) return (double)cell->m;
    if (axis == LM_AXIS_LENGTH) return cell->L;
    return *(const double *)(const void *)((const char *)cell + axes[axis].cell);
}

double lm_axis_exponent(const struct lm_sweep *sweep, const struct lm_powers *p)
{
    double proportional = sweep->N > 0 && sweep->N < 1 ? p->N : 0; /* N is a fraction of m */
    switch (sweep->axis) {
    case LM_AXIS_WIDTH:
        return p->m + proportional; /* logarithms are divided out, not part of the slope */
    case LM_AXIS_LENGTH:
        return p->L + p->rho - (sweep->eps_x > 0 ? 0 : p->eps_x); /* rho is linear in L, and eps_x is 1/L unless it is held fixed */
    default:
        return *(const double *)(const void *)((const char *)p + axes[sweep->axis].powers);
    }
}

struct lm_cell lm_sweep_cell(const struct lm_sweep *sweep, double value)
{
    struct lm_cell cell = {.control = -1,
                           .m = sweep->m,
                           .L = sweep->L,
                           .d = sweep->d,
                           .dx = sweep->dx,
                           .eps_x = sweep->eps_x,
                           .s = sweep->s,
                           .N = sweep->N,
                           .delta = sweep->delta,
                           .Delta = sweep->Delta,
                           .T = sweep->T};
    if (sweep->axis == LM_AXIS_WIDTH)
        cell.m = (size_t)value;
    else if (sweep->axis == LM_AXIS_LENGTH)
        cell.L = (int)value;
    else
        *(double *)(void *)((char *)&cell + axes[sweep->axis].cell) = value;
    if (cell.eps_x == 0) cell.eps_x = 1.0 / cell.L;
    if (cell.N < 1) cell.N = floor(cell.N * (double)cell.m);
    return cell;
}
