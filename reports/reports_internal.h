/* Inside the reports: text that grows, its escapes, numbers as text, and one function per file of a report. */
#ifndef LEMMATA_REPORTS_INTERNAL_H
#define LEMMATA_REPORTS_INTERNAL_H

#include <lemmata/report.h>
#include <stddef.h>

extern const char lm_text_house_style[], lm_text_terminal[], lm_text_reach[];
extern const char lm_text_page_style[], lm_text_page_script[], lm_text_schema[];

/* ---- Text that grows. All zero is empty; `s` is NULL until something was added. ---- */
struct lm_text {
    char *s;
    size_t length, room;
};
void lm_text_free(struct lm_text *t);
void lm_text_add_bytes(struct lm_text *t, const char *s, size_t length);
void lm_text_add(struct lm_text *t, const char *s);
void lm_text_printf(struct lm_text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* An escape adds `s` so that the reader of the format sees exactly `s`. */
typedef void lm_escape(struct lm_text *t, const char *s);
void lm_escape_xml(struct lm_text *t, const char *s);
void lm_escape_markdown(struct lm_text *t, const char *s);
void lm_escape_csv(struct lm_text *t, const char *s);

/* Adds the template with each $ replaced by the next argument, escaped; the arguments end with NULL. What is not part of a template
 * cannot reach the page unescaped, so nothing has to be remembered where a page is written. */
void lm_markup(struct lm_text *t, const char *template, ...) __attribute__((sentinel)); /* XML and HTML */
void lm_markdown(struct lm_text *t, const char *template, ...) __attribute__((sentinel));

/* ---- Formulas: "||h_l|| <= m^{-1/2} rho^2" with subscripts, superscripts, Greek letters and relations as they are printed. ----
 */
void lm_formula_html(struct lm_text *t, const char *formula);
/* For gnuplot's enhanced text, broken into lines of about `width` characters. Returns the number of lines. */
size_t lm_formula_gnuplot(struct lm_text *t, const char *formula, size_t width);

/* ---- Reading the report: a missing field reads as "", NaN or nothing. ---- */
const char *lm_string(const json_t *object, const char *key);
double lm_real(const json_t *object, const char *key);
double lm_real_of(const json_t *object, const char *prefix, const char *key); /* the field <prefix><key> */
bool lm_given(const json_t *object, const char *key);                         /* there and not null */
size_t lm_count(const json_t *object, const char *key);                       /* elements of an array */
/* Each element of the array `key` of `object`. */
#define LM_EACH(element, object, key)                                                                                              \
    for (size_t element##_i = 0; element##_i < lm_count(object, key); element##_i++)                                               \
        for (const json_t *element = json_array_get(json_object_get(object, key), element##_i); element; element = NULL)

/* Short text returned by value, so that a number can stand in an argument list. */
struct lm_short {
    char s[96];
};
#define LM_MISSING "\xe2\x80\x93"     /* an en dash */
struct lm_short lm_decimal(double x); /* four digits; a dash for NaN */
struct lm_short lm_fixed(double x, int digits);
struct lm_short lm_whole(double x);
struct lm_short lm_place(double x);                                    /* on an axis: whole numbers to the last digit */
struct lm_short lm_duration(double seconds);                           /* "42 s", "3.3 min", "2.5 h" */
struct lm_short lm_fraction(double x);                                 /* -1/2 where x is one, else four digits */
struct lm_short lm_power_text(const char *axis, double exponent);      /* "m^{-1/2}", "L", "constant" */
struct lm_short lm_slope_text(const json_t *measured);                 /* "-0.503 [-0.511, -0.495]" */
struct lm_short lm_slope_of(const json_t *object, const char *prefix); /* likewise, of the fields <prefix>slope, ... */
struct lm_short lm_informative_width(const json_t *statement);         /* "10^18.2", "about 5000", "never" or a dash */
struct lm_short lm_exceedance_text(const json_t *statement);       /* "0/96 (≤ 3.07 %)", "0/96 (P ≥ 0.9692)", "0/400 pieces" */
struct lm_short lm_certified(const json_t *frequency);             /* the probability that holds at 95 % confidence */
struct lm_short lm_median_text(const json_t *measured);            /* "Q/S 2.31, limit 15.6": a median */
const char *lm_parts(const json_t *statement);    /* of a proof: "pieces" of its domain, or "cases" */
struct lm_short lm_proof_text(const json_t *statement);            /* "slack 0.01 on the piece up to beta = 0.5": the smallest */
struct lm_short lm_end_text(const json_t *statement);              /* what was found at the end of the axis, by rule; of an exponent
                                                                      what was asked */
struct lm_short lm_end_of_axis(const json_t *statement);           /* "the largest m", "the smallest eps_x" */
struct lm_short lm_controls_text(const json_t *statement);         /* "3/3" */
struct lm_short lm_decided(const json_t *object, const char *key); /* decimal and hexadecimal: "0.75 (0x1.8p-1)" */
const char *lm_verdict_symbol(const char *verdict);
bool lm_as_expected(const json_t *statement);
bool lm_is_erratum(const json_t *statement);
size_t lm_count_errata(const json_t *report);
const json_t *lm_statement_of(const json_t *lemma, const char *name); /* NULL: the lemma has none of this name */

/* ---- Words that a reader may not know, and how they are said (legend.c) ---- */
struct lm_term {
    const char *name, *meaning; /* meanings may hold formulas */
};
extern const struct lm_term lm_overview_terms[], lm_verdict_terms[]; /* each ends with a NULL */
const char *lm_outcome_text(const json_t *statement);                /* "PASS", "FAIL", "FAIL (undecided)" */
struct lm_short lm_slope_limits(const json_t *statement);            /* "one-sided 99 % limits", "99 % interval" or nothing */
struct lm_short lm_worst_text(const json_t *statement);              /* "Q = 0.3 (0x1.3p-2), S = 0.02, limit 1.5 c S = 0.34" */
void lm_value_text(struct lm_text *t, const json_t *value);          /* a string without quotes, an array with commas */
void lm_overrides_text(struct lm_text *t, const json_t *report);     /* "replicates = 24; widths = 128, 256" */
const char *lm_environment_label(const char *key);
bool lm_is_untied(const json_t *comparison);               /* with a fresh W at each step: what tied weights cost */
size_t lm_count_comparisons(const json_t *report, bool untied); /* those with untied W, or all others */
const char *lm_claim_beside(const char *network);          /* what the claim is called there */
struct lm_short lm_spread_ratio(const json_t *comparison); /* standard deviation of the claim over that of the other */
#define LM_UNTIED_TITLE "The price of tied weights"
#define LM_UNTIED_NOTE                                                                                                             \
    "A fresh W at each step on the cells of the claim; no rule judges it. Slopes of Q with 99 % intervals, and the standard "      \
    "deviation (sd) of Q over networks with implicit W at the end of the axis."
#define LM_BESIDE_TITLE "Beside the claim"
#define LM_BESIDE_NOTE                                                                                                             \
    "Other perturbations, or other networks, on the cells of a claim; no rule judges them. Medians of Q over networks with "       \
    "implicit W at the end of the axis, slopes of Q with 99 % intervals: one for each attack, for an envelope of attacks has none."
#define LM_ATTACKS_TITLE "What the attacks reached"
#define LM_ATTACKS_NOTE                                                                                                            \
    "Of each statement \"for all perturbations\": the worst value that its attack found at the end of the axis (of a lower bound " \
    "the smallest), the value at infinite width where it is known, and the bound as the audit tests it (1.5 c S, of a lower bound "\
    "c S/1.5; the figure shows its inverse). An attack shows that the worst case is at least as bad."                              
#define LM_TOURNAMENT_NOTE                                                                                                         \
    "Statements of several papers that bound the same quantity, against what was measured. Dashed: their bounds as the audit "     \
    "tests them (1.5 c S, of a lower bound c S/1.5; an explicit bound as printed)."
#define LM_TOURNAMENT_TITLE "The same quantity in two papers"
#define LM_REPLAY_WHERE "in this folder:" /* replay commands are relative to that of the report */
#define LM_AGREEMENT_NOTE                                                                                                          \
    "for information: no verdict rests on these p-values; the test of agreement in law is tests/meta/audit-dense-implicit.c"

/* ---- The files of a report ---- */
enum lm_figure_state { LM_FIGURES_DRAWN, LM_FIGURES_NO_GNUPLOT, LM_FIGURES_FAILED };

char *lm_render_json(const json_t *report);
void lm_render_markdown(struct lm_text *t, const json_t *report, const char *dir, enum lm_figure_state figures);
void lm_render_csv(struct lm_text *t, const json_t *report);
void lm_render_junit(struct lm_text *t, const json_t *report);
void lm_render_html(struct lm_text *t, const json_t *report, const char *dir, enum lm_figure_state figures);
void lm_render_errata(struct lm_text *t, const json_t *report);
void lm_render_claims(struct lm_text *t, const json_t *report);
void lm_html_statement(struct lm_text *t, const json_t *lemma, const json_t *statement);
/* From <!DOCTYPE> to the link that skips to the section `content`; the title says `what` the page is. */
void lm_html_head(struct lm_text *t, const json_t *report, const char *what, const char *content);
void lm_html_badge(struct lm_text *t, const json_t *statement);
void lm_html_replay(struct lm_text *t, const char *command); /* the script of the page puts a button beside it that copies it */

/* Data, numbers and script of every figure into <dir>/figures, then gnuplot. LM_EIO where a file cannot be written or gnuplot
 * failed. */
lm_status lm_draw_figures(const char *dir, const json_t *report, const struct lm_figure_source *figures, size_t figure_count,
                          enum lm_figure_state *state);
void lm_figure_data(struct lm_text *data, struct lm_text *numbers, const json_t *lemma, const json_t *statement);
/* The quantities that at least two statements bound (their field `tournament`), as a lemma with a statement for each quantity: a
 * new reference, NULL where there is none. `rivals` of such a statement: [{"slug", "first", "statement"}]; `first` where no rival
 * before measured the same. */
json_t *lm_tournament(const json_t *report);
#define LM_TOURNAMENT "tournament" /* its slug */
/* The statements "for all perturbations" with what attacks reached at the end of the axis: a new array of {"slug", "name", "axis",
 * "at", "found", "bound", "at_least", "limit" where it is known}. */
json_t *lm_reached(const json_t *report);
void lm_reached_figure(struct lm_text *data, struct lm_text *numbers, const json_t *rows);
#define LM_ATTACKS "attacks" /* its slug */
/* The drawn figure, ready to stand inside a page beside others; false when there is none. */
bool lm_inline_svg(struct lm_text *t, const char *dir, const char *slug, const char *label);

/* The whole file in memory, to be freed; NULL when it cannot be read. */
char *lm_read_file(const char *path);

#endif
