/* Addresses, and the cutting of rows into blocks of 16 columns. */
#include "random_internal.h"

#include <lemmata/status.h>
#include <string.h>

struct lm_stream lm_stream_open(uint64_t seed, enum lm_purpose purpose, unsigned index, uint64_t network)
{
    LM_ASSERT((unsigned)purpose < 256 && index < 256 && network < (uint64_t)1 << 48);
    return (struct lm_stream){{seed, (uint64_t)purpose << 56 | (uint64_t)index << 48 | network}};
}

uint64_t lm_network_number(size_t m, unsigned replicate)
{
    LM_ASSERT(m < (size_t)1 << 28 && replicate < 1u << 20);
    return (uint64_t)m << 20 | replicate;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many of the n entries from `column` on lie in a block that is not wanted whole and comes first. */
static size_t entries_before_block(uint64_t column, size_t n)
{
    size_t skipped = column % LM_BLOCK;
    return skipped ? least(n, LM_BLOCK - skipped) : 0;
}

/* Whole blocks go to `out`; of those at the ends that are wanted in part, a copy is cut. */
static void fill(double *out, lm_fill_blocks *fill_blocks, const struct lm_stream *stream, uint64_t row, uint64_t column, size_t n,
                 double scale)
{
    LM_ASSERT(n == 0 || column <= UINT64_MAX - (n - 1));
    double part[LM_BLOCK];
    size_t head = entries_before_block(column, n);
    if (head > 0) {
        fill_blocks(part, stream, row, column / LM_BLOCK, 1, scale);
        memcpy(out, part + column % LM_BLOCK, head * sizeof *out);
    }
    size_t blocks = (n - head) / LM_BLOCK, tail = (n - head) % LM_BLOCK;
    uint64_t block = column / LM_BLOCK + (head > 0);
    fill_blocks(out + head, stream, row, block, blocks, scale);
    if (tail > 0) {
        fill_blocks(part, stream, row, block + blocks, 1, scale);
        memcpy(out + n - tail, part, tail * sizeof *out);
    }
}

void lm_stream_normals(double *out, const struct lm_stream *stream, uint64_t row, uint64_t column, size_t n, double sd)
{
    fill(out, lm_random_current()->normals, stream, row, column, n, sd);
}

void lm_stream_uniforms(double *out, const struct lm_stream *stream, uint64_t row, uint64_t column, size_t n)
{
    fill(out, lm_random_current()->uniforms, stream, row, column, n, 0x1p-53);
}
