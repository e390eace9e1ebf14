#include "cli/inputs.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <map>
#include <random>

#include "cli/failure.h"
#include "cli/files.h"
#include "cli/npy.h"
#include "cli/tensor_proto.h"

namespace berth::cli {
namespace {

struct Wanted {
  std::string name;
  ONNXTensorElementDataType type;
  std::vector<int64_t> shape;
  std::vector<std::string> symbols;

  std::string Text() const { return TypeText(type, shape, symbols); }
  std::string Who() const { return Cat("input \"", name, "\""); }
};

std::vector<Wanted> WantedBy(const Ort::Session& session) {
  std::vector<Wanted> wanted;
  const std::vector<std::string> names = session.GetInputNames();
  for (size_t i = 0; i < names.size(); ++i) {
    const Ort::TypeInfo type = session.GetInputTypeInfo(i);
    const auto info = type.GetTensorTypeAndShapeInfo();
    if (!info) throw Failure(kInput, Cat("input \"", names[i], "\": no tensor wanted, and only tensors can be fed"));
    const auto symbols = info.GetSymbolicDimensions();
    wanted.push_back({names[i], info.GetElementType(), info.GetShape(), {symbols.begin(), symbols.end()}});
  }
  return wanted;
}

std::vector<int64_t> ParseShape(const std::string& text, const std::string& who) {
  std::vector<int64_t> shape;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find(',', at), text.size());
    int64_t dim = 0;
    const auto [stop, error] = std::from_chars(text.data() + at, text.data() + end, dim);
    if (error != std::errc() || stop != text.data() + end || dim < 0) {
      throw Failure(kUsage, Cat("--shape: \"", who, "=", text, "\" seen, NAME=1,3,224,224 wanted"));
    }
    shape.push_back(dim);
    at = end + 1;
  }
  return shape;
}

// A number n / 2^11 as float16, n / 2^8 as bfloat16: both exact.
uint16_t HalfOf(uint32_t n) {
  if (n == 0) return 0;
  const int top = 31 - __builtin_clz(n);
  return static_cast<uint16_t>((top - 11 + 15) << 10 | ((n << (10 - top)) & 0x3ff));
}

uint16_t BrainOf(uint32_t n) {
  const float value = static_cast<float>(n) / 256;
  uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  return static_cast<uint16_t>(bits >> 16);
}

template <typename T, typename Make>
void Fill(HostTensor& tensor, Make&& make) {
  for (size_t at = 0; at + sizeof(T) <= tensor.bytes.size(); at += sizeof(T)) {
    const T value = make();
    std::memcpy(tensor.bytes.data() + at, &value, sizeof(T));
  }
}

HostTensor RandomTensor(const Wanted& wanted, std::vector<int64_t> shape, std::mt19937_64& random) {
  for (int64_t& dim : shape) dim = dim < 0 ? 1 : dim;
  const Element* element = FindElement(wanted.type);
  HostTensor tensor{wanted.type, shape, {}, {}};
  const int64_t bytes = element == nullptr ? -1 : element->bits == 0 ? CountOf(shape) : StorageBytes(*element, shape);
  if (bytes < 0) throw Failure(kInput, Cat(wanted.Who(), ": ", wanted.Text(), " wanted: nothing random can be made of it"));
  if (element->bits == 0) {
    tensor.strings.resize(static_cast<size_t>(bytes));
    return tensor;
  }
  tensor.bytes.assign(static_cast<size_t>(bytes), '\0');
  // The upper bits: every digit of the fraction is used, on every machine the same.
  switch (wanted.type) {
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT:
      Fill<float>(tensor, [&] { return std::ldexp(static_cast<float>(random() >> 40), -24); });
      break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE:
      Fill<double>(tensor, [&] { return std::ldexp(static_cast<double>(random() >> 11), -53); });
      break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16:
      Fill<uint16_t>(tensor, [&] { return HalfOf(static_cast<uint32_t>(random() >> 53)); });
      break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16:
      Fill<uint16_t>(tensor, [&] { return BrainOf(static_cast<uint32_t>(random() >> 56)); });
      break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64: Fill<uint64_t>(tensor, [&] { return random() >> 63; }); break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32:
      Fill<uint32_t>(tensor, [&] { return static_cast<uint32_t>(random() >> 63); });
      break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16:
      Fill<uint16_t>(tensor, [&] { return static_cast<uint16_t>(random() >> 63); });
      break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL: Fill<uint8_t>(tensor, [&] { return static_cast<uint8_t>(random() >> 63); }); break;
    default: break;
  }
  return tensor;
}

HostTensor OneOf(std::vector<std::pair<std::string, HostTensor>> arrays, const Wanted& wanted, const std::string& path) {
  for (auto& [name, tensor] : arrays) {
    if (name == wanted.name || arrays.size() == 1) return std::move(tensor);
  }
  throw Failure(kInput,
                Cat(wanted.Who(), ": ", path, ": ", arrays.size(), " arrays seen, one of that name, or a single one, wanted"));
}

HostTensor FromFile(const Wanted& wanted, const std::string& path, const ImageOptions& image) {
  const std::string extension = std::filesystem::path(path).extension().string();
  const std::string who = Cat(wanted.Who(), ": ", path);
  if (extension == ".png" || extension == ".PNG") return ImageTensor(path, wanted.type, wanted.shape, image, wanted.Who());
  if (extension == ".npy") return ParseNpy(ReadFile(path, kInput), who);
  if (extension == ".npz") return OneOf(ParseNpz(ReadFile(path, kInput), who), wanted, path);
  if (extension == ".pb") return ParseTensorProto(ReadFile(path, kInput), who).second;
  throw Failure(kUsage, Cat("--input: \"", wanted.name, "=", path, "\" seen, a .npy, .npz, .pb or .png file, or random, wanted"));
}

void CheckFits(const Wanted& wanted, const HostTensor& tensor) {
  bool fits = tensor.type == wanted.type && tensor.shape.size() == wanted.shape.size();
  for (size_t i = 0; fits && i < tensor.shape.size(); ++i) fits = wanted.shape[i] < 0 || wanted.shape[i] == tensor.shape[i];
  if (!fits)
    throw Failure(kInput, Cat(wanted.Who(), ": ", TypeText(tensor.type, tensor.shape), " seen, ", wanted.Text(), " wanted"));
}

// Sources by input name; files that name their arrays themselves are opened here.
struct Sources {
  std::map<std::string, std::string> by_name;
  std::map<std::string, HostTensor> tensors;
};

Sources Collect(const std::vector<std::string>& texts) {
  Sources sources;
  const auto twice = [](const std::string& name) {
    return Failure(kUsage, Cat("--input: \"", name, "\" seen twice, once wanted"));
  };
  for (const std::string& text : texts) {
    const std::filesystem::path path(text);
    if (text.find('=') == std::string::npos && path.extension() == ".npz") {
      for (auto& [name, tensor] : ParseNpz(ReadFile(path, kInput), text)) {
        if (!sources.tensors.emplace(name, std::move(tensor)).second) throw twice(name);
      }
    } else if (text.find('=') == std::string::npos && path.extension() == ".pb") {
      auto [name, tensor] = ParseTensorProto(ReadFile(path, kInput), text);
      if (name.empty()) throw Failure(kInput, Cat(text, ": a tensor without a name seen; NAME=", text, " gives it one"));
      if (!sources.tensors.emplace(name, std::move(tensor)).second) throw twice(name);
    } else {
      const auto [name, source] = SplitPair(text, "--input");
      if (!sources.by_name.emplace(name, source).second) throw twice(name);
    }
  }
  for (const auto& [name, source] : sources.by_name) {
    if (sources.tensors.contains(name)) throw twice(name);
  }
  return sources;
}

void CheckName(const std::vector<Wanted>& wanted, const std::string& name, const char* option) {
  std::string names;
  for (const Wanted& input : wanted) {
    if (input.name == name) return;
    names += Cat(names.empty() ? "" : ", ", "\"", input.name, "\"");
  }
  throw Failure(kUsage, Cat(option, ": \"", name, "\" seen, ", wanted.empty() ? "no input" : names, " wanted"));
}

}  // namespace

std::pair<std::string, std::string> SplitPair(const std::string& text, const char* option) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) throw Failure(kUsage, Cat(option, ": \"", text, "\" seen, NAME=VALUE wanted"));
  return {text.substr(0, equals), text.substr(equals + 1)};
}

Inputs MakeInputs(const Ort::Session& session, const InputArguments& arguments) {
  const std::vector<Wanted> wanted = WantedBy(session);
  Sources sources = Collect(arguments.sources);
  std::map<std::string, std::vector<int64_t>> shapes;
  for (const std::string& text : arguments.shapes) {
    const auto [name, dims] = SplitPair(text, "--shape");
    shapes[name] = ParseShape(dims, name);
  }
  for (const auto& [name, source] : sources.by_name) CheckName(wanted, name, "--input");
  for (const auto& [name, tensor] : sources.tensors) CheckName(wanted, name, "--input");
  for (const auto& [name, shape] : shapes) CheckName(wanted, name, "--shape");

  std::mt19937_64 random(arguments.seed);
  Inputs inputs;
  for (const Wanted& input : wanted) {
    const auto source = sources.by_name.find(input.name);
    const auto tensor = sources.tensors.find(input.name);
    const auto shape = shapes.find(input.name);
    HostTensor host = tensor != sources.tensors.end() ? std::move(tensor->second)
                      : source != sources.by_name.end() && source->second != "random"
                          ? FromFile(input, source->second, arguments.image)
                          : RandomTensor(input, shape != shapes.end() ? shape->second : input.shape, random);
    CheckFits(input, host);
    inputs.names.push_back(input.name);
    inputs.values.push_back(ToValue(host));
  }
  return inputs;
}

}  // namespace berth::cli
