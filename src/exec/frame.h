// The working state of one run: values, arena, scratch. Frames are kept between runs, so that a run with the shapes of the
// run before allocates nothing but its outputs.
//
// Used by one run at a time.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/key_value_pairs.h"
#include "exec/arena_plan.h"
#include "exec/program.h"
#include "kernels/context.h"

namespace berth {

// Memory for the intermediate values of runs whose feeds have these shapes.
struct ShapePlan {
  std::vector<Dims> feed_dims;   // by feed; empty dims for feeds that are no tensors or not given
  ArenaPlan arena;
};

// What all frames of an executor share.
struct ExecOptions {
  OrtAllocator* allocator = nullptr;   // CPU memory of the session
  ThreadPool* pool = nullptr;
  const Logger* logger = nullptr;
  const OrtKeyValuePairs* config = nullptr;   // entries of the session
  OrtPrepackedWeightsContainer* packed_weights = nullptr;   // where kernels share, or null
  const SessionMemory* memory = nullptr;   // null: host memory is all there is
  bool reserve_for_constants = false;      // session.use_device_allocator_for_initializers
  bool fold_constants = false;             // nodes whose inputs are all constant are computed when the program is made
  bool fuses_tails = false;                // nodes that others can do along, or nobody needs, get no step
  bool prepack = true;                     // session.disable_prepacking=0: kernels of EPs may lay out their constants
};

// Whether a tensor that the caller of Run gave can take an output. ORT_INVALID_ARGUMENT: another type or shape.
Status CheckGiven(const OrtValue& made, const Tensor& given);

class Frame final : public KernelServices {
 public:
  Frame(const Program& program, const ExecOptions& options);

  // Starts a run: forgets what the run before left, and moves to `plan` (null: none known for these shapes; sizes are
  // then recorded).
  Status Begin(std::shared_ptr<const ShapePlan> plan, const RunControl& control);
  // What the caller wants for a fetched value: memory of its own, or (null) a new tensor.
  void SetFetch(int32_t value_id, OrtValue* preallocated);

  // Memory that output `value_id` may be made in when type and shape agree. Before Begin; until End.
  void OfferSpare(int32_t value_id, OrtValue* spare) { spares_.emplace_back(value_id, spare); }

  // Frees what no later step needs, and the step's scratch.
  void EndStep(std::span<const int32_t> drops);
  // Frees everything that is not planned memory. Called at the end of each run, a failed one too.
  void End();

  const std::shared_ptr<const ShapePlan>& plan() const { return plan_; }
  const OrtValue** refs() { return refs_.data(); }
  OrtValue* values() { return values_.get(); }
  // What a kernel has shared for that value, or null.
  SharedValue* held(int32_t value_id);
  // Sizes in bytes of the tensors made in this run, by value number; meaningful when there is no plan.
  std::span<const size_t> recorded_bytes() const { return recorded_bytes_; }

  Status PrepareOutput(int32_t value_id, ElementType type, DimsView dims, OrtValue& value) override;
  OrtValue* GivenOutput(int32_t value_id, OrtValue& value) override;
  void PrepareValue(int32_t value_id) override { heap_values_.push_back(value_id); }
  void HoldValue(int32_t value_id, SharedValue value) override { held_.emplace_back(value_id, std::move(value)); }
  StatusOr<void*> Scratch(size_t bytes) override;
  OrtAllocator* allocator() override { return options_.allocator; }
  ThreadPool* pool() override { return options_.pool; }
  const RunControl& control() override { return *control_; }
  OrtSyncStream* stream(uint16_t place) override;
  void* stream_handle(uint16_t place) override;
  OrtAllocator* FindAllocator(const OrtMemoryDevice& device) override;
  StatusOr<void*> DeviceScratch(const OrtMemoryDevice& device, size_t bytes) override;

 private:
  // Whether a tensor that the caller gave is where the value has to be made.
  bool IsInPlace(int32_t value_id, const Tensor& given) const;
  // The memory of an input that output `value_id` shares, for a tensor of this type and shape; null when it shares none.
  const Tensor* FindAlias(int32_t value_id, ElementType type, DimsView dims) const;
  // Null when no memory was offered that fits.
  OrtValue* FindSpare(int32_t value_id, ElementType type, DimsView dims);
  // The tensor that the caller gave for that value, or null.
  OrtValue* FindFetch(int32_t value_id) const;

  const Program& program_;
  const ExecOptions& options_;
  std::shared_ptr<const ShapePlan> plan_;
  Buffer arena_;
  size_t arena_bytes_ = 0;
  std::unique_ptr<OrtValue[]> values_;
  std::vector<const OrtValue*> refs_;
  std::vector<const OrtValue*> fresh_refs_;   // refs_ before any step: constants only
  std::vector<size_t> recorded_bytes_;
  std::vector<bool> is_fetch_;                // by value number: a graph output, never placed in the arena
  std::vector<std::pair<int32_t, OrtValue*>> fetches_;   // of this run, with preallocated outputs
  std::vector<std::pair<int32_t, OrtValue*>> spares_;
  std::vector<int32_t> heap_values_;          // values of this run with memory of their own
  std::vector<std::pair<int32_t, SharedValue>> held_;    // values of this run that kernels share
  const RunControl* control_ = nullptr;                  // of this run
  std::vector<Buffer> scratch_;               // blocks of the running step; the last is the newest and largest
  size_t scratch_size_ = 0, scratch_used_ = 0;
  std::vector<Tensor> device_scratch_;        // of the running step
};

}  // namespace berth
