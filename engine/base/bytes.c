/* Data as bytes; see bytes.h. */
#include "base/bytes.h"

#include "base/memory.h"

#include <string.h>

bool tsq__bytes_room(tsq__bytes *bytes, size_t more)
{
    unsigned char *room =
        more <= SIZE_MAX - bytes->size ? tsq__grow(bytes->bytes, &bytes->capacity, bytes->size + more, 1) : NULL;
    bytes->bytes = room != NULL ? room : bytes->bytes;
    bytes->failed = bytes->failed || room == NULL;
    return !bytes->failed;
}

static bool write(tsq__bytes *bytes, const void *field, size_t size)
{
    if (!tsq__bytes_room(bytes, size)) {
        return false;
    }
    memcpy(bytes->bytes + bytes->size, field, size);
    bytes->size += size;
    return true;
}

static bool read(tsq__bytes *bytes, void *field, size_t size)
{
    if (bytes->size - bytes->at < size) {
        return false;
    }
    memcpy(field, bytes->from + bytes->at, size);
    bytes->at += size;
    return true;
}

bool tsq__bytes_pass(tsq__bytes *bytes, void *field, size_t size)
{
    if (!bytes->failed && size > 0) {
        bytes->failed = !(bytes->reading ? read(bytes, field, size) : write(bytes, field, size));
    }
    return !bytes->failed;
}

bool tsq__bytes_pass_array(tsq__bytes *bytes, void *array, size_t n, size_t size)
{
    bytes->failed = bytes->failed || n > SIZE_MAX / size;
    return tsq__bytes_pass(bytes, array, bytes->failed ? 0 : n * size);
}

void *tsq__bytes_pass_grown(tsq__bytes *bytes, void *array, size_t *n, size_t *capacity, size_t size)
{
    if (!bytes->reading) {
        (void)tsq__bytes_pass(bytes, n, sizeof *n);
        (void)tsq__bytes_pass_array(bytes, array, *n, size);
        return array;
    }
    *n = 0;
    size_t count = 0;
    (void)tsq__bytes_pass(bytes, &count, sizeof count);
    bytes->failed = bytes->failed || count > (bytes->size - bytes->at) / size;
    void *wider = bytes->failed ? NULL : tsq__grow(array, capacity, count, size);
    bytes->failed = wider == NULL;
    if (wider == NULL) {
        return array;
    }
    (void)tsq__bytes_pass_array(bytes, wider, count, size);
    *n = count;
    return wider;
}

bool tsq__bytes_pass_text(tsq__bytes *bytes, tsq__text *text)
{
    size_t length = text->length;
    if (bytes->reading) {
        (void)tsq__bytes_pass(bytes, &length, sizeof length);
        const char *from = tsq__bytes_take(bytes, length);
        text->length = 0;
        bytes->failed = bytes->failed || (length > 0 && !tsq__text_add(text, from, length));
        return !bytes->failed;
    }
    return tsq__bytes_pass(bytes, &length, sizeof length) && tsq__bytes_pass(bytes, text->bytes, length);
}

const void *tsq__bytes_take(tsq__bytes *bytes, size_t size)
{
    bytes->failed = bytes->failed || bytes->size - bytes->at < size;
    if (bytes->failed) {
        return NULL;
    }
    bytes->at += size;
    return bytes->from + bytes->at - size;
}

uint64_t tsq__digest(uint64_t digest, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++) {
        digest = (digest ^ at[i]) * UINT64_C(0x100000001b3);
    }
    return digest;
}
