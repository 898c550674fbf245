/* index.html: one page that needs nothing beside it. Overview first, details on a click. */
#include "reports_internal.h"
#include <math.h>
#include <string.h>

void lm_html_head(struct lm_text *t, const json_t *report, const char *what, const char *content)
{
    lm_text_add(t, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                   /* A page that may not load anything cannot be made to. */
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
                   "script-src 'unsafe-inline'\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n");
    lm_markup(t, "<title>lemmata $, profile $, seed $</title>\n", what, lm_string(report, "profile"),
              lm_whole(lm_real(report, "seed")).s, NULL);
    lm_text_add(t, "<style>\n");
    lm_text_add(t, lm_text_page_style);
    lm_markup(t, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#$\">Skip to the $</a>\n", content, content, NULL);
}

static void count_of(struct lm_text *t, const json_t *summary, const char *verdict)
{
    double count = lm_real(summary, verdict);
    if (count > 0)
        lm_markup(t, "<li><span class=\"badge $\"><span aria-hidden=\"true\">$</span> $ $</span></li>\n", verdict,
                  lm_verdict_symbol(verdict), lm_whole(count).s, verdict, NULL);
}

/* The user's own sequences. */
static void inputs(struct lm_text *t, const json_t *given)
{
    if (!json_is_object(given)) return;
    lm_markup(t, "<p id=\"inputs\">Inputs: <code>$</code>, $ sequences, L = $, dimension $, SHA-256 <code>$</code>. ",
              lm_string(given, "path"), lm_whole(lm_real(given, "n")).s, lm_whole(lm_real(given, "L")).s,
              lm_whole(lm_real(given, "dim")).s, lm_string(given, "sha256"), NULL);
    lm_text_add(t, "The hypotheses about the sequence are then the user&#39;s.</p>\n");
}

/* And networks. */
static void weights(struct lm_text *t, const json_t *given)
{
    if (!json_is_object(given)) return;
    lm_markup(t,
              "<p id=\"weights\">Networks: <code>$</code>, $ of them, SHA-256 <code>$</code>. The hypotheses about W, A and B are "
              "then the user&#39;s; controls are networks of the contract.</p>\n",
              lm_string(given, "path"), lm_whole((double)lm_count(given, "networks")).s, lm_string(given, "sha256"), NULL);
}

static void masthead(struct lm_text *t, const json_t *report)
{
    const json_t *summary = json_object_get(report, "summary");
    double failed = lm_real(summary, "fail"), undecided = lm_real(summary, "inconclusive");
    lm_markup(t, "<header>\n<p class=\"quiet\">lemmata $ · profile $ · seed $ · shard $</p>\n", lm_string(report, "version"),
              lm_string(report, "profile"), lm_whole(lm_real(report, "seed")).s, lm_string(report, "shard"), NULL);
    lm_markup(t, "<h1>$ of $ statements as expected", lm_whole(lm_real(summary, "pass")).s,
              lm_whole(lm_real(summary, "statements")).s, NULL);
    if (failed > 0) lm_markup(t, ", <strong>$ not</strong>", lm_whole(failed).s, NULL);
    if (undecided > 0) lm_markup(t, ", <strong>$ undecided</strong>", lm_whole(undecided).s, NULL);
    lm_text_add(t, "</h1>\n<ul class=\"counts\">\n");
    static const char *const verdicts[] = {"proved", "supported", "survived", "refuted", "inconclusive"};
    for (size_t v = 0; v < sizeof verdicts / sizeof *verdicts; v++) count_of(t, summary, verdicts[v]);
    lm_markup(t, "<li>$ of $ controls refuted</li>\n<li>$ cells, $ failed</li>\n", lm_whole(lm_real(summary, "controls_refuted")).s,
              lm_whole(lm_real(summary, "controls")).s, lm_whole(lm_real(summary, "cells")).s,
              lm_whole(lm_real(summary, "failed_cells")).s, NULL);
    lm_text_add(t, "</ul>\n");
    inputs(t, json_object_get(report, "inputs"));
    weights(t, json_object_get(report, "weights"));
    lm_text_add(t, "<nav><a href=\"#statements\">Statements</a> · <a href=\"claims.html\">Index of claims</a> · "
                   "<a href=\"errata.html\">Errata</a> · <a href=\"#provenance\">How this was run</a></nav>\n</header>\n");
}

static void banners(struct lm_text *t, const json_t *report, enum lm_figure_state figures)
{
    if (json_is_true(json_object_get(report, "exploratory"))) {
        struct lm_text overrides = {0};
        lm_overrides_text(&overrides, report);
        lm_markup(t,
                  "<p class=\"banner\"><strong>Exploratory run.</strong> These are not the verdicts of the contracts. Overridden: "
                  "<code>$</code></p>\n",
                  overrides.s ? overrides.s : "nothing that run.json names", NULL);
        lm_text_free(&overrides);
    }
    if (figures == LM_FIGURES_NO_GNUPLOT)
        lm_text_add(t,
                    "<p class=\"banner\"><strong>The figures are missing:</strong> gnuplot was not found. Install the package "
                    "<code>gnuplot-nox</code> and rebuild the report with <code>lemmata report</code>. The verdicts stand.</p>\n");
    if (figures == LM_FIGURES_FAILED)
        lm_text_add(t,
                    "<p class=\"banner\"><strong>A figure could not be drawn.</strong> Run gnuplot in <code>figures/</code> to see "
                    "why. The verdicts stand.</p>\n");
}

static void failures(struct lm_text *t, const json_t *report)
{
    bool any = false;
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements") {
            if (lm_as_expected(statement)) continue;
            if (!any) lm_text_add(t, "<section class=\"failures\">\n<h2>Not as expected</h2>\n<ul>\n");
            any = true;
            const char *slug = lm_string(lemma, "slug"), *name = lm_string(statement, "name");
            lm_text_add(t, "<li>");
            lm_html_badge(t, statement);
            lm_markup(t, " <a href=\"#$--$\">$: $</a> ", slug, name, slug, name, NULL);
            lm_formula_html(t, lm_string(statement, "reason"));
            lm_html_replay(t, lm_string(json_object_get(statement, "worst"), "replay"));
            lm_text_add(t, "</li>\n");
        }
    if (any) lm_text_add(t, "</ul>\n</section>\n");
}

/* On a narrow page, where each cell is a line, those that hold nothing are left out. */
static void overview_cell(struct lm_text *t, const char *label, const char *class, const char *text)
{
    lm_markup(t, "<td data-label=\"$\" class=\"$$\">", label, class, strcmp(text, LM_MISSING) == 0 ? " nothing" : "", NULL);
    lm_formula_html(t, text);
    lm_text_add(t, "</td>");
}

static void overview_row(struct lm_text *t, const json_t *lemma, const json_t *statement)
{
    const char *slug = lm_string(lemma, "slug"), *name = lm_string(statement, "name");
    lm_markup(t,
              "<tr data-outcome=\"$\"><th scope=\"row\" data-label=\"Statement\"><a href=\"#$--$\">$</a></th>"
              "<td data-label=\"Claim\" class=\"formula\">",
              lm_string(statement, "outcome"), slug, name, name, NULL);
    lm_formula_html(t, lm_string(statement, "reads"));
    lm_text_add(t, "</td><td data-label=\"Verdict\">");
    lm_html_badge(t, statement);
    bool passed = lm_as_expected(statement);
    lm_markup(t, "</td><td data-label=\"Outcome\"><span class=\"outcome\">$</span>$</td>", lm_outcome_text(statement),
              passed && lm_is_erratum(statement) ? " as expected" : "", NULL);
    overview_cell(t, "Slope", "together", lm_slope_text(json_object_get(statement, "measured")).s);
    overview_cell(t, "At the end of the axis", "", lm_end_text(statement).s);
    overview_cell(t, "Exceedances", "together", lm_exceedance_text(statement).s);
    overview_cell(t, "First informative width", "formula", lm_informative_width(statement).s);
    overview_cell(t, "Controls refuted", "", lm_controls_text(statement).s);
    lm_text_add(t, "</tr>\n");
}

/* The statements of a lemma under its name. */
static void overview_group(struct lm_text *t, const json_t *lemma)
{
    const char *slug = lm_string(lemma, "slug");
    size_t expected = 0;
    LM_EACH(statement, lemma, "statements") expected += lm_as_expected(statement);
    lm_markup(t,
              "<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"9\"><a href=\"#$\">$</a> $ "
              "<span class=\"quiet\">$ of $ as expected</span></th></tr>\n",
              slug, slug, lm_string(lemma, "title"), lm_whole((double)expected).s,
              lm_whole((double)lm_count(lemma, "statements")).s, NULL);
    LM_EACH(statement, lemma, "statements") overview_row(t, lemma, statement);
    lm_text_add(t, "</tbody>\n");
}

static void terms(struct lm_text *t, const struct lm_term *term)
{
    lm_text_add(t, "<dl class=\"terms\">\n");
    for (; term->name; term++) {
        lm_markup(t, "<div><dt>$</dt> <dd>", term->name, NULL);
        lm_formula_html(t, term->meaning);
        lm_text_add(t, "</dd></div>\n");
    }
    lm_text_add(t, "</dl>\n");
}

static void overview(struct lm_text *t, const json_t *report)
{
    lm_text_add(t, "<section id=\"statements\">\n<h2>Statements</h2>\n"
                   "<form class=\"filter\" hidden=\"hidden\"><label>Filter <input type=\"search\" name=\"filter\" "
                   "placeholder=\"lemma, statement, verdict\"/></label> <label><input type=\"checkbox\" name=\"failures\"/> "
                   "show only failures</label> <button type=\"button\" name=\"unfold\">Open all details</button> "
                   "<output></output></form>\n<table class=\"cards overview\"><thead><tr>"
                   "<th scope=\"col\">Statement</th><th scope=\"col\">Claim</th><th scope=\"col\">Verdict</th>"
                   "<th scope=\"col\">Outcome</th><th scope=\"col\" title=\"Rate rules: one-sided 99 % limits, one on each "
                   "side. Exponent rules: the two-sided 99 % interval, 99.5 % on each side\">Slope of Q, 99\xc2\xa0% limits</th>"
                   "<th scope=\"col\" title=\"The median of Q/S and the limit of the rule; of an oracle the mean and its standard "
                   "error; of an exponent the slopes that its rule takes for it; of a proof its smallest slack\">At the end "
                   "of the axis: median Q/S</th>"
                   "<th scope=\"col\" title=\"Networks beyond the limit; in brackets the upper limit of their probability, or of a "
                   "frequency the certified probability P of the claim, at 95 % confidence\">Exceedances (at 95\xc2\xa0%)</th><th "
                   "scope=\"col\">First informative width</th>"
                   "<th scope=\"col\">Controls refuted</th></tr></thead>\n");
    LM_EACH(lemma, report, "lemmas") overview_group(t, lemma);
    lm_text_add(t, "</table>\n<h3>What the columns say</h3>\n");
    terms(t, lm_overview_terms);
    lm_text_add(t, "<details class=\"legend\"><summary>The five verdicts</summary>\n");
    terms(t, lm_verdict_terms);
    lm_text_add(t, "</details>\n</section>\n");
}

/* Only what is printed: the counterexamples and the corrections have a page of their own. */
static void errata(struct lm_text *t, const json_t *report)
{
    size_t count = lm_count_errata(report);
    if (count == 0) return;
    lm_markup(
        t,
        "<section id=\"errata\">\n<h2>Errata</h2>\n<p>$ printed statements are false; <a href=\"errata.html\">a page of their "
        "own</a> has for each the counterexample and what holds instead.</p>\n<ul>\n",
        lm_whole((double)count).s, NULL);
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements") {
            if (!lm_is_erratum(statement)) continue;
            lm_text_add(t, "<li>");
            lm_html_badge(t, statement);
            lm_markup(t, " <a href=\"errata.html#$--$\">$</a>: <span class=\"formula\">", lm_string(lemma, "slug"),
                      lm_string(statement, "name"), lm_string(statement, "source"), NULL);
            lm_formula_html(t, lm_string(statement, "reads"));
            lm_text_add(t, "</span></li>\n");
        }
    lm_text_add(t, "</ul>\n</section>\n");
}

static void figure(struct lm_text *t, const json_t *lemma, const char *dir, const char *caption)
{
    const char *slug = lm_string(lemma, "slug");
    struct lm_text svg = {0};
    if (lm_inline_svg(&svg, dir, slug, lm_string(lemma, "title"))) {
        lm_markup(t, "<figure><div class=\"paper\" tabindex=\"0\" role=\"region\" aria-label=\"Figure of $\">\n", slug, NULL);
        lm_text_add(t, svg.s);
        lm_markup(t,
                  "</div><figcaption>$ As <a href=\"figures/$.svg\">SVG</a>, <a href=\"figures/$.pdf\">PDF</a>, "
                  "<a href=\"figures/$.png\">PNG</a>; drawn by <a href=\"figures/$.gp\">$.gp</a>.</figcaption></figure>\n",
                  caption, slug, slug, slug, slug, slug, NULL);
    }
    lm_text_free(&svg);
}

static void rival_row(struct lm_text *t, const json_t *quantity, const json_t *rival)
{
    const json_t *statement = json_object_get(rival, "statement");
    const char *slug = lm_string(rival, "slug"), *name = lm_string(statement, "name");
    lm_text_add(t, "<tr><td data-label=\"Quantity\" class=\"formula\">");
    lm_formula_html(t, lm_string(quantity, "reads"));
    lm_markup(t, "</td><td data-label=\"Source\">$</td><td data-label=\"Claim\" class=\"formula\">", lm_string(statement, "source"),
              NULL);
    lm_formula_html(t, lm_string(statement, "reads"));
    lm_markup(t, "</td><td data-label=\"Statement\"><a href=\"#$--$\">$: $</a></td><td data-label=\"Verdict\">", slug, name, slug,
              name, NULL);
    lm_html_badge(t, statement);
    lm_markup(t, "</td><td data-label=\"Slope of Q\" class=\"together\">$</td></tr>\n",
              lm_slope_text(json_object_get(statement, "measured")).s, NULL);
}

static void tournament(struct lm_text *t, const json_t *report, const char *dir)
{
    json_t *contest = lm_tournament(report);
    if (!contest) return;
    lm_text_add(t, "<section id=\"" LM_TOURNAMENT "\">\n<h2>" LM_TOURNAMENT_TITLE "</h2>\n");
    figure(t, contest, dir, LM_TOURNAMENT_NOTE " Dotted: the value at infinite width.");
    lm_text_add(t, "<table class=\"cards\"><thead><tr><th scope=\"col\">Quantity</th><th scope=\"col\">Source</th>"
                   "<th scope=\"col\">Claim</th><th scope=\"col\">Statement</th><th scope=\"col\">Verdict</th>"
                   "<th scope=\"col\">Slope of Q</th></tr></thead><tbody>\n");
    LM_EACH(quantity, contest, "statements")
        LM_EACH(rival, quantity, "rivals") rival_row(t, quantity, rival);
    lm_text_add(t, "</tbody></table>\n</section>\n");
    json_decref(contest);
}

static void attacks(struct lm_text *t, const json_t *report, const char *dir)
{
    json_t *rows = lm_reached(report), *subject = json_pack("{s:s, s:s}", "slug", LM_ATTACKS, "title", LM_ATTACKS_TITLE);
    if (json_array_size(rows) > 0) {
        lm_text_add(t, "<section id=\"" LM_ATTACKS "\">\n<h2>" LM_ATTACKS_TITLE "</h2>\n");
        figure(t, subject, dir, LM_ATTACKS_NOTE);
        lm_text_add(t, "<table class=\"cards\"><thead><tr><th scope=\"col\">Statement</th><th scope=\"col\">At</th>"
                       "<th scope=\"col\">Worst found</th><th scope=\"col\">Infinite width</th>"
                       "<th scope=\"col\">Bound</th></tr></thead><tbody>\n");
    }
    for (size_t k = 0; k < json_array_size(rows); k++) {
        const json_t *row = json_array_get(rows, k);
        const char *slug = lm_string(row, "slug"), *name = lm_string(row, "name");
        lm_markup(t, "<tr><th scope=\"row\" data-label=\"Statement\"><a href=\"#$--$\">$: $</a></th><td data-label=\"At\">", slug,
                  name, slug, name, NULL);
        lm_formula_html(t, lm_string(row, "axis"));
        lm_markup(t,
                  " = $</td><td data-label=\"Worst found\">$</td><td data-label=\"Infinite width\">$</td>"
                  "<td data-label=\"Bound\">$</td></tr>\n",
                  lm_place(lm_real(row, "at")).s, lm_decimal(lm_real(row, "found")).s, lm_decimal(lm_real(row, "limit")).s,
                  lm_decimal(lm_real(row, "bound")).s, NULL);
    }
    if (json_array_size(rows) > 0) lm_text_add(t, "</tbody></table>\n</section>\n");
    json_decref(subject);
    json_decref(rows);
}

static void comparison_row(struct lm_text *t, const json_t *lemma, const json_t *statement, const json_t *other)
{
    const char *slug = lm_string(lemma, "slug"), *name = lm_string(statement, "name");
    struct lm_short of_claim = lm_slope_of(other, "claim_"), beside = lm_slope_text(other);
    lm_markup(t, "<tr><th scope=\"row\" data-label=\"Statement\"><a href=\"#$--$\">$: $</a></th><td data-label=\"At\">", slug, name,
              slug, name, NULL);
    lm_formula_html(t, lm_string(statement, "axis"));
    lm_markup(t, " = $</td>", lm_place(lm_real(other, "at")).s, NULL);
    if (lm_is_untied(other))
        lm_markup(
            t,
            "<td data-label=\"Slope, tied\" class=\"together\">$</td><td data-label=\"Slope, untied\" class=\"together\">$</td>"
            "<td data-label=\"sd, tied\">$</td><td data-label=\"sd, untied\">$</td><td data-label=\"Ratio\">$</td></tr>\n",
            of_claim.s, beside.s, lm_decimal(lm_real(other, "claim_sd")).s, lm_decimal(lm_real(other, "sd")).s,
            lm_spread_ratio(other).s, NULL);
    else
        lm_markup(
            t,
            "<td data-label=\"Beside\">$</td><td data-label=\"Median, claim\">$</td><td data-label=\"Median, beside\">$</td>"
            "<td data-label=\"Slope, claim\" class=\"together\">$</td><td data-label=\"Slope, beside\" class=\"together\">$</td>"
            "</tr>\n",
            lm_string(other, "name"), lm_decimal(lm_real(other, "claim_median")).s, lm_decimal(lm_real(other, "median")).s,
            of_claim.s, beside.s, NULL);
}

static void comparisons(struct lm_text *t, const json_t *report, bool untied)
{
    if (lm_count_comparisons(report, untied) == 0) return;
    lm_text_add(t, untied ? "<section class=\"comparison\">\n<h2>" LM_UNTIED_TITLE "</h2>\n<p>" LM_UNTIED_NOTE "</p>\n"
                          : "<section class=\"comparison\">\n<h2>" LM_BESIDE_TITLE "</h2>\n<p>" LM_BESIDE_NOTE "</p>\n");
    lm_text_add(t, "<table class=\"cards\"><thead><tr><th scope=\"col\">Statement</th><th scope=\"col\">At</th>");
    lm_text_add(t, untied ? "<th scope=\"col\">Slope, tied</th><th scope=\"col\">Slope, untied</th>"
                            "<th scope=\"col\">Standard deviation, tied</th><th scope=\"col\">Standard deviation, untied</th>"
                            "<th scope=\"col\">Ratio of the two</th>"
                          : "<th scope=\"col\">Beside</th><th scope=\"col\">Median, claim</th><th scope=\"col\">Median, beside</th>"
                            "<th scope=\"col\">Slope, claim</th><th scope=\"col\">Slope, beside</th>");
    lm_text_add(t, "</tr></thead><tbody>\n");
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements")
            LM_EACH(other, statement, "comparisons")
                if (lm_is_untied(other) == untied) comparison_row(t, lemma, statement, other);
    lm_text_add(t, "</tbody></table>\n</section>\n");
}

static void lemma_section(struct lm_text *t, const json_t *lemma, const char *dir)
{
    const char *slug = lm_string(lemma, "slug");
    lm_markup(t, "<section class=\"lemma\" id=\"$\">\n<h2>$ <span class=\"quiet\">$</span></h2>\n<p class=\"formula hypotheses\">",
              slug, lm_string(lemma, "title"), slug, NULL);
    lm_formula_html(t, lm_string(lemma, "hypotheses"));
    lm_text_add(t, ". Domain: ");
    lm_formula_html(t, *lm_string(lemma, "domain") ? lm_string(lemma, "domain") : "everywhere");
    lm_markup(t, ".</p>\n<p class=\"quiet\">$ cells, $ of work. Contract <code>$</code></p>\n", lm_whole(lm_real(lemma, "cells")).s,
              lm_duration(lm_real(lemma, "seconds")).s, lm_string(lemma, "contract_sha256"), NULL);
    figure(t, lemma, dir,
           "Points: medians over networks (means where an oracle is tested); bands: 5 to 95 % of the networks. Dashed: the claim, "
           "with its power. Dash-dotted: the limit of the rule. Dotted: the value at infinite width, or what else the key names. "
           "Grey: the controls that the "
           "rule must refute.");
    LM_EACH(statement, lemma, "statements") lm_html_statement(t, lemma, statement);
    lm_text_add(t, "</section>\n");
}

static void provenance(struct lm_text *t, const json_t *report)
{
    lm_text_add(t, "<section id=\"provenance\">\n<h2>How this was run</h2>\n<table class=\"environment\"><tbody>\n");
    json_t *environment = json_object_get(report, "environment"), *value;
    const char *key;
    json_object_foreach(environment, key, value) {
        struct lm_text text = {0};
        lm_value_text(&text, value);
        lm_markup(t, "<tr><th scope=\"row\">$</th><td>$</td></tr>\n", lm_environment_label(key), text.s, NULL);
        lm_text_free(&text);
    }
    const json_t *summary = json_object_get(report, "summary");
    lm_markup(t,
              "<tr><th scope=\"row\">Computing time</th><td>$ over all cells</td></tr>\n"
              "<tr><th scope=\"row\">Exit status</th><td>$</td></tr>\n</tbody></table>\n",
              lm_duration(lm_real(summary, "seconds")).s, lm_whole(lm_real(summary, "exit_status")).s, NULL);
    lm_text_add(t, "<h3>Raw data</h3>\n<ul class=\"files\">");
    static const char *const files[] = {"report.json", "report.schema.json", "report.csv", "report.md", "junit.xml",
                                        "cells.jsonl", "run.json",           "figures/",   "witnesses/"};
    for (size_t k = 0; k < sizeof files / sizeof *files; k++)
        lm_markup(t, "<li><a href=\"$\">$</a></li> ", files[k], files[k], NULL);
    lm_text_add(t, "</ul>\n</section>\n");
}

void lm_render_html(struct lm_text *t, const json_t *report, const char *dir, enum lm_figure_state figures)
{
    lm_html_head(t, report, "report", "statements");
    masthead(t, report);
    lm_text_add(t, "<main>\n");
    banners(t, report, figures);
    failures(t, report);
    tournament(t, report, dir);
    overview(t, report);
    errata(t, report);
    comparisons(t, report, true);
    attacks(t, report, dir);
    comparisons(t, report, false);
    LM_EACH(lemma, report, "lemmas") lemma_section(t, lemma, dir);
    provenance(t, report);
    lm_text_add(t, "</main>\n<script>\n");
    lm_text_add(t, lm_text_page_script);
    lm_text_add(t, "</script>\n</body>\n</html>\n");
}
