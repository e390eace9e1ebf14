#include "base/handle.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

struct Thing : Tagged<HandleKind::kSession> {
  int value = 1;
};
struct Other : Tagged<HandleKind::kEnv> {};

std::string Text(const Status& status) { return std::string(status.message()); }

TEST(Handle, LiveOnesOfTheFamilyPass) {
  Thing thing;
  EXPECT_TRUE(CheckHandle(&thing, "thing").ok());
  EXPECT_EQ(*reinterpret_cast<const HandleKind*>(&thing), HandleKind::kSession);   // the tag is the first word
}

TEST(Handle, NullIsNamed) {
  Status status = CheckHandle(static_cast<const Thing*>(nullptr), "thing");
  EXPECT_EQ(status.code(), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(status.message(), "argument \"thing\": null seen, a live handle wanted");
}

TEST(Handle, AnotherFamilyIsRefused) {
  Other other;
  Status status = CheckHandle(reinterpret_cast<const Thing*>(&other), "thing");
  EXPECT_EQ(status.code(), ORT_INVALID_ARGUMENT);
  EXPECT_NE(Text(status).find("another family"), std::string::npos) << Text(status);
}

TEST(Handle, ReleasedOneIsRefusedWhileItsMemoryIsUntouched) {
  alignas(Thing) char memory[sizeof(Thing)];
  Thing* thing = new (memory) Thing();
  thing->~Thing();
  void* volatile address = memory;   // the compiler need not know what programs do
  Status status = CheckHandle(static_cast<const Thing*>(address), "thing");
  EXPECT_NE(Text(status).find("a released handle"), std::string::npos) << Text(status);
}

TEST(Handle, CopiesKeepTheirOwnTag) {
  Thing thing;
  thing.value = 2;
  Thing copy = thing;
  EXPECT_TRUE(CheckHandle(&copy, "copy").ok());
  thing.tag = HandleKind::kDead;
  copy = thing;
  EXPECT_TRUE(CheckHandle(&copy, "copy").ok());
  EXPECT_EQ(copy.value, 2);
  EXPECT_TRUE(NotNull(&copy, "p").ok());
  EXPECT_EQ(NotNull(nullptr, "p").code(), ORT_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace berth
