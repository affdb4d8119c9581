// parse_duration and format_duration, tested with Go's own tables.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <ctx/duration.hpp>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "tests/support/printing.hpp"

namespace duration_test {

using namespace std::chrono_literals;
using ctx::duration;
using ctx::format_duration;
using ctx::parse_duration;

struct row {
    std::string_view text;
    duration value;
};

const row formats[] = {
    {"0s", 0s},
    {"1ns", 1ns},
    {"1.1µs", 1100ns},
    {"2.2ms", 2200us},
    {"3.3s", 3300ms},
    {"4m5s", 4min + 5s},
    {"4m5.001s", 4min + 5001ms},
    {"5h6m7.001s", 5h + 6min + 7001ms},
    {"8m0.000000001s", 8min + 1ns},
    {"50ms", 50ms},
    {"1m30s", 90s},
    {"1h0m0s", 1h},
    {"999.999999ms", 1s - 1ns},
    {"-1ns", -1ns},
    {"-1.5s", -1500ms},
    {"2562047h47m16.854775807s", duration::max()},
    {"-2562047h47m16.854775808s", duration::min()},
};

TEST_CASE("format_duration writes a duration as Go does") {
    for (const auto& row : formats) {
        CHECK(format_duration(row.value) == row.text);
        if (row.value > 0s) {
            CHECK(format_duration(-row.value) == "-" + std::string(row.text));
        }
    }
}

TEST_CASE("parse_duration reads the texts that format_duration writes") {
    for (const auto& row : formats) {
        CAPTURE(std::string(row.text));
        CHECK(parse_duration(row.text) == row.value);
    }
}

const row readable[] = {
    {"0", 0s},
    {"5s", 5s},
    {"30s", 30s},
    {"1478s", 1478s},
    // signs
    {"-5s", -5s},
    {"+5s", 5s},
    {"-0", 0s},
    {"+0", 0s},
    // decimals
    {"5.0s", 5s},
    {"5.6s", 5600ms},
    {"5.s", 5s},
    {".5s", 500ms},
    {"1.0s", 1s},
    {"1.00s", 1s},
    {"1.004s", 1004ms},
    {"1.0040s", 1004ms},
    {"100.00100s", 100s + 1ms},
    // units
    {"10ns", 10ns},
    {"11us", 11us},
    {"12\u00b5s", 12us},  // the micro sign
    {"12\u03bcs", 12us},  // the Greek letter mu
    {"13ms", 13ms},
    {"14s", 14s},
    {"15m", 15min},
    {"16h", 16h},
    // several units in one text
    {"3h30m", 3h + 30min},
    {"10.5s4m", 4min + 10500ms},
    {"-2m3.4s", -(2min + 3400ms)},
    {"1h2m3s4ms5us6ns", 1h + 2min + 3s + 4ms + 5us + 6ns},
    {"39h9m14.425s", 39h + 9min + 14425ms},
    // large values, and fractions finer than a nanosecond
    {"52763797000ns", 52763797000ns},
    {"0.3333333333333333333h", 20min},
    {"9007199254740993ns", duration((std::int64_t{1} << 53) + 1)},
    {"9223372036854775807ns", duration::max()},
    {"9223372036854775.807us", duration::max()},
    {"9223372036s854ms775us807ns", duration::max()},
    {"-9223372036854775808ns", duration::min()},
    {"-9223372036854775.808us", duration::min()},
    {"-9223372036s854ms775us808ns", duration::min()},
    {"-2562047h47m16.854775808s", duration::min()},
    {"0.100000000000000000000h", 6min},
    {"0.830103483285477580700h", 49min + 48s + 372539827ns},
};

TEST_CASE("parse_duration reads every form that Go reads") {
    for (const auto& row : readable) {
        CAPTURE(std::string(row.text));
        CHECK(parse_duration(row.text) == row.value);
    }
}

const std::string_view unreadable[] = {
    "",
    "3",
    "-",
    "s",
    ".",
    "-.",
    ".s",
    "+.s",
    "1d",
    "\x85\x85",
    "\xff"
    "ff",
    "hello \xff"
    "ff world",
    "\uFFFD",
    "\uFFFD hello \uFFFD world",
    " 5s",
    "5s ",
    "5 s",
    "--5s",
    "5S",
    "0x5s",
    "1e3s",
    "inf",
    "1s2",
    // out of range
    "9223372036854775810ns",
    "9223372036854775808ns",
    "-9223372036854775809ns",
    "9223372036854776us",
    "3000000h",
    "9223372036854775.808us",
    "9223372036854ms775us808ns",
    "99999999999999999999999999999999h",
};

TEST_CASE("parse_duration rejects the texts that Go rejects") {
    for (const auto text : unreadable) {
        CAPTURE(std::string(text));
        CHECK(parse_duration(text) == std::nullopt);
    }
}

TEST_CASE("parse_duration reads a text to its end, zero bytes included") {
    CHECK(parse_duration(std::string_view("5s\0", 3)) == std::nullopt);
    CHECK(parse_duration(std::string_view("5sx", 2)) == 5s);
}

TEST_CASE("a random duration is the same after writing and reading") {
    const auto seed = std::random_device()();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 1000; ++i) {
        const duration d(static_cast<std::int64_t>(random()) >> (i % 64));
        CAPTURE(d);
        CHECK(parse_duration(format_duration(d)) == d);
    }
}

}  // namespace duration_test
