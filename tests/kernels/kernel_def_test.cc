// Kernel definitions of EPs: which may stand in one registry. The answers are those of ONNX Runtime 1.32, asked through its
// own OrtEpApi.
#include "kernels/kernel_def.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

OrtStatus* ORT_API_CALL Create(void*, const OrtKernelInfo*, OrtKernelImpl**) { return nullptr; }

OrtKernelDef Def(int since, int until, std::map<std::string, TypeSet> types = {}) {
  OrtKernelDef def;
  def.op_type = "Mul";
  def.ep = "E";
  def.since = since;
  def.until = until;
  def.types = std::move(types);
  return def;
}

// Whether `added` may stand beside `existing`.
bool Coexist(const OrtKernelDef& existing, const OrtKernelDef& added) {
  OrtKernelRegistry registry;
  EXPECT_TRUE(AddKernel(registry, existing, Create, nullptr).ok());
  Status status = AddKernel(registry, added, Create, nullptr);
  if (status.ok()) return true;
  EXPECT_EQ(status.code(), ORT_FAIL);
  EXPECT_NE(status.message().find("Conflicting"), std::string_view::npos) << status.message();
  EXPECT_EQ(registry.entries.size(), 1u);
  return false;
}

constexpr int kOpen = INT_MAX;

TEST(KernelDef, VersionsThatMeetConflict) {
  EXPECT_FALSE(Coexist(Def(1, 10), Def(7, 12)));
  EXPECT_FALSE(Coexist(Def(1, 10), Def(1, 10)));
  EXPECT_TRUE(Coexist(Def(1, 10), Def(11, 12)));
}

TEST(KernelDef, OpenRangeStandsForItsFirstVersion) {
  EXPECT_TRUE(Coexist(Def(1, kOpen), Def(7, kOpen)));
  EXPECT_TRUE(Coexist(Def(1, kOpen), Def(2, 5)));
  EXPECT_FALSE(Coexist(Def(1, kOpen), Def(1, kOpen)));
  EXPECT_FALSE(Coexist(Def(7, kOpen), Def(7, 9)));
  EXPECT_FALSE(Coexist(Def(1, 10), Def(7, kOpen)));
}

TEST(KernelDef, OneParameterWithoutCommonTypesSetsApart) {
  const TypeSet f32(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT), u8(ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8);
  EXPECT_TRUE(Coexist(Def(1, 1, {{"T", f32}}), Def(1, 1, {{"T", u8}})));
  EXPECT_TRUE(Coexist(Def(1, 1, {{"T", f32}, {"U", f32}}), Def(1, 1, {{"T", f32}, {"U", u8}})));
  EXPECT_FALSE(Coexist(Def(1, 1, {{"T", f32}}), Def(1, 1, {{"T", f32 | u8}})));
  // Parameters that one of the two leaves open tell nothing.
  EXPECT_FALSE(Coexist(Def(1, 1, {{"T", f32}}), Def(1, 1, {{"V", u8}})));
  EXPECT_FALSE(Coexist(Def(1, 1, {{"T", f32}}), Def(1, 1)));
}

TEST(KernelDef, NamesSetApart) {
  OrtKernelDef other = Def(1, 1);
  other.ep = "F";
  EXPECT_TRUE(Coexist(Def(1, 1), other));
  other = Def(1, 1);
  other.domain = "com.example";
  EXPECT_TRUE(Coexist(Def(1, 1), other));
  other.domain = "ai.onnx";   // the default domain by its other name
  EXPECT_FALSE(Coexist(Def(1, 1), other));
  other = Def(1, 1);
  other.op_type = "Add";
  EXPECT_TRUE(Coexist(Def(1, 1), other));
}

TEST(KernelDef, SharingMemorySetsApart) {
  OrtKernelDef shares = Def(1, 1), may_share = Def(1, 1);
  shares.aliases = {{0, 0}};
  may_share.may_aliases = {{0, 0}};
  EXPECT_TRUE(Coexist(Def(1, 1), shares));
  EXPECT_TRUE(Coexist(shares, Def(1, 1)));
  EXPECT_TRUE(Coexist(Def(1, 1), may_share));
  EXPECT_TRUE(Coexist(may_share, shares));
  EXPECT_FALSE(Coexist(shares, shares));
  EXPECT_FALSE(Coexist(may_share, may_share));
}

TEST(KernelDef, PlacesOfSlotsSetApart) {
  OrtKernelDef first = Def(1, 1), second = Def(1, 1), output = Def(1, 1);
  first.input_memory[0] = OrtMemTypeCPUInput;
  second.input_memory[1] = OrtMemTypeCPUInput;
  output.output_memory[0] = OrtMemTypeCPUOutput;
  EXPECT_TRUE(Coexist(Def(1, 1), first));
  EXPECT_TRUE(Coexist(Def(1, 1), output));
  EXPECT_TRUE(Coexist(first, first));
  EXPECT_FALSE(Coexist(first, Def(1, 1)));
  EXPECT_FALSE(Coexist(first, second));
}

}  // namespace
}  // namespace berth
