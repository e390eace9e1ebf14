#include "kernels/op.h"

#include "capi/bind.h"
#include "capi/guard.h"
#include "graph/function.h"
#include "graph/view.h"
#include "kernels/foreign_info.h"

namespace berth::capi {
namespace {

Status CheckCount(const char* name, int count, const void* list) {
  if (count < 0) return InvalidArgument("argument \"", name, "\": ", count, " seen, 0 or more wanted");
  return count == 0 ? Ok() : NotNull(list, name);
}

OrtStatus* ORT_API_CALL CreateOp(const OrtKernelInfo* info, const char* op_name, const char* domain, int version,
                                 const char** type_names, const ONNXTensorElementDataType* types, int type_count,
                                 const OrtOpAttr* const* attributes, int attribute_count, int input_count, int output_count,
                                 OrtOp** out) noexcept {
  return Ask(info, "info", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(op_name, "op_name"));
    BERTH_RETURN_IF_ERROR(CheckCount("type_constraint_names", type_count, type_names));
    BERTH_RETURN_IF_ERROR(CheckCount("type_constraint_values", type_count, types));
    BERTH_RETURN_IF_ERROR(CheckCount("attr_values", attribute_count, attributes));
    if (input_count < 0 || output_count < 0) {
      return InvalidArgument("CreateOp: counts ", input_count, " and ", output_count, " seen, 0 or more wanted");
    }
    OpRequest request;
    request.op_type = op_name;
    request.domain = DomainName(domain != nullptr ? domain : "");
    request.version = version;
    for (int i = 0; i < type_count; ++i) {
      BERTH_RETURN_IF_ERROR(NotNull(type_names[i], "type_constraint_names"));
      request.types.emplace_back(type_names[i], types[i]);
    }
    for (int i = 0; i < attribute_count; ++i) {
      BERTH_RETURN_IF_ERROR(CheckHandle(attributes[i], "attr_values"));
      request.attributes.push_back(*attributes[i]->proto);
    }
    request.input_count = static_cast<size_t>(input_count);
    request.output_count = static_cast<size_t>(output_count);
    BERTH_ASSIGN_OR_RETURN(auto op, OrtOp::Make(*info, std::move(request)));
    *out = op.release();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL InvokeOp(const OrtKernelContext* context, const OrtOp* op, const OrtValue* const* inputs,
                                 int input_count, OrtValue* const* outputs, int output_count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(context, "context"));
    BERTH_RETURN_IF_ERROR(CheckHandle(op, "ort_op"));
    BERTH_RETURN_IF_ERROR(CheckCount("input_values", input_count, inputs));
    BERTH_RETURN_IF_ERROR(CheckCount("output_values", output_count, outputs));
    // Other numbers are an error that Invoke tells; no further than it will may the arrays be read.
    const bool fits = static_cast<size_t>(input_count) == op->input_count() &&
                      static_cast<size_t>(output_count) == op->output_count();
    for (int i = 0; fits && i < input_count; ++i) {
      if (inputs[i] != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(inputs[i], "input_values"));
    }
    for (int i = 0; fits && i < output_count; ++i) BERTH_RETURN_IF_ERROR(CheckHandle(outputs[i], "output_values"));
    // Both are handed round as const and are the caller's own.
    return const_cast<OrtOp*>(op)->Invoke(*const_cast<OrtKernelContext*>(context),
                                          {inputs, static_cast<size_t>(input_count)},
                                          {outputs, static_cast<size_t>(output_count)});
  });
}

// ---- OrtKernelInfo as foreign kernels have it ----

const ForeignKernelInfo& Foreign(const OrtKernelInfo* info) { return static_cast<const ForeignKernelInfo&>(*info); }

OrtStatus* ORT_API_CALL CopyKernelInfo(const OrtKernelInfo* info, OrtKernelInfo** out) noexcept {
  return Get(info, "info", out, [&] {
    auto* copy = new ForeignKernelInfo(Foreign(info));
    copy->is_copy = true;
    return copy;
  });
}
void ORT_API_CALL ReleaseKernelInfo(OrtKernelInfo* info) {
  if (IsLive(info) && Foreign(info).is_copy) DeleteTold(static_cast<ForeignKernelInfo*>(info));
}

OrtStatus* ORT_API_CALL ConfigEntries(const OrtKernelInfo* info, OrtKeyValuePairs** out) noexcept {
  return Get(info, "info", out, [&] {
    const OrtKeyValuePairs* config = Foreign(info).config;
    return config != nullptr ? new OrtKeyValuePairs(*config) : new OrtKeyValuePairs();
  });
}

OrtStatus* ORT_API_CALL InfoEp(const OrtKernelInfo* info, const OrtEp** out) noexcept {
  return Ask(info, "info", out, [&]() -> Status {
    if (Foreign(info).ep == nullptr) {
      return Error(ORT_FAIL, info->label(), ": KernelInfo_GetEp: the kernel runs on the CPU, and for no EP of a library");
    }
    *out = Foreign(info).ep;
    return Ok();
  });
}

// Texts in memory of `allocator`, which frees what is there when one cannot be had.
Status CopyTexts(const std::vector<std::string>& texts, OrtAllocator* allocator, char*** out) {
  auto** array = static_cast<char**>(allocator->Alloc(allocator, texts.size() * sizeof(char*)));
  if (array == nullptr) return Status(ORT_FAIL, "KernelInfo: the allocator has no memory for the texts");
  for (size_t i = 0; i < texts.size(); ++i) {
    auto text = CopyText(allocator, texts[i]);
    if (text.ok()) {
      array[i] = *text;
      continue;
    }
    while (i > 0) allocator->Free(allocator, array[--i]);
    allocator->Free(allocator, array);
    return std::move(text).status();
  }
  *out = array;
  return Ok();
}

OrtStatus* ORT_API_CALL AttributeTexts(const OrtKernelInfo* info, const char* name, OrtAllocator* allocator, char*** out,
                                       size_t* size) noexcept {
  return Ask(info, "info", size, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(name, "name"));
    if (!info->HasAttribute(name)) return Error(ORT_FAIL, info->label(), ": attribute \"", name, "\": missing");
    auto texts = info->Strings(name);
    if (!texts.ok()) return Status(ORT_FAIL, std::string(texts.status().message()));
    if (out != nullptr) *out = nullptr;
    if (out != nullptr && !texts->empty()) {
      if (allocator == nullptr) return Status(ORT_FAIL, "argument \"allocator\": null seen, memory for the texts wanted");
      BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "allocator"));
      BERTH_RETURN_IF_ERROR(CopyTexts(*texts, allocator, out));
    }
    *size = texts->size();
    return Ok();
  });
}

}  // namespace

void BindOp(OrtApi& api) {
  api.CreateOp = CreateOp;
  api.ReleaseOp = ReleaseHandle<OrtOp>;
  api.InvokeOp = InvokeOp;
  api.CopyKernelInfo = CopyKernelInfo;
  api.ReleaseKernelInfo = ReleaseKernelInfo;
  api.KernelInfo_GetConfigEntries = ConfigEntries;
  api.KernelInfoGetAttributeArray_string = AttributeTexts;
}

void BindKernelInfo(OrtEpApi& api) { api.KernelInfo_GetEp = InfoEp; }

}  // namespace berth::capi
