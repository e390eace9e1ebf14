// Functions that a model brings with it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>

#include "graph/graph.h"

namespace berth {

struct LocalFunction {
  onnx::FunctionProto proto;
  OpsetImports imports;      // its own; "ai.onnx" is written ""
};

class FunctionTable {
 public:
  // Takes the functions out of the model. Errors:
  //   ORT_FAIL            two functions of one name; an input or an output named twice or not at all; an import of an opset that
  //                       there is not; a node of a domain that the function does not import; calls that would make more than
  //                       kMaxCost nodes
  //   ORT_INVALID_GRAPH   functions that call each other in a circle, or through more than kMaxDepth levels
  Status Take(onnx::ModelProto& model, bool released_opsets_only);

  // Null when there is none of that name.
  const LocalFunction* Find(std::string_view domain, std::string_view name, std::string_view overload) const;
  bool empty() const { return functions_.empty(); }
  // Whether one of them imports operators of the domain.
  bool Import(std::string_view domain) const;

  static constexpr int kMaxDepth = 64;
  // Nodes that all calls together make, each counted once for every level that it is nested in.
  static constexpr uint64_t kMaxCost = 1 << 20;

 private:
  using Key = std::tuple<std::string, std::string, std::string>;   // domain, name, overload
  std::map<Key, std::unique_ptr<LocalFunction>> functions_;
};

// The domain as the house writes it: "" for ai.onnx.
inline std::string DomainName(std::string_view domain) { return std::string(domain == "ai.onnx" ? "" : domain); }

}  // namespace berth
