#include "kernels/tensor/number_text.h"

#include <charconv>
#include <cmath>

#include "absl/strings/numbers.h"
#include "kernels/math/functions.h"
#include "kernels/tensor/element_access.h"

namespace berth {
namespace {

struct Decimal {
  std::string digits;   // without trailing zeros, at least one
  int exponent = 0;     // of ten, of the first digit
};

// Of a scientific number as std::to_chars writes it: "1.25e+02".
Decimal Split(std::string_view text) {
  Decimal decimal;
  const size_t e = text.find('e');
  for (char c : text.substr(0, e)) {
    if (c != '.') decimal.digits += c;
  }
  const size_t last = decimal.digits.find_last_not_of('0');
  decimal.digits.resize(last == std::string::npos ? 1 : last + 1);
  const char* begin = text.data() + e + 1;
  std::from_chars(*begin == '+' ? begin + 1 : begin, text.data() + text.size(), decimal.exponent);
  return decimal;
}

// The fewest digits of a positive number that lead back to it.
Decimal Shortest(double value, ElementType type) {
  char text[40];
  const auto written = [&](std::to_chars_result result) {
    return std::string_view(text, static_cast<size_t>(result.ptr - text));
  };
  if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE) {
    return Split(written(std::to_chars(text, std::end(text), value, std::chars_format::scientific)));
  }
  if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) {
    return Split(written(std::to_chars(text, std::end(text), static_cast<float>(value), std::chars_format::scientific)));
  }
  constexpr int kEnough = 16;
  const ElementAccess& access = *AccessTo(type);
  for (int digits = 0;; ++digits) {
    const std::string_view tried = written(std::to_chars(text, std::end(text), value, std::chars_format::scientific, digits));
    double read = 0, back = 0;
    std::from_chars(tried.data(), tried.data() + tried.size(), read);
    uint16_t element = 0;
    access.write_doubles(&read, 1, {true, WriteOptions::Rounding::kNearest}, &element, 0);
    access.read_doubles(&element, 0, 1, &back);
    if (back == value || digits == kEnough) return Split(tried);
  }
}

}  // namespace

std::string FloatText(double value, ElementType type) {
  if (std::isnan(value)) return "nan";
  std::string text = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) return text + "inf";
  if (value == 0) return text + "0.0";
  const double magnitude = std::abs(value);
  Decimal decimal = Shortest(magnitude, type);
  std::string& digits = decimal.digits;
  const int exponent = decimal.exponent;
  if (magnitude < 1e-4 || magnitude >= 1e16) {
    text += digits[0];
    if (digits.size() > 1) text += "." + digits.substr(1);
    const int size = std::abs(exponent);
    return absl::StrCat(text, exponent < 0 ? "e-" : "e+", size < 10 ? "0" : "", size);
  }
  if (exponent < 0) return absl::StrCat(text, "0.", std::string(static_cast<size_t>(-exponent - 1), '0'), digits);
  const auto whole = static_cast<size_t>(exponent) + 1;
  if (digits.size() <= whole) digits.resize(whole + 1, '0');
  return absl::StrCat(text, digits.substr(0, whole), ".", digits.substr(whole));
}

StatusOr<double> FloatOfText(std::string_view text) {
  double value = 0;
  const bool hexadecimal = text.find_first_of("xX") != std::string_view::npos;
  if (!hexadecimal && absl::SimpleAtod(text, &value)) return value;
  return InvalidArgument("text \"", text.substr(0, 40), "\" seen, a number wanted");
}

StatusOr<int64_t> IntegerOfText(std::string_view text, bool is_unsigned) {
  int64_t value = 0;
  if (absl::SimpleAtoi(text, &value)) return value;
  uint64_t large = 0;
  if (is_unsigned && absl::SimpleAtoi(text, &large)) return static_cast<int64_t>(large);
  BERTH_ASSIGN_OR_RETURN(const double real, FloatOfText(text));
  return is_unsigned ? static_cast<int64_t>(WholeOf<uint64_t>(real)) : WholeOf<int64_t>(real);
}

}  // namespace berth
