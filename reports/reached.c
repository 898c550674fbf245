/* What attacks reached: of each statement "for all perturbations" the worst value found, the value at infinite width where it is
 * known, and the bound, all at the end of its axis. */
#include "figures_internal.h"
#include "reports_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The worst value at x over dense and implicit networks of the claim. */
static double worst_at(const json_t *statement, double x, bool at_least)
{
    double worst = (double)NAN;
    LM_EACH(series, statement, "series")
        LM_EACH(point, series, "points") {
            double value = lm_real(point, at_least ? "min" : "max");
            if (lm_given(series, "control") || lm_real(point, "x") != x) continue;
            worst = at_least ? fmin(worst, value) : fmax(worst, value);
        }
    return worst;
}

#define LM_BEYOND 1.5 /* bounds: what is worse stands at the right edge */

static json_t *reached(const json_t *lemma, const json_t *statement)
{
    struct lm_points points;
    bool at_least = strcmp(lm_string(statement, "side"), "at-least") == 0;
    bool falls = strcmp(lm_string(statement, "axis_end"), "smallest") == 0;
    json_t *out = NULL;
    lm_points_take(&points, statement);
    if (points.count > 0) {
        const struct lm_point *end = &points.v[falls ? 0 : points.count - 1];
        double low, high, worst = worst_at(statement, end->x, at_least);
        lm_limit_at(statement, end, &low, &high);
        double bound = at_least ? low : high;
        if (isfinite(worst) && bound > 0) {
            out =
                json_pack("{s:s, s:s, s:s, s:f, s:f, s:f}", "slug", lm_string(lemma, "slug"), "name", lm_string(statement, "name"),
                          "axis", lm_string(statement, "axis"), "at", end->x, "found", worst, "bound", bound);
            json_object_set_new(out, "at_least", json_boolean(at_least));
            if (isfinite(end->limit)) json_object_set_new(out, "limit", json_real(end->limit));
        }
    }
    free(points.v);
    return out;
}

json_t *lm_reached(const json_t *report)
{
    json_t *out = json_array();
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements") {
            json_t *row = strcmp(lm_string(statement, "expect"), "survived") == 0 ? reached(lemma, statement) : NULL;
            if (row) json_array_append_new(out, row);
        }
    return out;
}

void lm_reached_figure(struct lm_text *data, struct lm_text *numbers, const json_t *rows)
{
    double smallest = 0.1;
    lm_text_add(data, "# row, worst value found and value at infinite width in units of the bound (of a lower bound the inverse); "
                      "NaN: unknown\n");
    lm_text_printf(numbers, "# Computed from report.json.\nslug = \"" LM_ATTACKS "\"\nrows = %zu\n", json_array_size(rows));
    for (size_t k = 0; k < json_array_size(rows); k++) {
        const json_t *row = json_array_get(rows, k);
        double bound = lm_real(row, "bound"), found = lm_real(row, "found") / bound, limit = lm_real(row, "limit") / bound;
        if (json_is_true(json_object_get(row, "at_least"))) {
            found = 1 / found;
            limit = 1 / limit;
        }
        found = fmin(found, LM_BEYOND);
        while (fmin(found, limit) > 0 && fmin(found, limit) < smallest) smallest /= 10;
        lm_text_printf(data, "%zu %.10g ", k + 1, found);
        lm_text_printf(data, isnan(limit) ? "NaN\n" : "%.10g\n", limit);
        lm_text_printf(numbers, "label_%zu = '%s: %s'\n", k + 1, lm_string(row, "slug"), lm_string(row, "name"));
    }
    lm_text_printf(numbers, "smallest = %g\n", smallest);
}
