/* The runner: workers over the cells that a run directory does not hold yet, within a limit of memory. */
#include "audit_internal.h"
#include <errno.h>
#include <flint/flint.h>
#include <math.h>
#include <mpfr.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const double GIB = 1073741824.0;
static const long TICK = 200000000; /* nanoseconds between two looks at the signals and at the progress */

enum { MESSAGE_SIZE = 1024 };

struct runner {
    struct lm_store *store;
    const struct lm_task **pending; /* NULL where a worker has taken it */
    size_t count, first;            /* none is left before `first` */
    double memory, used;            /* the limit; what running cells need */
    unsigned working;               /* threads that have not returned */
    pthread_mutex_t mutex;          /* of all here */
    pthread_cond_t changed;         /* a cell has ended, or a thread */
    struct lm_progress progress;
    lm_status status; /* of the first failure of the runner itself, with its message */
    char message[MESSAGE_SIZE];
};

/* ---- Stopping ---- */

static atomic_bool stop_asked; /* lock-free, as a signal handler needs it and as threads do */

static void ask_to_stop(int signal_number)
{
    (void)signal_number;
    stop_asked = true;
}

struct handlers {
    struct sigaction interrupt, terminate;
};

static void catch_signals(struct handlers *old)
{
    /* Once only: a second SIGINT ends the process at once, and even then no written cell is lost. */
    struct sigaction action = {.sa_flags = (int)SA_RESETHAND};
    action.sa_handler = ask_to_stop;
    sigemptyset(&action.sa_mask);
    stop_asked = false;
    sigaction(SIGINT, &action, &old->interrupt);
    sigaction(SIGTERM, &action, &old->terminate);
}

static void release_signals(const struct handlers *old)
{
    sigaction(SIGINT, &old->interrupt, NULL);
    sigaction(SIGTERM, &old->terminate, NULL);
}

/* ---- Workers ---- */

/* The most expensive task that fits beside the running ones; NULL when none does. Under the mutex. */
static const struct lm_task *take_task(struct runner *r)
{
    while (r->first < r->count && !r->pending[r->first]) r->first++;
    for (size_t i = r->first; i < r->count; i++) {
        const struct lm_task *task = r->pending[i];
        if (!task || r->used + task->bytes > r->memory) continue;
        r->pending[i] = NULL;
        r->used += task->bytes;
        return task;
    }
    return NULL;
}

static bool finished(const struct runner *r)
{
    return r->first >= r->count || stop_asked || r->status != LM_OK;
}

/* Waits, if it must, for a task that fits; NULL at the end. Pages of an older cell are kept only for one of the same shape:
 * what lies idle in an arena is not in the account of memory. Under the mutex. */
static const struct lm_task *next_task(struct runner *r, const struct lm_task *last, struct lm_arena *arena)
{
    while (!finished(r)) {
        const struct lm_task *task = take_task(r);
        if (task) {
            bool same_shape = last && task->lemma == last->lemma && task->bytes == last->bytes;
            if (!same_shape) lm_arena_reset(arena, 0);
            return task;
        }
        lm_arena_reset(arena, 0);
        if (!finished(r)) pthread_cond_wait(&r->changed, &r->mutex);
    }
    return NULL;
}

static void run_task(struct runner *r, const struct lm_task *task, struct lm_arena *arena)
{
    json_t *line = NULL;
    pthread_mutex_unlock(&r->mutex);
    lm_status status = lm_task_run(&line, task, arena);
    if (status == LM_OK) status = lm_store_append(r->store, line);
    pthread_mutex_lock(&r->mutex);
    if (status == LM_OK) {
        r->progress.done++;
        r->progress.estimate_done += task->seconds;
        r->progress.failed += lm_line_failed(line);
    } else if (r->status == LM_OK) {
        r->status = status;
        snprintf(r->message, sizeof r->message, "%s", lm_error_message());
    }
    r->used -= task->bytes;
    json_decref(line);
}

static void *work(void *context)
{
    struct runner *r = context;
    struct lm_arena *arena = lm_arena_new();
    const struct lm_task *task = NULL;
    pthread_mutex_lock(&r->mutex);
    while ((task = next_task(r, task, arena))) {
        run_task(r, task, arena);
        pthread_cond_broadcast(&r->changed);
    }
    r->working--;
    pthread_cond_broadcast(&r->changed);
    pthread_mutex_unlock(&r->mutex);
    lm_arena_free(arena);
    mpfr_free_cache(); /* what libraries keep for a thread is lost when the thread ends */
    flint_cleanup();
    return NULL;
}

/* Starts the workers and shows the progress until the last has ended. */
static void run_workers(struct runner *r, unsigned jobs)
{
    pthread_t *threads = lm_xmalloc(jobs * sizeof *threads);
    unsigned started = 0;
    int reason = 0;
    pthread_mutex_lock(&r->mutex);
    while (started < jobs && (reason = pthread_create(&threads[started], NULL, work, r)) == 0) started++;
    r->working = started;
    if (started == 0) {
        r->status = LM_EINTERNAL;
        snprintf(r->message, sizeof r->message, "no thread could be started: %s", strerror(reason));
    }
    while (r->working > 0) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += TICK;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&r->changed, &r->mutex, &until);
        if (stop_asked) lm_progress_stopping(&r->progress);
        lm_progress_show(&r->progress);
    }
    pthread_mutex_unlock(&r->mutex);
    for (unsigned t = 0; t < started; t++) pthread_join(threads[t], NULL);
    free(threads);
}

/* ---- A run ---- */

static lm_status check_memory(const struct lm_grid *grid, double limit)
{
    char key[LM_KEY_SIZE];
    for (size_t i = 0; i < grid->count; i++) {
        const struct lm_task *task = &grid->tasks[i];
        if (task->bytes < grid->bytes_max || task->bytes <= limit) continue;
        lm_task_key(key, sizeof key, task);
        return lm_error(LM_ENOMEM,
                        "width %zu needs %.3g GiB (cell %s) and the limit is %.3g GiB: choose smaller --widths, or raise --memory",
                        task->cell.m, task->bytes / GIB, key, limit / GIB);
    }
    return LM_OK;
}

static lm_status nothing_to_run(const struct lm_request *request)
{
    if (request->shards > 1)
        return lm_error(LM_EINVAL, "shard %u/%u holds no cell: ask for fewer shards", request->shard, request->shards);
    return lm_error(LM_EINVAL, "there is nothing to run: no cell of %s answers this request", request->lemmas[0]->slug);
}

static void collect_pending(struct runner *r, const struct lm_grid *grid)
{
    char key[LM_KEY_SIZE];
    r->pending = lm_xmalloc(grid->count * sizeof *r->pending);
    for (size_t i = 0; i < grid->count; i++) {
        lm_task_key(key, sizeof key, &grid->tasks[i]);
        if (json_object_get(r->store->finished, key)) continue;
        r->pending[r->count++] = &grid->tasks[i];
        r->progress.estimate += grid->tasks[i].seconds;
    }
    r->progress.total = grid->count;
    r->progress.already = grid->count - r->count;
}

static lm_status outcome(const struct runner *r, const char *dir)
{
    if (r->status != LM_OK) return lm_error(r->status, "%s", r->message);
    if (r->progress.done == r->count) return LM_OK;
    return lm_error(LM_EINTERRUPTED, "interrupted: %zu of %zu cells are in %s; the same command with --resume runs the others",
                    r->progress.already + r->progress.done, r->progress.total, dir);
}

static lm_status run_grid(const struct lm_request *request, const struct lm_grid *grid)
{
    double memory = request->memory > 0 ? request->memory : 0.75 * lm_host_memory();
    if (grid->count == 0) return nothing_to_run(request);
    LM_TRY(check_memory(grid, memory)); /* before anything is written */

    struct lm_store store;
    struct handlers handlers;
    LM_TRY(lm_store_open(&store, request));
    struct runner r = {.store = &store, .memory = memory, .mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    collect_pending(&r, grid);
    unsigned jobs = request->jobs ? request->jobs : lm_host_processors();
    if (jobs > r.count) jobs = r.count > 0 ? (unsigned)r.count : 1;
    r.progress.quiet = request->quiet;
    r.progress.color = request->color;
    r.progress.dir = request->out;
    r.progress.jobs = jobs;

    catch_signals(&handlers);
    lm_progress_begin(&r.progress);
    if (r.count > 0) run_workers(&r, jobs);
    lm_progress_end(&r.progress);
    release_signals(&handlers);
    lm_status status = outcome(&r, request->out);
    free(r.pending);
    lm_store_close(&store);
    return status;
}

lm_status lm_audit_run(const struct lm_request *request)
{
    struct lm_grid grid;
    struct lm_arena *arena = lm_arena_new();
    lm_status status = lm_grid_make(&grid, request, arena);
    if (status == LM_OK) status = run_grid(request, &grid);
    lm_grid_free(&grid);
    lm_arena_free(arena);
    return status;
}
