/* State as bytes; see bytes.h. */
#include "resample/bytes.h"

#include "base/memory.h"

#include <string.h>

static bool write(tsq__bytes *bytes, const void *field, size_t size)
{
    unsigned char *room =
        size <= SIZE_MAX - bytes->size ? tsq__grow(bytes->bytes, &bytes->capacity, bytes->size + size, 1) : NULL;
    if (room == NULL) {
        return false;
    }
    bytes->bytes = room;
    memcpy(room + bytes->size, field, size);
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

uint64_t tsq__digest(uint64_t digest, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++) {
        digest = (digest ^ at[i]) * UINT64_C(0x100000001b3);
    }
    return digest;
}

/* The bytes of a number, by value. */
static uint64_t digest_word(uint64_t digest, uint64_t word)
{
    for (unsigned shift = 0; shift < 64; shift += 8) {
        digest = (digest ^ (word >> shift & 0xff)) * UINT64_C(0x100000001b3);
    }
    return digest;
}

static uint64_t digest_double(uint64_t digest, double number)
{
    uint64_t word;
    memcpy(&word, &number, sizeof word);
    return digest_word(digest, word);
}

static uint64_t digest_name(uint64_t digest, const char *name)
{
    return tsq__digest(digest, name, strlen(name) + 1);
}

uint64_t tsq__digest_fit(uint64_t digest, const tsq_fit_options *o)
{
    const double numbers[] = {o->level, o->tau2, o->q_about, o->threshold, o->tol};
    const uint64_t choices[] = {o->i2,           o->weighting,     o->maxiter,
                                o->no_intercept, o->no_prediction, o->no_tau2_interval};
    digest = digest_name(digest, o->method->id);
    digest = digest_name(digest, o->test->id);
    digest = digest_name(digest, o->prediction != NULL ? o->prediction->id : "");
    digest = digest_name(digest, o->tau2_interval != NULL ? o->tau2_interval->id : "");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        digest = digest_double(digest, numbers[i]);
    }
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        digest = digest_word(digest, choices[i]);
    }
    return digest;
}
