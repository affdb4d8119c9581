// The state of a run after some of its steps: goroutines, contexts, output.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctx/event.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"

namespace ctxdemo {

/// A goroutine, at one step.
struct goroutine_now {
    enum class state { ready, waiting, ended };

    std::uint32_t id = 0;
    std::string name;  ///< as given to go; "main"; "goroutine 3" without a
                       ///< name; "reader #3" if two have the same name
    state is = state::ready;
    std::string waits_on;  ///< "sleep 3s", "chan send"; empty if not waiting
    ctx::location at;      ///< the source line of its last step
};

/// A context, at one step.
struct context_now {
    enum class state { live, canceled, expired };

    std::uint32_t id = 0;
    std::uint32_t parent = 0;  ///< 0 is background() or todo()
    std::string how;           ///< "with_cancel"
    state is = state::live;
    std::optional<ctx::duration> deadline;
    std::string cause;        ///< empty while the context is live
    ctx::duration done_at{};  ///< when the context was canceled or expired
};

/// The state of a run after its first `step` events.
struct moment {
    std::size_t step = 0;
    ctx::duration time{};
    bool real_time = false;                 ///< as in the recording
    const ctx::event* last = nullptr;       ///< the event of this step, if any
    std::vector<goroutine_now> goroutines;  ///< the oldest first
    std::vector<context_now> contexts;      ///< the oldest first
    std::vector<std::string> output;        ///< the lines printed so far
};

/// Goes forward through a run, one event at a time:
///
///     for (moments m(r); m.next();) use(m.now());
class moments {
public:
    /// Starts before the first event. `r` must outlive this object.
    explicit moments(const recording& r);

    [[nodiscard]] const moment& now() const noexcept { return now_; }

    /// Takes the next event. Returns false if there is none.
    bool next();

    /// Takes events up to `step`, which must not be before this one.
    void advance_to(std::size_t step);

private:
    void take_by(goroutine_now& g, const ctx::event& e);
    goroutine_now& goroutine(std::uint32_t id);
    std::string name_of(std::uint32_t id, const std::string& given) const;
    void derive(const ctx::event& e);
    void finish(const ctx::event& e, context_now::state how);
    void let_values_follow();

    const recording& r_;
    moment now_;
    std::map<std::string, std::size_t> started_;   // per name, in the whole run
    std::map<std::uint32_t, std::string> sleeps_;  // the last one of each
};

/// Returns the state of `r` after its first `step` events. The result points
/// into `r`.
///
/// Complexity  linear in the number of events of `r`.
[[nodiscard]] moment moment_at(const recording& r, std::size_t step);

/// Returns the number of events up to and at `time`.
[[nodiscard]] std::size_t step_at(const recording& r, ctx::duration time);

}  // namespace ctxdemo
