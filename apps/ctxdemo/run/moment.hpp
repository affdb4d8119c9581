// The state of a run after some of its steps: goroutines, contexts, output.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctx/event.hpp>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"

namespace ctxdemo {

/// A goroutine, at one step.
struct goroutine_now {
    enum class state { ready, waiting, ended };

    std::uint32_t id = 0;
    std::string name;  ///< as given to go; "main"; "goroutine 3" without a
                       ///< name; "reader #2" if it is the
                       ///< second of this name
    state is = state::ready;
    std::string waits_on;  ///< "sleep 3s", "chan send"; empty if not waiting
    /// The event of the last call that may block: a sleep, send, receive, done,
    /// select or wait. Null if there was none.
    const ctx::event* call = nullptr;
    ctx::location at;  ///< the source line of its last step
};

/// A context, at one step.
struct context_now {
    enum class state { live, canceled, expired };

    std::uint32_t id = 0;
    std::uint32_t parent = 0;  ///< 0 is background() or todo()
    std::string name;          ///< the program's, such as "request"
    std::string how;           ///< Go's function, such as "WithCancel"
    state is = state::live;
    std::optional<ctx::duration> deadline;
    std::string cause;          ///< empty while the context is live
    ctx::duration done_at{};    ///< when the context was canceled or expired
    std::size_t done_step = 0;  ///< the number of that step, from 1
};

/// The state of a run after its first `step` steps.
struct moment {
    std::size_t step = 0;
    ctx::duration time{};
    std::span<const ctx::event> last;  ///< the events of the last step
    ctx::location at;  ///< the line of the last step; of time that goes on, the
                       ///< line of the step before
    const program_names* names = nullptr;  ///< of the recording
    std::set<std::uint32_t> closed;        ///< the channels that are closed
    /// How many more sends than receives a channel has had. Below zero a
    /// receive waits, or has found the channel closed.
    std::map<std::uint32_t, int> values;
    std::vector<goroutine_now> goroutines;  ///< the oldest first
    std::vector<context_now> contexts;      ///< the oldest first
    std::vector<std::string> output;        ///< the lines printed so far
};

/// Goes forward through a run, step by step:
///
///     for (moments m(r); m.next();) use(m.now());
class moments {
public:
    /// Starts before the first step. `r` must outlive this object.
    explicit moments(const recording& r);

    [[nodiscard]] const moment& now() const noexcept { return now_; }

    /// Takes the next step. Returns false if there is none.
    bool next();

    /// Takes steps up to `step`, which must not be before this one.
    void advance_to(std::size_t step);

private:
    void take(const ctx::event& e);
    void take_by(goroutine_now& g, const ctx::event& e);
    void count(const ctx::event_case& c);
    goroutine_now& goroutine(std::uint32_t id);
    std::string name_of(std::uint32_t id, const std::string& given) const;
    void derive(const ctx::event& e);
    void finish(const ctx::event& e, context_now::state how);
    void let_values_follow();

    const recording& r_;
    moment now_;
    std::map<std::string, std::size_t> started_;   // per name, in the whole run
    std::map<std::uint32_t, std::size_t> number_;  // of those with its name
};

/// Returns the state of `r` after its first `step` steps. The result points
/// into `r`.
///
/// Complexity  linear in the number of events of `r`.
[[nodiscard]] moment moment_at(const recording& r, std::size_t step);

/// Returns the number of steps up to and at `time`.
[[nodiscard]] std::size_t step_at(const recording& r, ctx::duration time);

}  // namespace ctxdemo
