#include "base/dynamic_library.h"

#include <dlfcn.h>

#include <gtest/gtest.h>

namespace berth {
namespace {

TEST(DynamicLibrary, OpensAndFindsSymbols) {
  auto library = DynamicLibrary::Open("libm.so.6");
  ASSERT_TRUE(library.ok()) << library.status().message();
  auto symbol = (*library)->Symbol("fabs");
  ASSERT_TRUE(symbol.ok());
  EXPECT_EQ(reinterpret_cast<double (*)(double)>(*symbol)(-3.0), 3.0);
  EXPECT_EQ((*library)->path(), "libm.so.6");
}

TEST(DynamicLibrary, ErrorsNamePathAndSymbol) {
  Status status = DynamicLibrary::Open("/no/such/library.so").status();
  EXPECT_EQ(status.code(), ORT_FAIL);
  EXPECT_NE(status.message().find("/no/such/library.so"), std::string_view::npos) << status.message();
  EXPECT_NE(status.message().find("No such file"), std::string_view::npos) << status.message();
  status = DynamicLibrary::Open(BERTH_SOURCE_DIR "/README.md").status();
  EXPECT_EQ(status.code(), ORT_FAIL);

  auto library = DynamicLibrary::Open("libm.so.6");
  ASSERT_TRUE(library.ok());
  status = (*library)->Symbol("no_such_symbol").status();
  EXPECT_EQ(status.code(), ORT_FAIL);
  EXPECT_NE(status.message().find("libm.so.6"), std::string_view::npos) << status.message();
  EXPECT_NE(status.message().find("no_such_symbol"), std::string_view::npos) << status.message();
}

TEST(DynamicLibrary, RuntimeFolderHoldsThisCode) {
  EXPECT_TRUE(RuntimeFolder().is_absolute());
  EXPECT_TRUE(std::filesystem::exists(RuntimeFolder() / "berth_base_test")) << RuntimeFolder();
}

}  // namespace
}  // namespace berth
