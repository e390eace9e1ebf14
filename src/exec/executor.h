// Runs a Program. Any number of threads at once: each run takes a frame of its own, and frames are kept for later runs.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "exec/frame.h"
#include "exec/program.h"

namespace berth {

// One output that a run shall give: which, and where. `*value` null: a new OrtValue is stored there, which the caller
// owns; else the result is written into that value (a tensor of the right type and shape, or an empty value).
struct Fetch {
  size_t output;       // index of the graph output
  OrtValue** value;
  const OrtMemoryDevice* where = nullptr;   // for a new tensor: memory of a device, which it stays in; null: host memory
};

class Executor {
 public:
  Executor(Program program, ExecOptions options);
  ~Executor();

  const Program& program() const { return program_; }

  // `feeds`: by graph input; null where an initializer stands in. The terminate flag of `control` is polled between
  // steps; when it turns true the run ends with ORT_FAIL. On an error no fetch is touched. Values are checked by the caller.
  // With streams, values of devices are complete when those have been waited for, and so are copies of them.
  Status Run(std::span<const OrtValue* const> feeds, std::span<const Fetch> fetches,
             const RunControl& control) const;

  // Frees the memory that is kept for later runs.
  void Shrink() const;

  // The same for a body: `outputs` by graph output. What a step made is new; a feed or constant is borrowed (use_count()
  // 0), a value that the run holds is shared. A tensor there that nobody else holds gives up its memory, see body.h.
  Status RunBody(std::span<const OrtValue* const> feeds, std::span<SharedValue> outputs,
                 const RunControl& control) const;

 private:
  // Everything but the outputs. The frame has to be returned whatever the status is.
  Status RunFrame(Frame& frame, std::span<const OrtValue* const> feeds, std::span<const Fetch> fetches,
                  const RunControl& control) const;
  std::unique_ptr<Frame> TakeFrame() const;
  void ReturnFrame(std::unique_ptr<Frame> frame) const;
  std::shared_ptr<const ShapePlan> FindPlan(std::span<const OrtValue* const> feeds) const;
  void Learn(const Frame& frame, std::span<const OrtValue* const> feeds) const;
  Status RunSteps(Frame& frame, const RunControl& control) const;
  // Takes a result that nobody else needs out of the frame; null where it has to be copied.
  std::unique_ptr<OrtValue> TakeOwned(Frame& frame, int32_t id) const;
  Status Deliver(Frame& frame, std::span<const Fetch> fetches, const RunControl& control) const;
  // A result on a device: the tensor itself when the frame has it there, else a copy.
  StatusOr<std::unique_ptr<OrtValue>> PutOn(const OrtMemoryDevice& device, Frame& frame, int32_t id,
                                            const RunControl& control) const;
  // A result in new host memory, or, where it has to stay, copied into what the caller gave.
  StatusOr<std::unique_ptr<OrtValue>> CopyOut(const OrtValue& source, const RunControl& control) const;
  Status CopyInto(const OrtValue& source, OrtValue& given, const RunControl& control) const;

  const Program program_;
  const ExecOptions options_;
  std::vector<Lifetime> lifetimes_;                 // of step-made values that the arena may hold; bytes unset
  std::vector<bool> is_constant_;                   // by value number
  std::vector<bool> fetched_once_;                  // by graph output: no other one is the same value
  mutable std::atomic<Frame*> hot_frame_{nullptr};  // the frame of the last run: a lone caller takes no lock
  mutable std::mutex mutex_;                        // guards what follows
  mutable std::vector<std::unique_ptr<Frame>> frames_;
  mutable std::vector<std::shared_ptr<const ShapePlan>> plans_;   // newest last, few
};

}  // namespace berth
