/* What a lemma is: a constant description (the contract) and one trial.
 *
 * A folder lemmas/<slug>/ with a lemma.c that ends in LM_LEMMA(...) is all that a claim needs: the build finds it. */
#ifndef LEMMATA_LEMMA_H
#define LEMMATA_LEMMA_H

#include <lemmata/trial.h>

enum { LM_MAX_CONTROLS = 16, LM_MAX_SWEEPS = 12, LM_MAX_AXIS = 24 };

enum lm_profile { LM_SMOKE, LM_QUICK, LM_FULL, LM_PAPER, LM_PROFILES };

#define LM_RHO 100 /* rho = 100 L d log m (2019) */

/* A product of powers: factor m^m L^L d^d rho^rho (log m)^log_m (log(m/s))^log_m_s eps_x^eps_x s^s N^N delta^delta
 * Delta^Delta T^T x^x. */
struct lm_powers {
    double factor;      /* 0 means 1 */
    double m, L, d, rho, log_m, log_m_s, eps_x, s, N, delta, Delta, T, x;
};
double lm_powers_at(const struct lm_powers *powers, const struct lm_cell *cell);

/* By which rule a statement is judged (stats.h). */
enum lm_rule {
    LM_RATE,        /* rule R: |Q| <= C S (or >=) with S the bound's powers and a frozen constant */
    LM_EXPONENT,    /* two-sided: Q grows with exactly the exponent of the axis */
    LM_ORACLE,      /* two-sided: the mean of Q is the infinite-width value */
    LM_FREQUENCY,   /* an explicit bound holds with probability >= 1 - tolerated */
    LM_PROOF        /* Q >= 0 is a certified lower bound of the slack on a piece of the domain, Q < 0 a certified violation */
};
enum lm_side { LM_AT_MOST, LM_AT_LEAST };
enum lm_expectation { LM_EXPECT_SUPPORTED, LM_EXPECT_SURVIVED, LM_EXPECT_PROVED, LM_EXPECT_REFUTED };

struct lm_statement {
    const char *name;          /* kebab-case, unique in the lemma */
    const char *source;        /* paper and number */
    const char *reads;         /* the claim as a formula */
    const char *measures;      /* the statistic, one value per cell */
    enum lm_rule rule;
    enum lm_side side;         /* LM_RATE, LM_FREQUENCY */
    struct lm_powers bound;    /* LM_RATE: S, hidden logarithms included; LM_FREQUENCY: the explicit bound; LM_ORACLE: the allowance */
    double exponent;           /* LM_EXPONENT: of the axis of its sweep */
    double tolerance;          /* LM_EXPONENT: half width; LM_FREQUENCY: tolerated probability */
    double constant;           /* LM_RATE: frozen by `lemmata calibrate`; LM_ORACLE: the oracle value, unless `limits` */
    bool limits;               /* the trial gives the infinite-width value of each cell (lm_observe_with_limit): drawn; LM_ORACLE: the oracle */
    const char *limits_are;    /* what that value is where it is none of infinite width, e.g. "target"; NULL */
    struct lm_powers literal;  /* the printed bound with its hidden constants 1; all zero when there is none */
    struct lm_powers trivial;  /* what holds without proof: the literal bound says something where it is smaller */
    unsigned sweep;            /* index of the sweep that it is judged on */
    enum lm_expectation expect;
    const char *tournament;    /* the quantity that several papers bound, along the same axis; NULL: none */
    double scatter;            /* what the grid was designed for. LM_RATE, LM_EXPONENT: the sd of log Q over networks (within them
                                  where the sweep is paired), 0 means 0.4; LM_ORACLE: the sd of Q, 0: the allowance is half a variance */
    double slack;              /* LM_RATE: by how much the claimed exponent is known to be loose: that of Q/S (of S/Q), at most 0 */
    const char *note;          /* erratum or remark; may be NULL */
    const char *corrected;     /* LM_EXPECT_REFUTED: the statement of this lemma that holds in place of what is printed */
};

/* A hypothesis broken on purpose. The same rule with the same frozen constant must refute each statement named in `refutes`.
 * Or another network to compare with, which no rule judges: the report sets slope and spread of the statements named in `compares`
 * side by side. */
struct lm_control {
    const char *name;
    const char *breaks;        /* the hypothesis */
    struct lm_law law;
    int variant;               /* what a trial reads from its cell where the broken hypothesis is not one of the weights; 0: none */
    unsigned refutes;          /* LM_BIT(statement) | ... */
    unsigned compares;         /* likewise; run on the implicit cells of the claim */
};
#define LM_BIT(statement) (1u << (statement))

/* One axis of the grid: the field of the cell (trial.h) that a sweep varies. Claims about eps_x and delta speak of small values,
 * about all the others of large ones: rule R looks at that end. */
enum lm_axis {
    LM_AXIS_WIDTH,         /* m */
    LM_AXIS_LENGTH,        /* L */
    LM_AXIS_EPS_X,         /* eps_x */
    LM_AXIS_SPARSITY,      /* s */
    LM_AXIS_ROWS,          /* N */
    LM_AXIS_SEPARATION,    /* delta */
    LM_AXIS_PERTURBATION,  /* Delta: W' has ||W'|| = Delta/sqrt m */
    LM_AXIS_STEPS,         /* T: steps of training */
    LM_AXIS_VARIABLE       /* x: a variable of the lemma's own, which the sweep names */
};
struct lm_axis_values {
    double v[LM_MAX_AXIS];     /* ends at the first 0 */
};
struct lm_sweep {
    const char *name;
    enum lm_axis axis;
    struct lm_axis_values dense, implicit;       /* values of the axis, every profile but smoke */
    struct lm_axis_values full;                  /* implicit values that the profiles full and paper add */
    struct lm_axis_values smoke;                 /* implicit values of the profile smoke */
    struct lm_axis_values control_dense;         /* of controls whose law is not i.i.d. Gaussian, or of all */
    struct lm_axis_values control_implicit;      /* of the others; none: these are dense, too */
    struct lm_axis_values calibration;           /* of the kinds that the sweep has */
    unsigned replicates[LM_PROFILES];
    unsigned control_replicates[LM_PROFILES];
    unsigned calibration_replicates;
    struct lm_axis_values mpfr;                  /* dense values that are also run in MPFR, `mpfr_replicates` each */
    unsigned mpfr_replicates;
    double fit_from, fit_to;                     /* the fit window on the axis; 0: no end */
    size_t m;                                    /* held fixed where the axis is not the width */
    int L;                                       /* likewise the length */
    size_t d, dx;
    double eps_x;                                /* 0: 1/L */
    double s, N, delta, Delta, T;                /* 0: the lemma has none; below 1, N is a fraction of m */
    const char *variable;                        /* LM_AXIS_VARIABLE: its symbol */
    bool falls;                                  /* likewise: the claim speaks of small values */
    bool pieces;                                 /* likewise: the values are the right ends of adjacent pieces of a domain that */
    double begin;                                /* begins here (LM_PROOF) */
    bool linear;                                 /* likewise: figures draw it on a linear scale, as they do pieces */
    bool paired;                                 /* the points of an axis other than the width share their networks; slopes are
                                                    then fitted within networks */
};

/* The grid of a statement about growth in m, where a lemma has no reason for another: dense and implicit W side by side where
 * both serve, ten
 * octaves of m beyond the constants' calibration, rounding at the smallest widths. Replicates, controls and what is held fixed
 * are the lemma's. */
#define LM_WIDTH_GRID                                                                                                      \
    .name = "width", .axis = LM_AXIS_WIDTH, .dense = {{128, 256, 512, 1024, 2048}},                                        \
    .implicit = {{512, 1024, 2048, 4096, 16384, 65536, 262144, 1048576}}, .full = {{4194304, 10000000}},                   \
    .smoke = {{1024, 4096, 16384}}, .control_dense = {{724, 1024, 1448, 2048}}, .calibration = {{1024, 2048}},             \
    .mpfr = {{128, 256}}, .mpfr_replicates = 3

struct lm_lemma {
    const char *title;
    const char *papers;                          /* e.g. "2018 2019": labels of ctest */
    const char *hypotheses;
    struct lm_statement statements[LM_MAX_STATEMENTS];    /* end at the first without a name */
    struct lm_control controls[LM_MAX_CONTROLS];
    struct lm_sweep sweeps[LM_MAX_SWEEPS];
    double domain_length;                        /* a cell is in its domain iff L <= sqrt(m) / domain_length; 0: always */
    const char *domain;                          /* what else `admits` asks of a cell, as a formula; may be NULL */
    bool (*admits)(const struct lm_cell *cell);  /* whether a cell, and the user's own inputs in it (cell->given), meet the
                                                    hypotheses; NULL: any do */
    void (*vectors)(const struct lm_cell *cell, size_t *right, size_t *left);   /* how many vectors meet W and W' in a trial */
    double (*steps)(const struct lm_cell *cell);  /* steps of training in a trial, each of which meets them anew; NULL: none */
    void (*trial)(const struct lm_cell *cell, struct lm_trial *t);              /* observes one value per statement */
};

/* Ends a lemma.c: LM_LEMMA(forward_norm, .title = ..., .trial = trial). The identifier is the slug with underscores. */
#define LM_LEMMA(identifier, ...) const struct lm_lemma lm_lemma_##identifier = {__VA_ARGS__}

#endif
