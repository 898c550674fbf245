/* Products of a matrix with few vectors: blocks of w, which stays where it is, meet packed blocks of the vectors.
 *
 * The cost of such a product is reading w once. OpenBLAS copies w into its own layout first, which pays off only when many
 * columns share the copy; here only the vectors are copied, into blocks that stay in the second-level cache. */
#include "num_internal.h"

#include <stdalign.h>
#include <string.h>

/* A block of packed vectors: at most 512 KiB, in a private cache of 1 MiB; 2048 rows keep the streams through w long. */
enum { BLOCK_ENTRIES = 64 * 1024, LONGEST_BLOCK = 2048 };

/* Kept for each thread, so that no product pays for fresh pages; those never touched cost nothing. */
static _Thread_local alignas(64) double packed_in[BLOCK_ENTRIES], packed_out[BLOCK_ENTRIES];

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Entries first .. first + n of all vectors, eight entries of a vector at a time so that whole cache lines are read. Lanes beyond
 * the last vector keep what they held: nobody reads their sums. */
static void pack(double *out, const struct lm_matrix *x, size_t first, size_t n, size_t lanes)
{
    size_t width;
    for (size_t c0 = 0; c0 < x->rows; c0 += width, out += n * width) {
        width = lanes * lm_group_size((x->rows - c0 + lanes - 1) / lanes);
        const size_t used = least(width, x->rows - c0);
        for (size_t i = 0; i < n; i += 8)
            for (size_t c = 0; c < used; c++) {
                const double *from = x->a + (c0 + c) * x->ld + first;
                for (size_t end = least(i + 8, n), r = i; r < end; r++) out[r * width + c] = from[r];
            }
    }
}

static void unpack(const struct lm_few *p, const double *in, size_t first, size_t n, size_t lanes)
{
    size_t width;
    for (size_t c0 = 0; c0 < p->x.rows; c0 += width, in += n * width) {
        width = lanes * lm_group_size((p->x.rows - c0 + lanes - 1) / lanes);
        const size_t used = least(width, p->x.rows - c0);
        for (size_t i = 0; i < n; i += 8)
            for (size_t c = 0; c < used; c++) {
                double *to = p->out + (c0 + c) * p->ld + first * p->step;
                for (size_t end = least(i + 8, n), r = i; r < end; r++)
                    to[r * p->step] = in[r * width + c] + (p->add ? to[r * p->step] : 0);
            }
    }
}

void lm_few_multiply(const struct lm_few *p)
{
    const struct lm_kernels *kernels = lm_kernels_now();
    const size_t lanes = kernels->lanes, vectors = (p->x.rows + lanes - 1) / lanes;
    const size_t outputs = p->transposed ? p->w.cols : p->w.rows, inputs = p->transposed ? p->w.rows : p->w.cols;
    LM_ASSERT(p->x.rows > 0 && p->x.rows <= LM_FEW_COLUMNS && p->x.cols == inputs);
    const size_t block = least(LONGEST_BLOCK, BLOCK_ENTRIES / (vectors * lanes));

    for (size_t to = 0; to < outputs; to += block) {
        size_t n_out = least(block, outputs - to);
        memset(packed_out, 0, n_out * vectors * lanes * sizeof *packed_out);
        for (size_t from = 0; from < inputs; from += block) {
            size_t n_in = least(block, inputs - from);
            pack(packed_in, &p->x, from, n_in, lanes);
            if (p->transposed) {
                struct lm_matrix w = {n_in, n_out, p->w.ld, p->w.a + from * p->w.ld + to};
                kernels->multiply_t(packed_out, packed_in, &w, vectors);
            } else {
                struct lm_matrix w = {n_out, n_in, p->w.ld, p->w.a + to * p->w.ld + from};
                kernels->multiply(packed_out, packed_in, &w, vectors);
            }
        }
        unpack(p, packed_out, to, n_out, lanes);
    }
}

/* A strip of columns that stays in the second-level cache while all tiles pass: 256 KiB of both factors. */
static size_t strip_columns(size_t rows)
{
    size_t columns = 32 * 1024 / (rows + 1) / 64 * 64;
    return columns < 64 ? 64 : columns;
}

void lm_thin_multiply_t(const struct lm_panel *y, const struct lm_matrix *w, const struct lm_panel *x, bool add)
{
    const struct lm_kernels *kernels = lm_kernels_now();
    const struct lm_matrix vectors = {x->cols, x->rows, x->ld, x->data};
    const size_t strip = strip_columns(w->rows + x->cols);
    for (size_t j = 0; j < w->cols; j += strip) {
        struct lm_matrix part = {w->rows, least(strip, w->cols - j), w->ld, w->a + j};
        kernels->combine((double *)y->data + j, y->ld, &vectors, &part, add);
    }
}

void lm_thin_inner(double *out, size_t step, size_t ld, const struct lm_matrix *w, const struct lm_matrix *x, bool add)
{
    const struct lm_kernels *kernels = lm_kernels_now();
    const size_t strip = strip_columns(w->rows + x->rows);
    for (size_t k = 0; !add && k < x->rows; k++)
        for (size_t r = 0; r < w->rows; r++) out[r * step + k * ld] = 0;
    for (size_t j = 0; j < w->cols; j += strip) {
        struct lm_matrix wj = {w->rows, least(strip, w->cols - j), w->ld, w->a + j}, xj = {x->rows, wj.cols, x->ld, x->a + j};
        kernels->inner(out, step, ld, &wj, &xj);
    }
}
