/* Which of the rows that look wrong are told. */
#include "lint/exceptions.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

#define MOST_OF_GROUP 0.1
#define TRAIT 3 /* rows of a study with the same finding */

struct candidate {
    size_t row, study;
    double score;
};

static int by_study(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return (x->study > y->study) - (x->study < y->study);
}

static int by_score(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->score < y->score || x->score > y->score) {
        return x->score < y->score ? 1 : -1;
    }
    return (x->row > y->row) - (x->row < y->row);
}

/* Leaves out studies with so many candidates that it is a trait of theirs. @return how many candidates are left */
static size_t without_traits(struct candidate *candidate, size_t n, double *score)
{
    size_t kept = 0;
    qsort(candidate, n, sizeof *candidate, by_study);
    for (size_t i = 0, next; i < n; i = next) {
        for (next = i + 1; next < n && candidate[next].study == candidate[i].study; next++) {
        }
        for (size_t j = i; j < next; j++) {
            if (next - i < TRAIT) {
                candidate[kept++] = candidate[j];
            } else {
                score[candidate[j].row] = NAN;
            }
        }
    }
    return kept;
}

/* Studies of a group, by the numbers of those above the threshold and of all its rows: `all` has room for them. */
static size_t count_studies(const tsq__lint *lint, const tsq_rows *rows, struct candidate *all)
{
    size_t studies = 0;
    for (size_t i = 0; i < rows->n; i++) {
        all[i] = (struct candidate){.study = lint->study_of[rows->row[i]]};
    }
    qsort(all, rows->n, sizeof *all, by_study);
    for (size_t i = 0; i < rows->n; i++) {
        studies += i == 0 || all[i].study != all[i - 1].study;
    }
    return studies;
}

static void thin_out(const tsq__lint *lint, const tsq_rows *rows, double threshold, double *score,
                     struct candidate *candidate)
{
    size_t n = 0;
    const size_t studies = count_studies(lint, rows, candidate);
    for (size_t i = 0; i < rows->n; i++) {
        const size_t row = rows->row[i];
        if (score[row] > threshold) {
            candidate[n++] = (struct candidate){row, lint->study_of[row], score[row]};
        } else {
            score[row] = NAN;
        }
    }
    if (n > 1) {
        const double most = fmax(1.0, floor(MOST_OF_GROUP * (double)studies + 0.5));
        n = without_traits(candidate, n, score);
        qsort(candidate, n, sizeof *candidate, by_score);
        for (size_t i = (size_t)most; i < n; i++) {
            score[candidate[i].row] = NAN;
        }
    }
}

void tsq__lint_keep_exceptions(tsq__lint *lint, const tsq_groups *groups, double threshold, double *score)
{
    struct candidate *candidate = tsq__array(lint->rows.n, sizeof *candidate);
    if (candidate == NULL) {
        lint->failed = true;
        return;
    }
    for (size_t g = 0; g < groups->n; g++) {
        thin_out(lint, &groups->rows[g], threshold, score, candidate);
    }
    free(candidate);
}
