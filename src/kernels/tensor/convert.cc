#include "kernels/tensor/convert.h"

#include <algorithm>
#include <cstring>

#include "kernels/tensor/number_text.h"

namespace berth {
namespace {

constexpr ElementType kText = ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;
constexpr ElementType kFloat = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
constexpr ElementType kUInt64 = ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64;
constexpr ElementType kBoolean = ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL;

// Between float and the 16-bit floats, without the way through double.
using DirectRange = void (*)(const void* from, void* to, size_t begin, size_t count);

template <typename T>
void WidenRange(const void* from, void* to, size_t begin, size_t count) {
  Widen(static_cast<const T*>(from) + begin, static_cast<float*>(to) + begin, count);
}

template <typename T>
void NarrowRange(const void* from, void* to, size_t begin, size_t count) {
  Narrow(static_cast<const float*>(from) + begin, static_cast<T*>(to) + begin, count);
}

DirectRange DirectWay(ElementType from, ElementType to) {
  if (from == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 && to == kFloat) return WidenRange<Float16>;
  if (from == ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 && to == kFloat) return WidenRange<BFloat16>;
  if (from == kFloat && to == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16) return NarrowRange<Float16>;
  if (from == kFloat && to == ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16) return NarrowRange<BFloat16>;
  return nullptr;
}

// Elements [begin, begin + count) of at most one block.
void NumbersToNumbers(const ElementAccess& reader, const ElementAccess& writer, const Tensor& from, Tensor& to,
                      const WriteOptions& options, size_t begin, size_t count) {
  double reals[kAccessBlock];
  if (!reader.is_integer) {
    reader.read_doubles(from.data(), begin, count, reals);
  } else if (writer.type == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE) {
    reader.read_doubles(from.data(), begin, count, reals);
  } else {
    int64_t integers[kAccessBlock];
    reader.read_ints(from.data(), begin, count, integers);
    if (writer.is_integer) return writer.write_ints(integers, count, to.mutable_data(), begin);
    IntsToDoubles(integers, count, from.type() == kUInt64, reals);
  }
  writer.write_doubles(reals, count, options, to.mutable_data(), begin);
}

void NumbersToTexts(const ElementAccess& reader, const Tensor& from, std::string* out, size_t begin, size_t count) {
  if (!reader.is_integer) {
    double reals[kAccessBlock];
    reader.read_doubles(from.data(), begin, count, reals);
    for (size_t i = 0; i < count; ++i) out[i] = FloatText(reals[i], from.type());
    return;
  }
  int64_t integers[kAccessBlock];
  reader.read_ints(from.data(), begin, count, integers);
  for (size_t i = 0; i < count; ++i) {
    if (from.type() == kBoolean) {
      out[i] = integers[i] != 0 ? "True" : "False";
    } else {
      out[i] = from.type() == kUInt64 ? absl::StrCat(static_cast<uint64_t>(integers[i])) : absl::StrCat(integers[i]);
    }
  }
}

Status TextsToNumbers(const std::string* in, const ElementAccess& writer, Tensor& to, const WriteOptions& options, size_t begin,
                      size_t count) {
  if (!writer.is_integer) {
    double reals[kAccessBlock];
    for (size_t i = 0; i < count; ++i) {
      BERTH_ASSIGN_OR_RETURN(reals[i], FloatOfText(in[i]));
    }
    writer.write_doubles(reals, count, options, to.mutable_data(), begin);
    return Ok();
  }
  int64_t integers[kAccessBlock];
  for (size_t i = 0; i < count; ++i) {
    if (to.type() == kBoolean) {
      integers[i] = in[i].empty() ? 0 : 1;
    } else {
      BERTH_ASSIGN_OR_RETURN(integers[i], IntegerOfText(in[i], to.type() == kUInt64));
    }
  }
  writer.write_ints(integers, count, to.mutable_data(), begin);
  return Ok();
}

// Texts are too different in length to share them out, and may be refused.
Status ConvertTexts(const Tensor& from, Tensor& to, const WriteOptions& options) {
  for (size_t begin = 0, total = from.element_count(); begin < total; begin += kAccessBlock) {
    const size_t count = std::min(kAccessBlock, total - begin);
    if (from.type() == kText) {
      BERTH_RETURN_IF_ERROR(TextsToNumbers(from.strings().data() + begin, *AccessTo(to.type()), to, options, begin, count));
    } else {
      NumbersToTexts(*AccessTo(from.type()), from, to.mutable_strings().data() + begin, begin, count);
    }
  }
  return Ok();
}

}  // namespace

bool CanConvert(ElementType from, ElementType to) {
  return (from == kText || AccessTo(from) != nullptr) && (to == kText || AccessTo(to) != nullptr);
}

Status ConvertElements(const Tensor& from, Tensor& to, const WriteOptions& options, ThreadPool* pool) {
  if (from.type() == kText && to.type() == kText) {
    std::copy(from.strings().begin(), from.strings().end(), to.mutable_strings().begin());
    return Ok();
  }
  if (from.type() == kText || to.type() == kText) return ConvertTexts(from, to, options);
  const size_t total = from.element_count();
  // The one type with infinity that saturates has work to do on its own elements.
  const bool saturates = options.saturate && to.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2;
  if (from.type() == to.type() && !saturates) {
    if (total > 0) std::memcpy(to.mutable_data(), from.data(), from.bytes());
    return Ok();
  }
  const ElementAccess& reader = *AccessTo(from.type());
  const ElementAccess& writer = *AccessTo(to.type());
  const DirectRange direct = DirectWay(from.type(), to.type());
  // Whole blocks are shared out, so that no two threads write to one byte.
  constexpr std::ptrdiff_t kBlocksAThread = 32;
  const size_t blocks = total / kAccessBlock + (total % kAccessBlock != 0);
  ParallelFor(pool, static_cast<std::ptrdiff_t>(blocks), kBlocksAThread, [&](std::ptrdiff_t first, std::ptrdiff_t last) {
    for (size_t block = static_cast<size_t>(first); block < static_cast<size_t>(last); ++block) {
      const size_t begin = block * kAccessBlock, count = std::min(kAccessBlock, total - begin);
      if (direct != nullptr) {
        direct(from.data(), to.mutable_data(), begin, count);
      } else {
        NumbersToNumbers(reader, writer, from, to, options, begin, count);
      }
    }
  });
  return Ok();
}

StatusOr<WriteOptions> WriteOptionsOf(const KernelInfo& info) {
  BERTH_ASSIGN_OR_RETURN(int64_t saturate, info.Int("saturate", 1));
  BERTH_ASSIGN_OR_RETURN(std::string text, info.String("round_mode", "up"));
  const std::string_view mode = text;
  using Rounding = WriteOptions::Rounding;
  if (mode == "up") return WriteOptions{saturate != 0, Rounding::kUp};
  if (mode == "down") return WriteOptions{saturate != 0, Rounding::kDown};
  if (mode == "nearest") return WriteOptions{saturate != 0, Rounding::kNearest};
  return InvalidArgument(info.label(), ": attribute \"round_mode\": \"", mode, "\" seen, up, down or nearest wanted");
}

}  // namespace berth
