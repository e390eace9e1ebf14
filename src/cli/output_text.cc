#include "cli/output_text.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "cli/failure.h"

namespace berth::cli {

void PrintText(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return;
  throw Failure(kFailed, Cat("stdout: ", std::strerror(errno)));
}

void PrintJson(const nlohmann::ordered_json& json) {
  PrintText(json.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

}  // namespace berth::cli
