/* Prints docs/methods.md from the registries. The target docs_methods writes the file, the test docs.methods compares
 * it, so that the page cannot say anything else than the library does. */
#include <tausq/tausq.h>

#include <stdio.h>
#include <string.h>

static void print_title(void)
{
    puts("<!-- Written by docs/make_methods.c from the registries: `cmake --build build/dev --target docs_methods`. "
         "-->\n"
         "# What tausq computes\n\n"
         "The notation is that of [notation.md](notation.md). An id is the spelling on the command line, and the\n"
         "name of the file that holds the method.");
}

static void print_source(const char *source)
{
    if (source != NULL && source[0] != '\0') {
        printf("Source: %s\n", source);
    }
}

static void print_estimators(void)
{
    puts("\n## Models and estimators of tau2 (`--method`)");
    for (size_t i = 0; i < tsq_tau2_count(); i++) {
        const tsq_tau2_method *method = tsq_tau2_at(i);
        printf("\n### %s: %s\n\n", method->id, method->title);
        if (method->equation != NULL && method->equation[0] != '\0') {
            printf("    %s\n\n", method->equation);
        }
        if (method->flags & TSQ_TAU2_USER_WEIGHTS) {
            puts("Needs weights (`--weights`).\n");
        }
        print_source(method->source);
    }
}

/* A table of three columns that tests, prediction intervals and intervals of tau2 share. */
static void begin_table(const char *heading)
{
    printf("\n## %s\n\n| id | what | source |\n|---|---|---|\n", heading);
}

static void print_row(const char *id, const char *title, const char *source)
{
    printf("| `%s` | %s | %s |\n", id, title, source != NULL ? source : "");
}

static void print_intervals(void)
{
    begin_table("Tests and intervals of the coefficients (`--test`)");
    for (size_t i = 0; i < tsq_test_count(); i++) {
        const tsq_test *test = tsq_test_at(i);
        print_row(test->id, test->title, test->source);
    }
    begin_table("Prediction intervals (`--pi`)");
    for (size_t i = 0; i < tsq_prediction_count(); i++) {
        const tsq_prediction *prediction = tsq_prediction_at(i);
        print_row(prediction->id, prediction->title, prediction->source);
    }
    begin_table("Intervals of tau2 (`--tau2-ci`)");
    for (size_t i = 0; i < tsq_tau2_interval_count(); i++) {
        const tsq_tau2_interval *interval = tsq_tau2_interval_at(i);
        print_row(interval->id, interval->title, interval->source);
    }
}

static void print_measures(void)
{
    puts("\n## Effect measures (`--measure`)");
    for (size_t i = 0; i < tsq_effect_count(); i++) {
        const tsq_effect_measure *measure = tsq_effect_at(i);
        printf("\n### %s: %s\n\nColumns: %s  \n", measure->id, measure->title, measure->inputs);
        if (measure->alias != NULL) {
            printf("Also called: %s  \n", measure->alias);
        }
        if (measure->vtypes[0] != '\0') {
            printf("Variance formulas, default first: %s  \n", measure->vtypes);
        }
        if (strcmp(measure->transform, "none") != 0) {
            printf("Shown in text after the transformation: %s  \n", measure->transform);
        }
        print_source(measure->source);
    }
}

static void print_covariances(void)
{
    puts("\n## Covariances of contrasts with one control (`--multi-arm covariance`)\n\n"
         "Of the contrasts i and j; c and d with and without the event among the n2 of the control, x2 events in the "
         "person-time t2.\n"
         "Other measures have none. See [accuracy.md](accuracy.md).\n\n"
         "| measure | covariance | source |\n|---|---|---|");
    for (size_t i = 0; i < tsq_effect_covariance_count(); i++) {
        const tsq_effect_covariance *covariance = tsq_effect_covariance_at(i);
        printf("| `%s` | %s | %s |\n", covariance->measure, covariance->formula, covariance->source);
    }
}

static void print_transformations(void)
{
    puts("\n## Back-transformations (`--transf`)\n\n| id | from and to |\n|---|---|");
    for (size_t i = 0; i < tsq_transform_count(); i++) {
        printf("| `%s` | %s |\n", tsq_transform_at(i)->id, tsq_transform_at(i)->title);
    }
}

static void print_conversions(void)
{
    puts("\n## Conversions to means and SDs\n\n"
         "In the order in which they are tried where a mean or an SD is missing; inputs of the first group, `2i` for "
         "the\n"
         "second. See [conversions.md](conversions.md).\n\n"
         "| id | what | inputs | source |\n|---|---|---|---|");
    for (size_t i = 0; i < tsq_conversion_count(); i++) {
        const tsq_conversion *conversion = tsq_conversion_at(i);
        printf("| `%s` | %s | %s | %s |\n", conversion->id, conversion->title, conversion->inputs, conversion->source);
    }
}

static void print_units(void)
{
    puts("\n## Units (`--unit OUTCOME=FROM:TO`)\n\n"
         "| outcome | unit | in the first unit of the outcome | source |\n|---|---|---|---|");
    for (size_t i = 0; i < tsq_unit_count(); i++) {
        const tsq_unit *unit = tsq_unit_at(i);
        char factor[TSQ_NUMBER_TEXT];
        printf("| %s | %s | %s | %s |\n", unit->analyte, unit->unit, tsq_number_print(unit->factor, factor),
               unit->source);
    }
}

static void print_checks(void)
{
    puts("\n## Checks of extracted data (`tausq lint`)\n\n"
         "See [lint.md](lint.md). The severity is the highest that a finding of the check has.\n\n"
         "| code | id | what | severity | how it decides |\n|---|---|---|---|---|");
    for (size_t i = 0; i < tsq_lint_check_count(); i++) {
        const tsq_lint_check *check = tsq_lint_check_at(i);
        printf("| `%s` | `%s` | %s | %s | %s |\n", check->code, check->id, check->title,
               tsq_lint_severity_name(check->severity), check->basis);
    }
}

/* A row for each convention in which presets differ, a column for each preset. */
static void print_conventions(void)
{
    printf("\n| convention | option |");
    for (size_t i = 0; i < tsq_preset_count(); i++) {
        printf(" %s |", tsq_preset_at(i)->id);
    }
    printf("\n|---|---|");
    for (size_t i = 0; i < tsq_preset_count(); i++) {
        printf("---|");
    }
    puts("");
    for (size_t i = 0; i < tsq_convention_count(); i++) {
        const tsq_convention *convention = tsq_convention_at(i);
        if (!tsq_convention_in_presets(convention)) {
            continue;
        }
        printf("| %s | %s |", convention->title, convention->option);
        for (size_t j = 0; j < tsq_preset_count(); j++) {
            char text[TSQ_CONVENTION_TEXT];
            tsq_pool_options options;
            tsq_pool_preset(&options, tsq_preset_at(j));
            printf(" %s |", convention->describe(&options, text));
        }
        puts("");
    }
}

static void print_presets(void)
{
    puts("\n## Presets (`--preset`)\n\n"
         "The conventions in which they differ, in the order in which `tausq explain` changes them "
         "([explain.md](explain.md)).");
    print_conventions();
    puts("\n| id | program | left out or not confirmed |\n|---|---|---|");
    for (size_t i = 0; i < tsq_preset_count(); i++) {
        const tsq_preset *preset = tsq_preset_at(i);
        printf("| `%s` | %s | %s |\n", preset->id, preset->title, preset->left_out);
    }
}

static void print_roles(void)
{
    puts("\n## Column roles (`--map ROLE=COLUMN`)\n\n| role | alias | meaning |\n|---|---|---|");
    for (size_t i = 0; i < tsq_role_count(); i++) {
        const tsq_role *role = tsq_role_at(i);
        printf("| `%s` | %s%s%s | %s |\n", role->id, role->alias[0] != '\0' ? "`" : "", role->alias,
               role->alias[0] != '\0' ? "`" : "", role->meaning);
    }
}

static void print_messages(void)
{
    puts(
        "\n## Flags of a result\n\nFacts that are not errors, in JSON under `flags`.\n\n| flag | meaning |\n|---|---|");
    for (size_t i = 0; tsq_flag_id(i) != NULL; i++) {
        printf("| `%s` | %s |\n", tsq_flag_id(i), tsq_flag_sentence(i));
    }
    puts("\n## Statuses\n\n| status | exit code of the program | meaning |\n|---|---|---|");
    for (int i = 0; i < TSQ_STATUS_COUNT; i++) {
        const tsq_status status = (tsq_status)i;
        printf("| `TSQ_%s` | %d | %s |\n", tsq_status_name(status), tsq_status_exit(status), tsq_status_text(status));
    }
}

int main(void)
{
    print_title();
    print_estimators();
    print_intervals();
    print_measures();
    print_covariances();
    print_transformations();
    print_conversions();
    print_units();
    print_checks();
    print_presets();
    print_roles();
    print_messages();
    return fflush(stdout) == 0 && ferror(stdout) == 0 ? 0 : 1;
}
