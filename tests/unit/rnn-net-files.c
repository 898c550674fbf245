/* Networks in files: what is written comes back exactly, and what does not fit is named. */
#include "check.h"

#include <lemmata/rnn.h>
#include <lemmata/table.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { M = 33, DIM = 4, D = 3, L = 5, N = 2 };

static struct lm_arena *arena;
static char folder[64], inner[80];

static const char *inside(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", inner, name);
    return path;
}

static struct lm_net *drawn(void)
{
    return lm_net_draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0}, M, D, DIM, L, (struct lm_address){3, 1}, 0, 0);
}

static void begin(void)
{
    strcpy(folder, "/tmp/lemmata-networks-XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    snprintf(inner, sizeof inner, "%s/one", folder);
    CHECK(mkdir(inner, 0777) == 0);
    arena = lm_arena_new();
    CHECK(lm_net_write(drawn(), inner) == LM_OK);
}

static void end(void)
{
    static const char *const names[] = {"W.npy", "A.npy", "B.npy", "B.csv", "inputs.npy"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) unlink(inside(names[k]));
    CHECK(rmdir(inner) == 0 && rmdir(folder) == 0);
    lm_arena_free(arena);
}

/* Found in the folder above and in its own, with all entries to the last bit: the outputs of a pass are the same. */
static void come_back(void)
{
    begin();
    const char *const places[] = {folder, inner};
    struct lm_inputs inputs = lm_inputs_normalised(arena, N, L, DIM - 1, 0.25, (struct lm_address){3, 1}), again;
    CHECK(lm_inputs_write(&inputs, inside("inputs.npy")) == LM_OK);
    CHECK(lm_inputs_read(&again, arena, inside("inputs.npy"), false) == LM_OK);
    CHECK(again.n == N && again.L == L && memcmp(again.x, inputs.x, N * L * DIM * sizeof *again.x) == 0);
    double *before = lm_outputs(lm_forward(drawn(), &inputs));
    for (size_t k = 0; k < 2; k++) {
        struct lm_network_list list;
        struct lm_net *net = NULL;
        CHECK(lm_networks_find(&list, arena, places[k]) == LM_OK && list.n == 1);
        CHECK(list.each[0].m == M && list.each[0].d == D && list.each[0].dim == DIM);
        CHECK(lm_net_read(&net, arena, lm_num_double(), &list.each[0]) == LM_OK);
        if (!net) continue;
        double *after = lm_outputs(lm_forward(net, &inputs));
        CHECK(memcmp(before, after, N * L * D * sizeof *before) == 0);
    }
    end();
}

static void check_refused(const char *message)
{
    struct lm_network_list list;
    CHECK(lm_networks_find(&list, arena, folder) != LM_OK);
    CHECK(strstr(lm_error_message(), message) != NULL);
    CHECK(strchr(lm_error_message(), '\n') == NULL);
}

static void misfits_are_named(void)
{
    begin();
    double *x = lm_arena_doubles(arena, (M + 1) * M);
    for (size_t k = 0; k < (M + 1) * M; k++) x[k] = 1.0 / (double)(k + 1);
    CHECK(lm_table_write(inside("W.npy"), x, M + 1, M) == LM_OK);
    check_refused("W has 34 rows and 33 columns; it must be square");
    CHECK(lm_table_write(inside("W.npy"), x, M, M) == LM_OK);
    CHECK(lm_table_write(inside("A.npy"), x, DIM, M) == LM_OK);
    check_refused("A has 4 rows, W 33; A must be m x dim");
    CHECK(lm_table_write(inside("A.npy"), x, M, DIM) == LM_OK);
    CHECK(lm_table_write(inside("B.npy"), x, D, M - 1) == LM_OK);
    check_refused("B has 32 columns, W 33; B must be d x m");
    unlink(inside("B.npy"));
    check_refused("has no B.npy and no B.csv");
    x[5] = (double)NAN;
    CHECK(lm_table_write(inside("B.npy"), x, D, M) == LM_OK);
    check_refused("row 1, column 6: nan is not a finite number");
    unlink(inside("W.npy"));
    check_refused("holds no network");
    struct lm_network_list list;
    CHECK(lm_networks_find(&list, arena, "/nowhere/at/all") == LM_EIO);
    end();
}

/* A CSV file serves as well, where there is no NPY file of that name. */
static void csv_serves(void)
{
    begin();
    unlink(inside("B.npy"));
    FILE *file = fopen(inside("B.csv"), "w");
    for (size_t k = 0; file && k < M; k++) fprintf(file, "%s%g", k ? "," : "", (double)k);
    CHECK(file && fclose(file) == 0);
    struct lm_network_list list;
    struct lm_net *net = NULL;
    CHECK(lm_networks_find(&list, arena, folder) == LM_OK && list.n == 1 && list.each[0].d == 1);
    CHECK(lm_net_read(&net, arena, lm_num_double(), &list.each[0]) == LM_OK);
    if (net) CHECK_NEAR(net->B.a[7], 7, 0);
    end();
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"come-back", come_back}, {"misfits-are-named", misfits_are_named}, {"csv-serves", csv_serves}, {NULL, NULL}};
    return check_main(argc, argv, "net-files", tests);
}
