/* Run directories: which of them a command may begin anew, and those that nobody keeps. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "cli.h"

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

lm_status lm_cli_begin_directory(struct lm_request *request, bool named)
{
    struct stat about;
    request->anew = !named && !request->resume;
    if (named && stat(request->out, &about) == 0 && !S_ISDIR(about.st_mode))
        return lm_error(LM_EINVAL, "--out: %s is a file: name a directory", request->out);
    if (!named || request->resume) return LM_OK;
    char *cells = lm_format("%s/cells.jsonl", request->out);
    bool begun = stat(cells, &about) == 0 && about.st_size > 0;
    free(cells);
    if (!begun) return LM_OK;
    return lm_error(LM_EINVAL, "%s holds a run already: continue it with --resume, or name another directory with --out",
                    request->out);
}

static lm_status make_temporary(char *out, size_t size)
{
    const char *parent = getenv("TMPDIR");
    if (!parent || !*parent) parent = "/tmp";
    int length = snprintf(out, size, "%s/lemmata-XXXXXX", parent);
    if (length > 0 && (size_t)length < size && mkdtemp(out)) return LM_OK;
    *out = '\0';
    return lm_error(LM_EIO, "no directory can be made in %s: %s; name one with --out", parent, strerror(errno));
}

lm_status lm_cli_run_apart(struct lm_request *request, char own[LM_PATH_SIZE])
{
    *own = '\0';
    LM_TRY(lm_cli_check_size(request));
    if (request->out) {
        LM_TRY(lm_cli_begin_directory(request, true));
    } else {
        LM_TRY(make_temporary(own, LM_PATH_SIZE));
        request->out = own;
    }
    return lm_audit_run(request);
}

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

void lm_cli_remove_directory(const char *path)
{
    if (*path) nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}
