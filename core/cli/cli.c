/* The command `lemmata`: finds the subcommand, reads its options, runs it, and turns what happened into an exit status. */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int lm_cli_fail(lm_status status)
{
    fflush(stdout);
    fprintf(stderr, "lemmata: %s\n", lm_error_message());
    switch (status) {
    case LM_EINTERRUPTED:
        return LM_EXIT_INTERRUPTED;
    case LM_EINTERNAL:
        return LM_EXIT_INTERNAL;
    case LM_ECONVERGE:
        return LM_EXIT_INCONCLUSIVE;
    case LM_OK:
    case LM_EINVAL:
    case LM_EIO:
    case LM_ENOMEM:
    case LM_EFORMAT:
        break;
    }
    return LM_EXIT_USAGE;
}

static void print_help(void)
{
    printf("lemmata audits theorems about randomly initialised recurrent networks.\n\nUsage: lemmata COMMAND [ARGUMENT...] "
           "[OPTION...]\n\n");
    for (const struct lm_command *c = lm_commands; c->name; c++) {
        char left[32];
        snprintf(left, sizeof left, "%s %s", c->name, c->arguments);
        printf("  %-22s %s\n", left, c->summary);
    }
    printf("\n'lemmata COMMAND --help' shows options and examples; 'lemmata audit' audits everything.\n"
           "Exit status: 0 every verdict as expected, 1 otherwise, 2 usage, 3 inconclusive, 70 internal error, 130 interrupted.\n");
}

static const struct lm_command *find_command(const char *name)
{
    for (const struct lm_command *c = lm_commands; c->name; c++)
        if (strcmp(c->name, name) == 0) return c;
    lm_status status = lm_error(LM_EINVAL, "there is no %s '%s'; see lemmata --help", *name == '-' ? "option" : "command", name);
    lm_cli_fail(status);
    return NULL;
}

static struct lm_options defaults(void)
{
    const char *no_color = getenv("NO_COLOR"); /* no-color.org: set and not empty */
    bool plain = no_color && *no_color;
    return (struct lm_options){.request = {.profile = LM_QUICK, .seed = 1, .shard = 1, .shards = 1, .color = !plain}};
}

static int run_command(const struct lm_command *command, int argc, char **argv)
{
    struct lm_options options = defaults();
    lm_status status = lm_options_parse(&options, command, argc, argv);
    if (status != LM_OK) return lm_cli_fail(status);
    if (options.help) {
        lm_options_help(command);
        return LM_EXIT_EXPECTED;
    }
    return command->run(&options);
}

static bool is_help(const char *name)
{
    return strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0;
}

static int dispatch(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (*name == '\0') {
        print_help();
        return LM_EXIT_USAGE; /* nothing was executed */
    }
    bool help = is_help(name);
    if (help && (argc == 2 || is_help(argv[2]))) {
        print_help();
        return LM_EXIT_EXPECTED;
    }
    if (strcmp(name, "--version") == 0) {
        lm_cli_print_versions();
        return LM_EXIT_EXPECTED;
    }
    const struct lm_command *command = find_command(help ? argv[2] : name);
    if (!command) return LM_EXIT_USAGE;
    if (help) {
        lm_options_help(command);
        return LM_EXIT_EXPECTED;
    }
    return run_command(command, argc - 1, argv + 1);
}

int lm_cli_main(int argc, char **argv)
{
    int status = dispatch(argc, argv);
    /* A full disk shows only when the last of the output leaves the buffer. */
    if (fflush(stdout) != 0 || ferror(stdout)) return lm_cli_fail(lm_error(LM_EIO, "standard output: %s", strerror(errno)));
    return status;
}
