// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/channel_words.hpp"

namespace ctxdemo {

namespace {

constexpr channel_words of_any{
    .sends = {"{} sends on {}", "{} 往 {} 发送"},
    .sends_closed = {"{} sends on {}, which is closed",
                     "{} 往 {} 发送，但它已关闭"},
    .receives = {"{} receives from {}", "{} 从 {} 接收"},
    .has_received = {"{} goes on: it received a value from {}",
                     "{} 继续：从 {} 收到一个值"},
    .finds_closed = {"{} goes on: {} is closed", "{} 继续：{} 已关闭"},
    .closes = {"{} closes {}", "{} 关闭 {}"},
    .awaited = {"for a value from {}", " {} 的值"},
    .brief = {"{}", "{}"},
    .came = {"a value came from {}", "{} 有值了"},
    .is_closed = {"{} is closed", "{} 已关闭"},
};

constexpr channel_words of_port{
    .sends = {"{} connects to the server", "{} 连接服务器"},
    .sends_closed = {"{} finds the port closed", "{} 发现端口已关闭"},
    .receives = {"{} accepts a client", "{} 接受一个客户端"},
    .has_received = {"{} goes on: a client has connected",
                     "{} 继续：有客户端连接了"},
    .finds_closed = {"{} goes on: the port is closed", "{} 继续：端口已关闭"},
    .closes = {"{} closes the port", "{} 关闭端口"},
    .awaited = {"for a client", "客户端"},
    .brief = {"a client", "客户端"},
    .came = {"a client has connected", "有客户端连接了"},
    .is_closed = {"the port is closed", "端口已关闭"},
};

constexpr channel_words of_request{
    .sends = {"{} sends the request", "{} 发送请求"},
    .sends_closed = {"{} sends a request, but the connection is closed",
                     "{} 发送请求，但连接已断开"},
    .receives = {"{} reads the request", "{} 读取请求"},
    .has_received = {"{} goes on: the request has come", "{} 继续：请求到了"},
    .finds_closed = {"{} goes on: the client has closed the connection",
                     "{} 继续：客户端断开了连接"},
    .closes = {"{} closes the connection", "{} 断开连接"},
    .awaited = {"until its client sends something or goes away",
                "客户端发来数据或断开连接"},
    .brief = {"its client", "客户端"},
    .came = {"the client has sent more", "客户端又发来了"},
    .is_closed = {"the client has closed the connection", "客户端断开了连接"},
};

constexpr channel_words of_response{
    .sends = {"{} sends the response", "{} 发送响应"},
    .sends_closed = {"{} sends a response, but the connection is closed",
                     "{} 发送响应，但连接已断开"},
    .receives = {"{} reads the response", "{} 读取响应"},
    .has_received = {"{} goes on: the response has come", "{} 继续：响应到了"},
    .finds_closed = {"{} goes on: the server has closed the connection",
                     "{} 继续：服务器断开了连接"},
    .closes = {"{} closes the connection", "{} 断开连接"},
    .awaited = {"for the response", "响应"},
    .brief = {"the response", "响应"},
    .came = {"the response has come", "响应到了"},
    .is_closed = {"the server has closed the connection", "服务器断开了连接"},
};

}  // namespace

const channel_words& words_on(const program_names& names,
                              std::uint32_t channel) {
    const auto found = names.network.find(channel);
    if (found == names.network.end()) return of_any;
    switch (found->second) {
        case network_channel::port:
            return of_port;
        case network_channel::request:
            return of_request;
        case network_channel::response:
            return of_response;
    }
    return of_any;
}

}  // namespace ctxdemo
