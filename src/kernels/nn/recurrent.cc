#include "kernels/nn/recurrent.h"

#include "base/checked_math.h"
#include "kernels/flag.h"
#include "kernels/nn/as_floats.h"

namespace berth {

void Multiply(const RecurrentMatrix<float>& m, const float* a, int64_t rows, float* c, int64_t c_step, bool adds,
              const float* bias, ThreadPool* pool) {
  GemmCall call;
  call.m = static_cast<size_t>(rows);
  call.n = static_cast<size_t>(m.n);
  call.k = static_cast<size_t>(m.k);
  call.a = MatrixView::RowMajor(a, call.k);
  call.b = MatrixView::Transposed(m.data, call.k);
  call.packed_b = m.packed;
  call.c = c;
  call.c_step = static_cast<size_t>(c_step);
  call.adds = adds;
  call.epilogue.column_bias = bias;
  Gemm(call, pool);
}

void Multiply(const RecurrentMatrix<double>& m, const double* a, int64_t rows, double* c, int64_t c_step, bool adds,
              const double* bias, ThreadPool* pool) {
  ParallelFor(pool, m.n, 32768 / (rows * m.k + 1) + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (std::ptrdiff_t j = begin; j < end; ++j) {
      for (int64_t i = 0; i < rows; ++i) {
        double sum = (adds ? c[i * c_step + j] : 0.0) + (bias != nullptr ? bias[j] : 0.0);
        for (int64_t p = 0; p < m.k; ++p) sum += a[i * m.k + p] * m.data[j * m.k + p];
        c[i * c_step + j] = sum;
      }
    }
  });
}

// Of one run.
struct RecurrentKernel::Sizes {
  int64_t length, batch, input, hidden, directions;
  bool batch_first;
  std::vector<int64_t> lengths;         // by sequence

  int64_t state() const { return batch * hidden; }
  Dims StateDims() const { return batch_first ? Dims{batch, directions, hidden} : Dims{directions, batch, hidden}; }
  Dims YDims() const {
    return batch_first ? Dims{batch, length, directions, hidden} : Dims{length, directions, batch, hidden};
  }
  // Where sequence b's state is, its input at time t (in rows), its output at time t.
  int64_t StateAt(int64_t d, int64_t b) const { return (batch_first ? b * directions + d : d * batch + b) * hidden; }
  int64_t RowAt(int64_t t, int64_t b) const { return batch_first ? b * length + t : t * batch + b; }
  int64_t YAt(int64_t t, int64_t d, int64_t b) const {
    return (batch_first ? (b * length + t) * directions + d : (t * directions + d) * batch + b) * hidden;
  }
  // The time of step s of sequence b; below 0 behind its end.
  int64_t TimeAt(int64_t s, int64_t b, bool backward) const {
    const int64_t own = lengths[static_cast<size_t>(b)];
    return s >= own ? -1 : backward ? own - 1 - s : s;
  }
};

template <typename T>
struct RecurrentKernel::Work {
  const T* x;
  Matrices<T> matrices;                 // by direction: W, then the blocks of R
  std::vector<PackedMatrix> packed;     // what `matrices` points to when the node has none packed
  T* bias;                              // [directions, gates * hidden], for W's product
  const T* late_bias;                   // [directions, hidden of the last block] or null
  const T* peepholes;
  const T* initial[2];                  // h, c; null for 0
  T* gates;                             // [directions, length * batch, gates * hidden]
  T* scratch;                           // by direction: a step's gates, h, c, spare
  int64_t scratch_size;                 // of one direction
  uint8_t* active;                      // [directions, batch]
  T* y;                                 // outputs; null for those that nobody wants
  T* final[2];
};

Status RecurrentKernel::Read(const KernelInfo& info) {
  BERTH_ASSIGN_OR_RETURN(std::string direction, info.String("direction", "forward"));
  if (direction != "forward" && direction != "reverse" && direction != "bidirectional") {
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"direction\": \"", direction, "\": no such direction");
  }
  reverse_ = direction == "reverse";
  directions_ = direction == "bidirectional" ? 2 : 1;
  clips_ = info.HasAttribute("clip");
  BERTH_ASSIGN_OR_RETURN(clip_, info.Float("clip", 0.0f));
  if (!(clip_ >= 0)) return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"clip\": ", clip_, " seen, at least 0 wanted");
  BERTH_ASSIGN_OR_RETURN(batch_first_, FlagAttribute(info, "layout"));
  BERTH_ASSIGN_OR_RETURN(hidden_, info.Int("hidden_size", 0));
  if (info.HasAttribute("hidden_size") && hidden_ < 1) {
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"hidden_size\": ", hidden_, " seen, at least 1 wanted");
  }
  BERTH_ASSIGN_OR_RETURN(activations_, ReadActivations(info, cell_.activations, directions_));
  return PackConstants(info);
}

Status RecurrentKernel::PackConstants(const KernelInfo& info) {
  const Tensor* w = info.constant_input(1);
  const Tensor* r = info.constant_input(2);
  if (w == nullptr || r == nullptr || w->type() != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) return Ok();
  if (w->dims().size() != 3 || r->dims().size() != 3 || w->element_count() == 0 || r->element_count() == 0) return Ok();
  const int64_t hidden = r->dims()[2], rows = hidden * cell_.gates, directions = static_cast<int64_t>(directions_);
  // What does not fit is an error of the run.
  if (!SameDims(w->dims(), Dims{directions, rows, w->dims()[2]})) return Ok();
  if (!SameDims(r->dims(), Dims{directions, rows, hidden})) return Ok();
  BERTH_RETURN_IF_ERROR(Pack(w->span<float>().data(), r->span<float>().data(), cell_, directions, hidden, w->dims()[2], packed_));
  for (PackedMatrix& packed : packed_) packed.ShareIn(info.packed_weights());
  info.ForgoConstant(1);
  info.ForgoConstant(2);
  return Ok();
}

Status RecurrentKernel::Pack(const float* w, const float* r, const RecurrentCell& cell, int64_t directions, int64_t hidden,
                             int64_t input, std::vector<PackedMatrix>& packed) {
  const auto add = [&packed](const float* data, int64_t n, int64_t k) -> Status {
    const auto depth = static_cast<size_t>(k);
    const MatrixView turned = MatrixView::Transposed(data, depth);
    BERTH_ASSIGN_OR_RETURN(PackedMatrix made, PackedMatrix::Right(turned, depth, static_cast<size_t>(n)));
    packed.push_back(std::move(made));
    return Ok();
  };
  for (int64_t d = 0; d < directions; ++d) {
    BERTH_RETURN_IF_ERROR(add(w + d * cell.gates * hidden * input, cell.gates * hidden, input));
    for (int64_t block : cell.blocks) {
      BERTH_RETURN_IF_ERROR(add(r, block * hidden, hidden));
      r += block * hidden * hidden;
    }
  }
  return Ok();
}

StatusOr<RecurrentKernel::Sizes> RecurrentKernel::CheckSizes(const KernelContext& ctx) const {
  const DimsView x = ctx.Input(0).dims(), w = ctx.Input(1).dims(), r = ctx.Input(2).dims();
  if (x.size() != 3 || w.size() != 3 || r.size() != 3) {
    return InvalidArgument("inputs X", ShapeText(x), ", W", ShapeText(w), ", R", ShapeText(r), " seen, three axes each wanted");
  }
  if (hidden_ != 0 && r[2] != hidden_) {
    return InvalidArgument("input R: shape ", ShapeText(r), " seen, [...,", hidden_, "] wanted for attribute \"hidden_size\"");
  }
  const auto directions = static_cast<int64_t>(directions_);
  Sizes sizes{x[batch_first_ ? 1 : 0], x[batch_first_ ? 0 : 1], x[2], r[2], directions, batch_first_, {}};
  const auto check = [&](size_t i, const char* name, const Dims& wanted) -> Status {
    const Tensor* input = ctx.OptionalInput(i);
    if (input == nullptr || SameDims(input->dims(), wanted)) return Ok();
    return InvalidArgument("input ", name, ": shape ", ShapeText(input->dims()), " seen, ", ShapeText(wanted), " wanted");
  };
  const int64_t rows = cell_.gates * sizes.hidden;
  const Dims state = sizes.StateDims();
  BERTH_RETURN_IF_ERROR(check(1, "W", {directions, rows, sizes.input}));
  BERTH_RETURN_IF_ERROR(check(2, "R", {directions, rows, sizes.hidden}));
  BERTH_RETURN_IF_ERROR(check(3, "B", {directions, 2 * rows}));
  BERTH_RETURN_IF_ERROR(check(4, "sequence_lens", {sizes.batch}));
  BERTH_RETURN_IF_ERROR(check(5, "initial_h", state));
  if (cell_.has_c) {
    BERTH_RETURN_IF_ERROR(check(6, "initial_c", state));
    BERTH_RETURN_IF_ERROR(check(7, "P", {directions, 3 * sizes.hidden}));
  }
  BERTH_RETURN_IF_ERROR(ReadLengths(ctx, sizes));
  return sizes;
}

Status RecurrentKernel::ReadLengths(const KernelContext& ctx, Sizes& sizes) const {
  sizes.lengths.assign(static_cast<size_t>(sizes.batch), sizes.length);
  const Tensor* given = ctx.OptionalInput(4);
  for (size_t i = 0; given != nullptr && i < sizes.lengths.size(); ++i) {
    sizes.lengths[i] = given->span<int32_t>()[i];
    if (sizes.lengths[i] < 0 || sizes.lengths[i] > sizes.length) {
      return InvalidArgument("input sequence_lens: ", sizes.lengths[i], " seen, 0 to ", sizes.length, " wanted");
    }
  }
  return Ok();
}

Status RecurrentKernel::Run(KernelContext& ctx) const {
  return ctx.Input(0).type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE ? RunAs<double>(ctx) : RunAs<float>(ctx);
}

template <typename T>
StatusOr<const T*> RecurrentKernel::OptionalFloats(KernelContext& ctx, size_t i) {
  const Tensor* input = ctx.OptionalInput(i);
  if (input == nullptr) return static_cast<const T*>(nullptr);
  return FloatsAs<T>(ctx, *input);
}

template <typename T>
Status RecurrentKernel::RunAs(KernelContext& ctx) const {
  BERTH_ASSIGN_OR_RETURN(Sizes sizes, CheckSizes(ctx));
  Work<T> work{};
  std::vector<FloatResult<T>> results;
  T** const places[] = {&work.y, &work.final[0], &work.final[1]};
  for (size_t i = 0; i < (cell_.has_c ? 3 : 2); ++i) {
    if (!ctx.WantsOutput(i)) continue;
    BERTH_ASSIGN_OR_RETURN(Tensor * output, ctx.Output(i, i == 0 ? sizes.YDims() : sizes.StateDims()));
    BERTH_ASSIGN_OR_RETURN(FloatResult<T> result, FloatResult<T>::For(ctx, *output));
    *places[i] = result.data();
    results.push_back(result);
  }
  if (sizes.state() == 0) return Ok();
  BERTH_RETURN_IF_ERROR(Prepare(ctx, sizes, work));
  if (directions_ == 2) {
    // A step is too small to be shared well, so each direction is a thread's; the loops inside then run in place.
    ParallelFor(ctx.pool(), 2, 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (auto d = static_cast<size_t>(begin); d < static_cast<size_t>(end); ++d) RunDirection(sizes, work, d, nullptr);
    });
  } else {
    RunDirection(sizes, work, 0, ctx.pool());
  }
  for (const FloatResult<T>& result : results) result.Finish(ctx.pool());
  return Ok();
}

template <typename T>
Status RecurrentKernel::Prepare(KernelContext& ctx, const Sizes& sizes, Work<T>& work) const {
  BERTH_ASSIGN_OR_RETURN(work.x, FloatsAs<T>(ctx, ctx.Input(0)));
  BERTH_RETURN_IF_ERROR(PrepareWeights(ctx, sizes, work));
  BERTH_RETURN_IF_ERROR(PrepareBias(ctx, sizes, work));
  BERTH_ASSIGN_OR_RETURN(work.initial[0], OptionalFloats<T>(ctx, 5));
  if (cell_.has_c) {
    BERTH_ASSIGN_OR_RETURN(work.initial[1], OptionalFloats<T>(ctx, 6));
    BERTH_ASSIGN_OR_RETURN(work.peepholes, OptionalFloats<T>(ctx, 7));
  }
  const int64_t gates = cell_.gates * sizes.hidden, directions = static_cast<int64_t>(directions_);
  work.scratch_size = sizes.state() * (cell_.gates + 3);
  const auto all_gates = CheckedMul(sizes.length * sizes.batch, gates * directions * static_cast<int64_t>(sizeof(T)));
  if (!all_gates) return Error(ORT_FAIL, "the gates of ", sizes.length, " steps: too large");
  BERTH_ASSIGN_OR_RETURN(void* all, ctx.Scratch(static_cast<size_t>(*all_gates)));
  BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(static_cast<size_t>(directions * work.scratch_size) * sizeof(T)));
  BERTH_ASSIGN_OR_RETURN(void* active, ctx.Scratch(static_cast<size_t>(directions * sizes.batch)));
  work.gates = static_cast<T*>(all);
  work.scratch = static_cast<T*>(scratch);
  work.active = static_cast<uint8_t*>(active);
  return Ok();
}

template <typename T>
Status RecurrentKernel::PrepareWeights(KernelContext& ctx, const Sizes& sizes, Work<T>& work) const {
  BERTH_ASSIGN_OR_RETURN(const T* w, FloatsAs<T>(ctx, ctx.Input(1)));
  BERTH_ASSIGN_OR_RETURN(const T* r, FloatsAs<T>(ctx, ctx.Input(2)));
  const int64_t hidden = sizes.hidden, directions = static_cast<int64_t>(directions_);
  const std::vector<PackedMatrix>* packed = &packed_;
  if constexpr (std::is_same_v<T, float>) {
    if (packed_.empty() && sizes.input > 0) {
      BERTH_RETURN_IF_ERROR(Pack(w, r, cell_, directions, hidden, sizes.input, work.packed));
      packed = &work.packed;
    }
  }
  // What is packed may have no data any more.
  const auto add = [&](const T* data, int64_t offset, int64_t n, int64_t k) {
    const size_t i = work.matrices.size();
    const bool is_packed = i < packed->size();
    work.matrices.push_back({is_packed ? nullptr : data + offset, n, k, is_packed ? (*packed)[i].data() : nullptr});
  };
  int64_t offset = 0;
  for (int64_t d = 0; d < directions; ++d) {
    add(w, d * cell_.gates * hidden * sizes.input, cell_.gates * hidden, sizes.input);
    for (int64_t block : cell_.blocks) {
      add(r, offset, block * hidden, hidden);
      offset += block * hidden * hidden;
    }
  }
  return Ok();
}

template <typename T>
Status RecurrentKernel::PrepareBias(KernelContext& ctx, const Sizes& sizes, Work<T>& work) const {
  BERTH_ASSIGN_OR_RETURN(const T* given, OptionalFloats<T>(ctx, 3));
  const int64_t rows = cell_.gates * sizes.hidden, late = cell_.blocks.back() * sizes.hidden;
  const int64_t directions = static_cast<int64_t>(directions_);
  BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(static_cast<size_t>(directions * (rows + late)) * sizeof(T)));
  work.bias = static_cast<T*>(scratch);
  T* late_bias = work.bias + directions * rows;
  std::fill_n(work.bias, directions * (rows + late), T(0));
  if (AddsLateBias()) work.late_bias = late_bias;
  for (int64_t d = 0; given != nullptr && d < directions; ++d) {
    const T* of_w = given + d * 2 * rows;
    const T* of_r = of_w + rows;
    for (int64_t i = 0; i < rows; ++i) {
      const bool left = AddsLateBias() && i >= rows - late;
      work.bias[d * rows + i] = of_w[i] + (left ? T(0) : of_r[i]);
      if (left) late_bias[d * late + i - (rows - late)] = of_r[i];
    }
  }
  return Ok();
}

template <typename T>
void RecurrentKernel::RunDirection(const Sizes& sizes, const Work<T>& work, size_t direction, ThreadPool* pool) const {
  const auto d = static_cast<int64_t>(direction);
  const int64_t hidden = sizes.hidden, batch = sizes.batch, width = cell_.gates * hidden;
  const RecurrentMatrix<T>* matrices = work.matrices.data() + direction * (1 + cell_.blocks.size());
  T* all_gates = work.gates + d * sizes.length * batch * width;
  Multiply(matrices[0], work.x, sizes.length * batch, all_gates, width, false, work.bias + d * width, pool);
  T* scratch = work.scratch + d * work.scratch_size;
  RecurrentStep<T> step{};
  step.direction = direction;
  step.batch = batch;
  step.hidden = hidden;
  step.r = matrices + 1;
  if (work.late_bias != nullptr) step.late_bias = work.late_bias + d * cell_.blocks.back() * hidden;
  if (work.peepholes != nullptr) step.peepholes = work.peepholes + d * 3 * hidden;
  step.gates = scratch;
  step.h = scratch + batch * width;
  step.c = step.h + sizes.state();
  step.spare = step.c + sizes.state();
  step.pool = pool;
  uint8_t* active = work.active + d * batch;
  step.active = active;
  StartStates(sizes, work, step);
  const bool backward = reverse_ || direction == 1;
  for (int64_t s = 0; s < sizes.length; ++s) {
    for (int64_t b = 0; b < batch; ++b) {
      const int64_t t = sizes.TimeAt(s, b, backward);
      active[b] = t >= 0;
      T* gates = step.gates + b * width;
      if (t >= 0) {
        std::copy_n(all_gates + sizes.RowAt(t, b) * width, width, gates);
      } else {
        std::fill_n(gates, width, T(0));
      }
    }
    Step(step);
    for (int64_t b = 0; work.y != nullptr && b < batch; ++b) {
      const int64_t t = sizes.TimeAt(s, b, backward);
      if (t >= 0) std::copy_n(step.h + b * hidden, hidden, work.y + sizes.YAt(t, d, b));
      // Behind the end of its sequence the output is 0.
      if (t < 0) std::fill_n(work.y + sizes.YAt(s, d, b), hidden, T(0));
    }
  }
  const T* const states[] = {step.h, step.c};
  for (int64_t b = 0; b < batch; ++b) {
    const bool empty = sizes.lengths[static_cast<size_t>(b)] == 0;
    for (size_t i = 0; i < 2; ++i) {
      if (work.final[i] == nullptr) continue;
      T* final = work.final[i] + sizes.StateAt(d, b);
      // A sequence without steps ends in 0, as in ONNX Runtime, and not in its initial state.
      if (empty) std::fill_n(final, hidden, T(0));
      if (!empty) std::copy_n(states[i] + b * hidden, hidden, final);
    }
  }
}

template <typename T>
void RecurrentKernel::StartStates(const Sizes& sizes, const Work<T>& work, const RecurrentStep<T>& step) {
  T* const states[] = {step.h, step.c};
  for (size_t i = 0; i < 2; ++i) {
    std::fill_n(states[i], sizes.state(), T(0));
    for (int64_t b = 0; work.initial[i] != nullptr && b < sizes.batch; ++b) {
      const T* given = work.initial[i] + sizes.StateAt(static_cast<int64_t>(step.direction), b);
      std::copy_n(given, sizes.hidden, states[i] + b * sizes.hidden);
    }
  }
}

}  // namespace berth
