/* Inside core/audit: what the grid, the store, the runner and the judge share. */
#ifndef LEMMATA_AUDIT_INTERNAL_H
#define LEMMATA_AUDIT_INTERNAL_H

#include <lemmata/audit.h>
#include <pthread.h>
#include <stdio.h>

/* Widths up to here are also run dense where a contract does not list its dense widths; beyond, m^2 doubles are too many. */
enum { LM_DENSE_LIMIT = 4096 };
/* Calibration draws networks that no audit ever sees. */
enum { LM_CALIBRATION_REPLICATE = 500000 };

const char *lm_profile_name(enum lm_profile profile); /* "quick" */
const char *lm_kind_name(enum lm_kind kind);          /* "dense" */
void lm_sha256_hex(char out[65], const void *data, size_t length);
double lm_seconds_now(void); /* of a clock that never jumps */

/* ---- The machine ---- */
unsigned lm_host_processors(void); /* that this process may use */
double lm_host_memory(void);       /* bytes to be had without swapping, control groups considered */

/* ---- Grid ---- */
void lm_task_estimate(struct lm_task *task); /* fills bytes and seconds from the cell and its vectors */

/* ---- run.json ---- */

/* What the request makes of run.json; LM_EIO when the file of --inputs cannot be read. */
LM_WARN_UNUSED lm_status lm_manifest_make(json_t **out, const struct lm_request *request);
/* *out is NULL when the directory holds no run.json. */
LM_WARN_UNUSED lm_status lm_manifest_read(json_t **out, const char *dir);
LM_WARN_UNUSED lm_status lm_manifest_write(const json_t *manifest, const char *dir);
/* Whether cells of both may stand in one directory; otherwise the message says what differs and ends in the remedy. */
LM_WARN_UNUSED lm_status lm_manifest_check(const json_t *there, const json_t *here, const char *dir, const char *remedy);
/* The contracts of run.json against those of this build; lemmas that it does not have are an error only if `all` must be known. */
LM_WARN_UNUSED lm_status lm_manifest_check_build(const json_t *manifest, const char *dir, bool all);

/* ---- Lines of cells.jsonl ---- */

/* What is wrong with a line in itself (a missing field, a key or value that contradicts its other fields) or against run.json; NULL
 * when nothing is. */
const char *lm_line_defect(json_t *line, const json_t *manifest);
char *lm_line_text(const json_t *line); /* with its newline; to be freed */

/* ---- Run directories ---- */

/* Reads run.json and the cells without asking whether this build knows their lemmas. */
LM_WARN_UNUSED lm_status lm_store_read(struct lm_cells *out, const char *dir);
json_t *lm_sorted_lines(json_t *by_key); /* the canonical order; new reference */

/* The open cells.jsonl of a run directory. */
struct lm_store {
    char *path;
    int descriptor;
    pthread_mutex_t mutex;
    json_t *finished; /* an object whose keys are those of the finished cells */
};
/* Creates or continues the run directory of `request`: locks it, refuses a run that differs, cuts off a half-written last line. */
LM_WARN_UNUSED lm_status lm_store_open(struct lm_store *store, const struct lm_request *request);
/* Appends one line; one that could not be written whole is taken back. Thread-safe. */
LM_WARN_UNUSED lm_status lm_store_append(struct lm_store *store, const json_t *line);
void lm_store_close(struct lm_store *store);

LM_WARN_UNUSED lm_status lm_make_directories(const char *path);
/* By way of a temporary name, so that a reader never sees half a file. */
LM_WARN_UNUSED lm_status lm_replace_file(const char *path, const char *text);

/* ---- Progress on stderr ---- */
struct lm_progress {
    bool quiet, terminal, color, stopping;
    const char *dir;
    unsigned jobs;
    size_t total, already, done, failed; /* cells: of this run, there before it began, finished since */
    double estimate, estimate_done;      /* seconds on one worker: of all that were to do, of those finished */
    double started, shown;
};
void lm_progress_begin(struct lm_progress *progress);
void lm_progress_show(struct lm_progress *progress);
void lm_progress_stopping(struct lm_progress *progress); /* says so, the first time */
void lm_progress_end(struct lm_progress *progress);
/* Seconds left: the estimate, scaled by how the finished cells compared with theirs. */
double lm_time_left(const struct lm_progress *progress, double elapsed);

#endif
