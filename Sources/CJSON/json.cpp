// Parsing one JSON text to nodes, and its canonical form.
#include "internal.hpp"

#include <simdjson.h>

#include <algorithm>
#include <charconv>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

using namespace exhibit;

struct json_parser::Impl {
  simdjson::dom::parser dom;
  std::vector<json_node> nodes;
  std::deque<std::string> texts;  // what the lenient reader had to copy
  std::vector<char> canonical;
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

/// Text that is put together: nearly every byte of every record passes through.
class Writer {
 public:
  explicit Writer(std::vector<char> &bytes) : bytes(bytes), used(0) {}

  void put(char c) {
    room(1);
    bytes[used++] = c;
  }

  void put(const char *text, size_t length) {
    room(length);
    std::memcpy(bytes.data() + used, text, length);
    used += length;
  }

  template <typename Number> void number(Number value) {
    room(64);
    char *start = bytes.data() + used;
    used += static_cast<size_t>(std::to_chars(start, start + 64, value).ptr - start);
  }

  /// In quotes; quotes and backslashes inside with a backslash before them.
  void quoted(const char *text, size_t length) {
    room(2 * length + 18);
    char *out = bytes.data() + used;
    *out++ = '"';
    const char *end = text + length;
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
    while (text + 16 <= end) {
      __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text));
      _mm_storeu_si128(reinterpret_cast<__m128i *>(out), block);
      int mask = _mm_movemask_epi8(
          _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, slash)));
      if (!mask) {
        text += 16;
        out += 16;
        continue;
      }
      int plain = __builtin_ctz(static_cast<unsigned>(mask));
      out[plain + 1] = text[plain];
      out[plain] = '\\';
      text += plain + 1;
      out += plain + 2;
    }
#endif
    for (; text < end; text++) {
      if (*text == '"' || *text == '\\') *out++ = '\\';
      *out++ = *text;
    }
    *out++ = '"';
    used = static_cast<size_t>(out - bytes.data());
  }

  size_t size() const { return used; }

 private:
  void room(size_t more) {
    if (used + more > bytes.size()) bytes.resize((used + more) * 2);
  }

  std::vector<char> &bytes;
  size_t used;
};

void canonicalise(const std::vector<json_node> &nodes, uint32_t index, Writer &out) {
  const json_node &node = nodes[index];
  switch (node.type) {
  case JSON_NULL: out.put("null", 4); break;
  case JSON_FALSE: out.put("false", 5); break;
  case JSON_TRUE: out.put("true", 4); break;
  case JSON_INTEGER: out.number(node.integer); break;
  case JSON_UNSIGNED: out.number(static_cast<uint64_t>(node.integer)); break;
  case JSON_DOUBLE: out.number(node.number); break;
  case JSON_STRING: out.quoted(node.text, node.text_length); break;
  case JSON_NUMBER_TEXT: out.put(node.text, node.text_length); break;
  case JSON_ARRAY:
    out.put('[');
    for (uint32_t child = index + 1; child < node.next; child = nodes[child].next) {
      canonicalise(nodes, child, out);
      out.put(',');
    }
    out.put(']');
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
    out.put('{');
    for (uint32_t position : shape.sorted) {
      out.quoted(shape.keys[position].data(), shape.keys[position].size());
      out.put(':');
      canonicalise(nodes, children[position], out);
      out.put(',');
    }
    out.put('}');
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
  Writer out(impl.canonical);
  if (index < impl.nodes.size()) canonicalise(impl.nodes, index, out);
  *bytes = impl.canonical.data();
  *length = out.size();
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

}  // extern "C"
