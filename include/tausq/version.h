/* Version of the library, of what it was built with, and the one call that a program makes at its start. */
#ifndef TAUSQ_VERSION_H
#define TAUSQ_VERSION_H

#include <tausq/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** "0.1.0" */
TSQ_API const char *tsq_version(void);
/** Version of GSL in use. */
TSQ_API const char *tsq_gsl_version(void);
/** Switches off GSL's error handler, which would end the process. Call once at the start of a program. */
TSQ_API void tsq_start(void);

#ifdef __cplusplus
}
#endif
#endif
