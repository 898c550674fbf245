/* `lemmata list` and `lemmata describe`: what can be audited, and by which contract. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

/* ---- list ---- */

static json_t *lemma_json(const struct lm_registered *registered)
{
    const struct lm_lemma *lemma = registered->lemma;
    json_t *statements = json_array(), *controls = json_array();
    for (size_t s = 0; s < lm_count_statements(lemma); s++) {
        const struct lm_statement *statement = &lemma->statements[s];
        json_array_append_new(statements,
                              json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", statement->name, "source", statement->source, "reads",
                                        statement->reads, "rule", lm_rule_name(statement->rule), "expect",
                                        lm_expectation_name(statement->expect)));
    }
    for (size_t c = 0; c < lm_count_controls(lemma); c++)
        json_array_append_new(controls,
                              json_pack("{s:s, s:s}", "name", lemma->controls[c].name, "breaks", lemma->controls[c].breaks));
    return json_pack("{s:s, s:s, s:o, s:o, s:o}", "slug", registered->slug, "title", lemma->title, "papers", lm_papers(lemma),
                     "statements", statements, "controls", controls);
}

int lm_command_list(struct lm_options *options)
{
    if (options->json) {
        json_t *all = json_array();
        for (size_t i = 0; i < lm_registry_size; i++) json_array_append_new(all, lemma_json(&lm_registry[i]));
        lm_status status = lm_cli_write_json(options->json, all);
        json_decref(all);
        return status == LM_OK ? LM_EXIT_EXPECTED : lm_cli_fail(status);
    }
    printf("%-24s %-12s %10s %8s  %s\n", "LEMMA", "PAPERS", "STATEMENTS", "CONTROLS", "TITLE");
    for (size_t i = 0; i < lm_registry_size; i++) {
        const struct lm_lemma *lemma = lm_registry[i].lemma;
        printf("%-24s %-12s %10zu %8zu  %s\n", lm_registry[i].slug, lemma->papers, lm_count_statements(lemma),
               lm_count_controls(lemma), lemma->title);
    }
    return LM_EXIT_EXPECTED;
}

/* ---- claims ---- */

/* "[forward-norm](forward-norm/README.md) (3 supported, 1 refuted)": the expected verdicts of one lemma, whose statements stand
 * together from `first` on. Returns where the next lemma begins. */
static size_t print_checks(const json_t *statements, size_t first)
{
    static const char *const verdicts[] = {"proved", "supported", "survived", "refuted"};
    const char *slug = json_string_value(json_object_get(json_array_get(statements, first), "lemma"));
    size_t count[4] = {0}, k = first;
    for (; k < json_array_size(statements); k++) {
        const json_t *one = json_array_get(statements, k);
        if (strcmp(json_string_value(json_object_get(one, "lemma")), slug) != 0) break;
        for (size_t v = 0; v < 4; v++) count[v] += strcmp(json_string_value(json_object_get(one, "expect")), verdicts[v]) == 0;
    }
    printf("%s[%s](%s/README.md) (", first > 0 ? ", " : "", slug, slug);
    const char *comma = "";
    for (size_t v = 0; v < 4; v++) {
        if (count[v] == 0) continue;
        printf("%s%zu %s", comma, count[v], verdicts[v]);
        comma = ", ";
    }
    putchar(')');
    return k;
}

/* A bar would end the cell of a table. */
static void print_cell(const char *text)
{
    for (; *text; text++) {
        if (*text == '|') putchar('\\');
        putchar(*text);
    }
}

static void print_claim(const json_t *claim)
{
    const json_t *statements = json_object_get(claim, "statements"), *reason = json_object_get(claim, "reason");
    printf("| %s | `", json_string_value(json_object_get(claim, "number")));
    print_cell(json_string_value(json_object_get(claim, "says")));
    printf("` | ");
    for (size_t k = 0; k < json_array_size(statements);) k = print_checks(statements, k);
    if (json_is_string(reason)) printf("%s%s", json_array_size(statements) > 0 ? ". " : "", json_string_value(reason));
    puts(" |");
}

int lm_command_claims(struct lm_options *options)
{
    json_t *claims = lm_claims(), *claim;
    lm_status status = LM_OK;
    size_t k;
    const char *paper = "";
    if (options->json) status = lm_cli_write_json(options->json, claims);
    if (!options->json)
        puts("# Index of claims\n\nEvery numbered statement of the four papers, the folder that checks it with the verdicts that "
             "its "
             "contract expects, or the reason\nwhy it cannot be checked. Printed by `lemmata claims`; what a run found stands in "
             "the "
             "`claims.html` of its report.");
    json_array_foreach(claims, k, claim)
    {
        const char *own = json_string_value(json_object_get(claim, "paper"));
        if (options->json) break;
        if (strcmp(own, paper) != 0)
            printf("\n## %s (%s)\n\n| number | says | checked by, or why not |\n|---|---|---|\n",
                   json_string_value(json_object_get(claim, "title")), own);
        print_claim(claim);
        paper = own;
    }
    json_decref(claims);
    return status == LM_OK ? LM_EXIT_EXPECTED : lm_cli_fail(status);
}

/* ---- describe ---- */

static void print_powers(const char *label, const struct lm_powers *p, const struct lm_sweep *sweep)
{
    char *text = lm_powers_text(p, sweep);
    printf("    %-11s %s\n", label, text);
    free(text);
}

static void print_statement(const struct lm_lemma *lemma, const struct lm_statement *s)
{
    const char *relation = s->side == LM_AT_MOST ? "at most" : "at least";
    printf("\n  %s (%s)\n    %-11s %s\n    %-11s %s\n", s->name, s->source, "reads", s->reads, "measures", s->measures);
    switch (s->rule) {
    case LM_RATE:
        if (s->constant > 0)
            printf("    %-11s %s %g times S (%a)\n", "rate", relation, s->constant, s->constant);
        else
            printf("    %-11s %s a constant times S; not calibrated yet\n", "rate", relation);
        print_powers("S", &s->bound, &lemma->sweeps[s->sweep]);
        break;
    case LM_EXPONENT:
        printf("    %-11s %g within %g\n", "exponent", s->exponent, s->tolerance);
        break;
    case LM_ORACLE:
        if (s->limits)
            printf("    %-11s the infinite-width value of each cell\n", "oracle");
        else
            printf("    %-11s %.17g (%a)\n", "oracle", s->constant, s->constant);
        print_powers("allowance", &s->bound, &lemma->sweeps[s->sweep]);
        break;
    case LM_PROOF:
        printf("    %-11s on every piece of the domain, by interval arithmetic\n", "proof");
        break;
    case LM_FREQUENCY:
        printf("    %-11s %s the bound but with probability %g\n", "frequency", relation, s->tolerance);
        print_powers("bound", &s->bound, &lemma->sweeps[s->sweep]);
        break;
    }
    if (lm_powers_given(&s->literal)) print_powers("literal", &s->literal, &lemma->sweeps[s->sweep]);
    printf("    %-11s %s\n    %-11s %s\n", "sweep", lemma->sweeps[s->sweep].name, "expected", lm_expectation_name(s->expect));
    if (s->note) printf("    %-11s %s\n", "note", s->note);
}

static void print_values(const char *label, const struct lm_axis_values *values)
{
    if (values->v[0] == 0) return;
    printf("    %-18s", label);
    for (size_t i = 0; i < LM_MAX_AXIS && values->v[i] != 0; i++) printf(" %.10g", values->v[i]);
    putchar('\n');
}

static void print_sweep(const struct lm_sweep *s)
{
    printf("\n  %s: along %s, with d = %zu, dx = %zu", s->name, lm_axis_symbol(s), s->d, s->dx);
    if (s->axis != LM_AXIS_WIDTH) printf(", m = %zu", s->m);
    if (s->axis != LM_AXIS_LENGTH) printf(", L = %d", s->L);
    if (s->eps_x > 0) printf(", eps_x = %g", s->eps_x);
    if (s->eps_x == 0 && s->axis != LM_AXIS_EPS_X) printf(", eps_x = 1/L");
    if (s->s > 0) printf(", s = %g", s->s);
    if (s->N > 0) printf(s->N < 1 ? ", N = %g m" : ", N = %g", s->N);
    if (s->delta > 0) printf(", delta = %g", s->delta);
    if (s->Delta > 0) printf(", Delta = %g", s->Delta);
    if (s->T > 0) printf(", T = %g", s->T);
    if (s->pieces) printf(", cut into pieces from %g on", s->begin);
    puts(s->paired ? ", the same networks at each point" : "");
    print_values("dense", &s->dense);
    print_values("implicit", &s->implicit);
    print_values("full, paper add", &s->full);
    print_values("smoke, implicit", &s->smoke);
    print_values("control, dense", &s->control_dense);
    print_values("control, implicit", &s->control_implicit);
    print_values("calibration", &s->calibration);
    print_values("mpfr", &s->mpfr);
    printf("    %-18s smoke %u, quick %u, full %u, paper %u\n", "replicates", s->replicates[LM_SMOKE], s->replicates[LM_QUICK],
           s->replicates[LM_FULL], s->replicates[LM_PAPER]);
    if (s->fit_from > 0) printf("    %-18s %.10g\n", "fit from", s->fit_from);
    if (s->fit_to > 0) printf("    %-18s %.10g\n", "fit to", s->fit_to);
}

static void print_control(const struct lm_lemma *lemma, const struct lm_control *control)
{
    unsigned concerned = control->refutes | control->compares;
    printf("\n  %s\n    %-11s %s\n    %-11s", control->name, "breaks", control->breaks, control->compares ? "compares" : "refutes");
    for (size_t s = 0; s < lm_count_statements(lemma); s++)
        if (concerned >> s & 1) printf(" %s", lemma->statements[s].name);
    putchar('\n');
}

static void print_contract(const struct lm_registered *registered)
{
    const struct lm_lemma *lemma = registered->lemma;
    char hash[65];
    lm_contract_hash(hash, registered);
    printf("%s: %s\n\npapers      %s\nhypotheses  %s\n", registered->slug, lemma->title, lemma->papers, lemma->hypotheses);
    if (lemma->domain_length > 0) printf("domain      L <= sqrt(m) / %g\n", lemma->domain_length);
    if (lemma->domain) printf("%-11s %s\n", lemma->domain_length > 0 ? "and" : "domain", lemma->domain);
    printf("\nStatements\n");
    for (size_t s = 0; s < lm_count_statements(lemma); s++) print_statement(lemma, &lemma->statements[s]);
    printf("\nControls\n");
    for (size_t c = 0; c < lm_count_controls(lemma); c++) print_control(lemma, &lemma->controls[c]);
    printf("\nGrid\n");
    for (size_t k = 0; k < lm_count_sweeps(lemma); k++) print_sweep(&lemma->sweeps[k]);
    printf("\ncontract sha256 %s\n", hash);
}

int lm_command_describe(struct lm_options *options)
{
    const struct lm_registered *lemma = lm_cli_lemma(options->names[0]);
    if (!lemma) return LM_EXIT_USAGE;
    if (!options->json) {
        print_contract(lemma);
        return LM_EXIT_EXPECTED;
    }
    char hash[65];
    lm_contract_hash(hash, lemma);
    json_t *out = json_pack("{s:o, s:s}", "contract", lm_contract(lemma), "sha256", hash);
    lm_status status = lm_cli_write_json(options->json, out);
    json_decref(out);
    return status == LM_OK ? LM_EXIT_EXPECTED : lm_cli_fail(status);
}
