// What a kernel sees during one call. OrtKernelContext is this class: own kernels, plugin EPs and custom operators all
// get it.
//
// Built by the executor for one step of one run and valid during that call, on that thread (kernels may hand work to the
// thread pool meanwhile, but ask for outputs on the calling thread).
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>

#include "base/handle.h"
#include "base/log.h"
#include "base/thread_pool.h"
#include "values/value.h"

namespace berth {

class Profiler;   // base/profiler.h
class RunStreams;   // ep/run_streams.h

// What was said of one run, and holds for the bodies inside of it too.
struct RunControl {
  const std::atomic<bool>& terminate;        // set when the run shall end
  const Logger& logger;
  std::array<Profiler*, 2> profilers = {};   // the session's and the run's; null: not wanted
  const RunStreams* streams = nullptr;       // of the EPs' devices; null: no EP works with streams
};

// The side of the executor that a context calls back: memory for outputs and for scratch.
class KernelServices {
 public:
  // Makes `value` (the value with that number) a tensor of this type and shape, in planned memory, in memory the caller
  // of Run gave, or in new memory.
  virtual Status PrepareOutput(int32_t value_id, ElementType type, DimsView dims, OrtValue& value) = 0;
  // The tensor that the caller of Run gave for this output, of which `value` becomes a view; null when it gave none.
  virtual OrtValue* GivenOutput(int32_t value_id, OrtValue& value) = 0;
  // Notes that `value_id` is about to become something else than a tensor, so that it is freed in time.
  virtual void PrepareValue(int32_t value_id) = 0;
  // Keeps what `value_id` is from now on until no step needs it.
  virtual void HoldValue(int32_t value_id, SharedValue value) = 0;
  // Scratch of the running step, kCpuAlignment-aligned, freed when the step ends.
  virtual StatusOr<void*> Scratch(size_t bytes) = 0;
  // The allocator for CPU memory of this session.
  virtual OrtAllocator* allocator() = 0;
  virtual ThreadPool* pool() = 0;
  virtual const RunControl& control() = 0;
  // The stream of a place of the session (exec/program.h); null when it has none.
  virtual OrtSyncStream* stream(uint16_t place) = 0;
  virtual void* stream_handle(uint16_t place) = 0;
  // An allocator of the session for memory of that device, and scratch there as above; null and an error when it has none.
  virtual OrtAllocator* FindAllocator(const OrtMemoryDevice& device) = 0;
  virtual StatusOr<void*> DeviceScratch(const OrtMemoryDevice& device, size_t bytes) = 0;

 protected:
  ~KernelServices() = default;
};

}  // namespace berth

struct OrtKernelContext : berth::Tagged<berth::HandleKind::kKernelContext> {
 public:
  // `refs`: per value number, what it is now; null while it is absent or not made yet. `values`: storage of computed
  // values, by number. `input_ids`, `output_ids`: of the step, -1 for slots left out. `output_types`: parallel to them.
  // `place`: where the step's EP has its values.
  OrtKernelContext(const OrtValue** refs, OrtValue* values, std::span<const int32_t> input_ids,
                   std::span<const int32_t> output_ids, std::span<const berth::ElementType> output_types,
                   berth::KernelServices& services, uint16_t place = 0)
      : refs_(refs), values_(values), input_ids_(input_ids), output_ids_(output_ids), output_types_(output_types),
        services_(services), place_(place) {}

  size_t input_count() const { return input_ids_.size(); }
  size_t output_count() const { return output_ids_.size(); }

  // Null for an input left out.
  const OrtValue* InputValue(size_t i) const {
    return i < input_ids_.size() && input_ids_[i] >= 0 ? refs_[input_ids_[i]] : nullptr;
  }
  // The tensor of an input that the operator requires.
  const berth::Tensor& Input(size_t i) const { return InputValue(i)->tensor; }
  // Null for an optional input left out.
  const berth::Tensor* OptionalInput(size_t i) const {
    const OrtValue* value = InputValue(i);
    return value != nullptr && value->is_tensor() ? &value->tensor : nullptr;
  }

  bool WantsOutput(size_t i) const { return i < output_ids_.size() && output_ids_[i] >= 0; }
  // A tensor of that shape to write output i into, of the type that the graph says. Asked twice with the same shape it
  // gives the same tensor. Inputs stay untouched by it. Error: memory is short, or the caller's output has another shape.
  berth::StatusOr<berth::Tensor*> Output(size_t i, berth::DimsView dims);
  // The same for a type that the kernel decides.
  berth::StatusOr<berth::Tensor*> Output(size_t i, berth::ElementType type, berth::DimsView dims);
  // The tensor that the caller of Run gave for output i, which counts as made from then on; null when it gave none. It may
  // have another type or shape than the graph says: that is for the kernel to see before it writes.
  OrtValue* GivenOutput(size_t i) const;
  // The slot itself, for outputs that are no tensors: assign to it. Counts as made.
  OrtValue& OutputValue(size_t i) {
    services_.PrepareValue(output_ids_[i]);
    refs_[output_ids_[i]] = &values_[output_ids_[i]];
    return values_[output_ids_[i]];
  }
  // Makes output i a value that others hold too, without a copy; its tensors own their memory. Error: it is a tensor of
  // another type than the graph says.
  berth::Status ShareOutput(size_t i, berth::SharedValue value);
  // Whether this call of the kernel has asked for output i so far; null if not or if nobody wants it.
  const OrtValue* MadeOutput(size_t i) const { return WantsOutput(i) ? refs_[output_ids_[i]] : nullptr; }

  berth::StatusOr<void*> Scratch(size_t bytes) { return services_.Scratch(bytes); }
  OrtAllocator* allocator() { return services_.allocator(); }
  berth::ThreadPool* pool() { return services_.pool(); }
  const berth::RunControl& control() { return services_.control(); }
  const berth::Logger& logger() { return control().logger; }
  const std::atomic<bool>& terminate() { return control().terminate; }
  // The stream that the step's work belongs on; null: the work is done when the call returns.
  OrtSyncStream* stream() { return services_.stream(place_); }
  // Its native handle; null without a stream.
  void* stream_handle() { return services_.stream_handle(place_); }
  OrtAllocator* FindAllocator(const OrtMemoryDevice& device) { return services_.FindAllocator(device); }
  berth::StatusOr<void*> DeviceScratch(const OrtMemoryDevice& device, size_t bytes) {
    return services_.DeviceScratch(device, bytes);
  }

 private:
  const OrtValue** refs_;
  OrtValue* values_;
  std::span<const int32_t> input_ids_;
  std::span<const int32_t> output_ids_;
  std::span<const berth::ElementType> output_types_;
  berth::KernelServices& services_;
  uint16_t place_;
};

namespace berth {
using KernelContext = OrtKernelContext;
}
