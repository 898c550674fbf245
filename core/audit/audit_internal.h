/* Inside core/audit: what the grid, the store, the runner and the judge share. */
#ifndef LEMMATA_AUDIT_INTERNAL_H
#define LEMMATA_AUDIT_INTERNAL_H

#include <lemmata/audit.h>
#include <nettle/sha2.h>
#include <pthread.h>
#include <stdio.h>

/* Widths up to here are also run dense where a contract does not list its dense widths; beyond, m^2 doubles are too many. */
enum { LM_DENSE_LIMIT = 4096 };
/* Calibration draws networks that no audit ever sees. */
enum { LM_CALIBRATION_REPLICATE = 500000 };
enum { LM_KEY_SIZE = 256 };

const char *lm_profile_name(enum lm_profile profile); /* "quick" */
const char *lm_kind_name(enum lm_kind kind);          /* "dense" */
void lm_sha256_hex(char out[65], const void *data, size_t length);
void lm_sha256_end(char out[65], struct sha256_ctx *context);
double lm_seconds_now(void); /* of a clock that never jumps */

/* ---- The machine ---- */
unsigned lm_host_processors(void); /* that this process may use */

/* ---- Files ---- */
/* The whole file with a byte 0 behind it, to be freed; NULL when there is none. */
LM_WARN_UNUSED lm_status lm_load_file(char **text, size_t *length, const char *path);
/* By way of a temporary name, so that a reader never sees half a file. */
LM_WARN_UNUSED lm_status lm_replace_file(const char *path, const char *text);

/* ---- Grid ---- */
/* What the user brings along: sequences (n = 0: none), and networks (likewise). */
struct lm_given {
    struct lm_inputs inputs;
    struct lm_network_list networks;
};
/* lm_grid_make on what was read already. Of inputs of which only the shape is known (x = NULL) it is taken that they meet the
 * hypotheses; `given` must outlive the grid. */
LM_WARN_UNUSED lm_status lm_grid_fill(struct lm_grid *out, const struct lm_request *request, const struct lm_given *given);
void lm_task_estimate(struct lm_task *task); /* fills bytes and seconds from the cell and its vectors */

/* ---- run.json ---- */

/* What the request makes of run.json; LM_EIO when the file of --inputs cannot be read. */
LM_WARN_UNUSED lm_status lm_manifest_make(json_t **out, const struct lm_request *request);
/* The way back: what was asked, all shards together, but for the lemmas; of inputs and networks their shapes (the array of the
 * networks is to be freed). */
LM_WARN_UNUSED lm_status lm_manifest_request(struct lm_request *out, struct lm_given *given, const json_t *manifest);
/* *out is NULL when the directory holds no run.json. */
LM_WARN_UNUSED lm_status lm_manifest_read(json_t **out, const char *dir);
LM_WARN_UNUSED lm_status lm_manifest_write(const json_t *manifest, const char *dir);
/* Whether cells of both may stand in one directory; otherwise the message says what differs and ends in the remedy. */
LM_WARN_UNUSED lm_status lm_manifest_check(const json_t *there, const json_t *here, const char *dir, const char *remedy);
/* The contracts of run.json against those of this build; lemmas that it does not have are an error only if `all` must be known. */
/* Makes `into`, which passed the check, ask also for what `other` asks for: lemmas, claims, controls. */
void lm_manifest_join(json_t *into, const json_t *other);
LM_WARN_UNUSED lm_status lm_manifest_check_build(const json_t *manifest, const char *dir, bool all);

/* ---- What a run should hold ---- */

/* The grid of run.json, of those lemmas whose contract there is the one here. */
struct lm_expected {
    struct lm_grid grid;
    struct lm_given given;
    json_t *slugs, *index; /* objects: the lemmas of the grid; the number of the task of each key */
};
/* `lemmas` (count may be 0) are known besides those of the build. */
LM_WARN_UNUSED lm_status lm_expected_make(struct lm_expected *out, const json_t *manifest,
                                          const struct lm_registered *const *lemmas, size_t count);
void lm_expected_free(struct lm_expected *expected);
bool lm_expected_knows(const struct lm_expected *expected, const char *slug);
const struct lm_task *lm_expected_task(const struct lm_expected *expected, const char *key); /* NULL outside of the grid */
json_t *lm_expected_missing(const struct lm_expected *expected, const json_t *by_key);      /* what struct lm_cells calls missing */

/* ---- Lines of cells.jsonl ---- */

/* What is wrong with a line in itself (a missing field, a key or value that contradicts its other fields), against run.json, or
 * against the contract of its lemma where that is known; NULL when nothing is. */
const char *lm_line_defect(json_t *line, const json_t *manifest, const struct lm_expected *expected);
bool lm_line_failed(const json_t *line); /* its cell could not be carried out */
char *lm_line_text(const json_t *line); /* with its newline; to be freed */

/* ---- Run directories ---- */

/* Reads run.json and the cells without asking whether this build knows their lemmas; `lemmas` as for lm_expected_make. */
LM_WARN_UNUSED lm_status lm_store_read(struct lm_cells *out, const char *dir, const struct lm_registered *const *lemmas,
                                       size_t count);
json_t *lm_sorted_lines(json_t *by_key); /* the canonical order; new reference */

/* The open cells.jsonl of a run directory. */
struct lm_store {
    char *path;
    int descriptor;
    pthread_mutex_t mutex;
    json_t *finished; /* the lines of the finished cells by key */
};
/* The two parts of opening. lm_store_lock makes the directory, if need be, and keeps other writers out until the store is closed;
 * after a failure it is closed. lm_store_take_up reads the cells under a manifest and cuts off a half-written last line. */
LM_WARN_UNUSED lm_status lm_store_lock(struct lm_store *store, const char *dir);
LM_WARN_UNUSED lm_status lm_store_take_up(struct lm_store *store, const json_t *manifest, const struct lm_registered *const *lemmas,
                                          size_t count);
/* Begins or continues the run directory of `request`; refuses a run that differs. Cells that failed are not finished. */
LM_WARN_UNUSED lm_status lm_store_open(struct lm_store *store, const struct lm_request *request);
/* Appends one line; one that could not be written whole is taken back. Thread-safe. */
LM_WARN_UNUSED lm_status lm_store_append(struct lm_store *store, const json_t *line);
void lm_store_close(struct lm_store *store);

/* ---- Products of powers ---- */
/* Their exponents, as contracts and as texts name them; the last has no name. */
struct lm_power_field {
    const char *name, *text;
    size_t offset; /* of a double in struct lm_powers */
};
extern const struct lm_power_field lm_power_fields[];
double lm_power_exponent(const struct lm_powers *p, const struct lm_power_field *field);

/* ---- Progress on stderr ---- */
struct lm_progress {
    bool quiet, terminal, color, stopping;
    const char *dir;
    unsigned jobs;
    size_t total, already, done, failed; /* cells: of this run, there before it began, finished since */
    size_t steps_before;                 /* of training, in this process before the run */
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
