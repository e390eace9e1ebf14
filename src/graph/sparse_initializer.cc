#include "graph/sparse_initializer.h"

#include <cstring>

#include "graph/initializer.h"

namespace berth {
namespace {

// A few bytes of a file must not ask for all memory there is.
constexpr size_t kMaxDenseBytes = size_t{1} << 30;

template <typename... Pieces>
Status Bad(const onnx::SparseTensorProto& sparse, const Pieces&... pieces) {
  return Error(ORT_FAIL, "sparse tensor \"", sparse.values().name(), "\": ", pieces...);
}

// The position of value `i` in the flattened tensor, or -1 when its index is out of range.
int64_t Position(const Tensor& indices, DimsView dims, size_t count, size_t i) {
  const auto all = indices.span<int64_t>();
  if (indices.dims().size() == 1) {
    return all[i] >= 0 && static_cast<uint64_t>(all[i]) < count ? all[i] : -1;
  }
  int64_t position = 0;
  for (size_t axis = 0; axis < dims.size(); ++axis) {
    const int64_t index = all[i * dims.size() + axis];
    if (index < 0 || index >= dims[axis]) return -1;
    position = position * dims[axis] + index;
  }
  return position;
}

}  // namespace

StatusOr<onnx::TensorProto> DenseTensor(const onnx::SparseTensorProto& sparse) {
  BERTH_ASSIGN_OR_RETURN(Tensor values, TensorFromProto(sparse.values(), DefaultCpuAllocator()));
  BERTH_ASSIGN_OR_RETURN(Tensor indices, TensorFromProto(sparse.indices(), DefaultCpuAllocator()));
  const Dims dims(sparse.dims().begin(), sparse.dims().end());
  const auto count = ElementCount(dims);
  const size_t bits = FindElementType(values.type())->bits;
  const auto bytes = count.ok() ? StorageBytes(values.type(), *count) : std::nullopt;
  if (!bytes || *bytes > kMaxDenseBytes) {
    return Bad(sparse, "shape ", ShapeText(dims), " of ", ElementTypeName(values.type()), " seen: illegal, or too much to hold");
  }
  if (bits < 8) {
    return Error(ORT_NOT_IMPLEMENTED, "sparse tensor \"", sparse.values().name(), "\": elements of ",
                 ElementTypeName(values.type()), " have no sparse form");
  }
  const size_t stored = values.element_count();
  const DimsView shape = indices.dims();
  const bool linear = shape.size() == 1 && static_cast<size_t>(shape[0]) == stored;
  const bool coordinates = shape.size() == 2 && static_cast<size_t>(shape[0]) == stored && shape[1] == sparse.dims_size();
  if (values.dims().size() != 1 || indices.type() != ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 || !(linear || coordinates)) {
    return Bad(sparse, "values ", ShapeText(values.dims()), " and indices ", ElementTypeName(indices.type()),
               ShapeText(shape), " seen; [N], and int64[N] or int64[N,", sparse.dims_size(), "] wanted");
  }
  onnx::TensorProto dense;
  dense.set_name(sparse.values().name());
  dense.set_data_type(sparse.values().data_type());
  *dense.mutable_dims() = sparse.dims();
  dense.mutable_raw_data()->assign(*bytes, '\0');
  char* to = dense.mutable_raw_data()->data();
  const char* from = static_cast<const char*>(values.data());
  const size_t width = bits / 8;
  for (size_t i = 0; i < stored; ++i) {
    const int64_t position = Position(indices, dims, *count, i);
    if (position < 0) return Bad(sparse, "index ", i, ": outside of shape ", ShapeText(dims));
    std::memcpy(to + static_cast<size_t>(position) * width, from + i * width, width);
  }
  return dense;
}

}  // namespace berth
