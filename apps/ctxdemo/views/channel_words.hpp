// Sentences on channels. A channel of the HTTP library carries something that a
// learner knows by name, so its sentences speak of that.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "apps/ctxdemo/run/program_names.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// The sentences on one channel. {0} is the goroutine and {1} the channel; in
/// the last four, {0} is the channel.
struct channel_words {
    using text = lessons::bilingual;

    text sends;
    text sends_closed;  ///< the channel is closed already
    text receives;
    text has_received;
    text finds_closed;
    text closes;
    text awaited;    ///< follows "waits "
    text brief;      ///< follows "waiting for "
    text came;       ///< follows "goes on: "
    text is_closed;  ///< the same
};

/// Returns the sentences on `channel`.
[[nodiscard]] const channel_words& words_on(const program_names& names,
                                            std::uint32_t channel);

}  // namespace ctxdemo
