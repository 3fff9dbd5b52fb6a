/* The column table: text cells with their lines, roles, filters, groups. Reading a CSV file is in tausq/io.h. */
#ifndef TAUSQ_DATA_H
#define TAUSQ_DATA_H

#include <tausq/status.h>

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- numbers ---------------------------------------------------------------------------------------------- */

/** What a text is as a number. */
typedef enum tsq_number_kind { TSQ_NUMBER, TSQ_NUMBER_MISSING, TSQ_NUMBER_BAD } tsq_number_kind;

/**
 * Reads a number as the nearest double, whatever the locale: blanks around it are allowed, anything else after
 * it makes it BAD (never cut off). Empty, NA, NaN and . are MISSING. inf and hexadecimal are BAD; a number that
 * overflows is BAD; one that underflows is read as the nearest double.
 *
 * @param decimal '.' or ','
 * @param[out] value set for TSQ_NUMBER only, else NaN
 */
TSQ_API tsq_number_kind tsq_number_read(const char *text, char decimal, double *value);

/** Room that tsq_number_print needs. */
#define TSQ_NUMBER_TEXT 32

/**
 * Prints the shortest text that reads back as the same double, with '.' whatever the locale.
 * NaN gives "" (a quantity that does not exist), infinities "Inf" and "-Inf".
 * @param[out] text at least TSQ_NUMBER_TEXT characters
 * @return text
 */
TSQ_API char *tsq_number_print(double value, char *text);

/* ---- mistyped words ---------------------------------------------------------------------------------------- */

/** What a mistyped word may have meant: begin, offer it one choice after the other, and look at `best`. */
typedef struct tsq_guess {
    const char *word, *best; /**< borrowed; best is NULL while nothing is near */
    size_t distance;         /**< of best: letters to insert, remove or exchange */
} tsq_guess;

/** No choice is near yet. */
TSQ_API tsq_guess tsq_guess_begin(const char *word);
/** Takes the choice if it is nearer than those before; of equally near ones the first stays. */
TSQ_API void tsq_guess_offer(tsq_guess *guess, const char *choice);

/* ---- table ------------------------------------------------------------------------------------------------ */

/** A table of text cells, column names, and the line of the file where each row begins. */
typedef struct tsq_table tsq_table;

/** An empty table. `source` is the name used in messages (copied). */
TSQ_API TSQ_USE_RESULT tsq_status tsq_table_new(const char *source, char decimal, tsq_table **out, tsq_error *err);
/** Frees a table with its texts; NULL is fine. */
TSQ_API void tsq_table_free(tsq_table *table);

/** Adds a column; before the first row. E_COLUMN if the name is empty or there already. The text is copied. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_table_add_column(tsq_table *table, const char *name, size_t length,
                                                       tsq_error *err);
/** Adds a cell to the row being built; cells are copied into one arena. E_CSV if the text holds a NUL byte. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_table_add_cell(tsq_table *table, const char *text, size_t length, tsq_error *err);
/** Ends the row being built, which began at `line`. E_CSV (with file, line and both counts) if it is ragged. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_table_end_row(tsq_table *table, size_t line, tsq_error *err);

/** Number of data rows; the header is none. */
TSQ_API size_t tsq_table_rows(const tsq_table *table);
/** Number of columns. */
TSQ_API size_t tsq_table_columns(const tsq_table *table);
/** The name used in messages. Lives as long as the table. */
TSQ_API const char *tsq_table_source(const tsq_table *table);
/** The decimal sign of the table's numbers, '.' or ','. */
TSQ_API char tsq_table_decimal(const tsq_table *table);
/** The name of a column, 0-based. Lives as long as the table. */
TSQ_API const char *tsq_table_column_name(const tsq_table *table, size_t column);
/** Finds a column by its exact name. */
TSQ_API bool tsq_table_find(const tsq_table *table, const char *name, size_t *column);
/** The cell's text, as read; "" for an empty one. Lives as long as the table, once its last row has been added. */
TSQ_API const char *tsq_table_cell(const tsq_table *table, size_t row, size_t column);
/** The line of the file (1-based) where a row begins. */
TSQ_API size_t tsq_table_line(const tsq_table *table, size_t row);

/* ---- filters and groups ------------------------------------------------------------------------------------ */

/** A list of rows of a table, in increasing order. Free with tsq_rows_free. */
typedef struct tsq_rows {
    size_t n;
    size_t *row;
} tsq_rows;

/** Frees the list and empties it; NULL is fine. */
TSQ_API void tsq_rows_free(tsq_rows *rows);

/**
 * The rows for which every condition holds.
 *
 * A condition is "COL OP VALUE" with or without blanks, OP one of = != < <= > >= (== is =). With = and != VALUE may
 * be a set "A,B,C". = and != compare as numbers when both sides read as numbers, else as text; < <= > >= need
 * numbers, and a cell that is missing never matches them. "COL =" finds empty cells. Blanks around a column name or a
 * value do not count. What holds an operator character, a comma or outer blanks can be quoted, quotes inside
 * doubled: '"a<b" = 3', 'study = "Lee, 2001"'. Numbers in a condition have a decimal point, in a table with decimal
 * commas a comma too (in a set: quoted).
 *
 * @param conditions n texts
 * @retval TSQ_E_OPTION no operator, no column, or a value that is no number after < <= > >=
 * @retval TSQ_E_COLUMN no such column (the text lists the columns)
 * @retval TSQ_E_VALUE  a cell is text where a number is compared (file, line, column, value)
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_table_where(const tsq_table *table, const char *const *conditions, size_t n,
                                                  tsq_rows *out, tsq_error *err);

/** Groups of rows with the same values in some columns, in order of first appearance. */
typedef struct tsq_groups {
    size_t n;
    tsq_rows *rows; /**< n lists */
    size_t n_columns;
    size_t *column; /**< the columns grouped by */
} tsq_groups;

/** @param columns comma-separated names, each quoted if it holds a comma; NULL for one group with all rows
 *  @retval TSQ_E_COLUMN an unknown column, or one named twice */
TSQ_API TSQ_USE_RESULT tsq_status tsq_table_group(const tsq_table *table, const tsq_rows *rows, const char *columns,
                                                  tsq_groups *out, tsq_error *err);
/** Frees the groups with their lists and empties them; NULL is fine. */
TSQ_API void tsq_groups_free(tsq_groups *groups);

/* ---- roles ------------------------------------------------------------------------------------------------- */

/** How a role's cells are read. */
typedef enum tsq_role_kind { TSQ_ROLE_TEXT, TSQ_ROLE_NUMBER } tsq_role_kind;

/** A column role of interface.md: id in metafor's spelling, readable alias ("" if none). From engine/data/roles.def. */
typedef struct tsq_role {
    const char *id;
    const char *alias;
    tsq_role_kind kind;
    const char *meaning;
} tsq_role;

/** How many roles there are. */
TSQ_API size_t tsq_role_count(void);
/** Role `i` in the order of the list; NULL from tsq_role_count() on. Static storage. */
TSQ_API const tsq_role *tsq_role_at(size_t i);
/** The role of that id or alias; NULL if there is none. */
TSQ_API const tsq_role *tsq_role_find(const char *name);

/** Which column plays which role. */
typedef struct tsq_roles tsq_roles;

/**
 * Resolves the roles of a table: a column named as a role or as its alias plays it; `maps` ("ROLE=COLUMN", n of
 * them, the role by its id or alias) overrule. Names are compared byte by byte. The table is borrowed.
 * @retval TSQ_E_OPTION a map without '=', of an unknown role, or two maps of one role
 * @retval TSQ_E_COLUMN a mapped column does not exist, or a role is played by two columns (id and alias) unmapped
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_roles_new(const tsq_table *table, const char *const *maps, size_t n,
                                                tsq_roles **out, tsq_error *err);
/** Frees the resolved roles, not the table; NULL is fine. */
TSQ_API void tsq_roles_free(tsq_roles *roles);

/** Whether a column plays the role (given by its id). */
TSQ_API bool tsq_roles_has(const tsq_roles *roles, const char *role);
/** The column that plays the role, or -1. */
TSQ_API long tsq_roles_column(const tsq_roles *roles, const char *role);
/** The table that the roles belong to; borrowed. */
TSQ_API const tsq_table *tsq_roles_table(const tsq_roles *roles);

/**
 * The number in a role's cell.
 * @param[out] value NaN if the cell is missing or no column plays the role
 * @retval TSQ_E_VALUE "file:line: column: not a number 'x'"
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_roles_number(const tsq_roles *roles, const char *role, size_t row, double *value,
                                                   tsq_error *err);
/** The text in a role's cell; NULL if no column plays it. */
TSQ_API const char *tsq_roles_text(const tsq_roles *roles, const char *role, size_t row);

/** Fills `err` with "file:line: column: message 'value'", the form of every data error, and returns `code`. */
TSQ_API tsq_status tsq_roles_fail(const tsq_roles *roles, const char *role, size_t row, tsq_status code,
                                  const char *message, tsq_error *err);

#ifdef __cplusplus
}
#endif
#endif
