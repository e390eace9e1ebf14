#include "kernels/math/gemm_kernel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace berth {
namespace {

std::vector<float> Numbers(size_t count, unsigned seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> numbers(count);
  for (float& number : numbers) number = uniform(engine);
  return numbers;
}

class Columns final : public PanelSource {
 public:
  explicit Columns(MatrixView b) : b_(b) {}
  void Pack(size_t row, size_t rows, size_t column, size_t columns, size_t step, float* panel) const override {
    for (size_t i = 0; i < rows; ++i) {
      for (size_t j = 0; j < step; ++j) {
        panel[i * step + j] = j < columns ? b_.data[(row + i) * b_.row_step + (column + j) * b_.column_step] : 0.0f;
      }
    }
  }

 private:
  MatrixView b_;
};

enum class Form { kPlain, kPackedLeft, kPackedRight, kPanels };

// Against the definition, summed in double.
void Check(size_t m, size_t n, size_t k, bool trans_a, bool trans_b, Form form, bool adds, ThreadPool* pool) {
  const std::vector<float> a = Numbers(m * k, 1), b = Numbers(k * n, 2), bias = Numbers(m, 3), across = Numbers(n, 4);
  std::vector<float> c = Numbers(m * n, 5);
  const std::vector<float> before = c;
  GemmCall call;
  call.m = m;
  call.n = n;
  call.k = k;
  call.a = trans_a ? MatrixView::Transposed(a.data(), m) : MatrixView::RowMajor(a.data(), k);
  call.b = trans_b ? MatrixView::Transposed(b.data(), k) : MatrixView::RowMajor(b.data(), n);
  call.c = c.data();
  call.c_step = n;
  call.adds = adds;
  call.epilogue = {bias.data(), across.data(), true, -2.0f, 2.5f};
  PackedMatrix packed;
  if (form == Form::kPackedLeft) {
    packed = std::move(PackedMatrix::Left(call.a, m, k)).value();
    call.packed_a = packed.data();
  } else if (form == Form::kPackedRight) {
    packed = std::move(PackedMatrix::Right(call.b, k, n)).value();
    call.packed_b = packed.data();
  }
  const Columns panels(call.b);
  if (form == Form::kPanels) call.panels = &panels;
  Gemm(call, pool);
  for (size_t i = 0; i < m; ++i) {
    for (size_t j = 0; j < n; ++j) {
      double sum = adds ? before[i * n + j] : 0.0;
      for (size_t p = 0; p < k; ++p) {
        sum += static_cast<double>(call.a.data[i * call.a.row_step + p * call.a.column_step]) *
               call.b.data[p * call.b.row_step + j * call.b.column_step];
      }
      sum = std::min(2.5, std::max(-2.0, sum + bias[i] + across[j]));
      ASSERT_NEAR(c[i * n + j], sum, 1e-4) << m << "x" << n << "x" << k << " at " << i << "," << j;
    }
  }
}

TEST(Gemm, EverySizeFormAndThreadCount) {
  ThreadPool pool(3);
  for (ThreadPool* threads : {static_cast<ThreadPool*>(nullptr), &pool}) {
    for (size_t m : {1, 2, 3, 7, 13, 150}) {
      for (size_t n : {1, 3, 16, 33, 70, 530}) {
        for (size_t k : {0, 1, 5, 64, 300}) {
          const auto form = static_cast<Form>((m + n + k) % 4);
          Check(m, n, k, (m + k) % 2 == 0, (n + k) % 3 == 0, k == 0 ? Form::kPlain : form, (m * n) % 2 == 0, threads);
        }
      }
    }
  }
}

TEST(Gemm, DoesNotDependOnThreads) {
  ThreadPool pool(4);
  const std::vector<float> a = Numbers(90 * 700, 1), b = Numbers(700 * 400, 2);
  std::vector<float> one(90 * 400), many(90 * 400);
  GemmCall call;
  call.m = 90;
  call.n = 400;
  call.k = 700;
  call.a = MatrixView::RowMajor(a.data(), 700);
  call.b = MatrixView::RowMajor(b.data(), 400);
  call.c_step = 400;
  call.c = one.data();
  Gemm(call, nullptr);
  call.c = many.data();
  Gemm(call, &pool);
  EXPECT_EQ(one, many);
}

TEST(Gemm, NanAndInfinityPassTheClamp) {
  const float a[] = {1.0f, NAN, INFINITY}, b[] = {1.0f};
  float c[3];
  GemmCall call;
  call.m = 3;
  call.n = 1;
  call.k = 1;
  call.a = MatrixView::RowMajor(a, 1);
  call.b = MatrixView::RowMajor(b, 1);
  call.c = c;
  call.c_step = 1;
  call.epilogue.clamps = true;
  call.epilogue.high = 6.0f;
  Gemm(call, nullptr);
  EXPECT_EQ(c[0], 1.0f);
  EXPECT_TRUE(std::isnan(c[1]));
  EXPECT_EQ(c[2], 6.0f);
}

}  // namespace
}  // namespace berth
