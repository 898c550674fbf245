/* The geometry of a panel: its points, the line that is claimed, and the frame around them. */
#include "figures_internal.h"
#include <lemmata/memory.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Points ---- */

static int by_x(const void *a, const void *b)
{
    double x = ((const struct lm_point *)a)->x, y = ((const struct lm_point *)b)->x;
    return (x > y) - (x < y);
}

/* Dense and implicit networks at one place have one limit. */
static void average_limits(struct lm_points *points)
{
    for (size_t from = 0, to; from < points->count; from = to) {
        double sum = 0, n = 0;
        for (to = from; to < points->count && points->v[to].x <= points->v[from].x; to++) {
            const struct lm_point *p = &points->v[to];
            if (isfinite(p->limit)) n += p->n, sum += p->n * p->limit;
        }
        for (size_t k = from; k < to; k++) points->v[k].limit = n > 0 ? sum / n : (double)NAN;
    }
}

void lm_points_take(struct lm_points *out, const json_t *statement)
{
    const json_t *window = json_object_get(statement, "fit_window");
    double from = json_number_value(json_array_get(window, 0)), to = json_number_value(json_array_get(window, 1));
    *out = (struct lm_points){0};
    LM_EACH(series, statement, "series") {
        if (lm_given(series, "control")) continue;
        LM_EACH(p, series, "points") {
            double x = lm_real(p, "x");
            bool in_domain = json_is_true(json_object_get(p, "in_domain"));
            out->v = lm_xrealloc(out->v, (out->count + 1) * sizeof *out->v);
            out->v[out->count++] = (struct lm_point){.x = x,
                                                     .n = lm_real(p, "n"),
                                                     .median = lm_real(p, "median"),
                                                     .bound = lm_real(p, "bound"),
                                                     .limit = lm_real(p, "limit"),
                                                     .in_domain = in_domain,
                                                     .in_window = in_domain && x >= from && (to <= 0 || x <= to)};
        }
    }
    if (out->count) qsort(out->v, out->count, sizeof *out->v, by_x);
    average_limits(out);
}

static bool is_named(const json_t *statement, const char *among, const json_t *series)
{
    LM_EACH(one, statement, among)
        if (strcmp(lm_string(one, "name"), lm_string(series, "control")) == 0) return lm_count(series, "points") > 0;
    return false;
}

bool lm_is_comparison(const json_t *statement, const json_t *series)
{
    return is_named(statement, "comparisons", series);
}

bool lm_panel_draws(const json_t *statement, const json_t *series)
{
    return !lm_given(series, "control") || is_named(statement, "controls", series) || lm_is_comparison(statement, series);
}

/* ---- What is claimed ---- */

static bool has_rule(const json_t *statement, const char *rule)
{
    return strcmp(lm_string(statement, "rule"), rule) == 0;
}

void lm_limit_at(const json_t *statement, const struct lm_point *p, double *lower, double *upper)
{
    bool at_least = strcmp(lm_string(statement, "side"), "at-least") == 0;
    double c = lm_real(statement, "constant");
    *lower = *upper = (double)NAN;
    if (has_rule(statement, "rate")) {
        if (at_least)
            *lower = c * p->bound / 1.5;
        else
            *upper = 1.5 * c * p->bound;
    } else if (has_rule(statement, "frequency")) {
        *(at_least ? lower : upper) = p->bound;
    } else if (has_rule(statement, "oracle")) {
        double value = lm_real(json_object_get(statement, "oracle"), "value");
        if (isnan(value)) value = p->limit;
        *lower = value - p->bound;
        *upper = value + p->bound;
    }
}

/* The point of the fit window that is farthest from the end of the axis. */
static const struct lm_point *anchor(const struct lm_panel *f)
{
    bool falls = strcmp(lm_string(f->statement, "axis_end"), "smallest") == 0;
    for (size_t k = 0; k < f->points.count; k++) {
        const struct lm_point *p = &f->points.v[falls ? f->points.count - 1 - k : k];
        if (p->in_window && p->median > 0) return p;
    }
    return NULL;
}

double lm_logarithms_at(const json_t *statement, const struct lm_point *p)
{
    double exponent = lm_real(statement, "claimed_exponent");
    bool rate = strcmp(lm_string(statement, "rule"), "rate") == 0 && isfinite(exponent) && p->bound > 0 && p->x > 0;
    return rate ? p->bound / pow(p->x, exponent) : 1;
}

/* A power of x with the claimed exponent, times the logarithms in S, through one median and from there to the end of the axis; or
 * the value at infinite width; or no slack at all. */
static void find_claim(struct lm_panel *f)
{
    const struct lm_point *first = f->points.v, *last = f->points.count ? &f->points.v[f->points.count - 1] : NULL;
    const struct lm_point *through = anchor(f);
    double exponent = lm_real(f->statement, "claimed_exponent");
    double value = f->proof ? 0 : lm_real(json_object_get(f->statement, "oracle"), "value");
    f->claim_x[0] = f->claim_x[1] = f->claim_y[0] = f->claim_y[1] = (double)NAN;
    f->claim_logarithms = false;
    if (last && isfinite(value)) {
        f->claim_x[0] = f->pieces ? f->begin : first->x;
        f->claim_x[1] = last->x;
        f->claim_y[0] = f->claim_y[1] = value;
    } else if (through && isfinite(exponent) && !f->linear) {
        bool falls = strcmp(lm_string(f->statement, "axis_end"), "smallest") == 0;
        const struct lm_point *ends[2] = {falls ? first : through, falls ? through : last};
        double logarithms[2] = {lm_logarithms_at(f->statement, ends[0]), lm_logarithms_at(f->statement, ends[1])};
        f->claim_logarithms = fabs(logarithms[1] / logarithms[0] - 1) > 1e-9;
        for (size_t k = 0; k < 2; k++) {
            f->claim_x[k] = ends[k]->x;
            f->claim_y[k] =
                through->median * pow(ends[k]->x / through->x, exponent) * logarithms[k] / lm_logarithms_at(f->statement, through);
        }
    }
}

/* ---- Scales ---- */

enum { RUNS_FAR = 4 }; /* times its smallest value */

static void extend(double *low, double *high, double y, bool linear)
{
    if (!isfinite(y) || (!linear && y <= 0)) return;
    if (isnan(*low) || y < *low) *low = y;
    if (isnan(*high) || y > *high) *high = y;
}

/* An oracle is compared with a mean near it, unless the oracle itself runs far. A logarithmic scale has no place for a
 * value that is not positive. */
static bool wants_linear(const struct lm_panel *f)
{
    double low = (double)NAN, high = (double)NAN;
    for (size_t k = 0; k < f->points.count; k++) {
        if (f->points.v[k].median <= 0) return true;
        extend(&low, &high, f->points.v[k].limit, true);
    }
    return f->proof || (has_rule(f->statement, "oracle") && !(low > 0 && high > RUNS_FAR * low));
}

static void choose_scales(struct lm_panel *f)
{
    const char *axis = lm_string(f->statement, "axis");
    f->linear = wants_linear(f);
    f->x_linear = json_is_true(json_object_get(f->statement, "axis_linear"));
    f->x_decimal = strncmp(axis, "eps", 3) == 0 || strcmp(axis, "delta") == 0;
}

/* ---- Ranges ---- */

void lm_panel_extend(const struct lm_panel *f, const json_t *series, bool spread, double *low, double *high)
{
    static const char *const drawn[] = {"q05", "q95", "mean", "limit"};
    LM_EACH(p, series, "points") {
        extend(low, high, lm_real(p, "median"), f->linear);
        if (!spread) continue;
        for (size_t k = 0; k < sizeof drawn / sizeof *drawn; k++) extend(low, high, lm_real(p, drawn[k]), f->linear);
        if (!f->linear) extend(low, high, lm_real(p, f->at_least ? "min" : "max"), false);
    }
}

static void extend_by_limits(struct lm_panel *f, const json_t *statement, const struct lm_points *points)
{
    for (size_t k = 0; k < points->count; k++) {
        double lower, upper;
        lm_limit_at(statement, &points->v[k], &lower, &upper);
        extend(&f->ymin, &f->ymax, lower, f->linear);
        extend(&f->ymin, &f->ymax, upper, f->linear);
        extend(&f->xmin, &f->xmax, points->v[k].x, f->x_linear);
    }
}

/* The claims of others about the same quantity, and what they measured where that was something else. */
static void extend_by_rivals(struct lm_panel *f)
{
    LM_EACH(rival, f->statement, "rivals") {
        const json_t *statement = json_object_get(rival, "statement");
        struct lm_points points;
        lm_points_take(&points, statement);
        extend_by_limits(f, statement, &points);
        free(points.v);
        LM_EACH(series, statement, "series")
            if (!lm_given(series, "control")) lm_panel_extend(f, series, true, &f->ymin, &f->ymax);
    }
}

/* A control may widen the range, but one that is orders of magnitude off leaves the frame instead of squeezing what is claimed into
 * a line. */
static void admit_controls(struct lm_panel *f, double low, double high)
{
    if (isnan(f->ymin)) {
        f->ymin = isnan(low) ? 1 : low;
        f->ymax = isnan(high) ? 1 : high;
    }
    if (f->linear) {
        double span = f->ymax > f->ymin ? f->ymax - f->ymin : 1;
        if (low < f->ymin && low > f->ymin - span) f->ymin = low;
        if (high > f->ymax && high < f->ymax + span) f->ymax = high;
    } else {
        if (low < f->ymin) f->ymin = fmax(low, f->ymin / 10);
        if (high > f->ymax) f->ymax = fmin(high, f->ymax * 10);
    }
}

static void pad(double *low, double *high, bool linear, double share, double factor)
{
    double span = *high > *low ? *high - *low : 1;
    double widened = linear ? share * span : fmax(pow(*high / *low, share), factor);
    *low = linear ? *low - widened : *low / widened;
    *high = linear ? *high + widened : *high * widened;
}

/* The claim and its bound fill the panel. */
static void find_ranges(struct lm_panel *f)
{
    f->xmin = f->xmax = f->ymin = f->ymax = (double)NAN;
    double low = (double)NAN, high = (double)NAN;
    LM_EACH(series, f->statement, "series") {
        bool control = lm_given(series, "control");
        if (!lm_panel_draws(f->statement, series)) continue;
        lm_panel_extend(f, series, !control, control ? &low : &f->ymin, control ? &high : &f->ymax);
        LM_EACH(p, series, "points") extend(&f->xmin, &f->xmax, lm_real(p, "x"), f->x_linear);
    }
    extend_by_limits(f, f->statement, &f->points);
    extend_by_rivals(f);
    for (size_t k = 0; k < 2; k++) {
        extend(&f->ymin, &f->ymax, f->claim_y[k], f->linear);
        extend(&f->xmin, &f->xmax, f->claim_x[k], f->x_linear);
    }
    admit_controls(f, low, high);
    pad(&f->ymin, &f->ymax, f->linear, 0.06, 1.1);
    if (isnan(f->xmin)) f->xmin = f->xmax = 1;
    pad(&f->xmin, &f->xmax, f->x_linear, f->x_linear ? 0.03 : 0, 1.19); /* a quarter of an octave */
}

void lm_panel_measure(struct lm_panel *f, const json_t *statement)
{
    *f = (struct lm_panel){.statement = statement, .measured = json_object_get(statement, "measured")};
    f->at_least = strcmp(lm_string(statement, "side"), "at-least") == 0;
    f->proof = has_rule(statement, "proof");
    f->pieces = lm_given(statement, "pieces_from");
    f->begin = f->pieces ? lm_real(statement, "pieces_from") : 0;
    lm_points_take(&f->points, statement);
    choose_scales(f);
    find_claim(f);
    find_ranges(f);
}
