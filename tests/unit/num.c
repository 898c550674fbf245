/* Names of arithmetics, masks, arenas, the choice of kernels, the BLAS guard. What the arithmetics compute: conformance/num.c. */
#include "../../core/num/num_internal.h"
#include "check.h"

#include <float.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const double u = DBL_EPSILON / 2;

/* Uniform in (-1, 1), 53 bits; splitmix64. */
static double uniform(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (double)((z ^ z >> 31) >> 11) * 0x1p-52 - 1;
}

static double *uniforms(struct lm_arena *arena, size_t count, uint64_t seed)
{
    double *out = lm_arena_doubles(arena, count);
    for (size_t i = 0; i < count; i++) out[i] = uniform(&seed);
    return out;
}

/* ---- Names ---- */

static void precision_names(void)
{
    static const char *const wrong[] = {"",
                                        "Double",
                                        "double ",
                                        "mpfr",
                                        "mpfr:",
                                        "mpfr:52",
                                        "mpfr:4097",
                                        "mpfr:-64",
                                        "mpfr:+64",
                                        "mpfr: 64",
                                        "mpfr:64x",
                                        "mpfr:1e2",
                                        "mpfr:99999999999999999999",
                                        "mpfr:0x40",
                                        "float"};
    int bits = -1;
    CHECK(lm_precision_parse("double", &bits) == LM_OK && bits == 0);
    CHECK(lm_precision_parse("mpfr:53", &bits) == LM_OK && bits == 53);
    CHECK(lm_precision_parse("mpfr:256", &bits) == LM_OK && bits == 256);
    CHECK(lm_precision_parse("mpfr:4096", &bits) == LM_OK && bits == 4096);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        bits = -1;
        CHECK(lm_precision_parse(wrong[i], &bits) == LM_EINVAL);
        CHECK(bits == -1);
        CHECK(strstr(lm_error_message(), "53") && strstr(lm_error_message(), "4096"));
    }
}

static void mpfr_range(void)
{
    struct lm_num num;
    CHECK(lm_num_mpfr(&num, 52) == LM_EINVAL && strstr(lm_error_message(), "53"));
    CHECK(lm_num_mpfr(&num, 4097) == LM_EINVAL && strstr(lm_error_message(), "4096"));
    CHECK(lm_num_mpfr(&num, 53) == LM_OK && num.bits == 53);
    CHECK_TEXT(num.ops->name, "mpfr");
    CHECK_TEXT(lm_num_double()->ops->name, "double");
    CHECK(lm_num_double() == lm_num_double() && lm_num_double()->bits == 53);
}

/* ---- Masks ---- */

static void masks(void)
{
    struct lm_arena *arena = lm_arena_new();
    static const size_t sizes[] = {1, 63, 64, 65, 127, 128, 130};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        const size_t rows = sizes[s];
        struct lm_mask a = lm_mask_new(arena, rows, 3), b = lm_mask_new(arena, rows, 2);
        CHECK_SIZE(a.words, (rows + 63) / 64);
        for (size_t r = 0; r < rows; r++) CHECK(lm_mask_get(&a, r, 2));
        CHECK_SIZE(lm_mask_differences(&a, 0, &b, 1), 0);
        lm_mask_set(&a, rows - 1, 1, false);
        lm_mask_set(&a, rows / 2, 1, false);
        CHECK_SIZE(lm_mask_differences(&a, 1, &b, 0), rows / 2 == rows - 1 ? 1 : 2);
        CHECK(!lm_mask_get(&a, rows - 1, 1) && lm_mask_get(&a, rows - 1, 0) && lm_mask_get(&a, rows - 1, 2));
        lm_mask_set(&a, rows - 1, 1, true);
        lm_mask_set(&a, rows / 2, 1, true);
        CHECK_SIZE(lm_mask_differences(&a, 1, &a, 2), 0);

        struct lm_mask view = lm_mask_view(&a, 1, 2);
        lm_mask_set(&view, 0, 1, false);
        CHECK(!lm_mask_get(&a, 0, 2) && lm_mask_get(&a, 0, 1) && view.cols == 2);

        /* Bits past the last row are zero: none of them may ever count as a difference. */
        for (size_t r = 0; r < rows; r++) lm_mask_set(&b, r, 0, false);
        for (size_t w = 0; w < b.words; w++) CHECK(b.bits[w] == 0);
        CHECK_SIZE(lm_mask_differences(&b, 0, &b, 1), rows);
    }
    lm_arena_free(arena);
}

/* ---- Arenas ---- */

static void arena_reuse(void)
{
    struct lm_arena *arena = lm_arena_new();
    for (size_t bytes = 0; bytes < 300; bytes += 7) CHECK((uintptr_t)lm_arena_alloc(arena, bytes) % 64 == 0);

    struct lm_arena_mark mark = lm_arena_mark(arena);
    char *first = lm_arena_alloc(arena, 100), *large = lm_arena_alloc(arena, (size_t)9 << 20);
    memset(large, 1, (size_t)9 << 20);
    lm_arena_rewind(arena, mark);
    CHECK(lm_arena_alloc(arena, 100) == first);
    CHECK(lm_arena_alloc(arena, (size_t)9 << 20) == large); /* the mapping was kept */

    lm_arena_reset(arena, SIZE_MAX / 2);
    char *again = lm_arena_alloc(arena, 64);
    lm_arena_reset(arena, SIZE_MAX / 2);
    CHECK(lm_arena_alloc(arena, 64) == again);
    lm_arena_reset(arena, 0); /* everything unmapped: the arena starts afresh */
    memset(lm_arena_alloc(arena, 1 << 20), 1, 1 << 20);
    lm_arena_free(arena);
}

/* A panel made in memory that another panel has soiled works all the same, and its significands do not overlap its neighbours'. */
static void panels_in_used_memory(void)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_num num[2] = {*lm_num_double()};
    LM_ASSERT(lm_num_mpfr(&num[1], 200) == LM_OK);
    const struct lm_arena_mark mark = lm_arena_mark(arena);
    for (size_t round = 0; round < 6; round++) {
        const struct lm_num *n = &num[round % 2];
        double ones[35], back[35];
        for (size_t i = 0; i < 35; i++) ones[i] = 1;
        struct lm_panel a = lm_panel_new(arena, n, 7, 5), b = lm_panel_new(arena, n, 7, 5);
        n->ops->zero(&b);
        n->ops->set(&a, ones, 7);
        n->ops->get(back, 7, &b);
        for (size_t i = 0; i < 35; i++) CHECK_NEAR(back[i], 0, 0);
        n->ops->get(back, 7, &a);
        for (size_t i = 0; i < 35; i++) CHECK_NEAR(back[i], 1, 0);
        lm_arena_rewind(arena, mark);
        memset(lm_arena_alloc(arena, 8192), 0xa5, 8192);
        lm_arena_rewind(arena, mark);
    }
    struct lm_panel none = lm_panel_new(arena, &num[1], 7, 0);
    num[1].ops->zero(&none);
    lm_arena_free(arena);
}

static void doubles_of_the_caller(void)
{
    double data[6] = {1, 2, -9, 3, 4, -9}, norms[2];
    struct lm_panel panel = lm_panel_of_doubles(data, 2, 2, 3), second = lm_panel_view(&panel, 1, 1);
    panel.num->ops->norm(norms, &panel);
    CHECK_NEAR(norms[1], 5, 0);
    CHECK(lm_panel_doubles(&second) == data + 3);
}

/* ---- Kernels of different instruction sets ---- */

static void unknown_path(void)
{
    const char *now = lm_num_path();
    CHECK(!lm_num_use("sse9"));
    CHECK_TEXT(lm_num_path(), now);
    CHECK(lm_num_use("portable"));
    CHECK_TEXT(lm_num_path(), "portable");
    CHECK(lm_num_use("best"));
    CHECK_TEXT(lm_num_path(), now);
}

/* Each result differs from the exact one by at most gamma_n |w||x|, whatever the order of summation (Higham 2002, section 3.1),
 * with n products and n sums: two results by at most twice that. */
static void products_agree(const char *path, struct lm_arena *arena, size_t rows, size_t cols, size_t k)
{
    const double *w = uniforms(arena, rows * cols, 1);
    double *in = uniforms(arena, rows * k + cols * k, 2), *y = lm_arena_doubles(arena, 2 * (rows + cols) * k);
    struct lm_matrix matrix = {rows, cols, cols, w};
    for (int transposed = 0; transposed < 2; transposed++) {
        const size_t from = transposed ? rows : cols, to = transposed ? cols : rows;
        for (int own = 0; own < 2; own++) {
            CHECK(lm_num_use(own ? path : "portable"));
            lm_few_multiply(&(struct lm_few){.out = y + (own ? to * k : 0),
                                             .step = 1,
                                             .ld = to,
                                             .w = matrix,
                                             .x = {k, from, from, in},
                                             .transposed = transposed});
        }
        double worst = 0;
        for (size_t i = 0; i < to; i++)
            for (size_t c = 0; c < k; c++) {
                double size = 0;
                for (size_t j = 0; j < from; j++) size += fabs(w[transposed ? j * cols + i : i * cols + j] * in[c * from + j]);
                worst = fmax(worst, fabs(y[c * to + i] - y[to * k + c * to + i]) / size);
            }
        /* size itself is rounded: a factor 1 + gamma_n, well within the last summand */
        CHECK_BELOW(worst, 2 * ((double)from + 1) * u / (1 - 2 * ((double)from + 1) * u));
    }
}

static void vectors_agree(const char *path, struct lm_arena *arena)
{
    enum { N = 1003 };
    const double *x = uniforms(arena, N, 3), *y = uniforms(arena, N, 4);
    double h[2][64], kept[2][64], squares[2], combined[2][N], inner[2][5 * 7];
    uint64_t word[2];
    struct lm_matrix w = {5, N / 7, N / 7, x}, z = {7, N / 7, N / 7, y}, factors = {7, 5, 5, y};
    for (int own = 0; own < 2; own++) {
        CHECK(lm_num_use(own ? path : "portable"));
        const struct lm_kernels *kernels = lm_kernels_now();
        word[own] = kernels->relu(h[own], x);
        kernels->mask(kept[own], 0xf0e1d2c3b4a59687u, x);
        squares[own] = kernels->squared_distance(x, y, N);
        kernels->combine(combined[own], w.cols, &factors, &w, false);
        memset(inner[own], 0, sizeof inner[own]);
        kernels->inner(inner[own], 1, 5, &w, &z);
    }
    CHECK(word[0] == word[1]);
    CHECK(memcmp(h[0], h[1], sizeof h[0]) == 0 && memcmp(kept[0], kept[1], sizeof kept[0]) == 0);
    CHECK_NEAR(squares[1], squares[0], 2 * (N + 3) * u * squares[0]); /* all terms positive; the difference, the square, N sums */
    for (size_t j = 0; j < 7 * w.cols; j++) CHECK_NEAR(combined[1][j], combined[0][j], 2 * 6 * u * 5);
    for (size_t k = 0; k < 5 * 7; k++) CHECK_NEAR(inner[1][k], inner[0][k], 2 * (N + 1) * u * (N / 7.0)); /* terms below 1 */
}

static void paths_agree(void)
{
    static const char *const paths[] = {"portable", "avx2", "avx512"};
    struct lm_arena *arena = lm_arena_new();
    for (size_t p = 0; p < 3; p++) {
        if (!lm_num_use(paths[p])) continue;
        for (size_t k = 1; k <= LM_FEW_COLUMNS; k++) {
            lm_arena_reset(arena, SIZE_MAX / 2);
            products_agree(paths[p], arena, 43, 29, k);
        }
        products_agree(paths[p], arena, 1027, 1030, 2);
        products_agree(paths[p], arena, 515, 1027, 40);
        vectors_agree(paths[p], arena);
    }
    CHECK(lm_num_use("best"));
    lm_arena_free(arena);
}

/* ---- Threads: the scratch of the kernels and MPFR's caches belong to a thread ---- */

struct job {
    struct lm_num num;
    uint64_t seed;
    double out[40 * 8];
};

static void *product_job(void *argument)
{
    struct job *job = argument;
    struct lm_arena *arena = lm_arena_new();
    struct lm_matrix w = {40, 40, 40, uniforms(arena, 1600, job->seed)};
    struct lm_panel x = lm_panel_new(arena, &job->num, 40, 8), y = lm_panel_new(arena, &job->num, 40, 8);
    job->num.ops->set(&x, uniforms(arena, 320, job->seed + 1), 40);
    for (int repeat = 0; repeat < 20; repeat++) {
        job->num.ops->gemm(&y, &w, &x, false);
        job->num.ops->gemm_t(&x, &w, &y, false);
        job->num.ops->scale(&x, 0.0625);
    }
    job->num.ops->get(job->out, 40, &x);
    lm_arena_free(arena);
    return NULL;
}

static void threads_do_not_meet(void)
{
    for (int bits = 0; bits <= 128; bits += 128) {
        struct job alone[2] = {{*lm_num_double(), 10, {0}}, {*lm_num_double(), 20, {0}}}, together[2];
        if (bits) LM_ASSERT(lm_num_mpfr(&alone[0].num, bits) == LM_OK && lm_num_mpfr(&alone[1].num, bits) == LM_OK);
        memcpy(together, alone, sizeof together);
        pthread_t thread[2];
        for (int t = 0; t < 2; t++) product_job(&alone[t]);
        for (int t = 0; t < 2; t++) CHECK(pthread_create(&thread[t], NULL, product_job, &together[t]) == 0);
        for (int t = 0; t < 2; t++) CHECK(pthread_join(thread[t], NULL) == 0);
        for (int t = 0; t < 2; t++) CHECK(memcmp(alone[t].out, together[t].out, sizeof alone[t].out) == 0);
        CHECK(memcmp(alone[0].out, alone[1].out, sizeof alone[0].out) != 0);
    }
}

/* ---- The BLAS guard ---- */

static void guard_decisions(void)
{
    static const struct {
        const char *running;
        bool avx512, avx2;
        const char *set;
    } table[] = {
        {"Prescott", true, true, "SkylakeX"},   {"Haswell", true, true, "SkylakeX"},
        {"Zen", true, true, "SkylakeX"},        {"SkylakeX", true, true, NULL},
        {"Cooperlake", true, true, NULL},       {"SapphireRapids", true, true, NULL},
        {"Prescott", false, true, "Haswell"},   {"Sandybridge", false, true, "Haswell"},
        {"Haswell", false, true, NULL},         {"Zen", false, true, NULL},
        {"Prescott", false, false, NULL},       {"Nehalem", false, false, NULL},
        {"unheard-of", true, true, "SkylakeX"}, {"unheard-of", false, false, NULL},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const char *set = lm_blas_core_to_set(table[i].running, table[i].avx512, table[i].avx2);
        if (table[i].set)
            CHECK_TEXT(set, table[i].set);
        else
            CHECK(set == NULL);
    }
}

static void description(void)
{
    struct lm_blas_info info;
    lm_blas_describe(&info, false);
    CHECK(strstr(info.config, "OpenBLAS") != NULL && info.core[0] && info.best_core[0] && info.threads >= 1);
    CHECK_NEAR(info.gflops, 0, 0);
    lm_blas_describe(&info, true);
    CHECK(info.gflops > 0 && isfinite(info.gflops));
}

/* In a program of its own, whose OpenBLAS was loaded with the oldest kernels: the guard starts it again, once, with the best ones.
 */
static const char guard_argument[] = "--behind-the-guard";

static int behind_the_guard(char **argv)
{
    const char *core = getenv("OPENBLAS_CORETYPE");
    if (core && strcmp(core, "Prescott") == 0) unsetenv("OPENBLAS_CORETYPE");
    lm_blas_guard(argv);
    struct lm_blas_info info;
    lm_blas_describe(&info, false);
    if (info.threads != 1) return 2;
    if (strcmp(info.core, info.best_core) != 0) return 3;
    /* Not by OpenBLAS's own detection, which may fail, but because it was told. */
    return getenv("OPENBLAS_CORETYPE") || strcmp(info.core, "Prescott") == 0 ? 0 : 4;
}

static void guard_starts_again(void)
{
    struct lm_blas_info info;
    lm_blas_describe(&info, false);
    if (!strstr(info.config, "DYNAMIC_ARCH")) {
        CHECK(info.core[0]); /* one kernel only: there is nothing to choose */
        return;
    }
    pid_t child = fork();
    if (child == 0) {
        char name[] = "num", argument[sizeof guard_argument];
        char *arguments[] = {name, argument, NULL};
        memcpy(argument, guard_argument, sizeof argument);
        setenv("OPENBLAS_CORETYPE", "Prescott", 1);
        execv("/proc/self/exe", arguments);
        _exit(5);
    }
    int status = -1;
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"precision-names", precision_names},
        {"mpfr-range", mpfr_range},
        {"masks", masks},
        {"arena-reuse", arena_reuse},
        {"panels-in-used-memory", panels_in_used_memory},
        {"doubles-of-the-caller", doubles_of_the_caller},
        {"unknown-path", unknown_path},
        {"paths-agree", paths_agree},
        {"threads-do-not-meet", threads_do_not_meet},
        {"guard-decisions", guard_decisions},
        {"description", description},
        {"guard-starts-again", guard_starts_again},
        {NULL, NULL},
    };
    if (argc == 2 && strcmp(argv[1], guard_argument) == 0) return behind_the_guard(argv);
    return check_main(argc, argv, "num", tests);
}
