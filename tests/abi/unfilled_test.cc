// Slots that this build does not fill, called through tables of nothing else.
#include "capi/unfilled.h"

#include <string>

#include <gtest/gtest.h>

#include "base/ort_status.h"

namespace berth::capi {
namespace {

// Calls a slot with zeros and checks its answer.
template <typename Result, typename... Args, bool kNoexcept>
void ExpectNotImplemented(Result(ORT_API_CALL* function)(Args...) noexcept(kNoexcept), const std::string& name) {
  if constexpr (std::is_same_v<Result, OrtStatus*>) {
    OrtStatus* raw = function(Args{}...);
    ASSERT_NE(raw, nullptr) << name;
    Status status = Adopt(raw);
    EXPECT_EQ(status.code(), ORT_NOT_IMPLEMENTED) << name;
    EXPECT_EQ(status.message(), name + " is not implemented in this build of Berth");
  } else if constexpr (std::is_void_v<Result>) {
    function(Args{}...);
  } else {
    EXPECT_EQ(function(Args{}...), Result{}) << name;
  }
}

#define BERTH_EXPECT_UNFILLED(table, slot) \
  ExpectNotImplemented(Unfilled<#table, #slot>(decltype(table::slot){}), #table "::" #slot);

TEST(Unfilled, EverySlotOfOrtApiNamesItself) {
#define BERTH_SLOT(slot) BERTH_EXPECT_UNFILLED(OrtApi, slot)
#include "capi/slots/ort_api_slots.inc"
}

TEST(Unfilled, EverySlotOfOrtEpApiNamesItself) {
#define BERTH_SLOT(slot) BERTH_EXPECT_UNFILLED(OrtEpApi, slot)
#include "capi/slots/ort_ep_api_slots.inc"
}

TEST(Unfilled, EverySlotOfOrtModelEditorApiNamesItself) {
#define BERTH_SLOT(slot) BERTH_EXPECT_UNFILLED(OrtModelEditorApi, slot)
#include "capi/slots/ort_model_editor_api_slots.inc"
}

TEST(Unfilled, EverySlotOfOrtCompileApiNamesItself) {
#define BERTH_SLOT(slot) BERTH_EXPECT_UNFILLED(OrtCompileApi, slot)
#include "capi/slots/ort_compile_api_slots.inc"
}

TEST(Unfilled, EverySlotOfOrtInteropApiNamesItself) {
#define BERTH_SLOT(slot) BERTH_EXPECT_UNFILLED(OrtInteropApi, slot)
#include "capi/slots/ort_interop_api_slots.inc"
}

TEST(Unfilled, SlotsOfOneTypeHaveAnswersOfTheirOwn) {
  OrtApi api{};
  auto enable = Unfilled<"OrtApi", "EnableMemPattern">(api.EnableMemPattern);
  auto disable = Unfilled<"OrtApi", "DisableMemPattern">(api.DisableMemPattern);
  auto enable_again = Unfilled<"OrtApi", "EnableMemPattern">(api.EnableMemPattern);
  EXPECT_NE(enable, disable);
  EXPECT_EQ(enable, enable_again);
}

}  // namespace
}  // namespace berth::capi
