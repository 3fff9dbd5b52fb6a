/* SHA-256 as bytes come, behind one type so that the library for it shows in one file only. */
#ifndef TSQ_IO_SHA256_H
#define TSQ_IO_SHA256_H

#include <stddef.h>

typedef struct tsq__sha256 tsq__sha256;

/** NULL when memory is out. */
tsq__sha256 *tsq__sha256_new(void);
void tsq__sha256_add(tsq__sha256 *sum, const void *bytes, size_t length);
/** Writes 64 hexadecimal digits and a zero. */
void tsq__sha256_digits(tsq__sha256 *sum, char *digits);
void tsq__sha256_free(tsq__sha256 *sum);

#endif
