/* What the writers of a chain as text share. */
#ifndef TSQ_IO_WHY_TEXT_H
#define TSQ_IO_WHY_TEXT_H

#include <tausq/io.h>

/** One chain being written. */
struct tsq__why_writer {
    FILE *stream;
    const tsq_pool_result *pooled;
    const tsq_why *why;
    const char *file;
    int digits;   /* significant ones */
    size_t depth; /* levels that are shown */
    bool utf8;
    size_t *level;       /* of each node: how far from the quantity */
    bool *written;       /* whether it was shown in full already */
    const char **source; /* those that were named, in their order */
    size_t n_sources;
};

/** A number with the digits asked for; whole ones as they are. @return text */
const char *tsq__why_number(const struct tsq__why_writer *writer, double value, char text[48]);

static inline bool tsq__why_is_of_study(const tsq_why_node *node)
{
    return node->study != TSQ_WHY_NONE;
}

/** The table with a column for each node that has a number for each study, and what is not 0 beside a matrix' diagonal. */
tsq_status tsq__why_studies(const struct tsq__why_writer *writer);

#endif
