/* How a run is written down. Knows the report (JSON, reports/report.schema.json) and nothing of networks or lemmas. */
#ifndef LEMMATA_REPORT_H
#define LEMMATA_REPORT_H

#include <jansson.h>
#include <lemmata/status.h>
#include <stdbool.h>

/* The gnuplot script of a lemma's figure. */
struct lm_figure_source {
    const char *slug, *script;
};

/* Writes into `dir`: report.json and its schema, report.md, report.csv, junit.xml, witnesses/, figures/ (data, script, SVG, PDF,
 * PNG) and index.html. Yesterday's report is removed first; each file is written under a temporary name and renamed. The same
 * report gives the same bytes (PDF excepted: gnuplot dates it). Without gnuplot the figures are missing, the page says so, and
 * *figures_drawn is false. LM_EIO where a file cannot be written, and where gnuplot failed on a figure: the pages are then there,
 * the figure is not. LM_EFORMAT for a report of another schema, or with a name that is not fit to name a file. */
LM_WARN_UNUSED lm_status lm_report_write(const char *dir, const json_t *report, const struct lm_figure_source *figures,
                                         size_t figure_count, bool *figures_drawn);

/* Writes text to `path` by way of a temporary name; LM_EIO names the path and the reason. */
LM_WARN_UNUSED lm_status lm_write_file(const char *path, const char *text, size_t length);

#endif
