// Random programs of channel operations. A step is one of these. ID names the
// object that the step makes, or the goroutine of a step that may block:
//
//     chan ID CAPACITY
//     context ID           cancel ON
//     send ID CHAN         receive ID CHAN        close ID CHAN
//     select ID DEFAULT {KIND ON}...
//
// A send sends its ID. Channel 0 is the nil channel, and context 0 is
// background(). A select has one to three cases. KIND is 0 to receive from a
// channel, 1 to send on a channel, and 2 to wait until a context is done.
// DEFAULT is 1 if the select must not block.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "tests/differential/program.hpp"

namespace ctx_test {

/// Makes a program, step by step.
class channel_generator {
public:
    explicit channel_generator(choice_source below)
        : below_(std::move(below)) {}

    [[nodiscard]] operation next();

private:
    [[nodiscard]] operation made();
    [[nodiscard]] operation selected();
    [[nodiscard]] std::int64_t one_of(const std::vector<std::int64_t>& ids) {
        return ids[below_(ids.size())];
    }

    const choice_source below_;
    std::int64_t last_id_ = 0;
    std::vector<std::int64_t> channels_{0};
    std::vector<std::int64_t> contexts_{0};
};

}  // namespace ctx_test
