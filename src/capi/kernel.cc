#include "kernels/kernel.h"

#include <atomic>
#include <cstring>
#include <exception>

#include "capi/bind.h"
#include "capi/guard.h"
#include "graph/initializer.h"
#include "kernels/foreign_info.h"

namespace berth::capi {
namespace {

// ---- OrtKernelContext ----

OrtStatus* ORT_API_CALL ContextInputCount(const OrtKernelContext* context, size_t* out) noexcept {
  return Ask(context, "context", out, [&] {
    *out = context->input_count();
    return Ok();
  });
}
OrtStatus* ORT_API_CALL ContextOutputCount(const OrtKernelContext* context, size_t* out) noexcept {
  return Ask(context, "context", out, [&] {
    *out = context->output_count();
    return Ok();
  });
}
OrtStatus* ORT_API_CALL ContextInput(const OrtKernelContext* context, size_t index, const OrtValue** out) noexcept {
  return Ask(context, "context", out, [&]() -> Status {
    if (index >= context->input_count()) {
      return InvalidArgument("KernelContext: input ", index, " seen, below ", context->input_count(), " wanted");
    }
    *out = context->InputValue(index);
    return Ok();
  });
}
Status CheckOutputIndex(const OrtKernelContext& context, size_t index) {
  if (index < context.output_count()) return Ok();
  return InvalidArgument("KernelContext: output ", index, " seen, below ", context.output_count(), " wanted");
}
OrtStatus* ORT_API_CALL ContextOutput(OrtKernelContext* context, size_t index, const int64_t* dims, size_t rank,
                                      OrtValue** out) noexcept {
  return Ask(context, "context", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckOutputIndex(*context, index));
    if (rank > 0) BERTH_RETURN_IF_ERROR(NotNull(dims, "dim_values"));
    *out = nullptr;
    if (!context->WantsOutput(index)) return Ok();
    // What the first answer points to must stay.
    const OrtValue* made = context->MadeOutput(index);
    if (made != nullptr && made->is_tensor() && !SameDims(made->tensor.dims(), {dims, rank})) {
      return InvalidArgument("[EPC-028] KernelContext: output ", index, ": shape ", ShapeText({dims, rank}),
                             " seen, but asked for before with ", ShapeText(made->tensor.dims()));
    }
    BERTH_RETURN_IF_ERROR(context->Output(index, {dims, rank}).status());
    *out = const_cast<OrtValue*>(context->MadeOutput(index));
    return Ok();
  });
}
OrtStatus* ORT_API_CALL ContextGivenOutput(const OrtKernelContext* context, size_t index, OrtValue** out) noexcept {
  return Ask(context, "context", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckOutputIndex(*context, index));
    *out = context->GivenOutput(index);
    return Ok();
  });
}
OrtStatus* ORT_API_CALL ContextResource(const OrtKernelContext* context, int version, int id, void** out) noexcept {
  return Ask(context, "context", out, [&]() -> Status {
    *out = nullptr;
    return InvalidArgument("KernelContext_GetResource: resource ", id, " of version ", version,
                           ": no stream here that has resources");
  });
}
OrtStatus* ORT_API_CALL ContextLogger(const OrtKernelContext* context, const OrtLogger** out) noexcept {
  return Ask(context, "context", out, [&] {
    *out = &const_cast<OrtKernelContext*>(context)->logger();
    return Ok();
  });
}

// The session's allocator for a memory.
StatusOr<OrtAllocator*> AllocatorOf(const OrtKernelContext* context, const OrtMemoryInfo* info) {
  BERTH_RETURN_IF_ERROR(CheckHandle(info, "mem_info"));
  OrtAllocator* allocator = const_cast<OrtKernelContext*>(context)->FindAllocator(info->device);
  if (allocator != nullptr) return allocator;
  return InvalidArgument("KernelContext: memory \"", info->name, "\": no allocator for it in this session");
}

OrtStatus* ORT_API_CALL ContextAllocator(const OrtKernelContext* context, const OrtMemoryInfo* info,
                                         OrtAllocator** out) noexcept {
  return Ask(context, "context", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(*out, AllocatorOf(context, info));
    return Ok();
  });
}
OrtStatus* ORT_API_CALL ContextScratch(const OrtKernelContext* context, const OrtMemoryInfo* info, size_t bytes,
                                       void** out) noexcept {
  return Ask(context, "context", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(AllocatorOf(context, info).status());
    auto* ctx = const_cast<OrtKernelContext*>(context);
    const bool on_host = info->device == CpuMemoryInfo().device;
    BERTH_ASSIGN_OR_RETURN(*out, on_host ? ctx->Scratch(bytes) : ctx->DeviceScratch(info->device, bytes));
    return Ok();
  });
}
OrtStatus* ORT_API_CALL ContextParallelFor(const OrtKernelContext* context, void(ORT_API_CALL* fn)(void*, size_t),
                                           size_t total, size_t num_batch, void* data) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(context, "context"));
    if (fn == nullptr) return Ok();   // nothing to do
    const size_t grain = num_batch > 0 ? (total + num_batch - 1) / num_batch : 1;
    // What the function throws on any thread ends its range; the first one is this call's error.
    std::atomic<bool> failed{false};
    std::exception_ptr failure;
    ParallelFor(const_cast<OrtKernelContext*>(context)->pool(), static_cast<std::ptrdiff_t>(total),
                static_cast<std::ptrdiff_t>(grain), [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                  try {
                    for (std::ptrdiff_t i = begin; i < end; ++i) fn(data, static_cast<size_t>(i));
                  } catch (...) {
                    if (!failed.exchange(true)) failure = std::current_exception();
                  }
                });
    if (failure != nullptr) std::rethrow_exception(failure);
    return Ok();
  });
}

// ---- OrtKernelInfo ----

OrtStatus* ORT_API_CALL InfoInputCount(const OrtKernelInfo* info, size_t* out) noexcept {
  return Ask(info, "info", out, [&] {
    *out = info->input_count();
    return Ok();
  });
}
OrtStatus* ORT_API_CALL InfoOutputCount(const OrtKernelInfo* info, size_t* out) noexcept {
  return Ask(info, "info", out, [&] {
    *out = info->output_count();
    return Ok();
  });
}

StatusOr<ValueId> Slot(const std::vector<ValueId>& slots, size_t index, const char* what) {
  if (index >= slots.size()) return InvalidArgument("KernelInfo: ", what, " ", index, " seen, below ", slots.size(), " wanted");
  return slots[index];
}

OrtStatus* Name(const OrtKernelInfo* info, bool input, size_t index, char* text, size_t* size) noexcept {
  return Ask(info, "info", size, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(ValueId id, input ? Slot(info->node().inputs, index, "input")
                                             : Slot(info->node().outputs, index, "output"));
    return FillText(info->graph().ValueName(id), text, size);
  });
}
OrtStatus* ORT_API_CALL InfoInputName(const OrtKernelInfo* info, size_t index, char* text, size_t* size) noexcept {
  return Name(info, true, index, text, size);
}
OrtStatus* ORT_API_CALL InfoOutputName(const OrtKernelInfo* info, size_t index, char* text, size_t* size) noexcept {
  return Name(info, false, index, text, size);
}

OrtStatus* Type(const OrtKernelInfo* info, bool input, size_t index, OrtTypeInfo** out) noexcept {
  return Ask(info, "info", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(ValueId id, input ? Slot(info->node().inputs, index, "input")
                                             : Slot(info->node().outputs, index, "output"));
    if (id == kNone) return InvalidArgument("KernelInfo: slot ", index, ": left out, it has no type");
    *out = new OrtTypeInfo(TypeFromProto(info->graph().value(id).type));
    return Ok();
  });
}
OrtStatus* ORT_API_CALL InfoInputType(const OrtKernelInfo* info, size_t index, OrtTypeInfo** out) noexcept {
  return Type(info, true, index, out);
}
OrtStatus* ORT_API_CALL InfoOutputType(const OrtKernelInfo* info, size_t index, OrtTypeInfo** out) noexcept {
  return Type(info, false, index, out);
}

OrtStatus* ORT_API_CALL InfoNodeName(const OrtKernelInfo* info, char* text, size_t* size) noexcept {
  return Ask(info, "info", size, [&] { return FillText(info->node().name, text, size); });
}
OrtStatus* ORT_API_CALL InfoDomain(const OrtKernelInfo* info, char* text, size_t* size) noexcept {
  return Ask(info, "info", size, [&] { return FillText(info->node().domain, text, size); });
}
OrtStatus* ORT_API_CALL InfoOperator(const OrtKernelInfo* info, char* text, size_t* size) noexcept {
  return Ask(info, "info", size, [&] { return FillText(info->node().op_type, text, size); });
}
OrtStatus* ORT_API_CALL InfoSinceVersion(const OrtKernelInfo* info, int* out) noexcept {
  return Ask(info, "info", out, [&] {
    *out = info->node().since_version;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL InfoLogger(const OrtKernelInfo* info, const OrtLogger** out) noexcept {
  return Ask(info, "info", out, [&] {
    *out = &info->logger();
    return Ok();
  });
}
OrtStatus* ORT_API_CALL InfoAllocator(const OrtKernelInfo* info, OrtMemType type, OrtAllocator** out) noexcept {
  return Ask(info, "info", out, [&] {
    OrtAllocator* device = static_cast<const ForeignKernelInfo*>(info)->device_allocator;
    *out = type == OrtMemTypeDefault && device != nullptr ? device : DefaultCpuAllocator();
    return Ok();
  });
}
OrtStatus* ORT_API_CALL InfoConstantInput(const OrtKernelInfo* info, size_t index, int* is_constant,
                                          const OrtValue** out) noexcept {
  return Ask(info, "info", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(is_constant, "is_constant"));
    BERTH_RETURN_IF_ERROR(Slot(info->node().inputs, index, "input").status());
    *out = info->constant_value(index);
    *is_constant = *out != nullptr;
    return Ok();
  });
}

// ---- attributes ----

// To programs a missing attribute and one of another type are ORT_FAIL; inside they are faults of the model.
template <typename T>
StatusOr<T> AsFail(StatusOr<T> result) {
  if (result.ok()) return result;
  return Status(ORT_FAIL, std::string(result.status().message()));
}

OrtStatus* ORT_API_CALL AttributeFloat(const OrtKernelInfo* info, const char* name, float* out) noexcept {
  return Ask(info, "info", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(name, "name"));
    BERTH_ASSIGN_OR_RETURN(*out, AsFail(info->Float(name)));
    return Ok();
  });
}
OrtStatus* ORT_API_CALL AttributeInt(const OrtKernelInfo* info, const char* name, int64_t* out) noexcept {
  return Ask(info, "info", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(name, "name"));
    BERTH_ASSIGN_OR_RETURN(*out, AsFail(info->Int(name)));
    return Ok();
  });
}
OrtStatus* ORT_API_CALL AttributeText(const OrtKernelInfo* info, const char* name, char* out, size_t* size) noexcept {
  return Ask(info, "info", size, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(name, "name"));
    BERTH_ASSIGN_OR_RETURN(std::string text, AsFail(info->String(name)));
    return FillText(text, out, size);
  });
}

// Lists are asked for as text is: `*size` counts elements here.
template <typename T>
OrtStatus* List(const OrtKernelInfo* info, const char* name, T* out, size_t* size,
                StatusOr<std::vector<T>> (OrtKernelInfo::*read)(std::string_view) const) noexcept {
  return Ask(info, "info", size, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(name, "name"));
    if (!info->HasAttribute(name)) return Error(ORT_FAIL, info->label(), ": attribute \"", name, "\": missing");
    BERTH_ASSIGN_OR_RETURN(std::vector<T> values, AsFail((info->*read)(name)));
    const size_t room = *size;
    *size = values.size();
    if (out == nullptr) return Ok();
    if (room < values.size()) {
      return InvalidArgument("KernelInfo: attribute \"", name, "\": room for ", room, " elements seen, ", values.size(), " wanted");
    }
    std::copy(values.begin(), values.end(), out);
    return Ok();
  });
}
OrtStatus* ORT_API_CALL AttributeFloats(const OrtKernelInfo* info, const char* name, float* out, size_t* size) noexcept {
  return List(info, name, out, size, &OrtKernelInfo::Floats);
}
OrtStatus* ORT_API_CALL AttributeInts(const OrtKernelInfo* info, const char* name, int64_t* out, size_t* size) noexcept {
  return List(info, name, out, size, &OrtKernelInfo::Ints);
}

OrtStatus* ORT_API_CALL AttributeTensor(const OrtKernelInfo* info, const char* name, OrtAllocator* allocator,
                                        OrtValue** out) noexcept {
  return Ask(info, "info", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(name, "name"));
    BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "allocator"));
    const onnx::AttributeProto* attribute = info->node().FindAttribute(name);
    if (attribute == nullptr || attribute->type() != onnx::AttributeProto::TENSOR) {
      return Error(ORT_FAIL, info->label(), ": attribute \"", name, "\": no tensor attribute of that name");
    }
    BERTH_ASSIGN_OR_RETURN(Tensor tensor, TensorFromProto(attribute->t(), allocator));
    *out = new OrtValue(std::move(tensor));
    return Ok();
  });
}

void BindContext(OrtApi& api) {
  api.KernelContext_GetInputCount = ContextInputCount;
  api.KernelContext_GetOutputCount = ContextOutputCount;
  api.KernelContext_GetInput = ContextInput;
  api.KernelContext_GetOutput = ContextOutput;
  api.KernelContext_GetPreallocatedOutput = ContextGivenOutput;
  api.KernelContext_GetResource = ContextResource;
  api.KernelContext_GetLogger = ContextLogger;
  api.KernelContext_GetAllocator = ContextAllocator;
  api.KernelContext_GetScratchBuffer = ContextScratch;
  api.KernelContext_ParallelFor = ContextParallelFor;
}

}  // namespace

void BindKernel(OrtApi& api) {
  BindContext(api);
  api.KernelInfo_GetInputCount = InfoInputCount;
  api.KernelInfo_GetOutputCount = InfoOutputCount;
  api.KernelInfo_GetInputName = InfoInputName;
  api.KernelInfo_GetOutputName = InfoOutputName;
  api.KernelInfo_GetInputTypeInfo = InfoInputType;
  api.KernelInfo_GetOutputTypeInfo = InfoOutputType;
  api.KernelInfo_GetNodeName = InfoNodeName;
  api.KernelInfo_GetOperatorDomain = InfoDomain;
  api.KernelInfo_GetOperatorType = InfoOperator;
  api.KernelInfo_GetOperatorSinceVersion = InfoSinceVersion;
  api.KernelInfo_GetLogger = InfoLogger;
  api.KernelInfoGetAllocator = InfoAllocator;
  api.KernelInfoGetConstantInput_tensor = InfoConstantInput;
  api.KernelInfoGetAttribute_float = AttributeFloat;
  api.KernelInfoGetAttribute_int64 = AttributeInt;
  api.KernelInfoGetAttribute_string = AttributeText;
  api.KernelInfoGetAttributeArray_float = AttributeFloats;
  api.KernelInfoGetAttributeArray_int64 = AttributeInts;
  api.KernelInfoGetAttribute_tensor = AttributeTensor;
}

}  // namespace berth::capi
