/* errata.html: of each printed statement that is false the counterexample, and what holds instead. */
#include "reports_internal.h"
#include <string.h>

static void formula_row(struct lm_text *t, const char *label, const char *formula)
{
    lm_markup(t, "<dt>$</dt><dd class=\"formula\">", label, NULL);
    lm_formula_html(t, formula);
    lm_text_add(t, "</dd>\n");
}

static void counterexample(struct lm_text *t, const json_t *statement)
{
    const json_t *worst = json_object_get(statement, "worst");
    lm_text_add(t, "<dt>Counterexample</dt><dd>");
    lm_formula_html(t, lm_string(statement, "reason"));
    lm_text_add(t, ".");
    if (json_is_object(worst)) {
        lm_markup(t, " Worst cell <code>$</code>: $", lm_string(worst, "key"), lm_worst_text(statement).s, NULL);
        lm_html_replay(t, lm_string(worst, "replay"));
    }
    lm_text_add(t, "</dd>\n");
}

static void correction(struct lm_text *t, const json_t *lemma, const json_t *statement)
{
    const json_t *holds = lm_statement_of(lemma, lm_string(statement, "corrected"));
    if (!holds) return;
    const char *slug = lm_string(lemma, "slug"), *name = lm_string(holds, "name");
    lm_text_add(t, "<dt>Holds instead</dt><dd>");
    lm_html_badge(t, holds);
    lm_text_add(t, " <span class=\"formula\">");
    lm_formula_html(t, lm_string(holds, "reads"));
    lm_markup(t, "</span> (<a href=\"index.html#$--$\">$: $</a>)</dd>\n", slug, name, slug, name, NULL);
}

static void erratum(struct lm_text *t, const json_t *lemma, const json_t *statement)
{
    const char *slug = lm_string(lemma, "slug"), *name = lm_string(statement, "name");
    lm_markup(t, "<section class=\"erratum\" id=\"$--$\">\n<h2>$ ", slug, name, lm_string(statement, "source"), NULL);
    lm_html_badge(t, statement);
    lm_text_add(t, "</h2>\n<dl>\n");
    formula_row(t, "As printed", lm_string(statement, "reads"));
    counterexample(t, statement);
    if (*lm_string(statement, "note")) formula_row(t, "Why", lm_string(statement, "note"));
    correction(t, lemma, statement);
    lm_markup(t, "<dt>In the report</dt><dd><a href=\"index.html#$--$\">$: $</a></dd>\n</dl>\n</section>\n", slug, name, slug, name,
              NULL);
}

void lm_render_errata(struct lm_text *t, const json_t *report)
{
    lm_html_head(t, report, "errata", "errata");
    lm_markup(
        t,
        "<header>\n<p class=\"quiet\">lemmata $ · profile $ · seed $ · <a href=\"index.html\">the report</a></p>\n"
        "<h1>Errata: $ printed statements that are false</h1>\n"
        "<p>So the contracts expect; the badge says what this run found, with a counterexample that can be replayed (commands "
        "are relative to this folder). Most are slips that leave the conclusion of the paper alone; what holds instead is "
        "judged beside them.</p>\n"
        "</header>\n<main id=\"errata\">\n",
        lm_string(report, "version"), lm_string(report, "profile"), lm_whole(lm_real(report, "seed")).s,
        lm_whole((double)lm_count_errata(report)).s, NULL);
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements")
            if (lm_is_erratum(statement)) erratum(t, lemma, statement);
    lm_text_add(t, "</main>\n<script>\n");
    lm_text_add(t, lm_text_page_script);
    lm_text_add(t, "</script>\n</body>\n</html>\n");
}
