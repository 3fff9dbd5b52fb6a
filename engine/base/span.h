/* Numbers in texts that no zero ends. */
#ifndef TSQ_BASE_SPAN_H
#define TSQ_BASE_SPAN_H

#include <tausq/data.h>

#include <stdbool.h>
#include <stddef.h>

/** tsq_number_read for a text of that length without blanks around it and without a zero in it. `behind`: 8 bytes behind
 *  its end can be read too, which is faster. */
tsq_number_kind tsq__number_span(const char *text, size_t length, bool behind, char decimal, double *value);

/** Room that tsq__number_put needs: it may write behind the end that it returns. */
#define TSQ__NUMBER_PUT 64

/** tsq_number_print without a zero at the end. @return the end of the text */
char *tsq__number_put(double value, char *text);

#endif
