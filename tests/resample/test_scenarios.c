/* Grids of scenarios: usual values, combinations of settings, what each error says; processes that share a simulation, and
 * one that goes on from where it stopped. */
#include "check.h"
#include "tables.h"

#include <tausq/simulate.h>

#include "mailbox.h"
#include "resample/simulate.h"

static tsq_status read_table(const char *grid, const tsq_scenario_setting *setting, size_t n, tsq_scenarios *out,
                             tsq_error *err)
{
    tsq_table *table = grid != NULL ? table_of(grid) : NULL;
    const tsq_status status = tsq_scenarios_read(table, setting, n, out, err);
    tsq_table_free(table);
    return status;
}

/* ---- reading ------------------------------------------------------------------------------------------------------ */

static void what_is_left_open_is_usual(void **state)
{
    (void)state;
    tsq_scenarios scenarios;
    tsq_error err;
    assert_int_equal(
        read_table("scenario,k,n,mu,effects\nsmall,3,20,NA,\n,7,10;40,0.5,normal\n", NULL, 0, &scenarios, &err),
        TSQ_OK);
    assert_int_equal(scenarios.n, 2);
    const tsq_scenario *s = scenarios.scenario;
    assert_string_equal(s[0].label, "small");
    assert_string_equal(s[1].label, "2");
    assert_int_equal(s[1].line, 3);
    check_close(s[0].mu, 0.0, 0.0, 0.0);
    check_close(s[0].tau2, 0.0, 0.0, 0.0);
    check_close(s[0].sd, 1.0, 0.0, 0.0);
    assert_string_equal(s[0].measure->id, "GEN");
    assert_string_equal(s[0].selection->id, "none");
    assert_string_equal(s[0].method[0].name, "REML+knha");
    assert_int_equal(s[0].reps, 10000);
    assert_int_equal(s[1].n_list, 2);
    tsq_scenarios_free(&scenarios);
}

/* For equal variances the typical one is that: I2 = 75 % is tau2 = 3 v. With 0.1 and 0.2 and k = 2 the typical variance is
 * (sum w)/((sum w)^2 - sum w^2) = 15/100. */
static void i2_becomes_tau2(void **state)
{
    (void)state;
    tsq_scenarios scenarios;
    tsq_error err;
    assert_int_equal(
        read_table("k,I2,vi,n,measure,sd\n5,75,0.2,,,\n2,50,0.1;0.2,,,\n4,50,,25,MD,10\n", NULL, 0, &scenarios, &err),
        TSQ_OK);
    check_close(scenarios.scenario[0].tau2, 0.6, 1e-15, 0.0);
    check_close(scenarios.scenario[1].tau2, 0.15, 1e-14, 0.0);
    check_close(scenarios.scenario[2].tau2, 8.0, 1e-14, 0.0);
    tsq_scenarios_free(&scenarios);
}

static void settings_give_all_combinations(void **state)
{
    (void)state;
    const tsq_scenario_setting setting[] = {{.column = "k", .text = "5, 10"},
                                            {.column = "n", .text = "20,30;40,50"},
                                            {.column = "methods", .text = "DL;FE"}};
    tsq_scenarios scenarios;
    tsq_error err;
    assert_int_equal(tsq_scenarios_read(NULL, setting, 3, &scenarios, &err), TSQ_OK);
    assert_int_equal(scenarios.n, 6);
    assert_int_equal(scenarios.scenario[2].k, 5);
    assert_int_equal(scenarios.scenario[3].k, 10);
    assert_int_equal(scenarios.scenario[4].n_list, 2);
    check_close(scenarios.scenario[4].n[1], 40.0, 0.0, 0.0);
    assert_string_equal(scenarios.scenario[5].method[1].name, "FE+z");
    tsq_scenarios_free(&scenarios);
    assert_int_equal(read_table("mu\n0\n1\n", setting, 3, &scenarios, &err), TSQ_OK);
    assert_int_equal(scenarios.n, 12);
    check_close(scenarios.scenario[6].mu, 1.0, 0.0, 0.0);
    tsq_scenarios_free(&scenarios);
}

/* What a scenario says can be read again, and is the same then. */
static void a_scenario_survives_as_text(void **state)
{
    (void)state;
    const char *grid = "scenario,k,mu,tau2,measure,n_min,n_max,risk_min,risk_max,effects,shape,shape2,spread,select,"
                       "publish,methods,reps\n"
                       "a b,5,-0.1,0.3,OR,20,90,0.1,0.3,outliers,0.1,3,loguniform,negative,0.25,REML+knha+HTS;FE,77\n";
    tsq_scenarios first, again;
    tsq_error err;
    char text[1024] = "";
    assert_int_equal(read_table(grid, NULL, 0, &first, &err), TSQ_OK);
    for (int row = 0; row < 2; row++) {
        for (size_t i = 0; i < tsq_scenario_column_count(); i++) {
            char *cell = row == 0 ? NULL : tsq_scenario_text(&first.scenario[0], i);
            strcat(text, i > 0 ? "," : "");
            strcat(text, row == 0 ? tsq_scenario_column_at(i)->id : cell);
            free(cell);
        }
        strcat(text, "\n");
    }
    if (read_table(text, NULL, 0, &again, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    assert_true(tsq__scenario_seed(&first.scenario[0], 3) == tsq__scenario_seed(&again.scenario[0], 3));
    assert_string_equal(again.scenario[0].method[0].name, first.scenario[0].method[0].name);
    assert_string_equal(again.scenario[0].label, "a b");
    assert_int_equal(again.scenario[0].reps, 77);
    tsq_scenarios_free(&first);
    tsq_scenarios_free(&again);
}

/* ---- errors --------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *grid;
    tsq_status status;
    const char *text;
} wrong[] = {
    {"k,nn\n3,5\n", TSQ_E_COLUMN, "t.csv:1: nn: a grid of scenarios has no such column; did you mean 'n'?"},
    {"k,n\n3,5\n2.5,5\n", TSQ_E_VALUE, "t.csv:3: k: not a whole number from 1 to 100000 '2.5'"},
    {"k,n,mu\n3,5,x\n", TSQ_E_VALUE, "t.csv:2: mu: not a number 'x'"},
    {"k,vi\n3,0.1;0\n", TSQ_E_VALUE, "t.csv:2: vi: not a variance from 1e-50 to 1e50 '0.1;0'"},
    {"k,n\n3,\"20,50\"\n", TSQ_E_VALUE, "t.csv:2: n: not a number; several have semicolons between them '20,50'"},
    {"k,vi\n3,0.1;x y\n", TSQ_E_VALUE, "t.csv:2: vi: not a number '0.1;x y'"},
    {"k,n,tau2\n3,5,-1\n", TSQ_E_VALUE, "t.csv:2: tau2: not between 0 and 1e50 '-1'"},
    {"k,n,effects\n3,5,cauchy\n", TSQ_E_VALUE,
     "t.csv:2: effects: unknown distribution; it is one of normal, uniform, t, lognormal, gamma, two-points, outliers "
     "'cauchy'"},
    {"k,n,methods\n3,5,DL+z;\n", TSQ_E_VALUE, NULL},
    {"k,n,methods\n3,5,DL;DL+knha\n", TSQ_E_VALUE, "t.csv:2: methods: a method comes twice 'DL;DL+knha'"},
    {"k,n,methods\n3,5,MH\n", TSQ_E_VALUE, "t.csv:2: method MH pools counts: it is for OR, RR and RD"},
    {"k,n,measure,risk,methods\n3,5,RR,0.2,PETO\n", TSQ_E_VALUE, "t.csv:2: method PETO is for OR"},
    {"k,n,measure,risk,methods\n3,5,OR,0.2,MH+knha\n", TSQ_E_VALUE,
     "t.csv:2: methods: a method that pools counts has the test z 'MH+knha'"},
    {"k,n,methods\n3,5,DL+kr\n", TSQ_E_VALUE, NULL},
    {"k,n,methods\n3,5,FE+z+HTS\n", TSQ_E_VALUE,
     "t.csv:2: methods: a common-effect method has no prediction interval 'FE+z+HTS'"},
    {"n\n5\n", TSQ_E_VALUE, "t.csv:2: k, the number of studies, is missing"},
    {"k\n5\n", TSQ_E_VALUE, "t.csv:2: how large are the studies? Give n, n_min and n_max, vi, or vi_min and vi_max"},
    {"k,n,vi\n5,10,0.1\n", TSQ_E_VALUE,
     "t.csv:2: only one of n, n_min and n_max, vi, vi_min and vi_max can say how large studies are"},
    {"k,n_min,n_max\n5,10,5\n", TSQ_E_VALUE, "t.csv:2: n_min and n_max go together, n_min first"},
    {"k,vi_min\n5,1\n", TSQ_E_VALUE, "t.csv:2: vi_min and vi_max go together, vi_min first"},
    {"k,vi,measure\n5,1,MD\n", TSQ_E_VALUE,
     "t.csv:2: sampling variances are for measure GEN; give n, or n_min and n_max"},
    {"k,n,measure\n5,1,SMD\n", TSQ_E_VALUE, "t.csv:2: measure SMD needs groups of 2 or more"},
    {"k,n,measure\n5,10,OR\n", TSQ_E_VALUE, "t.csv:2: measure OR needs risk, or risk_min and risk_max, risk_min first"},
    {"k,n,risk\n5,10,0.1\n", TSQ_E_VALUE, "t.csv:2: risk would change nothing: it is for OR, RR and RD"},
    {"k,n,risk,measure,mu\n5,10,0.6,RR,0.6\n", TSQ_E_VALUE,
     "t.csv:2: with this mu the risk of the treated would not be between 0 and 1"},
    {"k,n,measure\n5,10,RD\n", TSQ_E_VALUE, "t.csv:2: measure RD needs risk, or risk_min and risk_max, risk_min first"},
    {"k,vi,ratio\n5,0.1,2\n", TSQ_E_VALUE, "t.csv:2: ratio would change nothing: sampling variances are given"},
    {"k,n,ratio\n5,10,0\n", TSQ_E_VALUE, "t.csv:2: ratio: not between 0.01 and 100 '0'"},
    {"k,n,methods\n5,10,FE+z++QP\n", TSQ_E_VALUE, NULL},
    {"k,n,methods\n5,10,REML+knha++XX\n", TSQ_E_VALUE, NULL},
    {"k,n,measure,ratio\n5,3,MD,0.4\n", TSQ_E_VALUE, "t.csv:2: measure MD needs groups of 2 or more"},
    {"k,vi,sd\n5,1,2\n", TSQ_E_VALUE, "t.csv:2: sd would change nothing: it is for MD, and for GEN with sizes"},
    {"k,n,effects\n5,10,t\n", TSQ_E_VALUE,
     "t.csv:2: effects t: shape is its degrees of freedom, above 2; it has no shape2"},
    {"k,n,shape\n5,10,3\n", TSQ_E_VALUE, "t.csv:2: shape and shape2: the distribution of the true effects has none"},
    {"k,n,tau2,I2\n5,10,1,50\n", TSQ_E_VALUE, "t.csv:2: tau2 and I2 both say how heterogeneous the effects are"},
    {"k,n_min,n_max,I2\n5,10,20,50\n", TSQ_E_VALUE, "t.csv:2: I2 needs sizes that are given (n or vi), not drawn"},
    {"k,n,select\n5,10,positive\n", TSQ_E_VALUE,
     "t.csv:2: select needs publish: the probability that another study is published"},
    {"k,n,publish\n5,10,0.5\n", TSQ_E_VALUE, "t.csv:2: publish would change nothing without select"},
    {"k,n,publish,select\n5,10,0,positive\n", TSQ_E_VALUE, "t.csv:2: publish: not between 0.001 and 1 '0'"},
    {"k,n,spread\n5,10,uniform\n", TSQ_E_VALUE, "t.csv:2: spread: sizes are given, not drawn between limits"},
    {"k,n_min,n_max,spread\n5,10,20,chisq\n", TSQ_E_VALUE, "t.csv:2: spread chisq is for vi_min and vi_max"},
    {"k,vi_min,vi_max,spread\n5,10,20,chisq\n", TSQ_E_VALUE,
     "t.csv:2: spread chisq: hardly any variance lies between vi_min and vi_max"},
    {"k,n\n2,10;20;30\n", TSQ_E_VALUE, "t.csv:2: more sizes than studies"},
    {"k,n,reps\n2,10,0\n", TSQ_E_VALUE, "t.csv:2: reps: not a whole number from 1 to 1e12 '0'"},
};

static void errors_name_file_line_column_and_value(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        tsq_scenarios scenarios;
        tsq_error err = {.text = ""};
        const tsq_status status = read_table(wrong[i].grid, NULL, 0, &scenarios, &err);
        if (status != wrong[i].status || (wrong[i].text != NULL && strcmp(err.text, wrong[i].text) != 0)) {
            fail_msg("%s gives %s: %s", wrong[i].grid, tsq_status_name(status), err.text);
        }
        assert_null(scenarios.scenario);
    }
}

static void errors_name_settings(void **state)
{
    (void)state;
    static const struct {
        tsq_scenario_setting setting[2];
        const char *text;
    } cases[] = {
        {{{"k", "5,x", "--k"}, {"n", "5", "--n"}}, "--k: not a number 'x'"},
        {{{"kk", "5", NULL}, {"n", "5", "--n"}}, "kk: a scenario has no such property"},
        {{{"k", "5", "--k"}, {"k", "5", "--k"}}, "--k comes twice; several values have commas between them"},
        {{{"k", "5", "--k"}, {"mu", "5", "--mu"}},
         "how large are the studies? Give n, n_min and n_max, vi, or vi_min and vi_max"},
    };
    tsq_scenarios scenarios;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_error(tsq_scenarios_read(NULL, cases[i].setting, 2, &scenarios, &err), TSQ_E_OPTION, cases[i].text);
    }
    const tsq_scenario_setting twice = {"k", "5", "--k"};
    check_error(read_table("k\n3\n", &twice, 1, &scenarios, &err), TSQ_E_OPTION,
                "--k: t.csv has a column k, which says it already");
    const tsq_scenario_setting all[] = {{"k", "5", NULL}, {"n", "9", NULL}};
    tsq_simulation simulation;
    assert_int_equal(tsq_scenarios_read(NULL, all, 2, &scenarios, NULL), TSQ_OK);
    check_error(tsq_simulate(&scenarios, 100.0, NULL, &simulation, &err), TSQ_E_OPTION,
                "the level 100 is not between 0 and 100");
    tsq_scenarios_free(&scenarios);
}

/* ---- ranks and kept states ------------------------------------------------------------------------------------------- */

#define GRID "k,mu,tau2,vi,methods,reps\n6,0.2,0.1,0.1;0.3,REML+knha;DL+z,3000\n3,0,0.2,0.2,PM+t,2500\n"

struct member {
    tsq_ranks *ranks;
    tsq_keeper *keeper;
    uint64_t most; /* replicates before it stops */
    tsq_status status;
    tsq_scenarios scenarios;
    tsq_simulation simulation;
};

static bool go_on(void *context, uint64_t done, uint64_t total)
{
    (void)total;
    return done < ((const struct member *)context)->most;
}

static void *simulate(void *argument)
{
    struct member *m = argument;
    tsq_run run = {.threads = 1, .seed = 4, .progress = go_on, .context = m, .keeper = m->keeper};
    run.ranks = m->ranks != NULL && m->ranks->size > 1 ? m->ranks : NULL;
    m->status = tsq_simulate(&m->scenarios, 95.0, &run, &m->simulation, NULL);
    if (m->ranks != NULL) {
        (void)tsq_ranks_end(m->ranks, 0);
    }
    return NULL;
}

static void begin(struct member *m, uint64_t most)
{
    tsq_error err;
    *m = (struct member){.most = most};
    assert_int_equal(read_table(GRID, NULL, 0, &m->scenarios, &err), TSQ_OK);
}

static void end(struct member *m)
{
    tsq_simulation_free(&m->simulation);
    tsq_scenarios_free(&m->scenarios);
}

static void check_same(const struct member *a, const struct member *b)
{
    for (size_t i = 0; i < a->scenarios.n; i++) {
        assert_int_equal(a->simulation.reps[i], b->simulation.reps[i]);
        assert_memory_equal(a->simulation.performance[i], b->simulation.performance[i],
                            a->scenarios.scenario[i].n_methods * sizeof(tsq_performance));
    }
}

static void any_number_of_ranks_gives_the_same(void **state)
{
    (void)state;
    struct member alone, m[3];
    begin(&alone, UINT64_MAX);
    (void)simulate(&alone);
    assert_int_equal(alone.status, TSQ_OK);
    for (int i = 0; i < 3; i++) {
        begin(&m[i], UINT64_MAX);
    }
    (void)run_ranks(3, simulate, m, sizeof *m);
    assert_int_equal(m[0].status, TSQ_OK);
    check_same(&alone, &m[0]);
    for (int i = 0; i < 3; i++) {
        end(&m[i]);
    }
    end(&alone);
}

struct kept {
    unsigned char bytes[1 << 16];
    size_t size;
};

static bool due(void *context)
{
    (void)context;
    return true;
}

static tsq_status keep(void *context, uint64_t job, const void *bytes, size_t size, bool now, tsq_error *err)
{
    struct kept *kept = context;
    (void)job;
    (void)now;
    (void)err;
    assert_true(size <= sizeof kept->bytes);
    memcpy(kept->bytes, bytes, size);
    kept->size = size;
    return TSQ_OK;
}

static const void *find(void *context, uint64_t job, size_t *size)
{
    struct kept *kept = context;
    (void)job;
    *size = kept->size;
    return kept->size > 0 ? kept->bytes : NULL;
}

static void a_stopped_simulation_goes_on(void **state)
{
    (void)state;
    static struct kept kept;
    struct member whole, first, second;
    tsq_keeper keeper = {.context = &kept, .due = due, .keep = keep, .find = find}, again = keeper;
    begin(&whole, UINT64_MAX);
    begin(&first, 3500);
    begin(&second, UINT64_MAX);
    first.keeper = &keeper;
    second.keeper = &again;
    (void)simulate(&whole);
    (void)simulate(&first);
    assert_int_equal(first.status, TSQ_E_STOPPED);
    assert_true(first.simulation.reps[1] < 2500);
    (void)simulate(&second);
    assert_int_equal(second.status, TSQ_OK);
    check_same(&whole, &second);
    end(&whole);
    end(&first);
    end(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_open_is_usual),
        cmocka_unit_test(i2_becomes_tau2),
        cmocka_unit_test(settings_give_all_combinations),
        cmocka_unit_test(a_scenario_survives_as_text),
        cmocka_unit_test(errors_name_file_line_column_and_value),
        cmocka_unit_test(errors_name_settings),
        cmocka_unit_test(any_number_of_ranks_gives_the_same),
        cmocka_unit_test(a_stopped_simulation_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
