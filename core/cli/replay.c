/* `lemmata replay`: the cell of a witness, run again. */
#include "cli.h"

#include <errno.h>
#include <float.h>
#include <libgen.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct witness {
    const char *path;
    json_t *json; /* what the strings below belong to */
    const struct lm_registered *lemma;
    unsigned statement;
    const char *claim, *judged;
    double value, bound;
    struct lm_task task;
};

/* ---- Reading ---- */

static lm_status load(struct witness *w)
{
    static const char folder[] = "witnesses/";
    json_error_t error;
    bool missing = access(w->path, F_OK) != 0;
    if (missing && strncmp(w->path, folder, sizeof folder - 1) == 0)
        return lm_error(LM_EIO, "there is no %s here: run it inside the report's folder, or give the path to it", w->path);
    if (missing)
        return lm_error(LM_EIO, "%s: %s; the paths of witnesses are relative to the report's folder", w->path, strerror(errno));
    w->json = json_load_file(w->path, JSON_REJECT_DUPLICATES, &error);
    if (w->json) return LM_OK;
    if (error.line < 0) return lm_error(LM_EIO, "%s", error.text); /* which names the file */
    return lm_error(LM_EFORMAT, "%s, line %d: %s", w->path, error.line, error.text);
}

/* Index of a name in an array of structures that begin with it; `count` when there is none. */
static size_t index_of(const char *name, const void *array, size_t size, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(*(const char *const *)((const char *)array + i * size), name) == 0) return i;
    return count;
}

static double hex_value(const json_t *json, const char *key)
{
    const char *text = json_string_value(json_object_get(json, key));
    return text ? strtod(text, NULL) : (double)NAN;
}

static lm_status read_lemma(struct witness *w)
{
    const char *schema, *slug, *contract, *nearest;
    char hash[65];
    if (json_unpack(w->json, "{s:s, s:s, s:s, s:s, s:s}", "schema", &schema, "lemma", &slug, "contract_sha256", &contract, "claim",
                    &w->claim, "judged", &w->judged) != 0 ||
        strcmp(schema, "lemmata-witness-1") != 0)
        return lm_error(LM_EFORMAT, "%s is not a witness; they are in the directory witnesses/ of a report", w->path);
    w->lemma = lm_find_lemma(slug, &nearest);
    if (!w->lemma) return lm_error(LM_EFORMAT, "%s is of the lemma '%s', which this build does not have", w->path, slug);
    lm_contract_hash(hash, w->lemma);
    if (strcmp(hash, contract) != 0)
        return lm_error(LM_EFORMAT, "%s was written under another contract of %s (%.12s..., not %.12s...); audit again", w->path,
                        slug, contract, hash);
    return LM_OK;
}

/* `at` is the value on the axis of the sweep, which sets what that holds fixed. */
static lm_status read_names(struct witness *w, const char *sweep, const char *kind, double at)
{
    const struct lm_lemma *lemma = w->lemma->lemma;
    struct lm_cell *cell = &w->task.cell;
    const char *statement = json_string_value(json_object_get(w->json, "statement"));
    const char *control = json_string_value(json_object_get(w->json, "control"));
    size_t statements = lm_count_statements(lemma), controls = lm_count_controls(lemma), sweeps = lm_count_sweeps(lemma);
    size_t s = index_of(statement ? statement : "", lemma->statements, sizeof *lemma->statements, statements);
    size_t c = control ? index_of(control, lemma->controls, sizeof *lemma->controls, controls) : 0;
    size_t k = index_of(sweep, lemma->sweeps, sizeof *lemma->sweeps, sweeps);
    bool implicit = strcmp(kind, "implicit") == 0;
    if (s == statements || (control && c == controls) || k == sweeps || (!implicit && strcmp(kind, "dense") != 0))
        return lm_error(LM_EFORMAT, "%s names a statement, control, sweep or kind that %s does not have", w->path, w->lemma->slug);
    w->statement = (unsigned)s;
    *cell = lm_sweep_cell(&lemma->sweeps[k], at);
    cell->sweep = (unsigned)k;
    cell->kind = implicit ? LM_IMPLICIT : LM_DENSE;
    cell->control = control ? (int)c : -1;
    if (control) {
        cell->law = lemma->controls[c].law;
        cell->variant = lemma->controls[c].variant;
    }
    if (implicit && !lm_law_can_be_implicit(&cell->law))
        return lm_error(LM_EFORMAT, "%s: no implicit W has the law of %s", w->path, control);
    return LM_OK;
}

static lm_status read_cell(struct witness *w)
{
    json_int_t m, L, d, dx, replicate, seed, bits;
    double at, from, eps_x;
    const char *sweep, *kind;
    struct lm_cell *cell = &w->task.cell;
    if (json_unpack(json_object_get(w->json, "cell"), "{s:s, s:s, s:I, s:F, s:F, s:I, s:I, s:I, s:I, s:F, s:I, s:I}", "sweep",
                    &sweep, "kind", &kind, "bits", &bits, "at", &at, "from", &from, "m", &m, "L", &L, "d", &d, "dx", &dx, "eps_x",
                    &eps_x, "replicate", &replicate, "seed", &seed) != 0)
        return lm_error(LM_EFORMAT, "%s: its cell lacks a field; audit again", w->path);
    LM_TRY(read_names(w, sweep, kind, at));
    bool bits_good = bits == 0 || (bits >= LM_MPFR_MIN_BITS && bits <= LM_MPFR_MAX_BITS);
    if (m < 1 || m > LM_LARGEST_WIDTH || L < 1 || L > INT_MAX || d < 1 || d > INT_MAX || dx < 1 || dx > INT_MAX || replicate < 0 ||
        replicate >= LM_REPLICATES || seed < 0 || !(eps_x > 0) || !(at > 0) || !(from >= 0) || !bits_good)
        return lm_error(LM_EFORMAT, "%s: a field of its cell is out of range; audit again", w->path);
    cell->from = from;
    cell->eps_x = eps_x;
    cell->m = (size_t)m;
    cell->L = (int)L;
    cell->d = (size_t)d;
    cell->dx = (size_t)dx;
    cell->replicate = (unsigned)replicate;
    cell->seed = (uint64_t)seed;
    cell->bits = (int)bits;
    w->value = hex_value(w->json, "value_hex");
    w->bound = hex_value(w->json, "bound_hex");
    return LM_OK;
}

/* A witness does not hold the user's own sequences and networks: run.json, two levels up, knows whether there were any. */
static lm_status check_files(const struct witness *w, const struct lm_request *request)
{
    char *copy = lm_xstrdup(w->path), *up = lm_xstrdup(dirname(copy));
    char *path = lm_format("%s/../run.json", up);
    json_t *run = json_load_file(path, 0, NULL);
    const char *inputs = json_string_value(json_object_get(json_object_get(run, "inputs"), "path"));
    const char *weights = json_string_value(json_object_get(json_object_get(run, "weights"), "path"));
    bool normalised = json_is_true(json_object_get(json_object_get(run, "overrides"), "normalise"));
    lm_status status = LM_OK;
    if (inputs && !request->inputs)
        status = lm_error(LM_EINVAL, "%s ran on the sequences of %s: add --inputs %s%s", w->path, inputs, inputs,
                          normalised ? " --normalise" : "");
    else if (weights && w->task.cell.control < 0 && !request->weights)
        status = lm_error(LM_EINVAL, "%s ran on the networks of %s: add --weights %s", w->path, weights, weights);
    json_decref(run);
    free(path);
    free(up);
    free(copy);
    return status;
}

/* The network of this width and number, in the order of the run. */
static lm_status choose_network(struct lm_cell *cell, const char *weights, struct lm_arena *arena)
{
    struct lm_network_list networks;
    LM_TRY(lm_networks_find(&networks, arena, weights));
    size_t first = 0;
    while (first < networks.n && networks.each[first].m != cell->m) first++;
    size_t k = first + cell->replicate;
    if (k >= networks.n || networks.each[k].m != cell->m || networks.each[k].d != cell->d)
        return lm_error(LM_EINVAL, "%s: has no network number %u of width %zu with %zu outputs", weights, cell->replicate, cell->m,
                        cell->d);
    cell->files = &networks.each[k];
    return LM_OK;
}

/* What the options change: the arithmetic, the inputs and the network. */
static lm_status complete_task(struct witness *w, const struct lm_options *options, struct lm_arena *arena)
{
    struct lm_cell *cell = &w->task.cell;
    const struct lm_lemma *lemma = w->lemma->lemma;
    if (options->precision_given) cell->bits = options->precision;
    if (cell->bits && cell->kind == LM_IMPLICIT)
        return lm_error(LM_EINVAL, "%s: an implicit cell replays in double only; leave --precision out", w->path);
    LM_TRY(check_files(w, &options->request));
    if (options->request.weights && cell->control < 0) LM_TRY(choose_network(cell, options->request.weights, arena));
    if (options->request.inputs) {
        LM_TRY(lm_inputs_read(&cell->given, arena, options->request.inputs, options->request.normalise));
        if (cell->given.L != cell->L || cell->given.dim != cell->dx + 1)
            return lm_error(LM_EINVAL, "%s: not the sequences of this witness (length %d, %zu numbers a token)",
                            options->request.inputs, cell->L, cell->dx + 1);
    }
    w->task.lemma = w->lemma;
    w->task.in_domain = true;
    if (lemma->vectors) lemma->vectors(cell, &w->task.right, &w->task.left);
    double needed = lm_weights_bytes(cell->kind, &cell->law, cell->m, cell->L, w->task.right, w->task.left);
    double there = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    if (needed > there) {
        char *memory = lm_xstrdup(lm_cli_bytes(needed));
        lm_status status = lm_error(LM_ENOMEM, "%s: width %zu needs %s, and this machine has %s; use a larger one", w->path,
                                    cell->m, memory, lm_cli_bytes(there));
        free(memory);
        return status;
    }
    return LM_OK;
}

/* ---- Comparing ---- */

static void print_value(const char *label, double value)
{
    printf("%-10s %.17g  (%a)\n", label, value, value);
}

/* Two arithmetics agree when they differ by rounding: 2 L products of length m, m u each (Higham 3.5), and a statistic that may
 * cancel down to 1/sqrt(m) of its terms. A unit whose sign flips may add to that; then it is said that the values differ. */
static bool print_comparison(const struct witness *w, double now)
{
    const struct lm_cell *cell = &w->task.cell;
    double rounding = 2.0 * cell->L * pow((double)cell->m, 1.5) * DBL_EPSILON / 2;
    double deviation = fabs(now - w->value) / fmax(fabs(w->value), DBL_MIN);
    bool same = now == w->value || (isnan(now) && isnan(w->value)), agree = same || deviation <= rounding;
    if (same)
        puts("deviation  none: the values agree to the last bit");
    else
        printf("deviation  %.3g relative: the values %s (rounding allows %.1g)\n", deviation, agree ? "agree" : "DIFFER", rounding);
    return agree;
}

static int run_witness(struct witness *w, struct lm_arena *arena)
{
    char key[256];
    json_t *line = NULL;
    lm_task_key(key, sizeof key, &w->task);
    lm_status status = lm_task_run(&line, &w->task, arena);
    if (status != LM_OK) return lm_cli_fail(status);
    const char *hex = json_string_value(json_array_get(json_object_get(line, "values_hex"), w->statement));
    if (!hex) {
        const char *message = json_string_value(json_object_get(line, "message"));
        status =
            lm_error(LM_ECONVERGE, "%s has no value now: %s", key, message && *message ? message : "the trial did not observe it");
        json_decref(line);
        return lm_cli_fail(status);
    }
    double now = strtod(hex, NULL);
    printf("cell       %s\nstatement  %s\nclaim      %s\njudged     %s\n", key, w->lemma->lemma->statements[w->statement].name,
           w->claim, w->judged);
    if (isfinite(w->bound)) print_value("bound", w->bound);
    print_value("then", w->value);
    print_value("now", now);
    bool agree = print_comparison(w, now);
    json_decref(line);
    return agree ? LM_EXIT_EXPECTED : LM_EXIT_UNEXPECTED;
}

int lm_command_replay(struct lm_options *options)
{
    struct witness w = {.path = options->names[0]};
    struct lm_arena *arena = lm_arena_new();
    lm_status status = load(&w);
    if (status == LM_OK) status = read_lemma(&w);
    if (status == LM_OK) status = read_cell(&w);
    if (status == LM_OK) status = complete_task(&w, options, arena);
    int result = status == LM_OK ? run_witness(&w, arena) : lm_cli_fail(status);
    json_decref(w.json);
    lm_arena_free(arena);
    return result;
}
