// What clients of the library share: on top of the EP tests' host, values and small models of any type.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host.h"

namespace berth::testing {

inline OrtAllocator* DefaultAllocator() {
  OrtAllocator* allocator = nullptr;
  EXPECT_TRUE(Take(Api().GetAllocatorWithDefaultOptions(&allocator)).ok());
  return allocator;
}

// Text that the library allocated.
inline std::string TakeText(char* text) {
  if (text == nullptr) return "(null)";
  std::string copy = text;
  EXPECT_TRUE(Take(Api().AllocatorFree(DefaultAllocator(), text)).ok());
  return copy;
}

// Something with a Release function in the table.
template <typename T>
struct Releaser {
  void (ORT_API_CALL* OrtApi::*release)(T*);
  void operator()(T* object) const { (Api().*release)(object); }
};
template <typename T>
using Owned = std::unique_ptr<T, Releaser<T>>;

inline Owned<OrtValue> Own(OrtValue* value) { return {value, {&OrtApi::ReleaseValue}}; }
inline Owned<OrtTypeInfo> Own(OrtTypeInfo* info) { return {info, {&OrtApi::ReleaseTypeInfo}}; }
inline Owned<OrtMemoryInfo> Own(OrtMemoryInfo* info) { return {info, {&OrtApi::ReleaseMemoryInfo}}; }
inline Owned<OrtTensorTypeAndShapeInfo> Own(OrtTensorTypeAndShapeInfo* info) {
  return {info, {&OrtApi::ReleaseTensorTypeAndShapeInfo}};
}

inline Owned<OrtMemoryInfo> CpuMemory() {
  OrtMemoryInfo* info = nullptr;
  EXPECT_TRUE(Take(Api().CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &info)).ok());
  return Own(info);
}

using Shape = std::vector<int64_t>;

// A tensor with memory of its own.
inline Owned<OrtValue> NewTensor(ONNXTensorElementDataType type, const Shape& shape) {
  OrtValue* value = nullptr;
  Result made = Take(Api().CreateTensorAsOrtValue(DefaultAllocator(), shape.data(), shape.size(), type, &value));
  EXPECT_TRUE(made.ok()) << made;
  return Own(value);
}

// A tensor around `data`, which the caller keeps.
template <typename T>
Owned<OrtValue> TensorOf(std::vector<T>& data, const Shape& shape, ONNXTensorElementDataType type) {
  OrtValue* value = nullptr;
  Result made = Take(Api().CreateTensorWithDataAsOrtValue(CpuMemory().get(), data.data(), data.size() * sizeof(T), shape.data(),
                                                          shape.size(), type, &value));
  EXPECT_TRUE(made.ok()) << made;
  return Own(value);
}

inline Owned<OrtValue> Strings(const std::vector<const char*>& texts, const Shape& shape) {
  Owned<OrtValue> value = NewTensor(ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING, shape);
  EXPECT_TRUE(Take(Api().FillStringTensor(value.get(), texts.data(), texts.size())).ok());
  return value;
}

inline std::vector<std::string> TextsOf(const OrtValue* value) {
  Owned<OrtTensorTypeAndShapeInfo> info = [&] {
    OrtTensorTypeAndShapeInfo* made = nullptr;
    EXPECT_TRUE(Take(Api().GetTensorTypeAndShape(value, &made)).ok());
    return Own(made);
  }();
  size_t count = 0;
  EXPECT_TRUE(Take(Api().GetTensorShapeElementCount(info.get(), &count)).ok());
  std::vector<std::string> texts(count);
  for (size_t i = 0; i < count; ++i) {
    size_t length = 0;
    EXPECT_TRUE(Take(Api().GetStringTensorElementLength(value, i, &length)).ok());
    texts[i].resize(length);
    EXPECT_TRUE(Take(Api().GetStringTensorElement(value, length, i, texts[i].data())).ok());
  }
  return texts;
}

template <typename T>
std::vector<T> DataOf(OrtValue* value, size_t count) {
  void* data = nullptr;
  EXPECT_TRUE(Take(Api().GetTensorMutableData(value, &data)).ok());
  return {static_cast<T*>(data), static_cast<T*>(data) + count};
}

// ---- models ----

// TypeProto of a tensor; a dimension below 0 is named "N".
inline Message TensorType(int element_type, const Shape& shape) {
  Message dims;
  for (int64_t dim : shape) {
    dims.Nested(1, dim < 0 ? Message().Text(2, "N") : Message().Int(1, static_cast<uint64_t>(dim)));
  }
  return Message().Nested(1, Message().Int(1, static_cast<uint64_t>(element_type)).Nested(2, dims));
}

inline Message ValueInfo(const std::string& name, const Message& type) { return Message().Text(1, name).Nested(2, type); }

inline Message NodeOf(const std::string& op_type, const std::vector<std::string>& inputs, const std::vector<std::string>& outputs,
                      const std::string& name = "node") {
  Message node;
  for (const std::string& input : inputs) node.Text(1, input);
  for (const std::string& output : outputs) node.Text(2, output);
  return node.Text(3, name).Text(4, op_type);
}

inline std::string ModelOf(const Message& graph, int opset = 25, int ir_version = 13) {
  return Message().Int(1, static_cast<uint64_t>(ir_version)).Nested(7, graph)
      .Nested(8, Message().Int(2, static_cast<uint64_t>(opset))).bytes();
}

// Y = Identity(X). `element_type` is ONNX's number of the type.
inline std::string IdentityModel(const Message& type) {
  return ModelOf(Message().Nested(1, NodeOf("Identity", {"X"}, {"Y"})).Text(2, "identity").Nested(11, ValueInfo("X", type))
                     .Nested(12, ValueInfo("Y", type)));
}

// A session of any model.
class AnySession {
 public:
  AnySession(const Env& env, const std::string& model, const OrtSessionOptions* options = nullptr) {
    created_ = Take(Api().CreateSessionFromArray(env.get(), model.data(), model.size(), options, &session_));
  }
  AnySession(const Env& env, const std::filesystem::path& model, const OrtSessionOptions* options = nullptr) {
    created_ = Take(Api().CreateSession(env.get(), model.c_str(), options, &session_));
  }
  AnySession(const AnySession&) = delete;
  ~AnySession() {
    if (session_ != nullptr) Api().ReleaseSession(session_);
  }
  const Result& created() const { return created_; }
  OrtSession* get() const { return session_; }

  // `outputs[i]` null: a new value, which `kept` owns.
  Result Run(const std::vector<const char*>& names, const std::vector<const OrtValue*>& values,
             const std::vector<const char*>& output_names, std::vector<OrtValue*>& outputs,
             const OrtRunOptions* options = nullptr) {
    std::vector<bool> given;
    for (const OrtValue* output : outputs) given.push_back(output != nullptr);
    Result ran = Take(Api().Run(session_, options, names.data(), values.data(), values.size(), output_names.data(),
                                output_names.size(), outputs.data()));
    for (size_t i = 0; i < outputs.size(); ++i) {
      if (!given[i] && outputs[i] != nullptr) kept_.push_back(Own(outputs[i]));
    }
    return ran;
  }
  // The one output "Y" of the one input "X".
  Result Run(const OrtValue* x, OrtValue** y, const OrtRunOptions* options = nullptr) {
    std::vector<OrtValue*> outputs = {*y};
    Result ran = Run({"X"}, {x}, {"Y"}, outputs, options);
    *y = outputs[0];
    return ran;
  }

 private:
  OrtSession* session_ = nullptr;
  Result created_;
  std::vector<Owned<OrtValue>> kept_;
};

}  // namespace berth::testing
