#include "drawn_values.h"

#include <cstring>
#include <limits>

#include "graph/initializer.h"
#include "graph/onnx_type.h"

namespace berth {
namespace {

using onnx::TensorProto;

constexpr int64_t kOddNumbers[] = {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max(),
                                   std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max(),
                                   int64_t{1} << 32, -(int64_t{1} << 32), int64_t{1} << 62, 65536, 1000000};
constexpr double kOddReals[] = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                                -std::numeric_limits<double>::infinity(), 1e300, -1e300, 1e-300, 3e9, -3e9, 1e19};
constexpr int64_t kDims[] = {2, 1, 3, 4, 2, 1, 0, 5, 3, 7, 8, 16, 2, 33, 1, 4};
// Values of attributes in text, of many operators.
const std::string kWords[] = {
    "", "NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID", "constant", "reflect", "edge", "wrap", "linear", "nearest", "cubic",
    "bilinear", "bicubic", "half_pixel", "half_pixel_symmetric", "align_corners", "asymmetric", "pytorch_half_pixel",
    "tf_crop_and_resize", "tf_half_pixel_for_nn", "stretch", "not_larger", "not_smaller", "floor", "ceil", "round_prefer_floor",
    "round_prefer_ceil", "none", "add", "mul", "min", "max", "sum", "mean", "DCR", "CRD", "forward", "reverse", "bidirectional",
    "zeros", "border", "reflection", "avg", "lp", "output_half_pixel", "LOWER", "UPPER", "SUM", "AVERAGE", "MIN", "MAX", "NONE",
    "SOFTMAX", "LOGISTIC", "BRANCH_LEQ", "LEAF", "BRANCH_EQ", "RBF", "LINEAR", "POLY", "L1", "L2", "TF", "IDF", "TFIDF", "RIGHT",
    "LEFT", "up", "down", "tanh", "Tanh", "Sigmoid", "Relu", "Affine", "HardSigmoid", "RGB", "BGR", "Grayscale", "ij,jk->ik",
    "i,i", "ii", "...ij->...ji", "a,b,c->", "i->ii", "->", ",", "[a-z]+", "(", "\xff\xfe", "a b"};

// Elements of a message in the field that is for their type.
void FillTensor(FuzzBytes& bytes, TensorProto& tensor) {
  const ElementType type = ElementTypeFromOnnx(tensor.data_type());
  const size_t count = ElementCountOf(Dims(tensor.dims().begin(), tensor.dims().end()));
  if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    for (size_t i = 0; i < count; ++i) tensor.add_string_data(bytes.Pick(kWords));
    return;
  }
  if (FindElementType(type) == nullptr) return;
  const size_t size = StorageBytes(type, count).value_or(0);
  std::string raw(size, '\0');
  const auto put = [&](auto element) {
    for (size_t i = 0; i + sizeof(element) <= size; i += sizeof(element)) {
      using T = decltype(element);
      if constexpr (std::is_floating_point_v<T>) {
        element = static_cast<T>(DrawReal(bytes));
      } else {
        element = static_cast<T>(DrawInt(bytes));
      }
      std::memcpy(raw.data() + i, &element, sizeof(element));
    }
  };
  switch (FindElementType(type)->bits) {
    case 64:
      type == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE ? put(double{}) : put(int64_t{});
      break;
    case 32:
      type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT ? put(float{}) : put(int32_t{});
      break;
    case 16:
      // The upper half of a float is a bfloat16, and some float16.
      for (size_t i = 0; i + 2 <= size; i += 2) {
        const float number = static_cast<float>(DrawReal(bytes));
        std::memcpy(raw.data() + i, reinterpret_cast<const char*>(&number) + 2, 2);
      }
      break;
    default:
      put(int8_t{});
  }
  if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL) {
    for (char& c : raw) c &= 1;
  }
  tensor.set_raw_data(std::move(raw));
}

}  // namespace

int64_t DrawOddInt(FuzzBytes& bytes) { return bytes.Pick(kOddNumbers); }
const std::string& DrawWord(FuzzBytes& bytes) { return bytes.Pick(kWords); }
int64_t DrawDim(FuzzBytes& bytes) { return bytes.Pick(kDims); }

int64_t DrawInt(FuzzBytes& bytes) {
  const uint8_t kind = bytes.Byte();
  if (kind >= 250) return DrawOddInt(bytes);
  return kind < 200 ? kind % 5 : static_cast<int64_t>(kind % 25) - 12;
}

double DrawReal(FuzzBytes& bytes) {
  const uint8_t kind = bytes.Byte();
  if (kind >= 248) return bytes.Pick(kOddReals);
  return (kind - 124) / 31.0;
}

std::vector<int64_t> DrawDims(FuzzBytes& bytes, size_t rank) {
  std::vector<int64_t> dims;
  size_t count = 1;
  for (size_t i = 0; i < rank; ++i) {
    int64_t dim = DrawDim(bytes);
    if (dim > 0 && count * static_cast<size_t>(dim) > kMostElements) dim = 1;
    if (dim > 0) count *= static_cast<size_t>(dim);
    dims.push_back(dim);
  }
  return dims;
}

TensorProto DrawTensor(FuzzBytes& bytes, int type, const std::vector<int64_t>& dims) {
  TensorProto tensor;
  tensor.set_data_type(type);
  for (int64_t dim : dims) tensor.add_dims(dim);
  FillTensor(bytes, tensor);
  return tensor;
}

std::unique_ptr<OrtValue> DrawValue(FuzzBytes& bytes, int type, const std::vector<int64_t>& dims) {
  auto made = TensorFromProto(DrawTensor(bytes, type, dims), DefaultCpuAllocator());
  return made.ok() ? std::make_unique<OrtValue>(std::move(*made)) : nullptr;
}

}  // namespace berth
