// simdjson behind a C interface: one JSON text in, a flat array of nodes out; and, over those nodes
// or over the cells of a row, the values that a plan of paths asks for.
//
// Keys come unescaped (an escape cannot hide a field). What JSON forbids and logs hold all the same
// (unpaired surrogates, numbers beyond 64 bits, bytes that are no UTF-8, control characters) is read
// and reported as a repair: a record must not vanish because its user agent is hostile.
#ifndef EXHIBIT_CJSON_H
#define EXHIBIT_CJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum json_type {
  JSON_NULL = 0, JSON_FALSE = 1, JSON_TRUE = 2, JSON_INTEGER = 3, JSON_UNSIGNED = 4,
  JSON_DOUBLE = 5, JSON_STRING = 6, JSON_OBJECT = 7, JSON_ARRAY = 8,
  /// A number beyond 64 bits and beyond a double, as it is written (in `text`).
  JSON_NUMBER_TEXT = 9
};

/// One value. Children of an object or array follow it; `next` is the index after the last of them.
struct json_node {
  const char *key;      // NULL in arrays and at the top
  const char *text;     // of strings; not NUL-terminated
  union {
    int64_t integer;    // of integers; the bits of the value for JSON_UNSIGNED
    double number;      // of doubles
    const void *shape;  // of objects: the same pointer for the same keys in the same order
  };
  uint32_t key_length;
  uint32_t text_length;
  uint32_t next;
  uint8_t type;
};

/// What had to be mended to read a text.
enum json_repair {
  JSON_REPAIR_UTF8 = 1,       // bytes that are no UTF-8, read as U+FFFD
  JSON_REPAIR_SURROGATE = 2,  // an unpaired surrogate, read as U+FFFD
  JSON_REPAIR_NUMBER = 4,     // a number beyond 64 bits, kept as its text
  JSON_REPAIR_CONTROL = 8     // control characters inside a string, kept
};

struct json_parser;
struct json_parser *json_parser_new(void);
void json_parser_free(struct json_parser *parser);

/// Parses one JSON text. NULL, or the reason why it is none (lives until the next parse).
/// The nodes live until the next parse. `repairs` are bits of json_repair.
const char *json_parse(struct json_parser *parser, const char *bytes, size_t length,
                       const struct json_node **nodes, size_t *count, uint32_t *repairs);

/// A number that is the same for objects with the same keys in the same order, and never given to
/// others as long as the parser lives.
uint64_t json_shape_number(const struct json_node *object);

/// The canonical text of one node of the last parse (members sorted by key, no blanks, numbers as
/// parsed), so that two copies of a record that differ in blanks or order are seen to be equal.
/// Lives until the next call.
void json_canonical(struct json_parser *parser, uint32_t index, const char **bytes, size_t *length);

/// FNV-1a over the bytes with A-Z folded to a-z.
uint64_t json_fold_hash(const char *bytes, size_t length);

/// Whether two names are equal when A-Z is folded.
int json_fold_equal(const char *left, size_t left_length, const char *right, size_t right_length);

/// Where a scan stands: open brackets, whether inside a string, and whether past the first line.
struct json_splitter {
  uint64_t depth;
  uint8_t in_string;
  uint8_t escaped;
  uint8_t multiline;
};

/// Scans from `start` to the end of the value that is open (depth > 0), or to `length`.
/// Returns the index after the closing bracket, or `length` when the value goes on.
/// Stops early at a line feed when the record is broken there: when `lines` is set (a line is a
/// record), or when its first line ends inside a string.
size_t json_scan(struct json_splitter *state, const char *bytes, size_t start, size_t length,
                 uint64_t until_depth, int lines);

// MARK: plans

/// Some bytes that something else owns.
struct json_text {
  const char *bytes;
  uint32_t length;
};

/// The paths of one dialect, compiled. Names are given ASCII-folded.
struct json_plan;
struct json_plan *json_plan_new(uint32_t columns);
void json_plan_free(struct json_plan *plan);
/// Begins a path that fills a column; the first path of a column that finds something wins, unless
/// the column is `multiple`. Paths of a column are given in their order.
void json_plan_path(struct json_plan *plan, uint32_t column, int multiple);
void json_plan_name(struct json_plan *plan, const char *name, size_t length);
void json_plan_selection(struct json_plan *plan, const char *key, size_t key_length,
                         const char *value, size_t value_length);

/// The values found, column by column: those of column c are texts[starts[c]..<starts[c + 1]].
struct json_values {
  const struct json_text *texts;
  const uint32_t *starts;
};

struct json_extractor;
struct json_extractor *json_extractor_new(void);
void json_extractor_free(struct json_extractor *extractor);

/// The values of an object. They live until the extractor is used again, or the object's parser is.
/// Strings that hold JSON are opened where a path goes on below them, at most three deep.
struct json_values json_extract(struct json_extractor *extractor, const struct json_plan *plan,
                                const struct json_node *nodes, uint32_t root);

/// Which cells of a row a plan begins at.
struct json_header;
struct json_header *json_header_new(const struct json_plan *plan);
void json_header_free(struct json_header *header);
void json_header_name(struct json_header *header, uint32_t cell, const char *name, size_t length);
struct json_values json_extract_cells(struct json_extractor *extractor,
                                      const struct json_header *header,
                                      const struct json_text *cells, uint32_t count);

// MARK: comma-separated values

struct csv_parser;
struct csv_parser *csv_parser_new(char separator);
void csv_parser_free(struct csv_parser *parser);

enum csv_end {
  CSV_ROW = 0,   // a whole row
  CSV_MORE = 1,  // the bytes end inside the row: call again with more of them
  CSV_CUT = 2,   // the file ends inside a quoted cell
  CSV_WIDE = 3   // a row of more than 65,536 cells; the cells beyond are not given
};

/// Cuts the row that begins at `start` (RFC 4180; line feeds inside quoted cells; text after a
/// closing quote is kept, without blanks). `last`: no bytes follow these.
/// The cells live until the next call and as long as the bytes do.
enum csv_end csv_row(struct csv_parser *parser, const char *bytes, size_t start, size_t length,
                     int last, size_t *end, const struct json_text **cells, uint32_t *count,
                     uint32_t *repairs);

/// name 0x1F cell 0x1E for each cell that is not empty, in the order given: what the content hash of
/// a row is made of. Lives until the next call.
struct json_text csv_content(struct csv_parser *parser, const struct json_text *names,
                             const uint32_t *order, const struct json_text *cells, uint32_t count);

#ifdef __cplusplus
}
#endif

#endif
