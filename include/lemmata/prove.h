/* What the trial of a lemma calls to prove its statements (LM_PROOF). */
#ifndef LEMMATA_PROVE_H
#define LEMMATA_PROVE_H

#include <lemmata/proof.h>
#include <lemmata/trial.h>

/* Certifies the slack on the piece [from, x] of the cell (lm_certify) and observes what is certain. Where that does not decide, the
 * trial of a claim fails; that of a control observes nothing, for of a control only violations are wanted. */
void lm_trial_prove(const struct lm_cell *cell, struct lm_trial *t, unsigned statement, lm_enclosure *slack, const void *context,
                    slong bits, unsigned limit);

#endif
