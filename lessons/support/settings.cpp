// SPDX-License-Identifier: MIT
#include "lessons/support/settings.hpp"

namespace lessons {

void stop_flags(flag_set& f, stop_settings& s) {
    f.positive_duration("--work", s.work,
                        {"how long one piece of work takes", "干一件活要多久"});
    f.duration("--stop-after", s.stop_after,
               {"how long main waits before it tells the worker to stop",
                "main 过多久通知 worker 停下"});
}

void approach_flags(flag_set& f, approach_settings& s) {
    stop_flags(f, s);
    f.toggle("--nested", s.nested,
             {"let the worker start a second one, which main does not know",
              "让 worker 再启动一个 main 不知道的 worker"});
}

void timeout_flags(flag_set& f, timeout_settings& s) {
    f.milliseconds("--ms", s.timeout,
                   {"the timeout, in milliseconds", "超时时间，单位毫秒"});
    f.positive_duration("--work", s.work,
                        {"how long one piece of work takes", "干一件活要多久"});
    f.duration("--stop-after", s.stop_after,
               {"how long main waits before it calls cancel",
                "main 过多久调用 cancel"});
}

}  // namespace lessons
