// The transcripts that a lesson may print, as explore finds them.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/apps/program.hpp"

namespace ctx_test {

using transcript_set = std::set<std::string>;

/// Explores a lesson with its flags, and returns all its transcripts.
[[nodiscard]] inline transcript_set legal_transcripts(arguments lesson) {
    lesson.insert(lesson.begin(), "explore");
    lesson.emplace_back("--json");
    const outcome got = ctxdemo(lesson);
    REQUIRE(got.code == 0);
    const auto found = nlohmann::json::parse(got.out);
    REQUIRE(found["complete"] == true);
    transcript_set all;
    for (const auto& t : found["transcripts"]) all.insert(t["text"]);
    return all;
}

}  // namespace ctx_test
