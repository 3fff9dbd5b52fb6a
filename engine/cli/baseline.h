/* The claims that record an analysis. */
#ifndef TSQ_CLI_BASELINE_H
#define TSQ_CLI_BASELINE_H

#include "cli/claim_runs.h"

/** Claims whose texts are their own. Free with baseline_free. */
struct baseline {
    tsq_claim *claim;
    size_t n, room;
    bool failed; /* memory was out */
};

/** Every number of every analysis of a report; data are at `path` as the claims name them. */
tsq_status baseline_make(const struct settings *settings, const tsq_pool_report *report, const char *path,
                         const char *sha256, struct baseline *out, tsq_error *err);
void baseline_free(struct baseline *baseline);

/** Adds a copy of a claim. */
void baseline_add(struct baseline *baseline, const tsq_claim *claim);

/** What the ids of a file's claims begin with: NAME of NAME/GROUP/QUANTITY. */
enum { BASELINE_NAME = 3 * 255 + 1 };
void baseline_name(const struct settings *settings, char name[BASELINE_NAME]);

/** Parts of an id, written so that it names one quantity and can be read back: as in URLs, "%2C" for a comma, which parts ids
 *  in --only, "%25" for the per cent sign, and in a name or group "%2F" for a slash. */
void baseline_put_part(FILE *stream, const char *text);
void baseline_put_quantity(FILE *stream, const char *quantity);

/** Whether an earlier baseline of this name wrote the claim. */
bool baseline_owns(const tsq_claim *claim, const char *name);

/** Shows what of the old claims is no longer as it was, and what is new, on standard output. */
tsq_status baseline_show_changes(const struct settings *settings, const tsq_claims *old, const char *name,
                                 const struct baseline *now, tsq_error *err);

/** E_USAGE if the output is a file with claims of others, which would be lost. Other files are overwritten as by any -o. */
tsq_status baseline_check_overwriting(const struct settings *settings, tsq_error *err);

/** The data file as named from where the claims file is (NULL: from here). NULL if memory is out or a folder is not there. Free it. */
char *baseline_path(const char *data, const char *claims);

#endif
