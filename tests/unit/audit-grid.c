/* The contract and the grid of a lemma that exists only here: its numbers are small and all different. */
#include "../../core/audit/audit_internal.h"
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH, LENGTH };

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    *right = (size_t)cell->L;
    *left = 2 * (size_t)cell->L * cell->d;
}

static void no_trial(const struct lm_cell *cell, struct lm_trial *t)
{
    (void)cell;
    (void)t;
}

/* Inputs of the user's own must begin with 1. */
static bool admits(const struct lm_cell *cell)
{
    return cell->given.n == 0 || cell->given.x[0] == 1;
}

static const struct lm_lemma synthetic = {
    .title = "Synthetic",
    .papers = "2019",
    .hypotheses = "none",
    .statements =
        {{.name = "rate", .source = "Lemma 1", .reads = "Q <= C sqrt(m)", .measures = "Q", .bound = {.m = 0.5}, .constant = 2.25},
         {.name = "sharp", .rule = LM_EXPONENT, .exponent = 0.5, .tolerance = 0.05},
         {.name = "long", .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .tolerance = 0.125, .sweep = LENGTH}},
    .controls = {{.name = "variance", .breaks = "variance 2", .law = {.variance = 4}, .refutes = 3},
                 {.name = "symmetric", .breaks = "independence", .law = {.shape = LM_SYMMETRIC}, .refutes = 5}},
    .sweeps = {{.name = "width",
                .dense = {{128, 512, 1024}},
                .implicit = {{512, 4096, 65536}},
                .full = {{1048576, 4096}},
                .smoke = {{512, 4096}},
                .control_dense = {{256, 1024}},
                .control_implicit = {{4096, 65536, 262144}},
                .calibration = {{512, 8192}},
                .replicates = {2, 5, 7, 11},
                .control_replicates = {1, 3, 4, 6},
                .calibration_replicates = 9,
                .mpfr = {{128, 512}},
                .mpfr_replicates = 3,
                .fit_from = 512,
                .L = 6,
                .d = 2,
                .dx = 3},
               {.name = "length",
                .axis = LM_AXIS_LENGTH,
                .implicit = {{2, 8, 32, 64}},
                .smoke = {{2, 4}},
                .control_dense = {{2, 4}},
                .control_implicit = {{8}},
                .calibration = {{2, 8}},
                .replicates = {0, 10, 10, 10},
                .control_replicates = {2, 2, 2, 2},
                .calibration_replicates = 4,
                .m = 16384,
                .d = 1,
                .dx = 3,
                .eps_x = 0.25}},
    .domain_length = 4,
    .admits = admits,
    .vectors = vectors,
    .trial = no_trial};

static const struct lm_registered registered = {.slug = "synthetic", .lemma = &synthetic, .figure = ""};
static const struct lm_registered *const the_lemma = &registered;

static struct lm_request request_for(enum lm_profile profile)
{
    static const struct lm_registered *lemmas[1];
    lemmas[0] = the_lemma;
    return (struct lm_request){.lemmas = lemmas, .lemma_count = 1, .profile = profile, .seed = 7, .claims = true, .controls = true};
}

static struct lm_grid grid_of(const struct lm_request *request)
{
    struct lm_grid grid;
    struct lm_arena *arena = lm_arena_new();
    CHECK(lm_grid_make(&grid, request, arena) == LM_OK);
    lm_arena_free(arena);
    return grid;
}

/* How many tasks lie in a family; -2 stands for any control, 0 for any m. */
static size_t count(const struct lm_grid *grid, unsigned sweep, int control, enum lm_kind kind, int bits, size_t m)
{
    size_t n = 0;
    for (size_t i = 0; i < grid->count; i++) {
        const struct lm_cell *cell = &grid->tasks[i].cell;
        n += cell->sweep == sweep && (control == -2 || cell->control == control) && cell->kind == kind && cell->bits == bits &&
             (m == 0 || cell->m == m);
    }
    return n;
}

static size_t count_asked(const struct lm_request *request)
{
    struct lm_grid grid = grid_of(request);
    size_t n = grid.count;
    lm_grid_free(&grid);
    return n;
}

/* ---- Contract ---- */

static void hash_of(char out[65], const struct lm_lemma *lemma)
{
    struct lm_registered one = {.slug = "synthetic", .lemma = lemma, .figure = ""};
    lm_contract_hash(out, &one);
}

static void test_sha256(void)
{
    char hash[65];
    lm_sha256_hex(hash, "abc", 3); /* FIPS 180-2, appendix B.1 */
    CHECK_TEXT(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void test_contract_is_stable(void)
{
    char first[65], second[65];
    hash_of(first, &synthetic);
    struct lm_lemma copy = synthetic;
    hash_of(second, &copy);
    CHECK_TEXT(second, first);
    char *text = lm_contract_text(the_lemma);
    CHECK(strstr(text, "{\"controls\":[{\"breaks\":\"variance 2\",\"compares\":0,\"law\":{\"gate\":\"relu\",\"output\":") ==
          text);                                                       /* sorted, compact */
    CHECK(strstr(text, "\"tolerance\":0.050000000000000003") != NULL); /* 17 digits give back the double */
    CHECK(strchr(text, '\n') == NULL);
    free(text);
    /* What is only shown does not count. */
    copy.title = copy.papers = copy.statements[0].note = "another";
    copy.trial = NULL;
    hash_of(second, &copy);
    CHECK_TEXT(second, first);
}

static struct lm_lemma changed;

/* The hash of `changed` is one that no other change has given. */
static void check_new_hash(const char *change)
{
    enum { MOST = 128 };
    static char seen[MOST][65];
    static size_t n;
    LM_ASSERT(n < MOST);
    hash_of(seen[n], &changed);
    for (size_t i = 0; i < n; i++) check_that(strcmp(seen[i], seen[n]) != 0, change, __FILE__, __LINE__);
    n++;
}

static void test_contract_hash_sees_every_field(void)
{
    changed = synthetic;
    check_new_hash("nothing");
#define CHANGED(field, value) (changed = synthetic, changed.field = (value), check_new_hash(#field " = " #value " counts"))
    CHANGED(hypotheses, "some");
    CHANGED(domain_length, 3);
    CHANGED(domain, "s >= 1");
    CHANGED(statements[0].name, "other");
    CHANGED(statements[0].source, "Lemma 2");
    CHANGED(statements[0].reads, "Q <= C m");
    CHANGED(statements[0].measures, "R");
    CHANGED(statements[0].rule, LM_ORACLE);
    CHANGED(statements[0].side, LM_AT_LEAST);
    CHANGED(statements[0].bound.factor, 3);
    CHANGED(statements[0].bound.m, 0.75);
    CHANGED(statements[0].bound.L, 1);
    CHANGED(statements[0].bound.d, 1);
    CHANGED(statements[0].bound.rho, 1);
    CHANGED(statements[0].bound.log_m, 1);
    CHANGED(statements[0].bound.eps_x, 1);
    CHANGED(statements[0].bound.log_m_s, 1);
    CHANGED(statements[0].bound.s, 1);
    CHANGED(statements[0].bound.N, 1);
    CHANGED(statements[0].bound.delta, 1);
    CHANGED(statements[0].bound.Delta, 1);
    CHANGED(statements[0].bound.T, 1);
    CHANGED(statements[0].limits, true);
    CHANGED(statements[0].exponent, 1);
    CHANGED(statements[0].tolerance, 1);
    CHANGED(statements[0].constant, nextafter(2.25, 3)); /* the last bit */
    CHANGED(statements[0].constant, (double)NAN);
    CHANGED(statements[0].constant, HUGE_VAL);
    CHANGED(statements[0].literal.rho, 1);
    CHANGED(statements[0].trivial.m, 1);
    CHANGED(statements[0].sweep, LENGTH);
    CHANGED(statements[0].expect, LM_EXPECT_REFUTED);
    CHANGED(statements[3].name, "fourth");
    CHANGED(controls[0].name, "other");
    CHANGED(controls[0].breaks, "other");
    CHANGED(controls[0].variant, 1);
    CHANGED(controls[0].refutes, 1);
    CHANGED(controls[0].compares, 1);
    CHANGED(controls[0].law.variance, 1);
    CHANGED(controls[0].law.shape, LM_LOW_RANK);
    CHANGED(controls[0].law.parameter, 1);
    CHANGED(controls[0].law.output, LM_OUTPUT_CONSTANT);
    CHANGED(controls[0].law.gate, LM_GATE_NONE);
    CHANGED(controls[0].law.untied, true);
    CHANGED(controls[2].name, "third");
    CHANGED(sweeps[0].name, "other");
    CHANGED(sweeps[0].axis, LM_AXIS_LENGTH);
    CHANGED(sweeps[0].dense.v[0], 64);
    CHANGED(sweeps[0].dense.v[3], 64);
    CHANGED(sweeps[0].implicit.v[3], 64);
    CHANGED(sweeps[0].full.v[2], 64);
    CHANGED(sweeps[0].smoke.v[2], 64);
    CHANGED(sweeps[0].control_dense.v[2], 64);
    CHANGED(sweeps[0].control_implicit.v[3], 64);
    CHANGED(sweeps[0].calibration.v[2], 64);
    CHANGED(sweeps[0].mpfr.v[2], 64);
    for (unsigned p = 0; p < LM_PROFILES; p++) {
        CHANGED(sweeps[0].replicates[p], 99);
        CHANGED(sweeps[0].control_replicates[p], 99);
    }
    CHANGED(sweeps[0].calibration_replicates, 99);
    CHANGED(sweeps[0].mpfr_replicates, 99);
    CHANGED(sweeps[0].fit_from, 1);
    CHANGED(sweeps[0].fit_to, 1);
    CHANGED(sweeps[0].m, 1);
    CHANGED(sweeps[0].L, 7);
    CHANGED(sweeps[0].d, 1);
    CHANGED(sweeps[0].dx, 1);
    CHANGED(sweeps[0].eps_x, 1);
    CHANGED(sweeps[0].s, 1);
    CHANGED(sweeps[0].N, 1);
    CHANGED(sweeps[0].delta, 1);
    CHANGED(sweeps[0].Delta, 1);
    CHANGED(sweeps[0].falls, true);
    CHANGED(sweeps[0].pieces, true);
    CHANGED(sweeps[0].begin, 1);
    CHANGED(sweeps[0].T, 1);
    CHANGED(sweeps[0].paired, true);
    CHANGED(sweeps[2].name, "third");
#undef CHANGED
}

/* ---- Counts ---- */

static void test_profiles(void)
{
    struct lm_request request = request_for(LM_SMOKE);
    struct lm_grid grid = grid_of(&request);
    CHECK_SIZE(count(&grid, WIDTH, -1, LM_DENSE, 0, 0), 4);     /* 128 and 512, two replicates */
    CHECK_SIZE(count(&grid, WIDTH, -1, LM_IMPLICIT, 0, 0), 4);  /* smoke */
    CHECK_SIZE(count(&grid, WIDTH, -1, LM_DENSE, 256, 0), 4);   /* three MPFR replicates, but only two to compare with */
    CHECK_SIZE(count(&grid, LENGTH, -1, LM_IMPLICIT, 0, 0), 0); /* no replicates in this profile */
    CHECK_SIZE(count(&grid, WIDTH, 0, LM_IMPLICIT, 0, 0), 3);
    CHECK_SIZE(count(&grid, WIDTH, 1, LM_DENSE, 0, 0), 2);
    lm_grid_free(&grid);

    request = request_for(LM_QUICK);
    grid = grid_of(&request);
    CHECK_SIZE(count(&grid, WIDTH, -1, LM_DENSE, 0, 0), 15);
    CHECK_SIZE(count(&grid, WIDTH, -1, LM_IMPLICIT, 0, 0), 15);
    CHECK_SIZE(count(&grid, WIDTH, -1, LM_DENSE, 256, 0), 6);
    CHECK_SIZE(count(&grid, LENGTH, -1, LM_IMPLICIT, 0, 0), 40);
    CHECK_SIZE(count(&grid, WIDTH, 0, LM_IMPLICIT, 0, 0), 9);  /* a variance has an implicit law */
    CHECK_SIZE(count(&grid, WIDTH, 1, LM_DENSE, 0, 0), 6);     /* a symmetric matrix has none */
    CHECK_SIZE(count(&grid, LENGTH, 0, LM_IMPLICIT, 0, 0), 0); /* refutes no statement of that sweep */
    CHECK_SIZE(count(&grid, LENGTH, 1, LM_DENSE, 0, 16384), 4);
    CHECK_SIZE(grid.count, 15 + 15 + 6 + 40 + 9 + 6 + 4);
    lm_grid_free(&grid);

    for (enum lm_profile p = LM_FULL; p <= LM_PAPER; p++) {
        request = request_for(p);
        grid = grid_of(&request);
        unsigned replicates = synthetic.sweeps[WIDTH].replicates[p];
        CHECK_SIZE(count(&grid, WIDTH, -1, LM_IMPLICIT, 0, 0), 4 * replicates); /* 4096 stands in both lists, and counts once */
        CHECK_SIZE(count(&grid, WIDTH, -1, LM_IMPLICIT, 0, 1048576), replicates);
        lm_grid_free(&grid);
    }
}

static void test_claims_and_controls_apart(void)
{
    struct lm_request all = request_for(LM_QUICK), claims = all, controls = all;
    claims.controls = false;
    controls.claims = false;
    CHECK_SIZE(count_asked(&claims), 76);
    CHECK_SIZE(count_asked(&controls), 19);
    CHECK_SIZE(count_asked(&all), 95);
}

static void test_calibration(void)
{
    struct lm_request request = request_for(LM_QUICK);
    request.calibration = true;
    struct lm_grid grid = grid_of(&request);
    CHECK_SIZE(count(&grid, WIDTH, -1, LM_DENSE, 0, 0), 9); /* 8192 is too wide to be dense */
    CHECK_SIZE(count(&grid, WIDTH, -1, LM_IMPLICIT, 0, 0), 18);
    CHECK_SIZE(count(&grid, LENGTH, -1, LM_IMPLICIT, 0, 0), 8);
    CHECK_SIZE(grid.count, 35); /* there are no dense lengths */
    for (size_t i = 0; i < grid.count; i++) {
        CHECK(grid.tasks[i].cell.replicate >= LM_CALIBRATION_REPLICATE);
        CHECK(grid.tasks[i].cell.control == -1);
    }
    lm_grid_free(&grid);
}

static void test_overrides(void)
{
    struct lm_request request = request_for(LM_QUICK);
    CHECK(!lm_request_overrides(&request));
    request.bits = LM_ROUNDING_BITS;
    CHECK(!lm_request_overrides(&request));
    request.widths[0] = 256;
    request.widths[1] = 8192;
    request.widths[2] = 256;
    request.replicates = 4;
    request.length = 9;
    request.outputs = 5;
    request.bits = 113;
    CHECK(lm_request_overrides(&request));
    struct lm_grid grid = grid_of(&request);
    CHECK_SIZE(count(&grid, WIDTH, -1, LM_DENSE, 0, 0), 4); /* 256 once; 8192 is too wide */
    CHECK_SIZE(count(&grid, WIDTH, -1, LM_IMPLICIT, 0, 0), 8);
    CHECK_SIZE(count(&grid, WIDTH, -1, LM_DENSE, 113, 256), 3);
    CHECK_SIZE(count(&grid, WIDTH, 0, LM_IMPLICIT, 0, 0), 8);
    CHECK_SIZE(count(&grid, WIDTH, 1, LM_DENSE, 0, 256), 4);
    CHECK_SIZE(count(&grid, LENGTH, -1, LM_IMPLICIT, 0, 16384), 16); /* keeps its own axis */
    for (size_t i = 0; i < grid.count; i++) {
        const struct lm_cell *cell = &grid.tasks[i].cell;
        CHECK_SIZE(cell->d, 5);
        CHECK(cell->sweep == LENGTH || cell->L == 9);
        CHECK_NEAR(cell->eps_x, cell->sweep == LENGTH ? 0.25 : 1.0 / 9, 0);
        CHECK(cell->seed == 7);
    }
    lm_grid_free(&grid);
    request.bits = LM_NO_ROUNDING;
    CHECK_SIZE(count_asked(&request), 4 + 8 + 8 + 4 + 16 + 8);
}

/* ---- Cells ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char **sorted_keys(const struct lm_grid *grid)
{
    char **keys = lm_xmalloc(grid->count * sizeof *keys), key[256];
    for (size_t i = 0; i < grid->count; i++) {
        lm_task_key(key, sizeof key, &grid->tasks[i]);
        keys[i] = lm_xstrdup(key);
    }
    qsort(keys, grid->count, sizeof *keys, by_text);
    return keys;
}

static void free_keys(char **keys, size_t n)
{
    for (size_t i = 0; i < n; i++) free(keys[i]);
    free(keys);
}

static void test_keys_are_unique(void)
{
    for (enum lm_profile p = LM_SMOKE; p < LM_PROFILES; p++) {
        struct lm_request request = request_for(p);
        struct lm_grid grid = grid_of(&request);
        char **keys = sorted_keys(&grid);
        for (size_t i = 1; i < grid.count; i++) CHECK(strcmp(keys[i - 1], keys[i]) != 0);
        free_keys(keys, grid.count);
        lm_grid_free(&grid);
    }
}

static void test_key_spells_the_cell(void)
{
    struct lm_task task = {.lemma = the_lemma, .cell = {.control = 1, .kind = LM_DENSE, .m = 1024, .L = 6, .d = 2, .replicate = 3}};
    char key[256];
    lm_task_key(key, sizeof key, &task);
    CHECK_TEXT(key, "synthetic/width/symmetric/dense/m1024/L6/d2/r3/double");
    task.cell = (struct lm_cell){.sweep = LENGTH, .control = -1, .kind = LM_IMPLICIT, .bits = 256, .m = 9, .L = 8, .d = 1};
    lm_task_key(key, sizeof key, &task);
    CHECK_TEXT(key, "synthetic/length/claim/implicit/m9/L8/d1/r0/mpfr256");
}

/* The number of distinct networks in a family (count), and the same for two families together. */
static size_t count_networks(const struct lm_grid *grid, unsigned sweep, int control, int bits)
{
    size_t n = 0;
    for (size_t i = 0; i < grid->count; i++) {
        const struct lm_cell *cell = &grid->tasks[i].cell;
        bool fresh = cell->sweep == sweep && cell->control == control && cell->bits == bits;
        for (size_t k = 0; fresh && k < i; k++) {
            const struct lm_cell *other = &grid->tasks[k].cell;
            fresh = other->sweep != sweep || other->control != control || other->bits != bits ||
                    lm_cell_network(other) != lm_cell_network(cell);
        }
        n += fresh;
    }
    return n;
}

static void test_networks_are_independent(void)
{
    struct lm_request request = request_for(LM_QUICK);
    struct lm_grid grid = grid_of(&request);
    CHECK_SIZE(count_networks(&grid, WIDTH, -1, 0), 30);  /* dense and implicit at 512 share none */
    CHECK_SIZE(count_networks(&grid, LENGTH, -1, 0), 40); /* nor do the lengths, all at one width */
    CHECK_SIZE(count_networks(&grid, LENGTH, 1, 0), 4);
    lm_grid_free(&grid);
    request.calibration = true;
    grid = grid_of(&request);
    CHECK_SIZE(count_networks(&grid, WIDTH, -1, 0), 27);
    CHECK_SIZE(count_networks(&grid, LENGTH, -1, 0), 8);
    for (size_t i = 0; i < grid.count; i++) CHECK(grid.tasks[i].cell.replicate < LM_REPLICATES);
    lm_grid_free(&grid);
}

static void test_rounding_cells_share_their_networks(void)
{
    struct lm_lemma lemma = synthetic;
    struct lm_registered one = {.slug = "synthetic", .lemma = &lemma, .figure = ""};
    struct lm_request request = request_for(LM_QUICK);
    request.lemmas[0] = &one;
    lemma.sweeps[LENGTH].dense = (struct lm_axis_values){{2, 4, 8}};
    lemma.sweeps[LENGTH].mpfr = (struct lm_axis_values){{4, 8}};
    lemma.sweeps[LENGTH].mpfr_replicates = 3;
    struct lm_grid grid = grid_of(&request);
    CHECK_SIZE(count(&grid, LENGTH, -1, LM_DENSE, 256, 0), 6);
    for (size_t i = 0; i < grid.count; i++) {
        const struct lm_cell *rounding = &grid.tasks[i].cell;
        bool beside = rounding->bits == 0;
        for (size_t k = 0; !beside && k < grid.count; k++) {
            const struct lm_cell *cell = &grid.tasks[k].cell;
            beside = cell->bits == 0 && cell->sweep == rounding->sweep && cell->L == rounding->L && cell->control == -1 &&
                     lm_cell_network(cell) == lm_cell_network(rounding);
        }
        CHECK(beside);
    }
    lm_grid_free(&grid);
}

/* The synthetic lemma with a third sweep along another axis, and the grid of the profile quick. */
static struct lm_grid grid_along(struct lm_lemma *lemma, struct lm_sweep sweep)
{
    static struct lm_registered one;
    struct lm_request request = request_for(LM_QUICK);
    sweep.name = "other";
    lemma->sweeps[2] = sweep;
    lemma->statements[3] = (struct lm_statement){.name = "fourth", .sweep = 2};
    one = (struct lm_registered){.slug = "synthetic", .lemma = lemma, .figure = ""};
    request.lemmas[0] = &one;
    return grid_of(&request);
}

static void test_other_axes(void)
{
    struct lm_lemma lemma = synthetic;
    struct lm_sweep sweep = {
        .axis = LM_AXIS_EPS_X, .implicit = {{0.1, 0.01}}, .m = 4096, .L = 5, .d = 3, .dx = 4, .N = 0.125, .s = 7};
    for (int p = 0; p < LM_PROFILES; p++) sweep.replicates[p] = 2;
    struct lm_grid grid = grid_along(&lemma, sweep);
    CHECK_SIZE(count(&grid, 2, -1, LM_IMPLICIT, 0, 4096), 4);
    CHECK_SIZE(count_networks(&grid, 2, -1, 0), 4);
    for (size_t i = 0; i < grid.count; i++) {
        char key[256], expected[256];
        const struct lm_cell *cell = &grid.tasks[i].cell;
        if (cell->sweep != 2) continue;
        CHECK(cell->L == 5 && cell->d == 3 && (cell->eps_x == 0.1 || cell->eps_x == 0.01));
        CHECK_NEAR(cell->N, 512, 0); /* an eighth of m */
        CHECK_NEAR(cell->s, 7, 0);
        lm_task_key(key, sizeof key, &grid.tasks[i]);
        snprintf(expected, sizeof expected, "synthetic/other/claim/implicit/m4096/L5/d3/eps_x%g/r%u/double", cell->eps_x,
                 cell->replicate);
        CHECK_TEXT(key, expected);
    }
    lm_grid_free(&grid);
    sweep.paired = true;
    grid = grid_along(&lemma, sweep);
    CHECK_SIZE(count(&grid, 2, -1, LM_IMPLICIT, 0, 4096), 4);
    CHECK_SIZE(count_networks(&grid, 2, -1, 0), 2); /* both points on the same networks */
    lm_grid_free(&grid);
}

static void test_pieces_are_adjacent(void)
{
    struct lm_lemma lemma = synthetic;
    struct lm_sweep sweep = {.axis = LM_AXIS_VARIABLE, .variable = "x", .pieces = true, .begin = 0.125, .dense = {{0.25, 0.5, 1}}, .m = 1, .L = 2, .d = 1, .dx = 2};
    for (int p = 0; p < LM_PROFILES; p++) sweep.replicates[p] = 1;
    lemma.domain_length = 0;
    struct lm_grid grid = grid_along(&lemma, sweep);
    double length = 0;
    for (size_t i = 0; i < grid.count; i++) {
        const struct lm_cell *cell = &grid.tasks[i].cell;
        if (cell->sweep == 2) length += cell->x - cell->from;
        if (cell->sweep != 2) CHECK(cell->from == 0);
    }
    CHECK_NEAR(length, 0.875, 0);
    lm_grid_free(&grid);
}

static void test_comparisons_run_on_the_cells_of_the_claim(void)
{
    struct lm_lemma lemma = synthetic;
    struct lm_registered one = {.slug = "synthetic", .lemma = &lemma, .figure = ""};
    struct lm_request request = request_for(LM_QUICK);
    request.lemmas[0] = &one;
    lemma.controls[2] = (struct lm_control){.name = "untied", .breaks = "one W", .law = {.untied = true}, .compares = 1};
    struct lm_grid grid = grid_of(&request);
    for (size_t k = 0; k < 3; k++) {
        size_t m = (size_t)synthetic.sweeps[WIDTH].implicit.v[k];
        CHECK_SIZE(count(&grid, WIDTH, 2, LM_IMPLICIT, 0, m), count(&grid, WIDTH, -1, LM_IMPLICIT, 0, m));
    }
    CHECK_SIZE(count(&grid, WIDTH, 2, LM_IMPLICIT, 0, 0), 15);
    CHECK_SIZE(count(&grid, LENGTH, 2, LM_IMPLICIT, 0, 0), 0);
    lm_grid_free(&grid);
}

static bool long_ones(const struct lm_cell *cell)
{
    return cell->L >= 8;
}

static void test_domain(void)
{
    /* L <= sqrt(m)/4: with L = 6 from m = 576, with m = 16384 up to L = 32. */
    struct lm_request request = request_for(LM_QUICK);
    struct lm_grid grid = grid_of(&request);
    size_t outside = 0;
    for (size_t i = 0; i < grid.count; i++) {
        const struct lm_cell *cell = &grid.tasks[i].cell;
        bool expected = cell->sweep == WIDTH ? cell->m >= 576 : cell->L <= 32;
        CHECK(grid.tasks[i].in_domain == expected);
        outside += !expected;
    }
    CHECK(outside > 0 && outside < grid.count);
    lm_grid_free(&grid);

    struct lm_lemma lemma = synthetic; /* and what the lemma asks of a cell */
    struct lm_registered one = {.slug = "synthetic", .lemma = &lemma, .figure = ""};
    lemma.admits = long_ones;
    request.lemmas[0] = &one;
    grid = grid_of(&request);
    for (size_t i = 0; i < grid.count; i++)
        CHECK(grid.tasks[i].in_domain == (grid.tasks[i].cell.L >= 8 && grid.tasks[i].cell.L <= 32));
    lm_grid_free(&grid);
}

static void test_control_cells_carry_their_law(void)
{
    struct lm_request request = request_for(LM_QUICK);
    struct lm_grid grid = grid_of(&request);
    for (size_t i = 0; i < grid.count; i++) {
        const struct lm_cell *cell = &grid.tasks[i].cell;
        CHECK_NEAR(cell->law.variance, cell->control == 0 ? 4 : 0, 0);
        CHECK(cell->law.shape == (cell->control == 1 ? LM_SYMMETRIC : LM_IID));
    }
    lm_grid_free(&grid);
}

/* ---- Order, shards, estimates ---- */

static void test_most_expensive_first(void)
{
    struct lm_request request = request_for(LM_FULL);
    struct lm_grid grid = grid_of(&request);
    double seconds = 0, bytes = 0;
    for (size_t i = 0; i < grid.count; i++) {
        if (i > 0) CHECK_BELOW(grid.tasks[i].seconds, grid.tasks[i - 1].seconds);
        seconds += grid.tasks[i].seconds;
        bytes = fmax(bytes, grid.tasks[i].bytes);
    }
    CHECK_NEAR(grid.seconds, seconds, 0);
    CHECK_NEAR(grid.bytes_max, bytes, 0);
    lm_grid_free(&grid);
}

static void test_shards_partition_the_grid(void)
{
    enum { SHARDS = 3 };
    struct lm_request request = request_for(LM_QUICK);
    struct lm_grid whole = grid_of(&request), shards[SHARDS], joined = {.tasks = lm_xcalloc(whole.count, sizeof *joined.tasks)};
    request.shards = SHARDS;
    for (unsigned s = 0; s < SHARDS; s++) {
        request.shard = s + 1;
        shards[s] = grid_of(&request);
        CHECK(shards[s].count >= whole.count / SHARDS);
        for (size_t i = 0; i < shards[s].count; i++) joined.tasks[joined.count++] = shards[s].tasks[i];
        lm_grid_free(&shards[s]);
    }
    CHECK_SIZE(joined.count, whole.count);
    char **expected = sorted_keys(&whole), **observed = sorted_keys(&joined);
    for (size_t i = 0; i < whole.count; i++) CHECK_TEXT(observed[i], expected[i]);
    free_keys(expected, whole.count);
    free_keys(observed, joined.count);
    lm_grid_free(&whole);
    lm_grid_free(&joined);
}

static struct lm_task estimated(enum lm_kind kind, size_t m, int bits)
{
    struct lm_task task = {.lemma = the_lemma, .right = 6, .left = 24};
    task.cell = (struct lm_cell){.control = -1, .kind = kind, .m = m, .L = 6, .d = 2, .bits = bits};
    lm_task_estimate(&task);
    return task;
}

static void test_estimates(void)
{
    /* Dense W alone is 8 m^2 bytes; implicit W is linear in m. */
    struct lm_task dense = estimated(LM_DENSE, 4096, 0), implicit = estimated(LM_IMPLICIT, 1 << 20, 0);
    struct lm_task half = estimated(LM_IMPLICIT, 1 << 19, 0), mpfr = estimated(LM_DENSE, 4096, 256);
    CHECK_ABOVE(dense.bytes, 8.0 * 4096 * 4096);
    CHECK_BELOW(implicit.bytes, 8.0 * 1e12);
    CHECK_NEAR(implicit.bytes / half.bytes, 2, 0.02); /* a constant of some MB on 500 */
    CHECK_NEAR(implicit.seconds / half.seconds, 2, 0.01);
    CHECK_ABOVE(mpfr.seconds, 20 * dense.seconds);
    CHECK_ABOVE(mpfr.bytes, dense.bytes);
    struct lm_task trained = dense;
    trained.steps = 100;
    lm_task_estimate(&trained);
    CHECK_ABOVE(trained.bytes, 16.0 * 4096 * 4096); /* a copy of W */
    CHECK_ABOVE(trained.seconds, 10 * dense.seconds);
}

static void test_time_left(void)
{
    struct lm_progress progress = {.jobs = 2, .estimate = 400, .estimate_done = 100};
    /* 50 s of work by two workers took 101 s: what is left, 150 s by the estimate, will take about twice as long. */
    CHECK_NEAR(lm_time_left(&progress, 101), 150 * 102.0 / 51, 1e-9);
    progress.estimate_done = 0;
    CHECK_NEAR(lm_time_left(&progress, 0), 200, 1e-9); /* nothing measured yet: the estimate */
    progress.estimate_done = 400;
    CHECK_NEAR(lm_time_left(&progress, 77), 0, 0);
}

static void test_host(void)
{
    CHECK(lm_host_processors() >= 1);
    CHECK_ABOVE(lm_host_memory(), 1e6);
    CHECK_BELOW(lm_host_memory(), 1e15);
}

/* ---- What is refused ---- */

static void refused(struct lm_request request, const char *words)
{
    struct lm_grid grid;
    struct lm_arena *arena = lm_arena_new();
    CHECK(lm_grid_make(&grid, &request, arena) == LM_EINVAL);
    if (!CHECK(strstr(lm_error_message(), words) != NULL)) fprintf(stderr, "message: %s\n", lm_error_message());
    lm_grid_free(&grid);
    lm_arena_free(arena);
}

static void test_refusals(void)
{
    struct lm_request request = request_for(LM_QUICK);
    request.widths[0] = (size_t)1 << 28;
    refused(request, "width 268435456 is too large");
    request = request_for(LM_QUICK);
    request.length = 1;
    refused(request, "at least 2 tokens");
    request = request_for(LM_QUICK);
    request.bits = 52;
    refused(request, "52 bits are out of range: 53 to 4096");
    request = request_for(LM_QUICK);
    request.shards = 2;
    request.shard = 3;
    refused(request, "no shard 3 of 2");
    request = request_for(LM_QUICK);
    request.replicates = 20001; /* 25 points of an axis have half a million replicates */
    refused(request, "20001 replicates are too many: at most 20000");
    request.calibration = true;
    refused(request, "at most 971");
    request = request_for(LM_QUICK);
    request.seed = UINT64_MAX;
    refused(request, "below 2^63");
    request = request_for(LM_QUICK);
    request.lemma_count = 0;
    refused(request, "no lemma");
}

/* ---- The user's own inputs ---- */

static void test_inputs(void)
{
    static const char path[] = "audit-grid-inputs.csv";
    FILE *file = fopen(path, "w");
    if (!CHECK(file != NULL)) return;
    for (int sequence = 0; sequence < 2; sequence++)
        for (int token = 0; token < 5; token++) fprintf(file, "%d,%d,0.5,1.25\n", sequence, token + 1);
    fclose(file);

    struct lm_request request = request_for(LM_QUICK);
    struct lm_grid grid;
    struct lm_arena *arena = lm_arena_new();
    request.inputs = path;
    CHECK(lm_request_overrides(&request));
    if (CHECK(lm_grid_make(&grid, &request, arena) == LM_OK)) {
        CHECK_SIZE(grid.count, 51); /* all of the width sweep, nothing of the length sweep */
        const struct lm_cell *cell = &grid.tasks[0].cell;
        CHECK_SIZE(cell->given.n, 2);
        CHECK_SIZE((size_t)cell->L, 5);
        CHECK_SIZE(cell->dx, 2);
        CHECK_NEAR(cell->given.x[3 * 4 + 0], 5, 0); /* the last token of the first sequence */
        CHECK_NEAR(cell->eps_x, 0.2, 0);
        CHECK(grid.tasks[0].in_domain);
    }
    lm_grid_free(&grid);
    request.normalise = true; /* then the first number is no longer 1 */
    if (CHECK(lm_grid_make(&grid, &request, arena) == LM_OK)) {
        for (size_t i = 0; i < grid.count; i++) CHECK(!grid.tasks[i].in_domain);
        CHECK_SIZE(grid.count, 51);
    }
    lm_grid_free(&grid);
    request.normalise = false;
    request.length = 6;
    refused(request, "sequences of 5 tokens");
    request.length = 0;
    request.inputs = "no-such-file.csv";
    CHECK(lm_grid_make(&grid, &request, arena) != LM_OK);
    CHECK(strstr(lm_error_message(), "no-such-file.csv") != NULL);
    lm_arena_free(arena);
    file = fopen(path, "w");
    if (CHECK(file != NULL)) {
        fprintf(file, "0,1,0.5\n1,1,0.5\n");
        fclose(file);
        request.inputs = path;
        refused(request, "audit-grid-inputs.csv: a sequence of one token");
        refused(request, "at least 2 tokens");
    }
    remove(path);
}

/* ---- Registry ---- */

/* Names address cells and statements: of two that are equal the second is never found. */
static void check_unique(const char *slug, const char *a, const char *b)
{
    if (!CHECK(strcmp(a, b) != 0)) fprintf(stderr, "%s: the name %s is there twice\n", slug, a);
}

static void test_names_are_unique(void)
{
    for (size_t i = 0; i < lm_registry_size; i++) {
        const struct lm_lemma *lemma = lm_registry[i].lemma;
        for (size_t a = 0; a < lm_count_sweeps(lemma); a++)
            for (size_t b = 0; b < a; b++) check_unique(lm_registry[i].slug, lemma->sweeps[a].name, lemma->sweeps[b].name);
        for (size_t a = 0; a < lm_count_statements(lemma); a++)
            for (size_t b = 0; b < a; b++) check_unique(lm_registry[i].slug, lemma->statements[a].name, lemma->statements[b].name);
        for (size_t a = 0; a < lm_count_controls(lemma); a++)
            for (size_t b = 0; b < a; b++) check_unique(lm_registry[i].slug, lemma->controls[a].name, lemma->controls[b].name);
    }
}

static void test_registry(void)
{
    CHECK(lm_registry_size > 0);
    for (size_t i = 0; i < lm_registry_size; i++) {
        const char *slug = lm_registry[i].slug, *nearest;
        CHECK(lm_find_lemma(slug, &nearest) == &lm_registry[i]);
        char *typo = lm_format("%.3sx%s", slug, slug + 4);
        CHECK(lm_find_lemma(typo, &nearest) == NULL);
        CHECK_TEXT(nearest, slug);
        free(typo);
    }
    CHECK_SIZE(lm_count_statements(&synthetic), 3);
    CHECK_SIZE(lm_count_controls(&synthetic), 2);
    CHECK_SIZE(lm_count_sweeps(&synthetic), 2);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"sha256", test_sha256},
        {"contract is stable", test_contract_is_stable},
        {"contract hash sees every field", test_contract_hash_sees_every_field},
        {"profiles", test_profiles},
        {"claims and controls apart", test_claims_and_controls_apart},
        {"calibration", test_calibration},
        {"overrides", test_overrides},
        {"keys are unique", test_keys_are_unique},
        {"key spells the cell", test_key_spells_the_cell},
        {"networks are independent", test_networks_are_independent},
        {"rounding cells share their networks", test_rounding_cells_share_their_networks},
        {"other axes", test_other_axes},
        {"pieces are adjacent", test_pieces_are_adjacent},
        {"comparisons run on the cells of the claim", test_comparisons_run_on_the_cells_of_the_claim},
        {"domain", test_domain},
        {"control cells carry their law", test_control_cells_carry_their_law},
        {"most expensive first", test_most_expensive_first},
        {"shards partition the grid", test_shards_partition_the_grid},
        {"estimates", test_estimates},
        {"time left", test_time_left},
        {"host", test_host},
        {"refusals", test_refusals},
        {"inputs", test_inputs},
        {"registry", test_registry},
        {"names are unique", test_names_are_unique},
        {NULL, NULL},
    };
    return check_main(argc, argv, "audit-grid", tests);
}
