// How commands write their result.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace berth::cli {

// To stdout; broken UTF-8 out of models is replaced. Throws Failure(kFailed) when stdout takes nothing more.
void PrintJson(const nlohmann::ordered_json& json);
void PrintText(const std::string& text);

}  // namespace berth::cli
