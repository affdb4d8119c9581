// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/exercise/files.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <vector>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/find_lesson.hpp"
#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/judge/workshop.hpp"

namespace ctxdemo {

using lessons::all_exercises;
using lessons::all_puzzles;
using lessons::exercise;
using lessons::puzzle;

namespace fs = std::filesystem;

namespace {

constexpr const char* listing = "ctxdemo exercise";

template <class... Args>
[[noreturn]] void fail(fmt::format_string<Args...> text, Args&&... args) {
    throw usage_error("exercise",
                      fmt::format(text, std::forward<Args>(args)...));
}

template <class All>
auto find_named(const All& all, std::string_view name) {
    const auto found = std::ranges::find_if(
        all, [&](const auto& each) { return each.name == name; });
    return found == all.end() ? nullptr : &*found;
}

template <class All>
std::vector<std::string> names_of(const All& all) {
    std::vector<std::string> names;
    for (const auto& each : all) names.emplace_back(each.name);
    return names;
}

/// Closes a file, and removes it unless it was kept: half a program would be in
/// the way of a second try.
class new_file {
public:
    explicit new_file(const fs::path& name)
        : name_(name),
          number_(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                         0666)) {}
    ~new_file() {
        if (number_ < 0) return;
        ::close(number_);
        if (!kept_) ::unlink(name_.c_str());
    }
    new_file(const new_file&) = delete;
    new_file& operator=(const new_file&) = delete;

    [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }
    void keep() noexcept { kept_ = true; }
    [[nodiscard]] bool write(std::string_view text) const noexcept {
        while (!text.empty()) {
            const auto n = ::write(number_, text.data(), text.size());
            if (n < 0 && errno != EINTR) return false;
            if (n > 0) text.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }

private:
    const fs::path& name_;
    const int number_;
    bool kept_ = false;
};

std::string reason() { return std::generic_category().message(errno); }

std::string start_line(const exercise& e) {
    return "ctxdemo exercise start " + std::string(e.name);
}

/// Throws usage_error if the program would be a folder.
void check_no_folder(const fs::path& file, const exercise* named) {
    std::error_code none;
    if (!fs::is_directory(file, none)) return;
    const auto& e = named ? *named : all_exercises().front();
    if (named) {
        fail("{} is a folder; write the file elsewhere, such as: {} --dir /tmp",
             shown(file.string()), start_line(e));
    }
    fail("{} is a folder; name the file in it, such as: {}",
         shown(file.string()),
         shown((file / (std::string(e.name) + ".cpp")).string()));
}

/// Returns true if `named` is a path, rather than a mistyped name.
bool is_path(const std::string& named) {
    std::error_code none;
    return named.find('/') != named.npos || named.ends_with(".cpp") ||
           fs::exists(named, none);
}

}  // namespace

fs::path write_start(const exercise& e, const fs::path& folder) {
    std::error_code none;
    if (!folder.empty() && !fs::is_directory(folder, none)) {
        fail("there is no folder {0}; make it first: {1}",
             shown(folder.string()), shell_line({"mkdir", folder.string()}));
    }
    const fs::path file = folder / (std::string(e.name) + ".cpp");
    new_file out(file);
    if (!out.is_open() && errno == EEXIST) {
        fail(
            "{} is there already, and stays as it is; go on with: {}",
            shown(file.string()),
            shell_line({"ctxdemo", "exercise", "watch",
                        folder.empty() ? std::string(e.name) : file.string()}));
    }
    if (!out.is_open() || !out.write(e.start)) {
        fail(
            "cannot write {}: {}; choose another folder, such as: {} --dir "
            "/tmp",
            shown(file.string()), reason(), start_line(e));
    }
    out.keep();
    return file;
}

learners_file find_file(const std::string& named) {
    std::error_code none;
    if (const auto* const e = find_named(all_exercises(), named)) {
        fs::path file = named + ".cpp";
        check_no_folder(file, e);
        if (fs::exists(file, none)) return {e, std::move(file)};
        fail("there is no {0}.cpp in this folder; write it with: {1}", named,
             start_line(*e));
    }
    if (!is_path(named)) (void)find_exercise(named);
    if (!fs::exists(named, none)) {
        fail("there is no file {}; {} lists the exercises", shown(named),
             listing);
    }
    check_no_folder(named, nullptr);
    const auto* const e = exercise_of(named);
    if (e) return {e, named};
    fail(
        "cannot tell which exercise {} is for; its first line must say so, "
        "such as: // Exercise {}: ...",
        shown(named), all_exercises().front().name);
}

learners_file only_file(std::string_view action) {
    std::vector<learners_file> found;
    for (const auto& e : all_exercises()) {
        const fs::path file = std::string(e.name) + ".cpp";
        std::error_code none;
        if (!fs::exists(file, none) || fs::is_directory(file, none)) continue;
        found.push_back({&e, file});
    }
    if (found.size() == 1) return found.front();
    if (found.empty()) {
        fail("there is no exercise in this folder; begin one, such as: {}",
             start_line(all_exercises().front()));
    }
    fail(
        "which exercise? This folder has {} of them; name one, such as: "
        "ctxdemo exercise {} {}",
        found.size(), action, found.front().of->name);
}

const exercise& find_exercise(const std::string& name) {
    if (const auto* const e = find_named(all_exercises(), name)) return *e;
    if (find_named(all_puzzles(), name)) {
        fail(
            "{0} is a program to break; begin with: ctxdemo exercise break "
            "{0}",
            name);
    }
    fail_unknown("exercise", "exercise", name, names_of(all_exercises()),
                 listing);
}

const puzzle& find_puzzle(const std::string& name) {
    if (const auto* const p = find_named(all_puzzles(), name)) return *p;
    if (const auto* const e = find_named(all_exercises(), name)) {
        fail("{} is a program to mend; begin with: {}", name, start_line(*e));
    }
    fail_unknown("exercise", "program to break", name, names_of(all_puzzles()),
                 listing);
}

std::string source_of(const fs::path& file) {
    std::error_code none;
    if (!fs::is_regular_file(file, none)) return "";
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace ctxdemo
