// Whole files in and out of memory.
#pragma once

#include <filesystem>
#include <string>

#include "cli/failure.h"

namespace berth::cli {

// Throws Failure(code) naming file and reason.
std::string ReadFile(const std::filesystem::path& path, ExitCode code);
// Throws Failure(kFailed); a file that could not be written whole is removed.
void WriteFile(const std::filesystem::path& path, const std::string& bytes);

}  // namespace berth::cli
