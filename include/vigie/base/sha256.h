/* sha256.h — SHA-256 (FIPS 180-4), for tokens of high entropy; not for passwords, which want a slow hash. */
#ifndef VIGIE_BASE_SHA256_H
#define VIGIE_BASE_SHA256_H

#include <vigie/base/str.h>

#define VG_SHA256_BYTES 32
#define VG_SHA256_HEX 64

/* Of the bytes of s; an absent s is an empty one. */
void vg_sha256(struct vg_str s, unsigned char out[VG_SHA256_BYTES]);
/* The same as lower-case hexadecimal digits and a NUL. */
void vg_sha256_hex(struct vg_str s, char out[VG_SHA256_HEX + 1]);
/* 64 hexadecimal digits of either case into bytes; false: something else. */
bool vg_sha256_parse(struct vg_str hex, unsigned char out[VG_SHA256_BYTES]);

#endif
