/* `lemmata export`: networks and sequences as NPY files. */
#include "cli.h"

#include <lemmata/rnn.h>
#include <stdlib.h>

enum { WIDTH = 1024, LENGTH = 6, OUTPUTS = 4, TRUE_INPUTS = 4, SEQUENCES = 32, LARGEST = 16384, LONGEST = 255 };

static lm_status export_network(const char *dir, const struct lm_cell *cell)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_address address = {cell->seed, lm_cell_network(cell)};
    struct lm_net *net =
        lm_net_draw(arena, lm_num_double(), LM_DENSE, &(struct lm_law){0}, cell->m, cell->d, cell->dx + 1, cell->L, address, 0, 0);
    char *folder = lm_format("%s/m%zu-r%u", dir, cell->m, cell->replicate);
    lm_status status = lm_make_directories(folder, "name another directory");
    if (status == LM_OK) status = lm_net_write(net, folder);
    if (status == LM_OK)
        printf("%s: W %zu x %zu, A %zu x %zu, B %zu x %zu\n", folder, net->m, net->m, net->m, net->dim, net->d, net->m);
    free(folder);
    lm_arena_free(arena);
    return status;
}

static lm_status export_inputs(const char *dir, const struct lm_cell *cell)
{
    struct lm_arena *arena = lm_arena_new();
    struct lm_address address = {cell->seed, lm_cell_network(cell)};
    struct lm_inputs inputs = lm_inputs_normalised(arena, SEQUENCES, cell->L, cell->dx, cell->eps_x, address);
    char *path = lm_format("%s/inputs.npy", dir);
    lm_status status = lm_inputs_write(&inputs, path);
    if (status == LM_OK) printf("%s: %d sequences, L = %d, dimension %zu\n", path, SEQUENCES, inputs.L, inputs.dim);
    free(path);
    lm_arena_free(arena);
    return status;
}

int lm_command_export(struct lm_options *options)
{
    struct lm_request *request = &options->request;
    const char *dir = options->names[0];
    unsigned networks = request->replicates ? request->replicates : 1;
    if (!request->widths[0]) request->widths[0] = WIDTH;
    struct lm_cell cell = {.kind = LM_DENSE,
                           .control = -1,
                           .L = request->length ? request->length : LENGTH,
                           .dx = TRUE_INPUTS,
                           .d = request->outputs ? request->outputs : OUTPUTS,
                           .seed = request->seed,
                           .m = request->widths[0]};
    cell.eps_x = 1.0 / cell.L;
    lm_status status = LM_OK;
    for (size_t i = 0; i < LM_MAX_AXIS && request->widths[i]; i++)
        if (request->widths[i] > LARGEST)
            status = lm_error(LM_EINVAL, "--widths: a dense W of width %zu is too large for a file; at most %d", request->widths[i],
                              LARGEST);
    if (status == LM_OK && cell.L > LONGEST) status = lm_error(LM_EINVAL, "--length %d is too long: at most %d", cell.L, LONGEST);
    if (status == LM_OK && cell.d > LARGEST)
        status = lm_error(LM_EINVAL, "--outputs %zu are too many: at most %d", cell.d, LARGEST);
    if (status == LM_OK) status = lm_make_directories(dir, "name another directory");
    if (status == LM_OK) status = export_inputs(dir, &cell);
    for (size_t i = 0; i < LM_MAX_AXIS && request->widths[i] && status == LM_OK; i++)
        for (cell.m = request->widths[i], cell.replicate = 0; cell.replicate < networks && status == LM_OK; cell.replicate++)
            status = export_network(dir, &cell);
    return status == LM_OK ? LM_EXIT_EXPECTED : lm_cli_fail(status);
}
