#ifndef EXHIBIT_CCURL_SHIM_H
#define EXHIBIT_CCURL_SHIM_H

#include <curl/curl.h>

#endif
