/* Inner products of states, and what is left of them behind a projection. */
#include <lemmata/rnn.h>

double *lm_state_gram(struct lm_arena *arena, const struct lm_run *run)
{
    const size_t n = run->inputs.n, order = n * (size_t)run->inputs.L;
    double *gram = lm_arena_doubles(arena, order * order);
    for (int l = 1; l <= run->inputs.L; l++)
        for (int k = 1; k <= l; k++)
            run->net->num->ops->cross(gram + (size_t)(l - 1) * n + order * (size_t)(k - 1) * n, order, &run->h[l], &run->h[k]);
    return gram;
}

void lm_gram_project_out(double *gram, size_t order, size_t p, double square)
{
    const double *column = gram + p * order, pivot = column[p];
    if (!(pivot > LM_SPANNED * square)) return;
    for (size_t q = p + 1; q < order; q++)
        for (size_t r = q; r < order; r++) gram[q * order + r] -= column[q] * column[r] / pivot;
}
