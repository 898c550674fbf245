/* max ||D' M D''||_2 over 0/1 diagonal matrices D', D'' with a given number of ones, from below: the truncated power method (Yuan &
 * Zhang 2013) on both sides in turn. From a unit vector v
 *
 *   u = the largest entries of M v, normalised;   v = the largest entries of M' u, normalised;   and again.
 *
 * Each half step maximises u' M v over the unit vectors of that sparsity with the other vector held fixed, so that the value never
 * falls. It ends in a local maximum: hence several starts, side by side in one panel. */
#include <lemmata/spectral.h>

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 }; /* basis vectors that meet M at a time */

/* ---- Supports ---- */

struct lm_support lm_support_new(struct lm_arena *arena, size_t count)
{
    return (struct lm_support){count, lm_arena_alloc(arena, count * sizeof(size_t))};
}

/* Lets heap[at] sink to its place: in absolute value no entry is larger than its two children. */
static void sink(size_t *heap, size_t count, size_t at, const double *x)
{
    for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && fabs(x[heap[child + 1]]) < fabs(x[heap[child]])) child++;
        if (fabs(x[heap[at]]) <= fabs(x[heap[child]])) return;
        size_t moved = heap[at];
        heap[at] = heap[child];
        heap[child] = moved;
        at = child;
    }
}

static int ascending(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

void lm_support_largest(const struct lm_support *out, const double *x, size_t n)
{
    LM_ASSERT(out->count > 0 && out->count <= n);
    for (size_t k = 0; k < out->count; k++) out->index[k] = k;
    for (size_t k = out->count / 2; k-- > 0;) sink(out->index, out->count, k, x);
    for (size_t k = out->count; k < n; k++) { /* on top stands the smallest of the largest so far */
        if (fabs(x[k]) <= fabs(x[out->index[0]])) continue;
        out->index[0] = k;
        sink(out->index, out->count, 0, x);
    }
    qsort(out->index, out->count, sizeof *out->index, ascending);
}

void lm_support_random(const struct lm_support *out, size_t n, const struct lm_stream *stream, uint64_t row, struct lm_arena *arena)
{
    struct lm_arena_mark mark = lm_arena_mark(arena);
    double *x = lm_arena_doubles(arena, n);
    lm_stream_uniforms(x, stream, row, 0, n);
    lm_support_largest(out, x, n);
    lm_arena_rewind(arena, mark);
}

/* ---- The search ---- */

struct search {
    struct lm_panel u, v;         /* a column for each start */
    double *entries;              /* of u or of v, column by column */
    struct lm_support rows, cols; /* scratch, and in the end the supports of the best start */
    double *kept;                 /* the entries on a support */
    double *value;                /* of each start */
};

static struct search allocate(struct lm_arena *arena, const struct lm_panel_operator *op, const struct lm_sparse_norm *out,
                              size_t starts)
{
    size_t longer = op->rows > op->cols ? op->rows : op->cols;
    return (struct search){
        .rows = out->rows,
        .cols = out->cols,
        .kept = lm_arena_doubles(arena, out->rows.count > out->cols.count ? out->rows.count : out->cols.count),
        .value = lm_arena_doubles(arena, starts),
        .entries = lm_arena_doubles(arena, longer * starts),
        .u = lm_panel_new(arena, op->num, op->rows, starts),
        .v = lm_panel_new(arena, op->num, op->cols, starts),
    };
}

/* v = a basis vector for each start. */
static void start(struct search *search, const struct lm_stream *stream)
{
    const struct lm_panel *v = &search->v;
    memset(search->entries, 0, v->rows * v->cols * sizeof *search->entries);
    for (size_t k = 0; k < v->cols; k++) {
        double uniform;
        lm_stream_uniforms(&uniform, stream, k, 0, 1);
        search->entries[k * v->rows + (size_t)(uniform * (double)v->rows)] = 1;
    }
    v->num->ops->set(v, search->entries, v->rows);
}

/* Each column of x keeps its largest entries and becomes a unit vector; value[k] is the norm that column k had then. */
static void truncate_columns(struct search *search, const struct lm_panel *x, const struct lm_support *support)
{
    x->num->ops->get(search->entries, x->rows, x);
    for (size_t k = 0; k < x->cols; k++) {
        double *column = search->entries + k * x->rows;
        lm_support_largest(support, column, x->rows);
        for (size_t i = 0; i < support->count; i++) search->kept[i] = column[support->index[i]];
        search->value[k] = cblas_dnrm2((blasint)support->count, search->kept, 1);
        memset(column, 0, x->rows * sizeof *column);
        for (size_t i = 0; i < support->count && search->value[k] > 0; i++)
            column[support->index[i]] = search->kept[i] / search->value[k];
    }
    x->num->ops->set(x, search->entries, x->rows);
}

/* The support of one column, zero but for its largest entries. */
static void support_of(const struct lm_support *out, const struct lm_panel *x, size_t col, double *entries)
{
    struct lm_panel column = lm_panel_view(x, col, 1);
    x->num->ops->get(entries, x->rows, &column);
    lm_support_largest(out, entries, x->rows);
}

lm_status lm_sparse_norm(struct lm_sparse_norm *out, const struct lm_panel_operator *op, size_t rows, size_t cols, size_t starts,
                         int iterations, const struct lm_stream *stream, struct lm_arena *arena)
{
    LM_ASSERT(rows > 0 && rows <= op->rows && cols > 0 && cols <= op->cols && starts > 0 && iterations > 0);
    LM_ASSERT(op->rows <= INT32_MAX && op->cols <= INT32_MAX);
    *out = (struct lm_sparse_norm){.rows = lm_support_new(arena, rows), .cols = lm_support_new(arena, cols)};
    struct search search = allocate(arena, op, out, starts);
    start(&search, stream);
    for (int i = 0; i < iterations; i++) {
        op->mul(op->context, &search.u, &search.v);
        truncate_columns(&search, &search.u, &search.rows);
        op->tmul(op->context, &search.v, &search.u);
        truncate_columns(&search, &search.v, &search.cols);
    }
    size_t best = 0;
    for (size_t k = 0; k < starts; k++) {
        if (!isfinite(search.value[k]))
            return lm_error(LM_ECONVERGE, "sparse norm: a product with the %zu x %zu operator is not finite", op->rows, op->cols);
        if (search.value[k] > search.value[best]) best = k;
    }
    out->value = search.value[best];
    support_of(&out->rows, &search.u, best, search.entries);
    support_of(&out->cols, &search.v, best, search.entries);
    return LM_OK;
}

/* ---- The restricted operator ---- */

double lm_restricted_norm(const struct lm_panel_operator *op, const struct lm_support *rows, const struct lm_support *cols,
                          struct lm_arena *arena)
{
    const size_t width = cols->count < BLOCK ? cols->count : BLOCK, longer = op->rows > op->cols ? op->rows : op->cols;
    struct lm_panel basis = lm_panel_new(arena, op->num, op->cols, width), image = lm_panel_new(arena, op->num, op->rows, width);
    double *entries = lm_arena_doubles(arena, longer * width), *block = lm_arena_doubles(arena, rows->count * cols->count);
    for (size_t first = 0; first < cols->count; first += width) {
        size_t count = cols->count - first < width ? cols->count - first : width;
        struct lm_panel e = lm_panel_view(&basis, 0, count), column = lm_panel_view(&image, 0, count);
        memset(entries, 0, op->cols * count * sizeof *entries);
        for (size_t k = 0; k < count; k++) entries[k * op->cols + cols->index[first + k]] = 1;
        op->num->ops->set(&e, entries, op->cols);
        op->mul(op->context, &column, &e);
        op->num->ops->get(entries, op->rows, &column);
        for (size_t k = 0; k < count; k++)
            for (size_t i = 0; i < rows->count; i++) block[(first + k) * rows->count + i] = entries[k * op->rows + rows->index[i]];
    }
    return lm_small_norm(block, rows->count, cols->count, rows->count);
}
