#include "devices/json_tree.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace berth {
namespace {

using Json = nlohmann::json;
using Kind = JsonNode::Kind;

constexpr size_t kMaxDepth = 16;

// Walks over the text and counts the lines behind it.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, size_t* line) : at_(at), line_(line) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    if (*at_++ == '\n') ++*line_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  size_t* line_;
};

class TreeBuilder {
 public:
  explicit TreeBuilder(const size_t& line) : line_(line) {}

  bool null() { return Add(JsonNode(Kind::kNull)); }
  bool boolean(bool) { return Add(JsonNode(Kind::kBool)); }
  bool number_integer(Json::number_integer_t) { return Add(JsonNode(Kind::kNumber)); }
  bool number_unsigned(Json::number_unsigned_t value) {
    JsonNode node(Kind::kNumber);
    node.number = value;
    node.whole = true;
    return Add(std::move(node));
  }
  bool number_float(Json::number_float_t, const Json::string_t&) { return Add(JsonNode(Kind::kNumber)); }
  bool string(Json::string_t& text) {
    if (text.find('\0') != text.npos) return Refuse("a text with a zero character in it seen");
    JsonNode node(Kind::kText);
    node.text = std::move(text);
    return Add(std::move(node));
  }
  bool binary(Json::binary_t&) { return false; }   // only other formats have them
  bool start_object(size_t) { return Open(Kind::kObject); }
  bool start_array(size_t) { return Open(Kind::kList); }
  bool end_object() { return Close(); }
  bool end_array() { return Close(); }
  bool key(Json::string_t& key) {
    const std::vector<JsonNode>& members = open_.back().children;
    if (std::any_of(members.begin(), members.end(), [&](const JsonNode& one) { return one.key == key; })) {
      return Refuse("key \"" + key + "\": seen twice in one object");
    }
    key_ = std::move(key);
    key_line_ = line_;
    return true;
  }
  bool parse_error(size_t, const std::string&, const nlohmann::detail::exception& error) {
    // Its own place stands before the last part of this text.
    const std::string_view what = error.what();
    const size_t column = what.find("column ");
    const size_t colon = what.find(": ", column == what.npos ? 0 : column);
    return Refuse(std::string(colon == what.npos ? what : what.substr(colon + 2)));
  }

  Status Result(JsonNode& root) {
    if (!error_.empty()) return InvalidArgument(error_line_, ": ", error_);
    root = std::move(root_);
    return Ok();
  }

 private:
  bool Refuse(std::string error) {
    error_ = std::move(error);
    error_line_ = line_;
    return false;
  }
  JsonNode Place(JsonNode node) {
    const bool is_member = !open_.empty() && open_.back().kind == Kind::kObject;
    node.line = is_member ? key_line_ : line_;
    if (is_member) node.key = std::move(key_);
    return node;
  }
  bool Attach(JsonNode node) {
    (open_.empty() ? root_ : open_.back().children.emplace_back()) = std::move(node);
    return true;
  }
  bool Add(JsonNode node) { return Attach(Place(std::move(node))); }
  bool Open(Kind kind) {
    if (open_.size() == kMaxDepth) return Refuse("nested too deeply");
    open_.push_back(Place(JsonNode(kind)));
    return true;
  }
  bool Close() {
    JsonNode node = std::move(open_.back());
    open_.pop_back();
    return Attach(std::move(node));
  }

  const size_t& line_;
  JsonNode root_;
  std::vector<JsonNode> open_;   // objects and lists around the place that is read
  std::string key_;
  size_t key_line_ = 0;
  std::string error_;
  size_t error_line_ = 0;
};

}  // namespace

StatusOr<JsonNode> ParseJson(std::string_view text) {
  size_t line = 1;
  TreeBuilder builder(line);
  Json::sax_parse(CountingIterator(text.data(), &line), CountingIterator(text.data() + text.size(), &line), &builder);
  JsonNode root;
  BERTH_RETURN_IF_ERROR(builder.Result(root));
  return root;
}

}  // namespace berth
