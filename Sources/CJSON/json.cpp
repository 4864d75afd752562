#include "CJSON.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

struct json_parser {
  simdjson::dom::parser dom;
  std::vector<json_node> nodes;
  std::string canonical;
};

namespace {

// Depth is bounded by simdjson (1024 levels), so the recursion is.
void append(std::vector<json_node> &nodes, simdjson::dom::element element, std::string_view key,
            bool has_key) {
  size_t index = nodes.size();
  json_node node = {};
  if (has_key) {
    node.key = key.data();
    node.key_length = static_cast<uint32_t>(key.size());
    node.key_hash = json_fold_hash(key.data(), key.size());
  }
  nodes.push_back(node);
  uint8_t type = JSON_NULL;
  switch (element.type()) {
  case simdjson::dom::element_type::NULL_VALUE: break;
  case simdjson::dom::element_type::BOOL: type = bool(element) ? JSON_TRUE : JSON_FALSE; break;
  case simdjson::dom::element_type::INT64:
    type = JSON_INTEGER;
    nodes[index].integer = int64_t(element);
    break;
  case simdjson::dom::element_type::UINT64:
    type = JSON_UNSIGNED;
    nodes[index].integer = static_cast<int64_t>(uint64_t(element));
    break;
  case simdjson::dom::element_type::DOUBLE:
    type = JSON_DOUBLE;
    nodes[index].number = double(element);
    break;
  case simdjson::dom::element_type::STRING: {
    std::string_view text = element;
    type = JSON_STRING;
    nodes[index].text = text.data();
    nodes[index].text_length = static_cast<uint32_t>(text.size());
    break;
  }
  case simdjson::dom::element_type::OBJECT:
    type = JSON_OBJECT;
    for (auto member : simdjson::dom::object(element)) append(nodes, member.value, member.key, true);
    break;
  case simdjson::dom::element_type::ARRAY:
    type = JSON_ARRAY;
    for (auto item : simdjson::dom::array(element)) append(nodes, item, {}, false);
    break;
  }
  nodes[index].type = type;
  nodes[index].next = static_cast<uint32_t>(nodes.size());
}

void quote(std::string &out, const char *text, size_t length) {
  out += '"';
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '"' || text[i] == '\\') out += '\\';
    out += text[i];
  }
  out += '"';
}

int compare_keys(const json_node &left, const json_node &right) {
  size_t shared = std::min(left.key_length, right.key_length);
  int order = shared ? std::memcmp(left.key, right.key, shared) : 0;
  return order ? order : static_cast<int>(left.key_length) - static_cast<int>(right.key_length);
}

void canonicalise(const std::vector<json_node> &nodes, uint32_t index, std::string &out) {
  const json_node &node = nodes[index];
  switch (node.type) {
  case JSON_NULL: out += "null"; break;
  case JSON_FALSE: out += "false"; break;
  case JSON_TRUE: out += "true"; break;
  case JSON_INTEGER: out += std::to_string(node.integer); break;
  case JSON_UNSIGNED: out += std::to_string(static_cast<uint64_t>(node.integer)); break;
  case JSON_DOUBLE: {
    char buffer[32];
    snprintf(buffer, sizeof buffer, "%.17g", node.number);
    out += buffer;
    break;
  }
  case JSON_STRING: quote(out, node.text, node.text_length); break;
  default: {
    std::vector<uint32_t> children;
    for (uint32_t child = index + 1; child < node.next; child = nodes[child].next)
      children.push_back(child);
    bool object = node.type == JSON_OBJECT;
    if (object)
      std::sort(children.begin(), children.end(), [&](uint32_t a, uint32_t b) {
        int order = compare_keys(nodes[a], nodes[b]);
        return order ? order < 0 : a < b;
      });
    out += object ? '{' : '[';
    for (uint32_t child : children) {
      if (object) {
        quote(out, nodes[child].key, nodes[child].key_length);
        out += ':';
      }
      canonicalise(nodes, child, out);
      out += ',';
    }
    out += object ? '}' : ']';
  }
  }
}

inline char fold(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

extern "C" {

json_parser *json_parser_new(void) { return new (std::nothrow) json_parser(); }

void json_parser_free(json_parser *parser) { delete parser; }

int json_parse(json_parser *parser, const char *bytes, size_t length, const json_node **nodes,
               size_t *count) {
  parser->nodes.clear();
  simdjson::dom::element root;
  auto error = parser->dom.parse(bytes, length, true).get(root);
  if (error) return static_cast<int>(error);
  append(parser->nodes, root, {}, false);
  *nodes = parser->nodes.data();
  *count = parser->nodes.size();
  return 0;
}

int json_canonical(json_parser *parser, uint32_t index, const char **bytes, size_t *length) {
  parser->canonical.clear();
  if (index < parser->nodes.size()) canonicalise(parser->nodes, index, parser->canonical);
  *bytes = parser->canonical.data();
  *length = parser->canonical.size();
  return 0;
}

const char *json_error_text(int error) {
  return simdjson::error_message(static_cast<simdjson::error_code>(error));
}

uint64_t json_fold_hash(const char *bytes, size_t length) {
  uint64_t hash = 1469598103934665603ull;
  for (size_t i = 0; i < length; i++) {
    hash ^= static_cast<unsigned char>(fold(bytes[i]));
    hash *= 1099511628211ull;
  }
  return hash;
}

int json_fold_equal(const char *left, size_t left_length, const char *right, size_t right_length) {
  if (left_length != right_length) return 0;
  for (size_t i = 0; i < left_length; i++)
    if (fold(left[i]) != fold(right[i])) return 0;
  return 1;
}

size_t json_scan(json_splitter *state, const char *bytes, size_t start, size_t length,
                 uint64_t until_depth, int lines) {
  for (size_t i = start; i < length; i++) {
    char c = bytes[i];
    if (c == '\n') {
      // JSON has no line feed in a string: on a record's first line, a quote is missing.
      if (lines || (state->in_string && !state->multiline)) return i;
      state->multiline = 1;
    }
    if (state->in_string) {
      if (state->escaped) state->escaped = 0;
      else if (c == '\\') state->escaped = 1;
      else if (c == '"') state->in_string = 0;
      continue;
    }
    if (c == '"') state->in_string = 1;
    else if (c == '{' || c == '[') state->depth++;
    else if (c == '}' || c == ']') {
      if (state->depth > 0) state->depth--;
      if (state->depth <= until_depth) return i + 1;
    }
  }
  return length;
}

}  // extern "C"
