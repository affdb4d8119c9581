// A program that finds a data race, and none in a std::mutex.
#include <ctx/ctx.hpp>
#include <ctx/explore.hpp>
#include <ctx/watch.hpp>
#include <mutex>

namespace {

std::size_t races_of(const std::function<void()>& program) {
    ctx::memory_watch memory;
    ctx::explore_options options;
    options.memory = &memory;
    std::size_t races = 0;
    ctx::explore(
        program, [&](const ctx::explored&) { races += memory.races().size(); },
        options);
    return races;
}

}  // namespace

int main() {
    const auto racing = [] {
        int x = 0;
        ctx::wait_group both;
        both.go([&x] { x = 1; });
        both.go([&x] { x = 2; });
        both.wait();
    };
    const auto locked = [] {
        int x = 0;
        std::mutex m;
        ctx::wait_group both;
        for (int i = 0; i < 2; ++i) {
            both.go([&] {
                const std::scoped_lock lock(m);
                ++x;
            });
        }
        both.wait();
    };
    return races_of(racing) == 1 && races_of(locked) == 0 ? 0 : 1;
}
