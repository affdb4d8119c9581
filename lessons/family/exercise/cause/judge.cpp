// Seven backups. The output says why each ended, and when.
#include <stdexcept>

#include "lessons/support/judge.hpp"

std::string backup(const ctx::context& server,
                   const ctx::channel<std::string>& faults);

namespace {

using namespace ctx;

struct fault {
    duration after;  // the fault before it
    std::string text;
};

// Makes a backup, and prints why it ended, and when.
void show(std::string_view name, const context& server,
          const channel<std::string>& faults) {
    const auto start = clock::now();
    const auto reason = backup(server, faults);
    println("{}: {}, after {}", name, reason,
            format_duration(clock::now() - start));
}

// Reports `list` to a backup, and closes the channel some time after
// the last fault.
void make(std::string_view name, const context& server,
          const std::vector<fault>& list, duration close_after = 0s) {
    const channel<std::string> faults;
    wait_group wg;
    wg.go("disks", [&] {
        for (const auto& f : list) {
            sleep_for(f.after);
            faults.send(f.text);
        }
        sleep_for(close_after);
        faults.close();
    });
    show(name, server, faults);
    wg.wait();
}

// The fault comes right after the cancellation, in the same instant.
void fault_after_cancel() {
    auto [server, stop] = with_cancel_cause(background());
    const channel<std::string> faults;
    wait_group wg;
    wg.go("admin", [&, stop = stop] {
        sleep_for(1s);
        stop(std::runtime_error("maintenance"));
        faults.send("disk full");
        faults.close();
    });
    show("fault just after", server, faults);
    wg.wait();
}

void program() {
    make("one fault", background(), {{1s, "disk full"}});
    make("two faults", background(),
         {{1s, "disk full"}, {500ms, "cable unplugged"}});
    {
        auto [server, stop] = with_cancel_cause(background());
        go("admin", [stop = stop] {
            sleep_for(1s);
            stop(std::runtime_error("maintenance"));
        });
        make("server first", server, {{1500ms, "disk full"}});
    }
    {
        auto [server, stop] = with_cancel_cause(background());
        go("admin", [stop = stop] {
            sleep_for(1500ms);
            stop(std::runtime_error("maintenance"));
        });
        make("fault first", server, {{1s, "disk full"}});
    }
    {
        auto [server, stop] = with_timeout(background(), 1s);
        defer release(stop);
        make("out of time", server, {{1500ms, "disk full"}});
    }
    fault_after_cancel();
    make("closed late", background(), {{1s, "disk full"}}, 3s);
}

}  // namespace

const lessons::judge ctxdemo_judge{
    .program = program,
    .outputs = {"one fault: disk full, after 2s\n"
                "two faults: disk full, after 2s\n"
                "server first: maintenance, after 2s\n"
                "fault first: disk full, after 2s\n"
                "out of time: context deadline exceeded, after 2s\n"
                "fault just after: maintenance, after 2s\n"
                "closed late: disk full, after 4s\n"},
    .at_most = {}};
