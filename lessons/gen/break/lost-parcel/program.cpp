// A robot moves parcels from a belt to a ramp, until its time is up.
#include "lessons/support/judge.hpp"

namespace lessons {
namespace {

using namespace ctx;

void robot(const context& ctx, const channel<int>& belt,
           const channel<int>& ramp) {
    for (;;) {
        std::optional<int> parcel;
        if (select(recv(ctx.done()), recv(belt, parcel)) == 0) return;
        if (select(recv(ctx.done()), send(ramp, *parcel)) == 0) return;
        sleep_for(1s);  // drives back
    }
}

void run() {
    const channel<int> belt(3);
    const channel<int> ramp;
    for (int parcel = 1; parcel <= 3; ++parcel) belt.send(parcel);
    auto [ctx, cancel] = with_timeout(background(), 2s);
    defer release(cancel);
    wait_group wg;
    wg.go("robot", [&, ctx = ctx] { robot(ctx, belt, ramp); });
    println("parcel {} has arrived", *ramp.receive());
    println("parcel {} has arrived", *ramp.receive());
    wg.wait();
    println("{} left on the belt", belt.size());
}

}  // namespace

judge lost_parcel_puzzle() {
    return {.program = run,
            .outputs = {"parcel 1 has arrived\n"
                        "parcel 2 has arrived\n"
                        "1 left on the belt\n"},
            .at_most = {}};
}

}  // namespace lessons
