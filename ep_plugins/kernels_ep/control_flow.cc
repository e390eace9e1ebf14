// If, Loop and Scan: the host runs the bodies, we put tensors together and turn them round.
#include <cstring>

#include "kernels.h"

namespace kernels {
namespace {

OrtStatus* SizeOf(const OrtValue* value, const void** data, size_t* bytes) {
  EP_RETURN_IF_ERROR(ort->GetTensorData(value, data));
  return ort->GetTensorSizeInBytes(value, bytes);
}

struct LoopHelper : OrtLoopKernelHelper {
  LoopHelper() : OrtLoopKernelHelper{} {
    ort_version_supported = ORT_API_VERSION;
    Release = [](OrtLoopKernelHelper* self) noexcept { delete static_cast<LoopHelper*>(self); };
    ConcatOutput = [](OrtLoopKernelHelper*, void*, const OrtValue* const* items, size_t count, void* output,
                      size_t room) noexcept -> OrtStatus* {
      return Guard([&]() -> OrtStatus* {
        size_t at = 0;
        for (size_t i = 0; i < count; ++i) {
          const void* data = nullptr;
          size_t bytes = 0;
          EP_RETURN_IF_ERROR(SizeOf(items[i], &data, &bytes));
          if (bytes > room - at) return Fail("Loop: items larger than their output");
          if (bytes > 0) std::memcpy(static_cast<char*>(output) + at, data, bytes);
          at += bytes;
        }
        return at == room ? nullptr : Fail("Loop: items smaller than their output");
      });
    };
  }
};

struct ScanHelper : OrtScanKernelHelper {
  ScanHelper() : OrtScanKernelHelper{} {
    ort_version_supported = ORT_API_VERSION;
    Release = [](OrtScanKernelHelper* self) noexcept { delete static_cast<ScanHelper*>(self); };
    Transpose = [](OrtScanKernelHelper*, const size_t* permutation, size_t rank, const OrtValue* input, OrtSyncStream*,
                   OrtValue* output) noexcept -> OrtStatus* {
      return Guard([&] { return Turn({permutation, permutation + rank}, input, output); });
    };
  }

  static OrtStatus* Turn(const std::vector<size_t>& permutation, const OrtValue* input, OrtValue* output) {
    View from, to;
    EP_RETURN_IF_ERROR(ReadTensor(input, &from));
    EP_RETURN_IF_ERROR(ReadTensor(output, &to));
    size_t bytes = 0;
    const void* data = nullptr;
    EP_RETURN_IF_ERROR(SizeOf(input, &data, &bytes));
    if (from.count == 0) return nullptr;
    const size_t element = bytes / from.count, rank = permutation.size();
    std::vector<size_t> step(rank, 1);
    for (size_t i = rank; i-- > 1;) step[i - 1] = step[i] * static_cast<size_t>(from.dims[i]);
    std::vector<size_t> at(rank, 0);
    for (size_t i = 0; i < to.count; ++i) {
      size_t source = 0;
      for (size_t axis = 0; axis < rank; ++axis) source += at[axis] * step[permutation[axis]];
      std::memcpy(reinterpret_cast<char*>(to.data) + i * element, static_cast<const char*>(data) + source * element,
                  element);
      for (size_t axis = rank; axis-- > 0;) {
        if (++at[axis] < static_cast<size_t>(to.dims[axis])) break;
        at[axis] = 0;
      }
    }
    return nullptr;
  }
};

OrtStatus* ORT_API_CALL MakeIf(void*, const OrtKernelInfo* info, OrtKernelImpl** out) {
  return ort_ep->CreateIfKernel(info, out);
}

// A helper is the host's once the kernel is there.
OrtStatus* ORT_API_CALL MakeLoop(void*, const OrtKernelInfo* info, OrtKernelImpl** out) {
  auto helper = std::make_unique<LoopHelper>();
  EP_RETURN_IF_ERROR(ort_ep->CreateLoopKernel(info, helper.get(), out));
  static_cast<void>(helper.release());
  return nullptr;
}

OrtStatus* ORT_API_CALL MakeScan(void*, const OrtKernelInfo* info, OrtKernelImpl** out) {
  auto helper = std::make_unique<ScanHelper>();
  EP_RETURN_IF_ERROR(ort_ep->CreateScanKernel(info, helper.get(), out));
  static_cast<void>(helper.release());
  return nullptr;
}

}  // namespace

const Row kControlFlowRows[] = {
    {"If", 1, 10, false, MakeIf, nullptr},      {"If", 11, 12, false, MakeIf, nullptr},
    {"If", 13, 15, false, MakeIf, nullptr},     {"If", 16, 18, false, MakeIf, nullptr},
    {"If", 19, 20, false, MakeIf, nullptr},     {"If", 21, 25, false, MakeIf, nullptr},
    {"Loop", 11, 12, false, MakeLoop, nullptr}, {"Loop", 13, 15, false, MakeLoop, nullptr},
    {"Loop", 16, 18, false, MakeLoop, nullptr}, {"Loop", 19, 20, false, MakeLoop, nullptr},
    {"Loop", 21, 25, false, MakeLoop, nullptr}, {"Scan", 9, 10, false, MakeScan, nullptr},
    {"Scan", 11, 15, false, MakeScan, nullptr}, {"Scan", 16, 18, false, MakeScan, nullptr},
    {"Scan", 19, 20, false, MakeScan, nullptr}, {"Scan", 21, 25, false, MakeScan, nullptr},
};
const size_t kControlFlowRowCount = sizeof(kControlFlowRows) / sizeof(kControlFlowRows[0]);

}  // namespace kernels
