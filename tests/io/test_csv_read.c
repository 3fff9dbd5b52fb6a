/* The strict CSV reader: what it reads, and each message word for word. */
#include "check.h"

#include "tables.h"

#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The table as text: rows "cell|cell" ended by their line, "@2 ". */
static void check_table(const char *text, size_t length, const char *want)
{
    tsq_table *table;
    tsq_error err;
    if (tsq_csv_read_memory(text, length, "t.csv", NULL, NULL, &table, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    char got[256] = "";
    size_t used = 0;
    const size_t columns = tsq_table_columns(table);
    for (size_t i = 0; i < columns; i++) {
        used +=
            (size_t)snprintf(got + used, sizeof got - used, "%s%s", i > 0 ? "|" : "", tsq_table_column_name(table, i));
    }
    for (size_t row = 0; row < tsq_table_rows(table); row++) {
        for (size_t i = 0; i < columns; i++) {
            used += (size_t)snprintf(got + used, sizeof got - used, "%s%s", i > 0 ? "|" : " / ",
                                     tsq_table_cell(table, row, i));
        }
        used += (size_t)snprintf(got + used, sizeof got - used, "@%zu", tsq_table_line(table, row));
    }
    assert_string_equal(got, want);
    tsq_table_free(table);
}

static void well_formed_files_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *want;
    } rows[] = {
        {"a,b\n1,2\n", "a|b / 1|2@2"},
        {"a,b\n1,2", "a|b / 1|2@2"},
        {"a,b\r\n1,2\r\n3,4\r\n", "a|b / 1|2@2 / 3|4@3"},
        {"\xEF\xBB\xBF"
         "a,b\n1,2\n",
         "a|b / 1|2@2"},
        {"\xEF\xBB\xBF\"a\",b\n1,2\n", "a|b / 1|2@2"},
        {"a,b\n,\n\"\",\"\"\n", "a|b / |@2 / |@3"},
        {"a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", "a|b / x,y|say \"hi\"@2"},
        {"a,b\n\"two\nlines\",1\n\"three\r\nlines\n\",2\nx,3\n", "a|b / two\nlines|1@2 / three\r\nlines\n|2@4 / x|3@7"},
        {"a,b\n\"x\r\",1\n", "a|b / x\r|1@2"},
        {"a\n\"\n\n\"\n1\n", "a / \n\n@2 / 1@5"},
        {"a,b\n\n1,2\n   \n\r\n3,4\n\n", "a|b / 1|2@3 / 3|4@6"},
        {"\n\na,b\n1,2\n", "a|b / 1|2@4"},
        {" a ,\tb\n 1 , x y \n", "a|b / 1|x y@2"},
        {"a,b\n\" 1 \" , \"x\"\n", "a|b /  1 |x@2"},
        {"a,b\n\"\"\"\",\"\"\"\"\"\"\n", "a|b / \"|\"\"@2"},
        {"\xC3\xA9tude,b\n\xE2\x88\x92,\xF0\x9F\x98\x80\n", "\xC3\xA9tude|b / \xE2\x88\x92|\xF0\x9F\x98\x80@2"},
        {"a,b\n\xEF\xBB\xBF,1\n", "a|b / \xEF\xBB\xBF|1@2"},
        {"a,A\n1,2\n", "a|A / 1|2@2"},
        {"a\n\"\"\n", "a / @2"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_table(rows[i].text, strlen(rows[i].text), rows[i].want);
    }
}

static tsq_status read_text(const char *text, size_t length, char delimiter, char decimal, tsq_error *err)
{
    const tsq_csv_options options = {.delimiter = delimiter, .decimal = decimal};
    char sha256[65] = "x";
    tsq_table *table;
    const tsq_status status = tsq_csv_read_memory(text, length, "t.csv", &options, sha256, &table, err);
    assert_true((status == TSQ_OK) == (table != NULL));
    assert_int_equal(strlen(sha256), status == TSQ_E_OPTION ? 0 : 64);
    tsq_table_free(table);
    return status;
}

#define CHECK_BAD(text, status, message)                                                                               \
    check_error(read_text(text, sizeof(text) - 1, ',', '.', &err), status, "t.csv" message)

static void malformed_files_are_explained(void **state)
{
    (void)state;
    CHECK_BAD("a,b\n1,2\n3\n", TSQ_E_CSV, ":3: 1 field where the header has 2");
    CHECK_BAD("a,b\n1,2,3\n", TSQ_E_CSV, ":2: 3 fields where the header has 2");
    CHECK_BAD("a,b\n1,2\n\"x\ny\n\",2,3\n1,2\n", TSQ_E_CSV, ":3: 3 fields where the header has 2");
    CHECK_BAD("a,b\n1,2,\n", TSQ_E_CSV, ":2: 3 fields where the header has 2");
    CHECK_BAD("a;b\n1,5;2,5\n", TSQ_E_CSV, ":1: the header is one column, 'a;b'; perhaps --delim ';' is meant");
    CHECK_BAD("a\tb\n1,5\t2\n", TSQ_E_CSV, ":1: the header is one column, 'a\\tb'; perhaps --delim tab is meant");
    CHECK_BAD("a|b\n1|2\n", TSQ_E_CSV, ":1: the header is one column, 'a|b'; perhaps --delim '|' is meant");
    CHECK_BAD("\x1F\x8B\x08\0\n", TSQ_E_CSV,
              ":1: the file is compressed (gzip); decompress it, or read it from a pipe");
    CHECK_BAD("BZh91AY&SY\x9E\n", TSQ_E_CSV,
              ":1: the file is compressed (bzip2); decompress it, or read it from a pipe");
    CHECK_BAD("\xFD"
              "7zXZ\0",
              TSQ_E_CSV, ":1: the file is compressed (xz); decompress it, or read it from a pipe");
    CHECK_BAD("BZh,b\n1,2,3\n", TSQ_E_CSV, ":2: 3 fields where the header has 2"); /* text */
    CHECK_BAD("a,b\n1,2\n3,\0004\n", TSQ_E_CSV, ":3: NUL byte");
    CHECK_BAD("a,b\n1,2\n3,Ren\xE9\n", TSQ_E_CSV, ":3: byte 6 of the line (0xE9) is not UTF-8; save the file as UTF-8");
    CHECK_BAD("\xFF\xFE"
              "a\0,\0b\0\n\0",
              TSQ_E_CSV, ":1: the file is UTF-16; save it as UTF-8");
    CHECK_BAD("a,b\r1,2\r", TSQ_E_CSV, ":1: CR outside quotes; lines end with LF or CRLF");
    CHECK_BAD("a,b\n1,2\n3\r,4\n", TSQ_E_CSV, ":3: CR outside quotes; lines end with LF or CRLF");
    CHECK_BAD("a,b\n1,2\r\r\n", TSQ_E_CSV, ":2: CR outside quotes; lines end with LF or CRLF");
    CHECK_BAD("a,b\n1,2\r", TSQ_E_CSV, ":2: CR outside quotes; lines end with LF or CRLF");
}

static void quotes_that_do_not_fit_are_explained(void **state)
{
    (void)state;
#define STRAY "a field with a quote in it is quoted whole, and the quote doubled"
    CHECK_BAD("a,b\n1,2\"\n", TSQ_E_CSV, ":2: b: stray quote; " STRAY);
    CHECK_BAD("a,b\n\"1\"x,2\n", TSQ_E_CSV, ":2: a: stray quote; " STRAY);
    CHECK_BAD("a,b\n\"1\" \"x\",2\n", TSQ_E_CSV, ":2: a: stray quote; " STRAY);
    CHECK_BAD("a,b\n1,2\n\"x\ny\",5\" 2\n", TSQ_E_CSV, ":3: b: stray quote on line 4; " STRAY);
    CHECK_BAD("a,b\"\n1,2\n", TSQ_E_CSV, ":1: column 2: stray quote; " STRAY);
    CHECK_BAD("a,b\n1,2,3\"\n", TSQ_E_CSV, ":2: column 3: stray quote; " STRAY);
    CHECK_BAD("a,b\n1,2\n\"3,4\n5,6\n", TSQ_E_CSV, ":3: the quote that opens here is never closed");
    CHECK_BAD("a,b\n\"1\n\",\"2\n3,4", TSQ_E_CSV, ":3: the quote that opens here is never closed");
    CHECK_BAD("a,b\n\"1\n\"\"\n", TSQ_E_CSV, ":2: the quote that opens here is never closed");
    CHECK_BAD("\"", TSQ_E_CSV, ":1: the quote that opens here is never closed");
}

static void wrong_headers_are_explained(void **state)
{
    (void)state;
    CHECK_BAD("", TSQ_E_EMPTY, ": no header row");
    CHECK_BAD("\n \n\r\n", TSQ_E_EMPTY, ": no header row");
    CHECK_BAD("\xEF\xBB\xBF", TSQ_E_EMPTY, ": no header row");
    CHECK_BAD("a,b\n", TSQ_E_EMPTY, ": no data row below the header");
    CHECK_BAD("a,b", TSQ_E_EMPTY, ": no data row below the header");
    CHECK_BAD("a,,b\n1,2,3\n", TSQ_E_COLUMN, ":1: column 2 has no name");
    CHECK_BAD("a,b,\n1,2,3\n", TSQ_E_COLUMN, ":1: column 3 has no name");
    CHECK_BAD("a,\"\"\n1,2\n", TSQ_E_COLUMN, ":1: column 2 has no name");
    CHECK_BAD("\nyi,vi, yi\n1,2,3\n", TSQ_E_COLUMN, ":2: columns 1 and 3 have the same name 'yi'");
}

static void other_delimiters_are_read(void **state)
{
    (void)state;
    assert_int_equal(read_text("a;b\n1,5;2\n", 10, ';', ',', NULL), TSQ_OK);
    assert_int_equal(read_text("a\tb\n\t2\n", 7, '\t', '.', NULL), TSQ_OK);
    assert_int_equal(read_text("a b\n 2\n", 7, ' ', '.', NULL), TSQ_OK);
    assert_int_equal(read_text("a|b\n1|2\n", 8, '|', '.', NULL), TSQ_OK);
    static const char text[] = "a\n1\n";
    check_error(read_text(text, 4, ',', ',', &err), TSQ_E_OPTION, "the delimiter and the decimal mark are both ','");
    check_error(read_text(text, 4, ',', ';', &err), TSQ_E_OPTION, "the decimal mark is '.' or ','");
    static const char bad[] = {'"', '\r', '\n', '\0', '\xE9'};
    for (size_t i = 0; i < sizeof bad; i++) {
        check_error(read_text(text, 4, bad[i], '.', &err), TSQ_E_OPTION,
                    "the delimiter is one ASCII character, not a quote or a line end");
    }
}

/* Sums by sha256sum of GNU coreutils 9.1. */
static void the_sum_is_of_the_bytes(void **state)
{
    (void)state;
    static const char text[] = "\xEF\xBB\xBF"
                               "a,b\r\n1,2\r\n";
    char sha256[65];
    tsq_table *table;
    assert_int_equal(tsq_csv_read_memory(text, sizeof text - 1, "t", NULL, sha256, &table, NULL), TSQ_OK);
    assert_string_equal(sha256, "12d55567496e2714a23469371b5888bb9d0fb803d52b770c7c08ced31826d2d9");
    tsq_table_free(table);
    assert_int_equal(tsq_csv_read_memory("", 0, "t", NULL, sha256, &table, NULL), TSQ_E_EMPTY);
    assert_string_equal(sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    static const char torn[] = "a,b\n1\n2,3\n"; /* all bytes, not those up to the error */
    assert_int_equal(tsq_csv_read_memory(torn, sizeof torn - 1, "t", NULL, sha256, &table, NULL), TSQ_E_CSV);
    assert_string_equal(sha256, "a93c9deff14285e4b57e670f205b70dd15368e046f415385f0aeff36f7ba709c");
    assert_int_equal(tsq_csv_read("/no/such/file", NULL, sha256, &table, NULL), TSQ_E_FILE);
    assert_string_equal(sha256, "");
    tsq_table_free(table);
}

static const char *write_file(char *path, const char *text, size_t length)
{
    strcpy(path, "test_csv_read_XXXXXX");
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, length), length);
    close(file);
    return path;
}

static void files_are_read_like_memory(void **state)
{
    (void)state;
    static const char text[] = "a,b\n\"x\ny\",2\n3,4";
    char path[32];
    tsq_table *table;
    char sha256[65];
    assert_int_equal(tsq_csv_read(write_file(path, text, sizeof text - 1), NULL, sha256, &table, NULL), TSQ_OK);
    assert_string_equal(tsq_table_source(table), path);
    assert_int_equal(tsq_table_rows(table), 2);
    assert_string_equal(tsq_table_cell(table, 0, 0), "x\ny");
    assert_int_equal(tsq_table_line(table, 1), 4);
    char memory[65];
    tsq_table_free(table);
    assert_int_equal(tsq_csv_read_memory(text, sizeof text - 1, "t", NULL, memory, &table, NULL), TSQ_OK);
    assert_string_equal(sha256, memory);
    tsq_table_free(table);
    unlink(path);
}

static void standard_input_is_read(void **state)
{
    (void)state;
    char path[32];
    write_file(path, "a\n1\n2,3\n", 8);
    const int kept = dup(STDIN_FILENO);
    const int file = open(path, O_RDONLY);
    assert_int_equal(dup2(file, STDIN_FILENO), STDIN_FILENO);
    tsq_table *table;
    check_error(tsq_csv_read("-", NULL, NULL, &table, &err), TSQ_E_CSV, "<stdin>:3: 2 fields where the header has 1");
    assert_null(table);
    if (kept >= 0) {
        dup2(kept, STDIN_FILENO);
        close(kept);
    }
    close(file);
    unlink(path);
}

static void files_that_cannot_be_read_are_explained(void **state)
{
    (void)state;
    tsq_table *table;
    check_error(tsq_csv_read("no/such.csv", NULL, NULL, &table, &err), TSQ_E_FILE,
                "no/such.csv: No such file or directory");
    check_error(tsq_csv_read("/", NULL, NULL, &table, &err), TSQ_E_FILE, "/: Is a directory");
    check_error(tsq_csv_read("/dev/null", NULL, NULL, &table, &err), TSQ_E_EMPTY, "/dev/null: no header row");
    assert_null(table);
    assert_int_equal(tsq_csv_read("/", NULL, NULL, &table, NULL), TSQ_E_FILE);
}

static void a_long_field_is_whole(void **state)
{
    (void)state;
    enum { LONG = 300000 };
    char *text = malloc(LONG + 8);
    assert_non_null(text);
    memcpy(text, "a\n\"", 3);
    for (size_t i = 3; i < LONG + 3; i++) {
        text[i] = i % 100 == 0 ? '\n' : (char)('a' + i % 26);
    }
    memcpy(text + LONG + 3, "\"\n", 2);
    tsq_table *table;
    assert_int_equal(tsq_csv_read_memory(text, LONG + 5, "t", NULL, NULL, &table, NULL), TSQ_OK);
    assert_int_equal(strlen(tsq_table_cell(table, 0, 0)), LONG);
    assert_memory_equal(tsq_table_cell(table, 0, 0), text + 3, LONG);
    assert_int_equal(tsq_table_line(table, 0), 2);
    tsq_table_free(table);
    free(text);
}

static void many_columns_take_linear_time(void **state)
{
    (void)state;
    enum { COLUMNS = 50000 };
    char *text = malloc(COLUMNS * 8 * 2);
    assert_non_null(text);
    size_t used = 0;
    for (int line = 0; line < 2; line++) {
        for (int i = 0; i < COLUMNS; i++) {
            used += (size_t)sprintf(text + used, "%sc%d", i > 0 ? "," : "", i);
        }
        text[used++] = '\n';
    }
    tsq_table *table;
    assert_int_equal(tsq_csv_read_memory(text, used, "t", NULL, NULL, &table, NULL), TSQ_OK);
    assert_string_equal(tsq_table_cell(table, 0, COLUMNS - 1), "c49999");
    tsq_table_free(table);
    free(text);
}

static void a_comma_locale_changes_nothing(void **state)
{
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL) {
        skip();
    }
    well_formed_files_are_read(state);
    malformed_files_are_explained(state);
    tsq_table *table = table_of("yi\n1.5\n");
    double value;
    assert_int_equal(tsq_number_read(tsq_table_cell(table, 0, 0), '.', &value), TSQ_NUMBER);
    check_close(value, 1.5, 0, 0);
    tsq_table_free(table);
    setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_files_are_read),
        cmocka_unit_test(malformed_files_are_explained),
        cmocka_unit_test(quotes_that_do_not_fit_are_explained),
        cmocka_unit_test(wrong_headers_are_explained),
        cmocka_unit_test(other_delimiters_are_read),
        cmocka_unit_test(the_sum_is_of_the_bytes),
        cmocka_unit_test(files_are_read_like_memory),
        cmocka_unit_test(standard_input_is_read),
        cmocka_unit_test(files_that_cannot_be_read_are_explained),
        cmocka_unit_test(a_long_field_is_whole),
        cmocka_unit_test(many_columns_take_linear_time),
        cmocka_unit_test(a_comma_locale_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
