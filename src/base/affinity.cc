#include <charconv>

#include "base/thread_pool_options.h"

namespace berth {
namespace {

constexpr int kMaxProcessor = 4096;

// A processor's number, counted from 1 in the text.
StatusOr<int> Processor(std::string_view text, std::string_view part) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > kMaxProcessor) {
    return InvalidArgument("thread affinity: \"", part, "\": a list \"1,2\" or a range \"1-4\" of processors from 1 to ",
                           kMaxProcessor, " wanted");
  }
  return number - 1;
}

// Calls `use` for each piece between separators that is not empty.
template <typename Use>
Status ForEachPiece(std::string_view text, char separator, Use&& use) {
  for (;;) {
    const size_t end = text.find(separator);
    if (end != 0 && !text.empty()) BERTH_RETURN_IF_ERROR(use(text.substr(0, end)));
    if (end == text.npos) return Ok();
    text.remove_prefix(end + 1);
  }
}

StatusOr<std::vector<int>> ParseWorker(std::string_view part) {
  std::vector<int> processors;
  if (const size_t dash = part.find('-'); dash != part.npos) {
    BERTH_ASSIGN_OR_RETURN(int first, Processor(part.substr(0, dash), part));
    BERTH_ASSIGN_OR_RETURN(int last, Processor(part.substr(dash + 1), part));
    if (last < first) return InvalidArgument("thread affinity: \"", part, "\": a range that ends before it starts");
    for (int i = first; i <= last; ++i) processors.push_back(i);
    return processors;
  }
  BERTH_RETURN_IF_ERROR(ForEachPiece(part, ',', [&](std::string_view number) -> Status {
    BERTH_ASSIGN_OR_RETURN(int processor, Processor(number, part));
    processors.push_back(processor);
    return Ok();
  }));
  return processors;
}

}  // namespace

StatusOr<ThreadAffinity> ParseAffinity(std::string_view text) {
  ThreadAffinity affinity;
  BERTH_RETURN_IF_ERROR(ForEachPiece(text, ';', [&](std::string_view part) -> Status {
    BERTH_ASSIGN_OR_RETURN(auto processors, ParseWorker(part));
    affinity.push_back(std::move(processors));
    return Ok();
  }));
  return affinity;
}

}  // namespace berth
