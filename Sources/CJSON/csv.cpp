// Cutting rows of comma-separated values.
#include "internal.hpp"

#include <simdjson.h>

using namespace exhibit;

struct csv_parser {
  char separator;
  std::vector<json_text> cells;
  // Cells that could not be left where they are: quotes doubled inside, or bytes that are no UTF-8.
  std::deque<std::string> copies;
  std::string content;
};

namespace {

struct Row {
  csv_parser &parser;
  const char *bytes;
  size_t length;
  size_t at;
  uint32_t &repairs;
  bool wide = false;

  void add(const char *text, size_t size) {
    if (parser.cells.size() == 65536) {
      wide = true;
      return;
    }
    parser.cells.push_back({text, static_cast<uint32_t>(size)});
  }

  /// A cell that begins without a quote, or what follows a closing quote. False: the bytes ran out.
  bool plain(size_t &end, bool &line) {
    size_t start = at;
    while (at < length && bytes[at] != parser.separator && bytes[at] != '\n') at++;
    end = at;
    line = at == length || bytes[at] == '\n';
    if (line && end > start && bytes[end - 1] == '\r') end--;
    if (at == length) return false;
    at++;
    return true;
  }

  /// The text between the quotes. False: the bytes ran out.
  bool quoted(std::string *&copy, size_t &start, size_t &end) {
    start = ++at;
    copy = nullptr;
    size_t run = at;
    while (true) {
      auto quote = static_cast<const char *>(memchr(bytes + at, '"', length - at));
      if (!quote) return at = length, false;
      at = static_cast<size_t>(quote - bytes);
      if (at + 1 < length && bytes[at + 1] == '"') {
        if (!copy) copy = &parser.copies.emplace_back();
        copy->append(bytes + run, at + 1 - run);
        at += 2;
        run = at;
        continue;
      }
      end = at++;
      if (copy) copy->append(bytes + run, end - run);
      return true;
    }
  }
};

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

void mendUTF8(csv_parser &parser, uint32_t &repairs, const char *bytes, size_t length) {
  if (simdjson::validate_utf8(bytes, length)) return;
  for (auto &cell : parser.cells) {
    if (simdjson::validate_utf8(cell.bytes, cell.length)) continue;
    auto &copy = parser.copies.emplace_back(repaired(cell.bytes, cell.length));
    cell = {copy.data(), static_cast<uint32_t>(copy.size())};
    repairs |= JSON_REPAIR_UTF8;
  }
}

}  // namespace

extern "C" {

csv_parser *csv_parser_new(char separator) {
  auto parser = new (std::nothrow) csv_parser();
  if (parser) parser->separator = separator;
  return parser;
}

void csv_parser_free(csv_parser *parser) { delete parser; }

csv_end csv_row(csv_parser *parser, const char *bytes, size_t start, size_t length, int last,
                size_t *end, const json_text **cells, uint32_t *count, uint32_t *repairs) {
  parser->cells.clear();
  parser->copies.clear();
  *repairs = 0;
  Row row{*parser, bytes, length, start, *repairs};
  bool line = false;
  csv_end how = CSV_ROW;
  while (!line) {
    size_t stop;
    if (row.at < length && bytes[row.at] == '"') {
      std::string *copy;
      size_t from, to = 0;
      if (!row.quoted(copy, from, to)) {
        if (!last) return CSV_MORE;
        how = CSV_CUT;
        break;
      }
      // A quote at the very end may be the first of two.
      if (row.at == length && !last) return CSV_MORE;
      size_t rest = row.at;
      if (!row.plain(stop, line) && !last) return CSV_MORE;
      while (rest < stop && isBlank(bytes[rest])) rest++;
      while (stop > rest && isBlank(bytes[stop - 1])) stop--;
      if (rest < stop) {
        if (!copy) copy = &parser->copies.emplace_back(bytes + from, to - from);
        copy->append(bytes + rest, stop - rest);
      }
      if (copy) row.add(copy->data(), copy->size());
      else row.add(bytes + from, to - from);
    } else {
      size_t from = row.at;
      if (!row.plain(stop, line) && !last) return CSV_MORE;
      row.add(bytes + from, stop - from);
    }
  }
  *end = row.at;
  mendUTF8(*parser, *repairs, bytes + start, row.at - start);
  *cells = parser->cells.data();
  *count = static_cast<uint32_t>(parser->cells.size());
  return how == CSV_ROW && row.wide ? CSV_WIDE : how;
}

json_text csv_content(csv_parser *parser, const json_text *names, const uint32_t *order,
                      const json_text *cells, uint32_t count) {
  auto &out = parser->content;
  out.clear();
  for (uint32_t i = 0; i < count; i++) {
    uint32_t cell = order[i];
    if (cells[cell].length == 0) continue;
    out.append(names[cell].bytes, names[cell].length);
    out += '\x1F';
    out.append(cells[cell].bytes, cells[cell].length);
    out += '\x1E';
  }
  return {out.data(), static_cast<uint32_t>(out.size())};
}

}  // extern "C"
