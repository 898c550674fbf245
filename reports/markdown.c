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

static void counts(struct lm_text *t, const json_t *report)
{
    const json_t *summary = json_object_get(report, "summary");
    lm_markdown(t, "# lemmata report\n\nVersion $, profile $, seed $, shard $.\n\n", lm_string(report, "version"),
                lm_string(report, "profile"), lm_whole(lm_real(report, "seed")).s, lm_string(report, "shard"), NULL);
    if (json_is_true(json_object_get(report, "exploratory")))
        lm_text_add(t,
                    "> **Exploratory run.** The grid or the seed was overridden: these are not the verdicts of the contracts.\n\n");
    lm_markdown(
        t, "**$ of $ statements as expected, $ not.** Verdicts: $ proved, $ supported, $ survived, $ refuted, $ inconclusive. ",
        lm_whole(lm_real(summary, "pass")).s, lm_whole(lm_real(summary, "statements")).s, lm_whole(lm_real(summary, "fail")).s,
        lm_whole(lm_real(summary, "proved")).s, lm_whole(lm_real(summary, "supported")).s, lm_whole(lm_real(summary, "survived")).s,
        lm_whole(lm_real(summary, "refuted")).s, lm_whole(lm_real(summary, "inconclusive")).s, NULL);
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
            lm_markdown(t, "- **$: $** is $: $. Replay: ", lm_string(lemma, "slug"), lm_string(statement, "name"),
                        lm_string(statement, "verdict"), lm_string(statement, "reason"), NULL);
            code(t, lm_string(json_object_get(statement, "worst"), "replay"));
            lm_text_add(t, "\n");
        }
    if (any) lm_text_add(t, "\n");
}

static void overview(struct lm_text *t, const json_t *report)
{
    lm_text_add(t, "## Overview\n\n| Lemma | Statement | Claim | Verdict | Outcome | Slope | At the largest width | Exceedances "
                   "| First informative width | Controls refuted |\n|---|---|---|---|---|---|---|---|---|---|\n");
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements")
            lm_markdown(t, "| $ | $ | $ | $ | $ | $ | $ | $ | $ | $ |\n", lm_string(lemma, "slug"), lm_string(statement, "name"),
                        lm_string(statement, "reads"), lm_string(statement, "verdict"), lm_string(statement, "outcome"),
                        lm_slope_text(json_object_get(statement, "measured")).s, lm_largest_text(statement).s,
                        lm_exceedance_text(statement).s, lm_informative_width(statement).s, lm_controls_text(statement).s, NULL);
    lm_text_add(t, "\n");
}

static void errata(struct lm_text *t, const json_t *report)
{
    bool any = false;
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements") {
            if (!lm_is_erratum(statement)) continue;
            if (!any) lm_text_add(t, "## Errata\n\n");
            any = true;
            lm_markdown(t, "- **$** ($: $, $): $\n", lm_string(statement, "source"), lm_string(lemma, "slug"),
                        lm_string(statement, "name"), lm_string(statement, "verdict"), lm_string(statement, "note"), NULL);
        }
    if (any) lm_text_add(t, "\n");
}

static void control_table(struct lm_text *t, const json_t *statement)
{
    if (!lm_count(statement, "controls")) return;
    lm_text_add(t, "\n| Control | Breaks | Verdict | Median | Slope | Reason | Replay |\n|---|---|---|---|---|---|---|\n");
    LM_EACH(control, statement, "controls")
        lm_markdown(t, "| $ | $ | $ | $ | $ | $ | $ |\n", lm_string(control, "name"), lm_string(control, "breaks"),
                    lm_string(control, "verdict"), lm_decimal(lm_real(control, "median")).s, lm_slope_text(control).s,
                    lm_string(control, "reason"), lm_string(control, "replay"), NULL);
}

static void item(struct lm_text *t, const char *name, const char *value)
{
    if (*value && strcmp(value, LM_MISSING) != 0) lm_markdown(t, "- $: $\n", name, value, NULL);
}

static void cross_checks(struct lm_text *t, const json_t *statement)
{
    const json_t *rounding = json_object_get(statement, "rounding");
    LM_EACH(line, statement, "agreement")
        lm_markdown(t, "- Dense against implicit at $: $ and $ networks, Kolmogorov-Smirnov p = $\n",
                    lm_whole(lm_real(line, "at")).s, lm_whole(lm_real(line, "dense_n")).s, lm_whole(lm_real(line, "implicit_n")).s,
                    lm_decimal(lm_real(line, "ks_p")).s, NULL);
    if (json_is_object(rounding))
        lm_markdown(t, "- Rounding: $ cells again at $ bits, relative deviation at most $, $ sign flips of $ preactivations\n",
                    lm_whole(lm_real(rounding, "cells")).s, lm_whole(lm_real(rounding, "bits")).s,
                    lm_decimal(lm_real(rounding, "max_relative_deviation")).s, lm_whole(lm_real(rounding, "sign_flips")).s,
                    lm_whole(lm_real(rounding, "preactivations")).s, NULL);
}

static void statement_section(struct lm_text *t, const json_t *statement)
{
    const json_t *measured = json_object_get(statement, "measured"), *worst = json_object_get(statement, "worst");
    lm_markdown(t, "### $: $ ($)\n\n", lm_string(statement, "name"), lm_string(statement, "verdict"),
                lm_string(statement, "outcome"), NULL);
    lm_text_add(t, "- Claim: ");
    code(t, lm_string(statement, "reads"));
    lm_markdown(t, " ($)\n", lm_string(statement, "source"), NULL);
    item(t, "Measured", lm_string(statement, "measures"));
    item(t, "Rule", lm_string(statement, "rule_text"));
    item(t, strcmp(lm_string(statement, "rule"), "oracle") == 0 ? "Oracle" : "Frozen constant c",
         lm_decided(statement, "constant").s);
    item(t, "Reason", lm_string(statement, "reason"));
    item(t, "Slope", lm_slope_text(measured).s);
    item(t, "Median at the largest width", lm_decided(measured, "median").s);
    item(t, "Limit", lm_decided(measured, "limit").s);
    item(t, "Exceedances", lm_exceedance_text(statement).s);
    item(t, "First informative width", lm_informative_width(statement).s);
    cross_checks(t, statement);
    if (json_is_object(worst)) {
        lm_markdown(t, "- Worst case: Q = $, bound $; replay with ", lm_decided(worst, "value").s,
                    lm_decimal(lm_real(worst, "bound")).s, NULL);
        code(t, lm_string(worst, "replay"));
        lm_text_add(t, "\n");
    }
    item(t, lm_is_erratum(statement) ? "Erratum" : "Note", lm_string(statement, "note"));
    control_table(t, statement);
    lm_text_add(t, "\n");
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

void lm_render_markdown(struct lm_text *t, const json_t *report, const char *dir, enum lm_figure_state figures)
{
    (void)dir;
    counts(t, report);
    if (figures == LM_FIGURES_NO_GNUPLOT)
        lm_text_add(
            t, "> The figures are missing: gnuplot was not found. Install the package gnuplot-nox and rebuild the report.\n\n");
    if (figures == LM_FIGURES_FAILED) lm_text_add(t, "> A figure could not be drawn: run gnuplot in figures/ to see why.\n\n");
    failures(t, report);
    overview(t, report);
    errata(t, report);
    LM_EACH(lemma, report, "lemmas") lemma_section(t, lemma, figures);
    lm_text_add(t, "Raw data: report.json, report.csv, junit.xml, cells.jsonl, figures/, witnesses/\n");
}
