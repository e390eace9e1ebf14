#include "kernels/controlflow/scan_trips.h"

namespace berth {
namespace {

// A body run for each item along axis 1 of its scan inputs, and that for each entry of axis 0, the batch. ONNX Scan-8.
//   inputs    lengths?, N states [batch, ...], M scan inputs [batch, longest, ...]
//   outputs   N states [batch, ...], K scan outputs [batch, longest, ...], zero behind an entry's length
class Scan8 final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Scan8>();
    BERTH_ASSIGN_OR_RETURN(ScanBody body, FindScanBody(info, info.input_count() - 1));
    BERTH_ASSIGN_OR_RETURN(kernel->reverse_, PerItem(info, "directions", body.scans, true));
    kernel->body_ = std::move(body);
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const DimsView shape = ctx.Input(1 + body_.states).dims();
    if (shape.size() < 2) {
      return InvalidArgument("input ", 1 + body_.states, ": shape ", ShapeText(shape), " seen, [batch,length,...] wanted");
    }
    const int64_t batch = shape[0], longest = shape[1];
    BERTH_RETURN_IF_ERROR(CheckShapes(ctx, batch, longest));
    BERTH_ASSIGN_OR_RETURN(const Dims lengths, Lengths(ctx, batch, longest));
    std::vector<ItemWriter> writers;
    for (size_t k = 0; k < body_.declared.size(); ++k) {
      const bool is_state = k < body_.states;
      writers.emplace_back(k, is_state ? Dims{batch} : Dims{batch, longest}, 0, false, !is_state && ctx.InputValue(0) != nullptr);
    }
    for (int64_t b = 0; b < batch; ++b) {
      BERTH_RETURN_IF_ERROR(RunEntry(ctx, b, longest, lengths[static_cast<size_t>(b)], writers));
    }
    for (size_t k = 0; k < writers.size(); ++k) BERTH_RETURN_IF_ERROR(writers[k].Finish(ctx, body_.declared[k]));
    return Ok();
  }

 private:
  Status CheckShapes(const KernelContext& ctx, int64_t batch, int64_t longest) const {
    for (size_t i = 1; i < 1 + body_.states + body_.scans; ++i) {
      const DimsView dims = ctx.Input(i).dims();
      const bool is_state = i < 1 + body_.states;
      if (dims.size() >= (is_state ? 1u : 2u) && dims[0] == batch && (is_state || dims[1] == longest)) continue;
      return InvalidArgument("input ", i, ": shape ", ShapeText(dims), " seen, [", batch,
                             is_state ? "" : absl::StrCat(",", longest), ",...] wanted as in the first scan input");
    }
    return Ok();
  }

  static StatusOr<Dims> Lengths(const KernelContext& ctx, int64_t batch, int64_t longest) {
    const Tensor* given = ctx.OptionalInput(0);
    if (given == nullptr) return Dims(static_cast<size_t>(batch), longest);
    if (given->type() != ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 || !SameDims(given->dims(), Dims{batch})) {
      return InvalidArgument("input sequence_lens: ", ElementTypeName(given->type()), ShapeText(given->dims()), " seen, int64[",
                             batch, "] wanted");
    }
    for (int64_t length : given->span<int64_t>()) {
      if (length >= 0 && length <= longest) continue;
      return InvalidArgument("input sequence_lens: ", length, " seen, 0 to ", longest, " wanted");
    }
    return Dims(given->span<int64_t>().begin(), given->span<int64_t>().end());
  }

  Status RunEntry(KernelContext& ctx, int64_t b, int64_t longest, int64_t length, std::vector<ItemWriter>& writers) const {
    absl::InlinedVector<SharedValue, 8> entry;   // of each input: what it has for this batch index
    for (size_t i = 1; i < 1 + body_.states + body_.scans; ++i) {
      BERTH_ASSIGN_OR_RETURN(ItemReader whole, ItemReader::Make(ctx, ctx.Input(i), 0, 0, false));
      BERTH_ASSIGN_OR_RETURN(SharedValue part, whole.At(ctx, b));
      entry.push_back(std::move(part));
    }
    std::vector<ItemReader> readers;
    for (size_t i = 0; i < body_.scans; ++i) {
      const Tensor& tensor = entry[body_.states + i]->tensor;
      BERTH_ASSIGN_OR_RETURN(ItemReader reader, ItemReader::Make(ctx, tensor, 0, length, reverse_[i] != 0));
      readers.push_back(std::move(reader));
    }
    const std::span<SharedValue> states(entry.data(), body_.states);
    const auto items = std::span(writers).subspan(body_.states);
    BERTH_RETURN_IF_ERROR(RunTrips(ctx, *body_.runner, length, states, readers, items, b * longest));
    for (size_t i = 0; i < body_.states; ++i) BERTH_RETURN_IF_ERROR(writers[i].Put(ctx, *body_.runner, b, *states[i]));
    return Ok();
  }

  ScanBody body_;
  Dims reverse_;
};

}  // namespace

BERTH_KERNEL_LIST(scan8,
    {"", "Scan", 8, 8, {}, Scan8::Make})

}  // namespace berth
