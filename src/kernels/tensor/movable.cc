#include "kernels/tensor/movable.h"

#include "values/packed.h"

namespace berth {

Unit UnitOf(ElementType type) {
  if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) return Unit::kString;
  switch (FindElementType(type)->bits) {
    case 16: return Unit::k2;
    case 32: return Unit::k4;
    case 64: return Unit::k8;
    case 128: return Unit::k16;
    default: return Unit::k1;
  }
}

StatusOr<Elements> Elements::Of(KernelContext& ctx, const Tensor& tensor) {
  const size_t count = tensor.element_count();
  if (!IsPacked(tensor.type())) return Elements(UnitOf(tensor.type()), tensor.data(), count);
  BERTH_ASSIGN_OR_RETURN(void* data, ctx.Scratch(count + 1));
  UnpackElements(tensor, static_cast<uint8_t*>(data));
  return Elements(Unit::k1, data, count);
}

StatusOr<NewElements> NewElements::Make(KernelContext& ctx, size_t i, DimsView dims) {
  BERTH_ASSIGN_OR_RETURN(Tensor * tensor, ctx.Output(i, dims));
  void* data = tensor->mutable_data();
  if (IsPacked(tensor->type())) {
    BERTH_ASSIGN_OR_RETURN(data, ctx.Scratch(tensor->element_count() + 1));
  }
  return NewElements(tensor, UnitOf(tensor->type()), data);
}

void NewElements::Finish() const {
  if (IsPacked(tensor_->type())) PackElements(static_cast<const uint8_t*>(data_), *tensor_);
}

void CopyLongRun(ThreadPool* pool, const Elements& from, size_t from_at, const NewElements& to, size_t to_at, size_t count) {
  ParallelFor(pool, static_cast<std::ptrdiff_t>(count), GrainFor(UnitBytes(to.unit())),
              [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                const auto at = static_cast<size_t>(begin);
                CopyRun(from, from_at + at, to, to_at + at, static_cast<size_t>(end - begin));
              });
}

void FillZero(Unit unit, void* to, size_t count) {
  if (unit == Unit::kString) {
    std::fill_n(static_cast<std::string*>(to), count, std::string());
  } else if (count > 0) {
    std::memset(to, 0, count * UnitBytes(unit));
  }
}

void FillWith(Unit unit, void* to, size_t count, const void* value) {
  VisitUnit(unit, [&]<typename U>() { std::fill_n(static_cast<U*>(to), count, *static_cast<const U*>(value)); });
}

}  // namespace berth
