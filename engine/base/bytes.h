/* Data as bytes, for a kept state or another process: one function passes over its fields in order, to write or to read
 * them. */
#ifndef TSQ_BASE_BYTES_H
#define TSQ_BASE_BYTES_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Start from {0} to write, from tsq__bytes_of to read. After a failure it stays `failed`. */
typedef struct tsq__bytes {
    unsigned char *bytes; /**< written so far; free with free */
    const unsigned char *from;
    size_t size, capacity; /**< written, or to read */
    size_t at;             /**< read so far */
    bool reading;
    bool failed; /**< memory is out; there is too little to read, or what cannot be */
} tsq__bytes;

static inline tsq__bytes tsq__bytes_of(const void *bytes, size_t size)
{
    return (tsq__bytes){.from = bytes, .size = size, .reading = true};
}

/** Writes a field, or reads it. @return whether all is well so far */
bool tsq__bytes_pass(tsq__bytes *bytes, void *field, size_t size);
/** The same for n elements; their size in bytes does not overflow. */
bool tsq__bytes_pass_array(tsq__bytes *bytes, void *array, size_t n, size_t size);
/** The same for an array that grows (tsq__grow) and its number of elements. @return the array, moved or not, as large as
 *  *n says; after a failure as it was */
void *tsq__bytes_pass_grown(tsq__bytes *bytes, void *array, size_t *n, size_t *capacity, size_t size);
/** The same for a text; what it had before is gone. */
bool tsq__bytes_pass_text(tsq__bytes *bytes, tsq__text *text);
/** Makes room for so many bytes that will be written. */
bool tsq__bytes_room(tsq__bytes *bytes, size_t more);
/** Reads `size` bytes where they stand; NULL after a failure. */
const void *tsq__bytes_take(tsq__bytes *bytes, size_t size);

/** A 64-bit digest (FNV-1a) of data that were passed over before: start from TSQ__DIGEST. */
#define TSQ__DIGEST UINT64_C(0xcbf29ce484222325)
uint64_t tsq__digest(uint64_t digest, const void *bytes, size_t size);

#endif
