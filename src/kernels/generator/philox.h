// Random numbers by position: Philox 4x32-10 ("Parallel random numbers: as easy as 1, 2, 3", Salmon et al., 2011). The number at
// a position depends on seed, stream and position alone, so that threads may share out the positions as they like.
#pragma once

#include <array>
#include <cstdint>

namespace berth {

using PhiloxBlock = std::array<uint32_t, 4>;

// The bijection itself.
inline PhiloxBlock Philox(PhiloxBlock counter, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const uint64_t low = uint64_t{0xD2511F53} * counter[0], high = uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<uint32_t>(high >> 32) ^ counter[1] ^ key[0], static_cast<uint32_t>(high),
               static_cast<uint32_t>(low >> 32) ^ counter[3] ^ key[1], static_cast<uint32_t>(low)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

}  // namespace berth
