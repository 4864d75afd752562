// The reader for what simdjson refuses: the grammar of RFC 8259 is held to, values are not. An
// unpaired surrogate, a number beyond 64 bits, bytes that are no UTF-8 or a control character must
// not cost the record that holds them. It also knows where a text stops being JSON.
#include "internal.hpp"

#include <cerrno>
#include <cstdlib>

namespace exhibit {

namespace {

/// The length of the well-formed UTF-8 sequence at `text`, or 0 (Unicode 15, table 3-7).
size_t sequence(const unsigned char *text, size_t left) {
  unsigned char first = text[0];
  if (first < 0x80) return 1;
  size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || left < length) return 0;
  for (size_t i = 1; i < length; i++)
    if ((text[i] & 0xC0) != 0x80) return 0;
  if (first == 0xE0 && text[1] < 0xA0) return 0;
  if (first == 0xED && text[1] > 0x9F) return 0;
  if (first == 0xF0 && text[1] < 0x90) return 0;
  if (first == 0xF4 && text[1] > 0x8F) return 0;
  return length;
}

void appendScalar(std::string &out, uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 63));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 63));
    out += static_cast<char>(0x80 | (code & 63));
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 63));
    out += static_cast<char>(0x80 | (code >> 6 & 63));
    out += static_cast<char>(0x80 | (code & 63));
  }
}

struct Reader {
  const char *bytes;
  size_t length;
  std::vector<json_node> &nodes;
  std::deque<std::string> &texts;
  uint32_t &repairs;
  size_t at = 0;
  const char *fault = nullptr;
  static constexpr int deepest = 1024;

  void blanks() {
    while (at < length && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\n' ||
                           bytes[at] == '\r'))
      at++;
  }

  bool fail(const char *why) {
    if (!fault) fault = why;
    return false;
  }

  bool hex4(uint32_t &code) {
    if (length - at < 4) return fail("the text ends inside an escape");
    code = 0;
    for (int i = 0; i < 4; i++, at++) {
      char c = bytes[at];
      int digit = c >= '0' && c <= '9'   ? c - '0'
                  : c >= 'a' && c <= 'f' ? c - 'a' + 10
                  : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                         : -1;
      if (digit < 0) return fail("a \\u escape without four digits");
      code = code << 4 | static_cast<uint32_t>(digit);
    }
    return true;
  }

  bool unicodeEscape(std::string &out) {
    uint32_t code;
    if (!hex4(code)) return false;
    if (code >= 0xD800 && code < 0xDC00 && at + 6 <= length && bytes[at] == '\\' &&
        bytes[at + 1] == 'u') {
      size_t before = at;
      at += 2;
      uint32_t low;
      if (!hex4(low)) return false;
      if (low >= 0xDC00 && low < 0xE000) {
        appendScalar(out, 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00));
        return true;
      }
      at = before;
    }
    if (code >= 0xD800 && code < 0xE000) {
      repairs |= JSON_REPAIR_SURROGATE;
      code = 0xFFFD;
    }
    appendScalar(out, code);
    return true;
  }

  bool escape(std::string &out) {
    if (at >= length) return fail("the text ends inside a string");
    char c = bytes[at++];
    switch (c) {
    case '"': case '\\': case '/': out += c; return true;
    case 'b': out += '\b'; return true;
    case 'f': out += '\f'; return true;
    case 'n': out += '\n'; return true;
    case 'r': out += '\r'; return true;
    case 't': out += '\t'; return true;
    case 'u': return unicodeEscape(out);
    default: at--; return fail("an escape that JSON does not have");
    }
  }

  /// The string whose opening quote was read.
  bool string(std::string &out) {
    while (at < length) {
      unsigned char c = static_cast<unsigned char>(bytes[at]);
      if (c == '"') {
        at++;
        return true;
      }
      if (c == '\\') {
        at++;
        if (!escape(out)) return false;
        continue;
      }
      if (c < 0x20) repairs |= JSON_REPAIR_CONTROL;
      size_t size = sequence(reinterpret_cast<const unsigned char *>(bytes + at), length - at);
      if (size == 0) {
        repairs |= JSON_REPAIR_UTF8;
        out += "\xEF\xBF\xBD";
        at++;
        continue;
      }
      out.append(bytes + at, size);
      at += size;
    }
    return fail("the text ends inside a string");
  }

  bool digits() {
    size_t start = at;
    while (at < length && bytes[at] >= '0' && bytes[at] <= '9') at++;
    return at > start || fail("a number without digits");
  }

  bool number(json_node &node) {
    size_t start = at;
    bool whole = true;
    if (bytes[at] == '-') at++;
    size_t first = at;
    if (!digits()) return false;
    if (bytes[first] == '0' && at - first > 1) return fail("a number that begins with a zero");
    if (at < length && bytes[at] == '.') {
      whole = false;
      at++;
      if (!digits()) return false;
    }
    if (at < length && (bytes[at] == 'e' || bytes[at] == 'E')) {
      whole = false;
      at++;
      if (at < length && (bytes[at] == '+' || bytes[at] == '-')) at++;
      if (!digits()) return false;
    }
    texts.emplace_back(bytes + start, at - start);
    const std::string &text = texts.back();
    node.text = text.data();
    node.text_length = static_cast<uint32_t>(text.size());
    errno = 0;
    if (whole && text[0] == '-') {
      node.integer = strtoll(text.c_str(), nullptr, 10);
      node.type = JSON_INTEGER;
    } else if (whole) {
      uint64_t value = strtoull(text.c_str(), nullptr, 10);
      node.integer = static_cast<int64_t>(value);
      node.type = value > INT64_MAX ? JSON_UNSIGNED : JSON_INTEGER;
    } else {
      node.number = strtod(text.c_str(), nullptr);
      node.type = JSON_DOUBLE;
      // Too small for a double is zero, as for everybody; too large is no number any more.
      if (errno == ERANGE && node.number < 1 && node.number > -1) errno = 0;
    }
    if (errno == ERANGE) {
      node.type = JSON_NUMBER_TEXT;
      repairs |= JSON_REPAIR_NUMBER;
    }
    return true;
  }

  bool word(const char *word, uint8_t type, json_node &node) {
    size_t size = strlen(word);
    if (length - at < size || memcmp(bytes + at, word, size) != 0)
      return fail("a value that JSON does not have");
    at += size;
    node.type = type;
    return true;
  }

  bool members(int depth) {
    blanks();
    if (at < length && bytes[at] == '}') return at++, true;
    while (true) {
      blanks();
      if (at >= length || bytes[at] != '"') return fail("a member without a name");
      at++;
      texts.emplace_back();
      std::string &key = texts.back();
      if (!string(key)) return false;
      blanks();
      if (at >= length || bytes[at] != ':') return fail("a member without a colon");
      at++;
      if (!value(&key, depth)) return false;
      blanks();
      if (at >= length) return fail("the text ends inside an object");
      char c = bytes[at++];
      if (c == '}') return true;
      if (c != ',') return at--, fail("something between two members");
    }
  }

  bool items(int depth) {
    blanks();
    if (at < length && bytes[at] == ']') return at++, true;
    while (true) {
      if (!value(nullptr, depth)) return false;
      blanks();
      if (at >= length) return fail("the text ends inside a list");
      char c = bytes[at++];
      if (c == ']') return true;
      if (c != ',') return at--, fail("something between two items");
    }
  }

  bool value(const std::string *key, int depth) {
    if (depth > deepest) return fail("nested deeper than 1,024 levels");
    blanks();
    if (at >= length) return fail("the text ends where a value should be");
    size_t index = nodes.size();
    nodes.push_back({});
    json_node node = {};
    if (key) {
      node.key = key->data();
      node.key_length = static_cast<uint32_t>(key->size());
    }
    bool ok = true;
    switch (bytes[at]) {
    case '{':
      at++;
      node.type = JSON_OBJECT;
      ok = members(depth + 1);
      break;
    case '[':
      at++;
      node.type = JSON_ARRAY;
      ok = items(depth + 1);
      break;
    case '"': {
      at++;
      texts.emplace_back();
      std::string &text = texts.back();
      ok = string(text);
      node.type = JSON_STRING;
      node.text = text.data();
      node.text_length = static_cast<uint32_t>(text.size());
      break;
    }
    case 't': ok = word("true", JSON_TRUE, node); break;
    case 'f': ok = word("false", JSON_FALSE, node); break;
    case 'n': ok = word("null", JSON_NULL, node); break;
    default:
      if (bytes[at] == '-' || (bytes[at] >= '0' && bytes[at] <= '9')) ok = number(node);
      else ok = fail("something that is no value");
    }
    node.next = static_cast<uint32_t>(nodes.size());
    nodes[index] = node;
    return ok;
  }
};

}  // namespace

const char *parseLeniently(const char *bytes, size_t length, std::vector<json_node> &nodes,
                           std::deque<std::string> &texts, std::string &reason, uint32_t &repairs) {
  nodes.clear();
  texts.clear();
  Reader reader{bytes, length, nodes, texts, repairs};
  bool ok = reader.value(nullptr, 0);
  if (ok) {
    reader.blanks();
    if (reader.at < length) ok = reader.fail("something after the value");
  }
  if (ok) return nullptr;
  nodes.clear();
  reason = std::string(reader.fault) + ", at its byte " + std::to_string(reader.at);
  return reason.c_str();
}

std::string repaired(const char *bytes, size_t length) {
  std::string out;
  out.reserve(length + 16);
  for (size_t at = 0; at < length;) {
    size_t size = sequence(reinterpret_cast<const unsigned char *>(bytes + at), length - at);
    if (size == 0) {
      out += "\xEF\xBF\xBD";
      at++;
    } else {
      out.append(bytes + at, size);
      at += size;
    }
  }
  return out;
}

}  // namespace exhibit
