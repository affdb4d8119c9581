// Which accesses race: those of which neither happens before the other.
//
// Each goroutine has a vector clock: for each goroutine, the time on that
// one's own clock up to which it happens before. A goroutine's own clock goes
// on when another one may have learned its time. The time of an access thus
// happens before a goroutine if the goroutine knows it.
#include "watched_memory.hpp"

#include <algorithm>
#include <bit>

#include "ctx/defer.hpp"
#include "scheduler.hpp"

namespace ctx::detail {

thread_local constinit watched_memory* watched_memory::here_ = nullptr;
thread_local constinit watched_memory* watched_memory::of_thread_ = nullptr;

namespace {

constexpr std::size_t most_races = 1000;

bool acquires_by(std::memory_order o) noexcept {
    return o != std::memory_order_relaxed && o != std::memory_order_release;
}

bool releases_by(std::memory_order o) noexcept {
    return o == std::memory_order_release || o == std::memory_order_acq_rel ||
           o == std::memory_order_seq_cst;
}

std::uintptr_t key_of(const volatile void* memory) noexcept {
    return reinterpret_cast<std::uintptr_t>(memory);
}

// Forgets what `all` has, and keeps the memory unless it is too much.
template <class Map, class F>
void forget_all(Map& all, F clear_one) {
    constexpr std::size_t many = 10'000;
    if (all.size() > many) return all.clear();
    for (auto& [key, value] : all) clear_one(value);
}

}  // namespace

// Calls `f`, which code of the program has called. If there is no memory left,
// that ends the run, because such code does not expect an exception.
template <class F>
std::invoke_result_t<F&> watched_memory::run_unwatched(F f) noexcept {
    const unwatched inside;
    try {
        return f();
    } catch (const std::bad_alloc&) {
        current_goroutine()->home.step_lost();
        return std::invoke_result_t<F&>();
    }
}

// -- the run ------------------------------------------------------------------

void watched_memory::begins(const goroutine& main, const goroutine& clock) {
    shadow_.clear();
    strands_.clear();
    of_goroutine_.clear();
    races_.clear();
    places_.clear();
    locks_.clear();
    forget_all(released_, [](step_clock& c) { c.clear(); });
    forget_all(buffers_, [](buffer& b) { b = {}; });
    begin_strand(add_strand(clock), {});
    begin_strand(add_strand(main), {});
    is_over_ = is_paused_ = false;
    latest_ = nullptr;
    here_ = of_thread_ = this;
}

void watched_memory::begins_to_end() { is_over_ = true; }

void watched_memory::ends() {
    is_over_ = true;
    here_ = of_thread_ = nullptr;
}

void watched_memory::forget(const void* memory, std::size_t size) {
    const unwatched inside;
    const std::uintptr_t begin = key_of(memory);
    shadow_.forget(begin, size);
    const auto forget_in = [&](auto& all) {
        all.erase(all.lower_bound(begin), all.lower_bound(begin + size));
    };
    forget_in(released_);
    forget_in(locks_);
}

// -- goroutines ---------------------------------------------------------------

watched_memory::strand& watched_memory::add_strand(const goroutine& g) {
    strand& s = strands_.emplace_back();
    s.number = static_cast<process>(strands_.size() - 1);
    s.of_search = g.process;
    s.goroutine = g.id;
    s.name = g.name;
    s.in = &calls_.root();
    if (g.id >= of_goroutine_.size()) of_goroutine_.resize(g.id + 1);
    of_goroutine_[g.id] = &s;
    return s;
}

watched_memory::strand& watched_memory::of(const goroutine& g) {
    return *of_goroutine_[g.id];
}

watched_memory::strand& watched_memory::self() {
    return *(latest_ = &of(*current_goroutine()));
}

void watched_memory::begin_strand(strand& s, const step_clock& after) {
    s.known = after;
    s.known.set(s.number, 1);
}

void watched_memory::tick(strand& s) {
    s.known.set(s.number, s.known.of(s.number) + 1);
}

void watched_memory::starts(const goroutine& by, const goroutine& started) {
    const unwatched inside;
    begin_strand(add_strand(started), of(by).known);
    tick(of(by));
}

// -- what orders them ---------------------------------------------------------

void watched_memory::made(const void* object) {
    const unwatched inside;
    if (const auto it = released_.find(key_of(object)); it != released_.end()) {
        it->second.clear();
    }
    if (const auto it = buffers_.find(object); it != buffers_.end()) {
        it->second = {};
    }
}

void watched_memory::acquires(const goroutine& by, const void* object) {
    const unwatched inside;
    if (const auto it = released_.find(key_of(object)); it != released_.end()) {
        of(by).known.join(it->second);
    }
}

void watched_memory::releases(const goroutine& by, const void* object) {
    const unwatched inside;
    released_[key_of(object)].join(of(by).known);
    tick(of(by));
}

void watched_memory::precedes(const goroutine& first, const goroutine& next) {
    const unwatched inside;
    of(next).known.join(of(first).known);
    tick(of(first));
}

void watched_memory::follows_all(const goroutine& by) {
    const unwatched inside;
    for (strand& s : strands_) {
        of(by).known.join(s.known);
        tick(s);
    }
}

void watched_memory::meets(const goroutine& a, const goroutine& b) {
    const unwatched inside;
    of(a).known.join(of(b).known);
    of(b).known = of(a).known;
    tick(of(a));
    tick(of(b));
}

// A send and a receive at one place of the buffer each come after the other one
// before.
void watched_memory::use_place(strand& s, step_clock& place) {
    s.known.join(place);
    place = s.known;
    tick(s);
}

void watched_memory::passes(const goroutine& by, const void* channel,
                            std::size_t room) {
    const unwatched inside;
    buffer& b = buffers_[channel];
    if (b.places.size() != room) b.places.resize(room);
    use_place(of(by), b.places[b.puts++ % room]);
}

void watched_memory::takes(const goroutine& by, const void* channel) {
    const unwatched inside;
    buffer& b = buffers_[channel];
    if (b.places.empty()) return;
    use_place(of(by), b.places[b.takes++ % b.places.size()]);
}

void watched_memory::arms(const goroutine& by, const void* timer) {
    const unwatched inside;
    released_[key_of(timer)] = of(by).known;
    tick(of(by));
}

// The clock is another one for each timer, because timers that go off are not
// ordered.
void watched_memory::fires(const goroutine& clock, const void* timer) {
    const unwatched inside;
    strand& s = of(clock).accesses > 0 ? add_strand(clock) : of(clock);
    const std::uint32_t now = s.known.of(s.number) + 1;
    s.known = released_[key_of(timer)];
    s.known.set(s.number, now);
}

// -- atomics ------------------------------------------------------------------

// As the C++ memory model has it. `released_` of an atomic is what an acquire
// load of its present value acquires: that of the store, and of the exchanges
// after it, which continue its release sequence.
void watched_memory::uses_atomic(const goroutine& by, const void* object,
                                 atomic_access what, std::memory_order order) {
    const unwatched inside;
    strand& s = of(by);
    step_clock& its = released_[key_of(object)];
    if (what != atomic_access::store) {
        (acquires_by(order) ? s.known : s.seen).join(its);
    }
    if (what == atomic_access::load) return;
    if (what == atomic_access::store) its.clear();
    its.join(releases_by(order) ? s.known : s.released);
    if (releases_by(order)) tick(s);
}

void watched_memory::orders_by(const volatile void* memory, atomic_access what,
                               std::memory_order order) {
    if (!is_watching()) return;
    run_unwatched([&] {
        uses_atomic(*current_goroutine(), const_cast<const void*>(memory), what,
                    order);
    });
}

// An acquire fence acquires what the relaxed loads before it have seen. A
// relaxed store after a release fence releases what the fence knew.
void watched_memory::fence(std::memory_order order) {
    if (!is_watching()) return;
    run_unwatched([&] {
        strand& s = self();
        if (acquires_by(order)) s.known.join(s.seen);
        if (!releases_by(order)) return;
        s.released = s.known;
        tick(s);
    });
}

// The last owner comes after all others. Copies are not ordered.
void watched_memory::lose_owner(const volatile void* count, bool is_last) {
    const void* const object = const_cast<const void*>(count);
    releases(object);
    if (is_last) acquires(object);
}

void watched_memory::acquires(const void* object) {
    if (is_over_) return;
    run_unwatched([&] { acquires(*current_goroutine(), object); });
}

void watched_memory::releases(const void* object) {
    if (is_over_) return;
    run_unwatched([&] { releases(*current_goroutine(), object); });
}

// -- objects ------------------------------------------------------------------

// Addresses are below 2^47, and names that the search makes up have bit 63.
const void* watched_memory::name_of(const volatile void* memory) {
    const std::uintptr_t address = key_of(memory);
    const auto birth = run_unwatched([&] { return shadow_.birth_of(address); });
    const std::uintptr_t name = std::uintptr_t{1} << 62U |
                                std::uintptr_t{birth.by} << 40U |
                                std::uintptr_t{birth.nth} << 3U | address % 8;
    return reinterpret_cast<const void*>(birth.nth == 0 ? address : name);
}

watched_lock& watched_memory::lock_at(const void* address) {
    const unwatched inside;
    auto& lock = locks_[key_of(address)];
    if (!lock) {
        // As no goroutine, because the lock is not new: it has a name.
        goroutine* const self = run_as(nullptr);
        const defer go_on([self] { run_as(self); });
        lock = std::make_unique<watched_lock>();
    }
    note_name(&lock->state, name_of(address));
    return *lock;
}

// -- accesses -----------------------------------------------------------------

void watched_memory::enters(const void* from, const void* to) {
    run_unwatched([&] {
        strand& s = self();
        s.in = &calls_.enter(*s.in, from, to);
        s.last_pc = to;
    });
}

void watched_memory::leaves() noexcept {
    strand& s = self();
    if (!s.in->above) return;
    s.last_pc = s.in->from;
    s.in = const_cast<call*>(s.in->above);
}

bool watched_memory::is_of_program(const void* pc) {
    return !is_paused_ && run_unwatched([&] {
        return calls_.origin_from(*self().in, pc) == code_origin::program;
    });
}

bool watched_memory::is_direct(const void* pc) {
    return run_unwatched([&] {
        return calls_.own_origin(*self().in, pc) == code_origin::program;
    });
}

bool watched_memory::counts_down(const void* pc) {
    return run_unwatched([&] {
        return calls_.own_origin(*self().in, pc) == code_origin::count_down;
    });
}

void watched_memory::reads(const volatile void* memory, std::size_t size,
                           const void* pc) {
    accesses(memory, size, false, false, pc);
}

void watched_memory::writes(const volatile void* memory, std::size_t size,
                            const void* pc) {
    accesses(memory, size, true, false, pc);
}

void watched_memory::accesses_atomic(const volatile void* memory,
                                     std::size_t size, atomic_access what,
                                     const void* pc) {
    accesses(memory, size, what != atomic_access::load, true, pc);
}

void watched_memory::accesses(const volatile void* memory, std::size_t size,
                              bool is_write, bool is_atomic, const void* pc) {
    strand& s = self();
    s.last_pc = pc;
    if (!is_watching() || !is_of_program(pc)) return;
    ++s.accesses;
    run_unwatched([&] {
        access a{s.number, s.known.of(s.number), 0, is_write, is_atomic, pc,
                 s.in};
        const auto begin = reinterpret_cast<std::uintptr_t>(memory);
        const auto end = begin + size;
        for (auto eight = begin & ~std::uintptr_t{7}; eight < end; eight += 8) {
            const auto from = std::max(begin, eight) - eight;
            const auto to = std::min(end, eight + 8) - eight;
            a.bytes = static_cast<std::uint8_t>((0xFFU << from) &
                                                (0xFFU >> (8 - to)));
            access_eight(eight, a, s, size);
        }
    });
}

void watched_memory::access_eight(std::uintptr_t address, const access& a,
                                  strand& s, std::size_t size) {
    if (!a.is_atomic) {
        shadow_.note_birth(address, a.bytes, {s.of_search, s.accesses});
    }
    shadow_.add(address, a, s.known, [&](const access& first) {
        add_race(first, a, address, size);
    });
}

running_code watched_memory::running() const noexcept {
    running_code now;
    if (of_thread_ != this || !latest_) return now;
    const strand& s = *latest_;
    now.goroutine = s.goroutine;
    s.name.copy(now.name.data(), now.name.size() - 1);
    const auto add = [&now](const void* pc) {
        if (now.depth < now.stack.size()) now.stack[now.depth++] = pc;
    };
    add(s.last_pc);
    for (const call* c = s.in; c->above; c = c->above) add(c->from);
    return now;
}

void watched_memory::add_race(const access& first, const access& second,
                              std::uintptr_t eight, std::size_t size) {
    if (races_.size() == most_races) return;
    const auto [one, other] = std::minmax(first.at, second.at);
    if (!places_.emplace(one, other).second) return;
    const auto shared = static_cast<unsigned>(first.bytes & second.bytes);
    const auto byte = static_cast<std::uintptr_t>(std::countr_zero(shared));
    races_.push_back({reinterpret_cast<const void*>(eight + byte), size,
                      described(first), described(second)});
}

memory_access watched_memory::described(const access& a) const {
    const strand& s = strands_[a.by];
    return {s.goroutine, s.name, a.is_write, a.is_atomic,
            call_tree::stack(*a.in, a.at)};
}

}  // namespace ctx::detail

namespace ctx {

memory_watch::memory_watch()
    : memory_(std::make_unique<detail::watched_memory>()) {}

memory_watch::~memory_watch() = default;

const std::vector<data_race>& memory_watch::races() const noexcept {
    return static_cast<const detail::watched_memory&>(*memory_).races();
}

running_code memory_watch::running() const noexcept {
    return static_cast<const detail::watched_memory&>(*memory_).running();
}

}  // namespace ctx
