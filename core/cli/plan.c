/* --dry-run: the cells that a request makes, and what they would cost. */
#include "cli.h"

#include <math.h>
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
    printf("%-24s %7zu %9zu %6zu %9zu %11zu %12s %10s\n", lemma->slug, row.dense, row.implicit, row.mpfr, row.controls, row.largest,
           lm_cli_duration(row.seconds), lm_cli_bytes(row.bytes));
}

int lm_cli_plan(const struct lm_request *request)
{
    struct lm_grid grid = {0};
    struct lm_arena *arena = lm_arena_new();
    lm_status status = lm_grid_make(&grid, request, arena);
    if (status == LM_OK) {
        long processors = sysconf(_SC_NPROCESSORS_ONLN);
        unsigned jobs = request->jobs ? request->jobs : processors > 0 ? (unsigned)processors : 1;
        printf("%-24s %7s %9s %6s %9s %11s %12s %10s\n", "LEMMA", "DENSE", "IMPLICIT", "MPFR", "CONTROLS", "LARGEST m",
               "ONE WORKER", "MEMORY");
        for (size_t i = 0; i < request->lemma_count; i++) print_row(request->lemmas[i], &grid);
        printf("\n%zu cells, about %s with %u worker%s; the largest cell needs %s\n", grid.count,
               lm_cli_duration(grid.seconds / jobs), jobs, jobs == 1 ? "" : "s", lm_cli_bytes(grid.bytes_max));
        if (request->memory > 0 && grid.bytes_max > request->memory)
            status =
                lm_error(LM_ENOMEM, "the largest cell needs %s, more than --memory allows: choose smaller --widths, or raise it",
                         lm_cli_bytes(grid.bytes_max));
    }
    lm_grid_free(&grid);
    lm_arena_free(arena);
    return status == LM_OK ? LM_EXIT_EXPECTED : lm_cli_fail(status);
}
