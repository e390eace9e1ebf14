// A first look at a model file as protobuf wire format: where the big weights are.
//
// Protobuf copies every byte of a message it parses. The bytes of large initializers are lifted out before, so that they
// stay where they are: in the mapped file.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace berth {

struct LiftedModel {
  std::string stripped;                                // the model without the lifted bytes
  std::vector<std::span<const std::byte>> raw;         // by index in graph.initializer; empty where nothing was lifted
};

// Lifts raw_data of main-graph initializers of at least `threshold` bytes. A file that is not cleanly built (cut off, fields
// twice, groups) is returned as it is, for protobuf to judge: `stripped` then holds all bytes and `raw` nothing.
LiftedModel LiftWeights(std::span<const std::byte> model, size_t threshold);

}  // namespace berth
