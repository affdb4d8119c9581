// SPDX-License-Identifier: MIT
#include "tests/differential/channel_machine.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

namespace ctx_test {

namespace {

using channel = channel_machine::channel;

enum kind : std::int64_t { receive = 0, send = 1, done = 2 };

// The cases of a select whose number is known only at run time.
struct recv_from {
    channel from;
    std::optional<std::int64_t>* out;
    [[nodiscard]] auto made() const { return ctx::recv(from, *out); }
};
struct send_on {
    channel on;
    std::int64_t value;
    [[nodiscard]] auto made() const { return ctx::send(on, value); }
};
struct end_of {
    ctx::context c;
    [[nodiscard]] auto made() const { return ctx::recv(c.done()); }
};
using any_case = std::variant<recv_from, send_on, end_of>;

template <class... Cases>
std::size_t select_of(bool may_block, const Cases&... cases) {
    return may_block ? ctx::select(cases.made()...)
                     : ctx::select(cases.made()..., ctx::default_case);
}

std::size_t select_of(bool may_block, const std::vector<any_case>& cases) {
    const auto chosen = [&](const auto&... each) {
        return select_of(may_block, each...);
    };
    switch (cases.size()) {
        case 1:
            return std::visit(chosen, cases[0]);
        case 2:
            return std::visit(chosen, cases[0], cases[1]);
        default:
            return std::visit(chosen, cases[0], cases[1], cases[2]);
    }
}

std::string shown(const std::optional<std::int64_t>& received) {
    return received ? "received " + std::to_string(*received) : "closed";
}

}  // namespace

bool channel_machine::possible(const operation& op) const {
    const auto& n = op.numbers;
    if (op.name != "select") return channels_.contains(n[1]);
    for (std::size_t i = 2; i < n.size(); i += 2) {
        const bool known = n[i] == done ? contexts_.contains(n[i + 1])
                                        : channels_.contains(n[i + 1]);
        if (!known) return false;
    }
    return true;
}

void channel_machine::step(const operation& op) {
    const auto& n = op.numbers;
    if (op.name == "chan") {
        channels_.emplace(n[0], static_cast<std::size_t>(n[1]));
    } else if (op.name == "context") {
        contexts_[n[0]] = ctx::with_cancel(ctx::background());
    } else if (op.name == "cancel") {
        const auto it = contexts_.find(n[0]);
        if (it != contexts_.end()) it->second.cancel();
    } else if (possible(op)) {
        start(op);
    }
    ctx::bubble_wait();
}

void channel_machine::start(const operation& op) {
    const std::int64_t id = op.numbers[0];
    waiting_[id] = op;
    ctx::go([this, id, op] {
        std::string result;
        try {
            result = perform(op);
        } catch (const ctx::closed_channel& e) {
            result = std::string("panic: ") + e.what();
        }
        waiting_.erase(id);
        results_[id] = std::move(result);
        ended_.insert(id);
    });
}

std::string channel_machine::perform(const operation& op) {
    if (op.name == "select") return select(op);
    const channel c = channels_.at(op.numbers[1]);
    if (op.name == "receive") return shown(c.receive());
    if (op.name == "close") {
        c.close();
    } else {
        c.send(op.numbers[0]);
    }
    return "done";
}

std::string channel_machine::select(const operation& op) {
    const auto& n = op.numbers;
    std::optional<std::int64_t> received;
    std::vector<any_case> cases;
    for (std::size_t i = 2; i < n.size(); i += 2) {
        switch (n[i]) {
            case receive:
                cases.emplace_back(
                    recv_from{channels_.at(n[i + 1]), &received});
                break;
            case send:
                cases.emplace_back(send_on{channels_.at(n[i + 1]), n[0]});
                break;
            default:
                cases.emplace_back(end_of{contexts_.at(n[i + 1]).child});
        }
    }
    const std::size_t taken = select_of(n[1] == 0, cases);
    if (taken == cases.size()) return "default";
    std::string text = "case " + std::to_string(taken);
    if (std::holds_alternative<recv_from>(cases[taken])) {
        text += ", " + shown(received);
    }
    return text;
}

std::string channel_machine::show() {
    std::string text;
    for (const auto id : std::exchange(ended_, {})) {
        text += "  " + std::to_string(id) + ' ' + results_[id] + '\n';
    }
    text += "  waiting:";
    for (const auto& [id, op] : waiting_) text += ' ' + std::to_string(id);
    text += "\n  channels:";
    for (const auto& [id, c] : channels_) {
        text += ' ' + std::to_string(id) + '=' + std::to_string(c.size()) +
                '/' + std::to_string(c.capacity());
    }
    return text + '\n';
}

channel_run run_channels(const program& p,
                         const std::vector<std::size_t>& picks) {
    channel_run run;
    ctx::bubble_options options;
    options.choose = [&](const ctx::choice& c) -> std::size_t {
        if (c.what != ctx::choice::kind::select) return 0;
        const std::size_t i = run.selections.size();
        run.selections.push_back({c.ways, run.seen.size()});
        return i < picks.size() ? picks[i] : 0;
    };
    (void)ctx::bubble(
        [&] {
            channel_machine machine;
            for (const auto& op : p) {
                machine.step(op);
                run.seen.push_back(to_string(op) + ":\n" + machine.show());
            }
        },
        options);
    return run;
}

std::size_t possible_steps(const program& p, const trace& want) {
    std::size_t most = 0;
    std::vector<std::size_t> picks;
    while (true) {
        const channel_run run = run_channels(p, picks);
        const std::size_t common = common_steps(run.seen, want);
        most = std::max(most, common);
        if (common == want.size() && run.seen.size() == common) return most;
        // Choices after the first difference do not matter. Of the choices
        // before it, the next run changes the last that has an alternative
        // left.
        auto made = run.selections;
        std::erase_if(made, [&](const auto& s) { return s.step > common; });
        picks.resize(made.size());
        while (!picks.empty() &&
               picks.back() + 1 == made[picks.size() - 1].ways) {
            picks.pop_back();
        }
        if (picks.empty()) return most;
        ++picks.back();
    }
}

}  // namespace ctx_test
