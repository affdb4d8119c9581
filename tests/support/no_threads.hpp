// A system without threads.
// SPDX-License-Identifier: MIT
#pragma once

#include <pthread.h>

#include <cstddef>
#include <system_error>

namespace ctx_test {

/// While a no_threads object lives no thread can be started, because each
/// thread would need a stack larger than the address space.
class no_threads {
public:
    no_threads() {
        pthread_getattr_default_np(&before_);
        pthread_attr_t huge;
        pthread_getattr_default_np(&huge);
        pthread_attr_setstacksize(&huge, std::size_t{1} << 50);
        const int problem = pthread_setattr_default_np(&huge);
        pthread_attr_destroy(&huge);
        if (problem != 0) {
            throw std::system_error(problem, std::generic_category());
        }
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

}  // namespace ctx_test
