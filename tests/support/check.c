#include "check.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool report(bool passed, const char *message, const char *file, int line)
{
    if (!passed) fprintf(stderr, "%s:%d: %s\n", file, line, message);
    CU_assertImplementation(passed, (unsigned)line, message, file, "", CU_FALSE);
    return passed;
}

bool check_that(bool condition, const char *text, const char *file, int line)
{
    return report(condition, text, file, line);
}

bool check_near(double observed, double expected, double bound, const char *text, const char *file, int line)
{
    char message[512];
    snprintf(message, sizeof message, "%s is %.17g, expected %.17g within %.3g (off by %.3g)", text, observed, expected, bound,
             fabs(observed - expected));
    return report(fabs(observed - expected) <= bound || observed == expected, message, file, line);
}

bool check_order(double small, double large, const char *text, const char *file, int line)
{
    char message[512];
    snprintf(message, sizeof message, "%s, but %.17g > %.17g", text, small, large);
    return report(small <= large, message, file, line);
}

bool check_size(size_t observed, size_t expected, const char *text, const char *file, int line)
{
    char message[512];
    snprintf(message, sizeof message, "%s is %zu, expected %zu", text, observed, expected);
    return report(observed == expected, message, file, line);
}

bool check_text(const char *observed, const char *expected, const char *text, const char *file, int line)
{
    char message[1024];
    snprintf(message, sizeof message, "%s is \"%s\", expected \"%s\"", text, observed ? observed : "(null)", expected);
    return report(observed && strcmp(observed, expected) == 0, message, file, line);
}

size_t check_binomial_upper(size_t n, double p, double alpha)
{
    unsigned k = 0;
    while (k < n && gsl_cdf_binomial_Q(k, p, (unsigned)n) >= alpha) k++;
    return k;
}

size_t check_binomial_lower(size_t n, double p, double alpha)
{
    unsigned k = 0;
    while (k < n && gsl_cdf_binomial_P(k, p, (unsigned)n) < alpha) k++;
    return k;
}

static bool asked(int argc, char **argv, const char *name)
{
    for (int a = 1; a < argc; a++)
        if (strcmp(argv[a], name) == 0) return true;
    return argc < 2;
}

int check_main(int argc, char **argv, const char *suite_name, const struct check_test *tests)
{
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        for (; tests->name; tests++) puts(tests->name);
        return 0;
    }
    gsl_set_error_handler_off(); /* as in the program: a domain error of GSL is a NaN, not an abort */
    if (CU_initialize_registry() != CUE_SUCCESS) return 1;
    CU_pSuite suite = CU_add_suite(suite_name, NULL, NULL);
    for (; suite && tests->name; tests++)
        if (asked(argc, argv, tests->name)) CU_add_test(suite, tests->name, tests->run);
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    bool passed = CU_get_number_of_tests_run() > 0 && CU_get_number_of_failures() == 0 && CU_get_number_of_asserts() > 0;
    CU_cleanup_registry();
    return passed ? 0 : 1;
}
