#ifndef EXHIBIT_CZSTANDARD_SHIM_H
#define EXHIBIT_CZSTANDARD_SHIM_H

#include <zstd.h>

#endif
