// Writes docs/operators.md to stdout: how this build runs each operator, version by version and type by type.
//
//   operators_report ACCEPTED              the page
//   operators_report ACCEPTED --missing    one line for each row that nothing runs and that ACCEPTED (accepted.txt) does not
//                                          list: operator | version | parameter | type | why; and one for each line of ACCEPTED
//                                          that is stale. Ends with 1 when there is one, or when too many rows are agreed on.
#include <algorithm>
#include <cstdio>
#include <cstring>

#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "coverage.h"

namespace berth {
namespace {

constexpr const char* kWayNames[kWays] = {"kernel", "function body", "version converter", "replaced", "agreed", "**missing**"};

// Types that are written as one word where all of them are meant.
struct TypeGroup {
  const char* name;
  std::vector<std::string> types;
};
const std::vector<TypeGroup>& TypeGroups() {
  static const auto* groups = new std::vector<TypeGroup>{
      {"floats", {"double", "float", "float16", "bfloat16"}},
      {"ints", {"int8", "int16", "int32", "int64"}},
      {"uints", {"uint8", "uint16", "uint32", "uint64"}},
      {"float8s", {"float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz"}},
      {"complexes", {"complex64", "complex128"}}};
  return *groups;
}

std::string Grouped(std::vector<std::string> types) {
  std::sort(types.begin(), types.end());
  std::vector<std::string> words;
  for (const TypeGroup& group : TypeGroups()) {
    const auto has = [&](const std::string& type) { return std::find(types.begin(), types.end(), type) != types.end(); };
    if (!std::all_of(group.types.begin(), group.types.end(), has)) continue;
    words.push_back(group.name);
    std::erase_if(types, [&](const std::string& type) {
      return std::find(group.types.begin(), group.types.end(), type) != group.types.end();
    });
  }
  words.insert(words.end(), types.begin(), types.end());
  return absl::StrJoin(words, ", ");
}

// "float, int64; seq of floats": tensors by their element types, others by what they hold.
std::string TypesText(const std::vector<std::string>& types) {
  std::vector<std::pair<std::string, std::vector<std::string>>> by_container;
  for (const std::string& type : types) {
    std::string_view inner = type;
    std::string container;
    while (true) {
      if (absl::ConsumePrefix(&inner, "seq(tensor")) container += "seq of ";
      else if (absl::ConsumePrefix(&inner, "optional(seq(tensor")) container += "optional seq of ";
      else if (absl::ConsumePrefix(&inner, "optional(tensor")) container += "optional ";
      else if (!absl::ConsumePrefix(&inner, "tensor")) break;
    }
    if (inner.starts_with("(") && !container.empty()) inner = inner.substr(1, inner.find(')') - 1);
    else if (absl::ConsumePrefix(&inner, "(")) inner.remove_suffix(1);
    auto found = std::find_if(by_container.begin(), by_container.end(), [&](const auto& c) { return c.first == container; });
    if (found == by_container.end()) found = by_container.insert(found, {container, {}});
    found->second.emplace_back(inner);
  }
  std::sort(by_container.begin(), by_container.end());
  return absl::StrJoin(by_container, "; ", [](std::string* out, const auto& c) { *out += c.first + Grouped(c.second); });
}

std::string DomainName(const std::string& domain) { return domain.empty() ? "ai.onnx" : domain; }

// The rows of one version that run one way: "T: floats; T1: int32, int64".
std::string ParamsText(const OperatorCoverage& coverage, Way way) {
  std::vector<std::pair<std::string, std::vector<std::string>>> by_param;
  for (const CoverageRow& row : coverage.rows) {
    if (row.way != way) continue;
    if (by_param.empty() || by_param.back().first != row.param) by_param.push_back({row.param, {}});
    if (!row.type.empty()) by_param.back().second.push_back(row.type);
  }
  return absl::StrJoin(by_param, " · ", [](std::string* out, const auto& param) {
    *out += param.first.empty() ? "" : "**" + param.first + "** " + TypesText(param.second);
  });
}

struct Counts {
  size_t rows = 0, versions = 0, by_way[kWays] = {};
  size_t of(Way way) const { return by_way[static_cast<size_t>(way)]; }
};

void PrintHead(const std::vector<OperatorCoverage>& all) {
  std::vector<std::pair<std::string, Counts>> domains;
  Counts total;
  for (const OperatorCoverage& coverage : all) {
    const std::string domain = DomainName(coverage.schema->domain());
    if (domains.empty() || domains.back().first != domain) domains.push_back({domain, {}});
    for (Counts* counts : {&domains.back().second, &total}) {
      ++counts->versions;
      counts->rows += coverage.rows.size();
      for (const CoverageRow& row : coverage.rows) ++counts->by_way[static_cast<size_t>(row.way)];
    }
  }
  const size_t missing = total.of(Way::kMissing) + total.of(Way::kAgreed);
  std::printf("**Missing: %zu of %zu rows (%.1f%%).** A row is one type of one type parameter of one version of an operator.\n"
              "\n",
              missing, total.rows, 100.0 * static_cast<double>(missing) / static_cast<double>(total.rows));
  std::printf("| domain | versions of operators | rows | kernel | function body | version converter | replaced | agreed | missing |\n"
              "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
  domains.push_back({"all", total});
  for (const auto& [name, counts] : domains) {
    std::printf("| %s | %zu | %zu |", name.c_str(), counts.versions, counts.rows);
    for (size_t count : counts.by_way) std::printf(" %zu |", count);
    std::printf("\n");
  }
}

void PrintPage(const std::vector<OperatorCoverage>& all) {
  std::printf(
      "# Operators\n\n"
      "Written by the program `operators_report`; a test compares it with this file. To renew it:\n"
      "`cmake --build <build folder> --target docs-operators`.\n\n");
  PrintHead(all);
  std::printf(
      "\nEvery operator and version that onnx registers and has not deprecated, with every type that its schema allows. A\n"
      "version stands for the opsets from it to the next one. How it runs on the CPU:\n\n"
      "- **kernel**: code of Berth's own\n"
      "- **function body**: the operators that ONNX defines it by\n"
      "- **version converter**: what onnx's converter makes of it in a newer opset\n"
      "- **replaced**: ordinary nodes, put in its place when a model is loaded: a Gradient, whatever the types of its zs are\n"
      "- **agreed**: it does not, for one of two reasons: onnx's own reference rejects the type, or onnx gives no reference and\n"
      "  ONNX Runtime has no kernel (`tests/coverage/accepted.txt`)\n\n"
      "A row that needs the one with some types of the other parameters and the other with the rest is under the latter.\n"
      "Words for types:");
  for (const TypeGroup& group : TypeGroups()) {
    std::printf(" %s = %s%s", group.name, absl::StrJoin(group.types, ", ").c_str(),
                group.name == TypeGroups().back().name ? ".\n" : ";");
  }
  std::string domain;
  for (const OperatorCoverage& coverage : all) {
    if (const std::string now = DomainName(coverage.schema->domain()); now != domain) {
      domain = now;
      std::printf("\n## %s\n\n| operator | version | runs by | types |\n|---|---:|---|---|\n", domain.c_str());
    }
    for (Way way : {Way::kKernel, Way::kBody, Way::kConverted, Way::kReplaced, Way::kAgreed, Way::kMissing}) {
      const auto is_way = [way](const CoverageRow& row) { return row.way == way; };
      if (std::none_of(coverage.rows.begin(), coverage.rows.end(), is_way)) continue;
      std::printf("| %s | %d | %s | %s |\n", coverage.schema->Name().c_str(), coverage.schema->SinceVersion(),
                  kWayNames[static_cast<size_t>(way)], ParamsText(coverage, way).c_str());
    }
  }
}

// Whether all is well.
bool PrintMissing(const std::vector<OperatorCoverage>& all, const std::vector<Agreement>& agreements) {
  size_t rows = 0, agreed = 0, faults = 0;
  for (const OperatorCoverage& coverage : all) {
    rows += coverage.rows.size();
    for (const CoverageRow& row : coverage.rows) {
      if (row.way == Way::kAgreed) ++agreed;
      if (row.way != Way::kMissing) continue;
      ++faults;
      std::printf("%s | %d | %s | %s | %s\n", FullName(*coverage.schema).c_str(), coverage.schema->SinceVersion(),
                  row.param.c_str(), row.type.c_str(), row.reason.c_str());
    }
  }
  for (const Agreement& agreement : agreements) {
    if (agreement.is_used) continue;
    ++faults;
    std::printf("stale: %s | %s | %s\n", agreement.op.c_str(), agreement.param.c_str(), agreement.type.c_str());
  }
  if (agreed * 100 > rows) std::printf("%zu of %zu rows are agreed on: at most one in a hundred wanted\n", agreed, rows);
  return faults == 0 && agreed * 100 <= rows;
}

}  // namespace
}  // namespace berth

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: operators_report ACCEPTED [--missing]\n");
    return 2;
  }
  const auto agreements = berth::ReadAgreements(argv[1]);
  const auto all = berth::ReadCoverage(agreements);
  if (argc > 2 && std::strcmp(argv[2], "--missing") == 0) return berth::PrintMissing(all, agreements) ? 0 : 1;
  berth::PrintPage(all);
  return 0;
}
