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

static lm_status run_gnuplot(const char *folder, const char *script, bool *found)
{
    int ends[2];
    *found = true;
    if (pipe(ends) != 0) return lm_error(LM_EIO, "cannot start gnuplot: %s", strerror(errno));
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        become_gnuplot(folder, script, ends[1]);
    }
    close(ends[1]);
    struct lm_text said = {0};
    char buffer[4096];
    ssize_t got;
    while (child > 0 && ((got = read(ends[0], buffer, sizeof buffer)) > 0 || (got < 0 && errno == EINTR)))
        if (got > 0) lm_text_add_bytes(&said, buffer, (size_t)got);
    close(ends[0]);
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) continue;

    lm_status outcome = LM_OK;
    if (child < 0) {
        outcome = lm_error(LM_EIO, "cannot start gnuplot: %s", strerror(errno));
    } else if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND) {
        *found = false;
    } else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        char *message = first_message(said.s ? said.s : "it said nothing");
        outcome = lm_error(LM_EIO, "gnuplot could not draw %s/%s: %s", folder, script, message);
        free(message);
    }
    lm_text_free(&said);
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

lm_status lm_draw_figures(const char *dir, const json_t *report, const struct lm_figure_source *figures, size_t figure_count,
                          enum lm_figure_state *state)
{
    char *folder = lm_format("%s/figures", dir);
    struct lm_text style = {0};
    lm_text_add(&style, lm_text_house_style);
    lm_status status = write_text(folder, "house-style", ".gp", &style), drawing = LM_OK;
    lm_text_free(&style);
    bool found = true;
    for (size_t l = 0; l < lm_count(report, "lemmas") && status == LM_OK; l++) {
        const json_t *lemma = json_array_get(json_object_get(report, "lemmas"), l);
        const char *slug = lm_string(lemma, "slug"), *script = script_of(figures, figure_count, slug);
        if (!script) continue;
        status = write_sources(folder, lemma, script);
        if (status != LM_OK || !found || drawing != LM_OK) continue;
        char *name = lm_format("%s.gp", slug);
        drawing = run_gnuplot(folder, name, &found);
        free(name);
    }
    free(folder);
    *state = status != LM_OK || drawing != LM_OK ? LM_FIGURES_FAILED : found ? LM_FIGURES_DRAWN : LM_FIGURES_NO_GNUPLOT;
    return status != LM_OK ? status : drawing;
}
