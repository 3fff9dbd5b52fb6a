/* Runs a fuzz target over files, or over all files of folders, where there is no fuzzer: so the kept corpus is a
 * test. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat info;
    if (file == NULL || fstat(fileno(file), &info) != 0) {
        perror(path);
        return -1;
    }
    /* A buffer of just that size: a sanitizer then sees every byte read beyond it. */
    const size_t size = (size_t)info.st_size;
    uint8_t *data = malloc(size > 0 ? size : 1);
    const int whole = data != NULL && fread(data, 1, size, file) == size;
    fclose(file);
    if (whole) {
        LLVMFuzzerTestOneInput(data, size);
    }
    free(data);
    return whole ? 1 : -1;
}

static int run_folder(const char *path)
{
    DIR *folder = opendir(path);
    int files = 0;
    if (folder == NULL) {
        perror(path);
        return -1;
    }
    for (const struct dirent *entry = readdir(folder); entry != NULL && files >= 0; entry = readdir(folder)) {
        char name[4096];
        if (entry->d_name[0] != '.') {
            snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
            files = run_file(name) > 0 ? files + 1 : -1;
        }
    }
    closedir(folder);
    return files;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct stat info;
        const int folder = stat(argv[i], &info) == 0 && S_ISDIR(info.st_mode);
        const int files = folder ? run_folder(argv[i]) : run_file(argv[i]);
        if (files <= 0) {
            fprintf(stderr, "%s: no input\n", argv[i]);
            return 1;
        }
        printf("%s: %d inputs\n", argv[i], files);
    }
    return 0;
}
