// Keeping a thread on one processor.
// SPDX-License-Identifier: MIT
#pragma once

#ifdef __linux__
#include <sched.h>
#endif

namespace ctx::detail {

/// While this lives, the calling thread and the goroutines of a bubble that it
/// starts stay on the processor that it is on. Other threads of the library do
/// not (process_state.hpp). Goroutines that take turns gain nothing from a
/// second processor, and a turn is handed over several times faster within one.
class on_one_processor {
public:
#ifdef __linux__
    on_one_processor() noexcept;
    ~on_one_processor();
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

}  // namespace ctx::detail
