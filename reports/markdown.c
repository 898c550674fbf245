/* report.md: the same content as the page, for a terminal, a pull request or a mail. */
#include "reports_internal.h"
#include <math.h>
#include <string.h>

/* Inside backquotes nothing is escaped, so a backquote must not occur. */
static void code(struct lm_text *t, const char *s)
{
    lm_text_add(t, "`");
    for (; *s; s++) lm_text_add_bytes(t, *s == '`' ? "'" : *s == '\n' ? " " : s, 1);
    lm_text_add(t, "`");
}

/* What makes this another run than that of the contracts. */
static void provenance_of_inputs(struct lm_text *t, const json_t *report)
{
    const json_t *inputs = json_object_get(report, "inputs");
    if (json_is_object(inputs)) {
        lm_text_add(t, "Inputs: ");
        code(t, lm_string(inputs, "path"));
        lm_markdown(t, ", $ sequences, L = $, dimension $, SHA-256 ", lm_whole(lm_real(inputs, "n")).s,
                    lm_whole(lm_real(inputs, "L")).s, lm_whole(lm_real(inputs, "dim")).s, NULL);
        code(t, lm_string(inputs, "sha256"));
        lm_text_add(t, ". The hypotheses about the sequence are then the user's.\n\n");
    }
    const json_t *weights = json_object_get(report, "weights");
    if (json_is_object(weights)) {
        lm_text_add(t, "Networks: ");
        code(t, lm_string(weights, "path"));
        lm_markdown(t, ", $ of them, SHA-256 ", lm_whole((double)lm_count(weights, "networks")).s, NULL);
        code(t, lm_string(weights, "sha256"));
        lm_text_add(t, ". The hypotheses about W, A and B are then the user's.\n\n");
    }
    if (!json_is_true(json_object_get(report, "exploratory"))) return;
    struct lm_text overrides = {0};
    lm_overrides_text(&overrides, report);
    lm_text_add(t, "> **Exploratory run.** These are not the verdicts of the contracts. Overridden: ");
    code(t, overrides.s ? overrides.s : "nothing that run.json names");
    lm_text_add(t, "\n\n");
    lm_text_free(&overrides);
}

static void replay(struct lm_text *t, const char *command)
{
    if (!*command) return;
    lm_text_add(t, " Replay " LM_REPLAY_WHERE " ");
    code(t, command);
}

static void counts(struct lm_text *t, const json_t *report)
{
    const json_t *summary = json_object_get(report, "summary");
    lm_markdown(t, "# lemmata report\n\nVersion $, profile $, seed $, shard $.\n\n", lm_string(report, "version"),
                lm_string(report, "profile"), lm_whole(lm_real(report, "seed")).s, lm_string(report, "shard"), NULL);
    provenance_of_inputs(t, report);
    lm_markdown(t,
                "**$ of $ statements as expected, $ not, $ undecided.** Verdicts: $ proved, $ supported, $ survived, $ refuted, $ "
                "inconclusive. ",
                lm_whole(lm_real(summary, "pass")).s, lm_whole(lm_real(summary, "statements")).s,
                lm_whole(lm_real(summary, "fail")).s, lm_whole(lm_real(summary, "inconclusive")).s,
                lm_whole(lm_real(summary, "proved")).s, lm_whole(lm_real(summary, "supported")).s,
                lm_whole(lm_real(summary, "survived")).s, lm_whole(lm_real(summary, "refuted")).s,
                lm_whole(lm_real(summary, "inconclusive")).s, NULL);
    lm_markdown(t, "Controls refuted: $ of $. Cells: $ ($ failed).\n\n", lm_whole(lm_real(summary, "controls_refuted")).s,
                lm_whole(lm_real(summary, "controls")).s, lm_whole(lm_real(summary, "cells")).s,
                lm_whole(lm_real(summary, "failed_cells")).s, NULL);
}

static void failures(struct lm_text *t, const json_t *report)
{
    bool any = false;
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements") {
            if (lm_as_expected(statement)) continue;
            if (!any) lm_text_add(t, "## Not as expected\n\n");
            any = true;
            lm_markdown(t, "- **$: $** is $: $.", lm_string(lemma, "slug"), lm_string(statement, "name"),
                        lm_string(statement, "verdict"), lm_string(statement, "reason"), NULL);
            replay(t, lm_string(json_object_get(statement, "worst"), "replay"));
            lm_text_add(t, "\n");
        }
    if (any) lm_text_add(t, "\n");
}

static void terms(struct lm_text *t, const struct lm_term *term)
{
    for (; term->name; term++) lm_markdown(t, "- **$**: $\n", term->name, term->meaning, NULL);
    lm_text_add(t, "\n");
}

static void overview(struct lm_text *t, const json_t *report)
{
    lm_text_add(t, "## Overview\n\n| Lemma | Statement | Claim | Verdict | Outcome | Slope of Q, 99 % limits "
                   "| At the end of the axis: median Q/S | Exceedances | First informative width | Controls refuted "
                   "|\n|---|---|---|---|---|---|---|---|---|---|\n");
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements")
            lm_markdown(t, "| $ | $ | $ | $ | $ | $ | $ | $ | $ | $ |\n", lm_string(lemma, "slug"), lm_string(statement, "name"),
                        lm_string(statement, "reads"), lm_string(statement, "verdict"), lm_outcome_text(statement),
                        lm_slope_text(json_object_get(statement, "measured")).s, lm_end_text(statement).s,
                        lm_exceedance_text(statement).s, lm_informative_width(statement).s, lm_controls_text(statement).s, NULL);
    lm_text_add(t, "\n");
    terms(t, lm_overview_terms);
}

static void errata(struct lm_text *t, const json_t *report)
{
    bool any = false;
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements") {
            if (!lm_is_erratum(statement)) continue;
            if (!any) lm_text_add(t, "## Errata\n\n");
            any = true;
            lm_markdown(t, "- **$** ($: $, $): ", lm_string(statement, "source"), lm_string(lemma, "slug"),
                        lm_string(statement, "name"), lm_string(statement, "verdict"), NULL);
            code(t, lm_string(statement, "reads"));
            lm_markdown(t, ". $", lm_string(statement, "note"), NULL);
            if (lm_given(statement, "proof")) lm_markdown(t, " Certified: $.", lm_proof_text(statement).s, NULL);
            lm_text_add(t, "\n");
        }
    if (any) lm_text_add(t, "\n");
}

static void control_table(struct lm_text *t, const json_t *statement)
{
    if (!lm_count(statement, "controls")) return;
    lm_text_add(t, "\n| Control | Breaks | Verdict | At the end of the axis: median Q/S | Slope of Q | Reason "
                   "| Replay " LM_REPLAY_WHERE " |\n|---|---|---|---|---|---|---|\n");
    LM_EACH(control, statement, "controls")
        lm_markdown(t, "| $ | $ | $ | $ | $ | $ | $ |\n", lm_string(control, "name"), lm_string(control, "breaks"),
                    lm_string(control, "verdict"), lm_median_text(control).s, lm_slope_text(control).s,
                    lm_string(control, "reason"), lm_string(control, "replay"), NULL);
}

static void network_row(struct lm_text *t, const char *name, const char *breaks, const json_t *other, const char *prefix)
{
    lm_markdown(t, "| $ | $ | $ | $ | $ | $ |\n", name, breaks, lm_place(lm_real(other, "at")).s,
                lm_decimal(lm_real_of(other, prefix, "median")).s, lm_decimal(lm_real_of(other, prefix, "sd")).s,
                lm_slope_of(other, prefix).s, NULL);
}

static void comparison_table(struct lm_text *t, const json_t *statement)
{
    if (!lm_count(statement, "comparisons")) return;
    lm_text_add(t, "\n| Network | Breaks | At | Median of Q | Standard deviation of Q | Slope of Q |\n|---|---|---|---|---|---|\n");
    LM_EACH(other, statement, "comparisons") {
        network_row(t, lm_claim_beside(lm_string(other, "name")), "", other, "claim_");
        network_row(t, lm_string(other, "name"), lm_string(other, "breaks"), other, "");
    }
}

static void item(struct lm_text *t, const char *name, const char *value)
{
    if (*value && strcmp(value, LM_MISSING) != 0) lm_markdown(t, "- $: $\n", name, value, NULL);
}

static void cross_checks(struct lm_text *t, const json_t *statement)
{
    const json_t *rounding = json_object_get(statement, "rounding");
    size_t compared = lm_count(statement, "agreement");
    if (compared) lm_text_add(t, "- Dense against implicit, Kolmogorov-Smirnov: ");
    LM_EACH(line, statement, "agreement")
        lm_markdown(t, "p = $ at $ ($ and $ networks)$", lm_decimal(lm_real(line, "ks_p")).s, lm_place(lm_real(line, "at")).s,
                    lm_whole(lm_real(line, "dense_n")).s, lm_whole(lm_real(line, "implicit_n")).s,
                    line_i + 1 < compared ? ", " : "", NULL);
    if (compared) lm_text_add(t, "; " LM_AGREEMENT_NOTE "\n");
    if (json_is_object(rounding))
        lm_markdown(t, "- Rounding: $ cells again at $ bits, relative deviation at most $, $ sign flips of $ preactivations\n",
                    lm_whole(lm_real(rounding, "cells")).s, lm_whole(lm_real(rounding, "bits")).s,
                    lm_decimal(lm_real(rounding, "max_relative_deviation")).s, lm_whole(lm_real(rounding, "sign_flips")).s,
                    lm_whole(lm_real(rounding, "preactivations")).s, NULL);
}

static void proof(struct lm_text *t, const json_t *statement)
{
    const json_t *p = json_object_get(statement, "proof");
    if (json_is_object(p))
        lm_markdown(t, "- Proof: $ of $ $ of the domain proved, $ with a certified violation; smallest $\n",
                    lm_whole(lm_real(p, "proved")).s, lm_whole(lm_real(p, "pieces")).s, lm_parts(statement),
                    lm_whole(lm_real(p, "violations")).s, lm_proof_text(statement).s, NULL);
}

static void statement_section(struct lm_text *t, const json_t *statement)
{
    const json_t *measured = json_object_get(statement, "measured"), *worst = json_object_get(statement, "worst");
    lm_markdown(t, "### $: $, $\n\n", lm_string(statement, "name"), lm_string(statement, "verdict"), lm_outcome_text(statement),
                NULL);
    lm_text_add(t, "- Claim: ");
    code(t, lm_string(statement, "reads"));
    lm_markdown(t, " ($)\n", lm_string(statement, "source"), NULL);
    item(t, "Measured", lm_string(statement, "measures"));
    item(t, "Rule", lm_string(statement, "rule_text"));
    item(t, strcmp(lm_string(statement, "rule"), "oracle") == 0 ? "Oracle" : "Frozen constant c",
         lm_decided(statement, "constant").s);
    item(t, "Reason", lm_string(statement, "reason"));
    if (lm_given(measured, "slope"))
        lm_markdown(t, "- Slope of Q: $, $\n", lm_slope_text(measured).s, lm_slope_limits(statement).s, NULL);
    if (!isnan(lm_real(measured, "median")))
        lm_markdown(t, "- Median of Q/S at $: $\n", lm_end_of_axis(statement).s, lm_decided(measured, "median").s, NULL);
    item(t, "Limit of that median", lm_decided(measured, "limit").s);
    proof(t, statement);
    item(t, "Exceedances", lm_exceedance_text(statement).s);
    item(t, "First informative width", lm_informative_width(statement).s);
    cross_checks(t, statement);
    if (json_is_object(worst)) {
        lm_markdown(t, "- Worst case: $.", lm_worst_text(statement).s, NULL);
        replay(t, lm_string(worst, "replay"));
        lm_text_add(t, "\n");
    }
    item(t, lm_is_erratum(statement) ? "Erratum" : "Note", lm_string(statement, "note"));
    control_table(t, statement);
    comparison_table(t, statement);
    lm_text_add(t, "\n");
}

static void attacks(struct lm_text *t, const json_t *report, enum lm_figure_state figures)
{
    json_t *rows = lm_reached(report);
    if (json_array_size(rows) > 0) {
        lm_text_add(t, "## " LM_ATTACKS_TITLE "\n\n" LM_ATTACKS_NOTE "\n\n");
        if (figures == LM_FIGURES_DRAWN) lm_text_add(t, "![What the attacks reached](figures/" LM_ATTACKS ".svg)\n\n");
        lm_text_add(t, "| Statement | At | Worst found | Infinite width | Bound |\n|---|---|---|---|---|\n");
    }
    for (size_t k = 0; k < json_array_size(rows); k++) {
        const json_t *row = json_array_get(rows, k);
        lm_markdown(t, "| $: $ | $ = $ | $ | $ | $ |\n", lm_string(row, "slug"), lm_string(row, "name"), lm_string(row, "axis"),
                    lm_place(lm_real(row, "at")).s, lm_decimal(lm_real(row, "found")).s, lm_decimal(lm_real(row, "limit")).s,
                    lm_decimal(lm_real(row, "bound")).s, NULL);
    }
    if (json_array_size(rows) > 0) lm_text_add(t, "\n");
    json_decref(rows);
}

static void comparison_row(struct lm_text *t, const json_t *lemma, const json_t *statement, const json_t *other)
{
    struct lm_short of_claim = lm_slope_of(other, "claim_"), beside = lm_slope_text(other);
    lm_markdown(t, "| $: $ | $ = $ | ", lm_string(lemma, "slug"), lm_string(statement, "name"), lm_string(statement, "axis"),
                lm_place(lm_real(other, "at")).s, NULL);
    if (lm_is_untied(other))
        lm_markdown(t, "$ | $ | $ | $ | $ |\n", of_claim.s, beside.s, lm_decimal(lm_real(other, "claim_sd")).s,
                    lm_decimal(lm_real(other, "sd")).s, lm_spread_ratio(other).s, NULL);
    else
        lm_markdown(t, "$ | $ | $ | $ | $ |\n", lm_string(other, "name"), lm_decimal(lm_real(other, "claim_median")).s,
                    lm_decimal(lm_real(other, "median")).s, of_claim.s, beside.s, NULL);
}

static void comparisons(struct lm_text *t, const json_t *report, bool untied)
{
    if (lm_count_comparisons(report, untied) == 0) return;
    lm_text_add(t, untied ? "## " LM_UNTIED_TITLE "\n\n" LM_UNTIED_NOTE
                            "\n\n| Statement | At | Slope, tied | Slope, untied | sd, tied | sd, untied | sd tied / untied |\n"
                          : "## " LM_BESIDE_TITLE "\n\n" LM_BESIDE_NOTE
                            "\n\n| Statement | At | Beside | Median, claim | Median, beside | Slope, claim | Slope, beside |\n");
    lm_text_add(t, "|---|---|---|---|---|---|---|\n");
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements")
            LM_EACH(other, statement, "comparisons")
                if (lm_is_untied(other) == untied) comparison_row(t, lemma, statement, other);
    lm_text_add(t, "\n");
}

static void tournament(struct lm_text *t, const json_t *report, enum lm_figure_state figures)
{
    json_t *contest = lm_tournament(report);
    if (!contest) return;
    lm_text_add(t, "## " LM_TOURNAMENT_TITLE "\n\n" LM_TOURNAMENT_NOTE "\n\n");
    if (figures == LM_FIGURES_DRAWN) lm_text_add(t, "![All bounds](figures/" LM_TOURNAMENT ".svg)\n\n");
    lm_text_add(t, "| Quantity | Source | Claim | Statement | Verdict | Slope of Q |\n|---|---|---|---|---|---|\n");
    LM_EACH(quantity, contest, "statements")
        LM_EACH(rival, quantity, "rivals") {
            const json_t *s = json_object_get(rival, "statement");
            lm_markdown(t, "| $ | $ | $ | $: $ | $ | $ |\n", lm_string(quantity, "reads"), lm_string(s, "source"),
                        lm_string(s, "reads"), lm_string(rival, "slug"), lm_string(s, "name"), lm_string(s, "verdict"),
                        lm_slope_text(json_object_get(s, "measured")).s, NULL);
        }
    lm_text_add(t, "\n");
    json_decref(contest);
}

static void lemma_section(struct lm_text *t, const json_t *lemma, enum lm_figure_state figures)
{
    lm_markdown(t, "## $ ($)\n\nHypotheses: $. Domain: $. Contract ", lm_string(lemma, "title"), lm_string(lemma, "slug"),
                lm_string(lemma, "hypotheses"), lm_string(lemma, "domain"), NULL);
    code(t, lm_string(lemma, "contract_sha256"));
    lm_text_add(t, "\n\n");
    if (figures == LM_FIGURES_DRAWN)
        lm_text_printf(t, "![Figure of %s](figures/%s.svg)\n\n", lm_string(lemma, "slug"), lm_string(lemma, "slug"));
    LM_EACH(statement, lemma, "statements") statement_section(t, statement);
}

static void environment(struct lm_text *t, const json_t *report)
{
    json_t *all = json_object_get(report, "environment"), *value;
    const char *key;
    if (!json_object_size(all)) return;
    lm_text_add(t, "## How this was run\n\n| | |\n|---|---|\n");
    json_object_foreach(all, key, value) {
        struct lm_text text = {0};
        lm_value_text(&text, value);
        lm_markdown(t, "| $ | $ |\n", lm_environment_label(key), text.s, NULL);
        lm_text_free(&text);
    }
    lm_text_add(t, "\n");
}

void lm_render_markdown(struct lm_text *t, const json_t *report, const char *dir, enum lm_figure_state figures)
{
    (void)dir;
    counts(t, report);
    if (figures == LM_FIGURES_NO_GNUPLOT)
        lm_text_add(
            t, "> The figures are missing: gnuplot was not found. Install the package gnuplot-nox and rebuild the report.\n\n");
    if (figures == LM_FIGURES_FAILED) lm_text_add(t, "> A figure could not be drawn: run gnuplot in figures/ to see why.\n\n");
    failures(t, report);
    tournament(t, report, figures);
    overview(t, report);
    errata(t, report);
    comparisons(t, report, true);
    attacks(t, report, figures);
    comparisons(t, report, false);
    LM_EACH(lemma, report, "lemmas") lemma_section(t, lemma, figures);
    lm_text_add(t, "## The five verdicts\n\n");
    terms(t, lm_verdict_terms);
    environment(t, report);
    lm_text_add(t, "Raw data: report.json, report.csv, junit.xml, cells.jsonl, figures/, witnesses/\n");
}
