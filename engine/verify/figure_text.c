/* From the characters of a typeset number to ASCII; see figure_text.h. */
#include "verify/figure_text.h"

#include <string.h>

/* Minus sign, hyphens, figure and en dash, small and fullwidth minus; middle dot; comparisons; times; then no-break, narrow
 * no-break, thin, six-per-em, hair and figure space. */
static const struct sign {
    const char *utf8, *plain;
} signs[] = {
    {"\u2212", "-"},  {"\u2010", "-"},  {"\u2011", "-"},  {"\u2012", "-"},  {"\u2013", "-"},
    {"\uFE63", "-"},  {"\uFF0D", "-"},  {"\u00B7", "."},  {"\u2264", "<="}, {"\u2A7D", "<="},
    {"\u2265", ">="}, {"\u2A7E", ">="}, {"\u00D7", "x"},  {"\u00A0", "\v"}, {"\u202F", "\v"},
    {"\u2009", "\v"}, {"\u2006", "\v"}, {"\u200A", "\v"}, {"\u2007", "\v"}, {"\t", " "},
};

static const char *const superscripts[] = {"\u2070", "\u00B9", "\u00B2", "\u00B3", "\u2074", "\u2075",
                                           "\u2076", "\u2077", "\u2078", "\u2079", "\u207B"};

static size_t match(const char *at, const char *utf8)
{
    const size_t length = strlen(utf8);
    return strncmp(at, utf8, length) == 0 ? length : 0;
}

/* The superscript digit or minus at `at`; its length, 0 if there is none. */
static size_t superscript(const char *at, char *digit)
{
    for (size_t i = 0; i < sizeof superscripts / sizeof superscripts[0]; i++) {
        const size_t length = match(at, superscripts[i]);
        if (length > 0) {
            *digit = "0123456789-"[i];
            return length;
        }
    }
    return 0;
}

/* What stands at `at`, in ASCII; its length there. */
static size_t next(const char *at, bool *raised, char plain[3])
{
    char digit;
    size_t length = superscript(at, &digit);
    if (length > 0) {
        plain[0] = *raised ? digit : '^';
        plain[1] = *raised ? '\0' : digit;
        plain[2] = '\0';
        *raised = true;
        return length;
    }
    *raised = false;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        length = match(at, signs[i].utf8);
        if (length > 0) {
            strcpy(plain, signs[i].plain);
            return length;
        }
    }
    plain[0] = *at == TSQ__THIN ? '?' : *at; /* a vertical tab in the text is none of ours */
    plain[1] = '\0';
    return 1;
}

bool tsq__figure_plain(const char *text, char *plain, size_t room)
{
    size_t n = 0;
    bool raised = false;
    while (*text != '\0') {
        char ascii[3];
        text += next(text, &raised, ascii);
        const size_t length = strlen(ascii);
        if (n + length >= room) {
            return false;
        }
        memcpy(plain + n, ascii, length);
        n += length;
    }
    plain[n] = '\0';
    return true;
}
