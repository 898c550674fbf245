/* The options of all subcommands: one table, from which both the parser and --help are made. */
#include "cli.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Values ---- */

/* Digits only: strtoul would let "-1" pass as a huge number. */
static bool parse_whole(uint64_t *out, const char *text, uint64_t least, uint64_t most)
{
    char *end;
    if (!isdigit((unsigned char)*text)) return false;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    *out = value;
    return errno == 0 && *end == '\0' && value >= least && value <= most;
}

/* Whether the text is a whole number, of as many digits as you like, above `most`. */
static bool is_above(const char *text, uint64_t most)
{
    uint64_t value;
    bool digits = *text && text[strspn(text, "0123456789")] == '\0';
    return digits && !parse_whole(&value, text, 0, most);
}

static lm_status too_large(const char *name, const char *text, uint64_t most)
{
    return lm_error(LM_EINVAL, "%s: %.40s is too large (at most %llu)", name, text, (unsigned long long)most);
}

static lm_status parse_count(unsigned *out, const char *name, const char *text, unsigned most)
{
    uint64_t value;
    if (is_above(text, most)) return too_large(name, text, most);
    if (!parse_whole(&value, text, 1, most))
        return lm_error(LM_EINVAL, "%s: '%s' is not a positive whole number; give for example %s 4", name, text, name);
    *out = (unsigned)value;
    return LM_OK;
}

static lm_status parse_widths(struct lm_options *o, const char *text)
{
    char *copy = lm_xstrdup(text), *rest = copy, *item;
    size_t n = 0;
    lm_status status = LM_OK;
    memset(o->request.widths, 0, sizeof o->request.widths);
    while (status == LM_OK && (item = strsep(&rest, ",")) != NULL) {
        uint64_t width;
        if (is_above(item, SIZE_MAX))
            status = too_large("--widths", item, LM_LARGEST_WIDTH);
        else if (!parse_whole(&width, item, 1, SIZE_MAX))
            status =
                lm_error(LM_EINVAL, "--widths: '%s' is not a positive whole number; give for example --widths 512,1024,2048", item);
        else if (n == LM_MAX_AXIS)
            status = lm_error(LM_EINVAL, "--widths: more than %d widths; run them in two audits", LM_MAX_AXIS);
        else
            o->request.widths[n++] = width;
    }
    free(copy);
    return status;
}

static lm_status parse_seeds(struct lm_options *o, const char *text)
{
    /* So many networks at each point of an axis, and at one that lies beside none. */
    return parse_count(&o->request.replicates, "--seeds", text, LM_REPLICATES / (LM_MAX_AXIS + 1));
}

static lm_status parse_jobs(struct lm_options *o, const char *text)
{
    return parse_count(&o->request.jobs, "--jobs", text, INT_MAX);
}

static lm_status parse_seed(struct lm_options *o, const char *text)
{
    if (!parse_whole(&o->request.seed, text, 0, INT64_MAX))
        return lm_error(LM_EINVAL, "--seed: '%s' is not a whole number from 0 to 2^63 - 1", text);
    return LM_OK;
}

static lm_status parse_profile(struct lm_options *o, const char *text)
{
    static const char *const names[LM_PROFILES] = {"smoke", "quick", "full", "paper"};
    for (int p = 0; p < LM_PROFILES; p++)
        if (strcmp(text, names[p]) == 0) {
            o->request.profile = (enum lm_profile)p;
            return LM_OK;
        }
    return lm_error(LM_EINVAL, "--profile: '%s' is none of smoke, quick, full, paper", text);
}

static lm_status parse_precision(struct lm_options *o, const char *text)
{
    LM_TRY(lm_precision_parse(text, &o->precision));
    o->precision_given = true;
    o->request.bits = o->precision ? o->precision : LM_NO_ROUNDING;
    return LM_OK;
}

static lm_status parse_length(struct lm_options *o, const char *text)
{
    uint64_t length;
    if (is_above(text, INT_MAX)) return too_large("--length", text, INT_MAX);
    if (!parse_whole(&length, text, 2, INT_MAX))
        return lm_error(LM_EINVAL, "--length: '%s' is not a whole number from 2 up; give for example --length 6", text);
    o->request.length = (int)length;
    return LM_OK;
}

static lm_status parse_outputs(struct lm_options *o, const char *text)
{
    unsigned count = 0;
    LM_TRY(parse_count(&count, "--outputs", text, INT_MAX));
    o->request.outputs = count;
    return LM_OK;
}

static lm_status parse_inputs(struct lm_options *o, const char *text)
{
    o->request.inputs = text;
    return LM_OK;
}

static lm_status parse_weights(struct lm_options *o, const char *text)
{
    o->request.weights = text;
    return LM_OK;
}

static lm_status parse_normalise(struct lm_options *o, const char *text)
{
    (void)text;
    o->request.normalise = true;
    return LM_OK;
}

static lm_status parse_out(struct lm_options *o, const char *text)
{
    if (*text == '\0') return lm_error(LM_EINVAL, "--out: the name of the directory is empty");
    o->request.out = text;
    return LM_OK;
}

static lm_status parse_resume(struct lm_options *o, const char *text)
{
    (void)text;
    o->request.resume = true;
    return LM_OK;
}

static lm_status parse_shard(struct lm_options *o, const char *text)
{
    char *copy = lm_xstrdup(text), *slash = strchr(copy, '/');
    uint64_t shard = 0, shards = 0;
    if (slash) *slash = '\0';
    bool good = slash && parse_whole(&shards, slash + 1, 1, UINT_MAX) && parse_whole(&shard, copy, 1, shards);
    free(copy);
    if (!good) return lm_error(LM_EINVAL, "--shard: '%s' is not i/k with 1 <= i <= k; give for example --shard 1/4", text);
    o->request.shard = (unsigned)shard;
    o->request.shards = (unsigned)shards;
    return LM_OK;
}

static lm_status parse_memory(struct lm_options *o, const char *text)
{
    static const char units[] = "KMGT";
    char *end;
    double value = isdigit((unsigned char)*text) ? strtod(text, &end) : 0;
    const char *unit = value > 0 && *end ? strchr(units, toupper((unsigned char)*end)) : NULL;
    if (unit) {
        value = ldexp(value, 10 * (int)(unit - units + 1));
        end++;
    }
    if (!(value > 0) || !isfinite(value) || *end != '\0')
        return lm_error(LM_EINVAL, "--memory: '%s' is not an amount of memory; give for example --memory 8G", text);
    o->request.memory = value;
    return LM_OK;
}

static lm_status parse_dry_run(struct lm_options *o, const char *text)
{
    (void)text;
    o->dry_run = true;
    return LM_OK;
}

static lm_status parse_json(struct lm_options *o, const char *text)
{
    if (*text == '\0') return lm_error(LM_EINVAL, "--json: the name of the file is empty; - is standard output");
    o->json = text;
    return LM_OK;
}

static lm_status parse_quiet(struct lm_options *o, const char *text)
{
    (void)text;
    o->request.quiet = true;
    return LM_OK;
}

static lm_status parse_help(struct lm_options *o, const char *text)
{
    (void)text;
    o->help = true;
    return LM_OK;
}

/* ---- The table ---- */

static const struct option_entry {
    const char *name, *argument, *help;
    char letter;
    lm_status (*parse)(struct lm_options *options, const char *text);
} entries[LM_OPTIONS] = {
    [LM_OPTION_WIDTHS] = {"widths", "LIST", "widths in place of those of the contract, e.g. 512,1024", 0, parse_widths},
    [LM_OPTION_SEEDS] = {"seeds", "N", "networks per grid point", 0, parse_seeds},
    [LM_OPTION_SEED] = {"seed", "S", "seed of all random numbers (1)", 0, parse_seed},
    [LM_OPTION_PROFILE] = {"profile", "NAME", "smoke, quick, full or paper (quick)", 0, parse_profile},
    [LM_OPTION_PRECISION] = {"precision", "P",
                             "of the rounding cells: mpfr:BITS, or double for none (mpfr:256); of a replay: the cell's own", 0,
                             parse_precision},
    [LM_OPTION_LENGTH] = {"length", "L", "length of the sequences", 0, parse_length},
    [LM_OPTION_OUTPUTS] = {"outputs", "D", "outputs of the network", 0, parse_outputs},
    [LM_OPTION_INPUTS] = {"inputs", "FILE", "your own sequences: CSV or NPY, one token a row, sequence index first", 0,
                          parse_inputs},
    [LM_OPTION_NORMALISE] = {"normalise", NULL, "divide each token of --inputs by its norm", 0, parse_normalise},
    [LM_OPTION_WEIGHTS] = {"weights", "DIR", "your own networks: W, A and B as NPY or CSV in DIR or in its subfolders", 0,
                           parse_weights},
    [LM_OPTION_OUT] = {"out", "DIR", "run directory", 'o', parse_out},
    [LM_OPTION_RESUME] = {"resume", NULL, "continue the run in the directory", 0, parse_resume},
    [LM_OPTION_SHARD] = {"shard", "I/K", "only part I of K of the cells", 0, parse_shard},
    [LM_OPTION_JOBS] = {"jobs", "N", "workers (one per processor)", 'j', parse_jobs},
    [LM_OPTION_MEMORY] = {"memory", "SIZE", "limit for all workers, e.g. 8G (three quarters of what is free)", 0, parse_memory},
    [LM_OPTION_DRY_RUN] = {"dry-run", NULL, "print cells, time and memory, and stop", 0, parse_dry_run},
    [LM_OPTION_JSON] = {"json", "FILE", "write JSON; - is standard output", 0, parse_json},
    [LM_OPTION_QUIET] = {"quiet", NULL, "print errors only", 'q', parse_quiet},
    [LM_OPTION_HELP] = {"help", NULL, "print this", 'h', parse_help},
};

static bool understands(const struct lm_command *command, int id)
{
    return id == LM_OPTION_HELP || (command->options >> id & 1);
}

static void getopt_tables(const struct lm_command *command, struct option *names, char *letters)
{
    *letters++ = ':';
    for (int id = 0; id < LM_OPTIONS; id++) {
        const struct option_entry *entry = &entries[id];
        if (!understands(command, id)) continue;
        /* Long options return their number, letters themselves: the ranges are apart. */
        *names++ = (struct option){entry->name, entry->argument ? required_argument : no_argument, NULL, UCHAR_MAX + 1 + id};
        if (entry->letter) *letters++ = entry->letter;
        if (entry->letter && entry->argument) *letters++ = ':';
    }
    *names = (struct option){NULL, 0, NULL, 0};
    *letters = '\0';
}

static const struct option_entry *entry_of(int found)
{
    for (int id = 0; id < LM_OPTIONS; id++)
        if (found == UCHAR_MAX + 1 + id || (entries[id].letter && found == entries[id].letter)) return &entries[id];
    return NULL;
}

static lm_status check_arguments(const struct lm_options *options, const struct lm_command *command)
{
    if (options->name_count < command->least)
        return lm_error(LM_EINVAL, "%s needs %s; see lemmata %s --help", command->name, command->arguments, command->name);
    if (options->name_count > command->most)
        return lm_error(LM_EINVAL, "%s: '%s' is one argument too many; see lemmata %s --help", command->name,
                        options->names[command->most], command->name);
    return LM_OK;
}

lm_status lm_options_parse(struct lm_options *out, const struct lm_command *command, int argc, char **argv)
{
    struct option names[LM_OPTIONS + 1];
    char letters[2 * LM_OPTIONS + 2];
    getopt_tables(command, names, letters);
    opterr = 0;
    int found;
    while ((found = getopt_long(argc, argv, letters, names, NULL)) != -1) {
        const struct option_entry *entry = entry_of(found == '?' || found == ':' ? optopt : found);
        if (found == ':') return lm_error(LM_EINVAL, "--%s needs a value: --%s %s", entry->name, entry->name, entry->argument);
        if (found == '?' && optopt > UCHAR_MAX) return lm_error(LM_EINVAL, "--%s takes no value", entry->name);
        if (found == '?' && optopt)
            return lm_error(LM_EINVAL, "%s has no option -%c; see lemmata %s --help", command->name, optopt, command->name);
        if (found == '?')
            return lm_error(LM_EINVAL, "%s has no option %s; see lemmata %s --help", command->name, argv[optind - 1],
                            command->name);
        LM_TRY(entry->parse(out, optarg));
    }
    out->names = argv + optind;
    out->name_count = (size_t)(argc - optind);
    if (out->request.normalise && !out->request.inputs) return lm_error(LM_EINVAL, "--normalise needs --inputs FILE");
    return out->help ? LM_OK : check_arguments(out, command);
}

void lm_options_help(const struct lm_command *command)
{
    const char *gap = *command->arguments ? " " : "";
    printf("Usage: lemmata %s%s%s [OPTION...]\n\n%s\n\nOptions:\n", command->name, gap, command->arguments, command->about);
    for (int id = 0; id < LM_OPTIONS; id++) {
        const struct option_entry *entry = &entries[id];
        if (!understands(command, id)) continue;
        char left[32], letter[8] = "    ";
        if (entry->letter) snprintf(letter, sizeof letter, "-%c, ", entry->letter);
        snprintf(left, sizeof left, "%s--%s %s", letter, entry->name, entry->argument ? entry->argument : "");
        printf("  %-22s %s\n", left, entry->help);
    }
    printf("\nExamples:\n%s", command->examples);
}
