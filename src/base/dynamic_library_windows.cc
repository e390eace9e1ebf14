#include <windows.h>

#include "base/dynamic_library.h"

namespace berth {

StatusOr<std::unique_ptr<DynamicLibrary>> DynamicLibrary::Open(const std::filesystem::path& path) {
  // Dependencies are looked for beside the library first; that search needs an absolute path.
  const DWORD flags = path.is_absolute() ? LOAD_WITH_ALTERED_SEARCH_PATH : 0;
  HMODULE module = LoadLibraryExW(path.c_str(), nullptr, flags);
  if (module == nullptr) return Error(ORT_FAIL, path.string(), ": cannot be loaded: Windows error ", GetLastError());
  return std::unique_ptr<DynamicLibrary>(new DynamicLibrary(path, module));
}

DynamicLibrary::~DynamicLibrary() {
  if (handle_ != nullptr) FreeLibrary(static_cast<HMODULE>(handle_));
}

StatusOr<void*> DynamicLibrary::Symbol(const char* name) const {
  FARPROC address = GetProcAddress(static_cast<HMODULE>(handle_), name);
  if (address == nullptr) return Error(ORT_FAIL, path_.string(), ": symbol ", name, ": not exported");
  return reinterpret_cast<void*>(address);
}

void* FindInProcess(const char* name) {
  return reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(nullptr), name));
}

std::filesystem::path RuntimeFolder() {
  HMODULE module = nullptr;
  const DWORD flags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
  if (!GetModuleHandleExW(flags, reinterpret_cast<LPCWSTR>(&RuntimeFolder), &module)) return {};
  wchar_t path[32768];
  const DWORD length = GetModuleFileNameW(module, path, static_cast<DWORD>(std::size(path)));
  return std::filesystem::path(std::wstring(path, length)).parent_path();
}

}  // namespace berth
