// berth bench: how long runs take, one after the other, and where the time goes.
#include <algorithm>
#include <chrono>
#include <numeric>
#include <optional>

#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/operator_profile.h"
#include "cli/output_text.h"
#include "cli/progress.h"
#include "cli/run_model.h"
#include "cli/table.h"

namespace berth::cli {
namespace {

constexpr size_t kSlowest = 10;   // nodes shown

// Calls `run` as often or as long as asked for.
template <typename Run>
void Repeat(const Arguments& arguments, Run run) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  const auto goes_on = [&](size_t runs) {
    if (arguments.runs > 0) return runs < static_cast<size_t>(arguments.runs);
    return runs == 0 || std::chrono::duration<double>(Clock::now() - start).count() < arguments.seconds;
  };
  for (size_t runs = 0; goes_on(runs); ++runs) run();
}

std::vector<double> Measure(Ort::Session& session, const Inputs& inputs, const Arguments& arguments) {
  const std::vector<std::string> names = session.GetOutputNames();
  Progress progress(Cat("measuring ", arguments.session.model));
  double ms = 0;
  for (int i = 0; i < arguments.warmup; ++i) RunModel(session, inputs, names, &ms);
  std::vector<double> times;
  Repeat(arguments, [&] {
    RunModel(session, inputs, names, &ms);
    times.push_back(ms);
  });
  std::sort(times.begin(), times.end());
  return times;
}

// After the measuring, as to write down what happens takes time too.
OperatorProfile Profile(Ort::Session& session, const Inputs& inputs, const Arguments& arguments) {
  const std::vector<std::string> names = session.GetOutputNames();
  Progress progress(Cat("profiling ", arguments.session.model));
  TraceFolder folder;
  Ort::RunOptions options;
  options.EnableProfiling(folder.prefix().c_str());
  OperatorProfile profile;
  Repeat(arguments, [&] {
    double ms = 0;
    RunModel(session, inputs, names, &ms, options);
    profile.Add(folder.Take());
  });
  return profile;
}

nlohmann::ordered_json JsonOf(const std::vector<OperatorProfile::Row>& rows) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& row : rows) {
    list.push_back({{"name", row.name}, {"ep", row.ep}, {"nodes", row.nodes}, {"median_ms", row.median}, {"p90_ms", row.p90},
                    {"share", row.share}});
  }
  return list;
}

std::string TextOf(const char* what, const std::vector<OperatorProfile::Row>& rows) {
  Table table({what, "EP", "nodes", "median ms", "p90 ms", "share %"});
  for (const auto& row : rows) {
    table.Row({row.name, row.ep, Cat(row.nodes), Number("%.3f", row.median), Number("%.3f", row.p90),
               Number("%.1f", 100 * row.share)});
  }
  return table.Text();
}

}  // namespace

int Bench(const Arguments& arguments) {
  Host host(arguments.session.verbose);
  Ort::Session session = host.Open(arguments.session);
  const Inputs inputs = MakeInputs(session, arguments.inputs);
  const std::vector<double> times = Measure(session, inputs, arguments);
  std::optional<OperatorProfile> profile;
  if (arguments.profile) profile = Profile(session, inputs, arguments);

  const double sum = std::accumulate(times.begin(), times.end(), 0.0);
  const std::vector<std::pair<const char*, double>> rows = {
      {"min", times.front()}, {"median", Percentile(times, 0.5)}, {"p90", Percentile(times, 0.9)},
      {"p99", Percentile(times, 0.99)}, {"max", times.back()}, {"mean", sum / static_cast<double>(times.size())}};
  const double per_second = 1000 * static_cast<double>(times.size()) / std::max(sum, 1e-9);
  if (arguments.json) {
    nlohmann::ordered_json json = {{"schema", "berth.bench/1"}, {"model", arguments.session.model}, {"runs", times.size()},
                                   {"per_second", per_second}, {"latency_ms", nlohmann::ordered_json::object()}};
    for (const auto& [what, ms] : rows) json["latency_ms"][what] = ms;
    if (profile) {
      json["profile"] = {{"runs", profile->runs()}, {"median_ms", profile->median()}};
      json["profile"]["operators"] = JsonOf(profile->Operators());
      json["profile"]["slowest"] = JsonOf(profile->Nodes(kSlowest));
    }
    PrintJson(json);
  } else {
    Table table({"latency", "ms"});
    for (const auto& [what, ms] : rows) table.Row({what, Number("%.4f", ms)});
    PrintText(Cat("  ", times.size(), " runs, ", Number("%.1f", per_second), " a second\n\n") + table.Text());
    if (profile) {
      PrintText(Cat("\n  profile of ", profile->runs(), " runs of ", Number("%.3f", profile->median()), " ms\n\n") +
                TextOf("operator", profile->Operators()) + "\n" + TextOf("slowest nodes", profile->Nodes(kSlowest)));
    }
  }
  const double median = rows[1].second;
  if (arguments.assert_ms <= 0 || median <= arguments.assert_ms) return kDone;
  throw Failure(kFailed, Cat("--assert: median ", median, " ms seen, at most ", arguments.assert_ms, " ms wanted"));
}

}  // namespace berth::cli
