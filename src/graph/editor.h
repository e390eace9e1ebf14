// Models that are built in code: what OrtModelEditorApi makes, and how it becomes a Model or a part of one.
//
//   OrtValueInfo, OrtNode, OrtGraph   the classes of view.h, without a graph of ours behind them
//   OrtModel                          opset imports and one graph
//
// Not thread-safe. Models never change what they are made of: an OrtModel may become several sessions.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graph/model.h"
#include "graph/view.h"

namespace berth {

// What was added to an OrtGraph.
struct EditedGraph {
  struct Weight {
    std::string name;
    std::shared_ptr<OrtValue> value;   // a tensor in CPU memory, shared with the sessions made of it
  };
  std::vector<std::unique_ptr<OrtValueInfo>> inputs, outputs;
  std::vector<std::unique_ptr<OrtNode>> nodes;
  std::vector<Weight> weights;
};

}  // namespace berth

struct OrtModel : berth::Tagged<berth::HandleKind::kModel> {
  std::vector<std::pair<std::string, int>> opsets;
  std::unique_ptr<OrtGraph> graph;
};

namespace berth {

using SharedValues = std::vector<std::shared_ptr<const OrtValue>>;

// The node that OrtModelEditorApi::CreateNode describes.
std::unique_ptr<OrtNode> MakeEditedNode(onnx::NodeProto proto);

// OrtModelEditorApi::AddInitializerToGraph: takes `tensor` over, on success alone. `external`: its memory is the application's.
// Errors: ORT_INVALID_ARGUMENT for a name that is there, for what is no tensor in CPU memory, for external data of less than 128
// bytes.
Status AddWeight(EditedGraph& graph, const char* name, OrtValue* tensor, bool external);

// A model of its own. `kept` gets the tensors that it points to. Errors: ORT_INVALID_ARGUMENT without a graph, and without an
// import of the ONNX domain; those of loading.
StatusOr<std::unique_ptr<Model>> LoadEditedModel(const OrtModel& edited, const LoadOptions& options, const Logger& logger,
                                                 SharedValues& kept);

// Whether it can be added to the model at all. ORT_INVALID_ARGUMENT without a graph, and for an opset other than the model's.
Status CheckAddition(const OrtModel& edited, const Model& model);

// Adds to a loaded model: nodes and weights; inputs and outputs take the place of the model's own where there are any. A weight
// of a name that the graph has is left out with a WARNING. After CheckAddition.
// Errors: those of loading; the model is then half changed and must be thrown away.
Status ApplyEditedModel(const OrtModel& edited, Model& model, const Logger& logger, SharedValues& kept);

}  // namespace berth
