/* From cells to verdicts: rebuilds the report and prints a line for each statement, which is all that `lemmata report` does. */
#include "cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *text(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

static json_int_t count(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

/* ---- Lines ---- */

/* To three decimals, and never -0.000. */
static double thousandths(double x)
{
    return rint(1000 * x) / 1000 + 0.0;
}

/* Empty where the rule has no slope: then the fields are null. */
static void slope_text(char *out, size_t size, json_t *measured)
{
    double slope, lower, upper;
    *out = '\0';
    if (json_unpack(measured, "{s:F, s:F, s:F}", "slope", &slope, "slope_lower", &lower, "slope_upper", &upper) == 0)
        snprintf(out, size, "slope %.3f [%.3f, %.3f]", thousandths(slope), thousandths(lower), thousandths(upper));
}

/* What does not go as expected is explained, and comes with the command that runs it again. */
static void print_replay(const char *dir, const json_t *witnessed)
{
    const char *witness = text(witnessed, "witness");
    if (*witness) printf("      lemmata replay %s/%s\n", dir, witness);
}

static void print_statement(const char *dir, const char *slug, const json_t *statement, bool color)
{
    size_t refuted = 0, c;
    json_t *controls = json_object_get(statement, "controls"), *control;
    json_array_foreach(controls, c, control) refuted += json_is_true(json_object_get(control, "refuted"));
    bool pass = strcmp(text(statement, "outcome"), "PASS") == 0;
    char slope[96], *name = lm_format("%s/%s", slug, text(statement, "name"));
    slope_text(slope, sizeof slope, json_object_get(statement, "measured"));
    printf("%s%s%s  %-44s %-12s %-32s", color ? pass ? "\033[32m" : "\033[31m" : "", pass ? "PASS" : "FAIL", color ? "\033[0m" : "",
           name, text(statement, "verdict"), slope);
    if (json_array_size(controls) > 0) printf(" controls %zu/%zu", refuted, json_array_size(controls));
    putchar('\n');
    free(name);
    if (pass) return;
    printf("      %s\n", text(statement, "reason"));
    print_replay(dir, json_object_get(statement, "worst"));
    json_array_foreach(controls, c, control)
    {
        /* What keeps the statement open, an uncalibrated constant for example, is said once. */
        if (json_is_true(json_object_get(control, "refuted")) || strcmp(text(control, "reason"), text(statement, "reason")) == 0)
            continue;
        printf("      control %s is not refuted: %s\n", text(control, "name"), text(control, "reason"));
        print_replay(dir, control);
    }
}

/* ", name value" at the end of a list. */
static void add_departure(char **list, size_t *n, const char *name, const char *value)
{
    char *longer = lm_format("%s%s%s %s", *list, *n ? ", " : "", name, value);
    free(*list);
    *list = longer;
    ++*n;
}

static char *widths_text(const json_t *widths)
{
    size_t i;
    json_t *width;
    char *out = lm_xstrdup("");
    json_array_foreach(widths, i, width)
    {
        char *longer = lm_format("%s%s%lld", out, i ? "," : "", (long long)json_integer_value(width));
        free(out);
        out = longer;
    }
    return out;
}

/* What makes a run exploratory, in the words of the options. */
static void print_departures(const json_t *report)
{
    static const char *const numbers[][2] = {{"length", "length"}, {"outputs", "outputs"}, {"replicates", "seeds"}};
    json_t *overrides = json_object_get(report, "overrides"), *widths = json_object_get(overrides, "widths");
    size_t n = 0;
    char *list = lm_xstrdup(""), value[64];
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (!json_object_get(overrides, numbers[i][0])) continue;
        snprintf(value, sizeof value, "%lld", (long long)count(overrides, numbers[i][0]));
        add_departure(&list, &n, numbers[i][1], value);
    }
    if (widths) {
        char *all = widths_text(widths);
        add_departure(&list, &n, "widths", all);
        free(all);
    }
    snprintf(value, sizeof value, "mpfr:%lld", (long long)count(overrides, "bits"));
    if (json_object_get(overrides, "bits")) add_departure(&list, &n, "precision", value);
    if (json_is_false(json_object_get(overrides, "rounding"))) add_departure(&list, &n, "precision", "double");
    const char *inputs = text(json_object_get(report, "inputs"), "path");
    if (*inputs) add_departure(&list, &n, "inputs", inputs);
    const char *weights = text(json_object_get(report, "weights"), "path");
    if (*weights) add_departure(&list, &n, "weights", weights);
    printf("exploratory: %s %s not the contract's\n", n ? list : "the cells", n == 1 ? "is" : "are");
    free(list);
}

static void print_report(const char *dir, const json_t *report, bool color)
{
    size_t l, s;
    json_t *lemma, *statement;
    json_array_foreach(json_object_get(report, "lemmas"), l, lemma)
        json_array_foreach(json_object_get(lemma, "statements"), s, statement)
            print_statement(dir, text(lemma, "slug"), statement, color);
    const json_t *summary = json_object_get(report, "summary");
    printf("\n%lld of %lld statements as expected, %lld inconclusive; %lld of %lld controls refuted; %lld cells, %lld failed\n",
           (long long)count(summary, "pass"), (long long)count(summary, "statements"), (long long)count(summary, "inconclusive"),
           (long long)count(summary, "controls_refuted"), (long long)count(summary, "controls"), (long long)count(summary, "cells"),
           (long long)count(summary, "failed_cells"));
    printf("report: %s/index.html\n", dir);
    if (json_is_true(json_object_get(report, "exploratory"))) print_departures(report);
}

/* ---- The report ---- */

static lm_status write_report(const char *dir, const json_t *report)
{
    struct lm_figure_source *figures = lm_xcalloc(lm_registry_size, sizeof *figures);
    bool drawn = true;
    for (size_t i = 0; i < lm_registry_size; i++)
        figures[i] = (struct lm_figure_source){lm_registry[i].slug, lm_registry[i].figure};
    lm_status status = lm_report_write(dir, report, figures, lm_registry_size, &drawn);
    free(figures);
    if (status == LM_OK && !drawn)
        fprintf(stderr, "lemmata: no figures without gnuplot: apt-get install gnuplot-nox, then lemmata report %s\n", dir);
    return status;
}

int lm_cli_judge(const char *dir, const struct lm_options *options)
{
    struct lm_cells cells;
    json_t *report = NULL;
    lm_status status = lm_cells_read(&cells, dir);
    if (status != LM_OK) return lm_cli_fail(status);
    if (json_array_size(cells.lines) == 0)
        status = lm_error(LM_EINVAL, "%s holds no cells yet, so there is nothing to judge: run lemmata audit --out %s --resume",
                          dir, dir);
    if (status == LM_OK) status = lm_judge(&report, &cells);
    lm_cells_clear(&cells);
    if (status == LM_OK) status = write_report(dir, report);
    if (status == LM_OK && options->json) status = lm_cli_write_json(options->json, report);
    bool silent = options->request.quiet || (options->json && strcmp(options->json, "-") == 0);
    if (status == LM_OK && !silent) print_report(dir, report, options->request.color && isatty(STDOUT_FILENO));
    int result = status == LM_OK ? lm_report_exit_status(report) : lm_cli_fail(status);
    json_decref(report);
    return result;
}

int lm_command_report(struct lm_options *options)
{
    return lm_cli_judge(options->names[0], options);
}

int lm_command_merge(struct lm_options *options)
{
    const char *const *dirs = (const char *const *)(options->names + 1);
    lm_status status = lm_audit_merge(options->names[0], dirs, options->name_count - 1);
    return status == LM_OK ? lm_cli_judge(options->names[0], options) : lm_cli_fail(status);
}
