/* Inside the judge: the cells of a lemma, samples of them, and what a rule finds in a sample. */
#ifndef LEMMATA_JUDGE_INTERNAL_H
#define LEMMATA_JUDGE_INTERNAL_H

#include <lemmata/judge.h>
#include <lemmata/stats.h>
#include <math.h>

/* Those of math.h are floats, and clang asks about each promotion. */
#define LM_NAN ((double)NAN)
#define LM_INFINITY ((double)INFINITY)

/* lm_judge for given lemmas instead of the registered ones, in any order. */
LM_WARN_UNUSED lm_status lm_judge_lemmas(json_t **report, const struct lm_cells *cells, const struct lm_registered *const *lemmas,
                                         size_t count);

/* ---- Cells ---- */

/* One line of cells.jsonl, from which it borrows. */
struct lm_judge_cell {
    const json_t *line, *values, *bounds, *limits;
    const char *key, *message;
    unsigned sweep;
    int control; /* index, or -1 for the claim itself */
    enum lm_kind kind;
    int bits;
    double x; /* on the axis of its sweep */
    size_t m, d;
    int L;
    uint64_t network;
    double eps_x, seconds;
    bool in_domain, ok;
};

/* A lemma and its cells of this run. */
struct lm_judge_case {
    const struct lm_registered *registered;
    const struct lm_lemma *lemma;
    const char *contract, *version; /* as run.json has them */
    const json_t *missing;          /* cells of the grid that the run lacks: {"claim" or control: number}; may be NULL */
    bool own_inputs, own_weights;   /* the run was on the user's sequences, networks */
    struct lm_judge_cell *cells;
    size_t count;
    json_t *witnesses; /* of the whole report; borrowed */
};

/* The lines of `registered`; LM_EFORMAT names the cell that is not one of this lemma. To be cleared also after an error. */
LM_WARN_UNUSED lm_status lm_judge_case_open(struct lm_judge_case *out, const struct lm_registered *registered,
                                            const struct lm_cells *cells);
void lm_judge_case_clear(struct lm_judge_case *of);

/* What the cell observed for statement s; false when it did not. The value may be infinite or NaN. */
bool lm_judge_value(const struct lm_judge_cell *cell, unsigned s, double *value);
double lm_judge_bound(const struct lm_judge_cell *cell, unsigned s);
double lm_judge_limit(const struct lm_judge_cell *cell, unsigned s); /* NaN when the trial gave none */

/* ---- Samples ---- */

/* The values on which a statement is judged: those of the claim or of one control, in the domain and in the fit window. */
struct lm_sample {
    const struct lm_judge_case *of;
    unsigned s;
    int control;
    const struct lm_judge_cell **cells;
    double *x, *value, *bound, *limit;
    uint64_t *network; /* NULL where the points of the axis have networks of their own */
    size_t n;
    size_t lines; /* all cells of this sweep and control, judged or not */
    size_t out_of_domain, out_of_window, failed, missing;
    bool calibrated_elsewhere; /* some cell has another L, d or eps_x than the contract */
    const char *failure;       /* the message of the first cell that failed */
};
void lm_sample_take(struct lm_sample *out, const struct lm_judge_case *of, unsigned s, int control);
void lm_sample_free(struct lm_sample *sample);
const struct lm_statement *lm_sample_statement(const struct lm_sample *sample);
const struct lm_sweep *lm_sample_sweep(const struct lm_sample *sample);

/* Whether the asymptotic end of the axis is the smallest value, and that end in words: "the largest m". */
bool lm_sample_falls(const struct lm_sample *sample);

/* How bad each value is, by the measure of its statement's rule: under LM_RATE the ratio that rule R tests. */
void lm_sample_scores(double *out, const struct lm_sample *sample);
/* The index of the worst value. Requires: n > 0. */
size_t lm_sample_worst(const struct lm_sample *sample);

/* ---- Findings ---- */

/* What the rule of a statement says of a sample. Numbers are of Q and Q/S whatever the side; NaN where the rule has none. */
struct lm_proof_test {
    size_t pieces, proved, violations;
    double smallest, at; /* the smallest certified slack, or the worst violation, and where */
};
struct lm_finding {
    enum lm_decision decision;
    bool calibrated;
    union { /* the test of the statement's rule; not filled unless calibrated */
        struct lm_rate_test rate;
        struct lm_exponent_test exponent;
        struct lm_oracle_test oracle;
        struct lm_frequency_test frequency;
        struct lm_proof_test proof;
    } test;
    double at; /* the asymptotic end of the axis */
    size_t at_n;
    double median, limit;  /* of Q/S at the largest x, and what it must not pass */
    struct lm_slope slope; /* of Q */
};
void lm_find(struct lm_finding *out, const struct lm_sample *sample);

/* The exponent of Q on the axis of its sweep that the contract claims; NaN where the rule claims none. */
double lm_claimed_exponent(const struct lm_lemma *lemma, const struct lm_statement *statement);

/* ---- Words: new strings ---- */
char *lm_reason(const struct lm_sample *sample, const struct lm_finding *finding);
char *lm_rule_text(const struct lm_lemma *lemma, const struct lm_statement *statement);
char *lm_domain_text(const struct lm_lemma *lemma);
const char *lm_axis_end(const struct lm_sweep *sweep); /* "largest" or "smallest" */

/* ---- JSON: new references; null where there is no finite number ---- */
json_t *lm_json_number(double x);
json_t *lm_json_on_axis(double x); /* as an integer where it is one: a width, not an eps_x */
json_t *lm_json_hex(double x);   /* "0x1.8p+1", "inf", "nan" */
json_t *lm_json_text(const char *text);
void lm_json_put(json_t *object, const char *key, json_t *value); /* steals value */

json_t *lm_judge_comparisons(const struct lm_judge_case *of, unsigned s);
json_t *lm_judge_statement(const struct lm_judge_case *of, unsigned s);
/* Adds the witness of cell k of the sample to the report, and its file and the command that replays it to `out`. */
void lm_judge_witness(json_t *out, const struct lm_sample *sample, size_t k, const char *judged);
json_t *lm_judge_series(const struct lm_judge_case *of, unsigned s);
json_t *lm_judge_agreement(const struct lm_judge_case *of, unsigned s);
json_t *lm_judge_rounding(const struct lm_judge_case *of, unsigned s);

#endif
