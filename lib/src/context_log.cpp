#include "context_log.hpp"

#include <new>
#include <utility>

#include "ctx/context.hpp"
#include "scheduler.hpp"
#include "tree.hpp"

namespace ctx::detail {
namespace {

event birth_of(const node& born) {
    const node& parent = *born.parent();
    event e;
    e.what = step::derive;
    e.object = born.id;
    e.other = parent.log == born.log ? parent.id : 0;
    // A child whose parent's deadline is sooner is logged as it prints.
    e.text = to_string(has_deadline_above(born) ? maker::with_cancel
                                                : born.made().by);
    e.where = born.made().at;
    if (const auto deadline = deadline_of(&born)) {
        e.deadline = deadline->time_since_epoch();
    }
    return e;
}

event end_of(const cancel_node& n, errc why, const error* cause,
             const location& at) {
    event e;
    e.what = why == errc::canceled ? step::cancel : step::expire;
    e.object = n.id;
    e.text = cause ? cause->message() : category().message(int(why));
    e.where = at;
    return e;
}

}  // namespace

void note_birth(node& born) {
    if (is_recorded) {
        scheduler& s = here();
        born.id = s.number_context();
        born.log = s.log();
        or_lose_step([&] { s.record(birth_of(born)); });
    } else if (const auto log = run_log::find(born.parent()->log)) {
        // The calling thread is no goroutine of the parent's run.
        born.id = log->number_context();
        born.log = log->number();
        try {
            log->add(birth_of(born));
        } catch (const std::bad_alloc&) {
            log->lose_step();
        }
    }
}

run_log_end::run_log_end(const cancel_node& n, errc why, const error* cause,
                         const location& at)
    : log_(run_log::find(n.log)) {
    if (!log_) return;
    try {
        end_ = end_of(n, why, cause, at);
        has_end_ = true;
    } catch (const std::bad_alloc&) {
        log_->lose_step();
    }
}

void run_log_end::note() {
    if (!has_end_) return;
    log_->note(std::move(end_));
    noted_ = true;
}

run_log_end::~run_log_end() {
    if (noted_) log_->show();
}

void record_end_in_bubble(const cancel_node& n, errc why, const location& at) {
    if (!is_recorded || here().log() != 0) return;
    or_lose_step([&] { here().record(end_of(n, why, n.cause, at)); });
}

void record_function_start(std::uint32_t log_number, const location& at) {
    const auto log = run_log::find(log_number);
    if (!log) return record_step(step::after_func, 0, 0, "", at);
    event e;
    e.what = step::after_func;
    e.where = at;
    log->add(std::move(e));
}

}  // namespace ctx::detail
