/* The own kernels in every instruction set, and the choice among them while the program runs. */
#include "num_internal.h"

#include <stdatomic.h>
#include <string.h>

#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 8")
#endif

/* ---- Two doubles at a time: any processor ---- */

typedef double pair __attribute__((vector_size(16)));

static inline pair load_pair(const double *x)
{
    pair v;
    memcpy(&v, x, sizeof v);
    return v;
}

#define PATH "portable"
#define KERNEL(name) portable_##name
#define TARGET
#define VEC pair
#define LANES 2
#define TILE 4
#define LOAD(p) load_pair(p)
#define STORE(p, v) memcpy((p), &(pair){(v)[0], (v)[1]}, sizeof(pair))
#define SPREAD(a) ((pair){(a), (a)})
#define FMA(a, b, c) ((a) * (b) + (c))
#define SUB(a, b) ((a) - (b))
#define SET0 ((pair){0, 0})
#define NOT_NEGATIVE(v) ((unsigned)!((v)[0] < 0) | (unsigned)!((v)[1] < 0) << 1)
#define KEEP(bits, v) ((pair){(bits)&1 ? (v)[0] : 0, (bits)&2 ? (v)[1] : 0})
#include "kernels.h"

#ifdef __x86_64__
#include <immintrin.h>

/* ---- AVX2 with fused multiply-add ---- */

#define AVX2 __attribute__((target("avx2,fma")))

AVX2 static inline __m256d keep_avx2(unsigned bits, __m256d v)
{
    const __m256i lane = _mm256_setr_epi64x(1, 2, 4, 8);
    __m256i chosen = _mm256_cmpeq_epi64(_mm256_and_si256(_mm256_set1_epi64x((long long)bits), lane), lane);
    return _mm256_and_pd(v, _mm256_castsi256_pd(chosen));
}

#define PATH "avx2"
#define KERNEL(name) avx2_##name
#define TARGET AVX2
#define VEC __m256d
#define LANES 4
#define TILE 4
#define LOAD(p) _mm256_loadu_pd(p)
#define STORE(p, v) _mm256_storeu_pd((p), (v))
#define SPREAD(a) _mm256_set1_pd(a)
#define FMA(a, b, c) _mm256_fmadd_pd((a), (b), (c))
#define SUB(a, b) _mm256_sub_pd((a), (b))
#define SET0 _mm256_setzero_pd()
#define NOT_NEGATIVE(v) ((unsigned)_mm256_movemask_pd(_mm256_cmp_pd((v), _mm256_setzero_pd(), _CMP_NLT_UQ)))
#define KEEP(bits, v) keep_avx2((bits), (v))
#include "kernels.h"

/* ---- AVX-512 ---- */

#define PATH "avx512"
#define KERNEL(name) avx512_##name
#define TARGET __attribute__((target("avx512f")))
#define VEC __m512d
#define LANES 8
#define TILE 8
#define LOAD(p) _mm512_loadu_pd(p)
#define STORE(p, v) _mm512_storeu_pd((p), (v))
#define SPREAD(a) _mm512_set1_pd(a)
#define FMA(a, b, c) _mm512_fmadd_pd((a), (b), (c))
#define SUB(a, b) _mm512_sub_pd((a), (b))
#define SET0 _mm512_setzero_pd()
#define NOT_NEGATIVE(v) ((unsigned)_mm512_cmp_pd_mask((v), _mm512_setzero_pd(), _CMP_NLT_UQ))
#define KEEP(bits, v) _mm512_maskz_mov_pd((__mmask8)(bits), (v))
#include "kernels.h"
#endif

/* ---- Choice ---- */

static _Atomic(const struct lm_kernels *) chosen;

/* The kernels of this name, or the best ones for "best"; NULL where there are none or the processor lacks the instructions. */
static const struct lm_kernels *find(const char *path)
{
    const bool best = strcmp(path, "best") == 0;
#ifdef __x86_64__
    if ((best || strcmp(path, "avx512") == 0) && __builtin_cpu_supports("avx512f")) return &avx512_kernels;
    if ((best || strcmp(path, "avx2") == 0) && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return &avx2_kernels;
#endif
    return best || strcmp(path, "portable") == 0 ? &portable_kernels : NULL;
}

const struct lm_kernels *lm_kernels_now(void)
{
    const struct lm_kernels *now = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (now) return now;
    now = find("best"); /* two threads that come here together choose the same */
    atomic_store_explicit(&chosen, now, memory_order_relaxed);
    return now;
}

const char *lm_num_path(void)
{
    return lm_kernels_now()->path;
}

bool lm_num_use(const char *path)
{
    const struct lm_kernels *wanted = find(path);
    if (wanted) atomic_store_explicit(&chosen, wanted, memory_order_relaxed);
    return wanted;
}
