#include "kernels/signal/lines.h"

#include "base/checked_math.h"

namespace berth {

Status ForEachLine(KernelContext& ctx, const Fft& fft, size_t lines,
                   absl::FunctionRef<void(size_t line, Complex* x, Complex* scratch)> body) {
  const size_t threads = ctx.pool() == nullptr ? 1 : static_cast<size_t>(ctx.pool()->threads());
  const size_t shares = std::min(lines, threads), room = fft.size() + fft.scratch_size();
  const auto bytes = CheckedMul(shares * sizeof(Complex), room);
  if (!bytes) return InvalidArgument("a transform of length ", fft.size(), ": too large");
  BERTH_ASSIGN_OR_RETURN(void* memory, ctx.Scratch(*bytes));
  ParallelFor(ctx.pool(), static_cast<std::ptrdiff_t>(shares), 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (auto share = static_cast<size_t>(begin); share < static_cast<size_t>(end); ++share) {
      Complex* x = static_cast<Complex*>(memory) + share * room;
      for (size_t line = lines * share / shares; line < lines * (share + 1) / shares; ++line) body(line, x, x + fft.size());
    }
  });
  return Ok();
}

}  // namespace berth
