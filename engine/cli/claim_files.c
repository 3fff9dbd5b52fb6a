/* Claims files, the data that claims name, and the options that they record; see claim_runs.h. */
#include "cli/claim_line.h"
#include "cli/claim_runs.h"

#include <stdlib.h>
#include <string.h>

tsq_status claims_file_read(const char *path, const tsq_csv_options *csv, struct claims_file *out, tsq_error *err)
{
    *out = (struct claims_file){.path = strcmp(path, "-") == 0 ? "<stdin>" : path};
    tsq_status status = tsq_csv_read(path, csv, NULL, &out->table, err);
    if (status == TSQ_OK) {
        status = tsq_claims_read(out->table, &out->claims, err);
    }
    return status;
}

void claims_file_free(struct claims_file *file)
{
    tsq_claims_free(&file->claims);
    tsq_table_free(file->table);
}

char *claim_data_path(const char *claims_path, const char *data, bool *ok)
{
    const char *slash = strrchr(claims_path, '/');
    const bool beside = data[0] != '/' && strcmp(data, "-") != 0;
    const int directory = slash != NULL && beside ? (int)(slash - claims_path) + 1 : 0;
    const char *here = directory == 0 && data[0] == '-' ? "./" : "";
    const size_t room = (size_t)directory + strlen(data) + 3;
    char *path = data[0] != '\0' ? malloc(room) : NULL;
    *ok = path != NULL || data[0] == '\0';
    if (path != NULL) {
        snprintf(path, room, "%.*s%s%s", directory, claims_path, here, data);
    }
    return path;
}

tsq_status claim_options(const char *args, const char *where, char **options, tsq_error *err)
{
    struct claim_line line;
    *options = NULL;
    tsq_status status = claim_line_read(args, where, NULL, &line, err);
    if (status == TSQ_OK) {
        *options = recorded_options(&line.settings);
        status = *options != NULL ? TSQ_OK : cli_fail_memory(err);
    }
    claim_line_free(&line);
    return status;
}
