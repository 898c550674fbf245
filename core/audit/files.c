/* Whole files and directories. */
#include "audit_internal.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

lm_status lm_make_directories(const char *path, const char *remedy)
{
    LM_ASSERT(path && path[0] != '\0');
    char *part = lm_xstrdup(path);
    lm_status status = LM_OK;
    struct stat about;
    for (char *end = part; status == LM_OK && end;) {
        end = strchr(end + 1, '/');
        if (end) *end = '\0';
        int reason = mkdir(part, 0777) == 0 ? 0 : errno;
        if (reason && (stat(part, &about) != 0 || !S_ISDIR(about.st_mode)))
            status = lm_error(LM_EIO, "%s cannot be made: %s; %s", part, strerror(reason), remedy);
        if (end) *end = '/';
    }
    free(part);
    return status;
}

lm_status lm_load_file(char **text, size_t *length, const char *path)
{
    *text = NULL;
    *length = 0;
    FILE *file = fopen(path, "rb");
    if (!file && errno == ENOENT) return LM_OK;
    if (!file) return lm_error(LM_EIO, "%s cannot be read: %s", path, strerror(errno));
    size_t size = 0, capacity = 1 << 16, got;
    char *data = lm_xmalloc(capacity);
    while ((got = fread(data + size, 1, capacity - size, file)) > 0) {
        size += got;
        if (size == capacity) data = lm_xrealloc(data, capacity *= 2);
    }
    lm_status status = ferror(file) ? lm_error(LM_EIO, "%s cannot be read: %s", path, strerror(errno)) : LM_OK;
    fclose(file);
    if (status == LM_OK) {
        data[size] = '\0'; /* the loop left room */
        *text = data;
        *length = size;
    } else {
        free(data);
    }
    return status;
}

lm_status lm_replace_file(const char *path, const char *text)
{
    char *temporary = lm_format("%s.new", path);
    FILE *file = fopen(temporary, "w");
    bool written = file && fputs(text, file) >= 0 && fflush(file) == 0;
    int reason = errno;
    if (file && fclose(file) != 0 && written) {
        written = false;
        reason = errno;
    }
    if (written && rename(temporary, path) != 0) {
        written = false;
        reason = errno;
    }
    if (!written && file) unlink(temporary);
    free(temporary);
    return written ? LM_OK : lm_error(LM_EIO, "%s cannot be written: %s", path, strerror(reason));
}
