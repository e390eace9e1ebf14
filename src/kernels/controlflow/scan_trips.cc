#include "kernels/controlflow/scan_trips.h"

#include "kernels/ints.h"
#include "kernels/tensor/strided_copy.h"
#include "values/packed.h"

namespace berth {

StatusOr<ItemReader> ItemReader::Make(KernelContext& ctx, const Tensor& tensor, size_t axis, int64_t count, bool reverse) {
  if (IsPacked(tensor.type()) && !tensor.memory_info().device.IsHostAccessible()) {
    return Error(ORT_NOT_IMPLEMENTED, ElementTypeName(tensor.type()),
                 " seen: items of half bytes are not taken out of memory of a device");
  }
  BERTH_ASSIGN_OR_RETURN(const Elements elements, Elements::Of(ctx, tensor));
  ItemReader reader(tensor, elements);
  const DimsView dims = tensor.dims();
  reader.item_dims_.assign(dims.begin(), dims.end());
  reader.item_dims_.erase(reader.item_dims_.begin() + static_cast<std::ptrdiff_t>(axis));
  reader.outer_ = ElementCountOf(dims.first(axis));
  reader.inner_ = ElementCountOf(dims.subspan(axis + 1));
  reader.length_ = dims[axis];
  reader.count_ = count;
  reader.reverse_ = reverse;
  return reader;
}

StatusOr<SharedValue> ItemReader::At(KernelContext& ctx, int64_t i) const {
  const size_t place = static_cast<size_t>(reverse_ ? count_ - 1 - i : i) * inner_;
  const bool packed = IsPacked(tensor_->type());
  if (outer_ == 1 && !packed) {
    void* data = const_cast<void*>(elements_.at(place));
    return SharedValue(std::make_shared<OrtValue>(Tensor::Place(tensor_->type(), item_dims_, data, &tensor_->memory_info())));
  }
  BERTH_ASSIGN_OR_RETURN(Tensor item, Tensor::Allocate(ctx.allocator(), tensor_->type(), item_dims_));
  std::vector<uint8_t> unpacked(packed ? item.element_count() : 0);
  const auto outer = static_cast<int64_t>(outer_), inner = static_cast<int64_t>(inner_);
  const StridedAxis axes[] = {{outer, length_ * inner, inner}, {inner, 1, 1}};
  CopyStrided(ctx.pool(), axes, elements_.unit(), elements_.at(place), packed ? unpacked.data() : item.mutable_data());
  if (packed) PackElements(unpacked.data(), item);
  return SharedValue(std::make_shared<OrtValue>(std::move(item)));
}

Status ItemWriter::LayOut(DimsView item_dims) {
  item_dims_.assign(item_dims.begin(), item_dims.end());
  const size_t rank = item_dims.size() + counts_.size();
  BERTH_ASSIGN_OR_RETURN(const int64_t axis, NormalizeAxis(axis_, rank));
  if (static_cast<size_t>(axis) > item_dims.size()) {
    return InvalidArgument("output ", output_, ": axis ", axis_, " seen for rank ", rank);
  }
  outer_ = ElementCountOf(item_dims.first(static_cast<size_t>(axis)));
  inner_ = ElementCountOf(item_dims.subspan(static_cast<size_t>(axis)));
  total_ = ElementCountOf(counts_);
  dims_ = item_dims_;
  dims_.insert(dims_.begin() + static_cast<std::ptrdiff_t>(axis), counts_.begin(), counts_.end());
  return Ok();
}

Status ItemWriter::Begin(KernelContext& ctx, DimsView item_dims) {
  BERTH_RETURN_IF_ERROR(LayOut(item_dims));
  BERTH_ASSIGN_OR_RETURN(elements_, NewElements::Make(ctx, output_, dims_));
  if (clear_) FillZero(elements_->unit(), elements_->at(0), elements_->count());
  return Ok();
}

Status ItemWriter::BeginOnDevice(KernelContext& ctx, const Tensor& item) {
  if (IsPacked(item.type())) {
    return Error(ORT_NOT_IMPLEMENTED, "output ", output_, ": ", ElementTypeName(item.type()),
                 " seen: items of half bytes are not put together in memory of a device");
  }
  BERTH_RETURN_IF_ERROR(LayOut(item.dims()));
  BERTH_ASSIGN_OR_RETURN(Tensor * output, ctx.Output(output_, dims_));
  Dims rows = item_dims_;
  rows.insert(rows.begin(), counts_.begin(), counts_.end());
  if (SameDims(rows, dims_)) {
    rows_ = std::make_unique<OrtValue>(Tensor::Place(output->type(), rows, output->mutable_data(), &output->memory_info()));
    return Ok();
  }
  if (helper_ == nullptr) {
    return Error(ORT_NOT_IMPLEMENTED, "output ", output_, ": axis ", axis_, " seen in memory of a device, without a helper");
  }
  BERTH_ASSIGN_OR_RETURN(rows_, MakeBeside(ctx, *output, rows));
  return Ok();
}

SharedValue ItemWriter::DevicePlace(int64_t i) const {
  Tensor& rows = rows_->tensor;
  const size_t bytes = total_ > 0 ? rows.bytes() / total_ : 0;
  const auto place = static_cast<size_t>(reverse_ ? static_cast<int64_t>(total_) - 1 - i : i);
  void* data = static_cast<char*>(rows.mutable_data()) + place * bytes;
  return std::make_shared<OrtValue>(Tensor::Place(rows.type(), item_dims_, data, &rows.memory_info()));
}

Status ItemWriter::FinishOnDevice(KernelContext& ctx) {
  if (!rows_->tensor.owns_memory()) return Ok();
  // The axis of the items goes from the front to its place.
  std::vector<size_t> perm;
  BERTH_ASSIGN_OR_RETURN(const int64_t axis, NormalizeAxis(axis_, dims_.size()));
  for (size_t i = 1; i < dims_.size(); ++i) perm.push_back(i);
  perm.insert(perm.begin() + axis, 0);
  return helper_->Transpose(ctx, perm, *rows_, const_cast<OrtValue&>(*ctx.MadeOutput(output_)));
}

SharedValue ItemWriter::Place(KernelContext& ctx, int64_t i) const {
  if (rows_ != nullptr) return DevicePlace(i);
  if (!elements_ || outer_ != 1 || elements_->unit() == Unit::kString) return SharedValue();
  const Tensor& output = ctx.MadeOutput(output_)->tensor;
  if (IsPacked(output.type())) return SharedValue();
  return SharedValue(std::make_shared<OrtValue>(
      Tensor::Place(output.type(), item_dims_, elements_->at(PlaceOf(i)), &output.memory_info())));
}

Status ItemWriter::Put(KernelContext& ctx, const BodyRunner& body, int64_t i, const OrtValue& item) {
  if (!ctx.WantsOutput(output_)) return Ok();
  if (!item.is_tensor()) return InvalidArgument("output ", output_, ": no tensor seen for its items");
  if (!elements_ && rows_ == nullptr) {
    BERTH_RETURN_IF_ERROR(IsInHostMemory(item) ? Begin(ctx, item.tensor.dims()) : BeginOnDevice(ctx, item.tensor));
  }
  const ElementType wanted = ctx.MadeOutput(output_)->tensor.type();
  if (item.tensor.type() != wanted || !SameDims(item.tensor.dims(), item_dims_)) {
    return InvalidArgument("output ", output_, ": item ", ElementTypeName(item.tensor.type()), ShapeText(item.tensor.dims()),
                           " seen in trip ", i, ", ", ElementTypeName(wanted), ShapeText(item_dims_), " wanted");
  }
  if (rows_ != nullptr) {
    const SharedValue row = DevicePlace(i);
    return row->tensor.data() == item.tensor.data() ? Ok() : body.Copy(ctx, item, const_cast<OrtValue&>(*row));
  }
  void* place = elements_->at(PlaceOf(i));
  if (place == item.tensor.data()) return Ok();
  BERTH_ASSIGN_OR_RETURN(const Elements from, Elements::Of(ctx, item.tensor));
  const auto outer = static_cast<int64_t>(outer_), inner = static_cast<int64_t>(inner_);
  const StridedAxis axes[] = {{outer, inner, static_cast<int64_t>(total_) * inner}, {inner, 1, 1}};
  CopyStrided(ctx.pool(), axes, from.unit(), from.at(0), place);
  return Ok();
}

Status ItemWriter::Finish(KernelContext& ctx, DimsView item_dims) {
  if (!ctx.WantsOutput(output_)) return Ok();
  if (rows_ != nullptr) return FinishOnDevice(ctx);
  if (!elements_) BERTH_RETURN_IF_ERROR(Begin(ctx, item_dims));
  elements_->Finish();
  return Ok();
}

namespace {

// What makes a state of one trip fit for the next.
Status CheckState(size_t i, const OrtValue& seen, const OrtValue& before) {
  if (seen.is_tensor() && before.is_tensor() && SameDims(seen.tensor.dims(), before.tensor.dims())) return Ok();
  return InvalidArgument("body output ", i, ": ", seen.is_tensor() ? ShapeText(seen.tensor.dims()) : std::string("no tensor"),
                         " seen, ", before.is_tensor() ? ShapeText(before.tensor.dims()) : std::string("a tensor"),
                         " wanted as the state had it before");
}

}  // namespace

Status RunTrips(KernelContext& ctx, const BodyRunner& body, int64_t trips, std::span<SharedValue> states,
                std::span<const ItemReader> readers, std::span<ItemWriter> writers, int64_t first) {
  absl::InlinedVector<SharedValue, 8> inputs(states.size() + readers.size()), outputs(body.output_count());
  for (int64_t trip = 0; trip < trips; ++trip) {
    BERTH_RETURN_IF_ERROR(CheckGoesOn(ctx));
    std::copy(states.begin(), states.end(), inputs.begin());
    for (size_t i = 0; i < readers.size(); ++i) {
      BERTH_ASSIGN_OR_RETURN(inputs[states.size() + i], readers[i].At(ctx, trip));
    }
    for (size_t k = 0; k < writers.size(); ++k) outputs[states.size() + k] = writers[k].Place(ctx, first + trip);
    Status status = body.Run(ctx, inputs, outputs);
    if (!status.ok()) return std::move(status).Annotate(absl::StrCat("body, trip ", trip));
    for (size_t i = 0; i < states.size(); ++i) {
      BERTH_RETURN_IF_ERROR(CheckState(i, *outputs[i], *states[i]));
      inputs[i].reset();
      Advance(states[i], outputs[i]);
    }
    for (size_t k = 0; k < writers.size(); ++k) {
      BERTH_RETURN_IF_ERROR(writers[k].Put(ctx, body, first + trip, *outputs[states.size() + k]));
    }
  }
  return Ok();
}

StatusOr<ScanBody> FindScanBody(const KernelInfo& info, size_t inputs) {
  BERTH_ASSIGN_OR_RETURN(const int64_t scans, info.Int("num_scan_inputs"));
  if (scans < 1 || static_cast<size_t>(scans) > inputs) {
    return Error(ORT_INVALID_GRAPH, info.label(), ": num_scan_inputs: ", scans, " seen, 1 to ", inputs, " wanted");
  }
  ScanBody body;
  body.scans = static_cast<size_t>(scans);
  body.states = inputs - body.scans;
  if (info.output_count() < body.states) {
    return Error(ORT_INVALID_GRAPH, info.label(), ": ", info.output_count(), " outputs seen, at least ", body.states,
                 " for its states wanted");
  }
  body.items = info.output_count() - body.states;
  BERTH_ASSIGN_OR_RETURN(body.runner, FindBody(info, "body", inputs, info.output_count()));
  for (size_t k = 0; k < info.output_count(); ++k) body.declared.push_back(DeclaredItemDims(info.body_graph("body"), k));
  return body;
}

StatusOr<Dims> PerItem(const KernelInfo& info, std::string_view attribute, size_t count, bool flags) {
  BERTH_ASSIGN_OR_RETURN(Dims numbers, IntsAttribute(info, attribute));
  if (!info.HasAttribute(attribute)) numbers.assign(count, 0);
  bool legal = numbers.size() == count;
  for (int64_t number : numbers) legal = legal && (!flags || number == 0 || number == 1);
  if (legal) return numbers;
  return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"", attribute, "\": ", ShapeText(numbers), " seen, ", count,
               flags ? " of 0 or 1 wanted" : " axes wanted");
}

}  // namespace berth
