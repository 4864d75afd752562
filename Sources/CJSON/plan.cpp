// Plans: the paths of a dialect, compiled to a tree, and the values they find.
#include "internal.hpp"

#include <simdjson.h>

#include <charconv>

using namespace exhibit;

namespace exhibit {

/// A step of one or more paths. Below a name an object goes on by `names` and `selections`; what is
/// a scalar there is a value of each of `paths`.
struct PlanNode {
  std::string name;   // folded; of a selection, its key
  std::string value;  // of a selection, folded
  std::vector<std::unique_ptr<PlanNode>> names;
  std::vector<std::unique_ptr<PlanNode>> selections;
  std::vector<uint32_t> paths;

  bool goesOn() const { return !names.empty() || !selections.empty(); }
};

}  // namespace exhibit

struct json_plan {
  struct Column {
    std::vector<uint32_t> paths;
    bool multiple = false;
  };
  PlanNode root;
  std::vector<Column> columns;
  uint32_t paths = 0;
  PlanNode *open = nullptr;  // where the path that is being added has come to
  uint32_t current = 0;

  /// The path that is being added ends where it has come to.
  void finish() {
    if (open && open != &root) open->paths.push_back(current);
    open = nullptr;
  }
};

struct json_extractor {
  struct Hit {
    json_text text;
    uint32_t next;  // of the same path; 0 for none
  };
  std::vector<Hit> hits;  // from 1 on
  std::vector<std::pair<uint32_t, uint32_t>> ends;  // first and last hit of each path
  std::vector<json_text> texts;
  std::vector<uint32_t> starts;
  std::deque<std::string> numbers;  // texts that were made here
  std::vector<json_parser *> parsers;  // one for each string that was opened in this record
  size_t opened = 0;

  ~json_extractor() {
    for (auto parser : parsers) json_parser_free(parser);
  }
};

namespace {

constexpr int deepest = 3;
constexpr size_t most = 32;

bool foldedEquals(const std::string &folded, const char *text, size_t length) {
  if (folded.size() != length) return false;
  for (size_t i = 0; i < length; i++)
    if (fold(text[i]) != folded[i]) return false;
  return true;
}

void quoteInto(std::string &out, std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  out += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  out += '"';
}

/// `@{Name=ForwardTo; Value=x} @{…}`: how PowerShell writes objects that stand deeper than it was told
/// to go. A list of them as JSON; false for any other text. A piece without `=` belongs to the value
/// before it, which had a semicolon.
bool fromPowerShell(const char *bytes, size_t length, std::string &out) {
  std::string_view text(bytes, length);
  out = "[";
  while (true) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= 0x20) text.remove_prefix(1);
    if (text.empty()) break;
    size_t end = text.find('}');
    if (text.substr(0, 2) != "@{" || end == std::string_view::npos) return false;
    std::string_view inside = text.substr(2, end - 2);
    text.remove_prefix(end + 1);
    std::vector<std::pair<std::string, std::string>> members;
    while (!inside.empty()) {
      size_t stop = std::min(inside.find(';'), inside.size());
      std::string_view piece = inside.substr(0, stop);
      inside.remove_prefix(std::min(stop + 1, inside.size()));
      size_t sign = piece.find('=');
      if (sign != std::string_view::npos)
        members.emplace_back(piece.substr(0, sign), piece.substr(sign + 1));
      else if (!members.empty())
        members.back().second.append(";").append(piece);
    }
    if (out.size() > 1) out += ',';
    out += '{';
    for (size_t i = 0; i < members.size(); i++) {
      if (i) out += ',';
      quoteInto(out, members[i].first);
      out += ':';
      quoteInto(out, members[i].second);
    }
    out += '}';
  }
  out += ']';
  return out.size() > 2;
}

struct Extraction {
  json_extractor &out;

  void hit(const PlanNode &plan, const char *text, uint32_t length) {
    if (length == 0) return;
    for (uint32_t path : plan.paths) {
      uint32_t index = static_cast<uint32_t>(out.hits.size());
      out.hits.push_back({{text, length}, 0});
      auto &[first, last] = out.ends[path];
      if (first) out.hits[last].next = index;
      else first = index;
      last = index;
    }
  }

  json_text scalar(const json_node &node) {
    switch (node.type) {
    case JSON_STRING: case JSON_NUMBER_TEXT: return {node.text, node.text_length};
    case JSON_TRUE: return {"true", 4};
    case JSON_FALSE: return {"false", 5};
    case JSON_INTEGER: return number(node.integer);
    case JSON_UNSIGNED: return number(static_cast<uint64_t>(node.integer));
    case JSON_DOUBLE: return number(node.number);
    default: return {"", 0};
    }
  }

  template <typename Number> json_text number(Number value) {
    char buffer[64];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out.numbers.emplace_back(buffer, end - buffer);
    return {out.numbers.back().data(), static_cast<uint32_t>(out.numbers.back().size())};
  }

  /// What the plan does below an object, by its keys.
  const Actions &actions(const PlanNode &plan, const Shape &known) {
    Shape &shape = const_cast<Shape &>(known);
    for (auto &each : shape.actions)
      if (each.plan == &plan) return each;
    Actions made;
    made.plan = &plan;
    for (uint32_t member = 0; member < shape.keys.size(); member++)
      for (auto &name : plan.names)
        if (foldedEquals(name->name, shape.keys[member].data(), shape.keys[member].size()))
          made.steps.push_back({member, name.get()});
    for (auto &selection : plan.selections) {
      Actions::Choice choice{{}, selection.get()};
      for (uint32_t member = 0; member < shape.keys.size(); member++)
        if (foldedEquals(selection->name, shape.keys[member].data(), shape.keys[member].size()))
          choice.members.push_back(member);
      if (!choice.members.empty()) made.choices.push_back(std::move(choice));
    }
    shape.actions.push_back(std::move(made));
    return shape.actions.back();
  }

  /// `inside`: the value stands in a string that a path ends at; only paths that go on have it.
  void descend(const PlanNode &plan, const json_node *nodes, uint32_t index, int level,
               bool inside = false) {
    const json_node &node = nodes[index];
    switch (node.type) {
    case JSON_ARRAY:
      for (uint32_t child = index + 1; child < node.next; child = nodes[child].next)
        descend(plan, nodes, child, level, inside);
      return;
    case JSON_OBJECT:
      if (plan.goesOn()) below(plan, nodes, index, level);
      return;
    case JSON_NULL: return;
    case JSON_STRING: text(plan, node.text, node.text_length, level, inside); return;
    default:
      if (!plan.paths.empty() && !inside) {
        json_text value = scalar(node);
        hit(plan, value.bytes, value.length);
      }
    }
  }

  /// A string is a value, and may be JSON with values in it.
  void text(const PlanNode &plan, const char *bytes, uint32_t length, int level,
            bool inside = false) {
    if (!inside) hit(plan, bytes, length);
    if (plan.goesOn()) open(plan, bytes, length, level);
  }

  void open(const PlanNode &plan, const char *bytes, uint32_t length, int level) {
    uint32_t first = 0;
    while (first < length && static_cast<unsigned char>(bytes[first]) <= 0x20) first++;
    if (level >= deepest || first == length) return;
    std::string made;
    if (bytes[first] == '@' && fromPowerShell(bytes + first, length - first, made)) {
      bytes = made.data();
      length = static_cast<uint32_t>(made.size());
    } else if (bytes[first] != '{' && bytes[first] != '[') {
      return;
    }
    if (out.opened == out.parsers.size()) out.parsers.push_back(json_parser_new());
    json_parser *parser = out.parsers[out.opened];
    const json_node *nodes;
    size_t count;
    uint32_t repairs;
    // A string that is no JSON simply has no such field.
    if (json_parse(parser, bytes, length, &nodes, &count, &repairs)) return;
    out.opened++;
    size_t before = out.hits.size();
    descend(plan, nodes, 0, level + 1, true);
    // The parser holds what was found. Many strings with something in each must not take as many.
    if (out.hits.size() > before && out.opened <= most) return;
    for (size_t hit = before; hit < out.hits.size(); hit++) {
      json_text &text = out.hits[hit].text;
      out.numbers.emplace_back(text.bytes, text.length);
      text.bytes = out.numbers.back().data();
    }
    out.opened--;
  }

  void below(const PlanNode &plan, const json_node *nodes, uint32_t index, int level) {
    const Actions &actions = this->actions(plan, *static_cast<const Shape *>(nodes[index].shape));
    // Going down may add actions to this shape and so move these, but not the list in them.
    size_t step = 0;
    const size_t steps = actions.steps.size();
    const Actions::Step *list = actions.steps.data();
    if (!actions.choices.empty()) choose(actions, nodes, index, level);
    uint32_t member = 0;
    for (uint32_t child = index + 1; step < steps; child = nodes[child].next, member++)
      for (; step < steps && list[step].member == member; step++)
        descend(*list[step].node, nodes, child, level);
  }

  void choose(const Actions &actions, const json_node *nodes, uint32_t index, int level) {
    std::vector<const PlanNode *> chosen;
    for (auto &choice : actions.choices) {
      bool holds = false;
      size_t next = 0;
      uint32_t member = 0;
      for (uint32_t child = index + 1; next < choice.members.size(); child = nodes[child].next) {
        if (member++ != choice.members[next]) continue;
        next++;
        json_text value = scalar(nodes[child]);
        holds = holds || (nodes[child].type < JSON_OBJECT && nodes[child].type != JSON_NULL &&
                          foldedEquals(choice.node->value, value.bytes, value.length)) ||
                (nodes[child].type == JSON_NUMBER_TEXT &&
                 foldedEquals(choice.node->value, value.bytes, value.length));
      }
      if (holds) chosen.push_back(choice.node);
    }
    for (auto node : chosen)
      if (node->goesOn()) below(*node, nodes, index, level);
  }
};

void begin(json_extractor &extractor, const json_plan &plan) {
  extractor.hits.resize(1);
  extractor.ends.assign(plan.paths, {0, 0});
  extractor.numbers.clear();
  extractor.opened = 0;
}

json_values collect(json_extractor &extractor, const json_plan &plan) {
  extractor.texts.clear();
  extractor.starts.resize(plan.columns.size() + 1);
  for (size_t column = 0; column < plan.columns.size(); column++) {
    extractor.starts[column] = static_cast<uint32_t>(extractor.texts.size());
    for (uint32_t path : plan.columns[column].paths) {
      uint32_t hit = extractor.ends[path].first;
      if (!hit) continue;
      if (!plan.columns[column].multiple) {
        extractor.texts.push_back(extractor.hits[hit].text);
        break;
      }
      for (; hit; hit = extractor.hits[hit].next) extractor.texts.push_back(extractor.hits[hit].text);
    }
  }
  extractor.starts[plan.columns.size()] = static_cast<uint32_t>(extractor.texts.size());
  return {extractor.texts.data(), extractor.starts.data()};
}

}  // namespace

struct json_header {
  const json_plan *plan;
  struct Cell {
    uint32_t cell;
    const PlanNode *node;
  };
  std::vector<Cell> cells;
};

extern "C" {

json_plan *json_plan_new(uint32_t columns) {
  auto plan = new (std::nothrow) json_plan();
  if (plan) plan->columns.resize(columns);
  return plan;
}

void json_plan_free(json_plan *plan) { delete plan; }

void json_plan_path(json_plan *plan, uint32_t column, int multiple) {
  plan->finish();
  plan->current = plan->paths++;
  plan->columns[column].paths.push_back(plan->current);
  plan->columns[column].multiple = multiple != 0;
  plan->open = &plan->root;
}

void json_plan_name(json_plan *plan, const char *name, size_t length) {
  std::string text(name, length);
  for (auto &each : plan->open->names)
    if (each->name == text) {
      plan->open = each.get();
      return;
    }
  plan->open->names.push_back(std::make_unique<PlanNode>());
  plan->open = plan->open->names.back().get();
  plan->open->name = text;
}

void json_plan_selection(json_plan *plan, const char *key, size_t key_length, const char *value,
                         size_t value_length) {
  std::string name(key, key_length), wanted(value, value_length);
  for (auto &each : plan->open->selections)
    if (each->name == name && each->value == wanted) {
      plan->open = each.get();
      return;
    }
  plan->open->selections.push_back(std::make_unique<PlanNode>());
  plan->open = plan->open->selections.back().get();
  plan->open->name = name;
  plan->open->value = wanted;
}

json_extractor *json_extractor_new(void) { return new (std::nothrow) json_extractor(); }
void json_extractor_free(json_extractor *extractor) { delete extractor; }

json_values json_extract(json_extractor *extractor, const json_plan *plan, const json_node *nodes,
                         uint32_t root) {
  const_cast<json_plan *>(plan)->finish();
  begin(*extractor, *plan);
  Extraction{*extractor}.descend(plan->root, nodes, root, 0);
  return collect(*extractor, *plan);
}

json_header *json_header_new(const json_plan *plan) {
  const_cast<json_plan *>(plan)->finish();
  auto header = new (std::nothrow) json_header();
  if (header) header->plan = plan;
  return header;
}

void json_header_free(json_header *header) { delete header; }

void json_header_name(json_header *header, uint32_t cell, const char *name, size_t length) {
  for (auto &each : header->plan->root.names)
    if (foldedEquals(each->name, name, length)) header->cells.push_back({cell, each.get()});
}

json_values json_extract_cells(json_extractor *extractor, const json_header *header,
                               const json_text *cells, uint32_t count) {
  begin(*extractor, *header->plan);
  Extraction extraction{*extractor};
  for (auto &each : header->cells)
    if (each.cell < count && cells[each.cell].length)
      extraction.text(*each.node, cells[each.cell].bytes, cells[each.cell].length, 0);
  return collect(*extractor, *header->plan);
}

}  // extern "C"
