#include "../cli.h"

#include <gsl/gsl_errno.h>
#include <lemmata/num.h>

int main(int argc, char **argv)
{
    lm_blas_guard(argv);
    gsl_set_error_handler_off(); /* a domain error of GSL is a NaN, which no rule lets pass, and not an abort that loses the run */
    return lm_cli_main(argc, argv);
}
