// PNG images as input tensors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/host_tensor.h"

namespace berth::cli {

struct ImageOptions {
  std::optional<std::pair<int64_t, int64_t>> size;   // height, width, for dimensions that the model leaves open
  std::vector<double> mean, std;                     // one for all channels, or one each; of values 0 to 1
  std::string layout;                                // "NCHW", "NHWC", or "" for what the shape looks like
};

// The image in `path` as a tensor of `type` and `shape` (-1: open). Images of another size are scaled by an antialiased
// linear filter; with one channel they become gray. A float tensor gets (pixel / 255 - mean) / std, a uint8 tensor the
// pixels. A shape that is no image (rank 0, 1, 2) takes gray pixels when there are as many as elements.
// Throws Failure(kInput) with `who` in front.
HostTensor ImageTensor(const std::string& path, ONNXTensorElementDataType type, std::vector<int64_t> shape,
                       const ImageOptions& options, const std::string& who);

}  // namespace berth::cli
