// What the files of this room share.
#ifndef EXHIBIT_CJSON_INTERNAL_HPP
#define EXHIBIT_CJSON_INTERNAL_HPP

#include "CJSON.h"

#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace exhibit {

struct PlanNode;

/// Below which members of an object a plan goes on.
struct Actions {
  struct Step {
    uint32_t member;
    const PlanNode *node;
  };
  struct Choice {
    std::vector<uint32_t> members;  // those that have the key
    const PlanNode *node;
  };
  const PlanNode *plan;
  std::vector<Step> steps;      // by member
  std::vector<Choice> choices;  // selections
};

/// The keys of an object in their order. Records of one export have the same, so what depends on
/// keys alone is worked out once: their sorted order, and what a plan does with them.
struct Shape {
  uint64_t number;
  std::vector<std::string> keys;
  std::vector<uint32_t> sorted;
  std::vector<const Shape *> members;  // the shape last met in each member
  std::vector<Actions> actions;
};

/// All shapes that a parser has met. Bounded: hostile records may have as many as they like.
class Shapes {
 public:
  const Shape *find(const std::vector<json_node> &nodes, size_t object);
  void forgetIfMany();
  const Shape *root = nullptr;

 private:
  std::unordered_map<uint64_t, std::vector<std::unique_ptr<Shape>>> table;
  size_t count = 0;
  uint64_t next = 1;
};

bool hasKeys(const Shape &shape, const std::vector<json_node> &nodes, size_t object);

/// Reads what simdjson refuses. NULL, or the reason.
const char *parseLeniently(const char *bytes, size_t length, std::vector<json_node> &nodes,
                           std::deque<std::string> &texts, std::string &reason, uint32_t &repairs);

/// Copies bytes, with U+FFFD for what is no UTF-8.
std::string repaired(const char *bytes, size_t length);

inline char fold(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace exhibit

struct json_parser {
  struct Impl;
  std::unique_ptr<Impl> impl;
};

#endif
