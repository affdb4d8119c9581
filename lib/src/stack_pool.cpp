// Where stacks come from.
//
// A slab is one mapping. From its lowest address up it has a guard, a stack, a
// guard, a stack, and so on; a slab that is not guarded has one guard, and then
// all its stacks. A stack grows down, so its guard is the one below it.
//
// The system lets a process have 65,530 mappings, and each guard splits a
// mapping in two. So only the first 16,000 stacks of the process have guards of
// their own, which leaves half of the mappings to the program. The stacks
// beyond these are in large slabs without guards: there a goroutine that
// overflows its stack writes into the stack of another.
//
// The store keeps all slabs with guards, because each guard costs a system
// call, and each page a fault. Some stay warm, which means that they keep their
// memory. The system takes the memory of the others when it is short of it.
//
// Lock order: the mutex of slab_store is a leaf.
#include "stack_pool.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <new>
#include <optional>
#include <utility>

#include "ctx/defer.hpp"
#include "ctx/detail/sync.hpp"
#include "forked.hpp"
#include "sanitizers.hpp"

namespace ctx::detail {
namespace {

constexpr std::size_t stacks_in_guarded_slab = 16;
constexpr std::size_t stacks_in_large_slab = 256;
constexpr std::size_t most_guarded = 1000;  // slabs
// Enough for the next run of an exploration, and at most some dozens of MB.
constexpr std::size_t most_warm = 32;

constexpr std::size_t smallest_stack = 16 * 1024;
// So large that there is no such stack.
constexpr std::size_t largest_stack = std::size_t{1} << 46;

#ifdef MAP_NORESERVE
constexpr int mapping = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
#else
constexpr int mapping = MAP_PRIVATE | MAP_ANONYMOUS;
#endif

std::size_t in_pages(std::size_t bytes) noexcept {
    static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return (bytes + page - 1) / page * page;
}

// Maps `s`, whose sizes are set, but for `base`. Returns false if there is no
// memory.
bool map(stack_slab& s) noexcept {
    void* const got =
        ::mmap(nullptr, s.bytes, PROT_READ | PROT_WRITE, mapping, -1, 0);
    if (got == MAP_FAILED) return false;
    s.base = static_cast<std::byte*>(got);
#ifdef MADV_NOHUGEPAGE
    // A huge page would make each stack as large as it can become.
    (void)::madvise(got, s.bytes, MADV_NOHUGEPAGE);
#endif
    const std::size_t guards = s.guarded ? s.stacks : 1;
    for (std::size_t i = 0; i < guards; ++i) {
        std::byte* const guard = s.at(i) - in_pages(stack_pool::guard_size);
        // If the system has no mapping left, the stack has no guard.
        (void)::mprotect(guard, in_pages(stack_pool::guard_size), PROT_NONE);
    }
    return true;
}

// The slabs that no bubble uses, and the number of slabs with guards.
class slab_store {
public:
    // Never destroyed, because static objects may use bubbles while they are
    // destroyed.
    static slab_store& instance() {
        static slab_store& it = *make();
        return it;
    }

    [[nodiscard]] stack_slab take(std::size_t stack_size) {
        stack_slab s;
        {
            const std::scoped_lock lock(mutex_);
            if (take_from(warm_, stack_size, s)) return s;
            if (take_from(cold_, stack_size, s)) return s;
            if (guarded_ == most_guarded) drop_unused();
            s.guarded = guarded_ < most_guarded;
            if (s.guarded) ++guarded_;
        }
        s.stack_size = stack_size;
        s.stacks = s.guarded ? stacks_in_guarded_slab : stacks_in_large_slab;
        const std::size_t guard = in_pages(stack_pool::guard_size);
        s.bytes = s.stacks * stack_size + (s.guarded ? s.stacks : 1) * guard;
        if (!map(s)) {
            forget(s);
            throw std::bad_alloc();
        }
        return s;
    }

    void put(const stack_slab& s) noexcept {
        if (!s.guarded) {
            (void)::munmap(s.base, s.bytes);
            return;
        }
        const std::scoped_lock lock(mutex_);
        // Within the capacity of either.
        if (warm_.size() < most_warm) return warm_.push_back(s);
#ifdef MADV_FREE
        (void)::madvise(s.base, s.bytes, MADV_FREE);
#endif
        cold_.push_back(s);
    }

private:
    friend void take_part_in_forks<slab_store>() noexcept;

    slab_store() {
        warm_.reserve(most_warm);
        cold_.reserve(most_guarded);
    }

    static slab_store* make() {
        auto* const made = new slab_store;
        take_part_in_forks<slab_store>();
        return made;
    }
    void before_fork() noexcept { mutex_.lock(); }
    void after_fork(bool) noexcept { mutex_.unlock(); }

    // Takes a slab with stacks of this size out of `from`, the last of them,
    // and returns true if there is one.
    static bool take_from(std::vector<stack_slab>& from, std::size_t stack_size,
                          stack_slab& s) {
        const auto it = std::find_if(
            from.rbegin(), from.rend(),
            [&](const auto& k) { return k.stack_size == stack_size; });
        if (it == from.rend()) return false;
        s = *it;
        from.erase(std::next(it).base());
        return true;
    }

    // Gives a slab back to the system, because its guards are wanted for stacks
    // of another size. Called with mutex_ held.
    void drop_unused() noexcept {
        auto& from = cold_.empty() ? warm_ : cold_;
        if (from.empty()) return;
        (void)::munmap(from.back().base, from.back().bytes);
        from.pop_back();
        --guarded_;
    }

    void forget(const stack_slab& s) noexcept {
        const std::scoped_lock lock(mutex_);
        if (s.guarded) --guarded_;
    }

    mutex mutex_;
    // Guarded by mutex_:
    std::vector<stack_slab> warm_;
    std::vector<stack_slab> cold_;
    std::size_t guarded_ = 0;  // slabs with guards, also those in use
};

}  // namespace

std::byte* stack_slab::at(std::size_t place) const noexcept {
    const std::size_t guard = in_pages(stack_pool::guard_size);
    const std::size_t step = guarded ? guard + stack_size : stack_size;
    return base + guard + place * step;
}

stack_pool::stack_pool(std::size_t stack_size) noexcept
    : stack_size_(
          in_pages(std::clamp(stack_size, smallest_stack, largest_stack) *
                   (is_sanitized ? 4 : 1))) {}

stack_pool::~stack_pool() {
    for (const stack_slab& s : slabs_) slab_store::instance().put(s);
}

void stack_pool::add_slab() {
    // Room first, so that neither this nor put() fails later.
    slabs_.emplace_back();
    const defer drop([&] {
        if (!slabs_.back().base) slabs_.pop_back();
    });
    const std::size_t most = stacks_ + stacks_in_large_slab;
    if (free_.capacity() < most) free_.reserve(2 * most);
    const auto s = slab_store::instance().take(stack_size_);
    slabs_.back() = s;
    stacks_ += s.stacks;
    // The highest at the end, because its neighbors are mapped already.
    for (std::size_t i = 0; i < s.stacks; ++i) free_.push_back(s.at(i));
}

}  // namespace ctx::detail
