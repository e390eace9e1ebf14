// Help texts and the manual page, both made from what the command line knows of itself.
//
// A footer holds examples: a line that starts with "$ " is a command, the lines below it say what it does.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace berth::cli {

// `name`: how the program was called; only used for a command without parents.
std::string HelpText(const CLI::App& app, const std::string& name);

// In roff, section 1, all commands.
std::string ManPage(const CLI::App& app);

}  // namespace berth::cli
