/* Output that appears whole or not at all. A file is written beside its target under a name of its own and renamed
 * over it at the end; what is no regular file (a pipe, /dev/null) cannot be replaced and is written to directly. */
#include <tausq/io.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct tsq_output {
    FILE *stream;
    char *name;      /* as given, for messages; NULL for standard output */
    char *target;    /* with symbolic links resolved; NULL: nothing to rename */
    char *temporary; /* NULL likewise */
    char **bytes;    /* where the contents of a stream in memory go; NULL: it is none */
    size_t *length;
    char *written;
    size_t n_written;
};

static void output_free(tsq_output *output)
{
    free(output->name);
    free(output->target);
    free(output->temporary);
    free(output);
}

/* Creates a file beside the target whose name nobody has; its descriptor, or -1 with errno. */
static int create_beside(const char *target, mode_t mode, char **temporary)
{
    enum { TRIES = 1000 };
    const char *slash = strrchr(target, '/');
    const int directory = slash != NULL ? (int)(slash - target) + 1 : 0;
    for (int i = 0; i < TRIES; i++) {
        tsq__text name = {0};
        tsq__text_printf(&name, "%.*s.tausq-%ld-%d.tmp", directory, target, (long)getpid(), i);
        *temporary = tsq__text_take(&name);
        if (*temporary == NULL) {
            errno = ENOMEM;
            return -1;
        }
        const int file = open(*temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (file >= 0 || errno != EEXIST) {
            return file;
        }
        free(*temporary);
        *temporary = NULL;
    }
    errno = EEXIST;
    return -1;
}

/* A regular file: through a temporary one, with the mode of the file that it replaces. */
static int open_regular(tsq_output *output, const struct stat *old)
{
    output->target = old != NULL ? realpath(output->name, NULL) : strdup(output->name);
    if (output->target == NULL) {
        return -1;
    }
    /* Renaming asks for leave to write the directory only; a protected file stays protected all the same. */
    if (old != NULL && access(output->target, W_OK) != 0) {
        return -1;
    }
    const int file = create_beside(output->target, 0666, &output->temporary);
    if (file >= 0 && old != NULL && fchmod(file, old->st_mode & 0777) != 0) {
        const int why = errno;
        close(file);
        unlink(output->temporary);
        errno = why;
        return -1;
    }
    return file;
}

static tsq_status open_path(tsq_output *output, const char *path, tsq_error *err)
{
    output->name = strdup(path);
    if (output->name == NULL) {
        return tsq__fail_memory(err);
    }
    struct stat old;
    const bool exists = stat(path, &old) == 0;
    int file;
    if (path[0] == '\0' || (exists && S_ISDIR(old.st_mode))) {
        return tsq__fail_errno(err, path, exists ? EISDIR : ENOENT);
    }
    if (exists && !S_ISREG(old.st_mode)) {
        file = open(path, O_WRONLY | O_CLOEXEC);
    } else {
        file = open_regular(output, exists ? &old : NULL);
    }
    if (file < 0) {
        return errno == ENOMEM ? tsq__fail_memory(err) : tsq__fail_errno(err, path, errno);
    }
    output->stream = fdopen(file, "w");
    if (output->stream == NULL) {
        close(file);
        if (output->temporary != NULL) {
            unlink(output->temporary);
        }
        return tsq__fail_memory(err);
    }
    return TSQ_OK;
}

tsq_status tsq_output_open(const char *path, tsq_output **out, tsq_error *err)
{
    *out = NULL;
    tsq_output *output = tsq__array(1, sizeof *output);
    if (output == NULL) {
        return tsq__fail_memory(err);
    }
    output->stream = stdout;
    const tsq_status status = path != NULL ? open_path(output, path, err) : TSQ_OK;
    if (status != TSQ_OK) {
        output_free(output);
        return status;
    }
    *out = output;
    return TSQ_OK;
}

/* The file of an output that outlives a crash; -1 with errno. */
static int open_kept(tsq_output *output, const struct stat *old, bool go_on)
{
    tsq__text name = {0};
    output->target = old != NULL ? realpath(output->name, NULL) : strdup(output->name);
    if (output->target == NULL || (old != NULL && access(output->target, W_OK) != 0)) {
        return -1;
    }
    (void)tsq__text_add_string(&name, output->target);
    (void)tsq__text_add_string(&name, ".tausq-part");
    output->temporary = tsq__text_take(&name);
    if (output->temporary == NULL) {
        errno = ENOMEM;
        return -1;
    }
    const int file = open(output->temporary, O_RDWR | O_CLOEXEC | (go_on ? 0 : O_CREAT | O_TRUNC), 0666);
    if (file >= 0 && old != NULL && fchmod(file, old->st_mode & 0777) != 0) {
        const int why = errno;
        close(file);
        errno = why;
        return -1;
    }
    if (file >= 0 || !go_on || errno != ENOENT) {
        return file;
    }
    /* A partial result: it is written on in place, and an error in the data takes it away too. */
    free(output->temporary);
    output->temporary = strdup(output->target);
    if (output->temporary == NULL) {
        errno = ENOMEM;
        return -1;
    }
    return open(output->target, O_RDWR | O_CLOEXEC);
}

tsq_status tsq_output_open_kept(const char *path, bool go_on, tsq_output **out, tsq_error *err)
{
    struct stat old;
    const bool exists = path[0] != '\0' && stat(path, &old) == 0;
    *out = NULL;
    if (exists && !S_ISREG(old.st_mode)) {
        return tsq__fail(err, TSQ_E_OPTION, "%s is no regular file: a checkpoint continues what such a one has", path);
    }
    tsq_output *output = tsq__array(1, sizeof *output);
    if (output == NULL) {
        return tsq__fail_memory(err);
    }
    output->name = strdup(path);
    const int file = output->name != NULL ? open_kept(output, exists ? &old : NULL, go_on) : -1;
    output->stream = file >= 0 ? fdopen(file, "r+") : NULL;
    if (output->stream == NULL && file < 0 && go_on && errno == ENOENT) {
        output_free(output);
        return tsq__fail(err, TSQ_E_FILE,
                         "%s: what the checkpoint goes on from is gone; remove the checkpoint to begin anew", path);
    }
    if (output->stream == NULL) {
        const tsq_status status = errno == ENOMEM ? tsq__fail_memory(err) : tsq__fail_errno(err, path, errno);
        output_free(output);
        return status;
    }
    *out = output;
    return TSQ_OK;
}

tsq_status tsq_output_open_memory(char **bytes, size_t *length, tsq_output **out, tsq_error *err)
{
    *out = NULL;
    *bytes = NULL;
    *length = 0;
    tsq_output *output = tsq__array(1, sizeof *output);
    if (output == NULL) {
        return tsq__fail_memory(err);
    }
    output->bytes = bytes;
    output->length = length;
    output->stream = open_memstream(&output->written, &output->n_written);
    if (output->stream == NULL) {
        output_free(output);
        return tsq__fail_memory(err);
    }
    *out = output;
    return TSQ_OK;
}

/* The stream in memory is complete, or it failed because memory was out. */
static tsq_status commit_memory(tsq_output *output, tsq_error *err)
{
    const bool failed = ferror(output->stream) != 0;
    const bool whole = fclose(output->stream) == 0 && !failed && output->written != NULL;
    if (whole) {
        *output->bytes = output->written;
        *output->length = output->n_written;
    } else {
        free(output->written);
    }
    output_free(output);
    return whole ? TSQ_OK : tsq__fail_memory(err);
}

FILE *tsq_output_stream(tsq_output *output)
{
    return output->stream;
}

/* Why a write failed whose mark is in the stream, but whose reason is gone: one byte more, in what is thrown away or is no regular
 * file, mostly meets the same. 0 if it does not. */
static int meet_again(int file)
{
    return write(file, "\n", 1) < 0 ? errno : 0;
}

tsq_status tsq_output_commit(tsq_output *output, tsq_error *err)
{
    if (output->bytes != NULL) {
        return commit_memory(output, err);
    }
    const char *name = output->name != NULL ? output->name : "<stdout>";
    const bool failed = ferror(output->stream) != 0;
    errno = 0;
    bool whole = fflush(output->stream) == 0 && !failed;
    int why = whole ? 0 : errno;
    if (!whole && why == 0 && output->name != NULL) {
        why = meet_again(fileno(output->stream));
    }
    if (output->name != NULL && fclose(output->stream) != 0 && whole) {
        whole = false;
        why = errno;
    }
    if (whole && output->temporary != NULL && rename(output->temporary, output->target) != 0) {
        whole = false;
        why = errno;
    }
    tsq_status status = TSQ_OK;
    if (!whole) {
        if (output->temporary != NULL) {
            unlink(output->temporary);
        }
        status = tsq__fail_errno(err, name, why != 0 ? why : EIO); /* nobody knows why */
    }
    output_free(output);
    return status;
}

void tsq_output_abandon(tsq_output *output)
{
    if (output == NULL) {
        return;
    }
    if (output->name != NULL || output->bytes != NULL) {
        fclose(output->stream);
    }
    free(output->written);
    if (output->temporary != NULL) {
        unlink(output->temporary);
    }
    output_free(output);
}

void tsq_output_leave(tsq_output *output)
{
    if (output != NULL) {
        (void)fclose(output->stream);
        output_free(output);
    }
}
