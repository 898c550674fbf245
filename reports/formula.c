/* Formulas are written in contracts as plain text; readers get them as they would be printed. */
#include "reports_internal.h"
#include <ctype.h>
#include <string.h>

enum style { HTML, GNUPLOT };

struct writer {
    struct lm_text *out;
    enum style style;
    size_t width, column, lines; /* of gnuplot's text, which does not break lines itself */
    int depth;
};

struct replacement {
    const char *plain, *printed;
};
static const struct replacement relations[] = {
    {"<=", "≤"}, {">=", "≥"}, {"->", "→"}, {"!=", "≠"}, {"||", "‖"}, {"+-", "±"},
};
static const struct replacement words[] = {
    {"alpha", "α"}, {"beta", "β"},  {"gamma", "γ"}, {"kappa", "κ"},   {"rho", "ρ"},  {"eps", "ε"},
    {"delta", "δ"}, {"Delta", "Δ"}, {"Omega", "Ω"}, {"Theta", "Θ"},   {"tau", "τ"},  {"theta", "θ"},
    {"pi", "π"},    {"sqrt", "√"},  {"sigma", "σ"}, {"lambda", "λ"},  {"zeta", "ζ"}, {"sum", "∑"},
    {"eta", "η"},   {"phi", "φ"},   {"omega", "ω"}, {"epsilon", "ε"}, {"grad", "∇"},
};

static void formula(struct writer *w, const char *s, size_t length);

static void put(struct writer *w, const char *s, size_t bytes)
{
    if (w->style == HTML) {
        char one[8] = {0};
        memcpy(one, s, bytes < sizeof one ? bytes : sizeof one - 1);
        lm_escape_xml(w->out, one);
    } else {
        if (bytes == 1 && strchr("{}^_@&~\\", *s)) lm_text_add(w->out, "\\");
        lm_text_add_bytes(w->out, s, bytes);
    }
    if (((unsigned char)*s & 0xC0) != 0x80) w->column++; /* not a continuation byte of UTF-8 */
}

/* The extent of what a ^ or _ raises or lowers, without its brackets: {...}, (3/4), -1/2, 0.5, c, max. */
static size_t script_extent(const char *s, size_t length, size_t *skip, size_t *taken)
{
    size_t i = 0;
    if (length && (s[0] == '{' || s[0] == '(')) {
        int depth = 0;
        for (char open = s[0], close = open == '{' ? '}' : ')'; i < length; i++) {
            depth += (s[i] == open) - (s[i] == close);
            if (depth == 0) break;
        }
        *skip = 1;
        *taken = i < length ? i + 1 : length;
        return i > 0 ? i - 1 : 0;
    }
    if (length && (s[0] == '-' || s[0] == '+')) i++;
    while (i < length && (isalnum((unsigned char)s[i]) || ((s[i] == '.' || s[i] == '/') && i + 1 < length && i > 0 &&
                                                           isdigit((unsigned char)s[i - 1]) && isdigit((unsigned char)s[i + 1]))))
        i++;
    *skip = 0;
    *taken = i;
    return i;
}

static size_t script(struct writer *w, const char *s, size_t length)
{
    size_t skip, taken, inside = script_extent(s + 1, length - 1, &skip, &taken);
    if (inside == 0) {
        put(w, s, 1);
        return 1;
    }
    bool up = s[0] == '^';
    lm_text_add(w->out, w->style == GNUPLOT ? (up ? "^{" : "_{") : (up ? "<sup>" : "<sub>"));
    w->depth++;
    formula(w, s + 1 + skip, inside);
    w->depth--;
    lm_text_add(w->out, w->style == GNUPLOT ? "}" : (up ? "</sup>" : "</sub>"));
    return 1 + taken;
}

/* After a root sign "sqrt m" needs no space and "sqrt(m)" no parentheses: how many characters in front of its argument and behind
 * it. */
static void root_extent(const char *s, size_t length, size_t *before, size_t *argument, size_t *after)
{
    size_t n = 1;
    while (n < length && isalnum((unsigned char)s[n])) n++;
    bool bracketed = n < length && n > 1 && s[0] == '(' && s[n] == ')';
    *before = (length > 1 && s[0] == ' ' && n > 1) || bracketed;
    *argument = bracketed ? n - 1 : 0;
    *after = bracketed;
}

static size_t word(struct writer *w, const char *s, size_t length)
{
    size_t n = 0;
    while (n < length && isalpha((unsigned char)s[n])) n++;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        if (strlen(words[k].plain) != n || strncmp(words[k].plain, s, n) != 0) continue;
        if (strcmp(words[k].plain, "sum") == 0 && (n == length || s[n] != '_')) continue; /* a word of English */
        put(w, words[k].printed, strlen(words[k].printed));
        if (strcmp(words[k].plain, "sqrt") != 0) return n;
        size_t before, argument, after;
        root_extent(s + n, length - n, &before, &argument, &after);
        formula(w, s + n + before, argument);
        return n + before + argument + after;
    }
    for (size_t k = 0; k < n; k++) put(w, s + k, 1);
    return n;
}

static bool is_relation(const char *s, size_t length)
{
    static const char *const all[] = {"<", ">", "<=", ">=", "!=", "->", "+-", "-", "="};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        if (strlen(all[k]) == length && strncmp(all[k], s, length) == 0) return true;
    return false;
}

/* A line does not end behind a sign like <=, nor between a single letter and one, nor before a %: "l <= L" stays together. */
static bool tied(const char *s, size_t length, size_t i)
{
    size_t from = i, to = i + 1;
    while (from > 0 && s[from - 1] != ' ') from--;
    while (to < length && s[to] != ' ') to++;
    return is_relation(s + from, i - from) || (to > i + 1 && s[i + 1] == '%') ||
           (i - from == 1 && is_relation(s + i + 1, to - i - 1));
}

/* Whether what follows the space at i up to the next place for a break leaves the line. */
static bool breaks_here(const struct writer *w, const char *s, size_t length, size_t i)
{
    if (w->style != GNUPLOT || w->depth > 0 || w->width == 0) return false;
    size_t visible = 1;
    for (size_t next = i + 1; next < length && (s[next] != ' ' || tied(s, length, next)); next++)
        visible += !strchr("{}^_", s[next]);
    return w->column + visible > w->width;
}

/* A hyphen that is a minus sign: in front of an exponent, or between spaces. */
static bool is_minus(const struct writer *w, const char *s, size_t length, size_t i)
{
    if (s[i] != '-') return false;
    if (i == 0) return w->depth > 0;
    return s[i - 1] == ' ' && i + 1 < length && s[i + 1] == ' ';
}

static void formula(struct writer *w, const char *s, size_t length)
{
    for (size_t i = 0; i < length;) {
        const struct replacement *relation = NULL;
        for (size_t k = 0; k < sizeof relations / sizeof *relations; k++)
            if (i + 1 < length && strncmp(relations[k].plain, s + i, 2) == 0) relation = &relations[k];
        if (relation) {
            put(w, relation->printed, strlen(relation->printed));
            i += 2;
        } else if ((s[i] == '^' || s[i] == '_') && i > 0 && s[i - 1] != ' ') {
            i += script(w, s + i, length - i);
        } else if (isalpha((unsigned char)s[i])) {
            i += word(w, s + i, length - i);
        } else if (s[i] == ' ' && tied(s, length, i)) {
            put(w, "\xc2\xa0", 2); /* a space that does not break */
            i++;
        } else if (s[i] == ' ' && breaks_here(w, s, length, i)) {
            lm_text_add(w->out, "\n");
            w->lines++;
            w->column = 0;
            i++;
        } else if (is_minus(w, s, length, i)) {
            put(w, "−", strlen("−"));
            i++;
        } else {
            put(w, s + i, 1);
            i++;
        }
    }
}

void lm_formula_html(struct lm_text *t, const char *s)
{
    struct writer w = {.out = t, .style = HTML};
    formula(&w, s, strlen(s));
}

size_t lm_formula_gnuplot(struct lm_text *t, const char *s, size_t width)
{
    struct writer w = {.out = t, .style = GNUPLOT, .width = width, .lines = 1};
    formula(&w, s, strlen(s));
    return w.lines;
}
