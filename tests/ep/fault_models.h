// The model that a faulty EP is tried on, by its name: most take one of Mul, those with control flow one of what they have
// kernels for.
#pragma once

#include <string_view>
#include <vector>

#include "tiny_model.h"

namespace berth::testing {

inline Message IntAttribute(std::string_view name, uint64_t value) { return Message().Text(1, name).Int(3, value).Int(20, 2); }
inline Message IntsAttribute(std::string_view name, uint64_t value) { return Message().Text(1, name).Int(8, value).Int(20, 7); }
inline Message GraphAttribute(std::string_view name, const Message& graph) {
  return Message().Text(1, name).Nested(6, graph).Int(20, 5);
}

// A tensor of an element type (as TensorProto counts them), of any shape.
inline Message AnyTensor(std::string_view name, int type) {
  return Message().Text(1, name).Nested(2, Message().Nested(1, Message().Int(1, static_cast<uint64_t>(type))));
}

inline Message Scalar(std::string_view name, int type) {
  const Message tensor = Message().Int(1, static_cast<uint64_t>(type)).Nested(2, Message());
  return Message().Text(1, name).Nested(2, Message().Nested(1, tensor));
}

constexpr int kFloatType = 1, kInt64Type = 7, kBoolType = 9;

// X [2,3] comes in, W is as in TinyModel, Y goes out; `nodes` make it.
inline std::string ModelOf(const std::vector<Message>& nodes) {
  Message graph, shape;
  for (int dim : {2, 3}) shape.Nested(1, Message().Int(1, static_cast<uint64_t>(dim)));
  for (const Message& node : nodes) graph.Nested(1, node);
  float data[6];
  for (int i = 0; i < 6; ++i) data[i] = static_cast<float>(i);
  graph.Text(2, "control");
  graph.Nested(5, Message().Int(1, 2).Int(1, 3).Int(2, kFloatType).Text(8, "W").Text(
                      9, std::string_view(reinterpret_cast<const char*>(data), sizeof(data))));
  graph.Nested(5, Message().Int(2, kInt64Type).Text(8, "one").Text(9, std::string_view("\1\0\0\0\0\0\0\0", 8)));
  graph.Nested(11, Message().Text(1, "X").Nested(2, Message().Nested(1, Message().Int(1, kFloatType).Nested(2, shape))));
  graph.Nested(12, AnyTensor("Y", kFloatType));
  return Message().Int(1, 8).Nested(7, graph).Nested(8, Message().Int(2, 17)).bytes();
}

inline Message MulBody(const char* output) {
  const Message mul = NodeMessage({"Mul", "", {"X", "W"}, output});
  return Message().Nested(1, mul).Text(2, "body").Nested(12, AnyTensor(output, kFloatType));
}

// Y = X * W if the sum of X is not 0.
inline std::string IfModel() {
  Message sum = NodeMessage({"ReduceSum", "sum", {"X"}, "sum"}).Nested(5, IntAttribute("keepdims", 0));
  Message cast = NodeMessage({"Cast", "cast", {"sum"}, "cond"}).Nested(5, IntAttribute("to", kBoolType));
  Message branch = NodeMessage({"If", "if", {"cond"}, "Y"})
                       .Nested(5, GraphAttribute("then_branch", MulBody("then")))
                       .Nested(5, GraphAttribute("else_branch", MulBody("else")));
  return ModelOf({sum, cast, branch});
}

// Y = X * W, once, with an axis in front.
inline std::string LoopModel() {
  Message body;
  body.Nested(1, NodeMessage({"Identity", "", {"more"}, "again"})).Nested(1, NodeMessage({"Identity", "", {"x"}, "same"}));
  body.Nested(1, NodeMessage({"Mul", "", {"x", "W"}, "y"})).Text(2, "body");
  body.Nested(11, Scalar("i", kInt64Type)).Nested(11, Scalar("more", kBoolType)).Nested(11, AnyTensor("x", kFloatType));
  body.Nested(12, Scalar("again", kBoolType)).Nested(12, AnyTensor("same", kFloatType)).Nested(12, AnyTensor("y", kFloatType));
  Message loop;
  loop.Text(1, "one").Text(1, "").Text(1, "X").Text(2, "last").Text(2, "Y").Text(3, "loop").Text(4, "Loop");
  return ModelOf({loop.Nested(5, GraphAttribute("body", body))});
}

// Y is two times X, turned: columns of X come in.
inline std::string ScanModel() {
  Message body;
  body.Nested(1, NodeMessage({"Add", "", {"x", "x"}, "y"})).Text(2, "body");
  body.Nested(11, AnyTensor("x", kFloatType)).Nested(12, AnyTensor("y", kFloatType));
  Message scan = NodeMessage({"Scan", "scan", {"X"}, "Y"});
  scan.Nested(5, GraphAttribute("body", body)).Nested(5, IntAttribute("num_scan_inputs", 1));
  return ModelOf({scan.Nested(5, IntsAttribute("scan_input_axes", 1))});
}

struct FaultModel {
  std::string bytes;
  std::vector<float> wanted;   // for an X of 2
};

inline FaultModel ModelFor(std::string_view fault) {
  const std::vector<float> twice_w = {0, 2, 4, 6, 8, 10};
  if (fault.starts_with("control_loop")) return {LoopModel(), twice_w};
  if (fault.starts_with("control_scan")) return {ScanModel(), {4, 4, 4, 4, 4, 4}};
  if (fault.starts_with("control_")) return {IfModel(), twice_w};
  return {MulModel(), twice_w};
}

}  // namespace berth::testing
