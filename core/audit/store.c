/* Run directories: cells.jsonl grows by one flushed line per finished cell, so that a kill costs at most the cells then running. */
#include "audit_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Files ---- */

lm_status lm_make_directories(const char *path)
{
    LM_ASSERT(path && path[0] != '\0');
    char *part = lm_xstrdup(path);
    lm_status status = LM_OK;
    struct stat about;
    for (char *end = part; status == LM_OK && end;) {
        end = strchr(end + 1, '/');
        if (end) *end = '\0';
        int reason = mkdir(part, 0777) == 0 ? 0 : errno;
        if (reason && (stat(part, &about) != 0 || !S_ISDIR(about.st_mode)))
            status = lm_error(LM_EIO, "%s cannot be made: %s; choose another directory with --out", part, strerror(reason));
        if (end) *end = '/';
    }
    free(part);
    return status;
}

lm_status lm_replace_file(const char *path, const char *text)
{
    char *temporary = lm_format("%s.new", path);
    FILE *file = fopen(temporary, "w");
    bool written = file && fputs(text, file) >= 0 && fflush(file) == 0;
    int reason = errno;
    if (file && fclose(file) != 0 && written) {
        written = false;
        reason = errno;
    }
    if (written && rename(temporary, path) != 0) {
        written = false;
        reason = errno;
    }
    if (!written && file) unlink(temporary);
    free(temporary);
    return written ? LM_OK : lm_error(LM_EIO, "%s cannot be written: %s", path, strerror(reason));
}

/* ---- Reading ---- */

/* The whole regular file; "" when there is none. */
static lm_status read_text(char **text, size_t *length, const char *path)
{
    struct stat about;
    *text = NULL;
    *length = 0;
    FILE *file = fopen(path, "r");
    if (!file && errno == ENOENT) return LM_OK;
    if (!file || fstat(fileno(file), &about) != 0) {
        int reason = errno;
        if (file) fclose(file);
        return lm_error(LM_EIO, "%s cannot be read: %s", path, strerror(reason));
    }
    if (S_ISREG(about.st_mode) && about.st_size > 0) {
        *text = lm_xmalloc((size_t)about.st_size);
        *length = fread(*text, 1, (size_t)about.st_size, file);
    }
    fclose(file);
    return LM_OK;
}

/* All but the time a cell took: what two runs of one cell have in common. */
static bool same_cell(json_t *a, json_t *b)
{
    json_t *left = json_copy(a), *right = json_copy(b);
    json_object_del(left, "seconds");
    json_object_del(right, "seconds");
    bool same = json_equal(left, right);
    json_decref(left);
    json_decref(right);
    return same;
}

/* Adds one line to the cells by key; returns what is wrong with it, or NULL. */
static const char *add_line(json_t *by_key, const json_t *manifest, const char *text, size_t length)
{
    json_error_t error;
    json_t *line = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(line)) {
        json_decref(line);
        return "it is not a JSON object";
    }
    const char *defect = lm_line_defect(line, manifest);
    if (!defect) {
        const char *key = json_string_value(json_object_get(line, "key"));
        json_t *known = json_object_get(by_key, key);
        if (!known)
            json_object_set(by_key, key, line);
        else if (!same_cell(known, line))
            defect = "it contradicts an earlier line of the same key";
    }
    json_decref(line);
    return defect;
}

/* The cells of a file by key, and the length of its whole lines: what follows was cut short by a kill. */
static lm_status read_cells(json_t **by_key, size_t *whole, const json_t *manifest, const char *path)
{
    char *text;
    size_t length, number = 1;
    *by_key = NULL;
    *whole = 0;
    LM_TRY(read_text(&text, &length, path));
    json_t *cells = json_object();
    lm_status status = LM_OK;
    while (status == LM_OK && *whole < length) {
        const char *line = text + *whole, *end = memchr(line, '\n', length - *whole);
        if (!end) break;
        const char *defect = add_line(cells, manifest, line, (size_t)(end - line));
        if (defect)
            status = lm_error(LM_EFORMAT, "%s, line %zu: %s; delete that line and resume: only its cell is run again", path, number,
                              defect);
        *whole += (size_t)(end - line) + 1;
        number++;
    }
    free(text);
    if (status == LM_OK)
        *by_key = cells;
    else
        json_decref(cells);
    return status;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

json_t *lm_sorted_lines(json_t *by_key)
{
    size_t n = json_object_size(by_key), i = 0;
    const char **keys = lm_xmalloc(n * sizeof *keys), *key;
    json_t *line, *out = json_array();
    json_object_foreach(by_key, key, line) keys[i++] = key;
    qsort(keys, n, sizeof *keys, by_text);
    for (i = 0; i < n; i++) json_array_append(out, json_object_get(by_key, keys[i]));
    free(keys);
    return out;
}

lm_status lm_store_read(struct lm_cells *out, const char *dir)
{
    json_t *by_key;
    size_t whole;
    *out = (struct lm_cells){0};
    LM_TRY(lm_manifest_read(&out->run, dir));
    if (!out->run) return lm_error(LM_EIO, "%s holds no run: it has no run.json", dir);
    char *path = lm_format("%s/cells.jsonl", dir);
    lm_status status = read_cells(&by_key, &whole, out->run, path);
    free(path);
    if (status != LM_OK) {
        lm_cells_clear(out);
        return status;
    }
    out->lines = lm_sorted_lines(by_key);
    json_decref(by_key);
    return LM_OK;
}

lm_status lm_cells_read(struct lm_cells *out, const char *dir)
{
    /* First whether these are cells of this build at all: only then is it fair to call a line broken. */
    json_t *manifest;
    *out = (struct lm_cells){0};
    LM_TRY(lm_manifest_read(&manifest, dir));
    lm_status status = manifest ? lm_manifest_check_build(manifest, dir, true) : LM_OK;
    json_decref(manifest);
    return status == LM_OK ? lm_store_read(out, dir) : status;
}

void lm_cells_clear(struct lm_cells *cells)
{
    json_decref(cells->run);
    json_decref(cells->lines);
    *cells = (struct lm_cells){0};
}

/* ---- Writing ---- */

static const char REMEDY[] = "name another directory with --out";

/* The run.json of the directory from now on: the old one with the lemmas of the new, or the new one where nothing was run yet. */
static lm_status join_manifests(json_t **joined, json_t *there, json_t *here, const char *dir)
{
    LM_TRY(lm_manifest_check(there, here, dir, REMEDY));
    LM_TRY(lm_manifest_check_build(there, dir, false));
    const char *old = json_string_value(json_object_get(there, "shard")), *new = json_string_value(json_object_get(here, "shard"));
    if (!old || (strcmp(old, new) != 0 && strcmp(new, "1/1") != 0))
        return lm_error(LM_EFORMAT, "%s holds shard %s of a run, not %s; %s", dir, old ? old : "?", new, REMEDY);
    *joined = json_copy(there);
    json_t *lemmas = json_copy(json_object_get(there, "lemmas"));
    json_object_update(lemmas, json_object_get(here, "lemmas"));
    json_object_set_new(*joined, "lemmas", lemmas);
    json_object_set(*joined, "shard", json_object_get(here, "shard"));
    return LM_OK;
}

/* Continues what the directory holds, or begins. */
static lm_status take_up(struct lm_store *store, json_t *there, json_t *here, const char *dir)
{
    json_t *joined = NULL;
    size_t whole = 0;
    struct stat about;
    bool begun = fstat(store->descriptor, &about) == 0 && about.st_size > 0;
    if (begun && !there) return lm_error(LM_EFORMAT, "%s holds cells but no run.json; %s", dir, REMEDY);
    if (begun) LM_TRY(join_manifests(&joined, there, here, dir));
    lm_status status = read_cells(&store->finished, &whole, begun ? joined : here, store->path);
    if (status == LM_OK && begun && (off_t)whole < about.st_size && ftruncate(store->descriptor, (off_t)whole) != 0)
        status = lm_error(LM_EIO, "%s cannot be written: %s", store->path, strerror(errno));
    if (status == LM_OK) status = lm_manifest_write(begun ? joined : here, dir);
    json_decref(joined);
    return status;
}

lm_status lm_store_open(struct lm_store *store, const struct lm_request *request)
{
    json_t *there = NULL, *here = NULL;
    *store = (struct lm_store){.descriptor = -1, .mutex = PTHREAD_MUTEX_INITIALIZER};
    LM_TRY(lm_make_directories(request->out));
    store->path = lm_format("%s/cells.jsonl", request->out);
    store->descriptor = open(store->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    lm_status status = LM_OK;
    if (store->descriptor < 0)
        status = lm_error(LM_EIO, "%s cannot be written: %s; %s", store->path, strerror(errno), REMEDY);
    else if (flock(store->descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        status = lm_error(LM_EIO, "another lemmata is writing into %s; wait for it, or %s", request->out, REMEDY);
    if (status == LM_OK) status = lm_manifest_read(&there, request->out);
    if (status == LM_OK) status = lm_manifest_make(&here, request);
    if (status == LM_OK) status = take_up(store, there, here, request->out);
    json_decref(there);
    json_decref(here);
    if (status != LM_OK) lm_store_close(store);
    return status;
}

/* write(2) until all is out; a signal may cut it short. */
static bool write_all(int descriptor, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t written = write(descriptor, text, length);
        if (written < 0 && errno != EINTR) return false;
        if (written > 0) {
            text += written;
            length -= (size_t)written;
        }
    }
    return true;
}

lm_status lm_store_append(struct lm_store *store, const json_t *line)
{
    char *text = lm_line_text(line);
    lm_status status = LM_OK;
    pthread_mutex_lock(&store->mutex);
    off_t end = lseek(store->descriptor, 0, SEEK_END);
    if (!write_all(store->descriptor, text, strlen(text))) {
        status = lm_error(LM_EIO, "%s cannot be written: %s; the cells in it are kept: make room and run the same command again",
                          store->path, strerror(errno));
        /* What came through of this line would spoil the next one. Should even this fail, the next run cuts it off. */
        if (end >= 0) (void)!ftruncate(store->descriptor, end);
    }
    pthread_mutex_unlock(&store->mutex);
    free(text);
    return status;
}

void lm_store_close(struct lm_store *store)
{
    if (store->descriptor >= 0) close(store->descriptor);
    free(store->path);
    json_decref(store->finished);
    *store = (struct lm_store){.descriptor = -1};
}
