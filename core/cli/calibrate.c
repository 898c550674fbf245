/* `lemmata calibrate`: the constants of rate statements, from networks that no audit ever draws. */
#include "cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Q / S over the cells that the contract would judge. */
struct extremes {
    double least, largest;
    size_t n, not_finite;
};

static void take_cell(struct extremes *e, json_t *line, const struct lm_lemma *lemma, size_t s)
{
    const struct lm_statement *statement = &lemma->statements[s];
    const char *sweep = json_string_value(json_object_get(line, "sweep"));
    const char *hex = json_string_value(json_array_get(json_object_get(line, "values_hex"), s));
    if (!hex || strcmp(sweep, lemma->sweeps[statement->sweep].name) != 0 || !json_is_true(json_object_get(line, "in_domain")))
        return;
    double value = strtod(hex, NULL), bound = json_number_value(json_array_get(json_object_get(line, "bounds"), s));
    double ratio = (statement->side == LM_AT_MOST ? fabs(value) : value) / bound;
    if (!isfinite(ratio)) {
        e->not_finite++;
        return;
    }
    e->least = e->n ? fmin(e->least, ratio) : ratio;
    e->largest = e->n ? fmax(e->largest, ratio) : ratio;
    e->n++;
}

/* The decimal of three digits next to x that is no smaller (or, downwards, no larger). */
static double three_digits(double x, bool up)
{
    char text[32];
    double step = pow(10, floor(log10(x)) - 2), k = up ? ceil(x / step) : floor(x / step);
    for (;; k += up ? 1 : -1) { /* the quotient may have been rounded to the wrong side */
        snprintf(text, sizeof text, "%.3g", k * step);
        double rounded = strtod(text, NULL);
        if (up ? rounded >= x : rounded <= x) return rounded;
    }
}

static bool print_constant(const struct lm_lemma *lemma, size_t s, json_t *lines)
{
    const struct lm_statement *statement = &lemma->statements[s];
    struct extremes e = {0};
    json_t *line;
    size_t i;
    json_array_foreach(lines, i, line) take_cell(&e, line, lemma, s);
    double extreme = statement->side == LM_AT_MOST ? e.largest : e.least;
    if (e.n == 0 || e.not_finite > 0 || !(extreme > 0)) {
        printf("%-24s no constant: %zu usable cells, %zu not finite, extreme ratio %g\n", statement->name, e.n, e.not_finite,
               extreme);
        return false;
    }
    printf("%-24s .constant = %-10.3g /* now %.3g; extreme ratio %.6g over %zu cells */\n", statement->name,
           three_digits(extreme, statement->side == LM_AT_MOST), statement->constant, extreme, e.n);
    return true;
}

static int print_constants(const char *dir, const struct lm_lemma *lemma)
{
    struct lm_cells cells;
    bool all = true;
    size_t rates = 0;
    lm_status status = lm_cells_read(&cells, dir);
    if (status != LM_OK) return lm_cli_fail(status);
    for (size_t s = 0; s < lm_count_statements(lemma); s++)
        if (lemma->statements[s].rule == LM_RATE) {
            all = print_constant(lemma, s, cells.lines) && all;
            rates++;
        }
    lm_cells_clear(&cells);
    if (rates == 0) puts("no rate statement: there is nothing to calibrate");
    return all ? LM_EXIT_EXPECTED : LM_EXIT_INCONCLUSIVE;
}

int lm_command_calibrate(struct lm_options *options)
{
    struct lm_request *request = &options->request;
    const struct lm_registered *lemma = lm_cli_lemma(options->names[0]);
    if (!lemma) return LM_EXIT_USAGE;
    request->lemmas = &lemma;
    request->lemma_count = 1;
    request->calibration = true;
    if (options->dry_run) return lm_cli_plan(request);
    char own[LM_PATH_SIZE];
    lm_status status = lm_cli_run_apart(request, own);
    int result = status == LM_OK ? print_constants(request->out, lemma->lemma) : lm_cli_fail(status);
    if (status != LM_EINTERRUPTED) lm_cli_remove_directory(own);
    return result;
}
