/* Reads files of accuracy cases: case_id,study,yi,vi,x1,x2,...; one row per study, rows of a case together. */
#ifndef TSQ_TEST_CASES_H
#define TSQ_TEST_CASES_H

#include <tausq/fit.h>

#include <stdbool.h>
#include <stdio.h>

/** One case: its name and its studies, moderators one column after the other as tsq_fit takes them. */
typedef struct accuracy_case {
    char *id;
    size_t k, m;
    double *yi, *vi, *X;
} accuracy_case;

typedef struct case_reader case_reader;

/** Opens a file and reads its header; NULL with a message on stderr. */
case_reader *case_reader_new(const char *path);
void case_reader_free(case_reader *reader);

/** The next case, to be freed with accuracy_case_free; false at the end or after an error (see case_reader_failed). */
bool case_reader_next(case_reader *reader, accuracy_case *out);
bool case_reader_failed(const case_reader *reader);

void accuracy_case_free(accuracy_case *item);

/** The view that tsq_fit takes. */
tsq_studies accuracy_case_studies(const accuracy_case *item);

#endif
