// MatMul of two matrices, whose constant right side is laid out once and shared with the host.
#include <climits>
#include <cstring>

#include "kernels.h"

namespace kernels {
namespace {

struct MatMul : KernelOf<MatMul> {
  MatMul() {
    PrePackWeight = [](OrtKernelImpl* self, const OrtValue* tensor, int input, OrtAllocator* allocator,
                       OrtSharedPrePackedWeightCache* cache, bool* is_packed) noexcept -> OrtStatus* {
      return Guard([&] { return static_cast<MatMul*>(self)->Pack(tensor, input, allocator, cache, is_packed); });
    };
    SetSharedPrePackedWeight = [](OrtKernelImpl* self, const void* const* data, const size_t*, size_t,
                                  int) noexcept -> OrtStatus* {
      static_cast<MatMul*>(self)->packed = static_cast<const float*>(data[0]);
      return nullptr;
    };
  }

  // Columns become rows, one after the other.
  static void Transpose(const View& from, float* to) {
    const auto rows = static_cast<size_t>(from.dims[0]), columns = static_cast<size_t>(from.dims[1]);
    for (size_t k = 0; k < rows; ++k) {
      for (size_t n = 0; n < columns; ++n) to[n * rows + k] = from.data[k * columns + n];
    }
  }

  OrtStatus* Pack(const OrtValue* tensor, int input, OrtAllocator* allocator, OrtSharedPrePackedWeightCache* cache,
                  bool* is_packed) {
    *is_packed = false;
    View weight;
    if (input != 1 || cache == nullptr) return nullptr;
    EP_RETURN_IF_ERROR(ReadTensor(tensor, &weight));
    if (weight.dims.size() != 2 || weight.count == 0) return nullptr;
    size_t bytes = weight.count * sizeof(float);
    void* data = allocator->Alloc(allocator, bytes);
    if (data == nullptr) return Fail("MatMul: no memory for its weight");
    Transpose(weight, static_cast<float*>(data));
    if (OrtStatus* status = ort_ep->SharedPrePackedWeightCache_StoreWeightData(cache, &data, &bytes, 1)) {
      allocator->Free(allocator, data);  // it is still ours
      return status;
    }
    packed_dims = weight.dims;
    *is_packed = true;
    return nullptr;
  }

  OrtStatus* Run(OrtKernelContext* context) const {
    View a, b;
    EP_RETURN_IF_ERROR(ReadInput(context, 0, &a));
    std::vector<float> laid_out;
    const float* right = packed;
    std::vector<int64_t> b_dims = packed_dims;
    if (right == nullptr) {
      EP_RETURN_IF_ERROR(ReadInput(context, 1, &b));
      b_dims = b.dims;
    }
    if (a.dims.size() != 2 || b_dims.size() != 2 || a.dims[1] != b_dims[0])
      return Fail("MatMul: two matrices that fit wanted");
    if (right == nullptr) {
      laid_out.resize(b.count);
      Transpose(b, laid_out.data());
      right = laid_out.data();
    }
    View y;
    EP_RETURN_IF_ERROR(MakeOutput(context, 0, {a.dims[0], b_dims[1]}, &y));
    const auto depth = static_cast<size_t>(a.dims[1]), columns = static_cast<size_t>(b_dims[1]);
    for (size_t i = 0; i < y.count; ++i) {
      float sum = 0;
      for (size_t k = 0; k < depth; ++k) sum += a.data[i / columns * depth + k] * right[i % columns * depth + k];
      y.data[i] = sum;
    }
    return nullptr;
  }

  const float* packed = nullptr;  // the host's
  std::vector<int64_t> packed_dims;
};

OrtStatus* ORT_API_CALL MakeMatMul(void*, const OrtKernelInfo*, OrtKernelImpl** out) {
  return Guard([&]() -> OrtStatus* {
    *out = new MatMul();
    return nullptr;
  });
}

}  // namespace

const Row kMatMulRows[] = {{"MatMul", 9, 12, true, MakeMatMul, nullptr},
                           {"MatMul", 13, INT_MAX, true, MakeMatMul, nullptr}};
const size_t kMatMulRowCount = sizeof(kMatMulRows) / sizeof(kMatMulRows[0]);

}  // namespace kernels
