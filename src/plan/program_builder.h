// From a partitioned graph to the flat program that runs it.
#pragma once

#include "exec/frame.h"
#include "exec/program.h"
#include "kernels/info.h"
#include "plan/partition.h"

namespace berth {

// A program and what its kernels may keep pointing to.
struct BuiltProgram {
  std::vector<std::unique_ptr<KernelInfo>> infos;   // outlive the kernels
  // Constants in memory of devices, one for each place; they outlive the program too.
  absl::flat_hash_map<std::pair<const OrtValue*, PlaceId>, std::unique_ptr<OrtValue>> uploads;
  std::vector<std::unique_ptr<OrtValue>> folded;    // what constant nodes gave; outlives the program
  Program program;
};

// Chooses and makes a kernel for every node, numbers the values, finds where each is needed last; the same for bodies. A value
// lives in the memory of the EP that makes it, and is copied once to each other memory where a step needs it. Of constants that
// every user has laid out for itself, type and dims stay.
//   graph   keeps the constants alive: it must outlive the program
//   exec    memories, threads and log of the session, for kernels and bodies
// Errors: ORT_NOT_IMPLEMENTED naming node and operator when no kernel fits; what a kernel's Make or an EP's CreateState
// says; ORT_INVALID_GRAPH for bad initializer data.
StatusOr<BuiltProgram> BuildProgram(const Graph& graph, const PartitionResult& partition, const ExecOptions& exec);

}  // namespace berth
