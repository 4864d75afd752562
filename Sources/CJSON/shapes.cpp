// The shapes of objects: their keys in their order.
#include "internal.hpp"

#include <algorithm>
#include <numeric>

namespace exhibit {

bool hasKeys(const Shape &shape, const std::vector<json_node> &nodes, size_t object) {
  size_t member = 0;
  uint32_t end = nodes[object].next;
  for (size_t child = object + 1; child < end; child = nodes[child].next, member++) {
    if (member == shape.keys.size()) return false;
    const std::string &key = shape.keys[member];
    if (key.size() != nodes[child].key_length ||
        std::memcmp(key.data(), nodes[child].key, key.size()) != 0)
      return false;
  }
  return member == shape.keys.size();
}

const Shape *Shapes::find(const std::vector<json_node> &nodes, size_t object) {
  uint64_t hash = 14695981039346656037ull;
  size_t members = 0;
  for (size_t child = object + 1; child < nodes[object].next; child = nodes[child].next) {
    std::string_view key(nodes[child].key, nodes[child].key_length);
    hash = (hash ^ std::hash<std::string_view>()(key)) * 1099511628211ull;
    members++;
  }
  auto &bucket = table[hash];
  for (auto &shape : bucket)
    if (hasKeys(*shape, nodes, object)) return shape.get();
  auto shape = std::make_unique<Shape>();
  shape->number = next++;
  for (size_t child = object + 1; child < nodes[object].next; child = nodes[child].next)
    shape->keys.emplace_back(nodes[child].key, nodes[child].key_length);
  shape->sorted.resize(members);
  std::iota(shape->sorted.begin(), shape->sorted.end(), 0);
  // Equal keys stay in their order: which of two values counts must not depend on the sort.
  std::stable_sort(shape->sorted.begin(), shape->sorted.end(),
                   [&](uint32_t a, uint32_t b) { return shape->keys[a] < shape->keys[b]; });
  shape->members.resize(members, nullptr);
  size_t bytes = 0;
  for (auto &key : shape->keys) bytes += key.size() + 16;
  count += 1 + bytes / 256;
  bucket.push_back(std::move(shape));
  return bucket.back().get();
}

void Shapes::forgetIfMany() {
  if (count < 20000) return;
  table.clear();
  root = nullptr;
  count = 0;
}

}  // namespace exhibit
