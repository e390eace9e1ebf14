#include "kernels/packed_weights.h"

#include <cstring>

#include <gtest/gtest.h>

#include "kernels/math/gemm_kernel.h"

namespace berth {
namespace {

std::shared_ptr<const Buffer> Bytes(const char* text) {
  auto made = Buffer::Allocate(DefaultCpuAllocator(), std::strlen(text));
  std::memcpy(made->data(), text, std::strlen(text));
  return std::make_shared<const Buffer>(std::move(*made));
}

TEST(PackedWeights, EqualBytesAreThereOnce) {
  OrtPrepackedWeightsContainer container;
  const auto first = Bytes("weights");
  EXPECT_EQ(container.Share(first, 7), first);
  EXPECT_EQ(container.Share(Bytes("weights"), 7), first);
  EXPECT_NE(container.Share(Bytes("weightz"), 7), first);
  EXPECT_NE(container.Share(Bytes("weight"), 6), first);
  EXPECT_EQ(container.buffer_count(), 3u);
}

TEST(PackedWeights, MatricesShareTheirMemory) {
  std::vector<float> b(30 * 17);
  for (size_t i = 0; i < b.size(); ++i) b[i] = static_cast<float>(i);
  const auto pack = [&] { return std::move(*PackedMatrix::Right(MatrixView::RowMajor(b.data(), 17), 30, 17)); };
  OrtPrepackedWeightsContainer container;
  PackedMatrix one = pack(), two = pack(), alone = pack();
  one.ShareIn(&container);
  two.ShareIn(&container);
  alone.ShareIn(nullptr);
  EXPECT_EQ(one.data(), two.data());
  EXPECT_NE(one.data(), alone.data());
  b[3] = -1;
  PackedMatrix other = pack();
  other.ShareIn(&container);
  EXPECT_NE(other.data(), one.data());
  EXPECT_EQ(container.buffer_count(), 2u);
}

}  // namespace
}  // namespace berth
