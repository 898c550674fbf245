/* The user's own sequences, from a table of tokens. */
#include <lemmata/rnn.h>
#include <lemmata/table.h>

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static lm_status check_indices(const struct lm_table *table, const char *path)
{
    if (table->cols < 2)
        return lm_error(LM_EFORMAT, "%s: has one column; the first is the index of the sequence, the others are the token", path);
    for (size_t i = 0; i < table->rows; i++) {
        double index = table->x[i * table->cols];
        if (index != nearbyint(index))
            return lm_error(LM_EFORMAT, "%s: row %zu, column 1: %g is not a whole number; it is the index of the sequence", path,
                            table->line[i], index);
    }
    return LM_OK;
}

struct start {
    double index;
    size_t row;
};

static int compare_starts(const void *a, const void *b)
{
    const struct start *x = a, *y = b;
    if (x->index != y->index) return x->index < y->index ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Every sequence has `length` tokens, and no index comes again after another. */
static lm_status check_sequences(const struct lm_table *table, const char *path, size_t length)
{
    size_t n = 0;
    struct start *starts = lm_xmalloc(table->rows * sizeof *starts);
    lm_status status = LM_OK;
    for (size_t i = 0; i < table->rows; i++)
        if (i == 0 || table->x[i * table->cols] != starts[n - 1].index) starts[n++] = (struct start){table->x[i * table->cols], i};
    for (size_t s = 0; s < n && status == LM_OK; s++) {
        size_t tokens = (s + 1 < n ? starts[s + 1].row : table->rows) - starts[s].row;
        if (tokens != length)
            status = lm_error(LM_EFORMAT,
                              "%s: row %zu: sequence %.0f has length %zu here, but the first sequence has length %zu; all need "
                              "the same",
                              path, table->line[starts[s].row], starts[s].index, tokens, length);
    }
    qsort(starts, n, sizeof *starts, compare_starts);
    for (size_t s = 1; s < n; s++)
        if (starts[s].index == starts[s - 1].index) {
            status =
                lm_error(LM_EFORMAT, "%s: row %zu, column 1: sequence %.0f has begun in row %zu already; keep its tokens together",
                         path, table->line[starts[s].row], starts[s].index, table->line[starts[s - 1].row]);
            break;
        }
    free(starts);
    return status;
}

static lm_status normalise_token(double *x, size_t dim, const char *path, size_t line)
{
    double norm = 0;
    for (size_t k = 0; k < dim; k++) norm = hypot(norm, x[k]); /* no square overflows or vanishes */
    if (norm == 0)
        return lm_error(LM_EFORMAT, "%s: row %zu: a null token cannot be normalised; remove it, or leave out --normalise", path,
                        line);
    for (size_t k = 0; k < dim; k++) x[k] /= norm;
    return LM_OK;
}

static lm_status sequences_of(struct lm_inputs *out, struct lm_arena *arena, const struct lm_table *table, const char *path,
                              bool normalise)
{
    LM_TRY(check_indices(table, path));
    size_t length = 1, dim = table->cols - 1;
    while (length < table->rows && table->x[length * table->cols] == table->x[0]) length++;
    LM_TRY(check_sequences(table, path, length));
    if (length > INT_MAX) return lm_error(LM_EFORMAT, "%s: sequences of %zu tokens are too long", path, length);
    *out = (struct lm_inputs){table->rows / length, dim, (int)length, lm_arena_doubles(arena, table->rows * dim)};
    for (size_t i = 0; i < table->rows; i++) {
        double *token = out->x + i * dim;
        memcpy(token, table->x + i * table->cols + 1, dim * sizeof *token);
        if (normalise) LM_TRY(normalise_token(token, dim, path, table->line[i]));
    }
    return LM_OK;
}

lm_status lm_inputs_read(struct lm_inputs *out, struct lm_arena *arena, const char *path, bool normalise)
{
    struct lm_table table;
    *out = (struct lm_inputs){0};
    LM_TRY(lm_table_read(&table, path));
    lm_status status = sequences_of(out, arena, &table, path, normalise);
    lm_table_clear(&table);
    return status;
}

lm_status lm_inputs_write(const struct lm_inputs *inputs, const char *path)
{
    size_t L = (size_t)inputs->L, rows = inputs->n * L, cols = inputs->dim + 1;
    double *x = lm_xmalloc(rows * cols * sizeof *x);
    for (size_t row = 0; row < rows; row++) {
        x[row * cols] = (double)(row / L);
        memcpy(x + row * cols + 1, inputs->x + row * inputs->dim, inputs->dim * sizeof *x);
    }
    lm_status status = lm_table_write(path, x, rows, cols);
    free(x);
    return status;
}
