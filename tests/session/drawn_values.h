// Numbers, words and tensors out of a fuzzer's bytes: mostly small ones, now and then those that arithmetic breaks on.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fuzz_bytes.h"
#include "onnx/onnx-ml.pb.h"
#include "values/value.h"

namespace berth {

int64_t DrawInt(FuzzBytes& bytes);
int64_t DrawOddInt(FuzzBytes& bytes);
double DrawReal(FuzzBytes& bytes);
// A value of an attribute in text, of whatever operator.
const std::string& DrawWord(FuzzBytes& bytes);
int64_t DrawDim(FuzzBytes& bytes);
// At most a few thousand elements.
std::vector<int64_t> DrawDims(FuzzBytes& bytes, size_t rank);
// With values for any shape of few elements; without any for a type that the API does not have.
onnx::TensorProto DrawTensor(FuzzBytes& bytes, int type, const std::vector<int64_t>& dims);
// The value of such a tensor, or null.
std::unique_ptr<OrtValue> DrawValue(FuzzBytes& bytes, int type, const std::vector<int64_t>& dims);

inline constexpr size_t kMostElements = 4096;

}  // namespace berth
