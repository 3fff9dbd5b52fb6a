/* What stands around the numbers in every writer's output: which input, which group, which model. */
#ifndef TSQ_IO_FRAME_H
#define TSQ_IO_FRAME_H

#include "io/json.h"

#include <tausq/io.h>

/** "tausq VERSION, INPUT, SHA-256 ..." after an empty line, as the last of text output. */
void tsq__frame_foot(FILE *stream, const tsq_write_options *options);

/** Begins the outermost object with schema, version and the input, of which `rows` were read. */
void tsq__frame_json(tsq__json *json, const char *schema, const tsq_write_options *options, size_t rows);

/** Ends the list of results, and that object after it. @return TSQ_E_MEMORY if memory was out at any time */
tsq_status tsq__frame_json_end(tsq__json *json);

/** The member "group" of a result. */
void tsq__frame_json_group(tsq__json *json, const tsq_pool_result *result);

/** Measure, method, the tau2 that was fixed or null, test and level of a result, for writers of what was done to its
 *  studies after pooling. */
void tsq__frame_json_model(tsq__json *json, const tsq_pool_report *report, const tsq_pool_result *result);

/** The member "seed": null where nothing was drawn at random. */
void tsq__frame_json_seed(tsq__json *json, bool drawn, uint64_t seed);

/** "column = value, ..."; nothing without groups. */
void tsq__frame_group(FILE *stream, const tsq_pool_result *result);

/** The same as the heading of a group. In markdown the rest of the heading follows. */
void tsq__frame_heading(FILE *stream, const tsq_pool_result *result, bool markdown);

/** Names of the group columns in the head of a CSV table, each with "group_" before it so that no name comes twice, and a comma
 *  after them if there are any. */
void tsq__frame_csv_head(FILE *stream, const tsq_pool_report *report);

/** The head of a column of one coefficient, after a comma: coef.NAME.KEY. */
void tsq__frame_csv_coefficient(FILE *stream, const char *name, const char *key);

/** The group's values in a row of that table, and the comma. */
void tsq__frame_csv_group(FILE *stream, const tsq_pool_result *result);

#endif
