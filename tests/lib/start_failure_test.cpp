// Goroutines for which there is no thread to be had.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <pthread.h>

#include <ctx/bubble.hpp>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/wait_group.hpp>
#include <functional>
#include <memory>
#include <system_error>

namespace start_failure_test {

// While one of these lives no thread can be started: each would need a stack
// larger than the address space.
class no_threads {
public:
    no_threads() {
        pthread_getattr_default_np(&before_);
        pthread_attr_t huge;
        pthread_getattr_default_np(&huge);
        pthread_attr_setstacksize(&huge, std::size_t{1} << 50);
        REQUIRE(pthread_setattr_default_np(&huge) == 0);
        pthread_attr_destroy(&huge);
    }
    no_threads(const no_threads&) = delete;
    no_threads& operator=(const no_threads&) = delete;
    ~no_threads() {
        pthread_setattr_default_np(&before_);
        pthread_attr_destroy(&before_);
    }

private:
    pthread_attr_t before_;
};

void run(const std::function<void()>& body) { (void)ctx::run(body); }
void bubble(const std::function<void()>& body) { (void)ctx::bubble(body); }

struct row {
    const char* name;
    void (*run)(const std::function<void()>&);
};
const row scopes[] = {{"bubble", bubble}, {"run", run}};

TEST_CASE("a goroutine that cannot be started throws and is not counted") {
    for (const auto& scope : scopes) {
        SUBCASE(scope.name) {
            scope.run([] {
                ctx::wait_group wg;
                {
                    const no_threads now;
                    CHECK_THROWS_AS(wg.go([] {}), std::system_error);
                }
                wg.wait();  // for nobody

                bool ran = false;
                wg.go([&] { ran = true; });
                wg.wait();
                CHECK(ran);
            });
        }
    }
}

TEST_CASE("the function of a goroutine that cannot be started is destroyed") {
    for (const auto& scope : scopes) {
        SUBCASE(scope.name) {
            const auto owned = std::make_shared<int>(7);
            scope.run([&] {
                const no_threads now;
                CHECK_THROWS_AS(ctx::go([owned] { (void)owned; }),
                                std::system_error);
            });
            CHECK(owned.use_count() == 1);
        }
    }
}

}  // namespace start_failure_test
