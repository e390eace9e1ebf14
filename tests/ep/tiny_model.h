// ONNX models of a few nodes as bytes, written by hand: tests that must run on any host need no onnx library.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace berth::testing {

// Appends fields of a protobuf message.
class Message {
 public:
  Message& Int(int field, uint64_t value) {
    Varint(static_cast<uint64_t>(field) << 3);
    Varint(value);
    return *this;
  }
  Message& Text(int field, std::string_view text) {
    Varint(static_cast<uint64_t>(field) << 3 | 2);
    Varint(text.size());
    bytes_.append(text);
    return *this;
  }
  Message& Nested(int field, const Message& message) { return Text(field, message.bytes_); }
  const std::string& bytes() const { return bytes_; }

 private:
  void Varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<char>(value | 0x80));
    bytes_.push_back(static_cast<char>(value));
  }
  std::string bytes_;
};

struct TinyNode {
  std::string op_type, name;
  std::vector<std::string> inputs;
  std::string output;
  std::string domain = "";
};

inline Message NodeMessage(const TinyNode& node) {
  Message message;
  for (const std::string& input : node.inputs) message.Text(1, input);
  message.Text(2, node.output).Text(3, node.name).Text(4, node.op_type);
  return node.domain.empty() ? message : message.Text(7, node.domain);
}

// Nodes on float tensors of one shape, [2,3]: X comes in, W is a constant of 0, 1, 2, ..., `output` goes out. `function`: nodes
// of a function my.f (a, c) => (b), if there are any.
inline std::string TinyModel(const std::vector<TinyNode>& nodes, const std::string& output,
                             const std::vector<TinyNode>& function = {}) {
  auto value = [](const std::string& name) {
    Message shape;
    for (int dim : {2, 3}) shape.Nested(1, Message().Int(1, dim));
    return Message().Text(1, name).Nested(2, Message().Nested(1, Message().Int(1, 1).Nested(2, shape)));
  };
  Message graph;
  for (const TinyNode& node : nodes) graph.Nested(1, NodeMessage(node));
  graph.Text(2, "tiny");
  float data[6];
  for (int i = 0; i < 6; ++i) data[i] = static_cast<float>(i);
  graph.Nested(5, Message().Int(1, 2).Int(1, 3).Int(2, 1).Text(8, "W").Text(
                      9, std::string_view(reinterpret_cast<const char*>(data), sizeof(data))));
  graph.Nested(11, value("X"));
  graph.Nested(12, value(output));
  Message model;
  model.Int(1, 8).Nested(7, graph).Nested(8, Message().Int(2, 17));
  if (function.empty()) return model.bytes();
  Message body;
  body.Text(1, "f").Text(4, "a").Text(4, "c").Text(5, "b");
  for (const TinyNode& node : function) body.Nested(7, NodeMessage(node));
  body.Nested(9, Message().Int(2, 17)).Text(10, "my");
  return model.Nested(8, Message().Text(1, "my").Int(2, 1)).Nested(25, body).bytes();
}

// Y = Mul(X, W)
inline std::string MulModel() { return TinyModel({{"Mul", "mul", {"X", "W"}, "Y"}}, "Y"); }

}  // namespace berth::testing
