/* The union of run directories: shards of one run, computed apart. */
#include "audit_internal.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
    json_object_foreach(shards, shard, present)
    {
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
    json_object_update(json_object_get(merge->manifest, "lemmas"), json_object_get(manifest, "lemmas"));
    return LM_OK;
}

static bool same_values(const json_t *a, const json_t *b)
{
    return json_equal(json_object_get(a, "values_hex"), json_object_get(b, "values_hex"));
}

static lm_status join_directory(struct merge *merge, const char *dir)
{
    struct lm_cells cells;
    size_t i;
    json_t *line;
    LM_TRY(lm_store_read(&cells, dir));
    lm_status status = join_manifest(merge, cells.run, dir);
    json_array_foreach(cells.lines, i, line)
    {
        const char *key = json_string_value(json_object_get(line, "key"));
        const json_t *known = json_object_get(merge->lines, key);
        if (status != LM_OK) break;
        if (!known)
            json_object_set(merge->lines, key, line);
        else if (!same_values(known, line))
            status = lm_error(LM_EFORMAT, "%s disagrees with an earlier directory on the values of cell %s", dir, key);
    }
    lm_cells_clear(&cells);
    return status;
}

static lm_status write_union(const struct merge *merge, const char *out)
{
    size_t i, size = 1;
    json_t *line, *sorted = lm_sorted_lines(merge->lines);
    char *text = lm_xstrdup("");
    json_array_foreach(sorted, i, line)
    {
        char *one = lm_line_text(line);
        size_t length = strlen(one);
        text = lm_xrealloc(text, size + length);
        memcpy(text + size - 1, one, length + 1);
        size += length;
        free(one);
    }
    json_decref(sorted);
    char *path = lm_format("%s/cells.jsonl", out);
    lm_status status = lm_manifest_write(merge->manifest, out);
    if (status == LM_OK) status = lm_replace_file(path, text);
    free(path);
    free(text);
    return status;
}

/* A run that `out` holds already is one more directory of the union: merging never loses a cell. */
static bool holds_run(const char *dir)
{
    struct stat about;
    char *path = lm_format("%s/run.json", dir);
    bool out = stat(path, &about) == 0;
    free(path);
    return out;
}

lm_status lm_audit_merge(const char *out, const char *const *dirs, size_t count)
{
    struct merge merge = {.lines = json_object(), .shards = json_object()};
    lm_status status = count > 0 ? LM_OK : lm_error(LM_EINVAL, "no directory was named to merge");
    if (status == LM_OK && holds_run(out)) status = join_directory(&merge, out);
    for (size_t i = 0; status == LM_OK && i < count; i++) status = join_directory(&merge, dirs[i]);
    if (status == LM_OK) {
        json_object_set_new(merge.manifest, "shard", name_shards(merge.shards));
        status = lm_make_directories(out);
    }
    if (status == LM_OK) status = write_union(&merge, out);
    json_decref(merge.manifest);
    json_decref(merge.lines);
    json_decref(merge.shards);
    return status;
}
