/* The table of conventions. */
#ifndef TSQ_EXPLAIN_CONVENTIONS_H
#define TSQ_EXPLAIN_CONVENTIONS_H

#include <tausq/explain.h>

extern const tsq_convention tsq__conventions[];
extern const size_t tsq__conventions_count;

#endif
