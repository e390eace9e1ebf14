#include "cli/command_line.h"

#include <charconv>
#include <limits>

#include "cli/failure.h"
#include "cli/help.h"
#include "cli/output_text.h"

namespace berth::cli {
namespace {

constexpr char kRunExamples[] =
    "$ berth run models/digits.onnx -i image=models/digits/7.png\n"
    "One image on the CPU: the largest values of the output are the digits it looks like.\n"
    "$ berth run model.onnx --ep-library ./libmy_ep.so --save out\n"
    "Random inputs, with whatever the library's EPs claim; outputs go into out/NAME.npy.\n"
    "$ berth run resnet.onnx -i data=cat.png --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 --top 5\n"
    "An image scaled to the size that the model wants, normalized as for ImageNet.\n"
    "$ berth run bert.onnx -i inputs.npz --output outputs.npz --json\n"
    "Arrays named like the inputs, outputs in one file, the report for a script.";
constexpr char kPlanExamples[] =
    "$ berth plan model.onnx --ep-library ./libmy_ep.so --ep-option MyEp:level=2\n"
    "Which nodes MyEp takes, in which groups, and what keeps the others on the CPU.";
constexpr char kInfoExamples[] = "$ berth info model.onnx\nWorks for models too that have operators which nothing here runs.";
constexpr char kBenchExamples[] =
    "$ berth bench model.onnx --shape x=8,3,224,224 --threads 1 --seconds 5\n"
    "A batch of eight on one thread.\n"
    "$ berth bench model.onnx --runs 200 --assert 3.5\n"
    "Ends with 1 when the median is above 3.5 ms.\n"
    "$ berth bench model.onnx --threads 1 --profile\n"
    "Which operators and nodes the time goes to.";
constexpr char kDevicesExamples[] = "$ berth devices --json\nThe hardware, with all metadata.";
constexpr char kEpListExamples[] =
    "$ berth ep list ./libmy_ep.so /opt/vendor/libother_ep.so\n"
    "Devices, metadata and options of each; a library that cannot be used does not stop the rest.";

// A number between two, or a text about it.
template <typename T>
CLI::Validator InRange(T least, T most, const char* wanted) {
  return CLI::Validator(
      [=](std::string& text) -> std::string {
        T value{};
        const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool good = error == std::errc() && stop == text.data() + text.size() && value >= least && value <= most;
        return good ? "" : Cat("\"", text, "\" seen, ", wanted, " wanted");
      },
      "");
}

CLI::Validator OneOf(std::vector<std::string> choices) {
  return CLI::Validator(
      [choices](std::string& text) -> std::string {
        std::string all;
        for (const std::string& choice : choices) {
          if (choice == text) return "";
          all += Cat(all.empty() ? "" : " or ", choice);
        }
        return Cat("\"", text, "\" seen, ", all, " wanted");
      },
      "");
}

std::vector<double> Numbers(const std::string& text, const char* option) {
  std::vector<double> numbers;
  for (size_t at = 0; !text.empty() && at <= text.size();) {
    const size_t end = std::min(text.find(',', at), text.size());
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data() + at, text.data() + end, value);
    if (error != std::errc() || stop != text.data() + end)
      throw Failure(kUsage, Cat(option, ": \"", text, "\" seen, numbers with commas between wanted"));
    numbers.push_back(value);
    at = end + 1;
  }
  return numbers;
}

std::pair<int64_t, int64_t> ImageSize(const std::string& text) {
  std::pair<int64_t, int64_t> size;
  const char* end = text.data() + text.size();
  auto height = std::from_chars(text.data(), end, size.first);
  size.second = size.first;
  auto width = height;
  if (height.ec == std::errc() && height.ptr != end && *height.ptr == 'x')
    width = std::from_chars(height.ptr + 1, end, size.second);
  if (height.ec != std::errc() || width.ec != std::errc() || width.ptr != end || size.first < 1 || size.second < 1) {
    throw Failure(kUsage, Cat("--image-size: \"", text, "\" seen, HEIGHTxWIDTH wanted"));
  }
  return size;
}

// CLI11's texts as `which: seen, wanted`.
std::string UsageText(const CLI::ParseError& error) {
  const std::string text = error.what();
  const std::string option = text.substr(0, text.find(':'));
  if (error.get_name() != "ArgumentMismatch") return text.substr(0, text.find('\n'));
  if (text.find("At Most") != text.npos) return option + ": several values seen, one wanted";
  return option + ": no value seen, one wanted";
}

}  // namespace

CommandLine::CommandLine()
    : app_("Runs ONNX models on plugin execution providers (EPs) and on the CPU, and shows what happens.", "berth") {
  app_.formatter_fn([](const CLI::App* app, std::string name, CLI::AppFormatMode) { return HelpText(*app, name); });
  app_.set_help_flag("-h,--help", "Show this help");
  app_.set_version_flag("--version", [] { return Ort::GetBuildInfoString(); }, "Show the version");
  app_.footer("$ berth run --help\nEach command has a help of its own, with examples.");
  app_.allow_extras();
  AddRun();
  AddOthers();
}

CLI::App* CommandLine::Add(CLI::App& parent, const char* name, const char* text, int (*command)(const Arguments&)) {
  CLI::App* app = parent.add_subcommand(name, text);
  app->allow_extras();
  app->add_flag("--json", arguments_.json, "Print JSON, as docs/cli.md describes it")->group("output");
  app->add_flag("-v,--verbose", arguments_.session.verbose, "Show every line of the runtime's log on stderr")->group("output");
  commands_.push_back({app, command});
  return app;
}

void CommandLine::AddModel(CLI::App& app) { app.add_option("MODEL", arguments_.session.model, "An ONNX file"); }

void CommandLine::AddSession(CLI::App& app) {
  SessionArguments& session = arguments_.session;
  const auto several = [&](const char* name, std::vector<std::string>& values, const char* type, const char* text) {
    app.add_option(name, values, text)->type_name(type)->allow_extra_args(false)->group("execution providers");
  };
  several("--ep-library", session.libraries, "FILE",
          "EP library to register; may be repeated. A mere name is looked for here, then beside the runtime");
  several("--ep", session.eps, "NAME",
          "EP to ask, the first one first; may be repeated. Without it: every EP that the libraries offer");
  app.add_option("--policy", session.policy,
                 "Let a policy choose among the devices, in place of --ep: DEFAULT, PREFER_CPU, PREFER_NPU, PREFER_GPU, "
                 "MAX_PERFORMANCE, MAX_EFFICIENCY or MIN_OVERALL_POWER")
      ->type_name("NAME")->check(OneOf(PolicyNames()))->group("execution providers");
  several("--ep-option", session.ep_options, "[EP:]KEY=VALUE", "Option for one EP, or for all; may be repeated");
  several("--config", session.config, "KEY=VALUE", "Session entry, such as session.disable_cpu_ep_fallback=1; may be repeated");
  app.add_option("--threads", session.threads, "Threads inside of an operator; 0: one a core")
      ->type_name("N")->check(InRange(0, 4096, "a number from 0 to 4096"))->group("execution providers");
}

void CommandLine::AddInputs(CLI::App& app) {
  InputArguments& inputs = arguments_.inputs;
  const auto option = [&](const char* name, auto& value, const char* type, const char* text) {
    return app.add_option(name, value, text)->type_name(type)->group("inputs");
  };
  option("-i,--input", inputs.sources, "NAME=FILE",
         "What to feed: a .npy, .npz, .pb (TensorProto) or .png file, or the word random; may be repeated. FILE.npz and FILE.pb "
         "without a name bring their own. Inputs without a source are random")->allow_extra_args(false);
  option("--shape", inputs.shapes, "NAME=D,D,...",
         "Shape of a random input with open dimensions, which are 1 otherwise; may be repeated")
      ->allow_extra_args(false);
  option("--seed", inputs.seed, "N", "Seed of random inputs: floating point from 0 to 1, integers 0 or 1")
      ->check(InRange<uint64_t>(0, std::numeric_limits<uint64_t>::max(), "a whole number"));
  option("--image-size", image_size_, "HxW", "Size that images are scaled to where the model leaves it open");
  option("--mean", mean_, "X,...", "Taken from pixels of 0 to 1; one number, or one a channel");
  option("--std", std_, "X,...", "What pixels are divided by after that");
  option("--layout", inputs.image.layout, "LAYOUT", "NCHW or NHWC, where the shape does not tell")
      ->check(OneOf({"NCHW", "NHWC"}));
}

void CommandLine::AddRun() {
  CLI::App* run = Add(app_, "run", "Run a model once: devices, which node ran where and why, outputs, times", Run);
  AddModel(*run);
  AddInputs(*run);
  AddSession(*run);
  OutputArguments& outputs = arguments_.outputs;
  run->add_option("--output", outputs.files, "File for one output, .npy or .pb, or FILE.npz for all; may be repeated")
      ->type_name("NAME=FILE")->allow_extra_args(false)->group("output");
  run->add_option("--save", outputs.folder, "Folder for all outputs, a file each")->type_name("DIR")->group("output");
  run->add_option("--save-format", outputs.format, "npy, pb, or npz for one file outputs.npz; npy unless given")
      ->type_name("FORMAT")->check(OneOf({"npy", "npz", "pb"}))->group("output");
  run->add_option("--top", arguments_.top, "How many of the largest values of an output to show; 3 unless given")
      ->type_name("N")->check(InRange(0, 1000000, "a number from 0 to 1000000"))->group("output");
  run->footer(kRunExamples);
}

void CommandLine::AddOthers() {
  CLI::App* plan = Add(app_, "plan", "Show which EP takes each node of a model, and why not the others", Plan);
  AddModel(*plan);
  AddSession(*plan);
  plan->footer(kPlanExamples);

  CLI::App* bench = Add(app_, "bench", "Measure how long runs of a model take", Bench);
  AddModel(*bench);
  const auto measure = [&](const char* name, auto& value, const char* type, const char* text, CLI::Validator check) {
    bench->add_option(name, value, text)->type_name(type)->check(std::move(check))->group("measuring");
  };
  measure("--warmup", arguments_.warmup, "N", "Runs before measuring; 3 unless given",
          InRange(0, 1000000, "a number from 0 to 1000000"));
  measure("--runs", arguments_.runs, "N", "Runs to measure, instead of a time",
          InRange(1, 100000000, "a number from 1 to 100000000"));
  measure("--seconds", arguments_.seconds, "S", "Time to measure for; 2 unless given",
          InRange(0.001, 86400.0, "a number from 0.001 to 86400"));
  measure("--assert", arguments_.assert_ms, "MS", "Fail when the median is above this",
          InRange(0.000001, 1e9, "milliseconds above 0"));
  bench->add_flag("--profile", arguments_.profile, "Then run as long once more, and show what each operator took")
      ->group("measuring");
  AddInputs(*bench);
  AddSession(*bench);
  bench->footer(kBenchExamples);

  CLI::App* info =
      Add(app_, "info", "Show what a model file says of itself: inputs, outputs, opsets, operators, parameters", Info);
  AddModel(*info);
  info->footer(kInfoExamples);

  Add(app_, "devices", "Show the hardware that EPs are offered", Devices)->footer(kDevicesExamples);

  CLI::App* ep = app_.add_subcommand("ep", "Look at EP libraries: ep list");
  ep->allow_extras();
  CLI::App* list = Add(*ep, "list", "Show what EP libraries offer on this machine", EpList);
  list->add_option("LIBRARY", arguments_.libraries, "EP libraries, each looked at by itself");
  list->footer(kEpListExamples);

  app_.add_subcommand("man", "Print the manual page")->group("");
}

void CommandLine::Check(const CLI::App& command) {
  const auto rest = command.remaining();
  if (!rest.empty()) {
    const bool option = rest[0].starts_with("-");
    throw Failure(
        kUsage, Cat("\"", rest[0], "\" seen: ", option ? "no such option" : "nothing more wanted", "; see ", who_, " --help"));
  }
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional() || option->count() > 0) continue;
    const std::string wanted = option->get_name() == "MODEL" ? "an ONNX file" : "at least one file";
    throw Failure(kUsage, Cat(option->get_name(), ": none seen, ", wanted, " wanted; see ", who_, " --help"));
  }
  if (!image_size_.empty()) arguments_.inputs.image.size = ImageSize(image_size_);
  arguments_.inputs.image.mean = Numbers(mean_, "--mean");
  arguments_.inputs.image.std = Numbers(std_, "--std");
  for (double value : arguments_.inputs.image.std) {
    if (value == 0) throw Failure(kUsage, Cat("--std: \"", std_, "\" seen, numbers other than 0 wanted"));
  }
  const SessionArguments& session = arguments_.session;
  if (!session.policy.empty() && !(session.eps.empty() && session.ep_options.empty())) {
    throw Failure(kUsage, Cat("--policy: \"", session.policy, "\" seen beside ", session.eps.empty() ? "--ep-option" : "--ep",
                              ": one of them wanted"));
  }
  for (const std::string& text : arguments_.session.config) SplitPair(text, "--config");
  for (const std::string& text : arguments_.session.ep_options) SplitPair(text, "--ep-option");
  if (arguments_.session.libraries.empty() && !arguments_.session.ep_options.empty()) {
    throw Failure(
        kUsage, Cat("--ep-option: \"", arguments_.session.ep_options[0], "\" seen, but no --ep-library that it could be for"));
  }
}

int (*CommandLine::Parse(int argc, char** argv))(const Arguments&) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::Success& asked) {   // --help, --version
    app_.exit(asked);
    return nullptr;
  } catch (const CLI::ParseError& error) {
    throw Failure(kUsage, UsageText(error));
  }
  const CLI::App* command = &app_;
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands()[0];
    who_ += " " + command->get_name();
  }
  if (command->get_name() == "man") {
    PrintText(ManPage(app_));
    return nullptr;
  }
  for (const Command& one : commands_) {
    if (one.app != command) continue;
    Check(*command);
    return one.run;
  }
  std::string wanted;
  for (const CLI::App* one : command->get_subcommands([](const CLI::App* app) { return !app->get_group().empty(); })) {
    wanted += Cat(wanted.empty() ? "" : ", ", one->get_name());
  }
  const auto rest = command->remaining();
  throw Failure(kUsage, Cat("command: ", rest.empty() ? "none" : "\"" + rest[0] + "\"", " seen, one of ", wanted,
                            " wanted; see ", who_, " --help"));
}

}  // namespace berth::cli
