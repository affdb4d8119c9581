// The typed half of with_value: what may be a key, how keys and values print.
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "ctx/detail/node.hpp"

namespace ctx::detail {

template <class T>
struct is_text : std::false_type {};
template <class C, class T, class A>
struct is_text<std::basic_string<C, T, A>> : std::true_type {};
template <class C, class T>
struct is_text<std::basic_string_view<C, T>> : std::true_type {};

/// A class or enumeration that is not just text or a byte, or a pointer to
/// such a class.
template <class T>
concept own_type =
    ((std::is_class_v<T> || std::is_enum_v<T>)&&!is_text<T>::value &&
     !std::same_as<T, std::byte>) ||
    (std::is_pointer_v<T> && std::is_class_v<std::remove_pointer_t<T>> &&
     !is_text<std::remove_cv_t<std::remove_pointer_t<T>>>::value);

/// What a value is kept as: text by pointer would dangle, so it is copied.
template <class Value>
using stored_value = std::conditional_t<std::same_as<Value, const char*> ||
                                            std::same_as<Value, char*>,
                                        std::string, Value>;

/// The name of a type as its author wrote it.
[[nodiscard]] std::string type_name(const std::type_info& type);

template <class T>
concept stringable = requires(const T& value) {
    { to_string(value) } -> std::convertible_to<std::string>;
};

/// Go's stringify: its own text if it has one, else the name of its type.
template <class T>
[[nodiscard]] std::string stringify(const T& value) {
    if constexpr (std::same_as<T, std::nullptr_t>) {
        return "<nil>";
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
        return std::string(std::string_view(value));
    } else if constexpr (stringable<T>) {
        return to_string(value);
    } else {
        return type_name(typeid(T));
    }
}

template <class Key, class Value>
class typed_value_node final : public value_node {
public:
    typed_value_node(node* parent, Key key, Value value)
        : value_node(parent, id_of<Key>(), id_of<Value>(), &value_),
          key_(std::move(key)),
          value_(std::move(value)) {}

    void print(std::string& out) const override {
        out += ".WithValue(" + stringify(key_) + ", " + stringify(value_) + ")";
    }

private:
    [[nodiscard]] bool has_key(const void* key) const noexcept override {
        return key_ == *static_cast<const Key*>(key);
    }

    const Key key_;
    const Value value_;
};

}  // namespace ctx::detail
