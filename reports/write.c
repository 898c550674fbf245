/* A report is a folder of files. Yesterday's goes first; today's page comes last, so that a page is never older than what it shows.
 */
#include "reports_internal.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <lemmata/memory.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(FILE *file, const char *text, size_t length)
{
    bool written = fwrite(text, 1, length, file) == length;
    /* A full disk may be noticed as late as here. */
    written = fflush(file) == 0 && written;
    return fclose(file) == 0 && written;
}

lm_status lm_write_file(const char *path, const char *text, size_t length)
{
    char *temporary = lm_format("%s.part", path);
    FILE *file = fopen(temporary, "wb");
    bool written = file && write_all(file, text, length) && rename(temporary, path) == 0;
    int reason = errno;
    if (file && !written) unlink(temporary);
    free(temporary);
    return written ? LM_OK : lm_error(LM_EIO, "cannot write %s: %s", path, strerror(reason));
}

char *lm_read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    struct lm_text text = {0};
    char buffer[16384];
    size_t got;
    lm_text_add(&text, "");
    while ((got = fread(buffer, 1, sizeof buffer, file)) > 0) lm_text_add_bytes(&text, buffer, got);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed) lm_text_free(&text);
    return text.s;
}

/* Names become names of files and variables of gnuplot. */
static bool is_plain_name(const char *name)
{
    if (!islower((unsigned char)*name)) return false;
    for (; *name; name++)
        if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name) && *name != '-') return false;
    return true;
}

/* "witnesses/<name>", and nothing that leads elsewhere. */
static bool is_witness_path(const char *path)
{
    static const char folder[] = "witnesses/";
    return strncmp(path, folder, sizeof folder - 1) == 0 && path[sizeof folder - 1] && path[sizeof folder - 1] != '.' &&
           !strchr(path + sizeof folder - 1, '/');
}

static lm_status check_names(const json_t *report)
{
    if (strcmp(lm_string(report, "schema"), "lemmata-report-1") != 0)
        return lm_error(LM_EFORMAT, "the report is of schema \"%s\", not lemmata-report-1", lm_string(report, "schema"));
    LM_EACH(lemma, report, "lemmas") {
        if (!is_plain_name(lm_string(lemma, "slug")))
            return lm_error(LM_EFORMAT, "\"%s\" is no name of a lemma: use a-z, 0-9 and hyphens", lm_string(lemma, "slug"));
        if (strcmp(lm_string(lemma, "slug"), LM_TOURNAMENT) == 0 || strcmp(lm_string(lemma, "slug"), LM_ATTACKS) == 0)
            return lm_error(LM_EFORMAT, "\"%s\" is no name of a lemma: a figure of every report is called so",
                            lm_string(lemma, "slug"));
        LM_EACH(statement, lemma, "statements")
            if (!is_plain_name(lm_string(statement, "name")))
                return lm_error(LM_EFORMAT, "\"%s\" is no name of a statement: use a-z, 0-9 and hyphens",
                                lm_string(statement, "name"));
    }
    LM_EACH(witness, report, "witnesses")
        if (!is_witness_path(lm_string(witness, "file")))
            return lm_error(LM_EFORMAT, "\"%s\" is no name of a witness: use witnesses/NAME", lm_string(witness, "file"));
    return LM_OK;
}

static lm_status remove_file(const char *dir, const char *name)
{
    char *path = lm_format("%s/%s", dir, name);
    lm_status status = LM_OK;
    if (unlink(path) != 0 && errno != ENOENT && errno != ENOTDIR)
        status = lm_error(LM_EIO, "cannot remove %s of the previous report: %s", path, strerror(errno));
    free(path);
    return status;
}

/* Removes <dir>/figures/<slug>.*: the files of that lemma, whatever its statements were called then. */
static lm_status remove_figures(const char *dir, const char *slug)
{
    char *folder = lm_format("%s/figures", dir);
    DIR *files = opendir(folder);
    lm_status status = LM_OK;
    size_t length = strlen(slug);
    for (struct dirent *entry; files && status == LM_OK && (entry = readdir(files));)
        if (strncmp(entry->d_name, slug, length) == 0 && entry->d_name[length] == '.') status = remove_file(folder, entry->d_name);
    if (files) closedir(files);
    free(folder);
    return status;
}

/* The old report.json tells which files were its own, so that nothing else in the folder is touched; it goes last. */
static lm_status remove_previous(const char *dir)
{
    static const char *const fixed[] = {"index.html",          "errata.html",     "claims.html",        "report.md",
                                        "report.csv",          "junit.xml",       "report.schema.json", "figures/house-style.gp",
                                        "figures/terminal.gp", "figures/reach.gp"};
    for (size_t k = 0; k < sizeof fixed / sizeof *fixed; k++) LM_TRY(remove_file(dir, fixed[k]));
    char *path = lm_format("%s/report.json", dir);
    json_t *old = json_load_file(path, 0, NULL);
    free(path);
    lm_status status = LM_OK;
    if (old) status = remove_figures(dir, LM_TOURNAMENT);
    if (old && status == LM_OK) status = remove_figures(dir, LM_ATTACKS);
    LM_EACH(lemma, old, "lemmas")
        if (status == LM_OK && is_plain_name(lm_string(lemma, "slug"))) status = remove_figures(dir, lm_string(lemma, "slug"));
    LM_EACH(witness, old, "witnesses")
        if (status == LM_OK && is_witness_path(lm_string(witness, "file"))) status = remove_file(dir, lm_string(witness, "file"));
    json_decref(old);
    return status == LM_OK ? remove_file(dir, "report.json") : status;
}

static lm_status make_folder(const char *dir, const char *name)
{
    char *path = name ? lm_format("%s/%s", dir, name) : lm_xstrdup(dir);
    lm_status status = LM_OK;
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        status = lm_error(LM_EIO, "cannot make the folder %s: %s", path, strerror(errno));
    free(path);
    return status;
}

static lm_status write_text(const char *dir, const char *name, const char *text)
{
    char *path = lm_format("%s/%s", dir, name);
    lm_status status = lm_write_file(path, text ? text : "", text ? strlen(text) : 0);
    free(path);
    return status;
}

static lm_status write_json(const char *dir, const char *name, const json_t *value)
{
    char *text = lm_render_json(value);
    if (!text) return lm_error(LM_EINTERNAL, "%s cannot be written as JSON", name);
    struct lm_text line = {0};
    lm_text_add(&line, text);
    lm_text_add(&line, "\n");
    lm_status status = write_text(dir, name, line.s);
    lm_text_free(&line);
    free(text);
    return status;
}

typedef void renderer(struct lm_text *t, const json_t *report);
typedef void page_renderer(struct lm_text *t, const json_t *report, const char *dir, enum lm_figure_state figures);

static lm_status write_rendered(const char *dir, const char *name, renderer *render, const json_t *report)
{
    struct lm_text text = {0};
    render(&text, report);
    lm_status status = write_text(dir, name, text.s);
    lm_text_free(&text);
    return status;
}

static lm_status write_page(const char *dir, const char *name, page_renderer *render, const json_t *report,
                            enum lm_figure_state figures)
{
    struct lm_text text = {0};
    render(&text, report, dir, figures);
    lm_status status = write_text(dir, name, text.s);
    lm_text_free(&text);
    return status;
}

static lm_status write_report(const char *dir, const json_t *report, const struct lm_figure_source *figures, size_t figure_count,
                              bool *figures_drawn)
{
    LM_TRY(check_names(report));
    LM_TRY(make_folder(dir, NULL));
    LM_TRY(remove_previous(dir));
    LM_TRY(write_json(dir, "report.json", report));
    LM_TRY(make_folder(dir, "figures"));
    LM_TRY(make_folder(dir, "witnesses"));
    LM_TRY(write_text(dir, "report.schema.json", lm_text_schema));
    LM_TRY(write_rendered(dir, "report.csv", lm_render_csv, report));
    LM_TRY(write_rendered(dir, "junit.xml", lm_render_junit, report));
    LM_EACH(witness, report, "witnesses") LM_TRY(write_json(dir, lm_string(witness, "file"), json_object_get(witness, "content")));
    /* A figure that could not be drawn is an error, but no reason to withhold the verdicts: the pages are written all the same. */
    enum lm_figure_state state = LM_FIGURES_FAILED;
    lm_status drawing = lm_draw_figures(dir, report, figures, figure_count, &state);
    LM_TRY(write_page(dir, "report.md", lm_render_markdown, report, state));
    LM_TRY(write_rendered(dir, "errata.html", lm_render_errata, report));
    LM_TRY(write_rendered(dir, "claims.html", lm_render_claims, report));
    LM_TRY(write_page(dir, "index.html", lm_render_html, report, state));
    *figures_drawn = state == LM_FIGURES_DRAWN;
    return drawing;
}

lm_status lm_report_write(const char *dir, const json_t *report, const struct lm_figure_source *figures, size_t figure_count,
                          bool *figures_drawn)
{
    *figures_drawn = false;
    /* Numbers are written with a point whatever the user's language. */
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0), before = uselocale(plain);
    lm_status status = write_report(dir, report, figures, figure_count, figures_drawn);
    uselocale(before);
    freelocale(plain);
    return status;
}
