/* Fuzz target: the cells `args` and `where` of a claim become the options of a command, in the form in which a baseline
 * records them. Recorded options are options again, and record themselves.
 *
 * Input: `args` up to the first NUL, then `where`. */
#include "cli/claim_runs.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static char *options_of(const char *args, const char *where)
{
    char *options = NULL;
    tsq_error err = {.text = ""};
    const tsq_status status = claim_options(args, where, &options, &err);
    must((status == TSQ_OK) == (options != NULL) && (status == TSQ_OK) == (err.text[0] == '\0'));
    return options;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *args = calloc(size + 2, 1);
    must(args != NULL);
    if (size > 0) {
        memcpy(args, data, size);
    }
    char *options = options_of(args, args + strlen(args) + (strlen(args) < size));
    if (options != NULL) {
        char *again = options_of(options, "");
        must(again != NULL && strcmp(options, again) == 0);
        free(again);
    }
    free(options);
    free(args);
    return 0;
}
