#include "kernels/math/gemm_kernel.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/checked_math.h"
#include "kernels/packed_weights.h"

namespace berth {
namespace {


// A block of B (kDepth x kWidth) fits the second-level cache beside a block of A (kHeight x kDepth).
constexpr size_t kDepth = 256, kWidth = 512, kHeight = 144;
// A thread is worth its start for about this many multiplications.
constexpr size_t kWorthAThread = 1 << 18;

size_t RoundUp(size_t value, size_t step) { return (value + step - 1) / step * step; }

// panel[(p - p0) * step + i] = a(i0 + i, p): `rows` rows, the rest up to `step` 0.
void PackLeftPanel(const MatrixView& a, size_t i0, size_t rows, size_t p0, size_t depth, size_t step, float* panel) {
  const float* first = a.data + i0 * a.row_step + p0 * a.column_step;
  if (a.column_step == 1) {
    ChosenGemmMicro().pack_rows(first, a.row_step, rows, depth, panel);
  } else {
    for (size_t p = 0; p < depth; ++p) {
      for (size_t i = 0; i < rows; ++i) panel[p * step + i] = first[i * a.row_step + p * a.column_step];
    }
  }
  if (rows == step) return;
  for (size_t p = 0; p < depth; ++p) std::fill(panel + p * step + rows, panel + (p + 1) * step, 0.0f);
}

// Rows of as many columns as the vectors of a tile have.
template <size_t kColumns>
void CopyRows(const float* from, size_t row_step, size_t rows, float* to) {
  for (size_t p = 0; p < rows; ++p) std::memcpy(to + p * kColumns, from + p * row_step, kColumns * sizeof(float));
}

// panel[(p - p0) * step + j] = b(p, j0 + j).
void PackRightPanel(const MatrixView& b, size_t p0, size_t depth, size_t j0, size_t columns, size_t step, float* panel) {
  if (b.column_step != 1) {
    std::fill_n(panel, columns < step ? depth * step : 0, 0.0f);
    if (b.row_step == 1) {
      return ChosenGemmMicro().pack_columns(b.data + p0 + j0 * b.column_step, b.column_step, columns, depth, panel);
    }
    for (size_t j = 0; j < columns; ++j) {
      const float* from = b.data + p0 * b.row_step + (j0 + j) * b.column_step;
      for (size_t p = 0; p < depth; ++p) panel[p * step + j] = from[p * b.row_step];
    }
    return;
  }
  if (columns == step && (step == 32 || step == 16)) {
    return (step == 32 ? CopyRows<32> : CopyRows<16>)(b.data + p0 * b.row_step + j0, b.row_step, depth, panel);
  }
  for (size_t p = 0; p < depth; ++p, panel += step) {
    const float* from = b.data + (p0 + p) * b.row_step + j0;
    std::copy_n(from, columns, panel);
    std::fill(panel + columns, panel + step, 0.0f);
  }
}

// Memory that a thread packs into, kept for its next product: one block for each operand.
enum class Operand { kBoth, kLeft };
template <Operand kOperand>
float* Workspace(size_t floats) {
  thread_local std::vector<float> memory;
  constexpr size_t kAlignment = kCpuAlignment / sizeof(float);
  if (memory.size() < floats + kAlignment) memory.resize(floats + kAlignment);
  const auto address = reinterpret_cast<uintptr_t>(memory.data());
  return memory.data() + (RoundUp(address, kCpuAlignment) - address) / sizeof(float);
}

// A part of C, by one thread.
class Part {
 public:
  Part(const GemmCall& call, const GemmMicro& micro) : call_(call), micro_(micro) {}

  void Run(size_t row_begin, size_t row_end, size_t column_begin, size_t column_end) const {
    const size_t width = std::max(micro_.columns, kWidth / micro_.columns * micro_.columns);
    const size_t height = kHeight / micro_.rows * micro_.rows;
    float* left = Workspace<Operand::kBoth>(kDepth * (height + width) + PanelSource::kSlack);
    float* right = left + kDepth * height;
    for (size_t j = column_begin; j < column_end; j += width) {
      const size_t columns = std::min(width, column_end - j);
      for (size_t p = 0; p < call_.k; p += kDepth) {
        const size_t depth = std::min(kDepth, call_.k - p);
        if (call_.packed_b == nullptr) PackRight(p, depth, j, columns, right);
        for (size_t i = row_begin; i < row_end; i += height) {
          const size_t rows = std::min(height, row_end - i);
          if (call_.packed_a == nullptr) PackLeft(i, rows, p, depth, left);
          Block({i, rows, p, depth, j, columns}, left, right);
        }
      }
    }
  }

 private:
  struct Range {
    size_t i, rows, p, depth, j, columns;
  };

  void PackLeft(size_t i, size_t rows, size_t p, size_t depth, float* left) const {
    for (size_t r = 0; r < rows; r += micro_.rows, left += depth * micro_.rows) {
      PackLeftPanel(call_.a, i + r, std::min(micro_.rows, rows - r), p, depth, micro_.rows, left);
    }
  }

  void PackRight(size_t p, size_t depth, size_t j, size_t columns, float* right) const {
    for (size_t c = 0; c < columns; c += micro_.columns, right += depth * micro_.columns) {
      const size_t count = std::min(micro_.columns, columns - c);
      if (call_.panels != nullptr) {
        call_.panels->Pack(p, depth, j + c, count, micro_.columns, right);
      } else {
        PackRightPanel(call_.b, p, depth, j + c, count, micro_.columns, right);
      }
    }
  }

  // Panels of B stay in the first-level cache while those of A pass by.
  void Block(const Range& range, const float* left, const float* right) const {
    for (size_t c = 0; c < range.columns; c += micro_.columns) {
      const size_t j = range.j + c;
      const float* b = call_.packed_b != nullptr ? call_.packed_b + j * call_.k + range.p * micro_.columns
                                                 : right + c * range.depth;
      for (size_t r = 0; r < range.rows; r += micro_.rows) {
        const size_t i = range.i + r;
        const float* a = call_.packed_a != nullptr ? call_.packed_a + i * call_.k + range.p * micro_.rows
                                                   : left + r * range.depth;
        GemmTile tile{std::min(micro_.rows, range.rows - r), std::min(micro_.columns, range.columns - c), range.depth, a, b,
                      micro_.columns, call_.c + i * call_.c_step + j, call_.c_step, call_.adds || range.p > 0,
                      range.p + range.depth == call_.k, call_.epilogue};
        if (tile.epilogue.row_bias != nullptr) tile.epilogue.row_bias += i;
        if (tile.epilogue.column_bias != nullptr) tile.epilogue.column_bias += j;
        micro_.tile(tile);
      }
    }
  }

  const GemmCall& call_;
  const GemmMicro& micro_;
};

float Finish(const GemmEpilogue& end, float sum, size_t i, size_t j) {
  if (end.row_bias != nullptr) sum += end.row_bias[i];
  if (end.column_bias != nullptr) sum += end.column_bias[j];
  return end.clamps ? (sum < end.low ? end.low : sum > end.high ? end.high : sum) : sum;
}

// Without a step in k: nothing, and the epilogue.
void FillEmpty(const GemmCall& call) {
  for (size_t i = 0; i < call.m; ++i) {
    for (size_t j = 0; j < call.n; ++j) {
      float& c = call.c[i * call.c_step + j];
      c = Finish(call.epilogue, call.adds ? c : 0.0f, i, j);
    }
  }
}

// Both operands run along k in memory and C is a row or a column (or nearly so): packing would cost more than the product.
bool WantsDots(const GemmCall& call, const GemmMicro& micro) {
  if (call.packed_a != nullptr || call.packed_b != nullptr || call.panels != nullptr) return false;
  const bool along_k = call.a.column_step == 1 && (call.b.row_step == 1 || call.k == 1);
  return along_k && (call.n < micro.columns / 8 || call.m <= 2);
}

void Dots(const GemmCall& call, const GemmMicro& micro, ThreadPool* pool) {
  const size_t grain = std::max<size_t>(1, kWorthAThread / call.k);
  ParallelFor(pool, static_cast<std::ptrdiff_t>(call.m * call.n), static_cast<std::ptrdiff_t>(grain),
              [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                for (auto at = static_cast<size_t>(begin); at < static_cast<size_t>(end); ++at) {
                  const size_t i = at / call.n, j = at % call.n;
                  float& c = call.c[i * call.c_step + j];
                  const float sum = micro.dot(call.a.data + i * call.a.row_step, call.b.data + j * call.b.column_step, call.k);
                  c = Finish(call.epilogue, call.adds ? c + sum : sum, i, j);
                }
              });
}

// Few rows: B is read once, where it is.
bool WantsRows(const GemmCall& call, const GemmMicro& micro) {
  return call.m <= micro.rows / 2 && call.panels == nullptr && call.packed_a == nullptr &&
         (call.packed_b != nullptr || call.b.column_step == 1);
}

void FewRows(const GemmCall& call, const GemmMicro& micro, ThreadPool* pool) {
  float* left = Workspace<Operand::kLeft>(call.k * micro.rows);
  PackLeftPanel(call.a, 0, call.m, 0, call.k, micro.rows, left);
  const size_t per_tile = call.k * micro.columns * call.m;
  const size_t tiles = RoundUp(call.n, micro.columns) / micro.columns;
  ParallelFor(pool, static_cast<std::ptrdiff_t>(tiles), static_cast<std::ptrdiff_t>(kWorthAThread / per_tile + 1),
              [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                for (auto t = static_cast<size_t>(begin); t < static_cast<size_t>(end); ++t) {
                  const size_t j = t * micro.columns, columns = std::min(micro.columns, call.n - j);
                  const bool packed = call.packed_b != nullptr;
                  const float* b = packed ? call.packed_b + j * call.k : call.b.data + j;
                  size_t step = packed ? micro.columns : call.b.row_step;
                  if (!packed && columns < micro.columns) {
                    float* panel = Workspace<Operand::kBoth>(call.k * micro.columns);
                    PackRightPanel(call.b, 0, call.k, j, columns, micro.columns, panel);
                    b = panel;
                    step = micro.columns;
                  }
                  GemmTile tile{call.m, columns, call.k, left, b, step, call.c + j, call.c_step, call.adds, true, call.epilogue};
                  if (tile.epilogue.column_bias != nullptr) tile.epilogue.column_bias += j;
                  micro.tile(tile);
                }
              });
}

StatusOr<size_t> PanelBytes(size_t lines, size_t k, size_t step) {
  const auto rounded = CheckedAdd<size_t>(lines, step - 1);
  const auto count = rounded ? CheckedMul<size_t>(*rounded / step * step, k) : rounded;
  const auto bytes = count ? CheckedMul<size_t>(*count, sizeof(float)) : count;
  if (!bytes) return Error(ORT_FAIL, "matrix of ", lines, " by ", k, ": too large to pack");
  return *bytes;
}

}  // namespace

StatusOr<PackedMatrix> PackedMatrix::Left(MatrixView a, size_t m, size_t k) {
  const size_t step = ChosenGemmMicro().rows;
  PackedMatrix packed;
  BERTH_ASSIGN_OR_RETURN(packed.bytes_, PanelBytes(m, k, step));
  BERTH_ASSIGN_OR_RETURN(Buffer buffer, Buffer::Allocate(DefaultCpuAllocator(), packed.bytes_));
  auto* to = static_cast<float*>(buffer.data());
  for (size_t i = 0; i < m; i += step) PackLeftPanel(a, i, std::min(step, m - i), 0, k, step, to + i * k);
  packed.buffer_ = std::make_shared<const Buffer>(std::move(buffer));
  return packed;
}

StatusOr<PackedMatrix> PackedMatrix::Right(MatrixView b, size_t k, size_t n) {
  const size_t step = ChosenGemmMicro().columns;
  PackedMatrix packed;
  BERTH_ASSIGN_OR_RETURN(packed.bytes_, PanelBytes(n, k, step));
  BERTH_ASSIGN_OR_RETURN(Buffer buffer, Buffer::Allocate(DefaultCpuAllocator(), packed.bytes_));
  auto* to = static_cast<float*>(buffer.data());
  for (size_t j = 0; j < n; j += step) PackRightPanel(b, 0, k, j, std::min(step, n - j), step, to + j * k);
  packed.buffer_ = std::make_shared<const Buffer>(std::move(buffer));
  return packed;
}

void PackedMatrix::ShareIn(OrtPrepackedWeightsContainer* weights) {
  if (weights != nullptr && bytes_ > 0) buffer_ = weights->Share(std::move(buffer_), bytes_);
}

void Gemm(const GemmCall& call, ThreadPool* pool) {
  if (call.m == 0 || call.n == 0) return;
  if (call.k == 0) return FillEmpty(call);
  const GemmMicro& micro = ChosenGemmMicro();
  if (WantsDots(call, micro)) return Dots(call, micro, pool);
  if (WantsRows(call, micro)) return FewRows(call, micro, pool);
  const Part part(call, micro);
  const size_t row_tiles = RoundUp(call.m, micro.rows) / micro.rows;
  const size_t column_tiles = RoundUp(call.n, micro.columns) / micro.columns;
  // What is split is packed once in all; the other operand once in every part, unless it is packed already.
  constexpr size_t kEnoughTiles = 8;
  bool by_columns = column_tiles * micro.columns >= row_tiles * micro.rows;
  if (call.packed_a != nullptr && column_tiles >= kEnoughTiles) by_columns = true;
  if (call.packed_b != nullptr && row_tiles >= kEnoughTiles) by_columns = false;
  const size_t tiles = by_columns ? column_tiles : row_tiles;
  const size_t per_tile = call.k * (by_columns ? call.m * micro.columns : call.n * micro.rows);
  ParallelFor(pool, static_cast<std::ptrdiff_t>(tiles), static_cast<std::ptrdiff_t>(kWorthAThread / per_tile + 1),
              [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                const auto first = static_cast<size_t>(begin), last = static_cast<size_t>(end);
                if (by_columns) {
                  part.Run(0, call.m, first * micro.columns, std::min(call.n, last * micro.columns));
                } else {
                  part.Run(first * micro.rows, std::min(call.m, last * micro.rows), 0, call.n);
                }
              });
}

}  // namespace berth
