/* What reproduce looks for, from a claims file. */
#ifndef TSQ_CLI_REPRODUCE_CLAIMS_H
#define TSQ_CLI_REPRODUCE_CLAIMS_H

#include "cli/claim_line.h"
#include "cli/claim_runs.h"

/** What the settings and a statement borrow from. Free with claimed_free after them. */
struct claimed {
    struct claims_file file;
    struct claim_line line; /* of the claim that --id names */
    size_t line_number;
    char *path; /* of its data */
};

/** The numbers that the claim of --id and all others of the same data, where and args state, as one statement; data, rows, and
 *  how columns are read go into the settings. E_USAGE without such a claim; free also after an error. */
tsq_status claimed_read(struct settings *settings, struct claimed *out, tsq_statement *statement, tsq_error *err);
/** Whether the claim's where and --by leave one analysis of its data. What is wrong with them is TSQ_E_VALUE, at its line. */
tsq_status claimed_check(const struct claimed *claimed, const tsq_table *table, tsq_error *err);
void claimed_free(struct claimed *claimed);

#endif
