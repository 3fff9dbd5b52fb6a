/* What the ids of a baseline's claims are, and which claims of a file it may write again by them. */
#include "cli/baseline.h"

#include <string.h>
#include <sys/stat.h>

/* Commas part ids in --only, slashes the parts of one. */
static const char of_part[] = ",%/";

/* A character as it stands in an id. */
static const char *escaped(char c, const char *others, char text[4])
{
    if (strchr(others, c) != NULL) {
        snprintf(text, 4, "%%%02X", (unsigned char)c);
    } else {
        text[0] = c;
        text[1] = '\0';
    }
    return text;
}

static void put_escaped(FILE *stream, const char *text, const char *others)
{
    char one[4];
    for (; *text != '\0'; text++) {
        fputs(escaped(*text, others, one), stream);
    }
}

void baseline_put_quantity(FILE *stream, const char *quantity)
{
    put_escaped(stream, quantity, ",%");
}

void baseline_put_part(FILE *stream, const char *text)
{
    put_escaped(stream, text, of_part);
}

void baseline_name(const struct settings *settings, char name[BASELINE_NAME])
{
    char plain[256];
    const char *slash = strrchr(settings->file, '/'), *file = slash != NULL ? slash + 1 : settings->file;
    const char *dot = strrchr(file, '.');
    snprintf(plain, sizeof plain, "%.*s", dot != NULL && dot > file ? (int)(dot - file) : (int)strlen(file), file);
    if (settings->name != NULL) {
        snprintf(plain, sizeof plain, "%s", settings->name);
    }
    name[0] = '\0';
    for (const char *c = plain; *c != '\0'; c++) {
        char one[4];
        strcat(name, escaped(*c, of_part, one));
    }
}

bool baseline_owns(const tsq_claim *claim, const char *name)
{
    const size_t length = strlen(name);
    return claim->sha256[0] != '\0' && strncmp(claim->id, name, length) == 0 && claim->id[length] == '/';
}

tsq_status baseline_check_overwriting(const struct settings *settings, tsq_error *err)
{
    const tsq_csv_options csv = TSQ_CSV_OPTIONS_INIT;
    struct claims_file old = {0};
    char name[BASELINE_NAME];
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
