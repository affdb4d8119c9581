// Files that are made once and kept in the user's cache folder.
//
// Several ctxdemo may use the folder at the same time: a file is made under
// another name and then renamed, so that it is there as a whole or not at all.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// Returns the folder for what may be made again: $XDG_CACHE_HOME/ctxdemo, or
/// ~/.cache/ctxdemo. If that cannot be written, or others may write it, a
/// folder that goes with this process. The folder exists.
[[nodiscard]] const std::filesystem::path& cache_folder();

/// A new folder in the cache folder. The destructor deletes it.
class work_folder {
public:
    work_folder();
    work_folder(const work_folder&) = delete;
    work_folder& operator=(const work_folder&) = delete;
    ~work_folder();

    [[nodiscard]] const std::filesystem::path& path() const noexcept {
        return path_;
    }

private:
    std::filesystem::path path_;
};

/// A number that tells texts and files apart.
class digest {
public:
    digest& add(std::string_view text) noexcept;

    /// Adds the path of a file, its size and the time of its last change.
    digest& add_file(const std::filesystem::path& file);

    /// Returns the number as 16 digits.
    [[nodiscard]] std::string text() const;

private:
    std::uint64_t value_ = 0xCBF29CE484222325U;
};

/// Returns the files in a list of dependencies that a compiler has written with
/// -MD.
[[nodiscard]] std::vector<std::filesystem::path> dependencies_in(
    std::string_view text);

/// Returns the content of a file; empty if it cannot be read.
[[nodiscard]] std::string content_of(const std::filesystem::path& file);

/// Writes a file as a whole: makes it in `work`, and renames it.
void write_whole(const std::filesystem::path& file, std::string_view content,
                 const work_folder& work);

}  // namespace ctxdemo
