// A small file that is kept from one run to the next, and that several programs
// may change at once.
//
// Whoever reads it sees all of what somebody wrote, or all of what was there
// before. Whoever changes it holds a lock from reading to writing, so that
// nobody's change is lost.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace ctxdemo {

/// Returns what is in `file`; nothing if there is no such file.
///
/// Throws      std::system_error, also for what is no plain file, such as a
///             pipe, which might never end.
[[nodiscard]] std::optional<std::string> read_kept(
    const std::filesystem::path& file);

/// Puts `text` in the place of `file`, at once or not at all: it is written,
/// down to the disk, beside it before. Only its owner may read it.
///
/// Throws      std::system_error; the file is then as it was.
void write_kept(const std::filesystem::path& file, std::string_view text);

/// Makes a folder and those it is in, for their owner only.
///
/// Throws      std::system_error.
void make_private_folder(const std::filesystem::path& folder);

/// While one of these lives, no other on the same file does, in this program or
/// another. The end of a program, however it comes, lets go of it.
class file_lock {
public:
    /// Waits for it, for `patience` at most. Makes the file, which stays. On a
    /// file system without locks it is content with none.
    ///
    /// Throws      std::system_error; its code is std::errc::timed_out if
    ///             another one has it all that time.
    file_lock(const std::filesystem::path& file,
              std::chrono::milliseconds patience);
    ~file_lock();
    file_lock(const file_lock&) = delete;
    file_lock& operator=(const file_lock&) = delete;

private:
    const int file_;
};

}  // namespace ctxdemo
