/* The index of claims: lemmas/claims.json names every numbered statement of the papers, and the sources of the statements of lemmas
 * tell which of them check it. */
#include "audit_internal.h"
#include <ctype.h>
#include <string.h>

extern const char lm_text_claims[];

/* "2019 Lemma B.1 (a)" is in "2018 equation (4.1); 2019 Lemma B.1 (a), sharp"; "2019 Theorem 1" is not in "2019 Theorem 12". */
static bool names(const char *source, const char *key)
{
    size_t length = strlen(key);
    for (const char *at = source; (at = strstr(at, key)) != NULL; at += length)
        if (!isalnum((unsigned char)at[length]) && !(at[length] == '.' && isalnum((unsigned char)at[length + 1]))) return true;
    return false;
}

bool lm_claim_has_source(const json_t *claim, const char *source)
{
    size_t k;
    json_t *also;
    json_array_foreach(json_object_get(claim, "also"), k, also)
    {
        if (strcmp(source, json_string_value(also)) == 0) return true;
    }
    return names(source, json_string_value(json_object_get(claim, "source")));
}

static json_t *statements_of(const json_t *claim)
{
    json_t *out = json_array();
    for (size_t i = 0; i < lm_registry_size; i++)
        for (size_t s = 0; s < lm_count_statements(lm_registry[i].lemma); s++) {
            const struct lm_statement *statement = &lm_registry[i].lemma->statements[s];
            if (lm_claim_has_source(claim, statement->source))
                json_array_append_new(out, json_pack("{s:s, s:s, s:s}", "lemma", lm_registry[i].slug, "name", statement->name,
                                                     "expect", lm_expectation_name(statement->expect)));
        }
    return out;
}

static json_t *claim_of(const json_t *paper, const json_t *given)
{
    const char *name = json_string_value(json_object_get(paper, "paper")),
               *number = json_string_value(json_object_get(given, "number"));
    json_t *also = json_object_get(given, "also"), *reason = json_object_get(given, "reason");
    json_t *claim =
        json_pack("{s:s, s:O, s:s, s:O, s:o, s:o, s:o}", "paper", name, "title", json_object_get(paper, "title"), "number", number,
                  "says", json_object_get(given, "says"), "reason", reason ? json_incref(reason) : json_null(), "source",
                  json_sprintf("%s %s", name, number), "also", also ? json_incref(also) : json_array());
    LM_ASSERT(claim != NULL); /* every field that must be there is: a test reads them all */
    json_object_set_new(claim, "statements", statements_of(claim));
    return claim;
}

json_t *lm_claims(void)
{
    json_t *papers = json_loads(lm_text_claims, 0, NULL), *out = json_array();
    LM_ASSERT(papers != NULL);
    for (size_t p = 0; p < json_array_size(papers); p++) {
        const json_t *paper = json_array_get(papers, p), *claims = json_object_get(paper, "claims");
        for (size_t k = 0; k < json_array_size(claims); k++)
            LM_ASSERT(json_array_append_new(out, claim_of(paper, json_array_get(claims, k))) == 0);
    }
    json_decref(papers);
    return out;
}
