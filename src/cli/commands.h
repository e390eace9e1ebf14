// The commands of the tool, one function each: it prints to stdout and gives the exit code. All throw Failure.
#pragma once

#include <string>
#include <vector>

#include "cli/host.h"
#include "cli/inputs.h"
#include "cli/outputs.h"

namespace berth::cli {

struct Arguments {
  bool json = false;
  SessionArguments session;             // run, plan, bench; `model` for info too
  InputArguments inputs;                // run, bench
  OutputArguments outputs;              // run
  size_t top = 3;                       // run: how many values to show of an output
  std::vector<std::string> libraries;   // ep list
  int warmup = 3, runs = 0;             // bench: 0 runs: as many as fit into `seconds`
  double seconds = 2, assert_ms = 0;    // bench: 0: no limit
  bool profile = false;                 // bench: where the time goes
};

int Run(const Arguments& arguments);
int Info(const Arguments& arguments);
int Devices(const Arguments& arguments);
int EpList(const Arguments& arguments);
int Plan(const Arguments& arguments);
int Bench(const Arguments& arguments);

}  // namespace berth::cli
