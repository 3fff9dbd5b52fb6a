/* Files in and out: the strict CSV reader, atomic output, and the writers of results. */
#ifndef TAUSQ_IO_H
#define TAUSQ_IO_H

#include <tausq/explain.h>
#include <tausq/lint.h>
#include <tausq/pool.h>
#include <tausq/reproduce.h>
#include <tausq/resample.h>
#include <tausq/rounding.h>
#include <tausq/simulate.h>
#include <tausq/verify.h>
#include <tausq/why.h>

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How a CSV file is read. */
typedef struct tsq_csv_options {
    char delimiter; /**< ',' ; any one ASCII character but quote, CR, LF, NUL */
    char decimal;   /**< '.' or ','; must differ from the delimiter */
} tsq_csv_options;
#define TSQ_CSV_OPTIONS_INIT                                                                                           \
    {                                                                                                                  \
        .delimiter = ',', .decimal = '.'                                                                               \
    }

/**
 * Reads a CSV file: RFC 4180, UTF-8 with or without BOM, header row required, CRLF or LF, quoted fields, final
 * newline optional, lines with nothing but blanks skipped.
 *
 * One thing is more tolerant than RFC 4180: spaces and tabs around a field do not belong to it, as in "study, yi".
 * Those inside quotes do, so that every text can be written. Line numbers are those of the file, also where quoted
 * fields hold newlines; an error in a row names the line where the row begins.
 *
 * Memory is proportional to the file; nothing is cut off or guessed.
 *
 * @param path file name, or "-" for standard input
 * @param[out] sha256 64 hexadecimal digits and a zero, of all bytes, also where they are no table; "" if the file cannot be
 *             read. May be NULL
 * @retval TSQ_E_FILE   cannot be opened or read (the text says why)
 * @retval TSQ_E_EMPTY  no header row, or no data row
 * @retval TSQ_E_CSV    ragged row, NUL byte, stray or unterminated quote, invalid UTF-8, a CR that ends no line:
 *                      "file:line: ..."
 * @retval TSQ_E_COLUMN empty or duplicate column name: "file:line: ..." with the numbers of the columns
 * @retval TSQ_E_OPTION a delimiter or decimal mark that cannot be
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_csv_read(const char *path, const tsq_csv_options *options, char *sha256,
                                               tsq_table **out, tsq_error *err);

/** The same from memory; `source` is the name for messages. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_csv_read_memory(const char *bytes, size_t length, const char *source,
                                                      const tsq_csv_options *options, char *sha256, tsq_table **out,
                                                      tsq_error *err);

/** Output that appears whole or not at all: a temporary file beside the target, renamed when it is complete. */
typedef struct tsq_output tsq_output;

/**
 * Opens an output. A file that is there keeps its contents until tsq_output_commit, and its mode; a new one gets its
 * mode from the umask. Symbolic links are followed. What is no regular file (a pipe, /dev/null) is written directly.
 *
 * @param path target, or NULL for standard output
 * @retval TSQ_E_FILE "path: why", if it cannot be written
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_output_open(const char *path, tsq_output **out, tsq_error *err);
/**
 * The same into memory: nothing is there before tsq_output_commit.
 * @param[out] bytes  NULL until then; then what was written, with a zero behind it, to be freed with free. Both live as
 *                    long as the output
 * @retval TSQ_E_MEMORY
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_output_open_memory(char **bytes, size_t *length, tsq_output **out,
                                                         tsq_error *err);
/** The stream to write to. */
TSQ_API FILE *tsq_output_stream(tsq_output *output);
/** Flushes, checks every write, renames. On failure nothing is left behind, and the text says why. Frees. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_output_commit(tsq_output *output, tsq_error *err);
/** Throws the output away. Frees; NULL is fine. */
TSQ_API void tsq_output_abandon(tsq_output *output);
/**
 * Opens an output that outlives a crash, for tsq_batch with a tsq_keeper: it grows in "PATH.tausq-part", which
 * tsq_output_commit renames.
 *
 * @param go_on what an earlier run left is kept: that file, or else `path` itself, which is then written directly
 * @retval TSQ_E_OPTION it is no regular file
 * @retval TSQ_E_FILE   "path: why"; with go_on also if there is neither
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_output_open_kept(const char *path, bool go_on, tsq_output **out, tsq_error *err);
/** Closes such an output and leaves it for a later run. Frees; NULL is fine. */
TSQ_API void tsq_output_leave(tsq_output *output);

/** A file that keeps the states of a long computation: the tsq_keeper (tausq/run.h) that most want. */
typedef struct tsq_checkpoint tsq_checkpoint;

/**
 * Opens a checkpoint: reads what an earlier run left in it, or begins one. The file is replaced whole, so that there is
 * a complete one at any time.
 *
 * @param seconds between two writings, more if one takes long; 0: after every chunk
 * @retval TSQ_E_FILE "path: why": it cannot be read or written, is no checkpoint, is damaged, or is from another version
 *                    or kind of machine; it is then left as it was
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_checkpoint_open(const char *path, double seconds, tsq_checkpoint **out,
                                                      tsq_error *err);
/** What tsq_run.keeper takes; lives as long as the checkpoint. */
TSQ_API tsq_keeper *tsq_checkpoint_keeper(tsq_checkpoint *checkpoint);
/** Ends its use. `done`: the computation is complete, and the file is removed; it also is if no state was kept. Frees;
 *  NULL is fine. */
TSQ_API void tsq_checkpoint_close(tsq_checkpoint *checkpoint, bool done);

/** A result that a command wrote as JSON, read back. */
typedef struct tsq_document tsq_document;

/** @retval TSQ_E_VALUE no JSON (the text says where)
 *  @retval TSQ_E_MEMORY */
TSQ_API TSQ_USE_RESULT tsq_status tsq_document_read(const char *bytes, size_t length, tsq_document **out,
                                                    tsq_error *err);
/** NULL is fine. */
TSQ_API void tsq_document_free(tsq_document *document);

/**
 * A quantity of a result: a key ("estimate"), keys and places with dots between them ("counts_tests.cmh.pval",
 * "stationary.0.tau2"), "coef.NAME.KEY" of a coefficient, "study.LABEL.KEY" of the study (of `effects`: the row) with that
 * label, "line.N.KEY" of that on a line of the data, "flag.NAME": 1 if the result has the flag, else 0. Where the result
 * has no such key, the whole document is asked ("input.rows"). In a list a name stands for the element that bears it.
 * "exp(KEY)" and the like are numbers by a back-transformation that needs nothing else (tsq_transform_at).
 *
 * @param[out] out null is TSQ_COMPUTED_NONE, true and false are 1 and 0; the text lives as long as the document
 * @retval TSQ_E_MODEL  the document has several results, or none, or the model could not be estimated
 * @retval TSQ_E_COLUMN there is no such quantity (with the nearest one); an object or a list; a study without effect
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_document_find(const tsq_document *document, const char *quantity,
                                                    tsq_computed *out, tsq_error *err);

/** A number of a result, by the name that tsq_document_find knows. */
typedef void tsq_document_visit(void *context, const char *quantity, double number);

/**
 * Every number of result i (of the list "results"): its keys and those within its objects, then coef.NAME.KEY of each
 * coefficient, then yi, vi and weight of each study, line.N.KEY where its label is not its own. Lists of other things and what is null are
 * passed over.
 * @return false if there is no such result, or memory is out
 */
TSQ_API TSQ_USE_RESULT bool tsq_document_each(const tsq_document *document, size_t i, tsq_document_visit *visit,
                                              void *context);

/**
 * The range that the rounding of the inputs leaves to a quantity, where the document has one.
 * @param quantity as of tsq_document_find
 * @return whether it has; both ends are finite then
 */
TSQ_API bool tsq_document_range(const tsq_document *document, const char *quantity, double *lb, double *ub);

/** What the writers need besides the report. */
typedef struct tsq_write_options {
    int digits;            /**< decimals of text and markdown, -1: choose by the size of the standard error */
    bool forest;           /**< text: forest plot in the study table */
    bool utf8;             /**< text: characters beyond ASCII allowed */
    const char *transform; /**< "auto" (the measure's), "none", or one of tsq_transform_at */
    double size; /**< for transformations of pooled estimates that need one; 0: the harmonic mean of the studies' */
    const char *input; /**< file name, and SHA-256 of its bytes ("" if not known) */
    const char *sha256;
    const char *version;          /**< of the program */
    const tsq_rounding *rounding; /**< of each result of a pooled report; NULL: none */
} tsq_write_options;

/* Writers of a pooled report and of effects. Each writes to `stream` and leaves its errors to tsq_output_commit;
 * E_MEMORY is the only other failure. */
/** A report to read first: question, estimate, heterogeneity, study table, flags and warnings in words. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_pool_text(FILE *stream, const tsq_pool_report *report,
                                                      const tsq_write_options *options);
/** The JSON object "tausq.pool/1"; quantities that do not exist are null. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_pool_json(FILE *stream, const tsq_pool_report *report,
                                                      const tsq_write_options *options);
/** One CSV row per analysis; numbers read back as the same doubles. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_pool_csv(FILE *stream, const tsq_pool_report *report,
                                                     const tsq_write_options *options);
/** The report as markdown tables. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_pool_markdown(FILE *stream, const tsq_pool_report *report,
                                                          const tsq_write_options *options);
/** The input columns, then yi, vi, sei, ci_lb, ci_ub and how each row was derived. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_effects_csv(FILE *stream, const tsq_table *table,
                                                        const tsq_effects *effects, const tsq_write_options *options);
/** One JSON object per row: study, line, yi, vi, sei, ci_lb, ci_ub, derived. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_effects_json(FILE *stream, const tsq_table *table,
                                                         const tsq_effects *effects, const tsq_write_options *options);
/** A table of the effects for reading. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_effects_text(FILE *stream, const tsq_table *table,
                                                         const tsq_effects *effects, const tsq_write_options *options);

/** The covariance matrix of the effects of every group, long, without its zeros: the columns of --by, then study_i, line_i,
 * study_j, line_j and cov, a row for each variance and one for each pair of contrasts that share a control (i above j). */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_covariance_csv(FILE *stream, const tsq_pool_report *report);
/** The same of effects that are in no groups. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_effects_covariance_csv(FILE *stream, const tsq_effects *effects,
                                                                   const tsq_effects_pairs *pairs);

/** The findings of lint, each with what it probably is and what the fix would change, and their number. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_lint_text(FILE *stream, const tsq_lint_report *report,
                                                      const tsq_write_options *options);
/** The JSON object "tausq.lint/1"; what does not exist is null. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_lint_json(FILE *stream, const tsq_lint_report *report,
                                                      const tsq_write_options *options);
/** One CSV row per finding; numbers read back as the same doubles. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_lint_csv(FILE *stream, const tsq_lint_report *report,
                                                     const tsq_write_options *options);
/** The findings as a markdown table. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_lint_markdown(FILE *stream, const tsq_lint_report *report,
                                                          const tsq_write_options *options);
/** What a search found: whether the claim agrees with itself, the answers, or the nearest. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_reproduce_text(FILE *stream, const tsq_reproduction *reproduction,
                                                           const tsq_write_options *options);
/** The JSON object "tausq.reproduce/1"; what does not exist is null. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_reproduce_json(FILE *stream, const tsq_reproduction *reproduction,
                                                           const tsq_write_options *options);
/** One CSV row per combination: the answers with the others of the same numbers behind each, or the nearest. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_reproduce_csv(FILE *stream, const tsq_reproduction *reproduction,
                                                          const tsq_write_options *options);
/** A walk between conventions: a table for each group, whose columns add up, and notes. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_explain_text(FILE *stream, const tsq_explanation *explanation,
                                                         const tsq_write_options *options);
/** The same as markdown. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_explain_markdown(FILE *stream, const tsq_explanation *explanation,
                                                             const tsq_write_options *options);
/** The JSON object "tausq.explain/1". */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_explain_json(FILE *stream, const tsq_explanation *explanation,
                                                         const tsq_write_options *options);
/** One CSV row for each point of each group, with the change that led to it. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_explain_csv(FILE *stream, const tsq_explanation *explanation,
                                                        const tsq_write_options *options);

/** The subsets of each group of a report: gosh has as many as the report has results, blank where there was no fit.
 *  `partial`: the last of them was stopped before its end. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_gosh_text(FILE *stream, const tsq_pool_report *report, const tsq_gosh *gosh,
                                                      bool partial, const tsq_write_options *options);
/** The same as markdown. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_gosh_markdown(FILE *stream, const tsq_pool_report *report,
                                                          const tsq_gosh *gosh, bool partial,
                                                          const tsq_write_options *options);
/** The JSON object "tausq.gosh/1". */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_gosh_json(FILE *stream, const tsq_pool_report *report, const tsq_gosh *gosh,
                                                      bool partial, const tsq_write_options *options);
/** The head of the CSV of subsets: the columns of --by, then k, estimate, se, ci_lb, ci_ub, tau2, I2, QE, studies; with
 *  moderators k, tau2, I2, QE, QM, studies, and coef.NAME.estimate, .se, .ci_lb and .ci_ub of each coefficient. */
TSQ_API void tsq_write_subset_head(FILE *stream, const tsq_pool_report *report);
/** A row of it: numbers read back as the same doubles; studies is a text of 0 and 1, one for each study of the group. */
TSQ_API void tsq_write_subset(FILE *stream, const tsq_pool_report *report, size_t result, const tsq_subset *subset);

/** The permutation test of each group of a report: as many as the report has results, blank where there was no fit. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_permute_text(FILE *stream, const tsq_pool_report *report,
                                                         const tsq_permute *permute, const tsq_write_options *options);
/** The same as markdown. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_permute_markdown(FILE *stream, const tsq_pool_report *report,
                                                             const tsq_permute *permute,
                                                             const tsq_write_options *options);
/** The JSON object "tausq.permute/1". */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_permute_json(FILE *stream, const tsq_pool_report *report,
                                                         const tsq_permute *permute, const tsq_write_options *options);
/** The head of the CSV of arrangements: the columns of --by, then number, estimate, statistic, tau2, flipped; with
 *  moderators number, tau2, QM, from, and coef.NAME.estimate and coef.NAME.statistic of each coefficient. */
TSQ_API void tsq_write_arrangement_head(FILE *stream, const tsq_pool_report *report);
/** A row of it: flipped is a text of 0 and 1, one for each study of the group; `from` has for each study the number, from 1, of
 *  the one whose moderators it has. */
TSQ_API void tsq_write_arrangement(FILE *stream, const tsq_pool_report *report, size_t result,
                                   const tsq_arrangement *arrangement);
/** A simulation: one row for each scenario and method, and the largest Monte Carlo errors. `partial`: it was stopped
 *  before its end. options->input: the grid, "" if there is none. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_simulation_text(FILE *stream, const tsq_simulation *simulation,
                                                            bool partial, const tsq_write_options *options);
/** The same as markdown. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_simulation_markdown(FILE *stream, const tsq_simulation *simulation,
                                                                bool partial, const tsq_write_options *options);
/** The JSON object "tausq.simulate/1". */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_simulation_json(FILE *stream, const tsq_simulation *simulation,
                                                            bool partial, const tsq_write_options *options);
/** One CSV row per scenario and method: the scenario, method, reps, then each quantity with its Monte Carlo error. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_simulation_csv(FILE *stream, const tsq_simulation *simulation);

/** The bootstrap of each group of a report: as many as the report has results, zero where there was no fit. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_boot_text(FILE *stream, const tsq_pool_report *report, const tsq_boot *boot,
                                                      const tsq_write_options *options);
/** The same as markdown. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_boot_markdown(FILE *stream, const tsq_pool_report *report,
                                                          const tsq_boot *boot, const tsq_write_options *options);
/** The JSON object "tausq.boot/1". */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_boot_json(FILE *stream, const tsq_pool_report *report, const tsq_boot *boot,
                                                      const tsq_write_options *options);
/** The head of the CSV of replicates: the columns of --by, then number, k, distinct, estimate, se, tau2, se_tau2, I2,
 * times (how often each study is in it, with blanks between them; empty if parametric). */
TSQ_API void tsq_write_replicate_head(FILE *stream, const tsq_pool_report *report);
/** A row of it; cells of what a replicate has not are empty. */
TSQ_API void tsq_write_replicate(FILE *stream, const tsq_pool_report *report, size_t result,
                                 const tsq_replicate *replicate);

/** The chain of a quantity in each result of a report, as many as there are, zero where there was no fit: the number, what
 *  it was computed from, and so on to the cells. `depth`: so many levels below the quantity, 0 for all. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_why_text(FILE *stream, const tsq_pool_report *report, const tsq_why *why,
                                                     size_t depth, const tsq_write_options *options);
/** The JSON object "tausq.why/1". */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_why_json(FILE *stream, const tsq_pool_report *report, const tsq_why *why,
                                                     const tsq_write_options *options);

/* ---- batch: many analyses in one pass ------------------------------------------------------------------------- */

/** What to read and to fit; start from TSQ_BATCH_INIT. Texts are borrowed. */
typedef struct tsq_batch_options {
    tsq_csv_options csv;
    bool libcsv;      /**< read by libcsv alone; else plain rows are read by a faster reader, with the same result */
    bool wide;        /**< one row is one analysis, and studies have columns yiX with viX or seiX for some text X */
    const char *by;   /**< comma-separated columns that name the analysis; wide: NULL for all other columns */
    const char *join; /**< rows of several files with the same texts in these columns are one analysis */
    const char *const *where; /**< n_where conditions as of tsq_table_where */
    size_t n_where;
    const char *const *map; /**< n_map texts ROLE=COLUMN for yi, vi, sei; wide: the beginning of the columns' names */
    size_t n_map;
    const char *mask; /**< column of 1 and 0: rows with 0 are left out; wide: a digit for each study */
    const char *flip; /**< column of 1 and -1 by which yi is multiplied; wide: + or - for each study */
    const char
        *alleles;  /**< two columns, effect allele and other allele: yi is turned to those of the group's first row */
    size_t window; /**< a group in long format is closed so many rows after its first; 0: no limit */
    bool na_fail;  /**< a missing needed value is an error */
    /** Long format: effects come from the columns of roles, and with their fits are those of tsq_pool with these options, of
     * which where and by do not count; NULL: from yi with vi or sei. Without flip, alleles and join. */
    const tsq_pool_options *pool;
    const char *measure_column; /**< with pool: column with each analysis' measure; where it is empty pool->measure */
    const char *fields;         /**< comma-separated; NULL: TSQ_BATCH_FIELDS */
    tsq_fit_options fit;        /**< intervals of tau2 and prediction intervals are formed where fields ask for them */
    const char *output;         /**< what errors call the stream; NULL: "output" */
    uint64_t
        identity; /**< for run->keeper: a digest of all of these by the caller, who has them as text; a kept state with
                        * another one is refused */
} tsq_batch_options;
#define TSQ_BATCH_FIELDS "k,estimate,se,ci_lb,ci_ub,pval,tau2,I2,QE,QE_p,flags"
#define TSQ_BATCH_INIT                                                                                                 \
    {                                                                                                                  \
        .csv = TSQ_CSV_OPTIONS_INIT, .window = 1000000, .fit = TSQ_FIT_OPTIONS_INIT                                    \
    }

/** What a batch did. */
typedef struct tsq_batch_report {
    uint64_t rows;          /**< data rows read */
    uint64_t omitted;       /**< studies without a usable effect, not counting absent ones; the first at: */
    uint64_t contradicting; /**< rows whose sei is not the root of their vi; the first at: */
    size_t omitted_line, contradicting_line;
    size_t omitted_file, contradicting_file; /**< which of the files that line is in */
    uint64_t analyses, estimated;
    uint64_t differing; /**< analyses with studies that were left out for their alleles */
    uint64_t warnings;  /**< of tsq_pool, but for those about omitted rows; with options->pool */
    tsq_error warning;  /**< the text of the first */
    tsq_error failure;  /**< of the first analysis without an estimate; else its code is OK */
} tsq_batch_report;

/** Field i that tsq_batch_options.fields takes; NULL after the last. Static storage. */
TSQ_API const char *tsq_batch_field(size_t i);
/** What field i is; NULL after the last. Static storage. */
TSQ_API const char *tsq_batch_field_meaning(size_t i);

/**
 * Reads CSV files of any length and writes one row for each analysis, as tsq_pool would estimate it alone, to the bit:
 * the columns that name it, then options->fields. Analyses come in the order in which they first appear, in a join in the
 * order in which they are complete and then those that are in some files only. The output does not depend on the number of
 * threads.
 *
 * Memory holds the open groups (long format: options->window rows; a join: the keys that are not yet there in all files).
 * By the hashes of closed groups one that comes again is found: of the last some ten thousand at once, of those before, which
 * are in a file of tmpfile with 16 bytes each, at the end, when its second result may have been written. With run->keeper all
 * are in memory, 8 bytes each and their room.
 *
 * An effect that tsq_pool would leave out (missing, standard error 0, too large) is left out of its analysis. An analysis
 * that cannot be estimated has the name of the status in `flags`.
 *
 * @param paths  n files, "-" for standard input; several only with options->join
 * @param run    NULL for the defaults; progress in rows. Ranks beyond 0 open no file and write nothing
 * @param stream with run->keeper a regular file open for reading too, at its beginning: empty, or what a run before has
 *               written, which is cut back to what the kept state knows of
 * @param[out] report also filled with TSQ_E_STOPPED
 * @retval TSQ_E_OPTION  fields, or options that do not go together; with run->keeper a file that is none that can be read
 *                       again, a state of other files or options, an output that is not that of the state
 * @retval TSQ_E_VALUE   a cell that is no number, a negative variance; a row of a group that was closed; a key twice in one
 *                       file of a join: "file:line: ..."
 * @retval TSQ_E_STOPPED by run->progress; what was written is whole up to some analysis
 *         and those of tsq_csv_read, tsq_table_where and tsq_flow_run
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_batch(const char *const *paths, size_t n, const tsq_batch_options *options,
                                            const tsq_run *run, FILE *stream, tsq_batch_report *report, tsq_error *err);

/** A word of a command line, in quotes where a shell would not take it as it stands. */
TSQ_API void tsq_write_word(FILE *stream, const char *word);

/** A claims table: the columns of a claim, then sha256, version, options and mcid. */
TSQ_API void tsq_write_claims(FILE *stream, const tsq_claim *claim, size_t n);
/** What a check found: one line for each claim and a count; `quiet`: only those that do not hold. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_check_text(FILE *stream, const tsq_check_report *report, bool quiet,
                                                       const tsq_write_options *options);
/** The same as markdown, for the summary of a job. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_check_markdown(FILE *stream, const tsq_check_report *report, bool quiet,
                                                           const tsq_write_options *options);
/** The JSON object "tausq.check/1". */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_check_json(FILE *stream, const tsq_check_report *report,
                                                       const tsq_write_options *options);
/** JUnit's XML: a suite for each claims file, a case for each claim. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_check_junit(FILE *stream, const tsq_check_report *report,
                                                        const tsq_write_options *options);
/** The Test Anything Protocol, version 14. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_check_tap(FILE *stream, const tsq_check_report *report,
                                                      const tsq_write_options *options);
/** SARIF 2.1.0: a result for each claim that does not hold, at its line of the claims file. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_write_check_sarif(FILE *stream, const tsq_check_report *report,
                                                        const tsq_write_options *options);

#ifdef __cplusplus
}
#endif
#endif
