// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/suggestion.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace ctxdemo {

namespace {

/// Returns what two names are compared by: "--Speed" and "-speed" are alike.
std::string key_of(std::string_view name) {
    name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
    std::string key(name);
    for (char& c : key) {
        if ('A' <= c && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return key;
}

/// Returns how many characters must be added, dropped, changed or swapped with
/// their neighbor to turn `b` into `a` (the "optimal string alignment"
/// distance).
std::size_t distance(std::string_view a, std::string_view b) {
    // Three rows of the table are enough, because a swap looks two rows back.
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1),
        row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] =
                std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return row[b.size()];
}

/// Returns how many slips turn `candidate` into `typed`; nothing if too many.
std::optional<std::size_t> slips_between(const std::string& typed,
                                         const std::string& candidate) {
    if (typed.size() > 1 && candidate.starts_with(typed)) {
        return candidate == typed ? 0 : 1;
    }
    // With one slip in two letters it would be another word.
    const std::size_t d = distance(typed, candidate);
    if (d > typed.size() / 3) return std::nullopt;
    return d;
}

}  // namespace

std::string nearest(std::string_view typed,
                    const std::vector<std::string>& known) {
    const std::string key = key_of(typed);
    std::string best;
    std::optional<std::size_t> fewest;
    for (const auto& name : known) {
        const auto d = slips_between(key, key_of(name));
        if (d && (!fewest || *d < *fewest)) {
            best = name;
            fewest = d;
        }
    }
    return best;
}

}  // namespace ctxdemo
