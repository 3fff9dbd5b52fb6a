/* The typography of printed numbers, made plain. */
#ifndef TSQ_VERIFY_FIGURE_TEXT_H
#define TSQ_VERIFY_FIGURE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/** Stands for a space that may part groups of digits. */
#define TSQ__THIN '\v'

/**
 * ASCII for what a figure is written with: '-' for minus signs and dashes, '.' for a middle dot, "<=" and ">=", 'x' for the
 * sign of multiplication, '^' and digits for superscripts, TSQ__THIN for thin and no-break spaces, ' ' for other blanks.
 * Other bytes stay as they are.
 * @return false if `room` bytes do not hold it
 */
bool tsq__figure_plain(const char *text, char *plain, size_t room);

#endif
