/* The details of a statement: what was claimed, what was measured, by which rule, could it have failed, and how to run it again. */
#include "reports_internal.h"
#include <math.h>
#include <string.h>

void lm_html_badge(struct lm_text *t, const json_t *statement)
{
    const char *verdict = lm_string(statement, "verdict");
    lm_markup(t, "<span class=\"badge $\"><span aria-hidden=\"true\">$</span> $</span>", verdict, lm_verdict_symbol(verdict),
              verdict, NULL);
}

static bool missing(const char *s)
{
    return !*s || strcmp(s, LM_MISSING) == 0;
}

static void row(struct lm_text *t, const char *name, const char *value)
{
    if (!missing(value)) lm_markup(t, "<dt>$</dt><dd>$</dd>\n", name, value, NULL);
}

static void formula_row(struct lm_text *t, const char *name, const char *formula)
{
    if (missing(formula)) return;
    lm_markup(t, "<dt>$</dt><dd class=\"formula\">", name, NULL);
    lm_formula_html(t, formula);
    lm_text_add(t, "</dd>\n");
}

/* Prose that may hold formulas. */
static void prose_row(struct lm_text *t, const char *name, const char *prose)
{
    if (missing(prose)) return;
    lm_markup(t, "<dt>$</dt><dd>", name, NULL);
    lm_formula_html(t, prose);
    lm_text_add(t, "</dd>\n");
}

void lm_html_replay(struct lm_text *t, const char *command)
{
    if (*command)
        lm_markup(t, "<br/><span class=\"quiet\">$</span> <code class=\"command\">$</code>", LM_REPLAY_WHERE, command, NULL);
}

static void claim(struct lm_text *t, const json_t *statement)
{
    double exponent = lm_real(statement, "claimed_exponent");
    row(t, "Source", lm_string(statement, "source"));
    formula_row(t, "Claimed", lm_string(statement, "reads"));
    formula_row(t, "Measured, Q", lm_string(statement, "measures"));
    if (!isnan(exponent)) formula_row(t, "Claimed growth", lm_power_text(lm_string(statement, "axis"), exponent).s);
    const json_t *literal = json_object_get(statement, "literal");
    if (json_is_object(literal)) {
        lm_text_add(t, "<dt>First informative width</dt><dd class=\"formula\">");
        lm_formula_html(t, lm_informative_width(statement).s);
        lm_text_add(t, " <span class=\"quiet\">the smallest m with ");
        lm_formula_html(t, lm_string(literal, "text"));
        lm_text_add(t, "</span></dd>\n");
    }
}

static void verdict(struct lm_text *t, const json_t *statement)
{
    const char *rule = lm_string(statement, "rule");
    prose_row(t, "Rule", lm_string(statement, "rule_text"));
    row(t, strcmp(rule, "oracle") == 0 ? "Oracle value" : "Frozen constant c", lm_decided(statement, "constant").s);
    row(t, strcmp(rule, "frequency") == 0 ? "Tolerated probability" : "Tolerance", lm_decimal(lm_real(statement, "tolerance")).s);
    lm_text_add(t, "<dt>Verdict</dt><dd>");
    lm_html_badge(t, statement);
    lm_markup(t, " $, expected $: ", lm_outcome_text(statement), lm_string(statement, "expect"), NULL);
    lm_formula_html(t, lm_string(statement, "reason"));
    lm_text_add(t, "</dd>\n");
}

static void cells_measured(struct lm_text *t, const json_t *statement)
{
    const json_t *measured = json_object_get(statement, "measured");
    if (lm_given(measured, "n"))
        lm_markup(t, "<dt>Cells</dt><dd>$ judged; $ outside the domain, not counted</dd>\n", lm_whole(lm_real(measured, "n")).s,
                  lm_whole(lm_real(measured, "out_of_domain")).s, NULL);
    if (lm_given(measured, "at")) {
        lm_text_add(t, "<dt>At ");
        lm_formula_html(t, lm_end_of_axis(statement).s);
        lm_markup(t, "</dt><dd>$ ($ networks)</dd>\n", lm_place(lm_real(measured, "at")).s, lm_whole(lm_real(measured, "at_n")).s,
                  NULL);
    }
    row(t, "Median of Q/S there", lm_decided(measured, "median").s);
    row(t, "Limit of that median", lm_decided(measured, "limit").s);
    if (lm_given(measured, "slope"))
        lm_markup(t, "<dt>Slope of $</dt><dd>$, $; standard error $</dd>\n", lm_string(measured, "slope_of"),
                  lm_slope_text(measured).s, lm_slope_limits(statement).s, lm_decimal(lm_real(measured, "slope_se")).s, NULL);
}

static void window(struct lm_text *t, const json_t *statement)
{
    const json_t *ends = json_object_get(statement, "fit_window");
    double from = json_number_value(json_array_get(ends, 0)), to = json_number_value(json_array_get(ends, 1));
    struct lm_text text = {0};
    if (from > 0) lm_text_printf(&text, "%s <= ", lm_place(from).s);
    lm_text_add(&text, lm_string(statement, "axis"));
    if (to > 0) lm_text_printf(&text, " <= %s", lm_place(to).s);
    if (from > 0 || to > 0) formula_row(t, "Fit window", text.s);
    lm_text_free(&text);
}

/* Without a value the oracle is the infinite-width value of each network. */
static void by_oracle(struct lm_text *t, const json_t *o)
{
    const char *mean = lm_given(o, "value") ? "mean" : "mean of Q − limit";
    lm_markup(t, "<dt>At the end of the axis</dt><dd>$ $, standard error $", mean, lm_decimal(lm_real(o, "last_mean")).s,
              lm_decimal(lm_real(o, "last_se")).s, NULL);
    if (lm_given(o, "value")) lm_markup(t, "; oracle $", lm_decimal(lm_real(o, "value")).s, NULL);
    lm_markup(t, "</dd>\n<dt>Furthest off</dt><dd>at $: $ $, standard error $, $ of what is allowed</dd>\n",
              lm_place(lm_real(o, "worst_at")).s, mean, lm_decimal(lm_real(o, "worst_mean")).s,
              lm_decimal(lm_real(o, "worst_se")).s, lm_decimal(lm_real(o, "worst_ratio")).s, NULL);
}

static void by_rule(struct lm_text *t, const json_t *statement)
{
    const json_t *e = json_object_get(statement, "exceedances"), *o = json_object_get(statement, "oracle");
    const json_t *f = json_object_get(statement, "frequency");
    if (json_is_object(e))
        lm_markup(
            t, "<dt>Exceedances</dt><dd>$ of $ networks above the limit: at most $ % at 95 % confidence (Clopper-Pearson)</dd>\n",
            lm_whole(lm_real(e, "k")).s, lm_whole(lm_real(e, "n")).s, lm_decimal(100 * lm_real(e, "upper95")).s, NULL);
    if (json_is_object(f))
        lm_markup(t,
                  "<dt>Violations</dt><dd>$ of $ networks: between $ % (99 %) and $ % (95 %, Clopper-Pearson); tolerated $ %. "
                  "The claim holds with probability $ at least, at 95 % confidence</dd>\n",
                  lm_whole(lm_real(f, "k")).s, lm_whole(lm_real(f, "n")).s, lm_decimal(100 * lm_real(f, "lower99")).s,
                  lm_decimal(100 * lm_real(f, "upper95")).s, lm_decimal(100 * lm_real(f, "tolerated")).s, lm_certified(f).s, NULL);
    if (json_is_object(o)) by_oracle(t, o);
    const json_t *p = json_object_get(statement, "proof");
    if (!json_is_object(p)) return;
    lm_markup(t, "<dt>$ of the domain</dt><dd>$ proved of $, $ with a certified violation; smallest ",
              lm_given(statement, "pieces_from") ? "Pieces" : "Cases", lm_whole(lm_real(p, "proved")).s,
              lm_whole(lm_real(p, "pieces")).s, lm_whole(lm_real(p, "violations")).s, NULL);
    lm_formula_html(t, lm_proof_text(statement).s);
    lm_text_add(t, "</dd>\n");
}

static void cross_checks(struct lm_text *t, const json_t *statement)
{
    if (lm_count(statement, "agreement")) {
        lm_text_add(t, "<dt>Dense against implicit</dt><dd>");
        LM_EACH(line, statement, "agreement")
            lm_markup(t, "$ at $ ($ and $ networks)", lm_decimal(lm_real(line, "ks_p")).s, lm_place(lm_real(line, "at")).s,
                      lm_whole(lm_real(line, "dense_n")).s, lm_whole(lm_real(line, "implicit_n")).s, NULL),
                lm_text_add(t, line_i + 1 < lm_count(statement, "agreement") ? "; " : "");
        lm_text_add(t, "<br/><span class=\"quiet\">p-values, Kolmogorov-Smirnov; " LM_AGREEMENT_NOTE "</span></dd>\n");
    }
    const json_t *r = json_object_get(statement, "rounding");
    if (json_is_object(r))
        lm_markup(t, "<dt>Rounding</dt><dd>$ cells again at $ bits: relative deviation at most $, $ of $ signs differ</dd>\n",
                  lm_whole(lm_real(r, "cells")).s, lm_whole(lm_real(r, "bits")).s,
                  lm_decimal(lm_real(r, "max_relative_deviation")).s, lm_whole(lm_real(r, "sign_flips")).s,
                  lm_whole(lm_real(r, "preactivations")).s, NULL);
}

static void worst_case(struct lm_text *t, const json_t *statement)
{
    const json_t *worst = json_object_get(statement, "worst");
    if (!json_is_object(worst)) return;
    lm_markup(t, "<dt>Worst case</dt><dd>$; cell <code>$</code>", lm_worst_text(statement).s, lm_string(worst, "key"), NULL);
    lm_html_replay(t, lm_string(worst, "replay"));
    lm_text_add(t, "</dd>\n");
}

static void control_row(struct lm_text *t, const json_t *control)
{
    lm_markup(t, "<tr><th scope=\"row\" data-label=\"Control\">$</th><td data-label=\"Breaks\">", lm_string(control, "name"), NULL);
    lm_formula_html(t, lm_string(control, "breaks"));
    lm_text_add(t, "</td><td data-label=\"Verdict\">");
    lm_html_badge(t, control);
    lm_markup(t,
              "</td><td data-label=\"At the end of the axis\">$</td><td data-label=\"Slope of Q\">$</td>"
              "<td data-label=\"Why\">",
              lm_median_text(control).s, lm_slope_text(control).s, NULL);
    lm_formula_html(t, lm_string(control, "reason"));
    lm_html_replay(t, lm_string(control, "replay"));
    lm_text_add(t, "</td></tr>\n");
}

static void control_table(struct lm_text *t, const json_t *statement)
{
    if (!lm_count(statement, "controls")) {
        lm_text_add(t, "<p class=\"quiet\">No control must refute this statement.</p>\n");
        return;
    }
    lm_text_add(t, "<h4>Controls: a hypothesis broken on purpose, judged by the same rule</h4>\n<table class=\"cards\"><thead><tr>"
                   "<th scope=\"col\">Control</th><th scope=\"col\">Breaks</th><th scope=\"col\">Verdict</th>"
                   "<th scope=\"col\">At the end of the axis: median Q/S</th>");
    lm_markup(t, "<th scope=\"col\">Slope of Q<br/>$</th>", lm_slope_limits(statement).s, NULL);
    lm_text_add(t, "<th scope=\"col\">Why, and how to replay</th></tr></thead><tbody>\n");
    LM_EACH(control, statement, "controls") control_row(t, control);
    lm_text_add(t, "</tbody></table>\n");
}

/* The fields of one of the two networks begin with `prefix`. */
static void network_row(struct lm_text *t, const char *name, const char *breaks, const json_t *other, const char *prefix)
{
    lm_markup(t, "<tr><th scope=\"row\" data-label=\"Network\">$</th><td data-label=\"Breaks\">", name, NULL);
    lm_formula_html(t, breaks);
    lm_markup(t,
              "</td><td data-label=\"Median of Q\">$</td><td data-label=\"Standard deviation of Q\">$</td>"
              "<td data-label=\"Slope of Q\" class=\"together\">$</td></tr>\n",
              lm_decimal(lm_real_of(other, prefix, "median")).s, lm_decimal(lm_real_of(other, prefix, "sd")).s,
              lm_slope_of(other, prefix).s, NULL);
}

static void comparison_table(struct lm_text *t, const json_t *statement)
{
    LM_EACH(other, statement, "comparisons") {
        lm_text_add(t, "<h4>Beside another network, which no rule judges: at ");
        lm_formula_html(t, lm_string(statement, "axis"));
        lm_markup(t, " = $; $ cells in all</h4>\n", lm_place(lm_real(other, "at")).s, lm_whole(lm_real(other, "n")).s, NULL);
        lm_text_add(t, "<table class=\"cards\"><thead><tr><th scope=\"col\">Network</th><th scope=\"col\">Breaks</th>"
                       "<th scope=\"col\">Median of Q</th><th scope=\"col\">Standard deviation of Q</th>"
                       "<th scope=\"col\">Slope of Q</th></tr></thead><tbody>\n");
        network_row(t, lm_claim_beside(lm_string(other, "name")), "", other, "claim_");
        network_row(t, lm_string(other, "name"), lm_string(other, "breaks"), other, "");
        lm_text_add(t, "</tbody></table>\n");
    }
}

void lm_html_statement(struct lm_text *t, const json_t *lemma, const json_t *statement)
{
    lm_markup(t, "<details class=\"statement\" id=\"$--$\" data-outcome=\"$\">\n<summary><h3>$</h3> ", lm_string(lemma, "slug"),
              lm_string(statement, "name"), lm_string(statement, "outcome"), lm_string(statement, "name"), NULL);
    lm_html_badge(t, statement);
    lm_markup(t, " <span class=\"outcome\">$</span> <span class=\"formula\">", lm_outcome_text(statement), NULL);
    lm_formula_html(t, lm_string(statement, "reads"));
    lm_text_add(t, "</span></summary>\n<dl>\n");
    claim(t, statement);
    verdict(t, statement);
    window(t, statement);
    cells_measured(t, statement);
    by_rule(t, statement);
    cross_checks(t, statement);
    worst_case(t, statement);
    row(t, "Contract, SHA-256", lm_string(lemma, "contract_sha256"));
    prose_row(t, lm_is_erratum(statement) ? "Erratum" : "Note", lm_string(statement, "note"));
    lm_text_add(t, "</dl>\n");
    control_table(t, statement);
    comparison_table(t, statement);
    lm_text_add(t, "</details>\n");
}
