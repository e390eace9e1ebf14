#include "kernels/controlflow/helpers.h"
#include "kernels/controlflow/scan_trips.h"

namespace berth {
namespace {

// A body run once for each item along an axis of its scan inputs. ONNX Scan-9, -11 (negative axes) and later.
//   inputs    N states, M scan inputs     body   N states, M items -> N states, K items
//   outputs   N states, K scan outputs
class Scan final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Scan>();
    BERTH_ASSIGN_OR_RETURN(ScanBody body, FindScanBody(info, info.input_count()));
    BERTH_ASSIGN_OR_RETURN(kernel->input_axes_, PerItem(info, "scan_input_axes", body.scans, false));
    BERTH_ASSIGN_OR_RETURN(kernel->input_reverse_, PerItem(info, "scan_input_directions", body.scans, true));
    BERTH_ASSIGN_OR_RETURN(kernel->output_axes_, PerItem(info, "scan_output_axes", body.items, false));
    BERTH_ASSIGN_OR_RETURN(kernel->output_reverse_, PerItem(info, "scan_output_directions", body.items, true));
    kernel->body_ = std::move(body);
    kernel->helper_ = info.scan_helper();
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    std::vector<ItemReader> readers;
    std::vector<std::unique_ptr<OrtValue>> turned;
    BERTH_ASSIGN_OR_RETURN(const int64_t trips, MakeReaders(ctx, readers, turned));
    absl::InlinedVector<SharedValue, 4> states;
    for (size_t i = 0; i < body_.states; ++i) states.push_back(Borrowed(ctx.InputValue(i)));
    std::vector<ItemWriter> writers;
    for (size_t k = 0; k < body_.items; ++k) {
      writers.emplace_back(body_.states + k, Dims{trips}, output_axes_[k], output_reverse_[k] != 0, false, helper_);
    }
    BERTH_RETURN_IF_ERROR(RunTrips(ctx, *body_.runner, trips, states, readers, writers, 0));
    for (size_t i = 0; i < body_.states; ++i) BERTH_RETURN_IF_ERROR(PassOn(ctx, *body_.runner, i, std::move(states[i])));
    for (size_t k = 0; k < writers.size(); ++k) BERTH_RETURN_IF_ERROR(writers[k].Finish(ctx, body_.declared[body_.states + k]));
    return Ok();
  }

 private:
  // Gives the number of items, in which all scan inputs have to agree.
  StatusOr<int64_t> MakeReaders(KernelContext& ctx, std::vector<ItemReader>& readers,
                                std::vector<std::unique_ptr<OrtValue>>& turned) const {
    int64_t trips = 0;
    for (size_t i = 0; i < body_.scans; ++i) {
      const Tensor& tensor = ctx.Input(body_.states + i);
      BERTH_ASSIGN_OR_RETURN(const int64_t axis, NormalizeAxis(input_axes_[i], tensor.dims().size()));
      const int64_t length = tensor.dims()[static_cast<size_t>(axis)];
      if (i == 0) trips = length;
      if (length != trips) {
        return InvalidArgument("input ", body_.states + i, ": ", length, " items along axis ", axis, " seen, ", trips,
                               " wanted as in the first scan input");
      }
      const bool by_helper = helper_ != nullptr && axis != 0;
      if (by_helper) {
        BERTH_ASSIGN_OR_RETURN(turned.emplace_back(), Turn(ctx, *ctx.InputValue(body_.states + i), static_cast<size_t>(axis)));
      }
      BERTH_ASSIGN_OR_RETURN(ItemReader reader, ItemReader::Make(ctx, by_helper ? turned.back()->tensor : tensor,
                                                                 by_helper ? 0 : static_cast<size_t>(axis), trips,
                                                                 input_reverse_[i] != 0));
      readers.push_back(std::move(reader));
    }
    return trips;
  }

  // The tensor with `axis` in front, as an EP turns it.
  StatusOr<std::unique_ptr<OrtValue>> Turn(KernelContext& ctx, const OrtValue& value, size_t axis) const {
    std::vector<size_t> perm{axis};
    Dims dims{value.tensor.dims()[axis]};
    for (size_t i = 0; i < value.tensor.dims().size(); ++i) {
      if (i == axis) continue;
      perm.push_back(i);
      dims.push_back(value.tensor.dims()[i]);
    }
    BERTH_ASSIGN_OR_RETURN(std::unique_ptr<OrtValue> turned, MakeBeside(ctx, value.tensor, dims));
    BERTH_RETURN_IF_ERROR(helper_->Transpose(ctx, perm, value, *turned));
    return turned;
  }

  ScanBody body_;
  const ScanHelper* helper_ = nullptr;
  Dims input_axes_, input_reverse_, output_axes_, output_reverse_;
};

}  // namespace

BERTH_KERNEL_LIST(scan,
    {"", "Scan", 9, kLatest, {}, Scan::Make})

}  // namespace berth
