// simdjson behind a C interface: one JSON text in, a flat array of nodes out.
//
// Swift walks the nodes; keys come unescaped (an escape cannot hide a field) and with a hash of
// their ASCII-folded bytes, so that looking a name up is one table access and one comparison.
#ifndef EXHIBIT_CJSON_H
#define EXHIBIT_CJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum json_type {
  JSON_NULL = 0, JSON_FALSE = 1, JSON_TRUE = 2, JSON_INTEGER = 3, JSON_UNSIGNED = 4,
  JSON_DOUBLE = 5, JSON_STRING = 6, JSON_OBJECT = 7, JSON_ARRAY = 8
};

/// One value. Children of an object or array follow it; `next` is the index after the last of them.
struct json_node {
  const char *key;      // NULL in arrays and at the top
  const char *text;     // of strings; not NUL-terminated
  uint64_t key_hash;    // json_fold_hash of the key
  int64_t integer;      // of integers; the bits of the value for JSON_UNSIGNED
  double number;        // of doubles
  uint32_t key_length;
  uint32_t text_length;
  uint32_t next;
  uint8_t type;
};

struct json_parser;
struct json_parser *json_parser_new(void);
void json_parser_free(struct json_parser *parser);

/// Parses one JSON text. 0, or an error for json_error_text. The nodes live until the next parse.
int json_parse(struct json_parser *parser, const char *bytes, size_t length,
               const struct json_node **nodes, size_t *count);
const char *json_error_text(int error);

/// The canonical text of one node of the last parse (members sorted by key, no blanks, numbers as parsed), so
/// that two copies of a record that differ in blanks or order are seen to be equal. Lives until
/// the next call.
int json_canonical(struct json_parser *parser, uint32_t index, const char **bytes,
                   size_t *length);

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

#ifdef __cplusplus
}
#endif

#endif
