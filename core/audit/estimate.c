/* What a cell will cost, to its order of magnitude: enough to order cells, to keep workers within memory and to begin a countdown
 * that measured times then correct. */
#include "audit_internal.h"

static const double NS = 1e-9;
static const double PAGES = 8388608; /* what the blocks of an arena leave unused */

/* Sequences of a cell: the user's own or one; further ones of a lemma show in `right`. */
static double sequences(const struct lm_cell *cell)
{
    return cell->given.n > 0 ? (double)cell->given.n : 1;
}

/* Rather more than less: measured peaks of the cells above 20 MB are .81 to .99 of it. */
static double bytes(const struct lm_task *task)
{
    const struct lm_cell *cell = &task->cell;
    double entry = cell->bits ? 32.0 + cell->bits / 8.0 : 8.0; /* an mpfr_t and its limbs */
    /* g, h, one temporary and the pass in double for each step of each sequence; Back as swept, masked, and kept by the lemma. */
    double vectors = 4 * ((double)task->right + sequences(cell)) + 3 * (double)task->left;
    double weights = lm_weights_bytes(cell->kind, &cell->law, cell->m, cell->L, task->right, task->left);
    double outer = 8 * (double)cell->m * (double)(cell->d + cell->dx + 1); /* A and B */
    double trained = task->steps > 0 ? weights : 0;                        /* a copy of W */
    return weights + trained + outer + (double)cell->m * vectors * entry + PAGES;
}

/* Measured on one core of 2.5 GHz with the two lemmas of the foundation; within a factor of two over all their cells. */
static double seconds(const struct lm_task *task)
{
    const struct lm_cell *cell = &task->cell;
    double m = (double)cell->m, vectors = (double)(task->right + task->left);
    if (cell->kind == LM_IMPLICIT) return m * vectors * (vectors + 25) * NS; /* each new vector meets all the revealed ones */
    double draw = cell->law.shape == LM_HEAVY_TAILS ? 65 : 5;                /* an entry of W */
    double product = cell->bits ? 80 : 0.2;                                  /* one multiply-add */
    double passes = task->steps > 0 ? task->steps : 1;
    return m * m * (draw * (cell->law.untied ? cell->L : 1) + product * vectors * passes) * NS;
}

void lm_task_estimate(struct lm_task *task)
{
    task->bytes = bytes(task);
    task->seconds = seconds(task) + 1e-5; /* a cell is never free */
}
