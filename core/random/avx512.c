/* Eight lanes, for processors with AVX-512 F and DQ. */
#include "random_internal.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512dq")))
#define FUNCTION TARGET static inline __attribute__((always_inline))
#define FUNCTION_OF_PATH TARGET static
#define WORD __m512i
#define REAL __m512d
enum { LANES = 8 };

#define WORDS(k) _mm512_set1_epi64((long long)(k))
#define REALS(x) _mm512_set1_pd(x)
#define COUNTERS(k) _mm512_add_epi64(WORDS(k), _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0))
#define ADD(j, k) _mm512_add_epi64(j, k)
#define XOR(j, k) _mm512_xor_si512(j, k)
#define AND(j, k) _mm512_and_si512(j, k)
#define OR(j, k) _mm512_or_si512(j, k)
#define LEFT(k, bits) _mm512_slli_epi64(k, bits)
#define RIGHT(k, bits) _mm512_srli_epi64(k, bits)
#define ROTATE(k, bits) _mm512_rol_epi64(k, bits)
#define PLUS(x, y) _mm512_add_pd(x, y)
#define TIMES(x, y) _mm512_mul_pd(x, y)
#define LEAST(x, y) _mm512_min_pd(x, y)
#define ROOT(x) _mm512_sqrt_pd(x)
#define FMA(x, y, z) _mm512_fmadd_pd(x, y, z)
#define REAL_OF(k) _mm512_cvtepu64_pd(k)
#define BITS_OF(x) _mm512_castpd_si512(x)
#define REAL_FROM(k) _mm512_castsi512_pd(k)
#define LOOKUP(table, k) _mm512_permutex2var_pd(_mm512_loadu_pd(table), k, _mm512_loadu_pd((table) + 8))
#define CHOOSE(k, x, y) _mm512_mask_blend_pd(_mm512_movepi64_mask(k), x, y)
#define FLIP(x, k) REAL_FROM(_mm512_ternarylogic_epi64(BITS_OF(x), k, WORDS(1ull << 63), 0x78)) /* x ^ (k & top bit) */
#define STORE(p, x) _mm512_storeu_pd(p, x)
#include "kernel.h"

static bool is_supported(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
}

const struct lm_random_path lm_random_avx512 = {"avx512", is_supported, fill_normals, fill_uniforms};
#endif
