/* Numbers in texts that no zero ends. */
#ifndef TSQ_BASE_SPAN_H
#define TSQ_BASE_SPAN_H

#include <tausq/data.h>

#include <stddef.h>

/** tsq_number_read for a text of that length without blanks around it and without a zero in it. */
tsq_number_kind tsq__number_span(const char *text, size_t length, char decimal, double *value);

#endif
