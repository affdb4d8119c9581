// Programs of context operations, compared with a simple model of a tree of
// contexts. In the model a node is done if it is canceled, if its deadline has
// passed, or if its parent is done and without_cancel does not detach it.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctx/ctx.hpp>
#include <limits>
#include <map>
#include <string>
#include <system_error>

#include "tests/differential/context_machine.hpp"
#include "tests/differential/context_program.hpp"
#include "tests/fuzz/program_of.hpp"

namespace {

using ctx_test::context_machine;
using ctx_test::operation;

constexpr auto never = std::numeric_limits<std::int64_t>::max();

struct model_node {
    std::int64_t parent = -1;
    bool hears_parent = true;
    std::int64_t deadline = never;
    std::error_code err;
};

class model {
public:
    void apply(const operation& op) {
        const auto& n = op.numbers;
        if (op.name == "advance") {
            now_ += n[0];
            let_expire();
        } else if (op.name.starts_with("cancel")) {
            end(n[0], ctx::errc::canceled);
        } else if (op.name.starts_with("with")) {
            derive(op);
        }
    }

    [[nodiscard]] const model_node& operator[](std::int64_t id) const {
        return nodes_.at(id);
    }

private:
    void derive(const operation& op) {
        const auto& n = op.numbers;
        const model_node& parent = nodes_[n[1]];
        model_node& child = nodes_[n[0]];
        child.parent = n[1];
        child.hears_parent = op.name != "without_cancel";
        if (!child.hears_parent) return;
        child.deadline = parent.deadline;
        child.err = parent.err;
        if (op.name.starts_with("with_deadline")) {
            child.deadline = std::min(child.deadline, n[2]);
        } else if (op.name.starts_with("with_timeout")) {
            child.deadline = std::min(child.deadline, now_ + n[2]);
        }
        let_expire();
    }

    void let_expire() {
        for (const auto& [id, n] : nodes_) {
            if (n.deadline <= now_) end(id, ctx::errc::deadline_exceeded);
        }
    }

    void end(std::int64_t id, ctx::errc why) {
        model_node& n = nodes_[id];
        if (n.err) return;
        n.err = why;
        for (const auto& [below, child] : nodes_) {
            if (child.parent == id && child.hears_parent) end(below, why);
        }
    }

    std::int64_t now_ = 0;
    std::map<std::int64_t, model_node> nodes_{{0, {}}, {1, {}}};
};

// Returns the first difference between the machine's contexts and the model;
// empty if there is none.
std::string wrong_context(const context_machine& machine, const model& should) {
    for (const auto& [id, n] : machine.contexts()) {
        const auto& c = n.c;
        const std::string name = "context " + std::to_string(id);
        const auto deadline =
            c.deadline().value_or(ctx::clock::time_point::max());
        if (c.err() != should[id].err) return name + ": err";
        if (c.done().ready() != static_cast<bool>(c.err())) {
            return name + ": done and err disagree";
        }
        if (static_cast<bool>(cause(c)) != static_cast<bool>(c.err())) {
            return name + ": cause and err disagree";
        }
        if (deadline.time_since_epoch().count() != should[id].deadline) {
            return name + ": deadline";
        }
    }
    return "";
}

// Returns the first difference in the functions, some of which were registered
// on contexts that have no handle any more.
std::string wrong_function(const context_machine& machine,
                           const model& should) {
    for (const auto& [id, f] : machine.functions()) {
        const bool runs = should[f.on].err && !f.stopped;
        if (f.runs == (runs ? 1 : 0)) continue;
        return "function " + std::to_string(id) + " ran " +
               std::to_string(f.runs) + " times";
    }
    return "";
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto program =
        ctx_fuzz::program_of<ctx_test::context_generator>(data, size);
    (void)ctx::bubble([&] {
        context_machine machine;
        model should;
        for (const auto& op : program) {
            if (machine.step(op) != context_machine::skipped) {
                should.apply(op);
            }
            auto wrong = wrong_context(machine, should);
            if (wrong.empty()) wrong = wrong_function(machine, should);
            ctx_fuzz::nothing_wrong(wrong, program);
        }
    });
    return 0;
}
