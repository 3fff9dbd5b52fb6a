/* What the writers of reproduce share. */
#ifndef TSQ_IO_SHOW_REPRODUCE_H
#define TSQ_IO_SHOW_REPRODUCE_H

#include "io/number.h"

#include <tausq/io.h>

/** A computed number with two digits more than its figure has; TSQ__NUMBER_ROOM bytes. @return text */
char *tsq__show_computed(const tsq_figure *figure, double value, char *text);

/** "meta-4, revman-5": the nearest presets of a combination. @return text */
char *tsq__show_presets(const tsq_combination *combination, char *text, size_t room);

/** Prints the command that gives a combination, but for its edit. */
void tsq__show_command(FILE *stream, const tsq_reproduction *reproduction, const tsq_combination *combination,
                       const char *input);

/** What a part of the search covered, in words. */
const char *tsq__show_part(tsq_search_part part);

#endif
