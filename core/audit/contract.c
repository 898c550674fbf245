/* The contract of a lemma as text: statements, grid, controls and the constants of the rules. Titles, remarks and code stay
 * outside: a run also records the version of the program, and neither is resumed or judged under another. */
#include "audit_internal.h"
#include <lemmata/stats.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const sides[] = {"at-most", "at-least"};
static const char *const shapes[] = {"iid", "symmetric", "low-rank", "common-row", "scaled-rows", "heavy-tails"};
static const char *const outputs[] = {"gaussian", "constant", "correlated"};
static const char *const gates[] = {"relu", "none", "identity-backward"};

/* JSON has no infinities. */
static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_string(isnan(x) ? "nan" : x > 0 ? "inf" : "-inf");
}

static json_t *text(const char *string)
{
    return json_string(string ? string : "");
}

static json_t *powers(const struct lm_powers *p)
{
    json_t *out = json_pack("{s:o}", "factor", number(p->factor));
    for (const struct lm_power_field *field = lm_power_fields; field->name; field++)
        json_object_set_new(out, field->name, number(lm_power_exponent(p, field)));
    return out;
}

static json_t *statement(const struct lm_statement *s)
{
    json_t *out = json_pack("{s:s, s:o, s:o, s:o, s:s, s:s, s:i, s:s}", "name", s->name, "source", text(s->source), "reads",
                            text(s->reads), "measures", text(s->measures), "rule", lm_rule_name(s->rule), "side", sides[s->side],
                            "sweep", (int)s->sweep, "expect", lm_expectation_name(s->expect));
    json_object_set_new(out, "bound", powers(&s->bound));
    json_object_set_new(out, "exponent", number(s->exponent));
    json_object_set_new(out, "tolerance", number(s->tolerance));
    json_object_set_new(out, "constant", number(s->constant));
    json_object_set_new(out, "limits", json_boolean(s->limits));
    json_object_set_new(out, "literal", powers(&s->literal));
    json_object_set_new(out, "trivial", powers(&s->trivial));
    return out;
}

static json_t *control(const struct lm_control *c)
{
    const struct lm_law *law = &c->law;
    return json_pack("{s:s, s:o, s:i, s:i, s:i, s:{s:o, s:s, s:o, s:s, s:s, s:b}}", "name", c->name, "breaks", text(c->breaks),
                     "variant", c->variant, "refutes", (int)c->refutes, "compares", (int)c->compares, "law", "variance",
                     number(lm_law_variance(law)), "shape", shapes[law->shape], "parameter", number(lm_law_parameter(law)),
                     "output", outputs[law->output], "gate", gates[law->gate], "untied", (int)law->untied);
}

static json_t *axis_values(const struct lm_axis_values *values)
{
    json_t *out = json_array();
    for (size_t i = 0; i < LM_MAX_AXIS && values->v[i] != 0; i++) json_array_append_new(out, number(values->v[i]));
    return out;
}

static json_t *per_profile(const unsigned replicates[LM_PROFILES])
{
    json_t *out = json_object();
    for (unsigned p = 0; p < LM_PROFILES; p++)
        json_object_set_new(out, lm_profile_name((enum lm_profile)p), json_integer(replicates[p]));
    return out;
}

static json_t *sweep(const struct lm_sweep *s)
{
    json_t *out = json_pack("{s:s, s:s, s:I, s:i, s:I, s:I, s:o, s:[oo]}", "name", s->name, "axis", lm_axis_symbol(s), "m",
                            (json_int_t)s->m, "L", s->L, "d", (json_int_t)s->d, "dx", (json_int_t)s->dx, "eps_x", number(s->eps_x),
                            "fit", number(s->fit_from), number(s->fit_to));
    json_object_set_new(out, "s", number(s->s));
    json_object_set_new(out, "N", number(s->N));
    json_object_set_new(out, "delta", number(s->delta));
    json_object_set_new(out, "Delta", number(s->Delta));
    json_object_set_new(out, "T", number(s->T));
    json_object_set_new(out, "falls", json_boolean(s->falls));
    json_object_set_new(out, "pieces", json_boolean(s->pieces));
    json_object_set_new(out, "begin", number(s->begin));
    json_object_set_new(out, "paired", json_boolean(s->paired));
    json_object_set_new(out, "dense", axis_values(&s->dense));
    json_object_set_new(out, "implicit", axis_values(&s->implicit));
    json_object_set_new(out, "full", axis_values(&s->full));
    json_object_set_new(out, "smoke", axis_values(&s->smoke));
    json_object_set_new(out, "control_dense", axis_values(&s->control_dense));
    json_object_set_new(out, "control_implicit", axis_values(&s->control_implicit));
    json_object_set_new(out, "calibration", axis_values(&s->calibration));
    json_object_set_new(out, "mpfr", axis_values(&s->mpfr));
    json_object_set_new(out, "replicates", per_profile(s->replicates));
    json_object_set_new(out, "control_replicates", per_profile(s->control_replicates));
    json_object_set_new(out, "calibration_replicates", json_integer(s->calibration_replicates));
    json_object_set_new(out, "mpfr_replicates", json_integer(s->mpfr_replicates));
    return out;
}

/* The constants of the rules (stats.h), which decide as much as those of the lemma. */
static json_t *rule_constants(void)
{
    return json_pack("{s:f, s:f, s:f, s:i, s:i, s:f, s:f, s:f, s:f}", "excess", LM_RULE_EXCESS, "margin", LM_RULE_MARGIN,
                     "confidence", LM_RULE_CONFIDENCE, "least_values", (int)LM_RULE_MIN, "least_distinct", (int)LM_RULE_DISTINCT,
                     "exponent_confidence", LM_EXPONENT_CONFIDENCE, "oracle_level", LM_ORACLE_LEVEL, "frequency_holds",
                     LM_FREQUENCY_HOLDS, "frequency_fails", LM_FREQUENCY_FAILS);
}

json_t *lm_contract(const struct lm_registered *registered)
{
    const struct lm_lemma *lemma = registered->lemma;
    json_t *statements = json_array(), *controls = json_array(), *sweeps = json_array();
    for (size_t i = 0; i < lm_count_statements(lemma); i++) json_array_append_new(statements, statement(&lemma->statements[i]));
    for (size_t i = 0; i < lm_count_controls(lemma); i++) json_array_append_new(controls, control(&lemma->controls[i]));
    for (size_t i = 0; i < lm_count_sweeps(lemma); i++) json_array_append_new(sweeps, sweep(&lemma->sweeps[i]));
    json_t *out = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:f}", "schema", "lemmata-contract-1", "lemma",
                            registered->slug, "hypotheses", text(lemma->hypotheses), "domain", text(lemma->domain), "domain_length",
                            number(lemma->domain_length), "statements", statements, "controls", controls, "sweeps", sweeps, "rules",
                            rule_constants(), "rho", (double)LM_RHO);
    LM_ASSERT(out != NULL);
    return out;
}

char *lm_contract_text(const struct lm_registered *registered)
{
    json_t *contract = lm_contract(registered);
    char *out = json_dumps(contract, JSON_SORT_KEYS | JSON_COMPACT | JSON_REAL_PRECISION(17));
    json_decref(contract);
    LM_ASSERT(out != NULL);
    return out;
}

void lm_sha256_end(char out[65], struct sha256_ctx *context)
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

void lm_sha256_hex(char out[65], const void *data, size_t length)
{
    struct sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, length, data);
    lm_sha256_end(out, &context);
}

void lm_contract_hash(char out[65], const struct lm_registered *registered)
{
    char *canonical = lm_contract_text(registered);
    lm_sha256_hex(out, canonical, strlen(canonical));
    free(canonical);
}
