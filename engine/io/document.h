/* What the files share that find quantities in results read back from JSON. */
#ifndef TSQ_IO_DOCUMENT_H
#define TSQ_IO_DOCUMENT_H

#include "base/index.h"

#include <tausq/io.h>

#include <jansson.h>

/** Elements of a list by what they are called. Free with tsq__names_free. */
typedef struct tsq__names {
    const json_t *list;
    const char *key;  /**< the member that is the name */
    tsq__index index; /**< of the different names */
    struct tsq__name {
        size_t first, n; /**< elements that are called so */
    } * name;
} tsq__names;

/** False, and nothing to free, if memory is out. What is no list has no elements. */
bool tsq__names_make(const json_t *list, const char *key, tsq__names *out);
/** The first element of that name, or of that number, and how many there are; NULL if there is none. */
const json_t *tsq__names_find(const tsq__names *names, const char *text, size_t *n);
void tsq__names_free(tsq__names *names);

struct tsq_document {
    json_t *root;
    const json_t *result; /**< the one result, the document itself where a command lists none; NULL: several, or none */
    tsq__names study, line; /**< its studies, or rows */
    tsq__names coefficient, omitted_study, omitted_line;
};

/** tsq_document_find without transformations: the result is asked, then the whole document. */
tsq_status tsq__document_find(const tsq_document *document, const json_t *result, const char *quantity,
                              tsq_computed *out, tsq_error *err);

#endif
