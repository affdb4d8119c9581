// One thread of a stress test.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "tests/lib/stress/derive.hpp"
#include "tests/lib/stress/world.hpp"

namespace stress_test {

/// Does random operations on a world, while other workers do the same.
class worker {
public:
    worker(world& shared, unsigned seed) : world_(shared), random_(seed) {}

    /// Does `operations` random operations, or fewer once there is a complaint.
    void work(int operations);

    /// The fates of the functions that this worker has registered.
    [[nodiscard]] const auto& fates() const noexcept { return fates_; }

private:
    void do_something();

    void derive_one();
    void cancel_one();
    void cancel_root();
    void register_one();
    void stop_one();
    void wait_for_one();
    void drop_one();
    void check_one();
    void wait_for_end();

    void cancel(const subject& s);
    [[nodiscard]] subject any_subject();
    [[nodiscard]] subject any_rooted();
    [[nodiscard]] subject any_parent();

    world& world_;
    randomness random_;
    std::vector<std::shared_ptr<fate>> fates_;
};

}  // namespace stress_test
