#include "plan/constants.h"

#include "base/checked_math.h"
#include "graph/initializer.h"
#include "graph/onnx_type.h"
#include "kernels/packed_weights.h"

namespace berth {
namespace {

// Smaller ones are not worth an entry in the container.
constexpr size_t kWorthSharing = size_t{64} << 10;
// A quantized weight of 4 bits has 8 times as many in float.
constexpr size_t kMostGrowth = 8;
constexpr size_t kSmallResult = size_t{64} << 10, kSmallResults = size_t{16} << 20;

size_t Saturated(std::optional<size_t> bytes) { return bytes.value_or(SIZE_MAX / kMostGrowth / 2); }

}  // namespace

size_t Constants::RoomOf(const Graph& graph) {
  size_t bytes = 0;
  for (ValueId id : graph.initializers) {
    const onnx::TensorProto& proto = graph.value(id).initializer->proto;
    const auto count = ElementCount(Dims(proto.dims().begin(), proto.dims().end()));
    const auto own = count.ok() ? StorageBytes(ElementTypeFromOnnx(proto.data_type()), *count) : std::nullopt;
    bytes = Saturated(CheckedAdd<size_t>(bytes, own.value_or(0)));
  }
  return Saturated(CheckedMul<size_t>(bytes, kMostGrowth)) + kSmallResults;
}

bool Constants::TakeRoom(size_t bytes, size_t from_bytes) {
  const bool is_small = bytes <= kSmallResult || bytes / kMostGrowth <= from_bytes;
  if (!is_small || bytes > room_ - taken_) return false;
  taken_ += bytes;
  return true;
}

bool Constants::Has(ValueId id) const { return graph_.value(id).is_constant() || made_.contains(id); }

StatusOr<const OrtValue*> Constants::Find(ValueId id) const {
  const auto found = made_.find(id);
  return found != made_.end() ? StatusOr<const OrtValue*>(found->second) : InitializerValue(graph_.value(id));
}

void Constants::Add(ValueId id, std::unique_ptr<OrtValue> value) {
  made_[id] = value.get();
  folded_.push_back(std::move(value));
}

void Constants::Forgo(ValueId id) {
  const Value& value = graph_.value(id);
  // What is of a graph around this one has users there.
  if (value.outer != nullptr || value.is_output || ++forgone_[static_cast<size_t>(id)] < value.uses.size()) return;
  const auto found = made_.find(id);
  if (found == made_.end()) return RetireInitializer(value);
  Tensor& tensor = found->second->tensor;
  tensor = Tensor::Place(tensor.type(), tensor.dims(), nullptr, &tensor.memory_info());
}

void Constants::Share(OrtPrepackedWeightsContainer& container) const {
  const auto share = [&container](std::shared_ptr<const Buffer> buffer, size_t bytes) {
    return bytes < kWorthSharing ? std::move(buffer) : container.Share(std::move(buffer), bytes);
  };
  for (ValueId id : graph_.initializers) {
    const Value& value = graph_.value(id);
    if (value.initializer != nullptr && known_[static_cast<size_t>(id)] == value.uses.size()) ShareInitializer(value, share);
  }
}

}  // namespace berth
