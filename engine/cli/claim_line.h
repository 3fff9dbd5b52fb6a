/* The command line that a claim stands for. */
#ifndef TSQ_CLI_CLAIM_LINE_H
#define TSQ_CLI_CLAIM_LINE_H

#include "cli/words.h"

/** Its words, and what they set. Free with claim_line_free. */
struct claim_line {
    struct words args, conditions;
    char **argv; /* into these */
    struct settings settings;
};

/** Of a claim's args, where, and data (NULL: none; borrowed). E_USAGE, E_MEMORY; free also after an error. */
tsq_status claim_line_read(const char *args, const char *where, char *path, struct claim_line *out, tsq_error *err);
void claim_line_free(struct claim_line *line);

/** E_USAGE if it says where output goes or what is shown meanwhile, which is not a claim's to say. */
tsq_status claim_line_check(const struct claim_line *line, tsq_error *err);

#endif
