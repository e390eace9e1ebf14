#include "graph/wire.h"

#include <cstdint>
#include <optional>

namespace berth {
namespace {

using Bytes = std::span<const std::byte>;

// Field numbers of onnx.proto.
constexpr uint32_t kModelGraph = 7, kGraphInitializer = 5, kTensorRawData = 9;
constexpr uint32_t kLengthDelimited = 2;

struct Field {
  uint32_t number;
  uint32_t wire_type;
  Bytes whole;     // tag, length and payload
  Bytes payload;   // of a length-delimited field
};

// Reads the fields of one message in order.
class Reader {
 public:
  explicit Reader(Bytes message) : rest_(message) {}
  bool done() const { return rest_.empty(); }

  // Nothing when the bytes are no clean field.
  std::optional<Field> Next() {
    const Bytes start = rest_;
    auto tag = Varint();
    if (!tag || *tag > UINT32_MAX || *tag >> 3 == 0) return std::nullopt;
    Field field{static_cast<uint32_t>(*tag >> 3), static_cast<uint32_t>(*tag & 7), {}, {}};
    bool clean = false;
    switch (field.wire_type) {
      case 0: clean = Varint().has_value(); break;
      case 1: clean = Skip(8); break;
      case 5: clean = Skip(4); break;
      case kLengthDelimited: {
        auto size = Varint();
        clean = size && *size <= rest_.size();
        if (!clean) break;
        field.payload = rest_.first(*size);
        rest_ = rest_.subspan(*size);
        break;
      }
      default: break;
    }
    if (!clean) return std::nullopt;
    field.whole = start.first(start.size() - rest_.size());
    return field;
  }

 private:
  std::optional<uint64_t> Varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) return std::nullopt;
      const auto byte = static_cast<uint64_t>(rest_[0]);
      rest_ = rest_.subspan(1);
      value |= (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    return std::nullopt;
  }
  bool Skip(size_t count) {
    if (rest_.size() < count) return false;
    rest_ = rest_.subspan(count);
    return true;
  }
  Bytes rest_;
};

void Append(std::string& out, Bytes bytes) { out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size()); }

void AppendVarint(std::string& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

void AppendMessage(std::string& out, uint32_t number, const std::string& message) {
  AppendVarint(out, number << 3 | kLengthDelimited);
  AppendVarint(out, message.size());
  out += message;
}

// The tensor without its raw_data, which goes to `raw`; false when the message is not clean.
bool StripTensor(Bytes tensor, size_t threshold, std::string& out, Bytes& raw) {
  for (Reader reader(tensor); !reader.done();) {
    auto field = reader.Next();
    if (!field) return false;
    const bool lift = field->number == kTensorRawData && field->wire_type == kLengthDelimited &&
                      field->payload.size() >= threshold;
    if (lift && !raw.empty()) return false;
    if (lift) {
      raw = field->payload;
    } else {
      Append(out, field->whole);
    }
  }
  return true;
}

bool StripGraph(Bytes graph, size_t threshold, std::string& out, std::vector<Bytes>& raw) {
  for (Reader reader(graph); !reader.done();) {
    auto field = reader.Next();
    if (!field) return false;
    if (field->number != kGraphInitializer || field->wire_type != kLengthDelimited) {
      Append(out, field->whole);
      continue;
    }
    std::string tensor;
    raw.emplace_back();
    if (!StripTensor(field->payload, threshold, tensor, raw.back())) return false;
    AppendMessage(out, kGraphInitializer, tensor);
  }
  return true;
}

bool StripModel(Bytes model, size_t threshold, LiftedModel& lifted) {
  bool has_graph = false;
  for (Reader reader(model); !reader.done();) {
    auto field = reader.Next();
    if (!field) return false;
    if (field->number != kModelGraph || field->wire_type != kLengthDelimited) {
      Append(lifted.stripped, field->whole);
      continue;
    }
    if (has_graph) return false;   // protobuf would merge the two
    has_graph = true;
    std::string graph;
    if (!StripGraph(field->payload, threshold, graph, lifted.raw)) return false;
    AppendMessage(lifted.stripped, kModelGraph, graph);
  }
  return true;
}

}  // namespace

LiftedModel LiftWeights(Bytes model, size_t threshold) {
  LiftedModel lifted;
  if (StripModel(model, threshold, lifted)) return lifted;
  LiftedModel whole;
  Append(whole.stripped, model);
  return whole;
}

}  // namespace berth
