/* Batch among ranks, and with breaks: the bytes of one process without any, for every form of input. */
#include "check.h"
#include "mailbox.h"

#include <tausq/tausq.h>

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Some blocks of each file, of rows that have a long text. */
enum { ROWS = 6000, STATES = 4 };
#define TEXT                                                                                                           \
    "a text of a hundred letters, as annotations of variants have them, so that few rows make up a block; and so on"

static const char *const files[] = {"long", "runs", "apart", "wide", "a", "b", "c", "counts"};

/* A number from 0 to 1 that depends on two others. */
static double at(unsigned i, unsigned j)
{
    uint64_t x = (uint64_t)i * 2654435761u + j * 40503u + 12345u;
    x ^= x >> 13;
    x *= UINT64_C(0x9E3779B97F4A7C15);
    return (double)(x >> 44) / 1048576.0;
}

static FILE *create(const char *name, const char *head)
{
    FILE *stream = fopen(name, "w");
    assert_non_null(stream);
    fputs(head, stream);
    return stream;
}

static void write_long(void)
{
    FILE *stream = create("long", "group,yi,sei,text\n");
    for (unsigned i = 0; i < ROWS; i++) { /* groups of two, across one another */
        fprintf(stream, "g%u,%.5f,%.5f,\"" TEXT "\"\n", i / 20 * 10 + i % 10, at(i, 1) - 0.5,
                i % 97 == 0 ? 0.0 : 0.05 + at(i, 2));
    }
    fclose(stream);
}

/* Groups of three, twenty at a time: their rows one behind the other, but that a few groups get their last one after the
 * next group; or all first rows, then all second ones. Some rows are left out, some lines empty. */
static void write_triples(const char *name, bool together)
{
    FILE *stream = create(name, "group,yi,sei,text\n");
    for (unsigned i = 0; i < ROWS; i++) {
        const unsigned first = i / 60 * 20, place = i % 60;
        unsigned group = first + (together ? place / 3 : place % 20), study = together ? place % 3 : place / 20;
        if (together && group % 13 == 5 && (group + 1) % 20 != 0 && study == 2) {
            group++;
            study = 0;
        } else if (together && group % 13 == 6 && group % 20 != 0) {
            group -= study == 2 ? 1 : 0;
            study = study == 2 ? 2 : study + 1;
        }
        fprintf(stream, "g%u,%.5f,%s,%0100u\n%s", group, at(group, study) - 0.5,
                (group + study) % 17 == 0 ? "NA" : "0.2", group, together && i % 211 == 0 ? "\n" : "");
    }
    fclose(stream);
}

static void write_wide(void)
{
    FILE *stream = create("wide", "id,yi1,sei1,yi2,sei2,yi3,sei3,text\n");
    for (unsigned i = 0; i < ROWS; i++) {
        fprintf(stream, "%u,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%s\n", i, at(i, 1), 0.1 + at(i, 2), at(i, 3), 0.1 + at(i, 4),
                at(i, 5), 0.1 + at(i, 6), i % 3 == 0 ? "" : "\"" TEXT "\"");
    }
    fclose(stream);
}

/* One file of a join: in another order, with other keys left out, some alleles swapped or others. */
static void write_joined(const char *name, unsigned number)
{
    FILE *stream = create(name, "SNP,A1,A2,yi,sei,text\n");
    for (unsigned i = 0; i < ROWS / 2; i++) {
        const unsigned key = number == 2 ? ROWS / 2 - i : i;
        if ((key + number) % 7 != 0) {
            const char *alleles = (key + number) % 3 == 0 ? "A,G" : (key + number) % 31 == 0 ? "A,C" : "g,a";
            fprintf(stream, "rs%u,%s,%.5f,%.5f,\"" TEXT "\"\n", key, alleles, at(key, number),
                    0.05 + at(key, number + 9));
        }
    }
    fclose(stream);
}

static void write_counts(void)
{
    FILE *stream = create("counts", "review,ai,n1i,ci,n2i,text\n");
    for (unsigned i = 0; i < ROWS; i++) {
        fprintf(stream, "review %u,%u,%u,%u,%u,\"" TEXT "\"\n", i / 6, (unsigned)(20 * at(i, 1)), 40 + i % 7,
                (unsigned)(20 * at(i, 2)), 41 + i % 5);
    }
    fclose(stream);
}

static int begin(void **state)
{
    char name[] = "test_batch_shared_XXXXXX";
    *state = NULL;
    if (mkdtemp(name) == NULL || chdir(name) != 0) {
        return -1;
    }
    write_long();
    write_triples("runs", true);
    write_triples("apart", false);
    write_wide();
    write_joined("a", 0);
    write_joined("b", 1);
    write_joined("c", 2);
    write_counts();
    return 0;
}

static int end(void **state)
{
    (void)state;
    char here[4096];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        unlink(files[i]);
    }
    unlink("out");
    unlink("bad");
    return getcwd(here, sizeof here) != NULL && chdir("..") == 0 && rmdir(here) == 0 ? 0 : -1;
}

/* ---- forms of input ------------------------------------------------------------------------------------------ */

struct form {
    const char *file[3];
    size_t n;
    tsq_batch_options options;
    tsq_pool_options pool;
};

enum { LONG, RUNS, WIDE, JOIN, COUNTS, FORMS };

static struct form form_of(int which)
{
    static const struct form nothing = {.options = TSQ_BATCH_INIT};
    struct form form = nothing;
    static const char *const first[FORMS] = {"long", "runs", "wide", "a", "counts"};
    static const char *const by[FORMS] = {"group", "group", "id", NULL, "review"};
    form.n = which == JOIN ? 3 : 1;
    form.file[0] = first[which];
    form.file[1] = "b";
    form.file[2] = "c";
    form.options.by = by[which];
    form.options.wide = which == WIDE;
    form.options.window = which == LONG || which == RUNS ? 60 : 1000000;
    form.options.join = which == JOIN ? "SNP" : NULL;
    form.options.alleles = which == JOIN ? "A1,A2" : NULL;
    form.options.fields = which == WIDE ? NULL : "k,omitted,estimate,tau2,QE_p,direction,flags";
    form.options.identity = 7;
    form.options.fit.test = tsq_test_find("z");
    if (which == COUNTS) {
        tsq_pool_preset(&form.pool, NULL);
        form.pool.measure = tsq_effect_find("OR");
        assert_int_equal(tsq_pool_fit_options(&form.pool, &form.options.fit, NULL), TSQ_OK);
    }
    return form;
}

static tsq_status run_form(const struct form *form, const tsq_run *run, FILE *stream, tsq_batch_report *report,
                           tsq_error *err)
{
    tsq_batch_options options = form->options;
    options.pool = form->pool.measure != NULL ? &form->pool : NULL;
    return tsq_batch(form->file, form->n, &options, run, stream, report, err);
}

static char *plain(const struct form *form, tsq_batch_report *report)
{
    char *text;
    size_t length;
    tsq_error err;
    FILE *stream = open_memstream(&text, &length);
    if (run_form(form, NULL, stream, report, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    fclose(stream);
    assert_true(length > 1000);
    return text;
}

/* Groups that are fitted where they are read and those whose rows come apart give the same rows of output. */
static void how_rows_stand_makes_no_difference(void **state)
{
    (void)state;
    struct form form = form_of(RUNS);
    tsq_batch_report report, apart;
    char *want = plain(&form, &report);
    form.file[0] = "apart";
    char *got = plain(&form, &apart);
    assert_string_equal(got, want);
    assert_int_equal(apart.analyses, ROWS / 3);
    assert_int_equal(report.analyses, ROWS / 3);
    assert_int_equal(report.rows, ROWS);
    assert_int_equal(apart.omitted, report.omitted);
    assert_int_equal(apart.estimated, report.estimated);
    free(got);
    free(want);
}

/* ---- ranks --------------------------------------------------------------------------------------------------- */

struct member {
    tsq_ranks *ranks;
    struct form form;
    unsigned threads;
    char *text;
    tsq_batch_report report;
    tsq_status status;
    tsq_error error;
    int code;
};

static void *body(void *argument)
{
    struct member *m = argument;
    size_t length;
    const tsq_run run = {.threads = m->threads, .ranks = m->ranks};
    FILE *stream = open_memstream(&m->text, &length);
    m->status = run_form(&m->form, &run, stream, &m->report, &m->error);
    m->code = tsq_ranks_end(m->ranks, (int)m->status);
    fclose(stream);
    return NULL;
}

static void any_number_of_ranks_writes_the_same(void **state)
{
    (void)state;
    for (int which = 0; which < FORMS; which++) {
        tsq_batch_report report;
        const struct form form = form_of(which);
        char *want = plain(&form, &report);
        for (unsigned size = 2; size <= 4; size += 2) {
            struct member m[4];
            for (unsigned i = 0; i < size; i++) {
                m[i] = (struct member){.form = form, .threads = 1 + i % 2};
            }
            run_ranks(size, body, m, sizeof *m);
            assert_int_equal(m[0].status, TSQ_OK);
            assert_string_equal(m[0].text, want);
            assert_int_equal(m[0].report.rows, report.rows);
            assert_int_equal(m[0].report.omitted, report.omitted);
            assert_int_equal(m[0].report.omitted_line, report.omitted_line);
            assert_int_equal(m[0].report.estimated, report.estimated);
            assert_string_equal(m[0].report.failure.text, report.failure.text);
            assert_int_equal(m[0].report.warnings, report.warnings);
            for (unsigned i = 0; i < size; i++) {
                assert_int_equal(m[i].code, 0);
                assert_true(i == 0 || m[i].text[0] == '\0');
                free(m[i].text);
            }
        }
        free(want);
    }
}

/* The first of them, wherever it is found. */
static void errors_are_those_of_one_process(void **state)
{
    (void)state;
    struct form form = form_of(LONG);
    FILE *stream = create("bad", "group,yi,sei,text\n");
    for (unsigned i = 0; i < ROWS; i++) {
        fprintf(stream, i == 5001 || i == 5005 ? "%u,x%u,0.1,%s\n" : "%u,0.%u,0.1,%s\n", i / 5, i, "\"" TEXT "\"");
    }
    fclose(stream);
    for (int missing = 0; missing < 2; missing++) {
        struct member m[3];
        form.file[0] = missing != 0 ? "none" : "bad";
        for (unsigned i = 0; i < 3; i++) {
            m[i] = (struct member){.form = form, .threads = 1};
        }
        run_ranks(3, body, m, sizeof *m);
        assert_int_equal(m[0].status, missing != 0 ? TSQ_E_FILE : TSQ_E_VALUE);
        assert_string_equal(m[0].error.text,
                            missing != 0 ? "none: No such file or directory" : "bad:5003: yi: not a number 'x5001'");
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(m[i].code, m[0].status);
            free(m[i].text);
        }
    }
}

/* ---- breaks -------------------------------------------------------------------------------------------------- */

/* Keeps every state, or one. */
struct memory {
    tsq_keeper keeper;
    struct kept {
        unsigned char *bytes;
        size_t size;
    } state[500];
    size_t n;
    const struct kept *found; /* NULL: none */
    unsigned left;            /* calls of progress before a stop */
};

static bool due(void *context)
{
    const struct memory *memory = context;
    return memory->n < 500;
}

static tsq_status keep(void *context, uint64_t job, const void *bytes, size_t size, bool now, tsq_error *err)
{
    struct memory *memory = context;
    (void)now;
    (void)err;
    assert_int_equal(job, 0);
    if (memory->n == 500) {
        free(memory->state[--memory->n].bytes);
    }
    struct kept *kept = &memory->state[memory->n++];
    *kept = (struct kept){malloc(size), size};
    memcpy(kept->bytes, bytes, size);
    return TSQ_OK;
}

static const void *find(void *context, uint64_t job, size_t *size)
{
    const struct memory *memory = context;
    *size = memory->found != NULL ? memory->found->size : 0;
    return memory->found != NULL && job == 0 ? memory->found->bytes : NULL;
}

static bool progress(void *context, uint64_t done, uint64_t total)
{
    struct memory *memory = context;
    return done > total || memory->left == 0 || --memory->left > 0;
}

static tsq_run run_of(struct memory *memory, unsigned threads)
{
    memory->keeper = (tsq_keeper){.context = memory, .due = due, .keep = keep, .find = find};
    return (tsq_run){.threads = threads, .progress = progress, .context = memory, .keeper = &memory->keeper};
}

static void forget(struct memory *memory)
{
    while (memory->n > 0) {
        free(memory->state[--memory->n].bytes);
    }
}

static void check_output(const char *want)
{
    const size_t length = strlen(want);
    char *got = calloc(length + 2, 1);
    FILE *stream = fopen("out", "r");
    assert_non_null(stream);
    assert_int_equal(fread(got, 1, length + 1, stream), length);
    assert_memory_equal(got, want, length);
    fclose(stream);
    free(got);
}

static tsq_status go_on(const struct form *form, struct memory *memory, const struct kept *from, unsigned threads,
                        tsq_error *err)
{
    tsq_batch_report report;
    memory->found = from;
    const tsq_run run = run_of(memory, threads);
    FILE *stream = fopen("out", "r+");
    assert_non_null(stream);
    const tsq_status status = run_form(form, &run, stream, &report, err);
    assert_int_equal(fclose(stream), 0);
    return status;
}

static void from_any_state_it_goes_on_to_the_same(void **state)
{
    (void)state;
    for (int which = 0; which < FORMS; which++) {
        struct memory first = {.n = 0}, second = {.n = 0};
        const struct form form = form_of(which);
        tsq_batch_report report, with_breaks;
        tsq_error err;
        char *want = plain(&form, &report);
        FILE *stream = fopen("out", "w+");
        const tsq_run run = run_of(&first, 1);
        assert_int_equal(run_form(&form, &run, stream, &with_breaks, &err), TSQ_OK);
        assert_int_equal(fclose(stream), 0);
        check_output(want);
        assert_int_equal(with_breaks.estimated, report.estimated);
        assert_true(first.n >= 2);
        /* the output has more than the state knows of, as after a kill */
        for (size_t i = 0; i < STATES; i++) {
            if (go_on(&form, &second, &first.state[i * (first.n - 1) / (STATES - 1)], 2, &err) != TSQ_OK) {
                fail_msg("%s", err.text);
            }
            check_output(want);
            forget(&second);
        }
        forget(&first);
        free(want);
    }
}

/* After the first block: some forms have two. */
static void a_stop_keeps_the_place_where_it_was(void **state)
{
    (void)state;
    for (int i = 0; i < 2 * FORMS; i++) {
        const unsigned threads = 1 + (unsigned)i % 2;
        struct memory memory = {.left = 1}, second = {.n = 0};
        const struct form form = form_of(i / 2);
        tsq_batch_report report;
        tsq_error err;
        char *want = plain(&form, &report);
        fclose(fopen("out", "w"));
        assert_int_equal(go_on(&form, &memory, NULL, threads, &err), TSQ_E_STOPPED);
        assert_int_equal(go_on(&form, &second, &memory.state[memory.n - 1], 2, &err), TSQ_OK);
        check_output(want);
        forget(&second);
        forget(&memory);
        free(want);
    }
}

static void what_does_not_belong_to_a_state_is_refused(void **state)
{
    (void)state;
    struct memory memory = {.left = 5}, second = {.n = 0};
    struct form form = form_of(LONG);
    tsq_error err;
    fclose(fopen("out", "w"));
    assert_int_equal(go_on(&form, &memory, NULL, 1, &err), TSQ_E_STOPPED);
    const struct kept *kept = &memory.state[memory.n - 1];
    form.options.identity++;
    assert_int_equal(go_on(&form, &second, kept, 1, &err), TSQ_E_OPTION);
    assert_non_null(strstr(err.text, "other data, other options"));
    form.options.identity--;
    struct kept part = {kept->bytes, kept->size - 1};
    assert_int_equal(go_on(&form, &second, &part, 1, &err), TSQ_E_OPTION);
    FILE *stream = fopen("out", "r+");
    fseek(stream, -20, SEEK_END);
    fputs("12345", stream);
    fclose(stream);
    assert_int_equal(go_on(&form, &second, kept, 1, &err), TSQ_E_OPTION);
    assert_non_null(strstr(err.text, "the output is not what"));
    assert_int_equal(truncate("out", 5), 0);
    assert_int_equal(go_on(&form, &second, kept, 1, &err), TSQ_E_OPTION);
    write_long();
    const struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    assert_int_equal(utimensat(AT_FDCWD, "long", times, 0), 0);
    assert_int_equal(go_on(&form, &second, kept, 1, &err), TSQ_E_OPTION);
    assert_non_null(strstr(err.text, "other data, other options"));
    form.file[0] = "/dev/null";
    assert_true(go_on(&form, &second, NULL, 1, &err) != TSQ_OK);
    forget(&memory);
    forget(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(how_rows_stand_makes_no_difference),
        cmocka_unit_test(any_number_of_ranks_writes_the_same),
        cmocka_unit_test(errors_are_those_of_one_process),
        cmocka_unit_test(from_any_state_it_goes_on_to_the_same),
        cmocka_unit_test(a_stop_keeps_the_place_where_it_was),
        cmocka_unit_test(what_does_not_belong_to_a_state_is_refused),
    };
    tsq_start();
    return cmocka_run_group_tests(tests, begin, end);
}
