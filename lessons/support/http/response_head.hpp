// The header of a response: what Go's client takes, and what it says of what
// it does not.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lessons::http {

/// Reads a header line by line, as it comes, so that a server that talks
/// something else is found out at once.
class response_head {
public:
    /// Reads the lines that have come since the last call.
    ///
    /// `text`      all that has come, from the first byte on.
    /// `ended`     true if there is no more, so that its last line is whole.
    /// Returns     what is wrong: `malformed HTTP response "abc"`; empty if
    ///             nothing is, so far.
    [[nodiscard]] std::string read(std::string_view text, bool ended);

    /// True once the header has come to its end.
    [[nodiscard]] bool done() const noexcept { return part_ == part::body; }

    /// How many bytes of the text it has read.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    [[nodiscard]] const std::string& proto() const { return proto_; }
    [[nodiscard]] const std::string& status() const { return status_; }

    /// The header in the form that a strict parser takes. Go is more lenient:
    /// with the ends of lines, versions, reasons and lengths.
    [[nodiscard]] std::string strict() const;

private:
    enum class part { status, fields, body };

    struct field {
        std::string name;
        std::string value;
    };

    [[nodiscard]] std::string read_line(std::string_view line);
    [[nodiscard]] std::string read_status(std::string_view line);
    [[nodiscard]] std::string read_field(std::string_view line);
    [[nodiscard]] std::string check_length();
    [[nodiscard]] std::vector<std::string> values(std::string_view name) const;
    void keep_first(std::string_view name, std::size_t count);

    part part_ = part::status;
    std::size_t size_ = 0;
    std::string proto_;   // "HTTP/1.1"
    std::string status_;  // "200 OK"
    std::vector<field> fields_;
};

}  // namespace lessons::http
