// Part of Berth. SPDX-License-Identifier: MIT
//
// Options of execution providers as C++ maps from name to value.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

namespace onnxruntime {

/// The options of one provider.
using ProviderOptions = std::unordered_map<std::string, std::string>;
/// The options of several providers, in their order.
using ProviderOptionsVector = std::vector<ProviderOptions>;
/// The options of several providers, by provider name.
using ProviderOptionsMap = std::unordered_map<std::string, ProviderOptions>;

}  // namespace onnxruntime
