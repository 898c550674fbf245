/* What the words and letters of a report mean, once for every format. Formulas as in contracts: lm_formula_html sets them. */
#include "reports_internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct lm_term lm_overview_terms[] = {
    {"Q", "The measured quantity: one value for each network."},
    {"S",
     "The printed bound for that network, its hidden constants and powers of rho left out. Hidden logarithms are kept where the "
     "contract has them. An explicit bound stands as printed. rho = 100 L d log m."},
    {"c", "The largest Q/S among the calibration networks; of a lower bound the smallest. These are initialised correctly, far "
          "from the end of the axis (small in m, in L where L is swept), and other networks than those of the audit. c is frozen "
          "in the contract."},
    {"The end of the axis", "That of which the claim speaks: the largest m, L, s, N, Delta or T; the smallest eps_x or delta; of a "
                            "lemma's own variable the largest, unless the rule says otherwise."},
    {"Limit",
     "1.5 c, of a lower bound c/1.5. The median of Q/S at the end of the axis is held against it. An O() fixes no constant: a "
     "fault of scale smaller than a few-fold passes such a statement unseen. That is why sharp statements and controls stand "
     "beside it."},
    {"Slope",
     "Of log Q against the logarithm of the axis, the logarithms in S divided out. In brackets: for a rate rule one-sided 99 % "
     "limits, one on each side; for an exponent rule the two-sided 99 % interval, 99.5 % on each side."},
    {"Exceedances",
     "Networks beyond the limit; under a rate rule they decide nothing. In brackets the upper limit of their probability, "
     "or, of an explicit bound, the certified probability P that it holds. Both at 95 % confidence (Clopper-Pearson). Of a proof "
     "the pieces of its domain on which the claim is violated."},
    {"Slack", "Of a proof: by how much the claim holds, bounded from below on each piece of its domain. Below 0 it is violated."},
    {"First informative width",
     "From there on the literal bound, its hidden constants taken as 1, is below what holds without proof."},
    {"Controls refuted", "A hypothesis is broken on purpose and the same rule, with the same c, judges: it must refute."},
    {LM_MISSING, "The rule has no such number. As a first informative width: the statement prints no such bound."},
    {NULL, NULL},
};

const struct lm_term lm_verdict_terms[] = {
    {"proved",
     "Exact or interval arithmetic establishes the statement for every point of its domain: nothing is sampled, and rounding is "
     "accounted for."},
    {"supported", "A probabilistic statement passed its rule on fresh networks, and every control of it was refuted."},
    {"survived", "Of all perturbations the strongest found stays within the bound, and every control was refuted."},
    {"refuted",
     "The rule failed. A witness can be replayed. Of a printed statement known to be false this is what the contract expects."},
    {"inconclusive",
     "Too little was measured, or a control was not refuted: no evidence either way. Never a PASS; FAIL (undecided) means "
     "not as expected, it does not mean refuted."},
    {NULL, NULL},
};

const char *lm_outcome_text(const json_t *statement)
{
    bool undecided = strcmp(lm_string(statement, "verdict"), "inconclusive") == 0;
    return undecided && !lm_as_expected(statement) ? "FAIL (undecided)" : lm_string(statement, "outcome");
}

struct lm_short lm_slope_limits(const json_t *statement)
{
    struct lm_short out = {""};
    double each_side = lm_real(json_object_get(statement, "measured"), "slope_confidence");
    if (isnan(each_side)) return out;
    if (strcmp(lm_string(statement, "rule"), "exponent") == 0)
        snprintf(out.s, sizeof out.s, "%.4g %% interval", 100 * (2 * each_side - 1));
    else
        snprintf(out.s, sizeof out.s, "one-sided %.4g %% limits", 100 * each_side);
    return out;
}

/* Under rule R a single network may pass its limit; the bound S alone, without c, says nothing about it. */
struct lm_short lm_worst_text(const json_t *statement)
{
    struct lm_short out;
    const json_t *worst = json_object_get(statement, "worst");
    const char *rule = lm_string(statement, "rule");
    bool least = strcmp(lm_string(statement, "side"), "at-least") == 0, limited = lm_given(worst, "limit");
    struct lm_short value = lm_decided(worst, "value"), S = lm_decimal(lm_real(worst, "bound"));
    struct lm_short limit = lm_decimal(lm_real(worst, "limit"));
    if (strcmp(rule, "rate") == 0 && limited)
        snprintf(out.s, sizeof out.s, "Q = %.40s, S = %.12s, limit %s = %.12s", value.s, S.s, least ? "c S/1.5" : "1.5 c S",
                 limit.s);
    else if (strcmp(rule, "rate") == 0)
        snprintf(out.s, sizeof out.s, "Q = %.40s, S = %.12s", value.s, S.s);
    else if (strcmp(rule, "frequency") == 0 && limited)
        snprintf(out.s, sizeof out.s, "Q = %.40s, bound: at %s %.12s", value.s, least ? "least" : "most", limit.s);
    else
        snprintf(out.s, sizeof out.s, "Q = %.40s", value.s);
    return out;
}

bool lm_is_untied(const json_t *comparison)
{
    return strcmp(lm_string(comparison, "name"), "untied") == 0;
}

const char *lm_claim_beside(const char *network)
{
    return strcmp(network, "untied") == 0 ? "tied" : "claim";
}

size_t lm_count_comparisons(const json_t *report, bool untied)
{
    size_t count = 0;
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements")
            LM_EACH(comparison, statement, "comparisons") count += lm_is_untied(comparison) == untied;
    return count;
}

struct lm_short lm_spread_ratio(const json_t *comparison)
{
    return lm_decimal(lm_real(comparison, "claim_sd") / lm_real(comparison, "sd"));
}

void lm_value_text(struct lm_text *t, const json_t *value)
{
    lm_text_add(t, ""); /* nothing is a text too */
    if (json_is_string(value)) {
        lm_text_add(t, json_string_value(value));
    } else if (json_is_array(value)) {
        for (size_t k = 0; k < json_array_size(value); k++) {
            if (k > 0) lm_text_add(t, ", ");
            lm_value_text(t, json_array_get(value, k));
        }
    } else {
        char *dumped = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
        lm_text_add(t, dumped ? dumped : "");
        free(dumped);
    }
}

static const char *remark_on(const char *override)
{
    static const char *const remarks[][2] = {{"bits", " (precision of the rounding cells)"},
                                             {"rounding", " (cells in higher precision)"},
                                             {"length", " (L)"},
                                             {"replicates", " (networks at each grid point)"},
                                             {"outputs", " (d)"}};
    for (size_t k = 0; k < sizeof remarks / sizeof *remarks; k++)
        if (strcmp(remarks[k][0], override) == 0) return remarks[k][1];
    return "";
}

void lm_overrides_text(struct lm_text *t, const json_t *report)
{
    const json_t *inputs = json_object_get(report, "inputs");
    json_t *value;
    const char *key, *comma = "";
    json_object_foreach(json_object_get(report, "overrides"), key, value) {
        lm_text_printf(t, "%s%s = ", comma, key);
        lm_value_text(t, value);
        lm_text_add(t, remark_on(key));
        comma = "; ";
    }
    const json_t *weights = json_object_get(report, "weights");
    if (json_is_object(inputs)) lm_text_printf(t, "%sinputs = %s", comma, lm_string(inputs, "path"));
    if (json_is_object(inputs)) comma = "; ";
    if (json_is_object(weights)) lm_text_printf(t, "%sweights = %s", comma, lm_string(weights, "path"));
}

const char *lm_environment_label(const char *key)
{
    static const char *const labels[][2] = {
        {"blas", "BLAS"}, {"blas_core", "Processor kernel of BLAS"}, {"gsl", "GSL"}, {"mpfr", "MPFR"}, {"compiler", "Compiler"}};
    for (size_t k = 0; k < sizeof labels / sizeof *labels; k++)
        if (strcmp(labels[k][0], key) == 0) return labels[k][1];
    return key;
}
