/* Fields of the report and how their numbers read, the same in every format. */
#include "reports_internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *lm_string(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

double lm_real(const json_t *object, const char *key)
{
    const json_t *number = json_object_get(object, key);
    return json_is_number(number) ? json_number_value(number) : (double)NAN;
}

bool lm_given(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return value && !json_is_null(value);
}

size_t lm_count(const json_t *object, const char *key)
{
    return json_array_size(json_object_get(object, key));
}

struct lm_short lm_decimal(double x)
{
    struct lm_short out = {LM_MISSING};
    if (!isnan(x)) snprintf(out.s, sizeof out.s, "%.4g", x);
    return out;
}

struct lm_short lm_fixed(double x, int digits)
{
    struct lm_short out = {LM_MISSING};
    if (!isnan(x)) snprintf(out.s, sizeof out.s, "%.*f", digits, x);
    return out;
}

struct lm_short lm_whole(double x)
{
    return lm_fixed(x, 0);
}

struct lm_short lm_place(double x)
{
    return x == rint(x) ? lm_whole(x) : lm_decimal(x);
}

struct lm_short lm_duration(double seconds)
{
    struct lm_short out = {LM_MISSING};
    if (isnan(seconds)) return out;
    bool minutes = seconds >= 100, hours = seconds >= 6000;
    double amount = hours ? seconds / 3600 : minutes ? seconds / 60 : seconds;
    snprintf(out.s, sizeof out.s, "%.*f %s", amount < 10 ? 1 : 0, amount, hours ? "h" : minutes ? "min" : "s");
    return out;
}

struct lm_short lm_fraction(double x)
{
    struct lm_short out = lm_decimal(x);
    for (int q = 2; q <= 12; q++) {
        double p = x * q;
        if (fabs(p - rint(p)) > 1e-9 || fabs(x - rint(x)) < 1e-9) continue;
        snprintf(out.s, sizeof out.s, "%.0f/%d", p, q);
        break;
    }
    return out;
}

struct lm_short lm_power_text(const char *axis, double exponent)
{
    struct lm_short out;
    if (fabs(exponent) < 1e-9)
        snprintf(out.s, sizeof out.s, "constant");
    else if (fabs(exponent - 1) < 1e-9)
        snprintf(out.s, sizeof out.s, "%.40s", axis);
    else
        snprintf(out.s, sizeof out.s, "%.40s^{%.40s}", axis, lm_fraction(exponent).s);
    return out;
}

/* To three decimals, and never -0.000. */
static double thousandths(double x)
{
    return rint(1000 * x) / 1000 + 0.0;
}

double lm_real_of(const json_t *object, const char *prefix, const char *key)
{
    char name[64];
    snprintf(name, sizeof name, "%s%s", prefix, key);
    return lm_real(object, name);
}

struct lm_short lm_slope_of(const json_t *object, const char *prefix)
{
    struct lm_short out = {LM_MISSING};
    double slope = lm_real_of(object, prefix, "slope"), lower = lm_real_of(object, prefix, "slope_lower");
    double upper = lm_real_of(object, prefix, "slope_upper");
    if (!isnan(slope) && !isnan(lower) && !isnan(upper))
        snprintf(out.s, sizeof out.s, "%.3f [%.3f, %.3f]", thousandths(slope), thousandths(lower), thousandths(upper));
    else if (!isnan(slope))
        snprintf(out.s, sizeof out.s, "%.3f", thousandths(slope));
    return out;
}

struct lm_short lm_slope_text(const json_t *measured)
{
    return lm_slope_of(measured, "");
}

struct lm_short lm_informative_width(const json_t *statement)
{
    struct lm_short out = {LM_MISSING};
    const json_t *literal = json_object_get(statement, "literal");
    double log10_width = lm_real(literal, "log10_first_informative_width");
    if (!json_is_object(literal)) return out;
    if (isnan(log10_width))
        snprintf(out.s, sizeof out.s, "never");
    else if (log10_width < 6)
        snprintf(out.s, sizeof out.s, "%.0f", ceil(pow(10, log10_width)));
    else
        snprintf(out.s, sizeof out.s, "10^%.1f", log10_width);
    return out;
}

struct lm_short lm_certified(const json_t *frequency)
{
    /* Rounded down: what is certified may not be less. */
    return lm_fixed(floor(1e4 * (1 - lm_real(frequency, "upper95"))) / 1e4, 4);
}

const char *lm_parts(const json_t *statement)
{
    return lm_given(statement, "pieces_from") ? "pieces" : "cases";
}

struct lm_short lm_exceedance_text(const json_t *statement)
{
    struct lm_short out = {LM_MISSING};
    const json_t *e = json_object_get(statement, "exceedances"), *f = json_object_get(statement, "frequency");
    const json_t *p = json_object_get(statement, "proof");
    if (json_is_object(p))
        snprintf(out.s, sizeof out.s, "%.0f/%.0f %s", lm_real(p, "violations"), lm_real(p, "pieces"), lm_parts(statement));
    if (json_is_object(e))
        snprintf(out.s, sizeof out.s, "%.0f/%.0f (≤ %.2f %%)", lm_real(e, "k"), lm_real(e, "n"), 100 * lm_real(e, "upper95"));
    else if (json_is_object(f))
        snprintf(out.s, sizeof out.s, "%.0f/%.0f (P ≥ %.10s)", lm_real(f, "k"), lm_real(f, "n"), lm_certified(f).s);
    return out;
}

/* A mean to the digits that its standard error leaves. */
static int decimals_of(double se)
{
    double digits = se > 0 && isfinite(se) ? 1 - floor(log10(se)) : 3;
    return (int)fmin(fmax(digits, 0), 12);
}

struct lm_short lm_median_text(const json_t *measured)
{
    struct lm_short out = {LM_MISSING};
    const char *hex = lm_string(measured, "median_hex");
    double median = lm_real(measured, "median"), limit = lm_real(measured, "limit");
    if (!isnan(median) && !isnan(limit))
        snprintf(out.s, sizeof out.s, "Q/S %.4g, limit %.4g", median, limit);
    else if (*hex && !isnan(limit)) /* inf and nan, which JSON cannot write as numbers */
        snprintf(out.s, sizeof out.s, "Q/S %.40s, limit %.4g", hex, limit);
    return out;
}

struct lm_short lm_proof_text(const json_t *statement)
{
    struct lm_short out = {LM_MISSING};
    const json_t *proof = json_object_get(statement, "proof");
    double slack = lm_real(proof, "smallest"), at = lm_real(proof, "at");
    if (!isnan(slack))
        snprintf(out.s, sizeof out.s, "slack %.4g %s %.20s = %.6g", slack,
                 lm_given(statement, "pieces_from") ? "on the piece up to" : "at", lm_string(statement, "axis"), at);
    return out;
}

struct lm_short lm_end_text(const json_t *statement)
{
    struct lm_short out = lm_median_text(json_object_get(statement, "measured"));
    const json_t *oracle = json_object_get(statement, "oracle");
    double mean = lm_real(oracle, "last_mean"), se = lm_real(oracle, "last_se");
    int digits = decimals_of(se);
    if (json_is_object(json_object_get(statement, "proof"))) return lm_proof_text(statement);
    if (strcmp(lm_string(statement, "rule"), "exponent") == 0)
        snprintf(out.s, sizeof out.s, "slope %.30s ± %.30s asked", lm_fraction(lm_real(statement, "claimed_exponent")).s,
                 lm_decimal(lm_real(statement, "tolerance")).s);
    else if (lm_given(oracle, "value"))
        snprintf(out.s, sizeof out.s, "mean %.*f (s.e. %.*f), oracle %.4g", digits, mean, digits, se, lm_real(oracle, "value"));
    else if (json_is_object(oracle))
        snprintf(out.s, sizeof out.s, "Q - limit: %.*f (s.e. %.*f)", digits, mean, digits, se);
    return out;
}

struct lm_short lm_end_of_axis(const json_t *statement)
{
    struct lm_short out;
    bool falls = strcmp(lm_string(statement, "axis_end"), "smallest") == 0;
    snprintf(out.s, sizeof out.s, "the %s %.40s", falls ? "smallest" : "largest", lm_string(statement, "axis"));
    return out;
}

struct lm_short lm_controls_text(const json_t *statement)
{
    struct lm_short out = {LM_MISSING};
    size_t refuted = 0, count = lm_count(statement, "controls");
    LM_EACH(control, statement, "controls") refuted += json_is_true(json_object_get(control, "refuted"));
    if (count) snprintf(out.s, sizeof out.s, "%zu/%zu", refuted, count);
    return out;
}

struct lm_short lm_decided(const json_t *object, const char *key)
{
    struct lm_short out = {LM_MISSING}, hexadecimal;
    snprintf(hexadecimal.s, sizeof hexadecimal.s, "%s_hex", key);
    const char *hex = lm_string(object, hexadecimal.s);
    double x = lm_real(object, key);
    if (!isnan(x) && *hex)
        snprintf(out.s, sizeof out.s, "%.6g (%.40s)", x, hex);
    else if (!isnan(x))
        snprintf(out.s, sizeof out.s, "%.6g", x);
    else if (*hex)
        snprintf(out.s, sizeof out.s, "%.40s", hex); /* inf and nan, which JSON cannot write as numbers */
    return out;
}

const char *lm_verdict_symbol(const char *verdict)
{
    static const char *const symbols[][2] = {
        {"proved", "∎"}, {"supported", "✓"}, {"survived", "▲"}, {"refuted", "✗"}, {"inconclusive", "?"}};
    for (size_t v = 0; v < sizeof symbols / sizeof *symbols; v++)
        if (strcmp(symbols[v][0], verdict) == 0) return symbols[v][1];
    return "!";
}

bool lm_as_expected(const json_t *statement)
{
    return strcmp(lm_string(statement, "outcome"), "PASS") == 0;
}

/* What is printed is false, and the contract says so. */
bool lm_is_erratum(const json_t *statement)
{
    return strcmp(lm_string(statement, "expect"), "refuted") == 0;
}

const json_t *lm_statement_of(const json_t *lemma, const char *name)
{
    LM_EACH(statement, lemma, "statements")
        if (strcmp(lm_string(statement, "name"), name) == 0) return statement;
    return NULL;
}

size_t lm_count_errata(const json_t *report)
{
    size_t count = 0;
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements") count += lm_is_erratum(statement);
    return count;
}
