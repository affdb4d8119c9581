// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/judge/verdict.hpp"

#include <array>
#include <utility>

namespace ctxdemo {

namespace {

using enum verdict_kind;

constexpr std::array<std::pair<verdict_kind, std::string_view>, 13> names{{
    {does_not_compile, "does-not-compile"},
    {ends_the_process, "ends-the-process"},
    {crashes, "crashes"},
    {out_of_memory, "out-of-memory"},
    {data_race, "data-race"},
    {deadlock, "deadlock"},
    {leak, "leak"},
    {exception, "exception"},
    {wrong_output, "wrong-output"},
    {too_late, "too-late"},
    {does_not_end, "does-not-end"},
    {unfinished, "unfinished"},
    {solved, "solved"},
}};

}  // namespace

std::string_view to_string(verdict_kind k) noexcept {
    for (const auto& [kind, name] : names) {
        if (kind == k) return name;
    }
    return "";
}

std::optional<verdict_kind> parse_verdict_kind(std::string_view name) noexcept {
    for (const auto& [kind, its_name] : names) {
        if (its_name == name) return kind;
    }
    return std::nullopt;
}

}  // namespace ctxdemo
