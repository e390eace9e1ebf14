// berth bench: how long runs take, one after the other.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/output_text.h"
#include "cli/progress.h"
#include "cli/run_model.h"
#include "cli/table.h"

namespace berth::cli {
namespace {

// The value that `share` of the sorted ones do not exceed.
double Percentile(const std::vector<double>& sorted, double share) {
  const size_t rank = static_cast<size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max<size_t>(rank, 1) - 1];
}

std::vector<double> Measure(Ort::Session& session, const Inputs& inputs, const Arguments& arguments) {
  using Clock = std::chrono::steady_clock;
  const std::vector<std::string> names = session.GetOutputNames();
  Progress progress(Cat("measuring ", arguments.session.model));
  double ms = 0;
  for (int i = 0; i < arguments.warmup; ++i) RunModel(session, inputs, names, &ms);
  const Clock::time_point start = Clock::now();
  const auto goes_on = [&](size_t runs) {
    if (arguments.runs > 0) return runs < static_cast<size_t>(arguments.runs);
    return runs == 0 || std::chrono::duration<double>(Clock::now() - start).count() < arguments.seconds;
  };
  std::vector<double> times;
  while (goes_on(times.size())) {
    RunModel(session, inputs, names, &ms);
    times.push_back(ms);
  }
  std::sort(times.begin(), times.end());
  return times;
}

}  // namespace

int Bench(const Arguments& arguments) {
  Host host(arguments.session.verbose);
  Ort::Session session = host.Open(arguments.session);
  const Inputs inputs = MakeInputs(session, arguments.inputs);
  const std::vector<double> times = Measure(session, inputs, arguments);

  const double sum = std::accumulate(times.begin(), times.end(), 0.0);
  const std::vector<std::pair<const char*, double>> rows = {
      {"min", times.front()}, {"median", Percentile(times, 0.5)}, {"p90", Percentile(times, 0.9)},
      {"p99", Percentile(times, 0.99)}, {"max", times.back()}, {"mean", sum / static_cast<double>(times.size())}};
  const double per_second = 1000 * static_cast<double>(times.size()) / std::max(sum, 1e-9);
  if (arguments.json) {
    nlohmann::ordered_json json = {{"schema", "berth.bench/1"}, {"model", arguments.session.model}, {"runs", times.size()},
                                   {"per_second", per_second}, {"latency_ms", nlohmann::ordered_json::object()}};
    for (const auto& [what, ms] : rows) json["latency_ms"][what] = ms;
    PrintJson(json);
  } else {
    Table table({"latency", "ms"});
    for (const auto& [what, ms] : rows) table.Row({what, Number("%.4f", ms)});
    PrintText(Cat("  ", times.size(), " runs, ", Number("%.1f", per_second), " a second\n\n") + table.Text());
  }
  const double median = rows[1].second;
  if (arguments.assert_ms <= 0 || median <= arguments.assert_ms) return kDone;
  throw Failure(kFailed, Cat("--assert: median ", median, " ms seen, at most ", arguments.assert_ms, " ms wanted"));
}

}  // namespace berth::cli
