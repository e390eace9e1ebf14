#include "cli/results.h"

#include <algorithm>
#include <cmath>

#include "cli/failure.h"
#include "cli/host_tensor.h"
#include "cli/table.h"

namespace berth::cli {
namespace {

std::string KindText(const Ort::Value& value) {
  if (!value) return "nothing";
  ONNXType type = ONNX_TYPE_UNKNOWN;
  Ort::ThrowOnError(Ort::GetApi().GetValueType(value, &type));
  if (type != ONNX_TYPE_SEQUENCE && type != ONNX_TYPE_MAP) return "no tensor";
  size_t count = 0;
  Ort::ThrowOnError(Ort::GetApi().GetValueCount(value, &count));
  return type == ONNX_TYPE_MAP ? "map" : Cat("sequence of ", count);
}

// "7", or "[1,7]" when more than the last dimension counts.
std::string IndexText(size_t index, const std::vector<int64_t>& shape) {
  int64_t before = 1;
  for (size_t i = 0; i + 1 < shape.size(); ++i) before *= shape[i];
  if (before == 1) return std::to_string(index);
  std::string text;
  for (size_t axis = shape.size(); axis-- > 0;) {
    const size_t size = static_cast<size_t>(shape[axis]);
    text = Cat(index % size, text.empty() ? "" : ",", text);
    index /= size;
  }
  return "[" + text + "]";
}

std::string ValuesText(const OutputLine& output) {
  std::string text;
  for (const auto& [index, value] : output.top) {
    text += Cat(text.empty() ? "" : "   ", IndexText(index, output.shape), ": ", Number("%.6g", value));
  }
  for (const std::string& one : output.texts) text += Cat(text.empty() ? "" : "   ", '"', one, '"');
  if (output.nans > 0) text += Cat(text.empty() ? "" : "   ", output.nans, " NaN");
  return text;
}

}  // namespace

OutputLine Describe(const std::string& name, const Ort::Value& value, size_t most) {
  OutputLine line{name, "", {}, {}, 0, {}};
  if (!value || !value.IsTensor()) {
    line.type = KindText(value);
    return line;
  }
  const HostTensor tensor = FromValue(name, value);
  line.type = TypeText(tensor.type, tensor.shape);
  line.shape = tensor.shape;
  for (size_t i = 0; i < std::min(most, tensor.strings.size()); ++i) line.texts.push_back(tensor.strings[i]);
  const Element* element = FindElement(tensor.type);
  if (element == nullptr || !IsNumber(*element)) return line;
  std::vector<std::pair<size_t, double>> values;
  const size_t count = static_cast<size_t>(CountOf(tensor.shape));
  for (size_t i = 0; i < count; ++i) {
    const double number = NumberAt(*element, tensor.bytes.data(), i);
    if (std::isnan(number)) ++line.nans;
    else values.emplace_back(i, number);
  }
  const size_t kept = std::min(most, values.size());
  std::partial_sort(
      values.begin(), values.begin() + static_cast<std::ptrdiff_t>(kept), values.end(),
      [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first < b.first; });
  line.top.assign(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(kept));
  return line;
}

std::string OutputsText(const std::vector<OutputLine>& outputs) {
  Table table({"output", "type", "largest values, by index"});
  for (const OutputLine& output : outputs) table.Row({output.name, output.type, ValuesText(output)});
  return table.Text();
}

nlohmann::ordered_json OutputsJson(const std::vector<OutputLine>& outputs) {
  auto json = nlohmann::ordered_json::array();
  for (const OutputLine& output : outputs) {
    auto top = nlohmann::ordered_json::array();
    for (const auto& [index, value] : output.top) {
      // JSON has no infinity.
      top.push_back(
          {{"index", index},
           {"value", std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(Number("%g", value))}});
    }
    json.push_back(
        {{"name", output.name}, {"type", output.type}, {"top", std::move(top)}, {"texts", output.texts}, {"nan", output.nans}});
  }
  return json;
}

}  // namespace berth::cli
