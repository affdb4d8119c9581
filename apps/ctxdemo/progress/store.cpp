// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/progress/store.hpp"

#include <fmt/core.h>

#include <cstdlib>
#include <exception>
#include <system_error>
#include <utility>

#include "apps/ctxdemo/cli/wording.hpp"
#include "apps/ctxdemo/progress/file.hpp"

namespace ctxdemo {

namespace {

using std::filesystem::path;

/// The folder that a variable names; empty if it does not, or not from the
/// root, which by the rules of XDG is the same.
path folder_in(const char* variable) {
    const char* const value = std::getenv(variable);
    const path folder = value ? value : "";
    return folder.is_absolute() ? folder : path();
}

std::string today() {
    using namespace std::chrono;
    const year_month_day now(floor<days>(system_clock::now()));
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(now.year()),
                       static_cast<unsigned>(now.month()),
                       static_cast<unsigned>(now.day()));
}

}  // namespace

path usual_progress_file() {
    path state = folder_in("XDG_STATE_HOME");
    if (state.empty()) {
        const path home = folder_in("HOME");
        if (home.empty()) return {};
        state = home / ".local" / "state";
    }
    return state / "ctxdemo" / "progress.json";
}

progress_store::progress_store(path file, std::chrono::milliseconds patience)
    : file_(std::move(file)), patience_(patience) {
    load();
}

std::optional<lesson_progress> progress_store::of(
    const std::string& lesson) const {
    const auto it = all_.find(lesson);
    if (it == all_.end()) return std::nullopt;
    return it->second;
}

void progress_store::record_answer(const std::string& lesson,
                                   std::int64_t number, bool right) {
    make([=, date = today()](progress_map& all) {
        auto& p = all[lesson];
        p.answer = {number, right};
        p.date = date;
    });
}

void progress_store::record_finished(const std::string& lesson) {
    make([=, date = today()](progress_map& all) {
        auto& p = all[lesson];
        p.finished = true;
        p.date = date;
    });
}

void progress_store::forget(const std::string& lesson) {
    make([=](progress_map& all) { all.erase(lesson); });
}

void progress_store::reset() {
    all_.clear();
    unsaved_.clear();
    attempt([this] {
        std::error_code none;
        if (!std::filesystem::exists(file_.parent_path(), none)) return;
        // Who holds it has read the file, and is about to write it.
        const file_lock lock(lock_file(), patience_);
        // A folder stays: it is not ours.
        if (std::filesystem::is_directory(file_)) {
            throw std::system_error(
                std::make_error_code(std::errc::is_a_directory),
                "cannot remove");
        }
        std::filesystem::remove(file_);
    });
}

bool progress_store::has_place() {
    attempt([] {});
    return !file_.empty();
}

std::string progress_store::take_problem() {
    return std::exchange(problem_, {});
}

void progress_store::load() {
    // Without a HOME there is nothing to read, and nothing to complain of
    // before there is something to keep.
    if (file_.empty()) return;
    attempt([this] { all_ = read(); });
}

void progress_store::make(change c) {
    c(all_);
    unsaved_.push_back(std::move(c));
    attempt([this] { save(); });
}

void progress_store::save() {
    make_private_folder(file_.parent_path());
    const file_lock lock(lock_file(), patience_);
    progress_map now = read();
    for (const auto& c : unsaved_) c(now);
    write_kept(file_, progress_json(now));
    all_ = std::move(now);
    unsaved_.clear();
}

progress_map progress_store::read() const {
    const auto text = read_kept(file_);
    return text ? parse_progress(*text) : progress_map();
}

path progress_store::lock_file() const {
    return file_.parent_path() / "progress.lock";
}

void progress_store::say(const std::string& problem) {
    if (problem == said_) return;
    problem_ = said_ = problem;
}

void progress_store::attempt(const std::function<void()>& f) {
    if (file_.empty()) {
        return say(
            "your progress is not kept: there is no home folder; set "
            "HOME, or XDG_STATE_HOME, such as: XDG_STATE_HOME=/tmp "
            "ctxdemo");
    }
    const std::string name = shown(file_.string());
    try {
        f();
    } catch (const progress_error& e) {
        say(
            fmt::format("your progress is not kept: {} is not as it should be: "
                        "{}; mend it, or remove it with: ctxdemo progress "
                        "--reset",
                        name, e.what()));
    } catch (const std::exception& e) {
        say(
            fmt::format("your progress is not kept: {}: {}; set XDG_STATE_HOME "
                        "to keep it elsewhere",
                        name, e.what()));
    }
}

}  // namespace ctxdemo
