// Part of Berth. SPDX-License-Identifier: MIT
//
// A part of onnxruntime_cxx_api.h: errors, the function table, the two kinds of handles, and the calls that the other
// parts are made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "../onnxruntime_c_api.h"

namespace Ort {

/// What a failed call throws: the code and text of its status.
struct Exception : std::exception {
  Exception(const std::string& text, OrtErrorCode code) : message_(text), code_(code) {}
  Exception(std::string&& text, OrtErrorCode code) : message_(std::move(text)), code_(code) {}
  OrtErrorCode GetOrtErrorCode() const { return code_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  std::string message_;
  OrtErrorCode code_;
};

/// Ends the call that goes on no further. With ORT_NO_EXCEPTIONS defined the text goes to stderr and the program ends,
/// unless the program defines this macro itself; control must not come back from it.
#ifndef ORT_NO_EXCEPTIONS
#define ORT_CXX_API_THROW(string, code) throw Ort::Exception(string, code)
#elif !defined(ORT_CXX_API_THROW)
#define ORT_CXX_API_THROW(string, code)                                \
  do {                                                                 \
    std::fprintf(stderr, "%s\n", Ort::Exception(string, code).what()); \
    std::abort();                                                      \
  } while (false)
#endif

#ifdef ORT_API_MANUAL_INIT
/// With ORT_API_MANUAL_INIT defined, in every source file of a program or in none, nothing is looked up by itself: the
/// program calls InitApi before anything else of this header. The first form asks the library that is linked.
inline void InitApi() noexcept;
/// For libraries that are not linked to it and get the table handed, such as those of custom operators and EPs.
inline void InitApi(const OrtApi* api) noexcept;
#endif

namespace detail {

// What each library and program has for itself, whatever it exports: an EP's table is not the program's.
#ifdef __GNUC__
#define ORT_CXX_OWN __attribute__((visibility("hidden")))
#else
#define ORT_CXX_OWN
#endif

/// Where the function table is kept.
struct ORT_CXX_OWN Global {
  /// The table; `other` takes its place unless it is null. Null before InitApi, or if the library is too old.
  static const OrtApi* Api(const OrtApi* other = nullptr) noexcept {
    static const OrtApi* api = First();
    if (other != nullptr) api = other;
    return api;
  }

 private:
  static const OrtApi* First() noexcept {
#ifdef ORT_API_MANUAL_INIT
    return nullptr;
#else
    return OrtGetApiBase()->GetApi(ORT_API_VERSION);
#endif
  }
};

#undef ORT_CXX_OWN

}  // namespace detail

#ifdef ORT_API_MANUAL_INIT
inline void InitApi(const OrtApi* api) noexcept { detail::Global::Api(api); }
inline void InitApi() noexcept { InitApi(OrtGetApiBase()->GetApi(ORT_API_VERSION)); }
#endif

#ifdef _MSC_VER
#ifdef ORT_API_MANUAL_INIT
#pragma detect_mismatch("ORT_API_MANUAL_INIT", "enabled")
#else
#pragma detect_mismatch("ORT_API_MANUAL_INIT", "disabled")
#endif
#endif

/// The function table.
inline const OrtApi& GetApi() {
  const OrtApi* api = detail::Global::Api();
  if (api == nullptr) {
#ifdef ORT_API_MANUAL_INIT
    ORT_CXX_API_THROW("Ort::InitApi: not called, or with null; wanted before any other call", ORT_FAIL);
#else
    ORT_CXX_API_THROW("the ONNX Runtime library is older than the headers: it lacks API " +
                          std::to_string(ORT_API_VERSION), ORT_FAIL);
#endif
  }
  return *api;
}

/// The ONNX Runtime release whose behaviour the library has, such as "1.30.0".
inline std::string GetVersionString() { return OrtGetApiBase()->GetVersionString(); }

/// One line about the build of the library.
inline std::string GetBuildInfoString() { return GetApi().GetBuildInfoString(); }

namespace detail {

template <typename Table>
const Table& Present(const Table* table, [[maybe_unused]] const char* name) {
  if (table == nullptr) ORT_CXX_API_THROW(std::string(name) + ": the library was built without it", ORT_FAIL);
  return *table;
}

}  // namespace detail

/// The functions that build models.
inline const OrtModelEditorApi& GetModelEditorApi() {
  return detail::Present(GetApi().GetModelEditorApi(), "OrtModelEditorApi");
}
/// The functions that compile models.
inline const OrtCompileApi& GetCompileApi() { return detail::Present(GetApi().GetCompileApi(), "OrtCompileApi"); }
/// The functions that share memory with other APIs.
inline const OrtInteropApi& GetInteropApi() { return detail::Present(GetApi().GetInteropApi(), "OrtInteropApi"); }
/// The functions for execution providers.
inline const OrtEpApi& GetEpApi() { return detail::Present(GetApi().GetEpApi(), "OrtEpApi"); }

namespace detail {

// How each type is released.
#define ORT_CXX_RELEASE(TABLE, NAME) \
  inline void OrtRelease(Ort##NAME* object) { TABLE().Release##NAME(object); }
ORT_CXX_RELEASE(GetApi, Allocator)
ORT_CXX_RELEASE(GetApi, ArenaCfg)
ORT_CXX_RELEASE(GetApi, CustomOpDomain)
ORT_CXX_RELEASE(GetApi, DeviceEpIncompatibilityDetails)
ORT_CXX_RELEASE(GetApi, Env)
ORT_CXX_RELEASE(GetApi, ExternalInitializerInfo)
ORT_CXX_RELEASE(GetApi, Graph)
ORT_CXX_RELEASE(GetApi, IoBinding)
ORT_CXX_RELEASE(GetApi, KernelInfo)
ORT_CXX_RELEASE(GetApi, KeyValuePairs)
ORT_CXX_RELEASE(GetApi, LoraAdapter)
ORT_CXX_RELEASE(GetApi, MapTypeInfo)
ORT_CXX_RELEASE(GetApi, MemoryInfo)
ORT_CXX_RELEASE(GetApi, Model)
ORT_CXX_RELEASE(GetApi, ModelMetadata)
ORT_CXX_RELEASE(GetApi, Node)
ORT_CXX_RELEASE(GetApi, Op)
ORT_CXX_RELEASE(GetApi, OpAttr)
ORT_CXX_RELEASE(GetApi, PrepackedWeightsContainer)
ORT_CXX_RELEASE(GetApi, RunOptions)
ORT_CXX_RELEASE(GetApi, SequenceTypeInfo)
ORT_CXX_RELEASE(GetApi, Session)
ORT_CXX_RELEASE(GetApi, SessionOptions)
ORT_CXX_RELEASE(GetApi, Status)
ORT_CXX_RELEASE(GetApi, SyncStream)
ORT_CXX_RELEASE(GetApi, TensorTypeAndShapeInfo)
ORT_CXX_RELEASE(GetApi, ThreadingOptions)
ORT_CXX_RELEASE(GetApi, TypeInfo)
ORT_CXX_RELEASE(GetApi, Value)
ORT_CXX_RELEASE(GetApi, ValueInfo)
ORT_CXX_RELEASE(GetCompileApi, ModelCompilationOptions)
ORT_CXX_RELEASE(GetEpApi, EpDevice)
ORT_CXX_RELEASE(GetEpApi, KernelDef)
ORT_CXX_RELEASE(GetEpApi, KernelDefBuilder)
ORT_CXX_RELEASE(GetEpApi, KernelRegistry)
ORT_CXX_RELEASE(GetEpApi, OpSchema)
ORT_CXX_RELEASE(GetEpApi, ProfilingEvent)
#undef ORT_CXX_RELEASE
inline void OrtRelease(OrtCUDAProviderOptionsV2* object) { GetApi().ReleaseCUDAProviderOptions(object); }
inline void OrtRelease(OrtTensorRTProviderOptionsV2* object) { GetApi().ReleaseTensorRTProviderOptions(object); }

/// Marks a handle that borrows: Base<Unowned<T>>, or Base<Unowned<const T>> to look only.
template <typename T>
struct Unowned {
  using Type = T;
};

/// Owns an object of the C API, or none. Moves, does not copy. As large as a pointer, and converts to one.
template <typename T>
struct Base {
  using contained_type = T;

  constexpr Base() = default;
  /// Takes over the object.
  constexpr explicit Base(contained_type* p) noexcept : p_(p) {}
  Base(const Base&) = delete;
  Base& operator=(const Base&) = delete;
  Base(Base&& other) noexcept : p_(other.release()) {}
  Base& operator=(Base&& other) noexcept {
    contained_type* mine = std::exchange(p_, other.release());
    if (mine != nullptr) OrtRelease(mine);
    return *this;
  }
  ~Base() {
    if (p_ != nullptr) OrtRelease(p_);
  }

  constexpr operator contained_type*() const noexcept { return p_; }
  constexpr contained_type& operator*() const noexcept { return *p_; }
  /// Gives the object away: the caller releases it.
  contained_type* release() { return std::exchange(p_, nullptr); }

 protected:
  contained_type* p_{};
};

/// To look only is to borrow: Base<Unowned<const T>>.
template <typename T>
struct Base<const T>;

/// Borrows an object, which must outlive it, or none. Copies.
template <typename T>
struct Base<Unowned<T>> {
  using contained_type = T;

  constexpr Base() = default;
  constexpr explicit Base(contained_type* p) noexcept : p_(p) {}
  Base(const Base&) = default;
  Base& operator=(const Base&) = default;
  Base(Base&& other) noexcept : p_(std::exchange(other.p_, nullptr)) {}
  Base& operator=(Base&& other) noexcept {
    p_ = std::exchange(other.p_, nullptr);
    return *this;
  }

  constexpr operator contained_type*() const noexcept { return p_; }
  constexpr contained_type& operator*() const noexcept { return *p_; }

 protected:
  contained_type* p_{};
};

/// Frees memory with the allocator that it came from.
struct AllocatedFree {
  OrtAllocator* allocator_;
  explicit AllocatedFree(OrtAllocator* allocator) : allocator_(allocator) {}
  void operator()(void* data) const {
    if (data != nullptr) allocator_->Free(allocator_, data);
  }
};

}  // namespace detail

struct Allocator;
struct AllocatorWithDefaultOptions;
struct Env;
struct EpDevice;
struct ExternalInitializerInfo;
struct Graph;
struct IoBinding;
struct KernelInfo;
struct Model;
struct ModelMetadata;
struct Node;
struct PrepackedWeightsContainer;
struct Session;
struct SessionOptions;
struct SyncStream;
struct TensorRTProviderOptions;
struct TypeInfo;
struct Value;
struct ValueInfo;

/// Text in memory of an allocator, which must outlive it.
using AllocatedStringPtr = std::unique_ptr<char, detail::AllocatedFree>;

/// A result of the C API: success when empty, else a code and a text.
struct Status : detail::Base<OrtStatus> {
  Status() = default;
  explicit Status(std::nullptr_t) noexcept {}
  /// Takes over what a C function returned.
  explicit Status(OrtStatus* status) noexcept : Base(status) {}
  explicit Status(const Exception& e) : Status(e.what(), e.GetOrtErrorCode()) {}
  /// ORT_FAIL with the text of the exception.
  explicit Status(const std::exception& e) : Status(e.what(), ORT_FAIL) {}
  Status(const char* message, OrtErrorCode code) : Base(GetApi().CreateStatus(code, message)) {}

  /// "" for success.
  std::string GetErrorMessage() const { return IsOK() ? std::string() : GetApi().GetErrorMessage(p_); }
  OrtErrorCode GetErrorCode() const { return IsOK() ? ORT_OK : GetApi().GetErrorCode(p_); }
  bool IsOK() const noexcept { return p_ == nullptr; }
};

/// Throws what the status tells, unless it is success.
inline void ThrowOnError(const Status& status) {
  if (!status.IsOK()) ORT_CXX_API_THROW(status.GetErrorMessage(), status.GetErrorCode());
}
/// The same for the result of a C function, which is taken over.
inline void ThrowOnError(OrtStatus* status) {
  if (status != nullptr) ThrowOnError(Status(status));
}

namespace detail {

// The shapes that C functions have. Each passes its arguments on, and throws what the function returns.

/// f(args..., &result).
template <typename R, typename F, typename... Args>
R Out(F f, const Args&... args) {
  R result{};
  ThrowOnError(f(args..., &result));
  return result;
}

/// f(args..., buffer, &size): text with its terminator.
template <typename F, typename... Args>
std::string SizedText(F f, const Args&... args) {
  size_t size = 0;
  ThrowOnError(f(args..., nullptr, &size));
  std::string text(size, '\0');
  ThrowOnError(f(args..., &text[0], &size));
  text.resize(size > 0 ? size - 1 : 0);
  return text;
}

/// f(args..., allocator, &text): text in memory of the allocator; null stays null.
template <typename F, typename... Args>
AllocatedStringPtr AllocatedText(OrtAllocator* allocator, F f, const Args&... args) {
  return AllocatedStringPtr(Out<char*>(f, args..., allocator), AllocatedFree(allocator));
}

/// Handles over raw pointers.
template <typename Handle, typename Raw>
std::vector<Handle> Handles(Raw* const* raw, size_t count) {
  std::vector<Handle> handles;
  handles.reserve(count);
  for (size_t i = 0; i < count; ++i) handles.emplace_back(raw[i]);
  return handles;
}

/// count(object, &n), then fill(object, array, n).
template <typename Handle, typename Count, typename Fill, typename Object>
std::vector<Handle> Filled(Count count, Fill fill, const Object* object) {
  std::vector<typename Handle::contained_type*> raw(Out<size_t>(count, object));
  if (!raw.empty()) ThrowOnError(fill(object, raw.data(), raw.size()));
  return Handles<Handle>(raw.data(), raw.size());
}

/// f(object, &array, &n): an array that the object keeps.
template <typename Handle, typename F, typename Object>
std::vector<Handle> Borrowed(F f, const Object* object) {
  typename Handle::contained_type* const* raw = nullptr;
  size_t count = 0;
  ThrowOnError(f(object, &raw, &count));
  return Handles<Handle>(raw, count);
}

/// The texts as C arrays have them; they must outlive the result.
inline std::vector<const char*> CStrings(const std::vector<std::string>& texts) {
  std::vector<const char*> result;
  result.reserve(texts.size());
  for (const std::string& text : texts) result.push_back(text.c_str());
  return result;
}

/// A map of options as two parallel arrays; the map must outlive them.
struct OptionArrays {
  explicit OptionArrays(const std::unordered_map<std::string, std::string>& options) {
    for (const auto& [key, value] : options) {
      keys.push_back(key.c_str());
      values.push_back(value.c_str());
    }
  }
  std::vector<const char*> keys, values;
};

/// Runs a callback for the C side, which must see no exception: `f` returns a status, or throws.
template <typename F>
OrtStatus* Guarded(F&& f) noexcept {
#ifdef ORT_NO_EXCEPTIONS
  return f();
#else
  try {
    return f();
  } catch (const Exception& e) {
    return GetApi().CreateStatus(e.GetOrtErrorCode(), e.what());
  } catch (const std::exception& e) {
    return GetApi().CreateStatus(ORT_FAIL, e.what());
  } catch (...) {
    return GetApi().CreateStatus(ORT_FAIL, "an exception of unknown type");
  }
#endif
}

}  // namespace detail

/// Names of the built-in execution providers. EP libraries are not among them: Env::GetEpDevices.
inline std::vector<std::string> GetAvailableProviders() {
  char** names = nullptr;
  int count = 0;
  ThrowOnError(GetApi().GetAvailableProviders(&names, &count));
  std::vector<std::string> result(names, names + count);
  ThrowOnError(GetApi().ReleaseAvailableProviders(names, count));
  return result;
}

}  // namespace Ort
