/* The parts of `batch`: what is read of a file, blocks of rows and of analyses, the groups that are open. */
#ifndef TSQ_IO_BATCH_H
#define TSQ_IO_BATCH_H

#include "base/bytes.h"
#include "base/marks.h"
#include "base/span.h"
#include "base/text.h"
#include "base/word.h"

#include <tausq/io.h>

#include <string.h>

/* ---- cells ------------------------------------------------------------------------------------------------------ */

/** A cell as it stands in a block: blanks around it and quotes do not belong to it; no zero behind it. */
typedef struct tsq__batch_cell {
    const char *at;
    size_t length;
} tsq__batch_cell;

/** Where the numbers of a study stand among the cells that are read; -1: nowhere. */
typedef struct tsq__batch_study {
    int yi, vi, sei;
} tsq__batch_study;

/** What is read of a file. */
typedef struct tsq__batch_plan {
    const char *name; /* of the file, for messages */
    const tsq_batch_options *options;
    tsq_table *head; /* its header: no rows */
    size_t n_read;   /* columns that are read, in increasing order */
    size_t *read;
    size_t n_key; /* among them those that name the analysis, in the order of the output */
    int *key;
    size_t n_studies; /* one in long format */
    tsq__batch_study *study;
    int mask, flip, allele[2];
    size_t n_raw; /* with options->pool: columns that play a role, or say the measure, in the order of the table */
    int *raw;
    bool directions; /* whether the sets are to have them */
} tsq__batch_plan;

/** Makes the plan from the first bytes of a file, which hold its header.
 *  @param[out] used bytes, and lines, up to the end of the header */
tsq_status tsq__batch_plan_make(const char *name, const char *bytes, size_t length, const tsq_batch_options *options,
                                tsq__batch_plan *plan, size_t *used, size_t *lines, tsq_error *err);
void tsq__batch_plan_free(tsq__batch_plan *plan);
/** Wide format: the columns of the studies, and without --by those that name the analysis. Part of tsq__batch_plan_make. */
tsq_status tsq__batch_plan_wide(tsq__batch_plan *plan, tsq_error *err);
/** Whether there is a column of an effect in wide format: yi1. */
bool tsq__batch_looks_wide(const tsq__batch_plan *plan);

/* ---- blocks ----------------------------------------------------------------------------------------------------- */

/** A row of long format. What is not used has yi NaN; then vi is NaN where it counts as left out. */
typedef struct tsq__batch_row {
    double yi, vi;
    uint64_t hash;
    size_t line;
    uint32_t key, key_length;   /* in the block's text: cells of the key, each with its zero */
    uint32_t rest, rest_length; /* likewise both alleles; or the raw cells, nothing for a row that is left out */
    uint64_t alleles;           /* their class and direction */
} tsq__batch_row;

/** Rows of output of groups that are not yet written. */
typedef struct tsq__batch_page {
    struct tsq__batch_page *next, *made; /* among those unused; among all */
    tsq__text text;
    size_t uses; /* how many groups have theirs in it */
} tsq__batch_page;

/** Rows of one key that stand together, or a group that was closed: what a set is of. */
typedef struct tsq__batch_run {
    uint64_t hash;
    size_t line; /* of the first row */
    uint32_t n_rows, key_length;
    bool odd;              /* rows are left out, or not on lines one behind the other: behind the key stands where */
    bool done;             /* its row of output is there, before `work` on the block */
    int32_t status;        /* of its fit, then */
    uint32_t at, length;   /* that row; of one that is not done its length, after `work` */
    tsq__batch_page *page; /* where it stands; NULL: in `done` of the sets */
} tsq__batch_run;

/** Analyses: analysis i has the studies begin[i] .. begin[i + 1] - 1. */
typedef struct tsq__batch_sets {
    size_t n, capacity;
    struct tsq__batch_set {
        size_t begin, key; /* key: in the text */
        size_t direction;  /* in the directions, up to those of the next set */
        size_t omitted;
        uint32_t flags;
        const tsq_effect_measure *measure; /* NULL: of the effects as they are */
    } * set;
    size_t n_studies, studies_capacity;
    double *yi, *vi;
    tsq_brief *brief;
    tsq__text text;       /* the cells that name an analysis, each with its zero */
    tsq__text directions; /* of each study + - 0, or ? where it is left out */
    /* Rows with raw cells: the line as a size_t, then the cells, each with its zero. Then `begin` and n_studies count
     * these rows, and yi and vi are not used. */
    tsq__text raw;
    size_t n_done;                /* analyses whose row of output is there */
    size_t n_runs, runs_capacity; /* of each set one, or none */
    tsq__batch_run *run;
    tsq__text done; /* rows of output */
} tsq__batch_sets;

/** Counts for the messages at the end. */
typedef struct tsq__batch_counts {
    uint64_t rows, omitted, contradicting, warnings, analyses, estimated, differing;
    size_t omitted_line, contradicting_line; /* the first */
} tsq__batch_counts;

/** Bytes behind those of a block that can be read. */
#define TSQ__BATCH_BEHIND TSQ__SPAN_AROUND

/** A block: bytes of a file, what was read from them, analyses, and their output. */
typedef struct tsq__batch_block {
    struct tsq__batch_block *next, *made; /* among those unused; among all */
    bool analyses;                        /* taken from the groups; else from a file */
    bool fits;                            /* its rows become runs, and those that may be whole groups are fitted */
    size_t file;
    char *bytes;
    size_t length, capacity;
    size_t line; /* where the bytes begin */
    size_t n_rows, rows_capacity;
    tsq__batch_row *row;
    tsq__text text;       /* keys and alleles of the rows */
    size_t cell_capacity; /* a block goes from file to file, and these have different columns */
    tsq__batch_cell *cell;
    tsq__marks marks; /* of its bytes, where they are plain */
    bool around;      /* whether TSQ__SPAN_AROUND bytes can be read before and behind the cells */
    tsq__batch_sets sets;
    tsq__text output;
    tsq__batch_counts counts;
    tsq_error failure; /* of the first analysis without an estimate */
    tsq_error warning; /* the first */
} tsq__batch_block;

void tsq__batch_block_free(tsq__batch_block *block);

/** The place of the next row, which counts once n_rows does; NULL without memory. */
tsq__batch_row *tsq__batch_next_row(tsq__batch_block *block, size_t line);
/** Takes all analyses out; the room stays. */
void tsq__batch_sets_clear(tsq__batch_sets *sets);
/** Begins an analysis. @return whether there was memory */
bool tsq__batch_set_begin(tsq__batch_sets *sets);
/** Adds a study to the last one. */
bool tsq__batch_set_add(tsq__batch_sets *sets, double yi, double vi);
/** The direction of a study: yi NaN for one that is left out. Without branches, as signs cannot be foreseen. */
static inline char tsq__batch_direction(double yi)
{
    return "?0-+"[3 * (yi > 0.0) | 2 * (yi < 0.0) | (yi == 0.0)];
}
/** Notes it for the last set. */
bool tsq__batch_set_direction(tsq__batch_sets *sets, double yi);
/** Makes room for n studies more. */
bool tsq__batch_set_room(tsq__batch_sets *sets, size_t n);

/** Passes over analyses before they are fitted. */
bool tsq__batch_sets_pass(tsq__batch_sets *sets, tsq__bytes *bytes);
/** Passes over their effects and variances; with raw cells there are none. */
bool tsq__batch_studies_pass(tsq__batch_sets *sets, tsq__bytes *bytes);

/** Makes a message of what `work` takes: bytes of a file, which the block then has no more, or analyses.
 *  @param[out] message from malloc; NULL without memory */
void tsq__batch_send(tsq__batch_block *block, unsigned char **message, size_t *size);
/** Whether a message has analyses. */
bool tsq__batch_message_has_analyses(const unsigned char *message, size_t size);
/** Takes them on. @param message becomes NULL if the block keeps it */
bool tsq__batch_receive(tsq__batch_block *block, unsigned char **message, size_t size);
/** The same of what `work` makes: rows, runs, output, counts. */
void tsq__batch_send_result(tsq__batch_block *block, unsigned char **message, size_t *size);
bool tsq__batch_receive_result(tsq__batch_block *block, unsigned char **message, size_t size);

/** The next run, all zero, which belongs to the last set; NULL without memory. */
tsq__batch_run *tsq__batch_next_run(tsq__batch_sets *sets);
/** Whether the row of output of set i is there already. */
static inline bool tsq__batch_is_done(const tsq__batch_sets *sets, size_t i)
{
    return sets->n_runs > i && sets->run[i].done;
}

/** That row. */
static inline char *tsq__batch_done_row(const tsq__batch_sets *sets, size_t i)
{
    const tsq__batch_run *run = &sets->run[i];
    return (run->page != NULL ? run->page->text.bytes : sets->done.bytes) + run->at;
}
/** Whether they are enough for a block of which at most `most` are to be fitted. */
static inline bool tsq__batch_is_full(const tsq__batch_sets *sets, size_t most)
{
    enum { DONE = 8 };
    return sets->n - sets->n_done >= most || sets->n >= DONE * most;
}

/** Rows stand together if of so many times that a group goes on after another one it is at most once one that was there
 *  before. */
#define TSQ__BATCH_ONE_IN 16

/* ---- runs ------------------------------------------------------------------------------------------------------- */

/** Whether the last run has that key of `length` bytes with its zeros; the last of these need not be there. */
static inline bool tsq__batch_is_last(const tsq__batch_sets *sets, const char *key, size_t length)
{
    const char *last = sets->text.bytes + sets->set[sets->n - 1].key;
    return sets->run[sets->n_runs - 1].key_length == length && tsq__same_bytes(last, key, length - 1);
}
/** Begins a run with the key, place and hash of a row, which is not yet in it. @return whether there was memory */
bool tsq__batch_run_begin(tsq__batch_sets *sets, const tsq__batch_row *row, const char *key);
/** Adds a row to the last run if that has its key, else to one that it begins. */
bool tsq__batch_run_add(tsq__batch_sets *sets, const tsq__batch_row *row, const char *key, bool directions);
/** Row j of the run of set i, without its key; *study counts the studies before it. */
tsq__batch_row tsq__batch_run_row(const tsq__batch_sets *sets, size_t i, size_t j, size_t *study);

/* ---- files ------------------------------------------------------------------------------------------------------ */

/** A file that is read in blocks of whole rows. */
typedef struct tsq__batch_source {
    const char *name;
    int file;
    bool end;
    char *rest; /* bytes that were read and not yet given */
    size_t length, capacity;
    size_t line;     /* where they begin */
    uint64_t header; /* bytes of the header */
    uint64_t given;  /* bytes behind it */
    tsq__batch_plan plan;
} tsq__batch_source;

/** Opens a file, "-" for standard input, and makes its plan from the header. Ranks beyond 0 open nothing and get the header
 *  from rank 0. Close in any case. E_STOPPED: run->progress said so while no header came. */
tsq_status tsq__batch_source_open(tsq__batch_source *source, const char *path, const tsq_batch_options *options,
                                  const tsq_run *run, tsq_error *err);
/** Bytes below the header; 0 for what is no regular file. */
uint64_t tsq__batch_source_size(const tsq__batch_source *source);
/** Passes over how far a file was given; goes there when reading. */
bool tsq__batch_source_pass(tsq__batch_source *source, tsq__bytes *bytes);
void tsq__batch_source_close(tsq__batch_source *source);
/** Fills the bytes of a block; none at the end, and where there are none to be read yet. */
tsq_status tsq__batch_source_read(tsq__batch_source *source, tsq__batch_block *block, tsq_error *err);

/* ---- reading ---------------------------------------------------------------------------------------------------- */

/** Reads the rows of a block; its rows, or its sets (wide format; long format where it `fits`), are filled. E_CSV, E_VALUE,
 *  E_MISSING: "file:line: ..." */
tsq_status tsq__batch_read(const tsq__batch_plan *plan, tsq__batch_block *block, tsq_error *err);

/** The same without libcsv: rows without quotes whose fields are as many as the header's. @return false: something else
 *  stands there or is wrong, and nothing is decided; true with E_MEMORY when memory is out. */
bool tsq__batch_read_plain(const tsq__batch_plan *plan, tsq__batch_block *block, tsq_status *status);

/** Takes a row by its cells. */
tsq_status tsq__batch_take_row(const tsq__batch_plan *plan, tsq__batch_block *block, size_t line, tsq_error *err);

/* ---- groups ----------------------------------------------------------------------------------------------------- */

/** The groups that are open. */
typedef struct tsq__batch_groups tsq__batch_groups;

/** @param files of a join; 0: one file in long format
 *  @param directions whether sets get them
 *  @param kept whether their state is kept: then each closed group takes memory */
tsq_status tsq__batch_groups_new(const tsq_batch_options *options, size_t files, bool directions, bool kept,
                                 tsq__batch_groups **out, tsq_error *err);
void tsq__batch_groups_free(tsq__batch_groups *groups);
/** Adds the rows of a block, and keeps their rows of output. E_VALUE: a group that was closed before, a key that comes twice
 *  in a file of a join. */
tsq_status tsq__batch_groups_add(tsq__batch_groups *groups, const tsq__batch_plan *plan, tsq__batch_block *block,
                                 tsq_error *err);
/** Closes all groups. */
tsq_status tsq__batch_groups_close(tsq__batch_groups *groups, tsq_error *err);
/** Looks for closed groups that came twice so far apart that it was not seen then. E_MEMORY, E_FILE.
 *  @param[out] file, line of the first row that came again, where one did */
tsq_status tsq__batch_groups_check(tsq__batch_groups *groups, size_t *file, size_t *line, bool *twice, tsq_error *err);
/** Whether most of the rows added last stood together with all rows of their group. */
bool tsq__batch_groups_together(const tsq__batch_groups *groups);
/** Takes closed groups in their order until none is left or there are enough. */
tsq_status tsq__batch_groups_take(tsq__batch_groups *groups, size_t most, tsq__batch_sets *sets, tsq_error *err);

/** The rows of output of these sets were written. Called as tsq__batch_groups_add. */
void tsq__batch_groups_forget(tsq__batch_groups *groups, const tsq__batch_sets *sets);

/** Passes over all that is in them, but rows of output: these groups are fitted again. */
bool tsq__batch_groups_pass(tsq__batch_groups *groups, tsq__bytes *bytes);

/** The class of two alleles (a hash) and, as its last bit, their direction within it; case does not count. */
uint64_t tsq__batch_alleles(const char *effect, size_t effect_length, const char *other, size_t other_length);
/** Turns an effect to the direction of the reference. @return whether the alleles are of its class */
static inline bool tsq__batch_turn(uint64_t reference, uint64_t alleles, double *yi)
{
    uint64_t bits;
    memcpy(&bits, yi, sizeof bits);
    bits ^= (reference ^ alleles) << 63; /* no branch: half of them may be turned */
    memcpy(yi, &bits, sizeof bits);
    return (reference ^ alleles) <= 1;
}

/* ---- raw cells -------------------------------------------------------------------------------------------------- */

/** Computes the effects of the block's sets as tsq_pool would, and fits them or has the fitter do it. */
tsq_status tsq__batch_effects(const tsq__batch_plan *plan, tsq__batch_block *block, tsq_fitter *fitter, tsq_error *err);

/** The cells of a key, each with its zero, as "A, B"; TSQ__SHOWN characters. */
const char *tsq__batch_show_key(const char *key, size_t length, char *shown);
/** The length of a key of n cells, with their zeros. */
size_t tsq__batch_key_length(const char *key, size_t n);

/* ---- writing ---------------------------------------------------------------------------------------------------- */

/** Fields of the output. */
typedef struct tsq__batch_fields {
    size_t n;
    unsigned char *field;
} tsq__batch_fields;

/** Reads a list of fields. E_OPTION for unknown ones and those that come twice. */
tsq_status tsq__batch_fields_read(const char *text, tsq__batch_fields *fields, tsq_error *err);
void tsq__batch_fields_free(tsq__batch_fields *fields);
/** Whether the direction is among them. */
bool tsq__batch_fields_want_direction(const tsq__batch_fields *fields);
/** Whether fields are there for which the prediction interval or that of tau2 is formed. */
bool tsq__batch_fields_want(const tsq__batch_fields *fields, bool prediction);
/** Writes the header. */
bool tsq__batch_write_head(const tsq__batch_fields *fields, const tsq__batch_plan *plan, tsq__text *out);
/** Writes analysis i. */
bool tsq__batch_write_set(const tsq__batch_fields *fields, size_t n_key, const tsq__batch_sets *sets, size_t i,
                          const tsq_brief *brief, tsq__text *out);

#endif
