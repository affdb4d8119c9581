// Random programs of operations on a semaphore. After every step Go must show
// the same state. A step is one of these, where ID names the step:
//
//     semaphore SIZE       makes the semaphore; only the first does
//     context ID           cancel ON
//     acquire ID ON N      try ID N               release N
//
// A release of more units than are held does nothing, because Go's semaphore is
// of no use after its panic. An acquire takes at least one unit: in Go a
// request for none that stands behind a canceled one goes on at the next
// release only. Context 0 is there from the start.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <ctx/ctx.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/differential/conformance.hpp"
#include "tests/differential/program.hpp"
#include "tests/support/go.hpp"

namespace differential_semaphore_test {

using namespace ctx_test;

class generator {
public:
    explicit generator(choice_source below) : below_(std::move(below)) {}

    [[nodiscard]] operation next() {
        if (!std::exchange(has_semaphore_, true)) {
            return {"semaphore", {number_below(5)}};
        }
        switch (below_(12)) {
            case 0:
                contexts_.push_back(++last_id_);
                return {"context", {last_id_}};
            case 1:
                return {"cancel", {one_of(contexts_)}};
            case 2:
                return {"try", {++last_id_, number_below(4)}};
            case 3:
            case 4:
            case 5:
                return {"release", {number_below(4)}};
            default:
                return {"acquire",
                        {++last_id_, one_of(contexts_), 1 + number_below(5)}};
        }
    }

private:
    [[nodiscard]] std::int64_t number_below(std::size_t n) {
        return static_cast<std::int64_t>(below_(n));
    }
    // Mostly one of the last, because the others are soon canceled.
    [[nodiscard]] std::int64_t one_of(const std::vector<std::int64_t>& ids) {
        const std::size_t back = below_(ids.size()) * below_(2);
        return ids[ids.size() - 1 - back];
    }

    const choice_source below_;
    bool has_semaphore_ = false;
    std::int64_t last_id_ = 0;
    std::vector<std::int64_t> contexts_{0};
};

// Runs the steps of a program, each acquire in a goroutine of its own. Lives in
// a bubble.
class machine {
public:
    machine() { make_context(0); }
    ~machine() {
        for (const auto& [id, c] : contexts_) c.cancel();
        ctx::bubble_wait();
    }
    machine(const machine&) = delete;
    machine& operator=(const machine&) = delete;

    void step(const operation& op) {
        perform(op);
        ctx::bubble_wait();
    }

    [[nodiscard]] std::string show() {
        std::string text;
        for (const auto& [id, result] : std::exchange(ended_, {})) {
            text += "  " + std::to_string(id) + ' ' + result + '\n';
        }
        text += "  waiting:";
        for (const auto id : waiting_) text += ' ' + std::to_string(id);
        return text + "\n  held: " + std::to_string(held_) + '\n';
    }

private:
    void make_context(std::int64_t id) {
        contexts_[id] = ctx::with_cancel(ctx::background());
    }

    void perform(const operation& op) {
        const auto& n = op.numbers;
        if (op.name == "semaphore") {
            if (!units_) units_.emplace(n[0]);
        } else if (op.name == "context") {
            make_context(n[0]);
        } else if (op.name == "cancel") {
            const auto it = contexts_.find(n[0]);
            if (it != contexts_.end()) it->second.cancel();
        } else if (!units_) {
            return;
        } else if (op.name == "try") {
            end(n[0], units_->try_acquire(n[1]) ? "acquired" : "busy", n[1]);
        } else if (op.name == "release") {
            if (n[0] > held_) return;
            held_ -= n[0];
            units_->release(n[0]);
        } else if (contexts_.contains(n[1])) {
            acquire(n[0], contexts_.at(n[1]).child, n[2]);
        }
    }

    void acquire(std::int64_t id, const ctx::context& c, std::int64_t n) {
        waiting_.insert(id);
        ctx::go([this, id, c, n] {
            const auto err = units_->acquire(c, n);
            waiting_.erase(id);
            end(id, err ? err.message() : "acquired", n);
        });
    }

    void end(std::int64_t id, std::string result, std::int64_t n) {
        if (result == "acquired") held_ += n;
        ended_[id] = std::move(result);
    }

    std::optional<ctx::semaphore> units_;
    std::int64_t held_ = 0;
    std::map<std::int64_t, ctx::cancelable> contexts_;
    std::set<std::int64_t> waiting_;
    std::map<std::int64_t, std::string> ended_;  // since the last show()
};

trace run_semaphores(const program& p) {
    trace seen;
    (void)ctx::bubble([&] {
        machine m;
        for (const auto& op : p) {
            m.step(op);
            seen.push_back(to_string(op) + ":\n" + m.show());
        }
    });
    return seen;
}

TEST_CASE("semaphores do what Go's do, step by step") {
    if (skip_without_go()) return;
    hold_against_go({.kind = "semaphores",
                     .make = program_of<generator>,
                     .run = run_semaphores,
                     .agreeing_steps = [](const program& p, const trace& go) {
                         return common_steps(run_semaphores(p), go);
                     }});
}

}  // namespace differential_semaphore_test
