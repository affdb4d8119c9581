// `ctxdemo exercise watch` judges a file at every save. A round begins with a
// save, and ends with the next one:
//
//   1. The save to end the round is awaited before the file is read, so that no
//      save is missed.
//   2. While the file is judged on a thread of its own, this thread draws and
//      reads keys. A save stops the judging, and so does a key that ends the
//      round.
//
// Without a terminal there are no keys, and the verdicts are printed one after
// another.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/interrupt.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/commands/exercise.hpp"
#include "apps/ctxdemo/commands/watch_page.hpp"
#include "apps/ctxdemo/exercise/watching.hpp"
#include "apps/ctxdemo/judge/workshop.hpp"
#include "apps/ctxdemo/screen/takeover.hpp"
#include "apps/ctxdemo/screen/terminal.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/walk/exercise_walk.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using lessons::printable;

namespace {

constexpr bilingual wrote_next{"Wrote {}. The key t shows the task.",
                               "已写出 {}。按 t 看任务。"};

/// Why the screen was left.
enum class parting : std::uint8_t { interrupted, quit, next };

/// The screen, from when it is shown until it is left.
class watching {
public:
    watching(terminal& screen, progress_store& progress, const learners_file& f,
             std::string named, std::string note, language in,
             const ctx::context& until)
        : screen_(screen),
          progress_(progress),
          file_(f),
          named_(std::move(named)),
          in_(in),
          until_(until),
          saves_(f.file),
          page_{.of = *f.of,
                .file = f.file.filename().string(),
                .note = std::move(note)} {}

    parting run() {
        const auto kept = progress_.of_exercise(std::string(page_.of.name));
        if (kept) {
            page_.hints = count_of(kept->hints);
            page_.is_solved = kept->solved;
        }
        while (!until_.err() && !left_) round();
        return left_.value_or(parting::interrupted);
    }

private:
    [[nodiscard]] std::size_t count_of(std::int64_t hints) const {
        return std::min(static_cast<std::size_t>(hints),
                        page_.of.text(in_).hints.size());
    }

    void round() {
        const auto saved = saves_.next_save(until_);  // rule 1
        page_.is_judging = true;
        judge(saved);
        if (!saved.err() && !left_) read_keys(saved);
        page_.note.clear();
    }

    /// Judges the file while keys are read. Stops when `saved` is done, or when
    /// the screen is left.
    void judge(const ctx::context& saved) {
        const auto work = ctx::with_cancel(saved);
        const auto done = ctx::with_cancel(saved);
        auto source = source_to_judge(file_, named_);
        std::optional<judged> found;
        std::string problem;
        std::exception_ptr failure;
        {
            const std::jthread judging([&] {
                // Only the thread that draws may stop for Ctrl-Z.
                const stops_held throughout;
                try {
                    found = judge_file(*file_.of, file_.file, work.child);
                } catch (const usage_error& e) {
                    problem = e.what();
                } catch (...) {
                    failure = std::current_exception();
                }
                done.cancel();
            });
            read_keys(done.child);
            work.cancel();
        }
        if (failure) std::rethrow_exception(failure);
        if (saved.err() || left_) return;
        show(std::move(found), std::move(source), std::move(problem));
    }

    void show(std::optional<judged> found, judged_source source,
              std::string problem) {
        page_.is_judging = false;
        page_.found.reset();
        if (found) {
            record_verdict(found->result, source, progress_);
            if (found->result.kind == verdict_kind::solved) {
                page_.is_solved = true;
            }
            page_.found = std::move(found->result);
            plugin_ = std::move(found->plugin);
        }
        page_.judged.emplace(std::move(source));
        page_.problem = std::move(problem);
        page_.body = watch_body::verdict;
        page_.scroll = 0;
    }

    /// Draws and reads keys until `until` is done or the screen is left.
    void read_keys(const ctx::context& until) {
        while (!until.err() && !left_) {
            const auto drawn = draw_watch(
                page_,
                {screen_.width(), screen_.height(), output_signs(), in_});
            screen_.draw(drawn.picture);
            page_.scroll = std::min(page_.scroll, drawn.rows.last);
            if (const auto k = screen_.read(until))
                press(*k, drawn.rows, until);
        }
    }

    void press(const key& k, const scrolling& rows, const ctx::context& until) {
        using kind = key::kind;
        switch (k.what) {
            case kind::up:
                page_.scroll -= std::min<std::size_t>(page_.scroll, 1);
                break;
            case kind::down:
                page_.scroll = std::min(page_.scroll + 1, rows.last);
                break;
            case kind::page_up:
                page_.scroll -= std::min(page_.scroll, rows.page);
                break;
            case kind::page_down:
                page_.scroll = std::min(page_.scroll + rows.page, rows.last);
                break;
            case kind::escape:
            case kind::backspace:
                show_body(watch_body::verdict);
                break;
            case kind::character:
                press(k.character, until);
                break;
            default:
                break;
        }
    }

    void press(char32_t letter, const ctx::context& until) {
        switch (letter) {
            case U'q':
                left_ = parting::quit;
                break;
            case U'n':
                left_ = parting::next;
                break;
            case U'w':
                if (can_walk(page_)) show_run(until);
                break;
            case U'h':
                give_hint();
                break;
            case U's':
                if (page_.is_solved) show_body(watch_body::solution);
                break;
            case U't':
                show_body(page_.body == watch_body::task ? watch_body::verdict
                                                         : watch_body::task);
                break;
            default:
                break;
        }
    }

    void show_body(watch_body b) {
        page_.body = b;
        page_.scroll = 0;
    }

    /// Shows the run of the verdict, until it is left or the file is saved.
    void show_run(const ctx::context& until) {
        show_walk(screen_, *page_.judged, {*page_.found, plugin_}, in_, until);
    }

    void give_hint() {
        const auto all = page_.of.text(in_).hints.size();
        if (page_.hints < all) {
            page_.hints = count_of(progress_.record_hint(
                std::string(page_.of.name), static_cast<std::int64_t>(all)));
        }
        show_body(watch_body::hints);
        page_.scroll = static_cast<std::size_t>(-1) / 2;  // the newest hint
    }

    terminal& screen_;
    progress_store& progress_;
    const learners_file& file_;
    const std::string named_;
    const language in_;
    const ctx::context until_;
    save_watch saves_;
    watch_page page_;
    std::filesystem::path plugin_;  // of page_.found
    std::optional<parting> left_;
};

/// How the screen was left; the exit code if a signal ended it.
struct ending {
    parting how;
    int code = exit_done;
};

ending show_screen(progress_store& progress, const learners_file& f,
                   const std::string& named, const std::string& note,
                   language in) {
    const interrupt_scope interrupt(&terminal::give_back);
    ending e{parting::interrupted};
    {
        terminal screen(output_is_colored(), in == language::zh);
        e.how =
            watching(screen, progress, f, named, note, in, interrupt.context())
                .run();
    }
    if (interrupt.context().err()) {
        return {parting::interrupted, interrupt.exit_code()};
    }
    return e;
}

/// Returns the file of the exercise after `of`; `f` itself if there is no
/// exercise after it.
learners_file next_file(const learners_file& f,
                        const progress_store& progress) {
    const auto* const next = next_exercise(*f.of, progress.exercises());
    if (!next) return f;
    const auto name = std::string(next->name) + ".cpp";
    return {next, f.file.parent_path() / name};
}

/// Writes the file if it is not there. Returns what to say of that.
std::string written(const learners_file& f, language in) {
    std::error_code none;
    if (std::filesystem::exists(f.file, none)) return "";
    const auto file = write_start(*f.of, f.file.parent_path());
    return filled(wrote_next, in, printable(file.string()));
}

int watch_at_terminal(learners_file f, std::string named, language in,
                      progress_store& progress) {
    std::string note;
    for (;;) {
        const ending e = show_screen(progress, f, named, note, in);
        if (e.how != parting::next) return e.code;
        f = next_file(f, progress);
        named = f.file.has_parent_path() ? f.file.string() : "";
        note = written(f, in);
    }
}

/// Judges the file, and returns what to print; nothing if `saved` is done.
std::string verdict_of(const learners_file& f, const std::string& named,
                       language in, const ctx::context& saved,
                       progress_store& progress) {
    judged_source source = source_to_judge(f, named);
    try {
        const auto v = judge_file(*f.of, f.file, saved).result;
        if (saved.err()) return "";
        record_verdict(v, source, progress);
        const page p = output_page(in);
        return to_text(
            verdict_text(v, source,
                         {.in = in, .width = p.width, .signs = output_signs()}),
            p.styled);
    } catch (const usage_error& e) {
        return e.what() + std::string("\n");
    }
}

int watch_in_pipe(const learners_file& f, const std::string& named, language in,
                  progress_store& progress) {
    const interrupt_scope interrupt;
    save_watch saves(f.file);
    bool first = true;
    while (!interrupt.context().err()) {
        const auto saved = saves.next_save(interrupt.context());  // rule 1
        const auto text = verdict_of(f, named, in, saved, progress);
        if (text.empty()) continue;
        write_output((first ? "" : "\n") + text);
        first = false;
        saved.done().wait();
    }
    return interrupt.exit_code();
}

}  // namespace

int watch_exercise(learners_file f, std::string named, language in) {
    progress_store progress;
    const int code =
        is_full_terminal()
            ? watch_at_terminal(std::move(f), std::move(named), in, progress)
            : watch_in_pipe(f, named, in, progress);
    const auto problem = progress.take_problem();
    if (!problem.empty()) complain("", problem.c_str());
    return code;
}

}  // namespace ctxdemo
