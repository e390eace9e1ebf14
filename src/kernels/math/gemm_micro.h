// The innermost part of a matrix product: one tile of C, in vector registers, in the best instructions that this processor has.
#pragma once

#include <cstddef>

namespace berth {

// What happens to a sum once it is complete.
struct GemmEpilogue {
  const float* row_bias = nullptr;      // added to row i: row_bias[i]
  const float* column_bias = nullptr;   // added to column j: column_bias[j]
  bool clamps = false;                  // then limited to [low, high]; NaN stays
  float low = 0, high = 0;
};

// C[rows, columns] over `depth` steps. Pointers and biases start at the tile.
struct GemmTile {
  size_t rows, columns;                 // at most those of the GemmMicro
  size_t depth;
  const float* a;                       // a[p * GemmMicro::rows + i]
  const float* b;                       // b[p * b_step + j]; GemmMicro::columns floats are read in every row
  size_t b_step;
  float* c;
  size_t c_step;
  bool adds;                            // to what C holds; else C is overwritten
  bool ends;                            // these are the last steps: the epilogue applies
  GemmEpilogue epilogue;
};

struct GemmMicro {
  size_t rows, columns;                 // of the largest tile
  void (*tile)(const GemmTile& tile);
  // to[p * rows + i] = from[i * row_step + p] for i below `count`.
  void (*pack_rows)(const float* from, size_t row_step, size_t count, size_t depth, float* to);
  // to[p * columns + j] = from[j * column_step + p] for j below `count`.
  void (*pack_columns)(const float* from, size_t column_step, size_t count, size_t depth, float* to);
  // Sum of a[i] * b[i].
  float (*dot)(const float* a, const float* b, size_t count);
};

// Of this processor. Any thread.
const GemmMicro& ChosenGemmMicro();

}  // namespace berth
