/* What the paths of this module share. A path fills whole blocks of 16 entries; stream.c cuts requests into blocks. */
#ifndef LEMMATA_RANDOM_INTERNAL_H
#define LEMMATA_RANDOM_INTERNAL_H

#include <lemmata/random.h>

/* Columns 16 g .. 16 g + 15 of a row are block g: the two words of the 8 counters (8 g + lane, row). Entry lane of the block
 * is made of the first normal (or word) of counter lane, entry 8 + lane of the second: a vector of counters gives neighbours. */
enum { LM_BLOCK = 16, LM_LANES = 8 };

/* Fills out[0 .. 16 blocks) with scale times normals, or scale times 2^53 u for uniforms u. */
typedef void lm_fill_blocks(double *out, const struct lm_stream *stream, uint64_t row, uint64_t block, size_t blocks, double scale);

struct lm_random_path {
    const char *name;
    bool (*is_supported)(void);
    lm_fill_blocks *normals, *uniforms;
};

#if defined(__x86_64__)
extern const struct lm_random_path lm_random_avx512, lm_random_avx2;
#endif
extern const struct lm_random_path lm_random_portable;

/* The path that was forced, or else the fastest that this processor has. */
const struct lm_random_path *lm_random_current(void);

#endif
