/* Which cells a statement is judged on, and which of them is the worst. */
#include "judge_internal.h"
#include <stdlib.h>

const struct lm_statement *lm_sample_statement(const struct lm_sample *sample)
{
    return &sample->of->lemma->statements[sample->s];
}

const struct lm_sweep *lm_sample_sweep(const struct lm_sample *sample)
{
    return &sample->of->lemma->sweeps[lm_sample_statement(sample)->sweep];
}

double lm_claimed_exponent(const struct lm_lemma *lemma, const struct lm_statement *statement)
{
    if (statement->rule == LM_EXPONENT) return statement->exponent;
    return statement->rule == LM_RATE ? lm_axis_exponent(&lemma->sweeps[statement->sweep], &statement->bound) : LM_NAN;
}

bool lm_sample_falls(const struct lm_sample *sample)
{
    return lm_axis_falls(lm_sample_sweep(sample));
}

/* Only rules that fit a slope have a window: an oracle or an explicit bound speaks of every width. */
static bool in_window(const struct lm_statement *statement, const struct lm_sweep *sweep, double x)
{
    if (statement->rule != LM_RATE && statement->rule != LM_EXPONENT) return true;
    return (sweep->fit_from <= 0 || x >= sweep->fit_from) && (sweep->fit_to <= 0 || x <= sweep->fit_to);
}

/* A frozen constant speaks of what was held fixed when it was calibrated; of any input that meets the hypotheses. */
static bool calibrated_here(const struct lm_sample *sample, const struct lm_judge_cell *cell)
{
    const struct lm_sweep *sweep = lm_sample_sweep(sample);
    const struct lm_cell contract = lm_sweep_cell(sweep, cell->x);
    return cell->m == contract.m && cell->L == contract.L && cell->d == contract.d &&
           (sample->of->own_inputs || cell->eps_x == contract.eps_x);
}

static void consider(struct lm_sample *sample, const struct lm_judge_cell *cell)
{
    double value;
    sample->lines++;
    if (!cell->in_domain) {
        sample->out_of_domain++;
    } else if (!in_window(lm_sample_statement(sample), lm_sample_sweep(sample), cell->x)) {
        sample->out_of_window++;
    } else if (!cell->ok) {
        if (sample->failed++ == 0) sample->failure = cell->message;
    } else if (lm_judge_value(cell, sample->s, &value)) {
        size_t k = sample->n++;
        sample->cells[k] = cell;
        sample->x[k] = cell->x;
        sample->value[k] = value;
        sample->bound[k] = lm_judge_bound(cell, sample->s);
        sample->limit[k] = lm_judge_limit(cell, sample->s);
        if (sample->network) sample->network[k] = cell->network;
        if (!calibrated_here(sample, cell)) sample->calibrated_elsewhere = true;
    }
}

void lm_sample_take(struct lm_sample *out, const struct lm_judge_case *of, unsigned s, int control)
{
    const char *group = control < 0 ? "claim" : of->lemma->controls[control].name;
    *out = (struct lm_sample){.of = of, .s = s, .control = control, .failure = ""};
    out->missing = (size_t)json_integer_value(json_object_get(of->missing, group));
    out->cells = lm_xcalloc(of->count, sizeof *out->cells);
    out->x = lm_xcalloc(4 * of->count, sizeof *out->x);
    out->value = out->x + of->count;
    out->bound = out->value + of->count;
    out->limit = out->bound + of->count;
    if (lm_sample_sweep(out)->paired) out->network = lm_xcalloc(of->count, sizeof *out->network);
    for (size_t k = 0; k < of->count; k++) {
        const struct lm_judge_cell *cell = &of->cells[k];
        if (cell->control == control && cell->bits == 0 && cell->sweep == lm_sample_statement(out)->sweep) consider(out, cell);
    }
}

void lm_sample_free(struct lm_sample *sample)
{
    free(sample->cells);
    free(sample->x);
    free(sample->network);
    *sample = (struct lm_sample){0};
}

/* Rule R speaks of |Q| <= C S; under Q >= C S it tests S/Q, and a Q that is not positive is beyond every constant. */
static double rate_ratio(enum lm_side side, double value, double bound)
{
    if (side == LM_AT_MOST) return fabs(value) / bound;
    return value <= 0 ? LM_INFINITY : bound / value;
}

static double median_at(const struct lm_sample *sample, double at, double *room)
{
    size_t n = 0;
    for (size_t k = 0; k < sample->n; k++)
        if (sample->x[k] == at) room[n++] = sample->value[k];
    return lm_median(room, n);
}

void lm_sample_scores(double *out, const struct lm_sample *sample)
{
    const struct lm_statement *statement = lm_sample_statement(sample);
    double *room = lm_xcalloc(sample->n, sizeof *room);
    for (size_t k = 0; k < sample->n; k++) {
        double value = sample->value[k], bound = sample->bound[k];
        switch (statement->rule) {
        case LM_RATE:
            out[k] = rate_ratio(statement->side, value, bound);
            break;
        case LM_EXPONENT:
            out[k] = value / median_at(sample, sample->x[k], room);
            break;
        case LM_ORACLE:
            out[k] = fabs(value - (statement->limits ? sample->limit[k] : statement->constant));
            break;
        case LM_PROOF:
            out[k] = -value;
            break;
        case LM_FREQUENCY:
            out[k] = statement->side == LM_AT_MOST ? value - bound : bound - value;
            break;
        }
    }
    free(room);
}

size_t lm_sample_worst(const struct lm_sample *sample)
{
    LM_ASSERT(sample->n > 0);
    double *scores = lm_xcalloc(sample->n, sizeof *scores);
    lm_sample_scores(scores, sample);
    size_t worst = 0;
    for (size_t k = 1; k < sample->n; k++)
        if (!isnan(scores[worst]) && !(scores[k] <= scores[worst])) worst = k; /* the first NaN is the worst */
    free(scores);
    return worst;
}
