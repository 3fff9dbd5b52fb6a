/* Which columns of a scenario say what is true. */
#ifndef TSQ_IO_TRUTH_H
#define TSQ_IO_TRUTH_H

#include <tausq/io.h>

#include <string.h>

/** All but its name, methods and replicates. */
static inline bool tsq__is_truth(size_t column)
{
    const char *id = tsq_scenario_column_at(column)->id;
    return strcmp(id, "scenario") != 0 && strcmp(id, "methods") != 0 && strcmp(id, "reps") != 0;
}

#endif
