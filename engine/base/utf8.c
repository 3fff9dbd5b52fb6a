/* Is it UTF-8? Overlong forms, surrogates and code points beyond U+10FFFF are not (RFC 3629, section 4). */
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* Bytes of the sequence that begins at `at` with `left` bytes to go; 0 if it is malformed. */
static size_t sequence(const unsigned char *at, size_t left)
{
    const unsigned char lead = at[0];
    size_t size = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        size = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        size = 3;
        low = lead == 0xE0 ? 0xA0 : low;
        high = lead == 0xED ? 0x9F : high;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        size = 4;
        low = lead == 0xF0 ? 0x90 : low;
        high = lead == 0xF4 ? 0x8F : high;
    }
    if (size == 0 || size > left || at[1] < low || at[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < size; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return size;
}

size_t tsq__utf8_check(const char *bytes, size_t length)
{
    size_t i = 0;
    while (i < length) {
        uint64_t eight; /* most text is ASCII: step over it in words */
        while (length - i >= sizeof eight) {
            memcpy(&eight, bytes + i, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) != 0) {
                break;
            }
            i += sizeof eight;
        }
        if (i < length) {
            const size_t size = sequence((const unsigned char *)bytes + i, length - i);
            if (size == 0) {
                return i;
            }
            i += size;
        }
    }
    return length;
}
