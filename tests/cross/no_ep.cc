// A library that loads and is no EP library.
#ifdef _WIN32
extern "C" __declspec(dllexport) int NoEp() { return 1; }
#else
extern "C" int NoEp() { return 1; }
#endif
