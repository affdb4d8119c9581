// Random programs of context operations. A step is one of these. ID names the
// object that the step makes, ON is the object that it acts on, and times are
// in nanoseconds:
//
//     with_cancel ID ON             with_cancel_cause ID ON
//     with_deadline ID ON AT        with_deadline_cause ID ON AT CAUSE
//     with_timeout ID ON FOR        with_timeout_cause ID ON FOR CAUSE
//     with_value ID ON KEY VALUE    without_cancel ID ON
//     after_func ID ON              stop ON
//     cancel ON                     cancel_cause ON CAUSE
//     drop ON                       drop_cancel ON
//     abandon ON                    advance FOR
//
// `abandon` drops a context, its cancel function, and the stop functions of the
// functions registered on it. No handle is left then, and the functions still
// run.
//
// Contexts 0 and 1 are background() and todo(). Keys, values and causes are
// numbers in tables; see context_machine.cpp.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/differential/program.hpp"

namespace ctx_test {

/// The sizes of the tables.
inline constexpr std::size_t key_count = 4;
inline constexpr std::size_t value_count = 6;
inline constexpr std::size_t cause_count = 6;  // cause 0 is no cause

/// Makes a program, step by step.
class context_generator {
public:
    explicit context_generator(choice_source below)
        : below_(std::move(below)) {}

    [[nodiscard]] operation next();

private:
    [[nodiscard]] operation derived();
    [[nodiscard]] operation canceled();
    [[nodiscard]] operation registered();
    [[nodiscard]] operation advanced();
    [[nodiscard]] operation about(const char* name,
                                  const std::vector<std::int64_t>& ids);

    [[nodiscard]] std::int64_t one_of(const std::vector<std::int64_t>& ids);
    [[nodiscard]] std::int64_t cause() {
        return static_cast<std::int64_t>(below_(cause_count));
    }

    const choice_source below_;
    std::int64_t last_id_ = 1;
    std::vector<std::int64_t> contexts_{0, 1};
    std::vector<std::int64_t> derived_;  // all contexts but the roots
    std::vector<std::int64_t> cancels_;  // contexts with a cancel function
    std::vector<std::int64_t>
        cause_cancels_;  // contexts whose cancel function takes a cause
    std::vector<std::int64_t> functions_;
};

}  // namespace ctx_test
