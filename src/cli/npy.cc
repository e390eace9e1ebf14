#include "cli/npy.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "cli/failure.h"
#include "cli/utf.h"
#include "cli/zip.h"

namespace berth::cli {
namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);

struct Header {
  std::string descr;
  bool fortran = false;
  std::vector<int64_t> shape;
};

// The literal behind `'key':` in a Python dictionary, up to where the next key or the end may come.
std::string_view Literal(std::string_view header, std::string_view key, const std::string& who) {
  size_t at = header.find(Cat("'", key, "'"));
  if (at != std::string_view::npos) at = header.find(':', at);
  if (at == std::string_view::npos) throw Failure(kInput, Cat(who, ": header without '", key, "' seen"));
  header.remove_prefix(at + 1);
  while (!header.empty() && header[0] == ' ') header.remove_prefix(1);
  return header;
}

Header ParseHeader(std::string_view text, const std::string& who) {
  Header header;
  const std::string_view descr = Literal(text, "descr", who);
  const size_t quote = descr.empty() || descr[0] != '\'' ? std::string_view::npos : descr.find('\'', 1);
  if (quote == std::string_view::npos) throw Failure(kInput, Cat(who, ": an array of records seen, of plain elements wanted"));
  header.descr = descr.substr(1, quote - 1);
  header.fortran = Literal(text, "fortran_order", who).starts_with("True");
  std::string_view shape = Literal(text, "shape", who);
  const size_t end = shape.find(')');
  if (!shape.starts_with("(") || end == std::string_view::npos) throw Failure(kInput, Cat(who, ": header without a shape seen"));
  shape = shape.substr(1, end - 1);
  while (!shape.empty()) {
    if (shape[0] == ' ' || shape[0] == ',') {
      shape.remove_prefix(1);
      continue;
    }
    int64_t dim = 0;
    const auto [stop, error] = std::from_chars(shape.data(), shape.data() + shape.size(), dim);
    if (error != std::errc() || dim < 0) throw Failure(kInput, Cat(who, ": \"", shape, "\" seen in the shape, numbers wanted"));
    shape.remove_prefix(static_cast<size_t>(stop - shape.data()));
    header.shape.push_back(dim);
  }
  return header;
}

void SwapBytes(std::string& bytes, size_t size) {
  for (size_t at = 0; at + size <= bytes.size(); at += size) std::reverse(bytes.data() + at, bytes.data() + at + size);
}

// Elements in Fortran order into C order.
std::string ToCOrder(const std::string& bytes, const std::vector<int64_t>& shape, size_t size) {
  std::string out(bytes.size(), '\0');
  std::vector<int64_t> index(shape.size(), 0);
  for (size_t to = 0; to < bytes.size(); to += size) {
    int64_t from = 0;
    for (size_t axis = shape.size(); axis-- > 0;) from = from * shape[axis] + index[axis];
    std::memcpy(out.data() + to, bytes.data() + static_cast<size_t>(from) * size, size);
    for (size_t axis = shape.size(); axis-- > 0 && ++index[axis] == shape[axis];) index[axis] = 0;
  }
  return out;
}

// 'U' arrays hold UTF-32, 'S' arrays bytes; both pad with zeros.
std::vector<std::string> SplitStrings(const std::string& bytes, size_t count, size_t item, bool wide) {
  std::vector<std::string> strings;
  for (size_t i = 0; i < count; ++i) {
    std::string text = bytes.substr(i * item, item);
    if (wide) {
      std::u32string codes(item / 4, U'\0');
      std::memcpy(codes.data(), text.data(), codes.size() * 4);
      text = ToUtf8(codes);
    }
    while (!text.empty() && text.back() == '\0') text.pop_back();
    strings.push_back(std::move(text));
  }
  return strings;
}

// Bytes of one element as stored in the file.
size_t ItemSize(const Header& header, const Element& element, const std::string& who) {
  if (element.bits != 0) return element.bits / 8;
  size_t length = 0;
  const char *begin = header.descr.data() + 2, *end = header.descr.data() + header.descr.size();
  const auto [stop, error] = std::from_chars(begin, end, length);
  if (error != std::errc() || stop != end || length > (size_t{1} << 30)) {
    throw Failure(kInput, Cat(who, ": element type \"", header.descr, "\" seen, a length wanted"));
  }
  return header.descr[1] == 'U' ? 4 * length : length;
}

const Element& ElementOf(const Header& header, const std::string& who) {
  const char kind = header.descr.size() > 1 ? header.descr[1] : '?';
  const Element* element = kind == 'U' || kind == 'S' ? FindElement(ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING)
                           : header.descr.size() > 2  ? FindElementByNumpy(header.descr.substr(1))
                                                      : nullptr;
  if (element == nullptr || std::strchr("<>|=", header.descr[0]) == nullptr) {
    throw Failure(kInput, Cat(who, ": element type \"", header.descr, "\" seen, numbers, bool or text wanted"));
  }
  return *element;
}

std::string Descr(const HostTensor& tensor, size_t longest, const std::string& who) {
  const Element* element = FindElement(tensor.type);
  if (element == nullptr || element->numpy[0] == '\0') {
    throw Failure(kFailed, Cat(who, ": ", ElementName(tensor.type), " seen, which NumPy's files cannot hold; .pb can"));
  }
  if (element->bits == 0) return Cat("<U", longest);
  return Cat(element->bits == 8 ? "|" : "<", element->numpy);
}

}  // namespace

HostTensor ParseNpy(std::string_view bytes, const std::string& who) {
  if (!bytes.starts_with(kMagic) || bytes.size() < 12) throw Failure(kInput, Cat(who, ": no NumPy array seen"));
  const bool wide = bytes[6] > 1;   // the header's length takes two bytes in version 1, four later
  size_t length = 0;
  for (size_t i = 0; i < (wide ? 4u : 2u); ++i) length |= static_cast<size_t>(static_cast<uint8_t>(bytes[8 + i])) << (8 * i);
  const size_t start = wide ? 12 : 10;
  if (length > bytes.size() - start)
    throw Failure(kInput, Cat(who, ": a header of ", length, " bytes seen, the file ends before"));
  const Header header = ParseHeader(bytes.substr(start, length), who);
  const Element& element = ElementOf(header, who);
  const size_t item = ItemSize(header, element, who);
  const int64_t count = CountOf(header.shape);
  size_t wanted = 0;
  if (count < 0 || __builtin_mul_overflow(static_cast<size_t>(count), item, &wanted)) {
    throw Failure(kInput, Cat(who, ": shape ", ShapeText(header.shape), " seen: too large"));
  }
  bytes.remove_prefix(start + length);
  if (bytes.size() != wanted) throw Failure(kInput, Cat(who, ": ", bytes.size(), " bytes of data seen, ", wanted, " wanted"));
  if (item == 0 && count > (int64_t{1} << 30)) throw Failure(kInput, Cat(who, ": ", count, " empty texts seen: too many"));
  HostTensor tensor{element.type, header.shape, std::string(bytes), {}};
  const bool text = element.bits == 0;
  const size_t unit = header.descr[1] == 'c' ? item / 2 : header.descr[1] == 'U' ? 4 : header.descr[1] == 'S' ? 1 : item;
  if (header.descr[0] == '>' && unit > 1) SwapBytes(tensor.bytes, unit);
  if (header.fortran && header.shape.size() > 1 && item > 0) tensor.bytes = ToCOrder(tensor.bytes, header.shape, item);
  if (text) {
    tensor.strings = SplitStrings(tensor.bytes, static_cast<size_t>(count), item, header.descr[1] == 'U');
    tensor.bytes.clear();
  }
  return tensor;
}

std::string WriteNpy(const HostTensor& tensor, const std::string& who) {
  std::vector<std::u32string> texts;
  size_t longest = 0;
  for (const std::string& text : tensor.strings) {
    texts.push_back(ToUtf32(text));
    longest = std::max(longest, texts.back().size());
  }
  std::string shape;
  for (int64_t dim : tensor.shape) shape += Cat(dim, tensor.shape.size() == 1 ? "," : ", ");
  std::string header = Cat("{'descr': '", Descr(tensor, longest, who), "', 'fortran_order': False, 'shape': (", shape, "), }");
  // Magic, version, length and header together take a multiple of 64 bytes.
  header.append(63 - (10 + header.size()) % 64, ' ').push_back('\n');
  std::string file =
      Cat(kMagic, '\1', '\0', static_cast<char>(header.size() & 0xff), static_cast<char>(header.size() >> 8), header);
  for (std::u32string& text : texts) {
    text.resize(longest, U'\0');
    file.append(reinterpret_cast<const char*>(text.data()), 4 * longest);
  }
  return file + tensor.bytes;
}

std::vector<std::pair<std::string, HostTensor>> ParseNpz(std::string_view bytes, const std::string& who) {
  std::vector<std::pair<std::string, HostTensor>> arrays;
  for (auto& [name, member] : ReadZip(bytes, who)) {
    if (!name.ends_with(".npy")) continue;
    const std::string array = name.substr(0, name.size() - 4);
    arrays.emplace_back(array, ParseNpy(member, Cat(who, ": ", name)));
  }
  return arrays;
}

std::string WriteNpz(const std::vector<std::pair<std::string, HostTensor>>& arrays, const std::string& who) {
  std::vector<std::pair<std::string, std::string>> members;
  for (const auto& [name, tensor] : arrays) members.emplace_back(name + ".npy", WriteNpy(tensor, Cat(who, ": \"", name, "\"")));
  return WriteZip(members, who);
}

}  // namespace berth::cli
