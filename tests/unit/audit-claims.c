/* The index of claims is whole: every row is checked or says why not, and every statement that a lemma checks has a row. */
#include "check.h"

#include <lemmata/audit.h>
#include <stdio.h>
#include <string.h>

static const char *text(const json_t *claim, const char *key)
{
    const char *s = json_string_value(json_object_get(claim, key));
    return s ? s : "";
}

static void rows_are_checked_or_say_why_not(void)
{
    json_t *claims = lm_claims(), *claim;
    size_t k;
    json_array_foreach(claims, k, claim)
    {
        bool checked = json_array_size(json_object_get(claim, "statements")) > 0, reason = *text(claim, "reason") != '\0';
        if (!checked && !reason) printf("%s: no statement, no reason\n", text(claim, "source"));
        CHECK(checked || reason);
        CHECK(*text(claim, "number") && *text(claim, "says") && *text(claim, "title"));
    }
    CHECK(json_array_size(claims) > 100);
    json_decref(claims);
}

static bool has_row(const json_t *claims, const char *source)
{
    for (size_t k = 0; k < json_array_size(claims); k++)
        if (lm_claim_has_source(json_array_get(claims, k), source)) return true;
    return false;
}

static void statements_have_rows(void)
{
    json_t *claims = lm_claims();
    for (size_t i = 0; i < lm_registry_size; i++)
        for (size_t s = 0; s < lm_count_statements(lm_registry[i].lemma); s++) {
            const struct lm_statement *statement = &lm_registry[i].lemma->statements[s];
            bool there = has_row(claims, statement->source);
            if (!there) printf("%s, %s: no row for \"%s\"\n", lm_registry[i].slug, statement->name, statement->source);
            CHECK(there);
        }
    json_decref(claims);
}

static void names_are_whole(void)
{
    json_t *claim = json_pack("{s:s, s:[s]}", "source", "2019 Theorem 1", "also", "2019 section 7");
    CHECK(lm_claim_has_source(claim, "2018 Theorem 2; 2019 Theorem 1, in m"));
    CHECK(lm_claim_has_source(claim, "2019 section 7"));
    CHECK(!lm_claim_has_source(claim, "2019 Theorem 12"));
    CHECK(!lm_claim_has_source(claim, "2019 Theorem 1.2"));
    CHECK(!lm_claim_has_source(claim, "2019 section 7, another identity"));
    json_decref(claim);
}

/* What is false as printed says why, and the statement that holds instead is one of the same lemma that is not expected to fail. */
static void errata_are_explained(void)
{
    for (size_t i = 0; i < lm_registry_size; i++) {
        const struct lm_lemma *lemma = lm_registry[i].lemma;
        for (size_t s = 0; s < lm_count_statements(lemma); s++) {
            const struct lm_statement *statement = &lemma->statements[s];
            bool erratum = statement->expect == LM_EXPECT_REFUTED, found = !erratum && !statement->corrected;
            if (erratum && !statement->note) printf("%s, %s: no note\n", lm_registry[i].slug, statement->name);
            CHECK(!erratum || statement->note);
            for (size_t c = 0; c < lm_count_statements(lemma) && !found && statement->corrected; c++)
                found = strcmp(lemma->statements[c].name, statement->corrected) == 0 &&
                        lemma->statements[c].expect != LM_EXPECT_REFUTED;
            if (!found)
                printf("%s, %s: no statement \"%s\"\n", lm_registry[i].slug, statement->name,
                       statement->corrected ? statement->corrected : "corrected");
            CHECK(found && (erratum || !statement->corrected));
        }
    }
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {{"rows-are-checked-or-say-why-not", rows_are_checked_or_say_why_not},
                                              {"statements-have-rows", statements_have_rows},
                                              {"names-are-whole", names_are_whole},
                                              {"errata-are-explained", errata_are_explained},
                                              {NULL, NULL}};
    return check_main(argc, argv, "claims", tests);
}
