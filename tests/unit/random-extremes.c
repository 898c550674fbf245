/* The largest of very many normals: a generator that repeats itself, or cannot reach the tails, misses the law of the maximum. */
#include "check.h"

#include <gsl/gsl_cdf.h>
#include <lemmata/random.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* About three seconds on each path: the slower the path, the fewer the draws. All paths give the same bits (unit.random), so on a
 * processor with vectors nothing is lost. */
static size_t draws(void)
{
    if (strcmp(lm_random_path(), "avx512") == 0) return 1000000000;
    return strcmp(lm_random_path(), "avx2") == 0 ? 300000000 : 50000000;
}

/* P(maximum of n independent N(0, 1) <= x) = (1 - Q(x))^n must be neither below 1e-6 nor above 1 - 1e-6: wrong under one seed in
 * half a million. The radius is discrete, with atoms at u = (k + 1/2) 2^-53. Beyond x there are k = 2^53 exp(-x^2/2) of them, and a
 * cut between atoms changes the tail by less than 1/k: 1 % at the largest x that passes (7.94 for 10^9 draws), and so the level. */
static void check_maximum(double largest, size_t n)
{
    double below = exp((double)n * log1p(-gsl_cdf_ugaussian_Q(largest)));
    double above = -expm1((double)n * log1p(-gsl_cdf_ugaussian_Q(largest)));
    CHECK_ABOVE(below, 1e-6);
    CHECK_ABOVE(above, 1e-6);
    printf("(%.3f, p = %.3f) ", largest, below);
}

static void largest_of_many(void)
{
    enum { LENGTH = 16384 };
    static double x[LENGTH];
    struct lm_stream stream = lm_stream_open(2385, LM_FOR_TEST, 1, 0);
    double least = 0, largest = 0;
    size_t rows = draws() / LENGTH;
    for (uint64_t row = 0; row < rows; row++) {
        lm_stream_normals(x, &stream, row, 0, LENGTH, 1);
        for (size_t k = 0; k < LENGTH; k++) {
            if (x[k] > largest) largest = x[k];
            if (x[k] < least) least = x[k];
        }
    }
    check_maximum(largest, rows * LENGTH);
    check_maximum(-least, rows * LENGTH);
    CHECK_BELOW(fmax(largest, -least), sqrt(108 * log(2))); /* u >= 2^-54 */
}

static const struct check_test TESTS[] = {{"largest-of-many", largest_of_many}, {NULL, NULL}};

int main(int argc, char **argv)
{
    return check_main(argc, argv, "random-extremes", TESTS);
}
