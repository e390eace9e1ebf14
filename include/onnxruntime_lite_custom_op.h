// Part of Berth. SPDX-License-Identifier: MIT
//
// Custom operators from plain functions and structs: inputs and outputs are read from the list of arguments.
//
//   void Scale(const Ort::Custom::Tensor<float>& x, float factor, Ort::Custom::Tensor<float>& y) { ... }
//   std::unique_ptr<Ort::Custom::OrtLiteCustomOp> op(
//       Ort::Custom::CreateLiteCustomOp("Scale", "CPUExecutionProvider", Scale));
//   domain.Add(op.get());
//
//   struct Count {                                             // or a struct, one object a node
//     Count(const OrtApi*, const OrtKernelInfo*) {}
//     Ort::Status Compute(const Ort::Custom::Variadic& inputs, Ort::Custom::Tensor<int64_t>* n) { ... }
//   };
//   Ort::Custom::CreateLiteCustomOp<Count>("Count", "CPUExecutionProvider");
//
// An argument is
//   an input    const Tensor<T>& or *, const Span<T>& or * (one dimension, CPU), T itself (one element, CPU)
//   an output   Tensor<T>& or *
//   the rest    const Variadic& or * for all further inputs, Variadic& or * for all further outputs
//   optional    std::optional of one of the pointers, or of T
//   no value    OrtKernelContext*
// for T any of the types with an Ort::TypeToTensorType, std::string, or, as an input, std::string_view. A function may
// return void or Ort::Status, and throw.
#pragma once

#include "onnxruntime_cxx_api.h"

#include <cstring>
#include <optional>
#include <string_view>
#include <tuple>

namespace Ort {
namespace Custom {

/// An argument of a running kernel; valid for that call.
class ArgBase {
 public:
  ArgBase(OrtKernelContext* ctx, size_t indice, bool is_input) : ctx_(ctx), indice_(indice), is_input_(is_input) {}
  virtual ~ArgBase() = default;

 protected:
  KernelContext ctx_;
  size_t indice_;
  bool is_input_;
};
using ArgPtr = std::unique_ptr<ArgBase>;
using ArgPtrs = std::vector<ArgPtr>;

/// An argument that is one tensor. True when its shape is known: an input, or an output that was allocated.
class TensorBase : public ArgBase {
 public:
  TensorBase(OrtKernelContext* ctx, size_t indice, bool is_input) : ArgBase(ctx, indice, is_input) {
    if (!is_input) return;
    if (indice >= ctx_.GetInputCount()) {
      ORT_CXX_API_THROW("Ort::Custom::Tensor: input " + std::to_string(indice) + " seen, the node has " +
                            std::to_string(ctx_.GetInputCount()), ORT_INVALID_ARGUMENT);
    }
    input_ = ctx_.GetInput(indice);
    if (input_ == nullptr) return;
    const TensorTypeAndShapeInfo info = input_.GetTensorTypeAndShapeInfo();
    shape_ = info.GetShape();
    type_ = info.GetElementType();
    memory_ = input_.GetTensorMemoryInfo().GetAllocatorName();
  }

  operator bool() const { return shape_.has_value(); }
  const std::vector<int64_t>& Shape() const {
    if (!shape_.has_value()) ORT_CXX_API_THROW("Ort::Custom::Tensor: no shape yet", ORT_RUNTIME_EXCEPTION);
    return *shape_;
  }
  ONNXTensorElementDataType Type() const { return type_; }
  int64_t NumberOfElement() const {
    if (!shape_.has_value()) return 0;
    int64_t count = 1;
    for (const int64_t dim : *shape_) count *= dim;
    return count;
  }
  /// "2, 3, ".
  std::string Shape2Str() const {
    if (!shape_.has_value()) return "empty";
    std::string text;
    for (const int64_t dim : *shape_) text += std::to_string(dim) + ", ";
    return text;
  }
  bool IsCpuTensor() const { return memory_ == "Cpu"; }

  /// The first element; of texts only when there is one.
  virtual const void* DataRaw() const = 0;
  virtual size_t SizeInBytes() const = 0;

 protected:
  ConstValue input_;
  std::optional<std::vector<int64_t>> shape_;
  ONNXTensorElementDataType type_ = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  std::string memory_ = "Cpu";
};

/// Elements of a tensor of one dimension, borrowed.
template <typename T>
struct Span {
  const T* data_ = nullptr;
  size_t size_ = 0;
  void Assign(const T* data, size_t size) {
    data_ = data;
    size_ = size;
  }
  const T* data() const { return data_; }
  size_t size() const { return size_; }
  T operator[](size_t indice) const { return data_[indice]; }
};

/// A tensor of elements T.
template <typename T>
class Tensor : public TensorBase {
 public:
  using TT = std::remove_reference_t<T>;
  using TensorBase::TensorBase;

  /// Of an input.
  const TT* Data() const { return static_cast<const TT*>(input_.GetTensorRawData()); }
  /// Makes the output; once.
  TT* Allocate(const std::vector<int64_t>& shape) {
    if (output_ == nullptr) output_ = ctx_.GetOutput(indice_, shape).template GetTensorMutableData<TT>();
    shape_ = shape;
    return output_;
  }
  const Span<T>& AsSpan() {
    if (Shape().size() != 1) ORT_CXX_API_THROW("Ort::Custom::Tensor::AsSpan: one dimension wanted", ORT_RUNTIME_EXCEPTION);
    span_.Assign(Data(), static_cast<size_t>(Shape()[0]));
    return span_;
  }
  /// The element of a tensor of one.
  const T& AsScalar() {
    if (NumberOfElement() != 1) ORT_CXX_API_THROW("Ort::Custom::Tensor::AsScalar: one element wanted", ORT_RUNTIME_EXCEPTION);
    return *Data();
  }
  const void* DataRaw() const override { return is_input_ ? Data() : output_; }
  size_t SizeInBytes() const override { return sizeof(TT) * static_cast<size_t>(NumberOfElement()); }

 private:
  TT* output_ = nullptr;
  Span<T> span_;
};

/// A tensor of texts. `Text` is what an input gives out: std::string, or std::string_view without a copy a text.
template <typename Text>
class TextTensor : public TensorBase {
 public:
  using strings = std::vector<std::string>;

  TextTensor(OrtKernelContext* ctx, size_t indice, bool is_input) : TensorBase(ctx, indice, is_input) {
    const size_t count = static_cast<size_t>(NumberOfElement());
    if (!is_input || count == 0) return;
    bytes_.resize(input_.GetStringTensorDataLength());
    std::vector<size_t> starts(count);
    input_.GetStringTensorContent(bytes_.data(), bytes_.size(), starts.data(), count);
    starts.push_back(bytes_.size());
    for (size_t i = 0; i < count; ++i) texts_.emplace_back(bytes_.data() + starts[i], starts[i + 1] - starts[i]);
  }

  /// Of an input.
  const std::vector<Text>& Data() const { return texts_; }
  /// Makes the output and copies the texts in.
  void SetStringOutput(const strings& texts, const std::vector<int64_t>& dims) {
    shape_ = dims;
    const std::vector<const char*> raw = Ort::detail::CStrings(texts);
    ctx_.GetOutput(indice_, dims).FillStringTensor(raw.data(), raw.size());
  }
  [[noreturn]] const Span<Text>& AsSpan() {
    ORT_CXX_API_THROW("Ort::Custom::Tensor::AsSpan: not for texts", ORT_RUNTIME_EXCEPTION);
  }
  const Text& AsScalar() const {
    if (texts_.size() != 1) ORT_CXX_API_THROW("Ort::Custom::Tensor: one text wanted", ORT_RUNTIME_EXCEPTION);
    return texts_[0];
  }
  const void* DataRaw() const override { return AsScalar().data(); }
  size_t SizeInBytes() const override { return AsScalar().size(); }

 private:
  std::string bytes_;
  std::vector<Text> texts_;
};
template <>
class Tensor<std::string> : public TextTensor<std::string> {
  using TextTensor::TextTensor;
};
template <>
class Tensor<std::string_view> : public TextTensor<std::string_view> {
  using TextTensor::TextTensor;
};

using TensorPtr = std::unique_ptr<TensorBase>;
using TensorPtrs = std::vector<TensorPtr>;

/// All inputs, or outputs, from one on.
struct TensorArray : public ArgBase {
  TensorArray(OrtKernelContext* ctx, size_t start_indice, bool is_input) : ArgBase(ctx, start_indice, is_input) {
    const size_t count = is_input ? ctx_.GetInputCount() : 0;
    for (size_t i = start_indice; i < count; ++i) tensors_.push_back(MakeInput(i));
  }

  size_t Size() const { return tensors_.size(); }
  /// Of an input.
  const TensorPtr& operator[](size_t i) const { return tensors_.at(i); }
  /// Makes an output, counted from the first of these.
  template <typename T>
  T* AllocateOutput(size_t i, const std::vector<int64_t>& shape) {
    auto tensor = std::make_unique<Tensor<T>>(ctx_.GetOrtKernelContext(), indice_ + i, false);
    T* data = tensor->Allocate(shape);
    tensors_.push_back(std::move(tensor));
    return data;
  }
  Tensor<std::string>& AllocateStringTensor(size_t i) {
    auto tensor = std::make_unique<Tensor<std::string>>(ctx_.GetOrtKernelContext(), indice_ + i, false);
    Tensor<std::string>& output = *tensor;
    tensors_.push_back(std::move(tensor));
    return output;
  }

 private:
  TensorPtr MakeInput(size_t i) {
    const ONNXTensorElementDataType type = ctx_.GetInput(i).GetTensorTypeAndShapeInfo().GetElementType();
    TensorPtr tensor;
    (void)(TryInput<float, double, Float16_t, BFloat16_t, Float8E4M3FN_t, Float8E4M3FNUZ_t, Float8E5M2_t,
                    Float8E5M2FNUZ_t, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, bool>(
        type, i, tensor));
    if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
      tensor = std::make_unique<Tensor<std::string>>(ctx_.GetOrtKernelContext(), i, true);
    }
    if (tensor == nullptr) {
      ORT_CXX_API_THROW("Ort::Custom::TensorArray: element type " + std::to_string(type) + " seen", ORT_RUNTIME_EXCEPTION);
    }
    return tensor;
  }
  template <typename... Ts>
  bool TryInput(ONNXTensorElementDataType type, size_t i, TensorPtr& out) {
    return ((TypeToTensorType<Ts>::type == type &&
             (out = std::make_unique<Tensor<Ts>>(ctx_.GetOrtKernelContext(), i, true), true)) || ...);
  }

  TensorPtrs tensors_;
};
using Variadic = TensorArray;

namespace lite {

// The element type of a T that may stand in an argument; undefined for all else.
template <typename T, typename = void>
struct ElementOf {
  static constexpr ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
};
template <typename T>
struct ElementOf<T, std::void_t<decltype(TypeToTensorType<T>::type)>> {
  static constexpr ONNXTensorElementDataType type = TypeToTensorType<T>::type;
};
template <>
struct ElementOf<std::string> {
  static constexpr ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;
};
template <>
struct ElementOf<std::string_view> : ElementOf<std::string> {};

enum class Kind { kContext, kInput, kOutput };

// How far the arguments of a call have been made.
struct Call {
  OrtKernelContext* context;
  size_t inputs, outputs;  // of the node
  bool cpu;
  ArgPtrs args{};          // what the arguments refer to
  size_t input = 0, output = 0;

  template <typename Arg>
  Arg& Make(bool is_input) {
    args.push_back(std::make_unique<Arg>(context, is_input ? input++ : output++, is_input));
    return static_cast<Arg&>(*args.back());
  }
  void NeedCpu() const {
    if (!cpu) ORT_CXX_API_THROW("a span or a scalar: for CPUExecutionProvider alone", ORT_RUNTIME_EXCEPTION);
  }
};

// One argument: its kind, its element type, how it is made. An input of its own type, by default.
template <typename A>
struct Argument {
  static_assert(ElementOf<A>::type != ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED,
                "not an argument that a custom operator can have");
  static constexpr Kind kind = Kind::kInput;
  static constexpr ONNXTensorElementDataType type = ElementOf<A>::type;
  static A Make(Call& call) {
    call.NeedCpu();
    return call.Make<Tensor<A>>(true).AsScalar();
  }
};
template <>
struct Argument<OrtKernelContext*> {
  static constexpr Kind kind = Kind::kContext;
  static OrtKernelContext* Make(Call& call) { return call.context; }
};
template <typename T>
struct Argument<const Tensor<T>*> {
  static constexpr Kind kind = Kind::kInput;
  static constexpr ONNXTensorElementDataType type = ElementOf<T>::type;
  static const Tensor<T>* Make(Call& call) { return &call.Make<Tensor<T>>(true); }
};
template <typename T>
struct Argument<const Span<T>*> {
  static constexpr Kind kind = Kind::kInput;
  static constexpr ONNXTensorElementDataType type = ElementOf<T>::type;
  static const Span<T>* Make(Call& call) {
    call.NeedCpu();
    return &call.Make<Tensor<T>>(true).AsSpan();
  }
};
template <typename T>
struct Argument<Tensor<T>*> {
  static constexpr Kind kind = Kind::kOutput;
  static constexpr ONNXTensorElementDataType type = ElementOf<T>::type;
  static Tensor<T>* Make(Call& call) { return &call.Make<Tensor<T>>(false); }
};
template <>
struct Argument<const TensorArray*> {
  static constexpr Kind kind = Kind::kInput;
  static constexpr ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  static const TensorArray* Make(Call& call) { return &call.Make<TensorArray>(true); }
};
template <>
struct Argument<TensorArray*> {
  static constexpr Kind kind = Kind::kOutput;
  static constexpr ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  static TensorArray* Make(Call& call) { return &call.Make<TensorArray>(false); }
};
// A reference is made as a pointer is.
template <typename A>
struct Argument<A&> : Argument<A*> {
  static A& Make(Call& call) { return *Argument<A*>::Make(call); }
};
// An optional one holds nothing when the node ends before it.
template <typename A>
struct Argument<std::optional<A>> : Argument<A> {
  static std::optional<A> Make(Call& call) {
    size_t& at = Argument<A>::kind == Kind::kInput ? call.input : call.output;
    const size_t count = Argument<A>::kind == Kind::kInput ? call.inputs : call.outputs;
    const bool given = at < count && (Argument<A>::kind == Kind::kOutput ||
                                      KernelContext(call.context).GetInput(at) != nullptr);
    if (given) return Argument<A>::Make(call);
    ++at;
    return std::nullopt;
  }
};

// The arguments of a call, in order: in braces they are made from left to right.
template <typename... Args>
std::tuple<Args...> MakeArguments(Call& call) {
  (void)call;
  return std::tuple<Args...>{Argument<Args>::Make(call)...};
}

}  // namespace lite

/// A custom operator from a function or a struct. All that it holds is here, so that it may be deleted as this type.
struct OrtLiteCustomOp : public OrtCustomOp {
  OrtLiteCustomOp(const char* op_name, const char* execution_provider, ShapeInferFn shape_infer_fn, int start_ver = 1,
                  int end_ver = MAX_CUSTOM_OP_END_VER)
      : OrtCustomOp{},
        op_name_(op_name),
        execution_provider_(execution_provider),
        shape_infer_fn_(shape_infer_fn),
        start_ver_(start_ver),
        end_ver_(end_ver) {
    version = ORT_API_VERSION;
    OrtCustomOp::GetName = [](const OrtCustomOp* op) { return Self(op).op_name_.c_str(); };
    OrtCustomOp::GetExecutionProviderType = [](const OrtCustomOp* op) { return Self(op).execution_provider_.c_str(); };
    OrtCustomOp::GetInputMemoryType = [](const OrtCustomOp*, size_t) { return OrtMemTypeDefault; };
    OrtCustomOp::GetInputTypeCount = [](const OrtCustomOp* op) { return Self(op).input_types_.size(); };
    OrtCustomOp::GetInputType = [](const OrtCustomOp* op, size_t i) { return Self(op).input_types_[i]; };
    OrtCustomOp::GetOutputTypeCount = [](const OrtCustomOp* op) { return Self(op).output_types_.size(); };
    OrtCustomOp::GetOutputType = [](const OrtCustomOp* op, size_t i) { return Self(op).output_types_[i]; };
    OrtCustomOp::GetInputCharacteristic = [](const OrtCustomOp* op, size_t i) {
      return Characteristic(Self(op).input_types_[i]);
    };
    OrtCustomOp::GetOutputCharacteristic = [](const OrtCustomOp* op, size_t i) {
      return Characteristic(Self(op).output_types_[i]);
    };
    OrtCustomOp::GetVariadicInputMinArity = [](const OrtCustomOp*) { return 0; };
    OrtCustomOp::GetVariadicInputHomogeneity = [](const OrtCustomOp*) { return 0; };
    OrtCustomOp::GetVariadicOutputMinArity = [](const OrtCustomOp*) { return 0; };
    OrtCustomOp::GetVariadicOutputHomogeneity = [](const OrtCustomOp*) { return 0; };
    OrtCustomOp::GetStartVersion = [](const OrtCustomOp* op) { return Self(op).start_ver_; };
    OrtCustomOp::GetEndVersion = [](const OrtCustomOp* op) { return Self(op).end_ver_; };
    if (shape_infer_fn == nullptr) return;
    OrtCustomOp::InferOutputShapeFn = [](const OrtCustomOp* op, OrtShapeInferContext* context) -> OrtStatusPtr {
      return Ort::detail::Guarded([&] {
        ShapeInferContext shapes(&GetApi(), context);
        return Self(op).shape_infer_fn_(shapes).release();
      });
    };
  }

  const std::string op_name_;
  const std::string execution_provider_;
  std::vector<ONNXTensorElementDataType> input_types_;
  std::vector<ONNXTensorElementDataType> output_types_;
  ShapeInferFn shape_infer_fn_ = nullptr;
  int start_ver_ = 1;
  int end_ver_ = MAX_CUSTOM_OP_END_VER;
  void (*compute_fn_)() = nullptr;  // the function, of a type that the derived class knows

 protected:
  // What a node of such an operator holds.
  template <typename State>
  struct Kernel {
    size_t num_input_ = 0;
    size_t num_output_ = 0;
    bool cpu_ = false;
    State state_{};
  };

  static const OrtLiteCustomOp& Self(const OrtCustomOp* op) { return *static_cast<const OrtLiteCustomOp*>(op); }

  template <typename... Args>
  void ParseArgs() {
    (AddArgument<lite::Argument<Args>>(), ...);
  }
  template <typename State>
  static std::unique_ptr<Kernel<State>> NewKernel(const OrtCustomOp* op, const OrtApi* api, const OrtKernelInfo* info) {
    auto kernel = std::make_unique<Kernel<State>>();
    ThrowOnError(api->KernelInfo_GetInputCount(info, &kernel->num_input_));
    ThrowOnError(api->KernelInfo_GetOutputCount(info, &kernel->num_output_));
    kernel->cpu_ = Self(op).execution_provider_ == "CPUExecutionProvider";
    return kernel;
  }
  // Makes the arguments and calls; the callee returns void or a Status.
  template <typename... Args, typename State, typename F>
  static OrtStatus* CallWith(const Kernel<State>& kernel, OrtKernelContext* context, F&& f) {
    lite::Call call{context, kernel.num_input_, kernel.num_output_, kernel.cpu_};
    std::tuple<Args...> arguments = lite::MakeArguments<Args...>(call);
    if constexpr (std::is_void_v<decltype(std::apply(f, std::move(arguments)))>) {
      std::apply(f, std::move(arguments));
      return nullptr;
    } else {
      return std::apply(f, std::move(arguments)).release();
    }
  }

 private:
  template <typename Argument>
  void AddArgument() {
    if constexpr (Argument::kind == lite::Kind::kInput) input_types_.push_back(Argument::type);
    if constexpr (Argument::kind == lite::Kind::kOutput) output_types_.push_back(Argument::type);
  }
  static OrtCustomOpInputOutputCharacteristic Characteristic(ONNXTensorElementDataType type) {
    return type == ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED ? INPUT_OUTPUT_VARIADIC : INPUT_OUTPUT_OPTIONAL;
  }
};

/// A custom operator from a function.
template <typename... Args>
struct OrtLiteCustomFunc : public OrtLiteCustomOp {
  using ComputeFn = void (*)(Args...);
  using ComputeFnReturnStatus = Status (*)(Args...);

  OrtLiteCustomFunc(const char* op_name, const char* execution_provider, ComputeFn compute_fn,
                    ShapeInferFn shape_infer_fn = {}, int start_ver = 1, int end_ver = MAX_CUSTOM_OP_END_VER)
      : OrtLiteCustomOp(op_name, execution_provider, shape_infer_fn, start_ver, end_ver) {
    SetFunction(compute_fn);
  }
  OrtLiteCustomFunc(const char* op_name, const char* execution_provider, ComputeFnReturnStatus compute_fn,
                    ShapeInferFn shape_infer_fn = {}, int start_ver = 1, int end_ver = MAX_CUSTOM_OP_END_VER)
      : OrtLiteCustomOp(op_name, execution_provider, shape_infer_fn, start_ver, end_ver) {
    SetFunction(compute_fn);
  }

 private:
  template <typename Function>
  void SetFunction(Function function) {
    compute_fn_ = reinterpret_cast<void (*)()>(function);
    ParseArgs<Args...>();
    OrtCustomOp::CreateKernelV2 = [](const OrtCustomOp* op, const OrtApi* api, const OrtKernelInfo* info,
                                     void** out) -> OrtStatusPtr {
      return Ort::detail::Guarded([&]() -> OrtStatus* {
        auto kernel = NewKernel<Function>(op, api, info);
        kernel->state_ = reinterpret_cast<Function>(Self(op).compute_fn_);
        *out = kernel.release();
        return nullptr;
      });
    };
    OrtCustomOp::KernelComputeV2 = [](void* op_kernel, OrtKernelContext* context) -> OrtStatusPtr {
      return Ort::detail::Guarded([&] {
        const auto& kernel = *static_cast<Kernel<Function>*>(op_kernel);
        return CallWith<Args...>(kernel, context, kernel.state_);
      });
    };
    OrtCustomOp::KernelDestroy = [](void* op_kernel) { delete static_cast<Kernel<Function>*>(op_kernel); };
  }
};

/// A custom operator from a struct with a function Compute.
template <typename CustomOp>
struct OrtLiteCustomStruct : public OrtLiteCustomOp {
  OrtLiteCustomStruct(const char* op_name, const char* execution_provider, int start_ver = 1,
                      int end_ver = MAX_CUSTOM_OP_END_VER)
      : OrtLiteCustomOp(op_name, execution_provider, {}, start_ver, end_ver) {
    OrtCustomOp::CreateKernelV2 = [](const OrtCustomOp* op, const OrtApi* api, const OrtKernelInfo* info,
                                     void** out) -> OrtStatusPtr {
      return Ort::detail::Guarded([&]() -> OrtStatus* {
        auto kernel = NewKernel<State>(op, api, info);
        kernel->state_ = std::make_unique<CustomOp>(api, info);
        *out = kernel.release();
        return nullptr;
      });
    };
    OrtCustomOp::KernelDestroy = [](void* op_kernel) { delete static_cast<Kernel<State>*>(op_kernel); };
    SetCompute(&CustomOp::Compute);
    if constexpr (Ort::detail::InfersShapes<CustomOp>::value) {
      OrtCustomOp::InferOutputShapeFn = [](const OrtCustomOp*, OrtShapeInferContext* context) -> OrtStatusPtr {
        return Ort::detail::Guarded([&] {
          ShapeInferContext shapes(&GetApi(), context);
          return Ort::detail::Raw(CustomOp::InferOutputShape(shapes));
        });
      };
    }
  }

 private:
  using State = std::unique_ptr<CustomOp>;

  template <typename R, typename... Args>
  void SetCompute(R (CustomOp::*)(Args...)) {
    ParseArgs<Args...>();
    OrtCustomOp::KernelComputeV2 = [](void* op_kernel, OrtKernelContext* context) -> OrtStatusPtr {
      return Ort::detail::Guarded([&] {
        const auto& kernel = *static_cast<Kernel<State>*>(op_kernel);
        return CallWith<Args...>(kernel, context, [&kernel](auto&&... args) {
          return kernel.state_->Compute(std::forward<decltype(args)>(args)...);
        });
      });
    };
  }
};

// The caller owns the operator, which must outlive every session that uses it.
template <typename... Args>
OrtLiteCustomOp* CreateLiteCustomOp(const char* op_name, const char* execution_provider, void (*compute_fn)(Args...),
                                    Status (*shape_infer_fn)(ShapeInferContext&) = {}, int start_ver = 1,
                                    int end_ver = MAX_CUSTOM_OP_END_VER) {
  return new OrtLiteCustomFunc<Args...>(op_name, execution_provider, compute_fn, shape_infer_fn, start_ver, end_ver);
}
template <typename... Args>
OrtLiteCustomOp* CreateLiteCustomOp(const char* op_name, const char* execution_provider, Status (*compute_fn)(Args...),
                                    Status (*shape_infer_fn)(ShapeInferContext&) = {}, int start_ver = 1,
                                    int end_ver = MAX_CUSTOM_OP_END_VER) {
  return new OrtLiteCustomFunc<Args...>(op_name, execution_provider, compute_fn, shape_infer_fn, start_ver, end_ver);
}
template <typename CustomOp>
OrtLiteCustomOp* CreateLiteCustomOp(const char* op_name, const char* execution_provider, int start_ver = 1,
                                    int end_ver = MAX_CUSTOM_OP_END_VER) {
  return new OrtLiteCustomStruct<CustomOp>(op_name, execution_provider, start_ver, end_ver);
}

}  // namespace Custom
}  // namespace Ort
