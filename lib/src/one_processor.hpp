// Keeping a thread on one processor.
// SPDX-License-Identifier: MIT
#pragma once

#ifdef __linux__
#include <sched.h>
#endif

namespace ctx::detail {

/// While this lives, the calling thread and the threads that it starts stay on
/// the processor that it is on. Goroutines that take turns gain nothing from a
/// second processor, and a turn is handed over several times faster within one.
class on_one_processor {
public:
    on_one_processor() noexcept {
#ifdef __linux__
        if (sched_getaffinity(0, sizeof before_, &before_) != 0) return;
        cpu_set_t only;
        CPU_ZERO(&only);
        CPU_SET(sched_getcpu(), &only);
        is_set_ = sched_setaffinity(0, sizeof only, &only) == 0;
#endif
    }
    on_one_processor(const on_one_processor&) = delete;
    on_one_processor& operator=(const on_one_processor&) = delete;
    ~on_one_processor() {
#ifdef __linux__
        if (is_set_) sched_setaffinity(0, sizeof before_, &before_);
#endif
    }

private:
#ifdef __linux__
    cpu_set_t before_;
    bool is_set_ = false;
#endif
};

}  // namespace ctx::detail
