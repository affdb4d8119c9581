// Groups: a wait_group, the first error, and a semaphore for the limit.
//
// A goroutine shares the state of its group, so that the group may go first: as
// its owner ends, the destructor cannot always wait.
//
// Order at the end of a function: its error is kept, the child context is
// canceled, the function is destroyed, its place is free, and the wait_group is
// counted down. So wait() finds the error and the places as they should be.
#include "ctx/group.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>
#include <stdexcept>

#include "ctx/detail/caught.hpp"
#include "ctx/detail/chosen.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/semaphore.hpp"
#include "ctx/wait_group.hpp"

namespace ctx {

namespace detail {

class error_group_state final : public ref_counted {
public:
    explicit error_group_state(const location& made_at) : at(made_at) {
        note_made(this);
    }
    error_group_state(const context& parent, const location& made_at)
        : error_group_state(made_at) {
        auto derived = with_cancel_cause(parent, made_at);
        child = std::move(derived.child);
        cancel = std::move(derived.cancel);
    }

    /// Keeps `e` and cancels the child context, unless there is an error.
    void fail(error e, const location& where) {
        before_use(this, use::change, where);
        {
            const std::scoped_lock lock(mutex_);
            if (first_) return;
            first_ = e;
        }
        cancel(std::move(e), where);
    }

    /// Does the rest of wait(), once all goroutines have returned.
    [[nodiscard]] error finish(const location& where) {
        before_use(this, use::look, where);
        error first = [this] {
            const std::scoped_lock lock(mutex_);
            return first_;
        }();
        cancel(first, where);
        return first;
    }

    // Constant after construction:
    const location at;
    context child;
    cancel_cause_func cancel;

    wait_group goroutines;

    // Changes only while no goroutine of the group runs. A goroutine shares the
    // limit that it was started under.
    std::shared_ptr<semaphore> limit;
    std::int64_t places = 0;  // the size of `limit`

private:
    small_mutex mutex_;
    error first_;  // guarded by mutex_
};

namespace {

// A function of a group, and its place under the limit.
class member {
public:
    member(ref<error_group_state> of, std::shared_ptr<semaphore> limit,
           std::unique_ptr<group_task> task, const location& started_at)
        : of_(std::move(of)),
          limit_(std::move(limit)),
          task_(std::move(task)),
          at_(started_at) {}
    member(member&&) noexcept = default;
    member& operator=(member&&) = delete;
    ~member() {
        task_.reset();
        if (limit_) limit_->release(1, at_);
    }

    void operator()() && {
        if (error e = run()) of_->fail(std::move(e), at_);
    }

private:
    error run() {
        try {
            return task_->run(of_->child);
        } catch (...) {
            return caught_error();
        }
    }

    ref<error_group_state> of_;
    std::shared_ptr<semaphore> limit_;
    std::unique_ptr<group_task> task_;
    location at_;
};

}  // namespace
}  // namespace detail

group::group(location at) : state_(new detail::error_group_state(at)) {}

group::group(const context& parent, location at)
    : state_(new detail::error_group_state(parent, at)) {}

group::~group() noexcept(false) {
    state_->cancel({}, state_->at);
    state_->goroutines.wait(state_->at);
}

const context& group::child() const noexcept { return state_->child; }

void group::set_limit(std::optional<std::size_t> n, location at) {
    constexpr std::size_t most = std::numeric_limits<std::int64_t>::max();
    const auto places =
        static_cast<std::int64_t>(std::min(n.value_or(0), most));
    auto limit = n ? std::make_shared<semaphore>(places) : nullptr;
    if (state_->limit && !state_->limit->try_acquire(state_->places, at)) {
        throw std::logic_error(
            "ctx::group: set_limit while goroutines of the group run");
    }
    state_->limit = std::move(limit);
    state_->places = places;
}

bool group::start(std::string name, std::unique_ptr<detail::group_task> task,
                  bool may_block, const location& at) {
    const auto state = state_;  // as in wait()
    const auto limit = state->limit;
    if (limit) {
        const bool has_place = may_block ? !limit->acquire(background(), 1, at)
                                         : limit->try_acquire(1, at);
        if (!has_place) return false;
    }
    state->goroutines.go(std::move(name),
                         detail::member(state, limit, std::move(task), at), at);
    return true;
}

const wait_group& group::goroutines() const noexcept {
    return state_->goroutines;
}

error group::finish(const location& at) const { return state_->finish(at); }

error group::wait(location at) {
    const auto state = state_;  // as in wait_group::wait()
    state->goroutines.wait(at);
    return state->finish(at);
}

error group::wait(const context& c, location at) {
    const auto state = state_;
    if (const auto ended = state->goroutines.wait(c, at)) return ended;
    return state->finish(at);
}

}  // namespace ctx
