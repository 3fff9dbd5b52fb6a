/* Processes that share the work; see ranks.h. Here is all that the program does without MPI; ranks_mpi.c has the rest. */
#include "cli/ranks.h"

#include "cli/cli.h"
#include "cli/ranks_mpi.h"

#include <stdlib.h>
#include <string.h>

/* Commands whose work is shared; of others rank 0 does all. */
#define SHARES (CMD_BATCH | CMD_GOSH | CMD_PERMUTE | CMD_BOOT | CMD_SIMULATE)

void ranks_begin(struct ranks *ranks)
{
    *ranks = (struct ranks){.all = mpi_begin()};
    if (ranks->all == NULL) {
        return;
    }
    ranks->threads = mpi_threads();
    if (ranks->all->rank > 0 &&
        (freopen("/dev/null", "w", stdout) == NULL || freopen("/dev/null", "w", stderr) == NULL)) {
        fclose(stdout);
    }
}

bool ranks_join(const struct ranks *ranks, struct settings *settings)
{
    const bool shares = (settings->command->bit & SHARES) != 0;
    if (ranks->all == NULL) {
        return true;
    }
    if (settings->run.threads == 0) {
        settings->run.threads = ranks->threads;
    }
    if (shares) {
        settings->run.ranks = ranks->all;
    } else if (ranks->all->rank == 0) {
        warn(settings, "%s is not shared: one of %u processes does all of it", settings->command->name,
             ranks->all->size);
    }
    if (ranks->all->rank > 0) {
        settings->output = settings->checkpoint = NULL; /* those are of rank 0 */
    }
    return shares || ranks->all->rank == 0;
}

int ranks_end(struct ranks *ranks, int exit_code)
{
    if (ranks->all == NULL) {
        return exit_code;
    }
    const int code = tsq_ranks_end(ranks->all, exit_code);
    mpi_end(ranks->all);
    ranks->all = NULL;
    return code;
}

const char *ranks_version(char *room)
{
    return mpi_version(room);
}

/* ---- the table ------------------------------------------------------------------------------------------------- */

/* All bytes of a file or of standard input. NULL if they cannot be read, for whatever reason. */
static unsigned char *read_all(const char *path, size_t *size)
{
    FILE *stream = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    unsigned char *bytes = NULL;
    size_t room = 0, got = 1;
    *size = 0;
    while (stream != NULL && got > 0) {
        if (*size == room) {
            room = room > 0 ? 2 * room : 65536;
            unsigned char *more = realloc(bytes, room);
            if (more == NULL) {
                break;
            }
            bytes = more;
        }
        got = fread(bytes + *size, 1, room - *size, stream);
        *size += got;
    }
    const bool whole = stream != NULL && got == 0 && ferror(stream) == 0;
    if (stream != NULL && stream != stdin) {
        fclose(stream);
    }
    if (!whole) {
        free(bytes);
        bytes = NULL;
    }
    return bytes;
}

tsq_status ranks_read(tsq_ranks *ranks, const char *path, const tsq_csv_options *options, char *sha256, tsq_table **out,
                      tsq_error *err)
{
    unsigned char *bytes = NULL;
    size_t size = 0;
    if (ranks == NULL) {
        return tsq_csv_read(path, options, sha256, out, err);
    }
    if (ranks->rank == 0) {
        bytes = read_all(path, &size);
        if (bytes == NULL) { /* says why; the others learn of it when this rank ends */
            const tsq_status status = tsq_csv_read(path, options, sha256, out, err);
            return status != TSQ_OK ? status : cli_fail(err, TSQ_E_FILE, "%s: cannot be read", path);
        }
    }
    tsq_status status = tsq_ranks_share(ranks, &bytes, &size, err);
    if (status == TSQ_OK) {
        const char *source = strcmp(path, "-") == 0 ? "<stdin>" : path;
        status = tsq_csv_read_memory((const char *)bytes, size, source, options, sha256, out, err);
    }
    free(bytes);
    return status;
}
