#include "base/mapped_file.h"

#include <cstring>
#include <fstream>

#include <gtest/gtest.h>

namespace berth {
namespace {

std::filesystem::path Write(const char* name, std::string_view bytes) {
  auto path = std::filesystem::path(::testing::TempDir()) / name;
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

TEST(MappedFile, ShowsTheBytesWhileItLives) {
  const auto path = Write("mapped_file_test.bin", "twelve bytes");
  auto file = MappedFile::Open(path);
  ASSERT_TRUE(file.ok()) << file.status().message();
  std::filesystem::remove(path);   // the map stays
  ASSERT_EQ((*file)->bytes().size(), 12u);
  EXPECT_EQ(std::memcmp((*file)->bytes().data(), "twelve bytes", 12), 0);
}

TEST(MappedFile, WhatIsForgottenIsReadAgain) {
  std::string text(100'000, '\0');
  for (size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i * 7 % 251);
  const auto path = Write("mapped_file_forget.bin", text);
  auto file = MappedFile::Open(path);
  ASSERT_TRUE(file.ok()) << file.status().message();
  const std::span<const std::byte> bytes = (*file)->bytes();
  for (const auto& part : {bytes, bytes.subspan(100), bytes.subspan(5000, 20'000), bytes.last(3), bytes.first(0)}) {
    (*file)->Forget(part);
    EXPECT_EQ(std::memcmp(bytes.data(), text.data(), text.size()), 0);
  }
  std::filesystem::remove(path);
}

TEST(MappedFile, MemoryThatIsNotTheFilesIsLeftAlone) {
  const auto path = Write("mapped_file_others.bin", std::string(20'000, 'x'));
  auto file = MappedFile::Open(path);
  ASSERT_TRUE(file.ok()) << file.status().message();
  const std::vector<std::byte> others(100'000, std::byte{5});
  (*file)->Forget(others);
  EXPECT_EQ(others, std::vector<std::byte>(100'000, std::byte{5}));
  std::filesystem::remove(path);
}

TEST(MappedFile, EmptyFileIsAnEmptySpan) {
  const auto path = Write("mapped_file_empty.bin", "");
  auto file = MappedFile::Open(path);
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE((*file)->bytes().empty());
  std::filesystem::remove(path);
}

TEST(MappedFile, WhatCannotBeReadNamesThePath) {
  auto code = [](const std::filesystem::path& path) {
    Status status = MappedFile::Open(path).status();
    EXPECT_NE(status.message().find(path.string()), std::string_view::npos) << status.message();
    return status.code();
  };
  EXPECT_EQ(code("/no/such/file.onnx"), ORT_NO_SUCHFILE);
  EXPECT_EQ(code(Write("mapped_file_test.bin", "x") / "below-a-file"), ORT_NO_SUCHFILE);
  EXPECT_EQ(code(::testing::TempDir()), ORT_FAIL);
  EXPECT_EQ(code("/dev/zero"), ORT_FAIL);   // no regular file: mapping it would never end
}

}  // namespace
}  // namespace berth
