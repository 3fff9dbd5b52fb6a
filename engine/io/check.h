/* What the writers of a check share: verdicts in words. */
#ifndef TSQ_IO_CHECK_H
#define TSQ_IO_CHECK_H

#include "base/text.h"

#include <tausq/io.h>

/** Where a difference comes from, or what it does to the conclusion. */
typedef struct tsq__change {
    unsigned bit;
    const char *id;    /**< "data" */
    const char *words; /**< "the data changed" */
    bool conclusion;
} tsq__change;

/** Change i; NULL after the last. */
const tsq__change *tsq__check_change(size_t i);

/** Id of an outcome: "held", "not_held", "not_computed". */
const char *tsq__check_outcome(tsq_outcome outcome);

/** "estimate is -9.3123, expected -9.29: off by -0.0223 (0.24 %)". One line; appended to the text. */
void tsq__check_message(const tsq_checked *checked, tsq__text *text);

/** "; the data changed; the conclusion changed (direction)"; nothing without changes. */
void tsq__check_changes(const tsq_claim_verdict *verdict, tsq__text *text);

/** "12 claims: 10 hold, 1 does not hold, 1 cannot be computed". */
void tsq__check_count(const tsq_check_report *report, tsq__text *text);

/** "of recorded numbers that differ, the data changed of 57; the conclusion changed of 2"; nothing without any. */
void tsq__check_causes(const tsq_check_report *report, tsq__text *text);

/** What was computed, with some more digits than `expected` has; "none" if there is nothing. */
void tsq__check_computed(const tsq_checked *checked, tsq__text *text);

#endif
