// Parses the embedded texts of the exercises and the puzzles.
// SPDX-License-Identifier: MIT
#include "lessons/support/catalog.hpp"

#include "lessons/support/embedded.hpp"

namespace lessons {

namespace {

std::vector<exercise> parse_exercises() {
    std::vector<exercise> all;
    for (const auto& e : embedded_exercises()) {
        all.push_back({.name = e.name,
                       .lesson = e.lesson,
                       .start = e.start,
                       .solution = e.solution,
                       .judge = e.judge,
                       .en = parse_task(e.en, language::en),
                       .zh = parse_task(e.zh, language::zh)});
    }
    return all;
}

std::vector<puzzle> parse_puzzles() {
    std::vector<puzzle> all;
    for (const auto& p : programmed_puzzles()) {
        all.push_back({.name = p.files.name,
                       .lesson = p.files.lesson,
                       .cpp = p.files.cpp,
                       .en = parse_task(p.files.en, language::en),
                       .zh = parse_task(p.files.zh, language::zh),
                       .judge = p.judge});
    }
    return all;
}

}  // namespace

const std::vector<exercise>& all_exercises() {
    static const std::vector<exercise> parsed = parse_exercises();
    return parsed;
}

const std::vector<puzzle>& all_puzzles() {
    static const std::vector<puzzle> parsed = parse_puzzles();
    return parsed;
}

}  // namespace lessons
