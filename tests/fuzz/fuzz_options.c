/* Fuzz target: bytes become the arguments of a command, which are read and checked but not obeyed. The first byte
 * chooses the command; zeros and newlines end an argument. Of explain a side is read too. */
#include "cli/cli.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 64 };

/* An error has a text, a success has settings that name registered values. */
static void check(tsq_status status, const struct settings *settings, const tsq_error *err)
{
    if ((status != TSQ_OK) != (err->text[0] != '\0') || (status == TSQ_OK && settings->pool.fit.method == NULL)) {
        abort();
    }
}

/* The second half of the arguments as those of a side of `explain`. What is refused of one side may leave its text where
 * the other side takes it. */
static void read_side(const struct settings *both, int argc, char **argv)
{
    struct settings side;
    tsq_error err = {.text = ""};
    const tsq_status status = settings_parse_side(both, argc - argc / 2, argv + argc / 2, NULL, &side, &err);
    if (status == TSQ_OK) {
        err.text[0] = '\0';
    }
    check(status, &side, &err);
    settings_free(&side);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) {
        return 0;
    }
    size_t n_commands = 0;
    while (command_at(n_commands) != NULL) {
        n_commands++;
    }
    const struct command *command = command_at(data[0] % n_commands);
    char *text = calloc(size, 1);
    char *name = strdup(command->name);
    char *argv[MOST + 2] = {name};
    int argc = 1;
    if (text != NULL && name != NULL) {
        memcpy(text, data + 1, size - 1);
        for (size_t i = 0, start = 0; i < size && argc <= MOST; i++) {
            if (text[i] == '\n' || text[i] == '\0') {
                text[i] = '\0';
                argv[argc++] = text + start;
                start = i + 1;
            }
        }
        struct settings settings;
        tsq_error err = {.text = ""};
        const tsq_status status = settings_parse(command, argc, argv, &settings, &err);
        check(status, &settings, &err);
        if (status == TSQ_OK && command->bit == CMD_EXPLAIN) {
            read_side(&settings, argc, argv);
        }
        settings_free(&settings);
    }
    free(name);
    free(text);
    return 0;
}
