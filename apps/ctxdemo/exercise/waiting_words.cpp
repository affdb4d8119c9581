// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/exercise/waiting_words.hpp"

#include <utility>

#include "apps/ctxdemo/views/filled.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using lessons::printable;

namespace {

constexpr bilingual waits{"{} waits {}", "{} 在等{}"};
constexpr bilingual sleeps{"{} sleeps", "{} 睡着"};
constexpr bilingual has_not_begun{"{} has not begun", "{} 还没有开始"};
constexpr bilingual runs{"{} still runs", "{} 还在运行"};
constexpr bilingual waits_for_nothing{
    "{} waits in a select that has no case, which never ends",
    "{} 在一个没有分支的 select 里等，永远等不到"};
constexpr bilingual or_else{", or ", "，或"};
constexpr bilingual other_wait{"in \"{}\"", "“{}”"};

/// Beginnings of what wait points call themselves, with words for the reader
/// after "waits". The first that fits counts.
constexpr std::pair<std::string_view, bilingual> waits_on_table[] = {
    {"chan send (nil",
     {"for a channel that was never made, which never takes anything",
      "一个从未创建的 channel，它永远收不下"}},
    {"chan receive (nil",
     {"for a channel that was never made, which never has anything",
      "一个从未创建的 channel，它永远没有值"}},
    {"chan send",
     {"until another goroutine receives what it sends",
      "别的 goroutine 来接收它发送的值"}},
    {"chan receive",
     {"until another goroutine sends something, or closes the channel",
      "别的 goroutine 发送，或关闭 channel"}},
    {"done (never)",
     {"for a context that is never canceled", "一个永远不会被取消的 context"}},
    {"done", {"until a context is done", "一个 context 结束"}},
    {"sleep", {"until a time has passed", "一段时间过去"}},
    {"wait_group",
     {"until the goroutines of a wait group have returned",
      "一个 wait group 的 goroutine 都返回"}},
    {"sync.WaitGroup",
     {"until the goroutines of a wait group have returned",
      "一个 wait group 的 goroutine 都返回"}},
    {"shared_mutex lock_shared",
     {"until no goroutine writes under a lock", "一把锁没有人在写"}},
    {"mutex", {"until a lock is free", "一把锁被放开"}},
    {"shared_mutex", {"until a lock is free", "一把锁被放开"}},
    {"recursive_mutex", {"until a lock is free", "一把锁被放开"}},
    {"condition_variable",
     {"until another goroutine notifies it", "别的 goroutine 通知它"}}};

std::string words_for(std::string_view waits_on, language l) {
    for (const auto& [begin, words] : waits_on_table) {
        if (waits_on.starts_with(begin)) return std::string(words.in(l));
    }
    return filled(other_wait, l, printable(waits_on));
}

/// Returns the words for the cases of a select, each once.
std::string words_for_cases(std::string_view cases, language l) {
    std::string all;
    while (!cases.empty()) {
        const auto end = cases.find(", ");
        const auto words = words_for(cases.substr(0, end), l);
        cases.remove_prefix(end == cases.npos ? cases.size() : end + 2);
        if (all.find(words) != all.npos) continue;
        if (!all.empty()) all += or_else.in(l);
        all += words;
    }
    return all;
}

}  // namespace

std::string waiting_sentence(std::string_view who, std::string_view waits_on,
                             language l) {
    constexpr std::string_view select = "select: ";
    if (waits_on.empty()) return filled(runs, l, who);
    if (waits_on == "sleep") return filled(sleeps, l, who);
    if (waits_on == "start") return filled(has_not_begun, l, who);
    if (waits_on == "select") return filled(waits_for_nothing, l, who);
    // A call that a context ends: "chan send or done".
    if (const auto end = waits_on.find(" or done"); end != waits_on.npos) {
        return filled(waits, l, who,
                      words_for(waits_on.substr(0, end), l) +
                          std::string(or_else.in(l)) + words_for("done", l));
    }
    const bool chooses = waits_on.starts_with(select);
    return filled(waits, l, who,
                  chooses ? words_for_cases(waits_on.substr(select.size()), l)
                          : words_for(waits_on, l));
}

}  // namespace ctxdemo
