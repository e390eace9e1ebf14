// Denormal floats as zero, on one thread.
#pragma once

namespace berth {

// Switches it on for the calling thread, for good.
void FlushDenormals();

// Switches it on while the object lives, where `wanted`; puts back what was there before.
class ScopedFlushDenormals {
 public:
  explicit ScopedFlushDenormals(bool wanted);
  ~ScopedFlushDenormals();
  ScopedFlushDenormals(const ScopedFlushDenormals&) = delete;
  ScopedFlushDenormals& operator=(const ScopedFlushDenormals&) = delete;

 private:
  bool wanted_;
  unsigned long long before_ = 0;
};

}  // namespace berth
