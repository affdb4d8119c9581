// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/progress/store.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <new>
#include <system_error>
#include <utility>

#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/progress/file.hpp"
#include "apps/ctxdemo/run/shortage.hpp"

namespace ctxdemo {

namespace {

using std::filesystem::path;

/// Returns the folder that a variable names; empty if the path is relative,
/// which XDG asks to ignore.
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
    // A missing home is a problem only when there is something to keep.
    if (!file_.empty()) attempt([this] { all_ = read(); });
}

std::optional<lesson_progress> progress_store::of(
    const std::string& lesson) const {
    const auto it = all_.lessons.find(lesson);
    if (it == all_.lessons.end()) return std::nullopt;
    return it->second;
}

std::optional<exercise_progress> progress_store::of_exercise(
    const std::string& exercise) const {
    const auto it = all_.exercises.find(exercise);
    if (it == all_.exercises.end()) return std::nullopt;
    return it->second;
}

void progress_store::record_answer(const std::string& lesson,
                                   std::int64_t number, bool right) {
    record([=, date = today()](kept_progress& all) {
        all.lessons[lesson].answer = {number, right};
        all.lessons[lesson].date = date;
    });
}

void progress_store::record_finished(const std::string& lesson) {
    record([=, date = today()](kept_progress& all) {
        all.lessons[lesson].finished = true;
        all.lessons[lesson].date = date;
    });
}

std::int64_t progress_store::record_hint(const std::string& exercise,
                                         std::int64_t most) {
    record([=, date = today()](kept_progress& all) {
        auto& p = all.exercises[exercise];
        p.hints = std::min(p.hints + 1, most);
        p.date = date;
    });
    return all_.exercises[exercise].hints;
}

void progress_store::record_solved(const std::string& exercise) {
    record([=, date = today()](kept_progress& all) {
        all.exercises[exercise].solved = true;
        all.exercises[exercise].date = date;
    });
}

void progress_store::forget(const std::string& name) {
    record([=](kept_progress& all) {
        all.lessons.erase(name);
        all.exercises.erase(name);
    });
}

void progress_store::reset() {
    all_ = {};
    unsaved_.clear();
    attempt([this] {
        std::error_code none;
        if (!std::filesystem::exists(file_.parent_path(), none)) return;
        update_file(file_, patience_, [] { return std::nullopt; });
    });
}

bool progress_store::has_place() {
    attempt([] {});
    return !file_.empty();
}

std::string progress_store::take_problem() {
    return std::exchange(problem_, {});
}

void progress_store::record(change c) {
    c(all_);
    unsaved_.push_back(std::move(c));
    attempt([this] {
        kept_progress now;
        update_file(file_, patience_, [&] {
            now = read();
            for (const auto& each : unsaved_) each(now);
            return progress_json(now);
        });
        all_ = std::move(now);
        unsaved_.clear();
    });
}

kept_progress progress_store::read() const {
    const auto text = read_file(file_);
    return text ? parse_progress(*text) : kept_progress();
}

void progress_store::set_problem(const std::string& reason) {
    if (reason == last_reason_) return;
    last_reason_ = reason;
    problem_ = "your progress is not kept: " + reason;
}

void progress_store::attempt(const std::function<void()>& f) {
    if (file_.empty()) {
        return set_problem(
            "there is no home folder; set HOME, or XDG_STATE_HOME, such as: "
            "XDG_STATE_HOME=/tmp ctxdemo");
    }
    const std::string name = shown(file_.string());
    try {
        f();
    } catch (const progress_error& e) {
        set_problem(
            fmt::format("{} is not as it should be: {}; mend it, or remove it "
                        "with: ctxdemo progress --reset",
                        name, e.what()));
    } catch (const std::bad_alloc&) {
        throw;  // not a problem of the file
    } catch (const std::exception& e) {
        if (const char* lacking = shortage_in(std::current_exception())) {
            return set_problem(fmt::format("{}: {}", name, lacking));
        }
        set_problem(
            fmt::format("{}: {}; set XDG_STATE_HOME to keep it "
                        "elsewhere",
                        name, e.what()));
    }
}

kept_progress usual_progress() {
    progress_store store;
    const std::string problem = store.take_problem();
    if (!problem.empty()) complain("", problem.c_str());
    return {store.all(), store.exercises()};
}

}  // namespace ctxdemo
