/* SHA-256 by Nettle. */
#include "io/sha256.h"

#include <nettle/sha2.h>

#include <stdint.h>
#include <stdlib.h>

struct tsq__sha256 {
    struct sha256_ctx context;
};

tsq__sha256 *tsq__sha256_new(void)
{
    tsq__sha256 *sum = malloc(sizeof *sum);
    if (sum != NULL) {
        sha256_init(&sum->context);
    }
    return sum;
}

void tsq__sha256_add(tsq__sha256 *sum, const void *bytes, size_t length)
{
    sha256_update(&sum->context, length, bytes);
}

void tsq__sha256_digits(tsq__sha256 *sum, char *digits)
{
    static const char hexadecimal[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&sum->context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        digits[2 * i] = hexadecimal[digest[i] >> 4];
        digits[2 * i + 1] = hexadecimal[digest[i] & 15];
    }
    digits[2 * sizeof digest] = '\0';
}

void tsq__sha256_free(tsq__sha256 *sum)
{
    free(sum);
}
