/* The cells of one lemma, read from their lines. */
#include "judge_internal.h"
#include <stdlib.h>
#include <string.h>

static int control_index(const struct lm_lemma *lemma, const char *name)
{
    for (size_t k = 0; k < lm_count_controls(lemma); k++)
        if (strcmp(lemma->controls[k].name, name) == 0) return (int)k;
    return -1;
}

static size_t sweep_index(const struct lm_lemma *lemma, const char *name)
{
    size_t k = 0, count = lm_count_sweeps(lemma);
    while (k < count && strcmp(lemma->sweeps[k].name, name) != 0) k++;
    return k;
}

/* One string or null for each statement, a bound wherever there is a value, and room for a limit. */
static bool arrays_fit(const struct lm_judge_cell *cell, size_t statements)
{
    if (json_array_size(cell->values) < statements || json_array_size(cell->bounds) < statements) return false;
    if (json_array_size(cell->limits) < statements) return false;
    for (size_t s = 0; s < statements; s++)
        if (json_is_string(json_array_get(cell->values, s)) && !json_is_number(json_array_get(cell->bounds, s))) return false;
    return true;
}

static lm_status read_cell(struct lm_judge_cell *cell, const struct lm_lemma *lemma, json_t *line)
{
    const char *sweep = "", *kind = "", *axis = "", *status = "", *control = json_string_value(json_object_get(line, "control"));
    json_int_t m = 0, d = 0, network = 0;
    json_t *values = NULL, *bounds = NULL, *limits = NULL;
    int in_domain = 0;
    *cell = (struct lm_judge_cell){.line = line, .key = "", .message = ""};
    json_error_t error;
    if (json_unpack_ex(
            line, &error, 0, "{s:s, s:s, s:s, s:i, s:s, s:F, s:I, s:i, s:I, s:F, s:I, s:b, s:o, s:o, s:o, s:s, s?s, s?F}", "key",
            &cell->key, "sweep", &sweep, "kind", &kind, "bits", &cell->bits, "axis", &axis, "at", &cell->x, "m", &m, "L", &cell->L,
            "d", &d, "eps_x", &cell->eps_x, "network", &network, "in_domain", &in_domain, "values_hex", &values, "bounds", &bounds,
            "limits", &limits, "status", &status, "message", &cell->message, "seconds", &cell->seconds) != 0)
        return lm_error(LM_EFORMAT, "cell \"%s\" cannot be judged: %s; run it again", cell->key, error.text);
    size_t k = sweep_index(lemma, sweep);
    if (k == lm_count_sweeps(lemma) || strcmp(axis, lm_axis_symbol(&lemma->sweeps[k])) != 0)
        return lm_error(LM_EFORMAT, "cell \"%s\" is of an unknown sweep \"%s\" along %s; run it again", cell->key, sweep, axis);
    cell->sweep = (unsigned)k;
    cell->control = control ? control_index(lemma, control) : -1;
    if (control && cell->control < 0)
        return lm_error(LM_EFORMAT, "cell \"%s\" is of an unknown control \"%s\"; run it again", cell->key, control);
    cell->kind = strcmp(kind, "dense") == 0 ? LM_DENSE : LM_IMPLICIT;
    cell->m = (size_t)m;
    cell->d = (size_t)d;
    cell->network = (uint64_t)network;
    cell->in_domain = in_domain;
    cell->ok = strcmp(status, "ok") == 0;
    cell->values = values;
    cell->bounds = bounds;
    cell->limits = limits;
    if (cell->ok && !arrays_fit(cell, lm_count_statements(lemma)))
        return lm_error(LM_EFORMAT, "cell \"%s\" lacks a value or a bound of some statement; run it again", cell->key);
    return LM_OK;
}

lm_status lm_judge_case_open(struct lm_judge_case *out, const struct lm_registered *registered, const struct lm_cells *cells)
{
    *out = (struct lm_judge_case){.registered = registered, .lemma = registered->lemma};
    out->contract = json_string_value(json_object_get(json_object_get(cells->run, "lemmas"), registered->slug));
    out->missing = json_object_get(cells->missing, registered->slug);
    out->own_inputs = json_is_object(json_object_get(cells->run, "inputs"));
    out->own_weights = json_is_object(json_object_get(cells->run, "weights"));
    out->version = json_string_value(json_object_get(cells->run, "version"));
    out->cells = lm_xcalloc(json_array_size(cells->lines), sizeof *out->cells);
    size_t i;
    json_t *line;
    json_array_foreach(cells->lines, i, line)
    {
        const char *slug = json_string_value(json_object_get(line, "lemma"));
        if (!slug || strcmp(slug, registered->slug) != 0) continue;
        LM_TRY(read_cell(&out->cells[out->count], out->lemma, line));
        out->count++;
    }
    return LM_OK;
}

void lm_judge_case_clear(struct lm_judge_case *of)
{
    free(of->cells);
    *of = (struct lm_judge_case){0};
}

bool lm_judge_value(const struct lm_judge_cell *cell, unsigned s, double *value)
{
    const char *text = json_string_value(json_array_get(cell->values, s));
    if (!cell->ok || !text) return false;
    char *end;
    *value = strtod(text, &end);
    if (end == text || *end != '\0') *value = LM_NAN; /* no number at all */
    return true;
}

double lm_judge_limit(const struct lm_judge_cell *cell, unsigned s)
{
    const json_t *limit = json_array_get(cell->limits, s);
    return json_is_number(limit) ? json_number_value(limit) : LM_NAN;
}

double lm_judge_bound(const struct lm_judge_cell *cell, unsigned s)
{
    return json_number_value(json_array_get(cell->bounds, s));
}
