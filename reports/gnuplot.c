/* Draws: writes what gnuplot reads, starts it in the folder of the figures, and listens to what it says. */
#include "reports_internal.h"
#include <errno.h>
#include <lemmata/memory.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_FOUND = 127 };

static _Noreturn void become_gnuplot(const char *folder, const char *script, int errors)
{
    /* -d: no settings of the user's; a figure depends on its own files alone. */
    char program[] = "gnuplot", defaults[] = "-d", *file = lm_format("%s", script);
    char *const arguments[] = {program, defaults, file, NULL};
    if (dup2(errors, STDERR_FILENO) < 0 || dup2(errors, STDOUT_FILENO) < 0 || chdir(folder) != 0) _exit(126);
    execvp("gnuplot", arguments);
    _exit(errno == ENOENT || errno == EACCES || errno == ENOTDIR ? NOT_FOUND : 126);
}

/* The first line that says something: gnuplot quotes the command that failed, and puts a caret under it, before the message. */
static char *first_message(const char *said)
{
    const char *best = said, *line = said;
    while (*line) {
        size_t length = strcspn(line, "\n");
        const char *message = strstr(line, "line ");
        if (message && message < line + length) {
            best = line;
            break;
        }
        line += length + (line[length] == '\n');
    }
    best += strspn(best, " \n\t");
    return lm_format("%.*s", (int)strcspn(best, "\n"), best);
}

/* A gnuplot at work, and the end of the pipe that it speaks into. */
struct process {
    char *script;
    pid_t child;
    int said;
};

static struct process start_gnuplot(const char *folder, const char *script)
{
    struct process p = {.script = lm_xstrdup(script), .child = -1, .said = -1};
    int ends[2];
    if (pipe(ends) != 0) return p;
    fflush(NULL);
    p.child = fork();
    if (p.child == 0) {
        close(ends[0]);
        become_gnuplot(folder, script, ends[1]);
    }
    close(ends[1]);
    p.said = ends[0];
    return p;
}

static lm_status end_gnuplot(struct process *p, const char *folder, bool *found)
{
    struct lm_text said = {0};
    char buffer[4096];
    ssize_t got;
    while (p->child > 0 && ((got = read(p->said, buffer, sizeof buffer)) > 0 || (got < 0 && errno == EINTR)))
        if (got > 0) lm_text_add_bytes(&said, buffer, (size_t)got);
    if (p->said >= 0) close(p->said);
    int status = 0;
    while (p->child > 0 && waitpid(p->child, &status, 0) < 0 && errno == EINTR) continue;

    lm_status outcome = LM_OK;
    if (p->child < 0) {
        outcome = lm_error(LM_EIO, "cannot start gnuplot for %s/%s", folder, p->script);
    } else if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND) {
        *found = false;
    } else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        char *message = first_message(said.s ? said.s : "it said nothing");
        outcome = lm_error(LM_EIO, "gnuplot could not draw %s/%s: %s", folder, p->script, message);
        free(message);
    }
    lm_text_free(&said);
    free(p->script);
    return outcome;
}

static lm_status write_text(const char *folder, const char *name, const char *suffix, const struct lm_text *text)
{
    char *path = lm_format("%s/%s%s", folder, name, suffix);
    lm_status status = lm_write_file(path, text->s ? text->s : "", text->length);
    free(path);
    return status;
}

static lm_status write_sources(const char *folder, const json_t *lemma, const char *script)
{
    const char *slug = lm_string(lemma, "slug");
    struct lm_text numbers = {0}, text = {0};
    lm_status status = LM_OK;
    lm_text_printf(&numbers, "# The numbers and titles of the figure, computed from report.json.\nslug = \"%s\"\n", slug);
    for (size_t s = 0; s < lm_count(lemma, "statements") && status == LM_OK; s++) {
        const json_t *statement = json_array_get(json_object_get(lemma, "statements"), s);
        struct lm_text data = {0};
        char *name = lm_format("%s.%s", slug, lm_string(statement, "name"));
        lm_figure_data(&data, &numbers, lemma, statement);
        status = write_text(folder, name, ".dat", &data);
        lm_text_free(&data);
        free(name);
    }
    if (status == LM_OK) status = write_text(folder, slug, ".numbers.gp", &numbers);
    lm_text_add(&text, script);
    if (status == LM_OK) status = write_text(folder, slug, ".gp", &text);
    lm_text_free(&numbers);
    lm_text_free(&text);
    return status;
}

static const char *script_of(const struct lm_figure_source *figures, size_t count, const char *slug)
{
    for (size_t k = 0; k < count; k++)
        if (strcmp(figures[k].slug, slug) == 0) return figures[k].script;
    return NULL;
}

/* What drawing came to. As many figures are drawn at a time as there are processors; after a failure none is begun. */
struct drawing {
    const char *folder;
    lm_status written, drawn;
    bool found; /* gnuplot */
    struct process *running;
    size_t most, first, count; /* a ring of `most`: the oldest, and how many */
};

static void end_oldest(struct drawing *d)
{
    lm_status status = end_gnuplot(&d->running[d->first], d->folder, &d->found);
    if (d->drawn == LM_OK) d->drawn = status;
    d->first = (d->first + 1) % d->most;
    d->count--;
}

static void run(struct drawing *d, const char *script)
{
    if (d->count == d->most) end_oldest(d);
    if (d->written != LM_OK || d->drawn != LM_OK || !d->found) return;
    d->running[(d->first + d->count++) % d->most] = start_gnuplot(d->folder, script);
}

static void draw(struct drawing *d, const json_t *lemma, const char *script)
{
    if (!script || d->written != LM_OK) return;
    d->written = write_sources(d->folder, lemma, script);
    char *name = lm_format("%s.gp", lm_string(lemma, "slug"));
    run(d, name);
    free(name);
}

static void draw_tournament(struct drawing *d, const json_t *report)
{
    json_t *tournament = lm_tournament(report);
    struct lm_text script = {0};
    lm_text_add(&script, "# What several papers bound, and all their bounds.\nload \"" LM_TOURNAMENT ".numbers.gp\"\npanels = \"");
    LM_EACH(quantity, tournament, "statements") lm_text_printf(&script, "%s%s", quantity_i ? " " : "", lm_string(quantity, "name"));
    lm_text_add(&script, "\"\nload \"house-style.gp\"\n");
    if (tournament) draw(d, tournament, script.s);
    lm_text_free(&script);
    json_decref(tournament);
}

static lm_status write_literal(const char *folder, const char *name, const char *suffix, const char *literal)
{
    struct lm_text text = {0};
    lm_text_add(&text, literal);
    lm_status status = write_text(folder, name, suffix, &text);
    lm_text_free(&text);
    return status;
}

static void draw_attacks(struct drawing *d, const json_t *report)
{
    json_t *rows = lm_reached(report);
    struct lm_text data = {0}, numbers = {0};
    if (json_array_size(rows) > 0 && d->written == LM_OK) {
        lm_reached_figure(&data, &numbers, rows);
        d->written = write_text(d->folder, LM_ATTACKS, ".dat", &data);
        if (d->written == LM_OK) d->written = write_text(d->folder, LM_ATTACKS, ".numbers.gp", &numbers);
        if (d->written == LM_OK)
            d->written = write_literal(d->folder, LM_ATTACKS, ".gp", "load \"" LM_ATTACKS ".numbers.gp\"\nload \"reach.gp\"\n");
        run(d, LM_ATTACKS ".gp");
    }
    lm_text_free(&data);
    lm_text_free(&numbers);
    json_decref(rows);
}

lm_status lm_draw_figures(const char *dir, const json_t *report, const struct lm_figure_source *figures, size_t figure_count,
                          enum lm_figure_state *state)
{
    char *folder = lm_format("%s/figures", dir);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct drawing d = {.folder = folder, .drawn = LM_OK, .found = true, .most = processors > 1 ? (size_t)processors : 1};
    d.running = lm_xcalloc(d.most, sizeof *d.running);
    d.written = write_literal(folder, "house-style", ".gp", lm_text_house_style);
    if (d.written == LM_OK) d.written = write_literal(folder, "terminal", ".gp", lm_text_terminal);
    if (d.written == LM_OK) d.written = write_literal(folder, "reach", ".gp", lm_text_reach);
    LM_EACH(lemma, report, "lemmas") draw(&d, lemma, script_of(figures, figure_count, lm_string(lemma, "slug")));
    if (figure_count > 0) draw_tournament(&d, report);
    if (figure_count > 0) draw_attacks(&d, report);
    while (d.count > 0) end_oldest(&d);
    free(d.running);
    free(folder);
    bool failed = d.written != LM_OK || d.drawn != LM_OK;
    *state = failed ? LM_FIGURES_FAILED : d.found ? LM_FIGURES_DRAWN : LM_FIGURES_NO_GNUPLOT;
    return d.written != LM_OK ? d.written : d.drawn;
}
