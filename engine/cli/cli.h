/* What the files of the program share: settings, the tables of commands and options, messages. */
#ifndef TSQ_CLI_CLI_H
#define TSQ_CLI_CLI_H

#include <tausq/tausq.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* ---- commands ----------------------------------------------------------------------------------------------- */

/** One bit for each command. */
enum {
    CMD_EFFECTS = 1,
    CMD_POOL = 2,
    CMD_LIST = 4,
    CMD_LINT = 8,
    CMD_EXPLAIN = 16,
    CMD_GOSH = 32,
    CMD_PERMUTE = 1024,
    CMD_BOOT = 2048,
    CMD_SIMULATE = 8192,
    CMD_BATCH = 4096,
    CMD_CHECK = 1 << 14,
    CMD_REPRODUCE = 1 << 15,
    CMD_WHY = 1 << 20,
    CMD_BASELINE = 1 << 24
};

/** The bit of what one side of `explain` may have of its own; and of options that say how effects are computed. */
enum { CMD_SIDE = 1 << 16, OF_EFFECTS = 1 << 17 };

struct settings;
struct capture;
struct option_row;

/** An option as it was given; value is NULL for a switch. */
struct given_option {
    const struct option_row *row;
    const char *value;
};

/** A row of commands.def. */
struct command {
    const char *name;
    int (*run)(struct settings *settings);
    unsigned bit;
    const char *arguments, *line, *description;
};

/** Each returns the exit status. */
int cmd_effects(struct settings *settings);
int cmd_pool(struct settings *settings);
int cmd_lint(struct settings *settings);
int cmd_explain(struct settings *settings);
int cmd_reproduce(struct settings *settings);
int cmd_gosh(struct settings *settings);
int cmd_permute(struct settings *settings);
int cmd_simulate(struct settings *settings);
int cmd_boot(struct settings *settings);
int cmd_batch(struct settings *settings);
int cmd_why(struct settings *settings);
int cmd_list(struct settings *settings);
int cmd_check(struct settings *settings);
int cmd_baseline(struct settings *settings);

/** Command i of commands.def; NULL after the last. */
const struct command *command_at(size_t i);

/* ---- settings ----------------------------------------------------------------------------------------------- */

/** Form of the output. */
enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_MARKDOWN, FORMAT_JUNIT, FORMAT_TAP, FORMAT_SARIF };

/** When the progress of a long computation is shown on standard error. */
enum progress { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

/** What the command line says. Texts are borrowed from it, but for those in `owned`. */
struct settings {
    const struct command *command;
    struct capture *capture; /* what a run for another command gives; NULL: it is the program's own (capture.h) */
    int argc;                /* the arguments as they came */
    char **argv;
    struct given_option *given; /* the options in their order */
    size_t n_given;
    const tsq_preset *preset; /* what the options start from; NULL: the default */
    const char *side[2];      /* --a and --b; NULL: not given */
    const char *file;         /* the argument that is no option; NULL: none */
    const char **files;       /* all of them, of commands that take several */
    size_t n_files;
    tsq_csv_options csv;
    tsq_pool_options pool;
    const char **where, **map; /* behind pool.where and pool.map */
    const char **unit;         /* behind pool.effect.unit */
    const char **bounds;       /* of lint */
    size_t n_bounds;
    const char *claims, *claim_id;       /* of reproduce: a claims file, and which of it; NULL: not given */
    const char *claim, *printed_weights; /* of reproduce: the statement, a column; NULL: not given */
    tsq_reproduce_options reproduce;     /* its other options */
    tsq_lint_severity fail_on;           /* of lint; beyond TSQ_LINT_ERROR: never */
    char **owned;                        /* conditions that were put together from three arguments */
    size_t n_owned;
    enum format format;
    int digits; /* -1: not given */
    const char *transform;
    double transform_size; /* 0: not given */
    const char *output;
    const char *covariance; /* --covariance; NULL: not given */
    bool forest, quiet, help, unweighted;
    tsq_run run; /* threads and seed */
    enum progress progress;
    const char *checkpoint; /* --checkpoint; NULL: not given */
    double checkpoint_every;
    bool has_checkpoint_every;
    uint64_t subsets;               /* of gosh: the most that are fitted; 0: not given */
    bool all_subsets;               /* of gosh; of permute all arrangements */
    uint64_t permutations;          /* of permute; 0: not given */
    int interval;                   /* of permute: 1 on, 2 off, 0 not given */
    tsq_scenario_setting truth[32]; /* of simulate */
    size_t n_truth;
    uint64_t replicates;     /* of boot; 0: not given */
    bool of_effects;         /* an option was given that says how effects are computed */
    bool parametric;         /* of boot */
    const char *cluster;     /* of boot: the column; NULL: not given */
    tsq_batch_options batch; /* of batch, but for what `csv` and `pool` have */
    const char *only;        /* of check: which claims; NULL: all */
    const char *quantity;    /* of why; NULL: not given */
    size_t depth;            /* of why: levels shown, 0: all */
    const char *name, *mcid; /* of baseline; NULL: not given */
    bool update;             /* of baseline */
    const char *rounding;    /* --rounding; NULL: not given */
    bool rounding_of_check;  /* it is that of a check: what has no enclosure goes without */
    const char *emit;        /* of why: the language of a script; NULL: the chain */
    const char *text_only;   /* an option given that only text output obeys */
};

/**
 * Reads the arguments of a command (argv[0] is its name), checks each, and applies them: the preset first.
 *
 * Free the settings with settings_free, also after an error.
 * @retval TSQ_E_USAGE unknown option (with the nearest one), missing or needless argument, a value not allowed
 * @retval TSQ_E_MEMORY
 */
tsq_status settings_parse(const struct command *command, int argc, char **argv, struct settings *out, tsq_error *err);
void settings_free(struct settings *settings);

/**
 * Reads the arguments of `both` again for one side of a walk, with those of argv (argv[0] is a name, then the preset
 * and its options) after them. `other` is the other side where that is known already: an option given to both must
 * mean something to one of them. Free and statuses as above.
 */
tsq_status settings_parse_side(const struct settings *both, int argc, char **argv, const struct settings *other,
                               struct settings *out, tsq_error *err);

/** E_USAGE if the option would change nothing with the settings' measure and method, unless its value says what is so
 * anyway (as --pi none with a common effect). meaning.c has the rules. */
tsq_status check_meaning(const struct settings *settings, const char *option, const char *value, tsq_error *err);

/* ---- options ------------------------------------------------------------------------------------------------ */

/** Value i that an option takes, NULL after the last. */
typedef const char *choice_function(size_t i);

/** A row of options.def. */
struct option_row {
    const char *name;
    char letter;          /* 0: none */
    const char *argument; /* NULL: none */
    unsigned commands;
    const char *section; /* NULL: not in help */
    choice_function *choices;
    tsq_status (*set)(struct settings *settings, const char *value, tsq_error *err);
    const char *help;
};

/** Option i of options.def; NULL after the last. */
const struct option_row *option_at(size_t i);

/* choices.c */
choice_function choice_bias, choice_to, choice_multi_arm, choice_measure, choice_endpoint, choice_limits,
    choice_convert, choice_limits_sides, choice_p_bounds, choice_counts, choice_medians, choice_vtype, choice_decimal,
    choice_preset, choice_method, choice_test, choice_tau2_ci, choice_pi, choice_i2, choice_switch, choice_format,
    choice_effects_format, choice_batch_format, choice_check_format, choice_why_format, choice_script, choice_transform,
    choice_search, choice_fail_on, choice_list, choice_reader, choice_progress;

/** A whole number, at least `least`, for --OPTION. */
tsq_status set_whole(const char *option, const char *value, double least, double *out, tsq_error *err);

/* One for each row (set.h). */
#define OPTION(name, letter, argument, commands, section, choices, set, help)                                          \
    tsq_status set(struct settings *settings, const char *value, tsq_error *err);
#include "cli/options.def"
#undef OPTION

/* ---- messages ----------------------------------------------------------------------------------------------- */

/** Fills err and returns the code. */
tsq_status cli_fail(tsq_error *err, tsq_status code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** The same with what the code means by itself; TSQ_OK leaves err as it is. */
tsq_status cli_fail_plainly(tsq_error *err, tsq_status code);
/** TSQ_E_MEMORY, likewise. */
tsq_status cli_fail_memory(tsq_error *err);

/** Prints "tausq: text" on standard error, and for wrong usage where to find help; returns the exit status. */
int cli_report(const struct command *command, tsq_status status, const tsq_error *err);

/** The choice nearest to a word that was mistyped, NULL if none is near. */
const char *nearest(const char *word, choice_function *choices);

/* help.c */
void help_program(FILE *stream);
void help_command(FILE *stream, const struct command *command);
/** Names the values an option takes, after one another. */
void help_choices(FILE *stream, choice_function *choices);
/** Text in lines of at most 79 columns; the first continues at `column`, the others begin at `indent`. */
void help_wrap(FILE *stream, int column, int indent, const char *text);

/* ---- what commands share ------------------------------------------------------------------------------------ */

/** Whether the terminal's characters are UTF-8, by the locale. */
bool terminal_is_utf8(void);

/** Whether both names lead to one file, links included; NULL is no file. */
bool is_same_file(const char *input, const char *output);

/** Reads the settings' FILE or standard input. `sha256` has room for 65 characters. */
tsq_status read_input(const struct settings *settings, char *sha256, tsq_table **out, tsq_error *err);
/** Ends the use of what read_input gave; NULL is fine. */
void close_input(const struct settings *settings, tsq_table *table);

/** Opens the settings' output: every command writes its result to this one. */
tsq_status open_output(const struct settings *settings, tsq_output **out, tsq_error *err);

/**
 * Ends the output of a command that has come to `status`: it is there after TSQ_OK and after a stop, and else nothing is.
 * @return the status; where writing has failed its own, whatever that one is, and err names the output
 */
tsq_status close_output(tsq_output *output, tsq_status status, tsq_error *err);

/** What writers have to know of the settings and the input; effects are not transformed. */
tsq_write_options writing_options(const struct settings *settings, const char *input, const char *sha256);

/** How a command ends: reports the error, if the status is one, and returns the exit status. */
int finish_command(const struct settings *settings, tsq_status status, const tsq_error *err);

/** Prints the warnings of a report, and which groups have no estimate. */
void print_pool_warnings(const struct settings *settings, const tsq_pool_report *report);

/** Fills err with why no group could be estimated; returns the status. */
tsq_status fail_pool(const tsq_pool_report *report, tsq_error *err);

/** What --covariance writes. */
typedef tsq_status covariance_writer(FILE *stream, const void *from);

/** Opens the file of --covariance and lets `write` fill it; the caller commits or abandons it. `pairs`: how many there
 * are; none is wrong usage. *out stays NULL where the option is not given. */
tsq_status write_covariance(const struct settings *settings, size_t pairs, covariance_writer *write, const void *from,
                            tsq_output **out, tsq_error *err);

/** Commits the file of --covariance if `status` is OK, else throws it away; NULL is fine. Returns the first failure. */
tsq_status finish_covariance(tsq_output *output, tsq_status status, tsq_error *err);

/** Prints "tausq: warning: ..." on standard error unless --quiet. */
void warn(const struct settings *settings, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
