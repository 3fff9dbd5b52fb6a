/* Rows of tests/golden/effect*.csv, and numbers of a row by their names. Include after check.h. */
#ifndef TSQ_TEST_GOLDEN_ROW_H
#define TSQ_TEST_GOLDEN_ROW_H

#include "effect/row.h"

#include <stdlib.h>
#include <string.h>

enum { GOLDEN_LINE = 1024 };

struct golden_row {
    char line[GOLDEN_LINE]; /* with zeros where the commas were */
    const char *measure, *vtype, *source;
    tsq_effect_options options;
    struct tsq_effect_row row;
    double yi, vi, rtol;
};

/* Cuts `text` at its first `end`; the rest, or NULL if there is none. */
static inline char *cut(char *text, char end)
{
    char *at = strchr(text, end);
    if (at != NULL) {
        *at++ = '\0';
    }
    return at;
}

/* Position of `value` among the blank-separated words. */
static inline int golden_word(const char *words, const char *value)
{
    int at = 0;
    const char *found = strstr(words, value);
    assert_non_null(found);
    for (const char *c = words; c < found; c++) {
        at += *c == ' ';
    }
    return at;
}

static inline void golden_option(struct golden_row *golden, const char *name, const char *value)
{
    if (strcmp(name, "bias") == 0) {
        golden->options.bias = strcmp(value, "exact") == 0    ? TSQ_BIAS_EXACT
                               : strcmp(value, "approx") == 0 ? TSQ_BIAS_APPROX
                                                              : TSQ_BIAS_NONE;
    } else if (strcmp(name, "rom_correct") == 0) {
        golden->options.rom_correct = value[0] == '1';
    } else if (strcmp(name, "endpoint") == 0) {
        golden->options.endpoint = strcmp(value, "change") == 0 ? TSQ_ENDPOINT_CHANGE : TSQ_ENDPOINT_FINAL;
    } else if (strcmp(name, "add") == 0) {
        golden->options.add = strtod(value, NULL);
    } else if (strcmp(name, "to") == 0) {
        golden->options.to = (tsq_add_to)golden_word("only0 all if0all none", value);
    } else if (strcmp(name, "zero_rule") == 0) {
        golden->options.zero_rule = (tsq_zero_rule)golden_word("escalc metabin revman", value);
    } else {
        fail_msg("unknown option %s", name);
    }
}

/* "n1i=50;m1i=103" */
static inline void golden_input(struct golden_row *golden, const char *name, const char *value)
{
    const struct tsq__effect_input *input = tsq__effect_input_find(name, strlen(name));
    if (input == NULL) {
        fail_msg("unknown input %s", name);
        return;
    }
    *tsq__effect_input_at(&golden->row, input) = strtod(value, NULL);
}

static inline void golden_pairs(struct golden_row *golden, char *pairs,
                                void (*set)(struct golden_row *, const char *, const char *))
{
    for (char *next; pairs != NULL && *pairs != '\0'; pairs = next) {
        next = cut(pairs, ';');
        const char *value = cut(pairs, '=');
        set(golden, pairs, value == NULL ? "" : value);
    }
}

/* The next row of a table; false at its end. Skip the header with one call of fgets. */
static inline bool golden_next(FILE *file, struct golden_row *golden)
{
    if (fgets(golden->line, sizeof golden->line, file) == NULL) {
        return false;
    }
    golden->line[strcspn(golden->line, "\n")] = '\0';
    char *field[8];
    char *at = golden->line;
    for (int i = 0; i < 8; i++) {
        assert_non_null(at);
        field[i] = at;
        at = i < 7 ? cut(at, ',') : NULL;
    }
    golden->measure = field[0];
    golden->vtype = field[1];
    golden->options = (tsq_effect_options)TSQ_EFFECT_OPTIONS_INIT;
    golden->options.vtype = field[1][0] != '\0' ? field[1] : NULL;
    golden_pairs(golden, field[2], golden_option);
    tsq__effect_row_clear(&golden->row);
    golden_pairs(golden, field[3], golden_input);
    golden->yi = strtod(field[4], NULL);
    golden->vi = strtod(field[5], NULL);
    golden->rtol = strtod(field[6], NULL);
    golden->source = field[7];
    return true;
}

#endif
