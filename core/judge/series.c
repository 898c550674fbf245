/* What was observed at each point of the axis: for the figures, for dense against implicit, and for rounding. */
#include "judge_internal.h"
#include <stdlib.h>

/* Fewer values on either side say nothing about a law. */
enum { AGREEMENT_MIN = 5 };

struct observation {
    double x, value, bound, limit;
    bool in_domain;
    size_t order; /* ties keep the order of the cells */
};

static int by_x(const void *a, const void *b)
{
    const struct observation *p = a, *q = b;
    if (p->x != q->x) return p->x < q->x ? -1 : 1;
    return p->order < q->order ? -1 : p->order > q->order;
}

/* All that was observed in double, in the domain or not, in increasing x; to be freed. */
static struct observation *observations(const struct lm_judge_case *of, unsigned s, int control, enum lm_kind kind, size_t *count)
{
    struct observation *out = lm_xcalloc(of->count, sizeof *out);
    *count = 0;
    for (size_t k = 0; k < of->count; k++) {
        const struct lm_judge_cell *cell = &of->cells[k];
        struct observation o = {.x = cell->x, .in_domain = cell->in_domain, .order = k};
        if (cell->control != control || cell->kind != kind || cell->bits != 0 || cell->sweep != of->lemma->statements[s].sweep)
            continue;
        if (!lm_judge_value(cell, s, &o.value)) continue;
        o.bound = lm_judge_bound(cell, s);
        o.limit = lm_judge_limit(cell, s);
        out[(*count)++] = o;
    }
    qsort(out, *count, sizeof *out, by_x);
    return out;
}

/* The end of the run of equal x that begins at `from`. */
static size_t end_of_point(const struct observation *o, size_t from, size_t count)
{
    size_t to = from;
    while (to < count && o[to].x == o[from].x) to++;
    return to;
}

/* Fills `values` with what is not NaN and returns how many that are. */
static size_t numbers_of(double *values, const struct observation *o, size_t from, size_t to)
{
    size_t n = 0;
    for (size_t k = from; k < to; k++)
        if (!isnan(o[k].value)) values[n++] = o[k].value;
    return n;
}

static json_t *point(const struct observation *o, size_t from, size_t to, double *room, bool with_mean)
{
    static const struct {
        const char *name;
        double p;
    } quantiles[] = {{"min", 0}, {"q05", 0.05}, {"q25", 0.25}, {"median", 0.5}, {"q75", 0.75}, {"q95", 0.95}, {"max", 1}};
    size_t n = numbers_of(room, o, from, to);
    json_t *out = json_object();
    lm_json_put(out, "x", lm_json_on_axis(o[from].x));
    lm_json_put(out, "n", json_integer((json_int_t)(to - from)));
    for (size_t k = 0; k < sizeof quantiles / sizeof *quantiles; k++)
        lm_json_put(out, quantiles[k].name, lm_json_number(lm_quantile(room, n, quantiles[k].p)));
    if (with_mean) {
        lm_json_put(out, "mean", lm_json_number(lm_mean(room, n)));
        lm_json_put(out, "se", lm_json_number(lm_sd(room, n) / sqrt((double)n)));
    }
    double limits = 0; /* NaN where the trial gave none */
    for (size_t k = from; k < to; k++) limits += o[k].limit;
    lm_json_put(out, "bound", lm_json_number(o[from].bound));
    lm_json_put(out, "limit", lm_json_number(limits / (double)(to - from)));
    lm_json_put(out, "in_domain", json_boolean(o[from].in_domain));
    return out;
}

static void add_series(json_t *series, const struct lm_judge_case *of, unsigned s, int control, enum lm_kind kind)
{
    size_t count;
    struct observation *o = observations(of, s, control, kind, &count);
    double *room = lm_xcalloc(count, sizeof *room);
    json_t *points = json_array();
    bool with_mean = of->lemma->statements[s].rule == LM_ORACLE; /* the statistic that an oracle speaks of */
    for (size_t from = 0, to; from < count; from = to) {
        to = end_of_point(o, from, count);
        LM_ASSERT(json_array_append_new(points, point(o, from, to, room, with_mean)) == 0);
    }
    free(room);
    free(o);
    if (count == 0) {
        json_decref(points);
        return;
    }
    json_t *one = json_object();
    lm_json_put(one, "control", control < 0 ? json_null() : json_string(of->lemma->controls[control].name));
    lm_json_put(one, "kind", json_string(kind == LM_DENSE ? "dense" : "implicit"));
    lm_json_put(one, "points", points);
    LM_ASSERT(json_array_append_new(series, one) == 0);
}

json_t *lm_judge_series(const struct lm_judge_case *of, unsigned s)
{
    json_t *series = json_array();
    for (int control = -1; control < (int)lm_count_controls(of->lemma); control++) {
        add_series(series, of, s, control, LM_DENSE);
        add_series(series, of, s, control, LM_IMPLICIT);
    }
    return series;
}

json_t *lm_judge_agreement(const struct lm_judge_case *of, unsigned s)
{
    size_t dense_count, implicit_count;
    struct observation *dense = observations(of, s, -1, LM_DENSE, &dense_count);
    struct observation *implicit = observations(of, s, -1, LM_IMPLICIT, &implicit_count);
    double *a = lm_xcalloc(dense_count, sizeof *a), *b = lm_xcalloc(implicit_count, sizeof *b);
    json_t *out = json_array();
    for (size_t i = 0, j = 0; i < dense_count && j < implicit_count;) {
        size_t i_end = end_of_point(dense, i, dense_count), j_end = end_of_point(implicit, j, implicit_count);
        if (dense[i].x == implicit[j].x) {
            size_t n = numbers_of(a, dense, i, i_end), m = numbers_of(b, implicit, j, j_end);
            if (n >= AGREEMENT_MIN && m >= AGREEMENT_MIN) {
                json_t *one = json_object();
                lm_json_put(one, "at", lm_json_on_axis(dense[i].x));
                lm_json_put(one, "dense_n", json_integer((json_int_t)n));
                lm_json_put(one, "implicit_n", json_integer((json_int_t)m));
                lm_json_put(one, "ks_p", lm_json_number(lm_ks_two_sample(a, n, b, m)));
                LM_ASSERT(json_array_append_new(out, one) == 0);
            }
        }
        double x = dense[i].x, y = implicit[j].x;
        if (x <= y) i = i_end;
        if (y <= x) j = j_end;
    }
    free(a);
    free(b);
    free(dense);
    free(implicit);
    return out;
}

/* ---- Rounding ---- */

/* Whether two cells are the same network under the same hypotheses. */
static bool same_address(const struct lm_judge_cell *a, const struct lm_judge_cell *b)
{
    static const char *const fields[] = {"dx", "eps_x", "replicate", "seed", "network"};
    if (a->sweep != b->sweep || a->control != b->control || a->kind != b->kind || a->m != b->m || a->L != b->L || a->d != b->d)
        return false;
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
        const json_t *p = json_object_get(a->line, fields[k]), *q = json_object_get(b->line, fields[k]);
        if (p != q && !json_equal(p, q)) return false;
    }
    return true;
}

static bool value_in_double(double *value, const struct lm_judge_case *of, unsigned s, const struct lm_judge_cell *cell)
{
    for (size_t k = 0; k < of->count; k++)
        if (of->cells[k].bits == 0 && same_address(&of->cells[k], cell)) return lm_judge_value(&of->cells[k], s, value);
    return false;
}

/* |a - b| / |a|, and 0 where both are the same infinity or both NaN. */
static double relative_deviation(double a, double b)
{
    if (a == b || (isnan(a) && isnan(b))) return 0;
    double deviation = fabs(a - b) / fabs(a);
    return isnan(deviation) ? LM_INFINITY : deviation;
}

json_t *lm_judge_rounding(const struct lm_judge_case *of, unsigned s)
{
    json_int_t cells = 0, bits = 0, flips = 0, preactivations = 0;
    double largest = 0, precise, rounded;
    for (size_t k = 0; k < of->count; k++) {
        const struct lm_judge_cell *cell = &of->cells[k];
        if (cell->bits == 0 || cell->sweep != of->lemma->statements[s].sweep || !lm_judge_value(cell, s, &precise)) continue;
        if (!value_in_double(&rounded, of, s, cell)) continue;
        cells++;
        bits = cell->bits > bits ? cell->bits : bits;
        flips += json_integer_value(json_object_get(cell->line, "sign_flips"));
        preactivations += json_integer_value(json_object_get(cell->line, "preactivations"));
        largest = fmax(largest, relative_deviation(precise, rounded));
    }
    if (cells == 0) return json_null();
    json_t *out = json_object();
    lm_json_put(out, "cells", json_integer(cells));
    lm_json_put(out, "bits", json_integer(bits));
    lm_json_put(out, "max_relative_deviation", lm_json_number(largest));
    lm_json_put(out, "sign_flips", json_integer(flips));
    lm_json_put(out, "preactivations", json_integer(preactivations));
    return out;
}
