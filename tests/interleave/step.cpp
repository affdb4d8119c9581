// SPDX-License-Identifier: MIT
#include "tests/interleave/step.hpp"

#include "tests/interleave/execution.hpp"

namespace ctx_interleave {

bool modeled() noexcept { return execution::of_this_thread() != nullptr; }

std::size_t thread_number() noexcept { return execution::this_thread(); }

void fail(std::string_view what) noexcept { execution::fail_current(what); }

object::~object() {
    if (auto* const in = execution::of_this_thread()) in->destroy(*this);
    mark_ = 0;
}

step::step(object& o, kind what, order how)
    : in_(execution::of_this_thread()), object_(o), how_(how) {
    if (in_) taken_ = in_->announce(o, what);
}

step::~step() {
    if (in_) in_->take(object_, taken_, how_);
}

void unlock(object& mutex) noexcept {
    execution::of_this_thread()->unlock(mutex);
}

void wait(object& condition, object& mutex) noexcept {
    execution::of_this_thread()->wait(condition, mutex);
}

void notify(object& condition, bool all) noexcept {
    execution::of_this_thread()->notify(condition, all);
}

void uses::reads() const noexcept {
    if (auto* const in = execution::of_this_thread()) {
        in->check_read(run_, read_, written_);
    }
}

void uses::writes() noexcept {
    if (auto* const in = execution::of_this_thread()) {
        in->check_write(run_, read_, written_);
    }
}

}  // namespace ctx_interleave
