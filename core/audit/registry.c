#include "audit_internal.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *lm_version(void)
{
    return LEMMATA_VERSION;
}

const char *lm_profile_name(enum lm_profile profile)
{
    static const char *const names[LM_PROFILES] = {"smoke", "quick", "full", "paper"};
    return names[profile];
}

const char *lm_kind_name(enum lm_kind kind)
{
    return kind == LM_DENSE ? "dense" : "implicit";
}

double lm_seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Levenshtein's distance, one row of the table at a time. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t columns = strlen(b) + 1;
    size_t *row = lm_xmalloc(columns * sizeof *row);
    for (size_t j = 0; j < columns; j++) row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j < columns; j++) {
            size_t above = row[j];
            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    size_t distance = row[columns - 1];
    free(row);
    return distance;
}

const struct lm_registered *lm_find_lemma(const char *slug, const char **nearest)
{
    size_t closest = SIZE_MAX;
    if (nearest) *nearest = NULL;
    for (size_t i = 0; i < lm_registry_size; i++) {
        size_t distance = edit_distance(slug, lm_registry[i].slug);
        if (distance == 0) return &lm_registry[i];
        if (nearest && distance < closest) {
            closest = distance;
            *nearest = lm_registry[i].slug;
        }
    }
    return NULL;
}

size_t lm_count_statements(const struct lm_lemma *lemma)
{
    size_t n = 0;
    while (n < LM_MAX_STATEMENTS && lemma->statements[n].name) n++;
    return n;
}

size_t lm_count_controls(const struct lm_lemma *lemma)
{
    size_t n = 0;
    while (n < LM_MAX_CONTROLS && lemma->controls[n].name) n++;
    return n;
}

size_t lm_count_sweeps(const struct lm_lemma *lemma)
{
    size_t n = 0;
    while (n < LM_MAX_SWEEPS && lemma->sweeps[n].name) n++;
    return n;
}

const char *lm_rule_name(enum lm_rule rule)
{
    static const char *const names[] = {
        [LM_RATE] = "rate", [LM_EXPONENT] = "exponent", [LM_ORACLE] = "oracle", [LM_FREQUENCY] = "frequency", [LM_PROOF] = "proof"};
    return names[rule];
}

const char *lm_expectation_name(enum lm_expectation expectation)
{
    static const char *const names[] = {[LM_EXPECT_SUPPORTED] = "supported",
                                        [LM_EXPECT_SURVIVED] = "survived",
                                        [LM_EXPECT_PROVED] = "proved",
                                        [LM_EXPECT_REFUTED] = "refuted"};
    return names[expectation];
}

json_t *lm_papers(const struct lm_lemma *lemma)
{
    json_t *out = json_array();
    for (const char *text = lemma->papers ? lemma->papers : ""; *text;) {
        size_t length = strcspn(text, " ");
        if (length > 0) LM_ASSERT(json_array_append_new(out, json_stringn(text, length)) == 0);
        text += length + (text[length] == ' ');
    }
    return out;
}
