/* The cell that speaks loudest for or against a statement, so that anyone can run it again. */
#include "judge_internal.h"
#include <stdlib.h>

/* What addresses a cell. */
static json_t *address_of(const struct lm_judge_cell *cell)
{
    static const char *const fields[] = {"sweep", "kind", "bits", "at", "from", "m", "L", "d", "dx", "eps_x", "replicate", "seed"};
    json_t *out = json_object();
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
        json_t *value = json_object_get(cell->line, fields[k]);
        lm_json_put(out, fields[k], value ? json_incref(value) : json_null());
    }
    return out;
}

static json_t *content(const struct lm_sample *sample, size_t k, const char *judged)
{
    const struct lm_judge_case *of = sample->of;
    const struct lm_statement *statement = lm_sample_statement(sample);
    json_t *out = json_object();
    lm_json_put(out, "schema", json_string("lemmata-witness-1"));
    lm_json_put(out, "version", lm_json_text(of->version));
    lm_json_put(out, "lemma", json_string(of->registered->slug));
    lm_json_put(out, "contract_sha256", lm_json_text(of->contract));
    lm_json_put(out, "statement", json_string(statement->name));
    lm_json_put(out, "control", sample->control < 0 ? json_null() : json_string(of->lemma->controls[sample->control].name));
    lm_json_put(out, "cell", address_of(sample->cells[k]));
    lm_json_put(out, "value_hex", lm_json_hex(sample->value[k]));
    lm_json_put(out, "bound_hex", lm_json_hex(sample->bound[k]));
    lm_json_put(out, "claim", lm_json_text(statement->reads));
    lm_json_put(out, "judged", json_string(judged));
    return out;
}

void lm_judge_witness(json_t *out, const struct lm_sample *sample, size_t k, const char *judged)
{
    const struct lm_judge_case *of = sample->of;
    const char *control = sample->control < 0 ? NULL : of->lemma->controls[sample->control].name;
    char *file = lm_format("witnesses/%s.%s%s%s.json", of->registered->slug, lm_sample_statement(sample)->name, control ? "." : "",
                           control ? control : "");
    char *replay = lm_format("lemmata replay %s", file);
    json_t *witness = json_object();
    lm_json_put(witness, "file", json_string(file));
    lm_json_put(witness, "content", content(sample, k, judged));
    LM_ASSERT(json_array_append_new(of->witnesses, witness) == 0);
    lm_json_put(out, "witness", json_string(file));
    lm_json_put(out, "replay", json_string(replay));
    free(file);
    free(replay);
}
