// Parsing one JSON text to nodes, and its canonical form.
#include "internal.hpp"

#include <simdjson.h>

#include <algorithm>
#include <charconv>

using namespace exhibit;

struct json_parser::Impl {
  simdjson::dom::parser dom;
  std::vector<json_node> nodes;
  std::deque<std::string> texts;  // what the lenient reader had to copy
  std::string canonical;
  std::string reason;
  Shapes shapes;
};

namespace {

struct Appender {
  std::vector<json_node> &nodes;
  Shapes &shapes;

  // Depth is bounded by simdjson (1024 levels), so the recursion is.
  void append(simdjson::dom::element element, std::string_view key, bool hasKey) {
    size_t index = nodes.size();
    json_node node = {};
    if (hasKey) {
      node.key = key.data();
      node.key_length = static_cast<uint32_t>(key.size());
    }
    switch (element.type()) {
    case simdjson::dom::element_type::NULL_VALUE: node.type = JSON_NULL; break;
    case simdjson::dom::element_type::BOOL:
      node.type = bool(element) ? JSON_TRUE : JSON_FALSE;
      break;
    case simdjson::dom::element_type::INT64:
      node.type = JSON_INTEGER;
      node.integer = int64_t(element);
      break;
    case simdjson::dom::element_type::UINT64:
      node.type = JSON_UNSIGNED;
      node.integer = static_cast<int64_t>(uint64_t(element));
      break;
    case simdjson::dom::element_type::DOUBLE:
      node.type = JSON_DOUBLE;
      node.number = double(element);
      break;
    case simdjson::dom::element_type::STRING: {
      std::string_view text = element;
      node.type = JSON_STRING;
      node.text = text.data();
      node.text_length = static_cast<uint32_t>(text.size());
      break;
    }
    case simdjson::dom::element_type::OBJECT:
      node.type = JSON_OBJECT;
      nodes.push_back(node);
      for (auto member : simdjson::dom::object(element)) append(member.value, member.key, true);
      nodes[index].next = static_cast<uint32_t>(nodes.size());
      return;
    case simdjson::dom::element_type::ARRAY:
      node.type = JSON_ARRAY;
      nodes.push_back(node);
      for (auto item : simdjson::dom::array(element)) append(item, {}, false);
      nodes[index].next = static_cast<uint32_t>(nodes.size());
      return;
    }
    node.next = static_cast<uint32_t>(index + 1);
    nodes.push_back(node);
  }
};

/// Gives each object its shape; `guess` is the shape last met at this place.
const Shape *giveShapes(std::vector<json_node> &nodes, size_t index, const Shape *guess,
                        Shapes &shapes) {
  json_node &node = nodes[index];
  if (node.type == JSON_ARRAY) {
    for (size_t child = index + 1; child < node.next; child = nodes[child].next)
      if (nodes[child].type >= JSON_OBJECT) guess = giveShapes(nodes, child, guess, shapes);
    return guess;
  }
  if (node.type != JSON_OBJECT) return guess;
  Shape *shape = const_cast<Shape *>(
      guess && hasKeys(*guess, nodes, index) ? guess : shapes.find(nodes, index));
  node.shape = shape;
  size_t member = 0;
  for (size_t child = index + 1; child < node.next; child = nodes[child].next, member++)
    if (nodes[child].type >= JSON_OBJECT)
      shape->members[member] = giveShapes(nodes, child, shape->members[member], shapes);
  return shape;
}

inline void quote(std::string &out, const char *text, size_t length) {
  out += '"';
  const char *end = text + length;
  while (text < end) {
    const char *run = text;
    while (run < end && *run != '"' && *run != '\\') run++;
    out.append(text, run - text);
    if (run == end) break;
    out += '\\';
    out += *run;
    text = run + 1;
  }
  out += '"';
}

void canonicalise(const std::vector<json_node> &nodes, uint32_t index, std::string &out) {
  const json_node &node = nodes[index];
  switch (node.type) {
  case JSON_NULL: out += "null"; break;
  case JSON_FALSE: out += "false"; break;
  case JSON_TRUE: out += "true"; break;
  case JSON_INTEGER: {
    char buffer[32];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, node.integer).ptr - buffer);
    break;
  }
  case JSON_UNSIGNED: out += std::to_string(static_cast<uint64_t>(node.integer)); break;
  case JSON_DOUBLE: {
    char buffer[32];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, node.number).ptr - buffer);
    break;
  }
  case JSON_STRING: quote(out, node.text, node.text_length); break;
  case JSON_NUMBER_TEXT: out.append(node.text, node.text_length); break;
  case JSON_ARRAY:
    out += '[';
    for (uint32_t child = index + 1; child < node.next; child = nodes[child].next) {
      canonicalise(nodes, child, out);
      out += ',';
    }
    out += ']';
    break;
  default: {
    const Shape &shape = *static_cast<const Shape *>(node.shape);
    uint32_t few[64];
    std::vector<uint32_t> many;
    uint32_t *children = few;
    if (shape.sorted.size() > 64) {
      many.resize(shape.sorted.size());
      children = many.data();
    }
    size_t member = 0;
    for (uint32_t child = index + 1; child < node.next; child = nodes[child].next)
      children[member++] = child;
    out += '{';
    for (uint32_t position : shape.sorted) {
      quote(out, shape.keys[position].data(), shape.keys[position].size());
      out += ':';
      canonicalise(nodes, children[position], out);
      out += ',';
    }
    out += '}';
  }
  }
}

}  // namespace

extern "C" {

json_parser *json_parser_new(void) {
  auto parser = new (std::nothrow) json_parser();
  if (parser) parser->impl.reset(new (std::nothrow) json_parser::Impl());
  if (parser && !parser->impl) {
    delete parser;
    return nullptr;
  }
  return parser;
}

void json_parser_free(json_parser *parser) { delete parser; }

const char *json_parse(json_parser *parser, const char *bytes, size_t length,
                       const json_node **nodes, size_t *count, uint32_t *repairs) {
  auto &impl = *parser->impl;
  impl.nodes.clear();
  impl.texts.clear();
  impl.shapes.forgetIfMany();
  *repairs = 0;
  *count = 0;
  simdjson::dom::element root;
  if (impl.dom.parse(bytes, length, true).get(root)) {
    if (auto why = parseLeniently(bytes, length, impl.nodes, impl.texts, impl.reason, *repairs))
      return why;
  } else {
    Appender{impl.nodes, impl.shapes}.append(root, {}, false);
  }
  impl.shapes.root = giveShapes(impl.nodes, 0, impl.shapes.root, impl.shapes);
  *nodes = impl.nodes.data();
  *count = impl.nodes.size();
  return nullptr;
}

uint64_t json_shape_number(const json_node *object) {
  return static_cast<const Shape *>(object->shape)->number;
}

void json_canonical(json_parser *parser, uint32_t index, const char **bytes, size_t *length) {
  auto &impl = *parser->impl;
  impl.canonical.clear();
  if (index < impl.nodes.size()) canonicalise(impl.nodes, index, impl.canonical);
  *bytes = impl.canonical.data();
  *length = impl.canonical.size();
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

int json_is_utf8(const char *bytes, size_t length) {
  return simdjson::validate_utf8(bytes, length) ? 1 : 0;
}

}  // extern "C"
