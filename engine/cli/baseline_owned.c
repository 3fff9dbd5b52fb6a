/* Which claims of a file a baseline may write again. */
#include "cli/baseline.h"

#include <string.h>
#include <sys/stat.h>

bool baseline_owns(const tsq_claim *claim, const char *name)
{
    const size_t length = strlen(name);
    return claim->sha256[0] != '\0' && strncmp(claim->id, name, length) == 0 && claim->id[length] == '/';
}

tsq_status baseline_check_overwriting(const struct settings *settings, tsq_error *err)
{
    const tsq_csv_options csv = TSQ_CSV_OPTIONS_INIT;
    struct claims_file old = {0};
    char name[256];
    struct stat now;
    tsq_status status = TSQ_OK;
    if (settings->output == NULL || stat(settings->output, &now) != 0 || !S_ISREG(now.st_mode)) {
        return TSQ_OK; /* a pipe would not end */
    }
    baseline_name(settings, name);
    if (claims_file_read(settings->output, &csv, &old, err) == TSQ_OK) {
        for (size_t i = 0; i < old.claims.n && status == TSQ_OK; i++) {
            if (!baseline_owns(&old.claims.claim[i], name)) {
                status = cli_fail(err, TSQ_E_USAGE,
                                  "-o: %s has claims that are not of this baseline, such as '%.200s'; "
                                  "--update keeps them",
                                  settings->output, old.claims.claim[i].id);
            }
        }
    }
    claims_file_free(&old);
    return status;
}
