// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/choice_text.hpp"

#include <algorithm>
#include <vector>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/views/caption.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/filled.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using kind = ctx::choice::kind;

namespace {

constexpr bilingual wake_both{"At {} {} both wake.", "{} 时 {} 都醒了。"};
constexpr bilingual wake_all{"At {} {} all wake.", "{} 时 {} 都醒了。"};
constexpr bilingual can_run{"At {} {} can run.", "{} 时 {} 都可以运行。"};
constexpr bilingual are_due{"At {} {} are due.", "{} 时有几件事到点：{}。"};
constexpr bilingual which_case{
    "Several cases of {}'s select are ready. Which does it take?",
    "{} 的 select 有几个分支就绪。选哪个？"};
constexpr bilingual before_print{"{} is about to print.", "{} 正要打印。"};
constexpr bilingual before_end{"{} is about to return, which ends the program.",
                               "{} 正要返回，程序随之结束。"};
constexpr bilingual who_is_first{" Who goes first?", "谁先走？"};
constexpr bilingual which_is_first{" Which is first?", "哪件先来？"};

constexpr bilingual the_deadline{"{}'s deadline", "{} 的截止时间"};
constexpr bilingual a_timer{"a timer", "一个定时器"};
constexpr bilingual goroutine_waking{"{}'s waking", "{} 醒来"};
constexpr bilingual goroutine_step{"{}'s next step", "{} 的下一步"};
constexpr bilingual prints_now{"{} prints", "{} 打印"};
constexpr bilingual returns_now{"{} returns", "{} 返回"};

constexpr bilingual let_go_first{"you let {} go first", "你让 {} 先走"};
constexpr bilingual let_come_first{"you let {} come first", "你让 {}先来"};
constexpr bilingual let_take{"you let {} take the case \"{}\"",
                             "你让 {} 选“{}”这个分支"};
constexpr bilingual let_print{"you let {} print first", "你让 {} 先打印"};
constexpr bilingual let_return{"you let {} return first", "你让 {} 先返回"};

// The state at a choice, and the words for its ways.
class chooser {
public:
    chooser(const recording& r, const choice_point& c, language l)
        : c_(c), m_(moment_at(r, c.step)), l_(l), r_(r) {}

    [[nodiscard]] std::string question() const {
        if (c_.what == kind::select) {
            return filled(which_case, l_, select_goroutine());
        }
        const bilingual& ask =
            only_goroutines() ? who_is_first : which_is_first;
        return situation().append(ask.in(l_));
    }

    [[nodiscard]] std::string answer(std::size_t way) const {
        if (c_.what == kind::select) return case_text(way);
        if (way == 0 && c_.what == kind::print) {
            return filled(prints_now, l_, name(0));
        }
        if (way == 0 && c_.what == kind::end) {
            return filled(returns_now, l_, name(0));
        }
        return only_goroutines() ? name(way) : thing(way);
    }

    [[nodiscard]] std::string taken() const {
        const auto way = c_.taken;
        if (c_.what == kind::select) {
            return filled(let_take, l_, select_goroutine(), case_text(way));
        }
        if (!is_goroutine(way)) return filled(let_come_first, l_, thing(way));
        return filled(way > 0                  ? let_go_first
                      : c_.what == kind::print ? let_print
                      : c_.what == kind::end   ? let_return
                                               : let_go_first,
                      l_, name(way));
    }

private:
    // The ways to choose from.
    [[nodiscard]] std::string situation() const {
        if (c_.what == kind::print) return filled(before_print, l_, name(0));
        if (c_.what == kind::end) return filled(before_end, l_, name(0));
        std::vector<std::string> all;
        for (std::size_t i = 0; i < c_.ways.size(); ++i) {
            all.push_back(only_goroutines() ? name(i) : thing(i));
        }
        const bilingual& how = !only_goroutines() ? are_due
                               : !all_sleep()     ? can_run
                               : all.size() == 2  ? wake_both
                                                  : wake_all;
        return filled(how, l_, short_time(c_.time), list_of(all, l_));
    }
    [[nodiscard]] bool is_goroutine(std::size_t way) const {
        return c_.ways[way].goroutine != 0;
    }
    [[nodiscard]] bool only_goroutines() const {
        for (std::size_t i = 0; i < c_.ways.size(); ++i) {
            if (!is_goroutine(i)) return false;
        }
        return true;
    }
    [[nodiscard]] bool sleeps(const ctx::way& w) const {
        const auto g =
            std::ranges::find(m_.goroutines, w.goroutine, &goroutine_now::id);
        return g != m_.goroutines.end() &&
               g->is == goroutine_now::state::waiting && g->call &&
               g->call->what == ctx::step::sleep;
    }
    [[nodiscard]] bool all_sleep() const {
        return std::ranges::all_of(
            c_.ways, [&](const ctx::way& w) { return sleeps(w); });
    }
    [[nodiscard]] std::string name(std::size_t way) const {
        const auto id = c_.ways[way].goroutine;
        // The choice may be in the middle of the step that starts it.
        for (const auto& e : r_.events) {
            if (e.what == ctx::step::go && e.object == id && !e.text.empty() &&
                !has(id)) {
                return e.text;
            }
        }
        return name_of_goroutine(m_, id, l_);
    }
    [[nodiscard]] bool has(std::uint32_t goroutine) const {
        return std::ranges::find(m_.goroutines, goroutine,
                                 &goroutine_now::id) != m_.goroutines.end();
    }
    [[nodiscard]] std::string thing(std::size_t way) const {
        const ctx::way& w = c_.ways[way];
        if (w.context != 0) {
            return filled(the_deadline, l_, name_of_context(m_, w.context));
        }
        if (w.goroutine == 0) return std::string(a_timer.in(l_));
        return filled(sleeps(w) ? goroutine_waking : goroutine_step, l_,
                      name(way));
    }

    // The select is the last event before the choice.
    [[nodiscard]] const ctx::event& select() const {
        return r_.events[c_.events - 1];
    }
    [[nodiscard]] std::string select_goroutine() const {
        return name_of_goroutine(m_, select().goroutine, l_);
    }
    [[nodiscard]] std::string case_text(std::size_t way) const {
        const auto index = c_.ways[way].select_case;
        const auto& cases = select().cases;
        return index < cases.size() ? case_name(m_, cases[index], l_)
                                    : std::to_string(index);
    }

    const choice_point& c_;
    const moment m_;
    const language l_;
    const recording& r_;
};

}  // namespace

std::string choice_question(const recording& r, const choice_point& c,
                            language l) {
    return chooser(r, c, l).question();
}

std::string choice_answer(const recording& r, const choice_point& c,
                          std::size_t way, language l) {
    return chooser(r, c, l).answer(way);
}

std::string choice_taken(const recording& r, const choice_point& c,
                         language l) {
    return chooser(r, c, l).taken();
}

}  // namespace ctxdemo
