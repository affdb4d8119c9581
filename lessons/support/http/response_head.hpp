// The header of a response. The parser accepts the headers that Go's client
// accepts, and reports Go's error for the others.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lessons::http {

/// Reads a header line by line as it comes, so that a server that does not
/// speak HTTP is detected at once.
class response_head {
public:
    /// Parses the lines that have come since the last call.
    ///
    /// `text`      all bytes so far, from the first byte on.
    /// `ended`     true if no more bytes will come: the last line is complete.
    /// Returns     the error, such as `malformed HTTP response "abc"`; empty if
    ///             there is none so far.
    [[nodiscard]] std::string read(std::string_view text, bool ended);

    /// Returns true once the header is complete.
    [[nodiscard]] bool done() const noexcept { return part_ == part::body; }

    /// Returns the number of bytes that read() has parsed.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    [[nodiscard]] const std::string& proto() const { return proto_; }
    [[nodiscard]] const std::string& status() const { return status_; }

    /// Returns the header in a form that a strict parser accepts. Go is more
    /// lenient with line ends, versions, reasons and lengths.
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
