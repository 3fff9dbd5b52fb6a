/* Help and usage, from the tables of commands and options and from the registries. */
#include "cli/cli.h"

#include <string.h>

enum { RIGHT = 79, NAMES = 2, HELP = 26 };

void help_wrap(FILE *stream, int column, int indent, const char *text)
{
    while (*text != '\0') {
        const int length = (int)strcspn(text, " ");
        if (column > indent && column + length > RIGHT) {
            fputc('\n', stream);
            column = 0;
        }
        if (column < indent) {
            fprintf(stream, "%*s", indent - column, "");
            column = indent;
        }
        fprintf(stream, "%.*s", length, text);
        column += length;
        text += length;
        if (*text == ' ') {
            text++;
            if (column < RIGHT && (int)strcspn(text, " ") + column < RIGHT) {
                fputc(' ', stream);
                column++;
            } else {
                fputc('\n', stream);
                column = 0;
            }
        }
    }
    fputc('\n', stream);
}

void help_choices(FILE *stream, choice_function *choices)
{
    char text[1024] = "= ";
    for (size_t i = 0; choices(i) != NULL && strlen(text) + strlen(choices(i)) + 4 < sizeof text; i++) {
        strcat(text, i == 0 ? "" : " | ");
        strcat(text, choices(i));
    }
    help_wrap(stream, 0, HELP, text);
}

static void help_option(FILE *stream, const struct option_row *row)
{
    char names[128];
    int n = 0;
    if (row->letter != 0) {
        n = snprintf(names, sizeof names, "-%c, ", row->letter);
    }
    n += snprintf(names + n, sizeof names - (size_t)n, "--%s%s%s", row->name, row->argument != NULL ? " " : "",
                  row->argument != NULL ? row->argument : "");
    fprintf(stream, "%*s%s", NAMES, "", names);
    n += NAMES;
    if (n + 2 > HELP) {
        fputc('\n', stream);
        n = 0;
    }
    help_wrap(stream, n, HELP, row->help);
    if (row->choices != NULL) {
        help_choices(stream, row->choices);
    }
}

static void help_section(FILE *stream, const struct command *command, const char *section)
{
    fprintf(stream, "\n%s:\n", section);
    for (size_t i = 0; option_at(i) != NULL; i++) {
        const struct option_row *row = option_at(i);
        if ((row->commands & command->bit) != 0 && row->section != NULL && strcmp(row->section, section) == 0) {
            help_option(stream, row);
        }
    }
}

static bool seen_before(size_t i, const struct command *command)
{
    for (size_t j = 0; j < i; j++) {
        const struct option_row *row = option_at(j);
        if ((row->commands & command->bit) != 0 && row->section != NULL &&
            strcmp(row->section, option_at(i)->section) == 0) {
            return true;
        }
    }
    return false;
}

/* What the first preset says of each convention that presets set, and where the others differ from it. */
static void describe_preset(const tsq_preset *preset, char *text, size_t room)
{
    tsq_pool_options first, options;
    tsq_pool_preset(&first, NULL);
    tsq_pool_preset(&options, preset);
    const bool all = preset == first.preset;
    size_t n = (size_t)snprintf(text, room, "%s: ", preset->title);
    const char *between = all ? "" : "as tausq but ";
    for (size_t i = 0; i < tsq_convention_count(); i++) {
        const tsq_convention *convention = tsq_convention_at(i);
        char value[TSQ_CONVENTION_TEXT], usual[TSQ_CONVENTION_TEXT];
        convention->describe(&options, value);
        const bool differs = strcmp(value, convention->describe(&first, usual)) != 0;
        if ((all ? tsq_convention_in_presets(convention) : differs) && n < room) {
            n += (size_t)snprintf(text + n, room - n, "%s%s %s", between, convention->title, value);
            between = "; ";
        }
    }
    if (n < room) {
        snprintf(text + n, room - n, "%s%s.", preset->left_out[0] == '\0' ? "" : ". Note: ", preset->left_out);
    }
}

static void help_presets(FILE *stream)
{
    fputs("\nPresets:\n", stream);
    for (size_t i = 0; i < tsq_preset_count(); i++) {
        char text[2048];
        const int n = fprintf(stream, "%*s%s", NAMES, "", tsq_preset_at(i)->id);
        describe_preset(tsq_preset_at(i), text, sizeof text);
        help_wrap(stream, n, HELP, text);
    }
}

/* A name in the first columns, what it is in the others. */
static void help_entry(FILE *stream, const char *name, const char *text)
{
    const int n = fprintf(stream, "%*s%s", NAMES, "", name);
    help_wrap(stream, n, HELP, text);
}

static void help_simulation(FILE *stream)
{
    fputs("\nColumns of a grid are named as the options: k, mu, n_min, methods, ...;\n"
          "scenario holds a name. An empty cell is the usual value.\n"
          "\nDistributions of the true effects (effects), with mean mu and variance tau2:\n",
          stream);
    for (size_t i = 0; tsq_true_effects_at(i) != NULL; i++) {
        const tsq_true_effects *effects = tsq_true_effects_at(i);
        char text[256];
        snprintf(text, sizeof text, "%s%s%s%s%s", effects->title, effects->shape != NULL ? "; shape: " : "",
                 effects->shape != NULL ? effects->shape : "", effects->shape2 != NULL ? "; shape2: " : "",
                 effects->shape2 != NULL ? effects->shape2 : "");
        help_entry(stream, effects->id, text);
    }
    fputs("\nMeasures:\n", stream);
    for (size_t i = 0; tsq_simulated_measure_at(i) != NULL; i++) {
        help_entry(stream, tsq_simulated_measure_at(i)->id, tsq_simulated_measure_at(i)->title);
    }
    fputs("\nSpreads of sizes or variances between their limits:\n", stream);
    for (size_t i = 0; tsq_size_spread_at(i) != NULL; i++) {
        help_entry(stream, tsq_size_spread_at(i)->id, tsq_size_spread_at(i)->title);
    }
    fputs("\nSelection (select):\n", stream);
    for (size_t i = 0; tsq_selection_at(i) != NULL; i++) {
        help_entry(stream, tsq_selection_at(i)->id, tsq_selection_at(i)->title);
    }
}

static const struct {
    unsigned bit;
    const char *text;
} examples[] = {
    {CMD_CHECK, "  tausq check claims.csv\n"
                "  tausq check claims/*.csv --format junit -o report.xml\n"
                "  tausq check claims.csv --only 'liver-*' --quiet\n"},
    {CMD_EXPLAIN, "  tausq explain bcg.csv --a metafor-5 --b revman-5\n"
                  "  tausq explain trials.csv --measure RR --a 'metafor-5 --method DL' --b revman-5\n"
                  "  tausq explain trials.csv --measure SMD --by outcome --a meta-8 --format json\n"},
    {CMD_REPRODUCE, "  tausq reproduce trials.csv --claim 'MD -9.29 [-13.69, -4.89]; I2=75%; p<0.001'\n"
                    "  tausq reproduce trials.csv --where outcome=death --claim 'OR 0.65 (95% CI 0.50 to 0.84)' --all\n"
                    "  tausq reproduce review.csv --weights weight_pct --format json\n"
                    "  tausq reproduce --claims claims.csv --id liver-alt\n"},
    {CMD_WHY,
     "  tausq why bcg.csv --measure RR --quantity tau2\n"
     "  tausq why bcg.csv --measure RR --quantity ci_ub --method DL --test z --depth 3\n"
     "  tausq why trials.csv --measure MD --where outcome=MELD --quantity 'study.Zekri 2015.vi' --format json\n"},
    {CMD_GOSH, "  tausq gosh bcg.csv --measure RR\n"
               "  tausq gosh bcg.csv --measure RR --format csv -o subsets.csv\n"
               "  tausq gosh bcg.csv --measure RR --mods ablat\n"
               "  tausq gosh trials.csv --measure MD --where outcome=MELD --subsets 100000 --seed 7\n"},
    {CMD_PERMUTE, "  tausq permute bcg.csv --measure RR\n"
                  "  tausq permute bcg.csv --measure RR --method DL --test z --interval off\n"
                  "  tausq permute bcg.csv --measure RR --mods ablat,alloc --permutations 10000\n"
                  "  tausq permute trials.csv --measure MD --by outcome --permutations 100000 --seed 7\n"},
    {CMD_SIMULATE, "  tausq simulate --k 10 --mu 0.3 --tau2 0.05 --n 50\n"
                   "  tausq simulate --k 5,10 --mu 0.3 --I2 0,50 --n 25 --methods 'REML+knha;DL+z'\n"
                   "  tausq simulate grid.csv --reps 100000 --seed 7 --format csv -o result.csv\n"},
    {CMD_BOOT, "  tausq boot bcg.csv --measure RR\n"
               "  tausq boot bcg.csv --measure RR --parametric --replicates 10000 --seed 7\n"
               "  tausq boot trials.csv --measure SMD --cluster trial --format csv -o replicates.csv\n"},
    {CMD_BATCH,
     "  tausq batch voxels.csv --by voxel -o pooled.csv\n"
     "  tausq batch reviews.csv --by review,analysis --measure-column measure --fields k,estimate,pi_lb,pi_ub,flags\n"
     "  tausq batch wide.csv --method DL --test z --fields k,estimate,log10p,tau2,flags\n"
     "  tausq batch a.csv b.csv c.csv --join SNP --map yi=BETA --map sei=SE --alleles A1,A2\n"},
    {CMD_BASELINE, "  tausq baseline bcg.csv --measure RR -o claims.csv\n"
                   "  tausq baseline bcg.csv --measure RR -o claims.csv --update\n"
                   "  tausq baseline trials.csv --measure MD --by outcome --mcid 2 -o claims.csv\n"},
    {CMD_POOL, "  tausq pool bcg.csv\n"
               "  tausq pool trials.csv --measure MD --by outcome,weeks --forest\n"
               "  tausq pool bcg.csv --measure RR --mods ablat,alloc:ref=random\n"
               "  tausq pool trials.csv --measure SMD --where 'weeks >= 13' --preset revman-5\n"
               "  tausq pool bcg.csv --method DL --test z --format json -o bcg.json\n"},
};

static void help_examples(FILE *stream, const struct command *command)
{
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        if (examples[i].bit == command->bit) {
            fprintf(stream, "\nExamples:\n%s", examples[i].text);
        }
    }
}

void help_command(FILE *stream, const struct command *command)
{
    fprintf(stream, "Usage: tausq %s %s\n\n", command->name, command->arguments);
    help_wrap(stream, 0, 0, command->description);
    if (command->bit == CMD_LIST) {
        fputs("\nKinds:\n", stream);
        help_choices(stream, choice_list);
    } else if (command->bit == CMD_CHECK) {
        fputc('\n', stream);
        help_wrap(
            stream, 0, 0,
            "data is a file named relative to CLAIMS; where holds conditions with ';' between them; args are options "
            "as on the command line, a command before them if it is not pool; quantity is a key of that command's "
            "JSON, coef.NAME.KEY, study.LABEL.KEY, line.N.KEY or flag.NAME; tolerance is absolute, or relative as "
            "rel:1e-8.");
    } else if (command->bit != CMD_SIMULATE) {
        fputc('\n', stream);
        help_wrap(
            stream, 0, 0,
            "FILE is a CSV table with a header line; without FILE, or for -, standard input is read. Missing values "
            "are empty, NA, NaN or a single dot. Columns are recognised by their names: study, yi, vi, sei, n1i, "
            "m1i, sd1i, ... ('tausq list roles').");
    }
    for (size_t i = 0; option_at(i) != NULL; i++) {
        const struct option_row *row = option_at(i);
        if ((row->commands & command->bit) != 0 && row->section != NULL && !seen_before(i, command)) {
            help_section(stream, command, row->section);
        }
    }
    if (command->bit == CMD_SIMULATE) {
        help_simulation(stream);
    } else if (command->bit != CMD_LIST && command->bit != CMD_CHECK) {
        help_presets(stream);
    }
    help_examples(stream, command);
}

void help_program(FILE *stream)
{
    fputs("Usage: tausq COMMAND [FILE] [OPTION]...\n\n"
          "Meta-analysis: exact, reproducible pooling of treatment effects.\n\nCommands:\n",
          stream);
    for (size_t i = 0; command_at(i) != NULL; i++) {
        fprintf(stream, "  %-10s %s\n", command_at(i)->name, command_at(i)->line);
    }
    fputs("\n"
          "  -h, --help     print this help; 'tausq COMMAND --help' has the options\n"
          "  -V, --version  print versions, and what was built in\n"
          "\n"
          "Exit status:\n"
          "  0  done\n"
          "  1  a check did not hold\n"
          "  2  wrong usage\n"
          "  3  the input data cannot be used\n"
          "  4  the model cannot be estimated\n"
          "  5  the system failed (file, memory)\n"
          "  6  stopped before its end; what was done is there, marked as partial\n",
          stream);
}
