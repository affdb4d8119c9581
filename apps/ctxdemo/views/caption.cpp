// The events of a step are those of one goroutine. The first event says what
// the goroutine did; a block or a choose at the end says what came of it.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/caption.hpp"

#include <algorithm>
#include <cstddef>
#include <ctx/event.hpp>
#include <vector>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/views/channel_words.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/views/wait_words.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using ctx::event;
using ctx::event_case;
using ctx::step;
using lessons::bilingual;
using lessons::language;
using lessons::printable;

namespace {

constexpr bilingual time_goes_on{"time goes on to {}", "时间走到 {}"};

constexpr bilingual starts{"{} starts {}", "{} 启动 {}"};
constexpr bilingual returns{"{} returns", "{} 返回"};
constexpr bilingual prints{"{} prints \"{}\"", "{} 打印 \"{}\""};

constexpr bilingual destroys_server{
    "{} destroys the server, which closes the port",
    "{} 销毁服务器，端口随之关闭"};

constexpr bilingual sleeps{"{} sleeps for {}", "{} 睡 {}"};
constexpr bilingual has_slept{"{} has slept for {}, and goes on",
                              "{} 睡满 {}，继续"};

constexpr bilingual derives{"{} derives {} from {} with {}",
                            "{0} 用 {3} 从 {2} 派生出 {1}"};
constexpr bilingual derives_until{
    "{} derives {} from {} with {}: its deadline is at {}",
    "{0} 用 {3} 从 {2} 派生出 {1}，截止时间是 {4}"};
constexpr bilingual held_now{"; the variable {} holds it now",
                             "，变量 {} 现在是它"};
constexpr bilingual cancels{"{} cancels {}", "{} 取消 {}"};
constexpr bilingual cancels_for{"{} cancels {} (\"{}\")", "{} 取消 {}（“{}”）"};
constexpr bilingual is_canceled{"{} is canceled", "{} 被取消"};
constexpr bilingual expires{"the deadline of {0} passes: {0} is done",
                            "{0} 到期，结束"};
constexpr bilingual with_others{", and with it {}", "，{} 也跟着结束"};
constexpr bilingual and_more{"{} more", "另外 {} 个"};
constexpr bilingual function_starts{
    "the function registered on {} starts, as {}",
    "登记在 {} 上的函数开始运行，名叫 {}"};
constexpr bilingual goes_on{"{} goes on", "{} 继续"};
constexpr bilingual goes_on_because{"{} goes on: {}", "{} 继续：{}"};
constexpr bilingual only_starts{"a registered function starts",
                                "登记的函数开始运行"};
constexpr bilingual a_function_starts{"a registered function starts, as {}",
                                      "登记的函数开始运行，名叫 {}"};

constexpr bilingual waits_to_send{
    "{} sends on {}, and waits until another goroutine receives",
    "{} 往 {} 发送，等别人来收"};
constexpr bilingual has_sent{"{} goes on: its value was received from {}",
                             "{0} 继续：它往 {1} 发的值被收走了"};
constexpr bilingual starts_timer{"{} starts a timer of {}",
                                 "{} 启动一个 {} 的定时器"};

constexpr bilingual finds_group_done{
    "{} does not wait: the goroutines of {} have returned",
    "{} 不用等：{} 的 goroutine 都返回了"};
constexpr bilingual waits_for{"{} waits {}", "{} 等{}"};
constexpr bilingual until_done{"until {} is done", " {} 结束"};
constexpr bilingual for_time{"for {}", " {} 过去"};
constexpr bilingual for_receiver{"until another goroutine receives from {}",
                                 "有人从 {} 接收"};
constexpr bilingual waiting_for{"waiting for {}", "在等 {}"};
constexpr bilingual sleep_of{"sleep {}", "睡 {}"};
constexpr bilingual send_on{"send on {}", "往 {} 发送"};
constexpr bilingual or_briefly{" or ", "或"};
constexpr bilingual or_list{", or ", "，或"};

constexpr bilingual looks_in_vain{"{} looks at {}: {}, so it goes on",
                                  "{} 看一眼 {}：{}，于是继续"};
constexpr bilingual looks{"{} looks at {}: {}", "{} 看一眼 {}：{}"};
constexpr bilingual does_not_wait{"{} does not wait: {}", "{} 不用等：{}"};

constexpr bilingual not_canceled{"not canceled", "没有取消"};
constexpr bilingual not_done{"not done", "没有结束"};
constexpr bilingual no_value{"no value yet", "还没有值"};
constexpr bilingual no_receiver{"no receiver yet", "还没有人收"};
constexpr bilingual canceled{"canceled", "已取消"};
constexpr bilingual deadline_passed{"its deadline has passed", "已到期"};
constexpr bilingual a_value{"a value has come", "有值"};
constexpr bilingual it_is{"{} is {}", "{} {}"};
constexpr bilingual has_deadline_passed{"the deadline of {} has passed",
                                        "{} 已到期"};
constexpr bilingual time_passed{"{} has passed", "{} 过去了"};
constexpr bilingual value_taken{"another goroutine has received from {}",
                                "有人从 {} 收走了"};

constexpr bilingual a_channel{"a channel", "channel"};
constexpr bilingual a_wait_group{"the wait group", "wait group"};
constexpr bilingual the_cases{"its cases", "各个分支"};
constexpr bilingual none_ready{"none is ready", "都没就绪"};

constexpr std::size_t most_names = 3;

// The name of case `i` in the log of `select`, which lists its cases.
std::string text_of_case(const event& select, std::size_t i) {
    std::string_view text = select.text;
    for (; i > 0; --i) text.remove_prefix(text.find(", ") + 2);
    return std::string(text.substr(0, text.find(", ")));
}

// Makes the sentence of one step.
class speaker {
public:
    speaker(const moment& m, language l) : m_(m), l_(l) {}

    [[nodiscard]] std::string sentence() const {
        const event& e = m_.last.front();
        switch (e.what) {
            case step::go:
                return say(starts, who(e), goroutine(e.object));
            case step::exit:
                return say(returns, who(e));
            case step::print:
                return say(prints, who(e), printable(e.text));
            case step::derive:
                return derivation(e);
            case step::cancel:
            case step::expire:
                return end_of_context(e);
            case step::after_func:
                return function_start();
            case step::close:
                return say(
                    is_by_destructor(e) ? destroys_server : on(e.object).closes,
                    who(e), channel(e.object));
            case step::timer:
                if (m_.last.back().what == step::timer) {
                    return say(starts_timer, who(e), e.text);
                }
                return call_sentence(call_in(m_.last));
            case step::wake:
                return after_wait(e);
            case step::choose:
                return say(goes_on_because, who(e), outcome(e));
            case step::block:
                return say(waits_for, who(e), ' ' + e.text);
            default:
                return call_sentence(e);
        }
    }

    // What the call `e` waits for, in few words.
    [[nodiscard]] std::string waiting(const event& e) const {
        switch (e.what) {
            case step::sleep:
                return say(sleep_of, e.text);
            case step::send:
                return say(send_on, channel(e.object));
            case step::receive:
            case step::done:
                return brief({e.what, e.object});
            case step::wait:
                return group(e);
            default:
                break;
        }
        std::vector<std::string> parts;
        for (std::size_t i = 0; i < e.cases.size(); ++i) {
            const event_case& c = e.cases[i];
            parts.push_back(c.what == step::wait ? text_of_case(e, i)
                                                 : brief(c));
        }
        std::string text;
        for (const auto& part : parts) {
            if (text.empty()) {
                text = part;
            } else {
                append(text, or_briefly, part, l_);
            }
        }
        return text;
    }

    [[nodiscard]] std::string brief(const event_case& c) const {
        if (c.what == step::done) return context(c.object);
        if (c.what == step::send) return say(send_on, channel(c.object));
        if (const auto* d = timer(c.object)) return *d;
        return say(on(c.object).brief, channel(c.object));
    }

    // The same as part of a sentence, and only for a wait that needs a verb.
    [[nodiscard]] std::string waiting_in_words(const event& e) const {
        const bool is_verb = e.what == step::sleep || e.what == step::send;
        return is_verb ? waiting(e) : say(waiting_for, waiting(e));
    }

private:
    template <class... Args>
    [[nodiscard]] std::string say(const bilingual& text,
                                  const Args&... args) const {
        return filled(text, l_, args...);
    }

    // -- names ----------------------------------------------------------------

    [[nodiscard]] std::string who(const event& e) const {
        return goroutine(e.goroutine);
    }
    [[nodiscard]] std::string goroutine(std::uint32_t id) const {
        return name_of_goroutine(m_, id, l_);
    }
    [[nodiscard]] std::string context(std::uint32_t id) const {
        return name_of_context(m_, id);
    }
    [[nodiscard]] std::string channel(std::uint32_t id) const {
        const auto found = m_.names->channels.find(id);
        return found == m_.names->channels.end() ? std::string(a_channel.in(l_))
                                                 : found->second;
    }
    [[nodiscard]] const channel_words& on(std::uint32_t channel) const {
        return words_on(*m_.names, channel);
    }
    // The destructor of a server has no line of its own.
    [[nodiscard]] bool is_by_destructor(const event& close) const {
        const auto found = m_.names->network.find(close.object);
        return found != m_.names->network.end() &&
               found->second == network_channel::port &&
               makes_server(*m_.names, close.where);
    }
    // True if the last receive found the channel closed and empty.
    [[nodiscard]] bool is_at_end(std::uint32_t channel) const {
        const auto values = m_.values.find(channel);
        return m_.closed.contains(channel) && values != m_.values.end() &&
               values->second < 0;
    }
    [[nodiscard]] const std::string* timer(std::uint32_t channel) const {
        const auto found = m_.names->timers.find(channel);
        return found == m_.names->timers.end() ? nullptr : &found->second;
    }
    [[nodiscard]] std::string group(const event& e) const {
        const auto name = wait_group_at(*m_.names, e.where);
        return name.empty() ? std::string(a_wait_group.in(l_)) : name;
    }
    [[nodiscard]] const context_now* find_context(std::uint32_t id) const {
        const auto it = std::ranges::find(m_.contexts, id, &context_now::id);
        return it == m_.contexts.end() ? nullptr : &*it;
    }

    // -- contexts -------------------------------------------------------------

    [[nodiscard]] std::string derivation(const event& e) const {
        const context_now* const c = find_context(e.object);
        if (!c) return "";
        const auto name = context(e.object);
        const auto parent = context(e.other);
        const auto* const above = find_context(e.other);
        const bool inherited = above && above->deadline == c->deadline;
        const auto text = !c->deadline || inherited
                              ? say(derives, who(e), name, parent, c->how)
                              : say(derives_until, who(e), name, parent, c->how,
                                    short_time(*c->deadline));
        // `ctx = with_value(ctx, ...)` makes a second context of one name.
        const auto variable = parent.substr(0, parent.find(" ("));
        const bool is_same = name.starts_with(variable + " (");
        return is_same ? text + say(held_now, variable) : text;
    }

    [[nodiscard]] std::string end_of_context(const event& e) const {
        return first_end(e) + followers(e.object);
    }

    [[nodiscard]] std::string first_end(const event& e) const {
        const auto name = context(e.object);
        if (e.what == step::expire) return say(expires, name);
        if (e.goroutine == 0) return say(is_canceled, name);
        constexpr std::string_view usual = "context canceled";
        return e.text == usual ? say(cancels, who(e), name)
                               : say(cancels_for, who(e), name, e.text);
    }

    // The other contexts that are done since this step.
    [[nodiscard]] std::string followers(std::uint32_t first) const {
        std::vector<std::string> names;
        std::size_t more = 0;
        for (const auto& c : m_.contexts) {
            if (c.id == first || c.done_step != m_.step) continue;
            if (names.size() < most_names) {
                names.push_back(context(c.id));
            } else {
                ++more;
            }
        }
        if (more > 0) names.push_back(say(and_more, more));
        return names.empty() ? "" : say(with_others, list_of(names, l_));
    }

    [[nodiscard]] std::string function_start() const {
        const event& go = m_.last.back();
        if (go.what != step::go) return std::string(only_starts.in(l_));
        const auto on = registered_on(*m_.names, go.where);
        return on.empty() ? say(a_function_starts, goroutine(go.object))
                          : say(function_starts, on, goroutine(go.object));
    }

    // -- calls that may block -------------------------------------------------

    // The step enters the call `e`, and blocks in it or not.
    [[nodiscard]] std::string call_sentence(const event& e) const {
        const bool blocks = m_.last.back().what == step::block;
        switch (e.what) {
            case step::sleep:
                return say(sleeps, who(e), e.text);
            case step::send:
                return say(blocks ? waits_to_send : sends(e.object), who(e),
                           channel(e.object));
            case step::receive:
                if (blocks) return wait_for({{step::receive, e.object}}, e);
                return say(on(e.object).receives, who(e), channel(e.object));
            case step::done:
                if (blocks) return wait_for({{step::done, e.object}}, e);
                return say(does_not_wait, who(e),
                           outcome_of({step::done, e.object}));
            case step::wait:
                if (!blocks) return say(finds_group_done, who(e), group(e));
                return say(waits_for, who(e), awaited(e, m_.last.back().text));
            case step::select:
                if (blocks) return wait_for(e.cases, e);
                return choice_of(e);
            default:
                return who(e);
        }
    }

    [[nodiscard]] static const event& call_in(std::span<const event> events) {
        return *std::ranges::find_if_not(
            events, [](const event& e) { return e.what == step::timer; });
    }

    [[nodiscard]] std::string wait_for(const std::vector<event_case>& cases,
                                       const event& e) const {
        std::vector<std::string> parts;
        for (std::size_t i = 0; i < cases.size(); ++i) {
            parts.push_back(cases[i].what == step::wait
                                ? awaited(e, text_of_case(e, i))
                                : awaited(cases[i]));
        }
        std::string text;
        for (const auto& part : parts) {
            if (!text.empty()) text += or_list.in(l_);
            text += part;
        }
        return say(waits_for, who(e), text);
    }

    [[nodiscard]] std::string awaited(const event_case& c) const {
        if (c.what == step::done) return say(until_done, context(c.object));
        if (c.what == step::send) return say(for_receiver, channel(c.object));
        if (const auto* d = timer(c.object)) return say(for_time, *d);
        return say(on(c.object).awaited, channel(c.object));
    }

    // The wait of `call` for a wait group, a lock, a notice or a call. The log
    // calls it `what`.
    [[nodiscard]] std::string awaited(const event& call,
                                      std::string_view what) const {
        return say(words_of_wait(what).awaited, group(call));
    }
    [[nodiscard]] std::string happened(const event& call,
                                       std::string_view what) const {
        return say(words_of_wait(what).happened, group(call));
    }

    // A select that does not block.
    [[nodiscard]] std::string choice_of(const event& e) const {
        const event& chosen = m_.last.back();
        if (chosen.what != step::choose) return who(e);
        const bool polls = e.text.ends_with("default");
        if (chosen.other >= e.cases.size()) {  // the default
            if (e.cases.size() == 1) {
                return say(looks_in_vain, who(e), subject(e.cases[0]),
                           why_not(e.cases[0]));
            }
            return say(looks_in_vain, who(e), the_cases.in(l_),
                       none_ready.in(l_));
        }
        const event_case& taken = e.cases[chosen.other];
        if (taken.what == step::send) {
            return say(on(taken.object).sends, who(e), channel(taken.object));
        }
        const bool is_end =
            taken.what == step::receive && is_at_end(taken.object);
        if (polls && e.cases.size() == 1 && !is_end) {
            return say(looks, who(e), subject(taken), state_of(taken));
        }
        return say(does_not_wait, who(e), outcome_of(e, chosen));
    }

    [[nodiscard]] std::string subject(const event_case& c) const {
        return c.what == step::done ? context(c.object) : channel(c.object);
    }

    [[nodiscard]] std::string why_not(const event_case& c) const {
        if (c.what == step::send) return std::string(no_receiver.in(l_));
        if (c.what == step::receive) return std::string(no_value.in(l_));
        const context_now* const found = find_context(c.object);
        return std::string(
            (found && found->deadline ? not_done : not_canceled).in(l_));
    }

    [[nodiscard]] std::string state_of(const event_case& c) const {
        if (c.what != step::done) return std::string(a_value.in(l_));
        const context_now* const found = find_context(c.object);
        const bool expired = found && found->is == context_now::state::expired;
        return std::string((expired ? deadline_passed : canceled).in(l_));
    }

    [[nodiscard]] const bilingual& sends(std::uint32_t channel) const {
        const auto& words = on(channel);
        return m_.closed.contains(channel) ? words.sends_closed : words.sends;
    }

    // What made a case ready.
    [[nodiscard]] std::string outcome_of(const event_case& c) const {
        if (c.what == step::send) return say(value_taken, channel(c.object));
        if (c.what == step::done) {
            const context_now* const found = find_context(c.object);
            if (found && found->is == context_now::state::expired) {
                return say(has_deadline_passed, context(c.object));
            }
            return say(it_is, context(c.object), canceled.in(l_));
        }
        if (const auto* d = timer(c.object)) return say(time_passed, *d);
        const auto& words = on(c.object);
        return say(is_at_end(c.object) ? words.is_closed : words.came,
                   channel(c.object));
    }

    // The reason why `choose` takes its case in the select `call`.
    [[nodiscard]] std::string outcome_of(const event& call,
                                         const event& choose) const {
        const event_case& c = call.cases[choose.other];
        return c.what == step::wait ? happened(call, choose.text)
                                    : outcome_of(c);
    }

    [[nodiscard]] std::string outcome(const event& choose) const {
        const event* const call = call_of(choose);
        if (!call || choose.other >= call->cases.size()) return choose.text;
        return outcome_of(*call, choose);
    }

    [[nodiscard]] const event* call_of(const event& e) const {
        const auto g =
            std::ranges::find(m_.goroutines, e.goroutine, &goroutine_now::id);
        return g == m_.goroutines.end() ? nullptr : g->call;
    }

    // A goroutine goes on after it has blocked.
    [[nodiscard]] std::string after_wait(const event& e) const {
        if (m_.last.back().what == step::choose) {
            return say(goes_on_because, who(e), outcome(m_.last.back()));
        }
        const event* const call = call_of(e);
        if (!call) return say(goes_on_because, who(e), e.text);
        const auto at = channel(call->object);
        switch (call->what) {
            case step::sleep:
                return say(has_slept, who(e), call->text);
            case step::send:
                return say(has_sent, who(e), at);
            case step::receive:
                if (timer(call->object)) {
                    return say(goes_on_because, who(e),
                               outcome_of({step::receive, call->object}));
                }
                return say(is_at_end(call->object)
                               ? on(call->object).finds_closed
                               : on(call->object).has_received,
                           who(e), at);
            case step::wait:
                return say(goes_on_because, who(e), happened(*call, e.text));
            case step::done:
                return say(goes_on_because, who(e),
                           outcome_of({step::done, call->object}));
            default:  // a select, whose choice is in another step
                return say(goes_on, who(e));
        }
    }

    const moment& m_;
    const language l_;
};

// True if what `g` waits for has a name in the program.
bool has_name(const goroutine_now& g) {
    return g.call && (g.call->what != step::wait || is_wait_group(g.waits_on));
}

}  // namespace

std::string caption(const moment& m, language l) {
    if (m.step == 0) return "";
    if (m.last.empty()) return filled(time_goes_on, l, short_time(m.time));
    return speaker(m, l).sentence();
}

std::string waiting_text(const moment& m, const goroutine_now& g, language l) {
    return has_name(g) ? speaker(m, l).waiting(*g.call) : g.waits_on;
}

std::string waiting_in_words(const moment& m, const goroutine_now& g,
                             language l) {
    return has_name(g) ? speaker(m, l).waiting_in_words(*g.call) : g.waits_on;
}

std::string case_name(const moment& m, const event_case& c, language l) {
    return speaker(m, l).brief(c);
}

}  // namespace ctxdemo
