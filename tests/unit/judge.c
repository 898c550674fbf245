/* Verdicts on synthetic cells: every rule both ways, and every way of not reaching a verdict. */
#include "../../core/judge/judge_internal.h"

#include <check.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_lambert.h>
#include <stdlib.h>
#include <string.h>

#define HASH "c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ff"
enum { REPLICATES = 8, SEED = 20190 };
static const size_t widths[] = {1024, 4096, 16384, 65536, 262144};
enum { WIDTHS = sizeof widths / sizeof *widths };

/* ---- Synthetic lemmas and cells ---- */

/* One statement, one control that must refute it, one sweep of widths with L = 4, d = 2. */
static struct lm_lemma lemma_of(struct lm_statement statement)
{
    struct lm_lemma lemma = {.title = "Synthetic", .papers = "2018 2019", .hypotheses = "none", .domain_length = 4};
    statement.name = "claim";
    statement.source = "here";
    statement.reads = "Q is as it should be";
    statement.measures = "Q";
    lemma.statements[0] = statement;
    lemma.controls[0] = (struct lm_control){.name = "broken", .breaks = "all", .refutes = 1};
    lemma.sweeps[0] = (struct lm_sweep){.name = "width", .axis = LM_AXIS_WIDTH, .L = 4, .d = 2, .dx = 4};
    return lemma;
}

struct fixture {
    struct lm_lemma lemma;
    struct lm_registered registered;
    struct lm_cells cells;
    gsl_rng *random;
    json_t *report;
};

static struct fixture fixture_of(struct lm_lemma lemma)
{
    struct fixture f = {.lemma = lemma, .random = gsl_rng_alloc(gsl_rng_mt19937)};
    gsl_rng_set(f.random, SEED);
    f.cells.run = json_pack("{s:s, s:s, s:i, s:s, s:b, s:{}, s:{s:s}, s:s, s:{s:s}}", "schema", "lemmata-run-1", "version", "0.1.0",
                            "seed", 1, "profile", "quick", "exploratory", 0, "overrides", "lemmas", "synthetic", HASH, "shard",
                            "1/1", "environment", "blas", "none");
    f.cells.lines = json_array();
    return f;
}

static void fixture_free(struct fixture *f)
{
    gsl_rng_free(f->random);
    json_decref(f->cells.run);
    json_decref(f->cells.lines);
    json_decref(f->report);
}

struct cell {
    const char *control, *kind;
    int bits;
    size_t m;
    int L;
    unsigned replicate;
    bool out_of_domain, failed;
    double value, bound;
    double at; /* on an axis other than m; 0: m or L */
    const json_t *limit;
};

static json_t *add(struct fixture *f, struct cell c)
{
    if (!c.kind) c.kind = "implicit";
    if (!c.L) c.L = 4;
    enum lm_axis axis = f->lemma.sweeps[0].axis;
    if (c.at == 0) c.at = axis == LM_AXIS_LENGTH ? c.L : (double)c.m;
    char *key = lm_format("synthetic/width/%s/%s/m%zu/L%d/d2/r%u/%d", c.control ? c.control : "claim", c.kind, c.m, c.L,
                          c.replicate, c.bits);
    json_t *line = json_pack("{s:s, s:s, s:s, s:s?, s:s, s:i, s:s, s:f, s:f, s:I, s:i, s:i, s:i, s:f, s:i, s:i}", "key", key,
                             "lemma", "synthetic", "sweep", "width", "control", c.control, "kind", c.kind, "bits", c.bits, "axis",
                             lm_axis_symbol(&f->lemma.sweeps[0]), "at", c.at, "from", 0.0, "m", (json_int_t)c.m, "L", c.L, "d", 2,
                             "dx", 4, "eps_x", axis == LM_AXIS_EPS_X ? c.at : 0.25, "replicate", (int)c.replicate, "seed", 1);
    lm_json_put(line, "in_domain", json_boolean(!c.out_of_domain));
    lm_json_put(line, "values", json_pack("[o]", lm_json_number(c.value)));
    lm_json_put(line, "values_hex", json_pack("[o]", c.failed ? json_null() : lm_json_hex(c.value)));
    lm_json_put(line, "network", json_integer((json_int_t)c.replicate));
    lm_json_put(line, "bounds", json_pack("[f]", c.bound));
    lm_json_put(line, "limits", json_pack("[o]", c.limit ? json_deep_copy(c.limit) : json_null()));
    lm_json_put(line, "sign_flips", json_integer(c.bits ? 1 : 0));
    lm_json_put(line, "preactivations", json_integer(c.bits ? 100 : 0));
    lm_json_put(line, "status", json_string(c.failed ? "failed" : "ok"));
    lm_json_put(line, "message", json_string(c.failed ? "did not converge" : ""));
    lm_json_put(line, "seconds", json_real(0.5));
    json_array_append_new(f->cells.lines, line);
    free(key);
    return line;
}

/* factor m^exponent, with log-normal noise of standard deviation 0.1: over 40 cells the slope has a standard error of 0.008. */
static void add_power_law(struct fixture *f, const char *control, double factor, double exponent)
{
    for (size_t w = 0; w < WIDTHS; w++)
        for (unsigned r = 0; r < REPLICATES; r++) {
            struct cell c = {.control = control, .m = widths[w], .replicate = r};
            c.value = factor * pow((double)c.m, exponent) * exp(gsl_ran_gaussian(f->random, 0.1));
            c.bound = lm_powers_at(&f->lemma.statements[0].bound, &(struct lm_cell){.m = c.m, .L = 4, .d = 2, .eps_x = 0.25});
            add(f, c);
        }
}

static void add_normal(struct fixture *f, const char *control, double mean, double bound)
{
    for (size_t w = 0; w < WIDTHS; w++)
        for (unsigned r = 0; r < REPLICATES; r++)
            add(f, (struct cell){.control = control,
                                 .m = widths[w],
                                 .replicate = r,
                                 .value = mean + gsl_ran_gaussian(f->random, 0.1),
                                 .bound = bound});
}

/* n cells of which the first k have value 2, the others 0.5; the bound is 1. */
static void add_frequency(struct fixture *f, const char *control, unsigned k, unsigned n)
{
    for (unsigned r = 0; r < n; r++)
        add(f, (struct cell){.control = control, .m = widths[r % WIDTHS], .replicate = r, .value = r < k ? 2 : 0.5, .bound = 1});
}

/* ---- Reading reports ---- */

/* The statement of a new report; what was read from the report before is gone. */
static json_t *judge(struct fixture *f)
{
    f->registered = (struct lm_registered){"synthetic", &f->lemma, ""};
    const struct lm_registered *lemmas[] = {&f->registered};
    json_decref(f->report);
    f->report = NULL;
    lm_status status = lm_judge_lemmas(&f->report, &f->cells, lemmas, 1);
    if (!CHECK(status == LM_OK)) fprintf(stderr, "%s\n", lm_error_message());
    return json_array_get(json_object_get(json_array_get(json_object_get(f->report, "lemmas"), 0), "statements"), 0);
}

static const char *text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static double real(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : LM_NAN;
}

static size_t count(const json_t *object, const char *key)
{
    return json_array_size(json_object_get(object, key));
}

static json_t *first(const json_t *object, const char *key)
{
    return json_array_get(json_object_get(object, key), 0);
}

static void check_verdict(struct fixture *f, const char *verdict, int exit_status, const char *reason_has)
{
    const json_t *statement = judge(f);
    CHECK_TEXT(text(statement, "verdict"), verdict);
    CHECK(lm_report_exit_status(f->report) == exit_status);
    CHECK_TEXT(text(statement, "outcome"), exit_status == 0 ? "PASS" : "FAIL");
    if (!CHECK(strstr(text(statement, "reason"), reason_has) != NULL))
        fprintf(stderr, "\"%s\" does not hold \"%s\"\n", text(statement, "reason"), reason_has);
}

/* ---- Rules ---- */

static const struct lm_statement rate = {.rule = LM_RATE, .bound = {.m = -0.5}, .constant = 1};

static void rate_at_most(void)
{
    struct fixture f = fixture_of(lemma_of(rate));
    add_power_law(&f, NULL, 0.8, -0.5);
    add_power_law(&f, "broken", 10, -0.5); /* by its constant: 10 > 1.5 */
    check_verdict(&f, "supported", 0, "stays below 1.5 c = 1.5, and the lower 99 % limit of the slope");
    const json_t *measured = json_object_get(judge(&f), "measured");
    CHECK_NEAR(real(measured, "median"), 0.8, 0.8 * 5 * 0.1 / sqrt(REPLICATES)); /* five standard deviations of a mean of 8 */
    CHECK_NEAR(real(measured, "slope"), -0.5, 5 * 0.008);
    CHECK_BELOW(real(measured, "slope_lower"), real(measured, "slope"));
    CHECK_NEAR(real(measured, "at"), 262144, 0);
    CHECK_SIZE((size_t)real(measured, "at_n"), REPLICATES);
    CHECK_NEAR(strtod(text(measured, "median_hex"), NULL), real(measured, "median"), 0);
    fixture_free(&f);

    f = fixture_of(lemma_of(rate));
    add_power_law(&f, NULL, 10, -0.5);
    check_verdict(&f, "refuted", 1, "exceeds 1.5 c = 1.5, but the lower 99 % limit of the slope");
    fixture_free(&f);

    f = fixture_of(lemma_of(rate));
    add_power_law(&f, NULL, 0.1, -0.35); /* 0.1 m^0.15 is 0.65 at the largest width: only the slope gives it away */
    check_verdict(&f, "refuted", 1, "stays below 1.5 c = 1.5, but the lower 99 % limit of the slope");
    CHECK_NEAR(real(json_object_get(judge(&f), "measured"), "slope"), -0.35, 5 * 0.008);
    fixture_free(&f);
}

static void rate_at_least(void)
{
    struct lm_statement least = rate;
    least.side = LM_AT_LEAST;
    least.constant = 0.5;
    struct fixture f = fixture_of(lemma_of(least));
    add_power_law(&f, NULL, 1.2, -0.5);
    add_power_law(&f, "broken", 3, -0.7); /* 3 m^-0.2 is 0.25 at the largest width */
    check_verdict(&f, "supported", 0, "stays above c/1.5 = 0.3333, and the upper 99 % limit of the slope");
    const json_t *statement = judge(&f);
    const json_t *measured = json_object_get(statement, "measured"), *control = first(statement, "controls");
    CHECK_NEAR(real(measured, "median"), 1.2, 1.2 * 5 * 0.1 / sqrt(REPLICATES));
    CHECK_NEAR(real(measured, "limit"), 0.5 / 1.5, 1e-15);
    CHECK_NEAR(real(control, "slope"), -0.7, 5 * 0.008);
    CHECK_BELOW(real(control, "slope_lower"), real(control, "slope"));
    CHECK_ABOVE(real(control, "slope_upper"), real(control, "slope"));
    CHECK(strstr(text(control, "reason"), "is below c/1.5 = 0.3333, and the upper 99 % limit of the slope") != NULL);
    fixture_free(&f);

    f = fixture_of(lemma_of(least)); /* values that are not positive are below every bound */
    add_power_law(&f, NULL, -5, -0.5);
    check_verdict(&f, "refuted", 1, "is below c/1.5");
    fixture_free(&f);
}

static void exponent(void)
{
    struct lm_statement sharp = {.rule = LM_EXPONENT, .exponent = 0.5, .tolerance = 0.06};
    struct fixture f = fixture_of(lemma_of(sharp));
    add_power_law(&f, NULL, 3, 0.5);
    add_power_law(&f, "broken", 3, 0.9);
    check_verdict(&f, "supported", 0, "lies within 0.5 +- 0.06");
    CHECK_NEAR(real(judge(&f), "claimed_exponent"), 0.5, 0);
    fixture_free(&f);

    f = fixture_of(lemma_of(sharp));
    add_power_law(&f, NULL, 3, 0.2); /* too flat is as wrong as too steep */
    check_verdict(&f, "refuted", 1, "lies outside 0.5 +- 0.06");
    fixture_free(&f);

    f = fixture_of(lemma_of(sharp));
    add_power_law(&f, NULL, 3, 0.56); /* on the edge: the interval has both sides of it */
    check_verdict(&f, "inconclusive", 3, "neither within nor outside");
    fixture_free(&f);
}

static void oracle(void)
{
    struct lm_statement limit = {.rule = LM_ORACLE, .constant = 0.25};
    struct fixture f = fixture_of(lemma_of(limit));
    add_normal(&f, NULL, 0.25, 0.05);
    add_normal(&f, "broken", 1, 0.05);
    check_verdict(&f, "supported", 0, "times what is allowed");
    const json_t *test = json_object_get(judge(&f), "oracle");
    CHECK_NEAR(real(test, "value"), 0.25, 0);
    CHECK_NEAR(real(test, "last_mean"), 0.25, 5 * 0.1 / sqrt(REPLICATES));
    CHECK_BELOW(real(test, "worst_ratio"), 1);
    fixture_free(&f);

    f = fixture_of(lemma_of(limit));
    add_normal(&f, NULL, 0.7, 0.05); /* thirteen standard errors */
    check_verdict(&f, "refuted", 1, "differs from 0.25 by");
    fixture_free(&f);
}

static void frequency(void)
{
    struct lm_statement explicit = {.rule = LM_FREQUENCY, .side = LM_AT_MOST, .tolerance = 0.05};
    struct fixture f = fixture_of(lemma_of(explicit));
    add_frequency(&f, NULL, 0, 100); /* 95 % upper limit 0.0295 */
    add_frequency(&f, "broken", 30, 100);
    check_verdict(&f, "supported", 0, "0 of 100 values violate the bound");
    CHECK_NEAR(real(json_object_get(judge(&f), "frequency"), "upper95"), 1 - pow(0.05, 0.01), 1e-9);
    fixture_free(&f);

    f = fixture_of(lemma_of(explicit));
    add_frequency(&f, NULL, 30, 100);
    check_verdict(&f, "refuted", 1, "30 of 100 values violate the bound");
    fixture_free(&f);

    f = fixture_of(lemma_of(explicit));
    add_frequency(&f, NULL, 5, 100);
    check_verdict(&f, "inconclusive", 3, "does not decide about 0.05");
    fixture_free(&f);

    explicit.side = LM_AT_LEAST; /* 0.5 is below 1, and so is everything in the first but 30 */
    f = fixture_of(lemma_of(explicit));
    add_frequency(&f, NULL, 30, 100);
    for (unsigned r = 0; r < 3; r++)
        add(&f, (struct cell){.m = 1024, .replicate = 200 + r, .value = r ? 0.5 : LM_INFINITY, .bound = 1});
    check_verdict(&f, "refuted", 1, "72 of 103 values violate the bound"); /* infinity is above every bound */
    add(&f, (struct cell){.m = 1024, .replicate = 300, .value = LM_NAN, .bound = 1});
    check_verdict(&f, "inconclusive", 3, "1 of 104 values are not numbers");
    CHECK_TEXT(text(json_object_get(judge(&f), "worst"), "value_hex"), "nan");
    fixture_free(&f);
}

/* ---- What is judged ---- */

static void domain_and_window(void)
{
    struct fixture f = fixture_of(lemma_of(rate));
    add_power_law(&f, NULL, 0.8, -0.5);
    add_power_law(&f, "broken", 10, -0.5);
    for (unsigned r = 0; r < 5; r++)
        add(&f, (struct cell){.m = 64, .replicate = r, .out_of_domain = true, .value = 1e6, .bound = 0.125});
    check_verdict(&f, "supported", 0, "stays below");
    const json_t *statement = judge(&f), *point = first(first(statement, "series"), "points");
    CHECK_NEAR(real(json_object_get(statement, "measured"), "n"), WIDTHS * REPLICATES, 0);
    CHECK_NEAR(real(json_object_get(statement, "measured"), "out_of_domain"), 5, 0);
    CHECK_NEAR(real(point, "x"), 64, 0);
    CHECK(json_is_false(json_object_get(point, "in_domain")));
    fixture_free(&f);

    f = fixture_of(lemma_of(rate));
    for (unsigned r = 0; r < 5; r++)
        add(&f, (struct cell){.m = 64, .replicate = r, .out_of_domain = true, .value = 0, .bound = 0.125});
    check_verdict(&f, "inconclusive", 3, "all 5 are out of the domain L <= sqrt(m)/4");
    fixture_free(&f);

    f = fixture_of(lemma_of(rate));
    f.lemma.sweeps[0].fit_from = 1024;
    f.lemma.sweeps[0].fit_to = 300000;
    add_power_law(&f, NULL, 0.8, -0.5);
    add_power_law(&f, "broken", 10, -0.5);
    for (unsigned r = 0; r < 5; r++) {
        add(&f, (struct cell){.m = 512, .replicate = r, .value = 1e-9, .bound = 0.04});
        add(&f, (struct cell){.m = 1048576, .replicate = r, .value = 1e9, .bound = 1.0 / 1024});
    }
    check_verdict(&f, "supported", 0, "at m = 262144 stays below");
    fixture_free(&f);
}

/* Every way of having nothing to judge has its own words. */
static void nothing_to_judge(void)
{
    struct fixture f = fixture_of(lemma_of(rate));
    f.lemma.sweeps[0].fit_from = 1024;
    for (unsigned r = 0; r < 5; r++) {
        add(&f, (struct cell){.m = 64, .replicate = r, .out_of_domain = true, .value = 0.1, .bound = 0.125});
        if (r < 3) add(&f, (struct cell){.m = 512, .replicate = r, .value = 0.04, .bound = 0.04});
    }
    check_verdict(&f, "inconclusive", 3, "no cell met the hypotheses: 5 are out of the domain and 3 out of the fit window");
    fixture_free(&f);

    f = fixture_of(lemma_of(rate));
    for (unsigned r = 0; r < 5; r++)
        lm_json_put(add(&f, (struct cell){.m = 1024, .replicate = r, .bound = 1}), "values_hex", json_pack("[n]"));
    check_verdict(&f, "inconclusive", 3, "none of 5 cells observed this statement");
    fixture_free(&f);
}

/* A perfect power law until one value, or all but two widths, are taken from it. */
static void no_slope_to_fit(void)
{
    const struct lm_statement sharp = {.rule = LM_EXPONENT, .exponent = 0.5, .tolerance = 0.06};
    static const struct {
        double value;
        const char *reason;
    } spoilers[] = {{LM_NAN, "1 of 41 values are not numbers"},
                    {0, "no slope can be fitted to 41 values, of which some are zero, negative or infinite"},
                    {-1, "no slope can be fitted to 41 values"},
                    {LM_INFINITY, "no slope can be fitted to 41 values"}};
    for (size_t k = 0; k < sizeof spoilers / sizeof *spoilers; k++) {
        struct fixture f = fixture_of(lemma_of(sharp));
        add_power_law(&f, NULL, 3, 0.5);
        add(&f, (struct cell){.m = 4096, .replicate = 100, .value = spoilers[k].value, .bound = 1});
        check_verdict(&f, "inconclusive", 3, spoilers[k].reason);
        fixture_free(&f);
    }
    struct fixture f = fixture_of(lemma_of(sharp));
    for (unsigned r = 0; r < 10; r++) {
        const size_t m = r % 2 ? 1024 : 4096;
        add(&f, (struct cell){.m = m, .replicate = r, .value = sqrt((double)m), .bound = 1});
    }
    check_verdict(&f, "inconclusive", 3, "too few m to fit a slope: 2, and 3 are needed");
    fixture_free(&f);
}

static void length_axis(void)
{
    struct lm_statement statement = {.rule = LM_RATE, .bound = {.L = 1, .rho = 0.5, .eps_x = 1}, .constant = 1};
    struct lm_lemma lemma = lemma_of(statement);
    lemma.sweeps[0].axis = LM_AXIS_LENGTH;
    CHECK_NEAR(lm_claimed_exponent(&lemma, &lemma.statements[0]), 0.5, 0); /* 1 + 0.5 - 1, for eps_x = 1/L */
    lemma.sweeps[0].eps_x = 0.1;
    CHECK_NEAR(lm_claimed_exponent(&lemma, &lemma.statements[0]), 1.5, 0);

    struct fixture f = fixture_of(lemma_of((struct lm_statement){.rule = LM_RATE, .bound = {.L = 1}, .constant = 1}));
    f.lemma.sweeps[0].axis = LM_AXIS_LENGTH;
    f.lemma.sweeps[0].m = 65536;
    f.lemma.sweeps[0].eps_x = 0.25;
    for (int L = 2; L <= 16; L *= 2)
        for (unsigned r = 0; r < 5; r++)
            add(&f, (struct cell){.m = 65536, .L = L, .replicate = r, .value = sqrt(2.0 * L), .bound = L});
    check_verdict(&f, "inconclusive", 3, "at L = 16 stays below 1.5 c = 1.5");
    CHECK_TEXT(text(judge(&f), "axis"), "L");
    CHECK_NEAR(real(json_object_get(judge(&f), "measured"), "slope"), 0.5, 1e-12); /* without noise: only rounding */
    fixture_free(&f);
}

/* Q = factor x^exponent at x = 0.1 down to 0.001, without noise. */
static void add_towards_zero(struct fixture *f, const char *control, double factor, double exponent)
{
    for (double x = 0.1; x > 0.0009; x /= 10)
        for (unsigned r = 0; r < 5; r++)
            add(f,
                (struct cell){
                    .control = control, .m = 65536, .replicate = r, .at = x, .value = factor * pow(x, exponent), .bound = sqrt(x)});
}

/* A claim about small eps_x fails where Q falls too slowly, and its constant is that of the smallest eps_x. */
static void axis_towards_zero(void)
{
    struct lm_lemma lemma = lemma_of((struct lm_statement){.rule = LM_RATE, .bound = {.eps_x = 0.5}, .constant = 1});
    lemma.sweeps[0].axis = LM_AXIS_EPS_X;
    lemma.sweeps[0].m = 65536;
    struct fixture f = fixture_of(lemma);
    add_towards_zero(&f, NULL, 0.9, 1);
    add_towards_zero(&f, "broken", 2, 0.5);
    check_verdict(&f, "supported", 0, "stays below 1.5 c = 1.5, and the upper 99 % limit of the slope, 1, is not below 0.45");
    CHECK_TEXT(text(judge(&f), "axis"), "eps_x");
    CHECK_TEXT(text(judge(&f), "axis_end"), "smallest");
    CHECK_NEAR(real(json_object_get(judge(&f), "measured"), "at"), 0.001, 1e-12);
    CHECK_NEAR(real(json_object_get(judge(&f), "measured"), "slope"), 1, 1e-12);
    CHECK_NEAR(real(json_object_get(judge(&f), "measured"), "median"), 0.9 * sqrt(0.001), 1e-12);
    fixture_free(&f);

    f = fixture_of(lemma);
    add_towards_zero(&f, NULL, 0.01, 0.25);
    check_verdict(&f, "refuted", 1, "but the upper 99 % limit of the slope, 0.25, is below 0.45");
    fixture_free(&f);

    f = fixture_of(lemma);
    f.lemma.statements[0].side = LM_AT_LEAST;
    add_towards_zero(&f, NULL, 1, 0.25);
    add_towards_zero(&f, "broken", 1, 1);
    check_verdict(&f, "supported", 0, "the lower 99 % limit of the slope, 0.25, is not above 0.55");
    fixture_free(&f);
}

/* Points that share their networks: the factors of the networks, which grow with the replicate, do not blur the slope. */
static void paired_points(void)
{
    struct lm_lemma lemma = lemma_of((struct lm_statement){.rule = LM_EXPONENT, .exponent = 0.5, .tolerance = 0.01});
    lemma.sweeps[0].axis = LM_AXIS_ROWS;
    lemma.sweeps[0].m = 4096;
    for (int paired = 0; paired < 2; paired++) {
        struct fixture f = fixture_of(lemma);
        f.lemma.sweeps[0].paired = paired;
        for (double N = 8; N <= 64; N *= 2)
            for (unsigned r = 0; r < 5; r++) {
                add(&f, (struct cell){.m = 4096, .replicate = r, .at = N, .value = exp(r) * sqrt(N), .bound = 1});
                add(&f, (struct cell){.control = "broken", .m = 4096, .replicate = r, .at = N, .value = exp(r) * N, .bound = 1});
            }
        check_verdict(&f, paired ? "supported" : "inconclusive", paired ? 0 : 3, "the 99 % interval of the slope");
        fixture_free(&f);
    }
}

static void oracle_of_each_cell(void)
{
    struct lm_statement statement = {.rule = LM_ORACLE, .limits = true, .constant = 7, .bound = {.m = -0.5}};
    struct fixture f = fixture_of(lemma_of(statement));
    for (size_t w = 0; w < WIDTHS; w++)
        for (unsigned r = 0; r < REPLICATES; r++) {
            double law = sqrt((double)widths[w]) + r, noise = gsl_ran_gaussian(f.random, 0.1);
            json_t *limit = json_real(law);
            struct cell c = {.m = widths[w], .replicate = r, .value = law + noise, .bound = 0.01, .limit = limit};
            add(&f, c);
            c.control = "broken";
            c.value = law + 1 + noise;
            add(&f, c);
            json_decref(limit);
        }
    check_verdict(&f, "supported", 0, "the mean of Q less its limit,");
    const json_t *s = judge(&f), *point = first(first(s, "series"), "points");
    CHECK(json_is_null(json_object_get(s, "constant")) && json_is_null(json_object_get(json_object_get(s, "oracle"), "value")));
    CHECK_NEAR(real(point, "limit"), 32 + 3.5, 1e-12); /* sqrt(1024) and the mean of 0..7 */
    fixture_free(&f);
}

static void add_pieces(struct fixture *f, const char *control, double slack, double last)
{
    for (unsigned k = 1; k <= 4; k++)
        add(f,
            (struct cell){.control = control, .kind = "dense", .m = 1, .at = 0.25 * k, .value = k < 4 ? slack : last, .bound = 1});
}

static void proof(void)
{
    struct lm_lemma lemma = lemma_of((struct lm_statement){.rule = LM_PROOF, .expect = LM_EXPECT_PROVED});
    lemma.sweeps[0].axis = LM_AXIS_VARIABLE;
    lemma.sweeps[0].variable = "beta";
    lemma.sweeps[0].pieces = true;
    lemma.domain_length = 0;
    struct fixture f = fixture_of(lemma);
    add_pieces(&f, NULL, 0.5, 0);
    check_verdict(&f, "inconclusive", 3, "but control broken was not refuted");
    add_pieces(&f, "broken", 0.5, -1e-9);
    check_verdict(&f, "proved", 0,
                  "a certified slack of at least 0 on every one of 4 pieces, the least on that which ends at beta = 1");
    const json_t *proof = json_object_get(judge(&f), "proof");
    CHECK_NEAR(real(proof, "pieces") + real(proof, "proved"), 8, 0);
    add(&f, (struct cell){.kind = "dense", .m = 1, .at = 1.25, .failed = true});
    check_verdict(&f, "inconclusive", 3, "1 of 5 cells failed");
    add(&f, (struct cell){.kind = "dense", .m = 1, .at = 1.5, .value = -0.25, .bound = 1}); /* is certain, whatever failed */
    check_verdict(&f, "refuted", 1,
                  "a certified slack of -0.25, below 0, on the piece that ends at beta = 1.5, and on 1 of 6 pieces");
    f.lemma.sweeps[0].pieces = false;
    check_verdict(&f, "refuted", 1, "a certified slack of -0.25, below 0, at beta = 1.5, and on 1 of 6 cases");
    fixture_free(&f);
}

static void comparison(void)
{
    struct fixture f = fixture_of(lemma_of(rate));
    f.lemma.controls[1] = (struct lm_control){.name = "untied", .breaks = "one W", .compares = 1};
    add_power_law(&f, NULL, 0.8, -0.5);
    add_power_law(&f, "broken", 10, -0.5);
    for (size_t w = 0; w < WIDTHS - 1; w++) /* one width less */
        for (unsigned r = 0; r < REPLICATES; r++)
            add(&f, (struct cell){.control = "untied", .m = widths[w], .replicate = r, .value = r / (double)widths[w], .bound = 1});
    check_verdict(&f, "supported", 0, "stays below"); /* no rule judges it */
    const json_t *s = judge(&f), *untied = first(s, "comparisons");
    CHECK_SIZE(count(s, "comparisons"), 1);
    CHECK_SIZE(count(s, "controls"), 1);
    CHECK_TEXT(text(untied, "name"), "untied");
    CHECK_NEAR(real(untied, "at"), 65536, 0);
    CHECK_NEAR(real(untied, "sd"), sqrt(6) / 65536, 1e-15); /* of 0..7 */
    CHECK_NEAR(real(untied, "median"), 3.5 / 65536, 1e-15);
    CHECK(json_is_null(json_object_get(untied, "slope"))); /* zero has no logarithm */
    CHECK_NEAR(real(untied, "claim_slope"), -0.5, 5 * 0.008);
    CHECK_NEAR(real(untied, "claim_median"), 0.8 / 256, 0.8 / 256 * 5 * 0.1 / sqrt(REPLICATES));
    fixture_free(&f);
}

/* ---- Reasons to reach no verdict ---- */

static void controls_vouch(void)
{
    struct fixture f = fixture_of(lemma_of(rate));
    add_power_law(&f, NULL, 0.8, -0.5);
    check_verdict(&f, "inconclusive", 3, "control broken was not refuted (no cells were run)");
    add_power_law(&f, "broken", 0.7, -0.5);
    check_verdict(&f, "inconclusive", 3, "control broken was not refuted (median ratio");
    const json_t *control = first(judge(&f), "controls");
    CHECK_TEXT(text(control, "verdict"), "supported");
    CHECK(json_is_false(json_object_get(control, "refuted")));
    f.lemma.controls[0].refutes = 0;
    check_verdict(&f, "inconclusive", 3, "no control names this statement");
    CHECK_SIZE(count(judge(&f), "controls"), 0);
    fixture_free(&f);

    f = fixture_of(lemma_of(rate)); /* what `lemmata control` asks for */
    add_power_law(&f, "broken", 10, -0.5);
    check_verdict(&f, "inconclusive", 3, "claims were not run");
    CHECK(json_is_true(json_object_get(first(judge(&f), "controls"), "refuted")));
    CHECK_NEAR(real(json_object_get(f.report, "summary"), "controls_refuted"), 1, 0);
    CHECK(json_is_null(json_object_get(judge(&f), "worst")));
    fixture_free(&f);
}

static void expectations(void)
{
    struct lm_statement false_as_printed = rate;
    false_as_printed.expect = LM_EXPECT_REFUTED;
    struct fixture f = fixture_of(lemma_of(false_as_printed));
    add_power_law(&f, NULL, 10, -0.5);
    check_verdict(&f, "refuted", 0, "exceeds");
    CHECK_NEAR(real(json_object_get(f.report, "summary"), "pass"), 1, 0);
    fixture_free(&f);

    f = fixture_of(lemma_of(false_as_printed));
    add_power_law(&f, NULL, 0.8, -0.5);
    add_power_law(&f, "broken", 10, -0.5);
    check_verdict(&f, "supported", 1, "stays below");
    f.lemma.statements[0].expect = LM_EXPECT_SURVIVED;
    check_verdict(&f, "survived", 0, "stays below");
    f.lemma.statements[0].expect = LM_EXPECT_PROVED;
    check_verdict(&f, "proved", 0, "stays below");
    fixture_free(&f);
}

static void not_calibrated(void)
{
    struct fixture f = fixture_of(lemma_of((struct lm_statement){.rule = LM_RATE, .bound = {.m = -0.5}}));
    add_power_law(&f, NULL, 10, 2);
    check_verdict(&f, "inconclusive", 3, "no frozen constant: run lemmata calibrate synthetic");
    CHECK(json_is_null(json_object_get(judge(&f), "exceedances")));
    fixture_free(&f);
}

static void failed_cells(void)
{
    struct fixture f = fixture_of(lemma_of(rate));
    add_power_law(&f, NULL, 0.8, -0.5);
    add_power_law(&f, "broken", 10, -0.5);
    add(&f, (struct cell){.m = 64, .failed = true, .out_of_domain = true, .bound = 1});
    check_verdict(&f, "supported", 0, "stays below"); /* it is not in its domain */
    CHECK_NEAR(real(json_object_get(f.report, "summary"), "failed_cells"), 1, 0);
    add(&f, (struct cell){.control = "broken", .m = 1024, .replicate = 90, .failed = true, .bound = 1});
    check_verdict(&f, "inconclusive", 3, "control broken was not refuted (1 of 41 cells failed: did not converge)");
    add(&f, (struct cell){.m = 1024, .replicate = 90, .failed = true, .bound = 1});
    check_verdict(&f, "inconclusive", 3, "1 of 41 cells failed: did not converge");
    fixture_free(&f);
}

/* A hole in the grid decides nothing, neither in the claim nor in a control. */
static void missing_cells(void)
{
    static const char *const groups[] = {"claim", "broken"};
    for (size_t g = 0; g < 2; g++) {
        struct fixture f = fixture_of(lemma_of(rate));
        add_power_law(&f, NULL, 0.8, -0.5);
        add_power_law(&f, "broken", 10, -0.5);
        check_verdict(&f, "supported", 0, "stays below");
        f.cells.missing = json_pack("{s:{s:i}}", "synthetic", groups[g], 3);
        check_verdict(&f, "inconclusive", 3, "3 cells of this run are missing: resume it");
        json_decref(f.cells.missing);
        fixture_free(&f);
    }
}

/* Another length than the contract's: the frozen constant is not applied, the slope still refutes. */
static void other_lengths(void)
{
    for (int growing = 0; growing < 2; growing++) {
        struct lm_lemma lemma = lemma_of(rate);
        lemma.sweeps[0].L = 6;
        struct fixture f = fixture_of(lemma);
        add_power_law(&f, NULL, 100, growing ? -0.2 : -0.5);
        add_power_law(&f, "broken", 10, 0.5);
        check_verdict(&f, growing ? "refuted" : "inconclusive", growing ? 1 : 3, "the constant was calibrated with another length");
        fixture_free(&f);
    }
}

static void nothing_executed(void)
{
    struct fixture f = fixture_of(lemma_of(rate));
    check_verdict(&f, "inconclusive", 3, "claims were not run");
    json_t *report;
    CHECK(lm_judge_lemmas(&report, &f.cells, NULL, 0) == LM_OK);
    CHECK(lm_report_exit_status(report) == 3);
    json_decref(report);
    fixture_free(&f);
}

/* ---- What else the report holds ---- */

static void check_fields(const json_t *object, const char *what, const char *fields)
{
    char *list = lm_xstrdup(fields), *rest = NULL;
    for (const char *field = strtok_r(list, " ", &rest); field; field = strtok_r(NULL, " ", &rest))
        if (!CHECK(json_object_get(object, field) != NULL)) fprintf(stderr, "%s lacks %s\n", what, field);
    free(list);
}

static const struct lm_statement complete = {.rule = LM_RATE,
                                             .bound = {.m = -0.5},
                                             .constant = 1,
                                             .literal = {.rho = 2, .m = -0.5},
                                             .trivial = {.factor = 1},
                                             .note = "loose"};

static void add_everything(struct fixture *f)
{
    add_power_law(f, NULL, 0.8, -0.5);
    add_power_law(f, "broken", 10, -0.5);
    for (unsigned r = 0; r < 5; r++)
        add(f, (struct cell){.kind = "dense", .m = 1024, .replicate = r, .value = 0.01 * (r + 1), .bound = 0.03125});
    add(f, (struct cell){.kind = "dense", .bits = 256, .m = 1024, .replicate = 2, .value = 0.03 * (1 + 1e-9), .bound = 0.03125});
    add(f,
        (struct cell){.kind = "dense", .bits = 256, .m = 1024, .replicate = 77, .value = 9, .bound = 0.03125}); /* has no partner */
}

static void all_fields(void)
{
    struct fixture f = fixture_of(lemma_of(complete));
    add_everything(&f);
    const json_t *s = judge(&f), *lemma = first(f.report, "lemmas"), *witness = first(f.report, "witnesses");
    check_fields(f.report, "report",
                 "schema version seed profile exploratory overrides environment shard summary lemmas witnesses");
    check_fields(json_object_get(f.report, "summary"), "summary",
                 "statements pass fail inconclusive supported survived proved refuted controls controls_refuted cells failed_cells "
                 "seconds exit_status");
    check_fields(lemma, "lemma", "slug title papers hypotheses contract_sha256 domain cells seconds controls statements");
    check_fields(first(lemma, "controls"), "control of lemma", "name breaks");
    check_fields(
        s, "statement",
        "name source reads measures rule side rule_text axis axis_end axis_linear pieces_from limits_are tournament "
        "claimed_exponent constant constant_hex tolerance "
        "expect verdict outcome reason fit_window measured exceedances oracle proof frequency literal controls comparisons worst "
        "agreement rounding series note");
    check_fields(
        json_object_get(s, "measured"), "measured",
        "n out_of_domain at at_n median median_hex limit limit_hex slope slope_se slope_lower slope_upper slope_confidence "
        "slope_of");
    check_fields(json_object_get(s, "exceedances"), "exceedances", "k n upper95");
    check_fields(json_object_get(s, "literal"), "literal", "text log10_first_informative_width");
    check_fields(first(s, "controls"), "control",
                 "name breaks verdict refuted reason n at median limit slope slope_lower slope_upper witness replay");
    check_fields(json_object_get(s, "worst"), "worst", "value value_hex bound key witness replay");
    check_fields(json_object_get(s, "rounding"), "rounding", "cells bits max_relative_deviation sign_flips preactivations");
    check_fields(first(s, "agreement"), "agreement", "at dense_n implicit_n ks_p");
    check_fields(first(s, "series"), "series", "control kind points");
    check_fields(first(first(s, "series"), "points"), "point", "x n min q05 q25 median q75 q95 max bound limit in_domain");
    check_fields(witness, "witness", "file content");
    check_fields(json_object_get(witness, "content"), "content",
                 "schema version lemma contract_sha256 statement control cell value_hex bound_hex claim judged");
    check_fields(json_object_get(json_object_get(witness, "content"), "cell"), "cell",
                 "sweep kind bits at from m L d dx eps_x replicate seed");
    CHECK_TEXT(text(lemma, "contract_sha256"), HASH);
    CHECK_TEXT(text(lemma, "domain"), "L <= sqrt(m)/4");
    CHECK_SIZE(count(lemma, "papers"), 2);
    CHECK_TEXT(text(json_object_get(s, "literal"), "text"), "rho^2 m^-1/2 < 1");
    CHECK_NEAR(real(json_object_get(f.report, "summary"), "seconds"), 0.5 * (double)json_array_size(f.cells.lines), 0);
    fixture_free(&f);
}

static void series_and_rounding(void)
{
    struct fixture f = fixture_of(lemma_of(complete));
    add_everything(&f);
    const json_t *s = judge(&f), *dense = first(s, "series"), *point = first(dense, "points");
    CHECK_SIZE(count(s, "series"), 3); /* dense, implicit, control implicit */
    CHECK_TEXT(text(dense, "kind"), "dense");
    CHECK_SIZE(count(dense, "points"), 1);
    CHECK_NEAR(real(point, "min"), 0.01, 1e-15);
    CHECK_NEAR(real(point, "q25"), 0.02, 1e-15);
    CHECK_NEAR(real(point, "median"), 0.03, 1e-15);
    CHECK_NEAR(real(point, "max"), 0.05, 1e-15);
    CHECK_NEAR(real(point, "bound"), 0.03125, 0);
    CHECK_SIZE(count(json_array_get(json_object_get(s, "series"), 1), "points"), WIDTHS);
    CHECK_SIZE(count(s, "agreement"), 1);
    CHECK_NEAR(real(first(s, "agreement"), "implicit_n"), REPLICATES, 0);
    const json_t *rounding = json_object_get(s, "rounding");
    CHECK_NEAR(real(rounding, "cells"), 1, 0);
    CHECK_NEAR(real(rounding, "bits"), 256, 0);
    CHECK_NEAR(real(rounding, "max_relative_deviation"), 1e-9, 1e-14); /* 1e-9 - 1e-18, and an ulp of 1 */
    CHECK_NEAR(real(rounding, "sign_flips"), 1, 0);
    fixture_free(&f);
}

static void worst_and_witness(void)
{
    struct fixture f = fixture_of(lemma_of(complete));
    add_everything(&f);
    const json_t *worst = json_object_get(judge(&f), "worst");
    CHECK_TEXT(text(worst, "key"), "synthetic/width/claim/dense/m1024/L4/d2/r4/0"); /* 0.05 against 0.03125 */
    CHECK_NEAR(real(worst, "value"), 0.05, 1e-15);
    CHECK_TEXT(text(worst, "witness"), "witnesses/synthetic.claim.json");
    CHECK_TEXT(text(worst, "replay"), "lemmata replay witnesses/synthetic.claim.json");
    CHECK_TEXT(text(first(judge(&f), "controls"), "witness"), "witnesses/synthetic.claim.broken.json");
    size_t k, found = 0;
    json_t *witness;
    json_array_foreach(json_object_get(f.report, "witnesses"), k, witness)
    {
        const json_t *content = json_object_get(witness, "content"), *cell = json_object_get(content, "cell");
        CHECK_TEXT(text(content, "contract_sha256"), HASH);
        if (!json_is_null(json_object_get(content, "control"))) continue;
        found++;
        CHECK_NEAR(strtod(text(content, "value_hex"), NULL), 0.05, 1e-15);
        CHECK_NEAR(real(cell, "replicate"), 4, 0);
        CHECK_TEXT(text(cell, "kind"), "dense");
    }
    CHECK_SIZE(found, 1);
    CHECK_SIZE(k, 2);
    fixture_free(&f);
}

/* Two lemmas: the order of slugs, the same bytes whatever the order of the arguments, and the worse of two outcomes. */
static void several_lemmas(void)
{
    struct fixture f = fixture_of(lemma_of(complete));
    add_power_law(&f, NULL, 10, -0.5);
    struct lm_registered a = {"another", &f.lemma, ""}, b = {"synthetic", &f.lemma, ""};
    const struct lm_registered *forward[] = {&a, &b}, *backward[] = {&b, &a};
    json_t *one, *two;
    CHECK(lm_judge_lemmas(&one, &f.cells, forward, 2) == LM_OK);
    CHECK(lm_judge_lemmas(&two, &f.cells, backward, 2) == LM_OK);
    CHECK_TEXT(text(first(one, "lemmas"), "slug"), "another");
    char *p = json_dumps(one, JSON_REAL_PRECISION(17)), *q = json_dumps(two, JSON_REAL_PRECISION(17));
    CHECK_TEXT(p, q);
    const json_t *summary = json_object_get(one, "summary");
    CHECK_NEAR(real(summary, "fail"), 1, 0);
    CHECK_NEAR(real(summary, "inconclusive"), 1, 0); /* the other has no cells */
    CHECK(lm_report_exit_status(one) == 1);
    free(p);
    free(q);
    json_decref(one);
    json_decref(two);
    fixture_free(&f);
}

static void broken_cells(void)
{
    struct fixture f = fixture_of(lemma_of(rate));
    f.registered = (struct lm_registered){"synthetic", &f.lemma, ""};
    const struct lm_registered *lemmas[] = {&f.registered};
    json_t *line = add(&f, (struct cell){.m = 1024, .value = 1, .bound = 1});
    json_t *report = NULL;
    json_object_set_new(line, "sweep", json_string("nowhere"));
    CHECK(lm_judge_lemmas(&report, &f.cells, lemmas, 1) == LM_EFORMAT);
    json_object_set_new(line, "sweep", json_string("width"));
    json_object_set_new(line, "control", json_string("nothing"));
    CHECK(lm_judge_lemmas(&report, &f.cells, lemmas, 1) == LM_EFORMAT);
    json_object_set_new(line, "control", json_null());
    json_object_set_new(line, "bounds", json_array());
    CHECK(lm_judge_lemmas(&report, &f.cells, lemmas, 1) == LM_EFORMAT);
    json_object_del(line, "m");
    CHECK(lm_judge_lemmas(&report, &f.cells, lemmas, 1) == LM_EFORMAT);
    CHECK(strstr(lm_error_message(), "r0/0") != NULL); /* the key, that the line may be found */
    CHECK(lm_judge(&report, &f.cells) == LM_EFORMAT);  /* no build has a lemma called synthetic */
    fixture_free(&f);
}

/* ---- Powers and informative widths ---- */

static void powers(void)
{
    struct lm_cell cell = {.m = 1000, .L = 5, .d = 3, .eps_x = 0.2};
    double log_m = log(1000), rho = 100 * 5 * 3 * log_m;
    struct lm_powers p = {.factor = 2.5, .m = 0.75, .L = -1, .d = 2, .rho = 2, .log_m = -0.5, .eps_x = 1.0 / 3};
    double expected = 2.5 * pow(1000, 0.75) / 5 * 9 * rho * rho / sqrt(log_m) * cbrt(0.2);
    CHECK_NEAR(lm_powers_at(&p, &cell), expected, 1e-14 * expected); /* a dozen roundings */
    CHECK_NEAR(lm_powers_at(&(struct lm_powers){0}, &cell), 1, 0);

    static const struct {
        struct lm_powers powers;
        const char *reads;
    } cases[] = {{{0}, "1"},
                 {{.factor = 1}, "1"},
                 {{.factor = 0.5}, "0.5"},
                 {{.rho = 2, .m = -0.5}, "rho^2 m^-1/2"},
                 {{.factor = 3, .L = 1, .d = 1.0 / 3}, "3 L d^1/3"},
                 {{.m = 0.753, .log_m = 1}, "m^0.753 log m"},
                 {{.log_m = 2, .eps_x = -1}, "(log m)^2 eps_x^-1"},
                 {{.x = -0.5}, "gamma^-1/2"}};
    const struct lm_sweep sweep = {.axis = LM_AXIS_VARIABLE, .variable = "gamma"};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char *reads = lm_powers_text(&cases[k].powers, &sweep);
        CHECK_TEXT(reads, cases[k].reads);
        free(reads);
    }
}

static double first_width(struct lm_powers literal, struct lm_powers trivial, int L, size_t d)
{
    double log10_m = LM_NAN;
    struct lm_statement statement = {.literal = literal, .trivial = trivial};
    bool some = lm_first_informative_width(&log10_m, &statement, &(struct lm_cell){.L = L, .d = d, .eps_x = 1.0 / L});
    CHECK(some == !isnan(log10_m));
    return log10_m;
}

/* The widths that feasibility studies of these theorems give, to the power of ten that they print. */
static void informative_widths_known(void)
{
    CHECK_NEAR(first_width((struct lm_powers){.rho = 2, .m = -0.5}, (struct lm_powers){.factor = 1}, 4, 2), 18, 0.5);
    CHECK_NEAR(first_width((struct lm_powers){.rho = 2, .m = 0.75}, (struct lm_powers){.m = 1}, 4, 2), 39, 0.5);
    CHECK_NEAR(first_width((struct lm_powers){.rho = 11, .m = -0.05}, (struct lm_powers){0}, 3, 1), 1310, 0.5);
}

/* (c t)^b e^{-a t} = 1 is solved by Lambert's W: t = -(b/a) W_{-1}(-(a/b)/c). Rounding moves t by a few ulps. */
static void informative_widths_lambert(void)
{
    for (int b = 1; b <= 12; b += 3)
        for (double a = 0.05; a < 2; a *= 3) {
            double c = 100 * 6 * 2, t = -(b / a) * gsl_sf_lambert_Wm1(-(a / b) / c);
            double width = first_width((struct lm_powers){.rho = b, .m = -a}, (struct lm_powers){0}, 6, 2);
            CHECK_NEAR(width, t / log(10), 1e-12 * width);
        }
}

static void informative_widths_edges(void)
{
    double none;
    const struct lm_cell cell = {.L = 4, .d = 2, .eps_x = 0.25};
    CHECK(!lm_first_informative_width(&none, &(struct lm_statement){.trivial = {.m = 1}}, &cell)); /* no literal bound */
    CHECK(isnan(first_width((struct lm_powers){.rho = 1}, (struct lm_powers){.factor = 1}, 4, 2)));
    CHECK(isnan(first_width((struct lm_powers){.m = 1}, (struct lm_powers){.m = 1}, 4, 2)));         /* equal is not below */
    CHECK(isnan(first_width((struct lm_powers){.m = 0.1, .rho = -9}, (struct lm_powers){0}, 4, 2))); /* in the end m wins */
    CHECK_NEAR(first_width((struct lm_powers){.factor = 0.5}, (struct lm_powers){.factor = 1}, 4, 2), 0, 0); /* always below */
    CHECK_NEAR(first_width((struct lm_powers){.factor = 100, .m = -0.5}, (struct lm_powers){0}, 4, 2), 4, 1e-12);
    CHECK_NEAR(first_width((struct lm_powers){.factor = 1e-9, .log_m = 1, .m = -1}, (struct lm_powers){0}, 4, 2), 0, 0);
    CHECK_NEAR(first_width((struct lm_powers){.factor = 7, .log_m = -1}, (struct lm_powers){0}, 4, 2), 7 / log(10),
               1e-12);               /* log m = 7 */
    double expected = log10(16) * 2; /* eps_x = 1/L unless it is given: (L^2) m^-1/2 < 1 */
    CHECK_NEAR(first_width((struct lm_powers){.eps_x = -2, .m = -0.5}, (struct lm_powers){0}, 4, 2), expected, 1e-12);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"rate-at-most", rate_at_most},
        {"rate-at-least", rate_at_least},
        {"exponent", exponent},
        {"oracle", oracle},
        {"frequency", frequency},
        {"missing cells", missing_cells},
        {"other lengths", other_lengths},
        {"domain-and-window", domain_and_window},
        {"nothing to judge", nothing_to_judge},
        {"no slope to fit", no_slope_to_fit},
        {"length-axis", length_axis},
        {"axis-towards-zero", axis_towards_zero},
        {"paired-points", paired_points},
        {"oracle-of-each-cell", oracle_of_each_cell},
        {"proof", proof},
        {"comparison", comparison},
        {"controls-vouch", controls_vouch},
        {"expectations", expectations},
        {"not-calibrated", not_calibrated},
        {"failed-cells", failed_cells},
        {"nothing-executed", nothing_executed},
        {"all-fields", all_fields},
        {"series-and-rounding", series_and_rounding},
        {"worst-and-witness", worst_and_witness},
        {"several-lemmas", several_lemmas},
        {"broken-cells", broken_cells},
        {"powers", powers},
        {"informative-widths-known", informative_widths_known},
        {"informative-widths-lambert", informative_widths_lambert},
        {"informative-widths-edges", informative_widths_edges},
        {NULL, NULL},
    };
    return check_main(argc, argv, "audit-judge", tests);
}
