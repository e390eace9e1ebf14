// What a kernel may ask about its node while it is made. OrtKernelInfo is this class.
//
// Lives while the session lives (a plugin's or custom operator's kernel may keep it); borrows graph and node.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/handle.h"
#include "base/log.h"
#include "base/thread_pool.h"
#include "graph/graph.h"
#include "values/value.h"

struct OrtPrepackedWeightsContainer;

namespace berth {
class BodyRunner;
class LoopHelper;   // kernels/controlflow/helpers.h
class ScanHelper;
struct Tail;   // kernels/tail.h
}

struct OrtKernelInfo : berth::Tagged<berth::HandleKind::kKernelInfo> {
 public:
  // `constants` is parallel to the node's inputs: the value of a constant initializer, or null.
  OrtKernelInfo(const berth::Graph& graph, const berth::Node& node, std::vector<const OrtValue*> constants,
                berth::ThreadPool* pool, const berth::Logger& logger);

  const berth::Graph& graph() const { return graph_; }
  const berth::Node& node() const { return node_; }
  const berth::Logger& logger() const { return logger_; }
  // Null: run on the calling thread.
  berth::ThreadPool* pool() const { return pool_; }
  const std::string& label() const { return label_; }   // the node as messages name it

  size_t input_count() const { return node_.inputs.size(); }
  size_t output_count() const { return node_.outputs.size(); }
  bool has_input(size_t i) const { return i < node_.inputs.size() && node_.inputs[i] != berth::kNone; }
  bool has_output(size_t i) const { return i < node_.outputs.size() && node_.outputs[i] != berth::kNone; }
  // UNDEFINED when not a tensor or not known.
  berth::ElementType input_type(size_t i) const;
  berth::ElementType output_type(size_t i) const;
  // Dims as inferred, -1 where open; nothing when the rank is not known.
  std::optional<berth::Dims> input_dims(size_t i) const;
  std::optional<berth::Dims> output_dims(size_t i) const;
  // The value of a constant initializer input, else null.
  const OrtValue* constant_value(size_t i) const { return i < constants_.size() ? constants_[i] : nullptr; }
  // The tensor in it.
  const berth::Tensor* constant_input(size_t i) const;
  // Says that the kernel has laid constant input i out for itself: from now on it reads no more of it than type and dims, and
  // its bytes may go.
  void ForgoConstant(size_t i) const { forgone_.push_back(i); }
  const std::vector<size_t>& forgone() const { return forgone_; }

  // Attributes. With a default: that when absent. Without: ORT_INVALID_GRAPH naming node and attribute when absent.
  // A wrong attribute type is ORT_INVALID_GRAPH too.
  berth::StatusOr<int64_t> Int(std::string_view name) const;
  berth::StatusOr<int64_t> Int(std::string_view name, int64_t default_value) const;
  berth::StatusOr<float> Float(std::string_view name) const;
  berth::StatusOr<float> Float(std::string_view name, float default_value) const;
  berth::StatusOr<std::string> String(std::string_view name) const;
  berth::StatusOr<std::string> String(std::string_view name, std::string_view default_value) const;
  // Empty when absent.
  berth::StatusOr<std::vector<int64_t>> Ints(std::string_view name) const;
  berth::StatusOr<std::vector<float>> Floats(std::string_view name) const;
  berth::StatusOr<std::vector<std::string>> Strings(std::string_view name) const;
  bool HasAttribute(std::string_view name) const { return node_.FindAttribute(name) != nullptr; }

  // The runner of a body (kernels/body.h), which lives as long as the kernel. Error ORT_INVALID_GRAPH: none of that name.
  berth::StatusOr<const berth::BodyRunner*> BodyOf(std::string_view attribute) const;
  // The graph of a body that BodyOf knows.
  const berth::Graph& body_graph(std::string_view attribute) const;
  // Where kernels share what they have laid out of constant inputs; null when sessions share nothing.
  OrtPrepackedWeightsContainer* packed_weights() const { return packed_weights_; }
  void set_packed_weights(OrtPrepackedWeightsContainer* weights) { packed_weights_ = weights; }
  // What the kernel computes along with its node (plan/tails.h: which kernels); null: nothing.
  const berth::Tail* tail() const { return tail_; }
  void set_tail(const berth::Tail* tail) { tail_ = tail; }
  // What an EP does for the host's kernel on its node; null: the kernel does all itself.
  const berth::LoopHelper* loop_helper() const { return loop_helper_; }
  const berth::ScanHelper* scan_helper() const { return scan_helper_; }
  void set_helpers(const berth::LoopHelper* loop_helper, const berth::ScanHelper* scan_helper) {
    loop_helper_ = loop_helper;
    scan_helper_ = scan_helper;
  }

  void AddBody(std::string attribute, const berth::BodyRunner* runner) { bodies_.emplace_back(std::move(attribute), runner); }

 private:
  const berth::Graph& graph_;
  const berth::Node& node_;
  std::vector<const OrtValue*> constants_;
  std::vector<std::pair<std::string, const berth::BodyRunner*>> bodies_;
  berth::ThreadPool* pool_;
  OrtPrepackedWeightsContainer* packed_weights_ = nullptr;
  const berth::Logger& logger_;
  std::string label_;
  const berth::LoopHelper* loop_helper_ = nullptr;
  const berth::ScanHelper* scan_helper_ = nullptr;
  const berth::Tail* tail_ = nullptr;
  mutable std::vector<size_t> forgone_;
};

namespace berth {
using KernelInfo = OrtKernelInfo;
}
