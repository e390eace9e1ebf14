// What RNN, GRU and LSTM share: attributes, shapes, the products, the walk over steps and directions.
//
// The products of all steps' inputs with W are one; each step then adds that of the state with R and lets the cell work on the
// gates. The small floats are computed in float.
#pragma once

#include <vector>

#include "kernels/kernel.h"
#include "kernels/math/gemm_kernel.h"
#include "kernels/nn/activations.h"

namespace berth {

// A weight matrix [n, k], of which products take the transpose. `packed` (float alone) replaces `data`.
template <typename T>
struct RecurrentMatrix {
  const T* data = nullptr;
  int64_t n = 0, k = 0;
  const float* packed = nullptr;
};

// c[rows, n] = a[rows, k] * m', rows of c `c_step` apart, plus what was there if `adds`, plus `bias` [n] unless null.
void Multiply(const RecurrentMatrix<float>& m, const float* a, int64_t rows, float* c, int64_t c_step, bool adds,
              const float* bias, ThreadPool* pool);
void Multiply(const RecurrentMatrix<double>& m, const double* a, int64_t rows, double* c, int64_t c_step, bool adds,
              const double* bias, ThreadPool* pool);

// One step of one direction, for all sequences of the batch.
template <typename T>
struct RecurrentStep {
  size_t direction;
  int64_t batch, hidden;
  const uint8_t* active;                // by sequence: whether it goes on that long; the state of others must stay
  const RecurrentMatrix<T>* r;          // by block of gates
  const T* late_bias;                   // of R for the last block, where the cell adds it itself; else null
  const T* peepholes;                   // [3 * hidden], or null
  T* gates;                             // [batch, gates * hidden]: what comes from the input; scratch for the cell
  T* h;                                 // [batch, hidden], replaced by the cell
  T* c;                                 // the same for cells that have it, else null
  T* spare;                             // [batch, hidden]
  ThreadPool* pool;
};

// The kind of cell.
struct RecurrentCell {
  int64_t gates;                        // of `hidden` rows of W and R each
  std::vector<int64_t> blocks;          // gates whose products with R are taken at once, front to back
  bool has_c;                           // a cell state, outputs and inputs for it, peepholes
  std::vector<std::string_view> activations;   // where the node names none
};

class RecurrentKernel : public Kernel {
 public:
  Status Run(KernelContext& ctx) const override;

 protected:
  explicit RecurrentKernel(RecurrentCell cell) : cell_(std::move(cell)) {}
  Status Read(const KernelInfo& info);

  virtual void Step(const RecurrentStep<float>& step) const = 0;
  virtual void Step(const RecurrentStep<double>& step) const = 0;
  // Whether the bias of R for the last block is left to the cell.
  virtual bool AddsLateBias() const { return false; }

  const Activation& activation(size_t direction, size_t i) const {
    return activations_[direction * cell_.activations.size() + i];
  }
  // Limits what goes into an activation.
  template <typename T>
  void Clip(T* x, int64_t count) const {
    if (!clips_) return;
    const T limit = static_cast<T>(clip_);
    for (int64_t i = 0; i < count; ++i) x[i] = x[i] > limit ? limit : x[i] < -limit ? -limit : x[i];
  }
  template <typename T>
  void Activate(const Activation& f, T* x, int64_t count) const {
    Clip(x, count);
    f.Apply(x, count);
  }

 private:
  struct Sizes;
  template <typename T>
  struct Work;
  template <typename T>
  using Matrices = std::vector<RecurrentMatrix<T>>;

  StatusOr<Sizes> CheckSizes(const KernelContext& ctx) const;
  Status ReadLengths(const KernelContext& ctx, Sizes& sizes) const;
  template <typename T>
  Status RunAs(KernelContext& ctx) const;
  template <typename T>
  Status Prepare(KernelContext& ctx, const Sizes& sizes, Work<T>& work) const;
  template <typename T>
  Status PrepareWeights(KernelContext& ctx, const Sizes& sizes, Work<T>& work) const;
  template <typename T>
  static StatusOr<const T*> OptionalFloats(KernelContext& ctx, size_t i);
  template <typename T>
  Status PrepareBias(KernelContext& ctx, const Sizes& sizes, Work<T>& work) const;
  template <typename T>
  void RunDirection(const Sizes& sizes, const Work<T>& work, size_t direction, ThreadPool* pool) const;
  template <typename T>
  static void StartStates(const Sizes& sizes, const Work<T>& work, const RecurrentStep<T>& step);
  Status PackConstants(const KernelInfo& info);
  static Status Pack(const float* w, const float* r, const RecurrentCell& cell, int64_t directions, int64_t hidden, int64_t input,
                     std::vector<PackedMatrix>& packed);

  RecurrentCell cell_;
  std::vector<Activation> activations_;
  bool reverse_ = false, clips_ = false, batch_first_ = false;
  size_t directions_ = 1;
  float clip_ = 0;
  int64_t hidden_ = 0;                  // hidden_size, which W and R must agree with; 0: not given
  std::vector<PackedMatrix> packed_;    // by direction: W, then the blocks of R; empty when they are not constant floats
};

}  // namespace berth
