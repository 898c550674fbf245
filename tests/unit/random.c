/* Addressable normals and uniforms: known answers, the same bits by every way of asking, accuracy at extreme words, and the law. */
#include "check.h"

#include <Random123/threefry.h>
#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>
#include <inttypes.h>
#include <lemmata/memory.h>
#include <lemmata/random.h>
#include <lemmata/stats.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const PATHS[] = {"avx512", "avx2", "portable"};
enum { PATH_COUNT = sizeof PATHS / sizeof PATHS[0] };

/* Each statistic below is asymptotically N(0, 1) under the law, and may be this far from 0: wrong under one seed in 1.7 million. */
static const double SIGMAS = 5;
static const double ALPHA = 1e-6; /* the same for binomial limits and Kolmogorov-Smirnov */

static struct lm_stream test_stream(void)
{
    return lm_stream_open(2385, LM_FOR_TEST, 3, lm_network_number(1024, 17));
}

static bool same_bits(const double *x, const double *y, size_t n)
{
    return memcmp(x, y, n * sizeof *x) == 0;
}

/* ---- Bits ---- */

static void published_vectors(void)
{
    static const struct {
        uint64_t counter[2], key[2], words[2];
    } cases[] = {
        /* threefry2x64, 20 rounds, of Random123's kat_vectors: zeros, ones, digits of pi */
        {{0, 0}, {0, 0}, {0xc2b6e3a8c2c69865, 0x6f81ed42f350084d}},
        {{~0ull, ~0ull}, {~0ull, ~0ull}, {0xe02cb7c4d95d277a, 0xd06633d0893b8b68}},
        {{0x243f6a8885a308d3, 0x13198a2e03707344},
         {0xa4093822299f31d0, 0x082efa98ec4e6c89},
         {0x263c7d30bb0f0af1, 0x56be8361d3311526}},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        struct lm_stream stream = {{cases[k].key[0], cases[k].key[1]}};
        uint64_t words[2];
        lm_stream_words(words, &stream, cases[k].counter[0], cases[k].counter[1]);
        CHECK(words[0] == cases[k].words[0] && words[1] == cases[k].words[1]);
    }
}

static void words_are_those_of_random123(void)
{
    gsl_rng *r = gsl_rng_alloc(gsl_rng_ranlxd2);
    size_t different = 0;
    for (int k = 0; k < 10000; k++) {
        uint64_t in[4], words[2];
        for (int i = 0; i < 4; i++) in[i] = (uint64_t)(gsl_rng_uniform(r) * 0x1p32) << 32 | (uint64_t)(gsl_rng_uniform(r) * 0x1p32);
        struct lm_stream stream = {{in[2], in[3]}};
        lm_stream_words(words, &stream, in[0], in[1]);
        threefry2x64_ctr_t counter = {{in[0], in[1]}};
        threefry2x64_key_t key = {{in[2], in[3]}};
        threefry2x64_ctr_t expected = threefry2x64_R(20, counter, key);
        different += words[0] != expected.v[0] || words[1] != expected.v[1];
    }
    CHECK_SIZE(different, 0);
    gsl_rng_free(r);
}

/* Changes with any bit of a million normals. */
static uint64_t digest_of_normals(const struct lm_stream *stream)
{
    enum { N = 1 << 20 };
    double *x = lm_xmalloc(N * sizeof *x);
    lm_stream_normals(x, stream, 0, 0, N, 1);
    uint64_t digest = 0;
    for (size_t k = 0; k < N; k++) {
        uint64_t bits;
        memcpy(&bits, &x[k], sizeof bits);
        digest = (digest ^ bits) * 0x9e3779b97f4a7c15; /* odd: no difference is lost */
    }
    free(x);
    return digest;
}

/* Addresses are part of every published result: these numbers never change. */
static void addresses_are_pinned(void)
{
    struct lm_stream stream = lm_stream_open(7, LM_FOR_LAW, 0xab, lm_network_number(4096, 5));
    CHECK(lm_network_number(4096, 5) == (uint64_t)4096 * 1048576 + 5);
    CHECK(stream.key[0] == 7 && stream.key[1] == 0x07ab000100000005);
    CHECK(lm_stream_open(0, LM_FOR_W, 255, 0xffffffffffff).key[1] == 0x01ffffffffffffff);

    static const double normals[] = {0x1.6667417e8cb32p-1, 0x1.d17fc5f822dadp-5, -0x1.f97bcb63a7726p-1, 0x1.5c50d2d86f9ecp-5};
    static const double uniforms[] = {0x1.22fefe526531ap-1, 0x1.3bcf4079409f8p-1, 0x1.093baec54c7ecp-1, 0x1.9ba95adf6999ap-1};
    double x[4];
    for (size_t k = 0; k < 4; k++) lm_stream_normals(&x[k], &stream, 3, 1000 + 5 * k, 1, 1);
    CHECK(same_bits(x, normals, 4));
    for (size_t k = 0; k < 4; k++) lm_stream_uniforms(&x[k], &stream, 3, 1000 + 5 * k, 1);
    CHECK(same_bits(x, uniforms, 4));
    CHECK(digest_of_normals(&stream) == 0x18d277bf760a176e);
}

/* ---- The same bits by every way of asking ---- */

static void paths_can_be_forced(void)
{
    CHECK(!lm_random_use("") && !lm_random_use("AVX2") && !lm_random_use("sse2"));
    size_t available = 0;
    for (int p = PATH_COUNT - 1; p >= 0; p--) { /* leaves the fastest in use */
        if (!lm_random_use(PATHS[p])) continue;
        available++;
        CHECK_TEXT(lm_random_path(), PATHS[p]);
    }
    CHECK(lm_random_use("portable"));
    CHECK_ABOVE((double)available, 1);
    printf("(%zu of %d paths) ", available, PATH_COUNT);
}

static void use_fastest(void)
{
    for (int p = 0; p < PATH_COUNT; p++)
        if (lm_random_use(PATHS[p])) return;
}

/* Rows of an odd length that start at odd columns, so that heads, whole blocks and tails of every size occur. */
static void paths_give_the_same_bits(void)
{
    enum { ROWS = 1600, LENGTH = 10007 };
    struct lm_stream stream = test_stream();
    double *x = lm_xmalloc(LENGTH * sizeof *x), *y = lm_xmalloc(LENGTH * sizeof *y);
    for (int p = 0; p < PATH_COUNT - 1; p++) {
        if (!lm_random_use(PATHS[p])) continue;
        size_t different = 0;
        for (uint64_t row = 0; row < ROWS; row++) {
            size_t n = LENGTH - row % 37;
            double sd = row % 3 == 0 ? 1 : 0.04419417382415922;
            CHECK(lm_random_use("portable"));
            lm_stream_normals(x, &stream, row, row * 1001, n, sd);
            CHECK(lm_random_use(PATHS[p]));
            lm_stream_normals(y, &stream, row, row * 1001, n, sd);
            different += !same_bits(x, y, n);
            if (row % 4 != 0) continue;
            lm_stream_uniforms(y, &stream, row, row * 1001, n);
            CHECK(lm_random_use("portable"));
            lm_stream_uniforms(x, &stream, row, row * 1001, n);
            different += !same_bits(x, y, n);
        }
        CHECK_SIZE(different, 0);
    }
    free(x);
    free(y);
    use_fastest();
}

typedef void filler(double *out, const struct lm_stream *stream, uint64_t row, uint64_t column, size_t n);

static void standard_normals(double *out, const struct lm_stream *stream, uint64_t row, uint64_t column, size_t n)
{
    lm_stream_normals(out, stream, row, column, n, 1);
}

/* Every start and length below three blocks against one call, and the neighbours of the piece untouched. */
static void check_pieces(filler *fill, uint64_t origin)
{
    enum { N = 64, LONGEST = 49 };
    struct lm_stream stream = test_stream();
    double whole[N], piece[N + 2];
    fill(whole, &stream, 12, origin, N);
    size_t different = 0, spilt = 0;
    for (size_t start = 0; start < 16; start++)
        for (size_t n = 0; n < LONGEST && start + n <= N; n++) {
            for (size_t k = 0; k < N + 2; k++) piece[k] = -77;
            fill(piece + 1, &stream, 12, origin + start, n);
            different += !same_bits(piece + 1, whole + start, n);
            spilt += piece[0] != -77 || piece[n + 1] != -77;
        }
    CHECK_SIZE(different, 0);
    CHECK_SIZE(spilt, 0);
}

static void pieces_give_the_same_bits(void)
{
    for (int p = 0; p < PATH_COUNT; p++) {
        if (!lm_random_use(PATHS[p])) continue;
        check_pieces(standard_normals, 0);
        check_pieces(standard_normals, (uint64_t)0 - 64); /* the last columns there are */
        check_pieces(lm_stream_uniforms, 4096);
    }
    use_fastest();
}

static void order_does_not_matter(void)
{
    enum { N = 20000 };
    struct lm_stream stream = test_stream();
    double *whole = lm_xmalloc(N * sizeof *whole), *scattered = lm_xcalloc(N, sizeof *scattered);
    lm_stream_normals(whole, &stream, 5, 0, N, 1);
    gsl_rng *r = gsl_rng_alloc(gsl_rng_mt19937);
    for (int k = 0; k < 20000; k++) { /* with lengths of 20 on average, no entry is missed but with probability N exp(-20) */
        size_t column = gsl_rng_uniform_int(r, N), n = gsl_rng_uniform_int(r, 41);
        if (column + n > N) n = N - column;
        lm_stream_normals(scattered + column, &stream, 5, column, n, 1);
    }
    CHECK(same_bits(whole, scattered, N));
    gsl_rng_free(r);
    free(whole);
    free(scattered);
}

struct share {
    double *out;
    uint64_t first, step;
};
enum { SHARED_ROWS = 512, SHARED_COLUMNS = 1021 };

static void *fill_share(void *argument)
{
    struct share *share = argument;
    struct lm_stream stream = test_stream();
    for (uint64_t row = share->first; row < SHARED_ROWS; row += share->step)
        lm_stream_normals(share->out + row * SHARED_COLUMNS, &stream, row, 0, SHARED_COLUMNS, 1);
    return NULL;
}

static void threads_do_not_matter(void)
{
    size_t n = (size_t)SHARED_ROWS * SHARED_COLUMNS;
    double *alone = lm_xcalloc(n, sizeof *alone), *together = lm_xcalloc(n, sizeof *together);
    fill_share(&(struct share){alone, 0, 1});
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, fill_share, &(struct share){together, 0, 2}) == 0);
    fill_share(&(struct share){together, 1, 2});
    pthread_join(thread, NULL);
    CHECK(same_bits(alone, together, n));
    free(alone);
    free(together);
}

/* ---- Accuracy: normals of chosen words, against the definition in long double ---- */

static uint64_t rotate_right(uint64_t x, int bits)
{
    return x >> bits | x << (64 - bits);
}

/* Threefry is a permutation of counters: the counter that has the words (a, b). */
static void counter_of_words(uint64_t counter[2], const struct lm_stream *stream, uint64_t a, uint64_t b)
{
    static const int rotations[8] = {16, 42, 12, 31, 16, 32, 24, 21};
    const uint64_t key[3] = {stream->key[0], stream->key[1], 0x1bd11bdaa9fc1a22 ^ stream->key[0] ^ stream->key[1]};
    for (int round = 20; round > 0; round--) {
        if (round % 4 == 0) {
            uint64_t s = (uint64_t)round / 4;
            a -= key[s % 3];
            b -= key[(s + 1) % 3] + s;
        }
        b = rotate_right(b ^ a, rotations[(round - 1) % 8]);
        a -= b;
    }
    counter[0] = a - key[0];
    counter[1] = b - key[1];
}

struct pair {
    double first, second; /* the normals with cosine and sine */
};

/* The two normals made of words a and b, through the public interface. Half of all counters are of no column; then the lowest bits
 * of b, which no normal depends on, are varied. */
static struct pair normals_of_words(uint64_t a, uint64_t b)
{
    struct lm_stream stream = test_stream();
    uint64_t counter[2], words[2];
    b &= ~(uint64_t)1023;
    for (counter_of_words(counter, &stream, a, b); counter[0] >> 63; counter_of_words(counter, &stream, a, ++b)) continue;
    lm_stream_words(words, &stream, counter[0], counter[1]);
    CHECK(words[0] == a && words[1] == b && counter[0] >> 63 == 0);

    struct pair z;
    uint64_t column = counter[0] / 8 * 16 + counter[0] % 8;
    lm_stream_normals(&z.first, &stream, counter[1], column, 1, 1);
    lm_stream_normals(&z.second, &stream, counter[1], column + 8, 1, 1);
    return z;
}

static long double exact_radius_squared(uint64_t a)
{
    double x = (double)(a >> 11) + 0.5; /* rounded to the nearest as documented */
    if (x > 0x1p53 - 1) x = 0x1p53 - 1;
    return -2 * logl((long double)x * 0x1p-53L);
}

static void exact_cos_sin(long double out[2], uint64_t b)
{
    long double f = ((long double)(b >> 10 & 0xfffffffffffff) + 0.5L) * 0x1p-52L - 0.5L;
    long double t = f * 1.57079632679489661923132169163975144L, c = cosl(t), s = sinl(t);
    const long double quadrants[4][2] = {{c, s}, {-s, c}, {-c, -s}, {s, -c}};
    out[0] = quadrants[b >> 62][0];
    out[1] = quadrants[b >> 62][1];
}

static double relative_error(double observed, long double expected)
{
    return (double)fabsl((long double)observed / expected - 1);
}

static const uint64_t STRAIGHT = (uint64_t)1 << 61; /* the angle (pi/2) 2^-53, whose cosine rounds to 1 */

/* Words whose u ends an interval of the logarithm or stands next to one, for each exponent and both extremes. */
static size_t radius_words(uint64_t *out)
{
    size_t n = 0;
    out[n++] = 0;
    out[n++] = ~(uint64_t)0;
    for (int e = 0; e < 53; e++)
        for (int j = 0; j <= 32; j++) {
            uint64_t k = ((uint64_t)32 + (uint64_t)j) << 48 >> e; /* u = (1 + j/32) 2^-e: all ends of intervals are among them */
            for (uint64_t near = 0; near < 3; near++)
                if (k + near >= 1 && k + near - 1 < (uint64_t)1 << 53) out[n++] = (k + near - 1) << 11;
        }
    for (int e = 0; e < 53; e++) out[n++] = ~(uint64_t)0 << 11 ^ (uint64_t)1 << (11 + e); /* u = 1 - 2^-e' */
    return n;
}

/* With a cosine of 1 the first normal is the radius sqrt(-2 log u); rounding it adds 2 x 2^-53 to the logarithm's 6 x 2^-53. */
static void check_radii(const uint64_t *words, size_t n)
{
    double worst = 0;
    for (size_t k = 0; k < n; k++) {
        double radius = normals_of_words(words[k], STRAIGHT).first;
        double error = (double)fabsl((long double)radius * (long double)radius / exact_radius_squared(words[k]) - 1);
        if (!(error <= worst)) worst = error;
    }
    CHECK_BELOW(worst, 8 * 0x1p-53);
    printf("(%.2f x 2^-53) ", worst * 0x1p53);
}

static void radius_is_accurate(void)
{
    static uint64_t words[20000];
    check_radii(words, radius_words(words));
    struct lm_stream stream = test_stream();
    for (uint64_t k = 0; k < 10000; k++) lm_stream_words(words + 2 * k, &stream, k, 1);
    check_radii(words, 20000);
}

static void paths_agree_on_extreme_words(void)
{
    static uint64_t words[20000];
    size_t n = radius_words(words);
    struct pair *expected = lm_xmalloc(n * sizeof *expected), *observed = lm_xmalloc(n * sizeof *observed);
    for (int p = PATH_COUNT - 1; p >= 0; p--) {
        if (!lm_random_use(PATHS[p])) continue;
        struct pair *out = strcmp(PATHS[p], "portable") == 0 ? expected : observed;
        for (size_t k = 0; k < n; k++) out[k] = normals_of_words(words[k], words[n - 1 - k]);
        CHECK(memcmp(out, expected, n * sizeof *out) == 0);
    }
    free(expected);
    free(observed);
    use_fastest();
}

static void radius_at_the_ends(void)
{
    /* u = 2^-54, the smallest; and u = 1 - 2^-53, the largest, where -2 log u = 2^-52 (1 + 2^-54 + ...) */
    CHECK_NEAR(normals_of_words(0, STRAIGHT).first, sqrt(108 * 0.6931471805599453), 4 * DBL_EPSILON);
    CHECK(normals_of_words(~(uint64_t)0, STRAIGHT).first == 0x1p-26);
    CHECK(normals_of_words(~(uint64_t)0, STRAIGHT).second == 0x1p-26 * 0x1.921fb54442d18p-53);
}

/* The radius is that of a cosine of 1; the product adds 2^-53 to the 4 x 2^-53 of cosine and sine. */
static void angle_is_accurate(void)
{
    static const uint64_t offsets[] = {0, 1, 2, 3, 5, 1000003};
    const uint64_t a = 0x123456789abcdef0, turn = (uint64_t)1 << 62, step = 1 << 10;
    const long double radius = (long double)normals_of_words(a, STRAIGHT).first;
    double worst = 0;
    struct lm_stream stream = test_stream();
    for (uint64_t k = 0; k < 20000; k++) {
        uint64_t words[2];
        lm_stream_words(words, &stream, k, 2);
        uint64_t b = words[0];
        if (k < 2 * 4 * 9 * 6) { /* multiples of an eighth of a quadrant, from both sides */
            uint64_t centre = k / 6 % 9 * (turn / 8), offset = offsets[k % 6] * step;
            b = (k / 54 % 4) * turn + (k / 216 ? centre + offset : centre - offset) % turn;
        }
        struct pair z = normals_of_words(a, b);
        long double exact[2];
        exact_cos_sin(exact, b);
        double error = fmax(relative_error(z.first, radius * exact[0]), relative_error(z.second, radius * exact[1]));
        if (!(error <= worst)) worst = error;
    }
    CHECK_BELOW(worst, 5 * 0x1p-53);
    printf("(%.2f x 2^-53) ", worst * 0x1p53);
}

/* A quarter turn maps (x, y) to (-y, x), and the mirrored angle to (x, -y), to the bit: all odd moments vanish over the angles. */
static void angles_are_symmetric(void)
{
    struct lm_stream stream = test_stream();
    size_t broken = 0;
    for (uint64_t k = 0; k < 5000; k++) {
        uint64_t words[2];
        lm_stream_words(words, &stream, k, 3);
        uint64_t b = words[1] & ~(uint64_t)1023;
        struct pair z = normals_of_words(words[0], b), turned = normals_of_words(words[0], b + ((uint64_t)1 << 62));
        broken += turned.first != -z.second || turned.second != z.first;
        if (b >> 62 != 0) continue;
        struct pair mirrored = normals_of_words(words[0], ((uint64_t)1 << 62) - 1024 - b);
        broken += mirrored.first != z.first || mirrored.second != -z.second;
    }
    CHECK_SIZE(broken, 0);
}

/* Blocks as documented: entry lane and entry 8 + lane of block g of a row are made of the words of counter (8 g + lane, row).
 * Relative error: 3 x 2^-53 of the root of the logarithm, 1 of rounding it, 4 of cosine or sine, 1 of the product. */
static void entries_follow_the_layout(void)
{
    enum { N = 1 << 18 };
    struct lm_stream stream = test_stream();
    double *x = lm_xmalloc(N * sizeof *x), *u = lm_xmalloc(N * sizeof *u), worst = 0;
    lm_stream_normals(x, &stream, 99, 0, N, 1);
    lm_stream_uniforms(u, &stream, 99, 0, N);
    size_t wrong = 0;
    for (size_t k = 0; k < N; k++) {
        uint64_t words[2];
        size_t half = k / 8 % 2;
        lm_stream_words(words, &stream, k / 16 * 8 + k % 8, 99);
        long double direction[2];
        exact_cos_sin(direction, words[1]);
        double error = relative_error(x[k], sqrtl(exact_radius_squared(words[0])) * direction[half]);
        if (!(error <= worst)) worst = error;
        wrong += u[k] != ((double)(words[half] >> 11) + 0.5) * 0x1p-53;
    }
    CHECK_BELOW(worst, 9 * 0x1p-53);
    CHECK_SIZE(wrong, 0);
    printf("(%.2f x 2^-53) ", worst * 0x1p53);
    free(x);
    free(u);
}

static void uniforms_at_the_ends(void)
{
    static const uint64_t words[] = {0, ~(uint64_t)0, (uint64_t)1 << 63};
    static const double expected[] = {0x1p-54, 1 - 0x1p-53, 0.5};
    struct lm_stream stream = test_stream();
    for (int k = 0; k < 3; k++) {
        uint64_t counter[2], b = 0;
        do counter_of_words(counter, &stream, words[k], b++);
        while (counter[0] >> 63);
        for (int p = 0; p < PATH_COUNT; p++) {
            double u;
            if (!lm_random_use(PATHS[p])) continue;
            lm_stream_uniforms(&u, &stream, counter[1], counter[0] / 8 * 16 + counter[0] % 8, 1);
            CHECK(u == expected[k] && u > 0 && u < 1);
        }
    }
    use_fastest();
}

static void scale_is_the_last_product(void)
{
    enum { N = 1000 };
    struct lm_stream stream = test_stream();
    double x[N], scaled[N], zero[N];
    const double sd = 0.04419417382415922;
    lm_stream_normals(x, &stream, 1, 3, N, 1);
    lm_stream_normals(scaled, &stream, 1, 3, N, sd);
    lm_stream_normals(zero, &stream, 1, 3, N, 0);
    size_t wrong = 0;
    for (size_t k = 0; k < N; k++) wrong += scaled[k] != x[k] * sd || zero[k] != 0;
    CHECK_SIZE(wrong, 0);
}

/* ---- The law ---- */

enum { SIDE = 2048, COUNT = SIDE * SIDE };

static double *new_matrix(struct lm_stream stream)
{
    double *x = lm_xmalloc(COUNT * sizeof *x);
    for (size_t i = 0; i < SIDE; i++) lm_stream_normals(x + i * SIDE, &stream, i, 0, SIDE, 1);
    return x;
}

/* The k-th power of N(0, 1) has mean 0, 1, 0, 3 and variance 1, 2, 15, 96. */
static void moments(void)
{
    double *x = new_matrix(test_stream());
    long double sum[4] = {0};
    for (size_t k = 0; k < COUNT; k++) {
        double power = 1;
        for (int p = 0; p < 4; p++) sum[p] += (long double)(power *= x[k]);
    }
    CHECK_NEAR((double)sum[0] / COUNT, 0, SIGMAS * sqrt(1.0 / COUNT));
    CHECK_NEAR((double)sum[1] / COUNT, 1, SIGMAS * sqrt(2.0 / COUNT));
    CHECK_NEAR((double)sum[2] / COUNT, 0, SIGMAS * sqrt(15.0 / COUNT));
    CHECK_NEAR((double)sum[3] / COUNT, 3, SIGMAS * sqrt(96.0 / COUNT));
    free(x);
}

static double uniform_cdf(double u)
{
    return u < 0 ? 0 : u > 1 ? 1 : u;
}

static void distributions(void)
{
    enum { N = 1000000 };
    struct lm_stream stream = test_stream();
    double *x = lm_xmalloc(N * sizeof *x);
    lm_stream_normals(x, &stream, 1, 0, N, 1);
    CHECK_ABOVE(lm_ks_one_sample(x, N, gsl_cdf_ugaussian_P), ALPHA);
    lm_stream_uniforms(x, &stream, 1, 0, N);
    CHECK_ABOVE(lm_ks_one_sample(x, N, uniform_cdf), ALPHA);
    free(x);
}

static void check_tail(size_t count, size_t n, double beyond)
{
    double p = gsl_cdf_ugaussian_Q(beyond);
    CHECK_BELOW((double)count, (double)check_binomial_upper(n, p, ALPHA));
    CHECK_ABOVE((double)count, (double)check_binomial_lower(n, p, ALPHA));
}

/* Expected on each side: 5663, 133 and 1.2. (At 5 sigma the lower limit is 0; the maximum of many more is unit.random-extremes.) */
static void tails(void)
{
    double *x = new_matrix(test_stream());
    for (int beyond = 3; beyond <= 5; beyond++) {
        size_t above = 0, below = 0;
        for (size_t k = 0; k < COUNT; k++) {
            above += x[k] > beyond;
            below += x[k] < -beyond;
        }
        check_tail(above, COUNT, beyond);
        check_tail(below, COUNT, beyond);
    }
    free(x);
}

/* ---- Independence ---- */

/* x y has variance 1 and (x^2 - 1)(y^2 - 1) variance 4 for independent standard normals. */
static void check_uncorrelated(const double *x, const double *y, size_t n)
{
    double product = 0, squares = 0;
    for (size_t k = 0; k < n; k++) {
        product += x[k] * y[k];
        squares += (x[k] * x[k] - 1) * (y[k] * y[k] - 1);
    }
    CHECK_NEAR(product / sqrt((double)n), 0, SIGMAS);
    CHECK_NEAR(squares / sqrt(4 * (double)n), 0, SIGMAS);
}

/* Lag 8: the two normals of one counter or the last of one and the first of the next block; lag 16: next blocks; SIDE: rows. */
static void neighbours_are_uncorrelated(void)
{
    static const size_t lags[] = {1, 7, 8, 9, 16, SIDE, SIDE + 1};
    double *x = new_matrix(test_stream());
    for (size_t k = 0; k < sizeof lags / sizeof lags[0]; k++) check_uncorrelated(x, x + lags[k], COUNT - lags[k]);
    free(x);
}

static void streams_are_uncorrelated(void)
{
    const uint64_t network = lm_network_number(1024, 17);
    const struct lm_stream others[] = {
        lm_stream_open(2386, LM_FOR_TEST, 3, network),
        lm_stream_open(2385, LM_FOR_ATTACK, 3, network),
        lm_stream_open(2385, LM_FOR_TEST, 4, network),
        lm_stream_open(2385, LM_FOR_TEST, 3, lm_network_number(1024, 18)),
        lm_stream_open(2385, LM_FOR_TEST, 3, lm_network_number(1025, 17)),
        lm_stream_open((uint64_t)2385 << 32, LM_FOR_TEST, 3, network),
    };
    double *x = new_matrix(test_stream());
    for (size_t k = 0; k < sizeof others / sizeof others[0]; k++) {
        double *y = new_matrix(others[k]);
        check_uncorrelated(x, y, COUNT);
        free(y);
    }
    free(x);
}

static const struct check_test TESTS[] = {
    {"published-vectors", published_vectors},
    {"words-are-those-of-random123", words_are_those_of_random123},
    {"addresses-are-pinned", addresses_are_pinned},
    {"paths-can-be-forced", paths_can_be_forced},
    {"paths-give-the-same-bits", paths_give_the_same_bits},
    {"pieces-give-the-same-bits", pieces_give_the_same_bits},
    {"order-does-not-matter", order_does_not_matter},
    {"threads-do-not-matter", threads_do_not_matter},
    {"paths-agree-on-extreme-words", paths_agree_on_extreme_words},
    {"radius-is-accurate", radius_is_accurate},
    {"radius-at-the-ends", radius_at_the_ends},
    {"angle-is-accurate", angle_is_accurate},
    {"angles-are-symmetric", angles_are_symmetric},
    {"entries-follow-the-layout", entries_follow_the_layout},
    {"uniforms-at-the-ends", uniforms_at_the_ends},
    {"scale-is-the-last-product", scale_is_the_last_product},
    {"moments", moments},
    {"distributions", distributions},
    {"tails", tails},
    {"neighbours-are-uncorrelated", neighbours_are_uncorrelated},
    {"streams-are-uncorrelated", streams_are_uncorrelated},
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    return check_main(argc, argv, "random", TESTS);
}
