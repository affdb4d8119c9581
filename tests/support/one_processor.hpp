// Keeping a thread on one processor.
// SPDX-License-Identifier: MIT
#pragma once

#ifdef __linux__
#include <sched.h>
#endif

namespace ctx_test {

/// While this lives, the calling thread and the threads that it starts stay on
/// the processor that it is on. Threads that take turns gain nothing from a
/// second processor, and a turn is handed over several times faster within one.
class on_one_processor {
public:
#ifdef __linux__
    on_one_processor() noexcept {
        if (sched_getaffinity(0, sizeof before_, &before_) != 0) return;
        cpu_set_t only;
        CPU_ZERO(&only);
        CPU_SET(sched_getcpu(), &only);
        is_set_ = sched_setaffinity(0, sizeof only, &only) == 0;
    }
    ~on_one_processor() {
        if (is_set_) sched_setaffinity(0, sizeof before_, &before_);
    }
#else
    on_one_processor() noexcept {}
    ~on_one_processor() {}
#endif
    on_one_processor(const on_one_processor&) = delete;
    on_one_processor& operator=(const on_one_processor&) = delete;

private:
#ifdef __linux__
    cpu_set_t before_;
    bool is_set_ = false;
#endif
};

}  // namespace ctx_test
