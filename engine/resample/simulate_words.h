/* The words in the columns of a scenario. */
#ifndef TSQ_RESAMPLE_SIMULATE_WORDS_H
#define TSQ_RESAMPLE_SIMULATE_WORDS_H

#include "resample/simulate.h"

/** Fills the complaint, of TSQ_ERROR_TEXT characters; TSQ_E_VALUE. */
tsq_status tsq__scenario_complain(char *complaint, const char *text);

/** "unknown NAME; it is one of a, b, c"; TSQ_E_VALUE. */
tsq_status tsq__scenario_complain_choice(char *complaint, const char *what, size_t n, const char *(*id)(size_t i));

/** The next of some words with `mark` between them, without blanks around it; false after the last. */
bool tsq__scenario_next_word(const char **at, char mark, char *word, size_t room);

/** Reads "REML+knha;DL+z". @retval TSQ_E_VALUE */
tsq_status tsq__scenario_set_methods(tsq_scenario *scenario, const char *text, char *complaint);

#endif
