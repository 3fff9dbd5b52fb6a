/* A file named from another one's folder. */
#include "cli/baseline.h"

#include <stdlib.h>
#include <string.h>

/* The folder of a path with links resolved; NULL if it is not there. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? strdup(".") : strndup(path, slash == path ? 1 : (size_t)(slash - path));
    char *whole = folder != NULL ? realpath(folder, NULL) : NULL;
    free(folder);
    return whole;
}

/* How long the folders' common beginning is, in whole names. */
static size_t common(const char *a, const char *b)
{
    size_t last = 0, i = 0;
    for (; a[i] != '\0' && a[i] == b[i]; i++) {
        last = a[i] == '/' ? i + 1 : last;
    }
    const bool ends = (a[i] == '\0' || a[i] == '/') && (b[i] == '\0' || b[i] == '/');
    return ends ? i : last;
}

static char *relative(const char *from, const char *to, const char *file)
{
    const size_t shared = common(from, to);
    const char *up = from + shared, *down = to + shared;
    char *path = malloc(3 * strlen(from) + strlen(to) + strlen(file) + 8), *at = path;
    if (path == NULL) {
        return NULL;
    }
    for (up += *up == '/'; *up != '\0'; up += strcspn(up, "/"), up += *up == '/') {
        at = stpcpy(at, "../");
    }
    down += *down == '/';
    sprintf(at, "%s%s%s", down, *down != '\0' ? "/" : "", file);
    return path;
}

char *baseline_path(const char *data, const char *claims)
{
    if (data[0] == '/' || claims == NULL) {
        return strdup(data);
    }
    const char *slash = strrchr(data, '/');
    char *from = folder_of(claims), *to = folder_of(data), *path = NULL;
    if (from != NULL && to != NULL) {
        path = relative(from, to, slash != NULL ? slash + 1 : data);
    }
    free(from);
    free(to);
    return path;
}
