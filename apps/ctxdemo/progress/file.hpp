// A small file that several programs may change at the same time.
//
//   1. A program that changes the file holds a lock from reading to writing, so
//      that no change is lost.
//   2. It writes a new file beside the old one and renames it, so that a reader
//      needs no lock: it sees all of the old text or all of the new one.
//
// All functions throw std::system_error; the file is then unchanged.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ctxdemo {

/// The most bytes that read_file() takes. A larger file is not this program's,
/// and might use up the memory.
inline constexpr std::size_t largest_file = 1 << 20;

/// Returns the text of `file`; nothing if there is no such file. Anything but a
/// plain file is an error, because reading a pipe might never end; so is a file
/// of more than largest_file bytes.
[[nodiscard]] std::optional<std::string> read_file(
    const std::filesystem::path& file);

/// Gives `file` a new text in one step: another program reads the old text or
/// the new one. If `file` is a symbolic link, this goes for the file it links
/// to. A file keeps its permissions; those of a new file are as the umask says.
void replace_file(const std::filesystem::path& file, std::string_view text);

/// Calls `change` under the lock, and gives `file` the text that it returns, or
/// removes `file` if it returns nothing. If `file` is a symbolic link, this
/// goes for the file it links to, which keeps its permissions. A new file, and
/// the folders made for it, are for their owner only.
/// Drafts that older versions of this program have left beside it are removed.
///
/// `patience`  how long to wait for another program that holds the lock.
void update_file(const std::filesystem::path& file,
                 std::chrono::milliseconds patience,
                 const std::function<std::optional<std::string>()>& change);

}  // namespace ctxdemo
