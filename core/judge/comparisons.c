/* A statement beside what it measures on another network, which no rule judges: what a hypothesis costs in slope and in spread. */
#include "judge_internal.h"
#include <stdlib.h>

/* Fills `values` with those of the implicit cells at x and returns how many there are. */
static size_t values_at(double *values, const struct lm_sample *sample, double x)
{
    size_t n = 0;
    for (size_t k = 0; k < sample->n; k++)
        if (sample->x[k] == x && sample->cells[k]->kind == LM_IMPLICIT) values[n++] = sample->value[k];
    return n;
}

/* The asymptotic end of the axis as far as both samples have it; NaN where they share no point. */
static double common_end(const struct lm_sample *claim, const struct lm_sample *other, double *room)
{
    double end = LM_NAN;
    for (size_t k = 0; k < other->n; k++) {
        double x = other->x[k];
        bool further = isnan(end) || (lm_sample_falls(claim) ? x < end : x > end);
        if (further && values_at(room, claim, x) > 0) end = x;
    }
    return end;
}

/* Median and spread at one point, the slope over all of them; each name begins with `prefix`. */
static void put_sample(json_t *out, const char *prefix, const struct lm_sample *sample, double at, double *room)
{
    struct lm_slope slope;
    double *magnitude = lm_xcalloc(sample->n, sizeof *magnitude);
    for (size_t k = 0; k < sample->n; k++) magnitude[k] = fabs(sample->value[k]);
    lm_loglog_slope(&slope, sample->x, magnitude, sample->network, sample->n, LM_EXPONENT_CONFIDENCE);
    free(magnitude);
    size_t n = values_at(room, sample, at);
    const struct {
        const char *name;
        double value;
    } numbers[] = {{"median", lm_median(room, n)},
                   {"sd", n > 1 ? lm_sd(room, n) : LM_NAN},
                   {"slope", slope.slope},
                   {"slope_lower", slope.lower},
                   {"slope_upper", slope.upper}};
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        char *name = lm_format("%s%s", prefix, numbers[k].name);
        lm_json_put(out, name, lm_json_number(numbers[k].value));
        free(name);
    }
}

static json_t *compare(const struct lm_judge_case *of, unsigned s, int index)
{
    const struct lm_control *other = &of->lemma->controls[index];
    struct lm_sample claim, compared;
    lm_sample_take(&claim, of, s, -1);
    lm_sample_take(&compared, of, s, index);
    double *room = lm_xcalloc(of->count, sizeof *room), at = common_end(&claim, &compared, room);
    json_t *out = json_object();
    lm_json_put(out, "name", json_string(other->name));
    lm_json_put(out, "breaks", lm_json_text(other->breaks));
    lm_json_put(out, "n", json_integer((json_int_t)compared.n));
    lm_json_put(out, "at", lm_json_on_axis(at));
    put_sample(out, "", &compared, at, room);
    put_sample(out, "claim_", &claim, at, room);
    free(room);
    lm_sample_free(&claim);
    lm_sample_free(&compared);
    return out;
}

json_t *lm_judge_comparisons(const struct lm_judge_case *of, unsigned s)
{
    json_t *out = json_array();
    for (size_t k = 0; k < lm_count_controls(of->lemma); k++)
        if (of->lemma->controls[k].compares >> s & 1) LM_ASSERT(json_array_append_new(out, compare(of, s, (int)k)) == 0);
    return out;
}
