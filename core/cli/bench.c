/* `lemmata bench`: the speed that the project promises, as ratios measured side by side in one run. */
#include "cli.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <lemmata/audit.h>
#include <lemmata/stats.h>
#include <lemmata/train.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { REPEATS = 5 };

static double seconds_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The median processor time of `work`, which runs on one thread: what else the machine does matters little. One run more comes
 * first, to warm the memory. */
static double median_seconds(void (*work)(void *context), void *context)
{
    double seconds[REPEATS];
    work(context);
    for (int r = 0; r < REPEATS; r++) {
        double start = seconds_of(CLOCK_THREAD_CPUTIME_ID);
        work(context);
        seconds[r] = seconds_of(CLOCK_THREAD_CPUTIME_ID) - start;
    }
    return lm_median(seconds, REPEATS);
}

static void print_ratio(const char *what, double ratio, bool at_most, double goal)
{
    bool reached = at_most ? ratio <= goal : ratio >= goal;
    printf("%-78s %8.2f   goal %s %g   %s\n", what, ratio, at_most ? "<=" : ">=", goal, reached ? "reached" : "MISSED");
    fflush(stdout);
}

/* ---- Generation ---- */

enum { FILL = 1 << 20 };
struct fill {
    struct lm_arena *arena;
    double *out;
    gsl_rng *rng;
};

static void fill_stream(void *context)
{
    struct fill *f = context;
    struct lm_stream stream = lm_stream_open(1, LM_FOR_TEST, 0, 0);
    for (unsigned r = 0; r < 8; r++) lm_stream_normals(f->out, &stream, r, 0, FILL, 1);
}

static void fill_gsl(void *context)
{
    struct fill *f = context;
    for (size_t k = 0; k < FILL; k++) f->out[k] = gsl_ran_gaussian(f->rng, 1);
}

/* Returns the seconds that one number takes. */
static double bench_generation(struct lm_arena *arena)
{
    struct fill f = {arena, lm_arena_doubles(arena, FILL), gsl_rng_alloc(gsl_rng_mt19937)};
    double own = median_seconds(fill_stream, &f) / (8.0 * FILL), gsl = median_seconds(fill_gsl, &f) / FILL;
    printf("Gaussian numbers (%s): %.2f ns each; gsl_ran_gaussian: %.1f ns\n", lm_random_path(), 1e9 * own, 1e9 * gsl);
    print_ratio("gsl_ran_gaussian over own generator", gsl / own, false, 15);
    gsl_rng_free(f.rng);
    return own;
}

/* ---- Networks ---- */

struct network {
    struct lm_arena *arena;
    enum lm_kind kind;
    size_t m, n, d;
    int L;
    bool backward;
    struct lm_net *drawn; /* NULL: draw it in the timed work */
};

static void run_network(void *context)
{
    struct network *w = context;
    struct lm_arena_mark mark = lm_arena_mark(w->arena);
    struct lm_address address = {1, lm_network_number(w->m, 0)};
    struct lm_inputs inputs = lm_inputs_normalised(w->arena, w->n, w->L, 4, 1.0 / w->L, address);
    struct lm_net *net = w->drawn;
    if (!net)
        net = lm_net_draw(w->arena, lm_num_double(), w->kind, &(struct lm_law){0}, w->m, w->d, inputs.dim, w->L, address,
                          lm_forward_vectors(w->L, w->n), w->backward ? lm_backward_vectors(w->L, w->d, 1) : 0);
    struct lm_run *run = lm_forward(net, &inputs);
    if (w->backward) {
        struct lm_back *back = lm_back_begin(run, 0, 1);
        while (lm_back_step(back)) continue;
    }
    lm_arena_rewind(w->arena, mark);
}

static double time_network(struct lm_arena *arena, enum lm_kind kind, size_t m)
{
    struct network w = {.arena = arena, .kind = kind, .m = m, .n = 1, .d = 1, .L = 6, .backward = true};
    return median_seconds(run_network, &w);
}

static void bench_implicit(struct lm_arena *arena)
{
    double dense = time_network(arena, LM_DENSE, 2048);
    double small = time_network(arena, LM_IMPLICIT, 100000), large = time_network(arena, LM_IMPLICIT, 1000000);
    printf("forward and backward, L = 6, d = 1: dense m = 2048 %.1f ms; implicit m = 10^5 %.1f ms, m = 10^6 %.1f ms\n", 1e3 * dense,
           1e3 * small, 1e3 * large);
    print_ratio("implicit at m = 10^6 over dense at m = 2048", large / dense, true, 6);
    print_ratio("implicit, time per neuron at m = 10^6 over m = 10^5", large / small / 10, true, 2);
}

static void bench_sequences(struct lm_arena *arena)
{
    struct lm_arena_mark mark = lm_arena_mark(arena);
    struct network w = {.arena = arena, .kind = LM_DENSE, .m = 4096, .n = 16, .d = 1, .L = 6};
    struct lm_inputs once = lm_inputs_normalised(arena, 1, w.L, 4, 1.0 / w.L, (struct lm_address){1, 1});
    w.drawn = lm_net_draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0}, w.m, 1, 5, w.L, (struct lm_address){1, 1}, 0, 0);
    lm_forward(w.drawn, &once); /* W is drawn by its first product: before run_network marks the arena */
    double many = median_seconds(run_network, &w);
    w.n = 1;
    double one = median_seconds(run_network, &w);
    printf("forward, dense m = 4096, L = 6: one sequence %.1f ms, sixteen %.1f ms\n", 1e3 * one, 1e3 * many);
    print_ratio("16 sequences in one pass over one", many / one, true, 1.3);
    lm_arena_rewind(arena, mark);
}

/* ---- Training, and the kernel that governs it ---- */

struct training {
    struct lm_training *state;
    struct lm_inputs inputs;
    size_t *batch;
    double *targets;
};

static void descend(void *context)
{
    struct training *w = context;
    double loss;
    const double eta = 1e-6; /* small, so that all steps meet the same network */
    if (lm_training_step(w->state, &loss, &w->inputs, w->batch, w->inputs.n, eta, lm_square_loss, w->targets) != LM_OK)
        fprintf(stderr, "lemmata: %s\n", lm_error_message());
}

static void bench_training(struct lm_arena *arena)
{
    enum { M = 1024, N = 16, LENGTH = 8, D = 4 };
    const struct lm_address address = {1, 1};
    struct training w = {.inputs = lm_inputs_normalised(arena, N, LENGTH, 4, 1.0 / LENGTH, address)};
    struct lm_net *net = lm_net_draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0}, M, D, 5, LENGTH, address, 0, 0);
    w.state = lm_training_begin(net, LM_TRAIN_W);
    w.batch = lm_arena_alloc(arena, N * sizeof *w.batch);
    w.targets = lm_arena_doubles(arena, (size_t)N * LENGTH * D);
    for (size_t s = 0; s < N; s++) w.batch[s] = s;
    for (size_t k = 0; k < (size_t)N * LENGTH * D; k++) w.targets[k] = 1;
    printf("GD step, dense m = %d, n = %d, L = %d, d = %d: %.2f ms\n", M, N, LENGTH, D, 1e3 * median_seconds(descend, &w));
}

struct kernel {
    struct lm_net *net;
    struct lm_inputs inputs;
};

static void make_kernel(void *context)
{
    struct kernel *w = context;
    struct lm_arena_mark mark = lm_arena_mark(w->net->arena);
    lm_ntk_gram(lm_forward(w->net, &w->inputs));
    lm_arena_rewind(w->net->arena, mark);
}

static void bench_ntk(struct lm_arena *arena)
{
    enum { M = 2048, N = 32, LENGTH = 16, D = 1 };
    const struct lm_address address = {1, 1};
    struct kernel w = {.inputs = lm_inputs_normalised(arena, N, LENGTH, 4, 1.0 / LENGTH, address)};
    w.net = lm_net_draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0}, M, D, 5, LENGTH, address, 0, 0);
    lm_forward(w.net, &w.inputs); /* W is drawn by its first product: before make_kernel marks the arena */
    printf("neural tangent kernel of all %d outputs, dense m = %d, n = %d, L = %d: %.1f ms\n", N * (LENGTH - 1) * D, M, N, LENGTH,
           1e3 * median_seconds(make_kernel, &w));
}

/* ---- Growth of the implicit operator: memory m k, time m k^2 ---- */

struct growth {
    struct lm_arena *arena;
    size_t m, k;
};

static void reveal_vectors(void *context)
{
    struct growth *w = context;
    struct lm_arena_mark mark = lm_arena_mark(w->arena);
    struct lm_weights *weights =
        lm_weights_draw(w->arena, LM_IMPLICIT, &(struct lm_law){0}, w->m, 1, (struct lm_address){1, 2}, w->k, 0);
    struct lm_panel x = lm_panel_new(w->arena, lm_num_double(), w->m, 5), y = lm_panel_new(w->arena, lm_num_double(), w->m, 5);
    struct lm_stream stream = lm_stream_open(1, LM_FOR_TEST, 1, 0);
    for (size_t done = 0; done < w->k; done += 5) {
        for (size_t c = 0; c < 5; c++) lm_stream_normals(lm_panel_doubles(&x) + c * x.ld, &stream, done + c, 0, w->m, 1);
        lm_weights_mul(weights, 1, &y, &x);
    }
    lm_arena_rewind(w->arena, mark);
}

static void bench_growth(struct lm_arena *unused)
{
    static const size_t cases[][2] = {{100000, 25}, {100000, 50}, {100000, 100}, {1000000, 25}, {1000000, 50}, {1000000, 100}};
    (void)unused;
    printf(
        "implicit W, k vectors in panels of 5:      m     k   seconds   ns / (m k)   ns / (m k^2)   GiB mapped   bytes / (m k)\n");
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct growth w = {lm_arena_new(), cases[c][0], cases[c][1]};
        reveal_vectors(&w);
        double start = seconds_of(CLOCK_THREAD_CPUTIME_ID);
        reveal_vectors(&w);
        double seconds = seconds_of(CLOCK_THREAD_CPUTIME_ID) - start, mk = (double)w.m * (double)w.k,
               bytes = (double)lm_arena_bytes(w.arena);
        printf("%43zu %5zu %9.3f %12.1f %14.3f %12.2f %15.1f\n", w.m, w.k, seconds, 1e9 * seconds / mk,
               1e9 * seconds / mk / (double)w.k, bytes / 1073741824.0, bytes / mk);
        fflush(stdout);
        lm_arena_free(w.arena);
    }
}

/* ---- The audit against its floor ---- */

struct product {
    struct lm_matrix w;
    struct lm_panel x, y;
};

static void multiply(void *context)
{
    struct product *p = context;
    lm_num_double()->ops->gemm(&p->y, &p->w, &p->x, false);
}

static double product_seconds(struct lm_arena *arena, size_t m, size_t cols)
{
    struct lm_arena_mark mark = lm_arena_mark(arena);
    double *a = lm_arena_doubles(arena, m * m);
    struct lm_stream stream = lm_stream_open(1, LM_FOR_TEST, 2, 0);
    lm_stream_normals(a, &stream, 0, 0, m * m, 1);
    struct product p = {{m, m, m, a}, lm_panel_new(arena, lm_num_double(), m, cols), lm_panel_new(arena, lm_num_double(), m, cols)};
    lm_num_double()->ops->set(&p.x, a, m);
    double out = median_seconds(multiply, &p);
    lm_arena_rewind(arena, mark);
    return out;
}

struct tasks {
    struct lm_arena *arena;
    struct lm_grid *grid;
};

static void run_tasks(void *context)
{
    struct tasks *w = context;
    for (size_t k = 0; k < w->grid->count; k++) {
        json_t *line = NULL;
        if (lm_task_run(&line, &w->grid->tasks[k], w->arena) != LM_OK) fprintf(stderr, "lemmata: %s\n", lm_error_message());
        json_decref(line);
    }
}

/* The floor of a backward-correlation cell: m^2 generated numbers, and for each product with k columns the larger of its operations
 * at the peak of a square gemm and one reading of W at the speed of a product with one vector. */
static double floor_seconds(double generation, double peak, double reading, size_t m, int L, size_t d)
{
    double mm = (double)m * (double)m, out = generation * mm;
    for (int l = 2; l <= L; l++) out += fmax(2 * mm / peak, reading);
    for (int i = L; i >= 2; i--) out += fmax(2 * mm * (double)((size_t)(L - i + 1) * d) / peak, reading);
    return out;
}

static void bench_floor(struct lm_arena *arena)
{
    const double number = bench_generation(arena);
    static const size_t widths[] = {1024, 2048, 4096};
    const struct lm_registered *lemma = lm_find_lemma("backward-correlation", NULL);
    if (!lemma) return;
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
        struct lm_request request = {.lemmas = &lemma,
                                     .lemma_count = 1,
                                     .profile = LM_QUICK,
                                     .seed = 1,
                                     .widths = {widths[w]},
                                     .replicates = 3,
                                     .bits = LM_NO_ROUNDING,
                                     .claims = true,
                                     .shard = 1,
                                     .shards = 1};
        struct lm_grid grid;
        if (lm_grid_make(&grid, &request, arena) != LM_OK) {
            fprintf(stderr, "lemmata: %s\n", lm_error_message());
            return;
        }
        size_t kept = 0;
        for (size_t k = 0; k < grid.count; k++)
            if (grid.tasks[k].cell.kind == LM_DENSE) grid.tasks[kept++] = grid.tasks[k];
        grid.count = kept;
        const struct lm_cell *cell = &grid.tasks[0].cell;
        struct lm_arena *own = lm_arena_new();
        double wall = median_seconds(run_tasks, &(struct tasks){own, &grid}) / (double)kept;
        double peak = 2.0 * pow((double)widths[w], 3) / product_seconds(arena, widths[w], widths[w]);
        double least = floor_seconds(number, peak, product_seconds(arena, widths[w], 1), widths[w], cell->L, cell->d);
        char what[96];
        snprintf(what, sizeof what, "one backward-correlation cell, dense m = %zu, over its floor (%.1f ms)", widths[w],
                 1e3 * least);
        print_ratio(what, wall / least, true, 1.5);
        lm_arena_free(own);
        lm_grid_free(&grid);
    }
}

/* ---- Workers ---- */

static double timed_run(const struct lm_registered *lemma, unsigned jobs)
{
    char out[] = "/tmp/lemmata-bench-XXXXXX";
    if (!mkdtemp(out)) return HUGE_VAL;
    struct lm_request request = {.lemmas = &lemma,
                                 .lemma_count = 1,
                                 .profile = LM_QUICK,
                                 .seed = 1,
                                 .widths = {1024, 2048},
                                 .replicates = 12,
                                 .bits = LM_NO_ROUNDING,
                                 .claims = true,
                                 .out = out,
                                 .shard = 1,
                                 .shards = 1,
                                 .jobs = jobs,
                                 .quiet = true};
    double start = seconds_of(CLOCK_MONOTONIC);
    lm_status status = lm_audit_run(&request);
    double seconds = seconds_of(CLOCK_MONOTONIC) - start;
    if (status != LM_OK) fprintf(stderr, "lemmata: %s\n", lm_error_message());
    char path[64];
    static const char *const names[] = {"cells.jsonl", "run.json"};
    for (size_t k = 0; k < 2; k++) {
        snprintf(path, sizeof path, "%s/%s", out, names[k]);
        unlink(path);
    }
    rmdir(out);
    return seconds;
}

static void bench_workers(void)
{
    const struct lm_registered *lemma = lm_find_lemma("backward-correlation", NULL);
    if (!lemma || sysconf(_SC_NPROCESSORS_ONLN) < 2) {
        puts("two workers over one: not measured, this machine has one processor");
        return;
    }
    double ratio[REPEATS];
    for (int r = 0; r < REPEATS; r++) {
        double one = timed_run(lemma, 1);
        ratio[r] = one / timed_run(lemma, 2);
    }
    print_ratio("one worker over two, wall time of the same cells", lm_median(ratio, REPEATS), false, 1.8);
}

/* ---- The command ---- */

static void generation(struct lm_arena *arena)
{
    bench_generation(arena);
}

static void workers(struct lm_arena *arena)
{
    (void)arena;
    bench_workers();
}

static const struct part {
    const char *name;
    void (*run)(struct lm_arena *arena);
} parts[] = {{"generation", generation}, {"implicit", bench_implicit}, {"sequences", bench_sequences}, {"training", bench_training},
             {"ntk", bench_ntk},         {"floor", bench_floor},       {"workers", workers},           {"growth", bench_growth}};
enum { PARTS = sizeof parts / sizeof *parts };

static lm_status find_part(const struct part **out, const char *name)
{
    for (size_t k = 0; k < PARTS; k++)
        if (strcmp(parts[k].name, name) == 0) {
            *out = &parts[k];
            return LM_OK;
        }
    return lm_error(
        LM_EINVAL,
        "no part of the benchmark is called '%s': give generation, implicit, sequences, training, ntk, floor, workers or "
        "growth",
        name);
}

int lm_command_bench(struct lm_options *options)
{
    const struct part *asked[PARTS];
    size_t count = options->name_count;
    for (size_t k = 0; k < count; k++) {
        lm_status status = find_part(&asked[k], options->names[k]);
        if (status != LM_OK) return lm_cli_fail(status);
    }
    for (size_t k = 0; count == 0 && k < PARTS; k++) asked[k] = &parts[k];
    for (size_t k = 0; k < (count ? count : PARTS); k++) {
        struct lm_arena *arena = lm_arena_new();
        asked[k]->run(arena);
        lm_arena_free(arena);
    }
    return LM_EXIT_EXPECTED;
}
