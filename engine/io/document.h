/* What the files share that find quantities in results read back from JSON. */
#ifndef TSQ_IO_DOCUMENT_H
#define TSQ_IO_DOCUMENT_H

#include <tausq/io.h>

#include <jansson.h>

struct tsq_document {
    json_t *root;
};

/** tsq_document_find without transformations: the result is asked, then the whole document. */
tsq_status tsq__document_find(const json_t *result, const json_t *root, const char *quantity, tsq_computed *out,
                              tsq_error *err);

#endif
