// A planned graph level: what a run does, with no thinking left. Made by plan, run by Executor (executor.h).
//
// Values are numbered 0..value_count-1 (not the graph's ids). Each number is one of: a feed (graph input), a constant
// (initializer), computed by a step, or never used. A value that is needed in several memories has a number for each, and
// steps that copy. Immutable once made; any number of runs share it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ep/session_memory.h"
#include "kernels/body.h"
#include "kernels/kernel.h"
#include "values/value.h"

namespace berth {

// One call of a kernel. The id lists are slices of Program::ids.
struct Step {
  const Kernel* kernel;
  uint32_t inputs_begin, input_count;
  uint32_t outputs_begin, output_count;
  uint32_t drops_begin, drop_count;     // values whose last use this step is: their memory ends after it
  uint32_t node;                        // index into Program::nodes, for messages and profiles
  PlaceId place = kHostPlace;           // of the EP whose work it is
};

// An output of a step, never one of the program, in the memory of one of its inputs.
struct ValueAlias {
  int32_t output, input;
  bool optional;        // the step may write over the input, which nobody needs any more; else both are the same value
};

struct ProgramNode {
  std::string name;                     // as in the model
  std::string label;                    // as messages name it
  std::string op_type;
  std::string ep;
  int32_t id = -1;                      // NodeId in its graph
};

struct Program {
  PlaceId place_of(int32_t number) const { return places.empty() ? kHostPlace : places[static_cast<size_t>(number)]; }

  uint32_t value_count = 0;
  std::vector<Step> steps;              // execution order
  std::vector<int32_t> ids;             // value numbers of all steps; -1 for slots left out
  std::vector<ElementType> types;       // parallel to ids: for outputs, the tensor type the graph says
  std::vector<int32_t> feeds;           // by graph input: its number, or -1 when nothing uses it; in a body captures behind
  std::vector<int32_t> fetches;         // by graph output: its number
  std::vector<std::pair<int32_t, const OrtValue*>> constants;  // number and value, which the model keeps alive
  std::vector<std::optional<Dims>> static_dims;  // by number: concrete dims known beforehand
  std::vector<ElementType> value_types;          // by number; UNDEFINED for what is no tensor
  std::vector<PlaceId> places;                   // by number: where the value is; empty: all in host memory
  std::vector<ProgramNode> nodes;
  std::vector<ValueAlias> aliases;               // few; an input's memory lasts as long as the output's
  std::vector<std::unique_ptr<BodyRunner>> bodies;   // of all nodes that have one
  std::vector<std::unique_ptr<Kernel>> kernels;  // owns what steps point to; may point to bodies
};

}  // namespace berth
