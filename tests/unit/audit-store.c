/* Run directories: no cell is lost or run twice, whatever happens. The lemma needs no network, so that all of this takes a second.
 */
#include "../../core/audit/audit_internal.h"
#include "check.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- A lemma that only computes its values from its cell ---- */

enum { FORMULA, UNEVEN, OTHER_SWEEP, FAILING_REPLICATE = 4 };

static struct {
    long pace_us;             /* how long a trial takes */
    int signal_after, signal; /* trials until one raises a signal; 0: never */
    bool failing;             /* whether the trials of FAILING_REPLICATE fail */
    atomic_int trials, running, most_running;
} script;

static void reset_script(void)
{
    script.pace_us = 0;
    script.signal_after = script.signal = 0;
    script.failing = false;
    script.trials = script.running = script.most_running = 0;
}

static double formula(double m, int control, unsigned replicate)
{
    return sqrt(m) * (replicate + 1) / (control + 3);
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    int now = ++script.running, most = script.most_running;
    while (now > most && !atomic_compare_exchange_weak(&script.most_running, &most, now)) continue;
    if (++script.trials == script.signal_after) raise(script.signal);
    if (script.pace_us) nanosleep(&(struct timespec){.tv_nsec = 1000 * script.pace_us}, NULL);
    double *scratch = lm_arena_doubles(lm_trial_arena(t), cell->m);
    for (size_t i = 0; i < cell->m; i++) scratch[i] = 1;
    lm_observe(t, FORMULA, formula((double)cell->m, cell->control, cell->replicate));
    lm_observe(t, UNEVEN, cell->replicate == 0 ? HUGE_VAL : cell->replicate == 1 ? (double)NAN : -HUGE_VAL);
    if (script.failing && cell->replicate == FAILING_REPLICATE)
        lm_trial_fail(t, lm_error(LM_ECONVERGE, "no residual below 1e-8 after %d steps", 9));
    script.running--;
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    *right = (size_t)cell->L;
    *left = 3;
}

static struct lm_lemma lemma = {.title = "Synthetic",
                                .statements = {{.name = "formula", .bound = {.m = 0.5}, .constant = 1},
                                               {.name = "uneven"},
                                               {.name = "other-sweep", .sweep = 1}},
                                .controls = {{.name = "variance", .law = {.variance = 4}, .refutes = 1}},
                                .sweeps = {{.name = "width",
                                            .dense = {{16, 32}},
                                            .implicit = {{64, 128, 256}},
                                            .control_implicit = {{64, 128}},
                                            .calibration = {{16}},
                                            .replicates = {5, 5, 5, 5},
                                            .control_replicates = {2, 2, 2, 2},
                                            .calibration_replicates = 3,
                                            .L = 3,
                                            .d = 1,
                                            .dx = 2}},
                                .vectors = vectors,
                                .trial = trial};
enum { CLAIM_CELLS = 25, CONTROL_CELLS = 4, CELLS = CLAIM_CELLS + CONTROL_CELLS, FAILING_CELLS = 5 };

static const struct lm_registered registered = {.slug = "synthetic", .lemma = &lemma, .figure = ""};
static const struct lm_registered another = {.slug = "another", .lemma = &lemma, .figure = ""};

static struct lm_request request_into(const char *dir)
{
    static const struct lm_registered *lemmas[] = {&registered};
    return (struct lm_request){.lemmas = lemmas,
                               .lemma_count = 1,
                               .profile = LM_QUICK,
                               .seed = 11,
                               .claims = true,
                               .controls = true,
                               .out = dir,
                               .jobs = 1,
                               .quiet = true};
}

/* ---- Locks that fail ---- */

static int flock_reason; /* errno of every flock; 0: it is that of the system */

int flock(int descriptor, int operation)
{
    errno = flock_reason;
    return flock_reason ? -1 : (int)syscall(SYS_flock, descriptor, operation);
}

/* ---- Directories ---- */

enum { PATH_SIZE = 128 };
struct place {
    char dir[PATH_SIZE], cells[PATH_SIZE + 16], run[PATH_SIZE + 16];
};

static struct place new_place(void)
{
    static unsigned number;
    struct place p;
    snprintf(p.dir, sizeof p.dir, "audit-store.%ld.%u", (long)getpid(), number++);
    snprintf(p.cells, sizeof p.cells, "%s/cells.jsonl", p.dir);
    snprintf(p.run, sizeof p.run, "%s/run.json", p.dir);
    return p;
}

static void remove_place(const struct place *p)
{
    unlink(p->cells);
    unlink(p->run);
    CHECK(rmdir(p->dir) == 0 || errno == ENOENT); /* nothing else lies there, no temporary file above all */
}

static char *slurp(const char *path)
{
    size_t size = 0;
    char *text = lm_xcalloc(1, 1 << 20);
    FILE *file = fopen(path, "r");
    if (CHECK(file != NULL)) {
        size = fread(text, 1, (1 << 20) - 1, file);
        fclose(file);
    }
    text[size] = '\0';
    return text;
}

static void spill(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    if (!CHECK(file != NULL)) return;
    fputs(text, file);
    fclose(file);
}

static size_t count_lines(const char *path)
{
    char *text = slurp(path);
    size_t n = 0;
    for (const char *c = text; *c; c++) n += *c == '\n';
    free(text);
    return n;
}

/* lm_cells_read for the lemmas of this program. */
static lm_status read_back(struct lm_cells *cells, const char *dir)
{
    static const struct lm_registered *const lemmas[] = {&registered};
    return lm_store_read(cells, dir, lemmas, 1);
}

/* The canonical lines without the time each took: one string per directory. */
static char *fingerprint(const char *dir)
{
    struct lm_cells cells;
    if (!CHECK(read_back(&cells, dir) == LM_OK)) {
        fprintf(stderr, "message: %s\n", lm_error_message());
        return lm_xstrdup("unreadable");
    }
    size_t i;
    json_t *line;
    json_array_foreach(cells.lines, i, line) json_object_del(line, "seconds");
    char *out = json_dumps(cells.lines, JSON_COMPACT | JSON_REAL_PRECISION(17));
    lm_cells_clear(&cells);
    return out;
}

static void check_message(const char *words)
{
    if (!CHECK(strstr(lm_error_message(), words) != NULL)) fprintf(stderr, "\"%s\" lacks \"%s\"\n", lm_error_message(), words);
}

/* Every cell of the request once and no other, with the values of an undisturbed run. */
static void check_complete(const struct place *p)
{
    CHECK_SIZE(count_lines(p->cells), CELLS);
    struct place whole = new_place();
    struct lm_request request = request_into(whole.dir);
    reset_script();
    CHECK(lm_audit_run(&request) == LM_OK);
    char *expected = fingerprint(whole.dir), *observed = fingerprint(p->dir);
    CHECK(strcmp(observed, expected) == 0);
    free(expected);
    free(observed);
    remove_place(&whole);
}

/* ---- An undisturbed run ---- */

static void test_run_writes_every_cell(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    reset_script();
    script.failing = true;
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE((size_t)script.trials, CELLS);
    CHECK_SIZE(count_lines(p.cells), CELLS);

    struct lm_cells cells;
    if (CHECK(read_back(&cells, p.dir) == LM_OK)) {
        size_t i;
        json_t *line;
        const char *before = "";
        json_array_foreach(cells.lines, i, line)
        {
            const char *key = json_string_value(json_object_get(line, "key"));
            CHECK(strcmp(before, key) < 0); /* sorted, each once */
            before = key;
            json_t *values = json_object_get(line, "values"), *hex = json_object_get(line, "values_hex");
            json_int_t replicate = json_integer_value(json_object_get(line, "replicate"));
            double m = json_number_value(json_object_get(line, "m"));
            bool failed = replicate == FAILING_REPLICATE;
            CHECK_TEXT(json_string_value(json_object_get(line, "status")), failed ? "failed" : "ok");
            CHECK_TEXT(json_string_value(json_object_get(line, "message")), failed ? "no residual below 1e-8 after 9 steps" : "");
            CHECK_NEAR(json_number_value(json_array_get(json_object_get(line, "bounds"), FORMULA)), sqrt(m), 1e-12 * sqrt(m));
            CHECK(json_is_null(json_array_get(values, UNEVEN)) && json_is_null(json_array_get(hex, OTHER_SWEEP)));
            if (failed) {
                CHECK(json_is_null(json_array_get(values, FORMULA)) && json_is_null(json_array_get(hex, FORMULA)));
                continue;
            }
            int control = json_is_null(json_object_get(line, "control")) ? -1 : 0;
            CHECK_NEAR(json_number_value(json_array_get(values, FORMULA)), formula(m, control, (unsigned)replicate), 0);
            CHECK_NEAR(strtod(json_string_value(json_array_get(hex, FORMULA)), NULL), formula(m, control, (unsigned)replicate), 0);
            CHECK_TEXT(json_string_value(json_array_get(hex, UNEVEN)), replicate == 0 ? "inf" : replicate == 1 ? "nan" : "-inf");
        }
        CHECK_SIZE(json_array_size(cells.lines), CELLS);
        CHECK_TEXT(json_string_value(json_object_get(cells.run, "profile")), "quick");
        CHECK_TEXT(json_string_value(json_object_get(cells.run, "shard")), "1/1");
        CHECK(json_is_false(json_object_get(cells.run, "exploratory")));
        lm_cells_clear(&cells);
    }
    remove_place(&p);
}

static void test_workers_agree(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    reset_script();
    script.pace_us = 500;
    request.jobs = 2;
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE((size_t)script.most_running, 2);
    check_complete(&p);
    remove_place(&p);
}

static void test_finished_run_is_not_repeated(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    reset_script();
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK(lm_audit_run(&request) == LM_OK);
    request.resume = true;
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE((size_t)script.trials, CELLS);
    check_complete(&p);
    remove_place(&p);
}

static void test_runs_of_several_requests_share_a_directory(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    reset_script();
    request.claims = false;
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE(count_lines(p.cells), CONTROL_CELLS);
    request.claims = true;
    request.controls = false;
    CHECK(lm_audit_run(&request) == LM_OK);
    check_complete(&p);

    const struct lm_registered *other[] = {&another};
    request.lemmas = other;
    CHECK(lm_audit_run(&request) == LM_OK);
    struct lm_cells cells;
    if (CHECK(read_back(&cells, p.dir) == LM_OK)) {
        CHECK_SIZE(json_array_size(cells.lines), CELLS + CLAIM_CELLS);
        CHECK_SIZE(json_object_size(json_object_get(cells.run, "lemmas")), 2);
        lm_cells_clear(&cells);
    }
    /* Reading for a verdict asks for more: a lemma that this build does not have cannot be judged. */
    CHECK(lm_cells_read(&cells, p.dir) == LM_EFORMAT);
    check_message("which this build does not have");
    remove_place(&p);
}

/* ---- Cells that fail ---- */

static size_t count_failed(const struct place *p)
{
    struct lm_cells cells;
    size_t n = 0, i;
    json_t *line;
    if (!CHECK(read_back(&cells, p->dir) == LM_OK)) return 0;
    CHECK_SIZE(json_array_size(cells.lines), CELLS);
    json_array_foreach(cells.lines, i, line) n += lm_line_failed(line);
    lm_cells_clear(&cells);
    return n;
}

static void test_failed_cells_are_run_again(void)
{
    struct place p = new_place(), whole = new_place();
    struct lm_request request = request_into(p.dir), undisturbed = request_into(whole.dir);
    for (size_t run = 0; run < 2; run++) {
        reset_script();
        script.failing = true;
        CHECK(lm_audit_run(&request) == LM_OK);
        CHECK_SIZE((size_t)script.trials, run ? FAILING_CELLS : CELLS);
        CHECK_SIZE(count_failed(&p), FAILING_CELLS);
    }
    reset_script();
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE((size_t)script.trials, FAILING_CELLS);
    CHECK_SIZE(count_failed(&p), 0); /* the last line of a key stands */
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE((size_t)script.trials, FAILING_CELLS); /* and is finished */

    CHECK(lm_audit_run(&undisturbed) == LM_OK);
    char *expected = fingerprint(whole.dir), *observed = fingerprint(p.dir);
    CHECK_TEXT(observed, expected);
    free(expected);
    free(observed);
    remove_place(&whole);
    remove_place(&p);
}

/* ---- What is missing ---- */

static void check_missing(const struct place *p, size_t claims, size_t controls)
{
    struct lm_cells cells;
    if (!CHECK(read_back(&cells, p->dir) == LM_OK)) return;
    json_t *expected = json_object(), *groups = json_object();
    if (claims) json_object_set_new(groups, "claim", json_integer((json_int_t)claims));
    if (controls) json_object_set_new(groups, "variance", json_integer((json_int_t)controls));
    if (claims || controls) json_object_set(expected, "synthetic", groups);
    if (!CHECK(json_equal(cells.missing, expected))) json_dumpf(cells.missing, stderr, JSON_COMPACT);
    json_decref(groups);
    json_decref(expected);
    lm_cells_clear(&cells);
}

/* Deletes the first line with these words. */
static void delete_line(const char *path, const char *words)
{
    char *text = slurp(path), *place = strstr(text, words);
    if (CHECK(place != NULL)) {
        while (place > text && place[-1] != '\n') place--;
        char *next = strchr(place, '\n') + 1;
        memmove(place, next, strlen(next) + 1);
        spill(path, text);
    }
    free(text);
}

static void test_missing_cells_are_counted(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    reset_script();
    request.claims = false;
    CHECK(lm_audit_run(&request) == LM_OK);
    check_missing(&p, 0, 0); /* claims were not asked for */
    request.claims = true;
    request.controls = false;
    CHECK(lm_audit_run(&request) == LM_OK);
    check_missing(&p, 0, 0);
    delete_line(p.cells, "\"control\":null");
    delete_line(p.cells, "\"control\":\"variance\"");
    delete_line(p.cells, "\"control\":null");
    check_missing(&p, 2, 1);
    remove_place(&p);

    request = request_into(p.dir);
    request.shards = 3;
    request.shard = 2;
    script.trials = 0;
    CHECK(lm_audit_run(&request) == LM_OK);
    struct lm_cells cells;
    if (CHECK(read_back(&cells, p.dir) == LM_OK)) {
        const json_t *groups = json_object_get(cells.missing, "synthetic");
        json_int_t claims = json_integer_value(json_object_get(groups, "claim"));
        json_int_t controls = json_integer_value(json_object_get(groups, "variance"));
        CHECK_SIZE((size_t)(claims + controls), (size_t)(CELLS - script.trials));
        lm_cells_clear(&cells);
    }
    remove_place(&p);
}

/* Each override comes back from run.json: the run is complete, and no cell of it lies outside of its grid. */
static void test_overrides_are_read_back(void)
{
    struct lm_request changed[6];
    struct place p = new_place();
    for (size_t k = 0; k < 6; k++) changed[k] = request_into(p.dir);
    changed[0].widths[0] = 48;
    changed[0].widths[1] = 96;
    changed[1].replicates = 2;
    changed[2].bits = LM_NO_ROUNDING;
    changed[3].length = 5;
    changed[3].outputs = 4;
    changed[4].calibration = true;
    changed[5].profile = LM_PAPER;
    for (size_t k = 0; k < 6; k++) {
        reset_script();
        CHECK(lm_audit_run(&changed[k]) == LM_OK);
        CHECK(script.trials > 0);
        check_missing(&p, 0, 0);
        remove_place(&p);
    }
}

static void test_cells_outside_of_the_grid(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir), more = request;
    struct lm_cells cells;
    reset_script();
    CHECK(lm_audit_run(&request) == LM_OK);
    char *before = slurp(p.run);
    remove_place(&p);
    more.replicates = 6; /* one network more than the contract asks for, with lines that are good in themselves */
    CHECK(lm_audit_run(&more) == LM_OK);
    spill(p.run, before);
    CHECK(read_back(&cells, p.dir) == LM_EFORMAT);
    check_message("the run has no cell of its key");
    free(before);
    remove_place(&p);
}

/* ---- Kills ---- */

/* Runs the request in a child process, which `prepare` may doom. */
static int run_in_child(const struct lm_request *request, void (*prepare)(void))
{
    int outcome = 0;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        prepare();
        _exit(lm_audit_run(request) == LM_OK ? 0 : 1);
    }
    CHECK(child > 0 && waitpid(child, &outcome, 0) == child);
    return outcome;
}

static void kill_in_seventh_trial(void)
{
    reset_script();
    script.pace_us = 1000;
    script.signal_after = 7;
    script.signal = SIGKILL;
}

static void test_resume_after_kill(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    request.jobs = 2;
    size_t before = 0;
    for (size_t kills = 1; kills <= 3; kills++) {
        int outcome = run_in_child(&request, kill_in_seventh_trial);
        CHECK(WIFSIGNALED(outcome) && WTERMSIG(outcome) == SIGKILL);
        size_t lines = count_lines(p.cells);
        CHECK(lines >= before + 5 && lines <= before + 6); /* all but the two that were running */
        before = lines;
    }
    reset_script();
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE((size_t)script.trials, CELLS - before);
    check_complete(&p);
    remove_place(&p);
}

static void test_truncated_last_line(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    struct lm_cells cells;
    reset_script();
    CHECK(lm_audit_run(&request) == LM_OK);
    struct stat about;
    CHECK(stat(p.cells, &about) == 0 && truncate(p.cells, about.st_size - 17) == 0);
    if (CHECK(read_back(&cells, p.dir) == LM_OK)) {
        CHECK_SIZE(json_array_size(cells.lines), CELLS - 1);
        lm_cells_clear(&cells);
    }
    reset_script();
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE((size_t)script.trials, 1);
    check_complete(&p);
    remove_place(&p);
}

static void test_interrupt(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    request.jobs = 2;
    reset_script();
    script.pace_us = 2000;
    script.signal_after = 6;
    script.signal = SIGINT;
    CHECK(lm_audit_run(&request) == LM_EINTERRUPTED);
    check_message("of 29 cells are in audit-store.");
    check_message("--resume");
    size_t lines = count_lines(p.cells);
    CHECK(lines >= 6 && lines <= 7); /* the running cells were finished and written, and no other begun */
    CHECK_SIZE(lines, (size_t)script.trials);
    reset_script();
    request.resume = true;
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE((size_t)script.trials, CELLS - lines);
    check_complete(&p);
    remove_place(&p);
}

/* ---- Damage ---- */

/* Replaces the first `old` in line `number` by `new`. */
static void edit_line(const char *path, size_t number, const char *old, const char *new)
{
    char *text = slurp(path), *line = text;
    for (size_t n = 1; n < number && line; n++) line = strchr(line, '\n') + 1;
    char *place = strstr(line, old);
    if (CHECK(place != NULL && place < strchr(line, '\n'))) {
        char *edited = lm_format("%.*s%s%s", (int)(place - text), text, new, place + strlen(old));
        spill(path, edited);
        free(edited);
    }
    free(text);
}

static void check_damage(const char *old, const char *new, const char *words)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    struct lm_cells cells;
    reset_script();
    CHECK(lm_audit_run(&request) == LM_OK);
    edit_line(p.cells, 7, old, new);
    char *before = slurp(p.cells);
    CHECK(read_back(&cells, p.dir) == LM_EFORMAT);
    check_message("cells.jsonl, line 7: ");
    check_message(words);
    CHECK(lm_audit_run(&request) == LM_EFORMAT);
    check_message("line 7");
    CHECK_SIZE((size_t)script.trials, CELLS);
    char *after = slurp(p.cells);
    CHECK_TEXT(after, before); /* the others are kept */

    /* The remedy that the message names. */
    char *line = after;
    for (size_t n = 1; n < 7; n++) line = strchr(line, '\n') + 1;
    char *next = strchr(line, '\n') + 1;
    memmove(line, next, strlen(next) + 1);
    spill(p.cells, after);
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE((size_t)script.trials, CELLS + 1);
    check_complete(&p);
    free(before);
    free(after);
    remove_place(&p);
}

static void test_damaged_lines_are_named(void)
{
    check_damage("{", "", "not a JSON object");
    check_damage("\"status\":\"ok\",", "", "a field is missing");
    check_damage("\"values\":[", "\"values\":[1", "values and values_hex differ");
    check_damage(",null,", ",5,", "values and values_hex differ"); /* JSON has no NaN: values_hex says which null it is */
    check_damage("\"control\":null", "\"control\":5", "of the wrong type");
    check_damage("\"values_hex\":[\"0x1.", "\"values_hex\":[\"0x1.0", "values and values_hex differ");
    check_damage("\"values\":[", "\"values\":[3.5,", "differ in length");
    check_damage("\"replicate\":", "\"replicate\":1", "its key is not that of its fields");
    check_damage("\"network\":", "\"network\":1", "its network");
    check_damage("\"seed\":11", "\"seed\":12", "its seed");
    check_damage("\"m\":", "\"m\":-", "out of range");
    check_damage("\"d\":1", "\"d\":2", "its key is not that of its fields");
    check_damage("\"dx\":2", "\"dx\":3", "its dx is not that of the contract");
    check_damage("\"eps_x\":0.3", "\"eps_x\":0.2", "its eps_x is not that of the contract");
    check_damage("\"in_domain\":true", "\"in_domain\":false", "its in_domain is not that of the contract");
    check_damage("\"bounds\":[", "\"bounds\":[1", "its bounds are not those of the contract");
}

static void test_contradicting_lines(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    struct lm_cells cells;
    reset_script();
    CHECK(lm_audit_run(&request) == LM_OK);
    char *text = slurp(p.cells);
    char *twice = lm_format("%s%.*s\n", text, (int)strcspn(text, "\n"), text); /* the first line again */
    spill(p.cells, twice);
    if (CHECK(read_back(&cells, p.dir) == LM_OK)) {
        CHECK_SIZE(json_array_size(cells.lines), CELLS); /* each key once */
        lm_cells_clear(&cells);
    }
    edit_line(p.cells, CELLS + 1, "\"sign_flips\":0", "\"sign_flips\":1");
    CHECK(read_back(&cells, p.dir) == LM_EFORMAT);
    check_message("line 30: it contradicts an earlier line");
    free(text);
    free(twice);
    remove_place(&p);
}

/* ---- Runs that differ ---- */

static void check_refused(const struct lm_request *request, const char *words)
{
    CHECK(lm_audit_run(request) == LM_EFORMAT);
    check_message(words);
    check_message("name another directory with --out");
}

static void test_other_runs_are_refused(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir), other = request;
    reset_script();
    CHECK(lm_audit_run(&request) == LM_OK);
    char *before = slurp(p.cells);

    other.seed = 12;
    check_refused(&other, "whose seed is 11, not 12");
    other = request;
    other.profile = LM_FULL;
    check_refused(&other, "whose profile is quick, not full");
    other = request;
    other.replicates = 3;
    check_refused(&other, "whose overrides is {}, not {\"replicates\":3}");
    other = request;
    other.calibration = true;
    check_refused(&other, "{\"calibration\":true}");
    other = request;
    other.shards = 2;
    other.shard = 1;
    check_refused(&other, "holds shard 1/1 of a run, not 1/2");
    lemma.statements[FORMULA].constant = 1.25;
    check_refused(&request, "under another contract of synthetic");
    lemma.statements[FORMULA].constant = 1;

    char *run = slurp(p.run), *version = lm_format("\"version\": \"%s\"", lm_version()), *place = strstr(run, version);
    if (CHECK(place != NULL)) {
        char *older = lm_format("%.*s\"version\": \"0.0.1\"%s", (int)(place - run), run, place + strlen(version));
        spill(p.run, older);
        check_refused(&request, "whose version is 0.0.1, not ");
        struct lm_cells cells;
        CHECK(lm_cells_read(&cells, p.dir) == LM_EFORMAT);
        check_message("was written by lemmata 0.0.1");
        free(older);
    }
    char *after = slurp(p.cells);
    CHECK_TEXT(after, before);
    CHECK_SIZE((size_t)script.trials, CELLS);
    free(version);
    free(run);
    free(before);
    free(after);
    remove_place(&p);
}

static void test_inputs_are_told_apart_by_content(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    reset_script();
    spill("audit-store-a.csv", "0,1,0.5,2\n0,2,0.5,2\n");
    spill("audit-store-b.csv", "0,1,0.5,2\n0,2,0.5,3\n");
    spill("audit-store-c.csv", "0,1,0.5,2\n0,2,0.5,2\n");
    request.inputs = "audit-store-a.csv";
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE((size_t)script.trials, CELLS);
    request.inputs = "audit-store-b.csv";
    check_refused(&request, "whose inputs is ");
    request.inputs = "audit-store-c.csv"; /* the same content under another name */
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE((size_t)script.trials, CELLS);
    remove("audit-store-a.csv");
    remove("audit-store-b.csv");
    remove("audit-store-c.csv");
    remove_place(&p);
}

static void test_empty_run_binds_nobody(void)
{
    /* A directory in which no cell was finished yet may be used for anything. */
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    reset_script();
    CHECK(lm_audit_run(&request) == LM_OK);
    spill(p.cells, "");
    request.replicates = 1;
    reset_script();
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE((size_t)script.trials, 5 + 2);
    remove_place(&p);
}

static void test_directories_without_a_run(void)
{
    struct place p = new_place();
    struct lm_cells cells;
    CHECK(lm_cells_read(&cells, p.dir) == LM_EIO);
    check_message("holds no run");
    CHECK(mkdir(p.dir, 0777) == 0);
    spill(p.run, "{\"schema\":");
    CHECK(lm_cells_read(&cells, p.dir) == LM_EFORMAT);
    check_message("run.json, line 1");
    spill(p.run, "{\"schema\":\"something-else\"}");
    CHECK(lm_cells_read(&cells, p.dir) == LM_EFORMAT);
    check_message("does not describe a run");
    remove_place(&p);
}

/* ---- Shards ---- */

static void test_shards_merge(void)
{
    enum { SHARDS = 3 };
    struct place parts[SHARDS], merged = new_place();
    const char *dirs[SHARDS];
    struct lm_cells cells;
    reset_script();
    for (unsigned s = 0; s < SHARDS; s++) {
        parts[s] = new_place();
        dirs[s] = parts[s].dir;
        struct lm_request request = request_into(parts[s].dir);
        request.shards = SHARDS;
        request.shard = s + 1;
        CHECK(lm_audit_run(&request) == LM_OK);
    }
    CHECK_SIZE((size_t)script.trials, CELLS); /* no cell in two shards */

    CHECK(lm_audit_merge(merged.dir, dirs, 2) == LM_OK);
    if (CHECK(read_back(&cells, merged.dir) == LM_OK)) {
        CHECK_TEXT(json_string_value(json_object_get(cells.run, "shard")), "1/3+2/3"); /* it does not pass for the whole */
        lm_cells_clear(&cells);
    }
    CHECK(lm_audit_merge(merged.dir, dirs + 2, 1) == LM_OK); /* what is there stays */
    if (CHECK(read_back(&cells, merged.dir) == LM_OK)) {
        CHECK_TEXT(json_string_value(json_object_get(cells.run, "shard")), "1/1");
        lm_cells_clear(&cells);
    }
    check_complete(&merged);
    struct lm_request whole = request_into(merged.dir);
    reset_script();
    CHECK(lm_audit_run(&whole) == LM_OK);
    CHECK_SIZE((size_t)script.trials, 0);

    /* Shards of different runs. */
    struct place other = new_place(), refused = new_place();
    struct lm_request request = request_into(other.dir);
    request.seed = 12;
    CHECK(lm_audit_run(&request) == LM_OK);
    const char *mixed[] = {parts[0].dir, other.dir};
    CHECK(lm_audit_merge(refused.dir, mixed, 2) == LM_EFORMAT);
    check_message("seed is 12, not 11; only shards of one run can be merged");
    CHECK(lm_audit_merge(refused.dir, (const char *const[]){"no-such-directory"}, 1) == LM_EIO);
    check_message("no-such-directory holds no run");
    for (unsigned s = 0; s < SHARDS; s++) remove_place(&parts[s]);
    remove_place(&other);
    remove_place(&refused);
    remove_place(&merged);
}

/* The target shows what it holds, whenever the merge ends, and the same command finishes it. */
static void check_killed_merge(const char *const *dirs, bool begun)
{
    struct place merged = new_place();
    if (begun) CHECK(lm_audit_merge(merged.dir, dirs, 1) == LM_OK);
    struct stat about = {0};
    CHECK((stat(merged.cells, &about) == 0) == begun);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        rlim_t most = (rlim_t)about.st_size + 1500; /* SIGXFSZ kills it in the third line or so */
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){.rlim_cur = most, .rlim_max = most});
        setrlimit(RLIMIT_CORE, &(struct rlimit){0});
        _exit(lm_audit_merge(merged.dir, dirs, 3) == LM_OK ? 0 : 1);
    }
    int outcome = 0;
    CHECK(child > 0 && waitpid(child, &outcome, 0) == child);
    CHECK(WIFSIGNALED(outcome) && WTERMSIG(outcome) == SIGXFSZ);
    CHECK((access(merged.run, F_OK) == 0) == begun);
    struct lm_cells cells;
    if (begun && CHECK(read_back(&cells, merged.dir) == LM_OK)) {
        CHECK_TEXT(json_string_value(json_object_get(cells.run, "shard")), "1/3");
        lm_cells_clear(&cells);
    }
    CHECK(lm_audit_merge(merged.dir, dirs, 3) == LM_OK);
    check_missing(&merged, 0, 0);
    check_complete(&merged);
    remove_place(&merged);
}

static void test_killed_merge(void)
{
    struct place parts[3];
    const char *dirs[3];
    reset_script();
    for (unsigned s = 0; s < 3; s++) {
        parts[s] = new_place();
        dirs[s] = parts[s].dir;
        struct lm_request request = request_into(parts[s].dir);
        request.shards = 3;
        request.shard = s + 1;
        CHECK(lm_audit_run(&request) == LM_OK);
    }
    check_killed_merge(dirs, false);
    check_killed_merge(dirs, true);
    for (unsigned s = 0; s < 3; s++) remove_place(&parts[s]);
}

static void test_merge_prefers_cells_that_did_not_fail(void)
{
    struct place failed = new_place(), good = new_place(), merged = new_place();
    struct lm_request request = request_into(failed.dir);
    reset_script();
    script.failing = true;
    CHECK(lm_audit_run(&request) == LM_OK);
    script.failing = false;
    request.out = good.dir;
    CHECK(lm_audit_run(&request) == LM_OK);
    const char *dirs[] = {failed.dir, good.dir, failed.dir};
    CHECK(lm_audit_merge(merged.dir, dirs, 1) == LM_OK);
    CHECK_SIZE(count_failed(&merged), FAILING_CELLS);
    CHECK(lm_audit_merge(merged.dir, dirs, 3) == LM_OK);
    CHECK_SIZE(count_failed(&merged), 0);
    CHECK_SIZE(count_lines(merged.cells), CELLS + FAILING_CELLS);
    remove_place(&failed);
    remove_place(&good);
    remove_place(&merged);
}

/* ---- Limits of the machine ---- */

static void test_full_disk(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    reset_script();
    CHECK(mkdir(p.dir, 0777) == 0 && symlink("/dev/full", p.cells) == 0);
    request.jobs = 2;
    CHECK(lm_audit_run(&request) == LM_EIO);
    check_message("/cells.jsonl cannot be written: No space left on device");
    CHECK_BELOW((double)script.trials, 3); /* it stopped at once */
    remove_place(&p);
}

static void allow_three_kilobytes(void)
{
    reset_script();
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){.rlim_cur = 3000, .rlim_max = 3000});
}

static void test_half_a_line_is_taken_back(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    int outcome = run_in_child(&request, allow_three_kilobytes);
    CHECK(WIFEXITED(outcome) && WEXITSTATUS(outcome) == 1);
    char *text = slurp(p.cells);
    size_t length = strlen(text), lines = count_lines(p.cells);
    CHECK(length > 2000 && length <= 3000 && text[length - 1] == '\n');
    free(text);
    reset_script();
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE((size_t)script.trials, CELLS - lines);
    check_complete(&p);
    remove_place(&p);
}

static void test_unwritable_directory(void)
{
    struct lm_request request = request_into("audit-store-file/below");
    reset_script();
    spill("audit-store-file", "");
    CHECK(lm_audit_run(&request) == LM_EIO);
    check_message("audit-store-file cannot be made");
    check_message("--out");
    CHECK_SIZE((size_t)script.trials, 0);
    remove("audit-store-file");
}

static void test_memory_refusal(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    reset_script();
    request.widths[0] = 100000000;
    request.memory = 64e6;
    CHECK(lm_audit_run(&request) == LM_ENOMEM);
    check_message("width 100000000 needs ");
    check_message("the limit is 0.0596 GiB");
    CHECK_SIZE((size_t)script.trials, 0);
    CHECK(access(p.dir, F_OK) != 0); /* nothing was begun */
}

static void test_memory_admission(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    struct lm_grid grid;
    struct lm_arena *arena = lm_arena_new();
    request.widths[0] = 8192; /* implicit only: all cells need the same memory */
    request.jobs = 3;
    CHECK(lm_grid_make(&grid, &request, arena) == LM_OK);
    reset_script();
    script.pace_us = 2000;
    request.memory = 1.5 * grid.bytes_max;
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE((size_t)script.most_running, 1);
    CHECK_SIZE((size_t)script.trials, grid.count);
    remove_place(&p);

    reset_script();
    script.pace_us = 2000;
    request.memory = 2.5 * grid.bytes_max;
    CHECK(lm_audit_run(&request) == LM_OK);
    CHECK_SIZE((size_t)script.most_running, 2);
    CHECK_SIZE((size_t)script.trials, grid.count);
    lm_grid_free(&grid);
    lm_arena_free(arena);
    remove_place(&p);
}

static void test_one_writer(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    struct lm_store store;
    reset_script();
    CHECK(lm_audit_run(&request) == LM_OK);
    if (CHECK(lm_store_open(&store, &request) == LM_OK)) {
        struct lm_request anew = request;
        anew.anew = true;
        CHECK(lm_audit_run(&request) == LM_EIO);
        check_message("another lemmata is writing into audit-store.");
        CHECK(lm_audit_run(&anew) == LM_EIO);
        check_message("another lemmata is writing into audit-store.");
        CHECK(lm_audit_merge(p.dir, (const char *const[]){p.dir}, 1) == LM_EIO);
        check_message("another lemmata is writing into audit-store.");
        CHECK_SIZE((size_t)script.trials, CELLS); /* the cells are still those of the first writer */
        lm_store_close(&store);
    }
    check_complete(&p);
    flock_reason = ENOLCK;
    CHECK(lm_audit_run(&request) == LM_EIO);
    check_message("cells.jsonl cannot be locked: No locks available; name another directory");
    flock_reason = 0;
    CHECK(lm_audit_run(&request) == LM_OK);
    check_complete(&p);
    remove_place(&p);
}

static void test_begun_anew(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    struct stat before, after;
    reset_script();
    request.seed = 12;
    CHECK(lm_audit_run(&request) == LM_OK && stat(p.cells, &before) == 0);
    request = request_into(p.dir);
    request.anew = true;
    script.trials = 0;
    CHECK(lm_audit_run(&request) == LM_OK && stat(p.cells, &after) == 0);
    CHECK_SIZE((size_t)script.trials, CELLS);
    CHECK(before.st_ino == after.st_ino); /* or a lock on the old file would keep nobody out */
    check_complete(&p);
    remove_place(&p);
}

static void test_nothing_to_run(void)
{
    struct lm_request request = request_into("audit-store-nothing");
    request.claims = request.controls = false;
    CHECK(lm_audit_run(&request) == LM_EINVAL);
    check_message("nothing to run");
    request = request_into("audit-store-nothing");
    request.shards = request.shard = 1000;
    CHECK(lm_audit_run(&request) == LM_EINVAL);
    check_message("shard 1000/1000 holds no cell");
    CHECK(access("audit-store-nothing", F_OK) != 0);
}

/* ---- Progress ---- */

static char *stderr_of(const struct lm_request *request)
{
    static const char path[] = "audit-store-stderr.txt";
    fflush(stderr);
    int saved = dup(STDERR_FILENO);
    FILE *file = fopen(path, "w");
    CHECK(saved >= 0 && file != NULL && dup2(fileno(file), STDERR_FILENO) >= 0);
    lm_status status = lm_audit_run(request);
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    fclose(file);
    CHECK(status == LM_OK);
    char *text = slurp(path);
    remove(path);
    return text;
}

static void test_progress(void)
{
    struct place p = new_place();
    struct lm_request request = request_into(p.dir);
    reset_script();
    char *text = stderr_of(&request);
    CHECK_TEXT(text, ""); /* quiet */
    free(text);
    remove_place(&p);
    request.quiet = false;
    request.color = true;
    script.failing = true;
    text = stderr_of(&request);
    CHECK(strncmp(text, "29 cells into audit-store.", 26) == 0);
    CHECK(strstr(text, "29/29 cells, took 0 s; 5 could not be carried out\n") != NULL);
    CHECK(strchr(text, '\033') == NULL && strchr(text, '\r') == NULL); /* not a terminal: plain lines */
    free(text);
    remove_place(&p);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"run writes every cell", test_run_writes_every_cell},
        {"workers agree", test_workers_agree},
        {"finished run is not repeated", test_finished_run_is_not_repeated},
        {"runs of several requests share a directory", test_runs_of_several_requests_share_a_directory},
        {"failed cells are run again", test_failed_cells_are_run_again},
        {"missing cells are counted", test_missing_cells_are_counted},
        {"overrides are read back", test_overrides_are_read_back},
        {"cells outside of the grid", test_cells_outside_of_the_grid},
        {"resume after kill", test_resume_after_kill},
        {"truncated last line", test_truncated_last_line},
        {"interrupt", test_interrupt},
        {"damaged lines are named", test_damaged_lines_are_named},
        {"contradicting lines", test_contradicting_lines},
        {"other runs are refused", test_other_runs_are_refused},
        {"inputs are told apart by content", test_inputs_are_told_apart_by_content},
        {"empty run binds nobody", test_empty_run_binds_nobody},
        {"directories without a run", test_directories_without_a_run},
        {"shards merge", test_shards_merge},
        {"killed merge", test_killed_merge},
        {"merge prefers cells that did not fail", test_merge_prefers_cells_that_did_not_fail},
        {"full disk", test_full_disk},
        {"half a line is taken back", test_half_a_line_is_taken_back},
        {"unwritable directory", test_unwritable_directory},
        {"memory refusal", test_memory_refusal},
        {"memory admission", test_memory_admission},
        {"one writer", test_one_writer},
        {"begun anew", test_begun_anew},
        {"nothing to run", test_nothing_to_run},
        {"progress", test_progress},
        {NULL, NULL},
    };
    return check_main(argc, argv, "audit-store", tests);
}
