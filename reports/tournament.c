/* The tournament: what several papers bound, with all their bounds in one panel. It takes the form of a lemma whose statements are
 * the quantities, so that it is drawn as every lemma is. */
#include "reports_internal.h"
#include <stdio.h>
#include <string.h>

static bool same_text(const json_t *a, const json_t *b, const char *key)
{
    return strcmp(lm_string(a, key), lm_string(b, key)) == 0;
}

/* Whether both measured the same on the same networks, whatever each claims about it. */
static bool same_points(const json_t *a, const json_t *b)
{
    static const char *const keys[] = {"x", "n", "min", "median", "max"};
    if (lm_count(a, "points") != lm_count(b, "points")) return false;
    LM_EACH(point, a, "points") {
        const json_t *other = json_array_get(json_object_get(b, "points"), point_i);
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            if (!json_equal(json_object_get(point, keys[k]), json_object_get(other, keys[k]))) return false;
    }
    return true;
}

static const json_t *claim_series(const json_t *statement, const char *kind)
{
    LM_EACH(series, statement, "series")
        if (!lm_given(series, "control") && strcmp(lm_string(series, "kind"), kind) == 0) return series;
    return NULL;
}

static bool same_measurement(const json_t *a, const json_t *b)
{
    return same_points(claim_series(a, "dense"), claim_series(b, "dense")) &&
           same_points(claim_series(a, "implicit"), claim_series(b, "implicit"));
}

static void copy_fields(json_t *out, const json_t *statement)
{
    static const char *const fields[] = {"axis", "axis_end", "side", "measures", "series"};
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
        json_t *value = json_object_get(statement, fields[k]);
        if (value) json_object_set_new(out, fields[k], json_deep_copy(value));
    }
    json_object_set_new(out, "reads", json_string(lm_string(statement, "tournament")));
    json_object_set_new(out, "outcome", json_string("PASS"));
    json_object_set_new(out, "rivals", json_array());
}

/* The quantity that this statement bounds, made where it is the first. */
static json_t *quantity_of(json_t *quantities, const json_t *statement)
{
    for (size_t k = 0; k < json_array_size(quantities); k++) {
        json_t *quantity = json_array_get(quantities, k);
        if (strcmp(lm_string(quantity, "reads"), lm_string(statement, "tournament")) == 0 && same_text(quantity, statement, "axis"))
            return quantity;
    }
    json_t *quantity = json_object();
    copy_fields(quantity, statement);
    json_array_append_new(quantities, quantity);
    return quantity;
}

static void add_rival(json_t *quantities, const json_t *lemma, const json_t *statement)
{
    json_t *quantity = quantity_of(quantities, statement), *rival = json_object();
    bool first = true;
    LM_EACH(before, quantity, "rivals") first = first && !same_measurement(json_object_get(before, "statement"), statement);
    json_object_set_new(rival, "slug", json_string(lm_string(lemma, "slug")));
    json_object_set_new(rival, "first", json_boolean(first));
    json_object_set_new(rival, "statement", json_deep_copy(statement));
    json_array_append_new(json_object_get(quantity, "rivals"), rival);
}

static void name_quantities(json_t *quantities)
{
    for (size_t k = 0; k < json_array_size(quantities); k++) {
        char name[32];
        snprintf(name, sizeof name, "quantity-%zu", k + 1);
        json_object_set_new(json_array_get(quantities, k), "name", json_string(name));
    }
}

json_t *lm_tournament(const json_t *report)
{
    json_t *quantities = json_array(), *out = NULL;
    LM_EACH(lemma, report, "lemmas")
        LM_EACH(statement, lemma, "statements")
            if (lm_given(statement, "tournament")) add_rival(quantities, lemma, statement);
    name_quantities(quantities);
    if (json_array_size(quantities) > 0) {
        out = json_object();
        json_object_set_new(out, "slug", json_string(LM_TOURNAMENT));
        json_object_set_new(out, "title", json_string(LM_TOURNAMENT_TITLE));
        json_object_set(out, "statements", quantities);
    }
    json_decref(quantities);
    return out;
}
