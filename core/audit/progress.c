/* How far a run is: a bar with the time left on a terminal, a plain line every few seconds elsewhere. */
#include "audit_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BAR = 24, LINE_SECONDS = 5 };

double lm_time_left(const struct lm_progress *progress, double elapsed)
{
    double left = fmax(progress->estimate - progress->estimate_done, 0) / progress->jobs;
    double done = progress->estimate_done / progress->jobs;
    /* One second of trust in the estimates keeps the first cells from shouting down all the others. */
    return left * (elapsed + 1) / (done + 1);
}

static void write_duration(char *out, size_t size, double seconds)
{
    long s = lround(seconds);
    if (s < 60)
        snprintf(out, size, "%ld s", s);
    else if (s < 3600)
        snprintf(out, size, "%ld min %02ld s", s / 60, s % 60);
    else
        snprintf(out, size, "%ld h %02ld min", s / 3600, s % 3600 / 60);
}

static void write_bar(char out[BAR + 1], double fraction)
{
    int filled = (int)(fraction * BAR);
    for (int i = 0; i < BAR; i++) out[i] = i < filled ? '=' : i == filled ? '>' : ' ';
    out[BAR] = '\0';
}

void lm_progress_begin(struct lm_progress *progress)
{
    const char *terminal = getenv("TERM");
    progress->terminal = isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0;
    progress->started = lm_seconds_now();
    progress->shown = progress->started;
    progress->steps_before = lm_training_steps_taken();
    if (progress->quiet) return;
    char left[32];
    write_duration(left, sizeof left, lm_time_left(progress, 0));
    fprintf(stderr, "%zu cells into %s, %u at a time, about %s", progress->total - progress->already, progress->dir, progress->jobs,
            left);
    if (progress->already) fprintf(stderr, "; %zu are there already", progress->already);
    fputc('\n', stderr);
}

void lm_progress_show(struct lm_progress *progress)
{
    double now = lm_seconds_now();
    if (progress->quiet || (!progress->terminal && now - progress->shown < LINE_SECONDS)) return;
    progress->shown = now;
    char left[32], bar[BAR + 1];
    size_t cells = progress->already + progress->done;
    write_duration(left, sizeof left, lm_time_left(progress, now - progress->started));
    write_bar(bar, (double)cells / (double)progress->total);
    char trained[48] = "";
    size_t steps = lm_training_steps_taken() - progress->steps_before;
    if (steps > 0) snprintf(trained, sizeof trained, ", %zu steps of training", steps);
    const char *color = progress->color ? "\033[32m" : "", *plain = progress->color ? "\033[0m" : "";
    if (progress->terminal)
        fprintf(stderr, "\r[%s%s%s] %zu/%zu cells%s, %s left\033[K", color, bar, plain, cells, progress->total, trained, left);
    else
        fprintf(stderr, "%zu/%zu cells%s, %s left\n", cells, progress->total, trained, left);
    fflush(stderr);
}

void lm_progress_stopping(struct lm_progress *progress)
{
    if (!progress->stopping && !progress->quiet)
        fprintf(stderr, "%sstopping when the running cells are written (again: at once)\n", progress->terminal ? "\r\033[K" : "");
    progress->stopping = true;
}

void lm_progress_end(struct lm_progress *progress)
{
    if (progress->quiet) return;
    char took[32];
    write_duration(took, sizeof took, lm_seconds_now() - progress->started);
    fprintf(stderr, "%s%zu/%zu cells, took %s", progress->terminal ? "\r\033[K" : "", progress->already + progress->done,
            progress->total, took);
    if (progress->failed) fprintf(stderr, "; %zu could not be carried out", progress->failed);
    fputc('\n', stderr);
}
