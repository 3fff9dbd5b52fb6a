/* Numbers and widths for people: fixed decimals and p-values whatever the locale, code points of a text. */
#ifndef TSQ_IO_NUMBER_H
#define TSQ_IO_NUMBER_H

#include <stddef.h>

/** Room that every function here needs for its text. */
#define TSQ__NUMBER_ROOM 64

/** Decimals that mean "in powers of ten", for numbers too small or too large for fixed ones. */
#define TSQ__SCIENTIFIC (-1)

/** Decimals that show `significant` digits of a number as large as `scale`; 3 where scale is 0 or not finite. */
int tsq__decimals(double scale, int significant);

/** The value with so many decimals; "" for NaN; never "-0.00"; ">1e308" and "<-1e308" for what is beyond double precision, such
 * as the exponential of 900. @return text */
char *tsq__fixed(double value, int decimals, char *text);

/** "p = 0.0123", "p < 0.0001", "p > 0.9999"; "" for NaN. @return text */
char *tsq__p_value(double p, char *text);

/** Code points of a UTF-8 text: the columns that it takes on a terminal, but for wide and combining ones. */
size_t tsq__width(const char *text);

#endif
