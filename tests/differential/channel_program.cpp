// SPDX-License-Identifier: MIT
#include "tests/differential/channel_program.hpp"

namespace ctx_test {

namespace {

// The limits are low, so that goroutines meet.
constexpr std::size_t most_channels = 4;  // the nil channel included
constexpr std::size_t most_contexts = 3;  // background() included

}  // namespace

operation channel_generator::next() {
    if (channels_.size() < 2) return made();
    switch (below_(16)) {
        case 0:
            return made();
        case 1:
            return {"cancel", {one_of(contexts_)}};
        case 2:
            return {"close", {++last_id_, one_of(channels_)}};
        case 3:
        case 4:
        case 5:
        case 6:
            return {"send", {++last_id_, one_of(channels_)}};
        case 7:
        case 8:
        case 9:
            return {"receive", {++last_id_, one_of(channels_)}};
        default:
            return selected();
    }
}

operation channel_generator::made() {
    if (channels_.size() < most_channels) {
        channels_.push_back(++last_id_);
        return {"chan", {last_id_, static_cast<std::int64_t>(below_(3))}};
    }
    if (contexts_.size() < most_contexts) {
        contexts_.push_back(++last_id_);
        return {"context", {last_id_}};
    }
    return {"receive", {++last_id_, one_of(channels_)}};
}

operation channel_generator::selected() {
    operation op{"select",
                 {++last_id_, static_cast<std::int64_t>(below_(3) == 0)}};
    for (std::size_t left = 1 + below_(3); left > 0; --left) {
        const auto kind = below_(5) / 2;
        op.numbers.push_back(static_cast<std::int64_t>(kind));
        op.numbers.push_back(one_of(kind == 2 ? contexts_ : channels_));
    }
    return op;
}

}  // namespace ctx_test
