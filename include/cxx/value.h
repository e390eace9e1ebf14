// Part of Berth. SPDX-License-Identifier: MIT
//
// A part of onnxruntime_cxx_api.h: values, which are tensors, sparse tensors, sequences, maps and opaque things.
#pragma once

#include "element_types.h"
#include "memory.h"
#include "type_info.h"

namespace Ort {

namespace detail {

/// The values that a FillSparseTensor function copies: `p_data` for numbers, `str` for texts.
struct OrtSparseValuesParam {
  const int64_t* values_shape;
  size_t values_shape_len;
  union {
    const void* p_data;
    const char** str;
  } data;
};

/// Dimensions and their number; borrowed.
struct Shape {
  const int64_t* shape;
  size_t shape_len;
};

template <typename T>
struct ConstValueImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  /// Whether it is a dense tensor.
  bool IsTensor() const { return Out<int>(GetApi().IsTensor, this->p_) != 0; }
  /// False for an optional that holds nothing.
  bool HasValue() const { return Out<int>(GetApi().HasValue, this->p_) != 0; }
  /// Elements of a sequence; 2 for a map.
  size_t GetCount() const { return Out<size_t>(GetApi().GetValueCount, this->p_); }
  /// A copy of an element; of a map 0 gives the keys and 1 the values.
  Value GetValue(int index, OrtAllocator* allocator) const;
  template <typename R>
  void GetOpaqueData(const char* domain, const char* type_name, R& out) const {
    ThrowOnError(GetApi().GetOpaqueValue(domain, type_name, this->p_, &out, sizeof(R)));
  }

  TypeInfo GetTypeInfo() const { return TypeInfo(Out<OrtTypeInfo*>(GetApi().GetTypeInfo, this->p_)); }
  /// Of a sparse tensor the dense shape.
  TensorTypeAndShapeInfo GetTensorTypeAndShapeInfo() const {
    return TensorTypeAndShapeInfo(Out<OrtTensorTypeAndShapeInfo*>(GetApi().GetTensorTypeAndShape, this->p_));
  }
  /// Both without an object for them; the shape is borrowed, and null for a scalar.
  void GetTensorElementTypeAndShapeDataReference(ONNXTensorElementDataType& elem_type, Shape& shape) const {
    ThrowOnError(GetApi().GetTensorElementTypeAndShapeDataReference(this->p_, &elem_type, &shape.shape,
                                                                    &shape.shape_len));
  }
  ConstMemoryInfo GetTensorMemoryInfo() const {
    return ConstMemoryInfo(Out<const OrtMemoryInfo*>(GetApi().GetTensorMemoryInfo, this->p_));
  }
  /// Bytes of all elements, packed ones counted as they lie. Not for texts.
  size_t GetTensorSizeInBytes() const { return Out<size_t>(GetApi().GetTensorSizeInBytes, this->p_); }
  /// The first element; the type is not checked.
  template <typename R>
  const R* GetTensorData() const {
    return static_cast<const R*>(GetTensorRawData());
  }
  const void* GetTensorRawData() const { return Out<const void*>(GetApi().GetTensorData, this->p_); }

  /// Bytes of all texts, without terminators.
  size_t GetStringTensorDataLength() const { return Out<size_t>(GetApi().GetStringTensorDataLength, this->p_); }
  /// All texts one after the other, and where each begins.
  void GetStringTensorContent(void* buffer, size_t buffer_length, size_t* offsets, size_t offsets_count) const {
    ThrowOnError(GetApi().GetStringTensorContent(this->p_, buffer, buffer_length, offsets, offsets_count));
  }
  size_t GetStringTensorElementLength(size_t element_index) const {
    return Out<size_t>(GetApi().GetStringTensorElementLength, this->p_, element_index);
  }
  std::string GetStringTensorElement(size_t element_index) const {
    std::string text(GetStringTensorElementLength(element_index), '\0');
    GetStringTensorElement(text.size(), element_index, &text[0]);
    return text;
  }
  void GetStringTensorElement(size_t buffer_length, size_t element_index, void* buffer) const {
    ThrowOnError(GetApi().GetStringTensorElement(this->p_, buffer_length, element_index, buffer));
  }

#if !defined(DISABLE_SPARSE_TENSORS)
  bool IsSparseTensor() const { return Out<int>(GetApi().IsSparseTensor, this->p_) != 0; }
  OrtSparseFormat GetSparseFormat() const { return Out<OrtSparseFormat>(GetApi().GetSparseTensorFormat, this->p_); }
  TensorTypeAndShapeInfo GetSparseTensorValuesTypeAndShapeInfo() const {
    return TensorTypeAndShapeInfo(Out<OrtTensorTypeAndShapeInfo*>(GetApi().GetSparseTensorValuesTypeAndShape, this->p_));
  }
  TensorTypeAndShapeInfo GetSparseTensorIndicesTypeShapeInfo(OrtSparseIndicesFormat format) const {
    return TensorTypeAndShapeInfo(
        Out<OrtTensorTypeAndShapeInfo*>(GetApi().GetSparseTensorIndicesTypeShape, this->p_, format));
  }
  /// Borrowed; the type is not checked.
  template <typename R>
  const R* GetSparseTensorIndicesData(OrtSparseIndicesFormat indices_format, size_t& num_indices) const {
    const void* data = nullptr;
    ThrowOnError(GetApi().GetSparseTensorIndices(this->p_, indices_format, &num_indices, &data));
    return static_cast<const R*>(data);
  }
  /// Borrowed; the type is not checked.
  template <typename R>
  const R* GetSparseTensorValues() const {
    return static_cast<const R*>(Out<const void*>(GetApi().GetSparseTensorValues, this->p_));
  }
#endif
};

template <typename T>
struct ValueImpl : ConstValueImpl<T> {
  using B = ConstValueImpl<T>;
  using B::B;

  /// The first element, to read or write; the type is not checked.
  template <typename R>
  R* GetTensorMutableData() {
    return static_cast<R*>(GetTensorMutableRawData());
  }
  void* GetTensorMutableRawData() { return Out<void*>(GetApi().GetTensorMutableData, this->p_); }
  /// The element at these coordinates.
  template <typename R>
  R& At(const std::vector<int64_t>& location) {
    static_assert(!std::is_same_v<R, std::string>, "texts have no address of their own");
    return *static_cast<R*>(Out<void*>(GetApi().TensorAt, this->p_, location.data(), location.size()));
  }
  void FillStringTensor(const char* const* s, size_t s_len) {
    ThrowOnError(GetApi().FillStringTensor(this->p_, s, s_len));
  }
  void FillStringTensorElement(const char* s, size_t index) {
    ThrowOnError(GetApi().FillStringTensorElement(this->p_, s, index));
  }
  /// Gives one text this many bytes, to be written by the caller, without a terminator.
  char* GetResizedStringTensorElementBuffer(size_t index, size_t buffer_length) {
    return Out<char*>(GetApi().GetResizedStringTensorElementBuffer, this->p_, index, buffer_length);
  }

#if !defined(DISABLE_SPARSE_TENSORS)
  // Indices of the caller, who keeps them alive, for a tensor made over values of the caller.
  void UseCooIndices(int64_t* indices_data, size_t indices_num) {
    ThrowOnError(GetApi().UseCooIndices(this->p_, indices_data, indices_num));
  }
  void UseCsrIndices(int64_t* inner_data, size_t inner_num, int64_t* outer_data, size_t outer_num) {
    ThrowOnError(GetApi().UseCsrIndices(this->p_, inner_data, inner_num, outer_data, outer_num));
  }
  void UseBlockSparseIndices(const Shape& indices_shape, int32_t* indices_data) {
    ThrowOnError(
        GetApi().UseBlockSparseIndices(this->p_, indices_shape.shape, indices_shape.shape_len, indices_data));
  }
  // Values and indices are copied into a tensor made with an allocator.
  void FillSparseTensorCoo(const OrtMemoryInfo* data_mem_info, const OrtSparseValuesParam& values,
                           const int64_t* indices_data, size_t indices_num) {
    ThrowOnError(GetApi().FillSparseTensorCoo(this->p_, data_mem_info, values.values_shape, values.values_shape_len,
                                              values.data.p_data, indices_data, indices_num));
  }
  void FillSparseTensorCsr(const OrtMemoryInfo* data_mem_info, const OrtSparseValuesParam& values,
                           const int64_t* inner_indices_data, size_t inner_indices_num,
                           const int64_t* outer_indices_data, size_t outer_indices_num) {
    ThrowOnError(GetApi().FillSparseTensorCsr(this->p_, data_mem_info, values.values_shape, values.values_shape_len,
                                              values.data.p_data, inner_indices_data, inner_indices_num,
                                              outer_indices_data, outer_indices_num));
  }
  void FillSparseTensorBlockSparse(const OrtMemoryInfo* data_mem_info, const OrtSparseValuesParam& values,
                                   const Shape& indices_shape, const int32_t* indices_data) {
    ThrowOnError(GetApi().FillSparseTensorBlockSparse(this->p_, data_mem_info, values.values_shape,
                                                      values.values_shape_len, values.data.p_data, indices_shape.shape,
                                                      indices_shape.shape_len, indices_data));
  }
#endif
};

}  // namespace detail

/// A value, borrowed to look at.
using ConstValue = detail::ConstValueImpl<detail::Unowned<const OrtValue>>;
/// A value, borrowed.
using UnownedValue = detail::ValueImpl<detail::Unowned<OrtValue>>;

/// A value.
struct Value : detail::ValueImpl<OrtValue> {
  using Base = detail::ValueImpl<OrtValue>;
  using Base::Base;
  using OrtSparseValuesParam = detail::OrtSparseValuesParam;
  using Shape = detail::Shape;

  Value(std::nullptr_t) {}
  Value(Value&&) = default;
  Value& operator=(Value&&) = default;
  ConstValue GetConst() const { return ConstValue(p_); }
  UnownedValue GetUnowned() const { return UnownedValue(p_); }

  /// A tensor over `p_data_element_count` elements of the caller, who keeps them alive.
  template <typename T>
  static Value CreateTensor(const OrtMemoryInfo* info, T* p_data, size_t p_data_element_count, const int64_t* shape,
                            size_t shape_len) {
    return CreateTensor(info, p_data, p_data_element_count * sizeof(T), shape, shape_len, TypeToTensorType<T>::type);
  }
  static Value CreateTensor(const OrtMemoryInfo* info, void* p_data, size_t p_data_byte_count, const int64_t* shape,
                            size_t shape_len, ONNXTensorElementDataType type) {
    return Value(detail::Out<OrtValue*>(GetApi().CreateTensorWithDataAsOrtValue, info, p_data, p_data_byte_count, shape,
                                        shape_len, type));
  }
  /// A tensor over memory that it takes over: `deleter` frees it in the end.
  static Value CreateTensor(OrtAllocator* deleter, void* p_data, size_t p_data_byte_count, const int64_t* shape,
                            size_t shape_len, ONNXTensorElementDataType type) {
    return Value(detail::Out<OrtValue*>(GetApi().CreateTensorWithDataAndDeleterAsOrtValue, deleter, p_data,
                                        p_data_byte_count, shape, shape_len, type));
  }
  /// A tensor in memory of `allocator`, which must outlive it.
  template <typename T>
  static Value CreateTensor(OrtAllocator* allocator, const int64_t* shape, size_t shape_len) {
    return CreateTensor(allocator, shape, shape_len, TypeToTensorType<T>::type);
  }
  static Value CreateTensor(OrtAllocator* allocator, const int64_t* shape, size_t shape_len,
                            ONNXTensorElementDataType type) {
    return Value(detail::Out<OrtValue*>(GetApi().CreateTensorAsOrtValue, allocator, shape, shape_len, type));
  }

  /// A map of a tensor of keys and a tensor of values, which it shares.
  static Value CreateMap(const Value& keys, const Value& values) {
    const OrtValue* const parts[] = {keys, values};
    return Value(detail::Out<OrtValue*>(GetApi().CreateValue, &parts[0], size_t{2}, ONNX_TYPE_MAP));
  }
  /// A sequence of values of one type, which it shares.
  static Value CreateSequence(const std::vector<Value>& values);
  template <typename T>
  static Value CreateOpaque(const char* domain, const char* type_name, const T& value) {
    return Value(detail::Out<OrtValue*>(GetApi().CreateOpaqueValue, domain, type_name, &value, sizeof(T)));
  }

#if !defined(DISABLE_SPARSE_TENSORS)
  /// A sparse tensor over values of the caller, who keeps them alive; a Use function adds the indices.
  template <typename T>
  static Value CreateSparseTensor(const OrtMemoryInfo* info, T* p_data, const Shape& dense_shape,
                                  const Shape& values_shape) {
    return CreateSparseTensor(info, p_data, dense_shape, values_shape, TypeToTensorType<T>::type);
  }
  static Value CreateSparseTensor(const OrtMemoryInfo* info, void* p_data, const Shape& dense_shape,
                                  const Shape& values_shape, ONNXTensorElementDataType type) {
    return Value(detail::Out<OrtValue*>(GetApi().CreateSparseTensorWithValuesAsOrtValue, info, p_data,
                                        dense_shape.shape, dense_shape.shape_len, values_shape.shape,
                                        values_shape.shape_len, type));
  }
  /// A sparse tensor in memory of `allocator`; a Fill function gives it its content.
  template <typename T>
  static Value CreateSparseTensor(OrtAllocator* allocator, const Shape& dense_shape) {
    return CreateSparseTensor(allocator, dense_shape, TypeToTensorType<T>::type);
  }
  static Value CreateSparseTensor(OrtAllocator* allocator, const Shape& dense_shape, ONNXTensorElementDataType type) {
    return Value(detail::Out<OrtValue*>(GetApi().CreateSparseTensorAsOrtValue, allocator, dense_shape.shape,
                                        dense_shape.shape_len, type));
  }
#endif
};

namespace detail {

// A Value is one pointer, so that an array of them is an array of pointers.
static_assert(sizeof(Value) == sizeof(OrtValue*) && std::is_standard_layout_v<Value>);
inline const OrtValue* const* RawValues(const Value* values) {
  return reinterpret_cast<const OrtValue* const*>(values);
}
inline OrtValue** RawValues(Value* values) { return reinterpret_cast<OrtValue**>(values); }

template <typename T>
Value ConstValueImpl<T>::GetValue(int index, OrtAllocator* allocator) const {
  return Value(Out<OrtValue*>(GetApi().GetValue, this->p_, index, allocator));
}

}  // namespace detail

inline Value Value::CreateSequence(const std::vector<Value>& values) {
  return Value(detail::Out<OrtValue*>(GetApi().CreateValue, detail::RawValues(values.data()), values.size(),
                                      ONNX_TYPE_SEQUENCE));
}

}  // namespace Ort
