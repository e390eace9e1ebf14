// Hardware and the string maps around it, for `devices` and `ep list`.
#pragma once

#include <onnxruntime_cxx_api.h>

#include <nlohmann/json.hpp>
#include <string>

namespace berth::cli {

nlohmann::ordered_json PairsJson(const Ort::ConstKeyValuePairs& pairs);
// "a=1 b=2", sorted by key.
std::string PairsText(const Ort::ConstKeyValuePairs& pairs);

nlohmann::ordered_json HardwareJson(const Ort::ConstHardwareDevice& device);
// "8086:7d1d".
std::string IdText(const Ort::ConstHardwareDevice& device);

}  // namespace berth::cli
