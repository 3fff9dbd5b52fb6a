/* What a mistyped word of the command line may have meant. */
#include "cli/cli.h"

const char *nearest(const char *word, choice_function *choices)
{
    tsq_guess guess = tsq_guess_begin(word);
    for (size_t i = 0; choices(i) != NULL; i++) {
        tsq_guess_offer(&guess, choices(i));
    }
    return guess.best;
}
