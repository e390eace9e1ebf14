#include "base/dynamic_library.h"
#include "base/foreign.h"
#include "capi/bind.h"
#include "capi/guard.h"
#include "capi/tables.h"
#include "graph/custom_op_schema.h"
#include "session/session_options.h"

namespace berth::capi {
namespace {

// What a library of custom operators exports.
constexpr char kEntry[] = "RegisterCustomOps";

OrtStatus* ORT_API_CALL CreateDomain(const char* domain, OrtCustomOpDomain** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(domain, "domain"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    auto made = std::make_unique<OrtCustomOpDomain>();
    made->name = domain;
    made->api = OrtApiTable();
    *out = made.release();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL AddOp(OrtCustomOpDomain* domain, const OrtCustomOp* op) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(domain, "custom_op_domain"));
    BERTH_RETURN_IF_ERROR(NotNull(op, "op"));
    domain->ops.push_back(op);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL AddDomain(OrtSessionOptions* options, OrtCustomOpDomain* domain) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(CheckHandle(domain, "custom_op_domain"));
    options->custom_op_domains.push_back(domain);
    return Ok();
  });
}

// Has foreign code add its domains.
Status Register(OrtSessionOptions* options, void* function, const char* who) {
  const auto entry = reinterpret_cast<RegisterCustomOpsFn>(function);
  return CallForeign(ORT_FAIL, [&] { return std::string(who); }, [&] { return entry(options, ApiBase()); });
}

OrtStatus* ORT_API_CALL RegisterLibrary(OrtSessionOptions* options, const char* path, void** handle) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(path, "library_path"));
    BERTH_RETURN_IF_ERROR(NotNull(handle, "library_handle"));
    BERTH_ASSIGN_OR_RETURN(auto library, DynamicLibrary::Open(path));
    BERTH_ASSIGN_OR_RETURN(void* entry, library->Symbol(kEntry));
    BERTH_RETURN_IF_ERROR(Register(options, entry, kEntry));
    *handle = library->Detach();   // the caller closes it
    return Ok();
  });
}

OrtStatus* ORT_API_CALL RegisterLibraryV2(OrtSessionOptions* options, const ORTCHAR_T* path) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(path, "library_name"));
    BERTH_ASSIGN_OR_RETURN(auto library, DynamicLibrary::Open(path));
    BERTH_ASSIGN_OR_RETURN(void* entry, library->Symbol(kEntry));
    BERTH_RETURN_IF_ERROR(Register(options, entry, kEntry));
    options->custom_op_libraries.push_back(std::move(library));
    return Ok();
  });
}

OrtStatus* ORT_API_CALL RegisterUsingFunction(OrtSessionOptions* options, const char* name) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(name, "registration_func_name"));
    if (*name == '\0') return Error(ORT_FAIL, "RegisterCustomOpsUsingFunction: an empty name seen, that of a function wanted");
    void* function = FindInProcess(name);
    if (function == nullptr) {
      return Error(ORT_FAIL, "RegisterCustomOpsUsingFunction: \"", name, "\": the program exports no such function");
    }
    return Register(options, function, name);
  });
}

OrtStatus* ORT_API_CALL EnableOrtCustomOps(OrtSessionOptions* options) noexcept {
  return Guard([&]() -> Status {
    if (options == nullptr) return Ok();   // nothing to enable them for
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    return Error(ORT_FAIL, "EnableOrtCustomOps: Custom operators in onnxruntime-extensions are not enabled: it is built ",
                 "without them");
  });
}

// ---- OrtShapeInferContext ----

using Context = OrtShapeInferContext;

OrtStatus* ORT_API_CALL InputCount(const Context* context, size_t* out) noexcept {
  return Get(context, "context", out, [&] { return context->inputs.size(); });
}
OrtStatus* ORT_API_CALL InputTypeShape(const Context* context, size_t index, OrtTensorTypeAndShapeInfo** out) noexcept {
  return Ask(context, "context", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(*out, context->Input(index));
    return Ok();
  });
}
OrtStatus* ORT_API_CALL Attribute(const Context* context, const char* name, const OrtOpAttr** out) noexcept {
  return Ask(context, "context", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(name, "attr_name"));
    BERTH_ASSIGN_OR_RETURN(*out, context->Attribute(name));
    return Ok();
  });
}
OrtStatus* ORT_API_CALL SetOutput(const Context* context, size_t index, const OrtTensorTypeAndShapeInfo* info) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(context, "context"));
    if (info == nullptr) return Error(ORT_FAIL, "argument \"info\": null seen, a type and shape wanted");
    BERTH_RETURN_IF_ERROR(CheckHandle(info, "info"));
    return context->SetOutput(index, *info);
  });
}

}  // namespace

void BindCustomOps(OrtApi& api) {
  api.CreateCustomOpDomain = CreateDomain;
  api.ReleaseCustomOpDomain = ReleaseHandle<OrtCustomOpDomain>;
  api.CustomOpDomain_Add = AddOp;
  api.AddCustomOpDomain = AddDomain;
  api.RegisterCustomOpsLibrary = RegisterLibrary;
  api.RegisterCustomOpsLibrary_V2 = RegisterLibraryV2;
  api.RegisterCustomOpsUsingFunction = RegisterUsingFunction;
  api.EnableOrtCustomOps = EnableOrtCustomOps;
  api.ShapeInferContext_GetInputCount = InputCount;
  api.ShapeInferContext_GetInputTypeShape = InputTypeShape;
  api.ShapeInferContext_GetAttribute = Attribute;
  api.ShapeInferContext_SetOutputTypeShape = SetOutput;
}

}  // namespace berth::capi
