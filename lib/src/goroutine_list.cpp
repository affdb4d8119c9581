#include "goroutine_list.hpp"

#include <mutex>

namespace ctx::detail {

goroutine& goroutine_list::add_main(scheduler& home, const location& at) {
    goroutine& main = *new goroutine(home, "main", nullptr, at);
    all_.push_back(main.place);
    main.id = last_id_;
    main.exceptions = std::uncaught_exceptions();
    return main;
}

std::vector<goroutine_status> goroutine_list::report(
    const goroutine* left_out) const {
    std::vector<goroutine_status> statuses;
    for (hook* h = all_.first(); h; h = all_.after(*h)) {
        goroutine& g = at(*h);
        if (&g == left_out) continue;
        const std::scoped_lock lock(g.mutex);
        statuses.push_back(g.status());
    }
    return statuses;
}

std::exception_ptr run_body(goroutine& self) {
    return exception_of_goroutine([&] {
        self.body->run();
        record_step(step::exit, 0, 0, "", location());
    });
}

void drop_body(goroutine& self) {
    self.exceptions = -1;
    self.body.reset();
}

}  // namespace ctx::detail
