#include <algorithm>
#include <cstring>

#include "graph/initializer.h"
#include "kernels/kernel.h"
#include "kernels/tensor/copy_elements.h"

namespace berth {
namespace {

template <typename T, typename Values>
StatusOr<Tensor> TensorOf(DimsView dims, const Values& values) {
  BERTH_ASSIGN_OR_RETURN(Tensor tensor, Tensor::Allocate(DefaultCpuAllocator(), ElementTypeOf<T>(), dims));
  std::copy(values.begin(), values.end(), tensor.mutable_span<T>().begin());
  return tensor;
}

template <typename T, typename Values>
StatusOr<Tensor> ListOf(const Values& values) {
  return TensorOf<T>(Dims{static_cast<int64_t>(values.size())}, values);
}

template <typename T>
StatusOr<Tensor> ScalarOf(T value) {
  return TensorOf<T>(Dims(), std::array<T, 1>{std::move(value)});
}

// Where the elements of a sparse tensor stand, by their number in the dense one. `indices`: [count], or [count, rank].
StatusOr<std::vector<size_t>> Positions(const Tensor& indices, DimsView dims, size_t count) {
  const bool flat = indices.dims().size() == 1;
  const size_t width = flat ? 1 : dims.size();
  if (indices.type() != ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 || indices.element_count() != count * width) {
    return InvalidArgument("attribute \"sparse_value\": indices", ShapeText(indices.dims()), " of ", count,
                           " values of a tensor ", ShapeText(dims), " seen");
  }
  BERTH_ASSIGN_OR_RETURN(const size_t total, ElementCount(dims));
  std::vector<size_t> positions;
  const int64_t* at = indices.span<int64_t>().data();
  for (size_t i = 0; i < count; ++i) {
    size_t position = 0;
    for (size_t axis = 0; axis < width; ++axis, ++at) {
      const auto size = flat ? total : static_cast<size_t>(dims[axis]);
      if (*at < 0 || static_cast<size_t>(*at) >= size) {
        return InvalidArgument("attribute \"sparse_value\": index ", *at, " seen, less than ", size, " wanted");
      }
      position = position * size + static_cast<size_t>(*at);
    }
    positions.push_back(position);
  }
  return positions;
}

StatusOr<Tensor> DenseOf(const onnx::SparseTensorProto& sparse) {
  BERTH_ASSIGN_OR_RETURN(const Tensor values, TensorFromProto(sparse.values(), DefaultCpuAllocator()));
  BERTH_ASSIGN_OR_RETURN(const Tensor indices, TensorFromProto(sparse.indices(), DefaultCpuAllocator()));
  const Dims dims(sparse.dims().begin(), sparse.dims().end());
  BERTH_ASSIGN_OR_RETURN(const std::vector<size_t> positions, Positions(indices, dims, values.element_count()));
  BERTH_ASSIGN_OR_RETURN(Tensor dense, Tensor::Allocate(DefaultCpuAllocator(), values.type(), dims));
  if (values.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    for (size_t i = 0; i < positions.size(); ++i) dense.mutable_strings()[positions[i]] = values.strings()[i];
    return dense;
  }
  const size_t size = FindElementType(values.type())->bits / 8;
  if (size == 0) return Error(ORT_NOT_IMPLEMENTED, "attribute \"sparse_value\": packed elements");
  if (dense.bytes() > 0) std::memset(dense.mutable_data(), 0, dense.bytes());
  for (size_t i = 0; i < positions.size(); ++i) {
    std::memcpy(static_cast<char*>(dense.mutable_data()) + positions[i] * size,
                static_cast<const char*>(values.data()) + i * size, size);
  }
  return dense;
}

StatusOr<Tensor> ValueOf(const KernelInfo& info) {
  if (const auto* value = info.node().FindAttribute("value")) return TensorFromProto(value->t(), DefaultCpuAllocator());
  if (const auto* value = info.node().FindAttribute("sparse_value")) return DenseOf(value->sparse_tensor());
  if (const auto* value = info.node().FindAttribute("value_float")) return ScalarOf<float>(value->f());
  if (const auto* value = info.node().FindAttribute("value_floats")) return ListOf<float>(value->floats());
  if (const auto* value = info.node().FindAttribute("value_int")) return ScalarOf<int64_t>(value->i());
  if (const auto* value = info.node().FindAttribute("value_ints")) return ListOf<int64_t>(value->ints());
  if (const auto* value = info.node().FindAttribute("value_string")) return ScalarOf<std::string>(value->s());
  if (const auto* value = info.node().FindAttribute("value_strings")) return ListOf<std::string>(value->strings());
  return Error(ORT_INVALID_GRAPH, info.label(), ": no attribute with a value");
}

// A tensor from an attribute: any type; a sparse one is spread out. ONNX Constant-1, -9, -11, -12, -13, -19, -21, -23, -24, -25.
class Constant final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Constant>();
    auto value = ValueOf(info);
    if (!value.ok()) return std::move(value).status().Annotate(info.label());
    kernel->value_ = std::move(value).value();
    return kernel;
  }

  Status Run(KernelContext& ctx) const override { return CopyElements(ctx, value_, value_.dims()); }

 private:
  Tensor value_;
};

}  // namespace

BERTH_KERNEL_LIST(constant,
    {"", "Constant", 1, kLatest, {}, Constant::Make})

}  // namespace berth
