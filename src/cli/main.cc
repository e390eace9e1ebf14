// berth: runs ONNX models and shows what happens to them. A client of the public headers like any other.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "cli/run_command.h"

int main(int argc, char** argv) {
  CLI::App app("Runs ONNX models on plugin execution providers and on the CPU.", "berth");
  app.set_version_flag("--version", [] { return Ort::GetBuildInfoString(); });
  app.require_subcommand(1);
  app.footer("Exit codes: 0 done, 1 the model, an EP or a file failed, 2 the command line is wrong.");

  berth::cli::RunArguments run;
  CLI::App* command = app.add_subcommand("run", "Run a model once and show devices, nodes, outputs and times");
  command->add_option("model", run.model, "ONNX file")->required();
  command->add_option("-i,--input", run.inputs,
                      "NAME=FILE.png (gray, scaled to 0..1) or NAME=random; inputs without one are random");
  command->add_option("--ep-library", run.ep_library, "Execution provider library to register");
  command->add_option("--ep", run.ep, "Name of the execution provider to use")->needs("--ep-library");
  command->add_option("--ep-option", run.ep_options, "KEY=VALUE for the execution provider")->needs("--ep");
  command->add_option("--config", run.config, "KEY=VALUE session entry");
  command->add_option("--top", run.top, "How many of the largest values of an output to show")->default_val(3);
  command->add_flag("--json", run.json, "Print JSON");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  try {
    return berth::cli::Run(run);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "berth: %s\n", e.what());
    return 1;
  }
}
