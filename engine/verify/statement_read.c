/* Reading stated results. One pass over the text, made ASCII first: words, numbers, brackets. */
#include <tausq/statement.h>

#include "base/text.h"
#include "verify/figure_text.h"
#include "verify/statement_scan.h"

#include <string.h>

enum { TEXT = 2000 };

struct reader {
    char plain[TEXT];
    tsq__scan scan;
    tsq_stated last; /* the number read last in this part; COUNT: none */
    bool of_q;       /* what follows in this part is about heterogeneity */
    tsq_statement *out;
    tsq_error *err;
};

static tsq_status fail(const struct reader *reader, const char *what)
{
    char shown[TSQ__SHOWN];
    return tsq__fail(reader->err, TSQ_E_VALUE, "%s at '%s'", what,
                     tsq__shown(reader->scan.at, strlen(reader->scan.at), shown));
}

static tsq_status add(struct reader *reader, tsq_stated which, const char *token)
{
    return tsq_statement_add(reader->out, which, token, reader->scan.decimal, reader->err);
}

/* ---- intervals ----------------------------------------------------------------------------------------------- */

/* Two numbers and what parts them; false, and nothing taken, where there are not both. */
static bool take_pair(struct reader *reader, char lb[TSQ_STATED_TEXT], char ub[TSQ_STATED_TEXT])
{
    static const char *const between[] = {";", "to", "..", ":", ",", "-"};
    const char *begin = reader->scan.at;
    if (tsq__scan_number(&reader->scan, lb)) {
        for (size_t i = 0; i < sizeof between / sizeof between[0]; i++) {
            if (tsq__scan_take(&reader->scan, between[i])) {
                if (tsq__scan_number(&reader->scan, ub)) {
                    return true;
                }
                break;
            }
        }
    }
    reader->scan.at = begin;
    return false;
}

/* Which interval it is, by what it follows. */
static tsq_stated interval_of(const struct reader *reader, bool prediction)
{
    return prediction                        ? TSQ_STATED_PI_LB
           : reader->last == TSQ_STATED_TAU2 ? TSQ_STATED_TAU2_LB
           : reader->last == TSQ_STATED_I2   ? TSQ_STATED_I2_LB
                                             : TSQ_STATED_CI_LB;
}

static tsq_status add_pair(struct reader *reader, bool prediction, const char *lb, const char *ub)
{
    const tsq_stated first = interval_of(reader, prediction);
    tsq_status status = add(reader, first, lb);
    return status == TSQ_OK ? add(reader, (tsq_stated)((int)first + 1), ub) : status;
}

/* "95%" before CI. */
static bool take_level(struct reader *reader)
{
    char token[TSQ_STATED_TEXT];
    const char *begin = reader->scan.at;
    tsq_figure figure;
    tsq__word word = {.kind = WORD_UNKNOWN};
    if (tsq__scan_number(&reader->scan, token) && strchr(token, '%') != NULL &&
        tsq_figure_read(token, reader->scan.decimal, &figure, NULL) == TSQ_OK && figure.value > 0.0 &&
        figure.value < 100.0) {
        tsq__scan_blanks(&reader->scan);
        (void)tsq__scan_word(reader->scan.at, &word);
        const bool named = strncmp(reader->scan.at, "confidence", 10) == 0;
        if (word.kind == WORD_CI || word.kind == WORD_PI || named) {
            if (word.kind != WORD_PI) {
                reader->out->level = figure.value;
                reader->out->level_stated = true;
            }
            return true;
        }
    }
    reader->scan.at = begin;
    return false;
}

/* What may stand between a name and its number. */
static void skip_signs(struct reader *reader)
{
    tsq__scan_blanks(&reader->scan);
    while (*reader->scan.at == ':' || (*reader->scan.at == ',' && reader->scan.decimal != ',')) {
        reader->scan.at++;
        tsq__scan_blanks(&reader->scan);
    }
}

/* Words of an interval: CI, confidence interval, PI, prediction interval. */
static bool take_interval_words(struct reader *reader, bool *prediction)
{
    bool any = false;
    tsq__word word;
    size_t length;
    while (tsq__scan_blanks(&reader->scan), (length = tsq__scan_word(reader->scan.at, &word)) > 0) {
        const bool noise = word.kind == WORD_NOISE && (strncmp(reader->scan.at, "interval", 8) == 0 ||
                                                       strncmp(reader->scan.at, "confidence", 10) == 0);
        if (word.kind != WORD_CI && word.kind != WORD_PI && !noise) {
            break;
        }
        *prediction = *prediction || word.kind == WORD_PI;
        any = true;
        reader->scan.at += length;
    }
    skip_signs(reader);
    (void)tsq__scan_take(&reader->scan, "=");
    return any;
}

/* [lb, ub], (95% CI lb to ub; ...: false where the bracket holds no interval. */
static bool take_bracket(struct reader *reader, tsq_status *status)
{
    char lb[TSQ_STATED_TEXT], ub[TSQ_STATED_TEXT];
    const char *begin = reader->scan.at;
    bool prediction = false;
    reader->scan.at++;
    (void)take_level(reader);
    (void)take_interval_words(reader, &prediction);
    if (take_pair(reader, lb, ub)) {
        tsq__scan_blanks(&reader->scan);
        if (strchr(")];,", *reader->scan.at) != NULL && *reader->scan.at != '\0') {
            *status = add_pair(reader, prediction, lb, ub);
            reader->last = TSQ_STATED_COUNT;
            return true;
        }
    }
    reader->scan.at = begin;
    return false;
}

/* Behind CI or PI: an interval with or without brackets. */
static tsq_status read_interval(struct reader *reader)
{
    char lb[TSQ_STATED_TEXT], ub[TSQ_STATED_TEXT];
    bool prediction = false;
    (void)take_interval_words(reader, &prediction);
    if (*reader->scan.at == ')' || *reader->scan.at == ']') {
        return TSQ_OK; /* "Total (95% CI) -9.29 [...]" */
    }
    const bool bracket = tsq__scan_take(&reader->scan, "[") || tsq__scan_take(&reader->scan, "(");
    if (!take_pair(reader, lb, ub)) {
        return fail(reader, "an interval needs two limits");
    }
    if (bracket && !tsq__scan_take(&reader->scan, "]") && !tsq__scan_take(&reader->scan, ")")) {
        return fail(reader, "an interval without its closing bracket");
    }
    const tsq_status status = add_pair(reader, prediction, lb, ub);
    reader->last = TSQ_STATED_COUNT;
    return status;
}

/* ---- parts --------------------------------------------------------------------------------------------------- */

/* Q(10) = ...: its degrees of freedom. */
static tsq_status read_df(struct reader *reader, tsq_stated number)
{
    char token[TSQ_STATED_TEXT];
    const char *begin = reader->scan.at;
    if (*reader->scan.at != '(') {
        return TSQ_OK;
    }
    reader->scan.at++;
    (void)tsq__scan_take(&reader->scan, "df");
    if ((number == TSQ_STATED_Q || number == TSQ_STATED_T) && tsq__scan_number(&reader->scan, token) &&
        tsq__scan_take(&reader->scan, ")")) {
        return add(reader, number == TSQ_STATED_Q ? TSQ_STATED_Q_DF : TSQ_STATED_DF, token);
    }
    reader->scan.at = begin;
    return TSQ_OK;
}

static tsq_status read_named(struct reader *reader, const tsq__word *word)
{
    char token[TSQ_STATED_TEXT];
    tsq_stated number = word->number;
    if (word->kind == WORD_P && reader->of_q) {
        number = TSQ_STATED_Q_P;
    } else if (word->kind == WORD_DF && reader->last == TSQ_STATED_T) {
        number = TSQ_STATED_DF;
    }
    tsq_status status = read_df(reader, number);
    if (status != TSQ_OK) {
        return status;
    }
    skip_signs(reader);
    if (!tsq__scan_number(&reader->scan, token)) {
        return fail(reader, "a number is missing, or has too many digits,");
    }
    reader->of_q = number == TSQ_STATED_Q || (reader->of_q && (number == TSQ_STATED_Q_DF || number == TSQ_STATED_Q_P));
    reader->last = number;
    return add(reader, number, token);
}

static tsq_status read_estimate(struct reader *reader)
{
    char token[TSQ_STATED_TEXT];
    tsq__word word = {.kind = WORD_UNKNOWN};
    if (take_level(reader)) {
        return read_interval(reader);
    }
    if (!tsq__scan_number(&reader->scan, token)) {
        return fail(reader, "cannot read the statement");
    }
    tsq__scan_blanks(&reader->scan);
    const size_t length = tsq__scan_word(reader->scan.at, &word);
    if (length > 0 && word.kind == WORD_COUNT) {
        reader->scan.at += length;
        return add(reader, word.number, token);
    }
    if (reader->out->has[TSQ_STATED_ESTIMATE]) {
        return tsq__fail(reader->err, TSQ_E_VALUE, "what is the number %s? Name it, as in tau2=%s", token, token);
    }
    reader->last = TSQ_STATED_ESTIMATE;
    return add(reader, TSQ_STATED_ESTIMATE, token);
}

static tsq_status read_word(struct reader *reader, const tsq__word *word, size_t length)
{
    if (word->kind == WORD_CI || word->kind == WORD_PI) {
        return read_interval(reader);
    }
    if (word->kind == WORD_UNKNOWN) {
        return fail(reader, "cannot read the statement");
    }
    reader->scan.at += length;
    if (word->kind == WORD_NOISE || word->kind == WORD_COUNT) {
        return TSQ_OK;
    }
    if (word->kind == WORD_MEASURE) {
        if (reader->out->measure != NULL && reader->out->measure != word->measure) {
            return tsq__fail(reader->err, TSQ_E_VALUE, "two measures are named: %s and %s", reader->out->measure->id,
                             word->measure->id);
        }
        reader->out->measure = word->measure;
        skip_signs(reader);
        (void)tsq__scan_take(&reader->scan, "=");
        return TSQ_OK;
    }
    return read_named(reader, word);
}

static tsq_status read_part(struct reader *reader)
{
    tsq__word word;
    tsq_status status = TSQ_OK;
    if (*reader->scan.at == ';') {
        reader->of_q = false;
        reader->last = TSQ_STATED_COUNT;
        reader->scan.at++;
        return TSQ_OK;
    }
    if ((*reader->scan.at == '[' || *reader->scan.at == '(') && take_bracket(reader, &status)) {
        return status;
    }
    const bool number = *reader->scan.at == '.' && tsq__scan_is_digit(reader->scan.at[1]);
    if (!number && strchr(",.|()[]/:", *reader->scan.at) != NULL) {
        reader->scan.at++;
        return TSQ_OK;
    }
    const size_t length = tsq__scan_word(reader->scan.at, &word);
    return length > 0 ? read_word(reader, &word, length) : read_estimate(reader);
}

tsq_status tsq_statement_read(const char *text, char decimal, tsq_statement *out, tsq_error *err)
{
    struct reader reader = {.scan.decimal = decimal, .last = TSQ_STATED_COUNT, .out = out, .err = err};
    *out = (tsq_statement){.level = 95.0};
    if (!tsq__figure_plain(text, reader.plain, sizeof reader.plain)) {
        return tsq__fail(err, TSQ_E_VALUE, "a statement of more than %d characters", TEXT - 1);
    }
    reader.scan.at = reader.plain;
    tsq_status status = TSQ_OK;
    while (status == TSQ_OK && (tsq__scan_blanks(&reader.scan), *reader.scan.at != '\0')) {
        status = read_part(&reader);
    }
    bool any = false;
    for (size_t i = 0; i < TSQ_STATED_COUNT; i++) {
        any = any || out->has[i];
    }
    if (status == TSQ_OK && !any) {
        status = tsq__fail(err, TSQ_E_VALUE, "there is no number in the statement");
    }
    if (status != TSQ_OK) {
        *out = (tsq_statement){0};
    }
    return status;
}
