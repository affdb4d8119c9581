// Standard output, checked: what could not be written is an error, not lost.
//
// Nothing is kept back, so that the other end of a pipe sees a line at the
// moment the lesson prints it.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <system_error>

namespace ctxdemo {

/// Standard output does not take what we write. Its code is
/// std::errc::broken_pipe if nobody reads any more, which is no news to report.
class output_error : public std::system_error {
public:
    using std::system_error::system_error;
};

/// Writes `text` to standard output, all of it.
///
/// Throws      output_error.
/// Threads     one at a time.
void write_output(std::string_view text);

/// Writes a line to standard error: "ctxdemo list: " and `message`. `command`
/// is empty if it is none in particular. What cannot be written there is lost.
void complain(const std::string& command, const std::string& message);

/// Closes standard output. Some file systems report only now what they could
/// not store.
///
/// Throws      output_error, also if it was closed all along.
void close_output();

}  // namespace ctxdemo
