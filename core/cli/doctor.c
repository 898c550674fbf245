/* `lemmata doctor` and `lemmata --version`: what this program runs on. */
#include "cli.h"

#include <gmp.h>
#include <gsl/gsl_version.h>
#include <mpfr.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The first line that a program prints; false when there is no such program. */
static bool first_line(char *out, size_t size, const char *command)
{
    FILE *pipe = popen(command, "r");
    if (!pipe) return false;
    bool read = fgets(out, (int)size, pipe) != NULL;
    int status = pclose(pipe);
    if (read) out[strcspn(out, "\n")] = '\0';
    return read && status == 0;
}

void lm_cli_print_versions(void)
{
    struct lm_blas_info blas;
    lm_blas_describe(&blas, false);
    printf("lemmata %s\nGSL %s\nMPFR %s\nGMP %s\njansson %s\n%s\ncompiled by %s\n", lm_version(), gsl_version, mpfr_get_version(),
           gmp_version, jansson_version_str(), blas.config, __VERSION__);
}

static void print_features(void)
{
    printf("%-14s", "features");
#ifdef __x86_64__
    static const char none[] = " (none beyond x86-64)";
    int count = 0;
#define FEATURE(name) (__builtin_cpu_supports(name) ? (count++, printf(" %s", name)) : 0)
    FEATURE("sse4.2");
    FEATURE("avx");
    FEATURE("avx2");
    FEATURE("fma");
    FEATURE("avx512f");
    FEATURE("avx512dq");
    FEATURE("avx512bw");
    FEATURE("avx512vl");
#undef FEATURE
    if (count == 0) printf("%s", none);
#endif
    putchar('\n');
}

static void print_blas(void)
{
    struct lm_blas_info blas;
    lm_blas_describe(&blas, true);
    printf("%-14s %s\n%-14s %s", "BLAS", blas.config, "BLAS kernels", blas.core);
    if (strcmp(blas.core, blas.best_core) == 0)
        printf(", the best for this processor\n");
    else
        printf(", but this processor could run %s: unset OPENBLAS_CORETYPE\n", blas.best_core);
    printf("%-14s %.1f GF/s on %d thread%s (20 ms of products of 384 x 384 matrices)\n", "BLAS speed", blas.gflops, blas.threads,
           blas.threads == 1 ? "" : "s");
}

int lm_command_doctor(struct lm_options *options)
{
    (void)options;
    char line[256];
    printf("%-14s %s\n%-14s %s\n%-14s %s\n%-14s %s\n%-14s %s\n", "lemmata", lm_version(), "GSL", gsl_version, "MPFR",
           mpfr_get_version(), "GMP", gmp_version, "jansson", jansson_version_str());
    print_blas();
    printf("%-14s %ld, %s of memory\n", "processors", sysconf(_SC_NPROCESSORS_ONLN),
           lm_cli_bytes((double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE)));
    print_features();
    printf("%-14s random numbers %s, products with few vectors %s\n", "own kernels", lm_random_path(), lm_num_path());
    bool gnuplot = first_line(line, sizeof line, "gnuplot --version 2>/dev/null");
    printf("%-14s %s\n", "gnuplot", gnuplot ? line : "missing: no figures; apt-get install gnuplot-nox");
    return LM_EXIT_EXPECTED;
}
