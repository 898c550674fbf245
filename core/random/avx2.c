/* Four lanes, for processors with AVX2 and FMA. */
#include "random_internal.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2,fma")))
#define FUNCTION TARGET static inline __attribute__((always_inline))
#define FUNCTION_OF_PATH TARGET static
#define WORD __m256i
#define REAL __m256d
enum { LANES = 4 };

#define WORDS(k) _mm256_set1_epi64x((long long)(k))
#define REALS(x) _mm256_set1_pd(x)
#define COUNTERS(k) _mm256_add_epi64(WORDS(k), _mm256_set_epi64x(3, 2, 1, 0))
#define ADD(j, k) _mm256_add_epi64(j, k)
#define XOR(j, k) _mm256_xor_si256(j, k)
#define AND(j, k) _mm256_and_si256(j, k)
#define OR(j, k) _mm256_or_si256(j, k)
#define LEFT(k, bits) _mm256_slli_epi64(k, bits)
#define RIGHT(k, bits) _mm256_srli_epi64(k, bits)
#define ROTATE(k, bits) OR(LEFT(k, bits), RIGHT(k, 64 - (bits)))
#define PLUS(x, y) _mm256_add_pd(x, y)
#define TIMES(x, y) _mm256_mul_pd(x, y)
#define LEAST(x, y) _mm256_min_pd(x, y)
#define ROOT(x) _mm256_sqrt_pd(x)
#define FMA(x, y, z) _mm256_fmadd_pd(x, y, z)
#define REAL_OF(k) real_of(k)
#define BITS_OF(x) _mm256_castpd_si256(x)
#define REAL_FROM(k) _mm256_castsi256_pd(k)
#define LOOKUP(table, k) _mm256_i64gather_pd(table, AND(k, WORDS(15)), 8)
#define CHOOSE(k, x, y) _mm256_blendv_pd(x, y, REAL_FROM(k))
#define FLIP(x, k) REAL_FROM(XOR(BITS_OF(x), AND(k, WORDS(1ull << 63))))
#define STORE(p, x) _mm256_storeu_pd(p, x)

/* AVX2 does not convert 64-bit integers: the upper half is read as 2^84 + upper 2^32, the lower as 2^52 + lower, both exactly. */
FUNCTION REAL real_of(WORD k)
{
    REAL upper = REAL_FROM(OR(RIGHT(k, 32), WORDS(0x4530000000000000)));
    REAL lower = REAL_FROM(_mm256_blend_epi32(WORDS(0x4330000000000000), k, 0x55));
    return PLUS(PLUS(upper, REALS(-(0x1p84 + 0x1p52))), lower);
}

#include "kernel.h"

static bool is_supported(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

const struct lm_random_path lm_random_avx2 = {"avx2", is_supported, fill_normals, fill_uniforms};
#endif
