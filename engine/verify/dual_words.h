/* Short words for arithmetic with ranges that have derivatives, for .c files that hold formulas; not beside range_words.h. */
#ifndef TSQ_VERIFY_DUAL_WORDS_H
#define TSQ_VERIFY_DUAL_WORDS_H

#include "verify/rounding_cells.h"
#include "verify/rounding_special.h"

typedef struct tsq__dual dual;

#define NUMBER tsq__dual_number
#define ADD tsq__dual_add
#define SUB tsq__dual_subtract
#define MUL tsq__dual_multiply
#define DIV tsq__dual_divide
#define SQUARE tsq__dual_square
#define ROOT tsq__dual_sqrt
#define LOG tsq__dual_log

#endif
