// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/judge/cache.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

namespace ctxdemo {

using std::filesystem::path;

namespace {

/// Returns the folder that a variable names; empty if the path is relative,
/// which XDG asks to ignore.
path folder_in(const char* variable) {
    const char* const value = std::getenv(variable);
    const path folder = value ? value : "";
    return folder.is_absolute() ? folder : path();
}

path usual_folder() {
    if (const path xdg = folder_in("XDG_CACHE_HOME"); !xdg.empty()) {
        return xdg / "ctxdemo";
    }
    const path home = folder_in("HOME");
    return home.empty() ? path() : home / ".cache" / "ctxdemo";
}

/// Returns true if this user can write a folder, and no other user can: the
/// files in it are run.
bool is_own(const path& folder) {
    struct stat s {};
    return ::stat(folder.c_str(), &s) == 0 && S_ISDIR(s.st_mode) &&
           s.st_uid == ::geteuid() && (s.st_mode & (S_IWGRP | S_IWOTH)) == 0 &&
           ::access(folder.c_str(), W_OK | X_OK) == 0;
}

path new_folder_in(const path& where) {
    std::string name = where / "ctxdemo-XXXXXX";
    if (!::mkdtemp(name.data())) {
        throw std::system_error(errno, std::system_category(), name);
    }
    return name;
}

/// A folder that is deleted when the process ends.
struct passing_folder {
    path where = new_folder_in(std::filesystem::temp_directory_path());
    passing_folder() = default;
    passing_folder(const passing_folder&) = delete;
    passing_folder& operator=(const passing_folder&) = delete;
    ~passing_folder() {
        std::error_code ignored;
        (void)std::filesystem::remove_all(where, ignored);
    }
};

path find_cache_folder() {
    const path usual = usual_folder();
    std::error_code ignored;
    if (!usual.empty()) {
        if (std::filesystem::create_directories(usual, ignored)) {
            (void)::chmod(usual.c_str(), S_IRWXU);
        }
        if (is_own(usual)) return usual;
    }
    static const passing_folder instead;
    return instead.where;
}

}  // namespace

const path& cache_folder() {
    static const path folder = find_cache_folder();
    return folder;
}

work_folder::work_folder() : path_(new_folder_in(cache_folder())) {}

work_folder::~work_folder() {
    std::error_code ignored;
    (void)std::filesystem::remove_all(path_, ignored);
}

digest& digest::add(std::string_view text) noexcept {
    const auto add_byte = [this](unsigned char c) {
        value_ = (value_ ^ c) * 0x100000001B3U;  // FNV-1a
    };
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
    add_byte(0);
    return *this;
}

digest& digest::add_file(const path& file) {
    struct stat s {};
    if (::stat(file.c_str(), &s) != 0) return add(file.native());
    return add(fmt::format("{} {} {}.{}", file.native(), s.st_size,
                           s.st_mtim.tv_sec, s.st_mtim.tv_nsec));
}

std::string digest::text() const { return fmt::format("{:016x}", value_); }

std::vector<path> dependencies_in(std::string_view text) {
    std::vector<path> all;
    std::string word;
    const auto end_word = [&] {
        // The first word is the target.
        if (!word.empty() && word.back() != ':') all.emplace_back(word);
        word.clear();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = i + 1 < text.size() ? text[i + 1] : '\n';
        if (text[i] == '\\' && (next == ' ' || next == '#')) {
            word += text[++i];
        } else if (text[i] == '$' && next == '$') {
            word += text[++i];
        } else if (text[i] == '\\' && next == '\n') {
            ++i;
            end_word();
        } else if (text[i] == ' ' || text[i] == '\n') {
            end_word();
        } else {
            word += text[i];
        }
    }
    end_word();
    return all;
}

std::string content_of(const path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_whole(const path& file, std::string_view content,
                 const work_folder& work) {
    const path unfinished = work.path() / file.filename();
    std::ofstream out(unfinished, std::ios::binary);
    out.exceptions(std::ios::failbit | std::ios::badbit);
    out << content;
    out.close();
    std::filesystem::rename(unfinished, file);
}

}  // namespace ctxdemo
