/* Statuses and errors: what a call says when it cannot do what was asked. */
#ifndef TAUSQ_STATUS_H
#define TAUSQ_STATUS_H

#include <stddef.h>

#if defined(__GNUC__)
#define TSQ_API __attribute__((visibility("default")))
#define TSQ_USE_RESULT __attribute__((warn_unused_result))
#else
#define TSQ_API
#define TSQ_USE_RESULT
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** 0 is success; every other value is an error. Facts that are not errors are flags (tausq/fit.h). */
typedef enum tsq_status {
#define TSQ_STATUS(name, exit_code, sentence) TSQ_##name,
#include <tausq/status.def>
#undef TSQ_STATUS
    TSQ_STATUS_COUNT
} tsq_status;

/** Length of the text in a tsq_error, with its terminating zero. */
#define TSQ_ERROR_TEXT 512

/**
 * What went wrong, in a struct that the caller owns. Every function that takes one also takes NULL.
 *
 * `text` is one line for a user: file, line, column and value where there are any, and what to do.
 * `line` is the line of the file (1-based), `study` the index of the study (0-based) with `has_study`.
 */
typedef struct tsq_error {
    tsq_status code;
    size_t line;
    size_t study;
    int has_study;
    char text[TSQ_ERROR_TEXT];
} tsq_error;

/** The sentence of a status; "unknown status" for a value outside the list. Never NULL. */
TSQ_API const char *tsq_status_text(tsq_status status);

/** The name of a status without its prefix, "E_RANK"; "OK" for success. Never NULL. */
TSQ_API const char *tsq_status_name(tsq_status status);

/** The exit status that the program gives for it: 0, 2, 3, 4 or 5. */
TSQ_API int tsq_status_exit(tsq_status status);

#ifdef __cplusplus
}
#endif
#endif
