#include "base/key_value_pairs.h"

#include <gtest/gtest.h>

namespace {

TEST(KeyValuePairs, SortedWithArraysInStep) {
  OrtKeyValuePairs pairs;
  pairs.Add("b", "2");
  pairs.Add("a", "1");
  pairs.Add("c", "");   // an empty value is legal
  ASSERT_EQ(pairs.keys().size(), 3u);
  EXPECT_STREQ(pairs.keys()[0], "a");
  EXPECT_STREQ(pairs.keys()[2], "c");
  EXPECT_STREQ(pairs.values()[1], "2");
  EXPECT_STREQ(pairs.values()[2], "");
  pairs.Add("b", "two");
  EXPECT_STREQ(pairs.values()[1], "two");
  pairs.Remove("a");
  ASSERT_EQ(pairs.keys().size(), 2u);
  EXPECT_STREQ(pairs.keys()[0], "b");
  EXPECT_STREQ(pairs.Find("b"), "two");
  EXPECT_EQ(pairs.Find("a"), nullptr);
  pairs.Clear();
  EXPECT_TRUE(pairs.keys().empty() && pairs.values().empty());
}

TEST(KeyValuePairs, NullsAndEmptyKeysAreIgnored) {
  OrtKeyValuePairs pairs;
  pairs.Add(nullptr, "x");
  pairs.Add("x", nullptr);
  pairs.Add("", "x");
  EXPECT_TRUE(pairs.entries().empty());
  pairs.Add("x", "y");
  pairs.Add("x", nullptr);   // replaces nothing
  EXPECT_STREQ(pairs.Find("x"), "y");
  pairs.Remove(nullptr);
  pairs.Remove("absent");
  EXPECT_EQ(pairs.Find(nullptr), nullptr);
  EXPECT_EQ(pairs.entries().size(), 1u);
}

TEST(KeyValuePairs, CopiesHaveTextsOfTheirOwn) {
  OrtKeyValuePairs copy;
  {
    OrtKeyValuePairs pairs;
    pairs.Add("a key that is too long to live inside of a string object", "value");
    OrtKeyValuePairs constructed = pairs;
    copy = constructed;
    pairs.Add("later", "1");
  }
  ASSERT_EQ(copy.keys().size(), 1u);
  EXPECT_STREQ(copy.keys()[0], "a key that is too long to live inside of a string object");
  OrtKeyValuePairs& self = copy;
  copy = self;
  EXPECT_STREQ(copy.values()[0], "value");
}

}  // namespace
