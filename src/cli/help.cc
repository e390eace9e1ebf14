#include "cli/help.h"

#include <algorithm>
#include <sstream>

#include "cli/failure.h"

namespace berth::cli {
namespace {

constexpr size_t kWidth = 100, kColumn = 28;

struct ExitLine {
  int code;
  const char* text;
};
constexpr ExitLine kExitLines[] = {
    {kDone, "done"},
    {kFailed, "a run failed, a file could not be written, a measured time is above its limit"},
    {kUsage, "the command line is wrong"},
    {kModel, "the model cannot be read, or not run here"},
    {kEp, "an EP library cannot be used, or an EP failed"},
    {kInput, "an input file cannot be read, or does not fit the model"},
};
constexpr const char* kEnvironment[][2] = {
    {"BERTH_HARDWARE", "A JSON file with hardware that stands in for the machine's."},
    {"BERTH_SYSFS_ROOT", "A folder that stands in for /sys when hardware is looked for."},
};

std::string FullName(const CLI::App& app) {
  return app.get_parent() != nullptr ? FullName(*app.get_parent()) + " " + app.get_name() : app.get_name();
}

// Shown commands below this one, nested ones in their place.
void Collect(const CLI::App& app, std::vector<const CLI::App*>& commands) {
  for (const CLI::App* one : app.get_subcommands([](const CLI::App* a) { return !a->get_group().empty(); })) {
    if (one->get_subcommands([](const CLI::App*) { return true; }).empty()) commands.push_back(one);
    Collect(*one, commands);
  }
}

std::vector<const CLI::App*> Commands(const CLI::App& app) {
  std::vector<const CLI::App*> commands;
  Collect(app, commands);
  return commands;
}

std::vector<const CLI::Option*> Positionals(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

// Groups in the order in which they were made, the common one with --help last.
std::vector<std::string> Groups(const CLI::App& app) {
  std::vector<std::string> groups;
  for (const CLI::Option* option : app.get_options([](const CLI::Option* o) { return !o->get_positional(); })) {
    if (std::find(groups.begin(), groups.end(), option->get_group()) == groups.end()) groups.push_back(option->get_group());
  }
  const auto common = std::find(groups.begin(), groups.end(), "Options");
  if (common != groups.end()) std::rotate(common, common + 1, groups.end());
  return groups;
}

std::vector<const CLI::Option*> OptionsOf(const CLI::App& app, const std::string& group) {
  return app.get_options([&](const CLI::Option* option) { return !option->get_positional() && option->get_group() == group; });
}

// "-i, --input NAME=FILE".
std::string OptionName(const CLI::Option& option) {
  std::string name = option.get_name(false, true);
  if (const size_t comma = name.find(','); comma != std::string::npos) name.insert(comma + 1, " ");
  return option.get_type_size_max() == 0 ? name : name + " " + option.get_type_name();
}

std::string Synopsis(const CLI::App& app) {
  std::string text = FullName(app);
  for (const CLI::Option* option : Positionals(app))
    text += " " + option->get_name() + (option->get_items_expected_max() > 1 ? "..." : "");
  if (!app.get_subcommands([](const CLI::App*) { return true; }).empty()) text += " COMMAND";
  return text + " [OPTION...]";
}

std::string Entry(const std::string& left, const std::string& text) {
  std::string out = "  " + left, line;
  if (out.size() + 2 > kColumn) out += "\n" + std::string(kColumn, ' ');
  else out.resize(kColumn, ' ');
  std::istringstream words(text);
  size_t column = kColumn;
  for (std::string word; words >> word; column += word.size()) {
    if (column > kColumn && column + 1 + word.size() > kWidth) {
      out += "\n" + std::string(kColumn, ' ');
      column = kColumn;
    } else if (column > kColumn) {
      out += ' ';
      ++column;
    }
    out += word;
  }
  return out + "\n";
}

std::string Examples(const std::string& footer) {
  std::string out;
  std::istringstream lines(footer);
  for (std::string line; std::getline(lines, line);) out += (line.starts_with("$ ") ? "  " : "      ") + line + "\n";
  return out;
}

// One line of text in roff.
std::string Roff(const std::string& text) {
  std::string out = text.starts_with(".") || text.starts_with("'") ? "\\&" : "";
  for (char c : text) {
    if (c == '\\') out += "\\e";
    else if (c == '-') out += "\\-";
    else out += c;
  }
  return out;
}

std::string RoffExamples(const std::string& footer) {
  std::string out;
  std::istringstream lines(footer);
  for (std::string line; std::getline(lines, line);) {
    out += line.starts_with("$ ") ? ".PP\n.nf\n.B " + Roff(line) + "\n.fi\n" : Roff(line) + "\n";
  }
  return out;
}

std::string RoffCommand(const CLI::App& app) {
  std::string out = ".SS \"" + Roff(Synopsis(app)) + "\"\n" + Roff(app.get_description()) + ".\n";
  for (const CLI::Option* option : Positionals(app))
    out += ".TP\n.I " + Roff(option->get_name()) + "\n" + Roff(option->get_description()) + ".\n";
  for (const std::string& group : Groups(app)) {
    for (const CLI::Option* option : OptionsOf(app, group)) {
      out += ".TP\n.B " + Roff(OptionName(*option)) + "\n" + Roff(option->get_description()) + ".\n";
    }
  }
  return out + RoffExamples(app.get_footer());
}

}  // namespace

std::string HelpText(const CLI::App& app, const std::string&) {
  std::string out = "usage: " + Synopsis(app) + "\n\n" + app.get_description() + "\n";
  if (!Positionals(app).empty()) out += "\n";
  for (const CLI::Option* option : Positionals(app)) out += Entry(option->get_name(), option->get_description());
  const std::vector<const CLI::App*> commands = Commands(app);
  if (!commands.empty()) out += "\ncommands:\n";
  for (const CLI::App* command : commands)
    out += Entry(FullName(*command).substr(FullName(app).size() + 1), command->get_description());
  for (const std::string& group : Groups(app)) {
    out += "\n" + (group == "Options" ? "other" : group) + ":\n";
    for (const CLI::Option* option : OptionsOf(app, group)) out += Entry(OptionName(*option), option->get_description());
  }
  if (!app.get_footer().empty()) out += "\nexamples:\n" + Examples(app.get_footer());
  out += "\nexit codes:\n";
  for (const ExitLine& line : kExitLines) out += Entry(std::to_string(line.code), line.text);
  return out;
}

std::string ManPage(const CLI::App& app) {
  std::string out = ".TH BERTH 1\n.SH NAME\nberth \\- run ONNX models on plugin execution providers\n.SH SYNOPSIS\n";
  for (const CLI::App* command : Commands(app)) out += ".B " + Roff(Synopsis(*command)) + "\n.br\n";
  out += ".SH DESCRIPTION\n" + Roff(app.get_description()) + "\n.SH COMMANDS\n";
  for (const CLI::App* command : Commands(app)) out += RoffCommand(*command);
  out += ".SH \"EXIT STATUS\"\n";
  for (const ExitLine& line : kExitLines) out += Cat(".TP\n.B ", line.code, "\n", Roff(line.text), ".\n");
  out += ".SH ENVIRONMENT\n";
  for (const auto& [name, text] : kEnvironment) out += Cat(".TP\n.B ", name, "\n", Roff(text), "\n");
  return out;
}

}  // namespace berth::cli
