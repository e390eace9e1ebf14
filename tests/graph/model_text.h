// Models of tests, from onnx's text form.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/log.h"
#include "graph/model.h"
#include "onnx/defs/parser.h"

namespace berth {

inline onnx::ModelProto ParseModel(const char* text) {
  onnx::ModelProto model;
  onnx::OnnxParser parser(text);
  const auto status = parser.Parse(model);
  EXPECT_TRUE(status.IsOK()) << status.ErrorMessage();
  return model;
}

inline StatusOr<std::unique_ptr<Model>> LoadProto(const onnx::ModelProto& proto, const LoadOptions& options = {}) {
  const std::string bytes = proto.SerializeAsString();
  return LoadModelBytes(std::as_bytes(std::span(bytes)), options, SilentLogger());
}

inline StatusOr<std::unique_ptr<Model>> LoadText(const char* text, const LoadOptions& options = {}) {
  return LoadProto(ParseModel(text), options);
}

// The model, or null after a failure of the test.
inline std::unique_ptr<Model> MustLoad(const char* text) {
  auto model = LoadText(text);
  EXPECT_TRUE(model.ok()) << model.status().message();
  return model.ok() ? std::move(*model) : nullptr;
}

// Adds an initializer whose message, of 128 bytes to 16 KB, is so long that the bytes of the next one lie one byte further off
// the multiples of 4 of a file.
inline void AddShifting(onnx::TensorProto tensor, onnx::GraphProto& graph) {
  constexpr size_t kHead = 3;   // tag and length
  std::string text;
  do {
    tensor.set_doc_string(text += '.');
  } while ((tensor.ByteSizeLong() + kHead) % 4 != 1);
  *graph.add_initializer() = std::move(tensor);
}

// The node that makes the value of this name, or null.
inline const Node* ProducerOf(const Graph& graph, std::string_view value) {
  const ValueId id = graph.FindValue(value);
  return id == kNone || graph.value(id).producer == kNone ? nullptr : graph.node(graph.value(id).producer);
}

// "Add(x,Mul(x,y))": what a value is made of, by operator; attributes left out, initializers by name.
inline std::string Formula(const Graph& graph, ValueId id) {
  if (id == kNone) return "";
  const Value& value = graph.value(id);
  if (value.producer == kNone) return value.name;
  const Node& node = *graph.node(value.producer);
  std::string text = node.op_type + "(";
  for (size_t i = 0; i < node.inputs.size(); ++i) text += (i > 0 ? "," : "") + Formula(graph, node.inputs[i]);
  return text + ")";
}

}  // namespace berth

// Expects a StatusOr or Status to have failed with a code and a text that has all the pieces.
#define EXPECT_FAILS(result, wanted_code, ...)                                                       \
  do {                                                                                               \
    const ::berth::Status berth_seen = ::berth::StatusOf(result);                                    \
    EXPECT_EQ(berth_seen.code(), wanted_code) << berth_seen.message();                               \
    for (const char* piece : {__VA_ARGS__}) {                                                        \
      EXPECT_NE(berth_seen.message().find(piece), std::string_view::npos)                            \
          << "wanted: " << piece << "\nseen: " << berth_seen.message();                              \
    }                                                                                                \
  } while (false)

namespace berth {
inline Status StatusOf(const Status& status) { return status; }
template <typename T>
Status StatusOf(const StatusOr<T>& result) { return result.status(); }
}  // namespace berth
