/* Outcomes of operations that can fail, and the words that explain a failure.
 *
 * Three channels are never mixed: a programming error stops the process (LM_ASSERT), an operation that could not be
 * carried out returns a status, and a mathematical outcome is a verdict (lemma.h). */
#ifndef LEMMATA_STATUS_H
#define LEMMATA_STATUS_H

#include <stdarg.h>

typedef enum lm_status {
    LM_OK = 0,
    LM_EINVAL,       /* the input cannot be used; the message names it and the remedy */
    LM_EIO,          /* a file could not be read or written */
    LM_ENOMEM,       /* it would need more memory than allowed */
    LM_EFORMAT,      /* a file is not what it should be */
    LM_ECONVERGE,    /* an iteration did not reach its residual */
    LM_EINTERRUPTED, /* the user asked to stop */
    LM_EINTERNAL     /* a defect of lemmata or of a library */
} lm_status;

/* Records a one-line message for this thread and returns `status`, so that errors read `return lm_error(...)`. */
lm_status lm_error(lm_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The message of the last lm_error of this thread; "" when there was none. */
const char *lm_error_message(void);

/* Returns early with the status of a call that failed. */
#define LM_TRY(call)                                                                                                   \
    do {                                                                                                               \
        lm_status lm_try_status_ = (call);                                                                             \
        if (lm_try_status_ != LM_OK) return lm_try_status_;                                                            \
    } while (0)

/* Stops with exit status 70 where the code itself is wrong; active in every build type. */
#define LM_ASSERT(condition) ((condition) ? (void)0 : lm_assert_failed(#condition, __FILE__, __LINE__))
_Noreturn void lm_assert_failed(const char *condition, const char *file, int line);

#define LM_WARN_UNUSED __attribute__((warn_unused_result))

#endif
