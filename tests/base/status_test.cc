#include "base/status.h"

#include <gtest/gtest.h>

#include "base/ort_status.h"

namespace berth {
namespace {

TEST(Status, SuccessIsEmpty) {
  EXPECT_TRUE(Ok().ok());
  EXPECT_EQ(Ok().code(), ORT_OK);
  EXPECT_EQ(Ok().message(), "");
  EXPECT_TRUE(Status(ORT_OK, "text that success does not keep").ok());
}

TEST(Status, ErrorKeepsCodeAndText) {
  Status status = Error(ORT_NOT_FOUND, "node ", 3, ": missing");
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(status.code(), ORT_NOT_FOUND);
  EXPECT_EQ(status.message(), "node 3: missing");
  EXPECT_EQ(InvalidArgument("x").code(), ORT_INVALID_ARGUMENT);
}

TEST(Status, CopiesAreIndependent) {
  Status a = Error(ORT_FAIL, "a");
  Status b = a;
  a = std::move(a).Annotate("who");
  EXPECT_EQ(a.message(), "who: a");
  EXPECT_EQ(b.message(), "a");
  a = Ok();
  EXPECT_TRUE(a.ok());
  EXPECT_TRUE(Ok().Annotate("who").ok());
}

StatusOr<int> Half(int n) {
  if (n % 2 != 0) return InvalidArgument(n, ": odd");
  return n / 2;
}

StatusOr<int> Quarter(int n) {
  BERTH_ASSIGN_OR_RETURN(int half, Half(n));
  return Half(half);
}

TEST(StatusOr, HoldsOneOfTheTwo) {
  EXPECT_EQ(*Half(4), 2);
  EXPECT_TRUE(Half(4).status().ok());
  EXPECT_FALSE(Half(3).ok());
  EXPECT_EQ(Half(3).status().message(), "3: odd");
  EXPECT_EQ(*Quarter(8), 2);
  EXPECT_EQ(Quarter(6).status().message(), "3: odd");
}

TEST(StatusOr, SuccessWithoutAValueIsAnError) {
  StatusOr<int> result = Ok();
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.status().code(), ORT_FAIL);
}

TEST(StatusOr, MovesValuesThatCannotBeCopied) {
  StatusOr<std::unique_ptr<int>> result = std::make_unique<int>(7);
  std::unique_ptr<int> value = *std::move(result);
  EXPECT_EQ(*value, 7);
}

TEST(OrtStatus, GoesOutAndComesBack) {
  EXPECT_EQ(ToOrtStatus(Ok()), nullptr);
  OrtStatus* status = ToOrtStatus(Error(ORT_ENGINE_ERROR, "engine"));
  ASSERT_NE(status, nullptr);
  EXPECT_EQ(status->code, ORT_ENGINE_ERROR);
  EXPECT_EQ(status->message, "engine");
  Status back = Adopt(status);   // freed here: a leak checker would tell
  EXPECT_EQ(back.code(), ORT_ENGINE_ERROR);
  EXPECT_EQ(back.message(), "engine");
}

TEST(OrtStatus, AdoptsWhatForeignCodeMayReturn) {
  EXPECT_TRUE(Adopt(nullptr).ok());
  EXPECT_TRUE(Adopt(new OrtStatus(ORT_OK, "a success that says so")).ok());
  alignas(OrtStatus) static char foreign[sizeof(OrtStatus)] = {};
  EXPECT_EQ(Adopt(reinterpret_cast<OrtStatus*>(foreign)).code(), ORT_FAIL);
  ReleaseOrtStatus(nullptr);
}

}  // namespace
}  // namespace berth
