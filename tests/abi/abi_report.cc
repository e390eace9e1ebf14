// Writes docs/abi.md to stdout: how many slots of each table this build fills, band by band, and which it does not.
//
// A slot is filled when it no longer holds the answer that unfilled.h gave it.
#include <cstdio>
#include <string>
#include <vector>

#include "capi/tables.h"
#include "capi/unfilled.h"

namespace berth::capi {
namespace {

struct Band {
  std::string release;
  size_t slots = 0;
  std::vector<std::string> unfilled;
};

struct Table {
  std::string name;
  std::vector<Band> bands;  // oldest first

  void Add(const char* slot, bool filled) {
    ++bands.back().slots;
    if (!filled) bands.back().unfilled.emplace_back(slot);
  }
  size_t slots() const {
    size_t sum = 0;
    for (const Band& band : bands) sum += band.slots;
    return sum;
  }
  size_t unfilled() const {
    size_t sum = 0;
    for (const Band& band : bands) sum += band.unfilled.size();
    return sum;
  }
};

// Bodies of the functions below; the slot lists undefine both macros at their ends.
#define BERTH_READ_BAND(release_text) table.bands.push_back({release_text, 0, {}});
#define BERTH_READ_SLOT(type, slot) table.Add(#slot, api.slot != Unfilled<#type, #slot>(api.slot));

Table ReadOrtApi() {
  const OrtApi& api = *OrtApiTable();
  Table table{"OrtApi", {}};
#define BERTH_BAND(release) BERTH_READ_BAND(release)
#define BERTH_SLOT(slot) BERTH_READ_SLOT(OrtApi, slot)
#include "capi/slots/ort_api_slots.inc"
  return table;
}

Table ReadOrtEpApi() {
  const OrtEpApi& api = *OrtEpApiTable();
  Table table{"OrtEpApi", {}};
#define BERTH_BAND(release) BERTH_READ_BAND(release)
#define BERTH_SLOT(slot) BERTH_READ_SLOT(OrtEpApi, slot)
#include "capi/slots/ort_ep_api_slots.inc"
  return table;
}

Table ReadOrtModelEditorApi() {
  const OrtModelEditorApi& api = *OrtModelEditorApiTable();
  Table table{"OrtModelEditorApi", {}};
#define BERTH_BAND(release) BERTH_READ_BAND(release)
#define BERTH_SLOT(slot) BERTH_READ_SLOT(OrtModelEditorApi, slot)
#include "capi/slots/ort_model_editor_api_slots.inc"
  return table;
}

Table ReadOrtCompileApi() {
  const OrtCompileApi& api = *OrtCompileApiTable();
  Table table{"OrtCompileApi", {}};
#define BERTH_BAND(release) BERTH_READ_BAND(release)
#define BERTH_SLOT(slot) BERTH_READ_SLOT(OrtCompileApi, slot)
#include "capi/slots/ort_compile_api_slots.inc"
  return table;
}

Table ReadOrtInteropApi() {
  const OrtInteropApi& api = *OrtInteropApiTable();
  Table table{"OrtInteropApi", {}};
#define BERTH_BAND(release) BERTH_READ_BAND(release)
#define BERTH_SLOT(slot) BERTH_READ_SLOT(OrtInteropApi, slot)
#include "capi/slots/ort_interop_api_slots.inc"
  return table;
}

void PrintBand(const Band& band) {
  std::printf("- **%s**: %zu of %zu filled", band.release.c_str(), band.slots - band.unfilled.size(), band.slots);
  for (size_t i = 0; i < band.unfilled.size(); ++i) {
    std::printf("%s`%s`", i == 0 ? "; not yet: " : ", ", band.unfilled[i].c_str());
  }
  std::printf("\n");
}

void PrintReport(const std::vector<Table>& tables) {
  std::printf(
      "# The ABI, slot by slot\n\n"
      "Written by the program `abi_report`; a test compares it with this file. To renew it:\n"
      "`cmake --build <build folder> --target docs-abi`.\n\n"
      "Berth has the tables of ONNX Runtime's C API 30. No slot is null. A slot that is not filled yet returns\n"
      "`ORT_NOT_IMPLEMENTED` with its own name in the text; one that cannot return a status returns null, zero or nothing.\n\n"
      "| table | slots | filled | not yet |\n|---|---:|---:|---:|\n");
  for (const Table& table : tables) {
    std::printf("| %s | %zu | %zu | %zu |\n", table.name.c_str(), table.slots(), table.slots() - table.unfilled(),
                table.unfilled());
  }
  std::printf("\nBands below are named by the release that froze them, newest first.\n");
  for (const Table& table : tables) {
    std::printf("\n## %s\n\n", table.name.c_str());
    for (auto band = table.bands.rbegin(); band != table.bands.rend(); ++band) PrintBand(*band);
  }
}

}  // namespace
}  // namespace berth::capi

int main() {
  using namespace berth::capi;
  PrintReport({ReadOrtApi(), ReadOrtEpApi(), ReadOrtModelEditorApi(), ReadOrtCompileApi(), ReadOrtInteropApi()});
  return 0;
}
