/* Prints docs/coverage.md: what the registries hold, with the names that it has in other programs (peers.def). The
 * target docs_methods writes the file, the test docs.coverage compares it. What has no line in peers.def is listed on
 * standard error. */
#include "cli/cli.h"

#include <string.h>

enum kind { MEASURE, CONVERSION, OPTION, METHOD, TEST, PREDICTION, TAU2_INTERVAL, TRANSFORMATION };

struct peer {
    enum kind kind;
    const char *id, *what, *metafor, *formulas, *meta, *stata, *revman;
};

static const struct peer peers[] = {
#define PEER(kind, id, what, metafor, formulas, meta, stata, revman)                                                   \
    {kind, id, what, metafor, formulas, meta, stata, revman},
#include "peers.def"
#undef PEER
};
static const size_t n_peers = sizeof peers / sizeof *peers;

/* A thing of a registry. NULL id: after the last. */
struct item {
    const char *id, *title, *formulas;
};
static const struct item end = {NULL, NULL, NULL};

static struct item measure_at(size_t i)
{
    const tsq_effect_measure *m = tsq_effect_at(i);
    return m != NULL ? (struct item){m->id, m->title, m->vtypes} : end;
}

#define AT(function, type, at)                                                                                         \
    static struct item function(size_t i)                                                                              \
    {                                                                                                                  \
        const type *thing = at(i);                                                                                     \
        return thing != NULL ? (struct item){thing->id, thing->title, ""} : end;                                       \
    }
AT(method_at, tsq_tau2_method, tsq_tau2_at)
AT(test_at, tsq_test, tsq_test_at)
AT(prediction_at, tsq_prediction, tsq_prediction_at)
AT(tau2_interval_at, tsq_tau2_interval, tsq_tau2_interval_at)
AT(transformation_at, tsq_transform, tsq_transform_at)
AT(conversion_at, tsq_conversion, tsq_conversion_at)

/* Whether an option takes a value: one of its choices, or, where it has none, one that its help names. */
static bool takes(const struct option_row *option, const char *value)
{
    for (size_t i = 0; option->choices != NULL && option->choices(i) != NULL; i++) {
        if (strcmp(option->choices(i), value) == 0) {
            return true;
        }
    }
    char quoted[64];
    snprintf(quoted, sizeof quoted, "'%s'", value);
    return strstr(option->help, quoted) != NULL;
}

/* Whether NAME or NAME=VALUE can be given to the program. */
static bool has_option(const char *id)
{
    const size_t length = strcspn(id, "=");
    for (size_t i = 0; option_at(i) != NULL; i++) {
        const struct option_row *option = option_at(i);
        if (strlen(option->name) == length && strncmp(option->name, id, length) == 0) {
            return id[length] == '\0' || takes(option, id + length + 1);
        }
    }
    return false;
}

/* The options that peers.def names, as far as the program has them. */
static struct item option_item(size_t i)
{
    for (size_t j = 0; j < n_peers; j++) {
        if (peers[j].kind == OPTION && has_option(peers[j].id) && i-- == 0) {
            return (struct item){peers[j].id, peers[j].what, ""};
        }
    }
    return end;
}

static const struct section {
    enum kind kind;
    const char *heading, *text;
    struct item (*at)(size_t i);
} sections[] = {
    {MEASURE, "Effect measures (`--measure`)",
     "Variance formulas (`--vtype`): those of both programs; after *more* those of tausq alone, after *not yet* those "
     "of\n"
     "metafor alone.",
     measure_at},
    {CONVERSION, "Conversions of what papers report", NULL, conversion_at},
    {OPTION, "Options for what papers report, and for zero cells", NULL, option_item},
    {METHOD, "Models and estimators of tau2 (`--method`)", NULL, method_at},
    {TEST, "Tests and intervals of the mean (`--test`)", NULL, test_at},
    {PREDICTION, "Prediction intervals (`--pi`)", NULL, prediction_at},
    {TAU2_INTERVAL, "Intervals of tau2 (`--tau2-ci`)", NULL, tau2_interval_at},
    {TRANSFORMATION, "Back-transformations (`--transf`)", NULL, transformation_at},
};

static const struct peer *find_peer(enum kind kind, const char *id)
{
    for (size_t i = 0; i < n_peers; i++) {
        if (peers[i].kind == kind && strcmp(peers[i].id, id) == 0) {
            return &peers[i];
        }
    }
    return NULL;
}

static bool has_item(const struct section *section, const char *id)
{
    for (size_t i = 0; section->at(i).id != NULL; i++) {
        if (strcmp(section->at(i).id, id) == 0) {
            return true;
        }
    }
    return false;
}

/* Prints the words of `text` that `others` has (or has not), after `before`. */
static void print_words(const char *text, const char *others, bool in_others, const char *before)
{
    while (*text != '\0') {
        char word[16], padded[128], wanted[18];
        const size_t length = strcspn(text, " ");
        snprintf(word, sizeof word, "%.*s", (int)length, text);
        snprintf(padded, sizeof padded, " %s ", others);
        snprintf(wanted, sizeof wanted, " %s ", word);
        if ((strstr(padded, wanted) != NULL) == in_others) {
            printf("%s %s", before, word);
            before = "";
        }
        text += length;
        text += strspn(text, " ");
    }
}

static void print_cell(const char *text, bool code)
{
    const char *mark = code ? "`" : "";
    if (text == NULL || text[0] == '\0') {
        fputs(" – |", stdout);
    } else {
        printf(" %s%s%s |", mark, text, mark);
    }
}

static void print_peers(const struct peer *peer)
{
    print_cell(peer != NULL ? peer->metafor : "", true);
    print_cell(peer != NULL ? peer->meta : "", true);
    print_cell(peer != NULL ? peer->stata : "", true);
    print_cell(peer != NULL ? peer->revman : "", false);
    putchar('\n');
}

/* A measure of tausq with one formula has metafor's default. */
static void print_formulas(const char *ours, const char *theirs)
{
    if (ours[0] == '\0' && theirs[0] != '\0') {
        ours = "LS";
    }
    print_words(ours, theirs, true, "");
    print_words(ours, theirs, false, theirs[0] == '\0' ? "" : "; *more*");
    if (ours[0] != '\0' || theirs[0] != '\0') {
        print_words(theirs, ours, false, "; *not yet*");
    } else {
        fputs(" one", stdout);
    }
    fputs(" |", stdout);
}

/* Returns how many things have no line in peers.def. */
static size_t print_section(const struct section *section)
{
    const bool formulas = section->kind == MEASURE;
    size_t without = 0;
    printf("\n## %s\n\n", section->heading);
    if (section->text != NULL) {
        printf("%s\n\n", section->text);
    }
    printf("| tausq | what |%s metafor | meta | Stata | RevMan |\n|---|---|%s---|---|---|---|\n",
           formulas ? " variance formulas |" : "", formulas ? "---|" : "");
    for (size_t i = 0; section->at(i).id != NULL; i++) {
        const struct item item = section->at(i);
        const struct peer *peer = find_peer(section->kind, item.id);
        if (peer == NULL) {
            fprintf(stderr, "%s: no line in docs/peers.def for %s\n", section->heading, item.id);
            without++;
        }
        printf("| `%s%s` | %s |", section->kind == OPTION ? "--" : "", item.id, item.title);
        if (formulas) {
            print_formulas(item.formulas, peer != NULL ? peer->formulas : "");
        }
        print_peers(peer);
    }
    for (size_t i = 0; i < n_peers; i++) {
        if (peers[i].kind == section->kind && !has_item(section, peers[i].id)) {
            printf("| *not yet* | %s |%s", peers[i].what, formulas ? " |" : "");
            print_peers(&peers[i]);
        }
    }
    return without;
}

static const char *name_of_bias(tsq_bias_correction bias)
{
    return bias == TSQ_BIAS_EXACT ? "exact" : bias == TSQ_BIAS_APPROX ? "approximate" : "none";
}

static const char *name_of_drop00(tsq_drop00 drop00)
{
    return drop00 == TSQ_DROP00_NO ? "stay" : drop00 == TSQ_DROP00_RATIOS ? "left out of ratios" : "left out";
}

static const char *name_of_zero_rule(tsq_zero_rule rule)
{
    return rule == TSQ_ZERO_METAFOR ? "all counts" : rule == TSQ_ZERO_META ? "as meta" : "as RevMan";
}

static void print_presets(void)
{
    puts("\n## Conventions of the presets (`--preset`)\n\n"
         "What each sets; options beside it override. What is not confirmed of a program is in "
         "[methods.md](methods.md).\n\n"
         "| preset | tau2 | test | prediction | interval of tau2 | I2 | bias of SMD | variance of SMD | ROM, CVR "
         "corrected | "
         "1/2 is added to | no events | M-H | variance of M-H's RD | Q of DL |\n"
         "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (size_t i = 0; i < tsq_preset_count(); i++) {
        const tsq_preset *p = tsq_preset_at(i);
        printf("| `%s` | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", p->id, p->method, p->test,
               p->prediction, p->tau2_interval, p->i2 == TSQ_I2_Q ? "Q" : "tau2", name_of_bias(p->bias), p->smd_vtype,
               p->rom_correct ? "yes" : "no", name_of_zero_rule(p->zero_rule), name_of_drop00(p->drop00),
               p->mh_correct ? "corrected" : "exact",
               p->rd_variance == TSQ_RD_GREENLAND ? "Greenland, Robins 1985" : "Sato 1989",
               p->mh_q ? "about M-H" : "weighted mean");
    }
    puts("\n*As meta*: of RD the variance only; of RR the group sizes grow by 1/2, not by 1; Peto's method by itself.\n"
         "*As RevMan*: of RD the variance only; RR is 1 where there are only events; Peto's method by itself.");
}

int main(void)
{
    puts("<!-- Written by docs/make_coverage.c from the registries and docs/peers.def: `cmake --build build/dev "
         "--target "
         "docs_methods`. -->\n"
         "# What other programs call it\n\n"
         "For readers who know the R packages metafor (5.1-12) and meta (8.4-0), Stata's `meta` (or the user-written "
         "`metan`\n"
         "where it says so) or Review Manager: what tausq has, and what they have and tausq has not yet. A dash: not "
         "there, or\n"
         "not known to be there. How the methods are defined: [methods.md](methods.md).");
    size_t without = 0;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        without += print_section(&sections[i]);
    }
    print_presets();
    if (without > 0) {
        fprintf(stderr, "%zu without a line in docs/peers.def; they are shown with dashes\n", without);
    }
    return fflush(stdout) == 0 && ferror(stdout) == 0 ? 0 : 1;
}
