/* What a running lemma holds: its cell, its network, its memory and its observations. */
#ifndef LEMMATA_TRIAL_H
#define LEMMATA_TRIAL_H

#include <lemmata/attack.h>
#include <lemmata/limits.h>
#include <lemmata/spectral.h>
#include <lemmata/train.h>

enum { LM_MAX_STATEMENTS = 32 };

/* The unit of work. Everything a trial depends on is here. */
struct lm_cell {
    unsigned sweep;
    int control;               /* index, or -1 for the claim itself */
    enum lm_kind kind;
    int bits;                  /* 0: double; otherwise MPFR with so many bits */
    size_t m, d, dx;
    int L;
    double eps_x;
    double s, N, delta;        /* sparsity, rows (or training sequences), separation: of the sweep, 0 where it has none */
    double Delta, T;           /* perturbation (W' has ||W'|| = Delta/sqrt m), steps of training: likewise */
    double x;                  /* the lemma's own variable (LM_AXIS_VARIABLE): likewise */
    double from;               /* the piece [from, x] of a domain, where the sweep is cut into pieces */
    unsigned replicate;
    uint64_t seed;
    struct lm_law law;         /* of the control, or all zero */
    int variant;               /* of the control, or 0 */
    struct lm_inputs given;    /* the user's own inputs (--inputs); n = 0 when there are none */
    const struct lm_network_files *files;    /* the user's own network (--weights), or NULL */
};

/* The replicates of a width: one bit of the 20 that a network number has for them tells implicit W from dense. */
enum { LM_REPLICATES = 1 << 19 };
/* The number of the cell's network (random.h); replicate < LM_REPLICATES. Dense and implicit W of one width and replicate share no
 * random number, so that samples of both are independent. */
uint64_t lm_cell_network(const struct lm_cell *cell);

struct lm_trial;

/* For the runner: a trial on this cell, its observations all missing. */
struct lm_trial *lm_trial_begin(const struct lm_cell *cell, struct lm_arena *arena, size_t right, size_t left);
lm_status lm_trial_status(const struct lm_trial *t);
bool lm_trial_value(const struct lm_trial *t, unsigned statement, double *value);
bool lm_trial_limit(const struct lm_trial *t, unsigned statement, double *value);
size_t lm_trial_sign_flips(const struct lm_trial *t);
size_t lm_trial_preactivations(const struct lm_trial *t);

/* ---- For lemmas ---- */

/* The network of this cell: the same replicate and kind draw the same W, A, B in every lemma, control and arithmetic; or the user's
 * own. `dim` is the dimension of a token. */
struct lm_net *lm_trial_net(struct lm_trial *t, size_t dim);
/* One normalised sequence with eps_x of the cell, or the user's own sequences. */
struct lm_inputs lm_trial_normalised(struct lm_trial *t);
/* `n` unit-norm sequences (2018) with separation `delta` whose later tokens differ, or the user's own sequences. */
struct lm_inputs lm_trial_unit(struct lm_trial *t, size_t n, double delta);
/* `n` sequences of Wang et al. (lm_inputs_wang), or the user's own tokens, scaled and begun like them. */
struct lm_inputs lm_trial_wang(struct lm_trial *t, size_t n, double power);
/* Where further random numbers of this trial come from. */
struct lm_address lm_trial_address(const struct lm_trial *t);
struct lm_arena *lm_trial_arena(struct lm_trial *t);
/* A forward pass whose sign flips against double are counted in the trial. */
struct lm_run *lm_trial_forward(struct lm_trial *t, struct lm_net *net, const struct lm_inputs *inputs);
/* The value of the statistic of a statement; once per statement. */
void lm_observe(struct lm_trial *t, unsigned statement, double value);
/* Likewise, with the infinite-width value of that statistic for this very cell, where the statement says that its `limits` are given. */
void lm_observe_with_limit(struct lm_trial *t, unsigned statement, double value, double limit);
/* The trial could not be carried out (an iteration that did not converge); later observations are ignored. */
void lm_trial_fail(struct lm_trial *t, lm_status status);

#endif
