#include "slots.h"

#include "host.h"

namespace berth::testing {
namespace {

#define BERTH_MAKE_SLOT(slot) slots.push_back(MakeSlot(#slot, table.slot));

void Add(const OrtApi& table, std::vector<Slot>& slots) {
#define BERTH_SLOT(slot) BERTH_MAKE_SLOT(slot)
#include "capi/slots/ort_api_slots.inc"
}
void Add(const OrtEpApi& table, std::vector<Slot>& slots) {
#define BERTH_SLOT(slot) BERTH_MAKE_SLOT(slot)
#include "capi/slots/ort_ep_api_slots.inc"
}
void Add(const OrtModelEditorApi& table, std::vector<Slot>& slots) {
#define BERTH_SLOT(slot) BERTH_MAKE_SLOT(slot)
#include "capi/slots/ort_model_editor_api_slots.inc"
}
void Add(const OrtCompileApi& table, std::vector<Slot>& slots) {
#define BERTH_SLOT(slot) BERTH_MAKE_SLOT(slot)
#include "capi/slots/ort_compile_api_slots.inc"
}
void Add(const OrtInteropApi& table, std::vector<Slot>& slots) {
#define BERTH_SLOT(slot) BERTH_MAKE_SLOT(slot)
#include "capi/slots/ort_interop_api_slots.inc"
}

}  // namespace

std::vector<Slot> AllSlots() {
  std::vector<Slot> slots;
  Add(Api(), slots);
  Add(*Api().GetEpApi(), slots);
  Add(*Api().GetModelEditorApi(), slots);
  Add(*Api().GetCompileApi(), slots);
  Add(*Api().GetInteropApi(), slots);
  return slots;
}

}  // namespace berth::testing
