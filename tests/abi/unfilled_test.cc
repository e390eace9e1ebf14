// Slots that this build does not fill, called through functions of every slot's type.
#include "capi/unfilled.h"

#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/ort_status.h"

namespace berth::capi {
namespace {

enum class Answer { kNotImplemented, kNothing, kEmpty, kWrong };

// What a call with zeros gives. A status is taken over; its text goes to `message`.
template <typename Result, typename... Args, bool kNoexcept>
Answer Call(Result(ORT_API_CALL* function)(Args...) noexcept(kNoexcept), std::string* message) {
  if constexpr (std::is_same_v<Result, OrtStatus*>) {
    Status status = Adopt(function(Args{}...));
    *message = status.message();
    return status.code() == ORT_NOT_IMPLEMENTED ? Answer::kNotImplemented : Answer::kWrong;
  } else if constexpr (std::is_void_v<Result>) {
    function(Args{}...);
    return Answer::kNothing;
  } else {
    return function(Args{}...) == Result{} ? Answer::kEmpty : Answer::kWrong;
  }
}

struct Slot {
  const char* name;
  size_t offset;
  Answer answer;
  std::string message;
};

template <typename Function>
Slot MakeSlot(const char* name, size_t offset, Function unfilled) {
  Slot slot{name, offset, Answer::kWrong, ""};
  slot.answer = Call(unfilled, &slot.message);
  return slot;
}

#define BERTH_MAKE_SLOT(table, slot) \
  MakeSlot(#slot, offsetof(table, slot), Unfilled<#table, #slot>(decltype(table::slot){})),

// The slots of a list stand in the table's order, none twice or left out, and each answers with its own name.
void CheckTable(const std::string& table, size_t size, const std::vector<Slot>& slots) {
  EXPECT_EQ(slots.size() * sizeof(void*), size);
  for (size_t i = 0; i < slots.size(); ++i) {
    EXPECT_EQ(slots[i].offset, i * sizeof(void*)) << slots[i].name;
    EXPECT_NE(slots[i].answer, Answer::kWrong) << slots[i].name;
    if (slots[i].answer == Answer::kNotImplemented) {
      EXPECT_EQ(slots[i].message, table + "::" + slots[i].name + " is not implemented in this build of Berth");
    }
  }
}

TEST(Unfilled, EverySlotOfOrtApiNamesItself) {
#define BERTH_SLOT(slot) BERTH_MAKE_SLOT(OrtApi, slot)
  CheckTable("OrtApi", sizeof(OrtApi), {
#include "capi/slots/ort_api_slots.inc"
                                       });
}

TEST(Unfilled, EverySlotOfOrtEpApiNamesItself) {
#define BERTH_SLOT(slot) BERTH_MAKE_SLOT(OrtEpApi, slot)
  CheckTable("OrtEpApi", sizeof(OrtEpApi), {
#include "capi/slots/ort_ep_api_slots.inc"
                                           });
}

TEST(Unfilled, EverySlotOfOrtModelEditorApiNamesItself) {
#define BERTH_SLOT(slot) BERTH_MAKE_SLOT(OrtModelEditorApi, slot)
  CheckTable("OrtModelEditorApi", sizeof(OrtModelEditorApi), {
#include "capi/slots/ort_model_editor_api_slots.inc"
                                                             });
}

TEST(Unfilled, EverySlotOfOrtCompileApiNamesItself) {
#define BERTH_SLOT(slot) BERTH_MAKE_SLOT(OrtCompileApi, slot)
  CheckTable("OrtCompileApi", sizeof(OrtCompileApi), {
#include "capi/slots/ort_compile_api_slots.inc"
                                                     });
}

TEST(Unfilled, EverySlotOfOrtInteropApiNamesItself) {
#define BERTH_SLOT(slot) BERTH_MAKE_SLOT(OrtInteropApi, slot)
  CheckTable("OrtInteropApi", sizeof(OrtInteropApi), {
#include "capi/slots/ort_interop_api_slots.inc"
                                                     });
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
