#include "cli/table.h"

#include <algorithm>
#include <cstdio>

#include "cli/utf.h"

namespace berth::cli {
namespace {

// In characters; wide ones are counted as one.
size_t Width(const std::string& text) { return ToUtf32(text).size(); }

// Versions, with two points, are none; "-" stands for no number.
bool IsNumeric(const std::string& cell) {
  return cell.find_first_not_of("0123456789 .-+") == std::string::npos && std::count(cell.begin(), cell.end(), '.') < 2;
}

}  // namespace

std::string Table::Text() const {
  std::vector<std::vector<std::string>> rows = rows_;
  std::vector<size_t> widths;
  std::vector<bool> right;
  for (size_t r = 0; r < rows.size(); ++r) {
    for (size_t i = 0; i < rows[r].size(); ++i) {
      std::string& cell = rows[r][i];
      cell = Printable(cell);
      if (i == widths.size()) {
        widths.push_back(0);
        right.push_back(true);
      }
      widths[i] = std::max(widths[i], Width(cell));
      if (r > 0 && !IsNumeric(cell)) right[i] = false;
    }
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(widths[i] - Width(row[i]), ' ');
      line += "  " + (right[i] ? blanks + row[i] : row[i] + blanks);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    if (!line.empty()) text += line + "\n";
  }
  return text;
}

std::string Number(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof(text), format, value);
  return text;
}

std::string Thousands(int64_t value) {
  std::string text = std::to_string(value);
  for (size_t at = text.size(); at > 3 && text[at - 4] != '-';) text.insert(at -= 3, " ");
  return text;
}

std::string Bytes(int64_t value) {
  const char* units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double size = static_cast<double>(value);
  size_t unit = 0;
  for (; size >= 1024 && unit + 1 < std::size(units); ++unit) size /= 1024;
  return Number(unit == 0 ? "%.0f " : "%.1f ", size) + units[unit];
}

}  // namespace berth::cli
