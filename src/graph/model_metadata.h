// What a model says of itself, as a copy that outlives it.
#pragma once

#include <map>
#include <string>

#include "base/handle.h"
#include "graph/model.h"

struct OrtModelMetadata : berth::Tagged<berth::HandleKind::kModelMetadata> {
  std::string producer_name, graph_name, domain, description, graph_description;
  int64_t version = 0;
  std::map<std::string, std::string> custom;
};

namespace berth {

inline OrtModelMetadata MetadataOf(const Model& model) {
  OrtModelMetadata metadata;
  metadata.producer_name = model.producer_name;
  metadata.graph_name = model.graph().name;
  metadata.domain = model.domain;
  metadata.description = model.doc;
  metadata.graph_description = model.graph().doc;
  metadata.version = model.model_version;
  metadata.custom = model.metadata;
  return metadata;
}

}  // namespace berth
