/* Inside the figures: a panel, from the points of its series to the frame that they need. */
#ifndef LEMMATA_FIGURES_INTERNAL_H
#define LEMMATA_FIGURES_INTERNAL_H

#include "reports_internal.h"

/* What was measured of a claim at one place of the axis. */
struct lm_point {
    double x, n, median, bound, limit; /* limit: the value at infinite width, the mean over all networks at x */
    bool in_domain, in_window;
};
struct lm_points {
    struct lm_point *v; /* dense and implicit together, by x */
    size_t count;
};

struct lm_panel {
    const json_t *statement, *measured;
    struct lm_points points;
    bool linear, at_least, proof;
    bool pieces;  /* a domain in pieces, which begins at .. */
    double begin; /* .. this */
    bool x_linear, x_decimal; /* neither: powers of two */
    double xmin, xmax, ymin, ymax;
    double claim_x[2], claim_y[2]; /* the ends of the line that is claimed; NaN where none is drawn */
    bool claim_logarithms;         /* whether they bend it */
    struct lm_text *data, *numbers;
    char prefix[64];
    int entries; /* in its key */
    int further; /* blocks of its data behind those that every panel has */
};

void lm_points_take(struct lm_points *out, const json_t *statement);
/* Fills in all of a panel from its statement, but what is written. */
void lm_panel_measure(struct lm_panel *panel, const json_t *statement);
/* Whether a series is that of the claim, of a control that must refute it, or of a network that it is compared with; what other
 * controls do to this statement says nothing about it. */
bool lm_panel_draws(const json_t *statement, const json_t *series);
bool lm_is_comparison(const json_t *statement, const json_t *series);
/* The range of a series: of its medians, or of all that is drawn of a claim. */
void lm_panel_extend(const struct lm_panel *panel, const json_t *series, bool spread, double *low, double *high);
/* S at a point under a rate rule over the power of x in it: the hidden logarithms, up to one factor for all points; else 1. */
double lm_logarithms_at(const json_t *statement, const struct lm_point *p);
/* Between these the rule of a statement lets Q be; NaN where there is no such side. */
void lm_limit_at(const json_t *statement, const struct lm_point *p, double *lower, double *upper);

#endif
