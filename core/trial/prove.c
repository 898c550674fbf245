/* Proofs in a trial. */
#include <lemmata/prove.h>

void lm_trial_prove(const struct lm_cell *cell, struct lm_trial *t, unsigned statement, lm_enclosure *slack, const void *context,
                    slong bits, unsigned limit)
{
    struct lm_certificate certificate;
    lm_status status = lm_certify(&certificate, slack, context, cell->from, cell->x, bits, limit);
    if (status == LM_OK)
        lm_observe(t, statement, certificate.slack);
    else if (cell->control < 0)
        lm_trial_fail(t, status);
}
