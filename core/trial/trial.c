/* What a running lemma holds. */
#include <lemmata/trial.h>
#include <math.h>

struct lm_trial {
    const struct lm_cell *cell;
    struct lm_arena *arena;
    size_t right, left;
    struct lm_num num;
    lm_status status;
    double value[LM_MAX_STATEMENTS], limit[LM_MAX_STATEMENTS];
    bool observed[LM_MAX_STATEMENTS], limited[LM_MAX_STATEMENTS];
    size_t sign_flips, preactivations;
};

struct lm_trial *lm_trial_begin(const struct lm_cell *cell, struct lm_arena *arena, size_t right, size_t left)
{
    struct lm_trial *t = lm_arena_alloc(arena, sizeof *t);
    *t = (struct lm_trial){.cell = cell, .arena = arena, .right = right, .left = left};
    t->status = cell->bits == 0 ? LM_OK : lm_num_mpfr(&t->num, cell->bits);
    return t;
}

lm_status lm_trial_status(const struct lm_trial *t)
{
    return t->status;
}

bool lm_trial_value(const struct lm_trial *t, unsigned statement, double *value)
{
    LM_ASSERT(statement < LM_MAX_STATEMENTS);
    *value = t->value[statement];
    return t->observed[statement];
}

bool lm_trial_limit(const struct lm_trial *t, unsigned statement, double *value)
{
    LM_ASSERT(statement < LM_MAX_STATEMENTS);
    *value = t->limit[statement];
    return t->limited[statement];
}

size_t lm_trial_sign_flips(const struct lm_trial *t)
{
    return t->sign_flips;
}

size_t lm_trial_preactivations(const struct lm_trial *t)
{
    return t->preactivations;
}

uint64_t lm_cell_network(const struct lm_cell *cell)
{
    LM_ASSERT(cell->replicate < LM_REPLICATES);
    return lm_network_number(cell->m, cell->replicate + (cell->kind == LM_IMPLICIT ? (unsigned)LM_REPLICATES : 0));
}

struct lm_address lm_trial_address(const struct lm_trial *t)
{
    return (struct lm_address){t->cell->seed, lm_cell_network(t->cell)};
}

struct lm_arena *lm_trial_arena(struct lm_trial *t)
{
    return t->arena;
}

struct lm_net *lm_trial_net(struct lm_trial *t, size_t dim)
{
    const struct lm_cell *cell = t->cell;
    const struct lm_num *num = cell->bits == 0 ? lm_num_double() : &t->num;
    struct lm_net *own;
    if (cell->files && dim != cell->files->dim)
        lm_trial_fail(t, lm_error(LM_EINVAL, "%s: A reads tokens of dimension %zu; this lemma has some of %zu", cell->files->path,
                                  cell->files->dim, dim));
    else if (cell->files && lm_net_read(&own, t->arena, num, cell->files) == LM_OK)
        return own;
    else if (cell->files)
        lm_trial_fail(t, LM_EIO); /* the files have changed since the grid was made */
    return lm_net_draw(t->arena, num, cell->kind, &cell->law, cell->m, cell->d, dim, cell->L, lm_trial_address(t), t->right,
                       t->left);
}

struct lm_inputs lm_trial_normalised(struct lm_trial *t)
{
    const struct lm_cell *cell = t->cell;
    if (cell->given.n > 0) return cell->given;
    return lm_inputs_normalised(t->arena, 1, cell->L, cell->dx, cell->eps_x, lm_trial_address(t));
}

struct lm_inputs lm_trial_unit(struct lm_trial *t, size_t n, double delta)
{
    const struct lm_cell *cell = t->cell;
    if (cell->given.n > 0) return cell->given;
    return lm_inputs_unit(t->arena, n, cell->L, cell->dx + 1, delta, false, lm_trial_address(t));
}

struct lm_inputs lm_trial_wang(struct lm_trial *t, size_t n, double power)
{
    const struct lm_cell *cell = t->cell;
    const struct lm_inputs *given = &cell->given;
    if (given->n == 0) return lm_inputs_wang(t->arena, n, cell->L, cell->dx, power, lm_trial_address(t));
    struct lm_inputs out = lm_inputs_wang(t->arena, given->n, given->L, given->dim, power, lm_trial_address(t));
    for (size_t s = 0; s < given->n; s++)
        for (int l = 1; l <= given->L; l++)
            for (size_t k = 0; k < given->dim; k++)
                lm_token(&out, s, l + 1)[k] = pow(given->L, -power / 2) * lm_token(given, s, l)[k];
    return out;
}

struct lm_run *lm_trial_forward(struct lm_trial *t, struct lm_net *net, const struct lm_inputs *inputs)
{
    struct lm_run *run = lm_forward(net, inputs);
    t->sign_flips += run->sign_flips;
    t->preactivations += run->preactivations;
    return run;
}

void lm_observe(struct lm_trial *t, unsigned statement, double value)
{
    LM_ASSERT(statement < LM_MAX_STATEMENTS && !t->observed[statement]);
    if (t->status != LM_OK) return;
    t->value[statement] = value;
    t->observed[statement] = true;
}

void lm_observe_with_limit(struct lm_trial *t, unsigned statement, double value, double limit)
{
    lm_observe(t, statement, value);
    if (t->status != LM_OK) return;
    t->limit[statement] = limit;
    t->limited[statement] = true;
}

void lm_trial_fail(struct lm_trial *t, lm_status status)
{
    if (t->status == LM_OK) t->status = status;
}
