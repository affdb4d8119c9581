// Comparing types by their names.
//
// typeid gives a type its mangled name in the Itanium C++ ABI. A type has the
// same name in every shared library, and two types have different names. Types
// of one translation unit or of one function are the exception: two of these
// may share a name. Their names have a mark:
//
//     _GLOBAL__N_    a type in an anonymous namespace, or a part of one
//     $_             a lambda outside of a function (clang)
//     Z, then an encoding: a digit, N or L
//                    a type in a function, or a template of the address of a
//                    function or a variable. Functions of the same name may be
//                    static, or be hidden in their shared libraries.
//
// An identifier may look like a mark, as in GZNode. In a plain name, which has
// no templates, identifiers are told from marks. In other names they are not: a
// vector<GZNode> is then taken for a type of one translation unit, so another
// shared library does not find it.
#include "ctx/detail/type_id.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace ctx::detail {
namespace {

constexpr std::string_view anonymous = "_GLOBAL__N_";

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// The mangled name of T, taken from the one of type_marker<T>.
std::string_view mangled(const type_tag& t) noexcept {
    std::string_view name = t.marker->name();
    constexpr std::string_view before = "N3ctx6detail11type_markerI";
    if (name.starts_with(before)) name.remove_prefix(before.size());
    if (name.ends_with("EE")) name.remove_suffix(2);
    return name;
}

// True for [pointers and qualifiers] [N] {length identifier} [E].
bool is_plain(std::string_view name) noexcept {
    name.remove_prefix(std::min(name.find_first_not_of("PKVRO"), name.size()));
    const bool nested = name.starts_with('N');
    if (nested) name.remove_prefix(1);
    while (!name.empty() && is_digit(name.front())) {
        std::size_t length = 0;
        for (; !name.empty() && is_digit(name.front()); name.remove_prefix(1)) {
            length = length * 10 + static_cast<std::size_t>(name.front() - '0');
        }
        if (length > name.size()) return false;
        const auto identifier = name.substr(0, length);
        if (identifier.starts_with(anonymous) ||
            identifier.find('$') != identifier.npos) {
            return false;
        }
        name.remove_prefix(length);
    }
    return name == (nested ? "E" : "");
}

bool has_mark(std::string_view name) noexcept {
    if (name.find(anonymous) != name.npos || name.find("$_") != name.npos) {
        return true;
    }
    for (std::size_t at = name.find('Z'); at != name.npos;
         at = name.find('Z', at + 1)) {
        const char next = at + 1 < name.size() ? name[at + 1] : 'E';
        if (is_digit(next) || next == 'N' || next == 'L') return true;
    }
    return false;
}

}  // namespace

bool is_same_by_name(const type_tag& a, const type_tag& b) noexcept {
    if (!a.marker || !b.marker) return false;
#if defined(__GLIBCXX__)
    // This also knows how g++ marks the types of one translation unit.
    if (*a.marker != *b.marker) return false;
#else
    // Not `==`, which may compare addresses alone.
    if (std::strcmp(a.marker->name(), b.marker->name()) != 0) return false;
#endif
    const auto name = mangled(a);
    return is_plain(name) || !has_mark(name);
}

}  // namespace ctx::detail
