#include "cli/zip.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "cli/failure.h"

namespace berth::cli {
namespace {

constexpr uint32_t kLocal = 0x04034b50, kCentral = 0x02014b50, kEnd = 0x06054b50;
constexpr size_t kLocalSize = 30, kCentralSize = 46, kEndSize = 22;
constexpr uint64_t kIn64 = 0xffffffff;   // "see the ZIP64 record"
constexpr uint64_t kMostRatio = 1100;    // deflate cannot shrink further than 1 to 1032

// Little-endian numbers out of bytes that may end anywhere.
class Bytes {
 public:
  Bytes(std::string_view bytes, const std::string& who) : bytes_(bytes), who_(who) {}

  std::string_view Part(uint64_t at, uint64_t size) const {
    if (at > bytes_.size() || size > bytes_.size() - at)
      throw Failure(kInput, Cat(who_, ": damaged: the archive ends too early"));
    return bytes_.substr(at, size);
  }
  uint64_t Number(uint64_t at, size_t size) const {
    uint64_t value = 0;
    const std::string_view part = Part(at, size);
    for (size_t i = size; i-- > 0;) value = value << 8 | static_cast<uint8_t>(part[i]);
    return value;
  }

 private:
  std::string_view bytes_;
  const std::string& who_;
};

struct Member {
  std::string name;
  uint64_t method = 0, packed = 0, size = 0, crc = 0, offset = 0;
};

// Where the central directory starts and how many members it has.
std::pair<uint64_t, uint64_t> FindDirectory(std::string_view archive, const Bytes& bytes, const std::string& who) {
  const size_t lowest = archive.size() > 0xffff + kEndSize ? archive.size() - 0xffff - kEndSize : 0;
  for (size_t at = archive.size() >= kEndSize ? archive.size() - kEndSize + 1 : 0; at-- > lowest;) {
    if (bytes.Number(at, 4) != kEnd) continue;
    uint64_t count = bytes.Number(at + 10, 2), start = bytes.Number(at + 16, 4);
    if (start == kIn64 || count == 0xffff) {
      const uint64_t record = bytes.Number(at >= 20 ? at - 20 + 8 : 0, 8);   // out of the ZIP64 locator in front
      count = bytes.Number(record + 32, 8);
      start = bytes.Number(record + 48, 8);
    }
    return {start, count};
  }
  throw Failure(kInput, Cat(who, ": no archive seen, a .npz file wanted"));
}

// Sizes that did not fit stand in the extra field 1, in this order.
void ReadZip64(const Bytes& bytes, uint64_t at, uint64_t length, Member& member) {
  for (const uint64_t end = at + length; at + 4 <= end;) {
    const uint64_t id = bytes.Number(at, 2), size = bytes.Number(at + 2, 2);
    uint64_t from = at + 4;
    for (uint64_t* field : {&member.size, &member.packed, &member.offset}) {
      if (id != 1 || *field != kIn64) continue;
      *field = bytes.Number(from, 8);
      from += 8;
    }
    at += 4 + size;
  }
}

std::string Inflate(std::string_view packed, uint64_t size, const std::string& who) {
  if (size / kMostRatio > packed.size()) throw Failure(kInput, Cat(who, ": damaged: its size cannot be ", size));
  std::string out(size, '\0');
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw Failure(kInput, Cat(who, ": cannot be unpacked"));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  uint64_t in_left = packed.size(), out_left = size;
  int result = Z_OK;
  while (result == Z_OK) {
    // zlib counts in 32 bits.
    constexpr uint64_t kMost = std::numeric_limits<uInt>::max();
    if (stream.avail_in == 0) in_left -= stream.avail_in = static_cast<uInt>(std::min(in_left, kMost));
    if (stream.avail_out == 0) out_left -= stream.avail_out = static_cast<uInt>(std::min(out_left, kMost));
    result = inflate(&stream, Z_NO_FLUSH);
  }
  const bool whole = result == Z_STREAM_END && out_left == 0 && stream.avail_out == 0;
  inflateEnd(&stream);
  if (!whole) throw Failure(kInput, Cat(who, ": damaged: cannot be unpacked"));
  return out;
}

std::string Unpack(const Bytes& bytes, const Member& member, const std::string& who) {
  if (bytes.Number(member.offset, 4) != kLocal) throw Failure(kInput, Cat(who, ": damaged: no member where one is told"));
  if ((bytes.Number(member.offset + 6, 2) & 1) != 0) throw Failure(kInput, Cat(who, ": encrypted, a plain member wanted"));
  const uint64_t data = member.offset + kLocalSize + bytes.Number(member.offset + 26, 2) + bytes.Number(member.offset + 28, 2);
  const std::string_view packed = bytes.Part(data, member.packed);
  std::string out;
  if (member.method == 8) {
    out = Inflate(packed, member.size, who);
  } else if (member.method == 0 && member.size == member.packed) {
    out = packed;
  } else {
    throw Failure(kInput, Cat(who, ": packing method ", member.method, " seen, 0 or 8 wanted"));
  }
  if (crc32_z(0, reinterpret_cast<const Bytef*>(out.data()), out.size()) != member.crc) {
    throw Failure(kInput, Cat(who, ": damaged: its checksum does not fit"));
  }
  return out;
}

std::string Little(uint64_t value, size_t size) {
  std::string bytes;
  for (size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> ReadZip(std::string_view archive, const std::string& who) {
  const Bytes bytes(archive, who);
  auto [at, count] = FindDirectory(archive, bytes, who);
  std::vector<std::pair<std::string, std::string>> members;
  for (; count > 0; --count) {
    if (bytes.Number(at, 4) != kCentral) throw Failure(kInput, Cat(who, ": damaged: its list of members is broken"));
    Member member;
    member.method = bytes.Number(at + 10, 2);
    member.crc = bytes.Number(at + 16, 4);
    member.packed = bytes.Number(at + 20, 4);
    member.size = bytes.Number(at + 24, 4);
    member.offset = bytes.Number(at + 42, 4);
    const uint64_t name = bytes.Number(at + 28, 2), extra = bytes.Number(at + 30, 2), comment = bytes.Number(at + 32, 2);
    member.name = bytes.Part(at + kCentralSize, name);
    ReadZip64(bytes, at + kCentralSize + name, extra, member);
    members.emplace_back(member.name, Unpack(bytes, member, Cat(who, ": ", member.name)));
    at += kCentralSize + name + extra + comment;
  }
  return members;
}

std::string WriteZip(const std::vector<std::pair<std::string, std::string>>& members, const std::string& who) {
  constexpr uint64_t kVersion = 20, kDate = 0x21;   // 1 January 1980: the same bytes every time
  constexpr uint64_t kUtf8Names = 0x800;
  std::string file, directory;
  for (const auto& [name, bytes] : members) {
    if (file.size() + bytes.size() + name.size() + kLocalSize >= kIn64)
      throw Failure(kFailed, Cat(who, ": over 4 GiB: too large for .npz"));
    const uint64_t crc = crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    const std::string shared = Little(kVersion, 2) + Little(kUtf8Names, 2) + Little(0, 4) + Little(kDate, 2) + Little(crc, 4) +
                               Little(bytes.size(), 4) + Little(bytes.size(), 4) + Little(name.size(), 2);
    directory += Little(kCentral, 4) + Little(kVersion, 2) + shared + std::string(12, '\0') + Little(file.size(), 4) + name;
    file += Little(kLocal, 4) + shared + Little(0, 2) + name + bytes;
  }
  const uint64_t start = file.size();
  return file + directory + Little(kEnd, 4) + Little(0, 4) + Little(members.size(), 2) + Little(members.size(), 2) +
         Little(directory.size(), 4) + Little(start, 4) + Little(0, 2);
}

}  // namespace berth::cli
