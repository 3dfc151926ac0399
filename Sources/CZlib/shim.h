// Raw deflate with a preset dictionary, as plain calls: zlib's own ways in are macros, which Swift cannot
// import, around a struct that has to be kept in place.
#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

enum {
  /// The data are not what deflate makes.
  zlib_shim_damaged = -1,
  /// The data end too early.
  zlib_shim_truncated = -2,
  /// The result does not fit.
  zlib_shim_too_long = -3,
  /// zlib has no memory.
  zlib_shim_failed = -4,
  /// Something follows after the end.
  zlib_shim_surplus = -5,
};

/// Compresses `input`; gives the size of the result or one of the above.
static inline long zlib_shim_deflate(const uint8_t *dictionary, size_t dictionarySize, const uint8_t *input,
                                     size_t inputSize, uint8_t *output, size_t outputSize) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
    return zlib_shim_failed;
  }
  long result = zlib_shim_failed;
  if (deflateSetDictionary(&stream, dictionary, (uInt)dictionarySize) == Z_OK) {
    stream.next_in = (Bytef *)input;
    stream.avail_in = (uInt)inputSize;
    stream.next_out = output;
    stream.avail_out = (uInt)outputSize;
    result = deflate(&stream, Z_FINISH) == Z_STREAM_END ? (long)stream.total_out : zlib_shim_too_long;
  }
  deflateEnd(&stream);
  return result;
}

/// Undoes `zlib_shim_deflate`. Never writes more than `outputSize` bytes, whatever the input says.
static inline long zlib_shim_inflate(const uint8_t *dictionary, size_t dictionarySize, const uint8_t *input,
                                     size_t inputSize, uint8_t *output, size_t outputSize) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return zlib_shim_failed;
  long result = zlib_shim_failed;
  if (inflateSetDictionary(&stream, dictionary, (uInt)dictionarySize) == Z_OK) {
    stream.next_in = (Bytef *)input;
    stream.avail_in = (uInt)inputSize;
    stream.next_out = output;
    stream.avail_out = (uInt)outputSize;
    int status = inflate(&stream, Z_FINISH);
    if (status == Z_STREAM_END) {
      result = stream.avail_in == 0 ? (long)stream.total_out : zlib_shim_surplus;
    } else if (status == Z_MEM_ERROR) {
      result = zlib_shim_failed;
    } else if (status == Z_DATA_ERROR || status == Z_NEED_DICT || status == Z_STREAM_ERROR) {
      result = zlib_shim_damaged;
    } else {
      result = stream.avail_out == 0 ? zlib_shim_too_long : zlib_shim_truncated;
    }
  }
  inflateEnd(&stream);
  return result;
}

static inline uint32_t zlib_shim_crc32(const uint8_t *bytes, size_t size) {
  return (uint32_t)crc32(crc32(0, NULL, 0), bytes, (uInt)size);
}

#endif
