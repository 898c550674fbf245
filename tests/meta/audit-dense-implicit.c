/* Implicit and dense W agree in law: two-sample tests of every statistic of the lemmas, over many replicates at a common width.
 *
 * Level: 1e-3 in all, shared equally by the tests of this program (Bonferroni), so a correct operator fails it once in a thousand
 * seeds. Power: a wrong law must be seen: for each lemma some statistic tells dense W from an implicit W of variance 2.2/m. */
#include "check.h"

#include <lemmata/audit.h>
#include <lemmata/stats.h>
#include <stdio.h>

enum { REPLICATES = 1200, WIDTH = 80 };
static const double LEVEL = 1e-3;

static void sample(double *values[LM_MAX_STATEMENTS], const struct lm_lemma *lemma, enum lm_kind kind, double variance)
{
    struct lm_arena *arena = lm_arena_new();
    for (unsigned r = 0; r < REPLICATES; r++) {
        struct lm_cell cell = lm_sweep_cell(&lemma->sweeps[0], WIDTH);
        cell.kind = kind;
        cell.d = 2;
        cell.L = 4;
        cell.eps_x = 0.25;
        cell.seed = 11;
        cell.replicate = kind == LM_DENSE ? r : REPLICATES + r;
        cell.law.variance = variance;
        struct lm_trial *t = lm_trial_begin(&cell, arena, 0, 0);
        lemma->trial(&cell, t);
        for (unsigned s = 0; s < lm_count_statements(lemma); s++)
            if (!lm_trial_value(t, s, &values[s][r])) values[s][r] = 0; /* judged on another sweep */
        lm_arena_reset(arena, (size_t)64 << 20);
    }
    lm_arena_free(arena);
}

static bool on_both_kinds(const struct lm_lemma *lemma)
{
    const struct lm_sweep *first = &lemma->sweeps[0];
    return first->axis == LM_AXIS_WIDTH && first->dense.v[0] > 0 && first->implicit.v[0] > 0;
}

static void agreement_in_law(void)
{
    static double dense[LM_MAX_STATEMENTS][REPLICATES], implicit[LM_MAX_STATEMENTS][REPLICATES],
        wrong[LM_MAX_STATEMENTS][REPLICATES];
    double *d[LM_MAX_STATEMENTS], *i[LM_MAX_STATEMENTS], *w[LM_MAX_STATEMENTS];
    size_t tests = 0;
    for (size_t k = 0; k < lm_registry_size; k++) tests += lm_count_statements(lm_registry[k].lemma);
    for (size_t s = 0; s < LM_MAX_STATEMENTS; s++) {
        d[s] = dense[s];
        i[s] = implicit[s];
        w[s] = wrong[s];
    }
    for (size_t k = 0; k < lm_registry_size; k++) {
        const struct lm_lemma *lemma = lm_registry[k].lemma;
        if (!on_both_kinds(lemma)) continue;
        sample(d, lemma, LM_DENSE, 0);
        sample(i, lemma, LM_IMPLICIT, 0);
        sample(w, lemma, LM_IMPLICIT, 2.2);
        double least_wrong = 1;
        for (unsigned s = 0; s < lm_count_statements(lemma); s++) {
            if (lemma->statements[s].sweep != 0) continue;
            double p = lm_ks_two_sample(d[s], REPLICATES, i[s], REPLICATES);
            double p_wrong = lm_ks_two_sample(d[s], REPLICATES, w[s], REPLICATES);
            least_wrong = p_wrong < least_wrong ? p_wrong : least_wrong;
            printf("    %s %s: p = %.3g; variance 2.2/m: p = %.3g\n", lm_registry[k].slug, lemma->statements[s].name, p, p_wrong);
            CHECK_ABOVE(p, LEVEL / (double)tests);
        }
        CHECK_BELOW(least_wrong, LEVEL / (double)tests);
    }
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {{"dense and implicit W agree in law", agreement_in_law}, {NULL, NULL}};
    return check_main(argc, argv, "dense-implicit", tests);
}
