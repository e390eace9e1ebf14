// A JSON text as a tree in which everything knows its line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace berth {

struct JsonNode {
  enum class Kind { kNull, kBool, kNumber, kText, kList, kObject };
  explicit JsonNode(Kind node_kind = Kind::kNull) : kind(node_kind) {}

  Kind kind;
  size_t line = 0;               // of the key of a member, else of its first character
  std::string key;               // of a member of an object
  std::string text;              // of kText
  uint64_t number = 0;           // of kNumber
  bool whole = false;            // whether the number is an integer that is not negative
  std::vector<JsonNode> children;
};

// ORT_INVALID_ARGUMENT `<line>: what`: no JSON, nested deeper than 16 levels, a key twice in one object, or a text with a
// zero character in it.
StatusOr<JsonNode> ParseJson(std::string_view text);

}  // namespace berth
