// Telling whether two types are the same, also across shared libraries.
//
// Each shared library has a tag of its own for a type, if it is compiled with
// -fvisibility=hidden, so tags at different addresses may stand for the same
// type. The names of their types decide then.
//
// A name does not identify a type of one translation unit or of one function:
// two sources may each have an `{anonymous}::key`. Such types are the same only
// if their tags are. type_id.cpp says how it knows these types. Without RTTI
// the library has no names, and compares only tags.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>
#include <typeinfo>

#include "ctx/detail/export.hpp"

/// 1 if the compiler has typeid, which -fno-rtti takes away.
#if defined(__cpp_rtti) || defined(__GXX_RTTI)
#define CTX_HAS_RTTI 1
#else
#define CTX_HAS_RTTI 0
#endif

namespace ctx::detail {

/// A complete type for each T, which need not be complete.
template <class T>
struct type_marker {};

/// The name of T in the compiler's messages. Types may share one.
template <class T>
[[nodiscard]] constexpr auto name_of() noexcept {
    // "... name_of() [with T = app::key]" of g++, without "with" of clang.
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("T = ") + 4);
    text.remove_suffix(1);
    return text;
}

/// Differs between most types, and is the same in all shared libraries.
template <class T>
[[nodiscard]] constexpr std::uint32_t hash_of() noexcept {
    std::uint32_t hash = 2166136261;  // FNV-1a
    for (const char c : name_of<T>()) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619;
    }
    return hash;
}

/// Stands for a type. Not constant, so that no linker takes two tags of equal
/// contents for one.
struct type_tag {
    std::uint32_t hash;
    const std::type_info* marker;  ///< of the type's type_marker; may be null
};

template <class T>
inline constinit type_tag tag_of {
    hash_of<T>(),
#if CTX_HAS_RTTI
        &typeid(type_marker<T>)
#else
        nullptr
#endif
};

using type_id = const type_tag*;

template <class T>
[[nodiscard]] type_id id_of() noexcept {
    return &tag_of<T>;
}

/// True if the two tags, which are not one, stand for the same type.
[[nodiscard]] CTX_EXPORT bool is_same_by_name(const type_tag& a,
                                              const type_tag& b) noexcept;

/// True if `a` and `b` stand for the same type.
[[nodiscard]] inline bool is_same(type_id a, type_id b) noexcept {
    return a == b || (a->hash == b->hash && is_same_by_name(*a, *b));
}

}  // namespace ctx::detail
