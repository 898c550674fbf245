/* One lane in plain C, for any processor with IEEE doubles; the reference for the other paths. */
#include "random_internal.h"

#include <float.h>
#include <math.h>
#include <string.h>

_Static_assert(FLT_EVAL_METHOD == 0 && DBL_MANT_DIG == 53, "every operation must round to a double");

#define FUNCTION static inline
#define FUNCTION_OF_PATH static
#define WORD uint64_t
#define REAL double
enum { LANES = 1 };

#define WORDS(k) (k)
#define REALS(x) (x)
#define COUNTERS(k) (k)
#define ADD(j, k) ((j) + (k))
#define XOR(j, k) ((j) ^ (k))
#define AND(j, k) ((j) & (k))
#define OR(j, k) ((j) | (k))
#define LEFT(k, bits) ((k) << (bits))
#define RIGHT(k, bits) ((k) >> (bits))
#define ROTATE(k, bits) OR(LEFT(k, bits), RIGHT(k, 64 - (bits)))
#define PLUS(x, y) ((x) + (y))
#define TIMES(x, y) ((x) * (y))
#define LEAST(x, y) ((x) < (y) ? (x) : (y))
#define ROOT(x) sqrt(x)
#define FMA(x, y, z) fma(x, y, z)
#define REAL_OF(k) ((double)(k))
#define BITS_OF(x) bits_of(x)
#define REAL_FROM(k) real_from(k)
#define LOOKUP(table, k) ((table)[(k) % 16])
#define CHOOSE(k, x, y) ((k) >> 63 ? (y) : (x))
#define FLIP(x, k) real_from(bits_of(x) ^ ((k)&1ull << 63))
#define STORE(p, x) (*(p) = (x))

static inline uint64_t bits_of(double x)
{
    uint64_t k;
    memcpy(&k, &x, sizeof k);
    return k;
}

static inline double real_from(uint64_t k)
{
    double x;
    memcpy(&x, &k, sizeof x);
    return x;
}

#include "kernel.h"

static bool is_supported(void)
{
    return true;
}

const struct lm_random_path lm_random_portable = {"portable", is_supported, fill_normals, fill_uniforms};

void lm_stream_words(uint64_t out[2], const struct lm_stream *stream, uint64_t counter0, uint64_t counter1)
{
    uint64_t key[3];
    expand_key(key, stream);
    out[0] = counter0;
    out[1] = counter1;
    threefry(&out[0], &out[1], key);
}
