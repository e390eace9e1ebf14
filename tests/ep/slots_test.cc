#include "ep/slots.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>

#include <gtest/gtest.h>

#include "gated_slots.h"

namespace berth {
namespace {

OrtStatus* ORT_API_CALL Succeed(OrtEp*) noexcept { return nullptr; }

OrtEp MakeEp(uint32_t version) {
  OrtEp ep{};
  ep.ort_version_supported = version;
  ep.Sync = Succeed;
  return ep;
}

TEST(Slot, CompleteStructGivesItsCallback) {
  const OrtEp ep = MakeEp(25);
  EXPECT_EQ(Slot<&OrtEp::Sync>(&ep), &Succeed);
  const OrtEp newest = MakeEp(ORT_API_VERSION);
  EXPECT_EQ(Slot<&OrtEp::Sync>(&newest), &Succeed);
}

TEST(Slot, NullSlotOfANewStructIsNull) {
  OrtEp ep = MakeEp(25);
  ep.Sync = nullptr;
  EXPECT_EQ(Slot<&OrtEp::Sync>(&ep), nullptr);
}

TEST(Slot, OldStructIsNotReadPastItsEnd) {
  // A struct of API 24 ends before Sync: what comes behind it is not looked at (a sanitizer would see it).
  const size_t size_24 = offsetof(OrtEp, Sync);
  auto memory = std::make_unique<std::byte[]>(size_24);
  std::memset(memory.get(), 0, size_24);
  const uint32_t version = 24;
  std::memcpy(memory.get(), &version, sizeof(version));
  const auto* ep = reinterpret_cast<const OrtEp*>(memory.get());
  EXPECT_EQ(Slot<&OrtEp::Sync>(ep), nullptr);
  EXPECT_EQ(Slot<&OrtEp::GetWeightlessSupport>(ep), nullptr);
  EXPECT_EQ(Slot<&OrtEp::IsConcurrentRunSupported>(ep), nullptr);   // there, and null
}

TEST(Slot, VersionOneBelowTheSlotHidesIt) {
  const OrtEp ep = MakeEp(24);
  EXPECT_EQ(Slot<&OrtEp::Sync>(&ep), nullptr);
}

TEST(Slot, PointerDoesNotPromiseWhatTheHeaderDoes) {
  const OrtEp ep = MakeEp(25);
  static_assert(noexcept(ep.Sync(nullptr)));
  static_assert(!noexcept(Slot<&OrtEp::Sync>(&ep)(nullptr)));
}

TEST(Slot, FactorySlotsHaveTheirOwnVersions) {
  OrtEpFactory factory{};
  factory.GetVersion = [](const OrtEpFactory*) noexcept -> const char* { return "1.0.0"; };
  factory.ort_version_supported = 22;
  EXPECT_EQ(Slot<&OrtEpFactory::GetVersion>(&factory), nullptr);
  factory.ort_version_supported = 23;
  EXPECT_NE(Slot<&OrtEpFactory::GetVersion>(&factory), nullptr);
}

// A struct as an EP of that API has it: it ends where the first newer slot would be.
std::unique_ptr<std::byte[]> StructOf(uint32_t version, size_t size) {
  size = std::max(size, sizeof(version));
  auto memory = std::make_unique<std::byte[]>(size);
  std::memset(memory.get(), 0x5a, size);
  std::memcpy(memory.get(), &version, sizeof(version));
  return memory;
}

#define COUNT_SIZE(type, slot, since) \
  if (version >= since) size = offsetof(type, slot) + sizeof(void*);
#define EXPECT_GATE(type, slot, since) \
  EXPECT_EQ((Slot<&type::slot>(object) != nullptr), version >= since) << #slot << " of an EP of API " << version;

TEST(Slot, EveryCallbackOfAnEpHasItsGate) {
  for (uint32_t version : {22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 99}) {
    size_t size = 0;
    FOR_EACH_EP_SLOT(COUNT_SIZE)
    const auto memory = StructOf(version, size);
    const auto* object = reinterpret_cast<const OrtEp*>(memory.get());
    FOR_EACH_EP_SLOT(EXPECT_GATE)
  }
}

TEST(Slot, EveryCallbackOfAFactoryHasItsGate) {
  for (uint32_t version : {22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 99}) {
    size_t size = 0;
    FOR_EACH_FACTORY_SLOT(COUNT_SIZE)
    const auto memory = StructOf(version, size);
    const auto* object = reinterpret_cast<const OrtEpFactory*>(memory.get());
    FOR_EACH_FACTORY_SLOT(EXPECT_GATE)
  }
}

#undef COUNT_SIZE
#undef EXPECT_GATE

}  // namespace
}  // namespace berth
