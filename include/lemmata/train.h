/* Training of the hidden weights W, with A and B at their initialisation, and the kernel that governs it (2018 section 3, 2019
 * section 4); or of W and A (Panigrahi & Goyal 2021, section 3). */
#ifndef LEMMATA_TRAIN_H
#define LEMMATA_TRAIN_H

#include <lemmata/rnn.h>

/* A loss of the outputs of a batch: returns its value and fills of_y with its derivatives. y and of_y are laid out like lm_outputs,
 * n L d numbers; `batch` holds the index of each sequence of the batch among all that are trained on. */
typedef double lm_loss(void *context, const struct lm_run *run, const size_t *batch, const double *y, double *of_y);

/* f = 1/2 sum_s sum_{l=2}^L ||B h_l - y*_l||^2 (2018 section 2: h_1 does not depend on W). `context` are all targets, laid out like
 * lm_outputs. */
lm_loss lm_square_loss;

/* The mean of log(1 + exp(-y scale f)) over the batch, f the last of d = 1 outputs (Wang et al. 2021, section 3). */
struct lm_logistic {
    const double *labels;          /* y = +-1 of every sequence */
    double scale;
    double mistakes;               /* counts the sequences with y f < 0 that were met */
};
lm_loss lm_logistic_loss;

enum lm_trained {
    LM_TRAIN_W,                    /* alone */
    LM_TRAIN_W_AND_A               /* with one step size */
};

/* A network in training: a copy of its own of a dense W, and of A if that trains; all else is shared with the network it began
 * from. */
struct lm_training {
    struct lm_net *net;            /* W = W~ + W_t, A = A~ + A_t */
    const struct lm_net *start;    /* W~ */
    double *W;                     /* the entries of net->W, row by row, `ld` apart */
    size_t ld;
    double *At;                    /* the entries of net->At, m apart; NULL where A does not train */
    size_t steps;
};
/* Requires: double arithmetic, a dense W that is tied and carries no W', a known B. */
struct lm_training *lm_training_begin(struct lm_net *net, enum lm_trained trained);

/* One step W -= eta dF/dW of the loss of a batch of sequences (all of them: gradient descent): the update, of rank n (L - 1), is
 * one product. Where A trains, A -= eta dF/dA as well, both at the weights before the step. Returns the loss before the step;
 * nothing of the step stays in the arena. LM_ECONVERGE in `status` and W, A as they were when loss or gradient is not finite. */
LM_WARN_UNUSED lm_status lm_training_step(struct lm_training *t, double *loss_before, const struct lm_inputs *all,
                                          const size_t *batch, size_t count, double eta, lm_loss *loss, void *context);
/* Steps taken by all trainings of this process, on any thread: a sign of life while a cell trains. */
size_t lm_training_steps_taken(void);
/* The loss of a batch without a step. */
double lm_training_loss(struct lm_training *t, const struct lm_inputs *all, const size_t *batch, size_t count, lm_loss *loss,
                        void *context);
/* ||W_t||_F, with W_t = W - W~, whether A trains or not. */
double lm_training_distance(const struct lm_training *t);
/* y = W_t x and y = W_t' x for single vectors, as struct lm_operator wants them for ||W_t||_2 (spectral.h); the context is the
 * training. */
void lm_training_mul(void *training, double *y, const double *x);
void lm_training_tmul(void *training, double *y, const double *x);

/* ---- The neural tangent kernel ---- */

/* Outputs (s, a, r) = e_r'B h_a of sequence s for a = 2..L, numbered ((a - 2) n + s) d + r. */
size_t lm_ntk_order(const struct lm_run *run);
/* Of the last of the first outputs alone: n x n inner products of d e_1'y_L/dW. */
double *lm_ntk_gram_last(struct lm_run *run);
/* K[p, q] = <d y_p/dW, d y_q/dW> at p * order + q:
 *   K[(s,a,r),(t,b,r')] = sum_{l=2}^a sum_{k=2}^b <e_r'Back_{l->a} D_l, e_r''Back_{k->b} D_k> <h_{s,l-1}, h_{t,k-1}>.
 * Made of Gram matrices of the signals and of the states; no gradient is ever formed. Meanwhile it holds n d L (L - 1)/2 signals of
 * m numbers; with an implicit W, behind which nothing can be given back, they stay in the arena. */
double *lm_ntk_gram(struct lm_run *run);
#endif
