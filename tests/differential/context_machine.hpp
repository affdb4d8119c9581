// The machine that runs a program of context operations in a bubble.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <ctx/ctx.hpp>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tests/differential/context_program.hpp"

namespace ctx_test {

/// Runs the steps of a program. A machine lives in a bubble.
class context_machine {
public:
    /// A context that the program still has.
    struct node {
        ctx::context c;
        std::int64_t parent = 0;
        /// The cause that it has if its deadline passes: a number in the table
        /// of causes.
        std::int64_t deadline_cause = 0;
    };

    /// A function that was registered.
    struct function {
        std::int64_t on = 0;  ///< the context
        std::optional<ctx::stop_func> stop;
        bool stopped = false;  ///< true if a stop returned true
        int runs = 0;
        std::string seen;  ///< what the function saw when it ran
    };

    /// The result of a step that could do nothing, because its object is
    /// missing.
    static constexpr const char* skipped = " skipped";

    context_machine();

    /// Runs one step, waits until all goroutines are blocked or done, and
    /// returns the result of the step, such as " true" for a stop. The result
    /// of a step that makes a context says whether the context was done at
    /// once.
    std::string step(const operation& op);

    /// The contexts and functions, by their numbers.
    [[nodiscard]] const std::map<std::int64_t, node>& contexts() const {
        return contexts_;
    }
    [[nodiscard]] const std::map<std::int64_t, function>& functions() const {
        return functions_;
    }

    /// Returns several lines: all that can be seen of each context, and the
    /// functions that have run since the last call.
    [[nodiscard]] std::string show();

private:
    using numbers = std::vector<std::int64_t>;
    using cancel_any = std::variant<ctx::cancel_func, ctx::cancel_cause_func>;

    std::string run(const operation& op);
    std::string derive(const operation& op, const node& parent);
    std::string derive_deadline(const numbers& n, const node& parent,
                                ctx::clock::time_point at, bool as_timeout);
    std::string add(const numbers& n, ctx::context c,
                    std::optional<cancel_any> cancel = {});
    std::string cancel(std::int64_t id, std::int64_t cause);
    std::string register_function(std::int64_t id, std::int64_t on);
    std::string stop(std::int64_t id);
    std::string abandon(std::int64_t id);
    void note_run(std::int64_t id);
    [[nodiscard]] std::string cause_of(const ctx::context& c) const;

    const std::vector<ctx::error> causes_;
    std::map<std::int64_t, node> contexts_;
    std::map<std::int64_t, cancel_any> cancels_;
    std::map<std::int64_t, function> functions_;
    std::vector<std::int64_t> ran_;  // since the last show()
};

/// Runs a whole program in a bubble, and returns what it shows after each step.
[[nodiscard]] trace run_contexts(const program& p);

}  // namespace ctx_test
