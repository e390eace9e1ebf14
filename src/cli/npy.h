// NumPy's .npy files (versions 1 to 3) and .npz archives of them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/host_tensor.h"

namespace berth::cli {

// Any byte order, C or Fortran order. Throws Failure(kInput) with `who` in front.
HostTensor ParseNpy(std::string_view bytes, const std::string& who);
// Throws Failure(kFailed) for a type that NumPy has no name for.
std::string WriteNpy(const HostTensor& tensor, const std::string& who);

// Arrays by name, in the archive's order; other members are left out. Throws Failure(kInput).
std::vector<std::pair<std::string, HostTensor>> ParseNpz(std::string_view bytes, const std::string& who);
std::string WriteNpz(const std::vector<std::pair<std::string, HostTensor>>& arrays, const std::string& who);

}  // namespace berth::cli
