#include "cli/model_summary.h"

#include <set>

#include "cli/element.h"
#include "cli/failure.h"
#include "cli/wire.h"

namespace berth::cli {
namespace {

constexpr int kDeepest = 64;   // graphs in graphs, types in types

std::string DomainName(std::string_view domain) { return domain.empty() ? "ai.onnx" : std::string(domain); }

// The last field of that number; empty without one.
WireField Field(std::string_view bytes, uint32_t number) {
  WireField found;
  WireReader reader(bytes);
  for (WireField field; reader.Next(field);) {
    if (field.number == number) found = field;
  }
  return found;
}

std::string ShapeOf(std::string_view bytes) {
  std::vector<int64_t> dims;
  std::vector<std::string> symbols;
  WireReader reader(bytes);
  for (WireField field; reader.Next(field);) {
    if (field.number != 1) continue;
    dims.push_back(-1);
    symbols.emplace_back();
    WireReader dim(field.bytes);
    for (WireField part; dim.Next(part);) {
      if (part.number == 1) dims.back() = static_cast<int64_t>(part.value);
      if (part.number == 2) symbols.back() = part.bytes;
    }
  }
  return ShapeText(dims, symbols);
}

const char* ElementOf(uint64_t onnx) {
  const Element* element = FindElementByOnnx(static_cast<int64_t>(onnx));
  return element != nullptr ? element->name : "undefined";
}

// TypeProto.
std::string TypeOf(std::string_view bytes, int depth) {
  if (depth > kDeepest) throw WireError();
  std::string text = "undefined";
  WireReader reader(bytes);
  for (WireField field; reader.Next(field);) {
    if (field.number != 1 && field.number != 4 && field.number != 5 && field.number != 8 && field.number != 9) continue;
    const WireField first = Field(field.bytes, 1), second = Field(field.bytes, 2);
    switch (field.number) {
      case 1: text = ElementOf(first.value) + (second.number != 0 ? ShapeOf(second.bytes) : "[...]"); break;
      case 4: text = "sequence(" + TypeOf(first.bytes, depth + 1) + ")"; break;
      case 5: text = Cat("map(", ElementOf(first.value), ",", TypeOf(second.bytes, depth + 1), ")"); break;
      case 8: text = Cat("sparse ", ElementOf(first.value), second.number != 0 ? ShapeOf(second.bytes) : "[...]"); break;
      default: text = "optional(" + TypeOf(first.bytes, depth + 1) + ")"; break;
    }
  }
  return text;
}

class Summarizer {
 public:
  ModelSummary Model(std::string_view bytes) {
    WireReader reader(bytes);
    bool has_graph = false;
    for (WireField field; reader.Next(field);) {
      switch (field.number) {
        case 1: summary_.ir_version = static_cast<int64_t>(field.value); break;
        case 2: summary_.producer = field.bytes; break;
        case 3: summary_.producer_version = field.bytes; break;
        case 4: summary_.domain = field.bytes; break;
        case 5: summary_.model_version = static_cast<int64_t>(field.value); break;
        case 6: summary_.doc = field.bytes; break;
        case 7: has_graph = true; Graph(field.bytes, 0); break;
        case 8:
          summary_.opsets.emplace_back(DomainName(Field(field.bytes, 1).bytes),
                                       static_cast<int64_t>(Field(field.bytes, 2).value));
          break;
        case 14: summary_.metadata.emplace_back(Field(field.bytes, 1).bytes, Field(field.bytes, 2).bytes); break;
        case 25: Function(field.bytes); break;
        default: break;
      }
    }
    if (!has_graph) throw WireError();
    return std::move(summary_);
  }

 private:
  void Graph(std::string_view bytes, int depth) {
    if (depth > kDeepest) throw WireError();
    std::set<std::string, std::less<>> filled;
    std::vector<IoSummary> inputs, outputs;
    WireReader reader(bytes);
    for (WireField field; reader.Next(field);) {
      switch (field.number) {
        case 1: Node(field.bytes, depth); break;
        case 2: if (depth == 0) summary_.graph_name = field.bytes; break;
        case 5: filled.insert(Initializer(field.bytes)); break;
        case 11: inputs.push_back(Io(field.bytes)); break;
        case 12: outputs.push_back(Io(field.bytes)); break;
        case 15: filled.insert(SparseInitializer(field.bytes)); break;
        default: break;
      }
    }
    if (depth > 0) return;
    std::erase_if(inputs, [&](const IoSummary& input) { return filled.contains(input.name); });
    summary_.inputs = std::move(inputs);
    summary_.outputs = std::move(outputs);
  }

  IoSummary Io(std::string_view bytes) { return {std::string(Field(bytes, 1).bytes), TypeOf(Field(bytes, 2).bytes, 0)}; }

  void Node(std::string_view bytes, int depth) {
    std::string op_type, domain;
    WireReader reader(bytes);
    for (WireField field; reader.Next(field);) {
      if (field.number == 4) op_type = field.bytes;
      if (field.number == 7) domain = field.bytes;
      if (field.number == 5) Attribute(field.bytes, depth);
    }
    const bool standard = domain.empty() || domain == "ai.onnx";
    ++summary_.operators[standard ? op_type : domain + ":" + op_type];
    ++summary_.nodes;
  }

  void Attribute(std::string_view bytes, int depth) {
    WireReader reader(bytes);
    for (WireField field; reader.Next(field);) {
      if (field.number != 6 && field.number != 11) continue;
      ++summary_.bodies;
      Graph(field.bytes, depth + 1);
    }
  }

  void Function(std::string_view bytes) {
    std::string name, domain;
    WireReader reader(bytes);
    for (WireField field; reader.Next(field);) {
      if (field.number == 1) name = field.bytes;
      if (field.number == 10) domain = field.bytes;
      if (field.number == 7) Node(field.bytes, 0);
    }
    summary_.functions.push_back(DomainName(domain) + ":" + name);
  }

  // A TensorProto; gives its name.
  std::string Initializer(std::string_view bytes) {
    std::string name;
    uint64_t data_type = 0;
    bool external = false;
    std::vector<uint64_t> dims;
    size_t text_bytes = 0;
    WireReader reader(bytes);
    for (WireField field; reader.Next(field);) {
      switch (field.number) {
        case 1: AppendNumbers(field, 0, dims); break;
        case 2: data_type = field.value; break;
        case 6: text_bytes += field.bytes.size(); break;
        case 8: name = field.bytes; break;
        case 14: external = field.value != 0; break;
        default: break;
      }
    }
    const std::vector<int64_t> shape(dims.begin(), dims.end());
    const Element* element = FindElementByOnnx(static_cast<int64_t>(data_type));
    const int64_t size = element == nullptr   ? -1
                         : element->bits == 0 ? static_cast<int64_t>(text_bytes)
                                              : StorageBytes(*element, shape);
    if (size < 0 || CountOf(shape) < 0 || Overflows(CountOf(shape), size, external ? size : 0)) throw WireError();
    ++summary_.tensors;
    return name;
  }

  // Adds to the sums.
  bool Overflows(int64_t count, int64_t size, int64_t external) {
    return __builtin_add_overflow(summary_.parameters, count, &summary_.parameters) ||
           __builtin_add_overflow(summary_.bytes, size, &summary_.bytes) ||
           __builtin_add_overflow(summary_.external_bytes, external, &summary_.external_bytes);
  }

  // Its values count as parameters, its indices only as bytes.
  std::string SparseInitializer(std::string_view bytes) {
    const std::string name = Initializer(Field(bytes, 1).bytes);
    const int64_t tensors = summary_.tensors, parameters = summary_.parameters;
    Initializer(Field(bytes, 2).bytes);
    summary_.tensors = tensors;
    summary_.parameters = parameters;
    return name;
  }

  ModelSummary summary_;
};

}  // namespace

ModelSummary Summarize(std::string_view bytes, const std::string& who) {
  try {
    return Summarizer().Model(bytes);
  } catch (const WireError&) {
    throw Failure(kModel, Cat(who, ": no ONNX model seen, or a damaged one"));
  }
}

}  // namespace berth::cli
