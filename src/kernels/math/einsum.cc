#include <algorithm>

#include "base/checked_math.h"
#include "kernels/kernel.h"
#include "kernels/math/einsum_equation.h"
#include "kernels/math/matrix_product.h"
#include "kernels/tensor/element_access.h"

namespace berth {
namespace {

bool Has(const EinsumTerm& term, int index) { return std::find(term.begin(), term.end(), index) != term.end(); }

// A view of numbers: axis i has `sizes[i]` elements, `steps[i]` apart, and is index `term[i]`. No axis has size 1.
template <typename T>
struct Operand {
  EinsumTerm term;
  std::vector<size_t> sizes, steps;
  const T* data = nullptr;
  Buffer memory;

  size_t SizeOf(const EinsumTerm& indices) const {
    size_t size = 1;
    for (size_t i = 0; i < term.size(); ++i) size *= Has(indices, term[i]) ? sizes[i] : 1;
    return size;
  }
};

// New memory for all combinations of `term`'s indices.
template <typename T>
StatusOr<Operand<T>> NewOperand(KernelContext& ctx, const EinsumPlan& plan, const EinsumTerm& term, T*& data) {
  Operand<T> made;
  Dims dims;
  for (int index : term) {
    if (plan.sizes.at(index) == 1) continue;
    made.term.push_back(index);
    dims.push_back(plan.sizes.at(index));
  }
  BERTH_ASSIGN_OR_RETURN(const size_t count, ElementCount(dims));
  const auto bytes = CheckedMul<size_t>(count, sizeof(T));
  if (!bytes) return InvalidArgument("an intermediate of shape ", ShapeText(dims), " is too large");
  BERTH_ASSIGN_OR_RETURN(made.memory, Buffer::Allocate(ctx.allocator(), *bytes));
  data = static_cast<T*>(made.memory.data());
  made.data = data;
  made.sizes.assign(dims.begin(), dims.end());
  made.steps.resize(dims.size());
  for (size_t i = dims.size(), step = 1; i-- > 0; step *= made.sizes[i]) made.steps[i] = step;
  return made;
}

// Writes the elements in the order of `order`, which has all indices of the operand (and perhaps some of size 1).
template <typename T>
void Gather(const Operand<T>& from, const EinsumTerm& order, T* out) {
  std::vector<size_t> sizes, steps;
  for (int index : order) {
    const auto found = std::find(from.term.begin(), from.term.end(), index);
    if (found == from.term.end()) continue;
    sizes.push_back(from.sizes[static_cast<size_t>(found - from.term.begin())]);
    steps.push_back(from.steps[static_cast<size_t>(found - from.term.begin())]);
  }
  if (sizes.empty()) {
    *out = *from.data;
    return;
  }
  if (std::count(sizes.begin(), sizes.end(), size_t{0}) > 0) return;
  const size_t inner = sizes.back(), inner_step = steps.back();
  sizes.pop_back();
  std::vector<size_t> at(sizes.size(), 0);
  for (const T* in = from.data;;) {
    for (size_t i = 0; i < inner; ++i) *out++ = in[i * inner_step];
    size_t axis = sizes.size();
    for (;;) {
      if (axis == 0) return;
      --axis;
      in += steps[axis];
      if (++at[axis] < sizes[axis]) break;
      in -= steps[axis] * sizes[axis];
      at[axis] = 0;
    }
  }
}

// The operand in memory of its own, in that order of its indices; others than `order` are summed up.
template <typename T>
StatusOr<Operand<T>> Arrange(KernelContext& ctx, const EinsumPlan& plan, const Operand<T>& from, const EinsumTerm& order) {
  EinsumTerm summed;
  for (int index : from.term) {
    if (!Has(order, index)) summed.push_back(index);
  }
  EinsumTerm kept;
  for (int index : order) {
    if (Has(from.term, index)) kept.push_back(index);
  }
  T* result = nullptr;
  BERTH_ASSIGN_OR_RETURN(Operand<T> made, NewOperand(ctx, plan, kept, result));
  if (summed.empty()) {
    Gather(from, kept, result);
    return made;
  }
  EinsumTerm both = kept;
  both.insert(both.end(), summed.begin(), summed.end());
  T* terms = nullptr;
  BERTH_ASSIGN_OR_RETURN(Operand<T> spread, NewOperand(ctx, plan, both, terms));
  Gather(from, both, terms);
  const size_t rows = made.SizeOf(kept), length = spread.SizeOf(summed);
  for (size_t row = 0; row < rows; ++row, terms += length) {
    T sum{};
    for (size_t i = 0; i < length; ++i) sum += terms[i];
    result[row] = sum;
  }
  return made;
}

// The product of two operands, summed over the indices that are not in `keep`.
template <typename T>
StatusOr<Operand<T>> Contract(KernelContext& ctx, const EinsumPlan& plan, const Operand<T>& a, const Operand<T>& b,
                              const EinsumTerm& keep) {
  EinsumTerm batch, inner, rows, columns;
  for (int index : a.term) {
    if (Has(b.term, index)) {
      (Has(keep, index) ? batch : inner).push_back(index);
    } else if (Has(keep, index)) {
      rows.push_back(index);
    }
  }
  for (int index : b.term) {
    if (!Has(a.term, index) && Has(keep, index)) columns.push_back(index);
  }
  const auto joined = [](EinsumTerm first, const EinsumTerm& second, const EinsumTerm& third) {
    first.insert(first.end(), second.begin(), second.end());
    first.insert(first.end(), third.begin(), third.end());
    return first;
  };
  BERTH_ASSIGN_OR_RETURN(const Operand<T> left, Arrange(ctx, plan, a, joined(batch, rows, inner)));
  BERTH_ASSIGN_OR_RETURN(const Operand<T> right, Arrange(ctx, plan, b, joined(batch, inner, columns)));
  T* result = nullptr;
  BERTH_ASSIGN_OR_RETURN(Operand<T> made, NewOperand(ctx, plan, joined(batch, rows, columns), result));
  const ProductSize size{left.SizeOf(rows), right.SizeOf(columns), left.SizeOf(inner)};
  const size_t count = left.SizeOf(batch);
  if (size.m == 1 && size.n == 1 && size.k == 1) {
    for (size_t i = 0; i < count; ++i) result[i] = left.data[i] * right.data[i];
    return made;
  }
  for (size_t i = 0; i < count; ++i) {
    MultiplyMatrices<T>(size, {left.data + i * size.m * size.k, size.k, 1}, {right.data + i * size.k * size.n, size.n, 1},
                        result + i * size.m * size.n, ctx.pool());
  }
  return made;
}

// Reads and writes elements through the type that they are computed in: float, double, or the low bits of uint64.
template <typename T>
void Read(const Tensor& x, T* out) {
  const ElementAccess& access = *AccessTo(x.type());
  for (size_t at = 0, total = x.element_count(); at < total; at += kAccessBlock) {
    const size_t count = std::min(kAccessBlock, total - at);
    if constexpr (std::is_same_v<T, uint64_t>) {
      access.read_ints(x.data(), at, count, reinterpret_cast<int64_t*>(out + at));
    } else {
      double block[kAccessBlock];
      access.read_doubles(x.data(), at, count, block);
      std::copy_n(block, count, out + at);
    }
  }
}

template <typename T>
void Write(const T* in, Tensor& y) {
  const ElementAccess& access = *AccessTo(y.type());
  for (size_t at = 0, total = y.element_count(); at < total; at += kAccessBlock) {
    const size_t count = std::min(kAccessBlock, total - at);
    if constexpr (std::is_same_v<T, uint64_t>) {
      access.write_ints(reinterpret_cast<const int64_t*>(in + at), count, y.mutable_data(), at);
    } else {
      double block[kAccessBlock];
      std::copy_n(in + at, count, block);
      access.write_doubles(block, count, {}, y.mutable_data(), at);
    }
  }
}

// Sums of products by an equation over the indices of the operands, which are contracted pair by pair from the left, each pair
// as matrix products. Integers wrap. ONNX Einsum-12, -28.
class Einsum final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Einsum>();
    BERTH_ASSIGN_OR_RETURN(const std::string equation, info.String("equation"));
    BERTH_ASSIGN_OR_RETURN(kernel->equation_, ParseEinsum(equation, info.input_count()));
    const ElementAccess* access = AccessTo(info.input_type(0));
    if (access == nullptr) return NoCodeFor(info.input_type(0));
    kernel->run_ = &Einsum::Typed<float>;
    if (access->is_integer) kernel->run_ = &Einsum::Typed<uint64_t>;
    if (access->type == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE) kernel->run_ = &Einsum::Typed<double>;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    std::vector<DimsView> shapes;
    for (size_t i = 0; i < ctx.input_count(); ++i) shapes.push_back(ctx.Input(i).dims());
    BERTH_ASSIGN_OR_RETURN(const EinsumPlan plan, ResolveEinsum(equation_, shapes));
    return (this->*run_)(ctx, plan);
  }

 private:
  template <typename T>
  static StatusOr<Operand<T>> Load(KernelContext& ctx, const Tensor& x, const EinsumTerm& term) {
    Operand<T> operand;
    const auto bytes = CheckedMul<size_t>(x.element_count(), sizeof(T));
    if (!bytes) return InvalidArgument("an input of shape ", ShapeText(x.dims()), " is too large");
    BERTH_ASSIGN_OR_RETURN(operand.memory, Buffer::Allocate(ctx.allocator(), *bytes));
    Read(x, static_cast<T*>(operand.memory.data()));
    operand.data = static_cast<const T*>(operand.memory.data());
    size_t step = 1;
    for (size_t axis = term.size(); axis-- > 0;) {
      const auto size = static_cast<size_t>(x.dims()[axis]);
      const auto found = std::find(operand.term.begin(), operand.term.end(), term[axis]);
      if (size != 1 && found == operand.term.end()) {
        operand.term.push_back(term[axis]);
        operand.sizes.push_back(size);
        operand.steps.push_back(step);
      } else if (size != 1) {
        operand.steps[static_cast<size_t>(found - operand.term.begin())] += step;   // an index twice: the diagonal
      }
      step *= size;
    }
    return operand;
  }

  template <typename T>
  Status Typed(KernelContext& ctx, const EinsumPlan& plan) const {
    BERTH_ASSIGN_OR_RETURN(Operand<T> all, Load<T>(ctx, ctx.Input(0), plan.inputs[0]));
    for (size_t i = 1; i < plan.inputs.size(); ++i) {
      EinsumTerm keep = plan.output;
      for (size_t later = i + 1; later < plan.inputs.size(); ++later) {
        keep.insert(keep.end(), plan.inputs[later].begin(), plan.inputs[later].end());
      }
      BERTH_ASSIGN_OR_RETURN(const Operand<T> next, Load<T>(ctx, ctx.Input(i), plan.inputs[i]));
      BERTH_ASSIGN_OR_RETURN(all, Contract(ctx, plan, all, next, keep));
    }
    BERTH_ASSIGN_OR_RETURN(const Operand<T> result, Arrange(ctx, plan, all, plan.output));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, plan.dims));
    Write(result.data, *y);
    return Ok();
  }

  EinsumEquation equation_;
  Status (Einsum::*run_)(KernelContext& ctx, const EinsumPlan& plan) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(einsum,
    {"", "Einsum", 12, kLatest, {{{"T", NumberTypes::kSet}}}, Einsum::Make})

}  // namespace berth
