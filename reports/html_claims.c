/* claims.html: every numbered statement of the papers, who checks it, and with what verdict. */
#include "reports_internal.h"
#include <string.h>

static const json_t *lemma_of(const json_t *report, const char *slug)
{
    LM_EACH(lemma, report, "lemmas")
        if (strcmp(lm_string(lemma, "slug"), slug) == 0) return lemma;
    return NULL;
}

static size_t count_verdicts(const json_t *claim, const json_t *lemma, const char *verdict)
{
    size_t count = 0;
    LM_EACH(checked, claim, "statements") {
        if (strcmp(lm_string(checked, "lemma"), lm_string(lemma, "slug")) != 0) continue;
        const json_t *statement = lm_statement_of(lemma, lm_string(checked, "name"));
        count += statement && strcmp(lm_string(statement, "verdict"), verdict) == 0;
    }
    return count;
}

/* "forward-norm: 3 supported, 1 refuted" */
static void checked_by(struct lm_text *t, const json_t *report, const json_t *claim, const char *slug)
{
    static const char *const verdicts[] = {"proved", "supported", "survived", "refuted", "inconclusive"};
    const json_t *lemma = lemma_of(report, slug);
    if (!lemma) {
        lm_markup(t, "<div>$ <span class=\"quiet\">not in this run</span></div>", slug, NULL);
        return;
    }
    lm_markup(t, "<div><a href=\"index.html#$\">$</a>", slug, slug, NULL);
    for (size_t v = 0; v < sizeof verdicts / sizeof *verdicts; v++) {
        size_t count = count_verdicts(claim, lemma, verdicts[v]);
        if (count > 0)
            lm_markup(t, " <span class=\"badge $\"><span aria-hidden=\"true\">$</span> $ $</span>", verdicts[v],
                      lm_verdict_symbol(verdicts[v]), lm_whole((double)count).s, verdicts[v], NULL);
    }
    lm_text_add(t, "</div>");
}

static void claim_row(struct lm_text *t, const json_t *report, const json_t *claim)
{
    lm_markup(t, "<tr><th scope=\"row\" data-label=\"Number\">$</th><td data-label=\"Says\" class=\"formula\">",
              lm_string(claim, "number"), NULL);
    lm_formula_html(t, lm_string(claim, "says"));
    lm_text_add(t, "</td><td data-label=\"Checked by\">");
    const char *before = "";
    LM_EACH(checked, claim, "statements") { /* those of one lemma stand together */
        const char *slug = lm_string(checked, "lemma");
        if (strcmp(slug, before) != 0) checked_by(t, report, claim, slug);
        before = slug;
    }
    if (lm_given(claim, "reason")) {
        lm_text_add(t, "<span class=\"quiet\">");
        lm_formula_html(t, lm_string(claim, "reason"));
        lm_text_add(t, "</span>");
    }
    lm_text_add(t, "</td></tr>\n");
}

void lm_render_claims(struct lm_text *t, const json_t *report)
{
    lm_html_head(t, report, "index of claims", "claims");
    lm_markup(
        t,
        "<header>\n<p class=\"quiet\">lemmata $ · profile $ · seed $ · <a href=\"index.html\">the report</a></p>\n"
        "<h1>Index of claims</h1>\n<p>Every numbered statement of the four papers: what it says, which lemma checks it and with "
        "what verdicts in this run, or why it cannot be checked.</p>\n</header>\n<main id=\"claims\">\n",
        lm_string(report, "version"), lm_string(report, "profile"), lm_whole(lm_real(report, "seed")).s, NULL);
    const char *before = "";
    LM_EACH(claim, report, "claims") {
        const char *paper = lm_string(claim, "paper");
        if (strcmp(paper, before) != 0)
            lm_markup(t,
                      "<h2>$ <span class=\"quiet\">$</span></h2>\n<table class=\"cards claims\"><thead><tr><th scope=\"col\">Number"
                      "</th><th scope=\"col\">Says</th><th scope=\"col\">Checked by, or why not</th></tr></thead><tbody>\n",
                      lm_string(claim, "title"), paper, NULL);
        claim_row(t, report, claim);
        const json_t *next = json_array_get(json_object_get(report, "claims"), claim_i + 1);
        if (strcmp(lm_string(next, "paper"), paper) != 0) lm_text_add(t, "</tbody></table>\n");
        before = paper;
    }
    lm_text_add(t, "</main>\n</body>\n</html>\n");
}
