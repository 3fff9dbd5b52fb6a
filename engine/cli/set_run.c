/* What the options of long computations do to the settings; the others are in set.c. */
#include "cli/cli.h"

#include <math.h>
#include <string.h>

/* A whole number from `least`, exactly: 2^53 can have been another one. */
tsq_status set_whole(const char *option, const char *value, double least, double *out, tsq_error *err)
{
    double n;
    if (tsq_number_read(value, '.', &n) != TSQ_NUMBER) {
        return cli_fail(err, TSQ_E_USAGE, "--%s: not a number '%s'", option, value);
    }
    if (!(n >= least && n < 0x1p53 && n == floor(n))) {
        return cli_fail(err, TSQ_E_USAGE, "--%s: '%s' is not a whole number from %.0f%s", option, value, least,
                        n >= 0x1p53 ? " to 2^53 - 1" : "");
    }
    *out = n; /* only then: other numbers need not fit into an integer */
    return TSQ_OK;
}

tsq_status set_subsets(struct settings *settings, const char *value, tsq_error *err)
{
    double n = 0.0;
    const tsq_status status = set_whole("subsets", value, 1.0, &n, err);
    settings->subsets = (uint64_t)n;
    return status;
}

tsq_status set_all(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->all_subsets = true;
    return TSQ_OK;
}

tsq_status set_permutations(struct settings *settings, const char *value, tsq_error *err)
{
    double n = 0.0;
    const tsq_status status = set_whole("permutations", value, 2.0, &n, err);
    settings->permutations = (uint64_t)n;
    return status;
}

tsq_status set_interval(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->interval = strcmp(value, "on") == 0 ? 1 : 2;
    return TSQ_OK;
}

tsq_status set_replicates(struct settings *settings, const char *value, tsq_error *err)
{
    double n = 0.0;
    const tsq_status status = set_whole("replicates", value, 1.0, &n, err);
    settings->replicates = (uint64_t)n;
    return status;
}

tsq_status set_parametric(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->parametric = true;
    return TSQ_OK;
}

tsq_status set_cluster(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->cluster = value;
    return TSQ_OK;
}

tsq_status set_seed(struct settings *settings, const char *value, tsq_error *err)
{
    double n = 0.0;
    const tsq_status status = set_whole("seed", value, 0.0, &n, err);
    settings->run.seed = (uint64_t)n;
    return status;
}

tsq_status set_threads(struct settings *settings, const char *value, tsq_error *err)
{
    double n = 1.0;
    tsq_status status = set_whole("threads", value, 1.0, &n, err);
    if (status == TSQ_OK && n > 4096.0) {
        status = cli_fail(err, TSQ_E_USAGE, "--threads: '%s' is more than 4096", value);
    }
    settings->run.threads = status == TSQ_OK ? (unsigned)n : 1;
    return status;
}

tsq_status set_progress(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    static const enum progress kinds[] = {PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER};
    size_t i = 0;
    while (i + 1 < sizeof kinds / sizeof *kinds && strcmp(choice_progress(i), value) != 0) {
        i++;
    }
    settings->progress = kinds[i];
    return TSQ_OK;
}
