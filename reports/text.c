#include "reports_internal.h"
#include <lemmata/memory.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void lm_text_free(struct lm_text *t)
{
    free(t->s);
    *t = (struct lm_text){0};
}

void lm_text_add_bytes(struct lm_text *t, const char *s, size_t length)
{
    if (t->length + length + 1 > t->room) {
        t->room = 2 * (t->length + length + 1);
        t->s = lm_xrealloc(t->s, t->room);
    }
    memcpy(t->s + t->length, s, length);
    t->length += length;
    t->s[t->length] = '\0';
}

void lm_text_add(struct lm_text *t, const char *s)
{
    lm_text_add_bytes(t, s, strlen(s));
}

void lm_text_printf(struct lm_text *t, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *piece = lm_vformat(format, arguments);
    va_end(arguments);
    lm_text_add(t, piece);
    free(piece);
}

/* XML 1.0 has no way to write the other control characters. */
static bool unwritable(char c)
{
    return (unsigned char)c < 0x20 && c != '\n' && c != '\t';
}

void lm_escape_xml(struct lm_text *t, const char *s)
{
    for (; *s; s++) {
        switch (*s) {
        case '&':
            lm_text_add(t, "&amp;");
            break;
        case '<':
            lm_text_add(t, "&lt;");
            break;
        case '>':
            lm_text_add(t, "&gt;");
            break;
        case '"':
            lm_text_add(t, "&quot;");
            break;
        case '\'':
            lm_text_add(t, "&#39;");
            break;
        default:
            lm_text_add_bytes(t, unwritable(*s) ? " " : s, 1);
        }
    }
}

void lm_escape_markdown(struct lm_text *t, const char *s)
{
    for (; *s; s++) {
        switch (*s) {
        case '&':
            lm_text_add(t, "&amp;");
            break;
        case '<':
            lm_text_add(t, "&lt;");
            break;
        case '>':
            lm_text_add(t, "&gt;");
            break;
        case '\n':
            lm_text_add(t, " ");
            break;
        default:
            if (strchr("\\`*_{}[]#|~", *s)) lm_text_add(t, "\\");
            lm_text_add_bytes(t, unwritable(*s) ? " " : s, 1);
        }
    }
}

void lm_escape_csv(struct lm_text *t, const char *s)
{
    if (!strpbrk(s, ",\"\n\r")) {
        lm_text_add(t, s);
        return;
    }
    lm_text_add(t, "\"");
    for (; *s; s++) lm_text_add_bytes(t, *s == '"' ? "\"\"" : s, *s == '"' ? 2 : 1);
    lm_text_add(t, "\"");
}

static void fill(struct lm_text *t, lm_escape *escape, const char *template, va_list arguments)
{
    const char *hole;
    for (; (hole = strchr(template, '$')); template = hole + 1) {
        lm_text_add_bytes(t, template, (size_t)(hole - template));
        const char *argument = va_arg(arguments, const char *);
        LM_ASSERT(argument);
        escape(t, argument);
    }
    LM_ASSERT(!va_arg(arguments, const char *));
    lm_text_add(t, template);
}

void lm_markup(struct lm_text *t, const char *template, ...)
{
    va_list arguments;
    va_start(arguments, template);
    fill(t, lm_escape_xml, template, arguments);
    va_end(arguments);
}

void lm_markdown(struct lm_text *t, const char *template, ...)
{
    va_list arguments;
    va_start(arguments, template);
    fill(t, lm_escape_markdown, template, arguments);
    va_end(arguments);
}
