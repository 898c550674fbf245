/* The union of run directories: shards of one run, computed apart. What the target holds is one more of them: merging never loses a
 * cell. Its run.json names a shard only when the cells are there: a merge that was killed is finished by the same command. */
#include "audit_internal.h"
#include <stdlib.h>
#include <string.h>

static const char REMEDY[] = "only shards of one run can be merged";

struct merge {
    json_t *manifest; /* of the union; NULL before the first directory */
    json_t *lines;    /* by key */
    json_t *shards;   /* an object whose keys are the shards met, "2/3" */
};

/* ---- Shards ---- */

/* "1/3+2/3" is what an incomplete union calls itself. */
static void add_shards(json_t *shards, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "+");
        char *shard = lm_format("%.*s", (int)length, text);
        json_object_set_new(shards, shard, json_true());
        free(shard);
        text += length + (text[length] == '+');
    }
}

static bool all_there(const json_t *shards, unsigned count)
{
    char shard[32];
    for (unsigned i = 1; i <= count; i++) {
        snprintf(shard, sizeof shard, "%u/%u", i, count);
        if (!json_object_get(shards, shard)) return false;
    }
    return true;
}

static json_t *name_shards(json_t *shards)
{
    char *name = lm_xstrdup("");
    const char *shard;
    json_t *present;
    json_object_foreach(shards, shard, present) {
        unsigned index, count;
        bool whole = sscanf(shard, "%u/%u", &index, &count) == 2 && count > 0 && all_there(shards, count);
        char *longer = whole ? lm_xstrdup("1/1") : lm_format("%s%s%s", name, name[0] ? "+" : "", shard);
        free(name);
        name = longer;
        if (whole) break;
    }
    json_t *out = json_string(name);
    free(name);
    return out;
}

/* ---- Directories ---- */

static lm_status join_manifest(struct merge *merge, json_t *manifest, const char *dir)
{
    const char *shard = json_string_value(json_object_get(manifest, "shard"));
    if (!shard) return lm_error(LM_EFORMAT, "%s/run.json does not name its shard", dir);
    add_shards(merge->shards, shard);
    if (!merge->manifest) {
        merge->manifest = json_deep_copy(manifest);
        return LM_OK;
    }
    LM_TRY(lm_manifest_check(manifest, merge->manifest, dir, REMEDY));
    lm_manifest_join(merge->manifest, manifest);
    return LM_OK;
}

/* Whether `line` says more than what is known of its cell. */
static bool says_more(const json_t *line, const json_t *known)
{
    return !known || (lm_line_failed(known) && !lm_line_failed(line));
}

static bool contradict(const json_t *a, const json_t *b)
{
    return !lm_line_failed(a) && !lm_line_failed(b) &&
           !json_equal(json_object_get(a, "values_hex"), json_object_get(b, "values_hex"));
}

static lm_status join_line(struct merge *merge, json_t *line, const char *dir)
{
    const char *key = json_string_value(json_object_get(line, "key"));
    const json_t *known = json_object_get(merge->lines, key);
    if (known && contradict(known, line))
        return lm_error(LM_EFORMAT, "%s disagrees with another directory on the values of cell %s", dir, key);
    if (says_more(line, known)) json_object_set(merge->lines, key, line);
    return LM_OK;
}

static lm_status join_directory(struct merge *merge, const char *dir)
{
    struct lm_cells cells;
    size_t i;
    json_t *line;
    LM_TRY(lm_store_read(&cells, dir, NULL, 0));
    lm_status status = join_manifest(merge, cells.run, dir);
    json_array_foreach(cells.lines, i, line)
    {
        if (status == LM_OK) status = join_line(merge, line, dir);
    }
    lm_cells_clear(&cells);
    return status;
}

/* ---- The target ---- */

/* Joins what it holds. Cells without run.json are those of a merge that was killed: they must be of this union. */
static lm_status join_target(struct merge *merge, struct lm_store *store, const char *out)
{
    json_t *there, *line;
    const char *key, *shard;
    LM_TRY(lm_manifest_read(&there, out));
    lm_status status = there ? join_manifest(merge, there, out) : LM_OK;
    if (status == LM_OK) status = lm_store_take_up(store, merge->manifest, NULL, 0);
    /* It may soon hold cells of lemmas that it does not know, and no more of the shards than before. */
    if (status == LM_OK && there) {
        shard = json_string_value(json_object_get(there, "shard"));
        json_object_set_new(merge->manifest, "shard", json_string(shard));
        status = lm_manifest_write(merge->manifest, out);
    }
    json_object_foreach(store->finished, key, line) {
        if (status == LM_OK) status = join_line(merge, line, out);
    }
    json_decref(there);
    return status;
}

static lm_status write_union(struct merge *merge, struct lm_store *store, const char *out)
{
    size_t i;
    json_t *line, *sorted = lm_sorted_lines(merge->lines);
    lm_status status = LM_OK;
    json_array_foreach(sorted, i, line)
    {
        const json_t *known = json_object_get(store->finished, json_string_value(json_object_get(line, "key")));
        if (status == LM_OK && says_more(line, known)) status = lm_store_append(store, line);
    }
    json_decref(sorted);
    json_object_set_new(merge->manifest, "shard", name_shards(merge->shards));
    return status == LM_OK ? lm_manifest_write(merge->manifest, out) : status;
}

static lm_status write_target(struct merge *merge, const char *out)
{
    struct lm_store store;
    LM_TRY(lm_store_lock(&store, out));
    lm_status status = join_target(merge, &store, out);
    if (status == LM_OK) status = write_union(merge, &store, out);
    lm_store_close(&store);
    return status;
}

lm_status lm_audit_merge(const char *out, const char *const *dirs, size_t count)
{
    struct merge merge = {.lines = json_object(), .shards = json_object()};
    lm_status status = count > 0 ? LM_OK : lm_error(LM_EINVAL, "no directory was named to merge");
    for (size_t i = 0; status == LM_OK && i < count; i++) status = join_directory(&merge, dirs[i]);
    if (status == LM_OK) status = write_target(&merge, out);
    json_decref(merge.manifest);
    json_decref(merge.lines);
    json_decref(merge.shards);
    return status;
}
