#include "exec/frame.h"

#include <algorithm>

#include "base/checked_math.h"
#include "ep/run_streams.h"
#include "values/value_type.h"

namespace berth {
namespace {

Status CheckGivenFor(ElementType type, DimsView dims, const Tensor& given) {
  if (given.type() == type && SameDims(given.dims(), dims)) return Ok();
  return InvalidArgument("output given by the caller: ", ElementTypeName(given.type()), ShapeText(given.dims()), " seen, ",
                         ElementTypeName(type), ShapeText(dims), " wanted");
}

}  // namespace

Status CheckGiven(const OrtValue& made, const Tensor& given) {
  if (made.is_tensor()) return CheckGivenFor(made.tensor.type(), made.tensor.dims(), given);
  return InvalidArgument("output given by the caller: ", ElementTypeName(given.type()), ShapeText(given.dims()), " seen, ",
                         TypeText(TypeOf(made)), " wanted");
}

Frame::Frame(const Program& program, const ExecOptions& options)
    : program_(program),
      options_(options),
      values_(std::make_unique<OrtValue[]>(program.value_count)),
      fresh_refs_(program.value_count, nullptr),
      recorded_bytes_(program.value_count, 0),
      is_fetch_(program.value_count, false) {
  for (auto [id, value] : program.constants) fresh_refs_[id] = value;
  for (int32_t id : program.fetches) is_fetch_[id] = true;
  refs_ = fresh_refs_;
}

Status Frame::Begin(std::shared_ptr<const ShapePlan> plan, const RunControl& control) {
  control_ = &control;
  if (plan != plan_) {
    // Tensors placed under the old plan must not be mistaken for ones of the new.
    for (uint32_t id = 0; id < program_.value_count; ++id) values_[id] = OrtValue();
    plan_ = nullptr;
    if (plan != nullptr && plan->arena.total > arena_bytes_) {
      arena_.Reset();
      arena_bytes_ = 0;
      BERTH_ASSIGN_OR_RETURN(arena_, Buffer::Allocate(options_.allocator, plan->arena.total));
      arena_bytes_ = plan->arena.total;
    }
    plan_ = std::move(plan);
  }
  std::copy(fresh_refs_.begin(), fresh_refs_.end(), refs_.begin());
  if (plan_ == nullptr) std::fill(recorded_bytes_.begin(), recorded_bytes_.end(), 0);
  fetches_.clear();
  return Ok();
}

void Frame::SetFetch(int32_t value_id, OrtValue* preallocated) {
  if (preallocated != nullptr) fetches_.emplace_back(value_id, preallocated);
}

bool Frame::IsInPlace(int32_t value_id, const Tensor& given) const {
  const PlaceId place = program_.place_of(value_id);
  const OrtMemoryDevice& device = given.memory_info().device;
  return place == kHostPlace ? device.IsHostAccessible() : device == options_.memory->device(place);
}

OrtSyncStream* Frame::stream(uint16_t place) {
  return control_->streams != nullptr ? control_->streams->of(place) : nullptr;
}

void* Frame::stream_handle(uint16_t place) {
  OrtSyncStream* found = stream(place);
  return found != nullptr ? found->handle() : nullptr;
}

const Tensor* Frame::FindAlias(int32_t value_id, ElementType type, DimsView dims) const {
  const auto found = std::find_if(program_.aliases.begin(), program_.aliases.end(),
                                  [&](const ValueAlias& alias) { return alias.output == value_id; });
  if (found == program_.aliases.end()) return nullptr;
  const OrtValue* input = refs_[found->input];
  if (input == nullptr || !input->is_tensor() || type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) return nullptr;
  // Over what others may still read nobody writes.
  if (found->optional && input != &values_[found->input]) return nullptr;
  const Tensor& tensor = input->tensor;
  const auto count = ElementCount(dims);
  return tensor.type() == type && count.ok() && tensor.element_count() == *count ? &tensor : nullptr;
}

OrtAllocator* Frame::FindAllocator(const OrtMemoryDevice& device) {
  if (device == CpuMemoryInfo().device) return options_.allocator;
  return options_.memory != nullptr ? options_.memory->FindAllocator(device) : nullptr;
}

StatusOr<void*> Frame::DeviceScratch(const OrtMemoryDevice& device, size_t bytes) {
  OrtAllocator* allocator = FindAllocator(device);
  if (allocator == nullptr) return InvalidArgument("scratch: memory of a device that no EP of this session has");
  const auto count = static_cast<int64_t>(bytes);
  BERTH_ASSIGN_OR_RETURN(Tensor block, Tensor::Allocate(allocator, ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8, {&count, 1}));
  device_scratch_.push_back(std::move(block));
  return device_scratch_.back().mutable_data();
}

OrtValue* Frame::FindFetch(int32_t value_id) const {
  for (auto& [id, fetch] : fetches_) {
    if (id == value_id && fetch->is_tensor() && IsInPlace(id, fetch->tensor)) return fetch;
  }
  return nullptr;
}

OrtValue* Frame::GivenOutput(int32_t value_id, OrtValue& value) {
  OrtValue* fetch = FindFetch(value_id);
  if (fetch == nullptr) return nullptr;
  Tensor& theirs = fetch->tensor;
  value.kind = ONNX_TYPE_TENSOR;
  value.tensor = Tensor::Place(theirs.type(), theirs.dims(), theirs.mutable_data(), &theirs.memory_info());
  return fetch;
}

OrtValue* Frame::FindSpare(int32_t value_id, ElementType type, DimsView dims) {
  for (auto& [id, spare] : spares_) {
    if (id != value_id || !spare->is_tensor() || !IsInPlace(id, spare->tensor)) continue;
    if (spare->tensor.type() == type && SameDims(spare->tensor.dims(), dims)) return spare;
  }
  return nullptr;
}

Status Frame::PrepareOutput(int32_t value_id, ElementType type, DimsView dims, OrtValue& value) {
  if (const Tensor* shared = program_.aliases.empty() ? nullptr : FindAlias(value_id, type, dims)) {
    value = OrtValue(Tensor::Place(type, dims, const_cast<void*>(shared->data()), &shared->memory_info()));
    heap_values_.push_back(value_id);   // another run has other memory
    return Ok();
  }
  if (is_fetch_[value_id]) {
    if (const OrtValue* fetch = FindFetch(value_id)) {
      BERTH_RETURN_IF_ERROR(CheckGivenFor(type, dims, fetch->tensor));
      GivenOutput(value_id, value);
      return Ok();
    }
    if (OrtValue* spare = FindSpare(value_id, type, dims)) {
      value.kind = ONNX_TYPE_TENSOR;
      value.tensor = std::move(spare->tensor);
      return Ok();
    }
  }
  if (const PlaceId place = program_.place_of(value_id); place != kHostPlace && type != ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    BERTH_ASSIGN_OR_RETURN(value.tensor, options_.memory->Allocate(place, type, dims, stream(place)));
    value.kind = ONNX_TYPE_TENSOR;
    heap_values_.push_back(value_id);
    return Ok();
  }
  BERTH_ASSIGN_OR_RETURN(size_t count, ElementCount(dims));
  auto bytes = StorageBytes(type, count);
  if (!bytes) return InvalidArgument("output: ", ElementTypeName(type), ShapeText(dims), " seen: its size overflows");
  const bool is_bytes = type != ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;   // strings need more than a place
  if (plan_ == nullptr && is_bytes) recorded_bytes_[value_id] = *bytes;
  bool planned = is_bytes && plan_ != nullptr && plan_->arena.offsets[value_id] != ArenaPlan::kUnplanned &&
                 *bytes <= plan_->arena.sizes[value_id];
  if (planned) {
    value.tensor = Tensor::Place(type, dims, static_cast<char*>(arena_.data()) + plan_->arena.offsets[value_id],
                                 &CpuMemoryInfo());
  } else {
    BERTH_ASSIGN_OR_RETURN(value.tensor, Tensor::Allocate(options_.allocator, type, dims));
    heap_values_.push_back(value_id);
  }
  value.kind = ONNX_TYPE_TENSOR;
  return Ok();
}

StatusOr<void*> Frame::Scratch(size_t bytes) {
  auto rounded = CheckedRoundUp<size_t>(bytes, kCpuAlignment);
  if (!rounded) return InvalidArgument("scratch: ", bytes, " bytes seen: too many");
  if (scratch_.empty() || *rounded > scratch_size_ - scratch_used_) {
    // Blocks handed out in this step stay where they are; the new one is larger than all before.
    size_t size = std::max(*rounded, scratch_size_ * 2);
    BERTH_ASSIGN_OR_RETURN(Buffer block, Buffer::Allocate(options_.allocator, size));
    scratch_.push_back(std::move(block));
    scratch_size_ = size;
    scratch_used_ = 0;
  }
  void* result = static_cast<char*>(scratch_.back().data()) + scratch_used_;
  scratch_used_ += *rounded;
  return result;
}

void Frame::EndStep(std::span<const int32_t> drops) {
  scratch_used_ = 0;
  device_scratch_.clear();
  if (scratch_.size() > 1) scratch_.erase(scratch_.begin(), scratch_.end() - 1);
  if (heap_values_.empty() && held_.empty()) return;
  for (int32_t id : drops) {
    if (is_fetch_[id]) continue;
    bool owns = !values_[id].is_tensor() || values_[id].tensor.owns_memory();
    if (owns) values_[id] = OrtValue();
    std::erase_if(held_, [id](const auto& held) { return held.first == id; });
  }
}

SharedValue* Frame::held(int32_t value_id) {
  auto found = std::find_if(held_.begin(), held_.end(), [&](const auto& held) { return held.first == value_id; });
  return found != held_.end() ? &found->second : nullptr;
}

void Frame::End() {
  EndStep({});
  for (int32_t id : heap_values_) values_[id] = OrtValue();
  heap_values_.clear();
  held_.clear();
  spares_.clear();
  // Fetched values were handed out or point into the caller's memory; what is no tensor has memory of its own.
  for (int32_t id : program_.fetches) values_[id] = OrtValue();
  for (auto& [id, fetch] : fetches_) values_[id] = OrtValue();
  fetches_.clear();
}

}  // namespace berth
