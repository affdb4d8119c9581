// A verdict's text has six parts, any of which may be missing:
//
//     worker2 is left behind on 3 of 40 schedules.         the headline
//
//       worker2 waits until another goroutine sends ...    the places
//         stop-two.cpp:14  │ stop.receive();
//
//     Only println(...) is judged.                         the advice
//
//     Schedule 0110 shows it.                              the proof
//     All 40 schedules were run.
//
//     ctxdemo exercise walk stop-two  see it step by step  what to do next
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/exercise/verdict_text.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/exercise/output_text.hpp"
#include "apps/ctxdemo/exercise/quoted_place.hpp"
#include "apps/ctxdemo/exercise/verdict_advice.hpp"
#include "apps/ctxdemo/exercise/verdict_headline.hpp"
#include "apps/ctxdemo/exercise/waiting_words.hpp"
#include "apps/ctxdemo/screen/columns.hpp"
#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/prose_lines.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "lessons/support/lines.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using lessons::lines_of;
using lessons::printable;

namespace {

// Explanations below the headlines.
constexpr bilingual why_no_exit{
    "The program must not call exit or a function like it. It ends when its "
    "main function returns.",
    "程序不能调用 exit 之类的函数；主函数返回，程序就结束。"};
constexpr bilingual missing{
    "Your file has no function with this name and these "
    "parameters",
    "你的文件里没有这个名字、这些参数的函数"};
constexpr bilingual keep_it{
    "The judge calls it: keep its name and its parameters as they were.",
    "评判时要调用它：名字和参数请保持原样。"};
constexpr bilingual why_race{
    "Nothing makes one of the two wait for the other, so they may happen at "
    "the same moment. C++ promises nothing about such a program.",
    "没有什么让其中一个等另一个，所以两者可能在同一时刻发生。C++ "
    "对这样的程序不作任何保证。"};
constexpr bilingual why_atomic{"One of the two is atomic. Both must be.",
                               "两个之中只有一个是原子的；必须都是。"};
constexpr bilingual why_left{
    "The program has come to its end, and a goroutine is still there. In Go it "
    "would stay until the process ends.",
    "程序已经结束，却还有 goroutine 在。在 Go 里，它会一直留到进程结束。"};
constexpr bilingual why_unfinished{
    "The program makes too many choices. A goroutine that looks again and "
    "again whether something has happened makes many: let it wait in one "
    "select. No fault was found so far.",
    "程序里的选择太多。一个 goroutine "
    "反复查看事情是否发生，就会有很多选择：让它在一个 select "
    "里等。到目前为止没有发现错误。"};

// The places.
constexpr bilingual writes{"{} writes:", "{} 写："};
constexpr bilingual reads{"{} reads:", "{} 读："};
constexpr bilingual throws{"{} throws an exception that nobody catches: {}",
                           "{} 抛出异常，没有人捕获：{}"};
constexpr bilingual own_thread{
    "The program starts a thread of its own, which no schedule decides. go() "
    "starts a goroutine.",
    "程序自己启动了线程，没有调度能决定它的先后。请用 go() 启动 goroutine。"};
constexpr bilingual goes_round{"{} is here, again and again:",
                               "{} 反复经过这里："};
constexpr bilingual goes_round_after{"{} is at this line, or after it:",
                                     "{} 在这一行，或者在它后面："};
constexpr bilingual goes_on{"{} goes on:", "{} 一直在继续："};

constexpr bilingual more_goroutines{"and others", "还有别的"};
constexpr std::size_t most_goroutines = 8;

// The proof.
constexpr bilingual shown_by{"Schedule {} shows it.", "调度 {} 就是这样。"};
constexpr bilingual shown_by_usual{"The usual schedule shows it already.",
                                   "默认的调度就已经这样。"};
constexpr bilingual one_run{"The program has one schedule, which was run.",
                            "程序只有一种调度，已经运行过。"};
constexpr bilingual all_run{"All {} schedules were run.",
                            "全部 {} 种调度都运行过了。"};
constexpr bilingual first_run_only{
    "Only one schedule was run; there may be more.",
    "只运行了一种调度，可能还有别的。"};
constexpr bilingual both_run{"Both schedules were run.",
                             "两种调度都运行过了。"};
constexpr bilingual first_run{
    "The first {} schedules were run; there are more.",
    "运行了前 {} 种调度，还有更多。"};
constexpr bilingual the_compiler_warns{"The compiler warns", "编译器警告"};

// The commands to go on with.
constexpr bilingual see_it{"see it happen, step by step",
                           "一步一步地看它怎样发生"};
constexpr bilingual all_errors{"all that the compiler says", "编译器说的全部"};
constexpr bilingual next_hint{"a hint", "看一条提示"};
constexpr bilingual check_again{"judge the file again", "再判一次"};
constexpr bilingual next_exercise{"the next exercise: {}", "下一个练习：{}"};
constexpr bilingual last_exercise{"That was the last exercise: all are solved.",
                                  "这是最后一个：所有练习都解出来了。"};

class speaker {
public:
    speaker(const verdict& v, const judged_source& judged,
            const verdict_page& p)
        : v_(v), judged_(judged), p_(p) {}

    std::vector<text_line> speak() {
        headline();
        places();
        if (v_.kind != verdict_kind::solved) advise();
        proof();
        if (v_.kind == verdict_kind::solved) {
            after_solution();
        } else if (p_.with_commands) {
            commands();
        }
        return std::move(lines_);
    }

private:
    template <class... Args>
    [[nodiscard]] std::string say(const bilingual& what,
                                  const Args&... args) const {
        return filled(what, p_.in, args...);
    }

    // -- lines ----------------------------------------------------------------

    void blank() {
        if (!lines_.empty()) lines_.emplace_back("");
    }
    /// Adds a paragraph, indented.
    void add(std::string_view text, look as = look::plain,
             std::size_t indent = 0) {
        const std::size_t width = p_.width - std::min(p_.width - 1, indent);
        for (const auto& part : wrapped_to(text, width)) {
            lines_.emplace_back(std::string(indent, ' ') + part, as);
        }
    }

    void append(std::vector<text_line> more) {
        for (auto& line : more) lines_.push_back(std::move(line));
    }

    // -- the headline ---------------------------------------------------------

    void headline() {
        add(verdict_headline(v_, p_.in),
            v_.kind == verdict_kind::solved ? look::good : look::bad);
    }

    // -- the places -----------------------------------------------------------

    void place(const source_place& at, std::size_t indent = 4) {
        append(quoted_place(at, judged_.file, judged_.source, indent, p_));
    }

    void goroutines(const std::vector<goroutine_place>& all) {
        std::vector<goroutine_place> said;
        for (const auto& g : all) {
            const auto is_same = [&](const goroutine_place& other) {
                return name_of(other) == name_of(g) &&
                       other.waits_on == g.waits_on &&
                       other.at.file == g.at.file && other.at.line == g.at.line;
            };
            if (std::ranges::any_of(said, is_same)) continue;
            if (said.size() == most_goroutines) {
                return add(more_goroutines.in(p_.in), look::plain, 2);
            }
            said.push_back(g);
            const auto sentence =
                waiting_sentence(name_of(g), g.waits_on, p_.in);
            add(g.at.line == 0 ? sentence : with_colon(sentence, p_.in),
                look::plain, 2);
            place(g.at);
        }
    }

    /// Adds the goroutine that goes on for ever, and what the others wait on.
    void endless() {
        const auto& all = v_.goroutines;
        if (v_.at.line != 0) {
            const bool moves = v_.took > ctx::duration::zero();
            // An operator of an atomic tells no line.
            const bool is_vague =
                judged_.source.find("atomic") != std::string::npos;
            add(say(moves      ? goes_on
                    : is_vague ? goes_round_after
                               : goes_round,
                    busy_name(v_, p_.in)),
                look::plain, 2);
        }
        place(v_.at);
        if (all.size() > 1) goroutines({all.begin() + 1, all.end()});
    }

    /// Adds the exception, or the expectation that does not hold.
    void failure() {
        if (v_.what == starts_a_thread) {
            add(own_thread.in(p_.in), look::plain, 2);
            return place(v_.at, 2);
        }
        if (v_.thrown.empty()) {
            add(printable(v_.what), look::plain, 2);
            return place(v_.at, 2);
        }
        add(say(throws, names_of(v_.goroutines, p_.in), printable(v_.thrown)),
            look::plain, 2);
        place(v_.at);
    }

    void accesses() {
        for (const auto& a : v_.race) {
            add(say(a.is_write ? writes : reads, name_of(a.by)), look::plain,
                2);
            place(a.by.at);
        }
    }

    void explain(const bilingual& why) {
        blank();
        add(why.in(p_.in));
    }

    /// Adds a text of the compiler or the program, as it is.
    void verbatim(std::string_view text, std::size_t indent) {
        for (const auto line : lines_of(text)) {
            lines_.emplace_back(std::string(indent, ' ') + printable(line));
        }
    }

    void compiler_says() {
        if (!v_.missing.empty()) {
            add(with_colon(say(missing), p_.in), look::plain, 2);
            add(printable(v_.missing), look::accent, 4);
            explain(keep_it);
        } else {
            place(v_.at, 2);
            add(printable(v_.what), look::plain, 2);
        }
        if (!p_.verbose || v_.details.empty()) return;
        blank();
        verbatim(v_.details, 2);
    }

    void places() {
        const auto before = lines_.size();
        blank();
        switch (v_.kind) {
            case verdict_kind::does_not_compile:
                compiler_says();
                break;
            case verdict_kind::ends_the_process:
                place(v_.at, 2);
                explain(why_no_exit);
                break;
            case verdict_kind::data_race:
                accesses();
                explain(why_race);
                if (std::ranges::any_of(v_.race, &access_place::is_atomic)) {
                    add(why_atomic.in(p_.in));
                }
                break;
            case verdict_kind::leak:
                goroutines(v_.goroutines);
                explain(why_left);
                break;
            case verdict_kind::deadlock:
                goroutines(v_.goroutines);
                break;
            case verdict_kind::exception:
                failure();
                break;
            case verdict_kind::wrong_output:
                append(output_text(v_.actual, v_.expected, p_));
                break;
            case verdict_kind::does_not_end:
                endless();
                break;
            case verdict_kind::unfinished:
                add(why_unfinished.in(p_.in));
                break;
            default:
                place(v_.at, 2);
        }
        if (lines_.size() == before + 1) lines_.pop_back();
    }

    // -- the advice -----------------------------------------------------------

    void advise() {
        if (!v_.warning.empty()) {
            blank();
            add(with_colon(say(the_compiler_warns), p_.in));
            place(v_.warned_at, 2);
            add(printable(v_.warning), look::plain, 2);
        }
        for (const auto& words : verdict_advice(v_, judged_.source, p_.in)) {
            blank();
            add(printable(words));
        }
    }

    // -- the proof ------------------------------------------------------------

    [[nodiscard]] bool has_schedule() const {
        return v_.kind > verdict_kind::does_not_compile &&
               v_.kind < verdict_kind::unfinished && v_.schedules > 1 &&
               v_.failing > 0;
    }

    void proof() {
        const bool said = v_.kind == verdict_kind::solved && v_.complete;
        if (v_.schedules == 0 || (said && v_.schedules > 1)) return;
        blank();
        if (has_schedule()) {
            const bool is_usual = v_.schedule.empty() || v_.schedule == "0";
            add(is_usual ? say(shown_by_usual)
                         : say(shown_by, shortened(v_.schedule)));
        }
        add(how_many_were_run());
    }

    [[nodiscard]] std::string how_many_were_run() const {
        const auto n = v_.schedules;
        if (!v_.complete) {
            return n == 1 ? say(first_run_only) : say(first_run, n);
        }
        return n == 1 ? say(one_run) : n == 2 ? say(both_run) : say(all_run, n);
    }

    // -- what to do next ------------------------------------------------------

    [[nodiscard]] std::string command(const char* action, std::string_view name,
                                      const char* flag = "") const {
        std::vector<std::string> words{"ctxdemo", "exercise", action,
                                       std::string(name)};
        if (*flag != '\0') words.emplace_back(flag);
        return shell_line(words);
    }

    using advice = std::vector<std::pair<std::string, std::string>>;

    void add_advice(const advice& all) {
        blank();
        std::size_t left = 0;
        for (const auto& [line, why] : all) {
            left = std::max(left, width_of(line));
        }
        for (const auto& [line, why] : all) {
            const bool fits =
                left + column_gap.size() + width_of(why) <= p_.width;
            text_line both(fits ? padded(line, left) : line, look::accent);
            if (fits) {
                both.parts.push_back({std::string(column_gap) + why});
                lines_.push_back(std::move(both));
            } else {
                lines_.push_back(std::move(both));
                add(why, look::plain, 4);
            }
        }
    }

    void commands() {
        advice all;
        if (v_.kind == verdict_kind::does_not_compile && !p_.verbose &&
            !v_.details.empty()) {
            all.emplace_back(command("check", judged_.name, "--verbose"),
                             say(all_errors));
        }
        if (can_be_walked(v_.kind)) {
            all.emplace_back(command("walk", judged_.name), say(see_it));
        }
        all.emplace_back(command("hint", judged_.of.name), say(next_hint));
        all.emplace_back(command("check", judged_.name), say(check_again));
        add_advice(all);
    }

    void after_solution() {
        blank();
        append(prose_lines(judged_.of.text(p_.in).solved, p_.width));
        if (!judged_.next) {
            blank();
            add(last_exercise.in(p_.in));
        } else if (p_.with_commands) {
            add_advice({{command("start", judged_.next->name),
                         say(next_exercise, judged_.next->text(p_.in).title)}});
        } else {
            blank();
            add(say(next_exercise, judged_.next->name));
        }
    }

    const verdict& v_;
    const judged_source& judged_;
    const verdict_page& p_;
    std::vector<text_line> lines_;
};

}  // namespace

std::vector<text_line> verdict_text(const verdict& v,
                                    const judged_source& judged,
                                    const verdict_page& p) {
    return speaker(v, judged, p).speak();
}

bool can_be_walked(verdict_kind k) noexcept {
    switch (k) {
        case verdict_kind::does_not_compile:
        case verdict_kind::ends_the_process:
        case verdict_kind::crashes:
        case verdict_kind::out_of_memory:
        case verdict_kind::does_not_end:
            return false;
        default:
            return true;
    }
}

std::string to_text(const std::vector<text_line>& lines, bool colored) {
    std::size_t width = 0;
    for (const auto& line : lines) {
        width = std::max(width, width_of(line.text()));
    }
    frame f(width, lines.size());
    for (std::size_t y = 0; y < lines.size(); ++y) {
        std::size_t x = 0;
        for (const auto& part : lines[y].parts) {
            x = f.put(x, y, part.text, part.as);
        }
    }
    return to_text(f, colored);
}

}  // namespace ctxdemo
