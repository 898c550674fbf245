/* A drawing of gnuplot as part of a page: no prologue, and identifiers that are unique among all figures of the page. */
#include "reports_internal.h"
#include <lemmata/memory.h>
#include <stdlib.h>
#include <string.h>

static bool starts(const char *s, const char *with)
{
    return strncmp(s, with, strlen(with)) == 0;
}

/* gnuplot numbers the elements of each plot from 1 again, so they are counted anew; nothing refers to them. Symbols (gpPt0, a
 * pattern) are referred to, and keep their name behind the slug. Namespaces are those of the page, and "http" stays out of it. */
static void copy_attributes(struct lm_text *t, const char *slug, const char *s, const char *end)
{
    static const char *const dropped[] = {"xmlns=\"", "xmlns:xlink=\"", "onload=\"", "onclick=\"", "onmousemove=\"", "version=\""};
    size_t plots = 0;
    while (s < end) {
        bool skipped = false;
        for (size_t k = 0; k < sizeof dropped / sizeof *dropped && !skipped; k++) {
            if (!starts(s, dropped[k])) continue;
            const char *close = strchr(s + strlen(dropped[k]), '"');
            s = close ? close + 1 : end;
            skipped = true;
        }
        if (skipped) continue;
        if (starts(s, "id=\"") || starts(s, "id='")) {
            const char *name = s + 4;
            size_t length = strcspn(name, "\"'");
            bool symbol = starts(name, "gp") || !strstr(name, "plot_") || strstr(name, "plot_") > name + length;
            lm_text_printf(t, "id=\"%s-", slug);
            if (symbol)
                lm_text_add_bytes(t, name, length);
            else
                lm_text_printf(t, "plot-%zu", ++plots);
            lm_text_add(t, "\"");
            s = name + length + 1;
        } else if (starts(s, "xlink:href='#") || starts(s, "xlink:href=\"#")) {
            const char *name = s + 13;
            size_t length = strcspn(name, "\"'");
            lm_text_printf(t, "href=\"#%s-%.*s\"", slug, (int)length, name);
            s = name + length + 1;
        } else if (starts(s, "url(#")) {
            lm_text_printf(t, "url(#%s-", slug);
            s += 5;
        } else {
            lm_text_add_bytes(t, s++, 1);
        }
    }
}

bool lm_inline_svg(struct lm_text *t, const char *dir, const char *slug, const char *label)
{
    char *path = lm_format("%s/figures/%s.svg", dir, slug), *svg = lm_read_file(path);
    free(path);
    const char *open = svg ? strstr(svg, "<svg") : NULL, *end = svg ? strstr(svg, "</svg>") : NULL;
    if (open && end) {
        lm_markup(t, "<svg role=\"img\" aria-label=\"$\"", label, NULL);
        copy_attributes(t, slug, open + 4, end);
        lm_text_add(t, "</svg>\n");
    }
    free(svg);
    return open && end;
}
