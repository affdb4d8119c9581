// Programs of channel operations. No goroutine waits on a channel that is ready
// for it, and every sent value is received at most once and never lost.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctx/ctx.hpp>
#include <map>
#include <set>
#include <string>

#include "tests/differential/channel_machine.hpp"
#include "tests/differential/channel_program.hpp"
#include "tests/fuzz/program_of.hpp"

namespace {

using ctx_test::channel_machine;
using ctx_test::operation;
using numbers = std::set<std::int64_t>;

// The state of one channel according to the steps.
struct channel_state {
    bool closed = false;
    numbers sent;
    numbers received;
    numbers senders;    // the waiting ones, by their steps' numbers
    numbers receivers;  // the same of receivers
};

// The effect of all steps so far, to be compared with the machine.
class account {
public:
    account(const ctx_test::program& p, std::size_t steps,
            const channel_machine& machine)
        : machine_(machine) {
        for (std::size_t i = 0; i < steps; ++i) add(p[i]);
    }

    // Returns the first error; empty if there is none.
    [[nodiscard]] std::string wrong() const {
        if (deaf_) return "a select waits for a context that is done";
        if (twice_) return "a value was received twice";
        for (const auto& [id, c] : machine_.channels()) {
            const auto it = channels_.find(id);
            if (id == 0 || it == channels_.end()) continue;
            const std::string what = wrong(c, it->second);
            if (!what.empty()) {
                return "channel " + std::to_string(id) + ": " + what;
            }
        }
        return "";
    }

private:
    static std::string wrong(const channel_machine::channel& c,
                             const channel_state& s) {
        if (c.size() > c.capacity()) return "it holds more than its capacity";
        if (s.sent.size() != s.received.size() + c.size()) {
            return "a sent value was lost";
        }
        if (!std::ranges::includes(s.sent, s.received)) {
            return "a received value was not sent";
        }
        if (s.closed && s.senders.size() + s.receivers.size() > 0) {
            return "it is closed, but a goroutine waits";
        }
        if (!s.receivers.empty() && c.size() > 0) {
            return "it is not empty, but a receiver waits";
        }
        if (!s.senders.empty() && c.size() < c.capacity()) {
            return "it is not full, but a sender waits";
        }
        // One select may wait to send and to receive, because it does not meet
        // itself.
        numbers all = s.senders;
        all.insert(s.receivers.begin(), s.receivers.end());
        if (!s.senders.empty() && !s.receivers.empty() && all.size() > 1) {
            return "a sender and a receiver wait for each other";
        }
        return "";
    }

    void add(const operation& op) {
        const auto& n = op.numbers;
        if (op.name == "cancel" && n[0] != 0) {
            canceled_.insert(n[0]);
            return;
        }
        if (machine_.waiting().contains(n[0])) add_waiting(op);
        const auto it = machine_.results().find(n[0]);
        if (it != machine_.results().end()) add_result(op, it->second);
    }

    void add_waiting(const operation& op) {
        const auto& n = op.numbers;
        if (op.name == "send") channels_[n[1]].senders.insert(n[0]);
        if (op.name == "receive") channels_[n[1]].receivers.insert(n[0]);
        if (op.name != "select") return;
        for (std::size_t i = 2; i < n.size(); i += 2) {
            if (n[i] == 0) channels_[n[i + 1]].receivers.insert(n[0]);
            if (n[i] == 1) channels_[n[i + 1]].senders.insert(n[0]);
            if (n[i] == 2 && canceled_.contains(n[i + 1])) deaf_ = true;
        }
    }

    void add_result(const operation& op, const std::string& result) {
        const auto& n = op.numbers;
        std::int64_t on = n[1];
        if (op.name == "select") {
            if (!result.starts_with("case ")) return;
            on = n[3 + 2 * std::stoul(result.substr(5))];
        }
        if (result == "done" && op.name == "close") {
            channels_[on].closed = true;
        }
        if (const auto at = result.find("received "); at != result.npos) {
            const auto value = std::stoll(result.substr(at + 9));
            twice_ |= !channels_[on].received.insert(value).second;
        } else if (op.name == "send" && result == "done") {
            channels_[on].sent.insert(n[0]);
        } else if (op.name == "select" &&
                   n[2 + 2 * std::stoul(result.substr(5))] == 1) {
            channels_[on].sent.insert(n[0]);
        }
    }

    const channel_machine& machine_;
    std::map<std::int64_t, channel_state> channels_;
    numbers canceled_;
    bool deaf_ = false;
    bool twice_ = false;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto program =
        ctx_fuzz::program_of<ctx_test::channel_generator>(data, size);
    (void)ctx::bubble([&] {
        channel_machine machine;
        for (std::size_t i = 0; i < program.size(); ++i) {
            machine.step(program[i]);
            const auto wrong = account(program, i + 1, machine).wrong();
            ctx_fuzz::nothing_wrong(wrong, program);
        }
    });
    return 0;
}
