#include "plan/drops.h"

#include <algorithm>

namespace berth {
namespace {

std::span<const int32_t> InputsOf(const Program& program, const Step& step) {
  return {program.ids.data() + step.inputs_begin, step.input_count};
}
std::span<const int32_t> OutputsOf(const Program& program, const Step& step) {
  return {program.ids.data() + step.outputs_begin, step.output_count};
}

// Values that are not the program's to free.
std::vector<bool> KeptValues(const Program& program) {
  std::vector<bool> kept(program.value_count, false);
  for (int32_t number : program.fetches) kept[number] = true;
  for (int32_t number : program.feeds) {
    if (number >= 0) kept[number] = true;
  }
  for (auto& [number, value] : program.constants) kept[number] = true;
  return kept;
}

// What the caller gets is made in memory of its own. Another output may be written over an input when that is its last use,
// and when both are the program's own. One output for an input, one input for an output.
void DropUselessAliases(Program& program) {
  if (program.aliases.empty()) return;
  std::vector<bool> is_fetch(program.value_count, false);
  for (int32_t number : program.fetches) is_fetch[number] = true;
  std::vector<bool> taken = KeptValues(program);
  std::vector<size_t> last_use(program.value_count, 0), made_by(program.value_count, 0);
  for (size_t s = 0; s < program.steps.size(); ++s) {
    for (int32_t number : InputsOf(program, program.steps[s])) {
      if (number >= 0) last_use[number] = s;
    }
    for (int32_t number : OutputsOf(program, program.steps[s])) {
      if (number >= 0) made_by[number] = s;
    }
  }
  // What shares its memory for good is not written over.
  std::vector<bool> shared_for_good(program.value_count, false);
  for (const ValueAlias& alias : program.aliases) {
    if (!alias.optional) shared_for_good[alias.input] = shared_for_good[alias.output] = true;
  }
  std::vector<bool> has_input(program.value_count, false);
  std::erase_if(program.aliases, [&](const ValueAlias& alias) {
    bool fits = !has_input[alias.output] && !is_fetch[alias.output];
    if (alias.optional) {
      fits = fits && !taken[alias.input] && !taken[alias.output] && !shared_for_good[alias.input] &&
             last_use[alias.input] == made_by[alias.output];
    }
    if (!fits) return true;
    has_input[alias.output] = true;
    if (alias.optional) taken[alias.input] = true;
    return false;
  });
}

}  // namespace

void AddDrops(Program& program) {
  DropUselessAliases(program);
  std::vector<int32_t> shares(program.value_count, -1);  // whose memory a value is in
  for (const ValueAlias& alias : program.aliases) shares[alias.output] = alias.input;
  std::vector<bool> kept = KeptValues(program);
  std::vector<std::vector<int32_t>> drops(program.steps.size());
  for (size_t s = program.steps.size(); s-- > 0;) {
    auto drop_new = [&](std::span<const int32_t> numbers) {
      for (int32_t number : numbers) {
        for (; number >= 0 && !kept[number]; number = shares[number]) {
          kept[number] = true;
          drops[s].push_back(number);
        }
      }
    };
    drop_new(InputsOf(program, program.steps[s]));
    drop_new(OutputsOf(program, program.steps[s]));  // an output that nobody uses
  }
  for (size_t s = 0; s < drops.size(); ++s) {
    program.steps[s].drops_begin = static_cast<uint32_t>(program.ids.size());
    program.steps[s].drop_count = static_cast<uint32_t>(drops[s].size());
    program.ids.insert(program.ids.end(), drops[s].begin(), drops[s].end());
    program.types.resize(program.ids.size(), ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED);
  }
}

}  // namespace berth
