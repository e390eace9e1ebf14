#include "exec/executor.h"

#include <algorithm>

#include "ep/run_streams.h"
#include "exec/step_event.h"
#include "kernels/body.h"

namespace berth {
namespace {

constexpr size_t kMaxPlans = 16;   // shape combinations whose memory plan is kept

DimsView FeedDims(const OrtValue* feed) {
  return feed != nullptr && feed->is_tensor() ? feed->tensor.dims() : DimsView();
}

bool Fits(const ShapePlan& plan, std::span<const OrtValue* const> feeds) {
  for (size_t i = 0; i < feeds.size(); ++i) {
    if (!SameDims(plan.feed_dims[i], FeedDims(feeds[i]))) return false;
  }
  return true;
}

// When each value is made and last needed. Graph outputs are left out: they get memory of their own.
std::vector<Lifetime> LifetimesOf(const Program& program) {
  std::vector<int32_t> index(program.value_count, -1);
  std::vector<bool> fetched(program.value_count, false);
  for (int32_t id : program.fetches) fetched[id] = true;
  std::vector<Lifetime> lifetimes;
  std::vector<int32_t> shares(program.value_count, -1);   // whose memory a value is in
  for (const ValueAlias& alias : program.aliases) shares[alias.output] = alias.input;
  for (uint32_t s = 0; s < program.steps.size(); ++s) {
    const Step& step = program.steps[s];
    for (uint32_t i = 0; i < step.input_count; ++i) {
      int32_t id = program.ids[step.inputs_begin + i];
      for (; id >= 0; id = shares[id]) {
        if (index[id] >= 0) lifetimes[index[id]].last = s;
      }
    }
    for (uint32_t i = 0; i < step.output_count; ++i) {
      int32_t id = program.ids[step.outputs_begin + i];
      if (id < 0 || fetched[id] || program.place_of(id) != kHostPlace) continue;
      if (shares[id] >= 0) continue;   // the planner places what it sees alone; a step that does without has memory of its own
      index[id] = static_cast<int32_t>(lifetimes.size());
      lifetimes.push_back({id, s, s, 0});
    }
  }
  return lifetimes;
}

size_t StaticBytes(const Program& program, int32_t id) {
  if (!program.static_dims[id] || program.value_types[id] == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) return 0;
  auto count = ElementCount(*program.static_dims[id]);
  if (!count.ok()) return 0;
  return StorageBytes(program.value_types[id], *count).value_or(0);
}

// What queued copies write to must not go before they are done.
class PendingCopies {
 public:
  explicit PendingCopies(const RunControl& control) : streams_(control.streams) {}
  ~PendingCopies() {
    // An error on top of the one that is on its way.
    if (streams_ != nullptr) static_cast<void>(streams_->Flush());
  }
  void KeepGoing() { streams_ = nullptr; }

 private:
  const RunStreams* streams_;
};

bool SameMemory(const Tensor& a, const Tensor& b) {
  return a.data() == b.data() && a.memory_info().device == b.memory_info().device;
}

}  // namespace

Executor::Executor(Program program, ExecOptions options)
    : program_(std::move(program)),
      options_(options),
      lifetimes_(LifetimesOf(program_)),
      is_constant_(program_.value_count, false) {
  for (auto [id, value] : program_.constants) is_constant_[static_cast<size_t>(id)] = true;
  std::vector<uint32_t> fetched(program_.value_count, 0);
  for (int32_t id : program_.fetches) ++fetched[static_cast<size_t>(id)];
  for (int32_t id : program_.fetches) fetched_once_.push_back(fetched[static_cast<size_t>(id)] == 1);
  // Shapes that are all known beforehand are planned now; others are learned from the first run that has them.
  auto plan = std::make_shared<ShapePlan>();
  for (int32_t id : program_.feeds) {
    if (id < 0 || !program_.static_dims[id]) return;
    plan->feed_dims.push_back(*program_.static_dims[id]);
  }
  std::vector<Lifetime> sized = lifetimes_;
  for (Lifetime& life : sized) life.bytes = StaticBytes(program_, life.value);
  plan->arena = PlanArena(sized, program_.value_count);
  plans_.push_back(std::move(plan));
}

Executor::~Executor() { delete hot_frame_.load(); }

std::unique_ptr<Frame> Executor::TakeFrame() const {
  if (Frame* hot = hot_frame_.exchange(nullptr, std::memory_order_acquire)) return std::unique_ptr<Frame>(hot);
  {
    std::lock_guard lock(mutex_);
    if (!frames_.empty()) {
      auto frame = std::move(frames_.back());
      frames_.pop_back();
      return frame;
    }
  }
  return std::make_unique<Frame>(program_, options_);
}

void Executor::ReturnFrame(std::unique_ptr<Frame> frame) const {
  frame->End();
  Frame* none = nullptr;
  if (hot_frame_.compare_exchange_strong(none, frame.get(), std::memory_order_release, std::memory_order_relaxed)) {
    static_cast<void>(frame.release());
    return;
  }
  std::lock_guard lock(mutex_);
  frames_.push_back(std::move(frame));
}

void Executor::Shrink() const {
  delete hot_frame_.exchange(nullptr, std::memory_order_acquire);
  {
    std::lock_guard lock(mutex_);
    frames_.clear();
  }
  static_cast<void>(AllocatorShrink(options_.allocator));   // an application's may fail, which is no reason for the run to
  static_cast<void>(AllocatorShrink(DefaultCpuAllocator()));   // its own never fails
}

std::shared_ptr<const ShapePlan> Executor::FindPlan(std::span<const OrtValue* const> feeds) const {
  std::lock_guard lock(mutex_);
  for (const auto& plan : plans_) {
    if (Fits(*plan, feeds)) return plan;
  }
  return nullptr;
}

void Executor::Learn(const Frame& frame, std::span<const OrtValue* const> feeds) const {
  auto plan = std::make_shared<ShapePlan>();
  for (const OrtValue* feed : feeds) {
    DimsView dims = FeedDims(feed);
    plan->feed_dims.emplace_back(dims.begin(), dims.end());
  }
  std::vector<Lifetime> sized = lifetimes_;
  for (Lifetime& life : sized) life.bytes = frame.recorded_bytes()[life.value];
  plan->arena = PlanArena(sized, program_.value_count);
  std::lock_guard lock(mutex_);
  if (plans_.size() >= kMaxPlans) plans_.erase(plans_.begin());
  plans_.push_back(std::move(plan));
}

Status Executor::RunSteps(Frame& frame, const RunControl& control) const {
  const int32_t* ids = program_.ids.data();
  const ElementType* types = program_.types.data();
  for (const Step& step : program_.steps) {
    if (control.terminate.load(std::memory_order_relaxed)) {
      return Status(ORT_FAIL, "Run: terminate flag of the run options: set seen, the run is given up");
    }
    KernelContext ctx(frame.refs(), frame.values(), {ids + step.inputs_begin, step.input_count},
                      {ids + step.outputs_begin, step.output_count}, {types + step.outputs_begin, step.output_count},
                      frame, step.place);
    const ProfiledEvent event(control.profilers);
    Status status = step.kernel->Run(ctx);
    if (event.is_wanted()) event.End(StepEvent(program_, step, frame.refs(), is_constant_, event.start()));
    if (!status.ok()) return std::move(status).Annotate(program_.nodes[step.node].label);
    frame.EndStep({ids + step.drops_begin, step.drop_count});
  }
  return Ok();
}

std::unique_ptr<OrtValue> Executor::TakeOwned(Frame& frame, int32_t id) const {
  OrtValue* value = &frame.values()[id];
  if (frame.refs()[id] != value) {
    SharedValue* held = frame.held(id);
    if (held == nullptr || held->get() != frame.refs()[id] || held->use_count() != 1) return nullptr;
    value = const_cast<OrtValue*>(held->get());   // made by a kernel of this run, and the last one to hold it
  }
  if (!value->has_value() || (value->is_tensor() && !value->tensor.owns_memory())) return nullptr;
  // What is handed out may outlive the session: memory of an EP may not.
  if (program_.place_of(id) != kHostPlace) return nullptr;
  return std::make_unique<OrtValue>(std::move(*value));
}

StatusOr<std::unique_ptr<OrtValue>> Executor::PutOn(const OrtMemoryDevice& device, Frame& frame, int32_t id,
                                                    const RunControl& control) const {
  OrtValue& value = frame.values()[id];
  const OrtValue* source = frame.refs()[id];
  if (source == &value && value.tensor.owns_memory() && value.tensor.memory_info().device == device) {
    auto taken = std::make_unique<OrtValue>(std::move(value.tensor));
    frame.refs()[id] = taken.get();   // a second fetch of it copies
    return taken;
  }
  if (options_.memory == nullptr) return InvalidArgument("Run: output: memory of a device seen that no EP of this session has");
  BERTH_ASSIGN_OR_RETURN(Tensor tensor, options_.memory->AllocateOn(device, source->tensor.type(), source->tensor.dims()));
  auto made = std::make_unique<OrtValue>(std::move(tensor));
  BERTH_RETURN_IF_ERROR(CopyInto(*source, *made, control));
  return made;
}

StatusOr<std::unique_ptr<OrtValue>> Executor::CopyOut(const OrtValue& source, const RunControl& control) const {
  if (options_.memory == nullptr || !source.is_tensor()) return CloneValue(source, options_.allocator);
  BERTH_ASSIGN_OR_RETURN(Tensor tensor, Tensor::Allocate(options_.allocator, source.tensor.type(), source.tensor.dims()));
  auto made = std::make_unique<OrtValue>(std::move(tensor));
  BERTH_RETURN_IF_ERROR(CopyInto(source, *made, control));
  return made;
}

// Copies to host memory are only queued: the run waits for its streams at the end.
Status Executor::CopyInto(const OrtValue& source, OrtValue& given, const RunControl& control) const {
  if (options_.memory == nullptr) return berth::CopyInto(source.tensor, given.tensor);
  return options_.memory->Copy(source, given, {control.streams, false, false});
}

// Moves results into what the caller gets; first all that can fail, so that on an error no new value is handed out. A value
// that no step made for this fetch alone (a feed, a constant, the same output asked twice) is copied.
Status Executor::Deliver(Frame& frame, std::span<const Fetch> fetches, const RunControl& control) const {
  absl::InlinedVector<std::unique_ptr<OrtValue>, 4> made(fetches.size());
  PendingCopies pending(control);
  for (size_t i = 0; i < fetches.size(); ++i) {
    int32_t id = program_.fetches[fetches[i].output];
    const OrtValue* source = frame.refs()[id];
    if (source == nullptr) {
      return Error(ORT_FAIL, "Run: output ", fetches[i].output, ": no step made it");
    }
    const OrtValue* given = *fetches[i].value;
    if (given != nullptr && given->is_tensor()) {
      BERTH_RETURN_IF_ERROR(CheckGiven(*source, given->tensor));
    } else if (fetches[i].where != nullptr && source->is_tensor()) {
      BERTH_ASSIGN_OR_RETURN(made[i], PutOn(*fetches[i].where, frame, id, control));
    } else if (made[i] = TakeOwned(frame, id); made[i] != nullptr) {
      frame.refs()[id] = made[i].get();   // a second fetch of it copies
    } else {
      BERTH_ASSIGN_OR_RETURN(made[i], CopyOut(*source, control));
    }
  }
  for (size_t i = 0; i < fetches.size(); ++i) {
    if (made[i] != nullptr) continue;
    const OrtValue* source = frame.refs()[program_.fetches[fetches[i].output]];
    OrtValue& given = **fetches[i].value;
    // Mostly the kernel wrote there itself.
    if (!SameMemory(source->tensor, given.tensor)) BERTH_RETURN_IF_ERROR(CopyInto(*source, given, control));
  }
  for (size_t i = 0; i < fetches.size(); ++i) {
    if (made[i] == nullptr) continue;
    OrtValue*& slot = *fetches[i].value;
    if (slot == nullptr) {
      slot = made[i].release();
    } else {
      *slot = std::move(*made[i]);
    }
  }
  pending.KeepGoing();
  return Ok();
}

Status Executor::RunFrame(Frame& frame, std::span<const OrtValue* const> feeds, std::span<const Fetch> fetches,
                          const RunControl& control) const {
  bool same_shapes = frame.plan() != nullptr && Fits(*frame.plan(), feeds);
  BERTH_RETURN_IF_ERROR(frame.Begin(same_shapes ? frame.plan() : FindPlan(feeds), control));
  for (size_t i = 0; i < feeds.size(); ++i) {
    if (program_.feeds[i] >= 0 && feeds[i] != nullptr) frame.refs()[program_.feeds[i]] = feeds[i];
  }
  for (const Fetch& fetch : fetches) frame.SetFetch(program_.fetches[fetch.output], *fetch.value);
  BERTH_RETURN_IF_ERROR(RunSteps(frame, control));
  if (frame.plan() == nullptr) Learn(frame, feeds);
  return Ok();
}

Status Executor::Run(std::span<const OrtValue* const> feeds, std::span<const Fetch> fetches,
                     const RunControl& control) const {
  std::unique_ptr<Frame> frame = TakeFrame();
  Status status = RunFrame(*frame, feeds, fetches, control);
  if (status.ok()) status = Deliver(*frame, fetches, control);
  ReturnFrame(std::move(frame));
  return status;
}

Status Executor::RunBody(std::span<const OrtValue* const> feeds, std::span<SharedValue> outputs,
                         const RunControl& control) const {
  std::unique_ptr<Frame> frame = TakeFrame();
  for (size_t i = 0; i < outputs.size(); ++i) {
    // What two outputs give lives as long as the longer-lived of them: in memory of its own.
    if (outputs[i].use_count() == 1 && fetched_once_[i]) {
      frame->OfferSpare(program_.fetches[i], const_cast<OrtValue*>(outputs[i].get()));
    }
  }
  Status status = RunFrame(*frame, feeds, {}, control);
  for (size_t i = 0; i < outputs.size() && status.ok(); ++i) {
    const int32_t id = program_.fetches[i];
    const OrtValue* source = frame->refs()[id];
    if (source == nullptr) {
      status = Error(ORT_FAIL, "body: output ", i, ": no step made it");
    } else if (SharedValue* held = frame->held(id); held != nullptr) {
      outputs[i] = *held;
    } else if (source != &frame->values()[id]) {
      outputs[i] = Borrowed(source);
    } else {
      if (outputs[i].use_count() != 1) outputs[i] = std::make_shared<OrtValue>();
      *const_cast<OrtValue*>(outputs[i].get()) = std::move(frame->values()[id]);
      frame->HoldValue(id, outputs[i]);   // for a second output of the same value
    }
  }
  ReturnFrame(std::move(frame));
  return status;
}

}  // namespace berth
