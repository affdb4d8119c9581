// A call that is posted to an executor of Asio, unless it is cut before.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "ctx/detail/asio_library.hpp"
#include "ctx/detail/sync.hpp"

#ifdef CTX_ASIO_STANDALONE
#include <asio/post.hpp>
#else
#include <boost/asio/post.hpp>
#endif

namespace ctx::detail {
inline namespace CTX_ASIO_NAMESPACE {

/// Owns Parts, which have get_executor() and get_allocator(), until a thread
/// takes them. So the executor exists as long as something may be posted to it,
/// and no longer.
template <class Parts>
class asio_post : public std::enable_shared_from_this<asio_post<Parts>> {
public:
    explicit asio_post(Parts parts) : parts_(std::move(parts)) {}
    asio_post(const asio_post&) = delete;
    asio_post& operator=(const asio_post&) = delete;
    virtual ~asio_post() = default;

    /// Posts run() to the executor, unless the parts have been taken. The mutex
    /// is held meanwhile, so that a thread that takes the parts, and then
    /// destroys the executor, waits. The locks that Asio takes in post() are
    /// leaves.
    void post() {
        const std::scoped_lock lock(mutex_);
        if (!parts_) return;
        net::post(parts_->get_executor(),
                  call{this->shared_from_this(), parts_->get_allocator()});
    }

    /// Takes the parts. The caller destroys them with no lock held.
    [[nodiscard]] std::optional<Parts> take() noexcept {
        const std::scoped_lock lock(mutex_);
        return std::exchange(parts_, std::nullopt);
    }

protected:
    /// Called on the executor. `self` may be the last owner of this.
    virtual void run(std::shared_ptr<asio_post> self) = 0;

private:
    struct call {
        using allocator_type =
            decltype(std::declval<const Parts&>().get_allocator());
        std::shared_ptr<asio_post> self;
        allocator_type allocator;

        [[nodiscard]] allocator_type get_allocator() const noexcept {
            return allocator;
        }
        void operator()() {
            asio_post& p = *self;
            p.run(std::move(self));
        }
    };

    small_mutex mutex_;
    std::optional<Parts> parts_;  // guarded by mutex_
};

}  // namespace CTX_ASIO_NAMESPACE
}  // namespace ctx::detail
