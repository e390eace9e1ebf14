// ZIP archives, as NumPy's .npz files are: stored or deflated members, with or without ZIP64 sizes.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::cli {

// Name and bytes of each member. Throws Failure(kInput) with `who` in front: no archive, encrypted, damaged.
std::vector<std::pair<std::string, std::string>> ReadZip(std::string_view archive, const std::string& who);

// Members as they are, not compressed. Throws Failure(kFailed) above 4 GiB.
std::string WriteZip(const std::vector<std::pair<std::string, std::string>>& members, const std::string& who);

}  // namespace berth::cli
