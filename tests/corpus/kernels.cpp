// The programs of the corpus, each in the file of its name.
// SPDX-License-Identifier: MIT
#include "tests/corpus/kernels.hpp"

#include <span>

namespace ctx_corpus {

extern const kernel cockroach_10790;
extern const kernel cockroach_13197;
extern const kernel cockroach_13755;
extern const kernel cockroach_16167;
extern const kernel cockroach_18101;
extern const kernel cockroach_2448;
extern const kernel cockroach_35073;
extern const kernel cockroach_35931;
extern const kernel cockroach_584;
extern const kernel cockroach_6181;
extern const kernel cockroach_7504;
extern const kernel etcd_5509;
extern const kernel etcd_6708;
extern const kernel etcd_6873;
extern const kernel etcd_7492;
extern const kernel etcd_7902;
extern const kernel grpc_1424;
extern const kernel grpc_3017;
extern const kernel grpc_795;
extern const kernel grpc_862;
extern const kernel istio_17860;
extern const kernel istio_18454;
extern const kernel kubernetes_10182;
extern const kernel kubernetes_11298;
extern const kernel kubernetes_1321;
extern const kernel kubernetes_30872;
extern const kernel kubernetes_6632;
extern const kernel kubernetes_70277;
extern const kernel moby_17176;
extern const kernel moby_27782;
extern const kernel moby_28462;
extern const kernel moby_33293;
extern const kernel moby_4951;
extern const kernel syncthing_5795;

std::span<const kernel* const> kernels() noexcept {
    static constexpr const kernel* all[] = {
        // clang-format off
        &cockroach_10790,
        &cockroach_13197,
        &cockroach_13755,
        &cockroach_16167,
        &cockroach_18101,
        &cockroach_2448,
        &cockroach_35073,
        &cockroach_35931,
        &cockroach_584,
        &cockroach_6181,
        &cockroach_7504,
        &etcd_5509,
        &etcd_6708,
        &etcd_6873,
        &etcd_7492,
        &etcd_7902,
        &grpc_1424,
        &grpc_3017,
        &grpc_795,
        &grpc_862,
        &istio_17860,
        &istio_18454,
        &kubernetes_10182,
        &kubernetes_11298,
        &kubernetes_1321,
        &kubernetes_30872,
        &kubernetes_6632,
        &kubernetes_70277,
        &moby_17176,
        &moby_27782,
        &moby_28462,
        &moby_33293,
        &moby_4951,
        &syncthing_5795,
        // clang-format on
    };
    return all;
}

}  // namespace ctx_corpus
