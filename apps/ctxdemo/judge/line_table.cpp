// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/judge/line_table.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <string_view>
#include <vector>

#include "apps/ctxdemo/judge/child_process.hpp"
#include "apps/ctxdemo/judge/programs.hpp"
#include "apps/ctxdemo/judge/verdict_wire.hpp"
#include "lessons/support/lines.hpp"

namespace ctxdemo {

namespace {

using table = std::map<std::uintptr_t, source_place>;

/// Parses "/a/b.cpp:12 (discriminator 3)"; the line is 0 if it is not known.
source_place parse_place(std::string_view text) {
    text = text.substr(0, text.find(" (discriminator"));
    const auto colon = text.rfind(':');
    if (colon == text.npos) return {};
    source_place place{.file = std::string(text.substr(0, colon))};
    (void)std::from_chars(text.data() + colon + 1, text.data() + text.size(),
                          place.line);
    return place;
}

/// Asks addr2line for the lines of all addresses in `all`.
void fill(table& all, const std::filesystem::path& plugin,
          const ctx::context& until) {
    const std::string addr2line = find_program("addr2line");
    if (addr2line.empty() || all.empty()) return;
    process_request ask{.args = {addr2line, "-e", plugin.string()},
                        .time = std::chrono::seconds(10)};
    // A return address is after its instruction.
    for (const auto& [address, place] : all) {
        ask.args.push_back(fmt::format("0x{:x}", address - 1));
    }
    const auto answer = run_process(ask, until);
    const auto answers = lessons::lines_of(answer.output);
    if (answers.size() != all.size()) return;
    auto line = answers.begin();
    for (auto& [address, place] : all) place = parse_place(*line++);
}

source_place best_of(const std::vector<std::uintptr_t>& stack,
                     const table& found, const std::string& file) {
    source_place best{.file = file};
    for (const auto address : stack) {
        const source_place& place = found.at(address);
        if (place.line == 0) continue;
        if (place.file == file) return place;
        if (best.line == 0) best = place;
    }
    return best;
}

}  // namespace

void find_lines(verdict& v, const std::filesystem::path& plugin,
                const std::filesystem::path& file, const ctx::context& until) {
    table found;
    for_each_place(v, [&](const source_place& p) {
        for (const auto address : addresses_of(p)) found[address];
    });
    fill(found, plugin, until);
    for_each_place(v, [&](source_place& p) {
        if (p.file.starts_with('@')) {
            p = best_of(addresses_of(p), found, file.string());
        }
    });
}

}  // namespace ctxdemo
