#include "kernels/kernel_def.h"

#include "capi/array_size.h"
#include "capi/bind.h"
#include "capi/guard.h"

namespace berth::capi {
namespace {

using Builder = OrtKernelDefBuilder;

OrtStatus* ORT_API_CALL CreateRegistry(OrtKernelRegistry** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "kernel_registry"));
    *out = new OrtKernelRegistry();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL Add(OrtKernelRegistry* registry, const OrtKernelDef* def, OrtKernelCreateFunc create,
                            void* state) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(registry, "kernel_registry"));
    BERTH_RETURN_IF_ERROR(CheckHandle(def, "kernel_def"));
    if (create == nullptr) return InvalidArgument("argument \"kernel_create_func\": null seen, a function wanted");
    return AddKernel(*registry, *def, create, state);
  });
}

OrtStatus* ORT_API_CALL CreateBuilder(Builder** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "kernel_def_builder_out"));
    *out = new Builder();
    return Ok();
  });
}

template <std::string OrtKernelDef::*kText>
OrtStatus* ORT_API_CALL SetText(Builder* builder, const char* text) noexcept {
  return Ask(builder, "kernel_def_builder", text, [&] {
    builder->def.*kText = text;
    return Ok();
  });
}

OrtStatus* ORT_API_CALL SetSinceVersion(Builder* builder, int since, int until) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(builder, "kernel_def_builder"));
    if (since < 1 || until < since) {
      return InvalidArgument("KernelDefBuilder_SetSinceVersion: ", since, " to ", until, " seen, 1 <= start <= end wanted");
    }
    builder->def.since = since;
    builder->def.until = until;
    return Ok();
  });
}

template <std::map<size_t, OrtMemType> MemoryUse::*kSlots>
OrtStatus* ORT_API_CALL SetMemory(Builder* builder, size_t index, OrtMemType type) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(builder, "kernel_def_builder"));
    (builder->def.*kSlots)[index] = type;
    return Ok();
  });
}

OrtStatus* ORT_API_CALL AddTypeConstraint(Builder* builder, const char* param, const OrtDataType* const* types,
                                          size_t count) noexcept {
  return Ask(builder, "kernel_def_builder", param, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(types, "types"));
    if (count == 0) return InvalidArgument("KernelDefBuilder_AddTypeConstraint: no type seen, at least one wanted");
    BERTH_RETURN_IF_ERROR(CheckArraySize(types, count, "types"));
    TypeSet set;
    for (size_t i = 0; i < count; ++i) {
      BERTH_RETURN_IF_ERROR(CheckHandle(types[i], "types"));
      set = set | TypeSet(types[i]->element);
    }
    builder->def.types[param] = set;
    return Ok();
  });
}

template <std::vector<std::pair<int, int>> MemoryUse::*kPairs>
OrtStatus* ORT_API_CALL AddAliases(Builder* builder, const int* inputs, const int* outputs, size_t count) noexcept {
  return Ask(builder, "kernel_def_builder", inputs, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(outputs, "output_indices"));
    if (count == 0) return InvalidArgument("KernelDefBuilder: no pair of indices seen, at least one wanted");
    BERTH_RETURN_IF_ERROR(CheckArraySize(inputs, count, "input_indices"));
    for (size_t i = 0; i < count; ++i) (builder->def.*kPairs).emplace_back(inputs[i], outputs[i]);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL Build(Builder* builder, OrtKernelDef** out) noexcept {
  return Ask(builder, "kernel_def_builder", out, [&] {
    *out = new OrtKernelDef(builder->def);
    return Ok();
  });
}

template <std::string OrtKernelDef::*kText>
const char* ORT_API_CALL Text(const OrtKernelDef* def) noexcept {
  return CheckHandle(def, "kernel_def").ok() ? (def->*kText).c_str() : nullptr;
}

OrtStatus* ORT_API_CALL GetSinceVersion(const OrtKernelDef* def, int* since, int* until) noexcept {
  return Ask(def, "kernel_def", since, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(until, "end_version"));
    *since = def->since;
    *until = def->until;
    return Ok();
  });
}

template <std::map<size_t, OrtMemType> MemoryUse::*kSlots>
OrtStatus* ORT_API_CALL Memory(const OrtKernelDef* def, size_t index, OrtMemType* out) noexcept {
  return Get(def, "kernel_def", out, [&] {
    auto found = (def->*kSlots).find(index);
    return found == (def->*kSlots).end() ? OrtMemTypeDefault : found->second;
  });
}

OrtStatus* ORT_API_CALL GetTensorDataType(ONNXTensorElementDataType type, const OrtDataType** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    const OrtDataType* object = TensorDataType(type);
    if (object == nullptr) {
      return Error(ORT_NOT_IMPLEMENTED, "GetTensorDataType: element type ", static_cast<int>(type), ": no such type");
    }
    *out = object;
    return Ok();
  });
}

}  // namespace

void BindKernelRegistry(OrtEpApi& api) {
  api.CreateKernelRegistry = CreateRegistry;
  api.ReleaseKernelRegistry = ReleaseHandle<OrtKernelRegistry>;
  api.KernelRegistry_AddKernel = Add;
  api.CreateKernelDefBuilder = CreateBuilder;
  api.ReleaseKernelDefBuilder = ReleaseHandle<Builder>;
  api.KernelDefBuilder_SetOperatorType = SetText<&OrtKernelDef::op_type>;
  api.KernelDefBuilder_SetDomain = SetText<&OrtKernelDef::domain>;
  api.KernelDefBuilder_SetExecutionProvider = SetText<&OrtKernelDef::ep>;
  api.KernelDefBuilder_SetSinceVersion = SetSinceVersion;
  api.KernelDefBuilder_SetInputMemType = SetMemory<&OrtKernelDef::input_memory>;
  api.KernelDefBuilder_SetOutputMemType = SetMemory<&OrtKernelDef::output_memory>;
  api.KernelDefBuilder_AddTypeConstraint = AddTypeConstraint;
  api.KernelDefBuilder_AddInputOutputAliases = AddAliases<&OrtKernelDef::aliases>;
  api.KernelDefBuilder_AddInputOutputMutableAliases = AddAliases<&OrtKernelDef::may_aliases>;
  api.KernelDefBuilder_Build = Build;
  api.ReleaseKernelDef = ReleaseHandle<OrtKernelDef>;
  api.KernelDef_GetOperatorType = Text<&OrtKernelDef::op_type>;
  api.KernelDef_GetDomain = Text<&OrtKernelDef::domain>;
  api.KernelDef_GetExecutionProvider = Text<&OrtKernelDef::ep>;
  api.KernelDef_GetSinceVersion = GetSinceVersion;
  api.KernelDef_GetInputMemType = Memory<&OrtKernelDef::input_memory>;
  api.KernelDef_GetOutputMemType = Memory<&OrtKernelDef::output_memory>;
  api.GetTensorDataType = GetTensorDataType;
}

}  // namespace berth::capi
