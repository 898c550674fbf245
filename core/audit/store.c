/* Run directories: cells.jsonl grows by one flushed line per finished cell, so that a kill costs at most the cells then running.
 *
 * A cell that failed, because an iteration did not converge for example, is a line too, but it is not finished: a run that is
 * resumed tries it again and appends what comes of it. So a line stands for its key until one that did not fail follows; two that
 * did not fail must agree. The file is never replaced by another, so that the lock on it means the same to every writer. */
#include "audit_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Reading ---- */

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
static const char *add_line(json_t *by_key, const json_t *manifest, const struct lm_expected *expected, const char *text,
                            size_t length)
{
    json_error_t error;
    json_t *line = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(line)) {
        json_decref(line);
        return "it is not a JSON object";
    }
    const char *defect = lm_line_defect(line, manifest, expected);
    if (!defect) {
        const char *key = json_string_value(json_object_get(line, "key"));
        json_t *known = json_object_get(by_key, key);
        if (!known || lm_line_failed(known))
            json_object_set(by_key, key, line);
        else if (!same_cell(known, line))
            defect = "it contradicts an earlier line of the same key";
    }
    json_decref(line);
    return defect;
}

/* The cells of a file by key, and the length of its whole lines: what follows was cut short by a kill. */
static lm_status read_cells(json_t **by_key, size_t *whole, const json_t *manifest, const struct lm_expected *expected,
                            const char *path)
{
    char *text;
    size_t length, number = 1;
    *by_key = NULL;
    *whole = 0;
    LM_TRY(lm_load_file(&text, &length, path));
    json_t *cells = json_object();
    lm_status status = LM_OK;
    while (status == LM_OK && *whole < length) {
        const char *line = text + *whole, *end = memchr(line, '\n', length - *whole);
        if (!end) break;
        const char *defect = add_line(cells, manifest, expected, line, (size_t)(end - line));
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

lm_status lm_store_read(struct lm_cells *out, const char *dir, const struct lm_registered *const *lemmas, size_t count)
{
    struct lm_expected expected = {0};
    json_t *by_key = NULL;
    size_t whole;
    *out = (struct lm_cells){0};
    LM_TRY(lm_manifest_read(&out->run, dir));
    if (!out->run) return lm_error(LM_EIO, "%s holds no run: it has no run.json", dir);
    char *path = lm_format("%s/cells.jsonl", dir);
    lm_status status = lm_expected_make(&expected, out->run, lemmas, count);
    if (status == LM_OK) status = read_cells(&by_key, &whole, out->run, &expected, path);
    if (status == LM_OK) {
        out->lines = lm_sorted_lines(by_key);
        out->missing = lm_expected_missing(&expected, by_key);
    } else {
        lm_cells_clear(out);
    }
    json_decref(by_key);
    lm_expected_free(&expected);
    free(path);
    return status;
}

lm_status lm_cells_read(struct lm_cells *out, const char *dir)
{
    /* First whether these are cells of this build at all: only then is it fair to call a line broken. */
    json_t *manifest;
    *out = (struct lm_cells){0};
    LM_TRY(lm_manifest_read(&manifest, dir));
    lm_status status = manifest ? lm_manifest_check_build(manifest, dir, true) : LM_OK;
    json_decref(manifest);
    return status == LM_OK ? lm_store_read(out, dir, NULL, 0) : status;
}

void lm_cells_clear(struct lm_cells *cells)
{
    json_decref(cells->run);
    json_decref(cells->lines);
    json_decref(cells->missing);
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
    lm_manifest_join(*joined, here);
    json_object_set(*joined, "shard", json_object_get(here, "shard"));
    return LM_OK;
}

lm_status lm_store_lock(struct lm_store *store, const char *dir)
{
    *store = (struct lm_store){.descriptor = -1, .mutex = PTHREAD_MUTEX_INITIALIZER};
    LM_TRY(lm_make_directories(dir, "choose another directory with --out"));
    store->path = lm_format("%s/cells.jsonl", dir);
    store->descriptor = open(store->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    lm_status status = LM_OK;
    if (store->descriptor < 0)
        status = lm_error(LM_EIO, "%s cannot be written: %s; %s", store->path, strerror(errno), REMEDY);
    else if (flock(store->descriptor, LOCK_EX | LOCK_NB) != 0)
        status = errno == EWOULDBLOCK ? lm_error(LM_EIO, "another lemmata is writing into %s; wait for it, or %s", dir, REMEDY)
                                      : lm_error(LM_EIO, "%s cannot be locked: %s; %s", store->path, strerror(errno), REMEDY);
    if (status != LM_OK) lm_store_close(store);
    return status;
}

static off_t size_of(const struct lm_store *store)
{
    struct stat about;
    return fstat(store->descriptor, &about) == 0 ? about.st_size : 0;
}

static lm_status cut_to(const struct lm_store *store, size_t length)
{
    if (size_of(store) <= (off_t)length || ftruncate(store->descriptor, (off_t)length) == 0) return LM_OK;
    return lm_error(LM_EIO, "%s cannot be written: %s; %s", store->path, strerror(errno), REMEDY);
}

lm_status lm_store_take_up(struct lm_store *store, const json_t *manifest, const struct lm_registered *const *lemmas, size_t count)
{
    struct lm_expected expected;
    size_t whole = 0;
    if (size_of(store) == 0) {
        store->finished = json_object();
        return LM_OK;
    }
    LM_TRY(lm_expected_make(&expected, manifest, lemmas, count));
    lm_status status = read_cells(&store->finished, &whole, manifest, &expected, store->path);
    lm_expected_free(&expected);
    return status == LM_OK ? cut_to(store, whole) : status;
}

static void drop_failed(json_t *by_key)
{
    const char *key;
    void *next;
    json_t *line;
    json_object_foreach_safe(by_key, next, key, line)
    {
        if (lm_line_failed(line)) json_object_del(by_key, key);
    }
}

/* Continues what the directory holds, or begins. */
static lm_status begin(struct lm_store *store, json_t *here, const struct lm_request *request)
{
    json_t *there = NULL, *joined = NULL;
    if (request->anew) LM_TRY(cut_to(store, 0));
    bool begun = size_of(store) > 0;
    lm_status status = begun ? lm_manifest_read(&there, request->out) : LM_OK;
    if (status == LM_OK && begun && !there)
        status = lm_error(LM_EFORMAT, "%s holds cells but no run.json; %s", request->out, REMEDY);
    if (status == LM_OK && begun) status = join_manifests(&joined, there, here, request->out);
    const json_t *manifest = begun ? joined : here;
    if (status == LM_OK) status = lm_store_take_up(store, manifest, request->lemmas, request->lemma_count);
    if (status == LM_OK) status = lm_manifest_write(manifest, request->out);
    if (status == LM_OK) drop_failed(store->finished);
    json_decref(there);
    json_decref(joined);
    return status;
}

lm_status lm_store_open(struct lm_store *store, const struct lm_request *request)
{
    json_t *here = NULL;
    lm_status status = lm_store_lock(store, request->out);
    if (status == LM_OK) status = lm_manifest_make(&here, request);
    if (status == LM_OK) status = begin(store, here, request);
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
