/* The marks of stated results: blanks, numbers with what belongs to them, and words. */
#ifndef TSQ_VERIFY_STATEMENT_SCAN_H
#define TSQ_VERIFY_STATEMENT_SCAN_H

#include <tausq/statement.h>

/** A text being read, in the ASCII of verify/figure_text.h. */
typedef struct tsq__scan {
    const char *at;
    char decimal;
} tsq__scan;

void tsq__scan_blanks(tsq__scan *scan);

/** Takes `word` if it comes next. */
bool tsq__scan_take(tsq__scan *scan, const char *word);

bool tsq__scan_is_digit(char c);

/** A number with its comparison before it and its % behind it; false, and nothing taken, where none begins, or one of more
 *  characters than a token has. */
bool tsq__scan_number(tsq__scan *scan, char token[TSQ_STATED_TEXT]);

/** What a word is. */
typedef enum tsq__word_kind {
    WORD_NUMBER,  /**< name of a number */
    WORD_P,       /**< p, of the mean or of Q by where it stands */
    WORD_DF,      /**< degrees of freedom likewise */
    WORD_COUNT,   /**< stands behind its number: studies */
    WORD_CI,      /**< an interval follows */
    WORD_PI,      /**< a prediction interval follows */
    WORD_NOISE,   /**< says nothing of its own */
    WORD_MEASURE, /**< name of a measure */
    WORD_UNKNOWN
} tsq__word_kind;

typedef struct tsq__word {
    tsq__word_kind kind;
    tsq_stated number;
    const tsq_effect_measure *measure;
} tsq__word;

/** The word, or the words of a measure's name, that stand at `at`; their length, 0 if no word begins there. */
size_t tsq__scan_word(const char *at, tsq__word *word);

#endif
