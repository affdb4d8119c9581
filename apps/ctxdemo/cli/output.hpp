// Standard output without a buffer, so that a pipe gets each line when the
// lesson prints it. A text that cannot be written is an error. So is a closed
// standard output.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <system_error>

namespace ctxdemo {

/// Thrown if standard output cannot be written. main does not report the code
/// std::errc::broken_pipe, because then the reader has chosen to stop.
class output_error : public std::system_error {
public:
    using std::system_error::system_error;
};

/// Fills those of the descriptors 0 to 2 that are closed, so that no file, pipe
/// or socket of the program gets such a number and with it the program's
/// output. Reading and writing there still fail with EBADF. Call it before the
/// program opens anything.
void fill_standard_descriptors() noexcept;

/// Writes all of `text` to standard output.
///
/// Throws      output_error.
/// Threads     one at a time.
void write_output(std::string_view text);

/// Writes a line to standard error: "ctxdemo list: " and `message`; "ctxdemo: "
/// if `command` is empty. A failure to write it is ignored. Needs no memory.
void complain(const char* command, const char* message) noexcept;

/// Closes standard output, because some file systems report a full disk only
/// then.
///
/// Throws      output_error, also if standard output was closed before. A
///             command that prints nothing fails then, too.
void close_output();

}  // namespace ctxdemo
