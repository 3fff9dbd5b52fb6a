/* Claims computed by the commands that they name: each distinct analysis once, on all cores. */
#ifndef TSQ_CLI_CLAIM_RUNS_H
#define TSQ_CLI_CLAIM_RUNS_H

#include "cli/capture.h"
#include "cli/words.h"

/** A claims file that was read. */
struct claims_file {
    const char *path;
    tsq_table *table;
    tsq_claims claims;
};

tsq_status claims_file_read(const char *path, const tsq_csv_options *csv, struct claims_file *out, tsq_error *err);
void claims_file_free(struct claims_file *file);

/** The data file of a claim, from where the program runs; NULL where it names none (*ok) or memory is out. Free it. */
char *claim_data_path(const char *claims_path, const char *data, bool *ok);

/** The options of a run as a baseline records them: the command, then options by name. NULL if memory is out. Free it. */
char *recorded_options(const struct settings *settings);

/** The same of args and where that are no options of the program, as they stand. */
char *recorded_words(const char *args, const char *where);

/** The same of the run that a claim's args and where stand for. E_USAGE, E_MEMORY. */
tsq_status claim_options(const char *args, const char *where, char **options, tsq_error *err);

/**
 * Judges claims: `checked` has claim and file, verdicts are filled in. What cannot be computed is so by its verdict.
 * @param rounding --rounding for claims that have none of their own; NULL: none
 * @retval TSQ_E_STOPPED interrupted
 * @retval TSQ_E_MEMORY
 */
tsq_status claims_check(const struct claims_file *files, tsq_checked *checked, size_t n, const char *rounding,
                        const tsq_run *run, tsq_error *err);

#endif
