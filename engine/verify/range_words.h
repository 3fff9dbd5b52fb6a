/* Short words for arithmetic with ranges, for .c files that hold formulas; not beside dual_words.h. */
#ifndef TSQ_VERIFY_RANGE_WORDS_H
#define TSQ_VERIFY_RANGE_WORDS_H

#include "verify/range.h"

#define POINT tsq__range_point
#define ADD tsq__range_add
#define SUB tsq__range_subtract
#define MUL tsq__range_multiply
#define DIV tsq__range_divide
#define SQ tsq__range_square
#define SCALE tsq__range_scale
#define NEGATE tsq__range_negate
#define MEET tsq__range_meet

#endif
