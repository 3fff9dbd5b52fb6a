/* Atomic output: whole or not at all, modes, special files, full disks. Runs in its own directory. */
#include "check.h"

#include "tables.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int begin(void **state)
{
    char name[] = "test_output_XXXXXX";
    *state = NULL;
    return mkdtemp(name) != NULL && chdir(name) == 0 ? 0 : -1;
}

/* Removes the directory, which fails if anything is left behind that the test does not know. */
static int end(void **state)
{
    (void)state;
    char here[4096];
    unlink("out.txt");
    unlink("link");
    unlink("pipe");
    return getcwd(here, sizeof here) != NULL && chdir("..") == 0 && rmdir(here) == 0 ? 0 : -1;
}

static void write_text(const char *path, const char *text)
{
    tsq_output *output;
    tsq_error err;
    if (tsq_output_open(path, &output, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    fputs(text, tsq_output_stream(output));
    if (tsq_output_commit(output, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
}

static void check_file(const char *path, const char *want)
{
    char got[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    got[fread(got, 1, sizeof got - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(got, want);
}

static int entries(void)
{
    int n = 0;
    DIR *directory = opendir(".");
    while (readdir(directory) != NULL) {
        n++;
    }
    closedir(directory);
    return n - 2;
}

static void a_file_appears_on_commit_only(void **state)
{
    (void)state;
    tsq_output *output;
    assert_int_equal(tsq_output_open("out.txt", &output, NULL), TSQ_OK);
    fputs("one", tsq_output_stream(output));
    fflush(tsq_output_stream(output));
    assert_int_equal(access("out.txt", F_OK), -1);
    assert_int_equal(tsq_output_commit(output, NULL), TSQ_OK);
    check_file("out.txt", "one");
    assert_int_equal(tsq_output_open("out.txt", &output, NULL), TSQ_OK);
    fputs("another", tsq_output_stream(output));
    fflush(tsq_output_stream(output));
    check_file("out.txt", "one");
    tsq_output_abandon(output);
    check_file("out.txt", "one");
    assert_int_equal(entries(), 1);
    tsq_output_abandon(NULL);
}

static void modes_follow_the_umask_or_the_file_there(void **state)
{
    (void)state;
    struct stat info;
    const mode_t mask = umask(027);
    write_text("out.txt", "one");
    umask(mask);
    assert_int_equal(stat("out.txt", &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
    assert_int_equal(chmod("out.txt", 0604), 0);
    write_text("out.txt", "two");
    assert_int_equal(stat("out.txt", &info), 0);
    assert_int_equal(info.st_mode & 0777, 0604);
}

static void a_symbolic_link_stays_one(void **state)
{
    (void)state;
    struct stat info;
    write_text("out.txt", "one");
    assert_int_equal(symlink("out.txt", "link"), 0);
    write_text("link", "two");
    check_file("out.txt", "two");
    assert_int_equal(lstat("link", &info), 0);
    assert_true(S_ISLNK(info.st_mode));
}

static void special_files_are_written_directly(void **state)
{
    (void)state;
    struct stat info;
    write_text("/dev/null", "x");
    assert_int_equal(stat("/dev/null", &info), 0);
    assert_true(S_ISCHR(info.st_mode));
    assert_int_equal(mkfifo("pipe", 0600), 0);
    const int reader = open("pipe", O_RDONLY | O_NONBLOCK);
    write_text("pipe", "through");
    char got[16] = "";
    assert_int_equal(read(reader, got, sizeof got), 7);
    assert_string_equal(got, "through");
    close(reader);
    assert_int_equal(stat("pipe", &info), 0);
    assert_true(S_ISFIFO(info.st_mode));
}

static void what_cannot_be_written_is_explained(void **state)
{
    (void)state;
    tsq_output *output;
    check_error(tsq_output_open("no/such.txt", &output, &err), TSQ_E_FILE, "no/such.txt: No such file or directory");
    assert_null(output);
    check_error(tsq_output_open(".", &output, &err), TSQ_E_FILE, ".: Is a directory");
    check_error(tsq_output_open("", &output, &err), TSQ_E_FILE, ": No such file or directory");
    assert_int_equal(entries(), 0);
}

static void a_read_only_file_is_not_replaced(void **state)
{
    (void)state;
    write_text("out.txt", "one");
    assert_int_equal(chmod("out.txt", 0400), 0);
    if (access("out.txt", W_OK) == 0) {
        skip(); /* root may write all */
    }
    tsq_output *output;
    check_error(tsq_output_open("out.txt", &output, &err), TSQ_E_FILE, "out.txt: Permission denied");
}

static void memory_has_the_bytes_after_commit_only(void **state)
{
    (void)state;
    char *bytes = (char *)1;
    size_t length = 7;
    tsq_output *output;
    assert_int_equal(tsq_output_open_memory(&bytes, &length, &output, NULL), TSQ_OK);
    fputs("one\n", tsq_output_stream(output));
    fflush(tsq_output_stream(output));
    assert_null(bytes);
    assert_int_equal(length, 0);
    assert_int_equal(tsq_output_commit(output, NULL), TSQ_OK);
    assert_string_equal(bytes, "one\n");
    assert_int_equal(length, 4);
    free(bytes);
    assert_int_equal(tsq_output_open_memory(&bytes, &length, &output, NULL), TSQ_OK);
    fputs("two\n", tsq_output_stream(output));
    tsq_output_abandon(output);
    assert_null(bytes);
}

static void a_full_disk_is_noticed(void **state)
{
    (void)state;
    tsq_output *output;
    if (access("/dev/full", W_OK) != 0) {
        skip();
    }
    assert_int_equal(tsq_output_open("/dev/full", &output, NULL), TSQ_OK);
    fputs("x", tsq_output_stream(output));
    check_error(tsq_output_commit(output, &err), TSQ_E_FILE, "/dev/full: No space left on device");
    /* Also when the write that failed lies behind. */
    assert_int_equal(tsq_output_open("/dev/full", &output, NULL), TSQ_OK);
    for (int i = 0; i < 100000; i++) {
        fputs("0123456789", tsq_output_stream(output));
    }
    assert_int_equal(tsq_output_commit(output, NULL), TSQ_E_FILE);
}

static void an_error_left_in_the_stream_is_noticed(void **state)
{
    (void)state;
    tsq_output *output;
    assert_int_equal(tsq_output_open("out.txt", &output, NULL), TSQ_OK);
    fputs("x", tsq_output_stream(output));
    assert_int_equal(fgetc(tsq_output_stream(output)), EOF); /* reading what is for writing */
    check_error(tsq_output_commit(output, &err), TSQ_E_FILE, "out.txt: Input/output error");
    assert_int_equal(entries(), 0);
}

static void a_lost_directory_is_noticed(void **state)
{
    (void)state;
    tsq_output *output;
    assert_int_equal(mkdir("sub", 0700), 0);
    assert_int_equal(tsq_output_open("sub/out.txt", &output, NULL), TSQ_OK);
    assert_int_equal(rename("sub", "moved"), 0);
    fputs("x", tsq_output_stream(output));
    check_error(tsq_output_commit(output, &err), TSQ_E_FILE, "sub/out.txt: No such file or directory");
    assert_int_equal(rename("moved", "sub"), 0);
    DIR *directory = opendir("sub");
    for (const struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        if (entry->d_name[0] == '.' && entry->d_name[1] == 't') {
            assert_int_equal(unlinkat(dirfd(directory), entry->d_name, 0), 0);
        }
    }
    closedir(directory);
    assert_int_equal(rmdir("sub"), 0);
}

/* Standard output, put on another file for the while. */
static tsq_status write_stdout(int file, tsq_error *err)
{
    fflush(stdout);
    const int kept = dup(STDOUT_FILENO);
    if (file >= 0) {
        dup2(file, STDOUT_FILENO);
        close(file);
    } else {
        close(STDOUT_FILENO);
    }
    tsq_output *output;
    tsq_status status = tsq_output_open(NULL, &output, err);
    if (status == TSQ_OK) {
        fputs("text", tsq_output_stream(output));
        status = tsq_output_commit(output, err);
    }
    clearerr(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    return status;
}

static void standard_output_is_checked(void **state)
{
    (void)state;
    const int file = open("out.txt", O_WRONLY | O_CREAT, 0600);
    const tsq_status written = write_stdout(file, NULL);
    tsq_error closed;
    const tsq_status to_closed = write_stdout(-1, &closed);
    tsq_error full;
    const tsq_status to_full = write_stdout(open("/dev/full", O_WRONLY), &full);
    assert_int_equal(written, TSQ_OK);
    check_file("out.txt", "text");
    assert_int_equal(to_closed, TSQ_E_FILE);
    assert_string_equal(closed.text, "<stdout>: Bad file descriptor");
    assert_int_equal(to_full, TSQ_E_FILE);
    assert_string_equal(full.text, "<stdout>: No space left on device");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_appears_on_commit_only, begin, end),
        cmocka_unit_test_setup_teardown(modes_follow_the_umask_or_the_file_there, begin, end),
        cmocka_unit_test_setup_teardown(a_symbolic_link_stays_one, begin, end),
        cmocka_unit_test_setup_teardown(special_files_are_written_directly, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_written_is_explained, begin, end),
        cmocka_unit_test_setup_teardown(a_read_only_file_is_not_replaced, begin, end),
        cmocka_unit_test(memory_has_the_bytes_after_commit_only),
        cmocka_unit_test_setup_teardown(a_full_disk_is_noticed, begin, end),
        cmocka_unit_test_setup_teardown(an_error_left_in_the_stream_is_noticed, begin, end),
        cmocka_unit_test_setup_teardown(a_lost_directory_is_noticed, begin, end),
        cmocka_unit_test_setup_teardown(standard_output_is_checked, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
