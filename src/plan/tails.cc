#include "plan/tails.h"

#include <algorithm>
#include <cmath>

#include "graph/initializer.h"

namespace berth {
namespace {

bool IsOnnx(const Node& node, std::string_view op) {
  return node.domain.empty() && node.schema != nullptr && node.op_type == op;
}

bool HasOneOutput(const Node& node) {
  return !node.outputs.empty() && std::all_of(node.outputs.begin() + 1, node.outputs.end(), [](ValueId id) { return id == kNone; });
}

int64_t IntOf(const Node& node, std::string_view name, int64_t absent) {
  const onnx::AttributeProto* attribute = node.FindAttribute(name);
  return attribute != nullptr && attribute->type() == onnx::AttributeProto::INT ? attribute->i() : absent;
}

float FloatOf(const Node& node, std::string_view name, float absent) {
  const onnx::AttributeProto* attribute = node.FindAttribute(name);
  return attribute != nullptr && attribute->type() == onnx::AttributeProto::FLOAT ? attribute->f() : absent;
}

// What a value is multiplied with and what is added, by channel.
struct Affine {
  std::vector<double> scale, shift;
};

class Finder {
 public:
  Finder(const Graph& graph, const Node& head, const Constants& constants, absl::FunctionRef<bool(const Node&)> is_host)
      : graph_(graph), head_(head), constants_(constants), is_host_(is_host) {}

  StatusOr<std::optional<FoundTail>> Find() {
    BERTH_ASSIGN_OR_RETURN(const bool begins, Begin());
    if (!begins) return std::optional<FoundTail>();
    found_.output = head_.outputs[0];
    for (const Node* next = Next(); next != nullptr; next = Next()) {
      BERTH_ASSIGN_OR_RETURN(const bool taken, Take(*next));
      if (!taken) break;
      found_.nodes.push_back(next->id);
      found_.output = next->outputs[0];
    }
    if (found_.nodes.empty()) return std::optional<FoundTail>();
    if (is_scaled_) {
      found_.tail.scale.assign(total_.scale.begin(), total_.scale.end());
      found_.tail.shift.assign(total_.shift.begin(), total_.shift.end());
      const auto is_finite = [](float x) { return std::isfinite(x); };
      // What is not finite gives other results in another order.
      if (!std::all_of(found_.tail.scale.begin(), found_.tail.scale.end(), is_finite)) return std::optional<FoundTail>();
      if (!std::all_of(found_.tail.shift.begin(), found_.tail.shift.end(), is_finite)) return std::optional<FoundTail>();
    }
    return std::optional(std::move(found_));
  }

 private:
  // Whether the head is one that takes a tail; what it knows of channels and rank.
  StatusOr<bool> Begin() {
    if (!is_host_(head_) || !HasOneOutput(head_)) return false;
    const ValueType type = TypeFromProto(graph_.value(head_.outputs[0]).type);
    if (type.kind != ONNX_TYPE_TENSOR || type.tensor.element_type != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) return false;
    if (type.tensor.has_shape) rank_ = type.tensor.dims.size();
    if (IsOnnx(head_, "Conv")) {
      BERTH_ASSIGN_OR_RETURN(channels_, ConvChannels());
      return true;
    }
    if (!IsOnnx(head_, "BatchNormalization") || rank_ < 2) return false;
    BERTH_ASSIGN_OR_RETURN(const std::vector<float> scale, FloatsOf(head_, 1));
    channels_ = scale.size();
    BERTH_ASSIGN_OR_RETURN(std::optional<Affine> own, NormalizationOf(head_));
    if (own) Append(*std::move(own));
    return own.has_value();
  }

  // Of a Conv with constant weights and bias; else 0.
  StatusOr<size_t> ConvChannels() const {
    if (rank_ < 3 || !constants_.Has(head_.inputs[1])) return size_t{0};
    BERTH_ASSIGN_OR_RETURN(const OrtValue* w, constants_.Find(head_.inputs[1]));
    if (!IsFloat(*w) || w->tensor.dims().size() != rank_ || w->tensor.element_count() == 0) return size_t{0};
    const auto channels = static_cast<size_t>(w->tensor.dims()[0]);
    if (!HasInput(head_, 2)) return channels;
    BERTH_ASSIGN_OR_RETURN(const std::vector<float> bias, FloatsOf(head_, 2));
    return bias.size() == channels ? channels : 0;
  }

  // The node behind, when it alone sees what is there so far.
  const Node* Next() const {
    const Value& value = graph_.value(found_.output);
    if (value.is_output || value.uses.size() != 1 || value.uses[0].input < 0 || found_.tail.clamps) return nullptr;
    const Node* node = graph_.node(value.uses[0].node);
    if (!is_host_(*node) || !HasOneOutput(*node)) return nullptr;
    const ValueType type = TypeFromProto(graph_.value(node->outputs[0]).type);
    const bool is_float = type.kind == ONNX_TYPE_TENSOR && type.tensor.element_type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
    return is_float ? node : nullptr;
  }

  StatusOr<bool> Take(const Node& node) {
    if (IsOnnx(node, "Relu")) return Limit(0, std::numeric_limits<float>::infinity());
    if (IsOnnx(node, "Clip")) return TakeClip(node);
    if (channels_ == 0) return false;
    if (IsOnnx(node, "BatchNormalization")) {
      if (node.inputs[0] != found_.output) return false;
      BERTH_ASSIGN_OR_RETURN(std::optional<Affine> more, NormalizationOf(node));
      if (more) Append(*std::move(more));
      return more.has_value();
    }
    const bool multiplies = IsOnnx(node, "Mul");
    if ((!multiplies && !IsOnnx(node, "Add")) || node.since_version < 7) return false;   // before: axis and broadcast attributes
    const size_t other = node.inputs[0] == found_.output ? 1 : 0;
    BERTH_ASSIGN_OR_RETURN(std::optional<std::vector<double>> values, ByChannel(node.inputs[other]));
    if (!values) return false;
    Affine more{std::vector<double>(channels_, 1.0), std::vector<double>(channels_, 0.0)};
    (multiplies ? more.scale : more.shift) = *std::move(values);
    Append(std::move(more));
    return true;
  }

  StatusOr<bool> TakeClip(const Node& node) {
    float low = -std::numeric_limits<float>::infinity(), high = -low;
    if (node.since_version < 11) return Limit(FloatOf(node, "min", low), FloatOf(node, "max", high));
    if (node.inputs[0] != found_.output) return false;
    for (size_t i : {1, 2}) {
      if (!HasInput(node, i)) continue;
      BERTH_ASSIGN_OR_RETURN(const std::vector<float> bound, FloatsOf(node, i));
      if (bound.size() != 1) return false;
      (i == 1 ? low : high) = bound[0];
    }
    return Limit(low, high);
  }

  bool Limit(float low, float high) {
    if (!(low <= high)) return false;
    found_.tail.clamps = true;
    found_.tail.low = low;
    found_.tail.high = high;
    return true;
  }

  void Append(Affine more) {
    if (!is_scaled_) {
      total_ = std::move(more);
      is_scaled_ = true;
      return;
    }
    for (size_t c = 0; c < channels_; ++c) {
      total_.scale[c] *= more.scale[c];
      total_.shift[c] = total_.shift[c] * more.scale[c] + more.shift[c];
    }
  }

  // Nothing while it trains, and where its parameters are not constant.
  StatusOr<std::optional<Affine>> NormalizationOf(const Node& node) const {
    std::optional<Affine> none;
    if (node.since_version < 7 || IntOf(node, "training_mode", 0) != 0 || IntOf(node, "spatial", 1) == 0) return none;
    std::vector<float> parameters[4];   // scale, B, mean, variance
    for (size_t i = 0; i < 4; ++i) {
      BERTH_ASSIGN_OR_RETURN(parameters[i], FloatsOf(node, i + 1));
      if (parameters[i].size() != channels_) return none;
    }
    const double epsilon = FloatOf(node, "epsilon", 1e-5f);
    Affine affine;
    for (size_t c = 0; c < channels_; ++c) {
      affine.scale.push_back(parameters[0][c] / std::sqrt(parameters[3][c] + epsilon));
      affine.shift.push_back(parameters[1][c] - parameters[2][c] * affine.scale[c]);
    }
    return std::optional(std::move(affine));
  }

  // A constant as one number for each channel, when it gives that and leaves the shape as it is.
  StatusOr<std::optional<std::vector<double>>> ByChannel(ValueId id) const {
    std::optional<std::vector<double>> none;
    if (id == kNone || !constants_.Has(id)) return none;
    BERTH_ASSIGN_OR_RETURN(const OrtValue* value, constants_.Find(id));
    if (!IsFloat(*value)) return none;
    const DimsView dims = value->tensor.dims();
    const std::span<const float> floats = value->tensor.span<float>();
    if (dims.size() > rank_) return none;
    if (floats.size() == 1) return std::optional(std::vector<double>(channels_, floats[0]));
    // [channels, 1...] with one axis less than the output, or [1, channels, 1...].
    const size_t axis = dims.size() + 1 - rank_;
    if (dims.size() + 1 < rank_ || floats.size() != channels_ || dims[axis] != static_cast<int64_t>(channels_)) return none;
    return std::optional(std::vector<double>(floats.begin(), floats.end()));
  }

  // Of a constant input; empty when it is not one.
  StatusOr<std::vector<float>> FloatsOf(const Node& node, size_t i) const {
    if (!HasInput(node, i) || !constants_.Has(node.inputs[i])) return std::vector<float>();
    BERTH_ASSIGN_OR_RETURN(const OrtValue* value, constants_.Find(node.inputs[i]));
    if (!IsFloat(*value)) return std::vector<float>();
    const std::span<const float> floats = value->tensor.span<float>();
    return std::vector<float>(floats.begin(), floats.end());
  }

  static bool IsFloat(const OrtValue& value) {
    return value.is_tensor() && value.tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  }
  static bool HasInput(const Node& node, size_t i) { return i < node.inputs.size() && node.inputs[i] != kNone; }

  const Graph& graph_;
  const Node& head_;
  const Constants& constants_;
  absl::FunctionRef<bool(const Node&)> is_host_;
  size_t rank_ = 0, channels_ = 0;   // of the output; 0: not known, or scale and shift are not for this head
  bool is_scaled_ = false;
  Affine total_;
  FoundTail found_;
};

// Dropout: up to version 6 an attribute says that it does not train, from 12 on an input that it does.
StatusOr<bool> Trains(const Node& node, const Constants& constants) {
  if (node.since_version < 7) return IntOf(node, "is_test", 0) == 0;
  if (node.since_version < 12 || node.inputs.size() < 3 || node.inputs[2] == kNone) return false;
  if (!constants.Has(node.inputs[2])) return true;
  BERTH_ASSIGN_OR_RETURN(const OrtValue* mode, constants.Find(node.inputs[2]));
  const bool is_flag = mode->is_tensor() && mode->tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL &&
                       mode->tensor.element_count() == 1;
  return !is_flag || mode->tensor.span<bool>()[0];
}

}  // namespace

StatusOr<bool> PassesOn(const Graph& graph, const Node& node, const Constants& constants) {
  const bool is_dropout = IsOnnx(node, "Dropout");
  if ((!is_dropout && !IsOnnx(node, "Identity")) || node.inputs[0] == kNone) return false;
  for (size_t i = 0; i < node.outputs.size(); ++i) {
    if (node.outputs[i] == kNone) continue;
    const Value& value = graph.value(node.outputs[i]);
    if (value.is_output || (i > 0 && !value.uses.empty())) return false;
  }
  if (node.outputs[0] == kNone || !is_dropout) return node.outputs[0] != kNone;
  BERTH_ASSIGN_OR_RETURN(const bool trains, Trains(node, constants));
  return !trains;
}

StatusOr<std::optional<FoundTail>> FindTail(const Graph& graph, const Node& head, const Constants& constants,
                                            absl::FunctionRef<bool(const Node&)> is_host) {
  return Finder(graph, head, constants, is_host).Find();
}

}  // namespace berth
