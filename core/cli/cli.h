/* Inside core/cli: what the subcommands of `lemmata` share. */
#ifndef LEMMATA_CLI_H
#define LEMMATA_CLI_H

#include <lemmata/judge.h>
#include <lemmata/report.h>
#include <stdio.h>

/* What the shell is told. */
enum lm_exit {
    LM_EXIT_EXPECTED = 0,        /* every verdict as expected */
    LM_EXIT_UNEXPECTED = 1,
    LM_EXIT_USAGE = 2,           /* whatever the user can mend */
    LM_EXIT_INCONCLUSIVE = 3,
    LM_EXIT_INTERNAL = 70,
    LM_EXIT_INTERRUPTED = 130
};

int lm_cli_main(int argc, char **argv);

enum { LM_PATH_SIZE = 4096, LM_LARGEST_WIDTH = (1 << 28) - 1 };

/* ---- Options ---- */

enum lm_option_id {
    LM_OPTION_WIDTHS, LM_OPTION_SEEDS, LM_OPTION_SEED, LM_OPTION_PROFILE, LM_OPTION_PRECISION, LM_OPTION_LENGTH, LM_OPTION_OUTPUTS,
    LM_OPTION_INPUTS, LM_OPTION_NORMALISE, LM_OPTION_WEIGHTS, LM_OPTION_OUT, LM_OPTION_RESUME, LM_OPTION_SHARD, LM_OPTION_JOBS, LM_OPTION_MEMORY,
    LM_OPTION_DRY_RUN, LM_OPTION_JSON, LM_OPTION_QUIET, LM_OPTION_HELP, LM_OPTIONS
};

struct lm_options {
    struct lm_request request;
    bool precision_given;
    int precision;               /* bits, 0: double */
    const char *json;            /* a path, "-" for standard output, or NULL */
    bool dry_run, help;
    char **names;                /* the arguments that are not options */
    size_t name_count;
};

struct lm_command {
    const char *name, *arguments, *summary, *about, *examples;
    unsigned options;            /* bit of each lm_option_id that it understands */
    size_t least, most;          /* arguments */
    int (*run)(struct lm_options *options);
};
extern const struct lm_command lm_commands[];    /* end at the first without a name */

/* Reads the arguments behind the name of the command. The error is one line that ends in the remedy. */
LM_WARN_UNUSED lm_status lm_options_parse(struct lm_options *out, const struct lm_command *command, int argc, char **argv);
void lm_options_help(const struct lm_command *command);

/* ---- Commands ---- */
int lm_command_list(struct lm_options *options);
int lm_command_claims(struct lm_options *options);
int lm_command_export(struct lm_options *options);
int lm_command_describe(struct lm_options *options);
int lm_command_audit(struct lm_options *options);
int lm_command_control(struct lm_options *options);
int lm_command_report(struct lm_options *options);
int lm_command_merge(struct lm_options *options);
int lm_command_replay(struct lm_options *options);
int lm_command_calibrate(struct lm_options *options);
int lm_command_doctor(struct lm_options *options);
int lm_command_bench(struct lm_options *options);

/* ---- What they share ---- */

/* Prints the message of the last error as one line on stderr; returns the exit status for it. */
int lm_cli_fail(lm_status status);
/* The lemma of this slug; NULL after an error that suggests the nearest one. */
const struct lm_registered *lm_cli_lemma(const char *slug);
/* Writes JSON to a file, or to standard output where the path is "-". The file is written through, never replaced: it may be a
 * link, a pipe or a device. */
LM_WARN_UNUSED lm_status lm_cli_write_json(const char *path, const json_t *json);
/* "3.2 GiB" and "4 min 10 s"; valid until the next call in this thread. */
const char *lm_cli_bytes(double bytes);
#define LM_YEAR (365 * 86400.0)    /* seconds; a duration beyond it is "more than a year" */
const char *lm_cli_duration(double seconds);
void lm_cli_print_versions(void);

/* Without --resume no cell of an older run is used: the code that made it may have changed since. The directory of the latest run
 * starts anew; one that the user named is never emptied behind their back. */
LM_WARN_UNUSED lm_status lm_cli_begin_directory(struct lm_request *request, bool named);
/* Runs the cells in the directory that was named (own = ""), or else in a temporary one: own, for lm_cli_remove_directory. */
LM_WARN_UNUSED lm_status lm_cli_run_apart(struct lm_request *request, char own[LM_PATH_SIZE]);
void lm_cli_remove_directory(const char *path);    /* nothing for "" */

/* Whether every width can be addressed and the largest cell fits into the memory, before anything is written. */
LM_WARN_UNUSED lm_status lm_cli_check_size(const struct lm_request *request);
/* --dry-run: what would be done. */
int lm_cli_plan(const struct lm_request *request);
/* Rebuilds and prints the report of a run directory; returns the exit status of its verdicts. */
int lm_cli_judge(const char *dir, const struct lm_options *options);

#endif
