// The constants of one graph level while its program is made: initializers, and what constant nodes gave. Keeps account of who
// still reads their bytes, which go with the last reader.
#pragma once

#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "graph/graph.h"

struct OrtPrepackedWeightsContainer;

namespace berth {

class Constants {
 public:
  // `folded` gets the values of constant nodes; they outlive the program.
  Constants(const Graph& graph, std::vector<std::unique_ptr<OrtValue>>& folded)
      : graph_(graph), folded_(folded), forgone_(graph.value_bound(), 0), known_(graph.value_bound(), 0), room_(RoomOf(graph)) {}

  // Whether no caller can change the value.
  bool Has(ValueId id) const;
  // The value of an id that Has; its tensor has data while somebody may read it. Error: that of InitializerValue.
  StatusOr<const OrtValue*> Find(ValueId id) const;
  void Add(ValueId id, std::unique_ptr<OrtValue> value);

  // A use of the value by a kernel of the host, which looks at it where it is whenever it runs.
  void NoteReader(ValueId id) { ++known_[static_cast<size_t>(id)]; }
  // A use of the value that needs its type and dims alone from now on. After the last one the bytes go.
  void Forgo(ValueId id);
  // Shares large bytes that every user reads through the value alone, so that they may be elsewhere. After all nodes.
  void Share(OrtPrepackedWeightsContainer& container) const;

  // Whether a result of `bytes` from constants of `from_bytes` may be kept: small ones, and those that are not much larger than
  // what they come from, up to some times the size of the graph's initializers in all.
  bool TakeRoom(size_t bytes, size_t from_bytes);

 private:
  static size_t RoomOf(const Graph& graph);

  const Graph& graph_;
  std::vector<std::unique_ptr<OrtValue>>& folded_;
  absl::flat_hash_map<ValueId, OrtValue*> made_;
  std::vector<uint32_t> forgone_, known_;   // by ValueId: uses that were noted
  const size_t room_;                       // for results that are kept
  size_t taken_ = 0;                        // by results that are kept
};

}  // namespace berth
