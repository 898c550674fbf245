/* The cells that a request makes, what they would cost (--dry-run), and whether this machine can pay it. */
#include "cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct plan_row {
    size_t dense, implicit, mpfr, controls;
    double seconds, bytes;
    size_t largest;
};

static void count_cell(struct plan_row *row, const struct lm_task *task)
{
    const struct lm_cell *cell = &task->cell;
    if (cell->control >= 0)
        row->controls++;
    else if (cell->bits)
        row->mpfr++;
    else if (cell->kind == LM_DENSE)
        row->dense++;
    else
        row->implicit++;
    row->seconds += task->seconds;
    row->bytes = fmax(row->bytes, task->bytes);
    if (cell->m > row->largest) row->largest = cell->m;
}

static void print_row(const struct lm_registered *lemma, const struct lm_grid *grid)
{
    struct plan_row row = {0};
    for (size_t i = 0; i < grid->count; i++)
        if (grid->tasks[i].lemma == lemma) count_cell(&row, &grid->tasks[i]);
    printf("%-24s %7zu %9zu %6zu %9zu %11zu %16s %10s\n", lemma->slug, row.dense, row.implicit, row.mpfr, row.controls, row.largest,
           lm_cli_duration(row.seconds), lm_cli_bytes(row.bytes));
}

/* What one implicit W of this width would take. */
static double width_bytes(const struct lm_request *request, size_t m)
{
    double most = 0;
    for (size_t i = 0; i < request->lemma_count; i++) {
        const struct lm_lemma *lemma = request->lemmas[i]->lemma;
        for (size_t k = 0; k < lm_count_sweeps(lemma); k++) {
            const struct lm_sweep *sweep = &lemma->sweeps[k];
            if (sweep->axis != LM_AXIS_WIDTH) continue;
            struct lm_cell cell = lm_sweep_cell(sweep, (double)m);
            size_t right = 1, left = 0;
            cell.kind = LM_IMPLICIT;
            cell.sweep = (unsigned)k;
            if (request->length) cell.L = request->length;
            if (request->outputs) cell.d = request->outputs;
            if (lemma->vectors) lemma->vectors(&cell, &right, &left);
            most = fmax(most, lm_weights_bytes(LM_IMPLICIT, &cell.law, m, cell.L, right, left));
        }
    }
    return most;
}

static lm_status check_widths(const struct lm_request *request)
{
    for (size_t i = 0; i < LM_MAX_AXIS && request->widths[i]; i++)
        if (request->widths[i] > LM_LARGEST_WIDTH)
            return lm_error(LM_EINVAL, "width %zu is too large (at most %d); it would need %s of memory", request->widths[i],
                            LM_LARGEST_WIDTH, lm_cli_bytes(width_bytes(request, request->widths[i])));
    return LM_OK;
}

static lm_status check_memory(const struct lm_request *request, const struct lm_grid *grid, const char *prefix)
{
    double limit = request->memory > 0 ? request->memory : 0.75 * lm_host_memory();
    if (grid->bytes_max <= limit) return LM_OK;
    const struct lm_task *largest = grid->tasks;
    while (largest->bytes < grid->bytes_max) largest++;
    char *needed = lm_xstrdup(lm_cli_bytes(largest->bytes)), key[256];
    lm_task_key(key, sizeof key, largest);
    lm_status status =
        lm_error(LM_ENOMEM, "%swidth %zu needs %s (cell %s) and the limit is %s: choose smaller --widths, or raise --memory",
                 prefix, largest->cell.m, needed, key, lm_cli_bytes(limit));
    free(needed);
    return status;
}

static lm_status make_grid(struct lm_grid *grid, const struct lm_request *request, struct lm_arena *arena)
{
    LM_TRY(check_widths(request));
    return lm_grid_make(grid, request, arena);
}

lm_status lm_cli_check_size(const struct lm_request *request)
{
    struct lm_grid grid = {0};
    struct lm_arena *arena = lm_arena_new();
    lm_status status = make_grid(&grid, request, arena);
    if (status == LM_OK) status = check_memory(request, &grid, "");
    lm_grid_free(&grid);
    lm_arena_free(arena);
    return status;
}

int lm_cli_plan(const struct lm_request *request)
{
    struct lm_grid grid = {0};
    struct lm_arena *arena = lm_arena_new();
    lm_status status = make_grid(&grid, request, arena);
    if (status == LM_OK) {
        long processors = sysconf(_SC_NPROCESSORS_ONLN);
        unsigned jobs = request->jobs ? request->jobs : processors > 0 ? (unsigned)processors : 1;
        printf("%-24s %7s %9s %6s %9s %11s %16s %10s\n", "LEMMA", "DENSE", "IMPLICIT", "MPFR", "CONTROLS", "LARGEST m",
               "ONE WORKER", "MEMORY");
        for (size_t i = 0; i < request->lemma_count; i++) print_row(request->lemmas[i], &grid);
        double seconds = grid.seconds / jobs;
        printf("\n%zu cells, %s%s with %u worker%s; the largest cell needs %s\n", grid.count, seconds > LM_YEAR ? "" : "about ",
               lm_cli_duration(seconds), jobs, jobs == 1 ? "" : "s", lm_cli_bytes(grid.bytes_max));
        status = check_memory(request, &grid, "this would be refused: ");
    }
    lm_grid_free(&grid);
    lm_arena_free(arena);
    return status == LM_OK ? LM_EXIT_EXPECTED : lm_cli_fail(status);
}
