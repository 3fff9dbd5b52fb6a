/* Numbers and widths for people. */
#include "io/number.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

int tsq__decimals(double scale, int significant)
{
    if (!isfinite(scale) || scale <= 0) {
        return 3;
    }
    const double decimals = significant - 1 - floor(log10(scale));
    if (decimals > 9 || decimals < -8) {
        return TSQ__SCIENTIFIC;
    }
    return decimals < 0 ? 0 : (int)decimals;
}

/* The host's locale may print another decimal point, of one or more bytes. */
static void fix_point(char *text)
{
    const size_t whole = strspn(text, "+-0123456789");
    const size_t rest = strcspn(text + whole, "0123456789e");
    if (rest > 0) {
        text[whole] = '.';
        memmove(text + whole + 1, text + whole + rest, strlen(text + whole + rest) + 1);
    }
}

char *tsq__fixed(double value, int decimals, char *text)
{
    if (isnan(value)) {
        text[0] = '\0';
    } else if (isinf(value)) {
        strcpy(text, value > 0 ? ">1e308" : "<-1e308");
    } else if (decimals < 0 || fabs(value) >= 1e15) {
        snprintf(text, TSQ__NUMBER_ROOM, "%.3e", value);
        fix_point(text);
    } else {
        snprintf(text, TSQ__NUMBER_ROOM, "%.*f", decimals, value);
        fix_point(text);
        if (text[0] == '-' && strspn(text, "-0.") == strlen(text)) {
            memmove(text, text + 1, strlen(text));
        }
    }
    return text;
}

char *tsq__p_value(double p, char *text)
{
    if (isnan(p)) {
        text[0] = '\0';
    } else if (p < 0.0001) {
        strcpy(text, "p < 0.0001");
    } else if (p > 0.9999) {
        strcpy(text, "p > 0.9999");
    } else {
        strcpy(text, "p = ");
        char digits[TSQ__NUMBER_ROOM];
        strcat(text, tsq__fixed(p, 4, digits));
    }
    return text;
}

size_t tsq__width(const char *text)
{
    size_t width = 0;
    for (; *text != '\0'; text++) {
        width += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return width;
}
