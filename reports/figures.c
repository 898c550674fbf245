/* What gnuplot needs to draw a lemma: for each statement a data file, and for all of them one file of numbers and titles. */
#include "figures_internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STYLES_OF_CONTROLS = 12 }; /* in house-style.gp */
enum { TITLE_WIDTH = 80 };        /* characters in a line of a panel's title */

/* Blocks of a data file before the first control; house-style.gp counts them too. */
enum block { DENSE, IMPLICIT, LIMIT, CLAIM, FIT, INFINITE_WIDTH, SLACK, VIOLATIONS, FURTHER };

/* ---- The file of numbers ---- */

static void number(struct lm_panel *f, const char *name, double x)
{
    lm_text_printf(f->numbers, isnan(x) ? "%s__%s = NaN\n" : "%s__%s = %.10g\n", f->prefix, name, x);
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

static void string(struct lm_panel *f, const char *name, const char *value)
{
    lm_text_printf(f->numbers, "%s__%s = ", f->prefix, name);
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

static void block_head(struct lm_panel *f, int index, const char *what, const char *columns)
{
    lm_text_printf(f->data, "%s# index %d: %s\n# %s\n", index ? "\n\n" : "", index, what, columns);
}

static void series_block(struct lm_panel *f, int index, const char *what, const json_t *series)
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

/* ---- Lines ---- */

/* Whether p is the first of the points at its place: dense and implicit networks share their bound and limit. */
static bool is_new_place(const struct lm_points *points, size_t k)
{
    return k == 0 || points->v[k].x > points->v[k - 1].x;
}

static void line_point(struct lm_panel *f, double x, double y)
{
    cell(f->data, x);
    cell(f->data, y);
    lm_text_add(f->data, "\n");
}

/* Behind the points of a line: says under `name` whether it is drawn. */
static void end_line(struct lm_panel *f, const char *name, size_t points)
{
    if (points == 0) lm_text_add(f->data, "NaN NaN\n");
    number(f, name, points > 0);
    f->entries += points > 0;
}

static void limit_title(struct lm_panel *f)
{
    struct lm_text title = {0};
    const char *rule = lm_string(f->statement, "rule");
    if (strcmp(rule, "rate") == 0)
        lm_text_printf(&title, f->at_least ? "limit c S / 1.5, c = %s" : "limit 1.5 c S, c = %s",
                       lm_decimal(lm_real(f->statement, "constant")).s);
    else
        lm_text_add(&title, strcmp(rule, "oracle") == 0 ? "allowance" : "bound");
    string(f, "limit_title", title.s);
    lm_text_free(&title);
}

static void limit_block(struct lm_panel *f)
{
    bool some_lower = false, some_upper = false;
    block_head(f, LIMIT, "the limit of the rule", "x lower upper");
    for (size_t k = 0; k < f->points.count; k++) {
        double lower, upper;
        if (!is_new_place(&f->points, k)) continue;
        lm_limit_at(f->statement, &f->points.v[k], &lower, &upper);
        if (isnan(lower) && isnan(upper)) continue;
        some_lower |= isfinite(lower);
        some_upper |= isfinite(upper);
        cell(f->data, f->points.v[k].x);
        cell(f->data, lower);
        cell(f->data, upper);
        lm_text_add(f->data, "\n");
    }
    if (!some_lower && !some_upper) lm_text_add(f->data, "NaN NaN NaN\n");
    number(f, "lower", some_lower);
    number(f, "upper", some_upper);
    f->entries += some_lower || some_upper;
    limit_title(f);
}

/* Beside the line there is no room for "constant". */
static void power_of_claim(const struct lm_panel *f, struct lm_text *title, struct lm_text *label)
{
    const char *axis = lm_string(f->statement, "axis");
    double exponent = lm_real(f->statement, "claimed_exponent");
    struct lm_short power = lm_power_text(axis, exponent), beside = power;
    if (fabs(exponent) < 1e-9) snprintf(beside.s, sizeof beside.s, "%.40s^{0}", axis);
    lm_text_add(title, "claimed: ");
    lm_formula_gnuplot(title, power.s, 0);
    if (f->claim_logarithms) lm_text_add(title, ", times logarithms");
    lm_formula_gnuplot(label, beside.s, 0);
}

static void claim_block(struct lm_panel *f)
{
    bool drawn = isfinite(f->claim_y[0]);
    double exponent = lm_real(f->statement, "claimed_exponent"), logarithms = (double)NAN; /* those at the left end */
    struct lm_text title = {0}, label = {0};
    block_head(f, CLAIM, "what is claimed", "x y");
    if (drawn) line_point(f, f->claim_x[0], f->claim_y[0]);
    for (size_t k = 0; drawn && isfinite(exponent) && k < f->points.count; k++) {
        const struct lm_point *p = &f->points.v[k];
        if (p->x == f->claim_x[0]) logarithms = lm_logarithms_at(f->statement, p);
        if (!is_new_place(&f->points, k) || !(p->x > f->claim_x[0]) || !(p->x < f->claim_x[1])) continue;
        line_point(f, p->x, f->claim_y[0] * pow(p->x / f->claim_x[0], exponent) * lm_logarithms_at(f->statement, p) / logarithms);
    }
    if (drawn) line_point(f, f->claim_x[1], f->claim_y[1]);
    end_line(f, "reference", 2 * drawn);
    if (drawn && f->proof)
        lm_text_add(&title, "claimed: none below 0");
    else if (drawn && strcmp(lm_string(f->statement, "rule"), "oracle") == 0)
        lm_text_printf(&title, "oracle: %s", lm_decimal(f->claim_y[0]).s);
    else if (drawn)
        power_of_claim(f, &title, &label);
    string(f, "reference_title", title.s ? title.s : "");
    string(f, "reference_label", label.s ? label.s : "");
    number(f, "reference_x", f->claim_x[1]);
    number(f, "reference_y", f->claim_y[1]);
    lm_text_free(&title);
    lm_text_free(&label);
}

/* The fitted power, times the logarithms in S. The report gives the slope over all replicates; its height here is that of the
 * medians in the window. Where the slope is that of Q/S, the line is S times a power. */
static void fit_block(struct lm_panel *f)
{
    double slope = lm_real(f->measured, "slope"), height = 0;
    bool of_ratio = strcmp(lm_string(f->measured, "slope_of"), "Q/S") == 0;
    size_t used = 0, drawn = 0;
    for (size_t k = 0; k < f->points.count; k++) {
        const struct lm_point *p = &f->points.v[k];
        if (!p->in_window || !(p->median > 0) || (of_ratio && !(p->bound > 0))) continue;
        height += log(p->median) - slope * log(p->x) - log(of_ratio ? p->bound : lm_logarithms_at(f->statement, p));
        used++;
    }
    block_head(f, FIT, "the fit", "x y");
    for (size_t k = 0; used > 1 && isfinite(slope) && !f->linear && k < f->points.count; k++) {
        const struct lm_point *p = &f->points.v[k];
        if (!p->in_window) continue;
        line_point(f, p->x,
                   exp(height / (double)used + slope * log(p->x)) * (of_ratio ? p->bound : lm_logarithms_at(f->statement, p)));
        drawn++;
    }
    end_line(f, "fit", drawn);
    struct lm_text title = {0};
    lm_text_printf(&title, "%s %s", of_ratio ? "slope of Q/S" : "slope", lm_slope_text(f->measured).s);
    string(f, "fit_title", title.s);
    lm_text_free(&title);
}

static void infinite_width_block(struct lm_panel *f)
{
    size_t drawn = 0;
    block_head(f, INFINITE_WIDTH, "what Q tends to as m grows", "x y");
    for (size_t k = 0; k < f->points.count; k++) {
        if (!is_new_place(&f->points, k) || !isfinite(f->points.v[k].limit)) continue;
        line_point(f, f->points.v[k].x, f->points.v[k].limit);
        drawn++;
    }
    end_line(f, "infinite", drawn);
    string(f, "infinite_title", lm_string(f->statement, "limits_are"));
}

/* ---- Proofs: the slack on pieces of the domain, of which each point is the right end, or in cases, of which each is one ---- */

static void slack_block(struct lm_panel *f)
{
    size_t count = f->proof ? f->points.count : 0;
    block_head(f, SLACK, "certified slack; of pieces as steps from the left end of each to its right end", "x slack");
    if (f->pieces && count) line_point(f, f->begin, f->points.v[0].median);
    for (size_t k = 0; k < count; k++) line_point(f, f->points.v[k].x, f->points.v[k].median);
    end_line(f, "slack", count);
    string(f, "slack_style", f->pieces ? "fsteps" : "linespoints");
}

static void violations_block(struct lm_panel *f)
{
    double left = f->begin;
    size_t drawn = 0;
    block_head(f, VIOLATIONS, "certified violations; of a piece at its middle", "x slack");
    for (size_t k = 0; f->proof && k < f->points.count; k++) {
        const struct lm_point *p = &f->points.v[k];
        if (p->median < 0) line_point(f, f->pieces ? (left + p->x) / 2 : p->x, p->median);
        drawn += p->median < 0;
        left = p->x;
    }
    end_line(f, "violations", drawn);
}

/* ---- Controls, networks to compare with, and the claims of others ---- */

/* Where the control stands among those of the lemma, from 1: it is drawn alike in every panel. */
static size_t place_of_control(const json_t *lemma, const char *name)
{
    LM_EACH(control, lemma, "controls")
        if (strcmp(lm_string(control, "name"), name) == 0) return control_i % STYLES_OF_CONTROLS + 1;
    return 1;
}

/* The k-th of some kind of line: <kind>_<k> is its title, <kind>_<k>_style its style. */
static void title_line(struct lm_panel *f, const char *kind, int k, const char *title, size_t style)
{
    struct lm_text field = {0};
    lm_text_printf(&field, "%s_%d", kind, k);
    string(f, field.s, title);
    lm_text_add(&field, "_style");
    number(f, field.s, (double)style);
    lm_text_free(&field);
    f->entries += *title != '\0';
}

static void beside_block(struct lm_panel *f, const json_t *lemma, const json_t *series, const char *kind, int k)
{
    const char *name = lm_string(series, "control");
    bool dense = !f->proof && strcmp(lm_string(series, "kind"), "dense") == 0;
    struct lm_text what = {0}, title = {0};
    double low = (double)NAN, high = (double)NAN;
    lm_panel_extend(f, series, false, &low, &high);
    const char *place = low > f->ymax ? ", above" : high < f->ymin ? ", below" : "";
    lm_text_printf(&what, "%s %s, %s", kind, name, lm_string(series, "kind"));
    lm_text_printf(&title, "%s%s%s", name, dense ? " (dense)" : "", place);
    series_block(f, FURTHER + f->further++, what.s, series);
    title_line(f, kind, k, title.s, place_of_control(lemma, name));
    lm_text_free(&what);
    lm_text_free(&title);
}

/* Those series of other networks that the statement is compared with, or those of its controls. */
static void beside_blocks(struct lm_panel *f, const json_t *lemma, bool compared)
{
    const char *kind = compared ? "comparison" : "control";
    int count = 0;
    LM_EACH(series, f->statement, "series")
        if (lm_given(series, "control") && lm_panel_draws(f->statement, series) &&
            lm_is_comparison(f->statement, series) == compared)
            beside_block(f, lemma, series, kind, ++count);
    number(f, compared ? "comparisons" : "controls", count);
}

/* The name of a measurement is only needed where there are several. */
static bool several_measured(const struct lm_panel *f)
{
    size_t count = 0;
    LM_EACH(rival, f->statement, "rivals") count += json_is_true(json_object_get(rival, "first"));
    return count > 1;
}

static void measurement_title(struct lm_text *title, const json_t *rival)
{
    lm_text_printf(title, "Q of %s: %s", lm_string(rival, "slug"), lm_string(json_object_get(rival, "statement"), "name"));
}

/* What the first rival measured is that of the panel; others may have measured it on another grid or with other inputs. */
static void measurement_blocks(struct lm_panel *f)
{
    int count = 0;
    bool named = several_measured(f);
    struct lm_text first = {0};
    LM_EACH(rival, f->statement, "rivals") {
        if (!named || !json_is_true(json_object_get(rival, "first"))) continue;
        struct lm_text title = {0};
        measurement_title(rival_i ? &title : &first, rival);
        LM_EACH(series, json_object_get(rival, "statement"), "series") {
            if (rival_i == 0 || lm_given(series, "control")) continue;
            series_block(f, FURTHER + f->further++, title.s, series);
            title_line(f, "other", ++count, series_i ? "" : title.s, rival_i);
        }
        lm_text_free(&title);
    }
    string(f, "measured_title", first.s ? first.s : "");
    f->entries += named;
    number(f, "others", count);
    lm_text_free(&first);
}

/* "2019, Lemma 3.4: L^{2}", and the name of the statement where its source does not tell it from the rival before. */
static void rival_title(struct lm_text *title, const json_t *rivals, size_t k)
{
    const json_t *statement = json_object_get(json_array_get(rivals, k), "statement");
    const json_t *before = k > 0 ? json_object_get(json_array_get(rivals, k - 1), "statement") : NULL;
    double exponent = lm_real(statement, "claimed_exponent");
    lm_formula_gnuplot(title, lm_string(statement, "source"), 0);
    if (before && strcmp(lm_string(before, "source"), lm_string(statement, "source")) == 0)
        lm_text_printf(title, ", %s", lm_string(statement, "name"));
    if (!isfinite(exponent)) return;
    lm_text_add(title, ": ");
    lm_formula_gnuplot(title, lm_power_text(lm_string(statement, "axis"), exponent).s, 0);
}

/* One side of what a rival allows. */
static void rival_block(struct lm_panel *f, const json_t *statement, bool upper, const char *title, int k, size_t style)
{
    struct lm_points points;
    lm_points_take(&points, statement);
    block_head(f, FURTHER + f->further++, title, "x y");
    for (size_t p = 0; p < points.count; p++) {
        double low, high;
        lm_limit_at(statement, &points.v[p], &low, &high);
        if (is_new_place(&points, p)) line_point(f, points.v[p].x, upper ? high : low);
    }
    title_line(f, "bound", k, title, style);
    free(points.v);
}

static void rival_blocks(struct lm_panel *f)
{
    int count = 0;
    const json_t *rivals = json_object_get(f->statement, "rivals");
    LM_EACH(rival, f->statement, "rivals") {
        const json_t *statement = json_object_get(rival, "statement");
        const struct lm_point probe = {.bound = 1, .limit = 1};
        double low, high;
        struct lm_text title = {0};
        rival_title(&title, rivals, rival_i);
        lm_limit_at(statement, &probe, &low, &high);
        if (!isnan(high)) rival_block(f, statement, true, title.s, ++count, rival_i);
        if (!isnan(low)) rival_block(f, statement, false, isnan(high) ? title.s : "", ++count, rival_i);
        lm_text_free(&title);
    }
    number(f, "bounds", count);
}

/* ---- A panel ---- */

static double between(const struct lm_panel *f, size_t left)
{
    double a = f->points.v[left].x, b = f->points.v[left + 1].x;
    return f->x_linear ? (a + b) / 2 : sqrt(a * b);
}

/* Where cells are outside the domain, which may be at either end of the axis. */
static void shade(struct lm_panel *f, const json_t *lemma)
{
    enum { LABEL = 60 }; /* characters: longer ones would not fit into the key */
    double from = (double)NAN, to = (double)NAN;
    for (size_t k = 0; k < f->points.count; k++) {
        if (f->points.v[k].in_domain) continue;
        bool first = k == 0 || isnan(from);
        if (first) from = k == 0 ? f->xmin : between(f, k - 1);
        to = k + 1 == f->points.count ? f->xmax : between(f, k);
    }
    number(f, "outside_from", from);
    number(f, "outside_to", to);
    struct lm_text label = {0};
    const char *domain = lm_string(lemma, "domain");
    lm_text_add(&label, "outside ");
    lm_formula_gnuplot(&label, *domain && strlen(domain) <= LABEL ? domain : "the domain", 0);
    string(f, "outside_label", label.s);
    lm_text_free(&label);
}

/* Name and verdict, the claim, and what Q is, in three lines or more. A quantity that many bound has no verdict. */
static void titles(struct lm_panel *f)
{
    struct lm_text title = {0};
    const char *verdict = lm_string(f->statement, "verdict");
    const char *outcome = !lm_as_expected(f->statement) ? ": FAIL" : lm_is_erratum(f->statement) ? ", as expected" : "";
    size_t lines = *verdict ? 1 : 0;
    if (*verdict)
        lm_text_printf(&title, "{/:Bold %s}   %s %s%s\n", lm_string(f->statement, "name"), lm_verdict_symbol(verdict), verdict,
                       outcome);
    lines += lm_formula_gnuplot(&title, lm_string(f->statement, "reads"), TITLE_WIDTH);
    lm_text_add(&title, "\nQ: ");
    lines += lm_formula_gnuplot(&title, lm_string(f->statement, "measures"), TITLE_WIDTH);
    string(f, "title", title.s);
    number(f, "title_lines", (double)lines);
    lm_text_free(&title);
}

static void abscissa(struct lm_panel *f)
{
    static const char *const words[][2] = {{"m", "width "},  {"L", "length "},         {"s", "sparsity "},
                                           {"N", "number "}, {"delta", "separation "}, {"Delta", "perturbation "},
                                           {"T", "steps "}};
    const char *axis = lm_string(f->statement, "axis");
    struct lm_text label = {0};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strcmp(words[k][0], axis) == 0) lm_text_add(&label, words[k][1]);
    lm_formula_gnuplot(&label, axis, 0);
    string(f, "axis", axis);
    string(f, "abscissa", label.s ? label.s : "");
    string(f, "xscale", f->x_linear ? "linear" : f->x_decimal ? "decades" : "octaves");
    lm_text_free(&label);
}

/* Under the rule that speaks of means the means are drawn. */
static bool has_means(const json_t *statement)
{
    if (strcmp(lm_string(statement, "rule"), "oracle") != 0) return false;
    LM_EACH(series, statement, "series")
        LM_EACH(point, series, "points")
            if (lm_given(point, "mean")) return true;
    return false;
}

static void scales(struct lm_panel *f)
{
    bool means = has_means(f->statement);
    string(f, "ordinate", f->proof ? "slack" : means ? "mean of Q" : "median of Q");
    string(f, "scale", f->linear ? "linear" : "log");
    number(f, "xmin", f->xmin);
    number(f, "xmax", f->xmax);
    number(f, "ymin", f->ymin);
    number(f, "ymax", f->ymax);
    number(f, "centre", means ? 11 : 6);
    number(f, "extreme", f->at_least ? 3 : 9);
    number(f, "extremes", !f->linear && f->points.count > 0);
}

/* The measured values; under a proof each is exact, and drawn as a step. */
static void measured_blocks(struct lm_panel *f)
{
    const json_t *dense = series_of(f->statement, "dense"), *implicit = series_of(f->statement, "implicit");
    number(f, "dense", !f->proof && lm_count(dense, "points") > 0);
    number(f, "implicit", !f->proof && lm_count(implicit, "points") > 0);
    series_block(f, DENSE, "dense", dense);
    series_block(f, IMPLICIT, "implicit", implicit);
}

static void line_blocks(struct lm_panel *f, const json_t *lemma)
{
    limit_block(f);
    claim_block(f);
    fit_block(f);
    infinite_width_block(f);
    slack_block(f);
    violations_block(f);
    beside_blocks(f, lemma, false);
    beside_blocks(f, lemma, true);
    measurement_blocks(f);
    rival_blocks(f);
    number(f, "entries", f->entries);
}

void lm_figure_data(struct lm_text *data, struct lm_text *numbers, const json_t *lemma, const json_t *statement)
{
    struct lm_panel f;
    const char *name = lm_string(statement, "name"), *slug = lm_string(lemma, "slug");
    lm_panel_measure(&f, statement);
    f.data = data;
    f.numbers = numbers;
    for (size_t k = 0; k + 1 < sizeof f.prefix && name[k]; k++) f.prefix[k] = name[k] == '-' ? '_' : name[k];

    lm_text_printf(numbers, "\n%s__file = \"%s.%s.dat\"\n", f.prefix, slug, name);
    titles(&f);
    abscissa(&f);
    scales(&f);
    shade(&f, lemma);
    lm_text_printf(data, "# %s, %s: %s against %s. NaN: missing. Computed from report.json.\n", slug, name,
                   lm_string(statement, "measures"), lm_string(statement, "axis"));
    measured_blocks(&f);
    line_blocks(&f, lemma);
    free(f.points.v);
}
