/* How a run is written down: every format from a sample report, twice, and what happens where it cannot be written. */
#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <lemmata/memory.h>
#include <lemmata/report.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const formats[] = {"report.json", "report.md", "report.csv", "junit.xml", "report.schema.json", "index.html"};
enum { FORMATS = sizeof formats / sizeof *formats };

static const char good_script[] = "load 'forward-norm.numbers.gp'\npanels = 'deviation-h log-norm'\nload 'house-style.gp'\n";
static const struct lm_figure_source good_figure[] = {{"forward-norm", good_script}};

/* Of the third lemma of the sample: other axes, a limit, a network to compare with, a tournament, and proofs. */
static const char other_script[] =
    "load 'perturbation.numbers.gp'\npanels = 'small-inputs norm-cubed norm-root norm-limit angle-corrected angle-printed'\n"
    "load 'house-style.gp'\n";
static const struct lm_figure_source other_figure[] = {{"perturbation", other_script}};
enum { OTHER_LEMMA = 2 };

/* ---- A folder of its own for each test ---- */

static char *new_folder(void)
{
    char *path = lm_xstrdup("/tmp/lemmata-reports-XXXXXX");
    CHECK(mkdtemp(path) != NULL);
    return path;
}

static char *inside(const char *folder, const char *name)
{
    return lm_format("%s/%s", folder, name);
}

static void remove_folder(char *path)
{
    DIR *files = opendir(path);
    for (struct dirent *entry; files && (entry = readdir(files));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        char *file = inside(path, entry->d_name);
        if (unlink(file) != 0) remove_folder(lm_xstrdup(file));
        free(file);
    }
    if (files) closedir(files);
    rmdir(path);
    free(path);
}

static char *text_of(const char *folder, const char *name)
{
    char *path = inside(folder, name);
    FILE *file = fopen(path, "rb");
    free(path);
    if (!file) return NULL;
    char *text = lm_xcalloc(1, 1 << 22);
    size_t got = fread(text, 1, (1 << 22) - 1, file);
    fclose(file);
    CHECK(got < (1 << 22) - 1);
    return text;
}

static bool is_there(const char *folder, const char *name)
{
    char *path = inside(folder, name);
    bool there = access(path, F_OK) == 0;
    free(path);
    return there;
}

static size_t count_of(const char *text, const char *needle)
{
    size_t count = 0;
    for (; text && (text = strstr(text, needle)); text += strlen(needle)) count++;
    return count;
}

/* ---- The sample ---- */

static json_t *sample(void)
{
    json_error_t error;
    json_t *report = json_load_file(LEMMATA_TEST_DATA "/report-sample.json", 0, &error);
    if (!report) fprintf(stderr, "%s: %s\n", error.source, error.text);
    CHECK(report != NULL);
    return report;
}

static json_t *statement_of(json_t *report, size_t lemma, size_t statement)
{
    return json_array_get(json_object_get(json_array_get(json_object_get(report, "lemmas"), lemma), "statements"), statement);
}

static lm_status write_without_figures(const char *folder, const json_t *report)
{
    bool drawn;
    return lm_report_write(folder, report, NULL, 0, &drawn);
}

static bool have_gnuplot(void)
{
    return system("command -v gnuplot >/dev/null 2>&1") == 0;
}

/* ---- Tests ---- */

static void every_format_twice(void)
{
    char *first = new_folder(), *second = new_folder();
    json_t *report = sample();
    bool drawn_first, drawn_second;
    CHECK(lm_report_write(first, report, good_figure, 1, &drawn_first) == LM_OK);
    /* The second time over an older report, and from report.json as it was written. */
    CHECK(write_without_figures(second, report) == LM_OK);
    char *path = inside(first, "report.json");
    json_t *again = json_load_file(path, 0, NULL);
    CHECK(json_equal(report, again));
    CHECK(lm_report_write(second, again, good_figure, 1, &drawn_second) == LM_OK);
    CHECK(drawn_first == drawn_second);
    CHECK(drawn_first == have_gnuplot());
    for (size_t k = 0; k < FORMATS; k++) {
        char *a = text_of(first, formats[k]), *b = text_of(second, formats[k]);
        CHECK(a && *a && b && strcmp(a, b) == 0);
        free(a);
        free(b);
    }
    static const char *const figures[] = {"figures/forward-norm.svg", "figures/forward-norm.deviation-h.dat",
                                          "figures/forward-norm.numbers.gp", "witnesses/backward-correlation.other-lags.json"};
    for (size_t k = drawn_first ? 0 : 1; k < sizeof figures / sizeof *figures; k++) {
        char *a = text_of(first, figures[k]), *b = text_of(second, figures[k]);
        CHECK(a && *a && b && strcmp(a, b) == 0);
        free(a);
        free(b);
    }
    json_decref(again);
    json_decref(report);
    free(path);
    remove_folder(first);
    remove_folder(second);
}

/* Every id is unique, and every reference inside the page has its target. */
static void check_ids(const char *page)
{
    size_t ids = 0;
    for (const char *id = page; (id = strstr(id, " id=\"")); id++) {
        char *needle = lm_format("%.*s", (int)strcspn(id + 5, "\"") + 6, id);
        CHECK_SIZE(count_of(page, needle), 1);
        free(needle);
        ids++;
    }
    CHECK(ids > 10);
    static const char *const references[] = {"href=\"#", "url(#"};
    for (size_t k = 0; k < 2; k++)
        for (const char *to = page; (to = strstr(to, references[k])); to++) {
            const char *name = to + strlen(references[k]);
            char *needle = lm_format(" id=\"%.*s\"", (int)strcspn(name, "\")"), name);
            CHECK(strstr(page, needle) != NULL);
            free(needle);
        }
}

static void page_needs_nothing(void)
{
    char *folder = new_folder();
    json_t *report = sample();
    bool drawn;
    CHECK(lm_report_write(folder, report, good_figure, 1, &drawn) == LM_OK);
    char *page = text_of(folder, "index.html");
    static const char *const loads[] = {"http:",   "https:",  " src=",       "<link",  "<iframe",
                                        "<object", "@import", "xlink:href=", "url(\"", "url('"};
    for (size_t k = 0; k < sizeof loads / sizeof *loads; k++) CHECK_SIZE(count_of(page, loads[k]), 0);
    if (drawn) CHECK_SIZE(count_of(page, "<svg"), 2); /* of the lemma, and the tournament */
    check_ids(page);
    /* Each statement in the overview and in its section; the two that failed once more. */
    CHECK_SIZE(count_of(page, "<tr data-outcome="), 17);
    CHECK_SIZE(count_of(page, "<tr class=\"group\">"), 3);
    CHECK_SIZE(count_of(page, "<details class=\"statement\""), 17);
    CHECK_SIZE(count_of(page, "<section class=\"failures\">"), 1);
    CHECK_SIZE(count_of(page, "Exploratory run."), 1);
    CHECK_SIZE(count_of(page, "<p id=\"inputs\">"), 1);
    CHECK_SIZE(count_of(page, "<section id=\"errata\">"), 1);
    free(page);
    json_object_set_new(report, "exploratory", json_false());
    json_object_set_new(report, "inputs", json_null());
    CHECK(write_without_figures(folder, report) == LM_OK);
    page = text_of(folder, "index.html");
    CHECK_SIZE(count_of(page, "Exploratory run."), 0);
    CHECK_SIZE(count_of(page, "<p id=\"inputs\">"), 0);
    free(page);
    json_decref(report);
    remove_folder(folder);
}

/* A text that would be markup in every format, in every place where one stands. */
static void text_is_escaped(void)
{
    static const char evil[] = "<b>&\"quoted\", |a_b*c`d`";
    static const char *const keys[] = {"source", "reads", "measures", "rule_text", "reason", "note"};
    char *folder = new_folder();
    json_t *report = sample(), *statement = statement_of(report, 0, 1); /* it failed, so that its reason stands in JUnit too */
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) json_object_set_new(statement, keys[k], json_string(evil));
    CHECK(write_without_figures(folder, report) == LM_OK);
    char *page = text_of(folder, "index.html"), *junit = text_of(folder, "junit.xml"), *markdown = text_of(folder, "report.md");
    char *csv = text_of(folder, "report.csv"), *json = text_of(folder, "report.json");
    CHECK_SIZE(count_of(page, "<b>"), 0);
    CHECK_SIZE(count_of(junit, "<b>"), 0);
    CHECK(count_of(page, "&lt;b&gt;&amp;&quot;quoted&quot;, |a") >= 6);
    CHECK_SIZE(count_of(junit, "message=\"&lt;b&gt;&amp;&quot;quoted&quot;, |a_b*c`d`\""), 1);
    CHECK(count_of(markdown, "&lt;b&gt;&amp;\"quoted\", \\|a\\_b\\*c\\`d\\`") >= 4);
    CHECK(count_of(csv, ",\"<b>&\"\"quoted\"\", |a_b*c`d`\",") >= 2);
    CHECK(count_of(json, "\"<b>&\\\"quoted\\\", |a_b*c`d`\"") == 6);
    free(page);
    free(junit);
    free(markdown);
    free(csv);
    free(json);
    json_decref(report);
    remove_folder(folder);
}

/* gnuplot reads texts of the report as well; a command in one of them must stay a text. */
static void gnuplot_runs_no_command(void)
{
    char *folder = new_folder();
    json_t *report = sample(), *statement = statement_of(report, 0, 0);
    char *evil = lm_format("`touch %s/ran` '.system(\"touch %s/ran\").' @slug {^_", folder, folder);
    json_object_set_new(statement, "reads", json_string(evil));
    json_object_set_new(statement, "measures", json_string(evil));
    bool drawn;
    CHECK(lm_report_write(folder, report, good_figure, 1, &drawn) == LM_OK);
    CHECK(drawn == have_gnuplot());
    CHECK(!is_there(folder, "ran"));
    free(evil);
    json_decref(report);
    remove_folder(folder);
}

static size_t fields_of_line(const char *line)
{
    size_t fields = 1;
    bool quoted = false;
    for (; *line && (quoted || *line != '\n'); line++) {
        if (*line == '"') quoted = !quoted;
        if (*line == ',' && !quoted) fields++;
    }
    return fields;
}

static void csv_is_rectangular(void)
{
    char *folder = new_folder();
    json_t *report = sample();
    json_object_set_new(statement_of(report, 1, 0), "reason",
                        json_string("commas, more commas, and a \"quotation\"\nin two lines"));
    CHECK(write_without_figures(folder, report) == LM_OK);
    char *csv = text_of(folder, "report.csv");
    CHECK(strstr(csv, ",\"commas, more commas, and a \"\"quotation\"\"\nin two lines\",") != NULL);
    size_t lines = 0, width = fields_of_line(csv);
    bool quoted = false;
    for (const char *s = csv, *line = csv; *s; s++) {
        if (*s == '"') quoted = !quoted;
        if (*s != '\n' || quoted) continue;
        CHECK_SIZE(fields_of_line(line), width);
        line = s + 1;
        lines++;
    }
    CHECK_SIZE(lines, 1 + 17 + 27 + 1); /* head, statements, controls of statements, a network to compare with */
    free(csv);
    json_decref(report);
    remove_folder(folder);
}

static void junit_counts(void)
{
    char *folder = new_folder();
    json_t *report = sample();
    CHECK(write_without_figures(folder, report) == LM_OK);
    char *junit = text_of(folder, "junit.xml");
    /* 7 + 4 + 6 statements and 4 + 4 + 3 controls; two statements and two controls failed. Nothing is expected of the network that
     * is compared. */
    CHECK(strstr(junit, "<testsuites name=\"lemmata\" tests=\"28\" failures=\"4\" errors=\"0\" skipped=\"0\"") != NULL);
    CHECK(strstr(junit, "<testsuite name=\"forward-norm\" tests=\"11\" failures=\"2\" errors=\"0\" skipped=\"0\"") != NULL);
    CHECK(strstr(junit, "<testsuite name=\"backward-correlation\" tests=\"8\" failures=\"2\" errors=\"0\" skipped=\"0\"") != NULL);
    CHECK_SIZE(count_of(junit, "<testcase "), 28);
    CHECK_SIZE(count_of(junit, "untied"), 0);
    CHECK_SIZE(count_of(junit, "<failure "), 4);
    CHECK_SIZE(count_of(junit, "<failure type=\"inconclusive\""), 2);
    free(junit);
    /* A control that no statement was judged against was not tried: neither passed nor failed. */
    for (size_t s = 0; s < 7; s++) json_array_clear(json_object_get(statement_of(report, 0, s), "controls"));
    CHECK(write_without_figures(folder, report) == LM_OK);
    junit = text_of(folder, "junit.xml");
    CHECK(strstr(junit, "<testsuite name=\"forward-norm\" tests=\"11\" failures=\"1\" errors=\"0\" skipped=\"4\"") != NULL);
    free(junit);
    json_decref(report);
    remove_folder(folder);
}

static void gnuplot_is_missing(void)
{
    char *folder = new_folder(), *path = lm_xstrdup(getenv("PATH") ? getenv("PATH") : "");
    json_t *report = sample();
    bool drawn = true;
    setenv("PATH", folder, 1);
    CHECK(lm_report_write(folder, report, good_figure, 1, &drawn) == LM_OK);
    setenv("PATH", path, 1);
    CHECK(!drawn);
    char *page = text_of(folder, "index.html"), *markdown = text_of(folder, "report.md");
    CHECK_SIZE(count_of(page, "<svg"), 0);
    CHECK_SIZE(count_of(page, "gnuplot-nox"), 1);
    CHECK_SIZE(count_of(markdown, "gnuplot-nox"), 1);
    CHECK(is_there(folder, "figures/forward-norm.gp")); /* to be drawn elsewhere */
    free(page);
    free(markdown);
    free(path);
    json_decref(report);
    remove_folder(folder);
}

static void gnuplot_fails(void)
{
    static const struct lm_figure_source broken[] = {{"forward-norm", "plot 'no-such-file.dat'\n"}};
    if (!have_gnuplot()) return;
    char *folder = new_folder();
    json_t *report = sample();
    bool drawn = true;
    CHECK(lm_report_write(folder, report, broken, 1, &drawn) == LM_EIO);
    CHECK(!drawn);
    CHECK(strstr(lm_error_message(), "forward-norm.gp") != NULL);
    CHECK(strstr(lm_error_message(), "no-such-file.dat") != NULL);
    CHECK(strchr(lm_error_message(), '\n') == NULL);
    char *page = text_of(folder, "index.html");
    CHECK_SIZE(count_of(page, "A figure could not be drawn"), 1); /* and the verdicts stand */
    free(page);
    json_decref(report);
    remove_folder(folder);
}

static void unwritable_folder(void)
{
    char *folder = new_folder(), *file = inside(folder, "file"), *beneath = inside(folder, "file/report");
    json_t *report = sample();
    CHECK(lm_write_file(file, "x", 1) == LM_OK);
    CHECK(write_without_figures(beneath, report) == LM_EIO); /* root may write anywhere, but not into a file */
    CHECK(strstr(lm_error_message(), beneath) != NULL);
    CHECK(write_without_figures(file, report) == LM_EIO);
    CHECK(strstr(lm_error_message(), file) != NULL);
    CHECK(lm_write_file("/dev/full/report.json", "x", 1) == LM_EIO);
    CHECK(strstr(lm_error_message(), "/dev/full/report.json") != NULL);
    free(file);
    free(beneath);
    json_decref(report);
    remove_folder(folder);
}

static void old_report_goes_first(void)
{
    char *folder = new_folder(), *mine = inside(folder, "figures/mine.dat"), *in_the_way = inside(folder, "report.csv.part");
    json_t *report = sample();
    bool drawn;
    CHECK(lm_report_write(folder, report, good_figure, 1, &drawn) == LM_OK);
    CHECK(lm_write_file(mine, "x", 1) == LM_OK);
    CHECK(mkdir(in_the_way, 0777) == 0); /* the new report.csv cannot be written */
    json_array_clear(json_object_get(report, "witnesses"));
    CHECK(lm_report_write(folder, report, good_figure, 1, &drawn) == LM_EIO);
    CHECK(strstr(lm_error_message(), "report.csv") != NULL);
    static const char *const gone[] = {"index.html",
                                       "report.md",
                                       "report.csv",
                                       "junit.xml",
                                       "figures/forward-norm.svg",
                                       "figures/forward-norm.log-norm.dat",
                                       "witnesses/backward-correlation.other-lags.json"};
    for (size_t k = 0; k < sizeof gone / sizeof *gone; k++) CHECK(!is_there(folder, gone[k]));
    CHECK(is_there(folder, "figures/mine.dat")); /* only what a report wrote is removed */
    free(mine);
    free(in_the_way);
    json_decref(report);
    remove_folder(folder);
}

/* A report names files; none of these names may lead out of its folder. */
static void names_stay_inside(void)
{
    static const char *const witnesses[] = {"witnesses/../../x", "/etc/x", "witnesses/", "witnesses/.x", "x.json"};
    static const char *const slugs[] = {"../x", "a b", "", "x;y", "9x"};
    char *folder = new_folder();
    for (size_t k = 0; k < 5; k++) {
        json_t *report = sample();
        json_object_set_new(json_array_get(json_object_get(report, "witnesses"), 0), "file", json_string(witnesses[k]));
        CHECK(write_without_figures(folder, report) == LM_EFORMAT);
        json_decref(report);
        report = sample();
        json_object_set_new(json_array_get(json_object_get(report, "lemmas"), 0), "slug", json_string(slugs[k]));
        CHECK(write_without_figures(folder, report) == LM_EFORMAT);
        json_decref(report);
    }
    CHECK(!is_there(folder, "report.json"));
    remove_folder(folder);
}

/* Empty series, infinite values, a statistic that is not positive: whatever a run may bring is written and drawn. */
static void odd_values_are_drawn(void)
{
    char *folder = new_folder();
    json_t *report = sample(), *statement = statement_of(report, 0, 0);
    json_t *points = json_object_get(json_array_get(json_object_get(statement, "series"), 0), "points");
    json_object_set_new(json_array_get(points, 0), "median", json_null());
    json_object_set_new(json_array_get(points, 1), "q05", json_real(-0.5));
    json_object_set_new(json_array_get(points, 2), "q95", json_null());
    json_t *measured = json_object_get(statement, "measured");
    json_object_set_new(measured, "median", json_null());
    json_object_set_new(measured, "median_hex", json_string("inf"));
    json_array_clear(json_object_get(statement_of(report, 0, 3), "series"));
    bool drawn;
    CHECK(lm_report_write(folder, report, good_figure, 1, &drawn) == LM_OK);
    CHECK(drawn == have_gnuplot());
    char *page = text_of(folder, "index.html"), *data = text_of(folder, "figures/forward-norm.deviation-h.dat");
    CHECK(strstr(page, "Q/S inf, limit 12.9") != NULL);
    CHECK(strstr(data, "\n 128 24") != NULL);
    CHECK(strstr(data, "NaN") != NULL && strstr(data, "nan") == NULL && strstr(data, "inf") == NULL);
    free(page);
    free(data);
    json_decref(report);
    remove_folder(folder);
}

/* A control may do anything to a statement that it need not refute: there it is not drawn. */
static void controls_where_they_refute(void)
{
    char *folder = new_folder();
    json_t *report = sample();
    bool drawn;
    CHECK(lm_report_write(folder, report, good_figure, 1, &drawn) == LM_OK);
    char *data = text_of(folder, "figures/forward-norm.deviation-h.dat");
    CHECK_SIZE(count_of(data, ": control heavy-tails"), 1);
    CHECK_SIZE(count_of(data, ": control symmetric"), 1);
    free(data);
    json_t *controls = json_object_get(statement_of(report, 0, 0), "controls");
    for (size_t k = json_array_size(controls); k-- > 0;)
        if (strcmp(json_string_value(json_object_get(json_array_get(controls, k), "name")), "symmetric") == 0)
            json_array_remove(controls, k);
    CHECK(lm_report_write(folder, report, good_figure, 1, &drawn) == LM_OK);
    data = text_of(folder, "figures/forward-norm.deviation-h.dat");
    CHECK_SIZE(count_of(data, ": control heavy-tails"), 1);
    CHECK_SIZE(count_of(data, ": control symmetric"), 0);
    free(data);
    /* The others look as before. */
    char *numbers = text_of(folder, "figures/forward-norm.numbers.gp");
    CHECK_SIZE(count_of(numbers, "deviation_h__controls = 3\n"), 1);
    CHECK_SIZE(count_of(numbers, "deviation_h__control_3 = 'heavy-tails"), 1);
    CHECK_SIZE(count_of(numbers, "deviation_h__control_3_style = 4\n"), 1);
    CHECK_SIZE(count_of(numbers, "deviation_h__reference_label = 'm^{−1/2}'\n"), 1);
    free(numbers);
    json_decref(report);
    remove_folder(folder);
}

/* Nobody may take S for a limit, an undecided statement for a refuted one, or an exploratory run for a contract's. */
static void words_are_explained(void)
{
    static const char *const both[] = {
        "S = 1.5, limit 1.5 c S = 19.35",
        "Q = 0.75 (0x1.8p-1), bound: at least 0.5",
        "one-sided 99 % limits",
        "99 % interval",
        "FAIL (undecided)",
        "widths = 128, 256; replicates = 24 (networks at each grid point); bits = 512 (precision of the rounding cells); inputs = ",
        "a1b2a1b2a1b2",
        "rho = 100 L d log m",
        "Never a PASS",
        "the statement prints no such bound",
        "tests/meta/audit-dense-implicit.c",
        "Processor kernel of BLAS",
    };
    char *folder = new_folder();
    json_t *report = sample();
    CHECK(write_without_figures(folder, report) == LM_OK);
    char *page = text_of(folder, "index.html"), *markdown = text_of(folder, "report.md"), *junit = text_of(folder, "junit.xml");
    for (size_t k = 0; k < sizeof both / sizeof *both; k++) {
        CHECK(strstr(page, both[k]) != NULL || strcmp(both[k], "rho = 100 L d log m") == 0);
        CHECK(strstr(markdown, both[k]) != NULL);
    }
    CHECK(strstr(page, "ρ =\xc2\xa0"
                       "100 L d log m") != NULL);
    CHECK(strstr(page, "in this folder:</span> <code class=\"command\">lemmata replay witnesses/") != NULL);
    CHECK(strstr(markdown, "Replay in this folder: `lemmata replay witnesses/") != NULL);
    CHECK_SIZE(count_of(markdown, "\n- Rounding: "), count_of(markdown, "- Rounding: ")); /* an item begins its line */
    CHECK(count_of(markdown, "- Rounding: ") > 0);
    CHECK(strstr(junit, ">in this folder: lemmata replay witnesses/") != NULL);
    /* A lower bound turns the limit round; a rule that has none shows none. */
    json_object_set_new(statement_of(report, 0, 0), "side", json_string("at-least"));
    json_object_set_new(json_object_get(statement_of(report, 0, 1), "worst"), "limit", json_null());
    free(page);
    CHECK(write_without_figures(folder, report) == LM_OK);
    page = text_of(folder, "index.html");
    CHECK_SIZE(count_of(page, "S = 1.5, limit c S/1.5 = 19.35; cell"), 1);
    CHECK_SIZE(count_of(page, "S = 1.5; cell"), 1);
    CHECK_SIZE(count_of(page, "<dd>Q = 0.3751 (0x1.801a36e2eb1c4p-2); cell"), 4); /* three exponents and an oracle */
    free(page);
    free(markdown);
    free(junit);
    json_decref(report);
    remove_folder(folder);
}

/* Formulas are set, and a line does not end inside "l <= L"; a hyphen in a word stays one. */
static void formulas_are_set(void)
{
    char *folder = new_folder();
    json_t *report = sample(), *statement = statement_of(report, 0, 0);
    json_object_set_new(statement, "reads",
                        json_string("|h - zeta_l| <= O(m^(-3/4)) for all l <= L, sum_{k <= l} x_k, the sum of two-fold terms"));
    CHECK(write_without_figures(folder, report) == LM_OK);
    char *page = text_of(folder, "index.html");
    CHECK_SIZE(count_of(page, "|h −\xc2\xa0ζ<sub>l</sub>| ≤\xc2\xa0O(m<sup>−3/4</sup>) for all l\xc2\xa0≤\xc2\xa0L, "
                              "∑<sub>k\xc2\xa0≤\xc2\xa0l</sub> x<sub>k</sub>, the sum of two-fold terms"),
               3);                            /* in the overview, in the summary of the details, and inside them */
    CHECK_SIZE(count_of(page, "(P ≥ 0."), 1); /* the frequency rule: the probability that is certified */
    free(page);
    json_decref(report);
    remove_folder(folder);
}

/* ---- Axes, limits, proofs, comparisons, tournaments ---- */

/* Writes the report with the figure of the third lemma; the text of a file of it. */
static char *drawn_text(const char *folder, const json_t *report, const char *name)
{
    bool drawn;
    CHECK(lm_report_write(folder, report, other_figure, 1, &drawn) == LM_OK);
    CHECK(drawn == have_gnuplot());
    return text_of(folder, name);
}

static void check_texts(const char *text, const char *const *wanted)
{
    for (; *wanted; wanted++) {
        CHECK(strstr(text, *wanted) != NULL);
        if (!strstr(text, *wanted)) fprintf(stderr, "missing: %s\n", *wanted);
    }
}

/* Claims about eps_x speak of small values, and places on that axis are no whole numbers. */
static void axes_have_ends(void)
{
    static const char *const in_numbers[] = {
        "small_inputs__abscissa = 'ε_{x}'\n",        "small_inputs__xscale = 'decades'\n",     "norm_root__abscissa = 'length L'\n",
        "norm_root__xscale = 'octaves'\n",           "angle_printed__abscissa = 'β'\n",        "angle_printed__xscale = 'linear'\n",
        "small_inputs__reference_x = 0.125\n", /* from the end to the largest of the fit window */
        "small_inputs__reference_label = 'ε_{x}'\n", "outside_label = 'outside the domain'\n", NULL};
    static const char *const in_page[] = {"<dt>At the smallest ε<sub>x</sub></dt><dd>0.001953 (24 networks)",
                                          "<dt>At the largest L</dt><dd>128 (24 networks)",
                                          "ε<sub>x</sub> ≤\xc2\xa0"
                                          "0.125</dd>",
                                          NULL};
    char *folder = new_folder();
    json_t *report = sample();
    char *numbers = drawn_text(folder, report, "figures/perturbation.numbers.gp");
    char *page = text_of(folder, "index.html"), *markdown = text_of(folder, "report.md");
    check_texts(numbers, in_numbers);
    check_texts(page, in_page);
    CHECK(strstr(markdown, "- Median of Q/S at the smallest eps\\_x: 3.02 (") != NULL);
    free(numbers);
    free(page);
    free(markdown);
    json_decref(report);
    remove_folder(folder);
}

/* The limit is drawn through all places, dense and implicit together; an oracle without a value is tested against it. */
static void limits_are_drawn(void)
{
    static const char *const in_numbers[] = {
        "small_inputs__infinite = 1\n", "norm_limit__infinite = 1\n",  "norm_limit__reference = 0\n",   "norm_limit__lower = 1\n",
        "norm_limit__upper = 1\n",      "norm_limit__scale = 'log'\n", "angle_printed__infinite = 0\n", NULL};
    char *folder = new_folder();
    json_t *report = sample(), *series = json_object_get(statement_of(report, OTHER_LEMMA, 3), "series");
    char *numbers = drawn_text(folder, report, "figures/perturbation.numbers.gp");
    char *data = text_of(folder, "figures/perturbation.norm-limit.dat"), *page = text_of(folder, "index.html");
    check_texts(numbers, in_numbers);
    CHECK_SIZE(count_of(data, "\n 4 4 4.4\n"), 1); /* limit 4.2, allowance 0.2 */
    CHECK_SIZE(count_of(data, "\n 4 4.2\n"), 1);
    CHECK(strstr(page, "mean of Q − limit -0.0132, standard error 0.0461</dd>") != NULL);
    CHECK(strstr(page, "slope -1/2 ± 0.06 asked") != NULL);
    CHECK_SIZE(count_of(page, "Q\xc2\xa0−\xc2\xa0limit: -0.013 (s.e. 0.046)"), 1);
    free(data);
    free(numbers);
    free(page);
    /* 12 dense networks with the limit 5.2 beside 12 implicit ones with 4.2; and an oracle that does not run far. */
    json_t *dense = json_deep_copy(json_array_get(series, 0)), *points = json_object_get(json_array_get(series, 0), "points");
    json_object_set_new(dense, "kind", json_string("dense"));
    while (json_array_size(points) > 2) json_array_remove(points, 2);
    json_array_clear(json_object_get(dense, "points"));
    json_array_append_new(json_object_get(dense, "points"), json_deep_copy(json_array_get(points, 0)));
    json_object_set_new(json_array_get(json_object_get(dense, "points"), 0), "limit", json_real(5.2));
    json_array_append_new(series, dense);
    numbers = drawn_text(folder, report, "figures/perturbation.numbers.gp");
    data = text_of(folder, "figures/perturbation.norm-limit.dat");
    CHECK_SIZE(count_of(data, "\n 4 4.7\n"), 1);
    CHECK(strstr(numbers, "norm_limit__scale = 'linear'\n") != NULL);
    free(data);
    free(numbers);
    json_decref(report);
    remove_folder(folder);
}

/* Each false statement with its counterexample and, where the contract names one, the statement that holds instead. */
static void errata_have_a_page(void)
{
    static const char *const in_page[] = {
        "<section class=\"erratum\" id=\"perturbation--angle-printed\">",
        "<dt>As printed</dt><dd class=\"formula\">",
        "<dt>Counterexample</dt><dd>",
        "lemmata replay witnesses/perturbation.angle-printed.json",
        "<dt>Holds instead</dt><dd>",
        "(<a href=\"index.html#perturbation--angle-corrected\">perturbation: angle-corrected</a>)",
        NULL};
    static const char *const in_index[] = {"<a href=\"errata.html\">a page of their own</a>",
                                           "<a href=\"errata.html#perturbation--angle-printed\">", NULL};
    char *folder = new_folder();
    json_t *report = sample();
    CHECK(write_without_figures(folder, report) == LM_OK);
    char *page = text_of(folder, "errata.html"), *index = text_of(folder, "index.html");
    check_texts(page, in_page);
    check_texts(index, in_index);
    free(page);
    free(index);
    json_decref(report);
    remove_folder(folder);
}

/* A claim is shown with the verdicts of this run; a lemma that was not run says so; what cannot be checked says why. */
static void claims_have_a_page(void)
{
    static const char *const in_page[] = {"<h2>On the first <span class=\"quiet\">2018</span></h2>",
                                          "<a href=\"index.html#perturbation\">perturbation</a>",
                                          "1 refuted</span>",
                                          "elsewhere <span class=\"quiet\">not in this run</span>",
                                          "<span class=\"quiet\">A hypothesis.</span>",
                                          NULL};
    char *folder = new_folder();
    json_t *report = sample();
    CHECK(write_without_figures(folder, report) == LM_OK);
    char *page = text_of(folder, "claims.html");
    check_texts(page, in_page);
    free(page);
    json_decref(report);
    remove_folder(folder);
}

/* The slack is that of a whole piece, from its left end on; where it is negative the piece is marked, and the erratum names it. */
static void proofs_are_shown(void)
{
    static const char *const in_page[] = {
        "<span aria-hidden=\"true\">∎</span> 1 proved</span>",
        "<dd>15 proved of 24, 9 with a certified violation; smallest slack -0.03175 on the piece up to β =\xc2\xa0"
        "0.5236</dd>",
        "9/24 pieces", NULL};
    char *folder = new_folder();
    json_t *report = sample();
    char *numbers = drawn_text(folder, report, "figures/perturbation.numbers.gp"), *page = text_of(folder, "index.html");
    char *data = text_of(folder, "figures/perturbation.angle-printed.dat"), *markdown = text_of(folder, "report.md");
    check_texts(page, in_page);
    CHECK(strstr(markdown, "- Proof: 15 of 24 pieces of the domain proved, 9 with a certified violation; smallest slack") != NULL);
    CHECK(strstr(numbers, "angle_printed__slack = 1\n") && strstr(numbers, "angle_printed__violations = 1\n"));
    CHECK(strstr(numbers, "angle_corrected__slack = 1\n") && strstr(numbers, "angle_corrected__violations = 0\n"));
    CHECK(strstr(numbers, "angle_printed__scale = 'linear'\n") && strstr(numbers, "angle_printed__ordinate = 'slack'\n"));
    CHECK(strstr(numbers, "norm_root__slack = 0\n") && strstr(numbers, "norm_root__violations = 0\n"));
    const char *steps = strstr(data, "# index 6"), *violations = strstr(data, "# index 7");
    CHECK(steps && strstr(steps, "# x slack\n 0 -0.026") != NULL);
    CHECK(violations && strstr(violations, "# x slack\n 0.06545 -0.026") != NULL); /* the middle of the first piece */
    free(numbers);
    free(page);
    free(data);
    free(markdown);
    json_decref(report);
    remove_folder(folder);
}

/* Of a statement "for all perturbations": the largest value at the end of the axis, the infinite width, the bound 1.5 c S. */
static void attacks_have_three_numbers(void)
{
    char *folder = new_folder();
    json_t *report = sample();
    char *page = drawn_text(folder, report, "index.html");
    CHECK_SIZE(count_of(page, "<h2>What the attacks reached</h2>"), 0);
    free(page);
    json_object_set_new(statement_of(report, 1, 0), "expect", json_string("survived"));           /* 7638.2 of 1.5 2.83 32768 */
    json_object_set_new(statement_of(report, OTHER_LEMMA, 2), "expect", json_string("survived")); /* 23.062 of 1.5 2.2 11.314 */
    page = drawn_text(folder, report, "index.html");
    char *markdown = text_of(folder, "report.md"), *data = text_of(folder, "figures/attacks.dat");
    CHECK_SIZE(count_of(page, "<h2>What the attacks reached</h2>"), 1);
    CHECK_SIZE(count_of(markdown, "| backward-correlation: same-source | m = 1048576 | 7638 |"), 1);
    CHECK_SIZE(count_of(markdown, "| perturbation: norm-root | L = 128 | 23.06 | 11.4 | 37.34 |"), 1);
    CHECK(strstr(data, "\n1 0.0549115") && strstr(data, " NaN\n2 0.617684"));
    free(data);
    free(markdown);
    free(page);
    json_decref(report);
    remove_folder(folder);
}

/* A network that the claim is compared with is no control: it has its own style, its own section, and no verdict. */
static void comparisons_stand_beside(void)
{
    static const char *const in_page[] = {"<h2>The price of tied weights</h2>", "<th scope=\"col\">Slope, untied</th>",
                                          "<td data-label=\"sd, tied\">1.61</td><td data-label=\"sd, untied\">0.62</td>",
                                          "<td data-label=\"Ratio\">2.597</td>", NULL};
    char *folder = new_folder();
    json_t *report = sample(),
           *comparison = json_array_get(json_object_get(statement_of(report, OTHER_LEMMA, 2), "comparisons"), 0);
    char *numbers = drawn_text(folder, report, "figures/perturbation.numbers.gp");
    char *page = text_of(folder, "index.html"), *markdown = text_of(folder, "report.md"), *csv = text_of(folder, "report.csv");
    check_texts(page, in_page);
    CHECK_SIZE(count_of(markdown, "## The price of tied weights\n"), 1);
    CHECK_SIZE(count_of(markdown, "| perturbation: norm-root | L = 128 |"), 1);
    CHECK_SIZE(count_of(csv, "\nperturbation,norm-root,untied,"), 1);
    CHECK_SIZE(count_of(csv, ",,compared,,24,128,,,0.499"), 1);
    CHECK(strstr(numbers, "norm_root__comparisons = 1\n") && strstr(numbers, "norm_root__comparison_1 = 'untied'\n"));
    CHECK(strstr(numbers, "norm_root__controls = 1\n") != NULL);
    free(page);
    free(numbers);
    free(csv);
    free(markdown);
    json_object_set_new(comparison, "name", json_string("orthogonal"));
    page = drawn_text(folder, report, "index.html");
    CHECK(strstr(page, "<h2>Beside the claim</h2>") && strstr(page, "<td data-label=\"Beside\">orthogonal</td>"));
    CHECK(strstr(page, "<th scope=\"col\">Slope, claim</th>") != NULL);
    free(page);
    json_array_clear(json_object_get(statement_of(report, OTHER_LEMMA, 2), "comparisons"));
    page = drawn_text(folder, report, "index.html");
    CHECK_SIZE(count_of(page, "<section class=\"comparison\">"), 0);
    free(page);
    json_decref(report);
    remove_folder(folder);
}

/* Several bounds of one quantity in one panel: each with its source, a measurement that two of them share once. */
static void tournament_is_drawn(void)
{
    static const char *const in_numbers[] = {"quantity_1__bounds = 4\n", /* two rates, and an oracle on both sides */
                                             "quantity_1__bound_1 = '2018, Lemma 4.4(a): L^{3}'\n",
                                             "quantity_1__bound_2 = '2019, Lemma B.8: L^{1/2}'\n",
                                             "quantity_1__bound_3 = 'free probability'\n",
                                             "quantity_1__bound_4 = ''\n",
                                             "quantity_1__measured_title = 'Q of perturbation: norm-cubed'\n",
                                             "quantity_1__others = 1\n",
                                             "quantity_1__other_1 = 'Q of perturbation: norm-limit'\n",
                                             "quantity_1__scale = 'log'\n",
                                             "quantity_1__infinite = 1\n",
                                             "quantity_1__controls = 0\n",
                                             NULL};
    char *folder = new_folder();
    json_t *report = sample();
    char *numbers = drawn_text(folder, report, "figures/tournament.numbers.gp"), *page = text_of(folder, "index.html");
    char *data = text_of(folder, "figures/tournament.quantity-1.dat"), *markdown = text_of(folder, "report.md");
    check_texts(numbers, in_numbers);
    CHECK_SIZE(count_of(data, "\n 4 2.88\n"), 1); /* 1.5 times 0.03 times 4^3 */
    CHECK_SIZE(count_of(page, "<section id=\"tournament\">"), 1);
    CHECK_SIZE(count_of(markdown, "## The same quantity in two papers\n"), 1);
    CHECK_SIZE(count_of(markdown, "figures/tournament.svg"), have_gnuplot());
    free(numbers);
    free(page);
    free(data);
    free(markdown);
    /* Without such a statement there is none, and yesterday's figure goes. */
    for (size_t s = 1; s < 4; s++) json_object_set_new(statement_of(report, OTHER_LEMMA, s), "tournament", json_null());
    page = drawn_text(folder, report, "index.html");
    CHECK_SIZE(count_of(page, "tournament"), 0);
    CHECK(!is_there(folder, "figures/tournament.numbers.gp") && !is_there(folder, "figures/tournament.svg"));
    free(page);
    json_object_set_new(json_array_get(json_object_get(report, "lemmas"), 0), "slug", json_string("tournament"));
    CHECK(write_without_figures(folder, report) == LM_EFORMAT);
    json_decref(report);
    remove_folder(folder);
}

/* In a language that writes 0,5 for a half the report is the same. */
static void language_does_not_matter(void)
{
    static const char *const languages[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "fr_FR"};
    const char *set = NULL;
    for (size_t k = 0; k < 4 && !set; k++) set = setlocale(LC_ALL, languages[k]);
    char *folder = new_folder();
    json_t *report = sample();
    CHECK(write_without_figures(folder, report) == LM_OK);
    if (set) CHECK_TEXT(localeconv()->decimal_point, ","); /* and the language is as it was */
    setlocale(LC_ALL, "C");
    char *csv = text_of(folder, "report.csv"), *page = text_of(folder, "index.html");
    CHECK(strstr(csv, ",-0.5,8.5999999999999996,") != NULL);
    CHECK(strstr(page, "-0.503 [-0.512, -0.494]") != NULL);
    free(csv);
    free(page);
    json_decref(report);
    remove_folder(folder);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"every-format-twice", every_format_twice},
        {"page-needs-nothing", page_needs_nothing},
        {"text-is-escaped", text_is_escaped},
        {"gnuplot-runs-no-command", gnuplot_runs_no_command},
        {"csv-is-rectangular", csv_is_rectangular},
        {"junit-counts", junit_counts},
        {"gnuplot-is-missing", gnuplot_is_missing},
        {"gnuplot-fails", gnuplot_fails},
        {"unwritable-folder", unwritable_folder},
        {"old-report-goes-first", old_report_goes_first},
        {"names-stay-inside", names_stay_inside},
        {"odd-values-are-drawn", odd_values_are_drawn},
        {"controls-where-they-refute", controls_where_they_refute},
        {"words-are-explained", words_are_explained},
        {"formulas-are-set", formulas_are_set},
        {"axes-have-ends", axes_have_ends},
        {"limits-are-drawn", limits_are_drawn},
        {"errata-have-a-page", errata_have_a_page},
        {"claims-have-a-page", claims_have_a_page},
        {"proofs-are-shown", proofs_are_shown},
        {"attacks-have-three-numbers", attacks_have_three_numbers},
        {"comparisons-stand-beside", comparisons_stand_beside},
        {"tournament-is-drawn", tournament_is_drawn},
        {"language-does-not-matter", language_does_not_matter},
        {NULL, NULL},
    };
    return check_main(argc, argv, "reports", tests);
}
