// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/exercise/verdict_headline.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using lessons::printable;

namespace {

// The headlines. {0} is on_schedules(); it ends the sentence in English, and
// begins it in Chinese.
constexpr bilingual does_not_compile_text{"The file does not compile.",
                                          "文件无法编译。"};
constexpr bilingual ends_the_process_text{
    "The program ends the whole process{0}, with exit status {1}.",
    "{0}程序结束了整个进程，退出码是 {1}。"};
constexpr bilingual crashes_text{"The program crashes{0}: {1}.",
                                 "{0}程序崩溃：{1}。"};
constexpr bilingual out_of_memory_text{
    "The program takes too much memory{0}, and was stopped.",
    "{0}程序占用太多内存，被停下。"};
constexpr bilingual some_race_text{"Data race{0}.", "{0}出现数据竞争。"};
constexpr bilingual one_writes_text{
    "Data race{0}: {1} writes a variable that {2} reads.",
    "{0}出现数据竞争：{1} 写一个变量，{2} 读它。"};
constexpr bilingual both_write_text{
    "Data race{0}: {1} and {2} write the same variable.",
    "{0}出现数据竞争：{1} 和 {2} 写同一个变量。"};
constexpr bilingual deadlock_text{"Deadlock{0}: no goroutine can go on.",
                                  "{0}出现死锁：没有 goroutine 能继续。"};
constexpr bilingual one_is_left_text{"{1} is left behind{0}.",
                                     "{0}{1} 被遗留下来。"};
constexpr bilingual some_are_left_text{"{1} are left behind{0}.",
                                       "{0}{1} 被遗留下来。"};
constexpr bilingual fails_text{"The program fails{0}.", "{0}程序出错。"};
constexpr bilingual wrong_output_text{"The output is wrong{0}.",
                                      "{0}输出不对。"};
constexpr bilingual too_late_text{
    "The program takes too long{0}: {1}, and {2} is the most it may take.",
    "{0}程序用时太长：{1}，最多只能用 {2}。"};
constexpr bilingual does_not_end_text{
    "The program does not end{0}: {1} goes on for ever.",
    "{0}程序不会结束：{1} 一直在转。"};
constexpr bilingual still_runs_text{
    "The program does not end{0}: after {1} of its time it still runs.",
    "{0}程序不会结束：按它自己的时钟过了 {1}，还在运行。"};
constexpr bilingual someone_text{"a goroutine", "某个 goroutine"};
constexpr bilingual several_text{"{} goroutines named {}",
                                 "{} 个名叫 {} 的 goroutine"};
constexpr bilingual many_text{"{} goroutines", "{} 个 goroutine"};
constexpr bilingual unfinished_text{
    "Not judged to the end: the time was up before all schedules were run.",
    "没有判完：时间到了，还有调度没有运行。"};
constexpr bilingual solved_text{"Solved: the program is right{0}.",
                                "解出来了：{0}程序都是对的。"};
constexpr bilingual solved_once_text{"Solved: the program is right.",
                                     "解出来了：程序是对的。"};
constexpr bilingual throw_ends_text{
    "an exception leaves a destructor, or a function that must not throw: {}",
    "异常离开了析构函数，或不许抛出异常的函数：{}"};

// Where a fault is seen.
constexpr bilingual on_some{" on {0} of {1} schedules",
                            "{1} 种调度中有 {0} 种，"};
constexpr bilingual on_some_of_first{" on {0} of the first {1} schedules",
                                     "前 {1} 种调度中有 {0} 种，"};
constexpr bilingual on_both{" on both schedules", "两种调度里，"};
constexpr bilingual on_all{" on all {1} schedules", "全部 {1} 种调度里，"};
constexpr bilingual on_all_of_first{" on all of the first {1} schedules",
                                    "前 {1} 种调度里，"};

/// Signals that crash a program, with what they usually mean.
constexpr std::pair<std::string_view, bilingual> signal_table[] = {
    {"stack overflow",
     {"its stack is full, as of a recursion that does not end",
      "栈满了，例如不会结束的递归"}},
    {"SIGSEGV",
     {"SIGSEGV, it uses memory that it does not have, such as a null pointer "
      "or a variable that is gone",
      "SIGSEGV，用了不属于它的内存，例如空指针，或已经不在的变量"}},
    {"SIGABRT",
     {"SIGABRT, it calls abort or terminate, or an assertion fails",
      "SIGABRT，调用了 abort 或 terminate，或断言失败"}},
    {"SIGFPE", {"SIGFPE, such as a division by zero", "SIGFPE，例如除以零"}},
    {"SIGBUS",
     {"SIGBUS, it uses memory that cannot be reached",
      "SIGBUS，用了无法访问的内存"}},
    {"SIGILL",
     {"SIGILL, such as a function that ends without a return",
      "SIGILL，例如函数没有 return 就结束"}}};

constexpr std::size_t most_names = 4;

/// Returns on which of the schedules the verdict holds; an empty text if there
/// is one schedule only.
std::string on_schedules(const verdict& v, language l) {
    const bool is_solved = v.kind == verdict_kind::solved;
    if (v.schedules < 2 || (v.failing == 0 && !is_solved)) return "";
    const bool all = is_solved || v.failing == v.schedules;
    if (all && v.complete && v.schedules == 2) return filled(on_both, l);
    const bilingual& which = v.complete
                                 ? (all ? on_all : on_some)
                                 : (all ? on_all_of_first : on_some_of_first);
    return filled(which, l, v.failing, v.schedules);
}

std::string race_headline(const verdict& v, const std::string& where,
                          language l) {
    if (v.race.size() != 2) return filled(some_race_text, l, where);
    const auto& first = v.race[0];
    const auto& second = v.race[1];
    const auto a = name_of(first.by), b = name_of(second.by);
    if (first.is_write && second.is_write) {
        return filled(both_write_text, l, where, a, b);
    }
    return first.is_write ? filled(one_writes_text, l, where, a, b)
                          : filled(one_writes_text, l, where, b, a);
}

std::string signal_text(const verdict& v, language l) {
    if (!v.thrown.empty()) {
        return filled(throw_ends_text, l, printable(v.thrown));
    }
    for (const auto& [name, words] : signal_table) {
        if (v.what == name) return std::string(words.in(l));
    }
    return printable(v.what);
}

}  // namespace

std::string name_of(const goroutine_place& g) {
    if (!g.name.empty()) return printable(g.name);
    return g.id == 1 ? "main" : "goroutine " + std::to_string(g.id);
}

std::string names_of(const std::vector<goroutine_place>& all, language l) {
    std::vector<std::pair<std::string, std::size_t>> counts;
    for (const auto& g : all) {
        auto name = name_of(g);
        const auto known = std::ranges::find(
            counts, name, [](const auto& c) -> const auto& { return c.first; });
        if (known == counts.end()) {
            counts.emplace_back(std::move(name), 1);
        } else {
            ++known->second;
        }
    }
    if (counts.empty()) return std::string(someone_text.in(l));
    if (counts.size() > most_names) return filled(many_text, l, all.size());
    std::vector<std::string> names;
    for (const auto& [name, n] : counts) {
        names.push_back(n == 1 ? name : filled(several_text, l, n, name));
    }
    return list_of(names, l);
}

std::string busy_name(const verdict& v, language l) {
    return v.goroutines.empty() ? std::string(someone_text.in(l))
                                : name_of(v.goroutines.front());
}

std::string verdict_headline(const verdict& v, language l) {
    const auto where = on_schedules(v, l);
    switch (v.kind) {
        case verdict_kind::does_not_compile:
            return filled(does_not_compile_text, l);
        case verdict_kind::ends_the_process:
            return filled(ends_the_process_text, l, where, printable(v.what));
        case verdict_kind::crashes:
            return filled(crashes_text, l, where, signal_text(v, l));
        case verdict_kind::out_of_memory:
            return filled(out_of_memory_text, l, where);
        case verdict_kind::data_race:
            return race_headline(v, where, l);
        case verdict_kind::deadlock:
            return filled(deadlock_text, l, where);
        case verdict_kind::leak:
            return filled(
                v.goroutines.size() > 1 ? some_are_left_text : one_is_left_text,
                l, where, names_of(v.goroutines, l));
        case verdict_kind::exception:
            return filled(fails_text, l, where);
        case verdict_kind::wrong_output:
            return filled(wrong_output_text, l, where);
        case verdict_kind::too_late:
            return filled(too_late_text, l, where, short_time(v.took),
                          short_time(v.at_most));
        case verdict_kind::does_not_end:
            return v.took > ctx::duration::zero()
                       ? filled(still_runs_text, l, where, short_time(v.took))
                       : filled(does_not_end_text, l, where, busy_name(v, l));
        case verdict_kind::unfinished:
            return filled(unfinished_text, l);
        case verdict_kind::solved:
            return filled(where.empty() ? solved_once_text : solved_text, l,
                          where);
    }
    return "";
}

}  // namespace ctxdemo
