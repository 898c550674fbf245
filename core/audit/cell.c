/* One cell: its key, its run, its line of cells.jsonl. */
#include "audit_internal.h"
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_SIZE = 32 };

/* What a key says of a cell; `axis` and `at` stand there unless they repeat m or L. */
struct fields {
    const char *lemma, *sweep, *control, *kind, *axis;
    double at;
    size_t m, d;
    int L, bits;
    unsigned replicate;
};

static void write_key(char *out, size_t size, const struct fields *f)
{
    char arithmetic[NUMBER_SIZE] = "double", point[2 * NUMBER_SIZE] = "";
    if (f->bits) snprintf(arithmetic, sizeof arithmetic, "mpfr%d", f->bits);
    if (strcmp(f->axis, "m") != 0 && strcmp(f->axis, "L") != 0) snprintf(point, sizeof point, "/%.16s%.10g", f->axis, f->at);
    snprintf(out, size, "%s/%s/%s/%s/m%zu/L%d/d%zu%s/r%u/%s", f->lemma, f->sweep, f->control ? f->control : "claim", f->kind, f->m,
             f->L, f->d, point, f->replicate, arithmetic);
}

static const char *control_name(const struct lm_task *task)
{
    return task->cell.control < 0 ? NULL : task->lemma->lemma->controls[task->cell.control].name;
}

void lm_task_key(char *out, size_t size, const struct lm_task *task)
{
    const struct lm_cell *cell = &task->cell;
    const struct lm_sweep *sweep = &task->lemma->lemma->sweeps[cell->sweep];
    struct fields fields = {task->lemma->slug,
                            sweep->name,
                            control_name(task),
                            lm_kind_name(cell->kind),
                            lm_axis_symbol(sweep),
                            lm_axis_value(sweep->axis, cell),
                            cell->m,
                            cell->d,
                            cell->L,
                            cell->bits,
                            cell->replicate};
    write_key(out, size, &fields);
}

/* ---- Writing a line ---- */

static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static json_t *hexadecimal(double x)
{
    char text[NUMBER_SIZE];
    snprintf(text, sizeof text, isnan(x) ? "nan" : "%a", x);
    return json_string(text);
}

static json_t *address_of(const struct lm_task *task)
{
    const struct lm_cell *cell = &task->cell;
    const struct lm_sweep *sweep = &task->lemma->lemma->sweeps[cell->sweep];
    char key[LM_KEY_SIZE];
    lm_task_key(key, sizeof key, task);
    json_t *line = json_pack("{s:s, s:s, s:s, s:s?, s:s, s:i}", "key", key, "lemma", task->lemma->slug, "sweep", sweep->name,
                             "control", control_name(task), "kind", lm_kind_name(cell->kind), "bits", cell->bits);
    json_object_set_new(line, "axis", json_string(lm_axis_symbol(sweep)));
    json_object_set_new(line, "at", json_real(lm_axis_value(sweep->axis, cell)));
    json_object_set_new(line, "from", json_real(cell->from));
    json_object_set_new(line, "m", json_integer((json_int_t)cell->m));
    json_object_set_new(line, "L", json_integer(cell->L));
    json_object_set_new(line, "d", json_integer((json_int_t)cell->d));
    json_object_set_new(line, "dx", json_integer((json_int_t)cell->dx));
    json_object_set_new(line, "eps_x", json_real(cell->eps_x));
    json_object_set_new(line, "replicate", json_integer(cell->replicate));
    json_object_set_new(line, "seed", json_integer((json_int_t)cell->seed));
    json_object_set_new(line, "network", json_integer((json_int_t)lm_cell_network(cell)));
    json_object_set_new(line, "in_domain", json_boolean(task->in_domain));
    return line;
}

/* The observations; those of a failed trial are not to be trusted, and are left out. */
static void add_values(json_t *line, const struct lm_task *task, const struct lm_trial *t, bool failed)
{
    const struct lm_lemma *lemma = task->lemma->lemma;
    json_t *values = json_array(), *hex = json_array(), *bounds = json_array(), *limits = json_array();
    for (unsigned s = 0; s < lm_count_statements(lemma); s++) {
        double value, limit;
        bool observed = !failed && lm_trial_value(t, s, &value);
        bool limited = !failed && lm_trial_limit(t, s, &limit);
        json_array_append_new(values, observed ? number(value) : json_null());
        json_array_append_new(hex, observed ? hexadecimal(value) : json_null());
        json_array_append_new(limits, limited ? number(limit) : json_null());
        json_array_append_new(bounds, number(lm_powers_at(&lemma->statements[s].bound, &task->cell)));
    }
    json_object_set_new(line, "values", values);
    json_object_set_new(line, "values_hex", hex);
    json_object_set_new(line, "bounds", bounds);
    json_object_set_new(line, "limits", limits);
    json_object_set_new(line, "sign_flips", json_integer((json_int_t)lm_trial_sign_flips(t)));
    json_object_set_new(line, "preactivations", json_integer((json_int_t)lm_trial_preactivations(t)));
}

lm_status lm_task_run(json_t **line, const struct lm_task *task, struct lm_arena *arena)
{
    struct lm_arena_mark mark = lm_arena_mark(arena);
    (void)lm_error(LM_OK, "%s", ""); /* so that a failed trial does not speak with the words of an older one */
    double started = lm_seconds_now();
    struct lm_trial *t = lm_trial_begin(&task->cell, arena, task->right, task->left);
    task->lemma->lemma->trial(&task->cell, t);
    double seconds = lm_seconds_now() - started;

    bool failed = lm_trial_status(t) != LM_OK;
    *line = address_of(task);
    add_values(*line, task, t, failed);
    json_object_set_new(*line, "status", json_string(failed ? "failed" : "ok"));
    json_object_set_new(*line, "message", json_string(failed ? lm_error_message() : ""));
    json_object_set_new(*line, "seconds", json_real(seconds));
    json_object_set_new(*line, "bytes", json_real(task->bytes));
    lm_arena_rewind(arena, mark);
    return LM_OK;
}

char *lm_line_text(const json_t *line)
{
    char *compact = json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(17));
    LM_ASSERT(compact != NULL);
    char *out = lm_format("%s\n", compact);
    free(compact);
    return out;
}

/* ---- Reading a line ---- */

/* Whether `value` is what `hex` spells: null where there is none, or none that JSON can hold. */
static bool same_value(const json_t *value, const json_t *hex)
{
    if (json_is_null(hex)) return json_is_null(value);
    const char *text = json_string_value(hex);
    if (!text || text[0] == '\0') return false;
    char *end;
    double spelled = strtod(text, &end);
    if (*end != '\0') return false;
    return isfinite(spelled) ? json_is_number(value) && json_number_value(value) == spelled : json_is_null(value);
}

static const char *values_defect(const json_t *line)
{
    const json_t *values = json_object_get(line, "values"), *hex = json_object_get(line, "values_hex");
    const json_t *bounds = json_object_get(line, "bounds"), *limits = json_object_get(line, "limits");
    if (!json_is_array(values) || !json_is_array(hex) || !json_is_array(bounds)) return "values, values_hex or bounds is no array";
    if (json_array_size(values) != json_array_size(hex) || json_array_size(values) != json_array_size(bounds))
        return "values, values_hex and bounds differ in length";
    if (!json_is_array(limits) || json_array_size(limits) != json_array_size(values)) return "it has not one limit for each value";
    for (size_t s = 0; s < json_array_size(values); s++)
        if (!same_value(json_array_get(values, s), json_array_get(hex, s))) return "values and values_hex differ";
    return NULL;
}

/* pow may differ in the last bits on the machine that wrote the line. */
static bool same_bound(const json_t *value, double bound)
{
    if (!isfinite(bound)) return json_is_null(value);
    return json_is_number(value) && fabs(json_number_value(value) - bound) <= 1e-12 * fabs(bound);
}

static const char *contract_defect(const json_t *line, const struct lm_task *task)
{
    if (!task) return "the run has no cell of its key";
    const struct lm_cell *cell = &task->cell;
    const struct lm_lemma *lemma = task->lemma->lemma;
    if ((size_t)json_integer_value(json_object_get(line, "dx")) != cell->dx) return "its dx is not that of the contract";
    if (json_number_value(json_object_get(line, "eps_x")) != cell->eps_x) return "its eps_x is not that of the contract";
    if (json_number_value(json_object_get(line, "from")) != cell->from) return "its from is not that of the contract";
    bool in_domain = json_is_true(json_object_get(line, "in_domain"));
    if (cell->given.n == 0 && in_domain != task->in_domain) return "its in_domain is not that of the contract";
    const json_t *bounds = json_object_get(line, "bounds");
    if (json_array_size(bounds) != lm_count_statements(lemma)) return "it has not one value for each statement";
    for (size_t s = 0; s < json_array_size(bounds); s++)
        if (!same_bound(json_array_get(bounds, s), lm_powers_at(&lemma->statements[s].bound, cell)))
            return "its bounds are not those of the contract";
    return NULL;
}

bool lm_line_failed(const json_t *line)
{
    return strcmp(json_string_value(json_object_get(line, "status")), "ok") != 0;
}

const char *lm_line_defect(json_t *line, const json_t *manifest, const struct lm_expected *expected)
{
    const char *key, *lemma, *sweep, *kind, *axis, *status, *message;
    json_t *control;
    json_int_t bits, m, L, d, dx, replicate, seed, network, flips, preactivations;
    int in_domain;
    double at, from, eps_x, seconds, bytes;
    int unpacked = json_unpack(
        line,
        "{s:s, s:s, s:s, s:o, s:s, s:I, s:s, s:F, s:F, s:I, s:I, s:I, s:I, s:F, s:I, s:I, s:I, s:b, s:I, s:I, s:s, s:s, s:F, s:F}",
        "key", &key, "lemma", &lemma, "sweep", &sweep, "control", &control, "kind", &kind, "bits", &bits, "axis", &axis, "at", &at,
        "from", &from, "m", &m, "L", &L, "d", &d, "dx", &dx, "eps_x", &eps_x, "replicate", &replicate, "seed", &seed, "network",
        &network, "in_domain", &in_domain, "sign_flips", &flips, "preactivations", &preactivations, "status", &status, "message",
        &message, "seconds", &seconds, "bytes", &bytes);
    if (unpacked != 0 || !(json_is_string(control) || json_is_null(control))) return "a field is missing or of the wrong type";
    if (m < 1 || m >= 1 << 28 || replicate < 0 || replicate >= LM_REPLICATES || L < 1 || L > INT_MAX || bits < 0 || bits > INT_MAX)
        return "a field is out of range";

    char fields[LM_KEY_SIZE];
    const struct fields spelled = {lemma,  sweep,     json_string_value(control), kind, axis, at, (size_t)m, (size_t)d,
                                   (int)L, (int)bits, (unsigned)replicate};
    write_key(fields, sizeof fields, &spelled);
    if (strcmp(key, fields) != 0) return "its key is not that of its fields";
    struct lm_cell cell = {.m = (size_t)m, .replicate = (unsigned)replicate};
    cell.kind = strcmp(kind, lm_kind_name(LM_IMPLICIT)) == 0 ? LM_IMPLICIT : LM_DENSE;
    if ((uint64_t)network != lm_cell_network(&cell)) return "its network is not that of its fields";
    if (!json_object_get(json_object_get(manifest, "lemmas"), lemma)) return "run.json does not know its lemma";
    if (seed != json_integer_value(json_object_get(manifest, "seed"))) return "its seed is not that of the run";
    const char *defect = values_defect(line);
    if (!defect && lm_expected_knows(expected, lemma)) defect = contract_defect(line, lm_expected_task(expected, key));
    return defect;
}
