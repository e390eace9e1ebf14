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
};

// Nodes on float tensors of one shape, [2,3]: X comes in, W is a constant of 0, 1, 2, ..., `output` goes out.
inline std::string TinyModel(const std::vector<TinyNode>& nodes, const std::string& output) {
  auto value = [](const std::string& name) {
    Message shape;
    for (int dim : {2, 3}) shape.Nested(1, Message().Int(1, dim));
    return Message().Text(1, name).Nested(2, Message().Nested(1, Message().Int(1, 1).Nested(2, shape)));
  };
  Message graph;
  for (const TinyNode& node : nodes) {
    Message message;
    for (const std::string& input : node.inputs) message.Text(1, input);
    graph.Nested(1, message.Text(2, node.output).Text(3, node.name).Text(4, node.op_type));
  }
  graph.Text(2, "tiny");
  float data[6];
  for (int i = 0; i < 6; ++i) data[i] = static_cast<float>(i);
  graph.Nested(5, Message().Int(1, 2).Int(1, 3).Int(2, 1).Text(8, "W").Text(
                      9, std::string_view(reinterpret_cast<const char*>(data), sizeof(data))));
  graph.Nested(11, value("X"));
  graph.Nested(12, value(output));
  return Message().Int(1, 8).Nested(7, graph).Nested(8, Message().Int(2, 17)).bytes();
}

// Y = Mul(X, W)
inline std::string MulModel() { return TinyModel({{"Mul", "mul", {"X", "W"}, "Y"}}, "Y"); }

}  // namespace berth::testing
