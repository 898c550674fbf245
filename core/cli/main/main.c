#include "../cli.h"

int main(int argc, char **argv)
{
    lm_blas_guard(argv);
    return lm_cli_main(argc, argv);
}
