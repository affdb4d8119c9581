// SPDX-License-Identifier: MIT
#include "lessons/support/settings.hpp"

namespace ctxdemo {

void stop_flags(flag_set& f, stop_settings& s) {
    f.positive_duration("--work", s.work, "how long one piece of work takes");
    f.duration("--stop-after", s.stop_after,
               "how long main waits before it tells the worker to stop");
}

void approach_flags(flag_set& f, approach_settings& s) {
    stop_flags(f, s);
    f.toggle("--nested", s.nested,
             "let the worker start a second one, which main does not know");
}

void timeout_flags(flag_set& f, timeout_settings& s) {
    f.milliseconds("--ms", s.timeout, "the timeout, in milliseconds");
    f.positive_duration("--work", s.work, "how long one piece of work takes");
    f.duration("--stop-after", s.stop_after,
               "how long main waits before it calls cancel");
}

}  // namespace ctxdemo
