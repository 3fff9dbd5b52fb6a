/* What the reading of moderators and the building of their matrix share. */
#ifndef TSQ_DATA_MODERATORS_H
#define TSQ_DATA_MODERATORS_H

#include <tausq/design.h>

#include <stdint.h>

/** A column that stands in a term. */
typedef struct tsq__variable {
    size_t column;
    bool factor;
    bool numbers;    /* all its cells that are not missing are numbers */
    char *name;      /* as coefficients begin: "arm", "factor(arm)" */
    char *reference; /* the level asked for; NULL: the first */
} tsq__variable;

enum { TSQ__MOST_VARIABLES = 64, TSQ__MOST_TERMS = 1024 };

/** Terms are sets of variables, one bit each, in the order of R: by how many they are. */
struct tsq_moderators {
    const tsq_table *table;
    size_t n_variables, n_terms;
    tsq__variable variable[TSQ__MOST_VARIABLES];
    uint64_t term[TSQ__MOST_TERMS];
};

/** Sets the variables and terms by their text; those whose cells say what they are, are not yet looked at. Errors of
 *  tsq_moderators_new; what there is then is the caller's to free. */
tsq_status tsq__moderators_read(tsq_moderators *moderators, const char *text, tsq_error *err);

/** A cell as a level: a number, or a text without outer blanks. */
typedef struct tsq__level {
    double number;    /* where the variable is of numbers */
    const char *text; /* not ended; borrowed from the table */
    size_t length;
} tsq__level;

tsq__level tsq__level_of(const tsq_table *table, size_t row, const tsq__variable *variable);

/** The reference level asked for, as a level of its variable. False if that is of numbers and it is none. */
bool tsq__level_asked(const tsq__variable *variable, char decimal, tsq__level *level);

/** Order of levels: by number, or as in a dictionary. */
int tsq__level_compare(const tsq__variable *variable, const tsq__level *a, const tsq__level *b);

/** The levels of a factor in some rows, the reference first, and which each row has. */
typedef struct tsq__factor {
    tsq__level *level;
    size_t n;
    size_t *of; /* of each row */
} tsq__factor;

/**
 * @param[in,out] factor zero; free `level` and `of`, also after an error
 * @retval TSQ_E_MODEL no row has the reference level
 * @retval TSQ_E_RANK all rows have the same level
 * @retval TSQ_E_MEMORY
 */
tsq_status tsq__factor_find(const tsq_table *table, const tsq_rows *rows, const tsq__variable *variable,
                            tsq__factor *factor, tsq_error *err);

#endif
