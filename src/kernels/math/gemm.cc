#include <algorithm>
#include <optional>

#include "kernels/kernel.h"
#include "kernels/math/broadcast.h"
#include "kernels/math/functions.h"
#include "kernels/math/matrix_product.h"

namespace berth {
namespace {

// product = alpha * product + beta * C. Integers wrap while alpha and beta are 1, else they go through double and round towards
// zero. T: the element type; M: that of the product.
template <typename T>
void AddC(float alpha, float beta, const Tensor* c, DimsView dims, ProductMath<T>* product) {
  using M = ProductMath<T>;
  const T zero{};
  const T* addend = c != nullptr ? static_cast<const T*>(c->data()) : &zero;
  const BroadcastPlan plan({c != nullptr ? c->dims() : DimsView()}, dims);
  const bool plain = alpha == 1.0f && (beta == 1.0f || c == nullptr);
  plan.ForRange(0, plan.count(), [&](size_t at, const BroadcastPlan::Offsets& from, size_t count) {
    M* out = product + at;
    const T* in = addend + from[0];
    const size_t step = plan.stays(0) ? 0 : 1;
    for (size_t i = 0; i < count; ++i) {
      const T term = in[i * step];
      if constexpr (std::is_integral_v<T>) {
        const double sum = alpha * static_cast<double>(static_cast<T>(out[i])) + beta * static_cast<double>(term);
        out[i] = plain ? out[i] + static_cast<M>(term) : static_cast<M>(WholeOf<T>(sum));
      } else {
        out[i] = static_cast<M>(alpha) * out[i] + static_cast<M>(beta) * static_cast<M>(term);
      }
    }
  });
}

// alpha * A' * B' + beta * C, A' and B' being A and B or their transposes. ONNX Gemm-1, -6, -7, -9, -11, -13.
// a: [m,k] or [k,m]; b: [k,n] or [n,k]; c: broadcasts to [m,n], optional since 11; y: [m,n].
class Gemm final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Gemm>();
    BERTH_ASSIGN_OR_RETURN(kernel->alpha_, info.Float("alpha", 1.0f));
    BERTH_ASSIGN_OR_RETURN(kernel->beta_, info.Float("beta", 1.0f));
    BERTH_ASSIGN_OR_RETURN(int64_t trans_a, info.Int("transA", 0));
    BERTH_ASSIGN_OR_RETURN(int64_t trans_b, info.Int("transB", 0));
    kernel->trans_a_ = trans_a != 0;
    kernel->trans_b_ = trans_b != 0;
    if (info.node().since_version < 7) {
      BERTH_ASSIGN_OR_RETURN(int64_t broadcast, info.Int("broadcast", 0));
      kernel->c_broadcasts_ = broadcast != 0;
    }
    kernel->run_ = SelectByType<ProductTypes>(info.input_type(0), []<typename T>() { return &Gemm::Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    const Tensor* b = info.constant_input(1);
    const bool packs = b != nullptr && b->type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT && b->dims().size() == 2;
    if (packs && b->element_count() > 0) {
      const float* data = static_cast<const float*>(b->data());
      const auto rows = static_cast<size_t>(b->dims()[0]), columns = static_cast<size_t>(b->dims()[1]);
      BERTH_ASSIGN_OR_RETURN(kernel->packed_b_,
                             kernel->trans_b_ ? PackedMatrix::Right(MatrixView::Transposed(data, columns), columns, rows)
                                              : PackedMatrix::Right(MatrixView::RowMajor(data, columns), rows, columns));
      kernel->packed_b_.ShareIn(info.packed_weights());
      info.ForgoConstant(1);
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& a = ctx.Input(0);
    const Tensor& b = ctx.Input(1);
    if (a.dims().size() != 2 || b.dims().size() != 2) {
      return InvalidArgument("inputs A", ShapeText(a.dims()), " and B", ShapeText(b.dims()), " seen, two matrices wanted");
    }
    const int64_t m = a.dims()[trans_a_ ? 1 : 0], k = a.dims()[trans_a_ ? 0 : 1];
    const int64_t n = b.dims()[trans_b_ ? 0 : 1], b_k = b.dims()[trans_b_ ? 1 : 0];
    if (k != b_k) {
      return InvalidArgument("inputs A", ShapeText(a.dims()), " and B", ShapeText(b.dims()), " seen: inner dimensions ", k,
                             " and ", b_k, " differ");
    }
    const Dims dims{m, n};
    const Tensor* c = ctx.OptionalInput(2);
    if (c != nullptr) BERTH_RETURN_IF_ERROR(CheckC(c->dims(), dims));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
    if (y->element_count() == 0) return Ok();
    return (this->*run_)(ctx, {static_cast<size_t>(m), static_cast<size_t>(n), static_cast<size_t>(k)},
                         beta_ != 0.0f ? c : nullptr, *y);
  }

 private:
  Status CheckC(DimsView c, DimsView dims) const {
    const auto both = BroadcastDims(c, dims);
    if (both.ok() && SameDims(*both, dims) && (c_broadcasts_ || SameDims(c, dims))) return Ok();
    return InvalidArgument("input C: shape ", ShapeText(c), " seen: it does not broadcast to ", ShapeText(dims));
  }

  template <typename T>
  Status Typed(KernelContext& ctx, ProductSize size, const Tensor* c, Tensor& y) const {
    using M = ProductMath<T>;
    BERTH_ASSIGN_OR_RETURN(const M* left, ProductInput<T>(ctx, ctx.Input(0)));
    BERTH_ASSIGN_OR_RETURN(const M* right, ProductInput<T>(ctx, ctx.Input(1)));
    BERTH_ASSIGN_OR_RETURN(M * product, ProductOutput<T>(ctx, y));
    const Matrix<M> a{left, trans_a_ ? 1 : size.k, trans_a_ ? size.m : 1};
    const Matrix<M> b{right, trans_b_ ? 1 : size.n, trans_b_ ? size.k : 1};
    bool adds_c = c != nullptr || alpha_ != 1.0f;
    if constexpr (std::is_same_v<T, float>) {
      adds_c = Product(size, a, b, c, product, ctx.pool()) && adds_c;
    } else {
      MultiplyMatrices<M>(size, a, b, product, ctx.pool());
    }
    if (adds_c) AddC<T>(alpha_, beta_, c, y.dims(), product);
    FinishProduct<T>(product, y);
    return Ok();
  }

  // A * B, plus C where the product's own end can add it. True if alpha and C are left to do.
  bool Product(ProductSize size, const Matrix<float>& a, const Matrix<float>& b, const Tensor* c, float* product,
               ThreadPool* pool) const {
    GemmCall call;
    call.m = size.m;
    call.n = size.n;
    call.k = size.k;
    call.a = {a.data, a.row_step, a.column_step};
    call.b = {b.data, b.row_step, b.column_step};
    call.packed_b = packed_b_.data();
    call.c = product;
    call.c_step = size.n;
    const bool plain = alpha_ == 1.0f && beta_ == 1.0f && c != nullptr && !c->dims().empty();
    if (plain && c->element_count() == size.n && c->dims().back() == static_cast<int64_t>(size.n)) {
      call.epilogue.column_bias = static_cast<const float*>(c->data());
    } else if (plain && c->dims().size() == 2 && c->dims()[1] == 1 && c->element_count() == size.m) {
      call.epilogue.row_bias = static_cast<const float*>(c->data());
    }
    ::berth::Gemm(call, pool);
    return call.epilogue.column_bias == nullptr && call.epilogue.row_bias == nullptr;
  }

  float alpha_ = 1.0f, beta_ = 1.0f;
  bool trans_a_ = false, trans_b_ = false, c_broadcasts_ = true;
  PackedMatrix packed_b_;   // of a constant matrix
  Status (Gemm::*run_)(KernelContext& ctx, ProductSize size, const Tensor* c, Tensor& y) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(gemm,
    {"", "Gemm", 1, kLatest, {{{"T", ProductTypes::kSet}}}, Gemm::Make})

}  // namespace berth
