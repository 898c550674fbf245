/* Assertions that say what was observed, and a main for CUnit programs.
 *
 * CUnit's own runner returns 0 when assertions failed and when nothing ran; check_main returns 1 in both cases. */
#ifndef LEMMATA_CHECK_H
#define LEMMATA_CHECK_H

#include <CUnit/Basic.h>
#include <stdbool.h>
#include <stddef.h>

struct check_test {
    const char *name;
    void (*run)(void);
};

/* Runs the tests named on the command line, or all; `--list` prints their names. Ends at the first test without a name. */
int check_main(int argc, char **argv, const char *suite, const struct check_test *tests);

#define CHECK(condition) check_that((condition), #condition, __FILE__, __LINE__)
/* |observed - expected| <= bound; NaN never passes. */
#define CHECK_NEAR(observed, expected, bound) check_near(observed, expected, bound, #observed, __FILE__, __LINE__)
#define CHECK_BELOW(observed, bound) check_order(observed, bound, #observed " <= " #bound, __FILE__, __LINE__)
#define CHECK_ABOVE(observed, bound) check_order(bound, observed, #observed " >= " #bound, __FILE__, __LINE__)
#define CHECK_SIZE(observed, expected) check_size(observed, expected, #observed, __FILE__, __LINE__)
#define CHECK_TEXT(observed, expected) check_text(observed, expected, #observed, __FILE__, __LINE__)

bool check_that(bool condition, const char *text, const char *file, int line);
bool check_near(double observed, double expected, double bound, const char *text, const char *file, int line);
bool check_order(double small, double large, const char *text, const char *file, int line);
bool check_size(size_t observed, size_t expected, const char *text, const char *file, int line);
bool check_text(const char *observed, const char *expected, const char *text, const char *file, int line);

/* The largest number of successes in n trials that has probability at least alpha of being reached or passed when each succeeds
 * with
 * probability p: asserting `count <= check_binomial_upper(n, p, alpha)` raises a false alarm with probability below alpha. */
size_t check_binomial_upper(size_t n, double p, double alpha);
/* Likewise from below: `count >= check_binomial_lower(n, p, alpha)`. */
size_t check_binomial_lower(size_t n, double p, double alpha);

#endif
