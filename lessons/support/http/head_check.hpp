// What is wrong with the header of a response, in the words of Go's client.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ctxdemo::http {

/// Looks at a header line by line, as it comes, so that a server that talks
/// something else is found out at once.
class head_check {
public:
    /// Looks at the lines that have come since the last look.
    ///
    /// `head`      all that has come, from the first byte on.
    /// `ended`     true if there is no more, so that its last line is whole.
    /// Returns     what is wrong: `malformed HTTP response "abc"`; empty if
    ///             nothing is, so far.
    [[nodiscard]] std::string look(std::string_view head, bool ended);

    /// True once the header has come to its end.
    [[nodiscard]] bool done() const noexcept { return part_ == part::body; }

private:
    enum class part { status, fields, body };

    [[nodiscard]] std::string look_at_line(std::string_view line);

    part part_ = part::status;
    std::size_t looked_ = 0;  // at so many bytes
};

/// Returns what is after the version in the first line of a header: "200 OK".
[[nodiscard]] std::string status_of(std::string_view head);

}  // namespace ctxdemo::http
