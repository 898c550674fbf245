/* What gnuplot needs to draw a lemma: for each statement a data file, and for all of them one file of numbers and titles. */
#include "reports_internal.h"
#include <lemmata/memory.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STYLES_OF_CONTROLS = 12 }; /* in house-style.gp */
enum { TITLE_WIDTH = 80 };        /* characters in a line of a panel's title */

struct point {
    double x, median, bound;
    bool in_domain, in_window;
};

struct figure {
    const json_t *statement, *measured;
    struct point *points; /* of the claim, dense and implicit together, by x */
    size_t count;
    bool linear, at_least;
    double xmin, xmax, ymin, ymax;
    double claim_x[2], claim_y[2]; /* the ends of the line that is claimed; NaN where none is drawn */
    struct lm_text *data, *numbers;
    char prefix[64];
};

/* ---- The file of numbers ---- */

static void number(struct figure *f, const char *name, double x)
{
    lm_text_printf(f->numbers, isnan(x) ? "%s_%s = NaN\n" : "%s_%s = %.10g\n", f->prefix, name, x);
}

/* In single quotes gnuplot substitutes nothing: no command, no macro, no escape. An apostrophe inside would have to be doubled,
 * which gnuplot 5.4 misreads right behind the opening one; it becomes a prime, as it is printed in formulas. */
static void quoted(struct lm_text *t, const char *s)
{
    lm_text_add(t, "'");
    for (; *s; s++) {
        if (*s == '\'')
            lm_text_add(t, "′");
        else if (*s == '\n')
            lm_text_add(t, "'.\"\\n\".'");
        else
            lm_text_add_bytes(t, s, 1);
    }
    lm_text_add(t, "'");
}

static void string(struct figure *f, const char *name, const char *value)
{
    lm_text_printf(f->numbers, "%s_%s = ", f->prefix, name);
    quoted(f->numbers, value);
    lm_text_add(f->numbers, "\n");
}

/* ---- The data file ---- */

static void cell(struct lm_text *t, double x)
{
    if (isfinite(x))
        lm_text_printf(t, " %.10g", x);
    else
        lm_text_add(t, " NaN");
}

static void block_head(struct figure *f, int index, const char *what, const char *columns)
{
    lm_text_printf(f->data, "%s# index %d: %s\n# %s\n", index ? "\n\n" : "", index, what, columns);
}

static void series_block(struct figure *f, int index, const char *what, const json_t *series)
{
    static const char *const columns[] = {"x", "n", "min", "q05", "q25", "median", "q75", "q95", "max", "bound", "mean", "se"};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    block_head(f, index, what, "x n min q05 q25 median q75 q95 max bound mean se in_domain");
    LM_EACH(point, series, "points") {
        for (size_t c = 0; c < COLUMNS; c++) cell(f->data, lm_real(point, columns[c]));
        lm_text_printf(f->data, " %d\n", json_is_true(json_object_get(point, "in_domain")));
    }
    if (!lm_count(series, "points")) lm_text_add(f->data, "NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN 0\n");
}

static const json_t *series_of(const json_t *statement, const char *kind)
{
    LM_EACH(series, statement, "series")
        if (!lm_given(series, "control") && strcmp(lm_string(series, "kind"), kind) == 0) return series;
    return NULL;
}

/* The claim, or a control that must refute it; what other controls do to this statement says nothing about it. */
static bool is_drawn(const struct figure *f, const json_t *series)
{
    if (!lm_given(series, "control")) return true;
    LM_EACH(control, f->statement, "controls")
        if (strcmp(lm_string(control, "name"), lm_string(series, "control")) == 0) return lm_count(series, "points") > 0;
    return false;
}

static int by_x(const void *a, const void *b)
{
    double x = ((const struct point *)a)->x, y = ((const struct point *)b)->x;
    return (x > y) - (x < y);
}

static void collect_points(struct figure *f)
{
    const json_t *window = json_object_get(f->statement, "fit_window");
    double from = json_number_value(json_array_get(window, 0)), to = json_number_value(json_array_get(window, 1));
    LM_EACH(series, f->statement, "series") {
        if (lm_given(series, "control")) continue;
        LM_EACH(p, series, "points") {
            f->points = lm_xrealloc(f->points, (f->count + 1) * sizeof *f->points);
            double x = lm_real(p, "x");
            bool in_domain = json_is_true(json_object_get(p, "in_domain"));
            f->points[f->count++] = (struct point){.x = x,
                                                   .median = lm_real(p, "median"),
                                                   .bound = lm_real(p, "bound"),
                                                   .in_domain = in_domain,
                                                   .in_window = in_domain && x >= from && (to <= 0 || x <= to)};
        }
    }
    if (f->count) qsort(f->points, f->count, sizeof *f->points, by_x);
}

/* A power of x with the claimed exponent, through the first median of the fit window; or the value at infinite width. */
static void find_claim(struct figure *f)
{
    const struct point *first = NULL, *last = f->count ? &f->points[f->count - 1] : NULL;
    for (size_t k = 0; k < f->count && !first; k++)
        if (f->points[k].in_window && f->points[k].median > 0) first = &f->points[k];
    double exponent = lm_real(f->statement, "claimed_exponent");
    double value = lm_real(json_object_get(f->statement, "oracle"), "value");
    f->claim_x[0] = f->claim_x[1] = f->claim_y[0] = f->claim_y[1] = (double)NAN;
    if (last && isfinite(value)) {
        f->claim_x[0] = f->points[0].x;
        f->claim_y[0] = f->claim_y[1] = value;
    } else if (first && isfinite(exponent) && !f->linear) {
        f->claim_x[0] = first->x;
        f->claim_y[0] = first->median;
        f->claim_y[1] = first->median * pow(last->x / first->x, exponent);
    }
    if (isfinite(f->claim_y[1])) f->claim_x[1] = last->x;
}

/* ---- Ranges ---- */

static void extend(double *low, double *high, double y, bool linear)
{
    if (!isfinite(y) || (!linear && y <= 0)) return;
    if (isnan(*low) || y < *low) *low = y;
    if (isnan(*high) || y > *high) *high = y;
}

static void extend_by_points(struct figure *f, const json_t *series, bool spread, double *low, double *high)
{
    LM_EACH(p, series, "points") {
        extend(low, high, lm_real(p, "median"), f->linear);
        extend(&f->xmin, &f->xmax, lm_real(p, "x"), false);
        if (!spread) continue;
        extend(low, high, lm_real(p, "q05"), f->linear);
        extend(low, high, lm_real(p, "q95"), f->linear);
        extend(low, high, lm_real(p, "mean"), f->linear);
        if (!f->linear) extend(low, high, lm_real(p, f->at_least ? "min" : "max"), false);
    }
}

static void limit_at(const struct figure *f, const struct point *p, double *lower, double *upper);

/* The claim and its bound fill the panel; a control may widen it, but one that is orders of magnitude off leaves the frame instead
 * of squeezing what is claimed into a line. */
static void find_ranges(struct figure *f)
{
    f->xmin = f->xmax = f->ymin = f->ymax = (double)NAN;
    double low = (double)NAN, high = (double)NAN;
    LM_EACH(series, f->statement, "series") {
        bool control = lm_given(series, "control");
        if (!is_drawn(f, series)) continue;
        extend_by_points(f, series, !control, control ? &low : &f->ymin, control ? &high : &f->ymax);
    }
    for (size_t k = 0; k < f->count; k++) {
        double lower, upper;
        limit_at(f, &f->points[k], &lower, &upper);
        extend(&f->ymin, &f->ymax, lower, f->linear);
        extend(&f->ymin, &f->ymax, upper, f->linear);
    }
    for (size_t k = 0; k < 2; k++) extend(&f->ymin, &f->ymax, f->claim_y[k], f->linear);
    if (isnan(f->ymin)) {
        f->ymin = isnan(low) ? 1 : low;
        f->ymax = isnan(high) ? 1 : high;
    }
    if (isnan(f->xmin)) f->xmin = f->xmax = 1;
    if (f->linear) {
        double span = f->ymax > f->ymin ? f->ymax - f->ymin : 1;
        if (low < f->ymin && low > f->ymin - span) f->ymin = low;
        if (high > f->ymax && high < f->ymax + span) f->ymax = high;
        span = f->ymax > f->ymin ? f->ymax - f->ymin : 1;
        f->ymin -= 0.06 * span;
        f->ymax += 0.06 * span;
    } else {
        if (low < f->ymin) f->ymin = fmax(low, f->ymin / 10);
        if (high > f->ymax) f->ymax = fmin(high, f->ymax * 10);
        double pad = fmax(pow(f->ymax / f->ymin, 0.06), 1.1);
        f->ymin /= pad;
        f->ymax *= pad;
    }
    f->xmin /= 1.19; /* a quarter of an octave */
    f->xmax *= 1.19;
}

/* ---- Lines ---- */

/* Between these the rule lets Q be; NaN where there is no such side. */
static void limit_at(const struct figure *f, const struct point *p, double *lower, double *upper)
{
    const char *rule = lm_string(f->statement, "rule");
    double c = lm_real(f->statement, "constant");
    *lower = *upper = (double)NAN;
    if (strcmp(rule, "rate") == 0) {
        if (f->at_least)
            *lower = c * p->bound / 1.5;
        else
            *upper = 1.5 * c * p->bound;
    } else if (strcmp(rule, "frequency") == 0) {
        *(f->at_least ? lower : upper) = p->bound;
    } else if (strcmp(rule, "oracle") == 0) {
        double value = lm_real(json_object_get(f->statement, "oracle"), "value");
        *lower = value - p->bound;
        *upper = value + p->bound;
    }
}

static void limit_block(struct figure *f)
{
    bool some_lower = false, some_upper = false;
    block_head(f, 2, "the limit of the rule", "x lower upper");
    for (size_t k = 0; k < f->count; k++) {
        double lower, upper;
        if (k > 0 && f->points[k].x <= f->points[k - 1].x) continue;
        limit_at(f, &f->points[k], &lower, &upper);
        if (isnan(lower) && isnan(upper)) continue;
        some_lower |= isfinite(lower);
        some_upper |= isfinite(upper);
        cell(f->data, f->points[k].x);
        cell(f->data, lower);
        cell(f->data, upper);
        lm_text_add(f->data, "\n");
    }
    if (!some_lower && !some_upper) lm_text_add(f->data, "NaN NaN NaN\n");
    number(f, "lower", some_lower);
    number(f, "upper", some_upper);
    struct lm_text title = {0};
    const char *rule = lm_string(f->statement, "rule");
    if (strcmp(rule, "rate") == 0)
        lm_text_printf(&title, f->at_least ? "limit c S / 1.5, c = %s" : "limit 1.5 c S, c = %s",
                       lm_decimal(lm_real(f->statement, "constant")).s);
    else
        lm_text_add(&title, strcmp(rule, "oracle") == 0 ? "allowance of finite width" : "bound");
    string(f, "limit_title", title.s);
    lm_text_free(&title);
}

static void line_point(struct figure *f, double x, double y)
{
    cell(f->data, x);
    cell(f->data, y);
    lm_text_add(f->data, "\n");
}

static void reference_block(struct figure *f)
{
    bool drawn = isfinite(f->claim_y[0]), constant = strcmp(lm_string(f->statement, "rule"), "oracle") == 0;
    struct lm_text title = {0}, label = {0};
    block_head(f, 3, "what is claimed", "x y");
    for (size_t k = 0; drawn && k < 2; k++) line_point(f, f->claim_x[k], f->claim_y[k]);
    if (!drawn) lm_text_add(f->data, "NaN NaN\n");
    if (drawn && constant) {
        lm_text_printf(&title, "infinite width: %s", lm_decimal(f->claim_y[0]).s);
    } else if (drawn) {
        const char *axis = lm_string(f->statement, "axis");
        double exponent = lm_real(f->statement, "claimed_exponent");
        lm_text_add(&title, "claimed: ");
        lm_formula_gnuplot(&title, lm_power_text(axis, exponent).s, 0);
        /* Beside the line there is no room for "constant". */
        if (fabs(exponent) < 1e-9)
            lm_text_printf(&label, "%s^{0}", axis);
        else
            lm_formula_gnuplot(&label, lm_power_text(axis, exponent).s, 0);
    }
    string(f, "reference_title", title.s ? title.s : "");
    string(f, "reference_label", label.s ? label.s : "");
    number(f, "reference", drawn);
    number(f, "reference_x", f->claim_x[1]);
    number(f, "reference_y", f->claim_y[1]);
    lm_text_free(&title);
    lm_text_free(&label);
}

/* The fitted power. The report gives the slope over all replicates; its height here is that of the medians in the window. Where the
 * slope is that of Q/S, the line is S times a power. */
static void fit_block(struct figure *f)
{
    double slope = lm_real(f->measured, "slope"), height = 0;
    bool of_ratio = strcmp(lm_string(f->measured, "slope_of"), "Q/S") == 0;
    size_t used = 0;
    for (size_t k = 0; k < f->count; k++) {
        const struct point *p = &f->points[k];
        if (!p->in_window || !(p->median > 0) || (of_ratio && !(p->bound > 0))) continue;
        height += log(p->median) - slope * log(p->x) - (of_ratio ? log(p->bound) : 0);
        used++;
    }
    bool drawn = used > 1 && isfinite(slope) && !f->linear;
    block_head(f, 4, "the fit", "x y");
    for (size_t k = 0; drawn && k < f->count; k++) {
        const struct point *p = &f->points[k];
        if (p->in_window) line_point(f, p->x, exp(height / (double)used + slope * log(p->x)) * (of_ratio ? p->bound : 1));
    }
    if (!drawn) lm_text_add(f->data, "NaN NaN\n");
    number(f, "fit", drawn);
    struct lm_text title = {0};
    lm_text_printf(&title, "%s %s", of_ratio ? "slope of Q/S" : "slope", lm_slope_text(f->measured).s);
    string(f, "fit_title", title.s);
    lm_text_free(&title);
}

/* Where the control stands among those of the lemma, from 1: it is drawn alike in every panel. */
static size_t place_of_control(const json_t *lemma, const char *name)
{
    LM_EACH(control, lemma, "controls")
        if (strcmp(lm_string(control, "name"), name) == 0) return control_i % STYLES_OF_CONTROLS + 1;
    return 1;
}

static void control_blocks(struct figure *f, const json_t *lemma)
{
    int count = 0;
    LM_EACH(series, f->statement, "series") {
        if (!lm_given(series, "control") || !is_drawn(f, series)) continue;
        const char *name = lm_string(series, "control"), *kind = lm_string(series, "kind");
        struct lm_text what = {0}, title = {0}, field = {0};
        double low = (double)NAN, high = (double)NAN;
        extend_by_points(f, series, false, &low, &high);
        const char *place = low > f->ymax ? ", above" : high < f->ymin ? ", below" : "";
        lm_text_printf(&what, "control %s, %s", name, kind);
        lm_text_printf(&title, "%s%s%s", name, strcmp(kind, "dense") == 0 ? " (dense)" : "", place);
        lm_text_printf(&field, "control_%d", ++count);
        series_block(f, 4 + count, what.s, series);
        string(f, field.s, title.s);
        lm_text_add(&field, "_style");
        number(f, field.s, (double)place_of_control(lemma, name));
        lm_text_free(&what);
        lm_text_free(&title);
        lm_text_free(&field);
    }
    number(f, "controls", count);
}

/* ---- A statement ---- */

/* Where cells are outside the domain, which may be at either end of the axis. */
static void shade(struct figure *f, const json_t *lemma)
{
    double from = (double)NAN, to = (double)NAN;
    for (size_t k = 0; k < f->count; k++) {
        if (f->points[k].in_domain) continue;
        bool first = k == 0 || isnan(from);
        if (first) from = k == 0 ? f->xmin : sqrt(f->points[k - 1].x * f->points[k].x);
        to = k + 1 == f->count ? f->xmax : sqrt(f->points[k].x * f->points[k + 1].x);
    }
    number(f, "outside_from", from);
    number(f, "outside_to", to);
    struct lm_text label = {0};
    lm_text_add(&label, "outside ");
    lm_formula_gnuplot(&label, lm_string(lemma, "domain"), 0);
    string(f, "outside_label", label.s);
    lm_text_free(&label);
}

/* Three lines or more: name and verdict, the claim, and what Q is. */
static void titles(struct figure *f)
{
    struct lm_text title = {0};
    const char *verdict = lm_string(f->statement, "verdict");
    const char *outcome = !lm_as_expected(f->statement) ? ": FAIL" : lm_is_erratum(f->statement) ? ", as expected" : "";
    lm_text_printf(&title, "{/:Bold %s}   %s %s%s\n", lm_string(f->statement, "name"), lm_verdict_symbol(verdict), verdict,
                   outcome);
    size_t lines = 1 + lm_formula_gnuplot(&title, lm_string(f->statement, "reads"), TITLE_WIDTH);
    lm_text_add(&title, "\nQ: ");
    lines += lm_formula_gnuplot(&title, lm_string(f->statement, "measures"), TITLE_WIDTH);
    string(f, "title", title.s);
    number(f, "title_lines", (double)lines);
    string(f, "axis", lm_string(f->statement, "axis"));
    lm_text_free(&title);
}

static bool has_means(const json_t *statement)
{
    LM_EACH(series, statement, "series")
        LM_EACH(point, series, "points")
            if (lm_given(point, "mean")) return true;
    return false;
}

/* An oracle is compared with a mean near it, and a logarithmic scale has no place for a value that is not positive. */
static bool wants_linear(const struct figure *f)
{
    if (strcmp(lm_string(f->statement, "rule"), "oracle") == 0) return true;
    for (size_t k = 0; k < f->count; k++)
        if (f->points[k].median <= 0) return true;
    return false;
}

void lm_figure_data(struct lm_text *data, struct lm_text *numbers, const json_t *lemma, const json_t *statement)
{
    struct figure f = {
        .statement = statement, .measured = json_object_get(statement, "measured"), .data = data, .numbers = numbers};
    const char *name = lm_string(statement, "name"), *slug = lm_string(lemma, "slug");
    f.at_least = strcmp(lm_string(statement, "side"), "at-least") == 0;
    for (size_t k = 0; k + 1 < sizeof f.prefix && name[k]; k++) f.prefix[k] = name[k] == '-' ? '_' : name[k];
    collect_points(&f);
    f.linear = wants_linear(&f);
    find_claim(&f);
    find_ranges(&f);

    lm_text_printf(numbers, "\n%s_file = \"%s.%s.dat\"\n", f.prefix, slug, name);
    titles(&f);
    string(&f, "scale", f.linear ? "linear" : "log");
    number(&f, "xmin", f.xmin);
    number(&f, "xmax", f.xmax);
    number(&f, "ymin", f.ymin);
    number(&f, "ymax", f.ymax);
    shade(&f, lemma);
    const json_t *dense = series_of(statement, "dense"), *implicit = series_of(statement, "implicit");
    number(&f, "dense", lm_count(dense, "points") > 0);
    number(&f, "implicit", lm_count(implicit, "points") > 0);
    number(&f, "centre", f.linear && has_means(statement) ? 11 : 6);
    number(&f, "extreme", f.at_least ? 3 : 9);
    number(&f, "extremes", !f.linear && f.count > 0);

    lm_text_printf(data, "# %s, %s: %s against %s. NaN: missing. Computed from report.json.\n", slug, name,
                   lm_string(statement, "measures"), lm_string(statement, "axis"));
    series_block(&f, 0, "dense", dense);
    series_block(&f, 1, "implicit", implicit);
    limit_block(&f);
    reference_block(&f);
    fit_block(&f);
    control_blocks(&f, lemma);
    free(f.points);
}
