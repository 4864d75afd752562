// Finding where a value ends, without reading what is in it.
#include "internal.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace {

/// The first quote, backslash or line feed at or after `at`.
inline size_t endOfPlainText(const char *bytes, size_t at, size_t length) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'), feed = _mm_set1_epi8('\n');
  while (at + 16 <= length) {
    __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes + at));
    __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(block, quote),
                                            _mm_cmpeq_epi8(block, slash)),
                               _mm_cmpeq_epi8(block, feed));
    int mask = _mm_movemask_epi8(hit);
    if (mask) return at + static_cast<size_t>(__builtin_ctz(static_cast<unsigned>(mask)));
    at += 16;
  }
#endif
  while (at < length && bytes[at] != '"' && bytes[at] != '\\' && bytes[at] != '\n') at++;
  return at;
}

}  // namespace

extern "C" size_t json_scan(json_splitter *state, const char *bytes, size_t start, size_t length,
                            uint64_t until_depth, int lines) {
  size_t i = start;
  while (i < length) {
    if (state->in_string) {
      if (state->escaped && bytes[i] != '\n') {
        state->escaped = 0;
        i++;
        continue;
      }
      i = endOfPlainText(bytes, i, length);
      if (i == length) break;
    }
    char c = bytes[i];
    if (c == '\n') {
      // JSON has no line feed in a string: on a record's first line, a quote is missing.
      if (lines || (state->in_string && !state->multiline)) return i;
      state->multiline = 1;
      state->escaped = 0;
    } else if (state->in_string) {
      if (c == '\\') state->escaped = 1;
      else state->in_string = 0;
    } else if (c == '"') {
      state->in_string = 1;
    } else if (c == '{' || c == '[') {
      state->depth++;
    } else if (c == '}' || c == ']') {
      if (state->depth > 0) state->depth--;
      if (state->depth <= until_depth) return i + 1;
    }
    i++;
  }
  return length;
}
