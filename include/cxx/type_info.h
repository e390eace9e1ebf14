// Part of Berth. SPDX-License-Identifier: MIT
//
// A part of onnxruntime_cxx_api.h: types of values.
#pragma once

#include "base.h"

namespace Ort {

namespace detail {
template <typename T>
struct TensorTypeAndShapeInfoImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  ONNXTensorElementDataType GetElementType() const {
    return Out<ONNXTensorElementDataType>(GetApi().GetTensorElementType, this->p_);
  }
  /// The product of the dimensions.
  size_t GetElementCount() const { return Out<size_t>(GetApi().GetTensorShapeElementCount, this->p_); }
  size_t GetDimensionsCount() const { return Out<size_t>(GetApi().GetDimensionsCount, this->p_); }
  [[deprecated("use GetShape()")]] void GetDimensions(int64_t* values, size_t values_count) const {
    ThrowOnError(GetApi().GetDimensions(this->p_, values, values_count));
  }
  /// -1 for a dimension that is not known.
  std::vector<int64_t> GetShape() const {
    std::vector<int64_t> shape(GetDimensionsCount());
    ThrowOnError(GetApi().GetDimensions(this->p_, shape.data(), shape.size()));
    return shape;
  }
  /// "" for a dimension without a name; borrowed.
  std::vector<const char*> GetSymbolicDimensions() const {
    std::vector<const char*> names(GetDimensionsCount(), "");
    GetSymbolicDimensions(names.data(), names.size());
    return names;
  }
  void GetSymbolicDimensions(const char** values, size_t values_count) const {
    ThrowOnError(GetApi().GetSymbolicDimensions(this->p_, values, values_count));
  }
  /// Whether anything is known of the shape.
  bool HasShape() const { return GetApi().TensorTypeAndShape_HasShape(this->p_); }
};

template <typename T>
struct SequenceTypeInfoImpl : Base<T> {
  using B = Base<T>;
  using B::B;
  TypeInfo GetSequenceElementType() const;
};

template <typename T>
struct OptionalTypeInfoImpl : Base<T> {
  using B = Base<T>;
  using B::B;
  /// The type of what it may hold.
  TypeInfo GetOptionalElementType() const;
};

template <typename T>
struct MapTypeInfoImpl : Base<T> {
  using B = Base<T>;
  using B::B;
  ONNXTensorElementDataType GetMapKeyType() const {
    return Out<ONNXTensorElementDataType>(GetApi().GetMapKeyType, this->p_);
  }
  TypeInfo GetMapValueType() const;
};
}  // namespace detail

/// Element type and shape, borrowed.
using ConstTensorTypeAndShapeInfo = detail::TensorTypeAndShapeInfoImpl<detail::Unowned<const OrtTensorTypeAndShapeInfo>>;
/// The type of a sequence, borrowed.
using ConstSequenceTypeInfo = detail::SequenceTypeInfoImpl<detail::Unowned<const OrtSequenceTypeInfo>>;
/// The type of an optional, borrowed.
using ConstOptionalTypeInfo = detail::OptionalTypeInfoImpl<detail::Unowned<const OrtOptionalTypeInfo>>;
/// The type of a map, borrowed.
using ConstMapTypeInfo = detail::MapTypeInfoImpl<detail::Unowned<const OrtMapTypeInfo>>;

/// Element type and shape.
struct TensorTypeAndShapeInfo : detail::TensorTypeAndShapeInfoImpl<OrtTensorTypeAndShapeInfo> {
  using Base = detail::TensorTypeAndShapeInfoImpl<OrtTensorTypeAndShapeInfo>;
  using Base::Base;

  explicit TensorTypeAndShapeInfo(std::nullptr_t) {}
  explicit TensorTypeAndShapeInfo(OrtTensorTypeAndShapeInfo* p) : Base(p) {}
  /// `symbolic_dims`: a name for each dimension, for those that are -1; may be null.
  explicit TensorTypeAndShapeInfo(ONNXTensorElementDataType element_type, const std::vector<int64_t>& dims,
                                  const std::vector<std::string>* symbolic_dims = nullptr) {
    ThrowOnError(GetApi().CreateTensorTypeAndShapeInfo(&p_));
    ThrowOnError(GetApi().SetTensorElementType(p_, element_type));
    ThrowOnError(GetApi().SetDimensions(p_, dims.data(), dims.size()));
    if (symbolic_dims == nullptr) return;
    std::vector<const char*> names = detail::CStrings(*symbolic_dims);
    ThrowOnError(GetApi().SetSymbolicDimensions(p_, names.data(), names.size()));
  }
  ConstTensorTypeAndShapeInfo GetConst() const { return ConstTensorTypeAndShapeInfo(p_); }
};

/// The type of a sequence.
struct SequenceTypeInfo : detail::SequenceTypeInfoImpl<OrtSequenceTypeInfo> {
  using Base = detail::SequenceTypeInfoImpl<OrtSequenceTypeInfo>;
  using Base::Base;

  explicit SequenceTypeInfo(std::nullptr_t) {}
  explicit SequenceTypeInfo(OrtSequenceTypeInfo* p) : Base(p) {}
  ConstSequenceTypeInfo GetConst() const { return ConstSequenceTypeInfo(p_); }
};

/// The type of a map.
struct MapTypeInfo : detail::MapTypeInfoImpl<OrtMapTypeInfo> {
  using Base = detail::MapTypeInfoImpl<OrtMapTypeInfo>;
  using Base::Base;

  explicit MapTypeInfo(std::nullptr_t) {}
  explicit MapTypeInfo(OrtMapTypeInfo* p) : Base(p) {}
  ConstMapTypeInfo GetConst() const { return ConstMapTypeInfo(p_); }
};

namespace detail {
template <typename T>
struct TypeInfoImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  ONNXType GetONNXType() const { return Out<ONNXType>(GetApi().GetOnnxTypeFromTypeInfo, this->p_); }
  // The part for one kind of type, borrowed; empty when it is of another kind.
  ConstTensorTypeAndShapeInfo GetTensorTypeAndShapeInfo() const {
    return ConstTensorTypeAndShapeInfo(
        Out<const OrtTensorTypeAndShapeInfo*>(GetApi().CastTypeInfoToTensorInfo, this->p_));
  }
  ConstSequenceTypeInfo GetSequenceTypeInfo() const {
    return ConstSequenceTypeInfo(Out<const OrtSequenceTypeInfo*>(GetApi().CastTypeInfoToSequenceTypeInfo, this->p_));
  }
  ConstMapTypeInfo GetMapTypeInfo() const {
    return ConstMapTypeInfo(Out<const OrtMapTypeInfo*>(GetApi().CastTypeInfoToMapTypeInfo, this->p_));
  }
  ConstOptionalTypeInfo GetOptionalTypeInfo() const {
    return ConstOptionalTypeInfo(Out<const OrtOptionalTypeInfo*>(GetApi().CastTypeInfoToOptionalTypeInfo, this->p_));
  }
};
}  // namespace detail

/// The type of a value, borrowed.
using ConstTypeInfo = detail::TypeInfoImpl<detail::Unowned<const OrtTypeInfo>>;

/// The type of a value.
struct TypeInfo : detail::TypeInfoImpl<OrtTypeInfo> {
  using Base = detail::TypeInfoImpl<OrtTypeInfo>;
  using Base::Base;

  explicit TypeInfo(std::nullptr_t) {}
  explicit TypeInfo(OrtTypeInfo* p) : Base(p) {}

  // Types for the model editor; the parts are copied.
  static TypeInfo CreateTensorInfo(ConstTensorTypeAndShapeInfo info) {
    return TypeInfo(detail::Out<OrtTypeInfo*>(GetModelEditorApi().CreateTensorTypeInfo, info));
  }
  static TypeInfo CreateSparseTensorInfo(ConstTensorTypeAndShapeInfo info) {
    return TypeInfo(detail::Out<OrtTypeInfo*>(GetModelEditorApi().CreateSparseTensorTypeInfo, info));
  }
  static TypeInfo CreateSequenceTypeInfo(ConstTypeInfo element_type) {
    return TypeInfo(detail::Out<OrtTypeInfo*>(GetModelEditorApi().CreateSequenceTypeInfo, element_type));
  }
  static TypeInfo CreateMapTypeInfo(ONNXTensorElementDataType key_type, ConstTypeInfo value_type) {
    return TypeInfo(detail::Out<OrtTypeInfo*>(GetModelEditorApi().CreateMapTypeInfo, key_type, value_type));
  }
  static TypeInfo CreateOptionalTypeInfo(ConstTypeInfo contained_type) {
    return TypeInfo(detail::Out<OrtTypeInfo*>(GetModelEditorApi().CreateOptionalTypeInfo, contained_type));
  }
  ConstTypeInfo GetConst() const { return ConstTypeInfo(p_); }
};

namespace detail {
template <typename T>
TypeInfo SequenceTypeInfoImpl<T>::GetSequenceElementType() const {
  return TypeInfo(Out<OrtTypeInfo*>(GetApi().GetSequenceElementType, this->p_));
}
template <typename T>
TypeInfo OptionalTypeInfoImpl<T>::GetOptionalElementType() const {
  return TypeInfo(Out<OrtTypeInfo*>(GetApi().GetOptionalContainedTypeInfo, this->p_));
}
template <typename T>
TypeInfo MapTypeInfoImpl<T>::GetMapValueType() const {
  return TypeInfo(Out<OrtTypeInfo*>(GetApi().GetMapValueType, this->p_));
}
}  // namespace detail

}  // namespace Ort
