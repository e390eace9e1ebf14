// Part of Berth. SPDX-License-Identifier: MIT
//
// A part of onnxruntime_cxx_api.h: models, to look at and to build.
#pragma once

#include "value.h"

namespace Ort {

/// What a model says about itself.
struct ModelMetadata : detail::Base<OrtModelMetadata> {
  using Base::Base;
  explicit ModelMetadata(std::nullptr_t) {}

  // "" where the model says nothing.
  AllocatedStringPtr GetProducerNameAllocated(OrtAllocator* allocator) const {
    return detail::AllocatedText(allocator, GetApi().ModelMetadataGetProducerName, p_);
  }
  AllocatedStringPtr GetGraphNameAllocated(OrtAllocator* allocator) const {
    return detail::AllocatedText(allocator, GetApi().ModelMetadataGetGraphName, p_);
  }
  AllocatedStringPtr GetDomainAllocated(OrtAllocator* allocator) const {
    return detail::AllocatedText(allocator, GetApi().ModelMetadataGetDomain, p_);
  }
  AllocatedStringPtr GetDescriptionAllocated(OrtAllocator* allocator) const {
    return detail::AllocatedText(allocator, GetApi().ModelMetadataGetDescription, p_);
  }
  AllocatedStringPtr GetGraphDescriptionAllocated(OrtAllocator* allocator) const {
    return detail::AllocatedText(allocator, GetApi().ModelMetadataGetGraphDescription, p_);
  }
  std::vector<AllocatedStringPtr> GetCustomMetadataMapKeysAllocated(OrtAllocator* allocator) const {
    char** keys = nullptr;
    int64_t count = 0;
    ThrowOnError(GetApi().ModelMetadataGetCustomMetadataMapKeys(p_, allocator, &keys, &count));
    const std::unique_ptr<char*, detail::AllocatedFree> array(keys, detail::AllocatedFree(allocator));
    std::vector<AllocatedStringPtr> result;
    for (int64_t i = 0; i < count; ++i) result.emplace_back(keys[i], detail::AllocatedFree(allocator));
    return result;
  }
  /// Null when there is no such entry.
  AllocatedStringPtr LookupCustomMetadataMapAllocated(const char* key, OrtAllocator* allocator) const {
    char* value = nullptr;
    ThrowOnError(GetApi().ModelMetadataLookupCustomMetadataMap(p_, allocator, key, &value));
    return AllocatedStringPtr(value, detail::AllocatedFree(allocator));
  }
  int64_t GetVersion() const { return detail::Out<int64_t>(GetApi().ModelMetadataGetVersion, p_); }
};

namespace detail {

// How an attribute of each C++ type is read.
template <typename T>
struct AttributeType;
template <>
struct AttributeType<int64_t> {
  static constexpr OrtOpAttrType one = ORT_OP_ATTR_INT, many = ORT_OP_ATTR_INTS;
};
template <>
struct AttributeType<float> {
  static constexpr OrtOpAttrType one = ORT_OP_ATTR_FLOAT, many = ORT_OP_ATTR_FLOATS;
};
template <>
struct AttributeType<std::string> {
  static constexpr OrtOpAttrType one = ORT_OP_ATTR_STRING, many = ORT_OP_ATTR_STRINGS;
};

/// The bytes of an attribute: numbers as they are, texts each with a terminator.
Status ReadAttribute(const OrtOpAttr* attribute, OrtOpAttrType type, std::vector<char>& out);

template <typename T>
struct ConstOpAttrImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  std::string GetName() const { return Out<const char*>(GetApi().OpAttr_GetName, this->p_); }
  OrtOpAttrType GetType() const { return Out<OrtOpAttrType>(GetApi().OpAttr_GetType, this->p_); }
  /// For int64_t, float and std::string.
  template <typename R>
  Status GetValue(R& out) const {
    if constexpr (std::is_same_v<R, std::string>) {
      std::vector<char> bytes;
      Status status = ReadAttribute(this->p_, ORT_OP_ATTR_STRING, bytes);
      if (status.IsOK()) out.assign(bytes.data(), bytes.size());
      return status;
    } else {
      size_t needed = 0;
      return Status(GetApi().ReadOpAttr(this->p_, AttributeType<R>::one, &out, sizeof(R), &needed));
    }
  }
  template <typename R>
  Status GetValueArray(std::vector<R>& out) const {
    std::vector<char> bytes;
    Status status = ReadAttribute(this->p_, AttributeType<R>::many, bytes);
    if (!status.IsOK()) return status;
    out.clear();
    if constexpr (std::is_same_v<R, std::string>) {
      for (size_t at = 0; at < bytes.size(); at += out.back().size() + 1) out.emplace_back(&bytes[at]);
    } else {
      out.resize(bytes.size() / sizeof(R));
      std::memcpy(out.data(), bytes.data(), out.size() * sizeof(R));
    }
    return status;
  }
  Status GetTensorAttributeAsOrtValue(Value& out) const {
    OrtValue* value = nullptr;
    Status status(GetApi().OpAttr_GetTensorAttributeAsOrtValue(this->p_, &value));
    if (status.IsOK()) out = Value(value);
    return status;
  }
};

}  // namespace detail

/// An attribute, borrowed.
using ConstOpAttr = detail::ConstOpAttrImpl<detail::Unowned<const OrtOpAttr>>;

/// An attribute for a node to build or an operator to call.
struct OpAttr : detail::ConstOpAttrImpl<OrtOpAttr> {
  using Base = detail::ConstOpAttrImpl<OrtOpAttr>;
  using Base::Base;

  OpAttr() = default;
  explicit OpAttr(std::nullptr_t) {}
  /// `len` counts the elements, of a text the bytes; `data` is copied.
  OpAttr(const char* name, const void* data, int len, OrtOpAttrType type) {
    ThrowOnError(GetApi().CreateOpAttr(name, data, len, type, &p_));
  }
  ConstOpAttr GetConst() const { return ConstOpAttr(p_); }
};

struct ValueInfoConsumerProducerInfo;
struct AttrNameSubgraph;

namespace detail {

template <typename T>
struct ConstGraphImpl;

template <typename T>
struct ConstValueInfoImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  std::string GetName() const { return Out<const char*>(GetApi().GetValueInfoName, this->p_); }
  ConstTypeInfo TypeInfo() const {
    return ConstTypeInfo(Out<const OrtTypeInfo*>(GetApi().GetValueInfoTypeInfo, this->p_));
  }
  /// The node that makes the value, and which output it is; an empty node for inputs and weights.
  ValueInfoConsumerProducerInfo GetProducerNode() const;
  /// The nodes that read the value, and which input each is; -1 for one that a subgraph reads.
  std::vector<ValueInfoConsumerProducerInfo> GetConsumers() const;
  /// The weight, borrowed as long as the graph; empty for other values.
  Status GetInitializer(ConstValue& value) const {
    const OrtValue* raw = nullptr;
    Status status(GetApi().ValueInfo_GetInitializerValue(this->p_, &raw));
    if (status.IsOK()) value = ConstValue(raw);
    return status;
  }
  /// Where a weight in another file lies; empty for other values.
  Status GetExternalInitializerInfo(ExternalInitializerInfo& info) const {
    OrtExternalInitializerInfo* raw = nullptr;
    Status status(GetApi().ValueInfo_GetExternalInitializerInfo(this->p_, &raw));
    if (status.IsOK()) info = ExternalInitializerInfo(raw);
    return status;
  }
  bool IsRequiredGraphInput() const { return Out<bool>(GetApi().ValueInfo_IsRequiredGraphInput, this->p_); }
  bool IsOptionalGraphInput() const { return Out<bool>(GetApi().ValueInfo_IsOptionalGraphInput, this->p_); }
  bool IsGraphOutput() const { return Out<bool>(GetApi().ValueInfo_IsGraphOutput, this->p_); }
  bool IsConstantInitializer() const { return Out<bool>(GetApi().ValueInfo_IsConstantInitializer, this->p_); }
  bool IsFromOuterScope() const { return Out<bool>(GetApi().ValueInfo_IsFromOuterScope, this->p_); }
};

}  // namespace detail

/// A value of a graph, borrowed.
using ConstValueInfo = detail::ConstValueInfoImpl<detail::Unowned<const OrtValueInfo>>;

/// A value of a graph to build.
struct ValueInfo : detail::ConstValueInfoImpl<OrtValueInfo> {
  ValueInfo() = default;
  explicit ValueInfo(std::nullptr_t) {}
  explicit ValueInfo(OrtValueInfo* p) : ConstValueInfoImpl(p) {}
  /// The type is copied.
  explicit ValueInfo(const std::string& name, const ConstTypeInfo& type_info) {
    ThrowOnError(GetModelEditorApi().CreateValueInfo(name.c_str(), type_info, &p_));
  }
  ConstValueInfo GetConst() const { return ConstValueInfo(p_); }
};

namespace detail {

template <typename T>
struct ConstNodeImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  size_t GetId() const { return Out<size_t>(GetApi().Node_GetId, this->p_); }
  std::string GetName() const { return Out<const char*>(GetApi().Node_GetName, this->p_); }
  std::string GetOperatorType() const { return Out<const char*>(GetApi().Node_GetOperatorType, this->p_); }
  std::string GetDomain() const { return Out<const char*>(GetApi().Node_GetDomain, this->p_); }
  int GetSinceVersion() const { return Out<int>(GetApi().Node_GetSinceVersion, this->p_); }
  /// Empty for each that is not given.
  std::vector<ConstValueInfo> GetInputs() const {
    return Filled<ConstValueInfo>(GetApi().Node_GetNumInputs, GetApi().Node_GetInputs, this->p_);
  }
  /// Empty for each that is not wanted.
  std::vector<ConstValueInfo> GetOutputs() const {
    return Filled<ConstValueInfo>(GetApi().Node_GetNumOutputs, GetApi().Node_GetOutputs, this->p_);
  }
  /// Values that only subgraphs of the node read.
  std::vector<ConstValueInfo> GetImplicitInputs() const {
    return Filled<ConstValueInfo>(GetApi().Node_GetNumImplicitInputs, GetApi().Node_GetImplicitInputs, this->p_);
  }
  std::vector<ConstOpAttr> GetAttributes() const {
    return Filled<ConstOpAttr>(GetApi().Node_GetNumAttributes, GetApi().Node_GetAttributes, this->p_);
  }
  /// ORT_NOT_FOUND when the operator has none of this name.
  Status GetAttributeByName(const std::string& name, ConstOpAttr& attr) const {
    const OrtOpAttr* raw = nullptr;
    Status status(GetApi().Node_GetAttributeByName(this->p_, name.c_str(), &raw));
    if (status.IsOK()) attr = ConstOpAttr(raw);
    return status;
  }
  /// Graphs inside of the node.
  std::vector<AttrNameSubgraph> GetSubgraphs() const;
  /// The graph that holds the node.
  ConstGraphImpl<Unowned<const OrtGraph>> GetGraph() const;
  /// "" while no EP has it.
  std::string GetEpName() const { return Out<const char*>(GetApi().Node_GetEpName, this->p_); }
};

}  // namespace detail

/// A node, borrowed.
using ConstNode = detail::ConstNodeImpl<detail::Unowned<const OrtNode>>;

/// A node of a graph to build.
struct Node : detail::ConstNodeImpl<OrtNode> {
  Node() = default;
  explicit Node(std::nullptr_t) {}
  explicit Node(OrtNode* p) : ConstNodeImpl(p) {}
  Node(const std::string& operator_name, const std::string& operator_domain, const std::string& node_name,
       const std::vector<std::string>& input_names, const std::vector<std::string>& output_names) {
    std::vector<OpAttr> none;
    Create(operator_name, operator_domain, node_name, input_names, output_names, none);
  }
  /// Takes the attributes over, which are empty then.
  Node(const std::string& operator_name, const std::string& operator_domain, const std::string& node_name,
       const std::vector<std::string>& input_names, const std::vector<std::string>& output_names,
       std::vector<OpAttr>& attributes) {
    Create(operator_name, operator_domain, node_name, input_names, output_names, attributes);
  }

 private:
  void Create(const std::string& op, const std::string& domain, const std::string& name,
              const std::vector<std::string>& inputs, const std::vector<std::string>& outputs,
              std::vector<OpAttr>& attributes) {
    const std::vector<const char*> in = detail::CStrings(inputs), out = detail::CStrings(outputs);
    std::vector<OrtOpAttr*> raw(attributes.begin(), attributes.end());
    ThrowOnError(GetModelEditorApi().CreateNode(op.c_str(), domain.c_str(), name.c_str(), in.data(), in.size(),
                                                out.data(), out.size(), raw.data(), raw.size(), &p_));
    for (OpAttr& attribute : attributes) attribute.release();
  }
};

/// A node at the other end of a value, and which of its inputs or outputs that is.
struct ValueInfoConsumerProducerInfo {
  ConstNode node;
  int64_t index;
};

/// A domain and the version of its operators that a model uses.
struct OperatorSet {
  std::string domain;
  int64_t version;
};

namespace detail {

template <typename T>
struct ConstGraphImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  std::string GetName() const { return Out<const char*>(GetApi().Graph_GetName, this->p_); }
  /// "" for a model that came from memory.
  std::basic_string<ORTCHAR_T> GetModelPath() const {
    return Out<const ORTCHAR_T*>(GetApi().Graph_GetModelPath, this->p_);
  }
  int64_t GetOnnxIRVersion() const { return Out<int64_t>(GetApi().Graph_GetOnnxIRVersion, this->p_); }
  std::vector<OperatorSet> GetOperatorSets() const {
    std::vector<const char*> domains(Out<size_t>(GetApi().Graph_GetNumOperatorSets, this->p_));
    std::vector<int64_t> versions(domains.size());
    ThrowOnError(GetApi().Graph_GetOperatorSets(this->p_, domains.data(), versions.data(), domains.size()));
    std::vector<OperatorSet> sets;
    for (size_t i = 0; i < domains.size(); ++i) sets.push_back({domains[i], versions[i]});
    return sets;
  }
  /// With weights that are inputs as well.
  std::vector<ConstValueInfo> GetInputs() const {
    return Filled<ConstValueInfo>(GetApi().Graph_GetNumInputs, GetApi().Graph_GetInputs, this->p_);
  }
  std::vector<ConstValueInfo> GetOutputs() const {
    return Filled<ConstValueInfo>(GetApi().Graph_GetNumOutputs, GetApi().Graph_GetOutputs, this->p_);
  }
  std::vector<ConstValueInfo> GetInitializers() const {
    return Filled<ConstValueInfo>(GetApi().Graph_GetNumInitializers, GetApi().Graph_GetInitializers, this->p_);
  }
  /// Each after the nodes it reads from.
  std::vector<ConstNode> GetNodes() const {
    return Filled<ConstNode>(GetApi().Graph_GetNumNodes, GetApi().Graph_GetNodes, this->p_);
  }
  /// The node that this graph is inside of; empty at the top.
  ConstNode GetParentNode() const { return ConstNode(Out<const OrtNode*>(GetApi().Graph_GetParentNode, this->p_)); }
  /// A graph of some of the nodes; this one must outlive it.
  Graph GetGraphView(const std::vector<ConstNode>& nodes) const;
  ModelMetadata GetModelMetadata() const {
    return ModelMetadata(Out<OrtModelMetadata*>(GetApi().Graph_GetModelMetadata, this->p_));
  }
};

template <typename T>
struct GraphImpl : ConstGraphImpl<T> {
  using B = ConstGraphImpl<T>;
  using B::B;

  // What a graph takes over is empty then; after an exception it is as it was.
  void SetInputs(std::vector<ValueInfo>& inputs) { TakeValues(GetModelEditorApi().SetGraphInputs, inputs); }
  void SetOutputs(std::vector<ValueInfo>& outputs) { TakeValues(GetModelEditorApi().SetGraphOutputs, outputs); }
  /// `data_is_external`: the tensor lies in memory of the caller, which must outlive the session.
  void AddInitializer(const std::string& name, Value& initializer, bool data_is_external) {
    ThrowOnError(
        GetModelEditorApi().AddInitializerToGraph(this->p_, name.c_str(), initializer, data_is_external));
    initializer.release();
  }
  void AddNode(Node& node) {
    ThrowOnError(GetModelEditorApi().AddNodeToGraph(this->p_, node));
    node.release();
  }

 private:
  template <typename F>
  void TakeValues(F f, std::vector<ValueInfo>& values) {
    std::vector<OrtValueInfo*> raw(values.begin(), values.end());
    ThrowOnError(f(this->p_, raw.data(), raw.size()));
    for (ValueInfo& value : values) value.release();
  }
};

}  // namespace detail

/// A graph, borrowed.
using ConstGraph = detail::ConstGraphImpl<detail::Unowned<const OrtGraph>>;

/// A graph inside of a node, and the attribute that holds it.
struct AttrNameSubgraph {
  std::string attr_name;
  ConstGraph sub_graph;
};

/// A graph to build, or one that GetGraphView gave.
struct Graph : detail::GraphImpl<OrtGraph> {
  explicit Graph(std::nullptr_t) {}
  explicit Graph(OrtGraph* p) : GraphImpl(p) {}
  Graph() { ThrowOnError(GetModelEditorApi().CreateGraph(&p_)); }
};

namespace detail {
template <typename T>
struct ModelImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  /// Takes the graph over, which is empty then.
  void AddGraph(Graph& graph) {
    ThrowOnError(GetModelEditorApi().AddGraphToModel(this->p_, graph));
    graph.release();
  }
};
}  // namespace detail

/// A model to build, borrowed.
using UnownedModel = detail::ModelImpl<detail::Unowned<OrtModel>>;

/// A model to build.
struct Model : detail::ModelImpl<OrtModel> {
  using DomainOpsetPair = std::pair<std::string, int>;

  explicit Model(std::nullptr_t) {}
  explicit Model(OrtModel* p) : ModelImpl(p) {}
  explicit Model(const std::vector<DomainOpsetPair>& opsets) {
    std::vector<const char*> domains;
    std::vector<int> versions;
    for (const auto& [domain, version] : opsets) {
      domains.push_back(domain.c_str());
      versions.push_back(version);
    }
    ThrowOnError(GetModelEditorApi().CreateModel(domains.data(), versions.data(), domains.size(), &p_));
  }
};

}  // namespace Ort
