/* Blanks and numbers of stated results; see statement_scan.h. */
#include "verify/statement_scan.h"

#include "verify/figure_text.h"

#include <string.h>

void tsq__scan_blanks(tsq__scan *scan)
{
    while (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == TSQ__THIN) {
        scan->at++;
    }
}

bool tsq__scan_take(tsq__scan *scan, const char *word)
{
    tsq__scan_blanks(scan);
    const size_t length = strlen(word);
    if (strncmp(scan->at, word, length) != 0) {
        return false;
    }
    scan->at += length;
    return true;
}

bool tsq__scan_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits and a decimal mark; false where they are more than there is room for. */
static bool copy_digits(const char **at, char decimal, char *token, size_t *n)
{
    bool point = false;
    for (;; (*at)++) {
        const bool thin = **at == TSQ__THIN && tsq__scan_is_digit((*at)[1]) && tsq__scan_is_digit((*at)[2]) &&
                          tsq__scan_is_digit((*at)[3]);
        const bool is_point = !point && (**at == decimal || **at == '.') && tsq__scan_is_digit((*at)[1]);
        if (thin) {
            continue;
        }
        if (!tsq__scan_is_digit(**at) && !is_point) {
            return true;
        }
        if (*n + 8 >= TSQ_STATED_TEXT) {
            return false;
        }
        point = point || is_point;
        token[(*n)++] = **at;
    }
}

/* e-5, or x 10^-5, or nothing; false where it has too many digits. */
static bool copy_exponent(const char **at, char *token, size_t *n)
{
    const char *ahead = *at;
    if (*ahead == 'e' || *ahead == 'E') {
        ahead++;
    } else {
        ahead += strspn(ahead, " \v");
        if (*ahead != 'x') {
            return true;
        }
        ahead += 1 + strspn(ahead + 1, " \v");
        if (strncmp(ahead, "10^", 3) != 0) {
            return true;
        }
        ahead += 3;
    }
    const bool negative = *ahead == '-';
    ahead += negative || *ahead == '+';
    if (!tsq__scan_is_digit(*ahead)) {
        return true;
    }
    token[(*n)++] = 'e';
    if (negative) {
        token[(*n)++] = '-';
    }
    while (tsq__scan_is_digit(*ahead) && *n + 3 < TSQ_STATED_TEXT) {
        token[(*n)++] = *ahead++;
    }
    *at = ahead;
    return !tsq__scan_is_digit(*ahead);
}

bool tsq__scan_number(tsq__scan *scan, char token[TSQ_STATED_TEXT])
{
    size_t n = 0;
    tsq__scan_blanks(scan);
    const char *at = scan->at;
    if (*at == '<' || *at == '>') {
        token[n++] = *at++;
    }
    if (*at == '=') {
        at++;
        if (n > 0) {
            token[n++] = '=';
        }
    }
    at += strspn(at, " \v");
    if (*at == '-' || *at == '+') {
        if (*at == '-') {
            token[n++] = '-';
        }
        at += 1 + strspn(at + 1, " \v");
    }
    if (!tsq__scan_is_digit(*at) && !((*at == '.' || *at == scan->decimal) && tsq__scan_is_digit(at[1]))) {
        return false;
    }
    if (!copy_digits(&at, scan->decimal, token, &n) || !copy_exponent(&at, token, &n)) {
        return false;
    }
    const char *ahead = at + strspn(at, " \v");
    if (*ahead == '%') {
        token[n++] = '%';
        at = ahead + 1;
    }
    token[n] = '\0';
    scan->at = at;
    return true;
}
