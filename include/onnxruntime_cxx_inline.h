// Part of Berth. SPDX-License-Identifier: MIT
//
// What classes of different parts of onnxruntime_cxx_api.h do with each other. Do not include it alone.
#pragma once

#include "cpu_provider_factory.h"

namespace Ort {

inline Allocator::Allocator(const Session& session, const OrtMemoryInfo* info) {
  ThrowOnError(GetApi().CreateAllocator(session, info, &p_));
}

namespace detail {

inline Status ReadAttribute(const OrtOpAttr* attribute, OrtOpAttrType type, std::vector<char>& out) {
  size_t needed = 0;
  Status asked(GetApi().ReadOpAttr(attribute, type, nullptr, 0, &needed));
  out.resize(needed);
  if (needed == 0) return asked;
  return Status(GetApi().ReadOpAttr(attribute, type, out.data(), out.size(), &needed));
}

template <typename T>
SessionOptionsImpl<T>& SessionOptionsImpl<T>::AppendExecutionProvider_CPU(int use_arena) {
  return Set(OrtSessionOptionsAppendExecutionProvider_CPU(this->p_, use_arena));
}

template <typename T>
ValueInfoConsumerProducerInfo ConstValueInfoImpl<T>::GetProducerNode() const {
  const OrtNode* node = nullptr;
  size_t index = 0;
  ThrowOnError(GetApi().ValueInfo_GetValueProducer(this->p_, &node, &index));
  return {ConstNode(node), static_cast<int64_t>(index)};
}

template <typename T>
std::vector<ValueInfoConsumerProducerInfo> ConstValueInfoImpl<T>::GetConsumers() const {
  std::vector<const OrtNode*> nodes(Out<size_t>(GetApi().ValueInfo_GetValueNumConsumers, this->p_));
  std::vector<int64_t> indices(nodes.size());
  if (!nodes.empty()) {
    ThrowOnError(GetApi().ValueInfo_GetValueConsumers(this->p_, nodes.data(), indices.data(), nodes.size()));
  }
  std::vector<ValueInfoConsumerProducerInfo> consumers;
  for (size_t i = 0; i < nodes.size(); ++i) consumers.push_back({ConstNode(nodes[i]), indices[i]});
  return consumers;
}

template <typename T>
std::vector<AttrNameSubgraph> ConstNodeImpl<T>::GetSubgraphs() const {
  std::vector<const OrtGraph*> graphs(Out<size_t>(GetApi().Node_GetNumSubgraphs, this->p_));
  std::vector<const char*> names(graphs.size());
  if (!graphs.empty()) {
    ThrowOnError(GetApi().Node_GetSubgraphs(this->p_, graphs.data(), graphs.size(), names.data()));
  }
  std::vector<AttrNameSubgraph> subgraphs;
  for (size_t i = 0; i < graphs.size(); ++i) subgraphs.push_back({names[i], ConstGraph(graphs[i])});
  return subgraphs;
}

template <typename T>
ConstGraph ConstNodeImpl<T>::GetGraph() const {
  return ConstGraph(Out<const OrtGraph*>(GetApi().Node_GetGraph, this->p_));
}

template <typename T>
Graph ConstGraphImpl<T>::GetGraphView(const std::vector<ConstNode>& nodes) const {
  std::vector<const OrtNode*> raw(nodes.begin(), nodes.end());
  return Graph(Out<OrtGraph*>(GetApi().Graph_GetGraphView, this->p_, raw.data(), raw.size()));
}

}  // namespace detail

}  // namespace Ort
