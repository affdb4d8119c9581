// SPDX-License-Identifier: MIT
#include "tests/differential/context_machine.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "tests/support/observers.hpp"

namespace ctx_test {

namespace {

using ctx::clock;
using ctx::context;

// Two types of keys and three types of values, which the library must not
// confuse. Go's side has the same types.
template <char Name>
struct key {
    std::int64_t number;
    friend bool operator==(const key&, const key&) = default;
    friend std::string to_string(const key& k) {
        return std::string("key ") + Name + std::to_string(k.number);
    }
};

struct note {
    std::int64_t number;
    friend std::string to_string(const note& n) {
        return "note " + std::to_string(n.number);
    }
};

// Keys 0 and 1 are of one type, 2 and 3 of the other.
template <class F>
auto with_key(std::int64_t number, F f) {
    return number < 2 ? f(key<'a'>{number % 2}) : f(key<'b'>{number % 2});
}

context with_value(const context& parent, std::int64_t number,
                   std::int64_t value) {
    return with_key(number, [&](auto k) {
        switch (value % 3) {
            case 0:
                return ctx::with_value(parent, k,
                                       "text " + std::to_string(value));
            case 1:
                return ctx::with_value(parent, k, static_cast<int>(value));
            default:
                return ctx::with_value(parent, k, note{value});
        }
    });
}

std::string value_of(const context& c, std::int64_t number) {
    return with_key(number, [&](auto k) -> std::string {
        if (const auto* text = c.value<std::string>(k)) return *text;
        if (const auto* n = c.value<int>(k)) return std::to_string(*n);
        if (const auto* n = c.value<note>(k)) return to_string(*n);
        return "-";
    });
}

// Entry 0 is no cause. Two entries have the same text and are still different
// causes.
std::vector<ctx::error> table_of_causes() {
    return {ctx::error(),
            std::runtime_error("disk full"),
            std::runtime_error("disk full"),
            std::runtime_error("maintenance"),
            ctx::errc::canceled,
            ctx::errc::deadline_exceeded};
}

std::string deadline_of(const context& c) {
    const auto at = c.deadline();
    return at ? ctx::format_duration(at->time_since_epoch()) : "none";
}

std::string boolean(bool b) { return b ? "true" : "false"; }

}  // namespace

context_machine::context_machine()
    : causes_(table_of_causes()),
      contexts_{{0, {ctx::background()}}, {1, {ctx::todo()}}} {}

std::string context_machine::step(const operation& op) {
    std::string result = run(op);
    ctx::bubble_wait();
    return result;
}

std::string context_machine::run(const operation& op) {
    const auto& n = op.numbers;
    if (op.name == "advance") {
        ctx::sleep_for(ctx::duration(n[0]));
        return "";
    }
    if (op.name == "stop") return stop(n[0]);
    if (op.name == "cancel") return cancel(n[0], 0);
    if (op.name == "cancel_cause") return cancel(n[0], n[1]);
    if (op.name == "drop") return contexts_.erase(n[0]) ? "" : skipped;
    if (op.name == "drop_cancel") return cancels_.erase(n[0]) ? "" : skipped;
    if (op.name == "abandon") return abandon(n[0]);
    if (op.name == "after_func") return register_function(n[0], n[1]);
    const auto parent = contexts_.find(n[1]);
    if (parent == contexts_.end()) return skipped;
    // The parent is copied, because the new context goes into the same map.
    return derive(op, node(parent->second));
}

std::string context_machine::derive(const operation& op, const node& parent) {
    const auto& n = op.numbers;
    const auto& name = op.name;
    if (name == "with_cancel") {
        auto made = ctx::with_cancel(parent.c);
        return add(n, std::move(made.child), std::move(made.cancel));
    }
    if (name == "with_cancel_cause") {
        auto made = ctx::with_cancel_cause(parent.c);
        return add(n, std::move(made.child), std::move(made.cancel));
    }
    if (name == "without_cancel") return add(n, ctx::without_cancel(parent.c));
    if (name == "with_value") return add(n, with_value(parent.c, n[2], n[3]));
    if (name.starts_with("with_deadline")) {
        return derive_deadline(n, parent,
                               clock::time_point(ctx::duration(n[2])), false);
    }
    if (name.starts_with("with_timeout")) {
        return derive_deadline(n, parent, clock::now() + ctx::duration(n[2]),
                               true);
    }
    throw std::invalid_argument("no operation is called " + name);
}

std::string context_machine::derive_deadline(const numbers& n,
                                             const node& parent,
                                             clock::time_point at,
                                             bool as_timeout) {
    const bool with_cause = n.size() > 3;
    const std::int64_t cause = with_cause ? n[3] : 0;
    // Of two timers that are due at the same time, Go fires either one first.
    // Only the cause shows which one, so a step whose cause would depend on
    // that is skipped.
    const auto above = parent.c.deadline();
    const bool open = above == at && cause != parent.deadline_cause;
    if (open) return skipped;
    ctx::cancelable made;
    const ctx::duration left(n[2]);
    const auto& why = causes_[static_cast<std::size_t>(cause)];
    if (as_timeout) {
        made = with_cause ? ctx::with_timeout_cause(parent.c, left, why)
                          : ctx::with_timeout(parent.c, left);
    } else {
        made = with_cause ? ctx::with_deadline_cause(parent.c, at, why)
                          : ctx::with_deadline(parent.c, at);
    }
    std::string born = add(n, std::move(made.child), std::move(made.cancel));
    if (!above || at < *above) contexts_[n[0]].deadline_cause = cause;
    return born;
}

std::string context_machine::add(const numbers& n, context c,
                                 std::optional<cancel_any> cancel) {
    const node& parent = contexts_[n[1]];
    const bool detached = !c.deadline();
    contexts_[n[0]] = {std::move(c), n[1],
                       detached ? 0 : parent.deadline_cause};
    if (cancel) {
        cancels_[n[0]] = *std::move(cancel);
        // Every third context gets shards, as if many threads had derived from
        // it at once.
        if (n[0] % 3 == 0) spread_children(*canceler_of(contexts_[n[0]].c));
    }
    return contexts_[n[0]].c.err() ? " over" : "";
}

std::string context_machine::cancel(std::int64_t id, std::int64_t cause) {
    const auto it = cancels_.find(id);
    if (it == cancels_.end()) return skipped;
    if (const auto* plain = std::get_if<ctx::cancel_func>(&it->second)) {
        (*plain)();
    } else {
        std::get<ctx::cancel_cause_func>(it->second)(
            causes_[static_cast<std::size_t>(cause)]);
    }
    return "";
}

std::string context_machine::register_function(std::int64_t id,
                                               std::int64_t on) {
    const auto it = contexts_.find(on);
    if (it == contexts_.end()) return skipped;
    function& f = functions_[id];
    f.on = on;
    f.stop = ctx::after_func(it->second.c, [this, id] { note_run(id); });
    return "";
}

std::string context_machine::stop(std::int64_t id) {
    const auto it = functions_.find(id);
    if (it == functions_.end() || !it->second.stop) return skipped;
    const bool stopped = (*it->second.stop)();
    it->second.stopped |= stopped;
    return " " + boolean(stopped);
}

std::string context_machine::abandon(std::int64_t id) {
    for (auto& [number, f] : functions_) {
        if (f.on == id) f.stop.reset();
    }
    const bool had_cancel = cancels_.erase(id) > 0;
    return contexts_.erase(id) > 0 || had_cancel ? "" : skipped;
}

void context_machine::note_run(std::int64_t id) {
    function& f = functions_[id];
    ++f.runs;
    f.seen = "at " + ctx::format_duration(clock::now().time_since_epoch());
    if (const auto it = contexts_.find(f.on); it != contexts_.end()) {
        f.seen += " err=" + ctx::to_string(it->second.c.err()) +
                  " cause=" + cause_of(it->second.c);
    }
    ran_.push_back(id);
}

// Returns the text of the cause and its number in the table.
std::string context_machine::cause_of(const context& c) const {
    const ctx::error why = ctx::cause(c);
    const auto it = std::ranges::find(causes_, why);
    return ctx::to_string(why) + " #" + std::to_string(it - causes_.begin());
}

std::string context_machine::show() {
    std::string text;
    for (const auto& [id, n] : contexts_) {
        text += "  " + std::to_string(id) +
                " err=" + ctx::to_string(n.c.err()) +
                " cause=" + cause_of(n.c) + " deadline=" + deadline_of(n.c) +
                " done=" + boolean(n.c.done().ready()) + " values=";
        for (std::size_t k = 0; k < key_count; ++k) {
            text += value_of(n.c, static_cast<std::int64_t>(k)) + ',';
        }
        text += ' ' + ctx::to_string(n.c) + '\n';
    }
    std::ranges::sort(ran_);
    for (const auto id : std::exchange(ran_, {})) {
        text +=
            "  ran " + std::to_string(id) + ' ' + functions_[id].seen + '\n';
    }
    return text;
}

trace run_contexts(const program& p) {
    trace seen;
    (void)ctx::bubble([&] {
        context_machine machine;
        for (const auto& op : p) {
            const std::string result = machine.step(op);
            seen.push_back(to_string(op) + ":" + result + '\n' +
                           machine.show());
        }
    });
    return seen;
}

}  // namespace ctx_test
