/* Is it UTF-8? */
#ifndef TSQ_BASE_UTF8_H
#define TSQ_BASE_UTF8_H

#include <stddef.h>

/** Where the first byte is that does not belong to well-formed UTF-8 (RFC 3629); `length` if all do. */
size_t tsq__utf8_check(const char *bytes, size_t length);

#endif
