// Which transcripts a racing run of a lesson may print.
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

namespace ctx_test {

/// How often each line occurs in `text`.
[[nodiscard]] inline std::map<std::string, int> line_counts(
    const std::string& text) {
    std::map<std::string, int> counts;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        ++counts[text.substr(at, end - at)];
        at = end == std::string::npos ? text.size() : end + 1;
    }
    return counts;
}

/// True if `text` is of the kind that the lesson may print where nothing but
/// the clock orders main and the worker: at a tie either may go first, so
/// there may be one more piece of work. `least` is how many attempts those of
/// timeout and value make at least: five, unless a loaded machine stretches
/// each of their 10 ms by a good part of that.
[[nodiscard]] inline bool is_legal(const std::string& lesson,
                                   const std::string& text, int least = 5) {
    auto counts = line_counts(text);
    const auto between = [&](const std::string& line, int low, int high) {
        const int n = counts[line];
        counts.erase(line);
        return low <= n && n <= high;
    };
    if (lesson == "gen") return text == "1\n2\n3\n4\n5\n";
    if (lesson == "deadline") return text == "context deadline exceeded\n";
    if (!text.ends_with("over\n") || !between("over", 1, 1)) return false;
    bool legal;
    if (lesson == "timeout" || lesson == "value") {
        legal = between(lesson == "timeout" ? "db connecting ..."
                                            : "worker, trace code:12512312234",
                        least, 6) &&
                between("worker done!", 1, 1) &&
                text.ends_with("worker done!\nover\n");
    } else {
        legal = between("worker", 3, 4);
        if (lesson == "nested") legal = legal && between("worker2", 3, 4);
    }
    return legal && counts.empty();
}

}  // namespace ctx_test
