#include <cstring>

#include "capi/bind.h"
#include "capi/guard.h"
#include "values/sparse.h"

namespace berth::capi {
namespace {

// Where the strings of a value are: the tensor itself, or the values of a sparse one.
Tensor& TensorIn(const OrtValue& value) {
  return value.sparse != nullptr ? value.sparse->mutable_values() : const_cast<OrtValue&>(value).tensor;
}

Status CheckStrings(const OrtValue* value) {
  BERTH_RETURN_IF_ERROR(CheckHandle(value, "value"));
  if (TensorIn(*value).type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) return Ok();
  return Error(ORT_FAIL, "value: no tensor of strings seen, one wanted");
}

StatusOr<std::string*> Element(const OrtValue* value, size_t index) {
  BERTH_RETURN_IF_ERROR(CheckStrings(value));
  const auto strings = TensorIn(*value).mutable_strings();
  if (index >= strings.size()) {
    return InvalidArgument("value: element index ", index, " seen, below ", strings.size(), " wanted");
  }
  return &strings[index];
}

size_t TotalLength(const OrtValue* value) {
  size_t total = 0;
  for (const std::string& text : TensorIn(*value).strings()) total += text.size();
  return total;
}

OrtStatus* ORT_API_CALL Fill(OrtValue* value, const char* const* texts, size_t count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckStrings(value));
    if (count > 0) BERTH_RETURN_IF_ERROR(NotNull(texts, "s"));
    const auto strings = TensorIn(*value).mutable_strings();
    if (count != strings.size()) {
      return InvalidArgument("FillStringTensor: ", count, " texts seen, ", strings.size(), " wanted");
    }
    for (size_t i = 0; i < count; ++i) BERTH_RETURN_IF_ERROR(NotNull(texts[i], "s"));
    for (size_t i = 0; i < count; ++i) strings[i] = texts[i];
    return Ok();
  });
}

OrtStatus* ORT_API_CALL FillElement(OrtValue* value, const char* text, size_t index) noexcept {
  return Ask(value, "value", text, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(std::string * element, Element(value, index));
    *element = text;
    return Ok();
  });
}

OrtStatus* ORT_API_CALL ResizedBuffer(OrtValue* value, size_t index, size_t length, char** out) noexcept {
  return Ask(value, "value", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(std::string * element, Element(value, index));
    element->resize(length);
    *out = element->data();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL DataLength(const OrtValue* value, size_t* out) noexcept {
  return Ask(value, "value", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckStrings(value));
    *out = TotalLength(value);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL Content(const OrtValue* value, void* out, size_t room, size_t* offsets,
                                size_t offset_count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckStrings(value));
    if (offset_count > 0) BERTH_RETURN_IF_ERROR(NotNull(offsets, "offsets"));
    const auto strings = TensorIn(*value).strings();
    if (offset_count != strings.size()) {
      return Error(ORT_FAIL, "GetStringTensorContent: ", offset_count, " offsets seen, ", strings.size(), " wanted");
    }
    const size_t total = TotalLength(value);
    if (room < total) {
      return Error(ORT_FAIL, "GetStringTensorContent: ", room, " bytes seen, ", total, " wanted");
    }
    if (total > 0) BERTH_RETURN_IF_ERROR(NotNull(out, "s"));
    size_t at = 0;
    for (size_t i = 0; i < strings.size(); ++i) {
      offsets[i] = at;
      if (!strings[i].empty()) std::memcpy(static_cast<char*>(out) + at, strings[i].data(), strings[i].size());
      at += strings[i].size();
    }
    return Ok();
  });
}

OrtStatus* ORT_API_CALL ElementLength(const OrtValue* value, size_t index, size_t* out) noexcept {
  return Ask(value, "value", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(const std::string* element, Element(value, index));
    *out = element->size();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL ElementText(const OrtValue* value, size_t room, size_t index, void* out) noexcept {
  return Guard([&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(const std::string* element, Element(value, index));
    if (room < element->size()) {
      return Error(ORT_FAIL, "GetStringTensorElement: ", room, " bytes seen, ", element->size(), " wanted");
    }
    if (element->empty()) return Ok();
    BERTH_RETURN_IF_ERROR(NotNull(out, "s"));
    std::memcpy(out, element->data(), element->size());
    return Ok();
  });
}

}  // namespace

void BindValueString(OrtApi& api) {
  api.FillStringTensor = Fill;
  api.FillStringTensorElement = FillElement;
  api.GetResizedStringTensorElementBuffer = ResizedBuffer;
  api.GetStringTensorDataLength = DataLength;
  api.GetStringTensorContent = Content;
  api.GetStringTensorElementLength = ElementLength;
  api.GetStringTensorElement = ElementText;
}

}  // namespace berth::capi
