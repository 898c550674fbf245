/* Networks of the user's own: folders that hold W, A and B. */
#include <lemmata/rnn.h>
#include <lemmata/table.h>

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { W, A, B, MATRICES };
static const char *const names[MATRICES] = {"W", "A", "B"};

/* <folder>/<name>.npy, or .csv where there is none; NULL where there is neither. To be freed. */
static char *file_of(const char *folder, const char *name)
{
    static const char *const endings[] = {"npy", "csv"};
    for (size_t k = 0; k < 2; k++) {
        char *path = lm_format("%s/%s.%s", folder, name, endings[k]);
        if (access(path, F_OK) == 0) return path;
        free(path);
    }
    return NULL;
}

static void clear_tables(struct lm_table tables[MATRICES])
{
    for (size_t k = 0; k < MATRICES; k++) lm_table_clear(&tables[k]);
}

static lm_status read_tables(struct lm_table tables[MATRICES], const char *folder)
{
    lm_status status = LM_OK;
    for (size_t k = 0; k < MATRICES && status == LM_OK; k++) {
        char *path = file_of(folder, names[k]);
        status = path ? lm_table_read(&tables[k], path)
                      : lm_error(LM_EIO, "%s: has no %s.npy and no %s.csv; a network is W, A and B", folder, names[k], names[k]);
        free(path);
    }
    return status;
}

static lm_status check_shapes(const struct lm_table tables[MATRICES], const char *folder)
{
    size_t m = tables[W].rows;
    if (tables[W].cols != m)
        return lm_error(LM_EFORMAT, "%s: W has %zu rows and %zu columns; it must be square", folder, m, tables[W].cols);
    if (tables[A].rows != m)
        return lm_error(LM_EFORMAT, "%s: A has %zu rows, W %zu; A must be m x dim, one row a unit", folder, tables[A].rows, m);
    if (tables[B].cols != m)
        return lm_error(LM_EFORMAT, "%s: B has %zu columns, W %zu; B must be d x m, one row an output", folder, tables[B].cols, m);
    if (tables[A].cols < 2) return lm_error(LM_EFORMAT, "%s: A has one column; tokens need at least 2 numbers", folder);
    return LM_OK;
}

static lm_status open_network(struct lm_table tables[MATRICES], const char *folder)
{
    for (size_t k = 0; k < MATRICES; k++) tables[k] = (struct lm_table){0};
    lm_status status = read_tables(tables, folder);
    if (status == LM_OK) status = check_shapes(tables, folder);
    if (status != LM_OK) clear_tables(tables);
    return status;
}

static lm_status add_network(struct lm_network_list *list, struct lm_arena *arena, const char *folder)
{
    struct lm_table tables[MATRICES];
    LM_TRY(open_network(tables, folder));
    char *path = lm_arena_alloc(arena, strlen(folder) + 1);
    strcpy(path, folder);
    list->each[list->n++] = (struct lm_network_files){tables[W].rows, tables[B].rows, tables[A].cols, path};
    clear_tables(tables);
    return LM_OK;
}

static int by_width(const void *left, const void *right)
{
    const struct lm_network_files *a = left, *b = right;
    return a->m != b->m ? (a->m > b->m) - (a->m < b->m) : strcmp(a->path, b->path);
}

static bool holds_network(const char *folder)
{
    char *path = file_of(folder, names[W]);
    free(path);
    return path != NULL;
}

/* The networks in the subfolders; with no list only their number. */
static lm_status each_subfolder(struct lm_network_list *list, size_t *count, struct lm_arena *arena, const char *path)
{
    DIR *folder = opendir(path);
    lm_status status = LM_OK;
    if (!folder)
        return lm_error(LM_EIO, "%s: cannot be opened: %s; name a folder with W.npy, A.npy and B.npy", path, strerror(errno));
    if (!list) *count = 0;
    for (struct dirent *entry; status == LM_OK && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') continue;
        char *inner = lm_format("%s/%s", path, entry->d_name);
        if (holds_network(inner) && (!list || list->n < *count)) { /* what came since they were counted is left */
            if (list)
                status = add_network(list, arena, inner);
            else
                ++*count;
        }
        free(inner);
    }
    closedir(folder);
    return status;
}

lm_status lm_networks_find(struct lm_network_list *out, struct lm_arena *arena, const char *path)
{
    size_t count = 1;
    bool single = holds_network(path);
    *out = (struct lm_network_list){0};
    if (!single) LM_TRY(each_subfolder(NULL, &count, arena, path));
    if (count == 0) return lm_error(LM_EIO, "%s: holds no network; it, or folders in it, must have W.npy, A.npy and B.npy", path);
    out->each = lm_arena_alloc(arena, count * sizeof *out->each);
    if (single) return add_network(out, arena, path);
    LM_TRY(each_subfolder(out, &count, arena, path));
    qsort(out->each, out->n, sizeof *out->each, by_width);
    return LM_OK;
}

static double *copy_of(struct lm_arena *arena, const struct lm_table *table, bool transposed)
{
    double *out = lm_arena_doubles(arena, table->rows * table->cols);
    for (size_t i = 0; i < table->rows; i++)
        for (size_t j = 0; j < table->cols; j++)
            out[transposed ? j * table->rows + i : i * table->cols + j] = table->x[i * table->cols + j];
    return out;
}

lm_status lm_net_read(struct lm_net **out, struct lm_arena *arena, const struct lm_num *num, const struct lm_network_files *files)
{
    struct lm_table tables[MATRICES];
    LM_TRY(open_network(tables, files->path));
    size_t m = tables[W].rows, dim = tables[A].cols, d = tables[B].rows;
    struct lm_net *net = lm_arena_alloc(arena, sizeof *net);
    *net = (struct lm_net){.num = num, .arena = arena, .m = m, .d = d, .dim = dim};
    net->W = lm_weights_from(arena, &(struct lm_matrix){m, m, m, copy_of(arena, &tables[W], false)});
    net->At = (struct lm_matrix){dim, m, m, copy_of(arena, &tables[A], true)};
    net->B = (struct lm_matrix){d, m, m, copy_of(arena, &tables[B], false)};
    clear_tables(tables);
    *out = net;
    return LM_OK;
}

static lm_status write_matrix(const struct lm_matrix *a, bool transposed, const char *folder, const char *name)
{
    size_t rows = transposed ? a->cols : a->rows, cols = transposed ? a->rows : a->cols;
    double *x = lm_xmalloc(rows * cols * sizeof *x);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++) x[i * cols + j] = transposed ? a->a[j * a->ld + i] : a->a[i * a->ld + j];
    char *path = lm_format("%s/%s.npy", folder, name);
    lm_status status = lm_table_write(path, x, rows, cols);
    free(path);
    free(x);
    return status;
}

lm_status lm_net_write(const struct lm_net *net, const char *path)
{
    struct lm_matrix w = lm_net_matrix(net);
    LM_ASSERT(w.a && net->B.a && !net->law.untied);
    LM_TRY(write_matrix(&w, false, path, names[W]));
    LM_TRY(write_matrix(&net->At, true, path, names[A]));
    return write_matrix(&net->B, false, path, names[B]);
}
