// The headers in C11, as a program includes them.
#include "header_use.inc"
