// Part of Berth. SPDX-License-Identifier: MIT
//
// A part of onnxruntime_cxx_api.h: custom operators, and what kernels see.
#pragma once

#include "graph.h"
#include "session_options.h"

namespace Ort {

// Write a log line with the place it is written at. `logger`: an Ort::Logger. The F forms take a format and arguments
// as printf does; the NOEXCEPT forms keep silent about errors of the logger.
#define ORT_CXX_LOG_CALL(logger, severity, USE, FUNCTION, ...)                                         \
  do {                                                                                                 \
    if ((severity) >= (logger).GetLoggingSeverityLevel()) {                                            \
      USE((logger).FUNCTION(severity, ORT_FILE, __LINE__, static_cast<const char*>(__func__), __VA_ARGS__)); \
    }                                                                                                  \
  } while (false)
#define ORT_CXX_LOG(logger, message_severity, message) \
  ORT_CXX_LOG_CALL(logger, message_severity, Ort::ThrowOnError, LogMessage, message)
#define ORT_CXX_LOG_NOEXCEPT(logger, message_severity, message) \
  ORT_CXX_LOG_CALL(logger, message_severity, static_cast<void>, LogMessage, message)
#define ORT_CXX_LOGF(logger, message_severity, ...) \
  ORT_CXX_LOG_CALL(logger, message_severity, Ort::ThrowOnError, LogFormattedMessage, __VA_ARGS__)
#define ORT_CXX_LOGF_NOEXCEPT(logger, message_severity, ...) \
  ORT_CXX_LOG_CALL(logger, message_severity, static_cast<void>, LogFormattedMessage, __VA_ARGS__)

/// A logger of the library, borrowed, with its severity kept at hand.
struct Logger {
  Logger() = default;
  explicit Logger(std::nullptr_t) {}
  explicit Logger(const OrtLogger* logger)
      : logger_(logger),
        severity_(detail::Out<OrtLoggingLevel>(GetApi().Logger_GetLoggingSeverityLevel, logger)) {}

  /// The lowest severity that is written.
  OrtLoggingLevel GetLoggingSeverityLevel() const noexcept { return severity_; }
  Status LogMessage(OrtLoggingLevel log_severity_level, const ORTCHAR_T* file_path, int line_number,
                    const char* func_name, const char* message) const noexcept {
    return Status(GetApi().Logger_LogMessage(logger_, log_severity_level, message, file_path, line_number, func_name));
  }
  template <typename... Args>
  Status LogFormattedMessage(OrtLoggingLevel log_severity_level, const ORTCHAR_T* file_path, int line_number,
                             const char* func_name, const char* format, Args&&... args) const noexcept;

 private:
  const OrtLogger* logger_ = nullptr;
  OrtLoggingLevel severity_{};
};

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
#endif
template <typename... Args>
Status Logger::LogFormattedMessage(OrtLoggingLevel log_severity_level, const ORTCHAR_T* file_path, int line_number,
                                   const char* func_name, const char* format, Args&&... args) const noexcept {
  const int length = std::snprintf(nullptr, 0, format, args...);
  if (length < 0) return Status("Logger: the message cannot be formatted", ORT_FAIL);
  std::string text(static_cast<size_t>(length) + 1, '\0');
  std::snprintf(&text[0], text.size(), format, args...);
  return LogMessage(log_severity_level, file_path, line_number, func_name, text.c_str());
}
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

/// What a kernel sees while it runs; valid for that call.
struct KernelContext {
  explicit KernelContext(OrtKernelContext* context) : ctx_(context) {}

  size_t GetInputCount() const { return detail::Out<size_t>(GetApi().KernelContext_GetInputCount, ctx_); }
  size_t GetOutputCount() const { return detail::Out<size_t>(GetApi().KernelContext_GetOutputCount, ctx_); }
  /// Empty for an optional input that is not given.
  ConstValue GetInput(size_t index) const {
    return ConstValue(detail::Out<const OrtValue*>(GetApi().KernelContext_GetInput, ctx_, index));
  }
  /// Makes the output with this shape; empty when nobody uses it.
  UnownedValue GetOutput(size_t index, const int64_t* dim_values, size_t dim_count) const {
    return UnownedValue(
        detail::Out<OrtValue*>(GetApi().KernelContext_GetOutput, ctx_, index, dim_values, dim_count));
  }
  UnownedValue GetOutput(size_t index, const std::vector<int64_t>& dims) const {
    return GetOutput(index, dims.data(), dims.size());
  }
  /// The tensor that the caller of the run gave for the output; empty when it gave none.
  UnownedValue GetUserProvidedOutput(size_t index) const {
    return UnownedValue(detail::Out<OrtValue*>(GetApi().KernelContext_GetPreallocatedOutput, ctx_, index));
  }
  /// The native handle of the stream that the node runs on; null when it has none.
  void* GetGPUComputeStream() const { return detail::Out<void*>(GetApi().KernelContext_GetGPUComputeStream, ctx_); }
  OrtSyncStream* GetSyncStream() const {
    return detail::Out<OrtSyncStream*>(GetApi().KernelContext_GetSyncStream, ctx_);
  }
  Logger GetLogger() const { return Logger(detail::Out<const OrtLogger*>(GetApi().KernelContext_GetLogger, ctx_)); }
  Ort::Allocator GetAllocator(const OrtMemoryInfo& memory_info) const {
    return Ort::Allocator(detail::Out<OrtAllocator*>(GetApi().KernelContext_GetAllocator, ctx_, &memory_info));
  }
  OrtKernelContext* GetOrtKernelContext() const { return ctx_; }
  /// Calls `fn` for 0 up to `total`-1 on the session's threads, and returns when all is done. `num_batch` 0 leaves the
  /// split to the library.
  void ParallelFor(void (*fn)(void*, size_t), size_t total, size_t num_batch, void* usr_data) const {
    ThrowOnError(GetApi().KernelContext_ParallelFor(ctx_, fn, total, num_batch, usr_data));
  }

 private:
  OrtKernelContext* ctx_;
};

namespace detail {

// Attributes of a kernel's node, by C++ type.
namespace attr_utils {
inline void GetAttr(const OrtKernelInfo* info, const char* name, float& out) {
  out = Out<float>(GetApi().KernelInfoGetAttribute_float, info, name);
}
inline void GetAttr(const OrtKernelInfo* info, const char* name, int64_t& out) {
  out = Out<int64_t>(GetApi().KernelInfoGetAttribute_int64, info, name);
}
inline void GetAttr(const OrtKernelInfo* info, const char* name, std::string& out) {
  out = SizedText(GetApi().KernelInfoGetAttribute_string, info, name);
}
template <typename F, typename R>
void GetNumbers(F f, const OrtKernelInfo* info, const char* name, std::vector<R>& out) {
  size_t size = 0;
  ThrowOnError(f(info, name, nullptr, &size));
  out.resize(size);
  if (size > 0) ThrowOnError(f(info, name, out.data(), &size));
}
inline void GetAttrs(const OrtKernelInfo* info, const char* name, std::vector<float>& out) {
  GetNumbers(GetApi().KernelInfoGetAttributeArray_float, info, name, out);
}
inline void GetAttrs(const OrtKernelInfo* info, const char* name, std::vector<int64_t>& out) {
  GetNumbers(GetApi().KernelInfoGetAttributeArray_int64, info, name, out);
}
inline void GetAttrs(const OrtKernelInfo* info, const char* name, std::vector<std::string>& out) {
  AllocatorWithDefaultOptions allocator;
  char** texts = nullptr;
  size_t count = 0;
  ThrowOnError(GetApi().KernelInfoGetAttributeArray_string(info, name, allocator, &texts, &count));
  const std::unique_ptr<char*, AllocatedFree> array(texts, AllocatedFree(allocator));
  out.clear();
  for (size_t i = 0; i < count; ++i) out.emplace_back(AllocatedStringPtr(texts[i], AllocatedFree(allocator)).get());
}
}  // namespace attr_utils

template <typename T>
struct KernelInfoImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  /// A copy to keep after the kernel was made.
  KernelInfo Copy() const;
  /// For float, int64_t and std::string.
  template <typename R>
  R GetAttribute(const char* name) const {
    R value;
    attr_utils::GetAttr(this->p_, name, value);
    return value;
  }
  template <typename R>
  std::vector<R> GetAttributes(const char* name) const {
    std::vector<R> values;
    attr_utils::GetAttrs(this->p_, name, values);
    return values;
  }
  Value GetTensorAttribute(const char* name, OrtAllocator* allocator) const {
    return Value(Out<OrtValue*>(GetApi().KernelInfoGetAttribute_tensor, this->p_, name, allocator));
  }
  size_t GetInputCount() const { return Out<size_t>(GetApi().KernelInfo_GetInputCount, this->p_); }
  size_t GetOutputCount() const { return Out<size_t>(GetApi().KernelInfo_GetOutputCount, this->p_); }
  std::string GetInputName(size_t index) const {
    return SizedText(GetApi().KernelInfo_GetInputName, this->p_, index);
  }
  std::string GetOutputName(size_t index) const {
    return SizedText(GetApi().KernelInfo_GetOutputName, this->p_, index);
  }
  TypeInfo GetInputTypeInfo(size_t index) const {
    return TypeInfo(Out<OrtTypeInfo*>(GetApi().KernelInfo_GetInputTypeInfo, this->p_, index));
  }
  TypeInfo GetOutputTypeInfo(size_t index) const {
    return TypeInfo(Out<OrtTypeInfo*>(GetApi().KernelInfo_GetOutputTypeInfo, this->p_, index));
  }
  /// An input that is a constant weight, borrowed; else `is_constant` is 0 and the result empty.
  ConstValue GetTensorConstantInput(size_t index, int* is_constant) const {
    return ConstValue(Out<const OrtValue*>(GetApi().KernelInfoGetConstantInput_tensor, this->p_, index, is_constant));
  }
  std::string GetNodeName() const { return SizedText(GetApi().KernelInfo_GetNodeName, this->p_); }
  Logger GetLogger() const { return Logger(Out<const OrtLogger*>(GetApi().KernelInfo_GetLogger, this->p_)); }
  /// The session's configuration entries.
  KeyValuePairs GetConfigEntries() const {
    return KeyValuePairs(Out<OrtKeyValuePairs*>(GetApi().KernelInfo_GetConfigEntries, this->p_));
  }
  std::string GetOperatorDomain() const { return SizedText(GetApi().KernelInfo_GetOperatorDomain, this->p_); }
  std::string GetOperatorType() const { return SizedText(GetApi().KernelInfo_GetOperatorType, this->p_); }
  int GetOperatorSinceVersion() const { return Out<int>(GetApi().KernelInfo_GetOperatorSinceVersion, this->p_); }
  /// The EP that the kernel belongs to.
  const OrtEp* GetEp() const { return Out<const OrtEp*>(GetEpApi().KernelInfo_GetEp, this->p_); }
};

}  // namespace detail

/// What a kernel is made for, borrowed: the way to look at what a kernel's constructor gets.
using ConstKernelInfo = detail::KernelInfoImpl<detail::Unowned<const OrtKernelInfo>>;

/// The same, as a copy of one's own.
struct KernelInfo : detail::KernelInfoImpl<OrtKernelInfo> {
  using Base = detail::KernelInfoImpl<OrtKernelInfo>;
  using Base::Base;
  explicit KernelInfo(std::nullptr_t) {}
  explicit KernelInfo(OrtKernelInfo* info) : Base(info) {}
  ConstKernelInfo GetConst() const { return ConstKernelInfo(p_); }
};

template <typename T>
KernelInfo detail::KernelInfoImpl<T>::Copy() const {
  return KernelInfo(Out<OrtKernelInfo*>(GetApi().CopyKernelInfo, this->p_));
}

/// A standard operator for a custom kernel to call.
struct Op : detail::Base<OrtOp> {
  using Base::Base;
  explicit Op(std::nullptr_t) {}
  explicit Op(OrtOp* p) : Base(p) {}

  /// Made while the kernel is made. The attributes are copied.
  static Op Create(const OrtKernelInfo* info, const char* op_name, const char* domain, int version,
                   const char** type_constraint_names, const ONNXTensorElementDataType* type_constraint_values,
                   size_t type_constraint_count, const OpAttr* attr_values, size_t attr_count, size_t input_count,
                   size_t output_count) {
    const std::vector<const OrtOpAttr*> attributes(attr_values, attr_values + attr_count);
    return Op(detail::Out<OrtOp*>(GetApi().CreateOp, info, op_name, domain, version, type_constraint_names,
                                  type_constraint_values, static_cast<int>(type_constraint_count), attributes.data(),
                                  static_cast<int>(attr_count), static_cast<int>(input_count),
                                  static_cast<int>(output_count)));
  }
  /// Runs it; the outputs are there already.
  void Invoke(const OrtKernelContext* context, const Value* input_values, size_t input_count, Value* output_values,
              size_t output_count) {
    Invoke(context, detail::RawValues(input_values), input_count, detail::RawValues(output_values), output_count);
  }
  void Invoke(const OrtKernelContext* context, const OrtValue* const* input_values, size_t input_count,
              OrtValue* const* output_values, size_t output_count) {
    ThrowOnError(GetApi().InvokeOp(context, p_, input_values, static_cast<int>(input_count), output_values,
                                   static_cast<int>(output_count)));
  }
};

/// A node whose output shapes a custom operator is to tell.
struct ShapeInferContext {
  /// A dimension: a number, or a name that is borrowed.
  struct SymbolicInteger {
    SymbolicInteger(int64_t i) : i_(i), is_int_(true) {}
    SymbolicInteger(const char* s) : s_(s), is_int_(false) {}

    bool operator==(const SymbolicInteger& other) const {
      if (is_int_ != other.is_int_) return false;
      return is_int_ ? i_ == other.i_ : std::string(s_) == other.s_;
    }
    bool IsInt() const { return is_int_; }
    int64_t AsInt() const { return i_; }
    const char* AsSym() const { return s_; }

    static constexpr int INVALID_INT_DIM = -2;

   private:
    union {
      int64_t i_;
      const char* s_;
    };
    bool is_int_;
  };
  using Shape = std::vector<SymbolicInteger>;
  using Ints = std::vector<int64_t>;
  using Floats = std::vector<float>;
  using Strings = std::vector<std::string>;

  ShapeInferContext(const OrtApi* ort_api, OrtShapeInferContext* ctx) : ort_api_(ort_api), ctx_(ctx) {
    const size_t count = detail::Out<size_t>(ort_api->ShapeInferContext_GetInputCount, ctx);
    for (size_t i = 0; i < count; ++i) {
      const ConstTensorTypeAndShapeInfo info(
          detail::Out<OrtTensorTypeAndShapeInfo*>(ort_api->ShapeInferContext_GetInputTypeShape, ctx, i));
      const std::vector<int64_t> numbers = info.GetShape();
      const std::vector<const char*> names = info.GetSymbolicDimensions();
      Shape& shape = input_shapes_.emplace_back();
      for (size_t d = 0; d < numbers.size(); ++d) {
        const bool named = names[d] != nullptr && names[d][0] != '\0';
        shape.push_back(named ? SymbolicInteger(names[d]) : SymbolicInteger(numbers[d]));
      }
    }
  }

  size_t GetInputCount() const { return input_shapes_.size(); }
  const Shape& GetInputShape(size_t indice) const { return input_shapes_.at(indice); }
  Status SetOutputShape(size_t indice, const Shape& shape,
                        ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) {
    std::vector<int64_t> numbers;
    std::vector<std::string> names;
    for (const SymbolicInteger& dim : shape) {
      numbers.push_back(dim.IsInt() ? dim.AsInt() : SymbolicInteger::INVALID_INT_DIM);
      names.push_back(dim.IsInt() ? "" : dim.AsSym());
    }
    const TensorTypeAndShapeInfo info(type, numbers, &names);
    return Status(ort_api_->ShapeInferContext_SetOutputTypeShape(ctx_, indice, info));
  }

  // Attributes of the node; an absent one throws.
  int64_t GetAttrInt(const char* attr_name) { return One<int64_t>(attr_name); }
  float GetAttrFloat(const char* attr_name) { return One<float>(attr_name); }
  std::string GetAttrString(const char* attr_name) { return One<std::string>(attr_name); }
  Ints GetAttrInts(const char* attr_name) { return Many<int64_t>(attr_name); }
  Floats GetAttrFloats(const char* attr_name) { return Many<float>(attr_name); }
  Strings GetAttrStrings(const char* attr_name) { return Many<std::string>(attr_name); }

 private:
  ConstOpAttr Attribute(const char* name) const {
    return ConstOpAttr(detail::Out<const OrtOpAttr*>(ort_api_->ShapeInferContext_GetAttribute, ctx_, name));
  }
  template <typename R>
  R One(const char* name) const {
    R value{};
    ThrowOnError(Attribute(name).GetValue(value));
    return value;
  }
  template <typename R>
  std::vector<R> Many(const char* name) const {
    std::vector<R> values;
    ThrowOnError(Attribute(name).GetValueArray(values));
    return values;
  }

  const OrtApi* ort_api_;
  OrtShapeInferContext* ctx_;
  std::vector<Shape> input_shapes_;
};

/// Tells the shapes of a custom operator's outputs.
using ShapeInferFn = Ort::Status (*)(Ort::ShapeInferContext&);

#define MAX_CUSTOM_OP_END_VER (1UL << 31) - 1

namespace detail {

// A shape function may return either of these.
inline OrtStatus* Raw(OrtStatus* status) { return status; }
inline OrtStatus* Raw(Status&& status) { return status.release(); }

template <typename TOp, typename = void>
struct InfersShapes : std::false_type {};
template <typename TOp>
struct InfersShapes<TOp, std::void_t<decltype(&TOp::InferOutputShape)>> : std::true_type {};

}  // namespace detail

/// A custom operator. TOp derives from it and has
///   GetName(), GetInputTypeCount(), GetInputType(i), GetOutputTypeCount(), GetOutputType(i), all const,
///   void* CreateKernel(const OrtApi&, const OrtKernelInfo*) const, which gives a new TKernel;
/// TKernel has Compute(OrtKernelContext*). With WithStatus these two are
///   OrtStatusPtr CreateKernelV2(const OrtApi&, const OrtKernelInfo*, void**) const and OrtStatusPtr
///   ComputeV2(OrtKernelContext*).
/// Further functions below may be hidden by TOp's own, and `static Status InferOutputShape(ShapeInferContext&)` added.
/// All of them may throw: the C side sees a status.
template <typename TOp, typename TKernel, bool WithStatus = false>
struct CustomOpBase : OrtCustomOp {
  CustomOpBase() : OrtCustomOp{} {
    version = ORT_API_VERSION;
    OrtCustomOp::GetName = [](const OrtCustomOp* op) { return Self(op).GetName(); };
    OrtCustomOp::GetExecutionProviderType = [](const OrtCustomOp* op) { return Self(op).GetExecutionProviderType(); };
    OrtCustomOp::GetInputTypeCount = [](const OrtCustomOp* op) { return Self(op).GetInputTypeCount(); };
    OrtCustomOp::GetInputType = [](const OrtCustomOp* op, size_t i) { return Self(op).GetInputType(i); };
    OrtCustomOp::GetInputMemoryType = [](const OrtCustomOp* op, size_t i) { return Self(op).GetInputMemoryType(i); };
    OrtCustomOp::GetInputCharacteristic = [](const OrtCustomOp* op, size_t i) {
      return Self(op).GetInputCharacteristic(i);
    };
    OrtCustomOp::GetOutputTypeCount = [](const OrtCustomOp* op) { return Self(op).GetOutputTypeCount(); };
    OrtCustomOp::GetOutputType = [](const OrtCustomOp* op, size_t i) { return Self(op).GetOutputType(i); };
    OrtCustomOp::GetOutputCharacteristic = [](const OrtCustomOp* op, size_t i) {
      return Self(op).GetOutputCharacteristic(i);
    };
    OrtCustomOp::GetVariadicInputMinArity = [](const OrtCustomOp* op) { return Self(op).GetVariadicInputMinArity(); };
    OrtCustomOp::GetVariadicInputHomogeneity = [](const OrtCustomOp* op) {
      return static_cast<int>(Self(op).GetVariadicInputHomogeneity());
    };
    OrtCustomOp::GetVariadicOutputMinArity = [](const OrtCustomOp* op) {
      return Self(op).GetVariadicOutputMinArity();
    };
    OrtCustomOp::GetVariadicOutputHomogeneity = [](const OrtCustomOp* op) {
      return static_cast<int>(Self(op).GetVariadicOutputHomogeneity());
    };
    OrtCustomOp::GetStartVersion = [](const OrtCustomOp* op) { return Self(op).start_ver_; };
    OrtCustomOp::GetEndVersion = [](const OrtCustomOp* op) { return Self(op).end_ver_; };
    SetKernel();
    if constexpr (detail::InfersShapes<TOp>::value) {
      OrtCustomOp::InferOutputShapeFn = [](const OrtCustomOp*, OrtShapeInferContext* context) -> OrtStatusPtr {
        return detail::Guarded([&] {
          ShapeInferContext shapes(&GetApi(), context);
          return detail::Raw(TOp::InferOutputShape(shapes));
        });
      };
    }
  }

  /// The EP that it runs on; null for the CPU.
  const char* GetExecutionProviderType() const { return nullptr; }
  OrtCustomOpInputOutputCharacteristic GetInputCharacteristic(size_t) const { return INPUT_OUTPUT_REQUIRED; }
  OrtCustomOpInputOutputCharacteristic GetOutputCharacteristic(size_t) const { return INPUT_OUTPUT_REQUIRED; }
  OrtMemType GetInputMemoryType(size_t) const { return OrtMemTypeDefault; }
  /// The least number of values of a variadic input, and whether they are all of one type.
  int GetVariadicInputMinArity() const { return 1; }
  bool GetVariadicInputHomogeneity() const { return true; }
  int GetVariadicOutputMinArity() const { return 1; }
  bool GetVariadicOutputHomogeneity() const { return true; }
  /// Settings that GetSessionConfigs is to read.
  std::vector<std::string> GetSessionConfigKeys() const { return {}; }

 protected:
  /// The values of those settings, by session entry; "" for one that is not set.
  void GetSessionConfigs(std::unordered_map<std::string, std::string>& out, ConstSessionOptions options) const {
    const TOp& self = static_cast<const TOp&>(*this);
    for (const std::string& key : self.GetSessionConfigKeys()) {
      const std::string entry = detail::MakeCustomOpConfigEntryKey(self.GetName(), key.c_str());
      out[key] = options.GetConfigEntryOrDefault(entry.c_str(), "");
    }
  }

  int start_ver_ = 1;
  int end_ver_ = MAX_CUSTOM_OP_END_VER;

 private:
  static const TOp& Self(const OrtCustomOp* op) { return *static_cast<const TOp*>(op); }

  // The two forms of the C struct: those without a status are for hosts older than the other two.
  void SetKernel() {
    OrtCustomOp::KernelDestroy = [](void* kernel) { delete static_cast<TKernel*>(kernel); };
    if constexpr (WithStatus) {
      OrtCustomOp::CreateKernelV2 = [](const OrtCustomOp* op, const OrtApi* api, const OrtKernelInfo* info,
                                       void** kernel) -> OrtStatusPtr {
        return detail::Guarded([&]() -> OrtStatus* { return Self(op).CreateKernelV2(*api, info, kernel); });
      };
      OrtCustomOp::KernelComputeV2 = [](void* kernel, OrtKernelContext* context) -> OrtStatusPtr {
        return detail::Guarded([&]() -> OrtStatus* { return static_cast<TKernel*>(kernel)->ComputeV2(context); });
      };
    } else {
      OrtCustomOp::CreateKernel = [](const OrtCustomOp* op, const OrtApi* api, const OrtKernelInfo* info) -> void* {
        return Self(op).CreateKernel(*api, info);
      };
      OrtCustomOp::KernelCompute = [](void* kernel, OrtKernelContext* context) {
        static_cast<TKernel*>(kernel)->Compute(context);
      };
      OrtCustomOp::CreateKernelV2 = [](const OrtCustomOp* op, const OrtApi* api, const OrtKernelInfo* info,
                                       void** kernel) -> OrtStatusPtr {
        return detail::Guarded([&]() -> OrtStatus* {
          *kernel = Self(op).CreateKernel(*api, info);
          return nullptr;
        });
      };
      OrtCustomOp::KernelComputeV2 = [](void* kernel, OrtKernelContext* context) -> OrtStatusPtr {
        return detail::Guarded([&]() -> OrtStatus* {
          static_cast<TKernel*>(kernel)->Compute(context);
          return nullptr;
        });
      };
    }
  }
};

}  // namespace Ort
