/* Texts of options into words and back, as a shell does it. */
#ifndef TSQ_CLI_WORDS_H
#define TSQ_CLI_WORDS_H

#include "cli/cli.h"

/** Words of a text. Free with words_free. */
struct words {
    char *text;
    char **word; /* into text */
    size_t n;
};

/** Splits at blanks; 'single' and "double" quotes and backslashes keep them. Nothing is expanded.
 *  @retval TSQ_E_USAGE a quote is never closed, or the text ends in a backslash
 *  @retval TSQ_E_MEMORY */
tsq_status words_split(const char *text, struct words *out, tsq_error *err);

/** Splits at ';' outside of "double" quotes; blanks around the parts do not count, nor do parts without anything. */
tsq_status words_conditions(const char *text, struct words *out, tsq_error *err);

void words_free(struct words *words);

#endif
