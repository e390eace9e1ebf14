// Columns that line up.
#pragma once

#include <string>
#include <vector>

namespace berth::cli {

// Indented rows of cells, each column as wide as its widest cell, two blanks between. A column whose cells below the head
// are all numbers is set to the right. Control characters in cells are replaced.
class Table {
 public:
  // An empty head: none is printed.
  explicit Table(std::vector<std::string> head = {}) { rows_.push_back(std::move(head)); }
  void Row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.size() == 1; }
  std::string Text() const;

 private:
  std::vector<std::vector<std::string>> rows_;   // the head first
};

// printf for one number: Number("%.3f", 1.5).
std::string Number(const char* format, double value);
// "1 234 567" and "1.2 MiB".
std::string Thousands(int64_t value);
std::string Bytes(int64_t value);

}  // namespace berth::cli
