// The header of a request, as a server accepts it.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "lessons/support/http/framing.hpp"
#include "lessons/support/http/head.hpp"
#include "lessons/support/http/message.hpp"
#include "lessons/support/http/reader.hpp"
#include "lessons/support/http/url.hpp"

namespace lessons::http {

/// Thrown for a request that is HTTP and is refused nevertheless.
struct refused {
    int status;
    std::string_view why;
};

struct request_head {
    std::string method;
    std::string target;
    http::version version;
    http::url url;
    http::header header;
    http::framing framing;

    /// Returns true if a list in the first such field has the word.
    [[nodiscard]] bool has(const char* field, std::string_view word) const;
    [[nodiscard]] bool keeps_alive_1_0() const;
    [[nodiscard]] bool wants_close() const;
    [[nodiscard]] bool waits_for_100() const;
};

/// Reads the header of a request, of at most a megabyte.
///
/// Throws      what head_reader and frame_request throw; bad_value for a bad
///             target; refused.
[[nodiscard]] request_head read_request_head(reader& from);

}  // namespace lessons::http
