/* Small things that several subcommands need. */
#include "cli.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct lm_registered *lm_cli_lemma(const char *slug)
{
    const char *nearest;
    const struct lm_registered *found = lm_find_lemma(slug, &nearest);
    if (!found && nearest)
        lm_cli_fail(lm_error(LM_EINVAL, "there is no lemma '%s'; did you mean '%s'? See lemmata list", slug, nearest));
    if (!found && !nearest) lm_cli_fail(lm_error(LM_EINVAL, "there is no lemma '%s': this build has none", slug));
    return found;
}

static lm_status write_line(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    bool written = file && fprintf(file, "%s\n", text) >= 0 && fflush(file) == 0; /* a full disk shows as late as here */
    int reason = errno;
    if (file && fclose(file) != 0 && written) {
        reason = errno;
        written = false;
    }
    return written ? LM_OK : lm_error(LM_EIO, "cannot write %s: %s; name another file with --json", path, strerror(reason));
}

lm_status lm_cli_write_json(const char *path, const json_t *json)
{
    char *text = json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
    if (!text) return lm_error(LM_EINTERNAL, "a result cannot be written as JSON");
    lm_status status = LM_OK;
    if (strcmp(path, "-") == 0)
        puts(text); /* lm_cli_main looks whether it arrived */
    else
        status = write_line(path, text);
    free(text);
    return status;
}

const char *lm_cli_bytes(double bytes)
{
    static _Thread_local char out[32];
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    int unit = 0;
    for (; bytes >= 999.5 && unit < 5; unit++) bytes /= 1024;
    snprintf(out, sizeof out, "%.3g %s", bytes, units[unit]);
    return out;
}

const char *lm_cli_duration(double seconds)
{
    static _Thread_local char out[48];
    double whole = round(seconds), hours = floor(whole / 3600), minutes = floor(fmod(whole, 3600) / 60);
    if (seconds > LM_YEAR)
        snprintf(out, sizeof out, "more than a year");
    else if (seconds < 9.95)
        snprintf(out, sizeof out, "%.1f s", seconds);
    else if (whole < 60)
        snprintf(out, sizeof out, "%.0f s", whole);
    else if (whole < 3600)
        snprintf(out, sizeof out, "%.0f min %.0f s", minutes, fmod(whole, 60));
    else
        snprintf(out, sizeof out, "%.0f h %.0f min", hours, minutes);
    return out;
}
