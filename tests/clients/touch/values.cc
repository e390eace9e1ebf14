// Element types, string maps, memory, types, values.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "touch.h"

namespace touch {

void Elements(const Places&) {
  for (const float value : {0.f, -0.f, 1.f, -2.5f, 65504.f, 65520.f, 1e-7f, 5.9604645e-8f, 3.14159274f, 1e30f}) {
    const Ort::Float16_t half(value);
    const Ort::BFloat16_t brain(value);
    std::printf("%.9g: %04x %.9g, %04x %.9g\n", value, half.val, half.ToFloat(), brain.val, static_cast<float>(brain));
  }
  const Ort::Float16_t nan(std::numeric_limits<float>::quiet_NaN()), one = Ort::Float16_t::FromBits(0x3C00);
  std::printf("%s %s %s %s\n", YesNo(nan.IsNaN()), YesNo(nan == nan), YesNo(one.IsNormal()), YesNo(one.IsNegative()));
  std::printf("%04x %04x %s %s\n", one.Negate().val, one.Negate().Abs().val, YesNo(one.Negate() < one),
              YesNo(one != one));
  std::printf("%s %s\n", YesNo(Ort::Float16_t(INFINITY).IsPositiveInfinity()),
              YesNo(Ort::BFloat16_t(-INFINITY).IsNegativeInfinity()));
  std::printf("%s %s\n", YesNo(Ort::BFloat16_t(NAN).IsNaNOrZero()), YesNo(Ort::Float16_t(1e-7f).IsSubnormal()));
  std::printf("%s %s\n", YesNo(Ort::BFloat16_t::AreZero(Ort::BFloat16_t(0.f), Ort::BFloat16_t(-0.f))),
              YesNo(one.IsFinite()));
  const Ort::Float8E4M3FN_t a(0x38);
  std::printf("%d %d %s\n", static_cast<uint8_t>(a), Ort::Float8E5M2FNUZ_t().value,
              YesNo(a == Ort::Float8E4M3FN_t(0x38)));
  std::printf("%d %d %d %d\n", Ort::TypeToTensorType<bool>::type, Ort::TypeToTensorType<Ort::BFloat16_t>::type,
              Ort::TypeToTensorType<Ort::Float8E4M3FNUZ_t>::type, Ort::TypeToTensorType<Ort::Float8E5M2_t>::type);
}

void Pairs(const Places&) {
  Ort::KeyValuePairs pairs(std::unordered_map<std::string, std::string>{{"zebra", "1"}, {"ant", "2"}});
  pairs.Add("mole", "3");
  pairs.Add("ant", "4");
  pairs.Remove("zebra");
  pairs.Remove("whale");
  std::vector<const char*> keys, values;
  pairs.GetKeyValuePairs(keys, values);
  for (size_t i = 0; i < keys.size(); ++i) std::printf("%s=%s\n", keys[i], values[i]);
  const Ort::ConstKeyValuePairs view = pairs.GetConst();
  std::printf("%s %s %zu\n", view.GetValue("mole"), YesNo(view.GetValue("zebra") == nullptr),
              view.GetKeyValuePairs().size());
  Ort::KeyValuePairs none(nullptr);
  none = Ort::KeyValuePairs();
  std::printf("%zu\n", none.GetKeyValuePairs().size());
}

void Memory(const Places&) {
  const auto cpu = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
  const Ort::MemoryInfo same("Cpu", OrtArenaAllocator, 0, OrtMemTypeDefault);
  std::printf("%s %d %d %d %d %d %u\n", cpu.GetAllocatorName().c_str(), cpu.GetAllocatorType(), cpu.GetDeviceId(),
              cpu.GetDeviceType(), cpu.GetMemoryType(), cpu.GetDeviceMemoryType(), cpu.GetVendorId());
  const Ort::MemoryInfo npu("Npu", OrtMemoryInfoDeviceType_NPU, 0x8086, 3, OrtDeviceMemoryType_HOST_ACCESSIBLE, 64,
                            OrtDeviceAllocator);
  const Ort::ConstMemoryInfo view = npu.GetConst();
  std::printf("%s %d %d %d %u\n", view.GetAllocatorName().c_str(), view.GetDeviceType(), view.GetDeviceId(),
              view.GetDeviceMemoryType(), view.GetVendorId());
  std::printf("%s %s\n", YesNo(cpu == same), YesNo(cpu == npu));
  std::printf("%d\n", CodeOf([] { Ort::MemoryInfo("Nowhere", OrtDeviceAllocator, 0, OrtMemTypeDefault); }));

  Ort::AllocatorWithDefaultOptions allocator;
  void* block = allocator.Alloc(64);
  std::memset(block, 1, 64);
  allocator.Free(block);
  void* kept = allocator.Reserve(16);
  allocator.Free(kept);
  Ort::MemoryAllocation one = allocator.GetAllocation(32), two = allocator.GetAllocation(8);
  std::printf("%zu %s\n", one.size(), YesNo(one.get() != nullptr));
  two = std::move(one);
  std::printf("%zu %s\n", two.size(), allocator.GetInfo().GetAllocatorName().c_str());
  allocator.GetStats();
  allocator.Shrink();
  const Ort::UnownedAllocator borrowed(allocator);
  std::printf("%d\n", borrowed.GetInfo().GetDeviceType());

  const Ort::ArenaCfg arena(0, -1, -1, -1), by_name({{"max_mem", 1 << 20}, {"arena_extend_strategy", 1}});
  const Ort::PrepackedWeightsContainer container;
  std::printf("%s %s %s\n", YesNo(arena != nullptr), YesNo(by_name != nullptr), YesNo(container != nullptr));

  const Ort::ExternalInitializerInfo place(ORT_TSTR("weights.bin"), 128, 64);
  std::printf("%s %lld %zu\n", place.GetFilePath().c_str(), static_cast<long long>(place.GetFileOffset()),
              place.GetByteSize());
  Ort::ExternalInitializerInfo other(nullptr);
  const Ort::Status status = Ort::ExternalInitializerInfo::Create(ORT_TSTR("w"), 0, 1, other);
  std::printf("%s %zu %s\n", YesNo(status.IsOK()), other.GetConst().GetByteSize(), YesNo(other != nullptr));
}

void Types(const Places&) {
  const std::vector<std::string> names{"N", ""};
  const Ort::TensorTypeAndShapeInfo info(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, {-1, 3}, &names);
  const Ort::ConstTensorTypeAndShapeInfo view = info.GetConst();
  std::printf("%d %s %zu %s\n", view.GetElementType(), Text(view.GetShape()).c_str(), view.GetDimensionsCount(),
              view.GetSymbolicDimensions()[0]);
  const Ort::TensorTypeAndShapeInfo scalar(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, {});
  std::printf("%zu %s %s\n", scalar.GetElementCount(), Text(scalar.GetShape()).c_str(), YesNo(scalar.HasShape()));

  const auto tensor = Ort::TypeInfo::CreateTensorInfo(info.GetConst());
  std::printf("%d %d\n", tensor.GetONNXType(), tensor.GetTensorTypeAndShapeInfo().GetElementType());
  const auto sparse = Ort::TypeInfo::CreateSparseTensorInfo(info.GetConst());
  std::printf("%d\n", sparse.GetONNXType());
  const auto sequence = Ort::TypeInfo::CreateSequenceTypeInfo(tensor.GetConst());
  std::printf("%d %d\n", sequence.GetONNXType(), sequence.GetSequenceTypeInfo().GetSequenceElementType().GetONNXType());
  const auto map = Ort::TypeInfo::CreateMapTypeInfo(ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING, tensor.GetConst());
  std::printf("%d %d %d\n", map.GetONNXType(), map.GetMapTypeInfo().GetMapKeyType(),
              map.GetMapTypeInfo().GetMapValueType().GetONNXType());
  const auto optional = Ort::TypeInfo::CreateOptionalTypeInfo(sequence.GetConst());
  std::printf("%d %d\n", optional.GetONNXType(), optional.GetOptionalTypeInfo().GetOptionalElementType().GetONNXType());
  std::printf("%s %s\n", YesNo(tensor.GetSequenceTypeInfo() == nullptr),
              YesNo(map.GetTensorTypeAndShapeInfo() == nullptr));
}

void Tensors(const Places&) {
  const auto cpu = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
  Ort::AllocatorWithDefaultOptions allocator;
  std::array<float, 6> data{1, 2, 3, 4, 5, 6};
  const std::array<int64_t, 2> shape{2, 3};
  auto over = Ort::Value::CreateTensor<float>(cpu, data.data(), data.size(), shape.data(), shape.size());
  over.At<float>({1, 2}) = 60;
  std::printf("%s %s %g %zu\n", YesNo(over.IsTensor()), YesNo(over.HasValue()), data[5], over.GetTensorSizeInBytes());
  const auto info = over.GetTensorTypeAndShapeInfo();
  std::printf("%d %s %zu\n", info.GetElementType(), Text(info.GetShape()).c_str(), info.GetElementCount());
  std::printf("%d %s\n", over.GetTypeInfo().GetONNXType(), over.GetTensorMemoryInfo().GetAllocatorName().c_str());
  ONNXTensorElementDataType type{};
  Ort::Value::Shape dims{};
  over.GetConst().GetTensorElementTypeAndShapeDataReference(type, dims);
  std::printf("%d %zu %lld\n", type, dims.shape_len, static_cast<long long>(dims.shape[1]));

  auto own = Ort::Value::CreateTensor<Ort::Float16_t>(allocator, shape.data(), shape.size());
  own.GetTensorMutableData<Ort::Float16_t>()[4] = Ort::Float16_t(1.5f);
  std::printf("%g %zu\n", own.GetTensorData<Ort::Float16_t>()[4].ToFloat(), own.GetTensorSizeInBytes());
  std::printf("%s\n", YesNo(own.GetTensorRawData() == own.GetUnowned().GetTensorMutableRawData()));
  void* memory = allocator.Alloc(sizeof(int64_t));
  *static_cast<int64_t*>(memory) = 7;
  const auto taken =
      Ort::Value::CreateTensor(allocator, memory, sizeof(int64_t), nullptr, 0, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64);
  std::printf("%lld\n", static_cast<long long>(*taken.GetTensorData<int64_t>()));
  std::printf("%d\n",
              CodeOf([&] { Ort::Value::CreateTensor<float>(cpu, data.data(), 3, shape.data(), shape.size()); }));

  const int64_t three = 3;
  auto texts = Ort::Value::CreateTensor(allocator, &three, 1, ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING);
  const char* const words[] = {"one", "two", "three"};
  texts.FillStringTensor(words, 3);
  texts.FillStringTensorElement("zwei", 1);
  std::memcpy(texts.GetResizedStringTensorElementBuffer(2, 4), "drei", 4);
  std::string all(texts.GetStringTensorDataLength(), '\0');
  size_t starts[3];
  texts.GetStringTensorContent(all.data(), all.size(), starts, 3);
  std::printf("%s %zu %zu %s %zu\n", all.c_str(), starts[1], starts[2], texts.GetStringTensorElement(2).c_str(),
              texts.GetStringTensorElementLength(1));
  Ort::Value empty(nullptr);
  std::printf("%s\n", YesNo(empty == nullptr));
  empty = std::move(texts);
  std::printf("%s %s\n", YesNo(texts == nullptr), YesNo(Ort::Value(empty.release()) != nullptr));
}

void Containers(const Places&) {
  Ort::AllocatorWithDefaultOptions allocator;
  const int64_t two = 2;
  auto keys = Ort::Value::CreateTensor<int64_t>(allocator, &two, 1),
       values = Ort::Value::CreateTensor<float>(allocator, &two, 1);
  keys.GetTensorMutableData<int64_t>()[0] = 10;
  keys.GetTensorMutableData<int64_t>()[1] = 20;
  values.GetTensorMutableData<float>()[0] = 0.5f;
  values.GetTensorMutableData<float>()[1] = 0.25f;
  const auto map = Ort::Value::CreateMap(keys, values);
  const auto map_values = map.GetValue(1, allocator);
  std::printf("%d %zu %lld %g\n", map.GetTypeInfo().GetONNXType(), map.GetCount(),
              static_cast<long long>(map.GetValue(0, allocator).GetTensorData<int64_t>()[1]),
              map_values.GetTensorData<float>()[1]);
  std::vector<Ort::Value> elements;
  for (int i = 0; i < 3; ++i) {
    elements.push_back(Ort::Value::CreateTensor<int32_t>(allocator, &two, 1));
    elements.back().GetTensorMutableData<int32_t>()[0] = i;
  }
  const auto sequence = Ort::Value::CreateSequence(elements);
  std::printf("%d %zu %d %s\n", sequence.GetTypeInfo().GetONNXType(), sequence.GetCount(),
              sequence.GetValue(2, allocator).GetTensorData<int32_t>()[0], YesNo(sequence.IsTensor()));
  std::printf("%d\n", CodeOf([&] { sequence.GetValue(3, allocator); }));
}

void Sparse(const Places&) {
  Ort::AllocatorWithDefaultOptions allocator;
  const auto cpu = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
  const int64_t dense_dims[] = {3, 3}, count = 2;
  const Ort::Value::Shape dense{dense_dims, 2}, kept{&count, 1};
  float values[] = {1.f, 2.f};
  int64_t coo[] = {0, 8}, inner[] = {0, 2}, outer[] = {0, 1, 1, 2};
  auto over = Ort::Value::CreateSparseTensor<float>(cpu, values, dense, kept);
  std::printf("%s %s %d\n", YesNo(over.IsSparseTensor()), YesNo(over.IsTensor()), over.GetSparseFormat());
  over.UseCooIndices(coo, 2);
  size_t number = 0;
  const int64_t* indices = over.GetSparseTensorIndicesData<int64_t>(ORT_SPARSE_COO_INDICES, number);
  std::printf("%d %zu %lld %g\n", over.GetSparseFormat(), number, static_cast<long long>(indices[1]),
              over.GetSparseTensorValues<float>()[1]);
  std::printf("%s %s\n", Text(over.GetSparseTensorValuesTypeAndShapeInfo().GetShape()).c_str(),
              Text(over.GetSparseTensorIndicesTypeShapeInfo(ORT_SPARSE_COO_INDICES).GetShape()).c_str());
  auto used = Ort::Value::CreateSparseTensor<float>(cpu, values, dense, kept);
  used.UseCsrIndices(inner, 2, outer, 4);
  std::printf("%d\n", used.GetSparseFormat());

  Ort::Value::OrtSparseValuesParam param{&count, 1, {values}};
  auto copied = Ort::Value::CreateSparseTensor<float>(allocator, dense);
  copied.FillSparseTensorCoo(cpu, param, coo, 2);
  auto rows = Ort::Value::CreateSparseTensor<float>(allocator, dense);
  rows.FillSparseTensorCsr(cpu, param, inner, 2, outer, 4);
  rows.GetSparseTensorIndicesData<int64_t>(ORT_SPARSE_CSR_OUTER_INDICES, number);
  std::printf("%d %d %zu\n", copied.GetSparseFormat(), rows.GetSparseFormat(), number);
  const int64_t block_values_dims[] = {1, 1, 1}, block_dims[] = {2, 1};
  const int32_t block_indices[] = {0, 0};
  Ort::Value::OrtSparseValuesParam one{block_values_dims, 3, {values}};
  auto blocks = Ort::Value::CreateSparseTensor<float>(allocator, dense);
  blocks.FillSparseTensorBlockSparse(cpu, one, {block_dims, 2}, block_indices);
  std::printf("%d\n", blocks.GetSparseFormat());
}

}  // namespace touch
