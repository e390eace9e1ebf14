// N-grams of a vocabulary and the search for them.
#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "kernels/kernel.h"

namespace berth {

// A trie whose edges are tokens. Tokens are numbered, so that text and whole numbers are searched alike. Immutable once built.
class NgramTrie {
 public:
  static constexpr int32_t kNone = -1;

  // The number of a token, kNone for one that is in no n-gram.
  int32_t TokenOf(int64_t token) const { return Find(int_tokens_, token); }
  int32_t TokenOf(const std::string& token) const { return Find(text_tokens_, token); }

  // Notes n-gram number `ngram`; of equal ones the last stays.
  void Add(std::span<const int64_t> tokens, int32_t ngram) { AddTokens(int_tokens_, tokens, ngram); }
  void Add(std::span<const std::string> tokens, int32_t ngram) { AddTokens(text_tokens_, tokens, ngram); }

  // The node of the empty n-gram, from which steps start.
  static constexpr int32_t kRoot = 0;
  // The node behind `token`, kNone when no n-gram goes that way.
  int32_t Step(int32_t node, int32_t token) const { return token == kNone ? kNone : Find(edges_, Edge(node, token)); }
  // The n-gram that ends at a node, kNone for none.
  int32_t NgramAt(int32_t node) const { return ngrams_[static_cast<size_t>(node)]; }

 private:
  static uint64_t Edge(int32_t node, int32_t token) {
    return static_cast<uint64_t>(node) << 32 | static_cast<uint32_t>(token);
  }
  template <typename Map, typename Key>
  static int32_t Find(const Map& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? kNone : found->second;
  }
  template <typename Map, typename Token>
  void AddTokens(Map& numbers, std::span<const Token> tokens, int32_t ngram) {
    int32_t node = kRoot;
    for (const Token& token : tokens) {
      const int32_t number = numbers.emplace(token, static_cast<int32_t>(numbers.size())).first->second;
      const auto [edge, is_new] = edges_.emplace(Edge(node, number), static_cast<int32_t>(ngrams_.size()));
      if (is_new) ngrams_.push_back(kNone);
      node = edge->second;
    }
    ngrams_[static_cast<size_t>(node)] = ngram;
  }

  absl::flat_hash_map<int64_t, int32_t> int_tokens_;
  absl::flat_hash_map<std::string, int32_t> text_tokens_;
  absl::flat_hash_map<uint64_t, int32_t> edges_;
  std::vector<int32_t> ngrams_{kNone};
};

}  // namespace berth
