// SPDX-License-Identifier: MIT
#include "tests/differential/context_program.hpp"

#include <array>
#include <limits>

namespace ctx_test {

namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t s = 1000 * ms;
constexpr std::int64_t century = 36525LL * 24 * 3600 * s;

// So few times that several are often equal, and some that differ by 1 ns.
constexpr std::array<std::int64_t, 12> times{
    0,       1,       10 * ms, 10 * ms + 1,
    20 * ms, 50 * ms, 1 * s,   5 * s,
    60 * s,  century, -1 * s,  std::numeric_limits<std::int64_t>::min()};
constexpr std::array<std::int64_t, 6> waits{1,     10 * ms, 30 * ms,
                                            1 * s, 4 * s,   90 * s};

}  // namespace

// Mostly one of the last three, so that trees become deep.
std::int64_t context_generator::one_of(const std::vector<std::int64_t>& ids) {
    const std::size_t size = ids.size();
    const std::size_t back =
        below_(2) == 0 ? below_(std::min<std::size_t>(size, 3)) : below_(size);
    return ids[size - 1 - back];
}

operation context_generator::about(const char* name,
                                   const std::vector<std::int64_t>& ids) {
    if (ids.empty()) return advanced();
    return {name, {one_of(ids)}};
}

operation context_generator::next() {
    switch (below_(17)) {
        case 0:
        case 1:
            return advanced();
        case 2:
        case 3:
            return canceled();
        case 4:
        case 5:
            return registered();
        case 6:
            return about("stop", functions_);
        case 7:
            return about("drop", derived_);
        case 8:
            return about("drop_cancel", cancels_);
        case 9:
            return about("abandon", derived_);
        default:
            return derived();
    }
}

operation context_generator::derived() {
    const std::int64_t on = one_of(contexts_);
    const std::int64_t id = ++last_id_;
    contexts_.push_back(id);
    derived_.push_back(id);
    const auto time = [this] { return times[below_(times.size())]; };
    const auto with_cancel_func = [&](const char* name,
                                      std::vector<std::int64_t> more) {
        cancels_.push_back(id);
        more.insert(more.begin(), {id, on});
        return operation{name, std::move(more)};
    };
    switch (below_(10)) {
        case 0:
        case 1:
            return with_cancel_func("with_cancel", {});
        case 2:
        case 3:
            cause_cancels_.push_back(id);
            return with_cancel_func("with_cancel_cause", {});
        case 4:
            return with_cancel_func("with_deadline", {time()});
        case 5:
            return with_cancel_func("with_deadline_cause", {time(), cause()});
        case 6:
            return with_cancel_func("with_timeout", {time()});
        case 7:
            return with_cancel_func("with_timeout_cause", {time(), cause()});
        case 8:
            return {"without_cancel", {id, on}};
        default:
            return {"with_value",
                    {id, on, static_cast<std::int64_t>(below_(key_count)),
                     static_cast<std::int64_t>(below_(value_count))}};
    }
}

operation context_generator::canceled() {
    if (cause_cancels_.empty() || below_(2) == 0) {
        return about("cancel", cancels_);
    }
    return {"cancel_cause", {one_of(cause_cancels_), cause()}};
}

operation context_generator::registered() {
    functions_.push_back(++last_id_);
    return {"after_func", {last_id_, one_of(contexts_)}};
}

operation context_generator::advanced() {
    return {"advance", {waits[below_(waits.size())]}};
}

}  // namespace ctx_test
