/* The BLAS below the double arithmetic: is it the one that this processor deserves? */
#include "num_internal.h"

#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Set while the program is started again, so that it is never started a third time. */
static const char marker[] = "LEMMATA_BLAS_GUARD";

static bool one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0) return true;
    return false;
}

/* The names are those of OpenBLAS. Cores for AVX-512 are good on any processor; those for AVX2 only where there is no AVX-512. */
const char *lm_blas_core_to_set(const char *running, bool has_avx512, bool has_avx2_fma)
{
    static const char *const for_avx512[] = {"SkylakeX", "Cooperlake", "SapphireRapids", NULL};
    static const char *const for_avx2[] = {"Haswell", "Zen", NULL};
    if (one_of(running, for_avx512)) return NULL;
    if (has_avx512) return "SkylakeX";
    if (!has_avx2_fma || one_of(running, for_avx2)) return NULL;
    return "Haswell";
}

static const char *core_to_set_here(void)
{
#ifdef __x86_64__
    bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512vl");
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return lm_blas_core_to_set(openblas_get_corename(), avx512, avx2);
#else
    return NULL;
#endif
}

void lm_blas_guard(char **argv)
{
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    openblas_set_num_threads(1); /* the library has read its environment long before main */
    if (getenv("OPENBLAS_CORETYPE") || getenv(marker)) return;
    const char *core = core_to_set_here();
    if (!core) return;
    setenv("OPENBLAS_CORETYPE", core, 1);
    setenv(marker, core, 1);
    fflush(NULL);
    execv("/proc/self/exe", argv);
    unsetenv("OPENBLAS_CORETYPE"); /* it cannot be started again: slower, but right */
    unsetenv(marker);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The best of the products that fit into 20 ms, so that a busy machine does not look like a slow library. */
static double measure_gflops(void)
{
    enum { N = 384 };
    double *a = lm_xmalloc(3 * N * N * sizeof *a), *b = a + N * N, *c = b + N * N, best = 0;
    for (size_t i = 0; i < 3 * N * N; i++) a[i] = 1;
    const double start = seconds();
    for (double now = start; now < start + 0.02;) {
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, N, N, N, 1, a, N, b, N, 0, c, N);
        double then = now;
        now = seconds();
        double rate = 2e-9 * N * N * N / (now - then);
        if (rate > best) best = rate;
    }
    free(a);
    return best;
}

void lm_blas_describe(struct lm_blas_info *out, bool self_test)
{
    const char *better = core_to_set_here();
    snprintf(out->config, sizeof out->config, "%s", openblas_get_config());
    snprintf(out->core, sizeof out->core, "%s", openblas_get_corename());
    snprintf(out->best_core, sizeof out->best_core, "%s", better ? better : out->core);
    out->threads = openblas_get_num_threads();
    out->gflops = self_test ? measure_gflops() : 0;
}
