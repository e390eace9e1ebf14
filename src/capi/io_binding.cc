#include "session/io_binding.h"

#include <cstring>

#include "capi/bind.h"
#include "capi/guard.h"

namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL CreateIoBinding(OrtSession* session, OrtIoBinding** out) noexcept {
  return Ask(session, "session", out, [&]() -> Status {
    *out = new OrtIoBinding(*session);
    return Ok();
  });
}

// The three ways to bind a name to something that has a tag.
template <typename T, typename Bind>
OrtStatus* BindName(OrtIoBinding* binding, const char* name, const T* object, const char* what, Bind&& bind) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(binding, "binding_ptr"));
    if (name == nullptr) return Status(ORT_RUNTIME_EXCEPTION, "argument \"name\": null seen, text wanted");
    BERTH_RETURN_IF_ERROR(CheckHandle(object, what));
    return bind();
  });
}
OrtStatus* ORT_API_CALL BindInput(OrtIoBinding* binding, const char* name, const OrtValue* value) noexcept {
  return BindName(binding, name, value, "val_ptr", [&] { return binding->BindInput(name, *value); });
}
OrtStatus* ORT_API_CALL BindOutput(OrtIoBinding* binding, const char* name, const OrtValue* value) noexcept {
  return BindName(binding, name, value, "val_ptr", [&] {
    binding->BindOutput(name, *value);
    return Ok();
  });
}
OrtStatus* ORT_API_CALL BindOutputToDevice(OrtIoBinding* binding, const char* name, const OrtMemoryInfo* info) noexcept {
  return BindName(binding, name, info, "mem_info_ptr", [&] { return binding->BindOutput(name, *info); });
}

// An array of `count` elements in the caller's memory.
template <typename T>
StatusOr<T*> NewArray(OrtAllocator* allocator, size_t count) {
  void* data = allocator->Alloc(allocator, count * sizeof(T));
  if (data == nullptr) return Error(ORT_FAIL, "allocator: ", count * sizeof(T), " bytes wanted, none left");
  return static_cast<T*>(data);
}

OrtStatus* ORT_API_CALL GetBoundOutputNames(const OrtIoBinding* binding, OrtAllocator* allocator, char** buffer,
                                            size_t** lengths, size_t* count) noexcept {
  return Ask(binding, "binding_ptr", buffer, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "allocator"));
    BERTH_RETURN_IF_ERROR(NotNull(lengths, "lengths"));
    BERTH_RETURN_IF_ERROR(NotNull(count, "count"));
    const auto& names = binding->output_names();
    *buffer = nullptr;
    *lengths = nullptr;
    *count = 0;
    if (names.empty()) return Ok();
    std::string all;
    for (const std::string& name : names) all += name;
    BERTH_ASSIGN_OR_RETURN(char* text, NewArray<char>(allocator, all.size() + 1));
    auto sizes = NewArray<size_t>(allocator, names.size());
    if (!sizes.ok()) {
      allocator->Free(allocator, text);
      return std::move(sizes).status();
    }
    std::memcpy(text, all.c_str(), all.size() + 1);
    for (size_t i = 0; i < names.size(); ++i) (*sizes)[i] = names[i].size();
    *buffer = text;
    *lengths = *sizes;
    *count = names.size();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL GetBoundOutputValues(const OrtIoBinding* binding, OrtAllocator* allocator, OrtValue*** output,
                                             size_t* count) noexcept {
  return Ask(binding, "binding_ptr", output, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "allocator"));
    BERTH_RETURN_IF_ERROR(NotNull(count, "output_count"));
    const auto& values = binding->output_values();
    *output = nullptr;
    *count = 0;
    if (values.empty()) return Ok();
    BERTH_ASSIGN_OR_RETURN(OrtValue** array, NewArray<OrtValue*>(allocator, values.size()));
    for (size_t i = 0; i < values.size(); ++i) {
      HeldValue value = values[i].get() != nullptr ? values[i] : HeldValue(new OrtValue());
      array[i] = value.Release();
    }
    *output = array;
    *count = values.size();
    return Ok();
  });
}

void ORT_API_CALL ClearBoundInputs(OrtIoBinding* binding) noexcept {
  if (CheckHandle(binding, "binding_ptr").ok()) binding->ClearInputs();
}
void ORT_API_CALL ClearBoundOutputs(OrtIoBinding* binding) noexcept {
  if (CheckHandle(binding, "binding_ptr").ok()) binding->ClearOutputs();
}

OrtStatus* ORT_API_CALL SynchronizeBoundInputs(OrtIoBinding* binding) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(binding, "binding_ptr"));
    return binding->SyncInputs();
  });
}
OrtStatus* ORT_API_CALL SynchronizeBoundOutputs(OrtIoBinding* binding) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(binding, "binding_ptr"));
    return binding->SyncOutputs();
  });
}

OrtStatus* ORT_API_CALL RunWithBinding(OrtSession* session, const OrtRunOptions* options, const OrtIoBinding* binding) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(session, "session"));
    if (options != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(options, "run_options"));
    BERTH_RETURN_IF_ERROR(CheckHandle(binding, "binding_ptr"));
    // The results stay in it: const is how the table has it.
    return const_cast<OrtIoBinding*>(binding)->Run(*session, options);
  });
}

}  // namespace

void BindIoBinding(OrtApi& api) {
  api.CreateIoBinding = CreateIoBinding;
  api.ReleaseIoBinding = ReleaseHandle<OrtIoBinding>;
  api.BindInput = BindInput;
  api.BindOutput = BindOutput;
  api.BindOutputToDevice = BindOutputToDevice;
  api.GetBoundOutputNames = GetBoundOutputNames;
  api.GetBoundOutputValues = GetBoundOutputValues;
  api.ClearBoundInputs = ClearBoundInputs;
  api.ClearBoundOutputs = ClearBoundOutputs;
  api.SynchronizeBoundInputs = SynchronizeBoundInputs;
  api.SynchronizeBoundOutputs = SynchronizeBoundOutputs;
  api.RunWithBinding = RunWithBinding;
}

}  // namespace berth::capi
