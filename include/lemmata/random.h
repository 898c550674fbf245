/* Addressable randomness: entry (row, column) of a stream is a pure function of (seed, purpose, index, network, row, column).
 *
 * Bits: Threefry-2x64-20 (Salmon et al., SC'11), counter = (column group, row), key = (seed, purpose | index | network).
 * Normals: Box-Muller made of IEEE additions, multiplications, fused multiply-adds and square roots in a fixed order, so that the
 * vector paths and the portable path give the same bits, on any number of threads and in any order.
 * Own code, because no library has Gaussian numbers that are addressable, vectorised and portable to the bit. */
#ifndef LEMMATA_RANDOM_H
#define LEMMATA_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a stream is for. The numbers are part of every address and never change. */
enum lm_purpose {
    LM_FOR_W = 1,            /* hidden weights; index = time step where they are untied, else 0 */
    LM_FOR_A = 2,            /* input weights */
    LM_FOR_B = 3,            /* output weights */
    LM_FOR_INPUTS = 4,       /* tokens; index = sequence */
    LM_FOR_RIGHT = 5,        /* implicit W: images of right vectors; index = time step where untied */
    LM_FOR_LEFT = 6,         /* implicit W: images of left vectors */
    LM_FOR_LAW = 7,          /* further numbers of a broken law (scales, factors) */
    LM_FOR_KRYLOV = 8,       /* starting vectors of iterations */
    LM_FOR_ATTACK = 9,       /* perturbations */
    LM_FOR_TEST = 10         /* tests and simulations of the rules */
};

struct lm_stream {
    uint64_t key[2];
};

/* `index` < 2^8, `network` < 2^48 (lm_network_number makes it from width and replicate). */
struct lm_stream lm_stream_open(uint64_t seed, enum lm_purpose purpose, unsigned index, uint64_t network);

/* The network of replicate `replicate` at width m: networks of different widths are independent. m < 2^28, replicate < 2^20. */
uint64_t lm_network_number(size_t m, unsigned replicate);

/* out[k] = sd * N(0, 1) of entry (row, column + k), k < n. `column` may be any number; multiples of 16 are fastest. */
void lm_stream_normals(double *out, const struct lm_stream *stream, uint64_t row, uint64_t column, size_t n, double sd);

/* out[k] uniform in the open interval (0, 1), 53 bits. Independent of the normals of the same address only if the purpose
 * or index differs: a stream serves one kind of number. */
void lm_stream_uniforms(double *out, const struct lm_stream *stream, uint64_t row, uint64_t column, size_t n);

/* The two 64-bit words of Threefry-2x64-20 at (counter0, counter1); for tests and for integers. */
void lm_stream_words(uint64_t out[2], const struct lm_stream *stream, uint64_t counter0, uint64_t counter1);

/* The path in use ("avx512", "avx2" or "portable"); `lm_random_use` forces one, false where the processor lacks it. */
const char *lm_random_path(void);
bool lm_random_use(const char *path);

#endif
