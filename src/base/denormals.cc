#include "base/denormals.h"

#if defined(__SSE__) || defined(_M_X64)
#include <xmmintrin.h>
#endif

namespace berth {
namespace {

// The register that says how floats are computed, and its bits for "results and operands that are denormal are zero".
#if defined(__SSE__) || defined(_M_X64)
constexpr unsigned long long kFlush = 0x8040;
unsigned long long Control() { return _mm_getcsr(); }
void SetControl(unsigned long long value) { _mm_setcsr(static_cast<unsigned>(value)); }
#elif defined(__aarch64__)
constexpr unsigned long long kFlush = 1ull << 24;
unsigned long long Control() {
  unsigned long long value;
  asm volatile("mrs %0, fpcr" : "=r"(value));
  return value;
}
void SetControl(unsigned long long value) { asm volatile("msr fpcr, %0" : : "r"(value)); }
#else
constexpr unsigned long long kFlush = 0;
unsigned long long Control() { return 0; }
void SetControl(unsigned long long) {}
#endif

}  // namespace

void FlushDenormals() { SetControl(Control() | kFlush); }

ScopedFlushDenormals::ScopedFlushDenormals(bool wanted) : wanted_(wanted) {
  if (!wanted_) return;
  before_ = Control();
  SetControl(before_ | kFlush);
}

ScopedFlushDenormals::~ScopedFlushDenormals() {
  if (wanted_) SetControl(before_);
}

}  // namespace berth
