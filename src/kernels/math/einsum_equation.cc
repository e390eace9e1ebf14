#include "kernels/math/einsum_equation.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

namespace berth {
namespace {

StatusOr<EinsumTerm> ParseTerm(std::string_view text) {
  EinsumTerm term;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') continue;
    if (absl::ascii_isalpha(static_cast<unsigned char>(text[i]))) {
      term.push_back(text[i]);
    } else if (text.substr(i, 3) == "..." && std::count(term.begin(), term.end(), kEllipsis) == 0) {
      term.push_back(kEllipsis);
      i += 2;
    } else {
      return InvalidArgument("equation: term \"", text, "\" seen, letters and one ellipsis wanted");
    }
  }
  return term;
}

// The output of an equation that names none.
EinsumTerm ImplicitOutput(const std::vector<EinsumTerm>& inputs) {
  std::map<int, int> counts;
  for (const EinsumTerm& term : inputs) {
    for (int index : term) ++counts[index];
  }
  EinsumTerm output;
  for (const auto& [index, count] : counts) {
    if (count == 1 || index == kEllipsis) output.push_back(index);
  }
  return output;
}

Status CheckOutput(const EinsumEquation& equation) {
  EinsumTerm seen;
  for (int index : equation.output) {
    const bool known = index == kEllipsis || std::any_of(equation.inputs.begin(), equation.inputs.end(), [&](const auto& term) {
                         return std::find(term.begin(), term.end(), index) != term.end();
                       });
    if (known && std::find(seen.begin(), seen.end(), index) == seen.end()) {
      seen.push_back(index);
      continue;
    }
    return InvalidArgument("equation: output index \"", std::string(1, static_cast<char>(index)), "\": ",
                           known ? "twice" : "in no input");
  }
  return Ok();
}

// One index for each axis: an ellipsis of `spare` axes stands for the last ones of the `ellipsis` that there are in all.
EinsumTerm Expand(const EinsumTerm& term, size_t spare, size_t ellipsis) {
  EinsumTerm indices;
  for (int index : term) {
    if (index != kEllipsis) {
      indices.push_back(index);
      continue;
    }
    for (size_t i = ellipsis - spare; i < ellipsis; ++i) indices.push_back(kEllipsisAxis + static_cast<int>(i));
  }
  return indices;
}

}  // namespace

StatusOr<EinsumEquation> ParseEinsum(std::string_view text, size_t inputs) {
  EinsumEquation equation;
  const size_t arrow = text.find("->");
  for (std::string_view part : absl::StrSplit(text.substr(0, arrow), ',')) {
    BERTH_ASSIGN_OR_RETURN(EinsumTerm term, ParseTerm(part));
    equation.inputs.push_back(std::move(term));
  }
  if (equation.inputs.size() != inputs) {
    return InvalidArgument("equation: ", equation.inputs.size(), " terms seen, ", inputs, " wanted, one for each input");
  }
  if (arrow == std::string_view::npos) {
    equation.output = ImplicitOutput(equation.inputs);
  } else {
    BERTH_ASSIGN_OR_RETURN(equation.output, ParseTerm(text.substr(arrow + 2)));
  }
  BERTH_RETURN_IF_ERROR(CheckOutput(equation));
  return equation;
}

StatusOr<EinsumPlan> ResolveEinsum(const EinsumEquation& equation, const std::vector<DimsView>& shapes) {
  EinsumPlan plan;
  std::vector<size_t> spare;   // axes of each operand's ellipsis
  size_t ellipsis = 0;
  for (size_t i = 0; i < shapes.size(); ++i) {
    const EinsumTerm& term = equation.inputs[i];
    const bool open = std::find(term.begin(), term.end(), kEllipsis) != term.end();
    const size_t letters = term.size() - (open ? 1 : 0);
    if (shapes[i].size() < letters || (!open && shapes[i].size() > letters)) {
      return InvalidArgument("input ", i, ": shape ", ShapeText(shapes[i]), " seen, ", letters, open ? " or more" : "",
                             " axes wanted");
    }
    spare.push_back(shapes[i].size() - letters);
    ellipsis = std::max(ellipsis, spare.back());
  }
  for (size_t i = 0; i < shapes.size(); ++i) {
    plan.inputs.push_back(Expand(equation.inputs[i], spare[i], ellipsis));
    for (size_t axis = 0; axis < shapes[i].size(); ++axis) {
      auto [size, added] = plan.sizes.try_emplace(plan.inputs[i][axis], shapes[i][axis]);
      if (added || size->second == shapes[i][axis] || shapes[i][axis] == 1) continue;
      if (size->second != 1) {
        return InvalidArgument("input ", i, ": axis ", axis, ": size ", shapes[i][axis], " seen, ", size->second, " wanted");
      }
      size->second = shapes[i][axis];
    }
  }
  plan.output = Expand(equation.output, ellipsis, ellipsis);
  for (int index : plan.output) plan.dims.push_back(plan.sizes.at(index));
  return plan;
}

}  // namespace berth
