// The command line: what can be said, what each word means, and what was said. Help and manual are made from the same.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli/commands.h"

namespace berth::cli {

class CommandLine {
 public:
  CommandLine();
  // What was said, in `arguments`; the function that does it, or null when all is said already (help, version, manual) and
  // printed. Throws Failure(kUsage).
  int (*Parse(int argc, char** argv))(const Arguments&);
  const Arguments& arguments() const { return arguments_; }
  // "berth run": whom an error concerns.
  const std::string& who() const { return who_; }

 private:
  CLI::App* Add(CLI::App& parent, const char* name, const char* text, int (*command)(const Arguments&));
  void AddRun();
  void AddOthers();
  void AddModel(CLI::App& app);
  void AddSession(CLI::App& app);
  void AddInputs(CLI::App& app);
  // Everything that is no matter of single words.
  void Check(const CLI::App& command);

  struct Command {
    CLI::App* app;
    int (*run)(const Arguments&);
  };
  CLI::App app_;
  std::vector<Command> commands_;
  Arguments arguments_;
  std::string image_size_, mean_, std_, who_ = "berth";
};

}  // namespace berth::cli
