#include "drawn_model.h"

#include <algorithm>
#include <map>

#include "drawn_values.h"
#include "graph/initializer.h"
#include "graph/onnx_type.h"
#include "graph/schema.h"
#include "onnx/defs/data_type_utils.h"

namespace berth {
namespace {

using onnx::AttributeProto;
using onnx::OpSchema;
using onnx::TensorProto;
using onnx::TypeProto;

constexpr size_t kMostInputs = 4;      // of a variadic parameter
constexpr int kIrVersion = 11;

struct Operator {
  const char* name;
  const char* domain_class;
  int version;
};
constexpr Operator kOperators[] = {
#define BERTH_SCHEMA(op, domain, version) {#op, #domain, version},
#include "graph/schema_rows.inc"
#undef BERTH_SCHEMA
};

// A number of things of a list: few, now and then as many as something else has.
size_t DrawCount(FuzzBytes& bytes, size_t other) { return bytes.OneIn(3) ? bytes.Below(5) : other; }

class Drawer {
 public:
  Drawer(const OpSchema& schema, FuzzBytes& bytes) : schema_(schema), bytes_(bytes) {}

  DrawnModel Draw() {
    DrawnModel drawn;
    onnx::ModelProto& model = drawn.proto;
    model.set_ir_version(kIrVersion);
    auto& import = *model.add_opset_import();
    import.set_domain(schema_.domain());
    import.set_version(schema_.since_version());
    graph_ = model.mutable_graph();
    graph_->set_name("g");
    node_ = graph_->add_node();
    node_->set_op_type(schema_.Name());
    node_->set_domain(schema_.domain());
    feeds_ = &drawn.feeds;
    rank_ = bytes_.Below(5);
    dims_ = DrawDims(bytes_, rank_);
    DrawInputs();
    DrawAttributes();
    DrawOutputs();
    return drawn;
  }

 private:
  void DrawInputs() {
    for (const auto& formal : schema_.inputs()) {
      size_t count = 1;
      if (formal.GetOption() == OpSchema::Variadic) count = bytes_.Below(kMostInputs + 1);
      for (size_t i = 0; i < count; ++i) {
        const bool optional = formal.GetOption() == OpSchema::Optional;
        if (bytes_.OneIn(optional ? 3 : 64)) {
          node_->add_input("");
        } else {
          DrawInput(formal);
        }
      }
    }
    if (bytes_.OneIn(64) && node_->input_size() > 0) node_->mutable_input()->RemoveLast();
  }

  const std::string& TypeOf(const OpSchema::FormalParameter& formal) {
    std::vector<const std::string*> types(formal.GetTypes().begin(), formal.GetTypes().end());
    std::sort(types.begin(), types.end(), [](const auto* a, const auto* b) { return *a < *b; });
    static const std::string kFloat = "tensor(float)";
    if (types.empty()) return kFloat;
    auto [entry, added] = bound_.try_emplace(formal.GetTypeStr(), nullptr);
    if (added || bytes_.OneIn(32)) {
      // What most kernels are for comes most often.
      const auto usual = std::find_if(types.begin(), types.end(), [](const auto* type) { return *type == kFloat; });
      entry->second = usual != types.end() && bytes_.OneIn(2) ? *usual : bytes_.Pick(types);
    }
    return *entry->second;
  }

  // Sizes and axes come in lists; other inputs are mostly shaped alike.
  std::vector<int64_t> DimsOf(bool is_list) {
    const size_t kind = bytes_.Below(8);
    if (is_list && kind < 6) return {static_cast<int64_t>(DrawCount(bytes_, rank_))};
    if (is_list) return kind == 6 ? std::vector<int64_t>() : dims_;
    if (kind < 4) return dims_;
    std::vector<int64_t> dims = dims_;
    if (kind == 4) std::reverse(dims.begin(), dims.end());
    if (kind == 5 && !dims.empty()) dims[bytes_.Below(dims.size())] = DrawDim(bytes_);
    if (kind == 6) return DrawDims(bytes_, rank_);
    if (kind == 7) return DrawDims(bytes_, bytes_.Below(6));
    return ElementCountOf(dims) <= kMostElements ? dims : dims_;
  }

  void DrawInput(const OpSchema::FormalParameter& formal) {
    const std::string name = absl::StrCat("i", node_->input_size());
    node_->add_input(name);
    const TypeProto& type = onnx::Utils::DataTypeUtils::ToTypeProto(&TypeOf(formal));
    const bool is_sequence = type.has_sequence_type() && type.sequence_type().elem_type().has_tensor_type();
    if (!type.has_tensor_type() && !is_sequence) {
      AddInput(name, type, nullptr);
      return;
    }
    const int element = is_sequence ? type.sequence_type().elem_type().tensor_type().elem_type() : type.tensor_type().elem_type();
    if (is_sequence) {
      AddInput(name, type, DrawSequence(element));
      return;
    }
    const bool is_list = element == TensorProto::INT64 && node_->input_size() > 1 && !formal.GetTypeStr().starts_with("T");
    TensorProto tensor = DrawTensor(bytes_, element, DimsOf(is_list || formal.GetTypeStr() == "tensor(int64)"));
    if (bytes_.OneIn(3)) {
      tensor.set_name(name);
      graph_->add_initializer()->Swap(&tensor);
      return;
    }
    AddInput(name, DeclaredType(tensor), ValueOf(tensor));
  }

  // The shape of an input as it is, or less than that, or a lie.
  TypeProto DeclaredType(const TensorProto& tensor) {
    TypeProto type;
    auto& declared = *type.mutable_tensor_type();
    declared.set_elem_type(tensor.data_type());
    const size_t kind = bytes_.Below(16);
    if (kind == 15) return type;
    auto& shape = *declared.mutable_shape();
    for (int64_t dim : tensor.dims()) {
      auto& to = *shape.add_dim();
      if (kind < 8) to.set_dim_value(dim);
      if (kind == 13) to.set_dim_param("N");
      if (kind == 14) to.set_dim_value(bytes_.OneIn(4) ? DrawOddInt(bytes_) : dim);
    }
    return type;
  }

  std::unique_ptr<OrtValue> ValueOf(const TensorProto& tensor) {
    auto made = TensorFromProto(tensor, DefaultCpuAllocator());
    return made.ok() ? std::make_unique<OrtValue>(std::move(*made)) : nullptr;
  }

  std::unique_ptr<OrtValue> DrawSequence(int element) {
    auto value = std::make_unique<OrtValue>();
    value->kind = ONNX_TYPE_SEQUENCE;
    value->item_type = ElementTypeFromOnnx(element);
    for (size_t i = bytes_.Below(4); i > 0; --i) {
      value->items.push_back(DrawValue(bytes_, element, DimsOf(false)));
      if (value->items.back() == nullptr) return nullptr;
    }
    return value;
  }

  void AddInput(const std::string& name, const TypeProto& type, std::unique_ptr<OrtValue> value) {
    auto& input = *graph_->add_input();
    input.set_name(name);
    *input.mutable_type() = type;
    feeds_->push_back(std::move(value));
  }

  void DrawAttributes() {
    for (const auto& [name, attribute] : schema_.attributes()) {
      if (!bytes_.OneIn(attribute.required ? 1 : 2) || bytes_.OneIn(64)) continue;
      const bool right_kind = !bytes_.OneIn(64);
      const auto kind = right_kind ? attribute.type : static_cast<AttributeProto::AttributeType>(bytes_.Below(15));
      if (kind == AttributeProto::GRAPH || kind == AttributeProto::GRAPHS) continue;   // bodies are for model_load_fuzz
      auto& drawn = *node_->add_attribute();
      drawn.set_name(name);
      drawn.set_type(kind);
      DrawAttribute(kind, drawn);
    }
  }

  void DrawAttribute(AttributeProto::AttributeType kind, AttributeProto& drawn) {
    const size_t count = DrawCount(bytes_, kind == AttributeProto::INTS && bytes_.OneIn(3) ? rank_ * 2 : rank_);
    switch (kind) {
      case AttributeProto::INT:
        drawn.set_i(DrawInt(bytes_));
        break;
      case AttributeProto::FLOAT:
        drawn.set_f(static_cast<float>(DrawReal(bytes_)));
        break;
      case AttributeProto::STRING:
        drawn.set_s(DrawWord(bytes_));
        break;
      case AttributeProto::INTS:
        for (size_t i = 0; i < count; ++i) drawn.add_ints(DrawInt(bytes_));
        break;
      case AttributeProto::FLOATS:
        for (size_t i = 0; i < count; ++i) drawn.add_floats(static_cast<float>(DrawReal(bytes_)));
        break;
      case AttributeProto::STRINGS:
        for (size_t i = 0; i < count; ++i) drawn.add_strings(DrawWord(bytes_));
        break;
      case AttributeProto::TENSOR:
        *drawn.mutable_t() =
            DrawTensor(bytes_, bytes_.OneIn(2) ? TensorProto::FLOAT : 1 + static_cast<int>(bytes_.Below(16)), DimsOf(true));
        break;
      default:
        break;
    }
  }

  void DrawOutputs() {
    size_t count = 0;
    for (const auto& formal : schema_.outputs()) {
      count += formal.GetOption() == OpSchema::Variadic ? 1 + bytes_.Below(kMostInputs) : 1;
    }
    if (bytes_.OneIn(4)) count = std::min(count, static_cast<size_t>(std::max(schema_.min_output(), 1)));
    for (size_t i = 0; i < count; ++i) {
      const std::string name = absl::StrCat("o", i);
      node_->add_output(name);
      if (i == 0 || !bytes_.OneIn(8)) graph_->add_output()->set_name(name);
    }
  }

  const OpSchema& schema_;
  FuzzBytes& bytes_;
  onnx::GraphProto* graph_ = nullptr;
  onnx::NodeProto* node_ = nullptr;
  std::vector<std::unique_ptr<OrtValue>>* feeds_ = nullptr;
  size_t rank_ = 0;
  std::vector<int64_t> dims_;                       // that most inputs have
  std::map<std::string, const std::string*> bound_; // types by type parameter
};

}  // namespace

size_t OperatorCount() { return std::size(kOperators); }

DrawnModel DrawModel(size_t which, FuzzBytes& bytes) {
  const Operator& drawn = kOperators[which];
  const std::string_view domain_class = drawn.domain_class;
  const char* domain = domain_class == "Onnx" ? "" : domain_class == "OnnxML" ? "ai.onnx.ml" : "ai.onnx.preview";
  const OpSchema* schema = FindSchema(domain, drawn.name, drawn.version);
  if (schema == nullptr) return {};
  return Drawer(*schema, bytes).Draw();
}

}  // namespace berth
