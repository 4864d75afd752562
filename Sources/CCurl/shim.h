// What Swift cannot import from libcurl: its variadic functions. One function for each type of
// argument, prefixed shim_.
#ifndef EXHIBIT_CCURL_SHIM_H
#define EXHIBIT_CCURL_SHIM_H

#include <curl/curl.h>

// curl_easy_setopt is variadic: a long option.
static inline CURLcode shim_curl_setopt_long(CURL *curl, CURLoption option, long value) {
  return curl_easy_setopt(curl, option, value);
}

// curl_easy_setopt is variadic: a text option.
static inline CURLcode shim_curl_setopt_text(CURL *curl, CURLoption option, const char *value) {
  return curl_easy_setopt(curl, option, value);
}

// curl_easy_setopt is variadic: a pointer option.
static inline CURLcode shim_curl_setopt_pointer(CURL *curl, CURLoption option, void *value) {
  return curl_easy_setopt(curl, option, value);
}

typedef size_t (*shim_curl_write)(char *, size_t, size_t, void *);

// curl_easy_setopt is variadic: the write callback.
static inline CURLcode shim_curl_setopt_write(CURL *curl, shim_curl_write callback) {
  return curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, callback);
}

// curl_easy_setopt is variadic: the callback for header lines.
static inline CURLcode shim_curl_setopt_header(CURL *curl, shim_curl_write callback) {
  return curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, callback);
}

// curl_easy_getinfo is variadic: a long.
static inline CURLcode shim_curl_getinfo_long(CURL *curl, CURLINFO info, long *value) {
  return curl_easy_getinfo(curl, info, value);
}

// curl_easy_getinfo is variadic: a text that curl owns.
static inline CURLcode shim_curl_getinfo_text(CURL *curl, CURLINFO info, char **value) {
  return curl_easy_getinfo(curl, info, value);
}

#endif
