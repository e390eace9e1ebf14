#include "cli/image.h"

#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "cli/failure.h"

namespace berth::cli {
namespace {

constexpr int64_t kMostPixels = int64_t{1} << 26;

// Rows of pixels, channels side by side.
struct Image {
  int64_t height = 0, width = 0, channels = 0;
  std::vector<float> pixels;   // 0 to 255
};

Image ReadPng(const std::string& path, int64_t channels, const std::string& who) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&png, path.c_str()) == 0) throw Failure(kInput, Cat(who, ": ", path, ": ", png.message));
  png.format = channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  if (static_cast<int64_t>(png.width) * png.height > kMostPixels) {
    png_image_free(&png);
    throw Failure(kInput, Cat(who, ": ", path, ": ", png.width, "x", png.height, " seen: too large"));
  }
  std::vector<uint8_t> bytes(PNG_IMAGE_SIZE(png));
  if (png_image_finish_read(&png, nullptr, bytes.data(), 0, nullptr) == 0) {
    throw Failure(kInput, Cat(who, ": ", path, ": ", png.message));
  }
  return {png.height, png.width, channels, std::vector<float>(bytes.begin(), bytes.end())};
}

// For each position of the result, the first position that it looks at and the weights from there on: a triangle around its
// centre, as wide as the scale when it shrinks, cut at the border.
struct Taps {
  std::vector<int64_t> first;
  std::vector<std::vector<double>> weights;
};

Taps MakeTaps(int64_t from, int64_t to) {
  Taps taps;
  const double scale = static_cast<double>(from) / static_cast<double>(to), reach = std::max(scale, 1.0);
  for (int64_t i = 0; i < to; ++i) {
    const double centre = (static_cast<double>(i) + 0.5) * scale - 0.5;
    const int64_t begin = std::max<int64_t>(static_cast<int64_t>(std::ceil(centre - reach)), 0);
    const int64_t end = std::min<int64_t>(static_cast<int64_t>(std::floor(centre + reach)), from - 1);
    std::vector<double> weights;
    double sum = 0;
    for (int64_t k = begin; k <= end; ++k) {
      weights.push_back(std::max(0.0, 1 - std::abs(static_cast<double>(k) - centre) / reach));
      sum += weights.back();
    }
    for (double& weight : weights) weight /= sum;
    taps.first.push_back(begin);
    taps.weights.push_back(std::move(weights));
  }
  return taps;
}

// One axis of [outer, from, inner] resized.
std::vector<float> ResizeAxis(const std::vector<float>& in, int64_t outer, int64_t from, int64_t inner, int64_t to) {
  const Taps taps = MakeTaps(from, to);
  std::vector<float> out(static_cast<size_t>(outer * to * inner));
  for (int64_t o = 0; o < outer; ++o) {
    for (int64_t t = 0; t < to; ++t) {
      const std::vector<double>& weights = taps.weights[static_cast<size_t>(t)];
      const float* source = in.data() + (o * from + taps.first[static_cast<size_t>(t)]) * inner;
      for (int64_t i = 0; i < inner; ++i) {
        double sum = 0;
        for (size_t k = 0; k < weights.size(); ++k) sum += weights[k] * source[static_cast<int64_t>(k) * inner + i];
        out[static_cast<size_t>((o * to + t) * inner + i)] = static_cast<float>(sum);
      }
    }
  }
  return out;
}

void Resize(Image& image, int64_t height, int64_t width) {
  if (image.height != height) image.pixels = ResizeAxis(image.pixels, 1, image.height, image.width * image.channels, height);
  if (image.width != width) image.pixels = ResizeAxis(image.pixels, height, image.width, image.channels, width);
  image.height = height;
  image.width = width;
}

// Which axes of the shape are channels, rows and columns; -1 when there is none.
struct Axes {
  int64_t channel = -1, row = -1, column = -1;
};

Axes FindAxes(const std::vector<int64_t>& shape, const std::string& layout) {
  const int64_t rank = static_cast<int64_t>(shape.size());
  const auto is_channel = [&](int64_t axis) { return shape[axis] == 1 || shape[axis] == 3; };
  if (rank < 3 || rank > 4) return {};
  const bool last = layout == "NHWC" || (layout.empty() && !is_channel(rank - 3) && is_channel(rank - 1));
  return last ? Axes{rank - 1, rank - 3, rank - 2} : Axes{rank - 3, rank - 2, rank - 1};
}

// Open dimensions of an image shape get their sizes; the image then fits it.
Image Fit(const std::string& path, std::vector<int64_t>& shape, const Axes& axes, const ImageOptions& options,
          const std::string& who) {
  int64_t& channels = shape[static_cast<size_t>(axes.channel)];
  if (channels < 0) channels = 3;
  if (channels != 1 && channels != 3) throw Failure(kInput, Cat(who, ": ", channels, " channels wanted, an image has 1 or 3"));
  if (shape.size() == 4 && shape[0] < 0) shape[0] = 1;
  if (shape.size() == 4 && shape[0] != 1) throw Failure(kInput, Cat(who, ": ", shape[0], " images wanted, one seen"));
  Image image = ReadPng(path, channels, who);
  int64_t &height = shape[static_cast<size_t>(axes.row)], &width = shape[static_cast<size_t>(axes.column)];
  if (height < 0) height = options.size ? options.size->first : image.height;
  if (width < 0) width = options.size ? options.size->second : image.width;
  if (options.size && (options.size->first != height || options.size->second != width)) {
    throw Failure(kInput, Cat(who, ": --image-size ", options.size->first, "x", options.size->second, " seen, the model wants ",
                              height, "x", width));
  }
  if (height < 1 || width < 1 || height > kMostPixels / width)
    throw Failure(kInput, Cat(who, ": no image of ", height, "x", width));
  Resize(image, height, width);
  return image;
}

double ForChannel(const std::vector<double>& values, int64_t channel, double otherwise) {
  if (values.empty()) return otherwise;
  return values.size() == 1 ? values[0] : values[static_cast<size_t>(channel)];
}

void CheckPerChannel(const std::vector<double>& values, const char* option, int64_t channels, const std::string& who) {
  if (values.size() > 1 && static_cast<int64_t>(values.size()) != channels) {
    throw Failure(kInput, Cat(who, ": ", option, ": ", values.size(), " values seen, 1 or ", channels, " wanted"));
  }
}

}  // namespace

HostTensor ImageTensor(const std::string& path, ONNXTensorElementDataType type, std::vector<int64_t> shape,
                       const ImageOptions& options, const std::string& who) {
  const bool is_float = type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  if (!is_float && type != ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8) {
    throw Failure(kInput, Cat(who, ": an image seen, ", TypeText(type, shape), " wanted; images become float or uint8"));
  }
  if (!is_float && (!options.mean.empty() || !options.std.empty())) {
    throw Failure(kInput, Cat(who, ": --mean and --std seen, ", TypeText(type, shape), " wanted: pixels go in as they are"));
  }
  const Axes axes = FindAxes(shape, options.layout);
  Image image;
  if (axes.channel >= 0) {
    image = Fit(path, shape, axes, options, who);
  } else {
    image = ReadPng(path, 1, who);
    for (int64_t& dim : shape) dim = dim < 0 ? 1 : dim;
    if (CountOf(shape) != image.height * image.width) {
      throw Failure(kInput,
                    Cat(who, ": ", path, ": ", image.width, "x", image.height, " pixels seen, ", CountOf(shape), " wanted"));
    }
  }
  CheckPerChannel(options.mean, "--mean", image.channels, who);
  CheckPerChannel(options.std, "--std", image.channels, who);
  const bool planes = axes.channel >= 0 && axes.channel < axes.row;
  const int64_t area = image.height * image.width;
  HostTensor tensor{type, shape, std::string(static_cast<size_t>(area * image.channels) * (is_float ? 4 : 1), '\0'), {}};
  for (int64_t at = 0; at < area; ++at) {
    for (int64_t channel = 0; channel < image.channels; ++channel) {
      const float pixel = image.pixels[static_cast<size_t>(at * image.channels + channel)];
      const size_t to = static_cast<size_t>(planes ? channel * area + at : at * image.channels + channel);
      if (is_float) {
        const float value =
            static_cast<float>((pixel / 255.0 - ForChannel(options.mean, channel, 0)) / ForChannel(options.std, channel, 1));
        std::memcpy(tensor.bytes.data() + 4 * to, &value, 4);
      } else {
        tensor.bytes[to] = static_cast<char>(static_cast<uint8_t>(std::lround(std::clamp(pixel, 0.0f, 255.0f))));
      }
    }
  }
  return tensor;
}

}  // namespace berth::cli
