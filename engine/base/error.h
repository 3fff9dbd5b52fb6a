/* Filling a tsq_error. Each function returns `code`, so that a caller can say `return tsq__fail(...)`. */
#ifndef TSQ_BASE_ERROR_H
#define TSQ_BASE_ERROR_H

#include <tausq/status.h>

#if defined(__GNUC__)
#define TSQ__PRINTF(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
#else
#define TSQ__PRINTF(format_at, args_at)
#endif

/** Sets code and text; `err` may be NULL. */
tsq_status tsq__fail(tsq_error *err, tsq_status code, const char *format, ...) TSQ__PRINTF(3, 4);

/** The same for an error that belongs to one study (0-based index). */
tsq_status tsq__fail_study(tsq_error *err, tsq_status code, size_t study, const char *format, ...) TSQ__PRINTF(4, 5);

/** E_MEMORY with its sentence. */
tsq_status tsq__fail_memory(tsq_error *err);

/** E_FILE with "NAME: why", the reason of an errno. */
tsq_status tsq__fail_errno(tsq_error *err, const char *name, int number);

#endif
