/* Tables of numbers in files: CSV, or NPY as numpy.save writes it. */
#ifndef LEMMATA_TABLE_H
#define LEMMATA_TABLE_H

#include <lemmata/status.h>
#include <stdbool.h>
#include <stddef.h>

struct lm_table {
    size_t rows, cols;
    double *x;        /* row by row */
    size_t *line;     /* the row as the user sees it: a line of the CSV file, or a row of the array */
};

/* Reads a CSV file (a header line without numbers is allowed, # begins a comment) or a two-dimensional NPY array ('<f8' or '<f4').
 * All numbers are finite and all rows equally long. The error names file, row and column. To be cleared. */
LM_WARN_UNUSED lm_status lm_table_read(struct lm_table *out, const char *path);
void lm_table_clear(struct lm_table *table);
/* Writes rows x cols numbers, row by row, as numpy.load reads them ('<f8'). */
LM_WARN_UNUSED lm_status lm_table_write(const char *path, const double *x, size_t rows, size_t cols);

#endif
