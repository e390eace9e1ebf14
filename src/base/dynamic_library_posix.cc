#include <dlfcn.h>

#include "base/dynamic_library.h"

namespace berth {

StatusOr<std::unique_ptr<DynamicLibrary>> DynamicLibrary::Open(const std::filesystem::path& path) {
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* text = dlerror();
    return Error(ORT_FAIL, path.string(), ": cannot be loaded: ", text != nullptr ? text : "no reason given");
  }
  return std::unique_ptr<DynamicLibrary>(new DynamicLibrary(path, handle));
}

DynamicLibrary::~DynamicLibrary() {
  if (handle_ != nullptr) dlclose(handle_);
}

StatusOr<void*> DynamicLibrary::Symbol(const char* name) const {
  void* address = dlsym(handle_, name);
  if (address == nullptr) return Error(ORT_FAIL, path_.string(), ": symbol ", name, ": not exported");
  return address;
}

void* FindInProcess(const char* name) { return dlsym(RTLD_DEFAULT, name); }

std::filesystem::path RuntimeFolder() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&RuntimeFolder), &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code ignored;
  return std::filesystem::absolute(info.dli_fname, ignored).parent_path();
}

}  // namespace berth
