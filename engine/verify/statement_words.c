/* The words of stated results; see statement_scan.h. */
#include "verify/statement_scan.h"

#include <ctype.h>
#include <string.h>

enum { WORD = 32 };

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* The word at `at` as it stands and in plain small letters; its length, 0 if none begins there. */
static size_t look_at_word(const char *at, char as_is[WORD], char small[WORD])
{
    size_t length = 0, n = 0, m = 0;
    if (!is_letter(at[0])) {
        return 0;
    }
    while (is_letter(at[length]) || tsq__scan_is_digit(at[length]) || at[length] == '_' || at[length] == '^' ||
           at[length] == '\'' || (at[length] == '-' && is_letter(at[length + 1]))) {
        const char *rest = at + length;
        const bool tau = strncmp(rest, "\xCF\x84", 2) == 0, chi = strncmp(rest, "\xCF\x87", 2) == 0;
        if (n + 5 >= WORD || m + 5 >= WORD) {
            break;
        }
        if (tau || chi) {
            memcpy(small + m, tau ? "tau" : "chi", 3);
            m += 3;
            length += 2;
            continue;
        }
        as_is[n++] = *rest;
        if (*rest != '_' && *rest != '^' && *rest != '\'' && *rest != '-') {
            small[m++] = (char)tolower((unsigned char)*rest);
        }
        length++;
    }
    as_is[n] = small[m] = '\0';
    return length;
}

/* "mean difference" and the like: the measure, and how many characters its name has. */
static const tsq_effect_measure *phrase_at(const char *at, size_t *length)
{
    static const struct {
        const char *phrase, *measure;
    } phrases[] = {{"standardised mean difference", "SMD"},
                   {"standardized mean difference", "SMD"},
                   {"mean difference", "MD"},
                   {"odds ratio", "OR"},
                   {"risk ratio", "RR"},
                   {"relative risk", "RR"},
                   {"risk difference", "RD"},
                   {"hazard ratio", "HR"},
                   {"rate ratio", "IRR"},
                   {"ratio of means", "ROM"}};
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        const char *phrase = phrases[i].phrase;
        size_t n = 0;
        while (phrase[n] != '\0' && tolower((unsigned char)at[n]) == phrase[n]) {
            n++;
        }
        if (phrase[n] == '\0') {
            *length = n;
            return tsq_effect_find(phrases[i].measure);
        }
    }
    return NULL;
}

static const tsq_effect_measure *measure_called(const char *name)
{
    static const struct {
        const char *name, *measure;
    } others[] = {{"WMD", "MD"}, {"g", "SMD"}, {"d", "SMD"}, {"POR", "PETO"}, {"IRR", "IRR"}, {"RoM", "ROM"}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(others[i].name, name) == 0) {
            return tsq_effect_find(others[i].measure);
        }
    }
    return tsq_effect_find(name);
}

static tsq__word find_word(const char *as_is, const char *small)
{
    static const struct {
        const char *word;
        tsq__word_kind kind;
        tsq_stated number;
    } words[] = {
#define TSQ_WORD(word, kind, number) {word, WORD_##kind, TSQ_STATED_##number},
#include "verify/statement_words.def"
#undef TSQ_WORD
    };
    const tsq_effect_measure *measure = measure_called(as_is);
    if (measure != NULL) {
        return (tsq__word){.kind = WORD_MEASURE, .measure = measure};
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].word, small) == 0) {
            return (tsq__word){.kind = words[i].kind, .number = words[i].number};
        }
    }
    return (tsq__word){.kind = WORD_UNKNOWN};
}

size_t tsq__scan_word(const char *at, tsq__word *word)
{
    char as_is[WORD], small[WORD];
    size_t length = 0;
    const tsq_effect_measure *measure = phrase_at(at, &length);
    if (measure != NULL) {
        *word = (tsq__word){.kind = WORD_MEASURE, .measure = measure};
        return length;
    }
    length = look_at_word(at, as_is, small);
    if (length > 0) {
        *word = find_word(as_is, small);
    }
    return length;
}
