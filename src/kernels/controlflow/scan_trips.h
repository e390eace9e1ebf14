// What the two forms of Scan share: items out of its inputs, trips, items into its outputs.
#pragma once

#include <optional>

#include "kernels/controlflow/bodies.h"
#include "kernels/controlflow/helpers.h"
#include "kernels/tensor/movable.h"

namespace berth {

// Gives the items of a tensor along one axis; along the outermost one without a copy. Lives as long as the step.
class ItemReader {
 public:
  // `reverse`: item 0 is the last of the `count` first ones. `axis` is legal for the tensor.
  static StatusOr<ItemReader> Make(KernelContext& ctx, const Tensor& tensor, size_t axis, int64_t count, bool reverse);
  StatusOr<SharedValue> At(KernelContext& ctx, int64_t i) const;

 private:
  ItemReader(const Tensor& tensor, Elements elements) : tensor_(&tensor), elements_(elements) {}

  const Tensor* tensor_;
  Elements elements_;
  Dims item_dims_;
  size_t outer_ = 1, inner_ = 1;   // elements before and behind the axis
  int64_t length_ = 0, count_ = 0;
  bool reverse_ = false;
};

// Puts items of one shape into output `output` of the node, which is made with the first of them.
class ItemWriter {
 public:
  // `counts`: the axes that the output has more than an item, from `axis` on; item i goes to place i of them, row by row,
  // or with `reverse` from the end. `clear`: places that get no item are zero. `helper`: of an EP, which turns what is in its
  // memory; else null.
  ItemWriter(size_t output, Dims counts, int64_t axis, bool reverse, bool clear, const ScanHelper* helper = nullptr)
      : output_(output), counts_(std::move(counts)), axis_(axis), reverse_(reverse), clear_(clear), helper_(helper) {}

  // Memory for item i where it will lie, as a tensor that may be given to Put; null when there is no item yet or items do
  // not lie together.
  SharedValue Place(KernelContext& ctx, int64_t i) const;
  // Error: another shape than the first item's, another type than the graph says, no such axis.
  Status Put(KernelContext& ctx, const BodyRunner& body, int64_t i, const OrtValue& item);
  // Last call. Without any item the output gets `item_dims`.
  Status Finish(KernelContext& ctx, DimsView item_dims);

 private:
  Status Begin(KernelContext& ctx, DimsView item_dims);
  // The same for items in memory of a device, which the host does not touch.
  Status BeginOnDevice(KernelContext& ctx, const Tensor& item);
  Status FinishOnDevice(KernelContext& ctx);
  SharedValue DevicePlace(int64_t i) const;
  Status LayOut(DimsView item_dims);
  size_t PlaceOf(int64_t i) const { return (reverse_ ? total_ - 1 - static_cast<size_t>(i) : static_cast<size_t>(i)) * inner_; }

  size_t output_;
  Dims counts_;
  int64_t axis_;
  bool reverse_, clear_;
  const ScanHelper* helper_;
  Dims item_dims_, dims_;          // of an item, of the output
  size_t outer_ = 1, inner_ = 1, total_ = 1;
  std::optional<NewElements> elements_;
  std::unique_ptr<OrtValue> rows_; // on a device: all items one after the other; a view of the output when they stay so
};

// Runs `body` once for each item: it takes the states and one item of each reader, gives the states and one item for each
// writer. The first trip's goes to `first` of the writers. Error: a state that changes its shape, and the body's own with the
// trip in front.
Status RunTrips(KernelContext& ctx, const BodyRunner& body, int64_t trips, std::span<SharedValue> states,
                std::span<const ItemReader> readers, std::span<ItemWriter> writers, int64_t first);

// A node's body, and how its inputs and outputs are divided.
struct ScanBody {
  const BodyRunner* runner = nullptr;
  size_t states = 0, scans = 0;    // of the inputs
  size_t items = 0;                // scan outputs, behind as many outputs as there are states
  std::vector<Dims> declared;      // of each output of the body, for no trip at all
};
// `inputs`: states and scan inputs together. Error: ORT_INVALID_GRAPH.
StatusOr<ScanBody> FindScanBody(const KernelInfo& info, size_t inputs);

// The attribute's flags, one for each of `count`; as many zeros when it is absent. Error: another number of them.
StatusOr<Dims> PerItem(const KernelInfo& info, std::string_view attribute, size_t count, bool flags);

}  // namespace berth
