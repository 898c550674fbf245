#include <lemmata/status.h>
#include <stdio.h>
#include <stdlib.h>

static _Thread_local char message[1024];

lm_status lm_error(lm_status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return status;
}

const char *lm_error_message(void)
{
    return message;
}

_Noreturn void lm_assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "lemmata: internal error: %s does not hold (%s:%d)\n", condition, file, line);
    fflush(NULL);
    _Exit(70);
}
