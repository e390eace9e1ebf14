#include <cstring>
#include <mutex>

#include "base/dynamic_library.h"
#include "base/image_module.h"
#include "kernels/kernel.h"

namespace berth {
namespace {

constexpr const char* kModule = "libberth_image.so";

// The module's function; it is opened once, beside this library, and stays.
StatusOr<BerthDecodePicture> PictureDecoder() {
  static std::mutex mutex;
  static BerthDecodePicture decode = nullptr;
  std::lock_guard lock(mutex);
  if (decode != nullptr) return decode;
  BERTH_ASSIGN_OR_RETURN(std::unique_ptr<DynamicLibrary> module, DynamicLibrary::Open(RuntimeFolder() / kModule));
  BERTH_ASSIGN_OR_RETURN(void* symbol, module->Symbol(BERTH_DECODE_PICTURE));
  module->Keep();
  decode = reinterpret_cast<BerthDecodePicture>(symbol);
  return decode;
}

// A picture out of the bytes of its file: [height, width, channels]. ONNX ImageDecoder-20. Bytes that are no picture give an
// empty one, as ONNX wants it; the reason goes to the log.
class ImageDecoder final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<ImageDecoder>();
    BERTH_ASSIGN_OR_RETURN(const std::string format, info.String("pixel_format", "RGB"));
    if (format == "RGB") kernel->format_ = kBerthRgb;
    else if (format == "BGR") kernel->format_ = kBerthBgr;
    else if (format == "Grayscale") kernel->format_ = kBerthGrayscale;
    else return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"pixel_format\": \"", format,
                      "\" seen, RGB, BGR or Grayscale wanted");
    auto decode = PictureDecoder();
    if (!decode.ok()) {
      return Error(ORT_FAIL, info.label(), ": ImageDecoder needs the module ", kModule, " beside the library: ",
                   decode.status().message());
    }
    kernel->decode_ = *decode;
    kernel->label_ = info.label();
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& bytes = ctx.Input(0);
    BerthPicture picture{};
    if (decode_(static_cast<const uint8_t*>(bytes.data()), bytes.element_count(), format_, &picture) != 0) {
      BERTH_LOG(ctx.logger(), kWarning, "kernels") << "node \"" << label_ << "\": no picture: " << picture.reason;
    }
    const std::unique_ptr<uint8_t, void (*)(uint8_t*)> pixels(picture.pixels, picture.release);
    const int64_t channels = format_ == kBerthGrayscale ? 1 : 3;
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, Dims{picture.height, picture.width, channels}));
    if (y->element_count() > 0) std::memcpy(y->mutable_data(), pixels.get(), y->element_count());
    return Ok();
  }

 private:
  BerthPixelFormat format_ = kBerthRgb;
  BerthDecodePicture decode_ = nullptr;
  std::string label_;
};

}  // namespace

BERTH_KERNEL_LIST(image_decoder,
    {"", "ImageDecoder", 20, kLatest, {}, ImageDecoder::Make})

}  // namespace berth
