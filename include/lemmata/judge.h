/* Verdicts, from the cells of a run alone. */
#ifndef LEMMATA_JUDGE_H
#define LEMMATA_JUDGE_H

#include <lemmata/audit.h>

/* The report (reports/report.schema.json) of a run, from its cells alone. New reference. */
LM_WARN_UNUSED lm_status lm_judge(json_t **report, const struct lm_cells *cells);
/* 0 every verdict as expected, 1 some other, 3 none other but some inconclusive. */
int lm_report_exit_status(const json_t *report);

/* The smallest width from which on the literal bound is below the trivial one, all else as in the cell: its log10. False when there
 * is no literal bound, or when it never is. */
bool lm_first_informative_width(double *log10_m, const struct lm_statement *statement, const struct lm_cell *cell);

#endif
