// The category of context errors, and what an error holds.
#include "ctx/error.hpp"

#include <ostream>
#include <stdexcept>

namespace ctx {
namespace {

class context_category final : public std::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override {
        return "context";
    }

    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
            case errc::canceled:
                return "context canceled";
            case errc::deadline_exceeded:
                return "context deadline exceeded";
        }
        return "unknown context error " + std::to_string(value);
    }

    [[nodiscard]] std::error_condition default_error_condition(
        int value) const noexcept override {
        switch (static_cast<errc>(value)) {
            case errc::canceled:
                return std::errc::operation_canceled;
            case errc::deadline_exceeded:
                return std::errc::timed_out;
        }
        return {value, *this};
    }
};

// Never destroyed, because contexts may be used while statics are destroyed.
union immortal_category {
    constexpr immortal_category() noexcept : it() {}
    ~immortal_category() {}
    context_category it;
};

constinit const immortal_category category_storage;

std::string what(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "unknown exception";
    }
}

}  // namespace

constinit const std::error_category& detail::the_category = category_storage.it;

std::exception_ptr detail::being_handled(const std::exception& e) noexcept {
    const auto current = std::current_exception();
    if (!current) return nullptr;
    try {
        std::rethrow_exception(current);
    } catch (const std::exception& handled) {
        return &handled == &e ? current : nullptr;
    } catch (...) {
        return nullptr;
    }
}

const std::error_category& category() noexcept { return detail::the_category; }

std::error_code error::code() const noexcept {
    if (!held_) return code_;
    try {
        std::rethrow_exception(held_->exception);
    } catch (const std::system_error& e) {
        return e.code();
    } catch (...) {
        return {};
    }
}

std::string error::message() const {
    if (code_) return code_.message();
    if (!held_) return "<nil>";
    const std::string& prefix = held_->prefix;
    return prefix + (prefix.empty() ? "" : ": ") + what(held_->exception);
}

void error::raise() const {
    if (held_) std::rethrow_exception(held_->exception);
    if (code_) throw std::system_error(code_);
    throw std::logic_error("ctx::error: there is no error to raise");
}

std::string to_string(const error& e) { return e.message(); }

std::ostream& operator<<(std::ostream& out, const error& e) {
    return out << e.message();
}

}  // namespace ctx
